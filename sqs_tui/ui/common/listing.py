"""What screens with one list have in common: a title, the list, a foot, and the keys that move in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic

from textual.app import ComposeResult

from sqs_tui.ui import keys
from sqs_tui.ui.common.base import OurScreen, Result
from sqs_tui.ui.symbols import UNICODE, Symbols
from sqs_tui.ui.widgets.bars import COMPANY, EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines, Row, Span
from sqs_tui.ui.widgets.row_list import CursorList, ItemType


class DrawnList(CursorList[ItemType]):
    """A list whose rows are drawn when they come into sight, at the width there is."""

    def __init__(
        self,
        draw: Callable[[ItemType, int], Row],
        symbols: Symbols = UNICODE,
        *,
        id: str | None = None,
        on_move: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(symbols, id=id, on_move=on_move)
        self._draw = draw

    def item(self, id: str) -> ItemType | None:
        """The row with an id; None where there is none."""
        return self._items[self._places[id]] if id in self._places else None

    def spans(self, item: ItemType, is_current: bool, width: int) -> Row:
        """The row behind the cursor mark; a heading from the margin on."""
        if not item.id:
            return self._draw(item, width)
        return ((f"{self.symbols.cursor if is_current else ' '} ", "key"), *self._draw(item, width - 2))


class TitledScreen(OurScreen[Result]):
    """A screen that says what it shows, and of which inspection."""

    @property
    def is_company(self) -> bool:
        """Whether a case manager sits here: then nothing but the case may be seen."""
        return self.sqs.in_company

    def show_title(self, *spans: Span) -> None:
        """Say it in the top bar."""
        before: list[Span] = []
        if self.sqs.is_open and not self.is_company:
            if self.inspection.workbook.is_invented:
                before.append((" INVENTED CASES ", "warn"))
            alerts = self.inspection.alert_words()
            if alerts:
                before.insert(0, (f" ! {alerts} ", "danger"))
            before.append((f" {self.inspection.area} ", "title"))
        after = [COMPANY] if self.is_company else []
        self.query_one(TopBar).show_place(*before, *spans, *after)


class MovesInList:
    """The keys that move in the one list of a screen."""

    list: CursorList[Any]

    def action_move(self, by: int) -> None:
        self.list.step(by)

    def action_page(self, by: int) -> None:
        self.list.step(by * self.list.page)

    def action_edge(self, by: int) -> None:
        self.list.step(by * self.list.length)


class ListScreen(MovesInList, TitledScreen[Result], Generic[Result, ItemType]):
    """One list with a cursor; `choose` says what Enter does with the row under it."""

    BINDINGS = keys.bindings("list")
    SCOPES: ClassVar[tuple[str, ...]] = ("list",)
    is_left_by_going: ClassVar[bool] = True

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(id="list-head")
        yield from self.above()
        self.list: DrawnList[ItemType] = DrawnList(self.draw, self.sqs.symbols, id="list", on_move=self.moved)
        yield self.list
        yield Lines(id="list-foot")
        yield EchoLine()
        yield HintBar()

    def above(self) -> ComposeResult:
        """What stands between the title and the list."""
        yield from ()

    def draw(self, item: ItemType, width: int) -> Row:
        """How a row is drawn."""
        raise NotImplementedError

    def choose(self, id: str) -> None:
        """What Enter does with a row."""

    def moved(self) -> None:
        """What is to be shown when the cursor has moved."""

    def show_head(self, *rows: Row) -> None:
        """Say something above the list."""
        self.query_one("#list-head", Lines).show(rows)

    def show_foot(self, rows: Sequence[Row]) -> None:
        """Say something below the list."""
        self.query_one("#list-foot", Lines).show(rows)

    def _works(self, key: keys.Key) -> bool:
        """What moves in a list always works; searching only where the screen can."""
        name = key.action.partition("(")[0]
        return key.scope != "list" or hasattr(self, f"action_{name}")

    def action_choose(self) -> None:
        if self.list.current:
            self.choose(self.list.current)

    def action_go_back(self) -> None:
        self.dismiss()
