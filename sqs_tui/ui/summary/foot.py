"""What is said under the summary of the figure under the cursor: its words, or how firm it is."""

from __future__ import annotations

from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.firmness import Turn, extremes, one_more, wilson
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.wording import candidates
from sqs_tui.ui.summary.rows import SummaryRow
from sqs_tui.ui.symbols import Symbols

#: How many lines each takes.
WORD_LINES, FIRM_LINES = 2, 3


def word_lines(row: SummaryRow | None, catalogue: Catalogue) -> list[str]:
    """The words for what was met and what was not; a section gets none."""
    if row is None:
        return []
    if row.kind == "section":
        lowest = catalogue.aggregate == "lowest" and not row.counts_only
        way = "Its lowest scored criterion, by name" if lowest else "All its scored judgements together"
        return [*_disputed(row), f" {way}; a section gets no words."]
    if not row.proportion.relevant:
        return _disputed(row)
    met, missed = candidates(row.proportion), candidates(row.proportion.not_met)
    told = [f" {row.name} met: {'; '.join(met[:5])}", f" {' ' * len(row.name)} not: {'; '.join(missed[:5])}"]
    return [*_disputed(row), *told]


def _disputed(row: SummaryRow) -> list[str]:
    """What the figure can come to comes before any words: these may not be true once it is settled."""
    return [f" {row.name} {row.disputed}; what was written last counts meanwhile."] if row.disputed else []


def firm_lines(row: SummaryRow | None, symbols: Symbols) -> list[str]:
    """The range it may lie in, what the open answers could make of it, and what one more would; for criteria only."""
    if row is None or row.kind == "":
        return []
    if row.kind not in ("criterion", "interview"):
        return [" How firm a figure is can be said of a criterion only: a section adds up what hangs together."]
    span = wilson(row.proportion)
    if span is None:
        return [" Nothing is relevant yet."]
    low, high = (round(100 * end) for end in span)
    said = f" {row.name} {_told(row.proportion)}: range {low} to {high}%."
    said += f" {row.disputed[:1].upper()}{row.disputed[1:]}." if row.disputed else ""
    if row.still_open:
        worst, best = extremes(row.proportion, row.still_open)
        said += f" {row.still_open} open: all Yes {_told(best)}, all No {_told(worst)}."
    yes, no = one_more(row.proportion)
    return [said, f" one more Yes {_turn(yes, symbols)}", f" one more No  {_turn(no, symbols)}"]


def _told(proportion: Proportion) -> str:
    return f"{proportion.compact()} {proportion.whole()}%"


def _turn(turn: Turn, symbols: Symbols) -> str:
    kept = f"still true: {'; '.join(turn.kept)}" if turn.kept else "no word of now would still be true"
    return f"{_told(turn.proportion)} {turn.words[0]} {symbols.dash} {kept}"
