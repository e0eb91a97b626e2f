"""Area notes: evidence that belongs to no case, with its source."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from sqs_tui.domain.due import short
from sqs_tui.domain.entry import AREA, Entry
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.new_ids import new_id
from sqs_tui.store import rows
from sqs_tui.store.fold import Key
from sqs_tui.ui import keys
from sqs_tui.ui.common.form import FormScreen
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.fields import FormField, one_line
from sqs_tui.ui.widgets.lines import Row, fitted
from sqs_tui.ui.widgets.row_list import ListRow


class AreaNotesScreen(ListScreen[str, ListRow]):
    """Every area note with its source; one's own can be added to, others' can be read."""

    BINDINGS = keys.bindings("notes")
    SCOPES: ClassVar[tuple[str, ...]] = ("notes", "list")

    def on_mount(self) -> None:
        self.show_notes()
        self.list.focus()

    def on_resize(self) -> None:
        self.show_notes()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.show_notes()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the notes as they stand, whoever wrote one."""
        self.show_notes()

    def show_notes(self) -> None:
        """Show the notes, keeping the cursor."""
        if not self.is_mounted:
            return
        self.show_title((" Area notes ", "title"))
        source = self._source_width(self.size.width - 2)
        head = f"  {'Written':<13} {'By':<10} {fitted('Source', source)} Note"
        self.show_head(((fitted(head, self.size.width), "soft"),))
        notes = [entry for entry in self.inspection.entries_of("") if entry.kind == AREA]
        none = [
            ListRow(
                "",
                (
                    (
                        keys.render_keys(
                            "  None yet. {new-area-note} writes down what belongs to no case, as the set-up meeting"
                        ),
                        "soft",
                    ),
                ),
            )
        ]
        self.list.set_items([ListRow(entry.id, ()) for entry in notes] or none, self.list.current)

    def _source_width(self, width: int) -> int:
        return max(12, min(30, width // 4))

    def draw(self, item: ListRow, width: int) -> Row:
        """When, by whom, from where, and how it begins."""
        entry = self.inspection.entries.get(item.id)
        if entry is None:
            return item.spans
        source, ellipsis = self._source_width(width), self.sqs.symbols.ellipsis
        return (
            (f"{short(entry.at):<13} ", "soft"),
            (f"{fitted(one_line(self.inspection.person(entry.author)), 10, ellipsis)} ", "soft"),
            (f"{fitted(one_line(entry.source), source, ellipsis)} ", "text"),
            (fitted(one_line(entry.text) or "(empty)", max(0, width - source - 27), ellipsis), "text"),
        )

    def choose(self, id: str) -> None:
        """Show a note in full."""
        self.sqs.push_screen(AreaNoteScreen(id))

    def action_new(self) -> None:
        if self.inspection.workbook.is_read_only:
            self.say("This workbook is read-only", "warn")
        else:
            self.sqs.push_screen(AreaNoteScreen(), self._kept)

    def _kept(self, id: str | None) -> None:
        """What is written is kept however it is left: say so."""
        if id in self.inspection.entries:
            self.say(f"The note is kept as it was typed; {keys.key_label('sample-undo')} in the sample takes it back")

    def action_go_back(self) -> None:
        self.dismiss("")


class AreaNoteScreen(FormScreen):
    """One area note; it is put down with the first thing typed."""

    def __init__(self, id: str = "") -> None:
        super().__init__()
        self.result = id or new_id("e")
        self._run = f"r-{os.urandom(6).hex()}"
        self._blank = Entry(self.result, "", AREA, "")

    @property
    def entry(self) -> Entry:
        """The note as it stands."""
        return self.inspection.entries.get(self.result, self._blank)

    @property
    def is_fixed(self) -> bool:
        """What somebody else wrote stays as it is."""
        return super().is_fixed or self.entry.author not in ("", self.inspection.workbook.author)

    def title_text(self) -> str:
        """What the form is about."""
        author = self.entry.author
        return f"Area note by {self.inspection.person(author)}" if self.is_fixed and author else "Area note"

    def fields(self) -> Sequence[FormField]:
        """Where it comes from, and what it says."""
        return [
            FormField("source", "Source", help="As set-up meeting, policy, training record, management board minutes."),
            FormField("text", "Note", "long", "What was said or seen, about the service and not about a case."),
        ]

    def stored(self, name: str) -> str:
        """What stands in a field on disk."""
        return str(getattr(self.entry, name))

    def place(self, name: str) -> Key | None:
        """Where a field of the note is kept."""
        return rows.ENTRIES, self.result, name

    def keep(self, name: str, text: str) -> Outcome:
        """Put the note down as it now stands; one stretch of writing is undone at once."""
        text = text.rstrip()
        entry = replace(self.entry, source=text) if name == "source" else replace(self.entry, text=text)
        return self.inspection.add_entry(entry, run=self._run, seen=self.stretch(name).seen)
