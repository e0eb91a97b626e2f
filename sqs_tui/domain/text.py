"""The door for text that people or files bring: cleaned on the way in, made visible on the way out."""

from __future__ import annotations

import re
import unicodedata

#: Characters that would reorder what stands around them.
_REORDERING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
#: Half characters, and those Unicode promises never to use: the last two of each of its seventeen planes.
_NOT_TEXT = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)
)
#: What nobody sees, and could carry a text inside a text: soft hyphens, spaces and joiners of no width, fillers that
#: count as letters, annotations between lines, marks of notation systems, and the tag characters with all that is
#: reserved beside them. What joins and what chooses a variant (U+200C, U+200D, U+FE00 to U+FE0F) stays: scripts need
#: it.
_UNSEEN = (
    "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)

#: All that is not kept, as the inside of a set of characters.
HOSTILE = f"{_CONTROL}{_REORDERING}{_NOT_TEXT}{_UNSEEN}"
_DROPPED = re.compile(f"[{HOSTILE}]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_CONTROLLING = re.compile(f"[{_CONTROL}]")
_SHOWN = re.compile(f"[\t\n{HOSTILE}\u2028\u2029]")


def cleaned(text: str) -> str:
    """Text as it is kept: composed (NFC), lines ended one way, nothing in it that steers a terminal or hides."""
    return unicodedata.normalize("NFC", _DROPPED.sub("", _LINE_ENDS.sub("\n", text)))


def is_text(character: str) -> bool:
    """Whether a character that is typed is text, as it would be in a paste: blanks and joiners of any kind are."""
    return character.isprintable() or (
        unicodedata.category(character) in ("Zs", "Cf") and _DROPPED.match(character) is None
    )


def has_control(text: str) -> bool:
    """Whether characters steer a terminal; tabs and line ends are text."""
    return _CONTROLLING.search(text.replace("\r", "\n")) is not None


def visible(text: str) -> str:
    """Text as one line that steers nothing: what cannot be seen is written out."""
    return _SHOWN.sub(lambda found: _spelled(found[0]), text)


def _spelled(character: str) -> str:
    if character == "\n":
        return "⏎"
    code = ord(character)
    if code < 0x20:
        return "^" + chr(code + 0x40)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
