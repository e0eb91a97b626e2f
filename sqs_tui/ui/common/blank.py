"""Nothing on the screen at all, at once, until a key is pressed."""

from __future__ import annotations

from textual.app import ComposeResult

from sqs_tui.ui.common.base import OurScreen
from sqs_tui.ui.widgets.lines import Lines


class BlankScreen(OurScreen[None]):
    """Covers everything; any key brings back what was there, and does nothing else: the app takes it first."""

    def compose(self) -> ComposeResult:
        yield Lines([(("", "text"),)])
