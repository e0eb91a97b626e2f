"""Forms: what is typed is kept as it is typed; what cannot be kept stands there with the reason, and is not."""

from __future__ import annotations

import random
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from sqs_tui.domain.case import Case, Change, Verdict
from sqs_tui.domain.entry import AREA, Entry
from sqs_tui.session import asked
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.making import details_changes, make
from sqs_tui.settings import Settings
from sqs_tui.store import catalogues
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.case_form import CaseFormScreen, NewCaseScreen
from sqs_tui.ui.cases.details import DetailsScreen
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.cases.who import AnotherScreen, WhoScreen
from sqs_tui.ui.common.confirm import ConfirmScreen
from sqs_tui.ui.common.form import FormScreen
from sqs_tui.ui.entries.alerts import AlertScreen
from sqs_tui.ui.entries.area_notes import AreaNoteScreen, AreaNotesScreen
from sqs_tui.ui.widgets.fields import FieldRow, TextField
from sqs_tui.ui.workbooks.new_workbook import NewWorkbookScreen
from tests.session.stories import begun
from tests.ui.conftest import text_of
from tests.ui.test_input_queue import send

Open = Callable[..., SqsApp]
HOSTILE = "[/] [red]x[/red] [@click=app.quit]x[/] \x1b]52;c;eA==\x07\x1b[31mred 案件の記録 e\u0301"
CLEAN = "[/] [red]x[/red] [@click=app.quit]x[/] ]52;c;eA==[31mred 案件の記録 é"


@contextmanager
def on_disk(workbook: Path) -> Iterator[Inspection]:
    """The inspection as another process finds it."""
    with Workbook.open(workbook, read_only=True) as book:
        yield Inspection(book)


def lines_in(workbook: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in (workbook / "journal").glob("*.jsonl"))


def row(app: SqsApp, name: str) -> FieldRow:
    return app.screen._rows[name]  # type: ignore[attr-defined, no-any-return]


async def until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    """Wait for something that comes by itself."""
    for _ in range(200):
        if holds():
            return
        await pilot.pause(0.01)
    assert holds()


async def show(app: SqsApp, pilot: Pilot[Any], screen: FormScreen) -> None:
    app.push_screen(screen)
    await until(pilot, lambda: screen.focused is not None)


async def go(app: SqsApp, pilot: Pilot[Any], name: str) -> FieldRow:
    found = row(app, name)
    app.screen.go(found)  # type: ignore[attr-defined]
    return found


async def write(pilot: Pilot[Any], text: str) -> None:
    await pilot.press(*("space" if letter == " " else letter for letter in text))


@contextmanager
def full_disk(app: SqsApp) -> Iterator[None]:
    """One's own journal may not grow, as on a disk that is full."""
    workbook = app.inspection.workbook
    app.inspection.set_details({"lead": "LI-1"})
    size = (workbook.folder / "journal" / f"{workbook.writer}.jsonl").stat().st_size
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


async def test_details_are_kept_and_found_again(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, DetailsScreen())
        await go(app, pilot, "lead")
        await write(pilot, " x")
        await go(app, pilot, "team")
        await write(pilot, "; AI-9")
        await go(app, pilot, "reoffending_this_year")
        await pilot.press("ctrl+u")
        await write(pilot, "40,5%")
        await pilot.press("ctrl+s")
        assert not isinstance(app.screen, DetailsScreen)
    with on_disk(workbook) as inspection:
        assert inspection.details["lead"] == "LI x"
        assert inspection.details["team"] == ["LI", "AI-1", "AI-2", "AI-9"]
        assert inspection.details["reoffending_this_year"] == "40.5"
    again = open_app()
    async with again.run_test(size=(80, 24)) as pilot:
        await show(again, pilot, DetailsScreen())
        assert row(again, "team").text == "LI; AI-1; AI-2; AI-9"


async def test_a_draft_reaches_the_journal_within_twenty_keys(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, DetailsScreen())
        await go(app, pilot, "reoffending_cohort")
        await write(pilot, "x" * 19)
        assert "typing…" in text_of(app)
        assert "● saved" not in text_of(app)
        await write(pilot, "y")
        assert "● saved" in text_of(app)
        with on_disk(workbook) as inspection:
            assert str(inspection.details["reoffending_cohort"]).endswith("xy")


async def test_a_draft_reaches_the_journal_by_itself_after_a_while(
    open_app: Open, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqs_tui.ui.common.draft.SECONDS", 0.05)
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, DetailsScreen())
        await go(app, pilot, "service")
        await write(pilot, "!")
        await until(pilot, lambda: "● saved" in text_of(app))
        with on_disk(workbook) as inspection:
            assert inspection.details["service"] == "Aldermere Youth Offending Service!"


async def test_half_a_date_stays_and_is_not_written(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        before = lines_in(workbook)
        await show(app, pilot, CaseFormScreen(app.inspection.case_by_ref("ALD-01").id))  # type: ignore[union-attr]
        found = await go(app, pilot, "order_start")
        await pilot.press("ctrl+u")
        await write(pilot, "2016-0")
        await pilot.press("tab")
        assert found.text == "2016-0"
        assert "as 2016-05-23 or" in text_of(app)
        assert "typing…" in text_of(app)
        await pilot.press("escape")
        assert "Leaving once more leaves it 2026-02-17" in text_of(app)
        await pilot.press("escape")
        assert not isinstance(app.screen, CaseFormScreen)
        assert lines_in(workbook) == before
        assert "typing" not in text_of(app)


async def test_a_date_as_services_write_it_is_kept_as_ours(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, CaseFormScreen("ALD-01"))
        found = await go(app, pilot, "order_start")
        await pilot.press("ctrl+u")
        await write(pilot, "1/3/2026")
        await pilot.press("tab")
        await until(pilot, lambda: found.text == "2026-03-01")
        assert app.inspection.cases["ALD-01"].particular("order_start") == "2026-03-01"


async def test_a_choice_is_turned_or_picked_by_its_letter(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, CaseFormScreen("ALD-06"))
        found = await go(app, pilot, "gender")
        assert found.is_choice
        await pilot.press("m")
        assert found.text == "M"
        await pilot.press("right")
        assert found.text == "X"
        await pilot.press("space", "backspace")
        assert found.text == ""
        await pilot.press("left", "escape")
    with on_disk(workbook) as inspection:
        assert inspection.cases["ALD-06"].particular("gender") == "X"


async def test_a_new_case_begins_with_its_reference(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, NewCaseScreen())
        await pilot.press("tab")
        assert app.screen.list.current is row(app, "ref")
        assert "A case needs a reference" in text_of(app)
        await write(pilot, "ald-01")
        await pilot.press("tab")
        assert "in the sample already" in text_of(app)
        await pilot.press("ctrl+u")
        await write(pilot, "ALD-15")
        await pilot.press("tab", "r", "escape")
    with on_disk(workbook) as inspection:
        case = inspection.case_by_ref("ALD-15")
        assert case is not None
        assert case.particular("order") == "RO"


async def test_a_reference_that_reads_like_a_name_is_asked_about_once(open_app: Open, workbook: Path) -> None:
    app = open_app(workbook)
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, NewCaseScreen())
        await write(pilot, "Zed Quillan")
        await pilot.press("tab")
        assert "! Reads like a name, and stays in the history." in " ".join(text_of(app).split())
        assert app.inspection.case_by_ref("Zed Quillan") is None
        await pilot.press("tab")
        await pilot.pause()
        assert app.inspection.case_by_ref("Zed Quillan") is not None


async def test_leaving_a_new_case_without_a_reference_adds_none(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        before = lines_in(workbook)
        await show(app, pilot, NewCaseScreen())
        await pilot.press("escape")
        assert not isinstance(app.screen, CaseFormScreen)
        assert lines_in(workbook) == before


async def test_a_new_case_left_with_escape_is_not_made_after_saying_so_once(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        before = lines_in(workbook)
        await pilot.press("n")
        await write(pilot, "ZZ-1")
        await pilot.press("f1", "escape", "ctrl+t", "escape")
        app.post_message(events.AppBlur())
        await pilot.pause()
        app.post_message(events.AppFocus())
        await pilot.press("escape")
        assert "ZZ-1 is not in the sample yet: Ctrl+S adds it, Esc again leaves without it" in text_of(app)
        await pilot.press("escape")
        assert isinstance(app.screen, SampleScreen)
        assert "saved" in app.token()[0]
    assert lines_in(workbook) == before


async def test_a_new_case_that_was_gone_on_with_is_kept_as_it_stands(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await write(pilot, "ZZ-1")
        await pilot.press("ctrl+s", "n")
        await write(pilot, "ZZ-2")
        await pilot.press("tab")
        assert "Esc leave" not in text_of(app)
        await pilot.press("r", "escape")
        assert isinstance(app.screen, SampleScreen)
        made = [app.inspection.case_by_ref(ref) for ref in ("ZZ-1", "ZZ-2")]
        assert [case and case.particular("order") for case in made] == ["", "RO"]


async def test_a_program_that_ends_over_a_new_case_makes_none(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await write(pilot, "ZZ-1")
    with on_disk(workbook) as inspection:
        assert inspection.case_by_ref("ZZ-1") is None


async def test_a_reference_is_corrected_when_it_is_left_not_letter_by_letter(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        before = lines_in(workbook)
        await show(app, pilot, CaseFormScreen("ALD-01"))
        await pilot.press("shift+tab")
        await write(pilot, "-corrected")
        assert lines_in(workbook) == before
        await pilot.press("tab")
        assert "Rename ALD-01 to ALD-01-corrected?" in text_of(app)
        await pilot.press("y")
        await until(pilot, lambda: app.inspection.cases["ALD-01"].ref == "ALD-01-corrected")


@pytest.mark.parametrize("way", ["escape", "tab"])
async def test_stray_letters_in_a_reference_with_answers_rename_nothing(
    open_app: Open, workbook: Path, way: str
) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        before = lines_in(workbook)
        await show(app, pilot, CaseFormScreen("ALD-02"))
        await pilot.press("shift+tab", "j", "j", way)
        assert "Rename ALD-02 to ALD-02jj?" in text_of(app)
        await pilot.press("j", "n")
        assert (row(app, "ref").text, row(app, "ref").error) == ("ALD-02", "")
        await pilot.press("escape")
        assert not isinstance(app.screen, CaseFormScreen)
        assert lines_in(workbook) == before


async def test_a_new_case_nearly_equal_to_a_known_one_is_asked_about_once(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, NewCaseScreen())
        await write(pilot, "ALD-1")
        await pilot.press("tab")
        assert "Nearly ALD-01, which is in the sample." in " ".join(text_of(app).split())
        assert app.inspection.case_by_ref("ALD-1") is None
        await pilot.press("tab")
        await until(pilot, lambda: app.inspection.case_by_ref("ALD-1") is not None)


async def test_a_full_disk_keeps_the_text_and_says_not_saved(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, DetailsScreen())
        found = await go(app, pilot, "reoffending_cohort")
        with full_disk(app):
            await write(pilot, " and more")
            await pilot.press("tab")
            await pilot.pause()
            assert "NOT SAVED" in text_of(app)
            assert found.text.endswith(" and more")
            await pilot.press("escape")
            assert isinstance(app.screen, DetailsScreen)
        await go(app, pilot, "reoffending_cohort")
        await write(pilot, "!")
        assert "NOT SAVED" not in text_of(app)
        await pilot.press("escape")
    with on_disk(workbook) as inspection:
        assert str(inspection.details["reoffending_cohort"]).endswith(" and more!")


async def test_a_form_can_be_left_although_the_disk_is_full(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, DetailsScreen())
        with full_disk(app):
            await go(app, pilot, "lead")
            await write(pilot, "x")
            await pilot.press("escape", "escape")
            assert not isinstance(app.screen, DetailsScreen)


async def test_covering_the_screen_keeps_what_was_typed(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, DetailsScreen())
        await go(app, pilot, "lead")
        await write(pilot, "x")
        await pilot.press("ctrl+t")
        await pilot.pause()
        with on_disk(workbook) as inspection:
            assert inspection.details["lead"] == "LIx"
        await pilot.press("a")
        assert isinstance(app.screen, DetailsScreen)


async def test_what_was_typed_is_kept_however_the_program_ends(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, DetailsScreen())
        await go(app, pilot, "lead")
        await write(pilot, "x")
        app.exit()
    with on_disk(workbook) as inspection:
        assert inspection.details["lead"] == "LIx"


async def test_what_a_colleague_puts_down_appears_and_a_clash_is_told(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, DetailsScreen())
        await go(app, pilot, "lead")
        await write(pilot, "x")
        with Workbook.open(workbook, author="pt") as other:
            Inspection(other).set_details({"service": "Another", "lead": "PT"})
        await until(pilot, lambda: row(app, "service").text == "Another")
        assert row(app, "lead").text == "LIx"
        assert "pt put into Lead inspector: PT" in text_of(app)


@pytest.mark.parametrize(
    ("text", "kept", "most"),
    [
        pytest.param(HOSTILE, CLEAN, 3, id="hostile"),
        pytest.param(HOSTILE, CLEAN, 99, id="hostile everywhere", marks=pytest.mark.long),
        pytest.param("x" * 5000, "x" * 5000, 99, id="long", marks=pytest.mark.long),
    ],
)
async def test_text_is_text_in_every_field(open_app: Open, workbook: Path, text: str, kept: str, most: int) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for screen, first in ((DetailsScreen(), "lead"), (CaseFormScreen("ALD-01"), "inspector")):
            await show(app, pilot, screen)
            others = [name for name, one in screen._rows.items() if not one.is_choice and name != first]
            for name in (first, *random.Random(7).sample(others, k=min(most, len(others)))):
                found = await go(app, pilot, name)
                before = found.text
                found.editor.post_message(events.Paste(text))  # type: ignore[union-attr]
                await until(pilot, lambda found=found, before=before: found.text != before)  # type: ignore[misc]
                assert "\x1b" not in found.text
            await pilot.press("escape", "escape")
            text_of(app)
        app.push_screen(AreaNotesScreen())
        await pilot.press("n")
        for _ in range(2):
            app.focused.post_message(events.Paste(text))  # type: ignore[union-attr]
            await pilot.press("tab")
        await pilot.press("escape")
        assert "\x1b" not in text_of(app)
        assert isinstance(app.screen, AreaNotesScreen)
    with on_disk(workbook) as inspection:
        assert inspection.details["lead"] == f"LI{kept}"
        assert inspection.entries_of("")[-1].text == kept


async def test_hostile_text_on_disk_is_drawn_as_text(tmp_path: Path, open_app: Open) -> None:
    details = {"area": "[/]\x1b[31m案", "team": ["[red]x"], "alert_contacts": ["[/]" * 400, "\x1b]0;t\x07"]}
    path = tmp_path / "hostile.sqs"
    make(path, catalogues.by_name("sqs-2016"), list(details_changes(details)))
    app = open_app(path)
    async with app.run_test(size=(60, 15)) as pilot:
        await show(app, pilot, DetailsScreen())
        assert "[/]" in text_of(app)
        await pilot.press("escape")
        app.push_screen(WhoScreen())
        await pilot.pause()
        assert "[red]x" in text_of(app)


async def test_pasted_lines_become_one_in_a_field_of_one_line(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, DetailsScreen())
        found = await go(app, pilot, "reoffending_published")
        assert isinstance(found.editor, TextField)
        found.editor.post_message(events.Paste(" one\r\ntwo\x07\n"))
        await until(pilot, lambda: found.text == "April 2026one two")


async def test_a_read_only_workbook_shows_its_details_and_takes_none(open_app: Open, workbook: Path) -> None:
    app = open_app(read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        before = lines_in(workbook)
        await show(app, pilot, DetailsScreen())
        await pilot.press("x", "tab", "y", "escape")
        assert lines_in(workbook) == before
        assert "NOT SAVED" not in text_of(app)


async def test_an_area_note_is_written_with_its_source_and_undone_at_once(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AreaNotesScreen())
        await pilot.pause()
        await pilot.press("n")
        await write(pilot, "policy")
        await pilot.press("tab")
        await write(pilot, "Revised in spring")
        await pilot.press("enter")
        await write(pilot, "and read")
        await pilot.press("ctrl+s")
        assert "Revised in spring and" in text_of(app)
        note = app.inspection.entries_of("")[-1]
        assert (note.kind, note.source, note.text) == (AREA, "policy", "Revised in spring\nand read")
        app.inspection.undo()
        assert note.id not in app.inspection.entries


async def test_what_a_colleague_noted_can_be_read_and_not_changed(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook, author="pt") as other:
        note = Entry("e-pt", "", AREA, "Seen by PT", source="board", at="2000-01-01T00:00:00+00:00")
        Inspection(other).add_entry(note)
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AreaNotesScreen())
        await pilot.pause()
        await pilot.press("enter", "x", "tab", "y")
        assert "Area note by pt" in text_of(app)
        assert row(app, "text").text == "Seen by PT"
        await pilot.press("escape")
        assert app.inspection.entries["e-pt"].text == "Seen by PT"


async def test_an_area_note_that_is_left_is_kept_and_u_takes_it_back(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        before = len(app.inspection.entries)
        await pilot.press("e", "n")
        await write(pilot, "set-up meeting")
        await pilot.press("escape")
        assert "The note is kept as it was typed; u in the sample takes it back" in text_of(app)
        assert len(app.inspection.entries) == before + 1
        await pilot.press("escape", "u")
        assert len(app.inspection.entries) == before


async def test_who_am_i_is_asked_once(tmp_path: Path, open_app: Open) -> None:
    path = tmp_path / "real.sqs"
    changes: list[Change] = list(details_changes({"area": "Testshire", "lead": "CN", "team": ["CN", "PT"]}))
    make(path, catalogues.by_name("sqs-2016"), changes)
    app = open_app(path)
    async with app.run_test(size=(80, 24)) as pilot:
        if not isinstance(app.screen, WhoScreen):
            app.ask_who()
        await pilot.pause()
        await pilot.press("j", "enter")
        assert app.inspection.inspector() == "PT"
        stack = len(app.screen_stack)
        app.ask_who()
        await pilot.pause()
        assert len(app.screen_stack) == stack


async def test_the_sample_asks_who_one_is_and_then_why_a_colleagues_verdict_changes(
    open_app: Open, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "was_left", lambda workbook: False)
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, WhoScreen))
        await pilot.press("enter")
        assert app.inspection.inspector() == "LI"
        theirs = next(case for case in app.inspection.cases.values() if case.particular("inspector") == "AI-1")
        own = next(case for case in app.inspection.cases.values() if case.particular("inspector") == "LI")
        why = {case.id: app.inspection.asks_why(case.id, "RR08", _other(case)) for case in (theirs, own)}
        assert why[theirs.id].startswith("AI-1 reads this case.")
        assert why[own.id] == ""


def _other(case: Case) -> Verdict:
    """A verdict that is not the one given."""
    return Verdict.YES if case.answer("RR08").verdict is Verdict.NO else Verdict.NO


async def test_who_am_i_says_what_it_is_for_on_a_case_that_was_asked_for_too(tmp_path: Path, open_app: Open) -> None:
    path = tmp_path / "real.sqs"
    inspection = begun(path)
    inspection.set_details({"lead": "CN", "team": ["CN", "PT"]})
    inspection.workbook.close()
    app = open_app(path, case="X-01")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, WhoScreen))
        await pilot.pause()
        assert f"Your account here is {app.inspection.workbook.author}." in text_of(app)


async def test_who_leaves_the_question_open_is_told_the_name_and_not_asked_again(
    tmp_path: Path, open_app: Open
) -> None:
    path = tmp_path / "real.sqs"
    make(path, catalogues.by_name("sqs-2016"), list(details_changes({"area": "Testshire", "lead": "CN"})))
    app = open_app(path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, WhoScreen))
        await pilot.press("escape")
        await until(pilot, lambda: f"You go on as {app.inspection.workbook.author}" in text_of(app))
    again = open_app(path)
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        assert not isinstance(again.screen, WhoScreen)


async def test_where_no_team_is_named_a_name_is_typed(tmp_path: Path, open_app: Open) -> None:
    path = tmp_path / "real.sqs"
    make(path, catalogues.by_name("sqs-2016"), list(details_changes({"area": "Testshire"})))
    app = open_app(path)
    async with app.run_test(size=(80, 24)) as pilot:
        if not isinstance(app.screen, AnotherScreen):
            app.ask_who()
        await pilot.pause()
        await write(pilot, "CN")
        await pilot.press("enter")
        await pilot.pause()
        assert app.inspection.inspector() == "CN"
        assert not isinstance(app.screen, AnotherScreen)


async def test_the_key_that_asks_never_confirms(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        answers: list[bool | None] = []
        for key in ("q", "escape", "n", "enter", "y"):
            app.push_screen(ConfirmScreen("Quit?", "[/] stays text"), answers.append)
            await pilot.pause()
            assert "[/] stays text" in text_of(app)
            await pilot.press(key)
            await pilot.pause()
            if isinstance(app.screen, ConfirmScreen):
                await pilot.press("n")
        assert answers == [False, False, False, False, True]


async def test_a_terminal_with_few_characters_gets_a_plain_box(open_app: Open) -> None:
    app = open_app(settings=Settings(symbols="ascii"))
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ConfirmScreen("Quit?"))
        await until(pilot, lambda: "| Quit?" in text_of(app))
        assert "+---" in text_of(app)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (140, 40), pytest.param((200, 60), marks=pytest.mark.long)])
async def test_no_line_is_wider_than_the_screen(open_app: Open, size: tuple[int, int]) -> None:
    app = open_app()
    async with app.run_test(size=size) as pilot:
        for screen in (DetailsScreen(), CaseFormScreen("ALD-01"), AreaNotesScreen()):
            app.push_screen(screen)
            await pilot.pause()
            text = text_of(app)
            assert "help" in text.splitlines()[-1]
            assert "● saved" in text.splitlines()[0]
            await pilot.press("escape")


async def test_the_mark_stands_at_the_field_the_keys_go_to(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await pilot.pause()
        assert [line.split()[1] for line in text_of(app).splitlines() if line.startswith("▌")] == ["Order"]


async def test_a_form_mounts_ten_widgets_at_most_however_many_fields_it_has(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for screen in (CaseFormScreen("ALD-01"), AlertScreen(), NewWorkbookScreen()):
            await show(app, pilot, screen)
            assert len(screen.query("*")) <= 10
            await pilot.press("escape", "escape")


async def test_a_field_is_gone_back_to_where_it_was_left(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, AreaNoteScreen())
        await write(pilot, "board")
        await pilot.press("home", "tab")
        await write(pilot, "one")
        await pilot.press("enter", "t", "left", "up", "home", "shift+tab", "x", "tab", "y", "escape")
        note = app.inspection.entries_of("")[-1]
        assert (note.source, note.text) == ("xboard", "yone\nt")


async def test_what_was_typed_last_is_kept_though_word_of_it_is_still_on_its_way(
    open_app: Open, workbook: Path
) -> None:
    """The field is left in the same breath in which its editor took the letter."""
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = DetailsScreen()
        await show(app, pilot, screen)
        lead = await go(app, pilot, "lead")
        lead.editor.insert_text_at_cursor("x")  # type: ignore[union-attr]
        screen.action_field(1)
        await pilot.pause()
        assert lead.text == "LIx"
        assert row(app, "team").text == "LI; AI-1; AI-2"
    with on_disk(workbook) as inspection:
        assert inspection.details["lead"] == "LIx"


#: What is typed into a form: letters, and keys that move, delete and choose; none that leaves it.
TYPED = [*"abc é;1", "enter", *["tab", "shift+tab", "backspace", "delete"] * 2]
TYPED += ["left", "right", "home", "end", "up", "down", "ctrl+u", "ctrl+k", "ctrl+w"]


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 60))])
async def test_what_is_typed_at_once_lands_where_it_lands_typed_slowly(
    open_app: Open, workbook: Path, tmp_path: Path, seed: int
) -> None:
    pressed = random.Random(seed).choices(TYPED, k=60)
    twin = Path(shutil.copytree(workbook, tmp_path / "twin" / workbook.name))
    for made in (lambda: CaseFormScreen("ALD-01"), AlertScreen):
        results = []
        for path, packets in ((workbook, [pressed]), (twin, [[key] for key in pressed])):
            app = open_app(path)
            async with app.run_test(size=(80, 24)) as pilot:
                screen: FormScreen = made()
                await show(app, pilot, screen)
                for packet in packets:
                    send(app, packet)
                    await app.at_rest(painted=True)
                results.append((app.screen is screen, screen.texts(), screen.list.current.field.name))
        assert results[0] == results[1], pressed


async def test_the_mouse_goes_to_the_field_and_the_letter_it_points_at(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(60, 15)) as pilot:
        screen = CaseFormScreen("ALD-01")
        await show(app, pilot, screen)
        await pilot.click("#fields", offset=(36, 5))
        assert "▌ Ethnicity" in text_of(app)
        await pilot.click("#fields", offset=(28, 4))
        await pilot.press("backspace")
        assert row(app, "age").text == "6"
        assert "▌ Age at sentence" in text_of(app)


async def test_a_form_covered_while_the_terminal_is_looked_away_from_types_where_it_did(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, DetailsScreen())
        lead = await go(app, pilot, "lead")
        app.post_message(events.AppBlur())
        await pilot.pause()
        app.push_screen(ConfirmScreen("Quit?"))
        await pilot.pause()
        app.post_message(events.AppFocus())
        await pilot.pause()
        app.pop_screen()
        await pilot.pause()
        await pilot.press("y")
        assert lead.text == "LIy"
        await pilot.click("#fields", offset=(2, 4))
        await pilot.press("x")
        assert lead.text == "LIyx"


async def test_keys_that_choose_are_offered_at_a_choice_only(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await show(app, pilot, CaseFormScreen("ALD-01"))
        assert "→ choice" in text_of(app)
        await pilot.press("shift+tab")
        assert "→ choice" not in text_of(app)
