"""While a colleague's journal cannot be read, everything says whose part is missing, and nothing final is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqs_tui.domain.case import Stage, Verdict
from sqs_tui.errors import Damaged, Refused
from sqs_tui.session.feedback_sheet import FeedbackSheet
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.left_out import left_out, whose
from sqs_tui.session.letter import Letter
from sqs_tui.session.letter_document import letter_document
from sqs_tui.session.letter_final import against
from sqs_tui.session.summary import summary
from sqs_tui.store.erasing import erase
from tests.session.stories import begun, state, window

CASE = "X-01"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "test.sqs"


@pytest.fixture
def ann(folder: Path) -> Inspection:
    """Ann, with one case answered in full and signed; Ben, who is called so in the team, with one answer."""
    ann = begun(folder)
    while left := ann.agenda(CASE):
        ann.answer(CASE, left[0].criterion.id, Verdict.YES)
    ann.put_stage(CASE, Stage.MARKED)
    ben = window(folder)
    ben.set_inspector("Ben Other")
    ben.answer("X-02", "RR01", Verdict.NO)
    ben.workbook.close()
    ann.refresh()
    return ann


def ben_s(folder: Path) -> Path:
    return next((folder / "journal").glob("ben-*"))


def spoil(folder: Path) -> bytes:
    """Write into Ben's journal what is no line; returns what it was."""
    raw = ben_s(folder).read_bytes()
    ben_s(folder).write_bytes(raw + b"rubbish\n")
    return raw


def test_it_is_said_whose_part_is_missing_since_when_and_why(ann, folder):
    spoil(folder)
    again = window(folder, "ann")
    assert whose(again) == "Ben Other"
    (told,) = left_out(again)
    assert told.startswith("What Ben Other put down is left out since ")
    assert told.endswith(f": {ben_s(folder).name} from line 4 on: the hash does not match")
    figures = summary(again)["inspection"]
    assert (figures["left_out"], figures["left_out_why"]) == ("Ben Other", [told])


def test_nothing_is_signed_or_locked_meanwhile_and_scoring_goes_on(ann, folder):
    ann.put_stage(CASE, Stage.SIGNED)
    ann.take_stage_back(CASE, "to sign it again")
    whole = spoil(folder)
    ann.refresh()
    assert ann.signs_against(CASE, Stage.SIGNED) == "Still missing: what Ben Other put down."
    with pytest.raises(Refused, match="not signed"):
        ann.put_stage(CASE, Stage.SIGNED)
    assert ann.answer("X-02", "RR01", Verdict.YES).at
    ben_s(folder).write_bytes(whole)
    ann.refresh()
    assert ann.put_stage(CASE, Stage.SIGNED).at
    spoil(folder)
    ann.refresh()
    assert ann.signs_against(CASE, Stage.LOCKED) == "What Ben Other put down is left out."


def test_what_is_whole_again_shows_in_the_open_window_as_in_a_new_one(ann, folder):
    whole = ben_s(folder).read_bytes()
    ben_s(folder).write_bytes(whole[:-20] + b"x" * 19 + b"\n")
    cleo = window(folder, "cleo")
    assert (whose(cleo), cleo.cases["X-02"].answer("RR01").verdict) == ("Ben Other", None)
    ben_s(folder).write_bytes(whole)
    assert cleo.refresh().cases.keys() == {"X-02"}
    assert (whose(cleo), state(cleo)) == ("", state(window(folder, "dan")))


def test_a_letter_is_not_finished_meanwhile_and_its_draft_says_why(ann, folder):
    spoil(folder)
    letter = Letter(window(folder, "ann"))
    (reason,) = [one for one in against(letter) if one.id == "left-out"]
    assert reason.is_firm
    assert reason.said == "what Ben Other put down is left out, and an alert may be among it"
    assert "LEFT OUT: WHAT Ben Other PUT DOWN" in letter_document(letter, draft=True).banner


def test_a_sheet_for_a_case_manager_says_it_and_names_no_colleague(ann, folder):
    spoil(folder)
    banner = FeedbackSheet(window(folder, "ann"), CASE, (), ()).document().banner
    assert banner == "PART OF THE WORKBOOK IS LEFT OUT"


def test_nothing_is_erased_meanwhile(ann, folder, tmp_path):
    spoil(folder)
    with pytest.raises(Damaged) as told:
        erase(folder, tmp_path / "new.sqs", case=CASE)
    assert ben_s(folder).name in told.value.detail
    assert not (tmp_path / "new.sqs").exists()
