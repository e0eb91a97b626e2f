"""One case manager's interview: it carries what is answered to the inspection, and says what that came to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from textual import on
from textual.message import Message

from sqs_tui.domain.agenda import Lack
from sqs_tui.domain.case import Verdict
from sqs_tui.domain.catalogue import Criterion
from sqs_tui.domain.why import Why
from sqs_tui.session.inspection import Inspection, Outcome
from sqs_tui.ui import keys
from sqs_tui.ui.held import HeldKey, Steps
from sqs_tui.ui.interviews.person_pane import PersonPane
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.factor_picker import FactorPicker


class InterviewPane(PersonPane):
    """A person's answers, as they are given."""

    BINDINGS = keys.bindings("interview")

    @dataclass
    class NoteAsked(Message):
        """What was said to an item is to be written down."""

        item: str

    @dataclass
    class ReadingAsked(Message):
        """An item in full is wanted, with what is good enough."""

        item: str

    @dataclass
    class LeavingAsked(Message):
        """This interview is done with for now; `towards` is 1 or -1 where another person follows, else 0."""

        towards: int = 0

    def __init__(
        self, inspection: Inspection, symbols: Symbols, attempt: Callable[[Callable[[], Outcome]], Outcome]
    ) -> None:
        """`attempt` does an act, and tells what it came to or why nothing moved."""
        super().__init__(inspection, symbols)
        self._attempt = attempt
        self._held = HeldKey()
        self._steps = Steps(self, inspection, self._say, self._held)
        self._picking = ""
        #: The item whose answer needs a reason still, and where the cursor went on to.
        self._unreasoned = ("", "")

    @property
    def is_picking(self) -> bool:
        """Whether factors are being offered."""
        return bool(self._picking)

    def show_person(self, manager: str) -> None:
        """Show one person's interview from a fresh start."""
        self._close_picker()
        self._held.forget()
        self._unreasoned = ("", "")
        super().show_person(manager)

    # Answering

    def action_answer(self, verdict: str) -> None:
        self._close_picker()
        asking, item = self.here, self.item
        if self._is_held(Verdict(verdict).word):
            return
        if not item.is_judged:
            self._say(f"{item.id} takes words, not a verdict: {self._key('reply-note')} writes them")
        elif self._act(lambda: asking.answer(item.id, Verdict(verdict))):
            self.action_next_open()
            needs = item.id in asking.lacking(Lack.REASON)
            self._unreasoned = (item.id, self.list.current) if needs else ("", "")
            wanted = "N" if item.is_scored else "Y"
            if verdict == wanted and item.factors and not asking.interview.answer(item.id).factors:
                self._open_picker(item)

    def action_park(self) -> None:
        asking, id = self.here, self.item.id
        if not self.item.is_judged or self._is_held("park"):
            return
        if self._act(lambda: asking.park(id)) and asking.interview.answer(id).parked:
            self.action_next_open()

    def action_clear(self) -> None:
        self._act(lambda: self.here.answer(self.item.id, None))

    def action_stand_in(self) -> None:
        self._attempt(self.here.swap_role)

    def action_undo(self) -> None:
        self._steps.take(Why.UNDO, lambda: self.list.go(self._attempt(self.here.undo).criterion))

    def action_redo(self) -> None:
        self._steps.take(Why.REDO, lambda: self.list.go(self._attempt(self.here.redo).criterion))

    def _act(self, act: Callable[[], Outcome]) -> bool:
        """Do something to an answer, saying how to take it back and what it still needs; whether it now stands."""

        def saying() -> Outcome:
            outcome = act()
            needs = outcome.criterion in self.here.lacking(Lack.REASON)
            said = [outcome.said, f"{self._key('reply-note')} says why" if needs else ""]
            said += [f"{self._key('reply-undo')} undoes" if outcome.at else ""]
            return replace(outcome, said=", ".join(filter(None, said)))

        return bool(self._attempt(saying).criterion)

    def _say(self, text: str) -> None:
        self._attempt(lambda: Outcome(said=text))

    def _key(self, id: str) -> str:
        return keys.shown(self.app.key_for(keys.BY_ID[id]))  # type: ignore[attr-defined]

    def _is_held(self, key: str) -> bool:
        """Whether a key is the keyboard repeating; then it says so."""
        said = self._held.leaves_out(key, self.app.press())  # type: ignore[attr-defined]
        if said:
            self._say(said)
        return bool(said)

    # What opens under it and over it

    def action_pick_factors(self) -> None:
        if self.item.factors:
            self._open_picker(self.item)
        else:
            self._say(f"{self.item.id} has nothing to mark")

    def action_write_note(self) -> None:
        """Write why of what was answered last, where that is missing and the cursor was not moved since."""
        id, place = self._unreasoned
        self._unreasoned = ("", "")
        is_wanted = id and place == self.list.current and id in self.here.lacking(Lack.REASON)
        self.post_message(self.NoteAsked(self._picking or (id if is_wanted else self.item.id)))

    def action_open_here(self) -> None:
        """Enter opens: the words of an item that takes words, else the item in full."""
        self.post_message((self.ReadingAsked if self.item.is_judged else self.NoteAsked)(self.item.id))

    def action_person(self, by: int) -> None:
        self.post_message(self.LeavingAsked(by))

    def action_go_back(self) -> None:
        self.post_message(self.LeavingAsked())

    def _open_picker(self, item: Criterion) -> None:
        self._picking = item.id
        self.add_class("-picking")
        marked = self.here.interview.answer(item.id).factors
        self.picker.offer(
            f"{item.id} {item.title}", item.factors, marked, answered=self.item.id, beside=("reply-note",)
        )
        self.picker.focus(scroll_visible=False)

    def _close_picker(self) -> None:
        if self._picking:
            self._picking = ""
            self.picker.is_offering = False
            self.remove_class("-picking")
            self.list.focus(scroll_visible=False)
            self.call_after_refresh(self.show_item)

    @on(FactorPicker.Marked)
    def mark_factors(self, event: FactorPicker.Marked) -> None:
        if self._picking:
            item = self.inspection.catalogue.known[self._picking]
            others = [code for code in self.here.interview.answer(item.id).factors if code != event.code]
            self._act(lambda: self.here.mark(item, [*others, event.code] if event.is_marked else others))

    @on(FactorPicker.Closed)
    def close_picker(self) -> None:
        self._close_picker()
