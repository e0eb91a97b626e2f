"""One case manager's interview on screen: who is asked, the items, and the one under the cursor."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from sqs_tui.domain.agenda import Lack
from sqs_tui.domain.catalogue import Criterion
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.interviewing import Interviewing
from sqs_tui.ui import keys
from sqs_tui.ui.common.pane_parts import Card, PaneHead
from sqs_tui.ui.interviews.text import item_row, item_rows, person_rows
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.factor_picker import FactorPicker
from sqs_tui.ui.widgets.row_list import ListRow, RowList


class PersonPane(Vertical):
    """Shows this person alone: no colleague, no figure, no case but his or her own."""

    def __init__(self, inspection: Inspection, symbols: Symbols) -> None:
        super().__init__()
        self.inspection = inspection
        self.asking: Interviewing | None = None
        self._symbols = symbols

    def compose(self) -> ComposeResult:
        yield PaneHead()
        yield RowList(self._symbols, on_move=self.show_item)
        yield Card()
        yield FactorPicker()

    def on_mount(self) -> None:
        self.list, self.picker = self.query_one(RowList), self.query_one(FactorPicker)
        self.head, self.card = self.query_one(PaneHead), self.query_one(Card)

    def on_resize(self) -> None:
        self._fill(self.list.current)

    @property
    def here(self) -> Interviewing:
        """The interview that is open."""
        assert self.asking is not None
        return self.asking

    @property
    def item(self) -> Criterion:
        """The item under the cursor."""
        return self.inspection.catalogue.known[self.list.current]

    def show_person(self, manager: str) -> None:
        """Show one person's interview, the cursor on what is to be asked next; nobody's where that is empty."""
        self.asking = Interviewing(self.inspection, manager) if manager else None
        self._fill(self.asking.open_after("") if self.asking else "")

    def show_answers(self) -> None:
        """Show the answers as they stand; what did not change is not painted."""
        for row in self._rows():
            self.list.update_item(row)
        self._show_around()

    def _fill(self, cursor: str) -> None:
        self.list.set_items(self._rows(), cursor)
        self._show_around()
        self.call_after_refresh(self.show_item)

    def _rows(self) -> list[ListRow]:
        asking, width = self.asking, self.size.width
        if asking is None:
            return []
        lacking, interview = asking.lacking(Lack.REASON), asking.interview
        return [
            item_row(item, interview.answer(item.id), self._symbols, width, needs_note=item.id in lacking)
            for item in asking.items
        ]

    def _show_around(self) -> None:
        self.head.show(person_rows(self.asking, self.size.width) if self.asking else [])
        self.set_class(self.asking is not None and self.asking.is_stand_ins, "-stand-in")
        self.show_item()

    def show_item(self) -> None:
        """Show the item under the cursor, as far as there is room."""
        width, height = self.card.content_size
        if self.asking is None or width < 5:
            self.card.show([])
            return
        answer = self.asking.interview.answer(self.item.id)
        lines = item_rows(self.item, answer, self._symbols, width - 2, whole=False)
        if len(lines) > height > 1:
            lines = [
                *lines[: height - 1],
                ((f" {self._symbols.ellipsis} {keys.key_label('open-reply')} shows all of it", "soft"),),
            ]
        self.card.show(lines)

    def action_move(self, by: int) -> None:
        self.list.step(by)

    def action_next_open(self) -> None:
        self.list.go(self.here.open_after(self.list.current))
