"""A case that a colleague takes away is left wherever it is open; what was typed about it stays until it is read."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store import writer
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.common.note import NoteScreen
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]


@pytest.fixture
def eve(workbook: Path) -> Inspection:
    """A colleague, who has added a case."""
    eve = Inspection(Workbook.open(workbook, author="eve"))
    eve.add_case("ZED-1", {"order": "RO"})
    return eve


def show_zed(app: SqsApp) -> None:
    zed = app.inspection.case_by_ref("ZED-1")
    assert zed is not None
    app.show_case(zed.id)


@pytest.mark.parametrize(
    "key",
    ["enter", "t", "slash", "e", "w", *(pytest.param(key, marks=pytest.mark.long) for key in ("r", *"hsSCE"))],
)
async def test_what_is_open_about_a_case_is_left_when_its_adding_is_undone(
    open_app: Open, eve: Inspection, key: str
) -> None:
    app = open_app()
    async with app.run_test(size=(130, 40)) as pilot:
        show_zed(app)
        await pilot.pause()
        await pilot.press(key)
        eve.undo()
        app._refresh()
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        if app.in_company or not isinstance(app.screen, SampleScreen):
            await pilot.press("enter")
        assert isinstance(app.screen, SampleScreen)


async def test_the_window_can_change_before_the_list_is_shown_without_a_case_that_is_gone(
    open_app: Open, eve: Inspection
) -> None:
    app = open_app()
    async with app.run_test(size=(130, 40)) as pilot:
        await pilot.press("end")
        assert isinstance(app.screen, SampleScreen)
        gone = app.screen.pane.current
        assert app.inspection.cases[gone].ref == "ZED-1"
        eve.undo()
        app.inspection.refresh()  # And nobody is told yet.
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert app.screen.pane.current == ""
        assert f"{len(app.inspection.cases)} cases" in text_of(app)


async def test_a_note_on_a_case_that_is_gone_stays_on_screen_and_says_so(open_app: Open, eve: Inspection) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        show_zed(app)
        await pilot.pause()
        await pilot.press("e", *"typed")
        eve.undo()
        app._refresh()
        await pilot.pause()
        assert isinstance(app.screen, NoteScreen)
        assert "The case is not in the workbook any more. What was typed stays here." in text_of(app)
        assert "typed" in text_of(app)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(app.screen, CaseworkScreen)
        assert app.screen.pane.case_id == "ALD-06"


async def test_a_note_the_disk_refuses_outlasts_the_case_that_was_removed_under_it(
    open_app: Open, eve: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(case="ALD-08")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", *"precious")
        eve.remove_case("ALD-08")

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "full")

        with monkeypatch.context() as patch:
            patch.setattr(writer, "write_whole", full)
            app._refresh()
            await pilot.pause()
            assert "precious" in text_of(app)
            assert "NOT SAVED" in text_of(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, SampleScreen)
        assert "precious" in str(app.inspection.cases["ALD-08"].answers)


@pytest.mark.parametrize("over", ["", "L", "t", "e"])
async def test_what_comes_right_after_a_case_was_removed_ends_nothing(
    open_app: Open, eve: Inspection, over: str
) -> None:
    app = open_app(case="ALD-08")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(*filter(None, [over]))
        eve.remove_case("ALD-08")
        app._refresh()
        eve.answer("ALD-07", "RR01", Verdict.NO)
        app._refresh()
        await pilot.pause()
        assert isinstance(app.screen, SampleScreen)
