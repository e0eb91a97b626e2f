"""What a terminal sends as Textual's messages, each key with how it came.

It rests on private names of Textual, all of them here; `tests/ui/test_key_events.py` fails where one has changed, and
then Textual's own reader is asked instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from sqs_tui.domain.text import is_text
from sqs_tui.ui.terminal_input import ESCAPE, Notice, Pasted, TerminalInput, Token

#: What the keys of the keypad print: as terminals send them in application mode, and as Textual names them.
_KEYPAD = {f"\x1bO{code}": mark for code, mark in zip("jklmnopqrstuvwxyX I", "*+,-./0123456789= \t", strict=True)}
_KEYPAD_NAMES = {
    "decimal": ".", "divide": "/", "multiply": "*", "subtract": "-", "add": "+", "equal": "=", "separator": ",",
}  # fmt: skip
#: Keys that Shift does not change: without the kitty keyboard protocol nobody could tell.
_SHIFTED = {f"shift+{key}": key for key in ("space", "enter", "backspace", "escape")}
#: What Textual asks a terminal for, or has it report: focus, size, mouse, and which modes it knows.
_REPORT = re.compile(
    r"\x1b\[(?:[IO]|48;[0-9:]+;[0-9:]+;[0-9:]+;[0-9:]+t|<[0-9]+;-?[0-9]+;-?[0-9]+[Mm]|\?[0-9]+;[0-9]\$y)"
)
#: Where the cursor is; also what some terminals send for F3 with Shift, Alt or Ctrl, which does nothing here.
_PLACE = re.compile(r"\x1b\[[0-9]+;[0-9]+R")


class Key(events.Key):
    """A key, and how it came: its time is when its last byte was read."""

    #: Which read it came in.
    read = 0
    #: Whether it is the first of its read that prints.
    is_first = True
    #: How many keys that print came in the same read, a run of one and the same counted once.
    together = 1
    #: How many times the same key stands there in a row.
    alike = 1

    @property
    def is_printable(self) -> bool:
        """Whether it is text where one types: blanks and joiners of any kind are, as they are in a paste."""
        return self.character is not None and all(map(is_text, self.character))


class KeyReader:
    """Reads what a terminal sends: messages for the app, and in words what was not passed on."""

    def __init__(self) -> None:
        self._input = TerminalInput()
        self._parser = XTermParser()
        self._number = 0

    def wait(self, now: float) -> float | None:
        """How many seconds from now something is due if nothing comes; None where nothing is waited for."""
        return self._input.wait(now)

    def feed(self, text: str, now: float) -> list[Message | Notice]:
        """What a text that was read at a time comes to."""
        return self._read(self._input.feed(text, now))

    def tick(self, now: float) -> list[Message | Notice]:
        """What is due since nothing was there to read."""
        return self._read(self._input.tick(now))

    def _read(self, tokens: list[Token]) -> list[Message | Notice]:
        read: list[Message | Notice] = []
        for token in tokens:
            if isinstance(token, Notice):
                read.append(token)
            elif isinstance(token, Pasted):
                read.append(events.Paste(token.text))
            elif _REPORT.fullmatch(token.code):
                read += self._reported(token.code)
            elif not _PLACE.fullmatch(token.code):
                read += self._keys(token.code, token.at)
        self._number += 1
        _note_company([one for one in read if isinstance(one, Key)], self._number)
        return read

    def _reported(self, code: str) -> list[Message]:
        """What Textual makes of a report; confused by one that no terminal sends, it begins anew."""
        try:
            return list(self._parser.feed(code))
        except (ArithmeticError, LookupError, TypeError, ValueError):
            self._parser = XTermParser()
            return []

    def _keys(self, code: str, at: float) -> Iterator[Key]:
        """The keys that a character, or a control string, stands for; none where it stands for none we know."""
        code = _KEYPAD.get(code, code)
        found: list[events.Key] = []
        # A control string may be shaped like a key and hold numbers that no key has.
        with suppress(ArithmeticError, LookupError, TypeError, ValueError):
            found = self._textual_keys(code)
        for event in found:
            name = _SHIFTED.get(event.key, event.key)
            mark = (event.character or _KEYPAD_NAMES[name]) if name in _KEYPAD_NAMES else ""
            if mark:
                name = self._textual_keys(mark)[0].key
            if name == "<ignore>":
                continue
            key = Key(name, mark or event.character)
            key.time = at
            yield key

    def _textual_keys(self, code: str) -> list[events.Key]:
        """The keys that Textual knows a character, or a control string, as."""
        read = getattr(self._parser, "_sequence_to_key_events", None)
        return list(read(code)) if read is not None else self._keys_as_read(code)

    def _keys_as_read(self, code: str) -> list[events.Key]:
        """The same from Textual's reader, which would take a control string it does not know for pressed keys."""
        if code == ESCAPE:
            return [events.Key("escape", code)]
        if ESCAPE in code[1:]:
            return []
        return [one for one in XTermParser().feed(code[:32]) if isinstance(one, events.Key)]


def _note_company(keys: list[Key], number: int) -> None:
    """Note on keys that were read at once what they came with."""
    runs = [list(run) for _, run in groupby(keys, key=lambda key: key.key)]
    printing = [run[0] for run in runs if run[0].is_printable]
    for run in runs:
        for key in run:
            key.read, key.alike, key.together, key.is_first = number, len(run), len(printing), key in printing[:1]
