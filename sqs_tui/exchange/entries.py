"""Evidence, strengths, learning points, agreed actions and area notes in and out; they are only ever added."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqs_tui.domain.case import REMOVED, Change
from sqs_tui.domain.due import read_day
from sqs_tui.domain.entry import ACTION, AREA, KINDS, Entry
from sqs_tui.domain.names import References
from sqs_tui.domain.text import cleaned
from sqs_tui.exchange.plan import By, Holding, Plan
from sqs_tui.exchange.sheet import Row, Sheet
from sqs_tui.exchange.tables import Table
from sqs_tui.store.rows import ENTRIES, ENTRY_FIELDS, fields_of

REQUIRED = frozenset({"case", "kind", "criteria", "text"})
TOLD = ("author", "at")
COLUMNS = ("case", "kind", "criteria", "text", "source", "where", "shareable", "owner", "due", *TOLD)

_KINDS = {kind: kind for kind in KINDS}


def table(holding: Holding) -> Table:
    """Every entry there is, private ones too; those of removed cases are not."""
    refs = {case.id: case.ref for case in holding.cases.values() if case.status != REMOVED}
    entries = [entry for entry in holding.entries.values() if not entry.case or entry.case in refs]
    return Table(COLUMNS, [_out(entry, refs.get(entry.case, "")) for entry in entries if entry.text.strip()])


def _out(entry: Entry, ref: str) -> dict[str, str]:
    return {
        "case": cleaned(ref),
        "kind": entry.kind,
        "criteria": ";".join(entry.criteria),
        "text": cleaned(entry.text),
        "source": cleaned(entry.source),
        "where": cleaned(entry.where),
        "shareable": "yes" if entry.shareable else "no",
        "owner": cleaned(entry.owner),
        "due": cleaned(entry.due),
        "author": cleaned(entry.author),
        "at": entry.at,
    }


def plan(sheet: Sheet, holding: Holding, by: By) -> Plan:
    """Add the entries that are not there already, as written by whoever brings them in."""
    found = Plan(rows=len(sheet.rows))
    cases = References(holding.cases.values())
    criteria = {criterion.id.casefold(): criterion.id for criterion in holding.catalogue.every_criterion}
    there = Counter(_content(entry) for entry in holding.entries.values())
    batch = os.urandom(4).hex()
    for number, row in enumerate(sheet.rows, 1):
        entry = _entry(row, found, cases, criteria, by)
        content = _content(entry)
        if there[content]:
            there[content] -= 1
            continue
        # Entries of one file keep its order, since they share their time.
        id = f"e-{batch}-{number:06}"
        fields = fields_of(entry, ENTRY_FIELDS)
        found.write([Change(ENTRIES, id, name, None, value) for name, value in fields.items() if value], fresh=True)
    return found


def _content(entry: Entry) -> tuple[object, ...]:
    said = (entry.text, entry.source, entry.where, entry.owner, entry.due)
    return (entry.case, entry.kind, entry.criteria, *(cleaned(one).strip() for one in said), entry.shareable)


def _entry(row: Row, found: Plan, cases: References, criteria: Mapping[str, str], by: By) -> Entry:
    """The entry a row gives; what is wrong with it is noted."""
    kind = found.choice(row, "kind", _KINDS)
    if not kind and not row.word("kind"):
        found.wrong(row, "kind", f"is empty; it must be one of {', '.join(KINDS)}")
    ref = found.line(row, "case")
    case = found.case(row, "case", cases, ref)
    if kind == AREA and ref:
        found.wrong(row, "case", "must be empty: an area note belongs to no case")
    elif kind != AREA and case is None:
        found.wrong(row, "case", "is not in the sample" if ref else "is empty")
    named = [one.strip().casefold() for one in row.word("criteria").split(";") if one.strip()]
    if any(one not in criteria for one in named):
        found.wrong(row, "criteria", "names one that is not in the catalogue")
    if not row.word("text"):
        found.wrong(row, "text", "is empty")
    owner, due = found.line(row, "owner"), found.line(row, "due")
    if kind != ACTION and (owner or due):
        found.wrong(row, "owner" if owner else "due", "is for agreed actions alone")
    return Entry(
        id="",
        case=case.id if case else "",
        kind=kind,
        text=row.word("text"),
        criteria=tuple(dict.fromkeys(criteria[one] for one in named if one in criteria)),
        source=found.line(row, "source"),
        where=found.line(row, "where"),
        shareable=found.flag(row, "shareable") is True,
        author=by.author,
        at=by.at,
        owner=owner,
        due=_day(found, row, due, by),
    )


def _day(found: Plan, row: Row, due: str, by: By) -> str:
    """The day an action is due, as it is kept."""
    if not due:
        return ""
    try:
        return read_day(due, datetime.fromisoformat(by.at).date()).isoformat()
    except ValueError:
        found.wrong(row, "due", "must be a day, as 2016-05-24 or 24/05/2016, or empty")
        return ""
