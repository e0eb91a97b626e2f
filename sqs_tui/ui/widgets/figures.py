"""The live summary: each section's bar, percentage and k of n, for this case and for all cases."""

from __future__ import annotations

from collections.abc import Sequence

from sqs_tui.domain.disputed import Range
from sqs_tui.domain.percent import Proportion
from sqs_tui.ui.symbols import UNICODE, Symbols
from sqs_tui.ui.widgets.lines import Lines, Row, fitted, wrapped
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What a panel shows of one section.

    Where it shows its lowest criterion, `band` is what that reaches, and `named` says which it is. With `counts_only`
    it rests on too little for a percentage. Where people differ on it, `range` is what it can come to.
    """

    section: str
    title: str
    proportion: Proportion
    provisional: bool = False
    band: str = ""
    named: str = ""
    counts_only: bool = False
    range: Range | None = None

    def marks(self, symbols: Symbols) -> str:
        """What must stand with the figure, and with its band: a small base, that it is provisional, or disputed."""
        small = symbols.small if self.proportion.is_small else ""
        disputed = symbols.disputed if self.range else ""
        return small + (symbols.provisional if self.provisional else "") + disputed

    @property
    def disputed(self) -> str:
        """What it can come to, where people differ on it."""
        return f"people differ: {self.range.words}" if self.range else ""

    def said(self, symbols: Symbols) -> str:
        """The band with its marks, and the lowest criterion; or why there is none; empty where that is not said."""
        return f"{self.band}{self.marks(symbols)}, {self.named}" if self.band else self.named


def figure_row(figure: Figure, symbols: Symbols, width: int) -> Row:
    """A section on one line: its name, a bar, and the proportion; k of n leads where it is small."""
    proportion = figure.proportion
    bar_width = 8 if width >= 44 else 4
    share = proportion.share
    full, empty = symbols.bar(float(share), bar_width) if share is not None else ("", symbols.states[6] * bar_width)
    marks = (symbols.small if proportion.is_small else " ") + (symbols.provisional if figure.provisional else " ")
    marks += symbols.disputed if figure.range else ""
    name = fitted(f"{figure.section} {figure.title}", max(4, width - bar_width - 17), symbols.ellipsis)
    return ((name, "text"), (full, "bar"), (empty, "track"), *_numbers(figure, symbols), (marks, "warn"))


def _numbers(figure: Figure, symbols: Symbols) -> Row:
    """The percentage and k of n, in that order; the other way round, and the percentage dimmed, under ten."""
    proportion = figure.proportion
    percent = proportion.whole() if proportion.relevant else symbols.dash
    percent = percent if percent in (symbols.dash, "–") else f"{percent}%"
    if not proportion.relevant:
        return ((f"{symbols.dash:>5}", "soft"), (" " * 9, "soft"))
    if figure.counts_only:
        return ((f" {proportion.compact():>6}", "text"), (" " * 7, "soft"))
    if proportion.counts_lead:
        return ((f" {proportion.compact():>6}", "text"), (f" {percent:>5} ", "soft"))
    return ((f" {percent:>5}", "text"), (f" {proportion.compact():>7}", "soft"))


class FiguresPanel(Lines):
    """Sections one under another, under a heading, for one set of cases."""

    def __init__(self, symbols: Symbols = UNICODE, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._symbols = symbols
        self._heading = ""
        self._figures: tuple[Figure, ...] = ()

    def show_figures(self, heading: str, figures: Sequence[Figure]) -> None:
        """Show these figures; only lines that differ are painted."""
        self._heading, self._figures = heading, tuple(figures)
        self._build()

    def on_resize(self) -> None:
        self._build()

    def _build(self) -> None:
        width = self.size.width
        if not width:
            return
        rows: list[Row] = [((fitted(self._heading, width, self._symbols.ellipsis), "title"),)]
        for figure in self._figures:
            rows.append(figure_row(figure, self._symbols, width))
            if figure.named:
                rows += [((f"  {line}", "soft"),) for line in wrapped(figure.said(self._symbols), width - 2)]
            rows += [((f"  {line}", "warn"),) for line in wrapped(figure.disputed, width - 2) if line]
        self.show(rows)


#: How much of a strip its heading takes.
_HEADING = 9


def strip_row(heading: str, figures: Sequence[Figure], symbols: Symbols, width: int) -> Row:
    """The same figures on one line, under a heading of at most nine cells, where there is no room for a panel."""
    spans = [(fitted(heading, _HEADING, symbols.ellipsis), "title")]
    room = max(4, (width - _HEADING) // max(len(figures), 1) - 3)
    for figure in figures:
        proportion, marks = figure.proportion, figure.marks(symbols)
        if not proportion.relevant:
            parts = [symbols.dash]
        elif figure.counts_only:
            parts = [proportion.compact()]
        elif proportion.counts_lead:
            parts = [proportion.compact(), f"{proportion.whole()}%"]
        else:
            parts = [f"{proportion.whole()}%", proportion.compact()]
        # Whatever the room, no digit and no mark is cut off: the percentage goes first, then all of it.
        short = proportion.compact() if proportion.relevant else symbols.dash
        ways = [f"{' '.join(parts)}{marks}", f"{short}{marks}"]
        if figure.range is not None:
            ways = [f"{way} {figure.range.compact}" for way in ways] + ways
        text = next((way for way in ways if len(way) <= room), symbols.ellipsis)
        text = fitted(text, min(room, max(12, len(text))), symbols.ellipsis)
        spans += [(f" {figure.section} ", "soft"), (text, "text")]
    return tuple(spans)
