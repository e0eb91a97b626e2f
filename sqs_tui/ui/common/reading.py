"""A page to read: rows built for the width there is, scrolled line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from sqs_tui.session.inspection import Outcome
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import TitledScreen
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Row, follow_theme, strip_of

#: Lines are kept short enough to read, however wide the terminal is.
WIDEST = 100

Builder = Callable[[int], Sequence[Row]]


class ReadingPage(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of text in a page of any length; only rows that differ are painted again."""

    ALLOW_SELECT = False

    def __init__(self, build: Builder) -> None:
        super().__init__()
        self._build = build
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is on the page."""
        return self._rows

    @property
    def is_longer(self) -> bool:
        """Whether there is more than fits."""
        return len(self._rows) > self.size.height

    def show(self) -> None:
        """Build the page anew."""
        if not self.size.width:
            return
        before, self._rows = self._rows, tuple(self._build(min(self.size.width - 1, WIDEST)))
        if len(before) != len(self._rows):
            self.virtual_size = Size(0, len(self._rows))
            self.refresh()
            return
        top = round(self.scroll_offset.y)
        for y, row in enumerate(self._rows):
            if before[y] != row:
                self.refresh(Region(0, y - top, self.size.width, 1))

    def on_mount(self) -> None:
        follow_theme(self)

    def on_resize(self) -> None:
        self.show()

    def scroll_rows(self, by: int) -> None:
        """Go up or down by so many rows, stopping at the ends."""
        last = max(0, len(self._rows) - self.size.height)
        wanted = min(max(round(self.scroll_offset.y) + by, 0), last)
        self.scroll_to(y=wanted, animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """One line, for Textual."""
        y += round(self.scroll_offset.y)
        if y < len(self._rows):
            return strip_of(self, self._rows[y], self.size.width)
        return Strip.blank(self.size.width, self.visual_style.rich_style)


class ReadingScreen(TitledScreen[None]):
    """One page with a title. It is built again whenever something is put down, here or elsewhere."""

    BINDINGS = keys.bindings("list")
    SCOPES: ClassVar[tuple[str, ...]] = ("list",)
    is_left_by_going: ClassVar[bool] = True

    def __init__(self, title: str, build: Builder) -> None:
        super().__init__()
        self._title, self._build = title, build

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield ReadingPage(self._build)
        yield EchoLine()
        yield HintBar()

    def on_mount(self) -> None:
        self.page = self.query_one(ReadingPage)
        self.page.focus()
        self.show_title((f" {self._title} ", "title"))
        self.call_after_refresh(self._say_more)

    def _say_more(self) -> None:
        if self.page.is_longer:
            self.say(
                keys.render_keys("There is more: {list-page-down}, {list-down} and {list-up} move"),
                "soft",
            )

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the page as things stand."""
        if hasattr(self, "page"):
            self.page.show()

    def _works(self, key: keys.Key) -> bool:
        return key.id not in ("choose-row", "search-list")

    def action_move(self, by: int) -> None:
        self.page.scroll_rows(by)

    def action_page(self, by: int) -> None:
        self.page.scroll_rows(by * max(1, self.page.size.height - 1))

    def action_edge(self, by: int) -> None:
        self.page.scroll_rows(by * len(self.page.rows))

    def action_go_back(self) -> None:
        self.dismiss()
