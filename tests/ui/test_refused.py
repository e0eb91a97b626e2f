"""A disk that refuses moves nothing: the question stays, with what was typed, and says so."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import EVIDENCE, Entry
from sqs_tui.session.inspection import Inspection
from sqs_tui.store import rows
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.common.asking import PickScreen
from sqs_tui.ui.common.reason import ReasonScreen
from sqs_tui.ui.differences.screen import DifferencesScreen
from sqs_tui.ui.entries.entry import EntryScreen
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def full(descriptor: int, raw: bytes) -> int:
        raise OSError(28, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        yield


async def test_a_reference_stays_typed_until_the_disk_takes_it(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        case = app.screen.pane.current  # type: ignore[attr-defined]
        ref = app.inspection.cases[case].ref
        await pilot.press("R", "end", "Z")
        with full_disk(monkeypatch):
            await pilot.press("ctrl+s")
            assert "NOT SAVED" in text_of(app)
            assert f"{ref}Z" in text_of(app)
            assert app.inspection.cases[case].ref == ref
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, SampleScreen)
        assert app.inspection.cases[case].ref == f"{ref}Z"
        assert f"{ref} is now {ref}Z" in text_of(app)


async def test_who_reads_a_case_is_asked_until_it_is_kept(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        case = app.screen.pane.current  # type: ignore[attr-defined]
        before = app.inspection.cases[case].particular("inspector")
        await pilot.press("a", "end", "up")
        with full_disk(monkeypatch):
            await pilot.press("enter")
            assert "NOT SAVED" in text_of(app)
            assert isinstance(app.screen, PickScreen)
            assert app.inspection.cases[case].particular("inspector") == before
        await pilot.press("enter")
        assert isinstance(app.screen, SampleScreen)
        assert app.inspection.cases[case].particular("inspector") != before


async def test_what_came_while_a_reference_was_typed_is_kept_beside_it(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        case = app.screen.pane.current  # type: ignore[attr-defined]
        await pilot.press("R", "end", "Z")
        with Workbook.open(workbook, author="ben") as book:
            Inspection(book).rename_case(case, "BEN-1")
        app._refresh()
        await pilot.press("ctrl+s")
        assert app.inspection.differences()[0].key == (rows.CASES, case, "ref")


async def test_a_reason_stays_typed_until_the_disk_takes_it(
    open_app: Open, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        with Workbook.open(workbook, author="ben") as book:
            ben = Inspection(book)
            app.inspection.answer("ALD-06", "RR01", Verdict.YES)
            ben.answer("ALD-06", "RR01", Verdict.NO)
        app._refresh()
        await pilot.press("home", "1", *"seen it")
        with full_disk(monkeypatch):
            await pilot.press("ctrl+s")
            assert isinstance(app.screen, ReasonScreen)
            assert "NOT SAVED" in text_of(app)
            assert "seen it" in text_of(app)
            assert app.inspection.differing == 1
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, CaseworkScreen)
        assert app.inspection.differing == 0


async def test_a_difference_is_not_settled_by_a_disk_that_refuses(
    open_app: Open, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        with Workbook.open(workbook, author="ben") as book:
            ben = Inspection(book)
            app.inspection.answer("ALD-06", "RR01", Verdict.YES)
            ben.answer("ALD-06", "RR01", Verdict.NO)
        app._refresh()
        await pilot.press("D", "enter", *"seen it")
        with full_disk(monkeypatch):
            await pilot.press("ctrl+s")
            assert isinstance(app.screen, ReasonScreen)
            assert "NOT SAVED" in text_of(app)
            assert "seen it" in text_of(app)
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, DifferencesScreen)
        assert app.inspection.differing == 0


async def test_a_text_that_was_let_go_is_not_being_typed_any_more(open_app: Open, monkeypatch) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        with full_disk(monkeypatch):
            await pilot.press("e", *"words", "escape", "escape")
            assert isinstance(app.screen, CaseworkScreen)
        await pilot.press("1")
        assert "saved" in app.token()[0]


async def test_an_emptied_entry_can_be_left_as_it_was(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app()
    async with app.run_test(size=(100, 30)) as pilot:
        entry = Entry("e-1", "ALD-01", EVIDENCE, "x", ("RR08",))
        app.inspection.add_entry(entry)
        app.push_screen(EntryScreen("ALD-01", "RR08", EVIDENCE, entry=app.inspection.entries["e-1"]))
        await pilot.pause()
        with full_disk(monkeypatch):
            await pilot.press("backspace", "escape")
            assert isinstance(app.screen, EntryScreen)
            assert "Leaving once more leaves it as it was" in text_of(app)
            await pilot.press("escape")
            assert not isinstance(app.screen, EntryScreen)
        assert app.inspection.entries["e-1"].text == "x"
