"""A criterion in full, as rows: the question, how it stands, what was written, and what is good enough."""

from __future__ import annotations

from collections.abc import Iterator

from sqs_tui.domain.agenda import Lack, lacks
from sqs_tui.domain.catalogue import Criterion
from sqs_tui.domain.entry import KIND_MARKS, KINDS
from sqs_tui.domain.standing import State
from sqs_tui.session.company import may_be_shown
from sqs_tui.session.inspection import Inspection
from sqs_tui.ui import keys
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.lines import Row, wrapped

_KINDS = {
    "gate": "opens other criteria; not counted",
    "score": "counts towards its section",
    "detail": "own proportion only",
    "text": "in words",
}
#: Why nothing is told of a criterion in company.
KEPT_BACK = "Oversight is neither shown nor answered here"
#: What an answer wants: the mark on its row, and the words.
_WANTING = {Lack.EVIDENCE: ("e?", "evidence"), Lack.FACTOR: ("f?", "a factor"), Lack.REASON: ("e?", "a reason")}


def criterion_rows(
    inspection: Inspection,
    case: str,
    id: str,
    symbols: Symbols,
    width: int,
    *,
    guidance: bool,
    company: bool,
    whole: bool = False,
) -> list[Row]:
    """The rows for a criterion of a case; `whole` adds where the criterion comes from."""
    criterion = inspection.catalogue.known[id]
    rows = _asked(criterion, symbols, width)
    rows += _standing(inspection, case, criterion, width)
    rows += _written(inspection, case, criterion, width, company)
    if not company:
        rows += _lacking(inspection, case, criterion, width)
    if whole and not company:
        for finding in inspection.findings(case):
            if id in finding.criteria:
                rows += _paragraph(f"! {finding.say}", width, "warn")
    if guidance or whole:
        rows += guidance_rows(criterion, width)
    if whole:
        rows += _provenance(inspection, criterion, width)
    return rows


def kept_back_rows(criterion: Criterion, symbols: Symbols, width: int, *, guidance: bool) -> list[Row]:
    """The rows for a criterion of which nothing is told in company: what is asked, and when that is good enough."""
    rows = _asked(criterion, symbols, width)
    rows += _paragraph(keys.render_keys(f"{KEPT_BACK}; {{company-mode}} leaves company."), width, "soft")
    return [*rows, *guidance_rows(criterion, width)] if guidance else rows


def _asked(criterion: Criterion, symbols: Symbols, width: int) -> list[Row]:
    head = f"{symbols.rule} {criterion.id}  {criterion.title} {symbols.rule} {_KINDS[criterion.kind.value]} "
    return [((head, "title"),), *_paragraph(criterion.question, width, "text")]


def guidance_rows(criterion: Criterion, width: int) -> list[Row]:
    """What to look for, and when that is good enough."""
    rows: list[Row] = []
    for heading, lines in criterion.guidance.parts():
        rows.append(((f" {heading}", "key"),))
        for line in lines:
            first, *others = wrapped(line, width - 4) or ("",)
            rows.append(((f"   - {first}", "text"),))
            rows += [((f"     {other}", "text"),) for other in others]
    return rows


def _standing(inspection: Inspection, case: str, criterion: Criterion, width: int) -> Iterator[Row]:
    by = inspection.closed_by(case, criterion.id)
    if by in inspection.catalogue.place:
        state = inspection.state(case, by)
        word = "No" if state is State.NO else "not applicable"
        yield from _paragraph(
            f"Not applicable by rule: {by} is {word}. {keys.key_label('open-here')} goes there.", width, "soft"
        )
    elif by:
        yield from _paragraph(f"Not applicable by rule: {by}.", width, "soft")
    elif criterion.na:
        yield from _paragraph(f"n/a may be chosen: {criterion.na}.", width, "soft")


def _written(inspection: Inspection, case: str, criterion: Criterion, width: int, company: bool) -> Iterator[Row]:
    answer = inspection.cases[case].answer(criterion.id)
    if answer.factors:
        titles = criterion.factor_titles
        yield from _paragraph("Factors: " + "; ".join(titles.get(code, code) for code in answer.factors), width, "mark")
    if answer.unrecorded:
        yield from _paragraph("Done, but not recorded.", width, "mark")
    if answer.note and not company:
        yield from _paragraph(f"Note: {answer.note}", width, "text")
    for entry in inspection.entries_of(case, criterion.id):
        if company and not may_be_shown(inspection, entry):
            continue
        private = "" if entry.shareable else " (private)"
        source = f" [{entry.found}]" if entry.found else ""
        mark = KIND_MARKS[entry.kind]
        yield from _paragraph(f"{mark} {KINDS[entry.kind]}{private}: {entry.said}{source}", width, "text")


def _lacking(inspection: Inspection, case: str, criterion: Criterion, width: int) -> Iterator[Row]:
    """What the answer still wants, with the marks the list has for it."""
    found = inspection.cases[case]
    wanting = lacks(found, criterion, inspection.state(case, criterion.id), inspection.evidenced(case))
    said = [f"{_WANTING[lack][0]} {_WANTING[lack][1]}" for lack in wanting if lack in _WANTING]
    if said:
        yield from _paragraph(f"Missing: {', '.join(said)}.", width, "warn")


def _provenance(inspection: Inspection, criterion: Criterion, width: int) -> Iterator[Row]:
    catalogue = inspection.catalogue
    yield ((" Where it comes from", "key"),)
    said = [
        f"Applies when: {criterion.when.source}" if criterion.when else "Always applies.",
        f"Evidence for this criterion: {criterion.evidence}." if criterion.evidence else "",
        f"Feeds the letter's topic {criterion.topic}." if criterion.topic else "",
        f"{catalogue.title}, version {catalogue.version}. {catalogue.wording}",
    ]
    for text in filter(None, said):
        yield from _paragraph(text, width, "soft")


def _paragraph(text: str, width: int, style: str) -> list[Row]:
    return [((f" {line}", style),) for line in wrapped(text, max(width - 1, 8))]
