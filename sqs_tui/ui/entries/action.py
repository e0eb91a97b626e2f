"""An editor for an agreed action: what is done, who does it, and by when. A case manager may look on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from sqs_tui.domain.due import DAY_EXAMPLES, day, read_day
from sqs_tui.domain.entry import MANAGER, Entry
from sqs_tui.domain.text import cleaned
from sqs_tui.session.new_ids import new_id
from sqs_tui.ui import keys
from sqs_tui.ui.common.editor import EntryEditor
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.fields import one_line
from sqs_tui.ui.widgets.lines import Lines, Row, wrapped

_ASKED = "What is agreed? Who does it, and by when?"


class ActionScreen(EntryEditor):
    """Write down what was agreed; it is kept while it is typed. A new one may be shown to the case manager."""

    def __init__(self, entry: Entry, *, question: str = "", company: bool = False) -> None:
        """`entry` is a new one, or one of the author's own; `question` is what it is about, to be read above it."""
        if not entry.id:
            entry = replace(entry, id=new_id("e"), owner=entry.owner or MANAGER, shareable=True)
        super().__init__(entry)
        self.company = company
        self._question = question
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
        self.query_one(TopBar).show_place((f" {self.inspection.cases[self._entry.case].ref} ", "title"))
        self.show_token()
        self.show_hints()
        self.say(f"{keys.shown('tab')} goes to who, and by when: {DAY_EXAMPLES}")

    def on_resize(self) -> None:
        width = max(20, min(self.size.width - 4, 88))
        asked: Sequence[Row] = [((line, "soft"),) for line in wrapped(self._question, width)]
        self.query_one("#about-note", Lines).show([*asked, ((_ASKED, "title"),)])

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

    def _as_typed(self) -> Entry:
        """The action as it stands on screen; its day as it was kept while what is typed is none."""
        due = self._due()
        return replace(
            self._entry,
            text=cleaned(self._area.text).rstrip(),
            owner=cleaned(self._owner.value).strip(),
            due=self._entry.due if due is None else due,
        )

    def action_leave(self) -> None:
        """Leave; what is still open is said once, and an action left without words is taken away."""
        entry = self._as_typed()
        if entry.text and not self._warned and (lack := self._lack(entry)):
            self.flush()
            self._warned = True
            self.say(f"{lack}; leaving once more leaves that open", "warn")
            return
        super().action_leave()

    def _lack(self, entry: Entry) -> str:
        if self._due() is None:
            return "That is no day"
        return "Nobody is named" if not entry.owner else "No day is agreed" if not entry.due else ""
