"""The scoring list: every criterion on one line, with a cursor that does not rest on colour."""

from __future__ import annotations

from sqs_tui.domain.standing import State
from sqs_tui.ui.symbols import STATE_STYLES, WORDS
from sqs_tui.ui.widgets.lines import Row, fitted
from sqs_tui.ui.widgets.row_list import CursorList
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's name between the rows; it takes no cursor."""

    section: str
    title: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion as the list shows it.

    `by` says what closed it; `marks` are letters for what hangs on it; `lacks` what it still needs; `kept` is
    the verdict a parked answer keeps. Of one that `is_kept_back` nothing is told but that it is asked.
    """

    id: str
    section: str
    title: str
    state: State
    by: str = ""
    marks: str = ""
    lacks: str = ""
    kept: str = ""
    is_kept_back: bool = False


Item = Heading | CriterionRow

_ID, _WORD, _MARKS, _LACKS = 7, 12, 4, 4


class CriterionList(CursorList[Item]):
    """Draws criteria; it neither scores nor saves."""

    def spans(self, item: Item, is_current: bool, width: int) -> Row:
        """A heading, or a criterion: cursor, id, title, how it stands, marks, and what it lacks."""
        symbols = self.symbols
        if isinstance(item, Heading):
            text = f"{symbols.rule} {item.section}  {item.title} "
            return ((fitted(text, width, symbols.ellipsis), "title"),)
        word = f"n/a {item.by}" if item.by else WORDS[item.state]
        if item.kept:
            word = f"{word} ({item.kept})"
        title_width = width - 2 - _ID - 2 - _WORD - _MARKS - _LACKS
        mark = symbols.state(item.state)
        if item.is_kept_back:
            mark, word = " ", "not shown"
        style = "soft" if item.is_kept_back else STATE_STYLES[item.state]
        text = "soft" if item.state is State.CLOSED else "text"
        return (
            (f"{symbols.cursor if is_current else ' '} ", "key"),
            (fitted(item.id, _ID), text),
            (fitted(item.title, title_width, symbols.ellipsis), text),
            (f"{mark} ", style),
            (fitted(word, _WORD, symbols.ellipsis), style),
            (fitted(item.marks, _MARKS, symbols.ellipsis), "mark"),
            (fitted(item.lacks, _LACKS, symbols.ellipsis), "warn"),
        )
