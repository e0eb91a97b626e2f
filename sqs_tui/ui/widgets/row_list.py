"""A list with a cursor, drawn line by line: a move repaints two lines, at any length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from rich.style import Style
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sqs_tui.ui.symbols import UNICODE, Symbols
from sqs_tui.ui.widgets.lines import Row, follow_theme, spot, strip_of, style_named
from sqs_tui.ui.wire import scroll_lines
from sqs_tui.values import dataclass


class Item(Protocol):
    """Anything a list can show; one with an empty id is a heading and takes no cursor. No other has the same id."""

    @property
    def id(self) -> str:
        """What the row stands for."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row that knows how it is drawn: spans for a given width."""

    id: str
    spans: Row


ItemType = TypeVar("ItemType", bound=Item)


#: How many rows a turn of the mouse's wheel moves.
_WHEEL = 3
#: More drawn rows than this are not remembered.
_REMEMBERED = 400


class CursorList(Widget, Generic[ItemType], can_focus=True, inherit_bindings=False):
    """Draws items and keeps the cursor; what an item looks like is for its subclasses to say.

    It keeps its own place: Textual would lay the whole screen out anew for every row it scrolls.
    """

    ALLOW_SELECT = False

    class RowsCame(Message):
        """There is a row for keys to act on where there was none, or none any more."""

    def __init__(
        self,
        symbols: Symbols = UNICODE,
        *,
        id: str | None = None,
        on_move: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(id=id)
        self.symbols = symbols
        self._items: list[ItemType] = []
        self._places: dict[str, int] = {}
        self._stops: list[int] = []
        self._cursor = -1
        self._top = 0
        self._drawn: dict[int, tuple[ItemType, tuple[bool, bool, int], Strip]] = {}
        self._on_move = on_move

    def spans(self, item: ItemType, is_current: bool, width: int) -> Row:
        """How an item is drawn."""
        raise NotImplementedError

    def set_items(self, items: Sequence[ItemType], cursor: str = "") -> None:
        """Show these items, with the cursor on one of them, or on the first; where it stood if that one is gone."""
        many = len(self._items)
        self._take_anew(items, cursor)
        self.refresh(layout=self.styles.auto_dimensions and many != len(self._items))
        self.call_after_refresh(self.reveal)

    def exchange_items(self, items: Sequence[ItemType]) -> None:
        """Show these items in the place of those shown: rows that differ are painted, and no other.

        The cursor stays on its item, or where it stood if that one is gone.
        """
        before, stood = self._items, self._cursor
        self._take_anew(items, self.current)
        for y in range(self._top, self._top + self.size.height):
            differs = before[y : y + 1] != self._items[y : y + 1]
            if differs or (stood != self._cursor and y in (stood, self._cursor)):
                self._repaint(y)
        if self.styles.auto_dimensions and len(before) != len(self._items):
            self.refresh(layout=True)
        self.reveal()

    def _take_anew(self, items: Sequence[ItemType], cursor: str) -> None:
        """Take other items, and tell where that leaves no row, or the first."""
        had_row = bool(self.current)
        self._take(items, cursor)
        if had_row != bool(self.current) and self.is_attached:
            self.post_message(self.RowsCame())

    def _take(self, items: Sequence[ItemType], cursor: str) -> None:
        before = self._cursor
        self._items = list(items)
        self._stops = [y for y, item in enumerate(self._items) if item.id]
        self._places = {self._items[y].id: y for y in self._stops}
        near = [y for y in self._stops if y >= before] or self._stops[-1:]
        other = near if cursor and before >= 0 else self._stops
        self._cursor = self._places.get(cursor, other[0] if other else -1)

    def update_item(self, item: ItemType) -> None:
        """Show one item anew, if it differs."""
        y = self._places.get(item.id)
        if y is not None and self._items[y] != item:
            self._items[y] = item
            self._repaint(y)

    @property
    def current(self) -> str:
        """The id under the cursor; empty where there is none."""
        return self._items[self._cursor].id if self._cursor >= 0 else ""

    @property
    def length(self) -> int:
        """How many items take the cursor."""
        return len(self._stops)

    @property
    def page(self) -> int:
        """How many rows fit, less one that stays in sight."""
        return max(1, self.size.height - 1)

    def go(self, id: str) -> bool:
        """Put the cursor on an item; whether it is in the list."""
        y = self._places.get(id)
        if y is None:
            return False
        self._go_to(y)
        return True

    def _go_to(self, y: int) -> None:
        if y != self._cursor:
            before, self._cursor = self._cursor, y
            self.reveal()
            self._repaint(before)
            self._repaint(y)
            if self._on_move:
                self._on_move()
        else:
            self.reveal()

    def step(self, by: int) -> None:
        """Move the cursor by so many items, headings passed over, stopping at the ends."""
        if self._cursor < 0:
            return
        from bisect import bisect_left  # Keeps a step as cheap in 2,000 rows as in 20.

        place = bisect_left(self._stops, self._cursor) + by
        self._go_to(self._stops[min(max(place, 0), len(self._stops) - 1)])

    def reveal(self) -> None:
        """Scroll so that the cursor can be seen, with the heading above it and a row of what comes next."""
        if self._cursor < 0 or not self.size.height:
            return
        height = self.size.height
        top = self._cursor - (self._cursor > 0 and not self._items[self._cursor - 1].id)
        bottom = min(self._cursor + 2, len(self._items))
        wanted = min(max(self._top, bottom - height), top, max(len(self._items) - height, 0))
        if wanted != self._top:
            by, self._top = wanted - self._top, wanted
            scroll_lines(self, by)

    def cursor_spot(self) -> Offset:
        """Where the cursor of the terminal belongs: on the row the keys go to."""
        return spot(self, y=self._cursor - self._top)

    def on_mount(self) -> None:
        follow_theme(self)

    def notify_style_update(self) -> None:
        """Other colours: what was drawn is drawn again."""
        self._drawn.clear()
        super().notify_style_update()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        event.stop()
        self.step(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        event.stop()
        self.step(-_WHEEL)

    def on_resize(self) -> None:
        self.reveal()

    def on_focus(self) -> None:
        self._repaint(self._cursor)

    def on_blur(self) -> None:
        self._repaint(self._cursor)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as there are rows, where the height is left to the content."""
        return len(self._items)

    def _repaint(self, y: int) -> None:
        self.refresh(Region(0, y - self._top, max(self.size.width, 1), 1))

    def render_line(self, y: int) -> Strip:
        """One line, for Textual."""
        y += self._top
        width = self.size.width
        if y >= len(self._items):
            return Strip.blank(width, self.visual_style.rich_style)
        item, is_current = self._items[y], y == self._cursor
        state = (is_current, is_current and self.has_focus, width)
        known = self._drawn.get(y)
        if known is not None and known[0] is item and known[1] == state:
            return known[2]
        ground: Style | None = None
        if is_current:
            ground = self.visual_style.rich_style + style_named(self, "cursor" if self.has_focus else "match")
        strip = strip_of(self, self.spans(item, is_current, width), width, ground)
        if len(self._drawn) > _REMEMBERED:
            self._drawn.clear()
        self._drawn[y] = (item, state, strip)
        return strip


class RowList(CursorList[ListRow]):
    """A list of ready-made rows."""

    def spans(self, item: ListRow, is_current: bool, width: int) -> Row:
        """The row's own spans, behind the cursor mark."""
        mark = f"{self.symbols.cursor} " if is_current else "  "
        return ((mark, "key"), *item.spans) if item.id else item.spans
