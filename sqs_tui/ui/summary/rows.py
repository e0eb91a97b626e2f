"""The rows of the summary: sections with their criteria, group by group, and the interviews."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sqs_tui.domain.catalogue import Criterion, Section
from sqs_tui.domain.disputed import Range, Ranges
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.tally import CriterionFigure, Tally
from sqs_tui.domain.wording import candidates
from sqs_tui.session.disputes import interview_ranges
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.views import ViewTally
from sqs_tui.ui.common.figure_text import figures, total_line
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.figures import Figure
from sqs_tui.values import dataclass

_NOTHING = Proportion()


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A section, a criterion, an interview item, or a line about them (`title` alone); headings have no id.

    `counts` are what is in no proportion: not applicable, cannot be judged, parked, blank.
    """

    id: str
    kind: str
    name: str
    title: str
    proportion: Proportion = _NOTHING
    provisional: bool = False
    counts: tuple[int, ...] = ()
    is_apart: bool = False
    counts_only: bool = False
    range: Range | None = None

    @property
    def disputed(self) -> str:
        """What the figure can come to, where people differ on it."""
        return f"people differ: {self.range.words}" if self.range else ""

    @property
    def group(self) -> str:
        """The group its cases belong to."""
        return self.id.split("\n")[0]

    @property
    def said(self) -> str:
        """The name and the title."""
        return f"{self.name}  {self.title}"

    @property
    def still_open(self) -> int:
        """How many answers are parked or blank."""
        return sum(self.counts[2:])

    def words_in(self, width: int) -> str:
        """The best words for what was met, and for what was not where both fit; none while people differ."""
        if self.range is not None:
            return self.disputed
        met, missed = candidates(self.proportion), candidates(self.proportion.not_met)
        both = f"{met[0]} / {missed[0]}" if met else ""
        return both if len(both) <= width else met[0]


def summary_rows(inspection: Inspection, tallies: ViewTally, symbols: Symbols) -> Iterator[SummaryRow]:
    """Every section and criterion, under the group they are of; groups are never pooled."""
    for place, (group, title) in enumerate(tallies.groups()):
        ranges = tallies.ranges(group)
        if title:
            if place:
                yield SummaryRow("", "", "", "")
            yield SummaryRow("", "", "", f"{ranges.tally.cases} {title}")
        yield from _group_rows(group, ranges, symbols)


def _group_rows(group: str, ranges: Ranges, symbols: Symbols) -> Iterator[SummaryRow]:
    tally = ranges.tally
    catalogue = tally.catalogue
    every = {figure.section: figure for figure in figures(ranges)}
    for section in catalogue.sections:
        if section.id in catalogue.places:
            if section.id in every:
                yield from _section_rows(group, tally, section, every[section.id], symbols)
            for place in catalogue.places[section.id]:
                criterion = catalogue.criteria[place]
                if criterion.is_judged:
                    figure = tally.criterion(criterion.id)
                    yield _criterion_row(group, criterion, figure, ranges.criterion(criterion.id))
    said = total_line(ranges, group, symbols)
    if said:
        yield SummaryRow(f"{group}\ntotal", "note", "", said)


def changed_rows(
    inspection: Inspection, tallies: ViewTally, touched: Mapping[str, Collection[str]], symbols: Symbols
) -> Iterator[SummaryRow]:
    """The rows that acts on these criteria of these cases can have moved."""
    catalogue = inspection.catalogue
    by_group: dict[str, set[str]] = {}
    for case, criteria in touched.items():
        if tallies.holds(case):
            by_group.setdefault(inspection.group(case), set()).update(criteria)
    for group, criteria in by_group.items():
        ranges = tallies.ranges(group)
        tally = ranges.tally
        for criterion in (catalogue.known[id] for id in criteria if id in catalogue.place):
            if criterion.is_judged:
                figure = tally.criterion(criterion.id)
                yield _criterion_row(group, criterion, figure, ranges.criterion(criterion.id))
        for shown in figures(ranges):
            yield from _section_rows(group, tally, catalogue.section(shown.section), shown, symbols)
        said = total_line(ranges, group, symbols)
        if said:
            yield SummaryRow(f"{group}\ntotal", "note", "", said)


def _section_rows(group: str, tally: Tally, section: Section, figure: Figure, symbols: Symbols) -> Iterator[SummaryRow]:
    id = f"{group}\n{section.id}"
    counts = _section_counts(tally, section)
    yield SummaryRow(
        id,
        "section",
        section.id,
        section.title,
        figure.proportion,
        figure.provisional,
        counts,
        counts_only=figure.counts_only,
        range=figure.range,
    )
    if figure.named:
        yield SummaryRow(f"lowest {id}", "note", "", f"  {figure.said(symbols)}")
    if figure.disputed:
        yield SummaryRow(f"disputed {id}", "note", "", f"  {symbols.disputed} {figure.disputed}")


def _section_counts(tally: Tally, section: Section) -> tuple[int, ...]:
    """What is in neither number of the section's figure, of the judgements it is made of."""
    lowest = tally.section(section.id).lowest
    criteria = lowest[:1] or tuple(one.id for one in tally.catalogue.scored[section.id])
    return tuple(map(sum, zip(*(_counts(tally.criterion(one)) for one in criteria), strict=True)))


def _counts(figure: CriterionFigure) -> tuple[int, ...]:
    return figure.not_applicable, figure.cannot_judge, figure.parked, figure.blank


def _criterion_row(
    group: str, criterion: Criterion, figure: CriterionFigure, range: Range | None, kind: str = "criterion"
) -> SummaryRow:
    return SummaryRow(
        f"{group}\n{criterion.section}\n{criterion.id}",
        kind,
        criterion.id,
        criterion.title,
        figure.proportion,
        figure.provisional,
        _counts(figure),
        is_apart=kind == "criterion" and not criterion.is_scored,
        range=range,
    )


def interview_rows(inspection: Inspection, sliced: bool = False, *, stand_ins: bool = False) -> Iterator[SummaryRow]:
    """What case managers said, with case managers as the base: in no section, and in no slice.

    With `stand_ins` those who answered for one are counted too; either way it says how many there are.
    """
    items = inspection.catalogue.interview_items
    if not items:
        return
    every = inspection.interview_figures(stand_ins=stand_ins)
    ranges = interview_ranges(inspection, stand_ins=stand_ins)
    held = sum(interview.is_counted for interview in inspection.interviews.values())
    yield SummaryRow("", "", "", "")
    said = f"Interviews: {held} of {len(inspection.managers())} case managers"
    among = stand_in_words(inspection, counted=stand_ins)
    said += f", {among}" if among else ""
    apart = "in no section, no slice" if sliced else "they enter no section"
    yield SummaryRow("interviews", "note", "", f"{said}; {apart}")
    for item in items:
        if item.id in every:
            yield _criterion_row("", item, every[item.id], ranges.get(item.id), "interview")


def stand_in_words(inspection: Inspection, *, counted: bool) -> str:
    """How many stand-ins are among the interviews counted, or left out of them; empty where nobody stood in."""
    found = inspection.stand_ins
    said = f"{found} stand-in{'s' * (found != 1)}"
    return "" if not found else f"with {said}" if counted else f"{said} left out"
