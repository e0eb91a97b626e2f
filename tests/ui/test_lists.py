"""Lists that lead somewhere: to-do, find, summary, history, help, a criterion in full."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import EVIDENCE, Entry
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui import keys
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.find import FindScreen, _marked
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.casework.agenda import AgendaScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.differences.screen import DifferencesScreen
from sqs_tui.ui.help.screen import HelpScreen
from sqs_tui.ui.signing.board import BoardScreen
from sqs_tui.ui.summary.behind import BehindScreen
from sqs_tui.ui.summary.screen import SummaryScreen
from tests.domain.samples import YOUTH
from tests.session.stories import begun
from tests.ui.conftest import known, text_of
from tests.ui.test_sample import repaints, typed

Open = Callable[..., SqsApp]


def at(app: SqsApp) -> tuple[str, str]:
    """The case and the criterion the cursor is on."""
    assert isinstance(app.screen, CaseworkScreen)
    return app.screen.pane.case_id, app.screen.pane.current


def line_with(app: SqsApp, words: str) -> str:
    return next((line for line in text_of(app).splitlines() if words in line), "")


@pytest.mark.parametrize("screen", [AgendaScreen, BoardScreen])
async def test_the_cursor_passes_two_differences_on_one_answer(open_app: Open, workbook: Path, screen: type) -> None:
    with Workbook.open(workbook, author="ann") as one, Workbook.open(workbook, author="ben") as other:
        ann, ben = Inspection(one), Inspection(other)
        for whose, verdict in ((ann, Verdict.UNKNOWN), (ben, Verdict.NA)):
            whose.answer("ALD-01", "RR08", verdict)
            whose.write_note("ALD-01", "RR08", verdict.word)
    app = open_app()
    async with app.run_test(size=(100, 40)) as pilot:
        app.push_screen(screen())
        await pilot.pause()
        rows = app.screen.list  # type: ignore[attr-defined]
        stood = [rows._cursor]
        for key in "jjjjkkkk":
            await pilot.press(key)
            stood.append(rows._cursor)
        assert stood == [*rows._stops[:5], *rows._stops[3::-1]]
        for keys, field in ((["home"], "note"), (["home", "j"], "verdict")):
            await pilot.press(*keys, "enter")
            assert isinstance(app.screen, DifferencesScreen)
            assert f"\n{field}\n" in app.screen.list.current
            await pilot.press("escape")


# To-do


async def test_the_to_do_list_says_what_is_lacking_and_enter_goes_there(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t")
        assert isinstance(app.screen, AgendaScreen)
        assert "128 unanswered; 2 parked; 1 contradiction" in text_of(app)
        assert "5 of 14 cases are not complete until" in text_of(app)
        await pilot.press("j", "j", "enter")
        assert at(app) == ("ALD-06", "RR03")
        await pilot.press("escape")
        assert isinstance(app.screen, SampleScreen)


async def test_a_contradiction_is_a_sentence_and_leads_to_its_criterion(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(140, 40)) as pilot:
        found = [finding for case in app.inspection.cases for finding in app.inspection.findings(case)]
        await pilot.press("t")
        rows = {row.title: row for row in app.screen.list._items}  # type: ignore[attr-defined]
        row = rows[found[0].say]
        app.screen.list.go(row.id)  # type: ignore[attr-defined]
        await pilot.press("enter")
        assert at(app) == (row.case, found[0].criteria[0])


async def test_to_do_of_a_case_shortens_as_a_colleague_answers(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-13")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t")
        assert "40 unanswered" in text_of(app)
        Inspection(Workbook.open(workbook, author="ben")).answer("ALD-13", "OM01", Verdict.YES)
        app._refresh()
        await pilot.pause()
        assert "39 unanswered" in text_of(app)


async def test_in_company_the_to_do_list_names_nobody_and_asks_no_contradictions(open_app: Open) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t")
        text = text_of(app)
        assert "37 unanswered" in text  # Those on the oversight of the manager are no matter for the room.
        assert not [word for word in ("AI-1", "Aldermere", "INVENTED", "ALD-13", "contradiction") if word in text]


# Find


async def test_words_are_found_while_they_are_typed(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await typed(pilot, "pc04")
        assert isinstance(app.screen, FindScreen)
        assert "▌            PC04" in text_of(app)
        await pilot.press("enter")
        assert at(app) == ("ALD-06", "PC04")


async def test_a_reference_leads_to_its_case(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await typed(pilot, "ald-09")
        await pilot.press("enter")
        assert at(app)[0] == "ALD-09"


async def test_matches_can_be_walked(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await typed(pilot, "harm plan")
        await pilot.press("down", "enter")
        assert at(app) == ("ALD-06", "PP04")
        await pilot.press("full_stop")
        assert at(app) == ("ALD-06", "PP07")


async def test_in_company_find_shows_no_note_and_no_other_case(open_app: Open) -> None:
    app = open_app(case="ALD-02", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        app.inspection.add_entry(Entry("", "ALD-02", EVIDENCE, "zebra private", ("RR01",)))
        app.inspection.add_entry(Entry("", "ALD-02", EVIDENCE, "zebra shared", ("RR02",), shareable=True))
        app.inspection.write_note("ALD-02", "RR03", "zebra note")
        app.inspection.write_note("ALD-03", "RR03", "zebra elsewhere")
        await pilot.press("slash")
        await typed(pilot, "zebra")
        text = text_of(app)
        assert "1 match." in text
        assert "shared" in text
        assert "ALD-03" not in text


async def test_what_is_typed_to_find_is_only_text(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", "left_square_bracket", "slash", "right_square_bracket", "q", "question_mark")
        assert isinstance(app.screen, FindScreen)
        assert "No matches." in text_of(app)
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, SampleScreen)


# Summary


async def test_the_summary_shows_sections_and_criteria_and_leads_to_a_case(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("M")
        assert isinstance(app.screen, SummaryScreen)
        assert "73%   29/40 ~ " in line_with(app, "1 Reducing")
        assert "two-thirds" in line_with(app, "RR01")
        await pilot.press("j", "enter")
        assert isinstance(app.screen, BehindScreen)
        assert "No: 4 of 14 cases" in text_of(app)
        case = app.screen.list.current.partition("\n")[0]
        await pilot.press("enter")
        assert at(app) == (case, "RR01")


async def test_the_summary_moves_with_every_answer_and_repaints_only_what_moved(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M")
        painted = repaints(app.screen.list)  # type: ignore[attr-defined]
        Inspection(Workbook.open(workbook, author="ben")).answer("ALD-13", "RR06", Verdict.YES)
        app._refresh()
        await pilot.pause()
        assert painted == [6]  # One criterion; a detail moves no section.
        assert line_with(app, "RR06").split()[-3:] == ["13/13", "~", "1"]


async def test_interviews_stand_apart_with_managers_as_their_base(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "end")
        assert "Interviews: 4 of 8 case managers; they enter no section" in text_of(app)
        assert line_with(app, "IV06").split()[-3:] == ["2/4", "50%", "°"]


async def test_groups_are_never_pooled_and_the_lowest_question_is_named(open_app: Open, tmp_path: Path) -> None:
    inspection = begun(tmp_path / "y.sqs", YOUTH, ("YRO",) * 10 + ("YC",))
    scored = inspection.catalogue.scored["AS"][0].id
    for case in list(inspection.cases)[:10]:
        inspection.answer(case, scored, Verdict.NO)
    known(inspection)
    app = open_app(tmp_path / "y.sqs")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M")
        text = text_of(app)
        assert "10 court orders" in text
        assert "Inadequate~, lowest is" in text
        assert any("1 out-of-court disposals" in row.title for row in app.screen.list._items)  # type: ignore[attr-defined]


# Reading


async def test_a_criterion_in_full_scrolls_and_history_is_told_in_words(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(60, 15)) as pilot:
        await pilot.press("1", "home", "4", "home", "enter")
        assert "RR01  PSR prepared" in text_of(app)
        await pilot.press("space", "end", "home", "j", "escape", "h")
        text = text_of(app)
        assert "Yes → cannot judge" in text
        assert "blank → Yes" in text
        assert text.index("Yes → cannot judge") < text.index("blank → Yes")


async def test_in_company_history_shows_no_notes(open_app: Open) -> None:
    app = open_app(case="ALD-02")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("home", "h")
        assert "note: Referral order" in text_of(app)
        await pilot.press("escape", "c", "h")
        assert "blank → No" in text_of(app)
        assert "note" not in text_of(app)


# Help

WAYS = [("t",), ("M",), ("question_mark",), ("slash", "p"), ("F",), ("M", "j", "enter"), ("a",)]


@pytest.mark.parametrize(("way", "there"), [((), "filter-cases"), (("enter",), "answer-yes"), (("t",), "choose-row")])
async def test_help_names_every_key_that_works_there(open_app: Open, way: tuple[str, ...], there: str) -> None:
    app = open_app()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press(*way)
        wanted = {key.id: key for key in app.screen.available_keys()}  # type: ignore[attr-defined]
        await pilot.press("question_mark")
        said = {row.id.rpartition(" ")[0]: row.left for row in app.screen.list._items if row.left}  # type: ignore[attr-defined]
        assert there in said
        assert wanted.keys() <= said.keys()
        assert said[there] == keys.spelled(keys.BY_ID[there])
        await pilot.press("end")
        assert "provisional" in text_of(app)
        assert "on disk before it is on the screen" in text_of(app)


async def test_help_can_be_searched(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark", "slash")
        await typed(pilot, "inspector")
        text = text_of(app)
        assert "Say which inspector reads the case." in text
        assert "Add a case" not in text
        await pilot.press("escape")
        assert "Add a case" in text_of(app)
        await pilot.press("escape")
        assert isinstance(app.screen, SampleScreen)


async def test_help_in_company_leaves_out_what_does_not_work_there(open_app: Open) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("question_mark")
        said = {row.id.rpartition(" ")[0] for row in app.screen.list._items}  # type: ignore[attr-defined]
        assert "answer-yes" in said
        assert not said & {key.id for key in keys.KEYS if not key.company}


@pytest.mark.parametrize("size", [(60, 15), pytest.param((80, 24), marks=pytest.mark.long), (200, 60)])
async def test_every_list_fits_every_terminal(open_app: Open, size: tuple[int, int]) -> None:
    app = open_app()
    async with app.run_test(size=size) as pilot:
        for way in WAYS:
            await pilot.press(*way, "pagedown")
            assert text_of(app).splitlines()[-1].endswith(("? help", "F1 help"))
            await pilot.press(*["escape"] * (1 + ("enter" in way)))
            assert isinstance(app.screen, SampleScreen)


async def test_a_contradiction_is_read_to_its_end_and_calls_factors_by_their_titles(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.inspection.answer("ALD-13", "RR06", Verdict.NO)
        said = "No assessment was done (RR06), so RR08 should be No with the factor “Not done”."
        app.show_case("ALD-13", "RR08")
        await pilot.press("t")
        assert said in " ".join(text_of(app).split())
        await pilot.press("enter", "enter")
        assert said in " ".join(text_of(app).split())


async def test_the_question_is_read_to_its_end_where_evidence_is_written(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("E")
        await pilot.pause()
        question = app.inspection.catalogue.known["RR01"].question
        assert question in " ".join(text_of(app).split())


async def test_a_criterion_says_what_the_marks_on_its_row_want(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "2", "k")
        assert line_with(app, "RR02  ").endswith("e?f?")
        assert "Missing: e? evidence, f? a factor." in text_of(app)


def test_the_words_looked_for_are_marked_where_they_stand() -> None:
    assert _marked("Was a review done", ["review", "xx"]) == (("Was a ", "text"), ("review", "key"), (" done", "text"))
