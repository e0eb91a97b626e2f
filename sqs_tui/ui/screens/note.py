"""An editor for one text: what is typed reaches the journal as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import TextArea

from sqs_tui.domain.text import cleaned
from sqs_tui.session.inspection import Outcome
from sqs_tui.ui import keys
from sqs_tui.ui.draft import Draft
from sqs_tui.ui.screens.base import OurScreen
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines, Row


class NoteScreen(OurScreen[None]):
    """Write one text, with what it is about above it; leaving keeps it."""

    BINDINGS = keys.bindings("editor")
    PLACES: ClassVar = ("editor",)

    def __init__(
        self,
        title: str,
        text: str,
        save: Callable[[str], Outcome],
        *,
        above: Sequence[Row] = (),
    ) -> None:
        super().__init__()
        self._title, self._text, self._above = title, text, above
        self._save_text = save
        self._draft: Draft | None = None

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(self._above, id="about-note")
        yield TextArea(self._text, show_line_numbers=False, soft_wrap=True, id="note", tab_behavior="focus")
        yield EchoLine()
        yield HintBar()

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.cursor_blink = False
        self._draft = Draft(self._keep, self)
        area.move_cursor(area.document.end)
        area.focus()
        self.query_one(TopBar).show_place((f" {self._title}", "title"))
        self.show_token()
        self.show_hints()

    def _keep(self, text: str) -> None:
        self.sqs.settled(self._save_text(cleaned(text)))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        if self._draft is not None and event.text_area.text != self._text:
            self._text = event.text_area.text
            self._draft.typed(self._text)

    def flush(self) -> bool:
        """Put on disk what is still being typed; whether it is there now."""
        return self._draft is None or self._draft.flush()

    def action_leave(self) -> None:
        if self._draft is None or self._draft.flush():
            self.dismiss()
        else:
            self.say("Not on disk yet: the text stays here until it is. Try again with Ctrl+S.", "danger")
