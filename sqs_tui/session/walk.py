"""Walking a case through with its case manager: what was said is kept, and no verdict is ever changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum

from sqs_tui.domain.catalogue import Criterion
from sqs_tui.domain.entry import (
    ACTION,
    AGREED,
    DIFFERS,
    EVIDENCE,
    KINDS,
    LATER,
    LEARNING,
    MANAGER,
    SAID,
    STRENGTH,
    Entry,
)
from sqs_tui.domain.standing import State
from sqs_tui.domain.why import Why
from sqs_tui.session.acts import Step
from sqs_tui.session.company import left_unseen, may_be_shown
from sqs_tui.session.inspection import NOTHING, Inspection, Outcome
from sqs_tui.session.new_ids import new_id
from sqs_tui.session.typing_session import Seen
from sqs_tui.session.walk_plan import TOGETHER, Cover
from sqs_tui.store import rows

#: Where each kind of entry came from that is written in a walkthrough.
SOURCES = {
    AGREED: "case manager, walkthrough",
    DIFFERS: "case manager, walkthrough",
    LATER: "case manager, walkthrough",
    EVIDENCE: "shown by the case manager",
    STRENGTH: TOGETHER,
    LEARNING: TOGETHER,
    ACTION: "agreed together",
}
#: How the inspector sees a question, in words.
VIEWS = {
    State.YES: "Yes",
    State.NO: "No",
    State.CLOSED: "it does not apply to this case",
    State.NA: "not applicable",
    State.UNKNOWN: "cannot be judged",
}
_SAID_WORDS = {
    AGREED: "Agreed",
    DIFFERS: "Seen differently, in the case manager's words",
    LATER: "To come back to",
}
_KEPT = {DIFFERS: "Kept in your words"}


class Dot(IntEnum):
    """How far one question has come."""

    OPEN = 0
    LATER = 1
    TALKED = 2


class Walk:
    """One case in order, question by question, as it may be seen by its case manager.

    Where it was left is read from what was said: it goes on at the first question nobody has spoken to.
    Methods that write raise `NotSaved`; then nothing has moved.
    """

    def __init__(self, inspection: Inspection, case: str, cover: Cover) -> None:
        self._inspection = inspection
        self.case = case
        self.cover = cover
        #: The questions, in order; they stay what they are while the walk lasts, whatever others score.
        self.questions = cover.questions
        self.is_shown = False
        #: The questions whose view was on the screen, if only for a moment.
        self._was_shown: set[str] = set()
        self.place = self._first_open()
        self.is_resumed = any(self.said(one.id) for one in self.questions)

    # What can be asked

    @property
    def question(self) -> Criterion:
        """The question on the screen."""
        return self.questions[self.place]

    @property
    def ref(self) -> str:
        """The reference of the case: all the header says."""
        return self._inspection.cases[self.case].ref

    @property
    def is_there(self) -> bool:
        """Whether the case is in the sample still."""
        return self._inspection.is_in_sample(self.case)

    def section_title(self) -> str:
        """The section of the question."""
        return self._inspection.catalogue.section(self.question.section).title

    def said(self, criterion: str) -> str:
        """What the case manager came to say of a criterion: `agreed`, `differs`, `later`; empty for nothing yet."""
        last = self._last_said(criterion)
        return last.kind if last else ""

    def _last_said(self, criterion: str) -> Entry | None:
        said = (entry for entry in self._inspection.entries_of(self.case, criterion) if entry.kind in SAID)
        return next(reversed(list(said)), None)

    def dots(self) -> tuple[Dot, ...]:
        """How far each question has come; what was said there is nobody's to read."""
        dots = {"": Dot.OPEN, LATER: Dot.LATER}
        return tuple(dots.get(self.said(one.id), Dot.TALKED) for one in self.questions)

    def is_talked_through(self) -> bool:
        """Whether every question was spoken to, and none is to come back to."""
        return all(dot is Dot.TALKED for dot in self.dots())

    def seen(self) -> tuple[Entry, ...]:
        """What was seen so far that may be shown, and the case manager's own words; nothing that judges."""
        return tuple(entry for entry in self._shareable() if entry.kind in (EVIDENCE, DIFFERS))

    def together(self) -> tuple[Entry, ...]:
        """The strengths and learning points that were written here with the case manager, and what was agreed."""
        return tuple(entry for entry in self._shareable() if self._is_together(entry))

    def view(self) -> tuple[str, ...]:
        """How the inspector sees the question: the verdict, the factors behind it, and what was written of it.

        For a key to show: until then none of it is on the screen.
        """
        criterion, answer = self.question, self._inspection.cases[self.case].answer(self.question.id)
        state = self._inspection.state(self.case, criterion.id)
        lines = [f"Our view: {VIEWS.get(state, 'not settled yet')}"]
        if answer.factors and state in VIEWS and state is not State.CLOSED:
            titles = criterion.factor_titles
            lines.append("Because: " + "; ".join(titles.get(code, code) for code in answer.factors))
        written = [entry for entry in self._shareable() if not self._is_together(entry)]
        lines += [f"A strength: {entry.text}" for entry in written if entry.kind == STRENGTH]
        lines += [f"To develop: {entry.text}" for entry in written if entry.kind == LEARNING]
        return tuple(lines)

    def _shareable(self) -> list[Entry]:
        entries = self._inspection.entries_of(self.case, self.question.id)
        return [entry for entry in entries if entry.text.strip() and may_be_shown(self._inspection, entry)]

    def _is_together(self, entry: Entry) -> bool:
        return entry.kind == ACTION or (entry.kind in (STRENGTH, LEARNING) and entry.source == SOURCES[entry.kind])

    # Going about

    def _first_open(self) -> int:
        dots = self.dots()
        for wanted in (Dot.OPEN, Dot.LATER):
            if wanted in dots:
                return dots.index(wanted)
        return 0

    def go(self, place: int) -> bool:
        """Go to a question, its verdict hidden; whether there is one at that place."""
        if not 0 <= place < len(self.questions):
            return False
        self.place, self.is_shown = place, False
        return True

    def step(self, by: int) -> bool:
        """Go on, or back; whether there was a question that way."""
        return self.go(self.place + by)

    def show(self) -> bool:
        """Show how the inspector sees it, or hide it again; whether it is shown now."""
        self.is_shown = not self.is_shown
        self._was_shown.add(self.question.id)
        return self.is_shown

    # What can be done

    def agree(self) -> Outcome:
        """Keep that it is agreed, and with what where that was shown."""
        view = self.view()[0].removeprefix("Our view: ")
        was_shown = self.question.id in self._was_shown
        return self._mark(AGREED, f"Agreed: {view}." if was_shown else "Agreed; our view was not shown.")

    def come_back(self) -> Outcome:
        """Keep that there is more to say of it later."""
        return self._mark(LATER, "To come back to.")

    def _mark(self, kind: str, text: str) -> Outcome:
        """Keep a word without a text; it takes the place of such a word of one's own that was the last."""
        last = self._last_said(self.question.id)
        replaced = last is not None and last.kind != DIFFERS and self._is_own(last)
        if last is not None and replaced and (last.kind, last.text) == (kind, text):
            return Outcome(said=f"{_SAID_WORDS[kind]} (as it was)", case=self.case, stands=True)
        entry = replace(last, kind=kind, text=text, at="") if last is not None and replaced else self._new(kind, text)
        return replace(self._inspection.add_entry(entry), said=_SAID_WORDS[kind], stands=True)

    def words(self, kind: str) -> str:
        """What stands there already to be gone on with: the case manager's own words, the last of them."""
        last = self._last_said(self.question.id) if kind == DIFFERS else None
        return last.text if last is not None and last.kind == DIFFERS and self._is_own(last) else ""

    def writing(self, kind: str, *, at_large: bool = False) -> Callable[[str], Outcome]:
        """What keeps one text of a kind while it is typed: many writes, one undo.

        It is linked to the question, unless `at_large`. A text left empty is no entry.
        """
        last = self._last_said(self.question.id)
        entry = last if last is not None and self.words(kind) else self._new(kind, "", at_large=at_large)
        run, seen = f"r-{os.urandom(4).hex()}", Seen(self._inspection.workbook, rows.ENTRIES, entry.id, "text")

        def keep(text: str) -> Outcome:
            nonlocal entry
            text, entry = text.rstrip(), self._inspection.entries.get(entry.id, entry)
            if not text.strip():
                return self._take_away(entry) if entry.id in self._inspection.entries else NOTHING
            if text == entry.text and entry.id in self._inspection.entries:
                return NOTHING
            outcome = self._inspection.add_entry(replace(entry, text=text), run=run, seen=seen.heads)
            seen.wrote(outcome.line)
            unseen = left_unseen(self._inspection, self._inspection.entries.get(entry.id))
            return replace(outcome, said=unseen or _KEPT.get(kind) or f"{KINDS[kind].capitalize()} kept")

        return keep

    def _take_away(self, entry: Entry) -> Outcome:
        return replace(self._inspection.drop_entry(entry.id), said=f"{KINDS[entry.kind].capitalize()} taken away")

    def action(self, *, at_large: bool = False) -> Entry:
        """A new agreed action, still without words; it is linked to the question, unless `at_large`."""
        return replace(self._new(ACTION, "", at_large=at_large), owner=MANAGER)

    def undo(self) -> Outcome:
        """Take back the author's last act, where that was a word or a text of this walk; it names the question."""
        own = self._last_written()
        if not own:
            return Outcome(said="Nothing to take back in this walkthrough")
        asked = next((criterion for entry in own if entry for criterion in entry.criteria), "")
        outcome = self._inspection.undo(self.case)
        return replace(outcome, said="Taken back", criterion=asked) if outcome.at else outcome

    @property
    def may_undo(self) -> bool:
        """Whether the author's last act was a word or a text of this walk."""
        return bool(self._last_written())

    def _last_written(self) -> list[Entry | None]:
        """What undo would take back; empty where that is none of this walk."""
        step = self._inspection.next_step(Why.UNDO)
        own = self._entries_in(step) if step else []
        return own if all(map(self._is_of_walk, own)) else []

    def _entries_in(self, step: Step) -> list[Entry | None]:
        """What a step is about: entries as they stand, or as they come back; None for anything else."""
        after: dict[tuple[str, str], dict[str, object]] = {}
        for (table, id, name), (_, value) in step.changes.items():
            after.setdefault((table, id), {})[name] = value
        return [
            (self._inspection.entries.get(id) or rows.entries_from({id: row}).get(id))
            if table == rows.ENTRIES
            else None
            for (table, id), row in after.items()
        ]

    def place_of(self, criterion: str) -> int:
        """Where a criterion stands among the questions; -1 where it is none of them."""
        return next((place for place, one in enumerate(self.questions) if one.id == criterion), -1)

    def _new(self, kind: str, text: str, *, at_large: bool = False) -> Entry:
        # Entries that share a second keep their order by id.
        id = new_id("e")
        criteria = () if at_large else (self.question.id,)
        return Entry(id, self.case, kind, text, criteria, SOURCES[kind], shareable=True)

    def _is_own(self, entry: Entry) -> bool:
        return entry.author == self._inspection.workbook.author

    def _is_of_walk(self, entry: Entry | None) -> bool:
        return entry is not None and entry.case == self.case and entry.source == SOURCES.get(entry.kind)
