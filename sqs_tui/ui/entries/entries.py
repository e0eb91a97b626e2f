"""What was written on a case: evidence, strengths and learning points; one's own can be mended."""

from __future__ import annotations

from typing import ClassVar

from sqs_tui.domain.entry import ACTION, KINDS, Entry
from sqs_tui.session.company import left_unseen, may_be_shown
from sqs_tui.session.inspection import Outcome
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.fields import one_line
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.ui.widgets.row_list import ListRow


class EntriesScreen(ListScreen[str, ListRow]):
    """The entries of a case, oldest first; beside a case manager only what may be shown."""

    BINDINGS = keys.bindings("list")
    SCOPES: ClassVar[tuple[str, ...]] = ("list",)

    def __init__(self, case: str, *, company: bool = False) -> None:
        super().__init__()
        self._case, self.company = case, company
        self.needs_case = case

    def on_mount(self) -> None:
        self.show_entries()
        self.list.focus()

    def on_resize(self) -> None:
        self.show_entries()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.show_entries()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the entries as they stand, whoever wrote one."""
        if self._case in outcome.cases:
            self.show_entries()
            written = self.inspection.entries.get(outcome.entry) if self.company else None
            self.say(left_unseen(self.inspection, written))

    def show_entries(self) -> None:
        """Show the entries, keeping the cursor."""
        if not self.is_mounted:
            return
        self.show_title((f" {self.inspection.cases[self._case].ref} ", "title"), ("What was written ", "text"))
        every = self.inspection.entries_of(self._case)
        entries = [one for one in every if not self.company or may_be_shown(self.inspection, one)]
        by = [keys.key_label(id) for id in ("add-evidence", "add-strength", "add-learning")]
        said = f"  Nothing yet. {by[0]}, {by[1]} and {by[2]} write evidence, a strength, a learning point"
        none = [ListRow("", ((said, "soft"),))]
        self.list.set_items([ListRow(entry.id, ()) for entry in entries] or none, self.list.current)

    def draw(self, item: ListRow, width: int) -> Row:
        """Its kind, what it is about, whether it may be shown, and how it begins."""
        entry = self.inspection.entries.get(item.id)
        if entry is None:
            return item.spans
        ellipsis = self.sqs.symbols.ellipsis
        about = fitted(" ".join(entry.criteria), 16, ellipsis)
        return (
            (fitted(KINDS[entry.kind], 15), "mark"),
            (f"{about} ", "text"),
            (fitted("may be shown" if entry.shareable else "private", 13), "soft"),
            (fitted(one_line(entry.said), max(0, width - 46), ellipsis), "text"),
        )

    def choose(self, id: str) -> None:
        """Open one's own to mend it; show somebody else's."""
        entry = self.inspection.entries.get(id)
        if entry is None:
            return
        if entry.author in ("", self.inspection.workbook.author) and not self.inspection.workbook.is_read_only:
            self._open(entry)
        else:
            self._read(entry)

    def _open(self, entry: Entry) -> None:
        # An editor is only loaded to write.
        if entry.kind == ACTION:
            self.sqs.open("action", entry, company=self.company)
            return
        self.sqs.open("entry", entry.case, "", entry.kind, company=self.company, entry=entry)

    def _read(self, entry: Entry) -> None:
        said = [entry.said, f"About {' '.join(entry.criteria)}.", f"Found in {entry.found}." if entry.found else ""]
        who = "a colleague" if self.company else self.inspection.person(entry.author)
        said.append(f"Written by {who}; it stays as it was written.")

        def rows(width: int) -> list[Row]:
            return [((f" {line}", "text"),) for part in said if part for line in wrapped(part, max(10, width - 2))]

        self.sqs.open("reading", KINDS[entry.kind], rows)

    def action_go_back(self) -> None:
        self.dismiss("")
