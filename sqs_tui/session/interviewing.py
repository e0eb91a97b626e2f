"""One case manager being asked: what is said goes to disk, and nothing of anybody else is touched or named."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqs_tui.domain.agenda import Lack, interview_lacks
from sqs_tui.domain.case import Verdict
from sqs_tui.domain.catalogue import Criterion
from sqs_tui.domain.interview import MANAGER, STAND_IN, Interview
from sqs_tui.domain.names import is_same
from sqs_tui.domain.why import Why
from sqs_tui.session.inspection import Inspection, Outcome
from sqs_tui.session.typing_session import Seen
from sqs_tui.store import rows


class Interviewing:
    """The interview of one person. Methods that write raise `NotSaved`; then nothing has moved."""

    def __init__(self, inspection: Inspection, manager: str) -> None:
        self._inspection = inspection
        self.manager = manager

    # What can be asked

    @property
    def items(self) -> tuple[Criterion, ...]:
        """What is asked of a case manager, in order."""
        return self._inspection.catalogue.interview_items

    @property
    def interview(self) -> Interview:
        """What was answered so far."""
        return self._inspection.interview(self.manager)

    @property
    def is_stand_ins(self) -> bool:
        """Whether somebody else answers in the person's place."""
        return self.interview.role == STAND_IN

    @property
    def cases(self) -> list[str]:
        """The references of the person's own cases."""
        return [
            case.ref for case in self._inspection.counted() if is_same(case.particular("case_manager"), self.manager)
        ]

    @property
    def is_begun(self) -> bool:
        """Whether anything was put down."""
        return any(not answer.is_blank for answer in self.interview.answers.values())

    @property
    def progress(self) -> tuple[int, int]:
        """How many items are answered, of how many that take a verdict."""
        answers = [self.interview.answer(item.id) for item in self.items if item.is_judged]
        return sum(answer.verdict is not None and not answer.parked for answer in answers), len(answers)

    def lacking(self, *lacks: Lack) -> frozenset[str]:
        """The items that lack something: one of these, or anything where none is named."""
        found = interview_lacks(self._inspection.catalogue, self.interview)
        return frozenset(item.criterion.id for item in found if not lacks or item.lack in lacks)

    def open_after(self, id: str) -> str:
        """The next item nobody has answered, from one on and then from the top; empty where there is none."""
        place = next((place for place, item in enumerate(self.items) if item.id == id), -1) + 1
        return next((item.id for item in (*self.items[place:], *self.items[:place]) if self._is_open(item)), "")

    def _is_open(self, item: Criterion) -> bool:
        answer = self.interview.answer(item.id)
        return not answer.parked and answer.verdict is None if item.is_judged else not answer.note.strip()

    # What can be done

    def answer(self, id: str, verdict: Verdict | None) -> Outcome:
        """Put an answer down; None takes it away."""
        return self._inspection.answer_interview(self.manager, id, verdict)

    def park(self, id: str) -> Outcome:
        """Leave an item for later, keeping what is there; parking again takes the mark away."""
        parked = not self.interview.answer(id).parked
        outcome = self._inspection.annotate_interview(self.manager, id, parked=parked)
        return replace(outcome, said=f"{id} {'parked' if parked else 'no longer parked'}")

    def mark(self, item: Criterion, codes: Sequence[str]) -> Outcome:
        """Put down what an answer is about, in the order of the lists."""
        kept = tuple(code for code in item.factor_titles if code in codes)
        outcome = self._inspection.annotate_interview(self.manager, item.id, factors=kept)
        return replace(outcome, said=f"{item.id}: {len(kept)} marked")

    def typing(self, id: str) -> Callable[[str], Outcome]:
        """What keeps the note of an answer while it is typed: many writes, one undo."""
        run, answer = f"r-{os.urandom(4).hex()}", rows.answer_id(self.interview.spelling(id), id)
        seen = Seen(self._inspection.workbook, rows.INTERVIEW_ANSWERS, answer, "note")

        def keep(note: str) -> Outcome:
            outcome = self._inspection.annotate_interview(
                self.manager, id, run=run, seen=seen.heads, note=note.rstrip()
            )
            if outcome.line:
                seen.wrote(outcome.line)
            return outcome

        return keep

    def swap_role(self) -> Outcome:
        """Say that a stand-in is asked, or that the case manager is after all."""
        return self._inspection.set_interview_role(self.manager, MANAGER if self.is_stand_ins else STAND_IN)

    def undo(self) -> Outcome:
        """Take back the author's last act, where that was in this interview; it names the item."""
        return self._step(Why.UNDO, lambda: self._inspection.undo(quietly=True))

    def redo(self) -> Outcome:
        """Do again what was undone last, where that was in this interview; it names the item."""
        return self._step(Why.REDO, lambda: self._inspection.redo(quietly=True))

    @property
    def may_undo(self) -> bool:
        """Whether the author's last act was in this interview."""
        return bool(self._touched(Why.UNDO))

    def _step(self, direction: Why, act: Callable[[], Outcome]) -> Outcome:
        touched = self._touched(direction)
        if not touched:
            return Outcome(said=f"Nothing to {direction} in this interview")
        return replace(act(), criterion=next(filter(None, touched.values()), ""))

    def _touched(self, direction: Why) -> dict[tuple[str, str], str]:
        """The rows of this interview that a step is about, each with its item; none where it is about others, too."""
        step = self._inspection.next_step(direction)
        touched = {(table, id) for table, id, _ in step.changes} if step else set()
        answers = {
            (rows.INTERVIEW_ANSWERS, rows.answer_id(self.interview.spelling(item.id), item.id)): item.id
            for item in self.items
        }
        if not touched <= answers.keys() | {(rows.INTERVIEWS, self.interview.manager)}:
            return {}
        return {one: answers.get(one, "") for one in touched}
