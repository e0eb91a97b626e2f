"""A screen left alone goes blank, and the key that brings it back does nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.events import AppBlur, AppFocus, Paste

from sqs_tui.settings import Settings
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.common.blank import BlankScreen
from sqs_tui.ui.idle import Idle
from tests.ui.conftest import text_of


class Clock:
    """Time that passes when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def left_alone(app: SqsApp, minutes: int = 15) -> Clock:
    clock = Clock()
    app.idle = Idle(minutes, clock)
    return clock


def is_blank(app: SqsApp) -> bool:
    app._refresh()
    return isinstance(app.screen, BlankScreen)


async def test_after_fifteen_minutes_without_a_key_nothing_is_shown(open_app: Callable[..., SqsApp]) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test() as pilot:
        clock = left_alone(app, app.settings.idle)
        clock.now += 899
        assert not is_blank(app)
        await pilot.press("j")
        clock.now += 899
        assert not is_blank(app)
        clock.now += 1
        assert is_blank(app)
        await pilot.pause()
        assert text_of(app).strip() == ""
        assert is_blank(app)
        assert len(app.screen_stack) == 3


@pytest.mark.parametrize("key", ["1", "u", "escape", "f12", "B", "ctrl+t", "ctrl+p", "ctrl+q", "enter"])
async def test_the_key_that_brings_it_back_does_nothing_else(open_app: Callable[..., SqsApp], key: str) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test() as pilot:
        before, lines = app.screen, len(app.inspection.workbook.lines())
        left_alone(app).now += 900
        assert is_blank(app)
        await pilot.press(key)
        assert app.screen is before
        assert app.is_running
        assert len(app.inspection.workbook.lines()) == lines
        await pilot.press("1")
        assert len(app.inspection.workbook.lines()) == lines + 1


async def test_beside_a_case_manager_it_stays_as_it_is(open_app: Callable[..., SqsApp]) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test():
        left_alone(app).now += 9000
        assert not is_blank(app)


async def test_with_zero_minutes_it_is_never_blank(open_app: Callable[..., SqsApp]) -> None:
    app = open_app(settings=Settings(idle=0))
    async with app.run_test():
        left_alone(app, app.settings.idle).now += 1e9
        assert not is_blank(app)


async def test_what_is_being_typed_is_on_disk_before_it_is_covered(open_app: Callable[..., SqsApp]) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test() as pilot:
        await pilot.press("e", "s", "e", "e", "n")
        left_alone(app).now += 900
        assert is_blank(app)
        await pilot.pause()
        assert "seen" in str(app.inspection.workbook.lines()[-1].operations)
        await pilot.press("x")
        await pilot.press("!")
        assert "seen!" in text_of(app)


async def test_a_paste_that_ends_while_nothing_is_shown_comes_in_where_it_was_meant_for(
    open_app: Callable[..., SqsApp],
) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test() as pilot:
        await pilot.press("e", "ctrl+t")
        assert isinstance(app.screen, BlankScreen)
        app.post_message(Paste("seen by the lead"))
        await pilot.pause()
        assert isinstance(app.screen, BlankScreen)
        await pilot.press("x")
        await pilot.pause()
        assert "seen by the lead" in text_of(app)


async def test_what_is_typed_after_the_cover_lands_where_it_would_have_before(open_app: Callable[..., SqsApp]) -> None:
    """Looked away from, covered meanwhile, and come back to: an editor with fields goes on in the field."""
    app = open_app(case="ALD-06")
    async with app.run_test() as pilot:
        await pilot.press("E", *"seen", "tab", "tab", "tab")
        before = app.focused
        app.post_message(AppBlur())
        await pilot.pause()
        left_alone(app).now += 900
        assert is_blank(app)
        app.post_message(AppFocus())
        await pilot.press("x", *"p.3", "ctrl+s")
        entry = next(entry for entry in app.inspection.entries_of("ALD-06") if entry.text == "seen")
        assert entry.where == "p.3", before
