"""What is left to do on a case, and what keeps it from being complete (rules.md, Complete)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import Enum

from sqs_tui.domain.case import Case, Verdict
from sqs_tui.domain.catalogue import Catalogue, Criterion, Kind
from sqs_tui.domain.interview import Interview
from sqs_tui.domain.standing import Standing, State
from sqs_tui.values import dataclass


class Lack(str, Enum):
    """What an answer still lacks, in the words of the to-do list."""

    ANSWER = "unanswered"
    PARKED = "parked"
    EVIDENCE = "No without evidence"
    FACTOR = "No without a factor"
    REASON = "reason missing"


class Status(str, Enum):
    """How far a case has come; computed, never set."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing left to do: at which criterion, and what it lacks."""

    criterion: Criterion
    lack: Lack


def agenda(catalogue: Catalogue, case: Case, heard: Standing, evidenced: Collection[str] = ()) -> Iterator[Item]:
    """What is left on a case, in the order of the catalogue.

    `evidenced` are the criteria of the case that an evidence entry is linked to.
    """
    for place, criterion in enumerate(catalogue.criteria):
        for lack in lacks(case, criterion, heard.state(place), evidenced):
            yield Item(criterion, lack)


def lacks(case: Case, criterion: Criterion, state: State, evidenced: Collection[str]) -> Iterator[Lack]:
    """What one criterion of a case still lacks, in a given state."""
    if state is State.BLANK and criterion.is_judged:
        yield Lack.ANSWER
    elif state is State.PARKED:
        yield Lack.PARKED
    elif state is State.NO:
        answer = case.answer(criterion.id)
        if criterion.is_scored and not answer.note.strip() and criterion.id not in evidenced:
            yield Lack.EVIDENCE
        if criterion.is_scored and criterion.factors and not answer.factors:
            yield Lack.FACTOR
        if criterion.closing and not answer.note.strip():
            yield Lack.REASON
    elif state in (State.NA, State.UNKNOWN) and not case.answer(criterion.id).note.strip():
        yield Lack.REASON


def is_complete(catalogue: Catalogue, case: Case, heard: Standing, evidenced: Collection[str] = ()) -> bool:
    """Whether nothing is left: every applicable question answered, none parked, every No and reason borne out."""
    return next(agenda(catalogue, case, heard, evidenced), None) is None


def status(catalogue: Catalogue, case: Case, heard: Standing, evidenced: Collection[str] = ()) -> Status:
    """How far a case has come."""
    if is_complete(catalogue, case, heard, evidenced):
        return Status.COMPLETE
    begun = any(answer.verdict is not None or answer.parked for answer in case.answers.values())
    return Status.IN_PROGRESS if begun else Status.NOT_STARTED


@dataclass(frozen=True, slots=True)
class Progress:
    """So many answered, of so many that apply."""

    answered: int
    applicable: int

    @property
    def quarters(self) -> int:
        """How full a shape to draw, from 0 (nothing) to 4 (all); never all while something is open."""
        if self.answered >= self.applicable:
            return 4
        return max(1, self.answered * 4 // self.applicable) if self.answered else 0


def progress(catalogue: Catalogue, heard: Standing, section: str = "", *, oversight: bool = True) -> Progress:
    """How many criteria of a section, or of the whole case, are answered, of those that apply.

    Without `oversight` those that judge the case manager's own manager are left out of both.
    """
    places, asked = catalogue.judged[section], catalogue.criteria
    states = bytes([heard.states[place] for place in places if oversight or not asked[place].oversight])
    applicable = len(states) - states.count(State.CLOSED)
    return Progress(applicable - states.count(State.BLANK) - states.count(State.PARKED), applicable)


def interview_lacks(catalogue: Catalogue, interview: Interview) -> Iterator[Item]:
    """What is left of an interview: items unanswered or parked, and a No, n/a or U without a short note."""
    for item in catalogue.interview_items:
        if item.kind is Kind.TEXT:
            continue
        answer = interview.answer(item.id)
        if answer.parked:
            yield Item(item, Lack.PARKED)
        elif answer.verdict is None:
            yield Item(item, Lack.ANSWER)
        elif answer.verdict is not Verdict.YES and not answer.note.strip():
            yield Item(item, Lack.REASON)
