"""Nothing on the screen at all, at once, until a key is pressed."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult

from sqs_tui.ui.screens.base import OurScreen
from sqs_tui.ui.widgets.lines import Lines


class BlankScreen(OurScreen[None]):
    """Covers everything; any key brings it back where it was."""

    def compose(self) -> ComposeResult:
        yield Lines([(("", "text"),)])

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss()
