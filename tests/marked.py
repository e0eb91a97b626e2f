"""The program as it is, which also says how much of what was typed it has dealt with.

Whenever it has come to rest after reading something, has looked for what colleagues wrote, and has painted what came
of both, it sends how many bytes it has read by then, in a string that terminals ignore. A test that has typed as many
knows that what came before belongs to them.
"""

from __future__ import annotations

import asyncio
import sys
from importlib.abc import MetaPathFinder
from typing import Any

#: What comes within so many seconds of itself belongs to the key that set it off.
SOON = 0.3


def mark() -> None:
    """Let whatever app is started in this process say how far it is."""
    from sqs_tui.ui import shell

    class Reader(shell.KeyReader):
        """A reader that says when it keeps nothing back."""

        driver: MarkedDriver

        def wait(self, now: float) -> float | None:
            due = super().wait(now)
            if due is None or not (self._input._buffer or self._input._paste is not None):
                self.driver.has_passed_on_all()
            return due

    class MarkedDriver(shell.SafeDriver):
        """Counts what it reads, and sends the count where everything read so far is dealt with."""

        has_read = has_told = 0

        def __init__(self, *words: Any, **options: Any) -> None:
            super().__init__(*words, **options)
            Reader.driver = self

        def _read(self) -> bytes | None:
            raw = super()._read()
            self.has_read += len(raw or b"")
            return raw

        def has_passed_on_all(self) -> None:
            """All that was read has gone to the app; this comes from the thread that reads."""
            if self.has_told != self.has_read:
                self.has_told = self.has_read
                asyncio.run_coroutine_threadsafe(self.tell(self.has_told), self._loop)

        def _take_again(self) -> None:
            super()._take_again()
            self._loop.create_task(self.tell(self.has_told))

        def owes_something(self) -> bool:
            """Whether something is on its way to the app that no queue of its holds."""
            app = self._app
            pumps = [app, *(node for screen in app.screen_stack for node in screen.walk_children(with_self=True))]
            is_soon = any(
                timer._repeat == 0 and timer._interval < SOON and timer._task is not None and not timer._task.done()
                for pump in pumps
                for timer in pump._timers
            )
            return is_soon or bool(self._on_the_way) or app._resize_event is not None or not app.screen_stack

        async def tell(self, count: int) -> None:
            await self._shell.at_rest()
            getattr(self._shell, "_refresh", lambda: None)()
            is_owed = True
            while is_owed or self.owes_something():  # Neither before it came to rest nor since.
                await asyncio.sleep(0.002)
                is_owed = self.owes_something()
                await self._shell.at_rest(painted=True)
            if count == self.has_told:
                self.write(f"\x1b_{count}\x1b\\")
                self.flush()

    shell.KeyReader = Reader  # type: ignore[misc]
    shell.Shell.get_driver_class = lambda _: MarkedDriver  # type: ignore[method-assign]


class MarkedOnceItIsNeeded(MetaPathFinder):
    """Marks the app when it is about to be imported, so that commands load no more, and no sooner, than they do."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "sqs_tui.ui.app":
            sys.meta_path.remove(self)
            mark()


if __name__ == "__main__":
    from sqs_tui.cli import main

    sys.meta_path.insert(0, MarkedOnceItIsNeeded())
    sys.exit(main())
