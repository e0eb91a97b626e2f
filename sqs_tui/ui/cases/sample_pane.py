"""The sample: its cases as a list, as small panes, or by sections; and which of them, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var

from sqs_tui.domain.agenda import Status
from sqs_tui.domain.disputed import Ranges
from sqs_tui.session.inspection import Inspection, Outcome
from sqs_tui.session.views import SORTS, Glance, Glances, View, ViewTally
from sqs_tui.ui import keys
from sqs_tui.ui.common.figure_text import figures
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.case_list import CaseCard, CaseList, Part
from sqs_tui.ui.widgets.figures import Figure, figure_row
from sqs_tui.ui.widgets.lines import Lines, Row, fitted

if TYPE_CHECKING:
    from sqs_tui.ui.widgets.matrix import CaseGrid, CaseMatrix
    from sqs_tui.ui.widgets.tiles import Block

#: The ways the sample is shown, with the word for each.
WAYS = {"list": "list", "grid": "panes", "matrix": "by sections"}


class SamplePane(Vertical):
    """Shows the cases of a view, in an order; the figures follow the view."""

    way: var[str] = var("list", init=False)
    figures_hidden: var[bool] = var(False, init=False)

    def __init__(self, inspection: Inspection, symbols: Symbols) -> None:
        super().__init__()
        self.inspection = inspection
        self.glances = Glances(inspection)
        self.view = View()
        self.sort = next(iter(SORTS))
        self._symbols = symbols
        self._tally: ViewTally | None = None
        self._shown: dict[str, None] = {}
        self._current = ""
        self._which, self._columns = Lines([()], id="which"), Lines([()], id="columns")
        self.list = CaseList(symbols, id="cases")
        # Made when they are first wanted.
        self._grid: CaseGrid | None = None
        self._matrix: CaseMatrix | None = None
        self._nothing = Lines(id="nothing")
        #: Whether the cases are on screen; before that there is nothing to show them in.
        self.is_filled = False

    def compose(self) -> ComposeResult:
        yield from (self._which, self._columns, self.list)

    def on_mount(self) -> None:
        self.is_filled = True
        self.list.section_width = max((len(section.id) for section in self.glances.sections), default=1)
        counted = self.inspection.counted()
        first = (case.id for case in counted if self.glances.of(case.id).status is not Status.COMPLETE)
        self._current = next(first, "")
        self.show_sample()
        self.list.focus()

    def on_resize(self) -> None:
        self._show_header()

    # What it shows

    @property
    def chosen(self) -> CaseList | CaseGrid | CaseMatrix:
        """The widget the cases are shown in."""
        return self._shown_in(self.way)

    def _shown_in(self, way: str) -> CaseList | CaseGrid | CaseMatrix:
        if way == "list":
            return self.list
        return self.grid if way == "grid" else self.matrix

    @property
    def grid(self) -> CaseGrid:
        """The cases as small panes."""
        if self._grid is None:
            from sqs_tui.ui.widgets.matrix import CaseGrid  # The list comes first, and does for most.

            self._grid = CaseGrid(self._symbols, id="grid")
            self.mount(self._grid)
        return self._grid

    @property
    def matrix(self) -> CaseMatrix:
        """The cases by sections."""
        if self._matrix is None:
            from sqs_tui.ui.widgets.matrix import CaseMatrix  # As above.

            self._matrix = CaseMatrix(self._symbols, id="matrix")
            self.mount(self._matrix)
        return self._matrix

    @property
    def current(self) -> str:
        """The case under the cursor; none where a colleague has taken it away and the list is not shown anew yet."""
        current = self.chosen.current if self._shown else ""
        return current if current in self.inspection.cases else ""

    def ranges(self, group: str = "") -> Ranges:
        """The proportions over the cases of the view, and what people's differences could make of them."""
        if not self.view.choices:
            return self.inspection.ranges(group)
        if self._tally is None:
            self._tally = ViewTally(self.inspection, self.view, self.glances)
        return self._tally.ranges(group)

    def groups(self) -> list[tuple[str, str]]:
        """The groups whose figures are kept apart, with their names; one without a name where there are none."""
        named = [(group.id, group.title) for group in self.inspection.catalogue.groups]
        held = {self.inspection.group(id) for id in self._shown}
        return [(id, title) for id, title in (*named, ("", "")) if id in held] or [("", "")]

    def choose(self, view: View) -> None:
        """Show and count only the cases of a view."""
        self.view, self._tally = view, None
        self.show_sample()

    def sort_next(self) -> None:
        """Show the cases in the next order there is."""
        orders = list(SORTS)
        self.sort = orders[(orders.index(self.sort) + 1) % len(orders)]
        self.show_sample()

    def show_sample(self, cursor: str = "") -> None:
        """Show the cases as they stand, keeping the cursor where it can be kept."""
        cursor = cursor or self.current or self._current
        glances = sorted((one for one in self.glances.every() if self.view.holds(one)), key=SORTS[self.sort])
        self._shown = dict.fromkeys(glance.case.id for glance in glances)
        cards = [self._card(glance) for glance in glances]
        chosen = self.chosen
        if isinstance(chosen, CaseList):
            chosen.set_cards(cards, cursor)
        else:
            self._show_figures()
            chosen.show_blocks(self._blocks(cards), self._sections(), cursor)
        for widget in filter(None, (self.list, self._grid, self._matrix)):
            widget.set_class(widget is not self.chosen or not cards, "-hidden")
        self._show_nothing()
        self._show_header()

    def _sections(self) -> Sequence[tuple[str, str]]:
        return [(section.id, section.short) for section in self.glances.sections]

    def _blocks(self, cards: list[CaseCard]) -> list[Block]:
        groups = self.groups()
        if len(groups) == 1:
            return [(groups[0][1], groups[0][0], cards)]
        by_group: dict[str, list[CaseCard]] = {}
        for card in cards:
            by_group.setdefault(self.inspection.group(card.id), []).append(card)
        return [(title or "other cases", id, by_group[id]) for id, title in groups if id in by_group]

    def _show_header(self) -> None:
        width = self.size.width
        shown = [self.inspection.cases[id] for id in self._shown if id in self.inspection.cases]
        counted = sum(case.is_counted for case in shown)
        total = sum(1 for _ in self.inspection.counted())
        kept = len(shown) - counted
        many = f"{counted} of {total} cases" if self.view.choices else f"{total} case{'s' * (total != 1)}"
        many += f" and {kept} replaced" if kept else ""
        ways = f"   {self.sort}   {WAYS[self.way]} (v)"
        room = max(0, width - len(many) - 2)
        said = fitted(f": {self.view.title}", room) if self.view.choices else ""
        if len(said.rstrip()) + len(ways) <= room:
            said = fitted(said.rstrip() + ways, room)
        style = "warn" if self.view.choices else "soft"
        self._which.show([((f" {many}", "title"), (said, style))])
        header = self._columns
        if self.way == "list":
            header.show([self.list.columns(width).header([section.id for section in self.glances.sections])])
        header.set_class(self.way != "list" or not self._shown, "-hidden")

    def _show_nothing(self) -> None:
        line = self._nothing
        line.set_class(bool(self._shown), "-hidden")
        if not self._shown and line.parent is None:
            self.mount(line)
        if self.view.choices:
            line.show(
                [(), ((f" No case is {self.view.title}. {keys.key_label('filter-cases')} chooses others.", "warn"),)]
            )
        else:
            line.show(
                [
                    (),
                    (
                        (
                            keys.render_keys(
                                " No cases yet. {new-case} adds one; sqs import takes a list from a file."
                            ),
                            "text",
                        ),
                    ),
                ]
            )

    def _card(self, glance: Glance) -> CaseCard:
        case = glance.case
        return CaseCard(
            id=case.id,
            ref=case.ref,
            about=case.particular("gender") + case.particular("age"),
            order=case.particular("order"),
            inspector=case.particular("inspector"),
            manager=case.particular("case_manager"),
            parts=tuple(self._parts(glance)),
            answered=glance.done.answered,
            applicable=glance.done.applicable,
            unanswered=glance.unanswered,
            parked=glance.parked,
            evidence=glance.evidence,
            status=self._status(glance)[0],
            is_counted=case.is_counted,
            status_style=self._status(glance)[1],
        )

    def _status(self, glance: Glance) -> tuple[str, str]:
        """How far the case has come, or its signing with a shape of its own; and the style."""
        case = glance.case
        word = self.inspection.signing(case.id).word if case.signatures else ""
        if not case.is_counted or not word:
            status = glance.status.value if case.is_counted else case.status
            return status, "yes" if status == Status.COMPLETE.value else "soft"
        return f"{self._symbols.signing[word]} {word}", "warn" if word == "changed" else "yes"

    def _parts(self, glance: Glance) -> list[Part]:
        wanted = self.way != "list" and not self.figures_hidden and glance.case.is_counted
        own = self.inspection.own_tally(glance.case.id) if wanted else None
        differs = wanted and self.inspection.differing_in(glance.case.id)
        ranges = self.inspection.own_ranges(glance.case.id) if differs else None
        places = {section.id: place for place, section in enumerate(self.inspection.catalogue.sections)}
        parts = []
        for section, progress in zip(self.glances.sections, glance.sections, strict=True):
            met, relevant, _ = own.sections[places[section.id]] if own else (0, 0, 0)
            figure = "" if own is None else f"{met}/{relevant}" if relevant else self._symbols.states[6]
            if ranges is not None and ranges.pooled(section.id):
                figure += self._symbols.disputed
            parts.append(Part(progress.quarters, progress.answered, progress.applicable, figure))
        return parts

    def _show_figures(self) -> None:
        if self.way != "matrix":
            return
        if self.figures_hidden:
            self.matrix.show_figures({})
            return
        self.matrix.show_figures({id: self._margins(figures(self.ranges(id))) for id, _ in self.groups()})

    def _margins(self, every: list[Figure]) -> list[Row]:
        """What the sections come to, under what that is of: where one rests on too few cases, of all key questions."""
        lowest = self.inspection.catalogue.aggregate == "lowest"
        is_rated = not any(figure.counts_only for figure in every)
        of = " all of these" if not lowest else " lowest question" if is_rated else " key questions"
        return [((of, "soft"),), *map(self._margin, every)]

    def _margin(self, figure: Figure) -> Row:
        """A section's figure without its name and bar."""
        return figure_row(figure, self._symbols, 40)[3:]

    # What happens

    def forget_figures(self) -> None:
        """Something was put down while nobody looked: the figures are counted again when they are next shown."""
        self._tally = None

    def follow(self, outcome: Outcome) -> None:
        """Repaint the cases an act touched; all of them where the sample itself has changed."""
        if outcome.structure:
            self._tally = None  # A case may be gone, and then no outcome names it.
        elif self._tally is not None:
            for id in outcome.cases:
                self._tally.follow(id)
        cases = self.inspection.cases
        joins = any(
            (id in self._shown) != (id in cases and self.view.holds(self.glances.of(id))) for id in outcome.cases
        )
        if outcome.structure or joins:
            self.show_sample()
            return
        for id in outcome.cases:
            if id in self._shown:
                self.chosen.update_item(self._card(self.glances.of(id)))
        if self.way == "matrix" and outcome.cases:
            self._show_figures()

    def watch_way(self, before: str, after: str) -> None:
        self.show_sample(self._shown_in(before).current)
        self.chosen.focus()

    def watch_figures_hidden(self) -> None:
        self.show_sample()

    def go(self, case: str) -> bool:
        """Put the cursor on a case; whether it is shown."""
        self._current = case
        return self.is_filled and self.chosen.go(case)

    def move(self, by: int) -> None:
        """Go up or down, by rows or by bands."""
        if isinstance(self.chosen, CaseList):
            self.chosen.step(by)
        else:
            self.chosen.step_band(by)

    def move_across(self, by: int) -> None:
        """Go left or right, where cases stand side by side."""
        if not isinstance(self.chosen, CaseList):
            self.chosen.step(by)
