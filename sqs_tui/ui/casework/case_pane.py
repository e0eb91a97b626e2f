"""One open case: it carries what is asked of it to the inspection, and shows what that came to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import var

from sqs_tui.domain.agenda import Lack, lacks
from sqs_tui.domain.case import Case, Stage, Verdict
from sqs_tui.domain.catalogue import Criterion
from sqs_tui.domain.entry import KIND_MARKS
from sqs_tui.domain.standing import State
from sqs_tui.domain.why import Why
from sqs_tui.errors import NotSaved, SqsError
from sqs_tui.session.company import is_kept_back, may_be_shown, step_is_kept_back
from sqs_tui.session.inspection import NOTHING, Inspection, Outcome
from sqs_tui.session.next_open import open_after
from sqs_tui.ui import keys
from sqs_tui.ui.casework.case_head import CaseHead
from sqs_tui.ui.common.criterion_text import KEPT_BACK, criterion_rows, kept_back_rows
from sqs_tui.ui.common.pane_parts import Card
from sqs_tui.ui.held import HeldKey, Steps
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.criterion_list import CriterionList, CriterionRow, Heading, Item
from sqs_tui.ui.widgets.factor_picker import FactorPicker
from sqs_tui.ui.widgets.lines import Covered

_LACK_LETTERS = {Lack.EVIDENCE: "e?", Lack.FACTOR: "f?", Lack.REASON: "e?"}


class CasePane(Vertical, Covered):
    """A case as a pane: its title, its sections, the scoring list, and the criterion under the cursor."""

    BINDINGS = keys.bindings("case")

    company: var[bool] = var(False, init=False)
    guidance: var[bool] = var(False, init=False)
    one_section: var[bool] = var(False, init=False)

    @dataclass
    class Failed(Message):
        """Something did not reach the disk."""

        error: NotSaved

    @dataclass
    class NoteAsked(Message):
        """The note of an answer is to be written."""

        pane: CasePane
        criterion: str

    @dataclass
    class EntryAsked(Message):
        """An entry of a kind is to be written, linked to a criterion."""

        pane: CasePane
        criterion: str
        kind: str

    @dataclass
    class ReasonAsked(Message):
        """What was asked for takes a reason; `act` does it with one. It raises `SqsError`, and then nothing moves."""

        pane: CasePane
        criterion: str
        question: str
        act: Callable[[str], Outcome]

    @dataclass
    class ReadingAsked(Message):
        """A criterion in full, or its history, is wanted."""

        pane: CasePane
        criterion: str
        history: bool = False

    def __init__(
        self,
        inspection: Inspection,
        case: str,
        symbols: Symbols,
        acted: Callable[[Outcome], None],
        *,
        auto_advance: bool = True,
        cursor: str = "",
    ) -> None:
        """`acted` is told what an act came to at once: a message would arrive one frame later."""
        super().__init__()
        self._acted = acted
        self.inspection = inspection
        self.case_id = case
        self._symbols = symbols
        #: Whether a verdict goes on to the next open criterion.
        self.auto_advance = auto_advance
        self._start = cursor
        self._held = HeldKey()
        self._steps = Steps(self, inspection, self._say, self._held)
        #: Whether this is the case in front: the one the screen names, and the only one keys may change.
        self.holds_keys = False
        #: Whether the case is on screen; before that there is nothing to show it in.
        self.is_filled = False
        self._is_going_on = False
        self._picking = ""
        #: The criterion judged last that wants words still, and where the cursor went on to.
        self._wordless = ("", "")
        #: Whether the factors were asked for, not offered after a No.
        self._picks_at_will = False

    def compose(self) -> ComposeResult:
        self.head, self.list, self.card = CaseHead(self._symbols), CriterionList(self._symbols), Card()
        self.picker = FactorPicker()
        yield from (self.head, self.list, self.card, self.picker)

    def on_mount(self) -> None:
        self.is_filled = True
        self.fill(self._start or self._open_after())
        if self.holds_keys:
            self.take_keys()

    def take_keys(self) -> None:
        """Let the keys come here: to the factors while they are offered, else to the list."""
        self.holds_keys = True
        if self.is_filled:
            (self.picker if self._picking else self.list).focus(scroll_visible=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A case that is not the one in front takes no key, whatever has the focus."""
        return self.holds_keys

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_case)

    # What it shows

    @property
    def case(self) -> Case:
        """The case this pane is open on."""
        return self.inspection.cases[self.case_id]

    @property
    def is_picking(self) -> bool:
        """Whether factors are being offered."""
        return bool(self._picking)

    @property
    def subject(self) -> str:
        """What a note is about: the criterion whose factors are offered, else the one under the cursor."""
        return self._picking or self.current

    @property
    def has_open(self) -> bool:
        """Whether a criterion is left that nobody has answered."""
        return bool(self._open_after(self.current))

    @property
    def current(self) -> str:
        """The criterion under the cursor."""
        return self.list.current

    def fill(self, cursor: str) -> None:
        """Lay the list out anew, with the cursor on a criterion."""
        self.list.set_items(list(self._items(cursor)), cursor)
        self.show_case()

    def show_case(self) -> None:
        """Show title, sections and card as the case stands."""
        if not self.is_filled:
            return
        self.show_head()
        self.show_card()

    def show_head(self) -> None:
        """Show which case this is, and how far its sections have come."""
        at = self.current
        here = self.inspection.catalogue.known[at].section if at else ""
        self.head.show_case(self.inspection, self.case_id, here, company=self.company)

    def show_card(self) -> None:
        """Show the criterion under the cursor in full."""
        width, height = self.card.content_size
        if self.current and width > 4:
            rows = criterion_rows(
                self.inspection, self.case_id, self.current, self._symbols, width - 2,
                guidance=self.guidance, company=self.company,
            )  # fmt: skip
            if self._keeps_back(self.current):
                known = self.inspection.catalogue.known[self.current]
                rows = kept_back_rows(known, self._symbols, width - 2, guidance=self.guidance)
            if len(rows) > height > 1:
                rows = [
                    *rows[: height - 1],
                    ((f" {self._symbols.ellipsis} {keys.key_label('open-here')} shows all of it", "soft"),),
                ]
            self.card.show(rows)

    def show_outcome(self, outcome: Outcome) -> None:
        """Repaint what an act touched, wherever it came from."""
        touched = outcome.cases.get(self.case_id)
        if touched is None:
            return
        confirmed = self._confirmed()
        for criterion in touched & self.inspection.catalogue.place.keys():
            self.list.update_item(self._row(self.inspection.catalogue.known[criterion], confirmed))
        if self._picking in touched:
            self._follow_answer()
        if not self._is_going_on:
            self.show_case()

    def _follow_answer(self) -> None:
        """The answer whose factors are offered has changed: offer them as they stand, or no more."""
        answer = self.case.answer(self._picking)
        if answer.verdict is Verdict.NO or (self._picks_at_will and answer.verdict is not None):
            self.picker.show_marked(answer.factors)
        else:
            self._close_picker()

    def _items(self, cursor: str) -> Iterable[Item]:
        catalogue = self.inspection.catalogue
        confirmed = self._confirmed()
        only = catalogue.known[cursor].section if self.one_section and cursor in catalogue.known else ""
        for section, places in catalogue.places.items():
            if only in ("", section):
                yield Heading(section, catalogue.section(section).title)
                yield from (self._row(catalogue.criteria[place], confirmed) for place in places)

    def _row(self, criterion: Criterion, confirmed: Collection[str]) -> CriterionRow:
        if self._keeps_back(criterion.id):
            return CriterionRow(criterion.id, criterion.section, criterion.title, State.BLANK, is_kept_back=True)
        case, inspection = self.case, self.inspection
        state = inspection.state(case.id, criterion.id)
        answer = case.answer(criterion.id)
        entries = inspection.entries_of(case.id, criterion.id)
        kinds = {entry.kind for entry in entries if not self.company or may_be_shown(inspection, entry)}
        marks = "".join(mark for kind, mark in KIND_MARKS.items() if kind in kinds and mark)
        if answer.note and not self.company and "e" not in marks:
            marks = "e" + marks
        if answer.unrecorded:
            marks += "u"
        if answer.flag and not self.company:  # A reminder to oneself.
            marks += "*"
        if not self.company and criterion.id in inspection.differing_in(case.id):
            marks = f"D{marks}"
        if criterion.id in confirmed:
            marks += "="
        lacking: dict[str, None] = {}
        if not self.company:
            for lack in lacks(case, criterion, state, inspection.evidenced(case.id)):
                if lack in _LACK_LETTERS:
                    lacking[_LACK_LETTERS[lack]] = None
        by = inspection.closed_by(case.id, criterion.id) if state is State.CLOSED else ""
        return CriterionRow(
            id=criterion.id,
            section=criterion.section,
            title=criterion.title,
            state=state,
            by=by if by in inspection.catalogue.place else ("rule" if by else ""),
            marks=marks,
            lacks="".join(lacking),
            kept=answer.verdict.word if answer.parked and answer.verdict else "",
        )

    def _confirmed(self) -> tuple[str, ...]:
        """The criteria of the case whose verdicts a second reader has confirmed; no matter for the room."""
        if self.company or Stage.SECOND not in self.case.signatures:
            return ()
        reading = self.inspection.second_reading(self.case_id)
        return reading.confirmed if reading else ()

    def _keeps_back(self, criterion: str) -> bool:
        """Whether nothing is told of a criterion now: in company nothing is of what judges the manager's oversight."""
        return self.company and is_kept_back(self.inspection, criterion)

    def _refuses(self, criterion: str) -> bool:
        """Whether a criterion is left alone because nothing is told of it; then it says so."""
        refuses = self._keeps_back(criterion)
        if refuses:
            self._acted(
                Outcome(said=keys.render_keys(f"{KEPT_BACK}; {{company-mode}} leaves company"), case=self.case_id)
            )
        return refuses

    def _open_after(self, criterion: str = "") -> str:
        """The next criterion nobody has answered; in company none of which nothing is told."""
        passed: set[str] = set()
        following = open_after(self.inspection, self.case_id, criterion)
        while self._keeps_back(following) and following not in passed:
            passed.add(following)
            following = open_after(self.inspection, self.case_id, following)
        return "" if following in passed else following

    def watch_company(self) -> None:
        if self.is_filled:
            self._close_picker()
            self.fill(self.current)

    def watch_one_section(self) -> None:
        self.fill(self.current)

    def watch_guidance(self) -> None:
        self.set_class(self.guidance, "-guidance")
        self.call_after_refresh(self.show_card)

    # Scoring

    def action_answer(self, verdict: str) -> None:
        if self._is_held(Verdict(verdict).word) or self._refuses(self.current):
            return
        self._close_picker()
        criterion, given = self.current, Verdict(verdict)
        if not self._asks_why(criterion, given):
            self._is_going_on = True  # The cursor moves on at once: what is said of the criterion left is not wanted.
            answered = partial(self.inspection.answer, self.case_id, criterion, given)
            outcome = self._attempt(lambda: self._asking_words(criterion, answered()))
            self._is_going_on = False
            if not self._go_on(criterion, given, outcome):
                self.show_case()

    def _asking_words(self, criterion: str, outcome: Outcome) -> Outcome:
        """What an act came to, with the key that writes the words the answer wants; beside others notes stay shut."""
        wanted = self._wanted_words(criterion) if outcome.at and not self.company else ""
        return replace(outcome, said=f"{outcome.said}, {keys.key_label('write-note')} {wanted}") if wanted else outcome

    def _wanted_words(self, criterion: str) -> str:
        """What the note of an answer is still to say; empty where it need say nothing."""
        known, case = self.inspection.catalogue.known[criterion], self.case
        if case.answer(criterion).note.strip():
            return ""
        state = self.inspection.state(case.id, criterion)
        wanting = set(lacks(case, known, state, self.inspection.evidenced(case.id)))
        return "writes the question" if Lack.PARKED in wanting else "says why" if Lack.REASON in wanting else ""

    def _owing_words(self) -> str:
        """The criterion judged last, where it wants words and the cursor was not moved by hand since; else empty."""
        criterion, place = self._wordless
        return criterion if criterion and place == self.current and self._wanted_words(criterion) else ""

    def _asks_why(self, criterion: str, verdict: Verdict | None) -> bool:
        """Whether a verdict takes a reason; then that is asked. In company nobody is named."""
        question = self.inspection.asks_why(self.case_id, criterion, verdict)

        def answer(reason: str) -> Outcome:
            outcome = self.inspection.answer_because(self.case_id, criterion, verdict, reason)
            self._acted(outcome)
            self._go_on(criterion, verdict, outcome)
            return outcome

        said = f"Why is {criterion} {verdict.word if verdict else 'blank'}?" if self.company else question
        if question:
            self.post_message(self.ReasonAsked(self, criterion, said, answer))
        return bool(question)

    def _go_on(self, criterion: str, verdict: Verdict | None, outcome: Outcome) -> bool:
        """Where a verdict stands, go on to what is open; whether the cursor has moved."""
        if not outcome.stands or verdict is None:
            return False
        asks = verdict is Verdict.NO and self.inspection.catalogue.known[criterion].factors
        has_moved = self.auto_advance and self._advance(criterion)
        self._wordless = (criterion, self.current)
        if asks and not self.case.answer(criterion).factors:
            self._open_picker(criterion)
        return has_moved

    def _is_held(self, key: str) -> bool:
        """Whether a scoring key is the keyboard repeating; then it says so."""
        said = self._held.leaves_out(key, self.app.press())  # type: ignore[attr-defined]
        if said:
            self._say(said)
        return bool(said)

    def _say(self, said: str) -> None:
        self._acted(Outcome(said=said, case=self.case_id))

    def _advance(self, criterion: str) -> bool:
        following = self._open_after(criterion)
        if following:
            self.go(following)
        return bool(following)

    def action_park(self) -> None:
        if self._is_held("park") or self._refuses(self.current):
            return
        self._close_picker()
        criterion = self.current
        question = self.inspection.asks_why_parked(self.case_id, criterion)
        if question:
            said = f"Why is {criterion} parked?" if self.company else question
            self.post_message(self.ReasonAsked(self, criterion, said, lambda why: self._park_because(criterion, why)))
        else:
            parked = partial(self.inspection.park, self.case_id, criterion)
            outcome = self._attempt(lambda: self._asking_words(criterion, parked()))
            self._leave_parked(criterion, outcome)

    def _park_because(self, criterion: str, reason: str) -> Outcome:
        outcome = self.inspection.park_because(self.case_id, criterion, reason)
        self._acted(outcome)
        self._leave_parked(criterion, outcome)
        return outcome

    def _leave_parked(self, criterion: str, outcome: Outcome) -> None:
        if outcome.at and self.case.answer(criterion).parked and self.auto_advance:
            self._advance(criterion)
        self._wordless = (criterion, self.current)

    def action_confirm(self) -> None:
        if self.company or self._is_held("confirm") or self._refuses(self.current):
            return
        self._close_picker()
        criterion = self.current
        if self._attempt(lambda: self.inspection.confirm(self.case_id, criterion)).stands and self.auto_advance:
            reading = self.inspection.second_reading(self.case_id)
            following = reading.next_unread(self.inspection.catalogue, criterion) if reading else ""
            if following:
                self.go(following)

    def action_clear(self) -> None:
        self._close_picker()
        if not self._refuses(self.current) and not self._asks_why(self.current, None):
            self._attempt(lambda: self.inspection.clear(self.case_id, self.current))

    def action_flag(self) -> None:
        if not self._refuses(self.subject):
            self._attempt(lambda: self.inspection.flag(self.case_id, self.subject))

    def action_unrecorded(self) -> None:
        if not self._refuses(self.subject):
            self._attempt(lambda: self.inspection.mark_unrecorded(self.case_id, self.subject))

    def action_undo(self) -> None:
        self._step(Why.UNDO, lambda: self.inspection.undo(self._within, beside=self.case_id))

    def action_redo(self) -> None:
        self._step(Why.REDO, lambda: self.inspection.redo(self._within, beside=self.case_id))

    @property
    def _within(self) -> str:
        """Beside a case manager undo stays on this case."""
        return self.case_id if self.company else ""

    def _step(self, direction: Why, act: Callable[[], Outcome]) -> None:
        if self.company and step_is_kept_back(self.inspection, self.inspection.next_step(direction)):
            self._acted(Outcome(said=f"Nothing to {direction} on this case", case=self.case_id))
            return

        def step() -> None:
            outcome = self._attempt(act)
            if outcome.case == self.case_id and outcome.criterion in self.inspection.catalogue.place:
                self.go(outcome.criterion)

        self._steps.take(direction, step)

    def _attempt(self, act: Callable[[], Outcome]) -> Outcome:
        """Do something that writes. If it does not reach the disk, nothing moves and the screen is told why."""
        try:
            outcome = act()
        except NotSaved as error:
            self.post_message(self.Failed(error))
            return NOTHING
        except SqsError as error:
            self._acted(Outcome(said=f"{error.title} {error.remedy}".strip(), case=self.case_id))
            return NOTHING
        self._acted(outcome)
        return outcome

    # What opens beside it

    def action_pick_factors(self) -> None:
        criterion = self.current
        if self._refuses(criterion):
            return
        if not self.inspection.catalogue.known[criterion].factors:
            self._acted(Outcome(said=f"{criterion} has no factors"))
        elif self.case.answer(criterion).verdict is None:
            self._acted(Outcome(said=f"{criterion} has no answer yet that factors could stand behind"))
        else:
            self._open_picker(criterion)
            self._picks_at_will = True

    def _open_picker(self, criterion: str) -> None:
        """Offer the factors of a criterion under the list; the cursor may have moved on already."""
        self._picking, self._picks_at_will = criterion, False
        known, current = self.inspection.catalogue.known[criterion], self.current
        following = (
            "" if current == criterion else f"Next {current}: {self.inspection.catalogue.known[current].question}"
        )
        self.add_class("-picking")
        marked = self.case.answer(criterion).factors
        is_no = self.case.answer(criterion).verdict is Verdict.NO
        beside = ("write-note", *(("mark-unrecorded",) if is_no else ()))
        title = f"{criterion} {known.title}: why?"
        self.picker.offer(title, known.factors, marked, answered=current, following=following, beside=beside)
        self.picker.focus(scroll_visible=False)

    def _close_picker(self) -> None:
        if self._picking:
            self._picking = ""
            self.picker.is_offering = False
            self.remove_class("-picking")
            self.list.focus(scroll_visible=False)
            self.call_after_refresh(self.show_card)

    @on(FactorPicker.Marked)
    def mark_factors(self, event: FactorPicker.Marked) -> None:
        event.stop()
        picking, code, is_marked = self._picking, event.code, event.is_marked
        self._attempt(lambda: self.inspection.mark_factor(self.case_id, picking, code, marked=is_marked))
        self.picker.show_marked(self.case.answer(self._picking).factors)

    @on(FactorPicker.Closed)
    def close_factors(self, event: FactorPicker.Closed) -> None:
        event.stop()
        self._close_picker()

    def action_write_note(self) -> None:
        if self.company:
            self.action_add_entry("evidence")
        else:
            self.post_message(self.NoteAsked(self, self._picking or self._owing_words() or self.current))

    def action_add_entry(self, kind: str) -> None:
        self.post_message(self.EntryAsked(self, self.subject, kind))

    def action_history(self) -> None:
        if not self._refuses(self.subject):
            self.post_message(self.ReadingAsked(self, self.subject, history=True))

    def action_open_here(self) -> None:
        """Enter opens and never changes: the gate that closed the criterion, else the criterion in full."""
        by = "" if self._keeps_back(self.current) else self.inspection.closed_by(self.case_id, self.current)
        if by in self.inspection.catalogue.place:
            self.go(by)
        else:
            self.post_message(self.ReadingAsked(self, self.current))

    def action_guidance(self) -> None:
        self.guidance = not self.guidance

    def action_view(self) -> None:
        self.one_section = not self.one_section

    # Moving

    def go(self, criterion: str) -> None:
        """Put the cursor on a criterion."""
        self._wordless = ("", "")
        if not self.list.go(criterion):
            self.fill(criterion)
        self.show_head()
        self.show_card()

    def action_move(self, by: int) -> None:
        self._close_picker()
        self.list.step(by)
        self.go(self.current)

    def action_page(self, by: int) -> None:
        self.action_move(by * self.list.page)

    def action_edge(self, by: int) -> None:
        self.action_move(by * self.list.length)

    def action_section(self, by: int) -> None:
        self._close_picker()
        catalogue = self.inspection.catalogue
        sections = list(catalogue.places)
        place = sections.index(catalogue.known[self.current].section)
        wanted = sections[(place + by) % len(sections)]
        criterion = catalogue.criteria[catalogue.places[wanted][0]].id
        if self.one_section:
            self.fill(criterion)
        self.go(criterion)

    def action_next_open(self) -> None:
        following = self._open_after(self.current)
        if following:
            self.go(following)
        else:
            left = keys.render_keys("{show-agenda} shows what else is left")
            what = "that is shown here" if self.company else "that applies"
            self._acted(Outcome(said=f"Everything {what} is answered; {left}"))
