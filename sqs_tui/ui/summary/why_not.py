"""Why not: which factors stand behind the Nos of a criterion or a section, and how often."""

from __future__ import annotations

from collections.abc import Iterator

from sqs_tui.session.behind import Reason, WhyNot
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.views import ViewTally
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.lines import Row, fitted
from sqs_tui.values import dataclass

_BAR = 10


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A factor with its counts, of so many Nos; a heading has no id, and says `title`."""

    id: str
    title: str
    reason: Reason | None = None
    nos: int = 0


class WhyNotScreen(ListScreen[None, ReasonRow]):
    """The factors of the judgements that are No, the most frequent first; Enter opens the cases that mark one."""

    is_behind_a_figure = True

    def __init__(self, figures: ViewTally, group: str, criteria: tuple[str, ...], title: str) -> None:
        super().__init__()
        self._figures, self._group, self._criteria, self._title = figures, group, criteria, title
        self._is_stale = False

    def on_mount(self) -> None:
        self.show_title((f" Why not  {self._title} ", "title"))
        self._why = WhyNot(self.inspection, self._criteria, self._figures.cases(self._group))
        self.list.set_items(list(self._rows()))
        self._show_around()
        self.list.focus()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._is_stale:
            self._show_all()

    def _show_all(self) -> None:
        self._is_stale = False
        self.list.exchange_items(list(self._rows()))
        self._show_around()

    def _rows(self) -> Iterator[ReasonRow]:
        nos = self._why.proportion.not_met.met
        for reason in self._why.reasons():
            yield ReasonRow(reason.code or " none", reason.title, reason, nos)

    def _show_around(self) -> None:
        """Say over the list of how many this is told, and under it what the counts are."""
        why, view = self._why, self._figures.view
        missed = why.proportion.not_met
        what = "relevant cases" if len(self._criteria) == 1 else f"judgements, in {why.no_cases} cases"
        of = f" of {view.title}" if view.choices else ""
        small = f" {self.sqs.symbols.small} small base" if missed.is_small else ""
        head = f"   No in {missed.of()} {what}{of}{small}" if missed.relevant else "   Nothing is relevant yet"
        self.show_head(((fitted(head, self.size.width, self.sqs.symbols.ellipsis), "warn" if of else "title"),), ())
        said = " Nothing here is No so far."
        if self.list.length:
            said = " A No can mark several factors, so they add up to more."
        elif missed.met:
            said = keys.render_keys(
                " No factors are asked for here; {choose-row} in the summary opens the cases with their notes."
            )
        self.show_foot([(), ((said, "soft"),)])

    def draw(self, item: ReasonRow, width: int) -> Row:
        """A bar, how many of the Nos mark it, in how many cases where that is another number, and the factor."""
        reason, symbols = item.reason, self.sqs.symbols
        if reason is None:
            return ((item.title, "title"),)
        full, empty = symbols.bar(reason.judgements / item.nos if item.nos else 0, _BAR)
        count = f"  {f'{reason.judgements} of {item.nos}':>9}  "
        cases = f"{f'in {reason.cases} case' + 's' * (reason.cases > 1):<12}" if len(self._criteria) > 1 else ""
        room = max(0, width - _BAR - len(count) - len(cases))
        style = "text" if reason.code else "soft"
        return ((full, "bar"), (empty, "track"), (count, "text"), (cases, "soft"), (fitted(item.title, room), style))

    def show_outcome(self, outcome: Outcome) -> None:
        """Swap the cases touched; only rows whose counts differ are painted."""
        if not hasattr(self, "_why"):
            return
        if outcome.structure:
            self._why = WhyNot(self.inspection, self._criteria, self._figures.cases(self._group))
        for id in outcome.cases if not outcome.structure else ():
            counts = self._figures.holds(id) and self.inspection.group(id) == self._group
            self._why.follow(self.inspection.cases[id], counts)
        if self.app.screen is not self:
            self._is_stale = True
        elif outcome.cases or outcome.structure:
            self._show_all()

    def choose(self, id: str) -> None:
        """Open the cases that mark a factor."""
        row = self.list.item(id)
        if row is not None and row.reason is not None:
            title = f"{self._title}: {row.title}"
            self.sqs.open("behind", self._figures, self._group, self._criteria, title, row.reason.code)
