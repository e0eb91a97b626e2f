"""What a case manager at the screen, or with a sheet in hand, may see."""

from __future__ import annotations

import re
from functools import lru_cache

from sqs_tui.domain.entry import Entry
from sqs_tui.session.inspection import Inspection
from sqs_tui.store import rows


def may_be_shown(inspection: Inspection, entry: Entry) -> bool:
    """Whether the case manager may see an entry: it may be told, and names no other case and nobody else."""
    return may_be_told(inspection, entry) and not names_others(inspection, entry)


def may_be_told(inspection: Inspection, entry: Entry) -> bool:
    """Whether an entry is shareable, and not also about the case manager's own manager."""
    known = inspection.catalogue.known
    return entry.shareable and not any(known[one].oversight for one in entry.criteria if one in known)


def names_others(inspection: Inspection, entry: Entry) -> bool:
    """Whether an entry names another case, or anybody but the case's own manager, by reference, code or account."""
    cases, own = inspection.cases, inspection.cases.get(entry.case)
    if own is None:
        return False
    manager = own.particular("case_manager")
    people = {one.particular(kind) for one in cases.values() for kind in ("case_manager", "inspector")}
    people |= {str(person.get("inspector") or "") for person in inspection.workbook.rows(rows.PEOPLE).values()}
    people |= set(inspection.managers())
    # People as they are written: a code such as IT or AN is a word else.
    others = (
        _any_of(frozenset({one.ref for one in cases.values()} - {own.ref, manager}), re.IGNORECASE),
        _any_of(frozenset(people - {own.ref, manager})),
    )
    return any(pattern.search(text) for pattern in others for text in (entry.text, entry.owner))


@lru_cache(maxsize=64)
def _any_of(codes: frozenset[str], flags: int = 0) -> re.Pattern[str]:
    """Any of the codes that cannot be taken for a number or a single letter."""
    named = sorted((re.escape(code) for code in codes if len(code) > 1 and not code.isdigit()), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(named)})(?![\w-])" if named else r"(?!)", flags)
