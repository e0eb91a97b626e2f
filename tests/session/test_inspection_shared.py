"""Two windows on one workbook come to the same state, whoever writes."""

from __future__ import annotations

import random

import pytest

from sqs_tui.domain.case import Change, Verdict
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.domain.standing import State
from sqs_tui.session.inspection import NOTHING
from tests.session.stories import YOUTH, begun, holds, some_act, state, window

YES, NO = Verdict.YES, Verdict.NO


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "test.sqs"


@pytest.fixture
def ann(folder):
    return begun(folder)


@pytest.fixture
def ben(folder, ann):
    return window(folder, "ben")


def test_what_one_scores_the_other_sees(ann, ben):
    ben.tally()
    ann.answer("X-01", "RR01", NO)
    outcome = ben.refresh()
    assert (outcome.by, outcome.said) == ("ann", "ann: X-01 RR01")
    assert outcome.cases["X-01"] >= {"RR01", "RR02", "SS04"}
    assert ben.state("X-01", "RR02") is State.CLOSED
    assert state(ben) == state(ann)


def test_colleagues_are_called_as_in_the_team(ann, ben):
    ann.set_inspector("Ann Other")
    ann.answer("X-01", "RR01", NO)
    assert ben.refresh().said == "Ann Other: X-01 RR01"


def test_when_nobody_has_written_nothing_has_happened(ann, ben):
    assert ben.refresh() is NOTHING


@pytest.mark.parametrize(
    "act",
    [
        lambda one: one.add_case("X-09", {"order": "DTO"}),
        lambda one: one.remove_case("X-01"),
        lambda one: one.change_case("X-01", {"order": "DTO"}),
        lambda one: one.rename_case("X-01", "Z-01"),
        lambda one: one.add_entry(Entry("", "X-01", "evidence", "words", ("RR08",))),
        lambda one: one.raise_alert(Alert("", "X-01", "the child", "words")),
        lambda one: one.answer_interview("CM-1", "IV01", YES),
        lambda one: one.set_interview_role("CM-1", "stand-in"),
        lambda one: one.set_details({"area": "Elsewhere"}),
        lambda one: one.mark_factors("X-01", "RR08", ["late"]),
        lambda one: one.park("X-01", "RR08"),
    ],
)
def test_every_kind_of_act_reaches_the_other_window(ann, ben, act):
    ann.answer("X-01", "RR08", NO)
    ben.refresh()
    ben.tally()
    act(ann)
    ben.refresh()
    assert state(ben) == state(ann)
    assert holds(ben)


def test_factors_chosen_before_anothers_arrived_leave_both_standing(ann, ben):
    ann.answer("X-01", "RR08", NO)
    ben.refresh()
    shown = ben.workbook.seen("answers", "X-01/RR08", "factors")
    ann.mark_factors("X-01", "RR08", ["late"])
    ben.refresh()
    ben.mark_factors("X-01", "RR08", ["ete"], seen=shown)
    assert {value.said for value in ben.differences()[0].values} == {"late", "ete"}


def test_one_factor_more_leaves_those_a_colleague_has_marked(ann, ben):
    ann.answer("X-01", "RR08", NO)
    ann.mark_factors("X-01", "RR08", ["late", "ete"])
    ben.refresh()
    ben.mark_factor("X-01", "RR08", "not_done", marked=True)
    ben.mark_factor("X-01", "RR08", "late", marked=False)
    assert set(ben.cases["X-01"].answer("RR08").factors) == {"ete", "not_done"}
    assert ben.differences() == ()


def test_a_case_added_and_scored_before_the_other_looks_arrives_whole(ann, ben):
    ben.tally()
    ann.add_case("X-09", {"order": "YRO"})
    ann.answer("X-09", "RR08", YES)
    ben.refresh()
    assert state(ben) == state(ann)


def test_different_answers_of_two_people_are_both_kept(ann, ben):
    ann.answer("X-01", "RR08", YES)
    ben.answer("X-01", "RR06", NO)
    ann.refresh()
    ben.refresh()
    assert state(ben) == state(ann)
    assert ann.workbook.differences() == ()


def test_the_same_answer_given_differently_is_a_difference_in_both_windows(ann, ben):
    ann.answer("X-01", "RR08", YES)
    ben.answer("X-01", "RR08", NO)
    ann.refresh()
    ben.refresh()
    assert state(ben) == state(ann)
    assert ann.workbook.differences() == ben.workbook.differences() == (("answers", "X-01/RR08", "verdict"),)


def test_what_another_terminal_of_mine_wrote_is_not_missed(folder, ann, ben):
    """A second terminal takes up the journal the first let go of, with lines in it nobody told it of."""
    other = window(folder, "ann")
    ann.answer("X-01", "RR08", YES)
    ann.workbook.close()
    other.answer("X-02", "RR06", NO)
    other.refresh()
    assert other.state("X-01", "RR08") is State.YES
    ben.refresh()
    assert state(other) == state(ben)


def test_a_large_import_elsewhere_arrives_at_once(ann, ben):
    changes = []
    for number in range(300):
        ref = f"Z-{number:03}"
        case = {"ref": ref, "order": "YRO", "place": number + 10, "status": "active", "gender": "F"}
        entry = {"kind": "evidence", "case": ref, "text": "…", "criteria": ["RR08"]}
        changes += [Change("cases", ref, field, None, value) for field, value in case.items()]
        changes += [Change("entries", f"e-{ref}", field, None, value) for field, value in entry.items()]
        changes += [Change("answers", f"{ref}/RR08", "verdict", None, "Y")]
    ann.record_many(changes, "import")
    ben.tally()
    ben.refresh()
    assert state(ben) == state(ann)


@pytest.mark.parametrize(("name", "orders"), [("sqs-2016", ("YRO", "DTO", "RO")), (YOUTH, ("RO", "YC", "DTO"))])
def test_however_two_people_work_they_end_with_the_same(folder, name, orders):
    chance = random.Random(name)
    people = [begun(folder, name, orders), window(folder, "ben"), window(folder, "cem")]
    ids = [one.id for one in people[0].catalogue.criteria][:12]
    for _ in range(250):
        one = chance.choice(people)
        some_act(chance, one, ids, orders)
        assert holds(one)
    for one in people:
        one.refresh()
    assert state(people[0]) == state(people[1]) == state(people[2]) == state(window(folder, "dee"))
