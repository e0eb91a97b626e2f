"""The sheet a case manager is given: one case, what may be shown of it, and nobody else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import ACTION, DIFFERS, EVIDENCE, LEARNING, STRENGTH, Entry
from sqs_tui.errors import Refused
from sqs_tui.exchange.documents import written
from sqs_tui.exchange.letter_copies import lines
from sqs_tui.session.feedback_sheet import feedback_sheet
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.walk import Walk
from sqs_tui.session.walk_card import VerbalCard
from sqs_tui.session.walk_plan import ALL, covers
from sqs_tui.store.workbook import Workbook
from tests.domain.samples import SQS, YOUTH, catalogue
from tests.faults.corpus import HOSTILE
from tests.session.stories import begun, window

CASE = "X-01"
#: What steers a terminal; line ends are how lines end.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "test.sqs"


@pytest.fixture
def ann(folder: Path) -> Inspection:
    return begun(folder, YOUTH)


def put(inspection: Inspection, kind: str, text: str, case: str = CASE, **more: object) -> str:
    entry = replace(Entry("", case, kind, text, shareable=True), **more)
    return inspection.add_entry(entry).entry


def sheet(inspection: Inspection, case: str = CASE) -> str:
    return written(feedback_sheet(inspection, case).document(), "txt").decode()


def walked(inspection: Inspection) -> Walk:
    return Walk(inspection, CASE, next(one for one in covers(inspection, CASE) if one.id == ALL))


# What stands on it


def test_strengths_what_to_develop_and_what_was_agreed_stand_on_it(ann: Inspection) -> None:
    put(ann, STRENGTH, "met him at the gate")
    put(ann, LEARNING, "plan with his mother")
    put(ann, ACTION, "write the plan", owner="case manager", due="2026-06-12")
    said = sheet(ann)
    order = [said.index(text) for text in ("met him", "To develop", "plan with his mother", "write the plan")]
    assert order == sorted(order)
    assert "Who: case manager\n  By when: 12 June 2026" in said


def test_it_names_the_case_and_its_manager_and_is_marked_above_and_below(ann: Inspection) -> None:
    put(ann, STRENGTH, "kept every visit")
    said = sheet(ann)
    assert "Case manager  CM-1" in said
    assert said.startswith("OFFICIAL-SENSITIVE\n")
    assert said.endswith("\n\nOFFICIAL-SENSITIVE\n")


def test_invented_cases_say_so(folder: Path) -> None:
    asked = catalogue(YOUTH)
    inspection = Inspection(Workbook.create(folder, asked, author="ann", invented=True))
    inspection.add_case(CASE, {"order": "YRO"})
    put(inspection, STRENGTH, "kept every visit")
    assert "INVENTED CASES" in sheet(inspection)


def test_what_was_written_together_comes_first_and_actions_come_by_their_day(ann: Inspection) -> None:
    put(ann, STRENGTH, "found alone")
    put(ann, STRENGTH, "found together", source="written together")
    put(ann, ACTION, "some day")
    put(ann, ACTION, "second", due="2026-07-01")
    put(ann, ACTION, "first", due="2026-06-30")
    told = feedback_sheet(ann, CASE)
    assert [one.text for one in told.of(STRENGTH)] == ["found together", "found alone"]
    assert [one.text for one in told.of(ACTION)] == ["first", "second", "some day"]


# What never does


def test_nothing_private_no_evidence_and_nothing_the_manager_said_stands_on_it(ann: Inspection) -> None:
    put(ann, STRENGTH, "may be seen")
    put(ann, STRENGTH, "a private thought", shareable=False)
    put(ann, EVIDENCE, "page 4 of the log")
    put(ann, DIFFERS, "I see it otherwise")
    said = sheet(ann)
    assert not [word for word in ("private", "page 4", "otherwise") if word in said]


def test_nothing_that_judges_the_managers_own_manager_stands_on_it(ann: Inspection) -> None:
    first, *others = ann.catalogue.every_criterion
    ann.catalogue = replace(ann.catalogue, every_criterion=(replace(first, oversight=True), *others))
    put(ann, STRENGTH, "may be seen")
    put(ann, LEARNING, "supervision was missing", criteria=(first.id,))
    assert "supervision" not in sheet(ann)


@pytest.mark.parametrize("named", ["as in X-02", "as in x-02", "ask CM-2", "LI said so"])
def test_what_names_another_case_or_person_is_left_out_and_told(ann: Inspection, named: str) -> None:
    ann.change_case("X-02", {"inspector": "LI"})
    put(ann, STRENGTH, "kept every visit")
    put(ann, LEARNING, f"review sooner, {named}")
    told = feedback_sheet(ann, CASE)
    assert [one.text for one in told.left_out] == [f"review sooner, {named}"]
    assert named not in sheet(ann)


def test_an_action_of_somebody_elses_is_left_out(ann: Inspection) -> None:
    put(ann, STRENGTH, "kept every visit")
    put(ann, ACTION, "write the plan", owner="CM-2")
    assert "CM-2" not in sheet(ann)


def test_the_managers_own_code_and_the_case_itself_may_be_named(ann: Inspection) -> None:
    put(ann, STRENGTH, "CM-1 knew X-01 by heart")
    assert not feedback_sheet(ann, CASE).left_out


def test_no_verdict_stands_on_it_unless_the_catalogue_says_so(folder: Path) -> None:
    asked = replace(catalogue(YOUTH), feedback_verdicts=True)
    judged = next(one for one in asked.criteria if one.is_scored and not one.oversight)
    said = []
    for number, one in enumerate((catalogue(YOUTH), asked)):
        inspection = begun(folder.with_name(f"{number}.sqs"), YOUTH)
        inspection.answer(CASE, judged.id, Verdict.NO)
        put(inspection, STRENGTH, "kept every visit")
        inspection.catalogue = one
        said.append(" ".join(sheet(inspection).split()))
    assert [judged.question in one for one in said] == [False, True]


def test_a_verdict_people_differ_on_does_not_stand_on_it(folder: Path) -> None:
    judged = next(one for one in catalogue(YOUTH).criteria if one.is_scored and not one.oversight)
    ann, ben = begun(folder, YOUTH), window(folder)
    put(ann, STRENGTH, "kept every visit")
    ann.answer(CASE, judged.id, Verdict.YES)
    ben.answer(CASE, judged.id, Verdict.NO)
    ann.refresh()
    ann.catalogue = replace(catalogue(YOUTH), feedback_verdicts=True)
    rows = [row for block in feedback_sheet(ann, CASE).document().blocks for row in block.rows]
    assert (judged.question, "not settled yet") in rows


# Refusals


def test_where_feedback_is_given_by_word_there_is_no_sheet(folder: Path) -> None:
    inspection = begun(folder, SQS)
    put(inspection, STRENGTH, "kept every visit")
    with pytest.raises(Refused, match="by word") as refused:
        feedback_sheet(inspection, CASE)
    assert "card" in refused.value.remedy


def test_a_sheet_with_nothing_on_it_is_none(ann: Inspection) -> None:
    put(ann, STRENGTH, "a private thought", shareable=False)
    with pytest.raises(Refused, match="nothing for the sheet of X-01"):
        feedback_sheet(ann, CASE)


# Hostile text


@pytest.fixture
def attacked(ann: Inspection) -> Inspection:
    """A case on which everything was written that attacks."""
    for number, text in enumerate(HOSTILE):
        put(ann, (STRENGTH, LEARNING, ACTION)[number % 3], f"{text}.", owner=text, due=text)
    return ann


@pytest.mark.parametrize("format", ["md", "txt", "html"])
def test_hostile_text_is_text_in_every_format(attacked: Inspection, format: str) -> None:
    said = written(feedback_sheet(attacked, CASE).document(), format).decode()
    assert not STEERING.search(said)
    assert "<script>" not in said or format == "txt"


def test_hostile_text_is_text_in_a_document(attacked: Inspection, tmp_path: Path) -> None:
    pytest.importorskip("docx")
    path = tmp_path / "given.docx"
    path.write_bytes(written(feedback_sheet(attacked, CASE).document(), "docx"))
    said = lines(path)
    assert not STEERING.search("\n".join(said))
    assert any("<script>alert(1)</script>" in line for line in said)


def test_a_day_that_is_none_in_a_colleagues_journal_is_no_day(ann: Inspection, folder: Path) -> None:
    id = put(ann, ACTION, "write the plan", due="soonish")
    assert window(folder).entries[id].due == ""


# Actions


def test_an_action_of_a_walk_is_kept_for_the_question_and_taken_back_like_the_rest(ann: Inspection) -> None:
    walk = walked(ann)
    ann.add_entry(replace(walk.action(), text="write the plan", due="2026-06-12"))
    assert [one.text for one in walk.together()] == ["write the plan"]
    assert walk.undo().criterion == walk.question.id
    assert not walk.together()


def test_the_card_says_what_was_agreed_by_whom_and_by_when(ann: Inspection) -> None:
    put(ann, ACTION, "ask health", owner="")
    put(ann, ACTION, "write the plan", owner="case manager", due="2026-06-12")
    card = VerbalCard(ann, CASE)
    assert card.actions() == (
        "write the plan (case manager, by 12 June 2026)",
        "ask health (nobody named, no day agreed)",
    )


def test_an_action_is_its_authors_own(ann: Inspection, folder: Path) -> None:
    id = put(ann, ACTION, "write the plan")
    ben = window(folder)
    with pytest.raises(Refused):
        ben.add_entry(replace(ben.entries[id], due="2026-06-12"))
