"""What a case says once its gates have been heard."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from sqs_tui.domain.case import BLANK, Answer, Case, Verdict
from sqs_tui.domain.catalogue import Catalogue, Criterion
from sqs_tui.domain.conditions import STATES
from sqs_tui.values import dataclass


class State(IntEnum):
    """How one criterion of one case stands; every counted case is in exactly one state for each criterion."""

    YES = 0
    NO = 1
    CLOSED = 2  # not applicable by rule
    NA = 3  # not applicable, chosen by the inspector
    UNKNOWN = 4  # cannot be judged
    PARKED = 5
    BLANK = 6


_WORDS = ("yes", "no", "na", "na", "unknown", "parked", "blank")
assert set(_WORDS) == set(STATES)
_OF_VERDICT = {
    Verdict.YES: State.YES,
    Verdict.NO: State.NO,
    Verdict.NA: State.NA,
    Verdict.UNKNOWN: State.UNKNOWN,
    None: State.BLANK,
}
#: A gate that stands so has not been settled: what it opens counts, and stays provisional.
_UNSETTLED = frozenset({State.UNKNOWN, State.PARKED, State.BLANK})


def state_of(answer: Answer) -> State:
    """How an answer stands by itself: parked counts as nothing else while it is parked."""
    return State.PARKED if answer.parked else _OF_VERDICT[answer.verdict]


class CaseFacts:
    """A case as conditions see it before any criterion has been heard."""

    def __init__(self, catalogue: Catalogue, case: Case) -> None:
        self._catalogue = catalogue
        self._case = case
        self._known: dict[str, str | int | bool | None] = {}

    def particular(self, name: str) -> str | int | bool | None:
        """A fact of the catalogue, or a particular; the age is a number, nothing recorded is empty."""
        if name not in self._known:
            self._known[name] = self._particular(name)
        return self._known[name]

    def _particular(self, name: str) -> str | int | bool | None:
        fact = self._catalogue.fact_by_id.get(name)
        if fact is not None:
            return fact.when.holds(self)
        if name == "phase":
            return self._catalogue.phase(self._case)
        value = self._case.particular(name)
        if name == "age":
            return int(value) if value else None
        return value

    def factors(self, criterion: str) -> tuple[str, ...]:
        """The factors marked on a criterion."""
        return self._case.answer(criterion).factors

    def word(self, criterion: str) -> str:
        """Facts never look at answers."""
        raise LookupError(criterion)


class CaseView(CaseFacts):
    """A case as conditions see it, with the standing of what has been heard so far."""

    def __init__(self, catalogue: Catalogue, case: Case, states: bytes | bytearray) -> None:
        super().__init__(catalogue, case)
        self._states = states

    def word(self, criterion: str) -> str:
        """How a criterion stands; one that is not asked in this inspection closes nothing."""
        place = self._catalogue.place.get(criterion)
        return "blank" if place is None else _WORDS[self._states[place]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How every criterion of a case stands, by its place in the catalogue.

    `states` holds a `State` a place; `pending` a 1 where the criterion is applicable and either still open
    (blank or parked) or under a gate that is not settled: there its section is provisional.
    """

    states: bytes
    pending: bytes

    def state(self, place: int) -> State:
        """How the criterion at a place stands."""
        return State(self.states[place])


def standing(catalogue: Catalogue, case: Case) -> Standing:
    """A closed gate makes its criteria not applicable; their answers are kept, not counted."""
    states, pending = bytearray(len(catalogue.criteria)), bytearray(len(catalogue.criteria))
    _hear(catalogue, case, states, pending, range(len(catalogue.criteria)))
    return Standing(bytes(states), bytes(pending))


def standing_after(catalogue: Catalogue, case: Case, before: Standing, criterion: str) -> Standing:
    """The standing once one answer has changed: only what depends on it is heard again."""
    states, pending = bytearray(before.states), bytearray(before.pending)
    _hear(catalogue, case, states, pending, catalogue.dependants.get(criterion, ()))
    return Standing(bytes(states), bytes(pending))


def _hear(
    catalogue: Catalogue, case: Case, states: bytearray, pending: bytearray, places: range | tuple[int, ...]
) -> None:
    view = CaseView(catalogue, case, states)
    for place in places:
        criterion = catalogue.criteria[place]
        applies = criterion.when is None or criterion.when.holds(view)
        state = state_of(case.answers.get(criterion.id, BLANK)) if applies else State.CLOSED
        states[place] = state
        pending[place] = applies and (
            state in (State.BLANK, State.PARKED) or _is_unsettled(catalogue, criterion, states, pending)
        )


def _is_unsettled(catalogue: Catalogue, criterion: Criterion, states: bytearray, pending: bytearray) -> bool:
    """Whether a gate the criterion depends on is blank, parked or cannot be judged, or itself pending."""
    if criterion.when is None:
        return False
    gates = (catalogue.place.get(gate) for gate in criterion.when.gates)
    return any(place is not None and (states[place] in _UNSETTLED or pending[place]) for place in gates)


def closed_by(catalogue: Catalogue, case: Case, heard: Standing, criterion: Criterion) -> str:
    """What made a criterion not applicable by rule: a criterion's id, or a fact in words; empty if nothing did."""
    if criterion.when is None or heard.state(catalogue.place[criterion.id]) is not State.CLOSED:
        return ""
    blame = criterion.when.blocker(CaseView(catalogue, case, heard.states))
    place = catalogue.place.get(blame)
    if place is not None and heard.state(place) is State.CLOSED:
        # A gate that is itself closed takes no answer: what closed it is where to go.
        return closed_by(catalogue, case, heard, catalogue.criteria[place])
    fact = catalogue.fact_by_id.get(blame)
    return fact.otherwise if fact else blame


#: Standings are compared by so many places at once.
_STRETCH = 16


def differing(before: Standing, after: Standing) -> Iterator[int]:
    """The places on which two standings of a case differ."""
    if before == after:
        return
    for start in range(0, len(before.states), _STRETCH):
        stretch = slice(start, start + _STRETCH)
        if before.states[stretch] != after.states[stretch] or before.pending[stretch] != after.pending[stretch]:
            for place in range(*stretch.indices(len(before.states))):
                if before.states[place] != after.states[place] or before.pending[place] != after.pending[place]:
                    yield place
