"""Undo and redo of one's own acts, across restarts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqs_tui.domain.case import Change
from sqs_tui.domain.entry import KINDS
from sqs_tui.domain.why import Why
from sqs_tui.session.acts import Step
from sqs_tui.session.outcome import NOTHING, Outcome
from sqs_tui.session.recording import Recording
from sqs_tui.store import rows


class Undoing(Recording):
    """Takes back the author's acts, latest first, while they are still what stands."""

    # The act somewhere else that was named last: asked once more, it is taken back.
    _warned_of = ""

    def next_step(self, direction: Why) -> Step | None:
        """What undo, or redo, would do now, for a place that takes back its own acts only; None for nothing."""
        return self._acts_read().next(direction)

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
        changes = [Change(*key, before, after) for key, (before, after) in step.changes.items()]
        named = self._entry_named(step, in_company=bool(within)) or step.said()
        about = self._about(changes)
        if within and about != {within}:
            return Outcome(said=f"Nothing to {direction} on this case")
        if beside and about != {beside} and step.name != self._warned_of:
            self._warned_of = step.name
            return Outcome(said=f"The last change was elsewhere: {named}. Once more to {direction} it")
        self._warned_of = ""
        fixed = self._fixed_among(changes).removesuffix(".")
        if fixed:
            return Outcome(said=f"{direction.capitalize()} stopped: {fixed}; that is taken back with a reason")
        for key, (was, _) in step.changes.items():
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
        receipt = self.workbook.record(changes, direction, of=step.name)
        acts.moved(direction, receipt.line if receipt else "")
        if receipt is None:
            return NOTHING
        said = f"{'Undone' if direction is Why.UNDO else 'Done again'}: {named}"
        return self._moved(step.changes, said, receipt.at)

    def _entry_named(self, step: Step, *, in_company: bool) -> str:
        """Which entry a step is about, by its kind and criteria; empty for anything else.

        In company what is private is not named.
        """
        if len({key[:2] for key in step.changes}) != 1 or next(iter(step.changes))[0] != rows.ENTRIES:
            return ""
        id = next(iter(step.changes))[1]

        def value(field: str) -> Any:
            was, becomes = step.changes.get((rows.ENTRIES, id, field), (None, None))
            stood = was if becomes is None else becomes
            return self.workbook.value(rows.ENTRIES, id, field) if stood is None else stood

        kind = str(value("kind") or "")
        if kind not in KINDS or (in_company and not value("shareable")):
            return ""
        asked = value("criteria")
        on = " ".join(str(one) for one in asked) if isinstance(asked, list | tuple) else ""
        gone = f" ({Why.ENTRY_GONE.removeprefix('entry ')})" if step.why == Why.ENTRY_GONE else ""
        return f"{KINDS[kind]}{f' on {on}' if on else ''}{gone}"

    def _about(self, changes: Sequence[Change]) -> set[str]:
        """The cases that changes are about; an empty one where a thing belongs to none."""
        found: dict[tuple[str, str], set[str]] = {}
        for change in changes:
            found.setdefault((change.table, change.id), set()).update(self._owners(change))
        return {case for owners in found.values() for case in owners or {""}}

    def _put_down_in(self, case: str) -> set[tuple[str, str]]:
        """The answers and entries of a case: their tables and ids."""
        answers = self.cases[case].answers.items()
        answered = {(rows.ANSWERS, rows.answer_id(case, id)) for id, answer in answers if not answer.is_blank}
        return answered | {(rows.ENTRIES, entry.id) for entry in self.entries_of(case)}
