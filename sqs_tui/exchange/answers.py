"""Answers of cases in and out: one row a case and criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqs_tui.domain.case import BLANK, REMOVED, Case
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.names import References
from sqs_tui.domain.standing import Standing, State, closed_by, standing
from sqs_tui.domain.text import cleaned
from sqs_tui.exchange import answering
from sqs_tui.exchange.plan import By, Holding, Plan
from sqs_tui.exchange.sheet import Sheet
from sqs_tui.exchange.tables import Table
from sqs_tui.store.rows import ANSWERS, answer_changes, answer_id

REQUIRED = frozenset({"case", "criterion", "verdict"})
#: Columns for whoever reads the file; an import looks past them.
TOLD = ("section", "title", "standing", "catalogue", "people_differ")
COLUMNS = ("case", *answering.COLUMNS, *TOLD)

_STANDINGS = {
    State.YES: "yes",
    State.NO: "no",
    State.NA: "not applicable",
    State.UNKNOWN: "cannot judge",
    State.PARKED: "parked",
    State.BLANK: "blank",
}


def table(holding: Holding, differing: Mapping[str, str]) -> Table:
    """Every answer there is, those that are closed or not asked too, with how each stands.

    `differing` says in words what stands for the answers people differ on, by their ids: on their rows alone.
    """
    catalogue = holding.catalogue
    rows = []
    for case in holding.cases.values():
        if case.status == REMOVED:
            continue
        heard = standing(catalogue, case)
        for criterion in catalogue.every_criterion:
            answer = case.answer(criterion.id)
            if not answer.is_blank or answer_id(case.id, criterion.id) in differing:
                cells = answering.out(criterion.id, answer)
                standing_told = _told(catalogue, case, heard, criterion.id)
                others = differing.get(answer_id(case.id, criterion.id), "")
                told = (criterion.section, criterion.title, standing_told, catalogue.id, others)
                rows.append({"case": cleaned(case.ref), **cells, **dict(zip(TOLD, told, strict=True))})
    return Table(COLUMNS, rows)


def _told(catalogue: Catalogue, case: Case, heard: Standing, criterion: str) -> str:
    """How an answer counts, or why it does not."""
    if not case.is_counted:
        return f"case {case.status}"
    if criterion not in catalogue.place:
        return "not asked in this inspection"
    state = heard.state(catalogue.place[criterion])
    if state is not State.CLOSED:
        return _STANDINGS[state]
    reason = closed_by(catalogue, case, heard, catalogue.known[criterion])
    return f"closed by {reason}" if reason in catalogue.place else f"closed: {reason}"


def plan(sheet: Sheet, holding: Holding, by: By) -> Plan:
    """Put down what the rows give; verdicts on closed criteria are kept, not counted, and told."""
    found = Plan(rows=len(sheet.rows))
    catalogue = holding.catalogue
    known, seen = References(holding.cases.values()), dict[object, str]()
    after: dict[str, Case] = {}
    given: dict[str, list[str]] = {}
    for row in sheet.rows:
        case = found.case(row, "case", known, found.line(row, "case"))
        if case is None:
            found.wrong(row, "case", "is not in the sample" if row.word("case") else "is empty")
        criterion = answering.criterion_of(row, found, catalogue.every_criterion, catalogue.every_interview_item)
        before = case.answer(criterion.id) if case and criterion else BLANK
        answer = answering.merged(row, found, criterion, before)
        if case is None or criterion is None:
            continue
        found.once(row, "criterion", (case.id, criterion.id), seen, "the same case and criterion")
        found.write(answer_changes(ANSWERS, answer_id(case.id, criterion.id), before, answer))
        after[case.id] = after.get(case.id, case).answering(criterion.id, answer)
        if row.word("verdict"):
            given.setdefault(case.id, []).append(criterion.id)
    for id, criteria in given.items():
        found.kept += _not_counted(catalogue, after[id], criteria)
    return found


def _not_counted(catalogue: Catalogue, case: Case, criteria: list[str]) -> Iterator[str]:
    """The verdicts of a case that are in no base, each with the reason."""
    heard = standing(catalogue, case)
    for criterion in criteria:
        place = catalogue.place.get(criterion)
        if not case.is_counted or place is None or heard.state(place) is State.CLOSED:
            yield f"{case.ref} {criterion}: {_told(catalogue, case, heard, criterion)}"
