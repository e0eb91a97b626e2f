"""A person's own acts, read back from the journals, for undo and redo across restarts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.why import FINAL, STEPS, Why, without_reason
from sqs_tui.store.fold import Key, Line
from sqs_tui.values import dataclass

#: Tables a key never takes back: alerts are closed with a reason, a frozen letter stays;
#: who is who, and details, are not acts.
_KEPT = frozenset({"alerts", "people", "details", "letter_snapshots"})


@dataclass(frozen=True)
class Step:
    """What undoing or redoing an act would write: for each field, from what to what."""

    name: str
    why: str
    changes: Mapping[Key, tuple[Any, Any]]

    def said(self) -> str:
        """The act in a few words."""
        places = sorted({_place(*key) for key in self.changes})
        where = places[0] if len(places) == 1 else f"{len(places)} places"
        values = [value for key, (_, value) in self.changes.items() if key[2] == "verdict"]
        word = f" → {Verdict.said(values[0])}" if len(values) == 1 else f" ({self.why})"
        return f"{where}{word}"


def _place(table: str, id: str, _: str) -> str:
    if table == "entries":
        return "an entry"
    return f"{'letter ' * table.startswith('letter')}{id.replace('/', ' ')}"


@dataclass(eq=False)
class Act:
    """One act of a person: one line, or the lines of one stretch of typing."""

    name: str
    why: str
    before: dict[Key, Any] = field(default_factory=dict)
    after: dict[Key, Any] = field(default_factory=dict)


class Acts:
    """The acts of one author that can be undone, and those that can be done again, latest last.

    `own` names every line the author wrote: a field whose heads are not all among them was changed by
    somebody else since.
    """

    def __init__(self) -> None:
        self.done: list[Act] = []
        self.undone: list[Act] = []
        self.own: set[str] = set()

    @classmethod
    def of(cls, lines: Iterable[Line], author: str) -> Acts:
        """Read the acts of an author back; lines come oldest first."""
        acts = cls()
        written: dict[Key, dict[str, Any]] = {}
        for line in lines:
            if line.author == author:
                acts._read(line, written)
            for operation in line.operations:
                written.setdefault(operation.key, {})[line.id] = operation.value
        return acts

    def _read(self, line: Line, written: Mapping[Key, Mapping[str, Any]]) -> None:
        if line.why in STEPS:
            self.own.add(line.id)
            source, target = (self.done, self.undone) if line.why == Why.UNDO else (self.undone, self.done)
            act = next((act for act in reversed(source) if act.name == line.of), None)
            if act is not None:
                source.remove(act)
                target.append(act)
            return
        changes = []
        for operation in line.operations:
            seen = [written[operation.key][name] for name in operation.seen if name in written.get(operation.key, {})]
            changes.append((operation.key, seen[-1] if seen else None, operation.value))
        self.did(line.id, line.why, line.run, changes)

    def did(self, line: str, why: str, run: str, changes: Iterable[tuple[Key, Any, Any]]) -> None:
        """Note an act: a field, from what, to what; unless it is one that keys never take back."""
        self.own.add(line)
        kept = [change for change in changes if change[0][0] not in _KEPT and without_reason(why) not in FINAL]
        if not kept:
            return
        if run and self.done and self.done[-1].name == run:
            act = self.done[-1]
        else:
            act = Act(run or line, why)
            self.done.append(act)
        for key, before, after in kept:
            act.before.setdefault(key, before)
            act.after[key] = after
        self.undone.clear()

    def steps(self, direction: str) -> Iterator[Step]:
        """What undo (or redo) would do, the next step first; what was typed and taken out again is none."""
        for act in reversed(self.done if direction == Why.UNDO else self.undone):
            was, becomes = (act.after, act.before) if direction == Why.UNDO else (act.before, act.after)
            changes = {key: (was[key], becomes[key]) for key in act.after if was[key] != becomes[key]}
            if changes:
                yield Step(act.name, act.why, changes)

    def moved(self, direction: str, name: str, line: str) -> None:
        """Note that a step was taken, and the line it was written as (empty where nothing differed)."""
        source, target = (self.done, self.undone) if direction == Why.UNDO else (self.undone, self.done)
        act = next(act for act in reversed(source) if act.name == name)
        source.remove(act)
        target.append(act)
        if line:
            self.own.add(line)
