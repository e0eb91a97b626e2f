"""Who changed what, and when, on its way out; read back from the journals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqs_tui.domain.signing import SAID
from sqs_tui.domain.text import cleaned
from sqs_tui.exchange.plan import Holding
from sqs_tui.exchange.tables import Table
from sqs_tui.store.fold import Key, Line
from sqs_tui.store.rows import (
    ALERTS,
    ANSWERS,
    CASES,
    ENTRIES,
    INTERVIEW_ANSWERS,
    LETTER,
    SECOND_READS,
    SNAPSHOTS,
    SOURCES,
)

#: `id` names the document within its table: an answer, a case, an entry, a case manager.
COLUMNS = ("at", "author", "why", "table", "id", "case", "criterion", "field", "from", "to")
_ANSWERS = (ANSWERS, INTERVIEW_ANSWERS, SOURCES, SECOND_READS)
#: Fields that hold a whole letter or template: pages, which a row of a table is no place for.
_WHOLE = frozenset({(SNAPSHOTS, "content"), (LETTER, "template")})


def table(holding: Holding, lines: Iterable[Line], *, interviews: bool = False) -> Table:
    """One row a field changed, oldest first. Alerts leave only by an export of their own.

    An entry belongs to the case it was written on, and to each criterion it was ever linked to, parted by blanks. What
    case managers answered is left out unless it is asked for: a figure never opens to a person. Beside the columns
    each row has its `line`: what was put down together.
    """
    apart = {ALERTS} if interviews else {ALERTS, INTERVIEW_ANSWERS}
    every = list(lines)
    return Table(COLUMNS, list(_rows(_Things(holding, every), every, apart)))


def _rows(things: _Things, lines: Iterable[Line], apart: set[str]) -> Iterator[dict[str, str]]:
    written: dict[Key, dict[str, Any]] = {}
    for line in lines:
        for operation in line.operations:
            values = written.setdefault(operation.key, {})
            before = next((values[name] for name in reversed(operation.seen) if name in values), None)
            values[line.id] = operation.value
            if operation.table not in apart:
                yield {
                    "line": line.id,
                    "at": line.at,
                    "author": cleaned(line.author),
                    "why": cleaned(line.why),
                    "table": operation.table,
                    **things.named(operation.table, operation.id),
                    "field": operation.field,
                    "from": _text(operation.field, before) if operation.key[::2] not in _WHOLE else "",
                    "to": _text(operation.field, operation.value) if operation.key[::2] not in _WHOLE else "kept whole",
                }


class _Things:
    """What each document is about: its case by reference, and its criteria."""

    def __init__(self, holding: Holding, lines: Iterable[Line]) -> None:
        self._cases = holding.cases
        self._entries: dict[str, tuple[str, dict[str, None]]] = {}
        for line in lines:
            for table, id, field, value, _ in line.operations:
                if table == ENTRIES and field in ("case", "criteria") and value:
                    case, criteria = self._entries.get(id, ("", {}))
                    if field == "case":
                        self._entries[id] = (str(value), criteria)
                    elif isinstance(value, list):
                        self._entries[id] = (case, criteria | dict.fromkeys(map(str, value)))

    def named(self, table: str, id: str) -> dict[str, str]:
        """The id of a document, its case and its criteria; empty where it has none."""
        case, criterion = "", ""
        if table == CASES:
            case = id
        elif table == ENTRIES:
            case, criteria = self._entries.get(id, ("", {}))
            criterion = " ".join(criteria)
        elif table in _ANSWERS:
            owner, _, criterion = id.rpartition("/")
            case = "" if table == INTERVIEW_ANSWERS else owner
        found = self._cases.get(case)
        return {"id": cleaned(id), "case": cleaned(found.ref if found else case), "criterion": cleaned(criterion)}


def _text(field: str, value: Any) -> str:
    if field in SAID and isinstance(value, list):
        value = value[:2]  # Who and when; how every criterion stood is the program's own.
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case list():
            return cleaned(";".join(str(part) for part in value))
    return cleaned(str(value))
