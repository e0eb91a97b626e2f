"""Scoring and walking a case line by line, from a file, a pipe or the keyboard."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from textual.events import Paste

from sqs_tui import locations
from sqs_tui.cli import main
from sqs_tui.cli.line_scoring import LineScoring
from sqs_tui.domain.case import Stage, Verdict
from sqs_tui.domain.entry import AGREED, DIFFERS, LATER, Entry
from sqs_tui.domain.picking import LETTERS
from sqs_tui.errors import NotSaved
from sqs_tui.session import sample
from sqs_tui.session.inspection import Inspection
from sqs_tui.settings import Settings
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from tests import demo, quiet
from tests.cli.conftest import SAMPLE, Done
from tests.faults.corpus import HOSTILE
from tests.terminal import Terminal, environment

quiet.make_pilots_wait_for_rest()

ROOT = Path(__file__).resolve().parents[2]
CASE = "ALD-06"
Line = Callable[..., Done]
#: What steers a terminal; line ends are how lines end.
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SQS_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        path = tmp_path_factory.mktemp("sample") / "aldermere.sqs"
        sample.build(path)
    return path


@pytest.fixture
def book(pristine: Path, tmp_path: Path) -> Path:
    path = Path(shutil.copytree(pristine, tmp_path / "aldermere.sqs"))
    demo.nobody_is_asked(path)
    return path


@pytest.fixture
def line(book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Line:
    """Run a command with a file of answers."""

    def run(command: str, *answers: str, case: str = CASE, typed: bool = False) -> Done:
        given = io.StringIO("".join(f"{answer}\n" for answer in answers))
        monkeypatch.setattr(given, "isatty", lambda: typed)
        monkeypatch.setattr(sys, "stdin", given)
        code = main([*command.split()[:1], str(book), "--case", case, "--plain", *command.split()[1:]])
        return Done(code, *capsys.readouterr())

    return run


def inspected(path: Path) -> Inspection:
    return Inspection(Workbook.open(path, read_only=True))


def answer(path: Path, criterion: str) -> tuple[Verdict | None, tuple[str, ...], str]:
    found = inspected(path).cases[CASE].answer(criterion)
    return found.verdict, found.factors, found.note


def written(path: Path) -> list[tuple[object, ...]]:
    """What was written since the sample was made: document, field, value and reason, in their order."""
    with Workbook.open(path, read_only=True) as book:
        lines = book.lines()[1:]
    return [(one.id, one.field, one.value, line.why) for line in lines for one in line.operations]


# Scoring


def test_keys_and_words_answer_alike(line: Line, book: Path) -> None:
    done = line("score", "1", "no", "done", "na", "4", "park")
    verdicts = [answer(book, id)[0] for id in ("RR01", "RR02", "RR03", "RR04")]
    assert verdicts == [Verdict.YES, Verdict.NO, Verdict.NA, Verdict.UNKNOWN]
    assert inspected(book).cases[CASE].answer("RR05").parked
    assert "RR01: Yes. u takes it back." in done.out


def test_a_gate_closes_what_hangs_on_it_and_says_so(line: Line) -> None:
    done = line("score", "2")
    assert re.search(r"RR01: No, closes \d criteria", done.out)
    assert "RR06. " in done.out
    assert "RR02. " not in done.out


def test_factors_are_marked_by_letters_or_codes(line: Line, book: Path) -> None:
    line("score", "1", "2", "ac", "done")
    assert answer(book, "RR02")[1] == ("offending_analysis", "diversity")
    line("score", "RR02 f late a")
    assert answer(book, "RR02")[1] == ("diversity", "late")


def test_f_with_a_word_is_the_command_while_factors_are_asked_for_too(line: Line, book: Path) -> None:
    line("score", "1", "n", "ac", "f late", "done")
    assert answer(book, "RR02")[1] == ("offending_analysis", "diversity", "late")


def test_f_with_a_word_that_is_no_factor_stops_a_file_before_its_letters_mark_anything(line: Line, book: Path) -> None:
    done = line("score", "1", "n", "f lateish")
    assert done.code == 6
    assert "lateish names no factors of RR02" in done.err
    assert answer(book, "RR02")[1] == ()


def test_a_factor_that_is_none_stops_a_file(line: Line) -> None:
    done = line("score", "RR02 f lateish")
    assert done.code == 6
    assert "names no factors of RR02" in done.err


def test_a_word_after_a_no_is_an_answer_even_where_its_letters_mark(line: Line, book: Path) -> None:
    line("score", "1", "no", "no", "no", "yes")
    assert [answer(book, id)[:2] for id in ("RR02", "RR03", "RR04")] == [(Verdict.NO, ())] * 3
    assert answer(book, "RR05")[0] is Verdict.YES


def test_entries_of_the_team_and_a_flag_can_be_put_down(line: Line, book: Path) -> None:
    line("score", "E the log", "+ kind", "! ring", "*")
    kinds = [(one.kind, one.text, one.shareable) for one in inspected(book).entries_of(CASE, "RR01")]
    assert sorted(kinds) == [("evidence", "the log", False), ("learning", "ring", False), ("strength", "kind", False)]
    assert inspected(book).cases[CASE].answer("RR01").flag


def test_what_was_agreed_is_put_down_in_one_line(line: Line, book: Path) -> None:
    done = line("score", "> write the plan | head of service | 12/06/2026", "> ask health")
    found = {(one.text, one.terms, one.shareable) for one in inspected(book).entries_of(CASE, "RR01")}
    assert found == {
        ("write the plan", "head of service, by 12 June 2026", True),
        ("ask health", "case manager, no day agreed", True),
    }
    assert "Agreed action kept: head of service, by 12 June 2026. u takes it back." in done.out


def test_at_the_keyboard_who_and_when_are_asked_until_the_day_is_one(line: Line, book: Path) -> None:
    done = line("walk", ">", "write the plan", "", "soon", "12/06/2026", "t", "u", "t", "q", typed=True)
    assert "This is a day: " in done.out
    assert done.out.count("1. write the plan (case manager, by 12 June 2026)") == 1
    assert not [one for one in inspected(book).entries_of(CASE) if one.kind == "action"]


def test_a_day_that_is_none_stops_a_file(line: Line, book: Path) -> None:
    assert line("walk", "> write the plan | case manager | soon").code == 6
    assert not [one for one in inspected(book).entries_of(CASE) if one.kind == "action"]


def test_a_digit_after_a_no_answers_the_next_question(line: Line, book: Path) -> None:
    line("score", "1", "2", "1")
    assert answer(book, "RR02")[:2] == (Verdict.NO, ())
    assert answer(book, "RR03")[0] is Verdict.YES


def test_a_note_is_added_to_and_replaced(line: Line, book: Path) -> None:
    line("score", "e first line", "e second line")
    assert answer(book, "RR01")[2] == "first line\nsecond line"
    line("score", "e = only this")
    assert answer(book, "RR01")[2] == "only this"


def test_undo_goes_back_to_the_question(line: Line, book: Path) -> None:
    done = line("score", "1", "1", "u", "u", "U")
    assert answer(book, "RR01")[0] is Verdict.YES
    assert answer(book, "RR02")[0] is None
    assert done.out.count("Undone") == 2


def test_a_question_is_named_to_go_there(line: Line, book: Path) -> None:
    line("score", "ss05 y", "b", "b", "2")
    assert (answer(book, "SS05")[0], answer(book, "SS04")[0]) == (Verdict.YES, Verdict.NO)


def test_it_goes_on_where_it_was_left(line: Line) -> None:
    line("score", "1", "1", "q")
    assert "RR03. " in line("score").out.split("Answer?")[0]


def test_guidance_and_what_is_left_are_read_out(line: Line) -> None:
    done = line("score", "?", "where", "help")
    assert "Good enough when:" in done.out
    assert "unanswered: RR01, " in done.out
    assert "q leaves" in done.out


def test_the_end_of_the_answers_says_where_it_stopped(line: Line) -> None:
    done = line("score", "1")
    assert done.code == 1
    assert "1 of 40 answered. Stopped at RR02" in done.out


def test_leaving_is_no_failure(line: Line) -> None:
    assert line("score", "1", "q").code == 0


def test_a_line_of_a_file_that_cannot_be_taken_stops_everything(line: Line, book: Path) -> None:
    done = line("score", "# Tuesday", "1", "", "maybe", "1")
    assert done.code == 6
    assert "Line 4 of the answers: maybe was not understood." in done.err
    assert answer(book, "RR02")[0] is None


def test_at_the_keyboard_it_is_asked_again(line: Line, book: Path) -> None:
    done = line("score", "maybe", "", "1", "q", typed=True)
    assert "maybe was not understood. help lists the words." in done.out
    assert answer(book, "RR01")[0] is Verdict.YES


def test_an_answer_to_what_does_not_apply_stops_a_file(line: Line) -> None:
    done = line("score", "2", "RR02 y")
    assert done.code == 6
    assert "RR02 does not apply" in done.err


def test_what_cannot_be_saved_stops_a_file_and_is_told_at_the_keyboard(
    line: Line, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotSaved("This did not reach the disk.", "No space left on device.")

    monkeypatch.setattr(Workbook, "record", full)
    assert line("score", "1", "1").code == 6
    done = line("score", "1", "q", typed=True)
    assert "NOT SAVED: nothing has moved." in done.out
    assert done.out.count("RR01. ") == 1


def test_an_unknown_case_is_not_found(line: Line) -> None:
    assert line("score", case="ALD-99").code == 3


def test_a_complete_case_is_said_to_be_complete(line: Line) -> None:
    done = line("score", case="ALD-01")
    assert done.code == 0
    assert "Nothing is left: the case is complete." in done.out


@pytest.fixture
def anothers(book: Path) -> Path:
    """The case is read by somebody else, and its first answers are there."""
    with Workbook.open(book) as workbook:
        inspection = Inspection(workbook)
        inspection.set_inspector("AI-9")
        for id in ("RR01", "RR02"):
            inspection.answer(CASE, id, Verdict.YES)
    return book


@pytest.mark.parametrize("lines", [("n", "seen on screen together"), ("n because seen on screen together",)])
def test_anothers_case_takes_a_reason(line: Line, anothers: Path, lines: tuple[str, ...]) -> None:
    line("score", "RR01", *lines, "q", typed=True)
    assert answer(anothers, "RR01")[0] is Verdict.NO
    with Workbook.open(anothers) as workbook:
        assert Inspection(workbook).history(CASE, "RR01")[-1].why == "changed: seen on screen together"


def test_an_answer_at_the_keyboard_is_no_reason(line: Line, anothers: Path) -> None:
    done = line("score", "RR01 no", "RR02 no", "q", typed=True)
    assert "RR02 no is an answer, and no reason. RR01 stays as it was." in " ".join(done.out.split())
    assert answer(anothers, "RR01")[0] is Verdict.YES


def test_no_line_of_a_file_is_taken_for_a_reason(line: Line, anothers: Path) -> None:
    done = line("score", "RR01 no", "RR02 no", "RR03 yes")
    assert done.code == 6
    assert "Line 1 of the answers: " in done.err
    assert "Why is RR01 No, and not Yes?" in done.err
    assert "RR01 no because " in done.err
    assert [answer(anothers, id)[0] for id in ("RR01", "RR02", "RR03")] == [Verdict.YES, Verdict.YES, None]


def test_a_reason_stands_behind_its_answer_in_a_file(line: Line, anothers: Path) -> None:
    lines = ("RR02 park Because: the plan is missing", "RR01 no because nobody wrote it")
    assert line("score", *lines).code == 1
    with Workbook.open(anothers) as workbook:
        found = Inspection(workbook)
        whys = [found.history(CASE, id)[-1].why for id in ("RR01", "RR02")]
    assert whys == ["changed: nobody wrote it", "changed: the plan is missing"]


@pytest.mark.parametrize(
    ("given", "id"), [("a because he moved away", "RR06"), ("park because the log is away", "RR06")]
)
def test_a_reason_nobody_asked_for_goes_into_the_note(line: Line, book: Path, given: str, id: str) -> None:
    line("score", f"{id} e seen", f"{id} {given}")
    if given[0] == "a":
        line("score", f"{id} {given}")
    assert answer(book, id)[2] == f"seen\n{given.partition(' because ')[2]}"


def test_at_the_keyboard_a_slip_among_the_factors_leaves_them_open(line: Line, book: Path) -> None:
    done = line("score", "RR08 n", "foo", "a", "done", typed=True)
    assert "foo names no factors of RR08. f reads them out." in done.out + done.err
    assert answer(book, "RR08")[:2] == (Verdict.NO, ("not_done",))
    assert answer(book, "RR09")[0] is None


@pytest.mark.parametrize("words", ["e", "E", "+", "!", ">", "f"])
def test_words_are_never_taken_from_the_next_line_of_a_file(line: Line, book: Path, words: str) -> None:
    before = written(book)
    done = line("score", words, "RR02 yes")
    assert done.code == 6
    assert "Line 1 of the answers: " in done.err
    assert written(book) == before


@pytest.mark.parametrize("words", ["e", "+", "!", ">", "s"])
def test_nor_are_they_in_a_walk(line: Line, book: Path, words: str) -> None:
    before = written(book)
    assert line("walk", words, "a", case="ALD-05").code == 6
    assert written(book) == before


@pytest.mark.parametrize("command", ["score", "walk"])
def test_at_the_keyboard_words_come_on_the_next_line(line: Line, book: Path, command: str) -> None:
    done = line(command, "+", "kept every visit", "q", typed=True)
    assert "One line; an empty one leaves it." in done.out
    assert "kept every visit" in [one.text for one in inspected(book).entries_of(CASE)]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        *(("score", words) for words in ("RR01 no plan was made", "1 RR02 n", "u RR01", "RR01 RR02 y")),
        *(("walk", words) for words in ("a plan was seen", "next time")),
    ],
)
def test_no_word_of_a_line_is_lost(line: Line, book: Path, command: str, words: str) -> None:
    before = written(book)
    assert line(command, words, case="ALD-06").code == 6
    assert written(book) == before


def test_a_line_of_thousands_of_questions_is_refused(line: Line) -> None:
    assert line("score", "RR05 " * 3000).code == 6


def test_a_file_given_twice_comes_to_the_same(line: Line, book: Path) -> None:
    lines = ("RR02 no", "a", "e nobody wrote it", "RR04 y")
    line("score", *lines)
    before = inspected(book).cases[CASE]
    done = line("score", *lines[:2], "f late", *lines[3:])
    after = inspected(book).cases[CASE]
    assert "is marked already" in done.out
    assert after.answer("RR02").factors == (*before.answer("RR02").factors, "late")
    assert after.answer("RR03") == before.answer("RR03")


def test_a_case_taken_out_of_the_sample_meanwhile_takes_no_answers(line: Line, book: Path, monkeypatch) -> None:
    scores, left = LineScoring._take, []

    def take(self: LineScoring, given: str) -> None:
        scores(self, given)
        if not left:
            with Workbook.open(book, author="colleague") as workbook:
                left.append(Inspection(workbook).remove_case(CASE))

    monkeypatch.setattr(LineScoring, "_take", take)
    done = line("score", "RR02 y", "RR03 y")
    assert "This case was taken out of the sample meanwhile." in done.out
    assert answer(book, "RR03")[0] is None


# The same as on screen


def answers_of_the_sample(case: str) -> list[tuple[str, str, list[str], str]]:
    """What the sample's file says of a case: criterion, digit, factors, and the note as short as one writes fast."""
    digits = {"Y": "1", "N": "2", "NA": "3", "U": "4"}
    with (SAMPLE / "answers.csv").open(encoding="utf-8") as opened:
        rows = [row for row in csv.DictReader(opened) if row["case"] == case]
    short = (re.sub(r"[^a-z ]", "", row["note"].casefold())[:18].strip() for row in rows)
    return [
        (row["criterion"], digits[row["verdict"]], [code for code in row["factors"].split(";") if code], note)
        for row, note in zip(rows, short, strict=True)
    ]


async def on_screen(path: Path, answers: list[tuple[str, str, list[str], str]]) -> None:
    ticks = count(1.0)
    app = SqsApp(path, case=CASE, settings=Settings(), clock=lambda: next(ticks))
    async with app.run_test(size=(120, 40)) as pilot:
        pane = app.screen.pane  # type: ignore[attr-defined]
        for id, digit, factors, note in answers:
            assert pane.current == id
            await pilot.press(digit)
            if note and not pane.is_picking:
                await pilot.press("k")
                while pane.current != id:
                    await pilot.press("k")
            for letter in letters(path, id, factors):
                await pilot.press(letter)
            if note:
                await pilot.press("e")
                app.post_message(Paste(note))
                await pilot.press("ctrl+s")
            if pane.is_picking:
                await pilot.press("enter")
            elif note:
                await pilot.press("space")


def letters(path: Path, id: str, factors: list[str]) -> list[str]:
    """The keys that mark factors, Space for the next group among them."""
    from sqs_tui.domain.picking import pages

    found: list[str] = []
    offered = pages(inspected(path).catalogue.known[id].factors)
    for place, (_, group) in enumerate(offered):
        codes = [factor.code for factor in group]
        found += [LETTERS[codes.index(code)] for code in factors if code in codes]
        factors = [code for code in factors if code not in codes]
        found += ["space"] if factors and place + 1 < len(offered) else []
    return found


async def test_a_whole_case_from_a_file_is_what_the_screen_makes_of_it(
    line: Line, book: Path, pristine: Path, tmp_path: Path
) -> None:
    answers = answers_of_the_sample(CASE)
    assert len(answers) > 20
    lines: list[str] = []
    for id, digit, factors, note in answers:
        lines += [digit]
        if digit == "2" and letters(book, id, factors):
            keys = letters(book, id, factors)
            lines += ["next" if key == "space" else key for key in keys]
            lines += [f"e {note}"] if note else []
        elif note:
            lines += [f"{id} e {note}", "next"]
    done = line("score", *lines)
    other = Path(shutil.copytree(pristine, tmp_path / "screen.sqs"))
    await on_screen(other, answers)
    assert done.code == 0, done.out + done.err
    assert written(book) == written(other)
    one, two = inspected(book), inspected(other)
    assert one.cases == two.cases
    assert not [item for item in one.agenda(CASE) if item.lack.value == "unanswered"]


# Walking


def entries(path: Path, case: str = "ALD-05") -> list[tuple[str, str]]:
    kinds = (AGREED, DIFFERS, LATER)
    return [(one.kind, one.text) for one in inspected(path).entries_of(case) if one.kind in kinds]


def test_a_walk_keeps_what_is_said_and_changes_no_answer(line: Line, book: Path) -> None:
    before = inspected(book).cases
    done = line(
        "walk", "a", "l", "s it is in the log", "s and in the plan", "+ kind", "! ring", "e the log", case="ALD-05"
    )
    assert done.code == 1
    assert [kind for kind, _ in entries(book)] == [AGREED, LATER, DIFFERS, DIFFERS]
    assert inspected(book).cases == before
    assert "4 of 12 talked about. Stopped at question 5" in done.out


def test_a_walk_goes_on_where_it_was_left_and_ends_with_the_card(line: Line, book: Path) -> None:
    line("walk --cover 1", "a", "q", case="ALD-05")
    done = line("walk --cover 1", *["a"] * 10, "+ kind at the gate", case="ALD-05")
    assert "Question 2 of " in done.out.split("Answer?")[0]
    assert done.code == 0
    assert done.out.index("Two strengths:") < done.out.index("Two things to develop:")
    assert "Nothing" not in done.err


def test_undo_takes_back_what_was_said(line: Line, book: Path) -> None:
    line("walk", "a", "u", "q", case="ALD-05")
    assert entries(book) == []


@pytest.mark.parametrize("kept", ["s", "e", "+", "!", ">"])
def test_what_names_another_case_is_said_to_be_kept_and_not_shown(line: Line, book: Path, kept: str) -> None:
    done = line("walk", f"{kept} as in ALD-06", "q", case="ALD-05")
    assert "Kept for the team, not shown here: it names somebody else." in done.out
    assert "as in ALD-06" in [entry.text for entry in inspected(book).entries_of("ALD-05")]


def test_an_empty_line_agrees_to_nothing(line: Line, book: Path) -> None:
    done = line("walk", "", "", "q", case="ALD-05", typed=True)
    assert entries(book) == []
    assert done.out.count("Question 1 of 12") == 3


def test_no_verdict_is_said_before_it_is_asked_for_and_no_other_case_ever(line: Line, book: Path) -> None:
    with Workbook.open(book) as workbook:
        Inspection(workbook).add_entry(Entry("", "ALD-05", "evidence", "PRIVATE", ("PC09", "PC10", "RR02")))
    done = line("walk", "next", "next", "where", "?", "help", case="ALD-05")
    assert not re.search(r"Our view|PRIVATE|ALD-(?!05)|%|CM-", done.out)
    assert "Our view: Yes" in line("walk", "v", case="ALD-05").out


# How it is printed


def test_on_a_terminal_lines_are_parted_between_words(book: Path) -> None:
    command = [sys.executable, "-m", "sqs_tui", "score", str(book), "--case", "ALD-06", "--plain"]
    with Terminal(command, 40, 20, env=environment(PYTHONPATH=str(ROOT))) as terminal:
        terminal.wait_for("Answer?")
        assert "RR01. PSR prepared. Did the service\nprepare a pre-sentence report for this\nsentence?" in terminal.text


def test_of_colleagues_journals_nothing_is_said_beside_a_case_manager(line: Line, monkeypatch) -> None:
    monkeypatch.setattr(Workbook, "warnings", ("jane_smith-1.jsonl went backwards",))
    assert "jane" not in line("walk", "q", case="ALD-05").err
    assert "jane" in line("score", "q", case="ALD-05").err


@pytest.mark.parametrize("command", ["score", "walk"])
def test_it_loads_no_screen_and_sends_no_control_characters(book: Path, command: str) -> None:
    words = [sys.executable, "-X", "importtime", "-m", "sqs_tui", command, str(book), "--case", "ALD-05", "--plain"]
    done = subprocess.run(words, cwd=ROOT, input=b"where\n?\n\xff\xfe\n", capture_output=True, check=False)
    loaded = {row.rpartition(b"|")[2].strip().partition(b".")[0] for row in done.stderr.splitlines()}
    assert not loaded & {b"textual", b"rich"}
    assert not STEERING.search(done.stdout.decode("utf-8"))
    assert done.returncode == 6


@pytest.mark.parametrize(("locale", "text", "kept"), [("C", "e für", "für"), ("C.UTF-8", "e für", "für")])
def test_words_are_kept_as_written_in_any_locale(book: Path, locale: str, text: str, kept: str) -> None:
    words = [sys.executable, "-m", "sqs_tui", "score", str(book), "--case", CASE, "--plain"]
    env = environment(LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    subprocess.run(words, cwd=ROOT, env=env, input=f"{text}\n".encode(), capture_output=True, check=False)
    assert answer(book, "RR01")[2] == kept


def test_what_is_no_text_is_not_taken(book: Path) -> None:
    words = [sys.executable, "-m", "sqs_tui", "score", str(book), "--case", CASE, "--plain"]
    done = subprocess.run(words, cwd=ROOT, input="1\ne für\n".encode("latin-1"), capture_output=True, check=False)
    assert done.returncode == 6
    assert "Line 2 of the answers: it is not UTF-8." in done.stderr.decode()
    assert answer(book, "RR01")[0] is Verdict.YES


@pytest.mark.parametrize("command", ["score", "walk"])
def test_hostile_texts_are_only_text(line: Line, book: Path, command: str) -> None:
    with Workbook.open(book) as workbook:
        inspection = Inspection(workbook)
        for text in HOSTILE:
            kept = text.encode("utf-8", "replace").decode("utf-8")
            inspection.add_entry(Entry("", "ALD-05", "evidence", kept, ("PC09",), source=kept, shareable=True))
        inspection.write_note("ALD-05", "RR01", "\n".join(HOSTILE).encode("utf-8", "replace").decode("utf-8"))
    done = line(
        command, "RR01" if command == "score" else "where", *(f"e {text}" for text in HOSTILE[:5]), case="ALD-05"
    )
    assert not STEERING.search(done.out + done.err)


def test_without_a_terminal_a_screen_is_refused_with_the_way_out(sqs: Callable[..., Done], book: Path) -> None:
    done = sqs("walk", book, "--case", "ALD-05")
    assert done.code == 2
    assert "--plain" in done.err


def test_a_verdict_is_confirmed_in_a_second_read_line_by_line(line: Line, book: Path) -> None:
    """Marked finished by who reads the case; then another reads it, and says of each verdict that it stands."""
    done, author = "ALD-01", locations.author()
    with Workbook.open(book, author="li") as opened:
        Inspection(opened).put_stage(done, Stage.MARKED)
    with Workbook.open(book, author=author) as opened:
        Inspection(opened).put_stage(done, Stage.SECOND)
    said = line("score", "=", "RR08", "=", "= because", case=done)
    assert "Second read: 0 of 39 confirmed, 39 not read yet." in said.out
    assert "RR01: Yes confirmed; 1 of 39 confirmed, 38 not read yet" in said.out
    assert said.out.index("RR01: Yes confirmed") < said.out.index("RR02. ") < said.out.index("RR08: Yes confirmed")
    reading = inspected(book).second_reading(done)
    assert reading is not None
    assert reading.confirmed == ("RR01", "RR08")
