"""An editor for an agreed action: what is done, who does it, and by when. A case manager may look on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, TextArea

from sqs_tui.domain.due import DAY_EXAMPLES, day, read_day
from sqs_tui.domain.entry import MANAGER, Entry
from sqs_tui.domain.text import cleaned
from sqs_tui.session.typing import Seen
from sqs_tui.store import rows
from sqs_tui.ui import keys
from sqs_tui.ui.screens.editor import EditorScreen
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.fields import one_line
from sqs_tui.ui.widgets.lines import Lines, Row, wrapped

_ASKED = "What is agreed? Who does it, and by when?"


class ActionScreen(EditorScreen):
    """Write down what was agreed; it is kept while it is typed, and may always be shown to the case manager."""

    def __init__(self, entry: Entry, *, question: str = "", company: bool = False) -> None:
        """`entry` is a new one, or one of the author's own; `question` is what it is about, to be read above it."""
        super().__init__()
        self.company = company
        self._entry = replace(entry, id=entry.id or f"e-{os.urandom(6).hex()}", owner=entry.owner or MANAGER)
        self._question = question
        self._run = f"r-{os.urandom(4).hex()}"
        self._seen: Seen | None = None
        self.about = self._entry.criteria
        # Held here: what was typed is kept even while the screen is taken down.
        self._area = TextArea(
            self._entry.text, show_line_numbers=False, soft_wrap=True, id="note", tab_behavior="focus"
        )
        self._owner = Input(one_line(self._entry.owner), id="owner", compact=True)
        self._day = Input(day(self._entry.due), id="due", compact=True)

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(id="about-note")
        yield self._area
        with Horizontal(classes="field"):
            yield Lines([((" Who     ", "soft"),)])
            yield self._owner
        with Horizontal(classes="field"):
            yield Lines([((" By when ", "soft"),)])
            yield self._day
        yield EchoLine()
        yield HintBar()

    def on_mount(self) -> None:
        self._owner.cursor_blink = self._day.cursor_blink = False
        self.begin()
        self._seen = Seen(self.inspection.workbook, rows.ENTRIES, self._entry.id, *rows.ENTRY_FIELDS)
        self.query_one(TopBar).show_place((f" {self.inspection.cases[self._entry.case].ref} ", "title"))
        self.show_token()
        self.show_hints()
        self.say(f"{keys.shown('tab')} goes to who, and by when: {DAY_EXAMPLES}")

    def on_resize(self) -> None:
        width = max(20, min(self.size.width - 4, 88))
        asked: Sequence[Row] = [((line, "soft"),) for line in wrapped(self._question, width)]
        self.query_one("#about-note", Lines).show([*asked, ((_ASKED, "title"),)])

    @property
    def is_kept(self) -> bool:
        """Whether there is such an action now."""
        return self._entry.id in self.inspection.entries

    def on_text_area_changed(self) -> None:
        self._typed()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input is self._day:
            self._say_day()
        self._typed()

    def _say_day(self) -> None:
        """Say which day is understood, where it was typed in another way than it is read."""
        said, due = self._day.value, self._due()
        if due is None:
            self.say(f"This is a day: {DAY_EXAMPLES}", "warn")
        else:
            self.say(f"By {day(due)}" if due and day(due) != said.strip() else "", "soft")

    def _due(self) -> str | None:
        """The day that was typed, as it is kept; None where it is none."""
        said = cleaned(self._day.value).strip()
        try:
            return read_day(said, date.today()).isoformat() if said else ""
        except ValueError:
            return None

    def _typed(self) -> None:
        entry = self._as_typed()
        if entry.text and entry != self._entry:
            self.typed(entry.text)

    def _as_typed(self) -> Entry:
        """The action as it stands on screen; its day as it was kept while what is typed is none."""
        due = self._due()
        return replace(
            self._entry,
            text=cleaned(self._area.text).rstrip(),
            owner=cleaned(self._owner.value).strip(),
            due=self._entry.due if due is None else due,
            shareable=True,
        )

    def keep(self, text: str) -> None:
        """Put the action on disk as it stands; one without words is none."""
        entry = self._as_typed()
        if not entry.text or (entry == self._entry and self.is_kept):
            return
        outcome = self.inspection.add_entry(entry, run=self._run, seen=self._seen.heads if self._seen else None)
        if self._seen is not None and outcome.line:
            self._seen.wrote(outcome.line)
        self._entry = self.inspection.entries[entry.id]
        self.sqs.settled(outcome)

    def action_leave(self) -> None:
        """Leave; what is still open is said once, and an action left without words is taken away."""
        entry, warned = self._as_typed(), self._warned
        if entry.text and not warned and (lack := self._lack(entry)):
            self.flush()
            self._warned = True
            self.say(f"{lack}; leaving once more leaves that open", "warn")
            return
        if not entry.text and self.is_kept:
            if self.attempt(lambda: self.inspection.drop_entry(entry.id)).at:
                self.dismiss()
            return
        self._typed()
        self._warned = warned
        super().action_leave()

    def _lack(self, entry: Entry) -> str:
        if self._due() is None:
            return "That is no day"
        return "Nobody is named" if not entry.owner else "No day is agreed" if not entry.due else ""
