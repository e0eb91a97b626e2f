"""What a walkthrough ends with: two strengths, two things to develop and what was agreed, to be said aloud."""

from __future__ import annotations

from sqs_tui.domain.entry import ACTION, LEARNING, STRENGTH, Entry
from sqs_tui.session.company import may_be_shown
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.walk import SOURCES

#: How many of each are said.
EACH = 2


class VerbalCard:
    """The strengths and learning points of a case that may be shown: what was written together comes first."""

    def __init__(self, inspection: Inspection, case: str) -> None:
        self._inspection = inspection
        self._case = case
        self._turned = {STRENGTH: 0, LEARNING: 0}

    def lines(self, kind: str) -> tuple[str, ...]:
        """The texts on the card, at most two of a kind."""
        found = self._found(kind)
        turned = self._turned[kind] % len(found) if found else 0
        return tuple(entry.text for entry in (*found[turned:], *found[:turned])[:EACH])

    def actions(self) -> tuple[str, ...]:
        """What was agreed, the first due first: what, who does it, and by when."""
        found = sorted(self._found(ACTION), key=lambda entry: (not entry.due, entry.due))
        return tuple(entry.said for entry in found)

    def has_more(self, kind: str) -> bool:
        """Whether there are others that could stand on the card."""
        return len(self._found(kind)) > EACH

    def turn(self, kind: str) -> bool:
        """Put the next ones on the card; whether there are any."""
        self._turned[kind] += 1
        return self.has_more(kind)

    def wrote(self, kind: str) -> None:
        """Begin anew with the latest of a kind: one was just written."""
        if kind in self._turned:
            self._turned[kind] = 0

    def _found(self, kind: str) -> list[Entry]:
        entries = [
            entry
            for entry in self._inspection.entries_of(self._case)
            if entry.kind == kind and entry.text.strip() and may_be_shown(self._inspection, entry)
        ]
        together = [entry for entry in entries if entry.source == SOURCES[kind]]
        return [*reversed(together), *(entry for entry in entries if entry not in together)]
