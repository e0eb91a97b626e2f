"""An editor both people look at: one text, with the question it is about above it and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import TextArea

from sqs_tui.domain.entry import DIFFERS, EVIDENCE, LEARNING, STRENGTH
from sqs_tui.domain.text import cleaned
from sqs_tui.session.inspection import NOTHING, Outcome
from sqs_tui.ui.common.editor import EditorScreen, area
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines, Row, wrapped

#: What is asked for, by the kind of entry.
ASKED = {
    DIFFERS: "How do you see it? In your own words:",
    EVIDENCE: "What was shown, and where in the record it stands:",
    STRENGTH: "What was done well? Written together:",
    LEARNING: "What could be done next time? Written together:",
}


class WalkWordsScreen(EditorScreen):
    """Write down what is said at the table; it is kept while it is typed."""

    company = True

    def __init__(self, ref: str, kind: str, text: str, save: Callable[[str], Outcome], question: str = "") -> None:
        """`save` puts the text on disk; it may raise `NotSaved`."""
        super().__init__()
        self._ref, self._kind, self._text, self._question = ref, kind, text, question
        self._save_text = save
        #: What was kept, or taken away, last.
        self.outcome = NOTHING

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(id="walk-asked")
        yield area(self._text)
        yield EchoLine()
        yield HintBar()

    def on_mount(self) -> None:
        self.begin()
        self.query_one(TopBar).show_place((f" {self._ref} ", "title"))
        self.show_token()
        self.show_hints()

    def on_resize(self) -> None:
        width = max(20, min(self.size.width - 8, 88))
        rows: list[Row] = [()]
        rows += [(("    ", "text"), (line, "soft")) for line in wrapped(self._question, width)]
        rows += [(("    ", "text"), (line, "title")) for line in wrapped(ASKED[self._kind], width)]
        asked = self.query_one("#walk-asked", Lines)
        asked.show([*rows, ()])
        asked.styles.height = len(rows) + 1

    @property
    def has_words(self) -> bool:
        """Whether anything stands there."""
        return bool(self._text.strip())

    def keep(self, text: str) -> None:
        """Put the text on disk."""
        outcome = self._save_text(cleaned(text))
        self.outcome = outcome if outcome.at else self.outcome
        self.sqs.settled(outcome)

    def _let_go(self) -> None:
        self.outcome = NOTHING
        super()._let_go()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        if event.text_area.text != self._text:
            self._text = event.text_area.text
            self.typed(self._text)
