"""The feedback view for the last day: words and counts for the managers in the room, and nothing behind them."""

from __future__ import annotations

from sqs_tui.session.feedback import LEAST_TOLD, Heading, Said, feedback, read_cases, read_line
from sqs_tui.session.inspection import Outcome
from sqs_tui.ui.common.reading import ReadingScreen
from sqs_tui.ui.widgets.bars import TopBar
from sqs_tui.ui.widgets.lines import Row, Span, fitted, wrapped

_COUNT = 10


class FeedbackScreen(ReadingScreen):
    """What may be told of the cases read. No percentage, no reference, no way to a case; leaving asks once."""

    #: Others look at this screen: nothing of cases, colleagues or alerts may be on it.
    company = True

    def __init__(self) -> None:
        super().__init__("Feedback", self.feedback_rows)

    def on_mount(self) -> None:
        self.read = read_cases(self.inspection)

    def show_title(self, *spans: Span) -> None:
        """Say whose feedback this is; neither alerts nor colleagues."""
        invented = [(" INVENTED CASES ", "warn")] if self.inspection.workbook.is_invented else []
        self.query_one(TopBar).show_place(*invented, (f" {self.inspection.area} ", "title"), *spans)

    def feedback_rows(self, width: int) -> list[Row]:
        """The statements under their sections."""
        if not hasattr(self, "read"):
            return []
        ellipsis = self.sqs.symbols.ellipsis
        rows: list[Row] = [((f" {read_line(self.inspection, self.read)}", "title"),)]
        words = max(20, (width - _COUNT - 4) * 2 // 5)
        for one in feedback(self.inspection.catalogue, self.read):
            if isinstance(one, Heading):
                rows += [(), ((fitted(f" {one.title}", width, ellipsis), "title"),)]
            elif isinstance(one, Said):
                title = fitted(f"   {one.title}", width - words - _COUNT, ellipsis)
                rows.append(((title, "text"), (fitted(f" {one.words}", words, ellipsis), "key"), (one.count, "soft")))
        said = f"Of relevant cases among those read. What rests on fewer than {LEAST_TOLD} cases is not told."
        return [*rows, (), *(((f" {line}", "soft"),) for line in wrapped(said, width - 2))]

    def show_outcome(self, outcome: Outcome) -> None:
        """Swap the cases touched; who touched them is not said."""
        if not hasattr(self, "read"):
            return
        if outcome.structure:
            self.read.recount()
        for id in outcome.cases if not outcome.structure else ():
            self.read.follow(id)
        super().show_outcome(outcome)

    def action_go_back(self) -> None:
        question = ("Leave the feedback view?", "Percentages and cases stand behind it.")
        self.sqs.open("confirm", *question, then=self._leave)

    def _leave(self, sure: bool | None) -> None:
        if sure:
            self.dismiss()
