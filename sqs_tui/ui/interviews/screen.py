"""Interviews, always in company: one case manager on screen at a time, and between two nobody at all."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import var

from sqs_tui.domain.catalogue import Guidance
from sqs_tui.domain.names import is_same
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.interviewing import Interviewing
from sqs_tui.store import rows
from sqs_tui.ui import keys
from sqs_tui.ui.common.base import OurScreen
from sqs_tui.ui.interviews.pane import InterviewPane
from sqs_tui.ui.interviews.text import item_rows, people_row
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TooSmall, TopBar
from sqs_tui.ui.widgets.lines import Lines, Row
from sqs_tui.ui.widgets.row_list import RowList

#: Below this size nothing useful fits.
SMALLEST = (60, 15)
#: What can be on screen: all the people, for the inspector alone; one person; or nobody.
PEOPLE, PERSON, COVER = "people", "person", "cover"


class InterviewScreen(OurScreen[None]):
    """Choose a case manager, then turn the screen: from then on it shows that person only."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("list"), *keys.bindings("people")]
    SCOPES: ClassVar = ("list", "people", "interview")
    is_left_by_going: ClassVar[bool] = True

    page: var[str] = var("", init=False)

    def __init__(self, manager: str = "") -> None:
        """With a manager the interview is opened at once, and leaving it leaves the screen."""
        super().__init__()
        self._first = manager
        self._came_directly = bool(manager)

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(id="interview-head")
        yield RowList(self.sqs.symbols, id="people")
        yield InterviewPane(self.inspection, self.sqs.symbols, self.attempt)
        yield Lines(_covered(), id="put-away")
        yield EchoLine()
        yield HintBar()
        yield TooSmall()

    def on_mount(self) -> None:
        self.people, self.pane = self.query_one("#people", RowList), self.query_one(InterviewPane)
        if self._first:
            self._open(self._first)
        else:
            self.page = PEOPLE
        self.show_token()

    def on_resize(self) -> None:
        width, height = self.size
        self.set_class(width < SMALLEST[0] or height < SMALLEST[1], "-too-small")

    # What is on screen

    @property
    def company(self) -> bool:  # type: ignore[override]
        """Whether a case manager may be looking."""
        return self.page != PEOPLE

    def watch_page(self) -> None:
        for page in (PEOPLE, PERSON, COVER):
            self.set_class(self.page == page, f"-{page}")
        self.say("")
        if self.page == PEOPLE:
            self._show_people()
            self.people.focus()
        elif self.page == PERSON:
            self.pane.list.focus()
        else:
            self.set_focus(None)
        self._show_place()
        self.show_hints()

    def _show_place(self) -> None:
        who = self.pane.asking.manager if self.page == PERSON and self.pane.asking else ""
        spans = [(" Interview " if self.company else " Interviews ", "title"), (who, "title")]
        if self.inspection.workbook.is_invented:
            spans.insert(0, (" INVENTED CASES ", "warn"))
        self.query_one(TopBar).show_place(*spans)

    def _show_people(self) -> None:
        people = [Interviewing(self.inspection, manager) for manager in self.inspection.managers()]
        self.people.set_items([people_row(one, self.sqs.symbols) for one in people], self.people.current)
        key = keys.shown(self.sqs.key_for(keys.BY_ID["sample-edit"]))
        none = f" Nobody to ask yet: fill in who manages each case ({key} on a case, the field case manager)."
        held = sum(one.is_begun for one in people)
        ask = f" Choose the case manager, then turn the screen.  {held} of {len(people)} begun."
        self.query_one("#interview-head", Lines).show([((ask if people else none, "soft"),)])

    def _open(self, manager: str) -> None:
        # A case may spell the person otherwise than the interview does.
        manager = next((one for one in self.inspection.managers() if is_same(one, manager)), manager)
        self.pane.show_person(manager)
        self.people.go(manager)
        self.page = PERSON

    def _put_away(self) -> None:
        self.pane.show_person("")
        self.page = COVER

    def scopes(self) -> tuple[str, ...]:
        """The keys of a list, of an interview, or of the factors offered in it."""
        if self.page != PERSON:
            return ("list", "people") if self.page == PEOPLE else ("list",)
        return ("picker", "interview") if self.pane.is_picking else ("interview",)

    def hint_scopes(self) -> tuple[str, ...]:
        """While factors are offered every letter is theirs."""
        return ("picker",) if self.page == PERSON and self.pane.is_picking else self.scopes()

    def is_true_now(self, key: keys.Key) -> bool:
        """Whether there is another page, where factors are offered."""
        return self.pane.picker.has_pages if key.id == "next-page" else super().is_true_now(key)

    @property
    def has_row(self) -> bool:
        """Whether there is somebody to interview."""
        return self.page != PEOPLE or bool(self.people.current)

    @property
    def may_undo(self) -> bool:
        """Whether something was done in this interview last."""
        return self.page == PERSON and self.pane.asking is not None and self.pane.asking.may_undo

    def _works(self, key: keys.Key) -> bool:
        return key.id != "search-list"  # There is little to search in a few codes.

    def on_descendant_focus(self) -> None:
        self.show_hints()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what an act came to. What others do is never said here."""
        if self.page == PERSON:
            self.pane.show_answers()
        elif self.page == PEOPLE:
            self._show_people()

    # Keys

    def action_choose(self) -> None:
        if self.page == PERSON:
            self.pane.action_open_here()
        elif self.page == COVER:
            self.page = PEOPLE
        elif self.people.current:
            self._open(self.people.current)

    def action_move(self, by: int) -> None:
        if self.page != COVER:
            (self.pane.list if self.page == PERSON else self.people).step(by)

    def action_page(self, by: int) -> None:
        self.action_move(by * self.people.page)

    def action_edge(self, by: int) -> None:
        self.action_move(by * max(self.people.length, self.pane.list.length))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """When somebody is seen is written down while nobody else sits here."""
        return action != "slot" or self.page == PEOPLE

    def action_slot(self) -> None:
        from sqs_tui.ui.widgets.fields import FormField

        manager, book = self.people.current, self.inspection.workbook
        if not manager or book.is_read_only:
            self.say("This workbook is read-only" if manager else "There is nobody here", "warn")
            return
        spelling = self.inspection.interview(manager).manager
        seen = {"slot": book.seen(rows.INTERVIEWS, spelling, "slot")[-1:]}

        def keep(text: str) -> Outcome:
            outcome = self.inspection.set_slot(manager, text, seen=seen)
            self.say(outcome.said)
            return outcome

        slot = Interviewing(self.inspection, manager).interview.slot
        field = FormField("slot", "Slot", help="Day, time and room, as Tue 10:30 room 2; cases and interview in one.")
        self.sqs.open("line", f"When is {manager} seen?", field, slot, act=keep, may_be_empty=True)

    def action_go_back(self) -> None:
        if self.page == COVER:
            self.page = PEOPLE
        else:
            self.dismiss()

    # What is asked of it

    @on(InterviewPane.LeavingAsked)
    def leave(self, event: InterviewPane.LeavingAsked) -> None:
        """Whoever sits here sees no colleague's name: the way to the next person leads behind a cover."""
        if self._came_directly and not event.towards:
            self.dismiss()
            return
        self._show_people()
        managers = self.inspection.managers()
        here = self.pane.asking.manager if self.pane.asking else ""
        if event.towards and here in managers:
            self.people.go(managers[(managers.index(here) + event.towards) % len(managers)])
        self._put_away()

    @on(InterviewPane.NoteAsked)
    def write_note(self, event: InterviewPane.NoteAsked) -> None:
        if self.pane.asking is not None:
            asking, item = self.pane.asking, self.inspection.catalogue.known[event.item]
            answer, width = asking.interview.answer(item.id), self.size.width - 4
            question = replace(item, guidance=Guidance())
            above = item_rows(question, replace(answer, note=""), self.sqs.symbols, width, whole=False)
            title = f"{asking.manager}  {item.id} {item.title}"
            self.sqs.open("note", title, answer.note, asking.typing(item.id), above=above)

    @on(InterviewPane.ReadingAsked)
    def read(self, event: InterviewPane.ReadingAsked) -> None:
        if self.pane.asking is not None:
            asking, item = self.pane.asking, self.inspection.catalogue.known[event.item]

            def rows_for(width: int) -> list[Row]:
                return item_rows(item, asking.interview.answer(item.id), self.sqs.symbols, width, whole=True)

            title = f"{asking.manager}  {item.id}"
            self.sqs.open("criterion", title, rows_for, item.id, "interview", self.say)


def _covered() -> tuple[Row, ...]:
    return (
        ((" This interview is put away; all that was said is kept.", "text"),),
        (("", "text"),),
        ((keys.render_keys(" Turn the screen back to yourself, then press {choose-row}."), "soft"),),
    )
