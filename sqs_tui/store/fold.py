"""Many writers' changes folded into one state, whatever the order they arrive in (docs/dev/journal-format.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqs_tui.domain.case import REMOVED
from sqs_tui.domain.names import comparable
from sqs_tui.store.rows import CASES
from sqs_tui.values import dataclass

#: The field whose true value hides a document.
DELETED = "deleted"

Key = tuple[str, str, str]


class Operation(NamedTuple):
    """One field of one document written, naming the heads that were on screen when it was.

    A tuple, as is a head: there are thousands of them, and opening a workbook is mostly making them.
    """

    table: str
    id: str
    field: str
    value: Any
    seen: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Which field of which document."""
        return (self.table, self.id, self.field)


@dataclass(frozen=True, slots=True)
class Line:
    """One atomic set of changes, as it stands in a journal.

    `number` counts within the journal, `counter` is the Lamport time, `at` the wall time (for display only),
    `run` joins lines that are undone together, `of` names the line an undo or redo is about.
    """

    writer: str
    number: int
    counter: int
    at: str
    author: str
    why: str
    operations: tuple[Operation, ...] = ()
    run: str = ""
    of: str = ""

    @property
    def id(self) -> str:
        """The name later lines call this one by."""
        return f"{self.writer}:{self.number}"


class Head(NamedTuple):
    """A write that nothing later has named: a value that stands.

    `seen` is kept of deletions only: the writes to any field of the document that its author knew of.
    """

    counter: int
    writer: str
    number: int
    value: Any
    seen: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The line that wrote it."""
        return f"{self.writer}:{self.number}"


def _age(head: Head) -> tuple[int, str, int]:
    return (head.counter, head.writer, head.number)


#: The fields that say whether a case is in the sample, and what it is called there.
_NAMING = frozenset({"ref", "status", DELETED})


class Fold:
    """The state that journals come to: tables of documents, and the heads behind each field."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, dict[str, Any]]] = {}
        self.counter = 0
        self._documents: dict[tuple[str, str], dict[str, Any]] = {}
        self._heads: dict[Key, tuple[Head, ...]] = {}
        self._last: dict[str, int] = {}
        self._awaited: dict[Key, set[str]] = {}
        self._differing: set[Key] = set()
        #: The cases of the sample by their references as those are compared, and the other way round.
        self._called: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}
        self._shared: set[Key] = set()

    def apply(self, line: Line) -> None:
        """Take in one line; lines of one writer come in their order, writers in any, and a line twice is once."""
        if line.number <= self._last.get(line.writer, -1):
            return
        self.counter = max(self.counter, line.counter)
        self._last[line.writer] = line.number
        for operation in line.operations:
            self._write(line, operation)

    def _write(self, line: Line, operation: Operation) -> None:
        key = operation.key
        before = self._heads.get(key, ())
        is_next = not operation.seen if not before else (before[-1].id,) == operation.seen
        if is_next and len(before) < 2 and key[2] != DELETED and key not in self._awaited:
            self._follow(key, Head(line.counter, line.writer, line.number, operation.value))
            return
        known = frozenset(operation.seen) if operation.field == DELETED and operation.value else frozenset()
        head = Head(line.counter, line.writer, line.number, operation.value, known)
        standing = [other for other in before if other.id not in operation.seen]
        for seen in operation.seen:
            if not self._is_known(seen):
                self._awaited.setdefault(key, set()).add(seen)
        if key not in self._awaited or head.id not in self._awaited[key]:
            standing.append(head)
        heads = tuple(sorted(standing, key=_age)) if len(standing) > 1 else tuple(standing)
        self._heads[key] = heads
        self._show(key, heads[-1].value if heads else None)
        self._compare(key)
        if operation.field != DELETED and DELETED in self._documents[key[:2]]:
            self._compare((*key[:2], DELETED))

    def _follow(self, key: Key, head: Head) -> None:
        """One write after the other, or the first: nearly every one, and people cannot disagree by it."""
        self._heads[key] = (head,)
        self._show(key, head.value)
        if DELETED in self._documents[key[:2]]:
            self._compare((*key[:2], DELETED))

    def _compare(self, key: Key) -> None:
        """Note whether people disagree about a field: by what they wrote, or by deleting what another has changed."""
        heads = self._heads.get(key, ())
        differ = len(heads) > 1 and len({repr(head.value) for head in heads}) > 1
        if key[2] == DELETED and not differ:
            fields = [head.id for name in self._documents[key[:2]] for head in self._heads.get((*key[:2], name), ())]
            differ = any(head.value and not head.seen.union((head.id,)).issuperset(fields) for head in heads)
        if differ:
            self._differing.add(key)
        else:
            self._differing.discard(key)

    def _is_known(self, line_id: str) -> bool:
        writer, _, number = line_id.rpartition(":")
        return int(number) <= self._last.get(writer, -1)

    def _show(self, key: Key, value: Any) -> None:
        table, id, field = key
        document = self._documents.setdefault((table, id), {})
        if field == DELETED:
            document.pop(DELETED, None)
            if value:
                document[DELETED] = True
        elif value is None:
            document.pop(field, None)
        else:
            document[field] = value
        documents = self.tables.setdefault(table, {})
        if document.get(DELETED):
            documents.pop(id, None)
        else:
            documents[id] = document
        if table == CASES and field in _NAMING:
            self._call(id, documents.get(id, {}))

    def _call(self, id: str, case: Mapping[str, Any]) -> None:
        """Note what a case is called now; one that is not in the sample is called nothing."""
        ref, before = case.get("ref"), self._names.get(id, "")
        name = comparable(ref) if isinstance(ref, str) and case.get("status") != REMOVED else ""
        if name != before:
            self._called[before] = [one for one in self._called.get(before, ()) if one != id]
            self._called.setdefault(name, []).append(id)
            self._names[id] = name
            self._shared.discard((CASES, id, "ref"))
            for called in (before, name):
                keys = {(CASES, one, "ref") for one in self._called[called]}
                self._shared = self._shared | keys if called and len(keys) > 1 else self._shared - keys

    def heads(self, key: Key) -> tuple[Head, ...]:
        """The values that stand for a field, oldest first; the last is shown."""
        return self._heads.get(key, ())

    def seen(self, key: Key) -> tuple[str, ...]:
        """The names of the heads of a field, as a write made now should name them; a deletion names all it hides."""
        names = [head.id for head in self._heads.get(key, ())]
        if key[2] == DELETED:
            fields = self._documents.get(key[:2], ())
            names += [head.id for name in fields for head in self._heads.get((*key[:2], name), ())]
        return tuple(dict.fromkeys(names))

    def shown(self, key: Key) -> Any:
        """The value shown for a field; None where nothing stands."""
        heads = self._heads.get(key)
        return heads[-1].value if heads else None

    def differs(self, key: Key) -> bool:
        """Whether people disagree on a field."""
        return key in self._differing

    def differences(self) -> Iterator[Key]:
        """The fields on which people disagree, to be settled; among them references that two cases have.

        Each added one, or renamed one to it, where the other did not see it: one of them needs another.
        """
        return iter(sorted(self._differing | self._shared))

    def ids(self, table: str) -> Iterator[str]:
        """The ids of every document of a table, hidden ones too."""
        return (id for named, id in self._documents if named == table)

    def document(self, table: str, id: str) -> Mapping[str, Any]:
        """A document by id, hidden or not; empty where there is none."""
        return self._documents.get((table, id), {})
