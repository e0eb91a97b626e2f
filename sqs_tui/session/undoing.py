"""Undo and redo of one's own acts, across restarts."""

from __future__ import annotations

from sqs_tui.domain.case import Change
from sqs_tui.domain.why import Why
from sqs_tui.session.outcome import NOTHING, Outcome
from sqs_tui.session.recording import Recording, owner_of
from sqs_tui.store import rows


class Undoing(Recording):
    """Takes back the author's acts, latest first, while they are still what stands."""

    # The act somewhere else that was named last: asked once more, it is taken back.
    _warned_of = ""

    def undo(self, within: str = "", *, beside: str = "") -> Outcome:
        """Take back the author's last act, while it is still what stands.

        `within` allows only acts on a case; `beside` names the case on the screen: an act on another is named
        first, and taken back when asked once more.
        """
        return self._step(Why.UNDO, within, beside)

    def redo(self, within: str = "", *, beside: str = "") -> Outcome:
        """Do again what was undone last; `within` and `beside` as for `undo`."""
        return self._step(Why.REDO, within, beside)

    def _step(self, direction: Why, within: str, beside: str) -> Outcome:
        acts = self._acts_read()
        step = acts.next(direction)
        if step is None:
            return Outcome(said=f"Nothing to {direction}")
        if within and not all(self._is_about(within, *key) for key in step.changes):
            return Outcome(said=f"Nothing to {direction} on this case")
        if beside and not all(self._is_about(beside, *key) for key in step.changes) and step.name != self._warned_of:
            self._warned_of = step.name
            return Outcome(said=f"The last change was elsewhere: {step.said()}. Once more to {direction} it")
        self._warned_of = ""
        for key, (was, _) in step.changes.items():
            owner = owner_of(*key[:2])
            if owner in self.cases and self.signing(owner).is_signed:
                ref = self.cases[owner].ref
                return Outcome(
                    said=f"{direction.capitalize()} stopped: {ref} is signed; that is taken back with a reason"
                )
            if self._settlings.intersection(self.workbook.seen(*key)):
                return Outcome(said=f"{direction.capitalize()} stopped: that was settled with a reason; answer it anew")
            if not set(self.workbook.seen(*key)) <= acts.own or self.workbook.value(*key) != was:
                return Outcome(said=f"{direction.capitalize()} stopped: somebody has changed that since")
            becomes = step.changes[key][1]
            other = self.case_by_ref(str(becomes)) if key[0] == rows.CASES and key[2] == "ref" and becomes else None
            if other is not None and other.id != key[1]:
                return Outcome(said=f"{direction.capitalize()} stopped: {becomes} is another case now")
            takes_away = key[0] == rows.CASES and key[2] == "ref" and step.changes[key][1] is None
            if takes_away and self._put_down_in(key[1]) - {changed[:2] for changed in step.changes}:
                return Outcome(said=f"{direction.capitalize()} stopped: there are answers or evidence in {was}")
        changes = [Change(*key, before, after) for key, (before, after) in step.changes.items()]
        receipt = self.workbook.record(changes, direction, of=step.name)
        acts.moved(direction, receipt.line if receipt else "")
        if receipt is None:
            return NOTHING
        said = f"{'Undone' if direction is Why.UNDO else 'Done again'}: {step.said()}"
        return self._moved(step.changes, said, receipt.at)

    def _is_about(self, case: str, table: str, id: str, field: str) -> bool:
        """Whether a field belongs to a case."""
        if table in (rows.ANSWERS, rows.SOURCES):
            return id.rpartition("/")[0] == case
        if table == rows.ENTRIES:
            return id in self.entries and self.entries[id].case == case
        return table == rows.CASES and id == case

    def _put_down_in(self, case: str) -> set[tuple[str, str]]:
        """The answers and entries of a case: their tables and ids."""
        answers = self.cases[case].answers.items()
        answered = {(rows.ANSWERS, rows.answer_id(case, id)) for id, answer in answers if not answer.is_blank}
        return answered | {(rows.ENTRIES, entry.id) for entry in self.entries_of(case)}
