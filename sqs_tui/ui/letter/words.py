"""Words for the places of a paragraph: what is true of each figure, and Enter or a digit picks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from sqs_tui.domain.letter_filling import Filled, State
from sqs_tui.domain.why import Why
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.letter import Letter
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class WordsRow:
    """Words that can be picked for a place, by number; or the place itself, which has no id."""

    id: str
    place: Filled
    words: str = ""
    number: int = 0
    range: str = ""


class WordsScreen(ListScreen[None, WordsRow]):
    """The places of one paragraph, each with everything that can be said of its figure."""

    BINDINGS = keys.bindings("words")
    SCOPES: ClassVar[tuple[str, ...]] = ("words", "list")

    def __init__(self, letter: Letter, part: str) -> None:
        super().__init__()
        self._letter, self._part = letter, part
        self._is_first = True

    def on_mount(self) -> None:
        self.list.focus()
        self.show_words()

    def on_resize(self) -> None:
        self.show_words()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the figures as they stand now."""
        self._letter.refresh()
        self.show_words()

    def show_words(self) -> None:
        """Show what can be picked; at first with the cursor on the first place without words."""
        if not self.is_mounted or not hasattr(self, "list"):
            return
        part = self._letter.part(self._part)
        self.show_title((f" {part.number or part.id} ", "title"), ("words for its figures ", "text"))
        items = [row for place in part.filled for row in _rows(place)]
        cursor = self.list.current
        if self._is_first:
            self._is_first = False
            open_ones = [row.id for row in items if row.id and row.place.state is not State.SET]
            picked = [row.id for row in items if row.id and row.place.pick and row.place.pick.words == row.words]
            cursor = next(iter((*open_ones, *picked)), "")
        self.list.set_items(items, cursor)
        self.moved()

    def draw(self, item: WordsRow, width: int) -> Row:
        """A place with its figure; or words with their number, and when loose ones are true."""
        ellipsis, place = self.sqs.symbols.ellipsis, item.place
        if not item.id:
            said = f" {place.slot.key}  {place.told}  {place.behind.title}"
            moved = place.state in (State.MOVED, State.FALSE) and place.pick
            told = f"  {place.state.value}: was {place.pick.told}" if moved and place.pick else ""
            told += f"  {place.behind.disputed}" if place.behind.disputed else ""
            return ((fitted(said, max(0, width - len(told)), ellipsis), "title"), (told, "warn"))
        picked = place.pick is not None and place.pick.words == item.words
        mark = self.sqs.symbols.progress[-1 if picked else 0]
        number = f"{item.number}" if item.number < 10 else " "
        loose = f"  loose: {item.range}" if item.range else ""
        return (
            (f"  {number} {mark} ", "key" if picked else "soft"),
            (item.words, "mark" if picked else "text"),
            (fitted(loose, max(0, width - 6 - len(item.words)), ellipsis), "soft"),
        )

    def moved(self) -> None:
        """Show the sentence as it would read with the words under the cursor."""
        item = self.list.item(self.list.current) if hasattr(self, "list") else None
        if item is None:
            self.show_foot([])
            return
        part = self._letter.part(self._part)
        written = next((one for one in part.sentences if item.place.slot in [place.slot for place in one.filled]), None)
        reads = written.draft if written else ""
        shown = item.place.shown(draft=True)
        reads = reads.replace(shown, item.place.phrase(item.words), 1)
        begun = reads[:1].upper() + reads[1:]
        if written and written.draft.casefold().startswith(shown.casefold()):
            phrase = item.place.phrase(item.words)
            begun = phrase[:1].upper() + phrase[1:] + written.draft[len(shown) :]
        self.show_foot([((f" {line}", "text"),) for line in wrapped(begun, max(20, self.size.width - 2))[:4]])

    def choose(self, id: str) -> None:
        """Put the words in their place, and go on to the next place without any."""
        item = self.list.item(id)
        if item is None:
            return
        outcome = self.attempt(lambda: self._letter.pick(self._part, item.place.slot, item.words))
        if not outcome.said:
            return
        self.show_words()
        rows = [row for place in self._letter.part(self._part).filled for row in _rows(place)]
        following = next((row.id for row in rows if row.id and row.place.state is not State.SET), "")
        if following:
            self.list.go(following)

    def action_number(self, number: int) -> None:
        """Pick by number among the words of the place under the cursor."""
        item = self.list.item(self.list.current)
        if item is None:
            return
        found = next((row for row in _rows(item.place) if row.number == number), None)
        if found is not None:
            self.choose(found.id)

    def action_clear(self) -> None:
        item = self.list.item(self.list.current)
        if item is not None:
            self.attempt(lambda: self._letter.unpick(self._part, item.place.slot))
            self.show_words()

    @property
    def may_undo(self) -> bool:
        """Whether something was done on the letter last."""
        return self._letter.may_undo

    def action_undo(self) -> None:
        def undo() -> None:
            self.attempt(self._letter.undo)
            self.show_words()

        self.steps.take(Why.UNDO, undo)

    def action_go_back(self) -> None:
        self.dismiss()


def _rows(place: Filled) -> Iterator[WordsRow]:
    """A place with its figure, and what can be said of it."""
    if place.state is State.EMPTY:
        return
    yield WordsRow("", place)
    for number, offer in enumerate(place.offers(), 1):
        yield WordsRow(f"{place.slot.key} {offer.words}", place, offer.words, number, offer.range)
