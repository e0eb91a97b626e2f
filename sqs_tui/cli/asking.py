"""Asking line by line: for screen readers, Braille lines, terminals that cannot move their cursor, and files."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable
from io import TextIOWrapper

from sqs_tui.cli import output
from sqs_tui.domain.text import cleaned
from sqs_tui.errors import NotSaved, Refused, SqsError
from sqs_tui.session.inspection import NOTHING, Outcome

_NARROWEST = 20


class Ended(Exception):
    """There are no more answers."""


class Asker:
    """Prints what is asked, and reads an answer a line.

    From a file, lines that are blank or begin with `#` are passed over, and the first that cannot be taken stops
    everything: the answers after it would land on the wrong questions. For the same reason words are never taken from
    the next line there: it may be an answer.
    """

    def __init__(self) -> None:
        self.is_typed = sys.stdin is not None and sys.stdin.isatty()
        self._number = 0
        self._pushed: str | None = None
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(errors="surrogateescape")

    # What is said

    def say(self, *lines: str) -> None:
        """Say lines; a text of several becomes several."""
        for line in lines:
            for part in line.splitlines() or [""]:
                output.say(*self._wrapped(part))

    def _wrapped(self, line: str) -> list[str]:
        """A line as it is; on a terminal parted between words, where it would break in the middle of one."""
        if not sys.stdout.isatty():
            return [line]
        width = max(_NARROWEST, shutil.get_terminal_size().columns)
        return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]

    def tell(self, outcome: Outcome, undo: str = "u") -> None:
        """Say what an act came to, and how to take it back."""
        if outcome.said:
            said = outcome.said.replace(" → ", ": ")
            self.say(f"{said}. {undo} takes it back." if outcome.at and undo else f"{said}.")

    def refuse(self, why: str, remedy: str = "") -> None:
        """Say that a line cannot be taken; from a file that ends it. Raises `Refused`."""
        if not self.is_typed:
            raise Refused(f"Line {self._number} of the answers: {why}", "What came before it is kept.", remedy)
        self.say(f"{why} {remedy}".rstrip())

    # What is read

    def ask(self, prompt: str) -> str:
        """The next line. Raises `Ended`."""
        if self._pushed is not None:
            line, self._pushed = self._pushed, None
            return line
        self.say(prompt)
        sys.stdout.flush()
        while True:
            raw = sys.stdin.readline() if sys.stdin is not None else ""
            if not raw:
                raise Ended
            self._number += 1
            try:
                line = cleaned(_decoded(raw)).strip("\n")
            except UnicodeDecodeError:
                self.refuse("it is not UTF-8.", "Nothing of it was taken.")
                continue
            if self.is_typed or (line.strip() and not line.lstrip().startswith("#")):
                return line.strip() or line

    def text(self, prompt: str, given: str, shape: str) -> str:
        """A text: what stood behind the word already, or else, at the keyboard, the next line.

        `shape` is how all of it is said in one line, as a file has to.
        """
        if not given.strip() and not self.is_typed:
            self.refuse(f"words are missing. {prompt}", f"From a file they stand on the same line: {shape}")
        return given.strip() or self.ask(f"{prompt} One line; an empty one leaves it.").strip()

    def push(self, line: str) -> None:
        """Take a line as the next answer: it was none to what was asked."""
        self._pushed = line

    def attempt(self, act: Callable[[], Outcome], undo: str = "u") -> Outcome:
        """Do something that writes, and say what it came to; a failure is told, and nothing moves.

        From a file a failure ends it. Raises `SqsError`.
        """
        try:
            outcome = act()
        except SqsError as error:
            if not self.is_typed:
                raise
            lost = "NOT SAVED: nothing has moved." if isinstance(error, NotSaved) else ""
            self.say(" ".join(filter(None, (lost, error.title, error.detail, error.remedy))))
            return NOTHING
        self.tell(outcome, undo)
        return outcome


def _decoded(raw: str) -> str:
    """A line as UTF-8, where the locale could not read it as anything. Raises `UnicodeDecodeError`."""
    if raw.isascii() or not any("\udc80" <= character <= "\udcff" for character in raw):
        return raw
    encoding = getattr(sys.stdin, "encoding", None) or "utf-8"
    return raw.encode(encoding, "surrogateescape").decode("utf-8")
