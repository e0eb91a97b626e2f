"""What was typed is kept, and nothing that others do ends the program."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.common.note import NoteScreen
from tests.store.books import make_newer
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]


async def test_an_entry_with_a_wrong_link_is_kept_with_the_links_it_had(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *"seen", "tab", "end", "space", *"zz", "ctrl+s")
        assert "No criterion is called zz" in text_of(app)
        assert app.inspection.entries_of("ALD-06", "RR01")[-1].text == "seen"
        await pilot.press("escape")
        assert isinstance(app.screen, CaseworkScreen)


async def test_a_folder_that_goes_away_is_told(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        (workbook / "journal").rename(workbook / "gone")
        app._refresh()
        await pilot.pause()
        assert "NOT SAVED" in text_of(app)
        (workbook / "gone").rename(workbook / "journal")


async def test_a_case_that_is_undone_closes_its_pane(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.settled(app.inspection.add_case("NEW-1", {"order": "RO"}))
        app.show_case("NEW-1")
        await pilot.pause()
        await pilot.press("u")
        await pilot.pause()
        assert isinstance(app.screen, SampleScreen)
        await pilot.press("enter", "1")
        assert app.inspection.cases["ALD-06"].answer("RR01").verdict is Verdict.YES


async def test_a_note_the_disk_refused_is_not_left_behind(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", *"kept")

        def full(descriptor: int, raw: bytes) -> int:
            raise OSError(28, "full")

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            app.show_case("ALD-07")
            await pilot.pause()
            assert isinstance(app.screen, NoteScreen)
        app.show_case("ALD-07")
        await pilot.pause()
        assert app.inspection.cases["ALD-06"].answer("RR01").note == "kept"


async def test_a_colleagues_journal_that_breaks_is_told_stops_nobody_and_is_whole_again(
    open_app: Open, workbook: Path
) -> None:
    with Workbook.open(workbook, author="ben") as book:
        Inspection(book).answer("ALD-06", "RR06", Verdict.YES)
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        (bens,) = (workbook / "journal").glob("ben-*")
        whole = bens.read_bytes()
        await pilot.press("e", *"half ")
        bens.write_bytes(whole + b"rubbish\n")
        app._refresh()
        await pilot.pause()
        assert "LEFT OUT: ben, maybe alerts" in text_of(app)
        assert "An alert may be among it. What ben put down is left out since" in text_of(app)
        await pilot.press(*"a note", "ctrl+s", "1")
        answer = app.inspection.cases["ALD-06"].answer("RR01")
        assert (answer.note, answer.verdict) == ("half a note", Verdict.YES)
        app.show_sample()
        await pilot.press("A")
        assert "LEFT OUT: ben, maybe alerts" in text_of(app)
        assert "What ben put down is left out, see sqs verify." in text_of(app)
        bens.write_bytes(whole)
        app._refresh()
        await pilot.pause()
        assert "LEFT OUT" not in text_of(app)
        assert "Everything can be read again" in text_of(app)


async def test_what_a_newer_version_made_is_opened_to_be_looked_at(open_app: Open, workbook: Path) -> None:
    make_newer(workbook)
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        assert "NEWER, read-only" in text_of(app)
        assert "A newer version made this workbook" in text_of(app)
        await pilot.press("1")
        assert app.inspection.cases["ALD-06"].answer("RR01").verdict is None


async def test_beside_a_case_manager_a_part_that_is_left_out_is_told_and_no_colleague_named(
    open_app: Open, workbook: Path
) -> None:
    with Workbook.open(workbook, author="ben") as book:
        Inspection(book).answer("ALD-06", "RR06", Verdict.YES)
    with next((workbook / "journal").glob("ben-*")).open("ab") as file:
        file.write(b"rubbish\n")
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "PART LEFT OUT" in text_of(app)
        assert "ben" not in text_of(app).replace("been", "")


def test_two_live_cases_never_share_a_reference(workbook: Path) -> None:
    with Workbook.open(workbook) as book, Workbook.open(workbook, author="ben") as other:
        ann, ben = Inspection(book), Inspection(other)
        ann.rename_case("ALD-01", "OLD-01")
        ben.refresh()
        ben.add_case("ALD-01", {"order": "RO"})
        ann.refresh()
        assert "another case now" in ann.undo().said
        assert ann.rename_case("ALD-01", "old-01").at


async def test_where_evidence_sits_is_kept_with_it_and_done_but_not_recorded_is_seen(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *"seen", "tab", "tab", *"contact log", "tab", *"12 May", "ctrl+s")
        assert app.inspection.entries_of("ALD-06", "RR01")[-1].found == "contact log, 12 May"
        app.show_case("ALD-06", "SS02")
        await pilot.press("2", "N", "escape")
        app.show_case("ALD-06", "SS02")
        await pilot.pause()
        assert "Done, but not recorded." in text_of(app)
        assert app.inspection.cases["ALD-06"].answer("SS02").unrecorded


async def test_a_key_before_the_figures_are_there_ends_nothing(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.resize_terminal(140, 40)
        app.screen.add_class("-beside")
        for beside in app.screen.query("#beside"):
            beside.remove()
        app.screen.show_about()  # type: ignore[attr-defined]
        app.screen.show_figures()  # type: ignore[attr-defined]
        await pilot.pause()
        app.screen.show_about()  # type: ignore[attr-defined]
        assert isinstance(app.screen, SampleScreen)


async def test_the_criteria_an_entry_is_about_are_completed_and_never_typed_away(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *"seen", "tab", "tab", "shift+tab", "space", *"pc0")
        assert "→ completes PC01 Vulnerability relevant, PC02" in text_of(app)
        await pilot.press("right", "ctrl+s")
        assert app.inspection.entries_of("ALD-06", "RR01")[-1].criteria == ("RR01", "PC01")


async def test_a_refused_link_keeps_the_cursor_in_its_field(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *"seen", "tab", "space", *"zz", "shift+tab", "ctrl+s")
        assert app.focused is not None
        assert app.focused.id == "criteria"
