"""The walkthrough: the screen is turned to the case manager, and shows this case one question at a time."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.reactive import var

from sqs_tui.domain.entry import ACTION, DIFFERS, LEARNING, STRENGTH
from sqs_tui.session.company import left_unseen
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.walk import Walk
from sqs_tui.session.walk_card import VerbalCard
from sqs_tui.session.walk_plan import Cover, covers
from sqs_tui.ui import keys
from sqs_tui.ui.common.base import OurScreen
from sqs_tui.ui.walkthrough.pane import CardPane, LeavingAsked, WalkPane, WordsAsked
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TooSmall, TopBar
from sqs_tui.ui.widgets.lines import Lines, fitted
from sqs_tui.ui.widgets.row_list import ListRow, RowList

#: Below this size nothing useful fits.
SMALLEST = (60, 15)
#: What can be on screen: the choice of what to cover, a question, or the card at the end.
CHOICE, QUESTION, CARD = "choice", "question", "card"
#: Up to which rank keys stand in the upper of the two lines: what is said of a question, what is written on the card.
_ABOVE = {QUESTION: 7, CARD: 3}
#: What turns the card, and what of it.
_TURNS = {"turn-strengths": STRENGTH, "turn-learning": LEARNING}
#: What works on every page, and is wanted in haste.
_ALWAYS = ("blank-screen", "show-help")


class WalkScreen(OurScreen[None]):
    """One case with its case manager, in company from beginning to end."""

    BINDINGS = keys.bindings("list")
    SCOPES: ClassVar = ("list",)
    #: A case manager may be looking: nothing but this case is ever on the screen.
    company = True

    page: var[str] = var("", init=False)

    def __init__(self, case: str, *, alone: bool = False) -> None:
        """`alone` where no screen of the case lies under it: leaving then opens one."""
        super().__init__()
        self._case, self._alone = case, alone
        self.needs_case = "" if alone else case
        self._ref = ""
        self._covers: dict[str, Cover] = {}

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(id="walk-head")
        yield RowList(self.sqs.symbols, id="walk-choices")
        yield WalkPane(self.sqs.symbols, self.attempt)
        yield CardPane(self.sqs.symbols, self.attempt)
        yield EchoLine()
        yield HintBar(id="walk-hints", every=True)
        yield HintBar(every=True)
        yield TooSmall()

    def on_mount(self) -> None:
        self.choices, self.walking = self.query_one(RowList), self.query_one(WalkPane)
        self.closing = self.query_one(CardPane)
        self.closing.card = VerbalCard(self.inspection, self._case)
        self._ref = self.inspection.cases[self._case].ref
        invented = [(" INVENTED CASES ", "warn")] if self.inspection.workbook.is_invented else []
        self.query_one(TopBar).show_place(*invented, (f" {self._ref} ", "title"))
        self.page = CHOICE
        self.show_token()

    def on_resize(self) -> None:
        width, height = self.size
        self.set_class(width < SMALLEST[0] or height < SMALLEST[1], "-too-small")

    # What is on screen

    def watch_page(self) -> None:
        for page in (CHOICE, QUESTION, CARD):
            self.set_class(self.page == page, f"-{page}")
        self.say("")
        if self.page == CHOICE:
            self._show_choices()
            self.choices.focus()
        elif self.page == QUESTION:
            self.walking.focus()
            self.call_after_refresh(self.walking.show_question)
        else:
            self.closing.focus()
            self.call_after_refresh(self.closing.show_card)
        self.show_hints()

    def _show_choices(self) -> None:
        self._covers = {cover.id: cover for cover in covers(self.inspection, self._case)}
        rows = [self._choice_row(cover) for cover in self._covers.values()]
        head = "Choose what to talk about." if rows else "Nothing of this case applies yet."
        self.query_one("#walk-head", Lines).show([(), (("    ", "text"), (head, "title")), ()])
        self.choices.set_items(rows, self.choices.current)

    def _choice_row(self, cover: Cover) -> ListRow:
        walk = Walk(self.inspection, self._case, cover)
        talked = sum(1 for dot in walk.dots() if dot)
        so_far = f", {talked} talked about" if talked else ""
        count = f"{len(cover.questions)} question{'s' * (len(cover.questions) != 1)}{so_far}"
        title = fitted(f"  {cover.title}", 44, self.sqs.symbols.ellipsis)
        return ListRow(cover.id, ((title, "text"), (f"  {count}", "soft")))

    def scopes(self) -> tuple[str, ...]:
        """The keys of a list, of a question, or of the card."""
        return {QUESTION: ("walk",), CARD: ("card",)}.get(self.page, ("list",))

    def _works(self, key: keys.Key) -> bool:
        return key.id != "search-list"  # There is little to search in a few choices.

    @property
    def has_row(self) -> bool:
        """Whether there is something to talk about."""
        return self.page != CHOICE or bool(self.choices.current)

    def is_true_now(self, key: keys.Key) -> bool:
        """Whether there is a question before this one, or more to put on the card."""
        if key.id in _TURNS and self.closing.card is not None:
            return self.closing.card.has_more(_TURNS[key.id])
        if key.id == "walk-back" and self.walking.walk is not None:
            return self.walking.walk.place > 0
        return super().is_true_now(key)

    @property
    def may_undo(self) -> bool:
        """Whether something of this walkthrough was kept last."""
        return self.page == QUESTION and self.walking.walk is not None and self.walking.walk.may_undo

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of the list move nothing while a question is on the screen."""
        named = {key.action.partition("(")[0] for key in keys.in_scope("list")}
        return self.page == CHOICE or action not in named

    def show_hints(self) -> None:
        """The keys that work here, in two lines: what is said or written, and the rest."""
        bars = list(self.query(HintBar))
        if not bars:
            return  # It is being taken down.
        first, rest = bars[0], bars[-1]
        hints = sorted(
            (key for place in self.scopes() for key in keys.in_scope(place) if key.hint), key=lambda key: key.hint
        )
        hints = [key for key in hints if self._works(key) and self.is_true_now(key)]
        named = [(keys.shown(self.sqs.key_for(key)), key.label) for key in hints]
        split = sum(key.hint <= _ABOVE.get(self.page, 0) for key in hints)
        first.set_class(not split, "-hidden")
        if split:
            first.show_hints(named[:split])
        always = ((keys.shown(self.sqs.key_for(keys.BY_ID[id])), keys.BY_ID[id].label) for id in _ALWAYS)
        rest.show_hints([*named[split:], *always])

    @on(WalkPane.Shown)
    def shown(self) -> None:
        """On another question other keys may do something."""
        self.show_hints()

    def on_descendant_focus(self) -> None:
        self.show_hints()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what an act came to. What others do is never said here."""
        if not self.inspection.is_in_sample(self._case):
            if self._alone:
                self.call_after_refresh(self._leave_gone)
        elif self._case in outcome.cases and self.page == QUESTION:
            self.walking.show_question(keep_place=True)
        elif self._case in outcome.cases and self.page == CARD:
            self.closing.show_card()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._alone and not self.inspection.is_in_sample(self._case):
            self.call_after_refresh(self._leave_gone)

    def _leave_gone(self) -> None:
        """The case is gone: the sample comes up, behind a cover."""
        if not self.sqs.flush_typing():
            return
        while self in self.app.screen_stack:
            self.app.pop_screen()
        self.sqs.show_sample()
        self.sqs.open("walk-gone")

    # Keys

    def action_choose(self) -> None:
        cover = self._covers.get(self.choices.current)
        if cover is not None:
            walk = Walk(self.inspection, self._case, cover)
            self.page = QUESTION
            self.walking.show_walk(walk)
            if walk.is_talked_through():
                self.say(
                    keys.render_keys("All of it was talked about; {walk-next} and {walk-back} go through it again")
                )
            elif walk.is_resumed:
                self.say("It goes on where you left it")

    def action_move(self, by: int) -> None:
        self.choices.step(by)

    def action_page(self, by: int) -> None:
        self.choices.step(by * self.choices.page)

    def action_edge(self, by: int) -> None:
        self.choices.step(by * self.choices.length)

    def action_go_back(self) -> None:
        self.ask_to_leave()

    # What is asked of it

    @on(LeavingAsked)
    def ask_to_leave(self) -> None:
        """One key too many must not show the case with its verdicts."""
        detail = "Turn the screen back to yourself first. Everything that was said is kept."
        self.sqs.open("confirm", "Leave the walkthrough?", detail, then=self._leave)

    def _leave(self, leaves: bool | None) -> None:
        if not leaves:
            return
        self.dismiss()
        if self._alone:
            self.sqs.show_case(self._case, company=True)

    @on(WalkPane.Moved)
    def forget(self) -> None:
        """What the last act came to is past."""
        self.say("")

    @on(WalkPane.Kept)
    def say_kept(self, event: WalkPane.Kept) -> None:
        """Say what was kept, with the key that takes it back where that works."""
        self._say_kept(event.said)

    def _say_kept(self, said: str) -> None:
        undo = f", {keys.key_label('walk-undo')} takes it back" if said and self.page == QUESTION else ""
        self.say(f"{said}{undo}")

    @on(WalkPane.CardAsked)
    def show_card(self) -> None:
        """The end of it: two strengths and two things to develop. The verdict is hidden when it is left."""
        self.walking.here.go(self.walking.here.place)
        self.page = CARD

    @on(CardPane.BackAsked)
    def show_questions(self) -> None:
        """Back to the question the card was asked from."""
        self.page = QUESTION

    @on(WordsAsked)
    def write(self, event: WordsAsked) -> None:
        """Write down what is said, with the question above it."""
        walk, kind = self.walking.here, event.kind
        if not walk.is_there:
            return
        if kind == ACTION:
            self._agree_action(walk, at_large=event.at_large)
            return
        save = walk.writing(kind, at_large=event.at_large)
        question = "" if event.at_large else walk.question.question

        def written(_: None) -> None:
            if kind == DIFFERS and editor.has_words and walk.said(walk.question.id) == DIFFERS:
                self._go_on()
            else:
                self.closing.wrote(kind)
                self.walking.show_question(keep_place=True)
            self._say_kept(editor.outcome.said)

        editor = self.sqs.open("walk-words", self._ref, kind, walk.words(kind), save, question, then=written)
        editor.needs_case = self._case

    def _go_on(self) -> None:
        """To the next question, or the card, at once: what is said after it stays."""
        walk = self.walking.here
        if walk.place + 1 < len(walk.questions):
            self.walking.go_on()
        else:
            self.show_card()

    def _agree_action(self, walk: Walk, *, at_large: bool) -> None:
        """Write down what is agreed, with who does it and by when."""
        question = "" if at_large else walk.question.question

        def written(_: None) -> None:
            self.walking.show_question(keep_place=True)
            self.closing.show_card()
            kept = "What was agreed is kept" if editor.is_kept else ""
            self._say_kept(left_unseen(self.inspection, editor.entry) or kept)

        action = walk.action(at_large=at_large)
        editor = self.sqs.open("action", action, question=question, company=True, then=written)
