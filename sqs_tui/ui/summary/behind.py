"""The cases behind a figure: how each was judged, and what was put down there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from sqs_tui.domain.case import Case
from sqs_tui.domain.standing import State
from sqs_tui.session.behind import Judgement, judgement, reasons_marked
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.views import ViewTally
from sqs_tui.ui import keys
from sqs_tui.ui.common.answer_text import answer_rows
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.common.reading import Builder, ReadingScreen
from sqs_tui.ui.symbols import STATE_STYLES
from sqs_tui.ui.widgets.lines import Row, fitted
from sqs_tui.values import dataclass

#: What explains a figure comes first.
_TITLES = {
    State.NO: "No",
    State.YES: "Yes",
    State.UNKNOWN: "Cannot be judged",
    State.PARKED: "Parked",
    State.BLANK: "Not answered yet",
    State.NA: "Not applicable, chosen",
    State.CLOSED: "Not applicable by rule",
}
_NOWHERE = Judgement(Case("", ""), "", State.BLANK)


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One judgement; a heading has no id, and `title` is what it says."""

    id: str
    judged: Judgement
    title: str = ""


class BehindScreen(ListScreen[None, BehindRow]):
    """The judgements a figure is made of, and those in neither of its numbers; Enter goes to the case.

    `factor` leaves only the Nos that mark it; an empty one, those that mark none.
    """

    BINDINGS: ClassVar = [*keys.bindings("list"), *keys.bindings("behind")]
    SCOPES: ClassVar = ("behind", "list")
    is_behind_a_figure = True

    def __init__(
        self, figures: ViewTally, group: str, criteria: tuple[str, ...], title: str, factor: str | None = None
    ) -> None:
        super().__init__()
        self._figures, self._group, self._criteria = figures, group, criteria
        self._title, self._factor = title, factor
        self._judged: dict[tuple[str, str], Judgement] = {}
        self._is_stale = False

    def on_mount(self) -> None:
        self.show_title((f" {self._title} ", "title"))
        view = self._figures.view
        if view.choices:
            self.show_head(((fitted(f"   Of {view.title}", self.size.width, self.sqs.symbols.ellipsis), "warn"),))
        self._judge_all()
        self.list.set_items(list(self._rows()))
        self.moved()
        self.list.focus()

    def on_resize(self) -> None:
        if self._judged:
            self.moved()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._is_stale:
            self._show_rows()

    # What it shows

    def _judge_all(self) -> None:
        cases = self._figures.cases(self._group)
        self._judged = {
            (case.id, one): judgement(self.inspection, case, one) for case in cases for one in self._criteria
        }

    def _show_rows(self) -> None:
        self._is_stale = False
        self.list.exchange_items(list(self._rows()))
        self.moved()

    def _rows(self) -> Iterator[BehindRow]:
        for state, title in _TITLES.items():
            held = [one for one in self._judged.values() if one.state is state and self._is_meant(one)]
            if held:
                yield BehindRow("", held[0], self._heading(title, held))
            for one in held:
                yield BehindRow(f"{one.case.id}\n{one.criterion}", one)
        if self._factor is not None and not any(map(self._is_meant, self._judged.values())):
            yield BehindRow("", _NOWHERE, "No case any more")

    def _is_meant(self, one: Judgement) -> bool:
        if self._factor is None:
            return True
        marked = reasons_marked(one.case.answer(one.criterion))
        return one.state is State.NO and (self._factor in marked if self._factor else not marked)

    def _heading(self, title: str, held: list[Judgement]) -> str:
        cases = len(self._figures.cases(self._group))
        if len(self._criteria) == 1:
            return f"{title}: {len(held)} of {cases} cases"
        among = len({one.case.id for one in held})
        return f"{title}: {len(held)} judgement{'s' * (len(held) > 1)}, in {among} of {cases} cases"

    def draw(self, item: BehindRow, width: int) -> Row:
        """The case, who works with it, and why it was judged so."""
        symbols, one = self.sqs.symbols, item.judged
        if not item.id:
            return ((f" {symbols.state(one.state)} ", STATE_STYLES[one.state]), (item.title, "title"))
        ref, about = min(12, width // 4), min(14, width // 4)
        said = " ".join(filter(None, (one.case.particular("order"), one.case.particular("case_manager"))))
        what = f"{one.criterion:<6} " if len(self._criteria) > 1 else ""
        return (
            (f"  {fitted(one.case.ref, ref, symbols.ellipsis)} ", "text"),
            (f"{fitted(said, about, symbols.ellipsis)} ", "soft"),
            (what, "key"),
            (fitted(one.why, max(0, width - ref - about - 4 - len(what)), symbols.ellipsis), "text"),
        )

    def moved(self) -> None:
        """Show under the list what was put down on the judgement under the cursor, as much as there is room for."""
        room = min(max(self.size.height // 3 - 1, 0), 14)
        rows = list(self._said(self.size.width))[:room] if self.list.current and room > 2 else []
        rule = ((self.sqs.symbols.rule * self.size.width, "soft"),)
        self.show_foot([rule, *rows, *[()] * (room - len(rows))] if room > 2 else [])

    def _said(self, width: int) -> Iterator[Row]:
        case, _, criterion = self.list.current.partition("\n")
        return answer_rows(self.inspection, case, criterion, self.sqs.symbols, width - 1)

    # What happens

    def show_outcome(self, outcome: Outcome) -> None:
        """Show anew what was touched of this; entries are told with the criteria they are linked to."""
        if not hasattr(self, "list"):
            return
        if outcome.structure:
            self._judge_all()
        elif not self._follow(outcome):
            return
        if self.app.screen is self:
            self._show_rows()
        else:
            self._is_stale = True

    def _follow(self, outcome: Outcome) -> bool:
        """Take in what has become of the cases touched; whether any of it belongs here."""
        touched = False
        for id, criteria in outcome.cases.items():
            case = self.inspection.cases.get(id)
            counts = case is not None and self._figures.holds(id) and self.inspection.group(id) == self._group
            known = (id, self._criteria[0]) in self._judged
            if counts != known:
                self._judge_all()
                return True
            for one in self._criteria if case is not None and counts else ():
                if one in criteria:
                    touched = True
                    self._judged[id, one] = judgement(self.inspection, self.inspection.cases[id], one)
        return touched

    def choose(self, id: str) -> None:
        """Go to the case, at the criterion."""
        case, _, criterion = id.partition("\n")
        self.sqs.show_case(case, criterion)

    def action_read(self) -> None:
        if self.list.current:
            self.sqs.push_screen(ReadingScreen(self._title, self._reader(self.list.current)))

    def _reader(self, id: str) -> Builder:
        case, _, criterion = id.partition("\n")

        def rows(width: int) -> list[Row]:
            return list(answer_rows(self.inspection, case, criterion, self.sqs.symbols, width))

        return rows
