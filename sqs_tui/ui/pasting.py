"""What is pasted, kept apart from what is typed: however much it is, it takes a bounded room and time.

It never passes Textual's reader, which takes escape sequences in it for keys and delivers them before the text around
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual.events import Paste

#: How much may be pasted at once, in characters: some forty pages.
LONGEST = 100_000
_BEGINS, _ENDS = "\x1b[200~", "\x1b[201~"


class Pasting:
    """Passes on what a terminal sends: text to be read, and pastes, each whole; one that is too long as nothing.

    The marks around a paste are passed on without it, so that whoever reads the rest is not left waiting.
    """

    def __init__(self, refused: Callable[[int], None]) -> None:
        """`refused` is told how long a paste was of which nothing is taken."""
        self._refused = refused
        self._last, self._is_inside = "", False
        self._kept: list[str] = []
        self._length = 0

    def passed(self, text: str) -> Iterator[str | Paste]:
        """What is to be read now of a text that came."""
        while text:
            mark = _ENDS if self._is_inside else _BEGINS
            # A mark may come in two halves.
            end = (self._last + text).find(mark)
            part = text if end < 0 else text[: end + len(mark) - len(self._last)]
            text = text[len(part) :]
            self._last = "" if end >= 0 else (self._last + part)[1 - len(mark) :]
            if self._is_inside:
                yield from self._inside(part, ends=end >= 0)
            else:
                yield part
            self._is_inside ^= end >= 0

    def _inside(self, part: str, *, ends: bool) -> Iterator[str | Paste]:
        self._length += len(part)
        if self._length <= LONGEST + len(_ENDS):
            self._kept.append(part)
        else:
            self._kept.clear()
        if not ends:
            return
        if self._kept:
            yield Paste("".join(self._kept).removesuffix(_ENDS))
        else:
            self._refused(self._length - len(_ENDS))
        yield _ENDS
        self._kept, self._length = [], 0
