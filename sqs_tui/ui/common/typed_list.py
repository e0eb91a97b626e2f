"""A list under a line to type in: what is typed chooses the rows."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Offset
from textual.widgets import Input

from sqs_tui.ui import keys
from sqs_tui.ui.common.base import Result
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.bars import HintBar
from sqs_tui.ui.widgets.lines import Lines
from sqs_tui.ui.widgets.row_list import ItemType


class TypedListScreen(ListScreen[Result, ItemType]):
    """A list under a line to type in; what is typed chooses the rows. Arrows move while typing."""

    BINDINGS: ClassVar = [one for one in keys.bindings("editor") if getattr(one, "id", "") == "cover-editor"]
    SCOPES: ClassVar = ("list", "editor")
    #: Plain keys are typed here; help names only the others.
    IS_TYPED: ClassVar = True
    #: What stands before the line.
    ASKED: ClassVar = "Find"

    _is_choosing = False

    def cursor_spot(self) -> Offset:
        """In the line while one types, on the row while one moves."""
        return self.list.cursor_spot() if self._is_choosing else super().cursor_spot()

    def action_move(self, by: int) -> None:
        self._is_choosing = True
        super().action_move(by)

    def above(self) -> ComposeResult:
        """The line to type in."""
        with Horizontal(classes="asked"):
            yield Lines([((f" {self.ASKED} ", "key"),)])
            yield Input(compact=True, id="words")

    def on_mount(self) -> None:
        self.list.can_focus = False
        line = self.query_one("#words", Input)
        line.cursor_blink = False
        line.focus()

    def _works(self, key: keys.Key) -> bool:
        return key.id not in ("search-list", "leave-editor", "list-first", "list-last")

    def show_hints(self) -> None:
        """The keys that work here; help by a key that cannot be typed."""
        hints = [key for place in self.SCOPES for key in keys.in_scope(place) if key.hint and self._works(key)]
        shown = [(keys.key_label(key.id, typing=True), key.label) for key in sorted(hints, key=lambda key: key.hint)]
        for bar in self.query(HintBar):
            bar.show_hints([*shown, (keys.key_label("show-help", typing=True), "help")])

    def look_for(self, words: str) -> None:
        """Show the rows for what stands in the line."""
        raise NotImplementedError

    @property
    def words(self) -> str:
        """What stands in the line."""
        return self.query_one("#words", Input).value

    @on(Input.Changed, "#words")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._is_choosing = False
        self.look_for(event.value)

    @on(Input.Submitted, "#words")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_choose()
