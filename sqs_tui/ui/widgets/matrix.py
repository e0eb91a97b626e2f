"""The sample as small panes, and as cases by sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual.geometry import Size

from sqs_tui.ui.symbols import UNICODE, Symbols
from sqs_tui.ui.widgets.case_list import CaseCard
from sqs_tui.ui.widgets.lines import Row, fitted
from sqs_tui.ui.widgets.tiles import Tiles


class CaseGrid(Tiles):
    """Cases as small panes: how far each section has come, and what is left."""

    @property
    def tile_size(self) -> Size:
        """Wide enough for a name and its figures; as high as there are sections."""
        columns = max(1, self.size.width // 26)
        return Size(max(self.size.width, 26) // columns, len(self.sections) + 3)

    def tile_row(self, card: CaseCard, y: int, is_current: bool) -> Row:
        """The title, the sections, what is left, and a line between."""
        width, symbols = self.tile_size.width - 1, self.symbols
        if y == len(self.sections) + 2:
            return ()
        mark = (f"{symbols.cursor if is_current else ' '} ", "key")
        width -= 2
        if y == 0:
            said = " ".join(filter(None, (card.ref, card.about, card.order, card.inspector)))
            room = max(0, width - len(card.done) - 1)
            return (mark, (fitted(said, room, symbols.ellipsis), "title"), (f" {card.done}", "soft"))
        if y == len(self.sections) + 1:
            status = "" if card.status in ("in progress", "not started") else card.status
            left = status or card.left(width) or card.status
            return (mark, (fitted(left, width, symbols.ellipsis), "yes" if card.status_style == "yes" else "warn"))
        part, (section, name) = card.parts[y - 1], self.sections[y - 1]
        figure = f"{part.figure:>6}" if part.figure else ""
        done = f"{part.answered}/{part.applicable}" if part.applicable else ""
        name = fitted(f"{section} {name}", max(0, width - 8 - len(figure)), symbols.ellipsis)
        return (mark, (name, "text"), (f" {part.shape(symbols)} {done:<5}", "text"), (figure, "soft"))


class CaseMatrix(Tiles):
    """Cases by sections: a column for each case, and what each section comes to at the end of its row."""

    LEFT = 16

    def __init__(self, symbols: Symbols = UNICODE, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(symbols, id=id, classes=classes)
        self._figures: Mapping[str, Sequence[Row]] = {}

    def show_figures(self, figures: Mapping[str, Sequence[Row]]) -> None:
        """Show for each group the rows at the end: a heading, then one for each section."""
        if figures == self._figures:
            return
        widths = self.margins()
        self._figures = figures
        if self.margins() == widths:
            self.refresh()
        else:
            self.on_resize()

    @property
    def tile_size(self) -> Size:
        """Wide enough for a reference, and for a figure with its mark, as `12/13≠`."""
        cards = self._cards.values()
        cells = [cell_len(text) for card in cards for text in (card.ref, *(part.figure for part in card.parts))]
        longest = max(cells, default=0)
        return Size(min(max(longest, 5), 12) + 2, len(self.sections) + 3)

    def margins(self) -> tuple[int, int]:
        """The names of the sections, and their figures."""
        widths = [sum(cell_len(text) for text, _ in row) for rows in self._figures.values() for row in rows]
        return self.LEFT, max(widths, default=0)

    def margin_rows(self, group: str, y: int) -> tuple[Row, Row]:
        """A section's name and figure; over them what they are."""
        if 1 <= y <= len(self.sections):
            section, name = self.sections[y - 1]
            named = fitted(f" {section} {name}", self.LEFT - 1, self.symbols.ellipsis)
            left: Row = ((named, "text"),)
        else:
            left = ((" answered", "soft"),) if y == len(self.sections) + 1 else ()
        figures = self._figures.get(group, ())
        return left, figures[y] if y < len(figures) else ()

    def tile_row(self, card: CaseCard, y: int, is_current: bool) -> Row:
        """The reference, a cell for each section, and how far the case has come."""
        symbols, width = self.symbols, self.tile_size.width - 1
        mark = symbols.cursor if is_current else " "
        if y == 0:
            ref = fitted(card.ref, width - 1, symbols.ellipsis)
            return ((mark, "key"), (ref, "title" if card.is_counted else "soft"))
        if y <= len(self.sections):
            part = card.parts[y - 1]
            cell = part.figure or part.shape(symbols)
            return ((mark, "key"), (fitted(cell, width - 1), "text"))
        if y == len(self.sections) + 1:
            said = card.done if card.is_counted else card.status
            return ((mark, "key"), (fitted(said, width - 1, symbols.ellipsis), "soft"))
        return ()
