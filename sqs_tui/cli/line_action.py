"""An agreed action, put down line by line: what is done, who does it, and by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqs_tui.cli.asking import Asker
from sqs_tui.domain.due import DAY_EXAMPLES, read_day
from sqs_tui.domain.entry import MANAGER, Entry
from sqs_tui.session.inspection import NOTHING, Inspection, Outcome
from sqs_tui.store.workbook import wall_clock

#: How all of it is said in one line.
SHAPE = f"> write the plan with him | {MANAGER} | 2 weeks"


def agree(asker: Asker, inspection: Inspection, entry: Entry, given: str) -> Outcome:
    """Put an action down; who and when are asked for at the keyboard where the line does not say them."""
    text, *rest = (part.strip() for part in asker.text("What was agreed?", given, SHAPE).split("|", 2))
    if not text:
        return NOTHING
    owner, day = (*rest, "", "")[:2]
    if not rest and asker.is_typed:
        owner = asker.ask(f"Who does it? An empty line is the {MANAGER}.").strip()
        day = asker.ask(f"By when? {DAY_EXAMPLES}; an empty line leaves it open.").strip()
    made = replace(entry, text=text, owner=owner or MANAGER, due=_read(asker, day))
    return asker.attempt(lambda: replace(inspection.add_entry(made), said=f"Agreed action kept: {made.terms}"))


def _read(asker: Asker, day: str) -> str:
    """A day as it is kept, asked for until it is one; in a file one that is none ends it."""
    today = datetime.fromisoformat(wall_clock()).astimezone().date()
    while day:
        try:
            return read_day(day, today).isoformat()
        except ValueError as error:
            asker.refuse(str(error))
        day = asker.ask("By when?").strip()
    return ""
