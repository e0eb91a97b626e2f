"""Held keys told from honest presses (design.md §8)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING

from sqs_tui.domain.why import Why

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

    from sqs_tui.session.inspection import Inspection

#: A key that comes again this soon after itself is the keyboard repeating: a console repeats every 92 ms at the
#: slowest, and nobody presses a key twice as quickly.
SECONDS = 0.110


class HeldKey:
    """Notices when a key repeats that writes, and leaves it out.

    What then comes in the same burst is left out too: it would land one criterion off.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew: what comes next is a press, whatever came before."""
        self._last = ""
        self._at = float("-inf")
        self._left_out: list[str] = []

    def leaves_out(self, key: str, now: float, done: str = "scored") -> str:
        """What to say instead of acting; empty for an honest press. `now` is when the key came, in seconds."""
        at_once = now - self._at < SECONDS
        is_left_out = at_once and (key == self._last or bool(self._left_out))
        self._last, self._at = key, now
        if not is_left_out:
            self._left_out = []
            return ""
        self._left_out.append(key)
        runs = [(one, len(list(run))) for one, run in groupby(self._left_out)]
        said = ", ".join(f"{count} × {one}" if count > 1 else one for one, count in runs[-6:])
        return f"{said} came at once, as a held key does: not {done}"


class Steps:
    """Undo and redo, a step for every press: a key held down takes back two acts at most, and confirms nothing.

    The first repeat looks like a press. So one that answers a question is acted on when no other has come with it.
    """

    def __init__(
        self, host: Widget, inspection: Inspection, say: Callable[[str], object], held: HeldKey | None = None
    ) -> None:
        """`host` is where the keys go, `held` what is told of its other keys; `say` says what was left out."""
        self._host, self._inspection, self._say = host, inspection, say
        self._held = held or HeldKey()
        self._waiting: tuple[Timer, Why, Callable[[], object]] | None = None

    def take(self, direction: Why, act: Callable[[], object]) -> None:
        """Take a step, or say that it came at once; then what was asked is asked again before it is done."""
        said = self._held.leaves_out(direction, self._host.app.key_time(), "done")  # type: ignore[attr-defined]
        if self._waiting is not None and not said:
            self._go()
        elif self._waiting is not None:
            self._waiting[0].stop()
            self._waiting = None
        if said:
            self._inspection.ask_anew()
            self._say(said)
        elif self._inspection.is_asked(direction):
            self._waiting = self._host.set_timer(SECONDS * 1.1, self._go), direction, act
        else:
            act()

    def _go(self) -> None:
        if self._waiting is None:
            return
        (timer, direction, act), self._waiting = self._waiting, None
        timer.stop()
        # What was done meanwhile is not what was asked about: it would be taken back unasked.
        if self._host.is_attached and self._host.screen.is_current and self._inspection.is_asked(direction):
            act()
