"""What case managers answered; the unit is the person, whatever cases are sampled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqs_tui.domain.case import Answer, Verdict
from sqs_tui.domain.names import comparable, managers_named
from sqs_tui.domain.text import cleaned
from sqs_tui.domain.why import Why
from sqs_tui.errors import Refused
from sqs_tui.session.outcome import Heads, Outcome
from sqs_tui.session.recording import Recording, keyed, told
from sqs_tui.store import rows


class InterviewKeeping(Recording):
    """The answers of the people interviewed."""

    def answer_interview(self, manager: str, item: str, verdict: Verdict | None) -> Outcome:
        """Put down what a case manager answered; None takes it away."""
        before = self.interview(manager).answer(item)
        word = verdict.word if verdict else "cleared"
        return self._interviewed(manager, item, replace(before, verdict=verdict, parked=False), f"{item} → {word}")

    def annotate_interview(
        self, manager: str, item: str, *, run: str = "", seen: Heads | None = None, **fields: Any
    ) -> Outcome:
        """Put down a note, factors or parking of an interview answer."""
        before = self.interview(manager).answer(item)
        return self._interviewed(manager, item, replace(before, **fields), f"{item}: kept", run=run, seen=seen)

    def set_interview_role(self, manager: str, role: str, *, run: str = "", seen: Heads | None = None) -> Outcome:
        """Say whether the case manager, or a stand-in, is asked."""
        self._refuse_stranger(manager)
        receipt = self._record_fields(
            rows.INTERVIEWS, self.interview(manager).manager, {"role": role}, Why.INTERVIEW, run=run, seen=seen
        )
        self._reload_interviews()
        return told(f"{manager}: {role}", receipt)

    def set_slot(self, manager: str, slot: str, *, seen: Heads | None = None) -> Outcome:
        """Say when a case manager is seen; empty where that is not settled."""
        self._refuse_stranger(manager)
        slot = " ".join(cleaned(slot).split())
        receipt = self._record_fields(
            rows.INTERVIEWS, self.interview(manager).manager, {"slot": slot}, Why.INTERVIEW, seen=seen
        )
        self._reload_interviews()
        return told(f"{manager}: {slot or 'no slot yet'}", receipt)

    def _refuse_stranger(self, manager: str) -> None:
        """Refuse what would make a person of a typo, who would be counted. Taking something away is always possible."""
        if comparable(manager) not in managers_named(self.cases):
            raise Refused(
                f"No case names {manager} as its case manager.",
                "Nothing was put down.",
                "Correct the spelling, or name the manager on the case first.",
            )

    def _interviewed(
        self, manager: str, item: str, answer: Answer, said: str, *, run: str = "", seen: Heads | None = None
    ) -> Outcome:
        interview = self.interview(manager)
        before, id = interview.answer(item), rows.answer_id(interview.spelling(item), item)
        changes = rows.answer_changes(rows.INTERVIEW_ANSWERS, id, before, answer)
        if any(change.after is not None for change in changes):
            self._refuse_stranger(manager)
        if seen is None:  # Where two answers stand, the one that was not on screen stands still.
            book = self.workbook
            seen = {one.field: book.seen(rows.INTERVIEW_ANSWERS, id, one.field)[-1:] for one in changes}
        receipt = self.workbook.record(changes, Why.INTERVIEW, run=run, seen=keyed(rows.INTERVIEW_ANSWERS, id, seen))
        if receipt is None:
            return Outcome(said=f"{said} (as it was)", criterion=item)
        self._noted(receipt, Why.INTERVIEW, run, changes)
        self._reload_interviews()
        return Outcome(said=said, at=receipt.at, criterion=item, line=receipt.line)
