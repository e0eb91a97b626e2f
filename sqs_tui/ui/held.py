"""Keys that act told from keys that nobody pressed for what they do: held ones, and a paste that lost its marks.

A line that stalls delivers a second's keys at once, so that they came together says little by itself. The rule:

- Keys that were typed ahead act, each, in their order: up to `MOST_TYPED` that print in one read, and up to
  `MOST_ALIKE` times the same in a row. Fingers do that in a second; a keyboard that repeats comes to more.
- The same key again within `SECONDS` of itself, in another read, is the keyboard repeating. So is the same key more
  than `MOST_ALIKE` times in a row in one read: the first of them acts, unless it was the last key before, too.
- More than `MOST_TYPED` keys that print in one read, a run of one and the same counted once, are no keys but a text: a
  paste whose marks were lost on the way. None of them scores. Where nothing is typed only the first of them acts at
  all, since it may open the editor that the rest belongs to.
- What is left out is told, and what comes behind it in the same burst is left out with it: it would land one criterion
  off.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING

from sqs_tui.domain.why import Why
from sqs_tui.ui.terminal_input import MOST_TYPED
from sqs_tui.values import dataclass

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

    from sqs_tui.session.inspection import Inspection

#: A key that comes again this soon after itself is the keyboard repeating: a console repeats every 92 ms at the
#: slowest, and nobody presses a key twice as quickly.
SECONDS = 0.110
#: How many times in a row a key may have been typed ahead: a keyboard repeats some thirty times in a second.
MOST_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Press:
    """How a key came: when, in which read, how often the same stood there in a row, and with how many that print."""

    at: float
    read: int | None = None
    alike: int = 1
    together: int = 1


class HeldKey:
    """Notices keys that write and that nobody pressed for it, and leaves them out."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew: what comes next is a press, whatever came before."""
        self._last = ""
        self._press = Press(float("-inf"))
        self._left_out: list[str] = []

    def leaves_out(self, key: str, press: Press, done: str = "scored", *, most: int = MOST_ALIKE) -> str:
        """Returns what to say instead of acting; empty for a key that acts. `most` is how many alike may act."""
        is_text = press.together > MOST_TYPED
        is_left_out = is_text or self._comes_at_once(key, press, most)
        self._last, self._press = key, press
        if not is_left_out:
            self._left_out = []
            return ""
        self._left_out.append(key)
        runs = [(one, len(list(run))) for one, run in groupby(self._left_out)]
        named = ", ".join(f"{count} × {one}" if count > 1 else one for one, count in runs[-6:])
        return f"{named} came at once, as a {'paste' if is_text else 'held key'} does: not {done}"

    def _comes_at_once(self, key: str, press: Press, most: int) -> bool:
        """Whether a key comes as a held one does, or behind one that was left out."""
        is_same, before = key == self._last, self._press
        if is_same and press.alike > most:
            return True
        if press.read is not None and press.read == before.read:
            return bool(self._left_out)
        return press.at - before.at < SECONDS and (is_same or bool(self._left_out))


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
        is_asked = self._waiting is not None or self._inspection.is_asked(direction)
        press: Press = self._host.app.press()  # type: ignore[attr-defined]
        said = self._held.leaves_out(direction, press, "done", most=1 if is_asked else MOST_ALIKE)
        if self._waiting is not None and not said:
            self._go()
        elif self._waiting is not None:
            self._waiting[0].stop()
            self._waiting = None
        if said:
            self._inspection.ask_anew()
            self._say(said)
        elif is_asked:
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
