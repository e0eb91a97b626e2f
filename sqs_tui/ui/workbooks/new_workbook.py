"""A new workbook, from a form; and opening one by its path."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from sqs_tui import locations
from sqs_tui.domain import details
from sqs_tui.errors import BadCatalogue, NotFound, SqsError
from sqs_tui.ui import keys
from sqs_tui.ui.common.form import GatherScreen
from sqs_tui.ui.widgets.fields import FieldRow, FormField, one_line
from sqs_tui.ui.widgets.lines import Row

_YES_NO = {"no": "No", "yes": "Yes"}
_FIRST = "sqs-2016"
_DETAILS = ("area", "fieldwork", "team")


def proposed(area: str, fieldwork: str) -> Path:
    """Where a workbook for an area goes unless another place is named; never where one is already."""
    name = re.sub(r"[^a-z0-9]+", "-", area.casefold()).strip("-")[:40] or "inspection"
    year = fieldwork[:4] if fieldwork[:4].isdigit() and len(fieldwork) >= 4 else f"{date.today():%Y}"
    folder = locations.data_folder() / "workbooks"
    path, number = folder / f"{name}-{year}.sqs", 2
    while path.exists():
        path, number = folder / f"{name}-{year}-{number}.sqs", number + 1
    return path


def _lack(text: str) -> str:
    """Why nothing can be at a path as typed."""
    try:
        locations.typed(text)
    except SqsError as error:
        return f"{error.title} {error.detail}."
    return ""


def catalogue_titles() -> dict[str, str]:
    """The catalogues to choose from, by what they are called."""
    from sqs_tui.store import catalogues  # Only a form that makes a workbook reads them.

    titles = {}
    for name in sorted(catalogues.available(), key=lambda name: (name != _FIRST, name)):
        try:
            titles[name] = catalogues.by_name(name).short
        except SqsError:
            titles[name] = f"{name} (has faults)"
    return titles


class NewWorkbookScreen(GatherScreen):
    """What a workbook begins with. Left with its path once it is made, whole or not at all."""

    VERB = "makes it"

    def __init__(self) -> None:
        super().__init__()
        self._titles = catalogue_titles()
        self.notes: Sequence[str] = ()

    def title_text(self) -> str:
        """What the form is about."""
        return "New workbook"

    def fields(self) -> Sequence[FormField]:
        """What is asked before one is made."""
        return [
            FormField("area", "Area", help="The area inspected, as the letter names it."),
            FormField("fieldwork", "Fieldwork", "dates", "First and last day, as 2016-05-23/2016-05-25, or empty."),
            FormField("catalogue", "What is asked", "choice", "Left and right choose.", self._titles, optional=False),
            FormField("extended", "Extended criteria", "choice", "Ask them too?", _YES_NO, optional=False),
            FormField("team", "Team", "list", "Inspectors, the lead among them, separated by ;"),
            FormField("cases", "Cases file", help="The sample as CSV: ref,order,phase,gender,age,… or empty."),
            FormField("path", "Keep it in", help="The folder to make; it must not be there yet."),
        ]

    def stored(self, name: str) -> str:
        """What the field begins with."""
        first = next(iter(self._titles), "")
        path = str(proposed("", "")) if name == "path" else ""
        return {"catalogue": first, "extended": "no", "path": path}.get(name, "")

    def above(self) -> Sequence[Row]:
        """What happens at the end."""
        ways = keys.render_keys("{finish-form}, or {enter-field} in the last field")
        return (((f" {ways}, makes the workbook and opens it.", "soft"),),)

    def is_unkept(self, row: FieldRow) -> bool:
        """Whether something was typed; a path we propose was not."""
        if row.field.name == "path":
            return row.text != self._proposal and bool(row.text.strip())
        return super().is_unkept(row)

    _proposal = ""

    def on_mount(self) -> None:
        self._proposal = self._rows["path"].text

    def edited(self, row: FieldRow) -> None:
        """The proposed path goes along with area and dates, until another is typed."""
        path = self._rows["path"]
        if row.field.name in ("area", "fieldwork") and path.text == self._proposal:
            self._proposal = str(proposed(self._rows["area"].text, self._rows["fieldwork"].text.strip()))
            path.set_text(self._proposal)
        super().edited(row)

    def check(self, name: str, text: str) -> str:
        """Why a field cannot be taken."""
        if name in _DETAILS:
            try:
                details.checked(name, text)
            except details.DetailError as error:
                return str(error).replace(name, "This", 1)
        if name == "path" and not text.strip():
            return "A workbook needs a place."
        if name in ("path", "cases") and (lack := _lack(text)):
            return lack
        return "There is something there already." if name == "path" and locations.typed(text).exists() else ""

    def finish(self, texts: Mapping[str, str]) -> None:
        """Make it, with its sample if one is given; where a line of it is bad, nothing is made."""
        # Only making needs these.
        from sqs_tui.exchange.importing import planned
        from sqs_tui.exchange.plan import By, Nothing
        from sqs_tui.session.making import details_changes, make
        from sqs_tui.store import catalogues
        from sqs_tui.store.workbook import wall_clock

        path, extended = locations.typed(texts["path"]), texts["extended"] == "yes"
        try:
            catalogue = catalogues.by_name(texts["catalogue"])
        except BadCatalogue as error:
            raise NotFound(f"{texts['catalogue']} cannot be used.", error.detail, error.remedy) from error
        changes = list(details_changes({name: details.checked(name, texts[name]) for name in _DETAILS}))
        cases = texts["cases"].strip()
        if cases:
            holding = Nothing(catalogue.extending(extended))
            again = "Put it right and make it then: there is no workbook yet."
            _, plan = planned(locations.typed(cases), holding, By("", wall_clock()), only="cases", again=again)
            changes += plan.changes
            self.notes = tuple(plan.notes)
        make(path, catalogue, changes, extended=extended)
        self.result = str(path)


class PathScreen(GatherScreen):
    """The path of a workbook to open; left with it."""

    VERB = "opens it"

    def title_text(self) -> str:
        """What the form is about."""
        return "Open a workbook"

    def fields(self) -> Sequence[FormField]:
        """One field."""
        return [FormField("path", "Path", help="The folder of a workbook, as ~/inspections/dudley-2016.sqs")]

    def check(self, name: str, text: str) -> str:
        """Why nothing can be opened there."""
        if not text.strip():
            return "Type the path of a workbook."
        if lack := _lack(text):
            return lack
        return "" if locations.typed(text).is_dir() else f"There is no folder {one_line(text.strip())}"

    def finish(self, texts: Mapping[str, str]) -> None:
        """Leave with the path."""
        self.result = str(locations.typed(texts["path"]))

    def action_drop(self) -> None:
        """A path half typed is no loss."""
        self._warned = True
        super().action_drop()
