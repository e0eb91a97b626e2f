"""What is pasted is taken out of what is typed, whole and in its order.

Textual reads escape sequences inside a paste as keys, and delivers them before the text around them.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual import events

_START, _END = "\x1b[200~", "\x1b[201~"
#: More than this of one paste is not kept: it is more than can be put on disk, and will be refused.
_LONGEST = 2_000_000
#: So many tenths of a second without a character end a paste whose end never came.
_PATIENCE = 10


class Pastes:
    """Splits input, in whatever pieces it arrives, into text for Textual to read and pastes."""

    def __init__(self) -> None:
        self._rest = ""
        self._pasted: list[str] | None = None
        self._length = 0
        self._waited = 0

    def split(self, text: str) -> Iterator[str | events.Paste]:
        """What came, in order: text that was typed, and pastes that are complete."""
        self._waited = 0
        text, self._rest = self._rest + text, ""
        while text:
            marker = _START if self._pasted is None else _END
            before, found, after = text.partition(marker)
            if not found:
                before, self._rest = _apart(before, marker)
            if self._pasted is not None:
                self._keep(before)
            elif before:
                yield before
            if not found:
                return
            text = after
            if self._pasted is None:
                self._pasted, self._length = [], 0
            else:
                yield self._whole()

    def idle(self) -> Iterator[str | events.Paste]:
        """What is not waited for any longer, where nothing came for a tenth of a second."""
        self._waited += 1
        if self._pasted is None:
            rest, self._rest = self._rest, ""
            if rest:
                yield rest
        elif self._waited >= _PATIENCE:
            self._keep(self._rest)
            self._rest = ""
            yield self._whole()

    def _keep(self, text: str) -> None:
        assert self._pasted is not None
        kept = text[: _LONGEST - self._length]
        self._length += len(kept)
        self._pasted.append(kept)

    def _whole(self) -> events.Paste:
        pasted, self._pasted = "".join(self._pasted or ()), None
        return events.Paste(pasted.replace("\x00", ""))


def _apart(text: str, marker: str) -> tuple[str, str]:
    """Text without the beginning of a marker at its end, and that beginning; Escape alone is a key."""
    for length in range(min(len(marker) - 1, len(text)), 1, -1):
        if text.endswith(marker[:length]):
            return text[:-length], text[-length:]
    return text, ""
