"""One answer in a row of a file: what answers of cases and of interviews have in common.

A verdict other than the one that stands takes parking away, as a key would.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqs_tui.domain.case import BLANK, Answer, Verdict
from sqs_tui.domain.catalogue import Criterion
from sqs_tui.domain.text import cleaned
from sqs_tui.exchange.sheet import Checking, Row

COLUMNS = ("criterion", "verdict", "factors", "note", "parked", "flag", "unrecorded")
_VERDICTS = {verdict.value.casefold(): verdict.value for verdict in Verdict}


def out(criterion: str, answer: Answer) -> dict[str, str]:
    """The cells of an answer."""
    return {
        "criterion": criterion,
        "verdict": answer.verdict.value if answer.verdict else "",
        "factors": ";".join(answer.factors),
        "note": cleaned(answer.note),
        "parked": "yes" if answer.parked else "no",
        "flag": "yes" if answer.flag else "no",
        "unrecorded": _unrecorded(answer),
    }


def _unrecorded(answer: Answer) -> str:
    """Where two people's changes met, the mark can stand on what is no No: it says nothing, and nothing is told."""
    if answer.verdict is not Verdict.NO:
        return "" if answer.unrecorded else "no"
    return "yes" if answer.unrecorded else "no"


def criterion_of(
    row: Row, found: Checking, criteria: Iterable[Criterion], others: Iterable[Criterion]
) -> Criterion | None:
    """The criterion a row is about; `others` are those that belong into another file."""
    wanted = found.line(row, "criterion").casefold()
    for criterion in criteria:
        if criterion.id.casefold() == wanted:
            return criterion
    if wanted in {other.id.casefold() for other in others}:
        found.wrong(row, "criterion", "belongs into a file of its own: interviews have case_manager, answers have case")
    else:
        found.wrong(row, "criterion", "is not in the catalogue" if wanted else "is empty")
    return None


def merged(row: Row, found: Checking, criterion: Criterion | None, before: Answer, *, is_said: bool = False) -> Answer:
    """The answer as it stands once the row is taken in; without a criterion the rest of the row is still checked.

    What is marked on an answer that `is_said` in an interview explains a Yes as well, and stays with it.
    """
    verdict = found.choice(row, "verdict", _VERDICTS)
    if verdict and criterion is not None and not criterion.is_judged:
        found.wrong(row, "verdict", "must be empty: this one takes a note only")
    after = before
    if verdict and verdict != before.verdict:
        after = before.judged(Verdict(verdict))
        after = replace(after, factors=before.factors) if is_said else after
    is_cleared = not verdict and found.empties(row, "verdict", before.verdict)
    after = before.judged(None) if is_cleared else after
    parked, flag, unrecorded = (found.flag(row, name) for name in ("parked", "flag", "unrecorded"))
    can_be = after.verdict is Verdict.NO
    kept = after.unrecorded and (can_be or after.verdict is before.verdict)
    if unrecorded and not can_be and not kept:
        found.wrong(row, "unrecorded", "must be no or empty: only a No is done but not recorded")
    note = row.cells.get("note", "")
    after = replace(
        after,
        factors=(_factors(row, found, criterion, before) if criterion else ()) or after.factors,
        note=note if note.strip() and note != cleaned(before.note) else after.note,
        parked=after.parked if parked is None else parked,
        flag=after.flag if flag is None else flag,
        unrecorded=kept if unrecorded is None else unrecorded,
    )
    stands = before if is_cleared else after
    emptied = {name: getattr(BLANK, name) for name in COLUMNS[2:] if found.empties(row, name, getattr(stands, name))}
    return replace(after, **emptied)


def _factors(row: Row, found: Checking, criterion: Criterion, before: Answer) -> tuple[str, ...]:
    """The factors a row gives, in the order of their lists; what stands already is let through."""
    kept = {code.casefold(): code for code in (*criterion.factor_titles, *before.factors)}
    given = [code.strip().casefold() for code in row.word("factors").split(";") if code.strip()]
    if any(code not in kept for code in given):
        offered = ", ".join(criterion.factor_titles)
        found.wrong(row, "factors", f"must be among {offered}, with ; between" if offered else "must be empty here")
        return ()
    if {kept[code] for code in given} == set(before.factors):
        return before.factors
    return tuple(code for code in kept.values() if code.casefold() in given)
