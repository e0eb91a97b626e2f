"""A figure people differ on says so wherever it stands, with what it can come to; the value written last counts."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from sqs_tui.cli import main
from sqs_tui.domain.case import Case, Verdict
from sqs_tui.domain.disputed import Disputed
from sqs_tui.domain.letter import Slot
from sqs_tui.session.behind import judgement
from sqs_tui.session.disputes import disputed_cases, interview_ranges
from sqs_tui.session.feedback import NOT_SETTLED, feedback, read_cases
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.letter_figures import LetterFigures
from sqs_tui.session.views import EVERY, Glances, View, ViewTally, sliced
from sqs_tui.ui.common.figure_text import figures, total_line
from sqs_tui.ui.summary.foot import word_lines
from sqs_tui.ui.summary.rows import changed_rows, interview_rows, summary_rows
from sqs_tui.ui.symbols import ASCII, UNICODE
from sqs_tui.ui.widgets.figures import strip_row
from sqs_tui.ui.widgets.matrix import CaseMatrix
from tests.session.stories import SQS, YOUTH, begun, window

YES, NO = Verdict.YES, Verdict.NO


def answering(inspection: Inspection, verdicts: str, criterion: str = "RR08") -> None:
    for number, verdict in enumerate(verdicts, 1):
        inspection.answer(f"X-{number:02}", criterion, Verdict(verdict))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "test.sqs"


@pytest.fixture
def ann(folder: Path) -> Inspection:
    """Twelve cases, nine of them Yes; on two more ann said Yes and ben, who had not seen it, No."""
    ann = begun(folder, SQS, ("YRO",) * 12)
    answering(ann, "YYYYYYYYYN")
    ben = window(folder, "ben")
    for case in ("X-11", "X-12"):
        ann.answer(case, "RR08", YES)
        ben.answer(case, "RR08", NO)
    ann.refresh()
    return ann


def test_the_value_written_last_counts_and_the_range_says_what_it_may_come_to(ann: Inspection) -> None:
    assert ann.tally().criterion("RR08").proportion.of() == "9 of 12"
    assert ann.ranges().criterion("RR08").words == "9 to 11 of 12"
    assert ann.ranges().section("1").words == "9 to 11 of 12"
    assert ann.ranges().criterion("RR06") is None
    assert ann.own_ranges("X-11").section("1").words == "0 to 1 of 1"
    assert ann.own_ranges("X-01").section("1") is None


def test_it_is_marked_no_more_once_it_is_settled(ann: Inspection) -> None:
    for difference in ann.differences():
        ann.settle(difference, 0, "Looked at it together.")
    assert ann.ranges().criterion("RR08") is None
    assert not disputed_cases(ann)


def test_every_row_and_figure_on_screen_has_the_mark_and_the_range(ann: Inspection) -> None:
    tallies = ViewTally(ann, EVERY, Glances(ann))
    rows = {row.id: row for row in summary_rows(ann, tallies, UNICODE)}
    criterion, section, note = rows["\n1\nRR08"], rows["\n1"], rows["disputed \n1"]
    assert (criterion.disputed, section.disputed) == ("people differ: 9 to 11 of 12",) * 2
    assert note.title == "  ≠ people differ: 9 to 11 of 12"
    assert criterion.words_in(80) == "people differ: 9 to 11 of 12"
    assert word_lines(criterion, ann.catalogue)[0].startswith(" RR08 people differ: 9 to 11 of 12; what was written")
    touched = {row.id for row in changed_rows(ann, tallies, {"X-11": {"RR08"}}, UNICODE)}
    assert {criterion.id, section.id, note.id} <= touched
    (first, *others) = figures(ann.ranges())
    assert (first.disputed, [one.disputed for one in others]) == ("people differ: 9 to 11 of 12", [""] * 4)
    for symbols, mark in ((UNICODE, "≠"), (ASCII, "!")):
        said = "".join(text for text, _ in strip_row(" All 12", [first], symbols, 60))
        assert f"9/12 75%~{mark} 9-11/12" in said or f"75% 9/12~{mark} 9-11/12" in said
        assert f"~{mark}" in "".join(text for text, _ in strip_row(" All 12", [first, *others], symbols, 60))
    assert judgement(ann, ann.cases["X-11"], "RR08").why == "people differ"


def test_every_command_and_export_has_it(ann: Inspection, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def out(*words: str) -> str:
        assert main([words[0], str(folder), *words[1:]]) == 0
        return capsys.readouterr().out

    line = next(one for one in out("summary").splitlines() if "Reducing reoffending" in one)
    assert "people differ: 9 to 11 of 12" in line
    assert "what was written last counts until it is settled" in out("summary")
    assert "RR08 Assessment good enough: 75% · 9 of 12; " in out("summary", "--by", "criterion", "--plain")
    plain = out("summary", "--by", "criterion", "--plain").splitlines()
    assert "people differ: 9 to 11 of 12" in next(one for one in plain if one.startswith("RR08"))
    assert "section 1 0 of 1 · 0%, people differ: 0 to 1 of 1" in out("summary", "--by", "case", "--plain")
    assert "0/1 (0 to 1 of 1)" in out("summary", "--by", "case")
    found = json.loads(out("summary", "--json"))
    for name in ("sections", "criteria"):
        told = [one for one in found[name] if one["disputed"]]
        assert [(one["id"], one["range"], one["least"], one["most"]) for one in told] == [
            ("1" if name == "sections" else "RR08", "9 to 11 of 12", [9, 12], [11, 12])
        ]
    assert [one["ref"] for one in found["cases"] if one["sections"][0]["disputed"]] == ["X-11", "X-12"]
    for by in ("section", "criterion"):
        assert "9 to 11 of 12" in out("summary", "--by", by, "--csv")
    assert "0 to 1 of 1" in out("summary", "--by", "case", "--csv")
    assert "9 to 11 of 12" in out("export", "--what", "summary")
    answers = out("export", "--what", "answers").splitlines()
    assert answers[0].endswith("people_differ")
    assert [line.split(",")[0] for line in answers[1:] if line.endswith("verdict: Yes or No")] == ["X-11", "X-12"]


def test_an_export_with_the_mark_can_be_imported_again(
    ann: Inspection, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.csv"
    assert main(["export", str(folder), "--what", "answers", "-o", str(file)]) == 0
    capsys.readouterr()
    before = ann.workbook.heads_of_journals()
    assert main(["import", str(folder), str(file)]) == 0
    assert window(folder, "ann").workbook.heads_of_journals() == before


def test_on_screen_a_case_among_others_has_the_mark_whole() -> None:
    """In the matrix of cases by sections a figure with its mark is never cut."""
    card = SimpleNamespace(parts=[SimpleNamespace(figure="12/13≠")], ref="A1")
    matrix = CaseMatrix()
    matrix._cards = {"A1": card}  # type: ignore[dict-item]
    assert matrix.tile_size.width >= len("12/13≠") + 2


def test_nothing_is_said_in_words_of_what_is_not_settled(ann: Inspection) -> None:
    """In the room, where only the cases read to the end count, and in the draft of a letter."""
    read = read_cases(ann)
    read.view = EVERY
    read.recount()
    said = next(one for one in feedback(ann.catalogue, read) if one.id == "\nRR08")
    assert (said.words, said.count) == (NOT_SETTLED, "9 to 11 of 12")


def test_a_gate_people_differ_on_moves_what_hangs_on_it(folder: Path) -> None:
    ann = begun(folder, SQS, ("YRO",) * 3)
    for criterion in ("PP01", "PP02"):
        answering(ann, "YYY", criterion)
    ann.answer("X-03", "PP02", NO)
    ben = window(folder, "ben")
    ann.park("X-03", "PP01")
    ben.answer("X-03", "PP01", NO)
    ann.answer("X-03", "PP01", Verdict.UNKNOWN)
    ann.refresh()
    assert ann.differing == 1
    assert ann.ranges().criterion("PP02").words == "2 of 3 to 2 of 2"


def test_an_order_people_differ_on_moves_groups_slices_and_what_applies(folder: Path) -> None:
    ann = begun(folder, YOUTH, ("YRO", "YRO", "RO"))
    answering(ann, "YYN", "AS08")
    ben = window(folder, "ben")
    ann.change_case("X-03", {"order": "YRO"})
    ben.change_case("X-03", {"order": "YC"})
    ann.refresh()
    assert ann.ranges("court").criterion("AS08").words == "2 of 3 to 2 of 2"
    assert ann.ranges("ooc").criterion("AS08").words == "0 of 1 either way"
    of_yro = ViewTally(ann, View((sliced(ann, "order", "YRO"),)), Glances(ann))
    assert of_yro.ranges("court").criterion("AS08").words == "2 of 3 to 2 of 2"


def test_the_points_and_the_bands_have_their_range(folder: Path) -> None:
    ann = begun(folder, YOUTH, ("YRO",) * 12)
    for section in ("AS", "PL", "DL", "RV"):
        for criterion in ann.catalogue.scored[section]:
            answering(ann, "YYYYYYYYYYY", criterion.id)
    ben = window(folder, "ben")
    for criterion in (one for section in ("AS", "PL", "DL", "RV") for one in ann.catalogue.scored[section]):
        ann.answer("X-12", criterion.id, YES)
    for case in ("X-10", "X-11", "X-12"):
        ann.clear(case, "AS08") if case != "X-12" else None
        ann.answer(case, "AS08", YES)
        ben.answer(case, "AS08", NO)
    ann.refresh()
    first = figures(ann.ranges("court"))[0]
    assert first.range is not None
    low, high = first.range.low, first.range.high
    assert (low.of(), high.of(), first.range.bands) == ("9 of 12", "12 of 12", ("Good", "Outstanding"))
    assert first.range.words == "9 to 12 of 12, Good to Outstanding"
    assert total_line(ann.ranges("court"), "court", UNICODE).endswith("≠; people differ: 11 to 12")


def test_what_a_case_manager_answered_has_its_range_too(folder: Path) -> None:
    ann = begun(folder)
    for manager in ("CM-1", "CM-2", "CM-3"):
        ann.answer_interview(manager, "IV01", YES)
    ben = window(folder, "ben")
    ann.answer_interview("CM-3", "IV02", YES)
    ben.answer_interview("CM-3", "IV02", NO)
    ann.refresh()
    assert {id: found.words for id, found in interview_ranges(ann).items()} == {"IV02": "0 to 1 of 1"}
    row = next(row for row in interview_rows(ann) if row.name == "IV02")
    assert row.disputed == "people differ: 0 to 1 of 1"


def test_the_range_is_that_of_copies_in_which_each_choice_is_settled(
    ann: Inspection, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each choice written down in a copy of its own, and counted by the command that tells the range."""
    told = {}
    for places in itertools.product((0, 1), repeat=2):
        copy = tmp_path / f"{places}.sqs"
        shutil.copytree(folder, copy)
        settling = window(copy, "ann")
        for place, difference in zip(places, settling.differences(), strict=True):
            settling.settle(difference, place, "One choice of four.")
        settling.workbook.close()
        assert main(["summary", str(copy), "--json"]) == 0
        section = json.loads(capsys.readouterr().out)["sections"][0]
        told[places] = (section["met"], section["relevant"], section["disputed"])
    assert {disputed for _, _, disputed in told.values()} == {False}
    found = ann.ranges().section("1")
    assert (found.low.met, found.high.met) == (min(told.values())[0], max(told.values())[0]) == (9, 11)


def test_a_letters_draft_and_its_places_say_what_people_differ_on(folder: Path) -> None:
    """Over complete cases: the place has its range, and the draft says it beside the words."""
    ann = begun(folder, SQS, ("YRO",) * 2)
    for case in list(ann.cases):
        while left := ann.agenda(case):
            ann.answer(case, left[0].criterion.id, YES)
    ben = window(folder, "ben")
    ann.clear("X-01", "SS09")
    ann.answer("X-01", "SS09", YES)
    ben.answer("X-01", "SS09", Verdict.UNKNOWN)
    ann.refresh()
    assert ann.differing
    behind = LetterFigures(ann).behind(Slot("SS09"))
    assert behind.disputed == "people differ: 1 of 1 to 2 of 2"
    assert LetterFigures(ann).behind(Slot("SS10")).disputed == ""


def test_the_figures_of_one_case_ask_nothing_of_the_others_people_differ_on(
    ann: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, whole = ann.own_ranges("X-11"), ann.ranges()
    asked_about: list[str] = []
    choices = Disputed.choices

    def noting(disputed: Disputed, criteria: Iterable[str]) -> Iterator[Case]:
        asked_about.append(disputed.case.ref)
        return choices(disputed, criteria)

    monkeypatch.setattr(Disputed, "choices", noting)
    assert own.criterion("RR08").words == "0 to 1 of 1"
    assert asked_about == ["X-11"]
    assert whole.criterion("RR08").words == "9 to 11 of 12"
    assert set(asked_about) == {"X-11", "X-12"}
