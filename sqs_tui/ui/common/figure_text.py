"""Tallies dealt out as the figures that panels show."""

from __future__ import annotations

from sqs_tui.domain.disputed import Ranges
from sqs_tui.domain.tally import SectionFigure, Tally
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.figures import Figure
from sqs_tui.ui.widgets.lines import Row, wrapped


def figures(ranges: Ranges) -> list[Figure]:
    """A figure for each section that has scored criteria, by the catalogue's way of adding up, with its range."""
    tally = ranges.tally
    catalogue = tally.catalogue
    return [
        Figure(
            section.id,
            section.short,
            (figure := tally.section(section.id)).proportion,
            figure.provisional,
            figure.band.title if figure.band else "",
            _named(tally, figure),
            counts_only=figure.too_few,
            range=ranges.section(section.id),
        )
        for section in catalogue.sections
        if catalogue.scored.get(section.id)
    ]


def _named(tally: Tally, figure: SectionFigure) -> str:
    """Which criteria are the lowest, where the catalogue shows that, and what speaks against leaning on it.

    Of one case it says nothing: a band of a single case would be a verdict on who worked it.
    """
    if figure.too_few and tally.cases > 1:
        return f"no band: a key question has under {tally.catalogue.least_cases} cases"
    if not figure.lowest:
        return ""
    near = "near a boundary, " if figure.near_boundary else ""
    other = "; another has no case" if figure.incomplete else ""
    titles = [tally.catalogue.known[id].title for id in figure.lowest]
    return f"{near}lowest {'is' if len(titles) == 1 else 'are'} {', and '.join(titles)}{other}"


def total_line(ranges: Ranges, group: str, symbols: Symbols) -> str:
    """The points of a group added up, with the marks of the sections they come from, and what they can come to.

    Empty where the catalogue adds none up for this group, or a section is not rated yet.
    """
    tally = ranges.tally
    total, added = tally.catalogue.total, tally.total()
    if total is None or added is None or total.group not in ("", group):
        return ""
    points, best, band = added
    rated = [tally.section(section) for section in total.sections]
    marks = symbols.small if any(figure.proportion.is_small for figure in rated) else ""
    marks += symbols.provisional if any(figure.provisional for figure in rated) else ""
    ends = ranges.total()
    disputed = f"; people differ: {ends[0]} to {ends[1]}" if ends else ""
    marks += symbols.disputed if ends else ""
    return f"{total.title}: {points} of {best}{f', {band.title}' if band else ''}{marks}{disputed}"


def total_rows(ranges: Ranges, group: str, symbols: Symbols, width: int) -> list[Row]:
    """That line, broken at a width."""
    return [((line, "text"),) for line in wrapped(total_line(ranges, group, symbols), width) if line]
