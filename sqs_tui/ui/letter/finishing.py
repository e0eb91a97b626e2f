"""Finishing the letter: what stands against it; the lead overrides a reason with a sentence that is kept."""

from __future__ import annotations

from typing import ClassVar

from sqs_tui.session import letter_final
from sqs_tui.session.inspection import NOTHING, Outcome
from sqs_tui.session.letter import Letter
from sqs_tui.session.letter_final import Reason
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason, with the sentence that overrides it once there is one."""

    id: str
    reason: Reason | None
    because: str = ""
    said: str = ""


class FinishingScreen(ListScreen[None, ReasonRow]):
    """Every reason against finishing; F keeps the letter once each is dealt with or overridden."""

    BINDINGS = keys.bindings("finishing")
    SCOPES: ClassVar[tuple[str, ...]] = ("finishing", "list")

    def __init__(self, letter: Letter) -> None:
        super().__init__()
        self._letter = letter
        self._because: dict[str, str] = {}
        self._is_clear = False

    def on_mount(self) -> None:
        self.list.focus()
        self.show_reasons()

    def on_resize(self) -> None:
        self.moved()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.show_reasons()

    def show_outcome(self, outcome: Outcome) -> None:
        """Look again at what stands against it."""
        self._letter.refresh()
        if self.app.screen is self:
            self.show_reasons()

    def show_reasons(self) -> None:
        """Show every reason, keeping the cursor."""
        if not self.is_mounted or not hasattr(self, "list"):
            return
        self.show_title((" Finish the letter ", "title"))
        reasons = letter_final.against(self._letter)
        rows = [ReasonRow(one.id, one, self._because.get(one.id, "")) for one in reasons]
        self._is_clear = all(one.id in self._because and not one.is_firm for one in reasons)
        snapshot = letter_final.latest(self._letter)
        kept = f" Last kept: {snapshot.kind}, {snapshot.at[:16]}, {snapshot.by}" if snapshot else " Never kept so far"
        self.show_head(((fitted(kept, self.size.width), "soft"),))
        none = [
            ReasonRow(
                "",
                None,
                said=keys.render_keys("  Nothing stands against it: {keep-letter} keeps the letter as it is sent out"),
            )
        ]
        self.list.set_items(rows or none, self.list.current)
        self.moved()
        self.show_hints()

    def is_true_now(self, key: keys.Key) -> bool:
        """The letter is kept once nothing stands against it."""
        return super().is_true_now(key) and (key.id != "keep-letter" or self._is_clear)

    def draw(self, item: ReasonRow, width: int) -> Row:
        """Whether it is dealt with, and what it is."""
        if item.reason is None:
            return ((item.said, "text"),)
        word = "must be settled" if item.reason.is_firm else "overridden" if item.because else "stands"
        style = "danger" if item.reason.is_firm else "soft" if item.because else "warn"
        ellipsis = self.sqs.symbols.ellipsis
        return ((f"{word:<16} ", style), (fitted(item.reason.said, max(0, width - 17), ellipsis), "text"))

    def moved(self) -> None:
        """Show where the reason is, and the sentence that overrides it."""
        item = self.list.item(self.list.current) if hasattr(self, "list") else None
        if item is None or item.reason is None:
            return
        width = max(20, self.size.width - 2)
        rows: list[Row] = [((f" {line}", "mark"),) for line in wrapped(item.because, width)]
        where = "; ".join(item.reason.where)
        rows += [((f" {line}", "soft"),) for line in wrapped(where, width)]
        self.show_foot(rows[:8])

    def choose(self, id: str) -> None:
        """Ask for the sentence that overrides a reason."""
        item = self.list.item(id)
        if item is None or item.reason is None:
            return
        reason = item.reason
        if reason.is_firm:
            self.say("This is never overridden: it must be settled first", "warn")
            return

        def keep(sentence: str) -> Outcome:
            self._because[reason.id] = sentence
            return NOTHING

        question = f"{reason.said}. Why is the letter finished all the same?"
        self.sqs.open("reason", "Override a reason", question, keep)

    def action_finish(self) -> None:
        """Keep the letter as it is sent out; who does is asked first where nobody said."""
        inspection = self.inspection
        if inspection.details.get("lead") and not (inspection.inspector() or inspection.workbook.is_read_only):
            self.sqs.open("who", inspection, then=self._knows_who)
            return
        self._finish()

    def _knows_who(self, name: str | None) -> None:
        if name:
            self._finish()
        else:
            self.say("The lead finishes it", "warn")

    def _finish(self) -> None:
        outcome = self.attempt(lambda: letter_final.freeze(self._letter, letter_final.FINAL, self._because))
        if outcome.said:
            self.show_reasons()

    def action_keep_draft(self) -> None:
        """Keep the letter as the draft that is sent to the service."""
        outcome = self.attempt(lambda: letter_final.freeze(self._letter, letter_final.DRAFT, {}))
        if outcome.said:
            self.show_reasons()

    def action_go_back(self) -> None:
        self.dismiss()
