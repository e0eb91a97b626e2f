"""What the figures can come to while people differ: the least and the most, over every choice of what they put down.

One value counts meanwhile, the one written last; no figure that hangs on it may be read without this range. A choice
can close a gate, move a case to another group or take it out of the sample, so both numbers of a proportion can move.

What several criteria come to together has no end worth waiting for once people differ on many cases. Then every
criterion is taken at its own best, as if one choice could bring about all of these: the range may be wider than any
choice comes to, and is never narrower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from fractions import Fraction
from itertools import islice, product
from operator import add

from sqs_tui.domain.case import Answer, Case
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.percent import Proportion, band_of
from sqs_tui.domain.standing import Standing, State, standing, state_of
from sqs_tui.domain.tally import Tally
from sqs_tui.values import dataclass

#: How many are met and how many are not, of each criterion asked about, one after the other.
_Counts = tuple[int, ...]
#: What is in no proportion, why ever: for a range it is all one.
_OUT = State.CLOSED
#: How each criterion asked about may stand in one case, for one choice of what several of them hang on.
_Way = tuple[frozenset[State], ...]
#: How many ends of several criteria are followed from case to case: each case may double them, and a reader waits.
_MOST_ENDS = 64


@dataclass(frozen=True, slots=True)
class Disputed:
    """A case people differ on: all that stands for each field, with the value that is shown among it."""

    case: Case
    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    particulars: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statuses: tuple[str, ...] = ()
    _heard: dict[tuple[str, ...], list[tuple[Case, bytes]]] = field(default_factory=dict, compare=False, repr=False)

    def heard(self, catalogue: Catalogue, criteria: tuple[str, ...]) -> list[tuple[Case, bytes]]:
        """The case for every such choice, with how its criteria then stand; worked out once, for it takes a while."""
        if criteria not in self._heard:
            self._heard[criteria] = [(case, standing(catalogue, case).states) for case in self.choices(criteria)]
        return self._heard[criteria]

    def choices(self, criteria: Iterable[str]) -> Iterator[Case]:
        """The case for every choice of its status, its particulars and the answers to some criteria."""
        named = [id for id in criteria if id in self.answers]
        every = product(
            self.statuses or (self.case.status,),
            product(*self.particulars.values()),
            product(*(self.answers[id] for id in named)),
        )
        for status, values, answers in every:
            particulars = {**self.case.particulars, **dict(zip(self.particulars, values, strict=True))}
            chosen = replace(self.case, status=status, particulars=particulars)
            for id, answer in zip(named, answers, strict=True):
                chosen = chosen.answering(id, answer)
            yield chosen


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most a figure comes to.

    With the bands these reach, where the figure has one; `unrated` says that for some choice it would have none.
    """

    low: Proportion
    high: Proportion
    bands: tuple[str, ...] = ()
    unrated: bool = False

    @property
    def words(self) -> str:
        """Such as "8 to 10 of 12, Good to Outstanding"; "8 of 11 to 10 of 12" where the base moves too."""
        bands = " to ".join(self.bands)
        return ", ".join(filter(None, (self._counts_in_words, bands, "or no band" if self.unrated else "")))

    @property
    def _counts_in_words(self) -> str:
        if self.low == self.high:
            return f"{self.low.of()} either way"
        if self.low.relevant == self.high.relevant:
            return f"{self.low.met} to {self.high.of()}"
        return f"{self.low.of()} to {self.high.of()}"

    @property
    def compact(self) -> str:
        """The same where there is little room: "8-10/12"."""
        if self.low.relevant == self.high.relevant:
            return f"{self.low.met}-{self.high.compact()}"
        return f"{self.low.compact()}-{self.high.compact()}"


class Ranges:
    """A tally with the ranges of its figures; None for a figure that nobody differs on."""

    def __init__(
        self, tally: Tally, disputed: Sequence[tuple[Disputed, Standing | None]], counts: Callable[[Case], bool]
    ) -> None:
        """The cases people differ on, each with its standing in the tally; None for one that is not counted as shown.

        `counts` says whether a case belongs to the tally, for any choice of what people differ on.
        """
        self.tally, self._counts = tally, counts
        self._disputed = [one for one, _ in disputed]
        self._agreed = tally
        for _, shown in disputed:
            self._agreed = self._agreed.swapping(shown, None)

    def criterion(self, id: str) -> Range | None:
        """The range of a criterion."""
        return self._pooled((id,))

    def section(self, id: str) -> Range | None:
        """The range of a section, by the way it is shown: all its scored criteria together, or the lowest of them."""
        if self.tally.catalogue.aggregate == "pooled" or self.tally.section(id).too_few:
            return self.pooled(id)
        asked = tuple(one.id for one in self.tally.catalogue.scored[id])
        ways = self._ways(asked)
        if ways is None:
            return None
        found = _range(self._of_agreed(asked), ways, _lowest)
        bands = [band_of(end, self.tally.catalogue.bands) for end in (found.low, found.high)]
        titles = tuple(dict.fromkeys(band.title for band in bands if band))
        return replace(found, bands=titles, unrated=self._may_be_too_few(asked, ways))

    def pooled(self, id: str) -> Range | None:
        """The range of all scored judgements of a section together."""
        return self._pooled(tuple(one.id for one in self.tally.catalogue.scored[id]))

    def total(self) -> tuple[int, int] | None:
        """The fewest and the most points, over the choices for which every section has a figure."""
        catalogue = self.tally.catalogue
        if catalogue.total is None:
            return None
        scored = [tuple(one.id for one in catalogue.scored[id]) for id in catalogue.total.sections]
        asked = tuple(id for ids in scored for id in ids)
        ways = self._ways(asked)
        if ways is None:
            return None

        def points(figures: Iterable[Proportion]) -> int | None:
            bands = [band_of(figure, catalogue.bands) for figure in figures]
            return None if None in bands else sum(band.points for band in bands if band)

        def of_sections(counts: _Counts) -> Iterator[Proportion]:
            rest = iter(counts)
            return (_lowest(tuple(islice(rest, 2 * len(ids)))) for ids in scored)

        ends = [_ends(self._of_agreed(asked), ways, best) for best in (False, True)]
        if None in ends:  # Each section at its own ends, as if one choice could bring about all of these.
            each = [_range(self._of_agreed(ids), self._ways_in_full(ids), _lowest) for ids in scored]
            totals = [points(one.low for one in each), points(one.high for one in each)]
        else:
            totals = [points(of_sections(counts)) for found in ends for counts in found or ()]
        every = [found for found in totals if found is not None]
        return (min(every), max(every)) if every else None

    def _pooled(self, asked: tuple[str, ...]) -> Range | None:
        ways = self._ways(asked)
        if ways is None:
            return None
        return _range(_together(self._of_agreed(asked)), ways, _pooled, _together)

    def _of_agreed(self, asked: tuple[str, ...]) -> _Counts:
        found = [self._agreed.criterion(id).proportion for id in asked]
        return tuple(count for one in found for count in (one.met, one.relevant - one.met))

    def _ways(self, asked: tuple[str, ...]) -> list[list[_Way]] | None:
        """How the criteria may stand in each case people differ on; None where they stand but one way in all."""
        found = self._ways_in_full(asked)
        settled = all(len(ways) == 1 and all(len(states) == 1 for states in ways[0]) for ways in found)
        return None if settled else found

    def _ways_in_full(self, asked: tuple[str, ...]) -> list[list[_Way]]:
        """How the criteria may stand in each case people differ on."""
        return [list(dict.fromkeys(self._ways_of(one, asked))) for one in self._disputed]

    def _ways_of(self, disputed: Disputed, asked: tuple[str, ...]) -> Iterator[_Way]:
        """Every choice of what several criteria hang on; what one of them alone hangs on stays open in its states."""
        catalogue = self.tally.catalogue
        places = [catalogue.place[id] for id in asked]
        hangs = {id: set(catalogue.dependants[id]) for id in disputed.answers if id in catalogue.place}
        shared = tuple(id for id, reach in hangs.items() if (reach - {catalogue.place[id]}).intersection(places))
        alone = {
            id: frozenset(map(_as_counted, map(state_of, disputed.answers[id]))) for id in hangs if id not in shared
        }
        for case, states in disputed.heard(catalogue, shared):
            if not self._counts(case):
                yield (frozenset({_OUT}),) * len(asked)
                continue
            yield tuple(
                frozenset({_as_counted(State(states[place]))})
                if states[place] == State.CLOSED or id not in alone
                else alone[id]
                for id, place in zip(asked, places, strict=True)
            )

    def _may_be_too_few(self, asked: tuple[str, ...], ways: list[list[_Way]]) -> bool:
        """Whether for some choice a criterion that applies to anybody rests on fewer cases than a band needs."""
        judged = frozenset({State.YES, State.NO})
        for place, id in enumerate(asked):
            least = most = self._agreed.criterion(id).proportion.relevant
            for of_case in ways:
                states = [way[place] for way in of_case]
                least += all(one <= judged for one in states)
                most += any(one & judged for one in states)
            if most and least < self.tally.catalogue.least_cases:
                return True
        return False


def range_of(agreed: Iterable[State | None], disputed: Iterable[Iterable[State | None]]) -> Range | None:
    """The range of one figure over answers that hang on no other; None stands for one that is not counted."""
    states = [_as_counted(state) for state in agreed]
    ways = [list({(frozenset({_as_counted(state)}),) for state in each}) for each in disputed]
    if all(len(of_case) == 1 for of_case in ways):
        return None
    return _range((states.count(State.YES), states.count(State.NO)), ways, _pooled)


def _as_counted(state: State | None) -> State:
    return state if state in (State.YES, State.NO) else _OUT


def _pooled(counts: _Counts) -> Proportion:
    met, missed = sum(counts[::2]), sum(counts[1::2])
    return Proportion(met, met + missed)


def _lowest(counts: _Counts) -> Proportion:
    """The lowest of some criteria; nothing relevant where none has a relevant case."""
    each = [Proportion(met, met + missed) for met, missed in zip(counts[::2], counts[1::2], strict=True)]
    return min((one for one in each if one.relevant), key=_share, default=Proportion())


def _share(proportion: Proportion) -> Fraction:
    return proportion.share or Fraction()


def _together(counts: _Counts) -> _Counts:
    """Several criteria counted as one."""
    return sum(counts[::2]), sum(counts[1::2])


def _as_they_are(counts: _Counts) -> _Counts:
    return counts


_Shape = Callable[[_Counts], _Counts]


def _range(
    agreed: _Counts,
    ways: Sequence[Sequence[_Way]],
    figure: Callable[[_Counts], Proportion],
    shape: _Shape = _as_they_are,
) -> Range:
    """The ends of a figure; a choice for which nothing is relevant is no end, unless there is no other."""
    low, high = (
        [
            one
            for counts in _ends(agreed, ways, best, shape) or {_at_its_own(agreed, ways, best)}
            if (one := figure(counts)).relevant
        ]
        for best in (False, True)
    )
    lowest = min(low or high, key=_share, default=Proportion())
    highest = max(high or low, key=_share, default=Proportion())
    return Range(lowest, highest)


def _ends(
    agreed: _Counts, ways: Sequence[Sequence[_Way]], best: bool, shape: _Shape = _as_they_are
) -> set[_Counts] | None:
    """The counts that some choice comes to and no other betters (or, with `best` False, no other undercuts).

    Every figure grows with what is met and falls with what is not, so its ends are among them. None where there are
    too many to be followed; of one criterion, or several counted as one, there never are.
    """
    ends = {agreed}
    for of_case in ways:
        own = _outermost({shape(_counts(way, best)) for way in of_case}, best)
        every = {tuple(map(add, one, more)) for one in ends for more in own}
        if len(agreed) > 2 and len(every) > _MOST_ENDS:
            return None
        ends = _outermost(every, best)
    return ends


def _at_its_own(agreed: _Counts, ways: Sequence[Sequence[_Way]], best: bool) -> _Counts:
    """The counts with every criterion at its own best (or worst), though no one choice may bring all of them about."""
    counts = agreed
    for of_case in ways:
        each = zip(*(_counts(way, best) for way in of_case), strict=True)
        ends = [(max if (place % 2 == 0) is best else min)(of_place) for place, of_place in enumerate(each)]
        counts = tuple(map(add, counts, ends))
    return counts


def _counts(way: _Way, best: bool) -> _Counts:
    """One case as it counts where every criterion falls the best way it can, or the worst."""
    wanted, other = (State.YES, State.NO) if best else (State.NO, State.YES)
    counts: list[int] = []
    for states in way:
        falls = wanted if wanted in states else None if states - {other} else other
        counts += (int(falls is State.YES), int(falls is State.NO))
    return tuple(counts)


def _outermost(every: set[_Counts], best: bool) -> set[_Counts]:
    """Those counts that no other is at least as good as in everything (with `best` False, at least as bad)."""
    sign = 1 if best else -1

    def reaches(one: _Counts, other: _Counts) -> bool:
        return all(
            sign * (ours - theirs) * (-1 if place % 2 else 1) >= 0
            for place, (ours, theirs) in enumerate(zip(one, other, strict=True))
        )

    return {one for one in every if not any(other != one and reaches(other, one) for other in every)}
