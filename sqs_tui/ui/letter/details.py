"""What is filled in of the letter itself: whom it is from, when, how to reach the lead, and how it is marked."""

from __future__ import annotations

from collections.abc import Sequence

from sqs_tui.session.inspection import Outcome
from sqs_tui.session.letter import Letter
from sqs_tui.store import rows
from sqs_tui.store.fold import Key
from sqs_tui.ui.common.form import FormScreen
from sqs_tui.ui.widgets.fields import FormField

_LEAST = {"2": "fewer than two", "3": "fewer than three"}


class LetterDetailsScreen(FormScreen):
    """The letter's own particulars, kept field by field; those of the inspection stand in its details."""

    def __init__(self, letter: Letter) -> None:
        super().__init__()
        self._letter = letter

    def title_text(self) -> str:
        """What the form is about."""
        return "Letter details"

    def fields(self) -> Sequence[FormField]:
        """What can be filled in."""
        return [
            FormField("from", "From", help="By role, as Assistant Chief Inspector (Youth Justice)."),
            FormField("published", "Date", help="When it is published, as it stands in the letter."),
            FormField("contact", "Reach the lead", help="As an e-mail address, a telephone number, or both."),
            FormField("marking", "Marking", help="On every page of drafts and evidence; OFFICIAL-SENSITIVE if empty."),
            FormField("minimum_base", "Leave out", "choice", "Sentences that rest on so few are left out.", _LEAST),
        ]

    def stored(self, name: str) -> str:
        """What stands in a field on disk, as it is typed."""
        return str(self._letter.settings.get(name) or "")

    def place(self, name: str) -> Key | None:
        """Where a field is kept."""
        return rows.LETTER, rows.INSPECTION, name

    def keep(self, name: str, text: str) -> Outcome:
        """Put a field on disk."""
        run, seen = self.stretch(name)
        return self._letter.set(name, text, run=run, seen=seen)
