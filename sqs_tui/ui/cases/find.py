"""Finding words in criteria, references and what was written, while they are typed."""

from __future__ import annotations

from typing import NamedTuple

from sqs_tui.session.finding import Finder, Match, folded
from sqs_tui.session.inspection import Outcome
from sqs_tui.ui import keys
from sqs_tui.ui.common.typed_list import TypedListScreen
from sqs_tui.ui.widgets.lines import Row, fitted
from sqs_tui.values import dataclass

#: More than this nobody reads; the words are then too few.
MOST = 500


class Found(NamedTuple):
    """Where words occur, as case (empty for none) and criterion, and which of them was chosen."""

    matches: list[tuple[str, str]]
    chosen: int


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A match as a row."""

    id: str
    match: Match


class FindScreen(TypedListScreen[Found | None, FoundRow]):
    """Words looked for in one case, or everywhere; left with every match, so that others can be walked to."""

    def __init__(self, case: str | None = None, *, company: bool = False) -> None:
        super().__init__()
        self._case, self._company = case or "", company
        self.needs_case = self._case

    def on_mount(self) -> None:
        super().on_mount()
        self._finder = Finder(self.inspection, self._case, company=self._company)
        self._matches: list[Match] = []
        self._looked_for = ""
        ref = self.inspection.cases[self._case].ref if self._case else ""
        self.show_title((f" {ref} " if ref else "", "title"), (" Find ", "title"))
        self._say_where()

    def show_outcome(self, outcome: Outcome) -> None:
        """Look again where something was put down meanwhile."""
        if hasattr(self, "_finder"):
            self._finder = Finder(self.inspection, self._case, company=self._company)
            self.look_for(self.words)

    def _say_where(self) -> None:
        where = "questions, guidance and entries" if self._company else "questions, guidance, notes and entries"
        cases = f"of {self.inspection.cases[self._case].ref}" if self._case else "of every case, and references"
        self.show_foot([((f" Looks in {where} {cases}; all words must occur.", "soft"),)])

    def look_for(self, words: str) -> None:
        """Show where the words occur."""
        self._matches = self._finder.matches(words)
        many = len(self._matches)
        rows = [FoundRow(f"{place}", match) for place, match in enumerate(self._matches[:MOST])]
        cursor = self.list.current if words == self._looked_for else ""
        self._looked_for = words
        self.list.set_items(rows, cursor)
        if not words.strip():
            self._say_where()
        elif many > MOST:
            self.show_foot([((f" The first {MOST} of {many}; more words find fewer.", "warn"),)])
        else:
            self.show_foot([((f" {many or 'No'} match{'es' * (many != 1)}.", "soft" if many else "warn"),)])

    def draw(self, item: FoundRow, width: int) -> Row:
        """The case, the criterion, where in it, and the words there."""
        match, ellipsis = item.match, self.sqs.symbols.ellipsis
        title = self.inspection.catalogue.known[match.criterion].title if match.criterion else ""
        refs = 0 if self._case else 11
        text = match.text if match.where not in ("id", "title") else title
        where = "" if match.where in ("id", "title", "case") else match.where
        if match.where == "case":
            text = "case"
        room = max(0, width - refs - 7 - (12 if width >= 60 else 0))
        spans = [(fitted(match.ref, refs - 1, ellipsis) + " ", "title")] if refs else []
        spans.append((f"{match.criterion:<6} ", "key"))
        if width >= 60:
            spans.append((fitted(where, 11, ellipsis) + " ", "soft"))
        return (*spans, *_marked(fitted(text, room, ellipsis), folded(self._looked_for).split()))

    def choose(self, id: str) -> None:
        """Leave with every match, and this one chosen."""
        match = self._matches[int(id)]
        if not match.case and not match.criterion:
            self.say(keys.render_keys("An area note about no criterion: {area-notes} in the sample shows it"), "warn")
            return
        places = [(one.case, one.criterion) for one in self._matches]
        before = [place for place in places[: int(id)] if any(place)]
        self.dismiss(Found([place for place in places if any(place)], len(before)))


def _marked(text: str, wanted: list[str]) -> Row:
    """A text with the first place of each word looked for marked."""
    compared = text.casefold()
    if len(compared) != len(text):  # Letters that fold to several: no place would be the same.
        return ((text, "text"),)
    found = sorted({(at, at + len(word)) for word in wanted if (at := compared.find(word)) >= 0})
    spans, last = [], 0
    for start, end in found:
        if start >= last:
            spans += [(text[last:start], "text"), (text[start:end], "key")]
            last = end
    return tuple(span for span in (*spans, (text[last:], "text")) if span[0])
