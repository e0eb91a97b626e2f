"""What stands behind a figure: the cases and how each was judged, and why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqs_tui.domain.case import Answer, Case
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.standing import State
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.views import heading_of, natural, sliced
from sqs_tui.values import dataclass

#: The particulars a figure is split by, most telling first; never the case manager.
SPLIT_KINDS = ("phase", "order", "gender", "ethnicity", "care_status")

#: The mark that work was done but not recorded, among the reasons of a No: no catalogue can have a factor of that code.
UNRECORDED = "(unrecorded)"
_SAID_UNRECORDED = "Done, but not recorded"
_DIFFER = "people differ"
#: Whether a relevant judgement is met, and the factors of one that is not; an empty code where none is marked.
_Reckoned = tuple[bool, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One case at one criterion: how it stands, and in a few words why."""

    case: Case
    criterion: str
    state: State
    why: str = ""


def judgement(inspection: Inspection, case: Case, criterion: str) -> Judgement:
    """How a case stands at a criterion, with its factors, what closed it, or its note."""
    state, answer = inspection.state(case.id, criterion), case.answer(criterion)
    titles = inspection.catalogue.known[criterion].factor_titles
    said = [titles.get(code, code) for code in answer.factors]
    if criterion in inspection.differing_in(case.id):
        said.insert(0, _DIFFER)
    why = "; ".join([*said, *([_SAID_UNRECORDED] if answer.unrecorded else [])])
    if state is State.CLOSED:
        by = inspection.closed_by(case.id, criterion)
        why = f"closed by {by}" if by in inspection.catalogue.place else by
    return Judgement(case, criterion, state, why or answer.note)


def reasons_marked(answer: Answer) -> tuple[str, ...]:
    """Why an answer is No, as far as that was marked: its factors, and that it was done but not recorded."""
    return (*answer.factors, *([UNRECORDED] if answer.unrecorded else []))


@dataclass(frozen=True, slots=True)
class Reason:
    """A factor, or that work was not recorded: how many of the judgements that are No mark it, in how many cases.

    No code is no factor at all.
    """

    code: str
    title: str
    judgements: int
    cases: int


class WhyNot:
    """Why judgements are No, over the cases of a view: kept up case by case, counted whole only once.

    Over one criterion a case has one judgement; over a section, one for each of its scored criteria.
    """

    def __init__(self, inspection: Inspection, criteria: Sequence[str], cases: Iterable[Case]) -> None:
        self._inspection = inspection
        self.criteria = tuple(criteria)
        catalogue = inspection.catalogue
        self._places = tuple((one, catalogue.place[one], bool(catalogue.known[one].factors)) for one in self.criteria)
        self._held: dict[str, tuple[_Reckoned, ...]] = {}
        self._judgements: Counter[str] = Counter()
        self._cases: Counter[str] = Counter()
        self._relevant: Counter[bool] = Counter()
        for case in cases:
            self.follow(case)

    def follow(self, case: Case, counted: bool = True) -> None:
        """Take in what has become of a case; with `counted` False, that it no longer counts."""
        now = tuple(self._reckoned(case)) if counted else ()
        for held, sign in ((self._held.pop(case.id, ()), -1), (now, 1)):
            for is_met, codes in held:
                self._relevant[is_met] += sign
                for code in codes:
                    self._judgements[code] += sign
            for code in {code for _, codes in held for code in codes}:
                self._cases[code] += sign
        if now:
            self._held[case.id] = now

    def _reckoned(self, case: Case) -> Iterator[_Reckoned]:
        states = self._inspection.standings[case.id].states
        for criterion, place, has_factors in self._places:
            if states[place] == State.YES:
                yield True, ()
            elif states[place] == State.NO:
                yield False, reasons_marked(case.answer(criterion)) or (("",) if has_factors else ())

    @property
    def proportion(self) -> Proportion:
        """The judgements themselves."""
        return Proportion(self._relevant[True], self._relevant[True] + self._relevant[False])

    @property
    def no_cases(self) -> int:
        """How many cases have a No among these judgements."""
        return sum(any(not is_met for is_met, _ in held) for held in self._held.values())

    def reasons(self) -> Iterator[Reason]:
        """The factors marked, those of most judgements first; last how many have none."""
        titles = {**factor_titles(self._inspection.catalogue, self.criteria), UNRECORDED: _SAID_UNRECORDED}
        order = {code: place for place, code in enumerate(titles)}
        marked = [code for code, times in self._judgements.items() if code and times]
        for code in sorted(marked, key=lambda code: (-self._judgements[code], order.get(code, len(order)), code)):
            yield Reason(code, titles.get(code, code), self._judgements[code], self._cases[code])
        if self._judgements[""]:
            yield Reason("", "no factor marked", self._judgements[""], self._cases[""])


def factor_titles(catalogue: Catalogue, criteria: Iterable[str]) -> Mapping[str, str]:
    """The factors of several criteria by code, in the order of the catalogue."""
    titles: dict[str, str] = {}
    for criterion in criteria:
        for code, title in catalogue.known[criterion].factor_titles.items():
            titles.setdefault(code, title)
    return titles


def splits(
    inspection: Inspection, cases: Sequence[Case], criteria: Sequence[str]
) -> Iterator[tuple[str, str, Proportion]]:
    """The same judgements for each order, phase, gender and so on: heading, value, proportion.

    What all cases share is not told, nor a value with nothing relevant.
    """
    places = [inspection.catalogue.place[one] for one in criteria]
    for kind in SPLIT_KINDS:
        counts: dict[str, list[int]] = {}
        for case in cases:
            value = inspection.catalogue.phase(case) if kind == "phase" else case.particular(kind)
            met_of = counts.setdefault(value, [0, 0])
            states = inspection.standings[case.id].states
            for place in places:
                met_of[0] += states[place] == State.YES
                met_of[1] += states[place] <= State.NO
        if len(counts) > 1:
            for value in sorted(counts, key=natural):
                met, relevant = counts[value]
                if relevant:
                    yield heading_of(kind), sliced(inspection, kind, value).title, Proportion(met, relevant)
