"""The sample: every case with how far it has come, what is left, and who reads it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from sqs_tui.domain.agenda import Status
from sqs_tui.domain.case import Case
from sqs_tui.session.inspection import Outcome
from sqs_tui.ui import keys
from sqs_tui.ui.screens.base import OurScreen
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines, Row, fitted
from sqs_tui.ui.widgets.row_list import ListRow, RowList


class SampleScreen(OurScreen[None]):
    """The cases of the inspection, as a list."""

    BINDINGS = keys.bindings("sample")
    PLACES: ClassVar = ("sample",)

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(id="columns")
        yield RowList(self.sqs.symbols, id="cases")
        yield Lines(id="about")
        yield EchoLine()
        yield HintBar()

    def on_mount(self) -> None:
        self.list = self.query_one("#cases", RowList)
        self.show_sample()

    def on_resize(self) -> None:
        if hasattr(self, "list"):
            self.show_sample()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if hasattr(self, "list"):
            self.show_sample()

    def show_sample(self) -> None:
        """Show the cases as they stand, keeping the cursor."""
        inspection = self.inspection
        spans = [(f" {inspection.area} ", "title"), (f" {inspection.catalogue.short} ", "soft")]
        if inspection.workbook.is_invented:
            spans.insert(0, (" INVENTED CASES ", "warn"))
        self.query_one(TopBar).show_place(*spans)
        width = self.size.width
        sections = [section for section in inspection.catalogue.sections if inspection.catalogue.scored.get(section.id)]
        head = f"   {'Case':<10} {'About':<6} {'Order':<6} {'Insp.':<8} " + " ".join(f"{s.id:<2}" for s in sections)
        self.query_one("#columns", Lines).show([((fitted(head, width), "soft"),)])
        cases = [self._row(case) for case in inspection.cases.values() if case.status != "removed"]
        self.list.set_items(cases, self.list.current or self._first_open())

    def _first_open(self) -> str:
        inspection = self.inspection
        return next((case.id for case in inspection.counted() if inspection.status(case.id) is not Status.COMPLETE), "")

    def _row(self, case: Case) -> ListRow:
        return ListRow(case.id, self._spans(case))

    def _spans(self, case: Case) -> Row:
        inspection, symbols = self.inspection, self.sqs.symbols
        shapes = " ".join(
            f"{symbols.progress[inspection.progress(case.id, section.id).quarters]} "
            for section in inspection.catalogue.sections
            if inspection.catalogue.scored.get(section.id)
        )
        done = inspection.progress(case.id)
        left = len(inspection.agenda(case.id))
        status = case.status if not case.is_counted else inspection.status(case.id).value
        return (
            (f"{fitted(case.ref, 10)} ", "text"),
            (fitted(case.particular("gender") + case.particular("age"), 7), "soft"),
            (fitted(case.particular("order"), 7), "text"),
            (fitted(case.particular("inspector"), 9), "text"),
            (f"{shapes} ", "text"),
            (f"{done.answered:>3}/{done.applicable:<3} ", "text"),
            (fitted(f"{left} left" if left else "", 8), "warn"),
            (f"{status}", "yes" if status == "complete" else "soft"),
        )

    def show_outcome(self, outcome: Outcome) -> None:
        """Repaint the rows of the cases an act touched."""
        if outcome.structure or any(case not in self.inspection.cases for case in outcome.cases):
            self.show_sample()
            return
        for case in outcome.cases:
            self.list.update_item(self._row(self.inspection.cases[case]))

    def action_move(self, by: int) -> None:
        self.list.step(by)

    def action_open_case(self) -> None:
        if self.list.current:
            self.sqs.show_case(self.list.current)

    def action_go_back(self) -> None:
        self.sqs.exit(0)
