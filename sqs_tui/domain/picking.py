"""How factors are offered: in pages by group, a letter each."""

from __future__ import annotations

from collections.abc import Iterable

from sqs_tui.domain.catalogue import Factor, FactorList

#: The letters that mark factors. Those an inspector's fingers know as note, down, up, back and undo stay what they
#: are: nobody should mark a factor by reaching for one of them.
LETTERS = "abcdfghilmnoprstvwxyz"

Page = tuple[str, tuple[Factor, ...]]


def pages(lists: Iterable[FactorList], letters: str = LETTERS) -> list[Page]:
    """The groups with their factors, cut where a group has more than there are letters."""
    size = len(letters)
    return [
        (one.title, one.factors[start : start + size]) for one in lists for start in range(0, len(one.factors), size)
    ]
