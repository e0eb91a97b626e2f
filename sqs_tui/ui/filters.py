"""The last door before the terminal: control characters are drawn as signs, and NO_COLOR sends no colour."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

from sqs_tui.domain.text import HOSTILE

_HOSTILE = re.compile(f"[\t\n\u2028\u2029{HOSTILE}]")


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "�"


def harmless(text: str) -> str:
    """Text with control, bidi and unpaired characters replaced by visible signs of one cell."""
    return _HOSTILE.sub(_sign, text)


#: Our own typography in ASCII, of the same width.
_PLAIN = str.maketrans({"→": ">", "–": "-", "—": "-", "…": "~", "×": "x", "·": ".", "’": "'", "“": '"', "”": '"'})


class PlainText(LineFilter):
    """For terminals with fewer characters: ours have plain twins, others that cannot be sent show as `?`."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in characters the terminal has."""
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(self._sent(segment.text), segment.style, segment.control)
            for segment in segments
        ]

    def _sent(self, text: str) -> str:
        text = text.translate(_PLAIN)
        return "".join(one if self._has(one) else "?" * cell_len(one) for one in text)

    def _has(self, character: str) -> bool:
        try:
            character.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True


class HarmlessText(LineFilter):
    """Nothing in a text can reach the terminal as anything but a character."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with hostile characters replaced, as wide as before; without any they are passed on."""
        if not any(self._is_hostile(segment) for segment in segments):
            return segments
        shown = [
            Segment(harmless(segment.text), segment.style) if self._is_hostile(segment) else segment
            for segment in segments
        ]
        # Most of them had no width: without this, their signs would push the line over what stands beside it.
        return list(Strip(shown).crop(0, sum(segment.cell_length for segment in segments)))

    def _is_hostile(self, segment: Segment) -> bool:
        text = segment.text
        return not (segment.control or (text.isascii() and text.isprintable())) and _HOSTILE.search(text) is not None


@lru_cache(maxsize=1024)
def _colourless(style: Style) -> Style:
    return Style(
        bold=style.bold,
        dim=None,
        italic=style.italic,
        underline=style.underline,
        reverse=style.reverse,
        strike=style.strike,
        meta=style.meta or None,
    )


class NoColour(LineFilter):
    """Bold, underline and reverse stay; every colour goes."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without colour."""
        return [Segment(text, _colourless(style) if style else style, control) for text, style, control in segments]
