"""Whose part of a workbook is left out, in words, while a journal of theirs cannot be read (`JournalStorage`)."""

from __future__ import annotations

from collections.abc import Sequence

from sqs_tui.domain.due import short
from sqs_tui.session.held import Held
from sqs_tui.store.journal import Damage

MAY_BE_AN_ALERT = "An alert may be among it."
#: What is said of it beside a case manager, or on a sheet that one is given: no colleague is named.
NAMELESS = "PART OF THE WORKBOOK IS LEFT OUT"


def whose(inspection: Held) -> str:
    """Whose part is left out, by name; empty where nothing is."""
    return ", ".join(dict.fromkeys(inspection.person(damage.author) for damage in inspection.workbook.damage))


def left_out(inspection: Held) -> Sequence[str]:
    """A sentence without its full stop for each journal: whose, since when, from where on and why."""
    return [_told(inspection, damage) for damage in inspection.workbook.damage]


def _told(inspection: Held, damage: Damage) -> str:
    where = damage.file if damage.line == 1 else f"{damage.file} from line {damage.line} on"
    who, since = inspection.person(damage.author), short(damage.since)
    return f"What {who} put down is left out since {since}: {where}: {damage.what}"


def banner(inspection: Held) -> str:
    """The same for the top of a document of the team; empty where nothing is left out."""
    names = whose(inspection)
    return f"LEFT OUT: WHAT {names} PUT DOWN" if names else ""


def against_final(inspection: Held) -> str:
    """Why nothing final is done now, in a sentence; empty where everything can be read."""
    names = whose(inspection)
    return f"What {names} put down is left out." if names else ""
