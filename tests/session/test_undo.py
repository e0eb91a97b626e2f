"""Undo takes back one's own last act, across restarts, and never what somebody else has touched since."""

from __future__ import annotations

import pytest

from sqs_tui.domain.case import Change, Stage, Verdict
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.domain.standing import State
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.interviewing import Interviewing
from tests.session.stories import begun, holds, state, window

YES, NO = Verdict.YES, Verdict.NO


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "test.sqs"


@pytest.fixture
def ann(folder) -> Inspection:
    return begun(folder)


def reopened(inspection: Inspection) -> Inspection:
    inspection.workbook.close()
    return window(inspection.workbook.folder, inspection.workbook.author)


def verdict(inspection: Inspection, criterion: str = "RR08", case: str = "X-01") -> Verdict | None:
    return inspection.cases[case].answer(criterion).verdict


@pytest.mark.parametrize("again", [lambda one: one, reopened], ids=["at once", "after a restart"])
def test_undo_and_redo_walk_back_and_forth(ann, again):
    ann.answer("X-01", "RR08", YES)
    ann.answer("X-01", "RR08", NO)
    ann = again(ann)
    assert ann.undo().said == "Undone: X-01 RR08 → Yes"
    assert verdict(ann) is YES
    ann = again(ann)
    ann.undo()
    assert verdict(ann) is None
    ann = again(ann)
    assert ann.redo().said == "Done again: X-01 RR08 → Yes"
    ann = again(ann)
    ann.redo()
    assert verdict(ann) is NO
    assert again(ann).redo().said == "Nothing to redo"


def test_undo_takes_it_back_everywhere(ann, folder):
    before = state(ann)
    ann.answer("X-01", "RR01", NO)
    ann.undo()
    assert state(ann) == before == state(window(folder))
    assert holds(ann)


def test_a_new_act_ends_what_could_be_done_again(ann):
    ann.answer("X-01", "RR08", YES)
    ann.undo()
    ann.answer("X-01", "RR06", YES)
    assert ann.redo().said == "Nothing to redo"
    assert reopened(ann).redo().said == "Nothing to redo"


def test_in_a_new_workbook_there_is_nothing_to_undo(folder):
    assert begun(folder, orders=()).undo().said == "Nothing to undo"


def test_a_stretch_of_typing_is_one_undo(ann):
    for words in ("No", "No rev", "No review in file."):
        ann.write_note("X-01", "RR08", words, run="r-1")
    assert reopened(ann).undo().said == "Undone: X-01 RR08 (note)"
    again = reopened(ann)
    assert again.cases["X-01"].answer("RR08").note == ""
    again.redo()
    assert again.cases["X-01"].answer("RR08").note == "No review in file."


def test_typing_taken_out_again_is_nothing_to_undo(ann):
    ann.answer("X-01", "RR06", YES)
    for words in ("No", ""):
        ann.write_note("X-01", "RR08", words, run="r-1")
    assert ann.undo().said == "Undone: X-01 RR06 → blank"


def test_two_stretches_of_typing_are_two_undos(ann):
    ann.write_note("X-01", "RR08", "One.", run="r-1")
    ann.write_note("X-01", "RR08", "One. Two.", run="r-2")
    ann.undo()
    assert ann.cases["X-01"].answer("RR08").note == "One."


@pytest.mark.parametrize("again", [lambda one: one, reopened], ids=["at once", "after a restart"])
def test_typing_that_goes_on_after_another_act_is_a_stretch_of_its_own(ann, again):
    ann.write_note("X-01", "RR08", "One.", run="r-1")
    ann.answer("X-01", "RR08", NO)
    ann.write_note("X-01", "RR08", "One. Two.", run="r-1")
    for note in ("One.", "One.", ""):
        ann = again(ann)
        ann.undo()
        assert ann.cases["X-01"].answer("RR08").note == note


def test_undo_is_ones_own(ann, folder):
    ben = window(folder)
    ben.answer("X-01", "RR08", YES)
    ann.refresh()
    ann.answer("X-01", "RR06", YES)
    ben.refresh()
    ben.undo()
    assert (verdict(ben), verdict(ben, "RR06")) == (None, YES)
    assert ben.undo().said == "Nothing to undo"


@pytest.mark.parametrize("direction", ["undo", "redo"])
def test_what_somebody_else_has_changed_since_is_left_alone(ann, folder, direction):
    ann.answer("X-01", "RR08", YES)
    if direction == "redo":
        ann.undo()
    ben = window(folder)
    ben.answer("X-01", "RR08", NO)
    ann.refresh()
    assert getattr(ann, direction)().said == f"{direction.capitalize()} stopped: somebody has changed that since"
    assert verdict(ann) is NO


def test_undo_of_a_difference_is_stopped(ann, folder):
    ben = window(folder)
    ann.answer("X-01", "RR08", YES)
    ben.answer("X-01", "RR08", NO)
    ben.refresh()
    assert ben.undo().said == "Undo stopped: somebody has changed that since"


def test_undo_never_touches_alerts_details_or_who_one_is(ann):
    ann.answer("X-01", "RR08", YES)
    ann.raise_alert(Alert("a-1", "X-01", "the child", "Bruising seen."))
    ann.set_details({"area": "Testshire"})
    ann.set_inspector("Ann")
    assert ann.undo().said == "Undone: X-01 RR08 → blank"
    again = reopened(ann)
    while "Nothing" not in again.undo().said:
        pass
    assert ([*again.alerts], again.area, again.inspector()) == (["a-1"], "Testshire", "Ann")


def test_undo_of_a_case_takes_it_out_and_redo_brings_it_back(ann):
    before = state(ann)
    ann.add_case("X-09", {"order": "DTO"})
    assert ann.undo().said == "Undone: X-09 (case added)"
    assert "X-09" not in ann.cases
    assert state(ann)[2] == before[2]
    ann.redo()
    assert ann.state("X-09", "RR11") is State.BLANK
    assert holds(ann)


def test_undo_does_not_take_away_a_case_others_have_worked_on(ann, folder):
    ann.add_case("X-09", {"order": "DTO"})
    window(folder).answer("X-09", "RR08", YES)
    ann.refresh()
    assert ann.undo().said == "Undo stopped: there are answers or evidence in X-09"
    assert verdict(ann, case="X-09") is YES


def test_undo_of_a_removed_case_brings_it_back(ann):
    ann.answer("X-01", "RR08", YES)
    ann.remove_case("X-01")
    ann.undo()
    assert ann.tally().criterion("RR08").proportion.compact() == "1/1"


def test_undo_of_an_entry_takes_its_support_away(ann):
    ann.add_entry(Entry("e-1", "X-01", "evidence", "No review in file.", ("PP06", "PP07")))
    outcome = ann.undo()
    assert outcome.cases == {"X-01": frozenset({"PP06", "PP07"})}
    assert (ann.entries, ann.evidenced("X-01")) == ({}, frozenset())
    ann.redo()
    assert ann.evidenced("X-01") == {"PP06", "PP07"}


def test_in_company_a_private_entry_is_not_named(ann):
    ann.add_entry(Entry("e-1", "X-01", "learning", "he argues", ("RR08",)))
    assert ann.undo("X-01", beside="X-01").said == "Undone: an entry (entry)"
    ann.redo()
    assert ann.undo(beside="X-01").said == "Undone: learning point on RR08"


def test_an_entry_that_is_gone_still_belongs_to_its_case(ann):
    ann.add_entry(Entry("e-1", "X-01", "evidence", "No review in file.", ("RR08",), shareable=True))
    assert ann.undo("X-01", beside="X-01").said == "Undone: evidence on RR08"
    assert ann.redo("X-02").said == "Nothing to redo on this case"
    assert ann.redo("X-01", beside="X-01").said == "Done again: evidence on RR08"
    ann.drop_entry("e-1")
    assert ann.undo("X-01", beside="X-01").said == "Undone: evidence on RR08 (taken away)"


def test_undo_of_an_interview_answer(ann):
    ann.answer_interview("CM-1", "IV01", YES)
    ann.undo()
    assert ann.interview_figures()["IV01"].proportion.relevant == 0


def test_undo_of_an_import_is_one_step(ann):
    ann.record_many([Change("answers", f"X-0{n}/RR08", "verdict", None, "Y") for n in (1, 2, 3)], "import")
    assert ann.undo().said == "Undone: 3 places (import)"
    assert ann.tally().criterion("RR08").proportion.relevant == 0


def test_a_second_terminal_undoes_what_the_first_did(ann, folder):
    ann.answer("X-01", "RR08", YES)
    other = window(folder, "ann")
    other.undo()
    ann.refresh()
    assert (verdict(other), verdict(ann)) == (None, None)


# What a signature keeps as it is holds up nothing that was done before it


@pytest.fixture
def signed(ann):
    """Ann answered on X-02 and X-03, then on X-01, which she signed; X-01 was brought up in full before."""
    while left := ann.agenda("X-01"):
        ann.answer("X-01", left[0].criterion.id, YES)
    ann.answer("X-03", "RR06", YES)
    ann.answer("X-02", "RR06", YES)
    ann.answer("X-02", "RR08", NO)
    ann.write_note("X-01", "RR08", "seen", run="r-1")
    ann.put_stage("X-01", Stage.SIGNED)
    return ann


@pytest.mark.parametrize("again", [lambda one: one, reopened], ids=["at once", "after a restart"])
def test_on_another_case_undo_passes_over_what_is_signed_and_says_so(signed, again):
    ann = again(signed)
    assert ann.undo(beside="X-02").said == "Undone: X-02 RR08 → blank; X-01 is signed and stays as it is"
    ann = again(ann)
    assert ann.undo(beside="X-02").at
    assert (verdict(ann, "RR08", "X-02"), verdict(ann, "RR06", "X-02")) == (None, None)
    ann = again(ann)
    assert ann.redo(beside="X-02").said == "Done again: X-02 RR06 → Yes"
    ann.redo(beside="X-02")
    assert verdict(again(ann), "RR08", "X-02") is NO
    assert holds(ann)
    assert ann.signing("X-01").is_signed


@pytest.mark.parametrize("beside", ["", "X-01"])
def test_where_the_signed_case_could_be_meant_what_comes_before_is_named_first(signed, beside):
    assert signed.undo(beside=beside).said == "X-01 is signed and stays as it is. Once more to undo X-02 RR08 → blank"
    assert verdict(signed, "RR08", "X-02") is NO
    assert signed.undo(beside=beside).said.startswith("Undone: X-02 RR08 → blank")


def test_once_that_was_said_undo_goes_on_without_saying_it_first(signed):
    signed.undo()
    for id in ("RR08", "RR06"):
        assert signed.undo().said == f"Undone: X-02 {id} → blank; X-01 is signed and stays as it is"


def test_from_a_third_case_an_act_elsewhere_is_named_before_it_is_taken_back(signed):
    assert "Once more to undo X-02 RR08" in signed.undo(beside="X-03").said
    assert signed.undo(beside="X-03").said.startswith("Undone: X-02 RR08")
    assert signed.undo(beside="X-03").said == "The last change was elsewhere. Once more to undo: X-02 RR06 → blank"
    assert signed.undo(beside="X-03").at
    assert signed.undo(beside="X-03").said.startswith("Undone: X-03 RR06")


def test_beside_a_case_manager_only_this_case_is_undone_and_no_other_is_named(signed):
    assert signed.undo("X-01", beside="X-01").said.startswith("Undo stopped: X-01 is signed")
    assert signed.undo("X-03", beside="X-03").said == "Nothing to undo on this case"
    assert signed.undo("X-02", beside="X-02").said == "Undone: X-02 RR08 → blank"


def test_an_interview_undoes_its_own_behind_a_signed_case_and_names_no_case(ann):
    while left := ann.agenda("X-01"):
        ann.answer("X-01", left[0].criterion.id, YES)
    asking = Interviewing(ann, "CM-1")
    asking.answer("IV01", YES)
    ann.write_note("X-01", "RR08", "seen", run="r-1")
    ann.put_stage("X-01", Stage.SIGNED)
    assert "X-01" not in asking.undo().said
    assert asking.interview.answer("IV01").verdict is None


def test_what_a_signed_case_keeps_of_an_act_on_several_is_not_undone_in_part(ann):
    while left := ann.agenda("X-01"):
        ann.answer("X-01", left[0].criterion.id, YES)
    ann.answer("X-02", "RR08", NO)
    ann.record_many([Change("answers", f"X-0{n}/RR08", "verdict", None, "NA") for n in (1, 2)], "import")
    ann.write_note("X-01", "RR08", "not asked for")
    ann.put_stage("X-01", Stage.SIGNED)
    assert ann.undo(beside="X-03").said.startswith("X-01 is signed and stays as it is. Once more to undo X-02 RR08")
    assert ann.undo(beside="X-03").said == "Undo stopped: that was changed since"
    assert ann.cases["X-02"].answer("RR08").verdict is Verdict.NA
