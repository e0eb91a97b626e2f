"""How factors are offered: in pages by group, a letter each."""

from __future__ import annotations

from collections.abc import Iterable

from sqs_tui.domain.catalogue import Factor, FactorList

#: The letters that mark factors. Those an inspector's fingers know as note, down, up, back and undo stay what they
#: are: nobody should mark a factor by reaching for one of them.
LETTERS = "abcdfghilmnoprstvwxyz"

#: As many reasons as one looks through for one verdict; what there is beyond them is a page further on.
FIRST_PAGE = 12

Page = tuple[str, tuple[Factor, ...]]


def pages(lists: Iterable[FactorList], letters: str = LETTERS) -> list[Page]:
    """The groups with their factors, cut where a group has more than there are letters, the first sooner."""
    found: list[Page] = []
    for one in lists:
        rest = one.factors
        while rest:
            size = len(letters) if found else min(FIRST_PAGE, len(letters))
            found.append((one.title, rest[:size]))
            rest = rest[size:]
    return found
