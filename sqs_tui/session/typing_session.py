"""One stretch of typing: many writes, one undo; each names what was on screen before it."""

from __future__ import annotations

import os

from sqs_tui.session.inspection import Inspection, Outcome
from sqs_tui.store import rows
from sqs_tui.store.workbook import Workbook


class Seen:
    """The values of one thing's fields as they were on screen: a write that names them overrides nothing else.

    Where two values stand, the one shown is the last.
    """

    def __init__(self, workbook: Workbook, table: str, id: str, *fields: str) -> None:
        self._workbook, self._table, self._id = workbook, table, id
        self.heads: dict[str, tuple[str, ...]] = {name: workbook.seen(table, id, name)[-1:] for name in fields}

    def wrote(self, line: str) -> None:
        """Note that what a line put down is what stands on screen now."""
        for name in self.heads if line else ():
            if line in self._workbook.seen(self._table, self._id, name):
                self.heads[name] = (line,)


class TypingSession:
    """Keeps a note as it grows. Its first write names what was on screen when the editor was opened."""

    def __init__(self, inspection: Inspection, case: str, criterion: str) -> None:
        self._inspection, self._case, self._criterion = inspection, case, criterion
        self._run = f"r-{os.urandom(4).hex()}"
        self._seen = Seen(inspection.workbook, rows.ANSWERS, rows.answer_id(case, criterion), "note")

    def keep(self, text: str) -> Outcome:
        """Put the note down as it stands now. Raises `NotSaved`."""
        outcome = self._inspection.write_note(
            self._case, self._criterion, text.rstrip(), run=self._run, seen=self._seen.heads["note"]
        )
        if outcome.line:
            self._seen.wrote(outcome.line)
        return outcome
