"""The cases behind a figure: how each stands at a criterion, and why."""

from __future__ import annotations

from collections.abc import Iterator

from sqs_tui.domain.standing import State
from sqs_tui.session.inspection import Outcome
from sqs_tui.ui.screens.listing import ListScreen
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


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A case with its factors or what closed it; a heading has no id."""

    id: str
    ref: str
    about: str
    state: State
    why: str


class BehindScreen(ListScreen[None, BehindRow]):
    """The counted cases by how they stand at one criterion; Enter goes to one."""

    def __init__(self, criterion: str, group: str = "") -> None:
        super().__init__()
        self._criterion, self._group = criterion, group

    def on_mount(self) -> None:
        criterion = self.inspection.catalogue.known[self._criterion]
        self.show_title((f" {criterion.id}  {criterion.title} ", "title"))
        self.show_rows()
        self.list.focus()

    def show_rows(self) -> None:
        """Show the cases as they stand."""
        self.list.set_items(list(self._rows()), self.list.current)

    def _rows(self) -> Iterator[BehindRow]:
        inspection = self.inspection
        cases = [case for case in inspection.counted() if not self._group or inspection.group(case.id) == self._group]
        titles = inspection.catalogue.known[self._criterion].factor_titles
        for state, title in _TITLES.items():
            held = [case for case in cases if inspection.state(case.id, self._criterion) is state]
            if held:
                yield BehindRow("", "", "", state, f"{title}: {len(held)} of {len(cases)} cases")
            for case in held:
                answer = case.answer(self._criterion)
                why = "; ".join(titles.get(code, code) for code in answer.factors)
                by = inspection.closed_by(case.id, self._criterion) if state is State.CLOSED else ""
                closed = f"closed by {by}" if by in inspection.catalogue.place else by
                about = " ".join(filter(None, (case.particular("order"), case.particular("case_manager"))))
                yield BehindRow(case.id, case.ref, about, state, why or closed or answer.note)

    def draw(self, item: BehindRow, width: int) -> Row:
        """The case, who works with it, and why it stands so."""
        symbols = self.sqs.symbols
        if not item.id:
            return ((f" {symbols.state(item.state)} ", STATE_STYLES[item.state]), (item.why, "title"))
        ref, about = min(12, width // 4), min(14, width // 4)
        return (
            (f"  {fitted(item.ref, ref, symbols.ellipsis)} ", "text"),
            (f"{fitted(item.about, about, symbols.ellipsis)} ", "soft"),
            (fitted(item.why, max(0, width - ref - about - 4), symbols.ellipsis), "text"),
        )

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the cases anew where this criterion was touched."""
        touched = any(self._criterion in criteria for criteria in outcome.cases.values())
        if hasattr(self, "list") and (touched or outcome.structure):
            self.show_rows()

    def choose(self, id: str) -> None:
        """Go to the case, at the criterion."""
        self.sqs.show_case(id, self._criterion)
