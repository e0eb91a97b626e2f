"""Why not: the factors of judgements that are No, kept up with every act and never counted twice."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.standing import State
from sqs_tui.session.behind import UNRECORDED, WhyNot, judgement, splits
from sqs_tui.session.inspection import Inspection
from tests.session.stories import SQS, YOUTH, begun, some_act


def told(why: WhyNot) -> dict[str, tuple[int, int]]:
    return {reason.code: (reason.judgements, reason.cases) for reason in why.reasons()}


@pytest.fixture
def inspection(tmp_path: Path) -> Inspection:
    found = begun(tmp_path / "x.sqs")
    for case, criterion, factors in (
        ("X-01", "RR02", ["late"]),
        ("X-01", "RR08", ["late", "vulnerability"]),
        ("X-02", "RR08", ["vulnerability"]),
        ("X-03", "RR08", []),
    ):
        found.answer(case, criterion, Verdict.NO)
        found.mark_factors(case, criterion, factors)
    return found


def test_of_a_criterion_each_case_counts_once(inspection: Inspection) -> None:
    why = WhyNot(inspection, ["RR08"], inspection.counted())
    assert told(why) == {"vulnerability": (2, 2), "late": (1, 1), "": (1, 1)}
    assert (why.proportion.compact(), why.no_cases) == ("0/3", 3)


def test_of_a_section_judgements_and_cases_are_told_apart(inspection: Inspection) -> None:
    scored = [one.id for one in inspection.catalogue.scored["1"]]
    why = WhyNot(inspection, scored, inspection.counted())
    assert told(why)["late"] == (2, 1)
    assert (why.proportion.not_met.met, why.no_cases) == (4, 3)


def test_the_largest_comes_first_and_none_marked_last(inspection: Inspection) -> None:
    assert [one.code for one in WhyNot(inspection, ["RR08"], inspection.counted()).reasons()] == [
        "vulnerability",
        "late",
        "",
    ]


def test_a_gate_closed_takes_its_judgements_away(inspection: Inspection) -> None:
    inspection.answer("X-01", "RR01", Verdict.NO)
    one = judgement(inspection, inspection.cases["X-01"], "RR02")
    assert (one.state, one.why) == (State.CLOSED, "closed by RR01")


@pytest.mark.parametrize(("name", "section"), [(SQS, "3"), (YOUTH, "PL")])
def test_kept_up_it_is_what_a_count_gives(tmp_path: Path, name: str, section: str) -> None:
    chance = random.Random(11)
    orders = ("YRO", "DTO", "RO")
    inspection = begun(tmp_path / "x.sqs", name, orders * 3)
    scored = [one.id for one in inspection.catalogue.scored[section]]
    why = WhyNot(inspection, scored, inspection.counted())
    seen = set(inspection.cases)
    for _ in range(150):
        some_act(chance, inspection, scored, orders)
        case, id = chance.choice(list(inspection.cases)), chance.choice(scored)
        codes = list(inspection.catalogue.known[id].factor_titles)
        if codes and inspection.state(case, id) is State.NO:
            inspection.mark_factors(case, id, chance.sample(codes, min(2, len(codes))))
        seen |= set(inspection.cases)
        for one in seen & set(inspection.cases):
            why.follow(inspection.cases[one], inspection.cases[one].is_counted)
        fresh = WhyNot(inspection, scored, inspection.counted())
        assert (told(why), why.proportion, why.no_cases) == (told(fresh), fresh.proportion, fresh.no_cases)


def test_splits_tell_what_differs_between_cases_and_add_up(inspection: Inspection) -> None:
    cases = list(inspection.counted())
    inspection.change_case("X-01", {"gender": "F", "ethnicity": "white"})
    told = list(splits(inspection, list(inspection.counted()), ["RR08"]))
    assert [(kind, title) for kind, title, _ in told if kind == "Phase"] == [
        ("Phase", "Community"),
        ("Phase", "Custody"),
    ]
    for kind in ("Phase", "Order", "Gender"):
        assert sum(proportion.relevant for heading, _, proportion in told if heading == kind) == len(cases)
    assert "Inspector" not in {kind for kind, _, _ in told}


def test_done_but_not_recorded_is_a_reason_of_its_own(inspection: Inspection) -> None:
    inspection.mark_unrecorded("X-02", "RR08")
    inspection.mark_unrecorded("X-03", "RR08")
    why = WhyNot(inspection, ["RR08"], inspection.counted())
    assert told(why) == {"vulnerability": (2, 2), UNRECORDED: (2, 2), "late": (1, 1)}
    assert "Done, but not recorded" in judgement(inspection, inspection.cases["X-02"], "RR08").why
