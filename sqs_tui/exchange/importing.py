"""Which kind of file it is, told by its header, and what taking it in would come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sqs_tui.errors import Refused
from sqs_tui.exchange import answers, cases, entries, interviews
from sqs_tui.exchange.plan import By, Holding, Plan
from sqs_tui.exchange.reading import read
from sqs_tui.exchange.sheet import Problem, Sheet


class Sort(NamedTuple):
    """A sort of file: its name, the columns that tell it, all it has, those of them looked past, and its plan."""

    name: str
    required: frozenset[str]
    columns: tuple[str, ...]
    told: tuple[str, ...]
    plan: Callable[[Sheet, Holding, By], Plan]


#: How many blank cells are named where they change nothing.
_SOME = 5
#: The first whose required columns are there tells what a file is.
SORTS = (
    Sort("answers", answers.REQUIRED, answers.COLUMNS, answers.TOLD, answers.plan),
    Sort("interviews", interviews.REQUIRED, interviews.COLUMNS, interviews.TOLD, interviews.plan),
    Sort("entries", entries.REQUIRED, entries.COLUMNS, entries.TOLD, entries.plan),
    Sort("cases", cases.REQUIRED, cases.COLUMNS, cases.TOLD, cases.plan),
)


def sort_of(columns: tuple[str, ...]) -> Sort | None:
    """What a header tells a file to be."""
    return next((sort for sort in SORTS if sort.required <= set(columns)), None)


def planned(
    path: Path,
    holding: Holding,
    by: By,
    only: str = "",
    again: str = "Put it right and import it again.",
    *,
    blank_empties: bool = False,
) -> tuple[str, Plan]:
    """What taking a file in would do; nothing is done. `only` refuses files of another sort; `again` is the remedy.

    A blank cell changes nothing, or with `blank_empties` empties its field.

    Raises `NotFound`, or `Refused` naming every bad line and column.
    """
    sheet = read(path, lambda columns: sort_of(columns) is not None)
    sort = sort_of(sheet.columns)
    if sort is None:
        _refuse(path, sheet.problems, again)
        raise Refused(f"{path} cannot be told by its header.", _missing(sheet), "The first line names the columns.")
    if only and sort.name != only:
        raise Refused(f"{path} holds {sort.name}, not {only}.", remedy="Import it afterwards: sqs import PATH FILE.")
    rows = tuple(replace(row, empties=blank_empties) for row in sheet.rows)
    plan = sort.plan(replace(sheet, rows=rows), holding, by)
    _refuse(path, (*sheet.problems, *plan.problems), again)
    ignored = sheet.ignored({*sort.columns} - {*sort.told})
    if ignored:
        plan.notes.append(f"Columns looked past: {', '.join(ignored)}.")
    if plan.blank and blank_empties:
        plan.notes.append(f"Becomes empty: {'; '.join(plan.blank)}.")
    elif plan.blank:
        some = "; ".join(plan.blank[:_SOME]) + (f"; and {len(plan.blank) - _SOME} more" * (len(plan.blank) > _SOME))
        plan.notes.append(f"Blank cells change nothing; --blank-empties would empty what stands there: {some}.")
    return sort.name, plan


def _refuse(path: Path, problems: Sequence[Problem], again: str) -> None:
    """Name every problem, in the order of the file; where there is none, go on."""
    if not problems:
        return
    # Of one cell the first: what cannot be read is not in the sample either, and saying that helps nobody.
    first: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.place, problem.column or problem.what), problem)
    told = sorted(first.values(), key=lambda problem: _number(problem.place))
    many = f"{len(told)} things are" if len(told) > 1 else "one thing is"
    detail = "\n".join(map(str, told))
    raise Refused(f"Nothing was taken from {path}: {many} wrong.", detail, again)


def _number(place: str) -> int:
    return int(place.rpartition(" ")[2])


def _missing(sheet: Sheet) -> str:
    """What the header lacks to be the sort it is nearest to; its own words are not repeated."""
    there = set(sheet.columns)
    nearest = max(SORTS, key=lambda sort: len(sort.required & there) / len(sort.required))
    if nearest.required & there:
        lacking = ", ".join(sorted(nearest.required - there))
        return f"line 1: to be {nearest.name} it lacks {lacking}"
    every = "; ".join(f"{sort.name} have {', '.join(sorted(sort.required))}" for sort in reversed(SORTS))
    return f"line 1: {every}"
