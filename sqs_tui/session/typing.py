"""One stretch of typing in a note: many writes, one undo."""

from __future__ import annotations

import os

from sqs_tui.session.inspection import Inspection, Outcome
from sqs_tui.store import rows


class Typing:
    """Keeps a note as it grows. Its first write names what was on screen when the editor was opened."""

    def __init__(self, inspection: Inspection, case: str, criterion: str) -> None:
        self._inspection, self._case, self._criterion = inspection, case, criterion
        self._run = f"r-{os.urandom(4).hex()}"
        self._seen: tuple[str, ...] = self._heads()

    def _heads(self) -> tuple[str, ...]:
        id = rows.answer_id(self._case, self._criterion)
        return self._inspection.workbook.seen(rows.ANSWERS, id, "note")

    def keep(self, text: str) -> Outcome:
        """Put the note down as it stands now. Raises `NotSaved`."""
        outcome = self._inspection.write_note(
            self._case, self._criterion, text.rstrip(), run=self._run, seen=self._seen
        )
        if outcome.line:
            self._seen = (outcome.line,)
        return outcome
