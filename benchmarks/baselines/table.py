"""A bare scoring table on Textual's Line API: a key is a verdict, 300 bytes appended to a file and synced."""

from __future__ import annotations

import os
import sys
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

ROWS, SECTIONS = 43, 5
VERDICTS = ("", "Yes", "No", "n/a")
CURSOR, PLAIN = Style.parse("bold white on blue"), Style.parse("white on black")


class Table(ScrollView, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)"), Binding("k", "move(-1)"), *(Binding(str(n), f"score({n})") for n in (1, 2, 3)),
    ]  # fmt: skip

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self.descriptor = descriptor
        self.verdicts = [0] * ROWS
        self.row = 0
        self.virtual_size = Size(60, ROWS)

    def render_line(self, y: int) -> Strip:
        y += round(self.scroll_offset.y)
        if y >= ROWS:
            return Strip.blank(self.size.width, PLAIN)
        style = CURSOR if y == self.row else PLAIN
        text = f" C{y:02}   A criterion of the table{VERDICTS[self.verdicts[y]]:>30}"
        return Strip([Segment(text, style)]).adjust_cell_length(self.size.width, style)

    def paint(self, y: int) -> None:
        self.refresh(Region(0, y - round(self.scroll_offset.y), self.size.width, 1))

    def action_move(self, by: int) -> None:
        before, self.row = self.row, min(max(self.row + by, 0), ROWS - 1)
        self.paint(before)
        self.paint(self.row)
        self.scroll_to_region(Region(0, self.row, 1, 1), animate=False, force=True)

    def action_score(self, verdict: int) -> None:
        os.write(self.descriptor, b"x" * 299 + b"\n")
        os.fsync(self.descriptor)
        self.verdicts[self.row] = verdict
        self.app.query_one(Figures).show(self.verdicts)
        self.action_move(1 if self.row < ROWS - 1 else 1 - ROWS)


class Figures(Widget):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[str] = []

    def show(self, verdicts: list[int]) -> None:
        rows = []
        for section in range(SECTIONS):
            own = verdicts[section::SECTIONS]
            met, relevant = own.count(1), own.count(1) + own.count(2)
            rows.append(f" Section {section}  {100 * met // relevant if relevant else 0:>3}%  {met}/{relevant}")
        for y, row in enumerate(rows):
            if y >= len(self.rows) or self.rows[y] != row:
                self.refresh(Region(0, y, self.size.width, 1))
        self.rows = rows

    def render_line(self, y: int) -> Strip:
        text = self.rows[y] if y < len(self.rows) else ""
        return Strip([Segment(text, PLAIN)]).adjust_cell_length(self.size.width, PLAIN)


class Bare(App[None]):
    CSS = "Table { width: 1fr; } Figures { width: 26; height: 1fr; }"
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Table(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
            yield Figures()

    def on_mount(self) -> None:
        self.query_one(Table).focus()


if __name__ == "__main__":
    Bare().run(mouse=False)
