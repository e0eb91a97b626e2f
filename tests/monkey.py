"""Random keys in several windows on one workbook; at the end all must show what its journals come to.

What they come to is folded here anew, by the rules alone and with nothing of the program: of each field the writes that
no later one names stand, and of these the one with the greatest counter is shown.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqs_tui.settings import Settings
from sqs_tui.ui import shell
from sqs_tui.ui.app import SqsApp
from tests import quiet
from tests.reader import Tables, fold

quiet.make_pilots_wait_for_rest()


#: How often each key comes; every other character there is on a keyboard comes once.
_OFTEN = {
    "1": 6, "2": 6, "3": 4, "9": 2, "escape": 14, "ctrl+s": 6, "j": 5, "k": 3, "u": 3, "U": 2, "enter": 6, "q": 3,
    "space": 3, "]": 3, "e": 2, "E": 2, "y": 2, "tab": 1, "shift+tab": 1, "up": 1, "down": 1, "left": 1, "right": 1,
    "home": 1, "end": 1, "pageup": 1, "pagedown": 1, "backspace": 1, "delete": 1, "ctrl+t": 0.2, "f1": 1, "f4": 1,
    "ctrl+q": 0.05, "B": 0.2, "c": 0.3,
}  # fmt: skip
_KEYS = {chr(code): 1.0 for code in range(33, 127)} | _OFTEN


@dataclass
class Played:
    """What came of it: the faults, what any window shows that it should not, and how often one was opened."""

    faults: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    opened: int = 0


class Window:
    """One window, in a task of its own; it is opened again whenever a key has closed it."""

    def __init__(self, workbook: Path, size: tuple[int, int]) -> None:
        self._workbook, self._size = workbook, size
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._rests = asyncio.Event()
        self._task = asyncio.create_task(self._stay_open())
        self.opened = 0
        self.app: SqsApp

    async def press(self, key: str) -> None:
        """Press a key; no key lets the window look for what others wrote."""
        self._rests.clear()
        await self._keys.put(key)
        await self.rested()

    async def rested(self) -> None:
        """Wait until the window is open, and everything that came of the last key is done. One at a time may work."""
        waiting = asyncio.create_task(self._rests.wait())
        await asyncio.wait([waiting, self._task], return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            self._task.result()

    async def _stay_open(self) -> None:
        while True:
            ticks = count(1.0)
            self.app = SqsApp(self._workbook, settings=Settings(), clock=lambda ticks=ticks: next(ticks))  # type: ignore[misc]
            self.opened += 1
            async with self.app.run_test(size=self._size) as pilot:
                while not self.app._exit:
                    self._rests.set()
                    key = await self._keys.get()
                    if key:
                        await pilot.press(key)
                    else:
                        self.app._refresh()
                        await pilot.pause()

    def shows(self) -> Tables:
        """Every field the window has in memory."""
        book = self.app.inspection.workbook
        return {table: {id: dict(row) for id, row in book.rows(table).items()} for table in book._storage.read()}

    async def close(self) -> None:
        """End it."""
        self._task.cancel()
        await asyncio.wait([self._task])


def differing(shown: Tables, wanted: Tables) -> list[str]:
    """Which rows two states differ in; a row without a field is none."""
    found = []
    for table in sorted({*shown, *wanted}):
        ours, theirs = shown.get(table, {}), wanted.get(table, {})
        found += [f"{table} {id}" for id in sorted({*ours, *theirs}) if (ours.get(id) or {}) != (theirs.get(id) or {})]
    return found


async def play(workbook: Path, keys: int, seed: int, windows: int = 3, say: Callable[[str], object] = print) -> Played:
    """Press random keys in random windows, in stretches as people do, and compare all of them with the journals."""
    chance, played, told = random.Random(seed), Played(), shell.keep_fault

    def keeping(fault: str) -> Path | None:
        played.faults.append(fault)
        return told(fault)

    shell.keep_fault = keeping
    opened: list[Window] = []
    recent: list[str] = []
    try:
        for size in ((80, 24), (140, 40), (100, 30))[:windows]:
            opened.append(Window(workbook, size))
            await opened[-1].rested()
        window = opened[0]
        for number in range(keys):
            if chance.random() < 0.1:
                window = chance.choice(opened)
            (key,) = chance.choices(list(_KEYS), list(_KEYS.values()))
            recent = [*recent, f"{opened.index(window)}:{key}"][-20:]
            faults = len(played.faults)
            await window.press(key)
            if len(played.faults) > faults:
                say(f"key {number}, after {' '.join(recent)}: {played.faults[-1]}")
            if number % 1000 == 999:
                played.differences += [f"key {number}: {one}" for one in await compared(opened, workbook)]
        played.differences += await compared(opened, workbook)
    finally:
        shell.keep_fault = told
        played.opened = sum(window.opened for window in opened)
        for window in opened:
            await window.close()
    return played


async def compared(windows: list[Window], workbook: Path) -> list[str]:
    """What the windows show otherwise than the journals, once each has written what is typed and looked at the rest."""
    for window in windows:
        if window.app.is_open:
            window.app.flush_typing()
    found, wanted = [], fold(workbook)
    for number, window in enumerate(windows):
        await window.press("")
        if window.app.is_open:
            found += [f"window {number}: {one}" for one in differing(window.shows(), wanted)]
    return found
