"""Phrases to put into what is being written: one's own, and those that ship for the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from sqs_tui.domain.fieldwork import Phrase, offered
from sqs_tui.errors import SqsError
from sqs_tui.store import fieldwork
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.fields import one_line
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """A phrase as a row."""

    id: str
    phrase: Phrase


class PhrasesScreen(ListScreen[str, PhraseRow]):
    """The phrases for some criteria first, then those for any; Enter leaves with one."""

    def __init__(self, criteria: Sequence[str]) -> None:
        super().__init__()
        self._criteria = tuple(criteria)

    def on_mount(self) -> None:
        self.show_title((" Phrases ", "title"), (" ".join(self._criteria), "text"))
        own: tuple[Phrase, ...] = ()
        try:
            own = fieldwork.own_phrases()
            wrong = ""
        except SqsError as error:
            wrong = f"{error.title} {error.detail}"
        phrases = offered((*own, *self.inspection.fieldwork.phrases), self._criteria)
        self.list.set_items([PhraseRow(f"{place}", one) for place, one in enumerate(phrases)])
        self.list.focus()
        width = max(20, self.size.width - 2)
        told = wrong or f'Your own: [[phrase]] text = "…" in {fieldwork.own_path()}'
        self.show_foot([((f" {line}", "warn" if wrong else "soft"),) for line in wrapped(told, width)][:3])

    def draw(self, item: PhraseRow, width: int) -> Row:
        """What it is for, and the phrase."""
        phrase, ellipsis = item.phrase, self.sqs.symbols.ellipsis
        about = "yours" if phrase.is_own else " ".join(one for one in phrase.criteria if one in self._criteria)
        return (
            (fitted(about, 10, ellipsis), "soft"),
            (fitted(one_line(phrase.text), max(0, width - 10), ellipsis), "text"),
        )

    def choose(self, id: str) -> None:
        """Leave with the phrase."""
        row = self.list.item(id)
        self.dismiss(row.phrase.text if row else "")

    def action_go_back(self) -> None:
        self.dismiss("")
