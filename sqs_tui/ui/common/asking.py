"""Small questions: one of several, or one line of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sqs_tui.session.inspection import NOTHING, Outcome
from sqs_tui.ui import keys
from sqs_tui.ui.common.form import GatherScreen
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.fields import FormField
from sqs_tui.ui.widgets.lines import Row, fitted
from sqs_tui.ui.widgets.row_list import ListRow

_ANOTHER = "another"


class LineScreen(GatherScreen):
    """Asks for one line of text, and is left with it.

    `act` is done with it first: where that fails the line stays here, with what was wrong.
    """

    VERB = "takes it"

    def __init__(
        self,
        title: str,
        field: FormField,
        text: str = "",
        wrong: Callable[[str], str] = lambda text: "",
        *,
        act: Callable[[str], Outcome] = lambda text: NOTHING,
        may_be_empty: bool = False,
    ) -> None:
        """`act` may raise `SqsError`."""
        super().__init__()
        self._act, self._may_be_empty = act, may_be_empty
        self._title, self._field, self._text, self._wrong = title, field, text, wrong

    def title_text(self) -> str:
        """What it is for."""
        return self._title

    def fields(self) -> Sequence[FormField]:
        """One field."""
        return (self._field,)

    def stored(self, name: str) -> str:
        """What stands there now."""
        return self._text

    def check(self, name: str, text: str) -> str:
        """Why it cannot be taken."""
        if text.strip() or self._may_be_empty:
            return self._wrong(text.strip())
        return f"{self._field.title} is empty; {keys.key_label('drop-form')} leaves it."

    def finish(self, texts: Mapping[str, str]) -> None:
        """Do what it is for, and answer with what was typed."""
        text = texts[self._field.name].strip()
        self.sqs.settled(self._act(text))
        self.result = text


class PickScreen(ListScreen[str | None, ListRow]):
    """Asks for one of several; the last row asks for another one, where there may be one.

    `act` is done with it first: where that fails the question stays.
    """

    def __init__(
        self,
        title: str,
        offered: Sequence[tuple[str, str]],
        chosen: str = "",
        *,
        another: FormField | None = None,
        act: Callable[[str], Outcome] = lambda value: NOTHING,
    ) -> None:
        """`act` may raise `SqsError`."""
        super().__init__()
        self._title, self._another = title, another
        self._offered, self._chosen, self._act = list(offered), chosen, act

    def on_mount(self) -> None:
        self.show_title((f" {self._title} ", "title"))
        rows = [
            ListRow(f"{place}", ((title, "text"), ("  as it is now" if value == self._chosen else "", "soft")))
            for place, (value, title) in enumerate(self._offered)
        ]
        if self._another:
            rows.append(ListRow(_ANOTHER, (("Another…", "key"),)))
        now = next((place for place, (value, _) in enumerate(self._offered) if value == self._chosen), 0)
        self.list.set_items(rows, f"{now}")
        self.list.focus()

    def draw(self, item: ListRow, width: int) -> Row:
        """The row's own spans, cut to the width."""
        ellipsis = self.sqs.symbols.ellipsis
        return tuple((fitted(text, min(len(text), width), ellipsis), style) for text, style in item.spans)

    def choose(self, id: str) -> None:
        """Answer with the row, or ask for another."""
        if id == _ANOTHER and self._another:
            self.sqs.push_screen(LineScreen(self._title, self._another, act=self._act), self._take)
            return
        value = self._offered[int(id)][0]
        if self.attempt(lambda: replace(self._act(value), stands=True)).stands:
            self.dismiss(value)

    def _take(self, answer: str | None) -> None:
        if answer:
            self.dismiss(answer)
