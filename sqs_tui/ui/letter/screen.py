"""The letter: every paragraph with how it stands, and the one under the cursor as it reads and what it rests on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from sqs_tui.domain.letter import BULLETS
from sqs_tui.domain.privacy import Lint
from sqs_tui.domain.why import Why
from sqs_tui.errors import SqsError
from sqs_tui.session import letter_trace
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.letter import Letter, Part
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import DrawnList, ListScreen
from sqs_tui.ui.common.reading import ReadingPage, ReadingScreen
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.fields import one_line
from sqs_tui.ui.widgets.lines import Lines, Row, Span, fitted, wrapped
from sqs_tui.values import dataclass

#: From this width on the paragraph stands beside the list.
_BESIDE_FROM = 120
#: Marks that say something is left to do, and those that only say how it is.
_DONE = frozenset({"own words", "locked", "left out", "nothing to say"})
_BRACKETS = re.compile(r"(\[[^\]]*\])")


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A paragraph, or the heading of a section, which has no id."""

    id: str
    title: str = ""
    part: Part | None = None
    marks: tuple[str, ...] = ()

    @property
    def is_left(self) -> bool:
        """Whether something is left to do on it."""
        return any(mark not in _DONE for mark in self.marks)


def unfilled(text: str) -> str:
    """A paragraph nothing fills yet, with what it waits for in brackets instead of its places."""
    return " ".join(re.sub(r"\{(\w[^{}|]*)[^{}]*\}", r"[\1]", re.sub(r"\{\?[^{}]*\}", "", text)).split())


class LetterScreen(ListScreen[None, LetterRow]):
    """The paragraphs of the letter; Enter picks words for the places of one, e writes it."""

    BINDINGS = keys.bindings("letter")
    SCOPES: ClassVar[tuple[str, ...]] = ("letter", "list")

    def __init__(self) -> None:
        super().__init__()
        self.letter = Letter(self.inspection)
        self._lint: Lint | None = None
        self._is_stale = True
        self._shown: list[str] = []
        # A paragraph that is being written for the first time: once it is there the cursor stands on it.
        self._new = ""

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(id="list-head")
        with Container(id="letter"):
            self.list = DrawnList(self.draw, self.sqs.symbols, id="list", on_move=self.moved)
            yield self.list
            self.reads = ReadingPage(self._reads)
            self.reads.id = "reads"
            self.reads.can_focus = False
            yield self.reads
        yield EchoLine()
        yield HintBar()

    @property
    def may_undo(self) -> bool:
        """Whether something was done on the letter last."""
        return self.letter.may_undo

    def on_mount(self) -> None:
        self.list.focus()
        self.show_letter()

    def on_resize(self) -> None:
        self.set_class(self.size.width >= _BESIDE_FROM, "-beside")

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.show_letter()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the letter as it stands now; worked out anew only while it is in sight."""
        self._is_stale = True
        if self.app.screen is self:
            self.show_letter()

    def show_letter(self) -> None:
        """Show every paragraph, keeping the cursor."""
        if not self.is_mounted:
            return
        if self._is_stale:
            self.letter.refresh()
            self._lint = None
            self._is_stale = False
        self.show_title((" Letter ", "title"))
        try:
            items = list(self._rows())
        except SqsError as error:
            items = [LetterRow("", f"{error.title} {error.remedy}")]
        left = sum(item.is_left for item in items)
        cases = f"{len(self.letter.figures.cases)} of {len(self.letter.figures.sample)} cases complete; only they count"
        to_do = f"{left} paragraph{'s' * (left != 1)} with something to do" if left else "nothing left to do"
        self.show_head(((fitted(f" {cases} · {to_do}", self.size.width), "soft"),))
        if [item.id for item in items] == self._shown:
            self.list.exchange_items(items)
            self.reads.show()
            return
        self._shown = [item.id for item in items]
        self.list.set_items(items, self._new if self._new and self._new in self._shown else self.list.current)
        self._new = ""
        self.moved()

    @property
    def lint(self) -> Lint:
        """What looks for whatever could let somebody be known."""
        if self._lint is None:
            self._lint = letter_trace.lint(self.letter)
        return self._lint

    def _rows(self) -> Iterator[LetterRow]:
        for section in self.letter.template.sections:
            parts = self.letter.section_parts(section.id)
            if parts:
                heading = section.heading.replace("{area}", self.inspection.area) or section.id
                yield LetterRow("", f"{section.number} {heading}".strip())
            for part in parts:
                marks = tuple(letter_trace.marks(self.letter, part, self.lint))
                yield LetterRow(part.id, part.said(draft=True) or part.prompt or unfilled(part.text), part, marks)

    def draw(self, item: LetterRow, width: int) -> Row:
        """Its number, what is left to do, and how it begins."""
        ellipsis = self.sqs.symbols.ellipsis
        if item.part is None:
            return ((fitted(f" {item.title}", width, ellipsis), "title"),)
        number = item.part.number or ("*" if item.part.section.style == BULLETS else "")
        mark, told = item.marks[0] if item.marks else "ok", ""
        style = "warn" if item.is_left else "soft"
        if mark == "moved":
            mark += "".join(f", {other}" for other in item.marks[1:2] if other.endswith("to pick"))
            told = f"{'; '.join(letter_trace.moves(item.part))} · "
        text = fitted(one_line(told.removeprefix(" · ") + item.title), max(0, width - 23), ellipsis)
        return ((f"{number:<4} ", "soft"), (f"{fitted(mark, 16, ellipsis)}  ", style), (text, "text"))

    def moved(self) -> None:
        """Show the paragraph under the cursor."""
        if hasattr(self, "reads") and self.reads.is_attached:
            self.reads.show()
            self.reads.scroll_rows(-10_000)

    @property
    def part(self) -> Part | None:
        """The paragraph under the cursor."""
        item = self.list.item(self.list.current) if hasattr(self, "list") else None
        return item.part if item else None

    def _reads(self, width: int) -> list[Row]:
        """The paragraph as it reads, with what is to be done marked; then what each sentence rests on."""
        part, item = self.part, self.list.item(self.list.current) if hasattr(self, "list") else None
        if part is None or item is None:
            return []
        width = max(20, width - 1)
        style = "warn" if item.is_left else "soft"
        rows: list[Row] = [((line, style),) for line in wrapped(", ".join(item.marks), width) if line]
        text = part.said(draft=True) or part.prompt
        rows += [_marked(line) for line in wrapped(text, width)]
        rows.append(())
        findings = letter_trace.private(self.letter, part, self.lint) if part.is_printed else []
        for said in (*self.letter.problems(part.text), *map(str, findings)):
            rows += [((line, "warn"),) for line in wrapped(said, width)]
        for sentence in part.sentences:
            if sentence.left_out:
                rows += [((line, "soft"),) for line in wrapped(f"left out: {sentence.left_out}", width)]
        for sentence in part.printed:
            for line in letter_trace.rests_on(self.letter, part, sentence):
                style = "warn" if line.startswith("untraced") else "soft"
                rows += [((one, style),) for one in wrapped(line, width)]
        return rows

    # What can be done

    def choose(self, id: str) -> None:
        """Pick words for the places of the paragraph; write it where it has none."""
        part = self.part
        if part is None or self._is_fixed_here(part):
            return
        if not part.filled:
            self.action_write()
            return
        self.sqs.open("words", self.letter, part.id)

    def _is_fixed_here(self, part: Part) -> bool:
        if self.inspection.workbook.is_read_only:
            self.say("This workbook is read-only", "warn")
            return True
        if part.locked:
            self.say("This paragraph is locked: l lets it be changed again", "warn")
            return True
        return False

    def action_write(self) -> None:
        part = self.part
        if part is None or self._is_fixed_here(part):
            return
        self._open_paragraph(part.id, part.text)

    def action_new(self) -> None:
        """Write a new paragraph after this one."""
        part = self.part
        if part is None or self.inspection.workbook.is_read_only:
            self.say("This workbook is read-only", "warn")
            return
        self._new = f"p-{os.urandom(4).hex()}"
        self._open_paragraph(self._new, "", section=part.section.id, after=part.id)

    def _open_paragraph(self, id: str, text: str, **where: str) -> None:
        """Open a paragraph's editor; once it is left, say how to go back to what stood there."""

        def left(_: None) -> None:
            if screen.has_written:
                self.say(keys.render_keys("The paragraph is kept; {letter-undo} takes back all that was typed"))

        screen = self.sqs.open("paragraph", self.letter, self.lint, id, text, **where, then=left)

    def action_example(self) -> None:
        """Put a strength, a learning point or an area note into the paragraph, with its source."""
        part = self.part
        if part is None or self._is_fixed_here(part):
            return
        self.sqs.open("letter-sources", self.letter, part.id)

    def action_read(self, by: int) -> None:
        self.reads.scroll_rows(by * max(1, self.reads.size.height - 2))

    def action_shift(self, by: int) -> None:
        self._act(lambda part: self.letter.move(part.id, by))

    def action_drop(self) -> None:
        self._act(lambda part: self.letter.drop(part.id))

    def action_lock(self) -> None:
        self._act(lambda part: self.letter.lock(part.id))

    def _act(self, act: object) -> None:
        part = self.part
        if self.inspection.workbook.is_read_only:
            self.say("This workbook is read-only", "warn")
        elif part is not None:
            self._after(self.attempt(lambda: act(part)))  # type: ignore[operator]

    def _after(self, outcome: Outcome) -> None:
        if outcome.said:
            self.letter.refresh()
            self._is_stale = True
            self.show_letter()

    def action_undo(self) -> None:
        self.steps.take(Why.UNDO, lambda: self._after(self.attempt(self.letter.undo)))

    def action_redo(self) -> None:
        self.steps.take(Why.REDO, lambda: self._after(self.attempt(self.letter.redo)))

    def action_next_left(self) -> None:
        """Go to the next paragraph with something to do, round from the end."""
        rows = [item for item in map(self.list.item, (part.id for part in self.letter.parts)) if item is not None]
        place = next((place for place, item in enumerate(rows) if item.id == self.list.current), -1) + 1
        found = next((item.id for item in (*rows[place:], *rows[:place]) if item.is_left), "")
        if found:
            self.list.go(found)
        else:
            self.say("Nothing is left to do on the letter")

    def action_preview(self) -> None:
        """Show the letter as it would be written."""
        from sqs_tui.session.letter_document import letter_document

        def rows(width: int) -> list[Row]:
            document = letter_document(self.letter, draft=True)
            return [_marked(line) for text in document.plain() for line in (*wrapped(text, width - 2), "")]

        self.sqs.push_screen(ReadingScreen("Letter, as a draft", rows))

    def action_versions(self) -> None:
        """Show every text the paragraph has had, each against the one before it."""
        part = self.part
        if part is None:
            return
        from sqs_tui.session.letter_points import marked

        def rows(width: int) -> list[Row]:
            before = part.suggested
            found: list[Row] = [((f" template: {line}", "soft"),) for line in wrapped(before, width - 12)]
            for version in letter_trace.versions(self.letter, part):
                found += [(), ((f" {version.at[:16]} {version.who}", "title"),)]
                found += [((f" {line}", "text"),) for line in wrapped(marked(before, version.text), width - 2)]
                before = version.text
            return found

        self.sqs.push_screen(ReadingScreen(f"{part.number or part.id}: every text it has had", rows))

    def action_details(self) -> None:
        self.sqs.open("letter-details", self.letter)

    def action_points(self) -> None:
        self.sqs.open("points", self.letter)

    def action_finish(self) -> None:
        """Show what stands against finishing the letter."""
        self.sqs.open("finishing", self.letter)

    def action_go_back(self) -> None:
        self.dismiss()


def _marked(line: str) -> Row:
    """A line in which what stands in brackets is to be done."""
    spans: list[Span] = [(part, "warn" if part.startswith("[") else "text") for part in _BRACKETS.split(line) if part]
    return tuple(spans)
