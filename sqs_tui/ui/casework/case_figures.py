"""The live summary around a case: as panels where there is room beside it, else as one line for each set of cases."""

from __future__ import annotations

from textual.containers import Vertical

from sqs_tui.domain.standing import State
from sqs_tui.session.inspection import Inspection
from sqs_tui.ui import keys
from sqs_tui.ui.common.figure_text import figures, total_rows
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.figures import FiguresPanel, strip_row
from sqs_tui.ui.widgets.lines import Lines, Row

#: How wide the panels are.
_WIDTH = 45


class CaseFigures(Vertical):
    """This case, all cases, and what is left on this one."""

    def __init__(self, symbols: Symbols) -> None:
        self.own, self.every = FiguresPanel(symbols, id="own-panel"), FiguresPanel(symbols, id="all-panel")
        self.legend, self.left = Lines(id="legend"), Lines(id="left")
        super().__init__(self.own, self.every, self.legend, self.left, id="beside")
        self._symbols = symbols

    def show(self, inspection: Inspection, case: str, *, hidden: bool) -> None:
        """Show the figures as they stand; those over all cases only where they are not hidden."""
        catalogue, group = inspection.catalogue, inspection.group(case)
        ranges = inspection.ranges(group)
        self.own.show_figures(f"This case  {inspection.cases[case].ref}", figures(inspection.own_ranges(case)))
        if hidden:
            self.every.show_figures(keys.render_keys("All cases: hidden, {hide-figures} shows them"), [])
        else:
            named = next((one.title for one in catalogue.groups if one.id == group), "")
            self.every.show_figures(f"All {ranges.tally.cases} cases{f': {named}' if named else ''}", figures(ranges))
        total = [] if hidden else total_rows(ranges, group, self._symbols, _WIDTH)
        marks = f"{self._symbols.provisional} provisional  {self._symbols.small} small base"
        self.legend.show([*total, ((marks, "soft"),)])
        self.left.show(self._left(inspection, case))

    def _left(self, inspection: Inspection, case: str) -> list[Row]:
        """What is left on the case, in numbers; the to-do list has the rest."""
        states = inspection.standings[case].states
        blank, parked = states.count(State.BLANK), states.count(State.PARKED)
        head: Row = (("Left on this case", "title"),)
        if not blank and not parked and not inspection.agenda(case):
            return [head, (("nothing: it is complete", "yes"),)]
        waiting: list[Row] = [((f"{parked} parked", "warn"),)] if parked else []
        return [
            head,
            ((f"{blank} unanswered", "text"),),
            *waiting,
            ((f"{keys.key_label('show-agenda')} ", "key"), ("shows what else it needs", "soft")),
        ]


def strip_rows(inspection: Inspection, case: str, symbols: Symbols, width: int, *, hidden: bool) -> list[Row]:
    """This case and all cases, one line each."""
    group = inspection.group(case)
    ranges = inspection.ranges(group)
    own = strip_row(" This", figures(inspection.own_ranges(case)), symbols, width)
    if hidden:
        return [own, ((keys.render_keys(" All: hidden, {hide-figures} shows them"), "soft"),)]
    return [own, strip_row(f" {group or 'All'} {ranges.tally.cases}", figures(ranges), symbols, width)]
