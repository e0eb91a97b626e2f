"""What was put down on an answer, as rows: the verdict, the factors, the note, and the entries linked to it."""

from __future__ import annotations

from collections.abc import Iterator

from sqs_tui.domain.entry import KINDS
from sqs_tui.session.inspection import Inspection
from sqs_tui.ui.symbols import STATE_STYLES, WORDS, Symbols
from sqs_tui.ui.widgets.lines import Row, wrapped


def answer_rows(inspection: Inspection, case: str, criterion: str, symbols: Symbols, width: int) -> Iterator[Row]:
    """For those who score: private entries too, each marked as such."""
    state, answer = inspection.state(case, criterion), inspection.cases[case].answer(criterion)
    title = inspection.catalogue.known[criterion].title
    word = WORDS[state] or "not answered yet"
    head = f" {symbols.state(state)} {word}  "
    yield ((head, STATE_STYLES[state]), (f"{inspection.cases[case].ref}  {criterion}  {title}", "title"))
    by = inspection.closed_by(case, criterion)
    if by:
        yield from _said(f"Not applicable by rule: {by}", width, "soft")
    titles = inspection.catalogue.known[criterion].factor_titles
    if answer.factors:
        yield from _said(f"Factors: {'; '.join(titles.get(code, code) for code in answer.factors)}", width, "mark")
    if answer.unrecorded:
        yield from _said("Done, but not recorded", width, "mark")
    if answer.note:
        yield from _said(f"Note: {answer.note}", width, "text")
    for entry in inspection.entries_of(case, criterion):
        private = "" if entry.shareable else ", private"
        source = f" [{entry.found}]" if entry.found else ""
        yield from _said(f"{KINDS[entry.kind].capitalize()}{private}: {entry.said}{source}", width, "text")


def _said(text: str, width: int, style: str) -> list[Row]:
    return [((f" {line}", style),) for line in wrapped(text, max(width - 1, 8))]
