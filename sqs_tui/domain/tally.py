"""The proportions over every case, kept up to date by swapping one standing for another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from sqs_tui.domain.catalogue import Band, Catalogue, Criterion
from sqs_tui.domain.percent import Proportion, band_of, near_boundary
from sqs_tui.domain.standing import Standing, State, differing
from sqs_tui.values import dataclass

_STATES = len(State)
_PENDING = _STATES
_EMPTY = (0,) * (_STATES + 1)


@dataclass(frozen=True, slots=True)
class CriterionFigure:
    """How one criterion stands over all counted cases; the seven counts add up to the cases.

    `pending` of them are open still, or hang on a gate that is not settled: then it is provisional.
    """

    proportion: Proportion
    closed: int
    chosen_na: int
    cannot_judge: int
    parked: int
    blank: int
    pending: int = 0

    @property
    def provisional(self) -> bool:
        """Whether the figure can still change without anybody changing an answer."""
        return self.pending > 0

    @property
    def not_applicable(self) -> int:
        """Not applicable by rule and chosen together."""
        return self.closed + self.chosen_na


@dataclass(frozen=True, slots=True)
class SectionFigure:
    """What a section shows.

    Pooled: all its scored judgements together. Lowest: its lowest scored criterion, named in `lowest` with those that
    share its place, and its band; `incomplete` then says that another scored criterion has nothing relevant.

    `too_few` says that a scored criterion rests on fewer cases than a band needs: the proportion then is of all scored
    judgements, to be read as k of n and nothing else.
    """

    proportion: Proportion
    provisional: bool
    lowest: tuple[str, ...] = ()
    band: Band | None = None
    near_boundary: bool = False
    incomplete: bool = False
    too_few: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of states for each criterion over the cases counted; changed only by `swapping`."""

    catalogue: Catalogue
    counts: tuple[tuple[int, ...], ...]
    sections: tuple[tuple[int, int, int], ...]  # met, relevant, pending; scored criteria only
    cases: int = 0

    @classmethod
    def of(cls, catalogue: Catalogue, standings: Iterable[Standing] = ()) -> Tally:
        """Count every standing once."""
        tally = cls(
            catalogue,
            (_EMPTY,) * len(catalogue.criteria),
            ((0, 0, 0),) * len(catalogue.sections),
        )
        for heard in standings:
            tally = tally.swapping(None, heard)
        return tally

    def swapping(self, before: Standing | None, after: Standing | None) -> Tally:
        """The tally with one case's standing in the place of another; None is a case that does not count."""
        if before == after:
            return self
        counts, sections = list(self.counts), [list(sums) for sums in self.sections]
        section_place = {section.id: place for place, section in enumerate(self.catalogue.sections)}
        if before is not None and after is not None:
            places: Iterable[int] = differing(before, after)
        else:
            places = range(len(counts))
        for place in places:
            count = list(counts[place])
            criterion = self.catalogue.criteria[place]
            sums = sections[section_place[criterion.section]] if criterion.is_scored else [0, 0, 0]
            for heard, sign in ((before, -1), (after, 1)):
                if heard is None:
                    continue
                state, pending = heard.states[place], heard.pending[place]
                count[state] += sign
                count[_PENDING] += sign * pending
                sums[0] += sign * (state == State.YES)
                sums[1] += sign * (state <= State.NO)
                sums[2] += sign * pending
            counts[place] = tuple(count)
        return Tally(
            self.catalogue,
            tuple(counts),
            tuple((met, relevant, pending) for met, relevant, pending in sections),
            self.cases + (after is not None) - (before is not None),
        )

    def criterion(self, id: str) -> CriterionFigure:
        """How a criterion stands over the cases counted."""
        count = self.counts[self.catalogue.place[id]]
        return CriterionFigure(
            proportion=Proportion(count[State.YES], count[State.YES] + count[State.NO]),
            closed=count[State.CLOSED],
            chosen_na=count[State.NA],
            cannot_judge=count[State.UNKNOWN],
            parked=count[State.PARKED],
            blank=count[State.BLANK],
            pending=count[_PENDING],
        )

    def section(self, id: str) -> SectionFigure:
        """What a section shows, by the catalogue's way of adding up."""
        place = next(place for place, section in enumerate(self.catalogue.sections) if section.id == id)
        met, relevant, pending = self.sections[place]
        pooled = SectionFigure(Proportion(met, relevant), provisional=pending > 0)
        if self.catalogue.aggregate == "pooled":
            return pooled
        return self._lowest(self.catalogue.scored[id], pooled)

    def _lowest(self, scored: tuple[Criterion, ...], pooled: SectionFigure) -> SectionFigure:
        figures = [(self.criterion(one.id).proportion, one) for one in scored]
        relevant = [(proportion, one) for proportion, one in figures if proportion.relevant]
        if not relevant:
            return SectionFigure(Proportion(), pooled.provisional, incomplete=bool(scored))
        # The lowest of several small proportions is low by chance: a share that is Good comes out Inadequate.
        if any(proportion.relevant < self.catalogue.least_cases for proportion, _ in relevant):
            return replace(pooled, too_few=True)
        least = min(Fraction(proportion.met, proportion.relevant) for proportion, _ in relevant)
        lowest = [(proportion, one) for proportion, one in relevant if proportion.share == least]
        proportion = lowest[0][0]
        return SectionFigure(
            proportion,
            pooled.provisional,
            lowest=tuple(one.id for _, one in lowest),
            band=band_of(proportion, self.catalogue.bands),
            near_boundary=any(near_boundary(one, self.catalogue.bands) for one, _ in lowest),
            incomplete=len(relevant) < len(figures),
        )

    def total(self) -> tuple[int, int, Band | None] | None:
        """Points of the rated sections, the most there could be, and the band; None while one is not rated."""
        total = self.catalogue.total
        if total is None:
            return None
        bands = [self.section(section).band for section in total.sections]
        if any(band is None for band in bands):
            return None
        points = sum(band.points for band in bands if band)
        best = max((band.points for band in self.catalogue.bands), default=0) * len(bands)
        return points, best, next((band for band in total.bands if points >= band.at_least), None)

    def mean_of_criteria(self, section: str) -> Fraction | None:
        """The mean of the scored criteria's percentages, those with nothing relevant left out."""
        shares = [
            Fraction(100 * proportion.met, proportion.relevant)
            for proportion in (self.criterion(one.id).proportion for one in self.catalogue.scored[section])
            if proportion.relevant
        ]
        return sum(shares, Fraction()) / len(shares) if shares else None


def mean_of_cases(catalogue: Catalogue, standings: Iterable[Standing], section: str) -> Fraction | None:
    """The mean of each case's own percentage in a section, cases with nothing relevant left out."""
    shares = []
    for heard in standings:
        own = Tally.of(catalogue, [heard])
        place = next(place for place, one in enumerate(catalogue.sections) if one.id == section)
        met, relevant, _ = own.sections[place]
        if relevant:
            shares.append(Fraction(100 * met, relevant))
    return sum(shares, Fraction()) / len(shares) if shares else None
