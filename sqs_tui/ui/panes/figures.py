"""Tallies dealt out as the figures that panels show."""

from __future__ import annotations

from sqs_tui.domain.tally import SectionFigure, Tally
from sqs_tui.ui.widgets.figures import Figure


def figures(tally: Tally) -> list[Figure]:
    """A figure for each section that has scored criteria, by the catalogue's way of adding up."""
    catalogue = tally.catalogue
    return [
        Figure(
            section.id,
            section.short,
            (figure := tally.section(section.id)).proportion,
            figure.provisional,
            _named(tally, figure),
        )
        for section in catalogue.sections
        if catalogue.scored.get(section.id)
    ]


def _named(tally: Tally, figure: SectionFigure) -> str:
    """The lowest criterion with its band, where the catalogue shows that."""
    if tally.catalogue.aggregate != "lowest" or not figure.lowest:
        return ""
    band = figure.band.title if figure.band else ""
    near = ", near a boundary" if figure.near_boundary else ""
    return f"{band}{near}: lowest is {tally.catalogue.known[figure.lowest].title}"


def total_line(tally: Tally) -> str:
    """The points added up, in a line; empty where the catalogue adds none, or a section is not rated yet."""
    total, added = tally.catalogue.total, tally.total()
    if total is None or added is None:
        return ""
    points, best, band = added
    return f"{total.title}: {points} of {best}{f', {band.title}' if band else ''}"
