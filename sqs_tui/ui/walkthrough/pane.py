"""The question two people are looking at: it carries what was said of it to the walk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Offset
from textual.message import Message

from sqs_tui.domain.entry import AGREED, LATER, LEARNING, STRENGTH
from sqs_tui.domain.why import Why
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.walk import Walk
from sqs_tui.session.walk_card import VerbalCard
from sqs_tui.ui import keys
from sqs_tui.ui.held import HeldKey
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.walkthrough.text import card_rows, dot_rows, question_rows
from sqs_tui.ui.widgets.lines import Lines
from sqs_tui.ui.widgets.walk_page import WalkPage

Attempt = Callable[[Callable[[], Outcome]], Outcome]


@dataclass
class WordsAsked(Message):
    """A text of a kind is to be written; of the whole case, where `at_large`."""

    kind: str
    at_large: bool = False


class LeavingAsked(Message):
    """The walkthrough is done with for now."""


class WalkPane(Vertical, can_focus=True):
    """Shows one question, and how far the walk has come."""

    BINDINGS = keys.bindings("walk")

    class Moved(Message):
        """Something else is on the screen: what the last act came to is past."""

    class Shown(Message):
        """A question is shown, perhaps another one."""

    @dataclass
    class Kept(Message):
        """Something was kept that can be taken back."""

        said: str

    class CardAsked(Message):
        """Every question was gone through, or the card is wanted before."""

    def __init__(self, symbols: Symbols, attempt: Attempt) -> None:
        """`attempt` does an act, and tells what it came to or why nothing moved."""
        super().__init__()
        self._symbols = symbols
        self._attempt = attempt
        self._held = HeldKey()
        self.walk: Walk | None = None

    def compose(self) -> ComposeResult:
        yield WalkPage()
        yield Lines([()], id="walk-dots")

    def on_mount(self) -> None:
        self.page, self.dots = self.query_one(WalkPage), self.query_one("#walk-dots", Lines)
        self.page.more = (("    ", "text"), (f"{self._symbols.ellipsis} {keys.key_label('walk-down')} goes on", "soft"))

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_question)

    def cursor_spot(self) -> Offset:
        """Where the cursor of the terminal belongs: where the question begins."""
        return self.page.cursor_spot()

    @property
    def here(self) -> Walk:
        """The walk that is on."""
        assert self.walk is not None
        return self.walk

    def show_walk(self, walk: Walk) -> None:
        """Show a walk from where it stands."""
        self.walk = walk
        self._held = HeldKey()
        # The key that chose it is the one that agrees: held down, it must not do both.
        self._is_held(AGREED)
        self.show_question()

    def show_question(self, *, keep_place: bool = False) -> None:
        """Show the question as it stands."""
        if self.walk is not None and self.walk.is_there and self.size.width > 8:
            width, height = self.size.width, self.screen.size.height
            rows = question_rows(self.walk, width, height, self._symbols)
            self.page.show_page(rows, keep_place=keep_place)
            self.dots.show(dot_rows(self.walk, width, self._symbols))
            self.post_message(self.Shown())

    # What was said

    def action_agree(self) -> None:
        self._say_and_go_on(AGREED, self.here.agree)

    def action_later(self) -> None:
        self._say_and_go_on(LATER, self.here.come_back)

    def _is_held(self, key: str) -> bool:
        """Whether a key that keeps something and goes on is the keyboard repeating."""
        return bool(self._held.leaves_out(key, self.app.press()))  # type: ignore[attr-defined]

    def _say_and_go_on(self, key: str, act: Callable[[], Outcome]) -> None:
        if self._is_held(key):
            self._attempt(lambda: Outcome(said="That came at once, as a held key does: nothing was kept"))
            return
        outcome = self._attempt(act)
        if outcome.at:
            self.post_message(self.Kept(outcome.said))
        if outcome.stands:
            self.go_on()

    def action_write(self, kind: str) -> None:
        self.post_message(WordsAsked(kind))

    def action_undo(self) -> None:
        held = self._held.leaves_out(Why.UNDO, self.app.press(), "done")  # type: ignore[attr-defined]
        if held:
            self._attempt(lambda: Outcome(said=held))
            return
        place = self.here.place_of(self._attempt(self.here.undo).criterion)
        if place >= 0:
            self.here.go(place)
        self.show_question()

    # Going about

    def go_on(self) -> None:
        """Go to the next question; after the last one to the card."""
        if self.here.step(1):
            self.show_question()
        else:
            self.post_message(self.CardAsked())

    def action_step(self, by: int) -> None:
        self.post_message(self.Moved())
        if by > 0:
            self.go_on()
        elif self.here.step(by):
            self.show_question()

    def action_card(self) -> None:
        self.post_message(self.CardAsked())

    def action_view(self) -> None:
        self.post_message(self.Moved())
        self.here.show()
        self.show_question()

    def action_scroll(self, by: int) -> None:
        self.page.scroll_by(by)

    def action_leave(self) -> None:
        self.post_message(LeavingAsked())


class CardPane(Vertical, can_focus=True):
    """Shows what the walkthrough comes to, for both to read."""

    BINDINGS = keys.bindings("card")

    class BackAsked(Message):
        """The questions are wanted again."""

    def __init__(self, symbols: Symbols, attempt: Attempt) -> None:
        super().__init__()
        self._symbols = symbols
        self._attempt = attempt
        self.card: VerbalCard | None = None

    def compose(self) -> ComposeResult:
        yield WalkPage()

    def on_mount(self) -> None:
        page = self.query_one(WalkPage)
        page.more = (("    ", "text"), (keys.render_keys(f"{self._symbols.ellipsis} {{card-down}} goes on"), "soft"))

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_card)

    def cursor_spot(self) -> Offset:
        """Where the cursor of the terminal belongs: where the card begins."""
        return self.query_one(WalkPage).cursor_spot()

    def show_card(self) -> None:
        """Show the card as it stands."""
        if self.card is not None and self.size.width > 8:
            self.query_one(WalkPage).show_page(card_rows(self.card, self.size.width, self.screen.size.height))

    def wrote(self, kind: str) -> None:
        """Let what was just written stand on the card."""
        if self.card is not None:
            self.card.wrote(kind)
            self.show_card()

    def action_write(self, kind: str) -> None:
        self.post_message(WordsAsked(kind, at_large=True))

    def action_turn(self, kind: str) -> None:
        if self.card is not None and not self.card.turn(kind):
            what = {STRENGTH: "strength", LEARNING: "point to develop"}[kind]
            self._attempt(lambda: Outcome(said=f"No other {what} may be shown"))
        self.show_card()

    def action_back(self) -> None:
        self.post_message(self.BackAsked())

    def action_scroll(self, by: int) -> None:
        self.query_one(WalkPage).scroll_by(by)

    def action_leave(self) -> None:
        self.post_message(LeavingAsked())
