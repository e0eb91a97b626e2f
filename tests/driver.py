"""Stories of somebody at one window, in the words of the work: press, type, shows, on disk, reopen.

A step waits for what it brings about, never for a time: `press` until everything a key set off is done and painted,
`shows` until a text stands on the screen.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from sqs_tui.domain.case import Answer, Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.settings import Settings
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from tests import quiet

quiet.make_pilots_wait_for_rest()


class Story:
    """One person at one window on a workbook: `async with Story(workbook, case="ALD-06") as story`."""

    app: SqsApp
    pilot: Pilot[Any]

    def __init__(self, workbook: Path | None, size: tuple[int, int] = (80, 24), **options: Any) -> None:
        self.workbook, self._size, self._options = workbook, size, options
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Story:
        await self.reopen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    # What somebody does

    async def press(self, *keys: str) -> None:
        """Press keys, each when all that came of the one before is done."""
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type a text, letter by letter."""
        await self.pilot.press(*map(_character_to_key, text))

    async def press_at_once(self, *keys: str) -> None:
        """Press keys that arrive together, as they do on a line that stalls."""
        for key in keys:
            event = events.Key(_character_to_key(key) if len(key) == 1 else key, key if len(key) == 1 else None)
            self.app.post_message(event.set_sender(self.app))
        await self.pilot.pause()

    async def reopen(self, **options: Any) -> None:
        """Close the window, if one is open, and open the workbook again; keys come a second apart."""
        await self._stack.aclose()
        ticks = count(1.0)
        chosen = {"settings": Settings(), "clock": lambda: next(ticks), **self._options, **options}
        self.app = SqsApp(self.workbook, **chosen)
        self.pilot = await self._stack.enter_async_context(self.app.run_test(size=self._size))

    # What comes of it

    @property
    def screen(self) -> str:
        """The screen as text."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips(self.app.size))

    async def shows(self, *texts: str) -> None:
        """Wait until these stand on the screen; what a colleague does or a timer brings may take a moment."""
        await quiet.until(self.pilot, lambda: all(text in self.screen for text in texts))

    def shows_not(self, *texts: str) -> None:
        """None of these stands on the screen."""
        assert not [text for text in texts if text in self.screen], self.screen

    def on_disk(self, case: str, criterion: str) -> Answer:
        """What another process reads of an answer."""
        assert self.workbook is not None
        with Workbook.open(self.workbook, read_only=True) as book:
            found = Inspection(book).case_by_ref(case)
            assert found is not None, case
            return found.answer(criterion)


class Colleague:
    """Somebody else in the same workbook, at work without a window: `with Colleague(workbook) as ben`."""

    def __init__(self, workbook: Path, author: str = "ben") -> None:
        self._workbook, self._author = workbook, author

    def __enter__(self) -> Colleague:
        self._book = Workbook.open(self._workbook, author=self._author)
        self.inspection = Inspection(self._book)
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def scores(self, case: str, criterion: str, verdict: Verdict) -> None:
        """Give a verdict, knowing what everybody has written so far."""
        self.inspection.refresh()
        found = self.inspection.case_by_ref(case)
        assert found is not None, case
        self.inspection.answer(found.id, criterion, verdict)
