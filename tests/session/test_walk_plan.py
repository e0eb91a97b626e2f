"""What is asked in a walkthrough, and how much, says nothing of how a case stands."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sqs_tui.domain.applying import may_apply
from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import STRENGTH, Entry
from sqs_tui.domain.standing import State
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.walk import Walk
from sqs_tui.session.walk_plan import ALL, MIX, SIZE, covers
from tests.session.stories import SQS, YOUTH, begun

CASE = "X-01"


def asked(inspection: Inspection) -> dict[str, list[str]]:
    return {cover.id: [one.id for one in cover.questions] for cover in covers(inspection, CASE)}


def told(inspection: Inspection) -> tuple[object, ...]:
    """What can be read off the choices: of the mix its size, of the others their questions too."""
    found = asked(inspection)
    return len(found.pop(MIX)), found


def judge_at_random(inspection: Inspection, chance: random.Random, most: int) -> None:
    """Leave some of it unanswered, park some, close gates, mark factors, and write down strengths and words."""
    for criterion in chance.sample(inspection.catalogue.criteria, chance.randrange(most)):
        if inspection.closed_by(CASE, criterion.id) or not criterion.is_judged:
            continue
        inspection.answer(CASE, criterion.id, chance.choice([Verdict.YES, Verdict.NO, Verdict.UNKNOWN]))
        if criterion.factors and chance.random() < 0.3:
            inspection.mark_factor(CASE, criterion.id, next(iter(criterion.factor_titles)), marked=True)
        if chance.random() < 0.2:
            inspection.park(CASE, criterion.id)
        if chance.random() < 0.1:
            inspection.add_entry(Entry("", CASE, STRENGTH, "kept every visit", (criterion.id,)))


def talk_at_random(inspection: Inspection, chance: random.Random) -> None:
    """Walk through some of whatever is chosen."""
    walk = Walk(inspection, CASE, chance.choice(covers(inspection, CASE)))
    for place in chance.sample(range(len(walk.questions)), len(walk.questions) // 2):
        walk.go(place)
        chance.choice([walk.agree, walk.come_back, lambda: walk.writing(STRENGTH)("rang the school")])()


@pytest.mark.parametrize("catalogue", [SQS, YOUTH])
@pytest.mark.parametrize("order", ["YRO", "DTO", "RO"])
def test_what_is_asked_is_the_same_however_a_case_stands(tmp_path: Path, catalogue: str, order: str) -> None:
    chance = random.Random(f"{catalogue} {order}")
    inspection = begun(tmp_path / "random.sqs", catalogue, (order,))
    before = told(inspection)
    for _ in range(6):
        judge_at_random(inspection, chance, len(inspection.catalogue.criteria))
        talk_at_random(inspection, chance)
        assert told(inspection) == before


def test_the_mix_has_one_size_in_every_case(tmp_path: Path) -> None:
    inspection = begun(tmp_path / "orders.sqs")
    assert {len(covers(inspection, case)[0].questions) for case in inspection.cases} == {SIZE}


def test_where_all_is_no_the_mix_is_as_long_as_ever(tmp_path: Path) -> None:
    inspection = begun(tmp_path / "no.sqs")
    for criterion in inspection.catalogue.criteria:
        if criterion.is_scored and not inspection.closed_by(CASE, criterion.id):
            inspection.answer(CASE, criterion.id, Verdict.NO)
    assert len(asked(inspection)[MIX]) == SIZE


def test_at_most_half_of_the_mix_is_in_doubt_while_anything_else_can_be_asked(tmp_path: Path) -> None:
    inspection = begun(tmp_path / "half.sqs")
    for criterion in inspection.catalogue.criteria[8:30]:
        if not inspection.closed_by(CASE, criterion.id):
            inspection.answer(CASE, criterion.id, Verdict.NO if criterion.is_scored else Verdict.YES)
    states = [inspection.state(CASE, id) for id in asked(inspection)[MIX]]
    assert states.count(State.NO) == SIZE // 2


def test_a_verdict_that_changes_leaves_the_rest_of_the_mix_as_it_is(tmp_path: Path) -> None:
    inspection = begun(tmp_path / "changed.sqs")
    for criterion in inspection.catalogue.criteria:
        if not inspection.closed_by(CASE, criterion.id):
            inspection.answer(CASE, criterion.id, Verdict.YES)
    inspection.answer(CASE, "PP04", Verdict.NO)
    before = asked(inspection)[MIX]
    inspection.answer(CASE, "PP04", Verdict.YES)
    assert len(set(before) - set(asked(inspection)[MIX])) <= 1


def test_what_was_to_come_back_to_stays_in_the_mix(tmp_path: Path) -> None:
    inspection = begun(tmp_path / "later.sqs")
    walk = Walk(inspection, CASE, next(one for one in covers(inspection, CASE) if one.id == ALL))
    left_out = next(one.id for one in walk.questions if one.id not in asked(inspection)[MIX])
    walk.go(walk.place_of(left_out))
    walk.come_back()
    assert left_out in asked(inspection)[MIX]


def test_what_may_apply_follows_from_the_particulars_alone(tmp_path: Path) -> None:
    inspection = begun(tmp_path / "facts.sqs")
    applies = {
        case.particular("order"): {one.id for one in may_apply(inspection.catalogue, case)}
        for case in inspection.cases.values()
    }
    assert "SS07" in applies["DTO"]
    assert not applies["YRO"] & {"PP03", "PC05", "SS07", "SS08"}
