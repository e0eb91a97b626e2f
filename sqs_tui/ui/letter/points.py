"""Factual accuracy: the points the service raised about the draft, and what came of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from sqs_tui.session import letter_points
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.letter import Letter
from sqs_tui.ui import keys
from sqs_tui.ui.common.form import GatherScreen
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.fields import FormField, one_line
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.ui.widgets.row_list import ListRow


class PointsScreen(ListScreen[None, ListRow]):
    """Every point with its response; Enter answers one, n puts one down."""

    BINDINGS = keys.bindings("points")
    SCOPES: ClassVar[tuple[str, ...]] = ("points", "list")

    def __init__(self, letter: Letter) -> None:
        super().__init__()
        self._letter = letter

    def on_mount(self) -> None:
        self.list.focus()
        self.show_points()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.show_points()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the points as they stand now."""
        self.show_points()

    def show_points(self) -> None:
        """Show every point, keeping the cursor."""
        if not self.is_mounted or not hasattr(self, "list"):
            return
        self.show_title((" Factual accuracy ", "title"), ("what the service said of the draft ", "text"))
        none = [ListRow("", (("  No point has been raised; n puts one down", "soft"),))]
        known = letter_points.points(self._letter)
        self.list.set_items([ListRow(str(n), ()) for n in range(1, len(known) + 1)] or none, self.list.current)
        self.moved()

    def _point(self, id: str) -> letter_points.Point | None:
        known = letter_points.points(self._letter)
        return known[int(id) - 1] if id.isdecimal() and int(id) <= len(known) else None

    def draw(self, item: ListRow, width: int) -> Row:
        """Whether the letter was changed, which paragraph it is about, and how it begins."""
        point = self._point(item.id)
        if point is None:
            return item.spans
        ellipsis = self.sqs.symbols.ellipsis
        return (
            (f"{fitted(point.outcome or 'no response', 12)} ", "soft" if point.response else "warn"),
            (f"{fitted(one_line(point.paragraph), 10, ellipsis)} ", "mark"),
            (fitted(one_line(point.said), max(0, width - 24), ellipsis), "text"),
        )

    def moved(self) -> None:
        """Show the point in full, with its response."""
        point = self._point(self.list.current) if hasattr(self, "list") else None
        if point is None:
            self.show_foot([])
            return
        width = max(20, self.size.width - 2)
        rows: list[Row] = [
            ((f" {line}", "text"),) for line in wrapped(f"{point.by or 'The service'}: {point.said}", width)
        ]
        rows += [((f" {line}", "soft"),) for line in wrapped(point.response, width) if line]
        self.show_foot(rows[:8])

    def choose(self, id: str) -> None:
        """Answer a point."""
        point = self._point(id)
        if point is not None:
            self.sqs.push_screen(ResponseScreen(self._letter, int(id), point))

    def action_new(self) -> None:
        self.sqs.push_screen(PointScreen(self._letter))

    def action_go_back(self) -> None:
        self.dismiss()


class PointScreen(GatherScreen):
    """Puts down a point the service raised."""

    VERB = "puts it down"

    def __init__(self, letter: Letter) -> None:
        super().__init__()
        self._letter = letter

    def title_text(self) -> str:
        """What the form is about."""
        return "A point of factual accuracy"

    def fields(self) -> Sequence[FormField]:
        """Which paragraph, what was said, and by whom."""
        return [
            FormField("paragraph", "Paragraph", help="By its number in the draft, as 3.2."),
            FormField("by", "Raised by", help="By role, as YOS Manager."),
            FormField("said", "Point", help="What is said to be wrong, or missing."),
        ]

    def check(self, name: str, text: str) -> str:
        """Why a field cannot be taken."""
        return "" if name != "said" or text.strip() else "A point says something."

    def finish(self, texts: Mapping[str, str]) -> None:
        """Put it on disk."""
        self.sqs.settled(letter_points.raise_point(self._letter, texts["paragraph"], texts["said"], texts["by"]))


class ResponseScreen(GatherScreen):
    """Answers a point, and says whether the letter was changed for it."""

    VERB = "keeps it"

    def __init__(self, letter: Letter, number: int, point: letter_points.Point) -> None:
        super().__init__()
        self._letter, self._number, self._point = letter, number, point

    def title_text(self) -> str:
        """What the form is about."""
        return f"Response to point {self._number}"

    def above(self) -> Sequence[Row]:
        """The point."""
        return [((line, "text"),) for line in wrapped(self._point.said, max(20, self.size.width - 4))][:6]

    def fields(self) -> Sequence[FormField]:
        """The response, and what came of it."""
        choices = {letter_points.CHANGED: "changed", letter_points.UNCHANGED: "not changed"}
        return [
            FormField("response", "Response"),
            FormField("outcome", "The letter was", "choice", "Left and right choose.", choices, optional=False),
        ]

    def stored(self, name: str) -> str:
        """What was answered before."""
        kept = {"response": self._point.response, "outcome": self._point.outcome or letter_points.UNCHANGED}
        return kept[name]

    def check(self, name: str, text: str) -> str:
        """Why a field cannot be taken."""
        return "" if name != "response" or text.strip() else "A response says something."

    def finish(self, texts: Mapping[str, str]) -> None:
        """Put it on disk."""
        changed = texts["outcome"] == letter_points.CHANGED
        self.sqs.settled(letter_points.respond(self._letter, self._number, texts["response"], changed=changed))
