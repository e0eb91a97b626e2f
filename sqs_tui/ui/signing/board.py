"""The lead's board: everything that is left before the fieldwork ends; Enter goes there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqs_tui.session.board import Part, Point, board, pace_said
from sqs_tui.session.inspection import Outcome
from sqs_tui.store.workbook import wall_clock
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.fields import one_line
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A point of the board; the heading of a part has no id."""

    id: str
    part: Part
    point: Point | None = None


class BoardScreen(ListScreen[None, BoardRow]):
    """The parts with what is in them; those with nothing in them are named at the end."""

    def on_mount(self) -> None:
        self.show_title((" Board ", "title"))
        self.show_board()
        self.list.focus()

    def on_resize(self) -> None:
        self.show_board()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.show_board()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what is left now; looked over again only while it is in sight."""
        if self.app.screen is self and (outcome.cases or outcome.structure):
            self.show_title((" Board ", "title"))
            self.show_board()

    def show_board(self) -> None:
        """Show every part, keeping the cursor."""
        if not self.is_mounted or not hasattr(self, "list"):
            return
        now = wall_clock()
        parts = board(self.inspection, now)
        said, is_behind = pace_said(self.inspection, datetime.fromisoformat(now).astimezone().date())
        width = max(20, self.size.width - 2)
        self.show_head(*(((f" {line}", "warn" if is_behind else "title"),) for line in wrapped(said, width)), ())
        self.list.set_items(list(_rows(parts)), self.list.current)
        none = [part.none for part in parts if not part.points]
        lines = wrapped("Done: " + "; ".join(none) + ".", width) if none else ()
        self.show_foot([((f" {line}", "soft"),) for line in lines[:3]])

    def draw(self, item: BoardRow, width: int) -> Row:
        """A part with how many points it has; or a point, by whose it is and what."""
        ellipsis = self.sqs.symbols.ellipsis
        if item.point is None:
            return ((fitted(f" {item.part.title}: {len(item.part.points)}", width, ellipsis), "title"),)
        point = item.point
        about = fitted(one_line(point.about), min(12, width // 4), ellipsis)
        said = fitted(one_line(point.said), max(0, width - len(about) - 1), ellipsis)
        return ((f"{about} ", "text"), (said, "warn" if point.is_wanting else "soft"))

    def choose(self, id: str) -> None:
        """Go to what the point is about, and come back here from it where that is a screen of its own."""
        row = self.list.item(id)
        if row is None or row.point is None:
            return
        point = row.point
        if point.alert:
            self.sqs.open("alert", point.alert)
        elif row.part.id == "differences":
            self.sqs.open("differences", (point.case, point.criterion), point.field)
        elif row.part.id == "signing":
            self.sqs.open("signing", point.case)
        elif point.manager:
            self.sqs.open("interviews", point.manager)
        else:
            self.dismiss()
            self.sqs.show_case(point.case, point.criterion)
            if row.part.id == "parked" and not self.inspection.cases[point.case].answer(point.criterion).note.strip():
                said = f"{point.criterion} is parked without a question; {keys.key_label('write-note')} writes it"
                self.sqs.call_after_refresh(self.sqs.say, said)


def _rows(parts: list[Part]) -> Iterator[BoardRow]:
    for part in parts:
        if part.points:
            yield BoardRow("", part)
        for point in part.points:
            about = (part.id, point.case, point.criterion, point.alert, point.manager, point.about, point.field)
            yield BoardRow("\n".join(about), part, point)
