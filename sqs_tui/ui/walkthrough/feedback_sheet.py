"""The feedback sheet of a case on screen: read first, then written to a file."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from sqs_tui import locations
from sqs_tui.errors import Refused
from sqs_tui.exchange.documents import FORMATS, written
from sqs_tui.session.feedback_sheet import FeedbackSheet, feedback_sheet
from sqs_tui.session.inspection import Inspection, Outcome
from sqs_tui.store.disk import place
from sqs_tui.ui import keys
from sqs_tui.ui.common.asking import LineScreen
from sqs_tui.ui.common.reading import ReadingScreen
from sqs_tui.ui.widgets.fields import FormField
from sqs_tui.ui.widgets.lines import Row, wrapped

_NOTHING = ("There is nothing on the sheet any more.",)


class FeedbackSheetScreen(ReadingScreen):
    """What the case manager would be given, as it stands now; Enter writes it."""

    def __init__(self, sheet: FeedbackSheet) -> None:
        self._sheet = sheet
        self._path = Path()
        super().__init__(f"{sheet.ref}  feedback sheet", self.sheet_rows)

    def on_mount(self) -> None:
        super().on_mount()
        self.say(keys.render_keys("{choose-row} writes it to a file"), "soft")

    def _say_more(self) -> None:
        if self.page.is_longer:
            self.say(keys.render_keys("{choose-row} writes it to a file; {list-page-down} reads on"), "soft")

    def sheet_rows(self, width: int) -> list[Row]:
        """The sheet as plain text; to the inspector alone also what was left out, and why."""
        try:
            self._sheet = feedback_sheet(self._sheet.inspection, self._sheet.case)
        except Refused:
            return [((f" {line}", "warn"),) for line in _NOTHING]
        lines = written(self._sheet.document(), "txt").decode("utf-8").splitlines()
        found: list[Row] = [((f" {part}", "text"),) for line in lines for part in wrapped(line, width - 2) or [""]]
        if self._sheet.left_out and not self.sqs.in_company:
            found += [(), ((" Left out, since it names another case or somebody else:", "warn"),)]
            texts = (f"- {' '.join(entry.text.split())}" for entry in self._sheet.left_out)
            found += [((f" {part}", "warn"),) for text in texts for part in wrapped(text, width - 2)]
        return found

    def _works(self, key: keys.Key) -> bool:
        return key.id != "search-list"

    def action_choose(self) -> None:
        ending = "docx" if find_spec("docx") else "md"
        help = f"A new file, readable by you alone: .{', .'.join(FORMATS)}"
        field = FormField("file", "File", help=help)
        proposed = f"{self._sheet.file_name}.{ending}"
        self.sqs.push_screen(LineScreen(self._title, field, proposed, act=self._write), self._wrote)

    def _write(self, name: str) -> Outcome:
        """Write the sheet to a new file. Raises `Refused`."""
        path = locations.typed(name)
        if path.is_dir():
            path = path / f"{self._sheet.file_name}.md"
        format = path.suffix[1:].casefold()
        if format not in FORMATS:
            raise Refused(f"{path.name} does not say what it is.", remedy=f"End it with .{' .'.join(FORMATS)}")
        content = written(self._sheet.document(), format)
        self._path = path
        try:
            place(path, content, 0o600)
        except FileExistsError as error:
            raise Refused(f"{path.name} is there already.", remedy="Give another name.") from error
        except OSError as error:
            raise Refused(f"{path.name}: {os.strerror(error.errno or 0)}.", remedy="Nothing was written.") from error
        return Outcome()

    def _wrote(self, name: str | None) -> None:
        if name:
            self.say(f"Written: {self._path.name if self.sqs.in_company else self._path.absolute()}")


def sheet_of(inspection: Inspection, case: str) -> FeedbackSheetScreen:
    """The sheet of a case. Raises `Refused` where there is none."""
    return FeedbackSheetScreen(feedback_sheet(inspection, case))
