"""What commands print: no colour, and no text of a user's that could steer a terminal."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import Any

from sqs_tui.domain.text import visible
from sqs_tui.errors import SqsError


def say(*lines: str) -> None:
    """Print lines for people."""
    for line in lines:
        print(visible(line).rstrip())


def warn(line: str) -> None:
    """Tell something beside the output."""
    print(visible(line), file=sys.stderr)


def tell(error: SqsError) -> None:
    """Tell an error: its title, every line of its detail, and what to do."""
    warn(f"sqs: {error.title}")
    for line in error.detail.splitlines():
        warn(f"  {line}")
    if error.remedy:
        warn(error.remedy)


def put(text: str) -> None:
    """Print text for other programs, as UTF-8 whatever the terminal speaks."""
    _speak("utf-8", "strict")
    print(text, end="")


def put_json(value: Any) -> None:
    """Print a value as JSON."""
    put(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def bear_any_encoding() -> None:
    """Let what the terminal cannot show become a question mark, not an error."""
    _speak(None, "replace")


def _speak(encoding: str | None, errors: str) -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            with suppress(ValueError, OSError):
                stream.reconfigure(encoding=encoding, errors=errors)


def rows(table: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset(), indent: str = "") -> None:
    """Print rows with their columns aligned; the columns in `right` stand to the right."""
    shown = [[visible(cell) for cell in row] for row in table]
    count = max((len(row) for row in shown), default=0)
    widths = [max((width(row[place]) for row in shown if place < len(row)), default=0) for place in range(count)]
    for row in shown:
        cells = [
            " " * (widths[place] - width(cell)) + cell if place in right else cell + " " * (widths[place] - width(cell))
            for place, cell in enumerate(row)
        ]
        print((indent + "  ".join(cells)).rstrip())


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"
