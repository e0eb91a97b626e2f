"""What stands on the screen instead of other cases, while a case manager may be looking."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from sqs_tui.ui import keys
from sqs_tui.ui.common.base import OurScreen
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines, Row


class WalkGoneScreen(OurScreen[None]):
    """A case has gone out of the sample; the others are covered until the inspector says that nobody else looks."""

    SAID: ClassVar = "This case was taken out of the sample meanwhile. What was said of it is kept."

    BINDINGS = keys.bindings("list")
    SCOPES: ClassVar = ("list",)
    company = True

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(self._said())
        yield EchoLine()
        yield HintBar()

    def _works(self, key: keys.Key) -> bool:
        return key.id == "choose-row"

    def action_choose(self) -> None:
        self.dismiss()

    def _said(self) -> tuple[Row, ...]:
        return (
            (),
            ((f"    {self.SAID}", "text"),),
            (),
            ((keys.render_keys("    Turn the screen back to yourself, then press {choose-row}."), "soft"),),
        )


class ComeBackScreen(WalkGoneScreen):
    """The last session ended beside a case manager, who may be there still when the line is back."""

    SAID: ClassVar = "The last session ended beside a case manager."
