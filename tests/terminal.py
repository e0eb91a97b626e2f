"""A terminal to run the program in: a real pseudo-terminal with an emulated screen, for tests and benchmarks.

Output is read and stamped first and emulated afterwards, so the emulator's slowness is in no time given here.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence

import pyte
from pyte.screens import Char

#: Keys as xterm sends them; anything else is sent as it is written.
KEYS = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "delete": "\x1b[3~", "enter": "\r", "escape": "\x1b", "tab": "\t",
    "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR",
    "f4": "\x1bOS", "f12": "\x1b[24~", **{f"ctrl+{chr(code + 96)}": chr(code) for code in range(1, 27)},
}  # fmt: skip
#: Variables that change what a program on a terminal does; a test sets them, or they are not there.
_UNSETTLED = re.compile(r"COLUMNS|LINES|NO_COLOR|FORCE_COLOR|COLORTERM|TERM_PROGRAM|TEXTUAL.*|LC_.*|SSH_.*|TMUX|STY|CI")
_ANSWERS = (
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\[\?2048\$p"), b"\x1b[?2048;0$y"),
    (re.compile(rb"\x1b\[\?u"), b"\x1b[?0u"),
)
#: What paints nothing and the emulator cannot read: modes, queries, keyboard protocols, titles, clipboards.
_SILENT = re.compile(
    rb"\x1b\[[<>=][0-9;]*[ -/]*[@-~]|\x1b\[\??[0-9;]*[ -/]+[@-~]|\x1b\[\?[0-9;]*u|\x1b\[[0-9;]*t|\x1b[=>]"
    rb"|\x1b[P\]X^_][^\x1b\x07]*(?:\x1b\\|\x07)"
)
_CUT_OFF = re.compile(rb"\x1b(?:\[[0-9;:<=>?]*[ -/]*|[P\]X^_][^\x07\x1b]*\x1b?)?$")

Cells = tuple[tuple[Char, ...], ...]


class NotShown(AssertionError):
    """What was awaited did not appear; the message is the screen."""


class _Screen(pyte.Screen):
    """A screen that is blank whenever a program takes it over, as terminals are."""

    def set_mode(self, *modes: int, **private: bool) -> None:
        super().set_mode(*modes, **private)
        if 1049 in modes:
            self.erase_in_display(2)


def changed(before: Cells, after: Cells) -> int:
    """How many cells differ in character or style."""
    pairs = (pair for rows in zip(before, after, strict=True) for pair in zip(*rows, strict=True))
    return sum(one != other for one, other in pairs)


def environment(**extra: str) -> dict[str, str]:
    """This process's environment, made definite for a terminal program."""
    own = {name: value for name, value in os.environ.items() if not _UNSETTLED.fullmatch(name)}
    return {**own, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **extra}


class Terminal:
    """One program in a terminal of its own; leaving the `with` block ends it."""

    def __init__(
        self, command: Sequence[str], columns: int = 80, rows: int = 24, *, env: Mapping[str, str] | None = None
    ) -> None:
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._pending: list[tuple[float, bytes]] = []
        self._cut_off = b""
        self._ended = False
        self.sent = 0  # every byte the program has written so far
        self._line, own_end = os.openpty()
        self.resize(columns, rows)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=own_end, stdout=own_end, stderr=own_end, env=env or environment(), start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(own_end)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.hang_up()

    # What came

    def _receive(self, seconds: float) -> float | None:
        """Read what comes within some seconds; when it came, or None."""
        if self._ended or not select.select([self._line], [], [], max(seconds, 0))[0]:
            return None
        try:
            raw = os.read(self._line, 65536)
        except OSError:
            raw = b""
        at = time.monotonic()
        if not raw:
            self._ended = True
            return None
        self.sent += len(raw)
        self._pending.append((at, raw))
        for query, answer in _ANSWERS:
            for _ in query.finditer(raw):
                os.write(self._line, answer)
        return at

    def wait_quiet(self, seconds: float = 0.15, *, first: float = 0, timeout: float = 20) -> float:
        """Wait until nothing has come for some seconds; returns when the last of it came, 0 if nothing did.

        `first` is how long to wait for the first of it.
        """
        last, until = 0.0, time.monotonic() + timeout
        while last < until and (at := self._receive(seconds if last else max(first, seconds))):
            last = at
        return last

    def _emulate(self, until: Callable[[], bool] = lambda: False) -> float | None:
        """Draw what came; with `until`, stop where that holds and say when that part came."""
        while self._pending:
            at, raw = self._pending.pop(0)
            raw = self._cut_off + raw
            cut = _CUT_OFF.search(raw)
            self._cut_off = cut.group() if cut else b""
            self._stream.feed(_SILENT.sub(b"", raw[: cut.start()] if cut else raw))
            if until():
                return at
        return None

    def wait_for(self, wanted: str | Callable[[str], bool], timeout: float = 20) -> float:
        """Wait until a text (or a claim about the screen) can be seen; returns seconds from the start to then."""
        holds = wanted if callable(wanted) else lambda text: wanted in text
        until = time.monotonic() + timeout
        if holds(self.text):
            return time.monotonic() - self.started
        while True:
            came = self._receive(until - time.monotonic())
            while came and self._receive(0.005):
                pass  # Let a burst arrive before it is emulated.
            at = self._emulate(lambda: holds("\n".join(self._screen.display)))
            if at is not None:
                return at - self.started
            if self._ended or time.monotonic() > until:
                raise NotShown(f"{wanted!r} is not on the screen:\n{self.text}")

    # What it shows

    @property
    def text(self) -> str:
        """The screen as text."""
        self._emulate()
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def cells(self) -> Cells:
        """Every cell with its character and style."""
        self._emulate()
        buffer, columns = self._screen.buffer, range(self._screen.columns)
        return tuple(tuple(buffer[y][x] for x in columns) for y in range(self._screen.lines))

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the hardware cursor."""
        self._emulate()
        return self._screen.cursor.x, self._screen.cursor.y

    # What is done to it

    def send(self, *keys: str) -> float:
        """Press keys, all in one packet; returns when."""
        at = time.monotonic()
        os.write(self._line, "".join(KEYS.get(key, key) for key in keys).encode())
        return at

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._emulate()
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._line, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self) -> None:
        """Drop the line, as a lost connection does."""
        with contextlib.suppress(OSError):
            os.close(self._line)
        self._ended = True

    def kill(self, by: signal.Signals = signal.SIGKILL) -> int:
        """End the program by a signal, if it still runs; returns its exit code."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, by)
        return self.exit_code()

    def exit_code(self, timeout: float = 20) -> int:
        """Wait until the program has ended; minus the number of the signal that ended it."""
        until = time.monotonic() + timeout
        while self.process.poll() is None and time.monotonic() < until:
            if self._receive(0.02) is None and self._ended:
                time.sleep(0.01)
        return self.process.wait(0.1)
