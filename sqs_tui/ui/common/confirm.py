"""A question that is answered with y or n, over the screen that asked it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Offset

from sqs_tui.ui import keys
from sqs_tui.ui.common.base import OurScreen
from sqs_tui.ui.symbols import UNICODE
from sqs_tui.ui.widgets.bars import HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines, Row, wrapped


class ConfirmScreen(OurScreen[bool]):
    """Asks once more; the key that asked never confirms."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("confirm")]
    SCOPES: ClassVar[tuple[str, ...]] = ("confirm",)

    def __init__(self, question: str, detail: str = "") -> None:
        super().__init__()
        self._question = question
        self._detail = detail

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(id="question")
        yield HintBar()

    def on_mount(self) -> None:
        self.query_one(TopBar).show_place((f" {self._question} ", "title"))
        self.set_class(self.sqs.symbols is not UNICODE, "-plain")
        for under in self.sqs.screens[-2:-1]:  # It can be read through: what an act came to is no part of the question.
            under.say("")
        self.on_resize()

    def on_resize(self) -> None:
        width = max(20, min(60, self.size.width - 8))
        rows: list[Row] = [((line, "title"),) for line in wrapped(self._question, width - 4)]
        rows += [((line, "text"),) for line in wrapped(self._detail, width - 4)] if self._detail else []
        rows += [
            (),
            (
                (keys.key_label("confirm-yes"), "key"),
                (" yes    ", "text"),
                (keys.key_label("confirm-no"), "key"),
                (" no", "text"),
            ),
        ]
        box = self.query_one("#question", Lines)
        box.show(rows)
        box.styles.width, box.styles.height = width, len(rows) + 2

    def cursor_spot(self) -> Offset:
        """On the question."""
        return self.query_one("#question", Lines).cursor_spot()

    def action_confirm(self) -> None:
        self.dismiss(True)

    def action_decline(self) -> None:
        self.dismiss(False)
