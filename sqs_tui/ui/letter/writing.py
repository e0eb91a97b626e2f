"""Writing a paragraph: what is typed is kept, and what could let somebody be known is told while it is typed."""

from __future__ import annotations

import os

from textual.widgets import TextArea

from sqs_tui.domain.claims import untraced
from sqs_tui.domain.letter import pieces
from sqs_tui.domain.letter_facts import NAMES
from sqs_tui.domain.privacy import Lint
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.letter import Letter
from sqs_tui.ui import keys
from sqs_tui.ui.common.note import NoteScreen
from sqs_tui.ui.widgets.lines import Row


def _above() -> tuple[Row, ...]:
    return (
        ((" Figures stand in braces: {PC04}; {PC06-} for what was not met.", "soft"),),
        ((" {from the set-up meeting} names a source. No text brings the template back.", "soft"),),
        (
            (
                keys.render_keys(" Leaving keeps it; {letter-undo} on the letter then takes back all that was typed."),
                "soft",
            ),
        ),
    )


class ParagraphScreen(NoteScreen):
    """Write one paragraph of the letter; a new one is put down with the first thing typed."""

    def __init__(self, letter: Letter, lint: Lint, part: str, text: str, *, section: str = "", after: str = "") -> None:
        self._letter, self._lint, self._part = letter, lint, part
        self._section, self._after = section, after
        self._is_there = not section
        #: Whether anything was typed that is on disk now.
        self.has_written = False
        self._run = f"r-{os.urandom(4).hex()}"
        self._seen = letter.heads(part)
        super().__init__("Paragraph of the letter", text, self._put, above=_above())

    def _put(self, text: str) -> Outcome:
        if not self._is_there and text.strip():
            outcome = self._letter.add(
                self._section, text, after=self._after, id=self._part, run=self._run, checked=False
            )
            self._is_there = True
        elif self._is_there:
            outcome = self._letter.write(self._part, text, run=self._run, seen=self._seen, checked=False)
        else:
            return Outcome()
        if outcome.line:
            self.has_written = True
            self._seen = (outcome.line,)
        return outcome

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed, and say what in it could let somebody be known, or rests on nothing."""
        super().on_text_area_changed(event)
        text = event.text_area.text
        said = [str(finding) for finding in self._lint.findings(text)]
        plain = "".join(piece for piece in pieces(text, NAMES) if isinstance(piece, str))
        said += [f"untraced: “{claim.words}”" for claim in untraced(plain, [])]
        said += self._letter.problems(text)
        self.say(_fitting(said, self.size.width - 2), "warn") if said else self.say("")


def _fitting(said: list[str], width: int) -> str:
    """As many findings as a line has room for, the first always; then how many more there are."""
    shown = len(said)
    while shown > 1 and len(_listed(said, shown)) > width:
        shown -= 1
    return _listed(said, shown)


def _listed(said: list[str], shown: int) -> str:
    more = f" and {len(said) - shown} more" if shown < len(said) else ""
    return " · ".join(said[:shown]) + more
