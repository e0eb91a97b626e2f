"""References that are two, and nearly one: what a spreadsheet, or a keyboard of another script, makes of a reference.

A spreadsheet takes the zeros off `007`, writes `1E5` as `1.00E+05` and `MAR1` as `1-Mar`. Added as new cases such rows
split the answers of one child; so they are taken for new cases only when somebody says that they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Context, Decimal, InvalidOperation

from sqs_tui.domain.names import comparable

#: Letters of other scripts that look like one of ours, in capitals or small; small as they are compared.
_LOOK_ALIKE = str.maketrans(
    "авсԁеԍһніјкӏмоԛрѕтуүѵԝхз" "αβεζηικμνορτυχϲϳ" "օսհ" "ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ" "ıɑɡ",
    "abcdeghhijklmoqpstyyvwx3" "abezhikmnoptyxcj" "ouh" "abcdeghjklmprstvwz" "iag",
)  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
         "december")  # fmt: skip
_MONTH_OF = {name: number for names in (_MONTHS, _LONG) for number, name in enumerate(names, 1)} | {"sept": 9}
#: To how many digits a spreadsheet shows a number that is too long for its cell, and from how many on.
_SHOWN_DIGITS, _TOO_LONG = 6, 12
#: Which way of writing the same is nearly which: two long numbers are not, nor are two dates in digits alone.
_NEAR = {
    "long": ("shown",), "shown": ("long",),
    "named": ("named", "whole", "short"), "whole": ("named", "short"), "short": ("named", "whole"),
}  # fmt: skip


class NearReferences:
    """The references of a sample, to be asked whether one that is to be added is nearly one of them."""

    def __init__(self, references: Iterable[str]) -> None:
        self._near: dict[str, str] = {}
        for ref in references:
            self.add(ref)

    def add(self, ref: str) -> None:
        """Take in a reference, so that a later one can be nearly it."""
        for trait in _traits(ref):
            self._near.setdefault(trait, ref)

    def of(self, ref: str) -> str:
        """The reference that is nearly this one; empty where none is."""
        return next((self._near[trait] for trait in _sought(ref) if trait in self._near), "")


def _traits(ref: str) -> Iterator[str]:
    """What a reference comes to, in each of the ways in which it can be written otherwise."""
    text = comparable(ref).translate(_LOOK_ALIKE)
    yield re.sub(r"(?<![\d.,])0+(?=\d)", "", text)
    yield from (f"{kind} {number}" for kind, number in _numbers(text))
    yield from (f"{kind} {day}-{month}" for kind, day, month in _dates(text))


def _sought(ref: str) -> Iterator[str]:
    """The traits that make another reference nearly this one."""
    for trait in _traits(ref):
        kind, _, what = trait.partition(" ")
        yield from (f"{other} {what}" for other in _NEAR[kind]) if kind in _NEAR else (trait,)


def _numbers(text: str) -> Iterator[tuple[str, Decimal]]:
    """The number a reference reads as; of a long one also what a spreadsheet shows of it."""
    if not re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d{1,4})?", text, re.ASCII):
        return
    try:
        number = Decimal(text.replace(",", "."))
        yield "number", number.normalize(Context(prec=100))
        if number.adjusted() >= _TOO_LONG - 1:
            yield "shown" if "e" in text else "long", number.normalize(Context(prec=_SHOWN_DIGITS))
    except InvalidOperation:
        return


def _dates(text: str) -> Iterator[tuple[str, int, int]]:
    """The day and month a reference reads as: with the month's name, as a whole date in digits, or as two numbers."""
    parts = re.findall(r"[^\W\d_]+|\d+", text)
    months = [_MONTH_OF[part] for part in parts if part in _MONTH_OF]
    numbers = [int(part) for part in parts if part.isdecimal() and len(part) <= 4]
    if len(months) == 1 and len(numbers) == len(parts) - 1 and 1 <= len(numbers) <= 2:
        yield from (("named", number, months[0]) for number in numbers if number <= 99)
        return
    if len(numbers) != len(parts) or not re.fullmatch(r"\d+(?:[-/. ]\d+){1,2}", text):
        return
    pair = [number for number in numbers if number <= 31]
    years = [number for number in numbers if number > 31]
    if (len(numbers) == 2 and not years) or (len(numbers) == 3 and len(years) == 1):
        kind = "whole" if years else "short"
        for day, month in (pair, reversed(pair)):
            if 1 <= month <= 12:
                yield kind, day, month
