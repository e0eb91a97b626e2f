"""Undo and redo of one's own acts, across restarts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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

    # The act that was named last before it is taken back: asked once more, it is.
    _warned_of = ""
    # The last of the acts that a signature keeps, once it was said that they are passed over.
    _passed_over = ""

    def next_step(self, direction: Why) -> Step | None:
        """What undo, or redo, would do now, for a place that takes back its own acts only; None for nothing.

        What a signature or a lock keeps as it is holds up nothing that was done before it.
        """
        return self._free(direction)[0]

    @property
    def may_undo(self) -> bool:
        """Whether undo may have something to take back, as far as that is known without reading the journals for it."""
        if self._acts is None:
            return self._has_recorded or self.last_act() is not None
        return self.next_step(Why.UNDO) is not None

    def is_asked(self, direction: Why) -> bool:
        """Whether the next step was named, and is taken when asked once more."""
        step = self.next_step(direction) if self._warned_of else None
        return step is not None and step.name == self._warned_of

    def ask_anew(self) -> None:
        """Name again what is to be named before it is taken back: what was said of it is no more on the screen."""
        self._warned_of = self._passed_over = ""

    def undo(self, within: str = "", *, beside: str = "", quietly: bool = False) -> Outcome:
        """Take back the author's last act, while it is still what stands.

        `within` allows only acts on a case; `beside` names the case on the screen: an act on another is named
        first, and taken back when asked once more. So is one that comes before acts on a signed case, which stay as
        they are; `quietly` is for a place that has looked at `next_step`, and names no case.
        """
        return self._step(Why.UNDO, within, beside, quietly)

    def redo(self, within: str = "", *, beside: str = "", quietly: bool = False) -> Outcome:
        """Do again what was undone last; `within`, `beside` and `quietly` as for `undo`."""
        return self._step(Why.REDO, within, beside, quietly)

    def _free(self, direction: Why) -> tuple[Step | None, list[tuple[Step, str]]]:
        """The first step that no signature keeps as it is; and those before it, each with why."""
        known: dict[tuple[str, bool], str] = {}
        kept: list[tuple[Step, str]] = []
        for step in self._acts_read().steps(direction):
            fixed = self._fixed_among(_changes(step), known)
            if not fixed:
                return step, kept
            kept.append((step, fixed.removesuffix(".")))
        return None, kept

    def _step(self, direction: Why, within: str, beside: str, quietly: bool) -> Outcome:
        step, kept = self._free(direction)
        last, fixed = (kept[0][0].name, kept[0][1]) if kept else ("", "")
        theirs = {case for one, _ in kept for case in self._about(_changes(one))}
        if fixed and (within in theirs if within else step is None):
            return Outcome(said=f"{direction.capitalize()} stopped: {fixed}; that is taken back with a reason")
        about = self._about(_changes(step)) if step else set()
        if within and about != {within}:
            return Outcome(said=f"Nothing to {direction} on this case")
        if step is None:
            return Outcome(said=f"Nothing to {direction}")
        named = self._entry_named(step, in_company=bool(within)) or step.said()
        stays = f"{fixed} and stays as it is" if fixed and not (within or quietly) else ""
        is_other = bool(beside) and about != {beside}
        is_unsaid = last != self._passed_over and (not beside or is_other or beside in theirs)
        if stays and is_unsaid:
            self._passed_over, self._warned_of = last, step.name
            return Outcome(said=f"{stays}. Once more to {direction} {named}")
        if is_other and step.name != self._warned_of:
            self._warned_of = step.name
            return Outcome(said=f"The last change was elsewhere. Once more to {direction}: {named}")
        self._warned_of = ""
        stopped = self._against(direction, step)
        if stopped:
            return Outcome(said=f"{direction.capitalize()} stopped: {stopped}")
        acts = self._acts_read()
        receipt = self.workbook.record(_changes(step), direction, of=step.name)
        acts.moved(direction, step.name, receipt.line if receipt else "")
        if receipt is None:
            return NOTHING
        self._steps_made.add(receipt.line)
        said = f"{'Undone' if direction is Why.UNDO else 'Done again'}: {named}"
        moved = self._moved(step.changes, "; ".join(filter(None, (said, stays))), receipt.at)
        return replace(moved, is_final=True)

    def _against(self, direction: Why, step: Step) -> str:
        """Why a step is not taken, it being no more what stands; empty where it is."""
        for key, (was, _) in step.changes.items():
            if self._settlings.intersection(self.workbook.seen(*key)):
                return "that was settled with a reason; answer it anew"
            if not set(self.workbook.seen(*key)) <= self._acts_read().own:
                return "somebody has changed that since"
            if self.workbook.value(*key) != was:
                return "that was changed since"
            becomes = step.changes[key][1]
            is_reference = key[0] == rows.CASES and key[2] == "ref" and becomes
            if is_reference and self.taken(str(becomes), but=key[1]):
                return f"{becomes} is another case now"
            takes_away = key[0] == rows.CASES and key[2] == "ref" and step.changes[key][1] is None
            if takes_away and self._put_down_in(key[1]) - {changed[:2] for changed in step.changes}:
                return f"there are answers or evidence in {was}"
        return ""

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


def _changes(step: Step) -> list[Change]:
    return [Change(*key, before, after) for key, (before, after) in step.changes.items()]
