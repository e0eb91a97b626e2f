"""Which records of a case were seen: ticked off one by one."""

from __future__ import annotations

from typing import ClassVar

from sqs_tui.domain.fieldwork import MISSING, SEEN, STATES
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.sources import Looked
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.held import HeldKey
from sqs_tui.ui.widgets.lines import Row, fitted
from sqs_tui.values import dataclass

_BOXES = {"": ("[ ]", "text"), SEEN: ("[x]", "yes"), MISSING: ("[-]", "warn")}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A record as a row."""

    id: str
    looked: Looked


class SourcesScreen(ListScreen[None, SourceRow]):
    """The records of one case."""

    BINDINGS = keys.bindings("sources")
    SCOPES: ClassVar[tuple[str, ...]] = ("sources", "list")

    def __init__(self, case: str) -> None:
        super().__init__()
        self._case = self.needs_case = case
        self._held = HeldKey()

    def on_mount(self) -> None:
        self.show_title((f" {self.inspection.cases[self._case].ref} ", "title"), (" Records seen ", "title"))
        self.show_sources()
        self.list.focus()

    def show_sources(self) -> None:
        """Show every record as it stands, keeping the cursor."""
        looked = list(self.inspection.sources(self._case))
        self.list.set_items([SourceRow(one.source.code, one) for one in looked], self.list.current)
        seen = sum(one.state == SEEN for one in looked)
        missing = sum(one.state == MISSING for one in looked)
        said = f" {seen} of {len(looked)} seen" + (f", {missing} asked for and not there" if missing else "")
        self.show_head(((said, "title"),), ())

    def draw(self, item: SourceRow, width: int) -> Row:
        """A box, what it is, how it stands in words, and how many entries were found in it."""
        looked, ellipsis = item.looked, self.sqs.symbols.ellipsis
        box, style = _BOXES[looked.state]
        title = min(40, max(0, width - 28))
        found = f"{looked.entries} {'entry' if looked.entries == 1 else 'entries'}" if looked.entries else ""
        return (
            (f"{box} ", style),
            (f"{fitted(looked.source.title, title, ellipsis)} ", "text"),
            (fitted(STATES[looked.state], 21), style if looked.state else "soft"),
            ("" if self.is_company else found, "soft"),
        )

    def show_outcome(self, outcome: Outcome) -> None:
        """Show how they stand, whoever ticked one off."""
        if self._case in outcome.cases and hasattr(self, "list"):
            self.show_sources()

    def moved(self) -> None:
        """On another record the same key is a press."""
        self._held.forget()

    def action_mark(self) -> None:
        held = self._held.leaves_out("mark", self.sqs.press(), "marked")
        if held:
            self.say(held)
        elif self.list.current:
            self.attempt(lambda: self.inspection.mark_source(self._case, self.list.current))
