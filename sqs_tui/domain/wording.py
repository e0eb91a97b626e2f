"""Candidate words for a proportion, without the noun; the author picks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from sqs_tui.domain.percent import Proportion
from sqs_tui.values import dataclass

NUMBERS = (
    "none", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip

FRACTIONS = (
    (Fraction(1, 4), "one-quarter"),
    (Fraction(1, 3), "one-third"),
    (Fraction(1, 2), "half"),
    (Fraction(2, 3), "two-thirds"),
    (Fraction(3, 4), "three-quarters"),
)

BAND_WORDS = (
    (90, "almost all"),
    (80, "most"),
    (65, "the large majority"),
    (50, "the majority"),
    (25, "a minority"),
    (10, "a small number"),
    (0, "very few"),
)


def candidates(proportion: Proportion) -> tuple[str, ...]:
    """Small bases are counted first; larger ones are told as fractions, then in band words.

    For what was not met, ask of `proportion.not_met`.
    """
    percent = proportion.percent
    if percent is None:
        return ()
    counts = tuple(_counts(proportion.met, proportion.relevant))
    if percent == 100:
        return ("all", *counts)
    if percent == 0:
        return ("none",)
    words = (*_fractions(percent), *_band_words(percent, proportion.met))
    return counts + words if proportion.counts_lead else words + counts


def loose(proportion: Proportion) -> tuple[str, ...]:
    """Words true over a wide range, for the author only; none of them is said of all or none."""
    if proportion.met in (0, proportion.relevant):
        return ()
    return tuple(phrase for phrase, _, holds in _LOOSE if holds(proportion))


def spelt(number: int) -> str:
    """Numbers are spelt to twelve, and in digits above."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


def _counts(met: int, relevant: int) -> Iterator[str]:
    """Counts, as the letter does: "all but two" of eight, "two of the three"."""
    if met == relevant - 1 and relevant >= 4:
        yield "all but one"
    if met == relevant - 2 and relevant >= 7:
        yield "all but two"
    if met < relevant < len(NUMBERS):
        yield f"{spelt(met)} of the {spelt(relevant)}"
    if met == 1:
        yield "in one case"
    elif 1 < met < len(NUMBERS) <= relevant:
        yield f"in {spelt(met)} cases"


def _fractions(percent: Fraction) -> Iterator[str]:
    """Within a point it is the fraction; up to four points off, almost or just over it."""
    for fraction, name in FRACTIONS:
        over = percent - 100 * fraction
        if -1 <= over <= 1:
            yield name
        elif -4 <= over < 0:
            yield f"almost {name}"
        elif 0 < over <= 4:
            yield f"just over {name}"
    if 45 <= percent <= 55:
        yield "about half"


def _band_words(percent: Fraction, met: int) -> Iterator[str]:
    """Each band begins at its percentage, unrounded; a few is at least two, at most a quarter."""
    if percent != 50:  # Half is already said as a fraction, and is not a majority.
        yield next(words for at_least, words in BAND_WORDS if percent >= at_least)
    if percent <= 25 and met >= 2:
        yield "a few"


def _reaches(at_least: int) -> Callable[[Proportion], bool]:
    return lambda proportion: 100 * proportion.met >= at_least * proportion.relevant


def _is_almost_always(proportion: Proportion) -> bool:
    """In eight cases or fewer, only all but one can be almost always."""
    return _reaches(90)(proportion) or (4 <= proportion.relevant <= 8 and proportion.met == proportion.relevant - 1)


def _is_several(proportion: Proportion) -> bool:
    """At least two cases, and never more than half."""
    met, relevant = proportion.met, proportion.relevant
    return _reaches(15)(proportion) and met >= 2 and 2 * met <= relevant


_LOOSE: tuple[tuple[str, str, Callable[[Proportion], bool]], ...] = (
    (
        "almost always",
        "90% or more, or all but one of four to eight, but not all",
        _is_almost_always,
    ),
    ("in most instances", "70% or more, but not all", _reaches(70)),
    ("generally", "70% or more, but not all", _reaches(70)),
    ("many", "65% or more, but not all", _reaches(65)),
    ("several", "15 to 50%, and at least two", _is_several),
    ("some", "15 to 50%, and at least two", _is_several),
    ("not all", "at least one, but not all", lambda proportion: True),
    ("not always", "at least one, but not all", lambda proportion: True),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A phrase an author can pick; `range` says when a loose one is true, and is empty for all others."""

    words: str
    range: str = ""

    @property
    def is_loose(self) -> bool:
        """Whether the phrase is true over a wide range."""
        return bool(self.range)


def offers(proportion: Proportion) -> tuple[Offer, ...]:
    """Everything that can be said of a proportion: the candidates, then the loose words with their ranges."""
    ranges = {phrase: told for phrase, told, _ in _LOOSE}
    return (
        *(Offer(words) for words in candidates(proportion)),
        *(Offer(words, ranges[words]) for words in loose(proportion)),
    )
