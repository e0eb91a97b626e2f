"""The sample as a list: a case on one line, with the shape of its progress in each section."""

from __future__ import annotations

from collections.abc import Sequence

from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.lines import Row, Span, fitted
from sqs_tui.ui.widgets.row_list import CursorList
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a case: how many are answered of those that apply, and what it comes to (`k/n`, if shown)."""

    quarters: int
    answered: int
    applicable: int
    figure: str = ""

    def shape(self, symbols: Symbols) -> str:
        """How far the section has come; a dash where nothing in it applies."""
        return symbols.progress[self.quarters] if self.applicable else symbols.dash


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case as the sample shows it. `status` is how far it has come, or why it is in no figure."""

    id: str
    ref: str
    about: str
    order: str
    inspector: str
    manager: str
    parts: tuple[Part, ...]
    answered: int
    applicable: int
    unanswered: int
    parked: int
    evidence: int
    status: str
    is_counted: bool = True
    status_style: str = "soft"

    @property
    def done(self) -> str:
        """How many are answered, of how many that apply."""
        return f"{self.answered}/{self.applicable}"

    def left(self, width: int) -> str:
        """What is left, in as many words as every case has room for: all of it, the first thing, or how much."""
        counts = (self.unanswered, self.parked, self.evidence)
        said = [f"{count} {word}" for count, word in zip(counts, _LEFT_WORDS, strict=True) if count]
        if not said or width >= _EVERY_WORD:
            return ", ".join(said)
        if width < _FIRST_WORD:
            return f"{sum(counts)} left"
        more = sum(counts) - int(said[0].split()[0])
        return f"{said[0]} +{more}" if more else said[0]


#: What is left; what has no evidence may want a factor or a reason instead.
_LEFT_WORDS = ("unanswered", "parked", "no evidence")
#: What the longest takes with numbers of two digits: "38 unanswered, 10 parked, 10 no evidence"; "38 unanswered +9".
_EVERY_WORD, _FIRST_WORD = 40, 16
#: Status words where there is little room.
_SHORT = {"not started": "new", "in progress": "part", "! changed": "! again"}


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide each column of the list is; 0 leaves it out."""

    ref: int
    about: int
    order: int
    inspector: int
    manager: int
    section: int
    done: int
    left: int
    status: int

    @classmethod
    def of(cls, width: int, sections: int, longest_ref: int, section: int = 1) -> Columns:
        """The columns that fit a width; the case manager is the first to go, the words get what is over.

        `section` is how wide the longest name of a section is.
        """
        roomy = width >= 100
        ref = min(max(longest_ref, 4), 24 if roomy else 12) + 1
        order, inspector, manager = (9, 12, 12) if roomy else (6, 7, 7 if width >= 76 else 0)
        section, done, status = max(3 if roomy else 2, section + 1), 7, (12 if width >= 76 else 9)
        left = width - 2 - ref - 4 - order - inspector - manager - section * sections - 1 - done - status
        if left < 8:
            inspector, left = 0, left + inspector
        return cls(ref, 4, order, inspector, manager, section, done, max(left, 0), status)

    def header(self, sections: Sequence[str]) -> Row:
        """The names of the columns."""
        inspector, manager = ("Inspector", "Manager") if self.inspector > 9 else ("Insp.", "Mgr")
        named = (
            ("", 2), ("Case", self.ref), ("", self.about), ("Order", self.order), (inspector, self.inspector),
            (manager, self.manager), *((section, self.section) for section in sections), ("", 1),
            ("Done", self.done), ("Left to do" if self.left > 10 else "Left", self.left), ("Status", self.status),
        )  # fmt: skip
        return tuple((fitted(text, width), "soft") for text, width in named if width)


class CaseList(CursorList[CaseCard]):
    """Draws the cases of the sample; it neither filters nor sorts."""

    #: How wide the longest name of a section is, for the columns they head.
    section_width = 1

    def columns(self, width: int) -> Columns:
        """The columns that fit."""
        longest = max((len(card.ref) for card in self._items), default=0)
        return Columns.of(width, len(self._items[0].parts) if self._items else 0, longest, self.section_width)

    def set_cards(self, cards: Sequence[CaseCard], cursor: str) -> None:
        """Show these cases, with the cursor on one of them."""
        self.set_items(cards, cursor)
        self._laid_out: tuple[int, Columns] = (-1, Columns.of(80, 0, 0))

    def spans(self, item: CaseCard, is_current: bool, width: int) -> Row:
        """Cursor, reference, who and what, a shape for each section, and what is left."""
        if self._laid_out[0] != width:
            self._laid_out = (width, self.columns(width))
        at, symbols = self._laid_out[1], self.symbols
        text = "text" if item.is_counted else "soft"
        status = _SHORT.get(item.status, item.status.removesuffix(" read")) if at.status < 12 else item.status
        columns: tuple[tuple[str, int, str], ...] = (
            (item.ref, at.ref, text), (item.about, at.about, "soft"), (item.order, at.order, text),
            (item.inspector, at.inspector, text), (item.manager, at.manager, "soft"),
            *((part.shape(symbols), at.section, text) for part in item.parts),
            ("", 1, "text"), (item.done, at.done, text), (item.left(at.left - 1), at.left, "warn"),
            (status, at.status, item.status_style),
        )  # fmt: skip
        cells: list[Span] = [(f"{symbols.cursor if is_current else ' '} ", "key")]
        cells += [(fitted(said, width - 1, symbols.ellipsis) + " ", style) for said, width, style in columns if width]
        return tuple(cells)
