"""The lead's board: everything that is left before the fieldwork ends, each with where to go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqs_tui.domain.agenda import Lack, Status, interview_lacks
from sqs_tui.domain.case import Case
from sqs_tui.domain.catalogue import Kind
from sqs_tui.domain.due import short
from sqs_tui.domain.pace import pace
from sqs_tui.domain.standing import State
from sqs_tui.session.differences import place_of, what_of
from sqs_tui.session.inspection import Inspection
from sqs_tui.values import dataclass

#: From how many cases on "cannot be judged" on one criterion is told.
_MANY_UNJUDGED = 2
_NOT_UNJUDGED = "no criterion is unjudged in two cases"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing for the lead to look at: whose in a few letters, what in words, and where it is.

    `field` names the field people differ on: there may be several on one answer.
    """

    about: str
    said: str
    case: str = ""
    criterion: str = ""
    alert: str = ""
    manager: str = ""
    field: str = ""
    is_wanting: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """Points of one kind; `none` is said where there are none."""

    id: str
    title: str
    points: tuple[Point, ...]
    none: str


def board(inspection: Inspection, now: str) -> list[Part]:
    """Every part of the board, what cannot wait first; `now` is a wall time, for what is overdue."""
    looked = _Looked(inspection, now)
    return [
        Part("alerts", "Alerts open", tuple(looked.alerts()), "no alert is open"),
        Part("differences", "People differ", tuple(looked.differences()), "nobody disagrees"),
        Part("unanswered", "Unanswered", tuple(looked.unanswered()), "every criterion that applies is answered"),
        Part("parked", "Parked", tuple(looked.parked()), "nothing is parked"),
        Part("evidence", "No without evidence", tuple(looked.unevidenced()), "every No has evidence"),
        Part("reasons", "Reason or factor missing", tuple(looked.reasons()), "every reason and factor is there"),
        Part("gates", "Gates closed", tuple(looked.gates()), "no gate is closed"),
        Part("unjudged", "Cannot be judged in two cases or more", tuple(looked.unjudged()), _NOT_UNJUDGED),
        Part("interviews", "Interviews left", tuple(looked.interviews()), "everybody was asked"),
        Part("signing", "Complete, to be signed", tuple(looked.signing()), "no complete case waits for it"),
    ]


def pace_said(inspection: Inspection, today: date) -> tuple[str, bool]:
    """How the fieldwork goes against its days, in a sentence; and whether it is behind."""
    cases = [case.id for case in inspection.counted()]
    done = sum(inspection.status(case) is Status.COMPLETE for case in cases)
    found = pace(str(inspection.details.get("fieldwork", "")), today, done, len(cases))
    if found is None:
        return f"{done} of {len(cases)} cases complete; no days of fieldwork are put down.", False
    return found.said, found.is_behind


class _Looked:
    """One look over an inspection: what is left on each case is worked out once."""

    def __init__(self, inspection: Inspection, now: str) -> None:
        self._inspection, self._now = inspection, now
        self._cases = list(inspection.counted())
        self._agendas = {case.id: inspection.agenda(case.id) for case in self._cases}

    def _ref(self, case: str) -> str:
        return self._inspection.cases[case].ref if case in self._inspection.cases else ""

    def alerts(self) -> Iterator[Point]:
        for alert in self._inspection.open_alerts():
            told = f"told {alert.told}" if alert.told else "NOBODY TOLD"
            due = f"due {short(alert.due)}" if alert.due else "no response due"
            due = f"OVERDUE, {due}" if alert.is_overdue(self._now) else due
            said = f"{due}; {told}; {alert.who}: {alert.seen}"
            yield Point(self._ref(alert.case) or "no case", said, alert.case, alert=alert.id)

    def differences(self) -> Iterator[Point]:
        for key in self._inspection.workbook.differences():
            case, criterion = place_of(self._inspection, key)
            yield Point(self._ref(case), what_of(self._inspection, key), case, criterion, field="\n".join(key))

    def unanswered(self) -> Iterator[Point]:
        for case in self._cases:
            left = [item.criterion.id for item in self._agendas[case.id] if item.lack is Lack.ANSWER]
            if left:
                who = case.particular("inspector") or "nobody reads it"
                yield Point(case.ref, f"{len(left)} unanswered, from {left[0]} on ({who})", case.id, left[0])

    def parked(self) -> Iterator[Point]:
        for case, criterion in self._lacking(Lack.PARKED):
            asked = case.answer(criterion).note.strip() or "no question was written down"
            yield Point(case.ref, f"{criterion} {asked}", case.id, criterion)

    def unevidenced(self) -> Iterator[Point]:
        known = self._inspection.catalogue.known
        for case, criterion in self._lacking(Lack.EVIDENCE):
            yield Point(case.ref, f"{criterion} {known[criterion].title}", case.id, criterion)

    def reasons(self) -> Iterator[Point]:
        for case, criterion in self._lacking(Lack.FACTOR, Lack.REASON):
            found = [item.lack.value for item in self._agendas[case.id] if item.criterion.id == criterion]
            yield Point(case.ref, f"{criterion} {', '.join(found)}", case.id, criterion)

    def _lacking(self, *lacks: Lack) -> Iterator[tuple[Case, str]]:
        for case in self._cases:
            of_case = dict.fromkeys(item.criterion.id for item in self._agendas[case.id] if item.lack in lacks)
            yield from ((case, criterion) for criterion in of_case)

    def gates(self) -> Iterator[Point]:
        """Every gate answered No, with its reason: one that closes many criteria needs one."""
        for criterion in self._inspection.catalogue.criteria:
            if criterion.kind is not Kind.GATE:
                continue
            for case in self._cases:
                if self._inspection.state(case.id, criterion.id) is State.NO:
                    reason = case.answer(criterion.id).note.strip()
                    wants = criterion.closing and not reason
                    said = f"{criterion.id} {criterion.title}: {reason or ('NO REASON' if wants else 'no')}"
                    yield Point(case.ref, said, case.id, criterion.id, is_wanting=wants)

    def unjudged(self) -> Iterator[Point]:
        for criterion in self._inspection.catalogue.criteria:
            held = [c for c in self._cases if self._inspection.state(c.id, criterion.id) is State.UNKNOWN]
            for case in held if len(held) >= _MANY_UNJUDGED else ():
                reason = case.answer(criterion.id).note.strip() or "NO REASON"
                yield Point(case.ref, f"{criterion.id} in {len(held)} cases: {reason}", case.id, criterion.id)

    def interviews(self) -> Iterator[Point]:
        for manager in self._inspection.managers():
            interview = self._inspection.interview(manager)
            left = list(interview_lacks(self._inspection.catalogue, interview))
            if left:
                begun = any(not answer.is_blank for answer in interview.answers.values())
                yield Point(manager, f"{len(left)} left" if begun else "not begun", manager=manager)

    def signing(self) -> Iterator[Point]:
        for case in self._cases:
            signing = self._inspection.signing(case.id)
            if signing.is_changed:
                yield Point(case.ref, f"changed since it was signed: {', '.join(signing.moved[:5])}", case.id)
            elif not signing.is_signed and not self._agendas[case.id]:
                yield Point(case.ref, signing.word or "complete", case.id)
