"""How firm a proportion is: where it may really lie, what open answers could make of it, and what one more would.

For criteria only (rules.md, How firm a figure is): a section adds up judgements that hang together.
"""

from __future__ import annotations

from math import sqrt

from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.wording import candidates
from sqs_tui.values import dataclass

#: The point of the normal distribution that leaves 2.5 % above it: for ranges that hold in 95 % of samples.
Z_95 = 1.959963984540054


def wilson(proportion: Proportion, z: float = Z_95) -> tuple[float, float] | None:
    """The Wilson interval, from 0 to 1: where the share may lie in all cases like these; None for nothing relevant.

    Unlike the textbook interval it stays between none and all, and keeps its width at them (E. B. Wilson, 1927).
    """
    relevant = proportion.relevant
    if not relevant:
        return None
    share = proportion.met / relevant
    middle = share + z * z / (2 * relevant)
    spread = z * sqrt(share * (1 - share) / relevant + z * z / (4 * relevant * relevant))
    scale = 1 + z * z / relevant
    low, high = (middle - spread) / scale, (middle + spread) / scale
    # At none and at all the ends are exact; there rounding in the machine would step over them.
    return (0.0 if proportion.met == 0 else low), (1.0 if proportion.met == relevant else high)


def extremes(proportion: Proportion, still_open: int) -> tuple[Proportion, Proportion]:
    """The worst and the best it can come to, if every open answer falls one way."""
    relevant = proportion.relevant + still_open
    return Proportion(proportion.met, relevant), Proportion(proportion.met + still_open, relevant)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a proportion would be after one more case: its words, and those of today's that would still be true."""

    proportion: Proportion
    words: tuple[str, ...]
    kept: tuple[str, ...]


def one_more(proportion: Proportion) -> tuple[Turn, Turn]:
    """What one more Yes, and one more No, would do to the words."""
    now = candidates(proportion)
    yes = Proportion(proportion.met + 1, proportion.relevant + 1)
    no = Proportion(proportion.met, proportion.relevant + 1)
    return _turn(now, yes), _turn(now, no)


def _turn(now: tuple[str, ...], then: Proportion) -> Turn:
    words = candidates(then)
    return Turn(then, words, tuple(word for word in now if word in words))
