"""The inspection's own particulars: area, service, dates, team, letter, and whom to ring."""

from __future__ import annotations

from collections.abc import Sequence

from sqs_tui.domain import details
from sqs_tui.session.inspection import Outcome
from sqs_tui.store import rows
from sqs_tui.store.fold import Key
from sqs_tui.ui.common.form import FormScreen
from sqs_tui.ui.widgets.fields import FormField

_SEPARATED = "Several are separated by ;"


class DetailsScreen(FormScreen):
    """Every detail of the inspection, kept field by field."""

    def title_text(self) -> str:
        """What the form is about."""
        return "Inspection details"

    def fields(self) -> Sequence[FormField]:
        """The details there are."""
        return [
            FormField(
                one.name,
                one.title,
                one.shape,
                f"{one.help} {_SEPARATED}".strip() if one.shape == "list" else one.help,
                {choice: choice for choice in one.choices},
                drafted=one.name != "area",
            )
            for one in details.FIELDS
        ]

    def stored(self, name: str) -> str:
        """What stands in a field on disk, as it is typed."""
        return details.shown(self.inspection.details.get(name))

    def place(self, name: str) -> Key | None:
        """Where a detail is kept."""
        return rows.DETAILS, rows.INSPECTION, name

    def check(self, name: str, text: str) -> str:
        """Why a text cannot be kept."""
        try:
            details.checked(name, text)
        except details.DetailError as error:
            return str(error).replace(name, "This", 1)
        return ""

    def keep(self, name: str, text: str) -> Outcome:
        """Put a detail on disk."""
        run, seen = self.stretch(name)
        return self.inspection.set_details({name: details.checked(name, text)}, run=run, seen=seen)
