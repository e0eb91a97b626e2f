"""Beside the summary, where there is room: the cases behind the figure under the cursor, why not, and splits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqs_tui.domain.case import Case
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.standing import State
from sqs_tui.session.behind import WhyNot, splits
from sqs_tui.session.inspection import Inspection
from sqs_tui.ui import keys
from sqs_tui.ui.summary.rows import SummaryRow
from sqs_tui.ui.symbols import STATE_STYLES, WORDS, Symbols
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped

#: How many lines of references, and how many factors, before the rest is left to Enter and to w.
_MOST_LINES, _MOST_REASONS = 3, 5
_STATES = (State.NO, State.YES, State.UNKNOWN, State.PARKED, State.BLANK)


def beside_rows(
    inspection: Inspection,
    cases: Sequence[Case],
    row: SummaryRow | None,
    criteria: Sequence[str],
    symbols: Symbols,
    width: int,
) -> list[Row]:
    """For a section or a criterion; what case managers said leads to nobody."""
    if row is None or not criteria:
        return []
    rows: list[Row] = [((line, "title"),) for line in wrapped(row.said, width)]
    rows += [((line, "text"),) for line in _question(inspection, criteria, width)]
    rows.append(())
    if len(criteria) == 1:
        rows += _references(inspection, cases, criteria[0], symbols, width)
    rows += _reasons(WhyNot(inspection, criteria, cases), symbols, width)
    rows += _splits(inspection, cases, criteria, symbols, width)
    return rows


def _question(inspection: Inspection, criteria: Sequence[str], width: int) -> Sequence[str]:
    return wrapped(inspection.catalogue.known[criteria[0]].question, width) if len(criteria) == 1 else ()


def _references(
    inspection: Inspection, cases: Sequence[Case], criterion: str, symbols: Symbols, width: int
) -> Iterator[Row]:
    """The references by how the case stands, as many as there is room for."""
    place = inspection.catalogue.place[criterion]
    for state in _STATES:
        held = [case.ref for case in cases if inspection.standings[case.id].states[place] == state]
        if not held:
            continue
        lines = wrapped("  ".join(held), width - 2)
        if len(lines) > _MOST_LINES:
            lines = (
                *lines[: _MOST_LINES - 1],
                f"{symbols.ellipsis} and more: {keys.key_label('choose-row')} opens them",
            )
        word = WORDS[state] or "open"
        yield ((f"{symbols.state(state)} ", STATE_STYLES[state]), (f"{word}: {len(held)} of {len(cases)}", "text"))
        yield from (((f"  {line}", "soft"),) for line in lines)


def _reasons(why: WhyNot, symbols: Symbols, width: int) -> Iterator[Row]:
    reasons = list(why.reasons())
    if not reasons:
        return
    nos = why.proportion.not_met.met
    yield ()
    yield ((f"Why not: {nos} No{f', in {why.no_cases} cases' if len(why.criteria) > 1 else ''}", "title"),)
    for reason in reasons[:_MOST_REASONS]:
        yield ((f"{reason.judgements:>3}  ", "text"), (fitted(reason.title, width - 5, symbols.ellipsis), "text"))
    if len(reasons) > _MOST_REASONS:
        yield ((f"     {keys.key_label('why-not')} has {len(reasons) - _MOST_REASONS} more", "soft"),)


def _splits(
    inspection: Inspection, cases: Sequence[Case], criteria: Sequence[str], symbols: Symbols, width: int
) -> Iterator[Row]:
    """The same figure for each order, phase and so on; small bases carry their mark."""
    heading = ""
    for kind, title, proportion in splits(inspection, cases, criteria):
        if kind != heading:
            heading = kind
            yield ()
            yield ((f"By {kind.casefold()}", "title"),)
        yield ((fitted(f"  {title}", width - 16, symbols.ellipsis), "text"), *_figure(proportion, symbols))


def _figure(proportion: Proportion, symbols: Symbols) -> Row:
    small = symbols.small if proportion.is_small else " "
    percent = f"{proportion.whole()}%"
    if proportion.counts_lead:
        return ((f" {proportion.compact():>6}", "text"), (f" {percent:>5}", "soft"), (small, "warn"))
    return ((f" {percent:>6}", "text"), (f" {proportion.compact():>5}", "soft"), (small, "warn"))
