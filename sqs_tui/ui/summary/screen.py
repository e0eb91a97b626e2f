"""The summary: every section, every criterion beneath it, and the interviews, as they stand now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from sqs_tui.domain.percent import SMALL_BASE
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.views import EVERY, Glances, View, ViewTally
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import DrawnList, ListScreen
from sqs_tui.ui.summary.beside import beside_rows
from sqs_tui.ui.summary.foot import FIRM_LINES, WORD_LINES, firm_lines, word_lines
from sqs_tui.ui.summary.rows import SummaryRow, changed_rows, interview_rows, stand_in_words, summary_rows
from sqs_tui.ui.widgets.figures import Figure, figure_row
from sqs_tui.ui.widgets.lines import Lines, Row, fitted

#: Cells for each of the four counts at the end of a row, and from which width words stand there too.
_COUNT, _WORDS_FROM = 5, 92
#: From this size on what is behind a figure stands beside it, so many cells wide.
_BESIDE_FROM, _BESIDE = (136, 24), 40
#: How long the cursor rests before what is behind its figure is shown beside.
REST_SECONDS = 0.15
#: From this height on both polarities stand under the list.
_TALL = 20


class SummaryScreen(ListScreen[None, SummaryRow]):
    """The figures over the cases of a view, moving as they are scored; Enter opens the cases behind one.

    `case` is where it was called from, and where going back leads to.
    """

    BINDINGS: ClassVar = [*keys.bindings("list"), *keys.bindings("summary")]
    SCOPES: ClassVar = ("summary", "list")
    #: Going back from a case opened over it leads here.
    is_behind_a_figure = True

    def __init__(self, case: str = "") -> None:
        super().__init__()
        self._case = case
        self._is_stale = self._shows_firmness = self._counts_stand_ins = False
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            if isinstance(widget, DrawnList):
                with Horizontal(id="work"):
                    yield widget
                    yield Lines(id="beside")
            else:
                yield widget

    def on_mount(self) -> None:
        self.figures = ViewTally(self.inspection, EVERY, Glances(self.inspection))
        self._differences = self.inspection.workbook.differences()
        self._show_title()
        self.list.set_items(list(self._rows()))
        self.show_around()
        self.list.focus()

    def on_resize(self) -> None:
        self.set_class(self._has_beside, "-beside")
        if hasattr(self, "figures"):
            self.show_around()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if hasattr(self, "figures") and self._is_stale:
            self.show_all()

    # What it shows

    @property
    def _has_beside(self) -> bool:
        width, height = self.size
        return width >= _BESIDE_FROM[0] and height >= _BESIDE_FROM[1]

    @property
    def _list_width(self) -> int:
        return self.size.width - (_BESIDE if self._has_beside else 0)

    def _rows(self) -> Iterator[SummaryRow]:
        yield from summary_rows(self.inspection, self.figures, self.sqs.symbols)
        is_slice = bool(self.figures.view.choices)
        yield from interview_rows(self.inspection, is_slice, stand_ins=self._counts_stand_ins)

    def _show_title(self) -> None:
        """What is counted otherwise than everywhere else is said wherever the list stands."""
        among = stand_in_words(self.inspection, counted=True) if self._counts_stand_ins else ""
        self.show_title((" Summary ", "title"), (f" interviews {among} " if among else "", "warn"))

    def show_all(self) -> None:
        """Show every figure as it stands; only rows that differ are painted."""
        self._is_stale = False
        self._differences = self.inspection.workbook.differences()
        self._show_title()
        self.list.exchange_items(list(self._rows()))
        self.show_around()

    def show_around(self) -> None:
        """Show the line over the list and the words under it."""
        symbols = self.sqs.symbols
        names = "".join(f"{name:>{_COUNT}}" for name in ("n/a", symbols.states[4], symbols.states[5], "open"))
        words = "  met / not met" if self._list_width >= _WORDS_FROM else ""
        room = self._figures_width(self._list_width - 2) + 2
        style = "warn" if self.figures.view.choices else "soft"
        self.show_head(((fitted(f"   {self._counted()}", room, symbols.ellipsis), style), (f"{names}{words}", "soft")))
        self._show_foot()
        self.show_beside()

    def _counted(self) -> str:
        """Over how many cases this is counted, and which; small where they are few."""
        counted = sum(len(self.figures.cases(group)) for group, _ in self.figures.groups())
        if not self.figures.view.choices:
            return f"{counted} case{'s' * (counted != 1)} counted"
        total = sum(1 for _ in self.inspection.counted())
        small = f" {self.sqs.symbols.small} small base" if 0 < counted < SMALL_BASE else ""
        return f"{counted} of {total} cases{small}: {self.figures.view.title}"

    def moved(self) -> None:
        """The cursor stands on another figure."""
        self._show_foot()
        self._follow_cursor()

    def _show_foot(self) -> None:
        """Say under the list what the figure under the cursor says in words, or how firm it is."""
        row, width, symbols = self.list.item(self.list.current), self.size.width, self.sqs.symbols
        lines = firm_lines(row, symbols) if self._shows_firmness else word_lines(row, self.inspection.catalogue)
        most = FIRM_LINES if self._shows_firmness else WORD_LINES if self.size.height >= _TALL else 1
        lines = [*lines, *[""] * most][:most]
        marks = f" {symbols.provisional} provisional  {symbols.small} small base"
        marks += f"  {symbols.states[4]} unjudged  {symbols.states[5]} parked"
        if self._shows_firmness:
            marks = keys.render_keys(
                " 95% range after Wilson, for all cases like these; {show-firmness} goes back to the words."
            )
        elif row is not None and row.is_apart:
            marks = " In no section's figure."
        elif row is not None and self.inspection.stand_ins and (row.kind == "interview" or row.id == "interviews"):
            does = "leaves them out" if self._counts_stand_ins else "counts them too"
            among = stand_in_words(self.inspection, counted=self._counts_stand_ins)
            marks = keys.render_keys(f" Interviews: {among}; {{count-stand-ins}} {does}.")
        self.show_foot([*(((fitted(line, width, symbols.ellipsis), "text"),) for line in lines), ((marks, "soft"),)])

    def _follow_cursor(self) -> None:
        """Show what is behind the figure once the cursor rests: on its way a line carries only the cursor."""
        if self._resting is not None:
            self._resting.stop()
        if self._has_beside:
            self._resting = self.set_timer(REST_SECONDS, self.show_beside)

    def show_beside(self) -> None:
        """Show what is behind the figure under the cursor, where there is room."""
        if not self._has_beside:
            return
        row = self.list.item(self.list.current)
        cases = self.figures.cases(row.group) if row is not None else []
        criteria = self._criteria(row) if row is not None else ()
        rows = beside_rows(self.inspection, cases, row, criteria, self.sqs.symbols, _BESIDE - 3)
        self.query_one("#beside", Lines).show(rows)

    # Drawing

    def _figures_width(self, width: int) -> int:
        """How wide everything before the counts is."""
        counts = 4 * _COUNT
        return min(width - counts, max(54, width - counts - 40), 74) if width >= _WORDS_FROM - 2 else width - counts

    def draw(self, item: SummaryRow, width: int) -> Row:
        """Name, bar, percentage and k of n; then what is in neither, and words where there is room."""
        symbols = self.sqs.symbols
        if item.kind in ("", "note"):
            style = "soft" if item.id.startswith("lowest") else "warn" if item.id.startswith("disputed") else "title"
            return ((fitted(f" {item.title}", width, symbols.ellipsis), style),)
        before = self._figures_width(width)
        row = figure_row(_figure(item), symbols, before)
        counts = "".join(f"{count or '':>{_COUNT}}" for count in item.counts)[bool(item.range) :]
        indent = "" if item.kind == "section" else "  "
        title = fitted(f"{indent}{item.name} {item.title}", cell_len(row[0][0]) - 1, symbols.ellipsis) + " "
        if item.kind == "section":
            numbers = ((text, "title" if style == "text" else style) for text, style in row[1:])
            return ((title, "title"), *numbers, (counts, "soft"))
        room = max(0, width - before - len(counts) - 2)
        words = f"  {fitted(item.words_in(room), room, symbols.ellipsis)}" if width >= _WORDS_FROM - 2 else ""
        return ((title, "soft" if item.is_apart else "text"), *row[1:], (counts, "soft"), (words, "text"))

    # What happens

    def show_outcome(self, outcome: Outcome) -> None:
        """Swap the cases touched in the figures; what is not in sight is shown when it comes back."""
        if not hasattr(self, "figures") or not (outcome.cases or outcome.structure):
            return
        if outcome.structure:
            self.figures.recount()
        whole = [self.figures.follow(id) for id in outcome.cases if not outcome.structure]
        if self.app.screen is not self:
            self._is_stale = True
        elif outcome.structure or any(whole) or self.inspection.workbook.differences() != self._differences:
            self.show_all()
        else:
            for row in changed_rows(self.inspection, self.figures, outcome.cases, self.sqs.symbols):
                self.list.update_item(row)
            self._show_foot()
            self.show_beside()

    def choose(self, id: str) -> None:
        """Open the cases behind a figure."""
        row = self.list.item(id)
        if row is None:
            return
        criteria = self._criteria(row)
        if criteria:
            lowest = row.kind == "section" and len(criteria) == 1
            known = self.inspection.catalogue.known[criteria[0]]
            title = f"{known.id}  {known.title}" if lowest else row.said
            self.sqs.open("behind", self.figures, row.group, criteria, title)
        elif row.kind == "interview":
            self.say("What case managers said is never opened to a person")
        else:
            self.say(keys.render_keys("{choose-row} on a section or a criterion opens the cases behind it"))

    def _criteria(self, row: SummaryRow) -> tuple[str, ...]:
        """The criteria whose judgements a figure is made of."""
        if row.kind == "criterion":
            return (row.name,)
        if row.kind != "section":
            return ()
        lowest = self.figures.tally(row.group).section(row.name).lowest
        scored = self.inspection.catalogue.scored[row.name]
        return lowest or tuple(one.id for one in scored)

    def action_why_not(self) -> None:
        row = self.list.item(self.list.current)
        if row is not None and row.kind in ("section", "criterion"):
            scored = self.inspection.catalogue.scored.get(row.name, ())
            criteria = (row.name,) if row.kind == "criterion" else tuple(one.id for one in scored)
            self.sqs.open("why-not", self.figures, row.group, criteria, row.said)
        else:
            self.say("w on a section or a criterion says why not")

    def action_slice(self) -> None:
        glances = Glances(self.inspection)
        self.sqs.open("filter", self.figures.view, glances, figures=True, then=self._slice)

    def _slice(self, view: View | None) -> None:
        if view is not None:
            self.figures.view = view
            self.figures.recount()
            self.show_all()
            self.say(f"Counted: {view.title}" if view.choices else "Every case is counted")

    def action_firm(self) -> None:
        self._shows_firmness = not self._shows_firmness
        self._show_foot()

    def action_stand_ins(self) -> None:
        if not self.inspection.stand_ins:
            self.say("No stand-in has answered: every interview is a case manager's")
            return
        self._counts_stand_ins = not self._counts_stand_ins
        self.show_all()
        self.say(f"Interviews: {stand_in_words(self.inspection, counted=self._counts_stand_ins)}")

    def action_feedback(self) -> None:
        self.sqs.open("feedback")

    def action_go_back(self) -> None:
        self.dismiss()
        if self._case in self.inspection.cases:
            self.sqs.show_case(self._case)


def _figure(row: SummaryRow) -> Figure:
    return Figure(row.name, row.title, row.proportion, row.provisional, counts_only=row.counts_only, range=row.range)
