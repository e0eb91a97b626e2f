"""Who changed what, and when, on its way out; read back from the journals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqs_tui.domain.signing import SAID
from sqs_tui.domain.text import cleaned
from sqs_tui.exchange.plan import Holding
from sqs_tui.exchange.tables import Table
from sqs_tui.store.fold import Key, Line
from sqs_tui.store.rows import ALERTS, ANSWERS, CASES, INTERVIEW_ANSWERS, LETTER, SNAPSHOTS, SOURCES

COLUMNS = ("at", "author", "why", "table", "case", "criterion", "field", "from", "to")
_ANSWERS = (ANSWERS, INTERVIEW_ANSWERS, SOURCES)
#: Fields that hold a whole letter or template: pages, which a row of a table is no place for.
_WHOLE = frozenset({(SNAPSHOTS, "content"), (LETTER, "template")})


def table(holding: Holding, lines: Iterable[Line], *, interviews: bool = False) -> Table:
    """One row a field changed, oldest first. Alerts leave only by an export of their own.

    What case managers answered is left out unless it is asked for: a figure never opens to a person.
    """
    apart = {ALERTS} if interviews else {ALERTS, INTERVIEW_ANSWERS}
    return Table(COLUMNS, list(_rows(holding, lines, apart)))


def _rows(holding: Holding, lines: Iterable[Line], apart: set[str]) -> Iterator[dict[str, str]]:
    written: dict[Key, dict[str, Any]] = {}
    for line in lines:
        for operation in line.operations:
            values = written.setdefault(operation.key, {})
            before = next((values[name] for name in reversed(operation.seen) if name in values), None)
            values[line.id] = operation.value
            if operation.table not in apart:
                yield {
                    "at": line.at,
                    "author": cleaned(line.author),
                    "why": cleaned(line.why),
                    "table": operation.table,
                    **_thing(holding, operation.table, operation.id),
                    "field": operation.field,
                    "from": _text(operation.field, before) if operation.key[::2] not in _WHOLE else "",
                    "to": _text(operation.field, operation.value) if operation.key[::2] not in _WHOLE else "kept whole",
                }


def _thing(holding: Holding, table: str, id: str) -> dict[str, str]:
    """Which case (or manager, or entry), and which criterion."""
    owner, _, criterion = id.rpartition("/") if table in _ANSWERS else (id, "", "")
    case = holding.cases.get(owner) if table in (ANSWERS, CASES, SOURCES) else None
    return {"case": cleaned(case.ref if case else owner), "criterion": criterion}


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
