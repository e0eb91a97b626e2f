"""An editor for one text: what is typed reaches the journal as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.widgets import TextArea

from sqs_tui.domain.text import cleaned
from sqs_tui.session.inspection import Outcome
from sqs_tui.ui.common.editor import EditorScreen, area
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines, Row


class NoteScreen(EditorScreen):
    """Write one text, with what it is about above it; leaving keeps it."""

    def __init__(
        self,
        title: str,
        text: str,
        save: Callable[[str], Outcome],
        *,
        above: Sequence[Row] = (),
        criterion: str = "",
        case: str = "",
    ) -> None:
        """`save` puts the text on disk; it may raise `NotSaved`. `criterion` chooses the phrases offered.

        `case` is the one it is about, if any.
        """
        super().__init__()
        self.needs_case = case
        self.about = (criterion,) if criterion else ()
        self._title, self._text, self._above = title, text, above
        self._save_text = save

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(self._above, id="about-note")
        yield area(self._text)
        yield EchoLine()
        yield HintBar()

    def on_mount(self) -> None:
        self.begin()
        self.query_one(TopBar).show_place((f" {self._title}", "title"))
        self.show_token()
        self.show_hints()

    def keep(self, text: str) -> None:
        """Put the note on disk."""
        self.sqs.settled(self._save_text(cleaned(text)))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        if event.text_area.text != self._text:
            self._text = event.text_area.text
            self.typed(self._text)
