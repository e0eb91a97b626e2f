"""Words for a proportion put into a sentence: with their noun, after "in" or at its beginning."""

from __future__ import annotations

import re

from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.wording import Offer, offers

IN, OF = "in", "of"
#: Words that stand alone and take no noun.
ADVERBS = frozenset({"almost always", "in most instances", "generally", "not always"})
#: Words that stand straight before a noun: "most relevant cases".
_STRAIGHT = frozenset(
    {"all", "almost all", "most", "many", "several", "some", "a few", "very few", "not all"},
)
_DEFINITE = re.compile(r"(the|those|these|them|our)\b")
_COUNTED = re.compile(r"in (\w+) cases?")
_K_OF_N = re.compile(r"\w+ of the \w+")
_PLURAL = re.compile(r"\b(\w+[^s\W])s\b")


def phrased(words: str, frame: str, base: str) -> str:
    """Words with their noun: after "in" ("in two-thirds of relevant cases"), or to begin with ("all but one of them").

    `base` is the plural noun the proportion is of; one that begins with "the", "those" or "them" is taken as known.
    """
    if words in ADVERBS:
        return words
    phrase = _with_noun(words, base, definite=_DEFINITE.match(base) is not None)
    return f"in {phrase}" if frame == IN else phrase


def fitting(proportion: Proportion, frame: str) -> tuple[Offer, ...]:
    """What can be said of a proportion where a sentence leaves room for it."""
    return tuple(offer for offer in offers(proportion) if frame == IN or offer.words not in ADVERBS)


def _with_noun(words: str, base: str, *, definite: bool) -> str:
    known = base if definite else f"the {base}"
    counted = _COUNTED.fullmatch(words)
    if counted:
        if definite:
            return f"{counted[1]} of {known}"
        return f"one {singular(base)}" if counted[1] == "one" else f"{counted[1]} {base}"
    if _K_OF_N.fullmatch(words):
        return words if base == "them" else f"{words} {re.sub(r'^(the|those|these) ', '', base)}"
    if words in ("none", "half", "all but one", "all but two"):
        return f"{words} of {known}"
    if words in _STRAIGHT:
        return f"{words} of {base}" if definite else f"{words} {base}"
    return f"{words} of {base}"


def singular(base: str) -> str:
    """One of a plural noun: the first word that is a plural loses its s."""
    return _PLURAL.sub(r"\1", base, count=1)
