"""Where people disagree both values are kept, listed, and settled with a reason that stays in the history."""

from __future__ import annotations

import pytest

from sqs_tui.domain.case import Change, Verdict
from sqs_tui.domain.entry import Alert
from sqs_tui.domain.standing import State
from sqs_tui.errors import Refused
from sqs_tui.session.inspection import NOTHING
from sqs_tui.session.typing_session import TypingSession
from sqs_tui.store import rows
from tests.session.stories import begun, holds, state, window

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


@pytest.fixture
def differing(ann, ben):
    """Ann said Yes, Ben said No, and neither had seen the other's."""
    ann.answer("X-01", "RR08", YES)
    ben.answer("X-01", "RR08", NO)
    ann.refresh()
    ben.refresh()
    return ann.differences()[0]


def test_both_values_are_listed_in_words_with_who_put_them_down(ann, differing):
    ann.set_inspector("Ann Other")
    (found,) = ann.differences()
    assert (found.what, found.case, found.criterion) == ("X-01 RR08 verdict", "X-01", "RR08")
    assert {(value.who, value.said) for value in found.values} == {("Ann Other", "Yes"), ("ben", "No")}
    assert [value.is_shown for value in found.values] == [False, True]
    assert all(value.at for value in found.values)
    assert (ann.differing, ann.differing_in("X-01"), ann.differing_in("X-02")) == (1, {"RR08"}, frozenset())


@pytest.mark.parametrize("place", [0, 1])
def test_settling_on_either_value_settles_it_in_every_window(ann, ben, differing, place):
    outcome = ann.settle(differing, place, "read together")
    assert outcome.at
    ben.refresh()
    assert ann.differences() == ben.differences() == ()
    assert ann.cases["X-01"].answer("RR08").verdict.value == differing.values[place].value
    assert state(ann) == state(ben)
    assert holds(ann)


def test_the_reason_stands_in_the_history(ann, ben, differing):
    ann.settle(differing, 0, "read together\nwith\x1b Ben")
    assert ben.history("X-01", "RR08")[-1].why == "resolve: read together with Ben"


def test_settling_needs_a_reason_and_a_value_that_is_there(ann, differing):
    for place, reason in ((0, " "), (0, "\x1b\u202e"), (2, "because"), (-1, "because")):
        with pytest.raises(Refused):
            ann.settle(differing, place, reason)
    ann.settle(differing, 0, "because")
    with pytest.raises(Refused):
        ann.settle(differing, 0, "again")


def test_what_was_written_since_it_was_looked_at_is_not_settled_with_it(folder, ann, differing):
    cem = window(folder, "cem")
    cem.answer("X-01", "RR08", Verdict.NA)
    ann.settle(differing, 0, "read together")
    ann.refresh()
    assert {value.who for value in ann.differences()[0].values} == {"ann", "cem"}


@pytest.mark.parametrize("place", [0, 1])
def test_undo_never_reopens_what_was_settled(ann, differing, place):
    ann.settle(differing, place, "read together")
    settled = ann.cases["X-01"].answer("RR08")
    assert "settled with a reason" in ann.undo().said
    assert ann.cases["X-01"].answer("RR08") == settled
    assert ann.differences() == ()


def test_undo_of_what_was_settled_stops_after_a_restart_too(folder, ann, differing):
    ann.settle(differing, 0, "read together")
    ann.workbook.close()
    again = window(folder, "ann")
    assert "settled with a reason" in again.undo().said


def test_a_verdict_on_which_people_differ_asks_why_and_settles(ann, ben, differing):
    assert ann.asks_why("X-01", "RR08", YES).startswith("People differ")
    ann.answer_because("X-01", "RR08", YES, "the plan says so")
    ben.refresh()
    assert ben.differences() == ()
    assert ben.cases["X-01"].answer("RR08").verdict is YES


def test_the_verdict_that_is_shown_can_be_what_settles(ann, differing):
    shown = ann.cases["X-01"].answer("RR08").verdict
    assert ann.answer_because("X-01", "RR08", shown, "it stands").at
    assert ann.differences() == ()
    assert ann.history("X-01", "RR08")[-1].why == "resolve: it stands"


def test_a_verdict_changed_by_another_than_who_reads_the_case_asks_why(ann, ben):
    ann.set_inspector("Ann")
    ann.change_case("X-01", {"inspector": "Ann"})
    ann.answer("X-01", "RR08", YES)
    ben.refresh()
    assert ben.asks_why("X-01", "RR08", NO).startswith("Ann reads this case.")  # Nobody knows yet who Ben is.
    ben.set_inspector("Ben")
    assert ben.asks_why("X-01", "RR08", NO) == "Ann reads this case. Why is RR08 No, and not Yes?"
    assert ben.asks_why("X-01", "RR08", None)
    assert [ben.asks_why("X-01", *one) for one in (("RR08", YES), ("RR06", NO))] == ["", ""]
    assert ann.asks_why("X-01", "RR08", NO) == ""


def test_where_nobody_reads_a_case_a_verdict_is_whose_account_gave_it(ann, ben):
    ben.answer("X-01", "RR08", YES)
    ann.refresh()
    ann.set_inspector("Ann")
    assert ann.asks_why("X-01", "RR08", NO) == "ben answered this. Why is RR08 No, and not Yes?"
    assert ann.asks_why("X-01", "RR08", None)
    assert ann.asks_why_parked("X-01", "RR08").startswith("ben answered this.")
    assert [ann.asks_why("X-01", *one) for one in (("RR08", YES), ("RR06", NO))] == ["", ""]
    ann.answer_because("X-01", "RR08", NO, "the plan is missing")
    assert ann.asks_why("X-01", "RR08", Verdict.NA) == ""
    ben.refresh()
    assert ben.asks_why("X-01", "RR08", YES).startswith("Ann said: “the plan is missing”.")
    words = [operation.value for line in ben.history("X-01", "RR08") for operation in line.operations]
    assert words == ["Y", "N"]


@pytest.mark.parametrize("since", ["at once", "a colleague wrote", "it was closed"])
def test_what_was_given_back_by_undo_is_whoever_gave_it(ann, ben, folder, since):
    ben.answer("X-01", "RR08", YES)
    ann.refresh()
    ann.answer_because("X-01", "RR08", NO, "seen together today")
    ann.undo()
    if since == "a colleague wrote":
        ben.answer("X-02", "RR02", YES)
        ann.refresh()
    elif since == "it was closed":
        ann.workbook.close()
        ann = window(folder, "ann")
    assert ann.asks_why("X-01", "RR08", NO)


@pytest.mark.parametrize("account", ["inspect", "inspectorate-north-team"])
def test_two_who_share_an_account_are_two_people(folder, account):
    li = begun(folder.with_name("shared.sqs"), author=f"{account}/li")
    li.answer("X-01", "RR08", YES)
    mo = window(folder.with_name("shared.sqs"), f"{account}/mo")
    assert mo.asks_why("X-01", "RR08", NO)


def test_one_person_under_two_accounts_and_what_was_imported_need_no_reason(ann, ben):
    ben.answer("X-01", "RR08", YES)
    ben.record_many([Change("answers", "X-01/RR06", "verdict", None, "Y")], "import")
    ann.refresh()
    assert ann.asks_why("X-01", "RR08", NO)
    assert ann.asks_why("X-01", "RR06", NO) == ""
    for one in (ann, ben):
        one.set_inspector("Ann")
    ann.refresh()
    assert ann.asks_why("X-01", "RR08", NO) == ""


def test_whoever_overturns_a_reason_is_shown_it_and_asked_for_one(ann, ben):
    ann.set_inspector("Ann")
    ann.change_case("X-01", {"inspector": "Ann"})
    ann.answer("X-01", "RR08", YES)
    ben.set_inspector("Ben")
    ben.refresh()
    ben.answer_because("X-01", "RR08", NO, "the plan is missing")
    ann.refresh()
    question = "Ben said: “the plan is missing”. Why is RR08 Yes, and not No?"
    assert ann.asks_why("X-01", "RR08", YES) == question
    assert ann.asks_why_parked("X-01", "RR08").startswith("Ben said")
    ann.answer_because("X-01", "RR08", YES, "it is in the file")
    assert ann.asks_why("X-01", "RR08", NO) == ""


def test_anothers_verdict_is_not_parked_without_a_reason(ann, ben):
    ann.set_inspector("Ann")
    ann.change_case("X-01", {"inspector": "Ann"})
    ann.answer("X-01", "RR08", YES)
    ben.set_inspector("Ben")
    ben.refresh()
    assert ben.asks_why_parked("X-01", "RR08") == "Ann reads this case. Why is RR08 parked?"
    assert (ben.asks_why_parked("X-01", "RR06"), ann.asks_why_parked("X-01", "RR08")) == ("", "")
    with pytest.raises(Refused, match="reason"):
        ben.park_because("X-01", "RR08", " ")
    ben.park_because("X-01", "RR08", "the plan is missing")
    assert ben.state("X-01", "RR08") is State.PARKED
    assert ben.asks_why_parked("X-01", "RR08") == "Ann reads this case. Why is RR08 no longer parked?"
    assert ben.asks_why("X-01", "RR08", YES) == "Ann reads this case. Why is RR08 Yes, and not parked?"


def test_the_reason_of_a_change_and_both_values_stay_in_the_history(ann, ben):
    ann.answer("X-01", "RR08", YES)
    ben.refresh()
    with pytest.raises(Refused):
        ben.answer_because("X-01", "RR08", NO, "")
    ben.answer_because("X-01", "RR08", NO, "seen in the file")
    lines = ben.history("X-01", "RR08")
    assert [(line.author, line.why) for line in lines] == [("ann", "scored"), ("ben", "changed: seen in the file")]
    assert ben.differences() == ()


def test_a_changed_verdict_is_where_one_left_off(folder, ann):
    ann.answer("X-01", "RR08", YES)
    ann.answer_because("X-01", "RR08", NO, "seen in the file")
    ann.workbook.close()
    act = window(folder, "ann").last_act()
    assert (act.criterion, act.word) == ("RR08", "No")


def test_an_alert_that_was_closed_is_where_one_left_off(folder, ann):
    ann.raise_alert(Alert("a-1", "X-01", "the child", "a bruise"))
    ann.close_alert("a-1", "the lead confirmed it")
    ann.workbook.close()
    act = window(folder, "ann").last_act()
    assert (act.case, act.criterion, act.word) == ("X-01", "", "alert closed")


def test_a_note_typed_over_a_colleagues_that_was_not_on_screen_keeps_both(ann, ben):
    typing = TypingSession(ann, "X-01", "RR08")
    ben.write_note("X-01", "RR08", "what Ben saw")
    typing.keep("what Ann")
    ann.refresh()
    typing.keep("what Ann saw")
    (found,) = ann.differences()
    assert (found.what, {value.said for value in found.values}) == (
        "X-01 RR08 note",
        {"what Ann saw", "what Ben saw"},
    )


def test_a_note_written_while_two_stand_leaves_the_other_to_be_settled(ann, ben):
    ann.write_note("X-01", "RR08", "one")
    ben.write_note("X-01", "RR08", "two")
    ann.refresh()
    shown = ann.cases["X-01"].answer("RR08").note
    TypingSession(ann, "X-01", "RR08").keep(f"{shown}, and more")
    assert len(ann.differences()[0].values) == 2


def test_fields_name_what_was_on_screen(ann, ben):
    seen = {"inspector": ann.workbook.seen(rows.CASES, "X-01", "inspector")}
    ben.change_case("X-01", {"inspector": "Ben"})
    ann.refresh()
    outcome = ann.change_case("X-01", {"inspector": "Ann"}, seen=seen)
    assert outcome.line
    (found,) = ann.differences()
    assert (found.what, [value.said for value in found.values]) == ("X-01 inspector", ["Ben", "Ann"])


@pytest.mark.parametrize(
    ("table", "id", "field", "act"),
    [
        (rows.DETAILS, rows.INSPECTION, "area", lambda one, told, **k: one.set_details({"area": told}, **k)),
        (rows.CASES, "X-01", "ref", lambda one, told, **k: one.rename_case("X-01", told, **k)),
        (rows.INTERVIEWS, "CM-1", "role", lambda one, told, **k: one.set_interview_role("CM-1", told, **k)),
        (
            rows.INTERVIEW_ANSWERS,
            "CM-1/IV01",
            "note",
            lambda one, told, **k: one.annotate_interview("CM-1", "IV01", note=told, **k),
        ),
    ],
)
def test_whatever_is_typed_over_a_colleagues_value_becomes_a_difference_and_can_be_settled(
    ann, ben, table, id, field, act
):
    heads = ann.workbook.seen(table, id, field)
    act(ben, "theirs")
    ann.refresh()
    act(ann, "mine", seen={field: heads})
    (found,) = ann.differences()
    assert [value.said for value in found.values] == ["theirs", "mine"]
    ann.settle(found, 0, "agreed by phone")
    assert ann.workbook.value(table, id, field) == "theirs"
    ben.refresh()
    assert ben.differences() == ()
    assert state(ann) == state(ben)


def test_one_stretch_of_typing_in_a_field_is_one_undo(ann):
    for text in ("A", "An", "Ann"):
        ann.change_case("X-01", {"inspector": text}, run="r-1")
    ann.undo()
    assert ann.cases["X-01"].particular("inspector") == ""


def test_two_terminals_of_one_person_both_write_and_both_see(folder, ann):
    other = window(folder, "ann")
    ann.answer("X-01", "RR08", YES)
    other.answer("X-01", "RR06", NO)
    ann.answer("X-02", "RR08", NO)
    ann.refresh()
    other.refresh()
    assert ann.workbook.writer != other.workbook.writer
    assert state(ann) == state(other)
    assert other.refresh() is NOTHING
    assert ann.differences() == ()


def test_an_interview_answer_nobody_had_on_screen_is_not_overridden(ann, ben):
    ann.answer_interview("CM-1", "IV01", YES)
    ben.answer_interview("CM-1", "IV01", NO)
    ann.refresh()
    ann.answer_interview("CM-1", "IV01", Verdict.UNKNOWN)
    (found,) = ann.differences()
    assert {value.said for value in found.values} == {"Yes", "cannot judge"}


@pytest.mark.parametrize("reason", ["j", "no", "1 2 3"])
def test_a_reason_is_said_in_words(ann, differing, reason):
    with pytest.raises(Refused, match="in words"):
        ann.settle(differing, 0, reason)
