"""The summary: every section, every criterion beneath it, and the interviews, as they stand now."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from sqs_tui.domain.catalogue import Criterion, Section
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.tally import CriterionFigure, Tally
from sqs_tui.domain.wording import candidates
from sqs_tui.session.inspection import Outcome
from sqs_tui.ui.panes.figures import figures, total_line
from sqs_tui.ui.screens.listing import ListScreen
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.figures import Figure, figure_row
from sqs_tui.ui.widgets.lines import Row, fitted
from sqs_tui.values import dataclass

#: Cells for each of the four counts at the end of a row, and from which width words stand there too.
_COUNT, _WORDS_FROM = 5, 110

_NOTHING = Proportion()


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A section, a criterion, an interview item, or a line about them (`title` alone); headings have no id."""

    id: str
    kind: str
    name: str
    title: str
    proportion: Proportion = _NOTHING
    provisional: bool = False
    counts: tuple[int, ...] = ()
    is_apart: bool = False


class SummaryScreen(ListScreen[None, SummaryRow]):
    """The figures over all cases, moving as they are scored; Enter lists the cases behind a criterion."""

    def on_mount(self) -> None:
        self.show_title((" Summary ", "title"))
        self.list.set_items(list(self._rows()))
        self.show_around()
        self.list.focus()

    def on_resize(self) -> None:
        if hasattr(self, "list") and self.list.length:
            self.show_around()

    def show_around(self) -> None:
        """Show the line over the list and the words under it."""
        tally, symbols = self.inspection.tally(), self.sqs.symbols
        names = "".join(f"{name:>{_COUNT}}" for name in ("n/a", symbols.states[4], symbols.states[5], "open"))
        wide = self.size.width >= _WORDS_FROM
        width = self._figures_width(self.size.width - 2)
        head = f"   {tally.cases} case{'s' * (tally.cases != 1)} counted"
        words = "  words for it" if wide else ""
        self.show_head(((fitted(head, width + 2), "soft"), (names, "soft"), (words, "soft")))
        self.moved()

    def moved(self) -> None:
        """Show the words for the criterion under the cursor; a section gets none."""
        row = self.list.item(self.list.current)
        symbols = self.sqs.symbols
        marks = f" {symbols.provisional} provisional  {symbols.small} small base"
        marks += f"  {symbols.states[4]} unjudged  {symbols.states[5]} parked"
        said = ["", ""]
        if row is not None and row.kind in ("criterion", "interview") and row.proportion.relevant:
            met, missed = (candidates(row.proportion), candidates(row.proportion.not_met))
            said = [f" {row.name} met: {'; '.join(met[:5])}", f" {' ' * len(row.name)} not: {'; '.join(missed[:5])}"]
            marks = " In no section's figure." if row.is_apart else marks
        elif row is not None and row.kind == "section":
            lowest = self.inspection.catalogue.aggregate == "lowest"
            way = "Its lowest scored criterion, by name" if lowest else "All its scored judgements together"
            said[0] = f" {way}; a section gets no words."
        lines = [((fitted(line, self.size.width, symbols.ellipsis), "text"),) for line in said]
        self.show_foot([*lines[: 2 if self.size.height >= 20 else 1], ((marks, "soft"),)])

    # Rows

    def _rows(self) -> Iterator[SummaryRow]:
        inspection = self.inspection
        named = [(group.id, group.title) for group in inspection.catalogue.groups]
        held = {inspection.group(case.id) for case in inspection.counted()}
        groups = [(id, title or "other cases") for id, title in (*named, ("", "")) if id in held] if named else []
        for place, (group, title) in enumerate(groups or [("", "")]):
            tally = inspection.tally(group)
            if title:
                if place:
                    yield SummaryRow("", "", "", "")
                yield SummaryRow("", "", "", f"{tally.cases} {title}")
            yield from self._group_rows(group, tally)
        yield from self._interview_rows()

    def _group_rows(self, group: str, tally: Tally) -> Iterator[SummaryRow]:
        catalogue = self.inspection.catalogue
        every = {figure.section: figure for figure in figures(tally)}
        for section in catalogue.sections:
            if section.id not in catalogue.places:
                continue
            figure = every.get(section.id)
            if figure is not None:
                yield from _section_rows(group, section, figure, self.sqs.symbols)
            for place in catalogue.places[section.id]:
                criterion = catalogue.criteria[place]
                if criterion.is_judged:
                    yield _criterion_row(group, criterion, tally.criterion(criterion.id))
        said = total_line(tally, group, self.sqs.symbols)
        if said and catalogue.total is not None and catalogue.total.group in ("", group):
            yield SummaryRow(f"total {group}", "note", "", said)

    def _interview_rows(self) -> Iterator[SummaryRow]:
        inspection = self.inspection
        items = inspection.catalogue.interview_items
        if not items:
            return
        held = sum(interview.is_counted for interview in inspection.interviews.values())
        said = f"Interviews: {held} of {len(inspection.managers())} case managers; they enter no section"
        yield SummaryRow("", "", "", "")
        yield SummaryRow("interviews", "note", "", said)
        every = inspection.interview_figures()
        for item in items:
            if item.id in every:
                yield _criterion_row("", item, every[item.id], "interview")

    # Drawing

    def _figures_width(self, width: int) -> int:
        """How wide everything before the counts is."""
        counts = 4 * _COUNT
        return min(width - counts, 74) if width >= _WORDS_FROM else width - counts

    def draw(self, item: SummaryRow, width: int) -> Row:
        """Name, bar, percentage and k of n; then what is in neither, and words where there is room."""
        symbols = self.sqs.symbols
        if item.kind in ("", "note"):
            style = "soft" if item.kind == "note" and item.id.startswith("lowest") else "title"
            return ((fitted(f" {item.title}", width, symbols.ellipsis), style),)
        before = self._figures_width(width)
        figure = Figure(item.name, item.title, item.proportion, item.provisional)
        row = figure_row(figure, symbols, before)
        if item.kind == "section":
            return tuple((text, "title" if style == "text" else style) for text, style in row)
        title = fitted(f"  {item.name} {item.title}", cell_len(row[0][0]), symbols.ellipsis)
        counts = "".join(f"{count or '':>{_COUNT}}" for count in item.counts)
        words = f"  {'; '.join(candidates(item.proportion)[:3])}" if width >= _WORDS_FROM else ""
        words = fitted(words, max(0, width - before - len(counts)), symbols.ellipsis)
        return ((title, "soft" if item.is_apart else "text"), *row[1:], (counts, "soft"), (words, "text"))

    # What happens

    def show_outcome(self, outcome: Outcome) -> None:
        """Show anew the rows that differ; all of them where the sample has changed."""
        if not hasattr(self, "list") or not (outcome.cases or outcome.structure):
            return
        if outcome.structure:
            self.list.set_items(list(self._rows()), self.list.current)
        else:
            for row in self._rows():
                if row.id:
                    self.list.update_item(row)
        self.show_around()

    def choose(self, id: str) -> None:
        """List the cases behind a criterion."""
        from sqs_tui.ui.screens.behind import BehindScreen

        row = self.list.item(id)
        if row is None:
            return
        if row.kind == "criterion":
            self.sqs.push_screen(BehindScreen(row.name, id.split("\n")[0]))
        elif row.kind == "interview":
            self.say("I goes to the interviews")
        else:
            self.say("Enter on a criterion lists the cases behind it")


def _section_rows(group: str, section: Section, figure: Figure, symbols: Symbols) -> Iterator[SummaryRow]:
    yield SummaryRow(
        f"{group}\n{section.id}", "section", section.id, section.title, figure.proportion, figure.provisional
    )
    if figure.named:
        yield SummaryRow(f"lowest {group}\n{section.id}", "note", "", f"  {figure.said(symbols)}")


def _criterion_row(group: str, criterion: Criterion, figure: CriterionFigure, kind: str = "criterion") -> SummaryRow:
    counts = (figure.not_applicable, figure.cannot_judge, figure.parked, figure.blank)
    return SummaryRow(
        f"{group}\n{criterion.section}\n{criterion.id}",
        kind,
        criterion.id,
        criterion.title,
        figure.proportion,
        figure.provisional,
        counts,
        is_apart=kind == "criterion" and not criterion.is_scored,
    )
