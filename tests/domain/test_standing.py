"""What a case says once its gates are heard: the rules of rules.md, Gates, one by one."""

from __future__ import annotations

import pytest

from sqs_tui.domain.case import Case
from sqs_tui.domain.standing import Standing, State, closed_by, differing, standing, standing_after
from tests.domain.samples import SQS, YOUTH, answer, case, catalogue

ASKED = catalogue(SQS)
EXTENDED = catalogue(SQS, extended=True)
BEHIND_RR01 = ["RR02", "RR03", "RR04", "RR05", "SS01", "SS04"]


def state(found: Case, id: str, asked=ASKED) -> State:
    return standing(asked, found).state(asked.place[id])


def pending(found: Case, id: str, asked=ASKED) -> bool:
    return bool(standing(asked, found).pending[asked.place[id]])


def test_yes_opens_a_gate():
    found = case({"RR01": "Y", **dict.fromkeys(BEHIND_RR01, "Y")})
    assert {state(found, id) for id in BEHIND_RR01} == {State.YES}


@pytest.mark.parametrize("told", ["N", "NA"])
def test_no_or_not_applicable_closes_what_is_behind_a_gate(told):
    found = case({"RR01": told, **dict.fromkeys(BEHIND_RR01, "Y")})
    assert {state(found, id) for id in BEHIND_RR01} == {State.CLOSED}


@pytest.mark.parametrize("told", ["", "parked", "U", "N parked", "NA parked"])
def test_blank_parked_or_cannot_judge_leaves_open_and_provisional(told):
    found = case({"RR01": told, "RR02": "Y"})
    assert state(found, "RR02") is State.YES
    assert pending(found, "RR02")


def test_a_settled_gate_with_everything_answered_leaves_nothing_pending():
    found = case({"RR01": "Y", **dict.fromkeys(BEHIND_RR01, "N")})
    assert not any(pending(found, id) for id in ["RR01", *BEHIND_RR01])


def test_what_a_closed_gate_hides_is_not_pending():
    assert not any(pending(case({"RR01": "N"}), id) for id in BEHIND_RR01)


def test_closing_goes_through_gates_behind_gates():
    found = case({"PC08": "N", "PC09": "Y", "PC11": "Y"})
    assert state(found, "PC09", EXTENDED) is State.CLOSED
    assert state(found, "PC11", EXTENDED) is State.CLOSED


def test_openness_goes_through_gates_behind_gates():
    found = case({"PC09": "Y", "PC11": "Y"})
    assert state(found, "PC11", EXTENDED) is State.YES
    assert pending(found, "PC11", EXTENDED)


def test_answers_behind_a_closed_gate_are_kept_and_come_back():
    found = case({"RR01": "Y", "RR02": "N"})
    closed = found.answering("RR01", answer("N"))
    assert state(closed, "RR02") is State.CLOSED
    assert closed.answer("RR02") == found.answer("RR02")
    assert state(closed.answering("RR01", answer("Y")), "RR02") is State.NO


def test_a_parked_gate_that_keeps_its_no_stays_open():
    assert state(case({"RR01": "N parked", "RR02": "Y"}), "RR02") is State.YES


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Y", State.YES),
        ("N", State.NO),
        ("NA", State.NA),
        ("U", State.UNKNOWN),
        ("parked", State.PARKED),
        ("Y parked", State.PARKED),
        ("", State.BLANK),
    ],
)
def test_every_answer_stands_in_exactly_one_state(told, expected):
    assert state(case({"RR08": told}), "RR08") is expected


def test_no_assessment_leaves_its_quality_to_be_judged():
    found = case({"RR06": "N", "RR07": "Y", "RR08": "N"})
    assert (state(found, "RR07"), state(found, "RR08")) == (State.CLOSED, State.NO)


@pytest.mark.parametrize(
    ("order", "phase", "custody", "community"),
    [
        ("RO", "", False, True),
        ("YRO", "community", False, True),
        ("OTHER", "", False, True),
        ("", "", False, True),
        ("YRO", "custody", False, True),
        ("DTO", "", True, False),
        ("DTO", "custody", True, False),
        ("DTO", "community", True, False),
        ("DTO", "licence", True, True),
        ("S90", "both", True, True),
        ("S90", "", True, False),
    ],
)
def test_the_order_and_the_phase_decide_which_plans_are_asked_for(order, phase, custody, community):
    """For the community part, while nobody has been released: unless release was not yet due to be planned."""
    found = case({"PP01": "Y", "PC01": "Y", "RR11b": "N"}, order=order, phase=phase)
    assert {state(found, id) is not State.CLOSED for id in ("RR11", "PP03", "PC05", "SS07", "SS08")} == {custody}
    assert {state(found, id) is not State.CLOSED for id in ("RR12", "PP04", "SS06")} == {community}


def test_a_service_that_failed_to_plan_a_release_that_was_due_stays_in_the_base():
    """Its plan for the community is No, and the question before it says that one was due."""
    due = case({"RR11b": "Y", "RR12": "N", "SS06": "N"}, order="DTO", phase="custody")
    assert [state(due, id) for id in ("RR12", "SS06")] == [State.NO, State.NO]
    far_off = due.answering("RR11b", answer("N"))
    assert [state(far_off, id) for id in ("RR12", "SS06")] == [State.CLOSED, State.CLOSED]


@pytest.mark.parametrize(
    ("start", "later", "review", "work"),
    [("AS13", "DL06b", "RV06", ("DL07", "DL08")), ("AS18", "DL08b", "RV10", ("DL09", "DL10", "DL11"))],
)
def test_need_that_appears_later_opens_delivery(start, later, review, work):
    """Late danger with nothing done about it is No in delivery, also before anybody has answered the gate."""
    asked = catalogue(YOUTH)
    found = case({start: "N", review: "Y", **dict.fromkeys(work, "N")})
    for gate, expected in (("", State.NO), ("Y", State.NO), ("N", State.CLOSED)):
        told = found.answering(later, answer(gate))
        assert {state(told, id, asked) for id in work} == {expected}
    needed_at_once = found.answering(start, answer("Y"))
    assert state(needed_at_once, later, asked) is State.CLOSED
    assert {state(needed_at_once, id, asked) for id in work} == {State.NO}


def test_the_panel_report_is_asked_of_referral_orders_only():
    assert state(case(order="RO"), "RR01b", EXTENDED) is State.BLANK
    assert state(case(order="YRO"), "RR01b", EXTENDED) is State.CLOSED


def test_an_extended_criterion_that_is_not_asked_closes_nothing():
    assert "PC11" not in ASKED.place
    assert len(standing(ASKED, case({"PC11": "N"})).states) == len(ASKED.criteria)


@pytest.mark.parametrize(
    ("found", "id", "said"),
    [
        (case({"RR01": "N"}), "RR02", "RR01"),
        (case(order="YRO"), "RR11", "not a custodial sentence"),
        (case({"RR11b": "N"}, order="DTO"), "RR12", "RR11b"),
        (case({"RR11b": "N"}, order="DTO"), "PP04", "RR11b"),
        (case(order="DTO"), "RR12", ""),
        (case(order="YRO"), "RR11b", "in the community, or release planned"),
        (case({"PP05b": "N"}), "PP06", "PP05b"),
        (case({"PP01": "N"}), "PP06", "PP01"),
        (case({"PP01": "N"}, order="YRO"), "PP03", "not a custodial sentence"),
        (case({"PP01": "N"}, order="DTO"), "PP03", "PP01"),
        (case({"PC09": "N"}), "PC11", "PC09"),
        (case({"PC08": "N"}), "PC11", "PC08"),
        (case({"RR01": "Y"}), "RR02", ""),
        (case(), "RR08", ""),
    ],
)
def test_what_closed_a_criterion_is_named(found, id, said):
    assert closed_by(EXTENDED, found, standing(EXTENDED, found), EXTENDED.known[id]) == said


def test_out_of_court_disposals_are_not_asked_about_reviewing():
    asked = catalogue(YOUTH)
    reviewing = [one.id for one in asked.criteria if one.section == "RV"]
    assert {state(case(order="YC"), id, asked) for id in reviewing} == {State.CLOSED}
    assert state(case(order="YRO"), "RV05", asked) is State.BLANK


def test_one_answer_moves_only_what_depends_on_it():
    found = case({"RR01": "Y", "PP01": "Y"})
    before = standing(ASKED, found)
    after = standing_after(ASKED, found.answering("RR01", answer("N")), before, "RR01")
    assert {ASKED.criteria[place].id for place in differing(before, after)} == {"RR01", *BEHIND_RR01}


def test_two_equal_standings_differ_nowhere():
    heard = standing(ASKED, case({"RR01": "Y"}))
    assert list(differing(heard, Standing(heard.states, heard.pending))) == []
