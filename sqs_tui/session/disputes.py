"""The figures people differ on: which values stand for each case, and the range that each figure can take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from sqs_tui.domain.case import REMOVED, Case
from sqs_tui.domain.disputed import Disputed, Range, Ranges, range_of
from sqs_tui.domain.interview import MANAGER, Interview
from sqs_tui.domain.particulars import CONDITION_NAMES
from sqs_tui.domain.standing import Standing, state_of
from sqs_tui.domain.tally import Tally
from sqs_tui.session.differences import field_title, in_words
from sqs_tui.store import rows
from sqs_tui.store.fold import DELETED, Key

if TYPE_CHECKING:
    from sqs_tui.session.held import Held

#: The fields of an answer that a figure hangs on.
_COUNTED = ("verdict", "parked")
#: The particulars that decide what applies, or which slice a case is in.
_SLICING = CONDITION_NAMES | {"inspector"}


def ranges(
    inspection: Held,
    tally: Tally,
    standing_of: Callable[[str], Standing | None],
    counts: Callable[[Case], bool],
) -> Ranges:
    """The ranges of a tally: `counts` says whether a case belongs to it, for any choice of what people differ on.

    `standing_of` has how a case is counted in the tally, None where it is not; where nobody differs neither is asked.
    """
    return Ranges(tally, [(one, standing_of(one.case.id)) for one in disputed_cases(inspection)], counts)


def own_ranges(inspection: Held, tally: Tally, case: str) -> Ranges:
    """The ranges of the tally of one case: what people differ on elsewhere is not gone through for it."""
    keys = _counted_keys(inspection).get(case)
    own = [(_remembered(inspection, case, keys), inspection.standings[case])] if keys else []
    return Ranges(tally, own, lambda one: one.id == case)


def disputed_cases(inspection: Held) -> list[Disputed]:
    """The cases people differ on, as far as a figure can hang on it."""
    by_case = _counted_keys(inspection)
    inspection.disputed = {case: _remembered(inspection, case, keys) for case, keys in by_case.items()}
    return list(inspection.disputed.values())


def _counted_keys(inspection: Held) -> dict[str, list[Key]]:
    """The fields people differ on that a figure can hang on, by case."""
    by_case: dict[str, list[Key]] = {}
    for key in inspection.workbook.differences():
        table, id, field = key
        case = id.rpartition("/")[0] if table == rows.ANSWERS else id if table == rows.CASES else ""
        if case in inspection.cases and (table == rows.CASES or field in _COUNTED):
            by_case.setdefault(case, []).append(key)
    return by_case


def _remembered(inspection: Held, case: str, keys: list[Key]) -> Disputed:
    """One case people differ on; the object made before, with what was worked out of it, while the case is the same."""
    fresh = _disputed(inspection, inspection.cases[case], keys)
    known = inspection.disputed.get(case)
    inspection.disputed[case] = known if known == fresh else fresh
    return inspection.disputed[case]


def _disputed(inspection: Held, case: Case, keys: list[Key]) -> Disputed:
    heads = {key[2]: tuple(inspection.workbook.heads(*key)) for key in keys if key[0] == rows.CASES}
    statuses = tuple(dict.fromkeys(str(value or case.status) for value in heads.get("status", (case.status,))))
    return Disputed(
        case,
        {id.rpartition("/")[2]: _answers(inspection, table, id) for table, id, _ in keys if table == rows.ANSWERS},
        {name: tuple(str(value or "") for value in heads[name]) for name in _SLICING & heads.keys()},
        (*statuses, REMOVED) if DELETED in heads else statuses,
    )


def _answers(inspection: Held, table: str, id: str) -> tuple[Any, ...]:
    """Every answer that the values which stand for its verdict and its parking make up."""
    book = inspection.workbook
    row = book.rows(table).get(id, {})
    each = [book.heads(table, id, field) or (row.get(field),) for field in _COUNTED]
    return tuple(rows.answer_from({**row, **dict(zip(_COUNTED, values, strict=True))}) for values in product(*each))


def differing_words(inspection: Held, table: str) -> Mapping[str, str]:
    """The answers of a table that people differ on, by id: what stands for each field, in words."""
    found: dict[str, str] = {}
    for key in inspection.workbook.differences():
        if key[0] == table and key[2] != DELETED:
            values = " or ".join(in_words(inspection, key, value) for value in inspection.workbook.heads(*key))
            found[key[1]] = "; ".join(filter(None, (found.get(key[1], ""), f"{field_title(table, key[2])}: {values}")))
    return found


def interview_ranges(inspection: Held, *, stand_ins: bool = False) -> Mapping[str, Range]:
    """The ranges of the interview items people differ on."""
    found: dict[str, Range] = {}
    differing = {
        id.rpartition("/")[0] if table == rows.INTERVIEW_ANSWERS else id
        for table, id, field in inspection.workbook.differences()
        if table == rows.INTERVIEW_ANSWERS or (table == rows.INTERVIEWS and field == "role")
    }
    if not differing:
        return found
    agreed = [one for one in inspection.interviews.values() if one.manager not in differing]
    disputed = [one for one in inspection.interviews.values() if one.manager in differing]
    for item in inspection.catalogue.interview_items:
        if item.is_judged:
            settled = [state for one in agreed for state in _states(inspection, one, item.id, stand_ins)]
            told = range_of(settled, [_states(inspection, one, item.id, stand_ins) for one in disputed])
            if told is not None:
                found[item.id] = told
    return found


def _states(inspection: Held, interview: Interview, item: str, stand_ins: bool) -> list[Any]:
    """How an item of an interview may stand: None where the interview would not be counted."""
    heads = inspection.workbook.heads(rows.INTERVIEWS, interview.manager, "role")
    roles = [str(role or MANAGER) for role in heads] or [interview.role]
    answers = _answers(inspection, rows.INTERVIEW_ANSWERS, rows.answer_id(interview.manager, item))
    chosen = [Interview(interview.manager, role, {**interview.answers, item: one}) for role in roles for one in answers]
    return [
        state_of(one.answer(item)) if one.is_counted or (stand_ins and one.is_stand_ins) else None for one in chosen
    ]
