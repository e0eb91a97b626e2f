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
import sys
import termios
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pyte
from pyte.charsets import LAT1_MAP
from pyte.modes import IRM
from pyte.screens import Char
from wcwidth import wcwidth

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
#: What the marked program sends: how many bytes it has dealt with. It may be cut in two.
_MARK = re.compile(rb"\x1b_(\d+)\x1b\\")
_HALF_MARK = re.compile(rb"\x1b(?:_\d*\x1b?)?$")
#: A terminal's reply that nobody asked for: the program reads it, and does nothing.
_NUDGE = "\x1b[0n"
#: Keys that write: one of them again sooner than so many seconds after it is taken for a key held down.
_WRITE, _REPEAT = frozenset("12349uU"), 0.15
#: How much Linux takes on a line of which nobody reads, in bytes.
_FULL = 4095
_CUT_OFF = re.compile(rb"\x1b(?:\[[0-9;:<=>?]*[ -/]*|[P\]X^_][^\x07\x1b]*\x1b?)?$")

Cells = tuple[tuple[Char, ...], ...]


class NotShown(AssertionError):
    """What was awaited did not appear; the message is the screen."""


@cache
def _is_one_wide(char: str) -> bool:
    return wcwidth(char) == 1


@cache
def _cell(look: Char, char: str) -> Char:
    return look._replace(data=char)


class _Screen(pyte.Screen):
    """A screen that is blank whenever a program takes it over, as terminals are."""

    def set_mode(self, *modes: int, **private: bool) -> None:
        super().set_mode(*modes, **private)
        if 1049 in modes:
            self.erase_in_display(2)

    def draw(self, data: str) -> None:
        """Put text at the cursor; the plain case, hundreds of thousands of cells in a test, without pyte's detours."""
        start, line, look = self.cursor.x, self.buffer[self.cursor.y], self.cursor.attrs
        is_plain = self.charset == 0 and self.g0_charset is LAT1_MAP and IRM not in self.mode
        if not is_plain or start + len(data) > self.columns or not all(map(_is_one_wide, data)):
            super().draw(data)
            return
        for x, char in enumerate(data, start):
            line[x] = _cell(look, char)
        self.cursor.x = start + len(data)
        self.dirty.add(self.cursor.y)

    def lines_of_text(self, lines: Iterable[int] | None = None) -> Iterator[str]:
        """Lines as they can be read, all of them or some; the second half of a wide character is empty."""
        columns = range(self.columns)
        for y in range(self.lines) if lines is None else lines:
            line = self.buffer[y]
            yield "".join([line[x].data for x in columns])


def changed(before: Cells, after: Cells) -> int:
    """How many cells differ in character or style."""
    pairs = (pair for rows in zip(before, after, strict=True) for pair in zip(*rows, strict=True))
    return sum(one != other for one, other in pairs)


def environment(**extra: str) -> dict[str, str]:
    """This process's environment, made definite for a terminal program."""
    own = {name: value for name, value in os.environ.items() if not _UNSETTLED.fullmatch(name)}
    return {**own, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **extra}


def _begin_in_a_terminal() -> None:
    """Be what a terminal starts: it is its own, and no signal is ignored, as under `nohup` or behind `&` they are."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)


def wait_until_stopped(pid: int, timeout: float = 20) -> None:
    """Wait until a process that was sent SIGSTOP stands still."""
    until = time.monotonic() + timeout
    while (state := Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]) != "T":
        assert time.monotonic() < until, state
        time.sleep(0.005)


def sqs(*words: object) -> list[str]:
    """A command of ours that says how much of what was typed it has dealt with (see `tests/marked.py`)."""
    # Safe path: what stands beside the script is not to be imported by its name.
    return [sys.executable, "-P", str(Path(__file__).with_name("marked.py")), *map(str, words)]


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
        self.answered = 0  # and how many there were when it had last dealt with everything typed
        self._half_mark, self._pressed = b"", ""
        self._typed = self._dealt_with = self._marks = 0
        self._line, own_end = os.openpty()
        self.resize(columns, rows)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=own_end, stdout=own_end, stderr=own_end, env=env or environment(), start_new_session=True,
            preexec_fn=_begin_in_a_terminal,
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
        raw = self._without_marks(self._half_mark + raw)
        self._pending.append((at, raw))
        for query, answer in _ANSWERS:
            for _ in query.finditer(raw):
                self._type(answer)
        return at

    def _without_marks(self, raw: bytes) -> bytes:
        """What the program has painted; how much it says it has dealt with is noted."""
        half = _HALF_MARK.search(raw)
        raw, self._half_mark = (raw[: half.start()], half.group()) if half else (raw, b"")
        *parts, rest = _MARK.split(raw)
        painted = b"".join(parts[::2]) + rest
        for part, count in zip(parts[::2], parts[1::2], strict=True):
            self.sent += len(part)
            self._dealt_with, self._marks = int(count), self._marks + 1
            if self._dealt_with == self._typed:
                self.answered = self.sent
        self.sent += len(rest)
        return painted

    def settle(self, timeout: float = 20) -> None:
        """Wait until a marked program has dealt with everything that was typed, and painted what came of it."""
        until = time.monotonic() + timeout
        while not self._typed or self._dealt_with != self._typed:  # A program that has begun has asked something.
            if self._receive(until - time.monotonic()) is None and (self._ended or time.monotonic() > until):
                what = "it has ended" if self._ended else f"{self._dealt_with} of {self._typed} bytes are dealt with"
                raise NotShown(f"{what}:\n{self.text}")

    def resume(self, timeout: float = 20) -> None:
        """Let a marked program that was stopped go on, and wait until it has taken the terminal again."""
        marks, until = self._marks, time.monotonic() + timeout
        os.kill(self.process.pid, signal.SIGCONT)
        while self._marks == marks:
            assert self._receive(until - time.monotonic()) is not None or time.monotonic() < until, self.text

    def freeze(self, timeout: float = 20) -> None:
        """Read no more until the line is full, and what the program writes waits."""
        until = time.monotonic() + timeout
        while self._unread < _FULL and time.monotonic() < until:
            before = self._unread
            self.send("ctrl+l")  # Draws everything.
            soon = time.monotonic() + 1
            while self._unread == before and time.monotonic() < soon:
                time.sleep(0.005)

    @property
    def _unread(self) -> int:
        """How many bytes wait on the line for somebody to read them."""
        return int.from_bytes(fcntl.ioctl(self._line, termios.FIONREAD, bytes(4)), sys.byteorder)

    def stir(self) -> None:
        """Wait until a marked program has dealt with what came to it otherwise: a signal, a size, a colleague's act."""
        self.send(_NUDGE)
        self.settle()

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
            at = self._emulate(lambda: holds("\n".join(self._screen.lines_of_text())))
            if at is not None:
                return at - self.started
            if self._ended or time.monotonic() > until:
                raise NotShown(f"{wanted!r} is not on the screen:\n{self.text}")

    # What it shows

    @property
    def text(self) -> str:
        """The screen as text."""
        self._emulate()
        return "\n".join(line.rstrip() for line in self._screen.lines_of_text())

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
        self._type("".join(KEYS.get(key, key) for key in keys).encode())
        return at

    def press(self, *keys: str) -> None:
        """Press keys in a marked program, each when everything that came of the one before is painted."""
        for key in keys:
            if key == self._pressed and key in _WRITE:
                time.sleep(_REPEAT)
            self._pressed = key
            self.send(key)
            self.settle()

    def pour(self, raw: bytes) -> None:
        """Type as fast as the program reads, and throw away what it sends meanwhile."""
        os.set_blocking(self._line, False)
        while raw and self.process.poll() is None:
            readable, writable, _ = select.select([self._line], [self._line], [], 5)
            if readable:
                self._receive(0)
                self._pending.clear()
            if writable:
                written = os.write(self._line, raw[:1024])
                self._typed += written
                raw = raw[written:]
        os.set_blocking(self._line, True)

    def _type(self, raw: bytes) -> None:
        self._typed += len(raw)
        os.write(self._line, raw)

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
