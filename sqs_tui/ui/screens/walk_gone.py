"""What stands on the screen when a case goes out of the sample while its case manager looks at it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from sqs_tui.ui import keys
from sqs_tui.ui.screens.base import OurScreen
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines, Row


class WalkGoneScreen(OurScreen[None]):
    """Covers the other cases until the inspector says that nobody else is looking."""

    BINDINGS = keys.bindings("list")
    PLACES: ClassVar = ("list",)
    company = True

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(_said())
        yield EchoLine()
        yield HintBar()

    def _works(self, key: keys.Key) -> bool:
        return key.id == "choose-row"

    def action_choose(self) -> None:
        self.dismiss()


def _said() -> tuple[Row, ...]:
    return (
        (),
        (("    This case was taken out of the sample meanwhile. What was said of it is kept.", "text"),),
        (),
        ((keys.told("    Turn the screen back to yourself, then press {choose-row}."), "soft"),),
    )
