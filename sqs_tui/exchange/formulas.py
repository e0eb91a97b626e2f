"""Cells that a spreadsheet would run as formulas, and the apostrophe that keeps them text."""

from __future__ import annotations

import re

#: Also the full-width forms, which some spreadsheets read alike.
_STARTS = "=+\\-@\t\r\n＝＋－＠"
_WOULD_RUN = re.compile(f"'*[{_STARTS}]")
_GUARDED = re.compile(f"'+[{_STARTS}]")


def guarded(text: str) -> str:
    """The text with an apostrophe before it, where a spreadsheet would run it."""
    return "'" + text if _WOULD_RUN.match(text) else text


def unguarded(text: str) -> str:
    """The text without that apostrophe: what `guarded` did, taken back."""
    return text[1:] if _GUARDED.match(text) else text
