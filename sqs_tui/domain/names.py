"""Whether two references, case managers or inspectors are the same, however they are spelt; accounts stay exact.

One rule serves adding, matching, counting, slicing, importing, merging and erasing: what one of them took for two and
another for one would land on the wrong child's case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from sqs_tui.domain.case import REMOVED, Case

#: Every dash of Unicode (its class Pd), the minus sign and the two that look like it.
_DASHES = dict.fromkeys(
    map(
        ord,
        "\u02d7\u058a\u05be\u1400\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e17\u2e1a\u2e3a\u2e3b"
        "\u2e40\u2e5d\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d\U00010ead",
    ),
    "-",
)


@lru_cache(maxsize=8192)
def comparable(name: str) -> str:
    """A name as it is compared: in small letters, with one kind of dash and of blank; nothing is left out."""
    # Before small letters, since some have none of their own until they are composed; and after, since those may.
    small = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(small.translate(_DASHES).split())


def as_written(name: str) -> str:
    """A pattern for a name where it stands in a text: any dash for a dash, any blanks for one."""
    dashes = re.escape("".join(map(chr, _DASHES)) + "-")
    parts = re.split(r"(\s+|-)", name.translate(_DASHES).strip())
    return "".join(f"[{dashes}]" if part == "-" else r"\s+" if part.isspace() else re.escape(part) for part in parts)


def is_same(one: str, other: str) -> bool:
    """Whether two names are one."""
    return comparable(one) == comparable(other)


def spellings(names: Iterable[str]) -> dict[str, str]:
    """Each name once: the first of its spellings by what it is compared by; empty names are none."""
    first: dict[str, str] = {}
    for name in names:
        if key := comparable(name):
            first.setdefault(key, name)
    return first


class References:
    """The cases of a sample by their references; removed ones are not in it."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._cases: dict[str, list[Case]] = {}
        for case in cases:
            if case.status != REMOVED:
                self._cases.setdefault(comparable(case.ref), []).append(case)

    def called(self, ref: str) -> list[Case]:
        """The cases a reference names: those that have it to the letter, else those it comes to the same with.

        More than one means that it says nothing: whoever takes the first lands on another child's case.
        """
        alike = self._cases.get(comparable(ref), [])
        return [case for case in alike if case.ref == ref.strip()] or alike

    def alike(self, ref: str) -> list[Case]:
        """Every case whose reference comes to the same, to the letter or not."""
        return self._cases.get(comparable(ref), [])

    def shared(self) -> Iterator[list[Case]]:
        """The cases that have one reference between them: two copies of a workbook each added one."""
        return (cases for cases in self._cases.values() if len(cases) > 1)


def managers_named(cases: Mapping[str, Case]) -> dict[str, str]:
    """The case managers that cases of the sample name, each in its first spelling, by what it is compared by."""
    return spellings(case.particular("case_manager") for case in cases.values() if case.status != REMOVED)
