"""So many met, of so many relevant cases: percentages, bands and small bases."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol, TypeVar

from sqs_tui.values import dataclass

SMALL_BASE = 5
COUNTS_LEAD_BELOW = 10
BOUNDARY_MARGIN = 5
NOTHING_RELEVANT = "–"


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many met, of so many relevant cases."""

    met: int = 0
    relevant: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.met <= self.relevant:
            raise ValueError(f"{self.met} met of {self.relevant} relevant is not a proportion")

    def __add__(self, other: Proportion) -> Proportion:
        return Proportion(self.met + other.met, self.relevant + other.relevant)

    @property
    def not_met(self) -> Proportion:
        """The same cases, told from the other side."""
        return Proportion(self.relevant - self.met, self.relevant)

    @property
    def is_small(self) -> bool:
        """Fewer than five relevant cases carry the small-base mark."""
        return 0 < self.relevant < SMALL_BASE

    @property
    def counts_lead(self) -> bool:
        """Under ten relevant cases, read the count before the percentage."""
        return self.relevant < COUNTS_LEAD_BELOW

    @property
    def share(self) -> Fraction | None:
        """Exact, from 0 to 1; nothing relevant is neither none nor all."""
        return Fraction(self.met, self.relevant) if self.relevant else None

    @property
    def percent(self) -> Fraction | None:
        """Exact, from 0 to 100: what bands and words are tested on."""
        return Fraction(100 * self.met, self.relevant) if self.relevant else None

    def whole(self) -> str:
        """Rounded half up, once: 62.5 is shown as 63."""
        return str(self._half_up(100)) if self.relevant else NOTHING_RELEVANT

    def one_decimal(self) -> str | None:
        """Rounded half up, once: 6.25 is shown as 6.3."""
        if not self.relevant:
            return None
        units, tenths = divmod(self._half_up(1000), 10)
        return f"{units}.{tenths}"

    def of(self) -> str:
        return f"{self.met} of {self.relevant}"

    def compact(self) -> str:
        return f"{self.met}/{self.relevant}"

    def _half_up(self, scale: int) -> int:
        return (2 * scale * self.met + self.relevant) // (2 * self.relevant)


class Band(Protocol):
    """Anything that begins at a percentage."""

    @property
    def at_least(self) -> int: ...


AnyBand = TypeVar("AnyBand", bound=Band)


def band_of(proportion: Proportion, bands: Sequence[AnyBand]) -> AnyBand | None:
    """The highest band reached, highest first, before any rounding: 79.6 has not reached 80."""
    percent = proportion.percent
    if percent is None:
        return None
    return next((band for band in bands if percent >= band.at_least), None)


def near_boundary(proportion: Proportion, bands: Sequence[Band]) -> bool:
    """Five cases or fewer, five points or fewer from a boundary, or one case from another band."""
    percent = proportion.percent
    if percent is None:
        return False
    if proportion.relevant <= SMALL_BASE:
        return True
    boundaries = [band.at_least for band in bands if band.at_least]
    if any(abs(percent - boundary) <= BOUNDARY_MARGIN for boundary in boundaries):
        return True
    band = band_of(proportion, bands)
    return any(band_of(flipped, bands) != band for flipped in _one_case_flipped(proportion))


def _one_case_flipped(proportion: Proportion) -> list[Proportion]:
    met, relevant = proportion.met, proportion.relevant
    return [Proportion(near, relevant) for near in (met - 1, met + 1) if 0 <= near <= relevant]
