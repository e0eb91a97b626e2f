"""What was erased and lies in the folder again: a journal from before was put into it past the merge.

Nothing that was written of it up to the erasing should be here at all. What was written after it is about an erased
case too, unless that case was made anew since: references are used again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqs_tui.store import rows
from sqs_tui.store.erasing import ERASED, EVERYTHING, cases_of, erased_in
from sqs_tui.store.fold import Fold, Line, Operation
from sqs_tui.store.quoting import Thing, entries_in, names_one
from sqs_tui.store.vouching import VOUCHED


def brought_back(fold: Fold, lines: Iterable[Line]) -> tuple[str, ...]:
    """A sentence for each journal that says something of what was erased, naming nothing of it."""
    erased = erased_in(fold)
    written = [(line, operation) for line in lines for operation in line.operations] if erased else []
    found = Counter(line.writer for line, operation in _Returned(fold, erased.things, written).found())
    return tuple(f"{name}.jsonl brings back what was erased: {found[name]} changes" for name in sorted(found))


class _Returned:
    """What was written, held against what was erased, and when."""

    def __init__(self, fold: Fold, things: frozenset[Thing], written: list[tuple[Line, Operation]]) -> None:
        self._written, self._things = written, things
        self._entries = entries_in(things)
        self._erased: dict[str, int] = {}
        for line, operation in written:
            if operation.table == ERASED:
                self._erased[operation.id] = max(self._erased.get(operation.id, 0), line.counter)
        self._everything = self._erased.get(EVERYTHING, -1)
        # Open alerts outlive what they are about.
        self._kept = {(rows.ALERTS, id) for id in fold.tables.get(rows.ALERTS, {})} - things
        self._owners = {
            operation.key[:2]: operation.value
            for _, operation in written
            if operation.field == "case" and isinstance(operation.value, str)
        }
        self._anew = {
            operation.id
            for line, operation in written
            if operation.table == rows.CASES and operation.field == "ref" and line.counter > self._since(operation.id)
        }

    def found(self) -> Iterator[tuple[Line, Operation]]:
        """The operations that should not be here."""
        return ((line, operation) for line, operation in self._written if self._is_back(line, operation))

    def _since(self, case: str) -> int:
        return max(self._erased.get(case, -1), self._everything)

    def _is_back(self, line: Line, operation: Operation) -> bool:
        thing = operation.key[:2]
        if operation.table in (ERASED, VOUCHED) or thing in self._kept:
            return False
        if operation.table == rows.PARAGRAPHS and line.counter > self._everything:
            return names_one(operation.value, self._entries)  # The paragraph itself may have been written anew.
        if thing in self._things or line.counter <= self._everything:
            return True
        cases = cases_of(*thing)
        gone = {case for case in (*cases, self._owners.get(thing, "")) if case in self._erased}
        if self._everything >= 0 and operation.table in (rows.CASES, rows.ANSWERS):
            gone.update(cases)
        return any(line.counter <= self._since(case) or case not in self._anew for case in gone)
