"""What a paragraph can rest on: strengths and learning points that may be shared, and area notes."""

from __future__ import annotations

from sqs_tui.domain.entry import KINDS, Entry
from sqs_tui.session.letter import Letter
from sqs_tui.session.letter_trace import lint
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.fields import one_line
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.ui.widgets.row_list import ListRow


class LetterSourcesScreen(ListScreen[None, ListRow]):
    """Entries that may stand behind a sentence; Enter puts one at the end of the paragraph, to be written on."""

    def __init__(self, letter: Letter, part: str) -> None:
        super().__init__()
        self._letter, self._part = letter, part
        self._lint = lint(letter)

    def on_mount(self) -> None:
        self.show_title((" Sources ", "title"), ("may be shared; make sure nobody can be known ", "text"))
        self.list.focus()
        entries = self._entries()
        none = [ListRow("", (("  Nothing is marked as shareable yet", "soft"),))]
        self.list.set_items([ListRow(entry.id, ()) for entry in entries] or none)
        self.moved()

    def _entries(self) -> list[Entry]:
        """Those about the criteria of the paragraph first."""
        about = {slot.criterion for slot in self._letter.slots(self._letter.part(self._part))}
        every = [*self._letter.examples(), *self._letter.sources()]
        return sorted(every, key=lambda entry: not about & set(entry.criteria))

    def draw(self, item: ListRow, width: int) -> Row:
        """Its kind, what it is about, and how it begins."""
        entry = self.inspection.entries.get(item.id)
        if entry is None:
            return item.spans
        ellipsis = self.sqs.symbols.ellipsis
        return (
            (fitted(KINDS[entry.kind], 15), "mark"),
            (f"{fitted(' '.join(entry.criteria), 12, ellipsis)} ", "soft"),
            (fitted(one_line(entry.text), max(0, width - 28), ellipsis), "text"),
        )

    def moved(self) -> None:
        """Show the entry in full, and what in it could let somebody be known."""
        entry = self.inspection.entries.get(self.list.current) if hasattr(self, "list") else None
        if entry is None:
            return
        width = max(20, self.size.width - 2)
        rows: list[Row] = [((f" {line}", "text"),) for line in wrapped(entry.text, width)[:4]]
        found = "; ".join(map(str, self._lint.findings(entry.text)))
        rows += [((f" {line}", "warn"),) for line in wrapped(found, width)[:2]]
        self.show_foot(rows)

    def choose(self, id: str) -> None:
        """Put the text with its source at the end of the paragraph."""
        entry = self.inspection.entries.get(id)
        if entry is None:
            return
        part = self._letter.part(self._part)
        text = f"{part.text} {one_line(entry.text)} {{from {entry.id}}}".strip()
        if self.attempt(lambda: self._letter.write(self._part, text, checked=False)).said:
            self.dismiss()
