"""A pilot goes on when everything a key set off is done and painted, however long the chain, and no sooner."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Static

from tests.ui.conftest import text_of


class Chained(App[None]):
    """A key that comes to its end by way of messages, frames and another screen."""

    BINDINGS: ClassVar = [
        Binding("a", "begin"),
        Binding("b", "look"),
        Binding("c", "late"),
        Binding("d", "leave"),
    ]

    def compose(self) -> ComposeResult:
        yield Static("nothing yet", markup=False)

    def action_begin(self, steps: int = 20) -> None:
        self.query_one(Static).update(f"{steps} to go")
        if steps:
            later = (self.call_later, self.call_after_refresh, self.call_next)[steps % 3]
            later(self.action_begin, steps - 1)

    async def action_look(self) -> None:
        await self.push_screen(Looked())

    def action_leave(self) -> None:
        self.exit()

    def action_late(self) -> None:
        self.set_timer(0.05, lambda: self.query_one(Static).update("late"))


class Looked(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static("not mounted", markup=False)

    def on_mount(self) -> None:
        self.call_after_refresh(self.query_one(Static).update, "mounted and painted")


async def test_a_chain_of_messages_and_frames_is_waited_for_to_its_end() -> None:
    async with Chained().run_test() as pilot:
        await pilot.press("a")
        assert "0 to go" in text_of(pilot.app)


async def test_a_screen_that_is_opened_stands_and_is_painted() -> None:
    async with Chained().run_test() as pilot:
        await pilot.press("b")
        assert "mounted and painted" in text_of(pilot.app)


async def test_another_size_is_laid_out() -> None:
    async with Chained().run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(30, 5)
        assert pilot.app.screen.size == (30, 5)
        assert max(len(line) for line in text_of(pilot.app).splitlines()) <= 30


async def test_what_a_timer_does_is_waited_for_by_name_alone() -> None:
    async with Chained().run_test() as pilot:
        await pilot.press("c")
        assert "late" not in text_of(pilot.app)
        async with asyncio.timeout(5):
            while "late" not in text_of(pilot.app):
                await pilot.pause(0.01)


async def test_a_program_that_ended_is_at_rest() -> None:
    async with Chained().run_test() as pilot:
        await pilot.press("d", "a")
        assert pilot.app._exit
