"""Views: which cases are shown and counted, in which order; their figures keep up with every act."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.tally import Tally
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.views import SORTS, Choice, Glances, View, ViewTally, natural, offered
from tests.domain.samples import SQS, YOUTH
from tests.session.stories import begun, some_act

UNANSWERED = Choice("left", "unanswered", "unanswered")
PARKED = Choice("left", "parked", "parked")


def refs(glances: Glances, view: View) -> list[str]:
    return [glance.case.ref for glance in glances.every() if view.holds(glance)]


@pytest.fixture
def inspection(tmp_path: Path) -> Inspection:
    found = begun(tmp_path / "x.sqs", orders=("YRO", "DTO", "RO"))
    found.change_case("X-01", {"inspector": "AI-1", "gender": "F"})
    found.change_case("X-02", {"inspector": "LI", "gender": "M"})
    found.park("X-02", "RR01")
    return found


def test_no_choice_is_every_case(inspection: Inspection) -> None:
    assert refs(Glances(inspection), View()) == ["X-01", "X-02", "X-03"]
    assert View().title == "all cases"


def test_kinds_must_all_hold_and_of_a_kind_one_is_enough(inspection: Inspection) -> None:
    view = View().toggling(Choice("order", "YRO", "YRO")).toggling(Choice("order", "DTO", "DTO")).toggling(PARKED)
    assert refs(Glances(inspection), view) == ["X-02"]
    assert view.title == "YRO or DTO; parked"
    assert refs(Glances(inspection), view.toggling(PARKED)) == ["X-01", "X-02"]


def test_only_what_occurs_is_offered_and_mine_comes_first(inspection: Inspection) -> None:
    inspection.set_inspector("LI")
    glances = Glances(inspection)
    titles = {choice.title: cases for heading, choice, cases in offered(inspection, glances.every())}
    assert titles["mine (LI)"] == 1
    assert "LI" not in titles
    assert titles["no inspector"] == 1
    assert titles["Custody"] == 1
    assert "Licence" not in titles


def test_a_removed_case_is_in_no_view_and_a_replaced_one_in_no_figure(inspection: Inspection) -> None:
    inspection.remove_case("X-01")
    inspection.replace_case("X-02", "not eligible")
    glances = Glances(inspection)
    assert refs(glances, View()) == ["X-02", "X-03"]
    assert ViewTally(inspection, View((UNANSWERED,)), glances).tally().cases == 1


def test_orders_keep_sample_order_where_they_say_nothing(inspection: Inspection) -> None:
    glances = Glances(inspection)
    inspection.answer("X-03", "RR01", Verdict.YES)
    said = {title: [glance.case.ref for glance in sorted(glances.every(), key=key)] for title, key in SORTS.items()}
    assert said["in sample order"] == ["X-01", "X-02", "X-03"]
    assert said["least answered first"] == ["X-01", "X-02", "X-03"]
    assert said["by inspector"] == ["X-01", "X-02", "X-03"]
    assert natural("D2") < natural("D10")


def test_what_is_left_is_counted_by_criterion(inspection: Inspection) -> None:
    inspection.answer("X-03", "RR01", Verdict.YES)
    inspection.answer("X-03", "RR02", Verdict.NO)  # No evidence, and no factor: one criterion to see to.
    glance = Glances(inspection).of("X-03")
    assert glance.evidence == 1
    assert glance.left == glance.unanswered + 1


def test_a_case_is_looked_at_again_only_when_it_changed(inspection: Inspection) -> None:
    glances = Glances(inspection)
    first, other = glances.of("X-01"), glances.of("X-02")
    inspection.answer("X-01", "RR01", Verdict.YES)
    assert glances.of("X-01") is not first
    assert glances.of("X-02") is other


@pytest.mark.parametrize(("name", "orders"), [(SQS, ("YRO", "DTO", "RO", "S90")), (YOUTH, ("YRO", "DTO", "YC", "CR"))])
def test_figures_of_a_view_are_what_a_count_gives(tmp_path: Path, name: str, orders: tuple[str, ...]) -> None:
    chance = random.Random(7)
    inspection = begun(tmp_path / "x.sqs", name, orders * 3)
    glances = Glances(inspection)
    ids = [criterion.id for criterion in inspection.catalogue.criteria]
    views = [
        View((Choice("order", orders[0], ""), Choice("order", orders[2], ""))),
        View((PARKED,)),
        View((UNANSWERED, Choice("phase", "custody", ""))),
    ]
    tallies = [ViewTally(inspection, view, glances) for view in views]
    seen = set(inspection.cases)
    for _ in range(120):
        some_act(chance, inspection, ids, orders)
        seen |= set(inspection.cases)
        for view, tally in zip(views, tallies, strict=True):
            for case in sorted(seen):
                tally.follow(case)
            for group in ("", *(group.id for group in inspection.catalogue.groups)):
                held = [case.id for case in inspection.counted() if view.holds(glances.of(case.id))]
                held = [id for id in held if inspection.group(id) == group]
                fresh = Tally.of(inspection.catalogue, (inspection.standings[id] for id in held))
                assert tally.tally(group) == fresh
