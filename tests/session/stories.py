"""Inspections to tell stories with: a workbook with a few cases, and a second window on it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.standing import standing
from sqs_tui.domain.tally import Tally
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from tests.domain.samples import SQS, YOUTH, catalogue


def begun(
    folder: Path, name: str = SQS, orders: tuple[str, ...] = ("YRO", "DTO", "RO"), author: str = "ann"
) -> Inspection:
    """An inspection of cases X-01, X-02, … with these orders."""
    inspection = Inspection(Workbook.create(folder, catalogue(name), author=author))
    for number, order in enumerate(orders, 1):
        inspection.add_case(f"X-{number:02}", {"order": order, "case_manager": f"CM-{number}"})
    return inspection


def window(folder: Path, author: str = "ben") -> Inspection:
    """Another window on the same workbook."""
    return Inspection(Workbook.open(folder, author=author))


def recounted(inspection: Inspection, group: str = "") -> Tally:
    """Every counted case counted again."""
    asked = inspection.catalogue
    cases = [case for case in inspection.counted() if not group or asked.group_of(case) == group]
    return Tally.of(asked, (standing(asked, case) for case in cases))


def state(inspection: Inspection) -> tuple:
    """Everything an inspection shows, to hold two windows against each other."""
    groups = ["", *(group.id for group in inspection.catalogue.groups)]
    return (
        dict(inspection.cases),
        dict(inspection.standings),
        {group: inspection.tally(group) for group in groups},
        dict(inspection.entries),
        dict(inspection.alerts),
        dict(inspection.interviews),
        dict(inspection.details),
        {case: inspection.evidenced(case) for case in inspection.cases},
    )


def holds(inspection: Inspection) -> bool:
    """Whether every standing and tally is what a full count gives."""
    groups = ["", *(group.id for group in inspection.catalogue.groups)]
    return all(inspection.tally(group) == recounted(inspection, group) for group in groups) and all(
        inspection.standings[case.id] == standing(inspection.catalogue, case) for case in inspection.cases.values()
    )


def some_act(chance: random.Random, one: Inspection, ids: Sequence[str], orders: Sequence[str]) -> None:
    """Anything an inspector might do next."""
    if not one.cases:
        one.add_case("X-99", {"order": orders[0]})
    case, id = chance.choice(list(one.cases)), chance.choice(ids)
    match chance.randrange(14):
        case 0:
            one.park(case, id)
        case 1:
            one.clear(case, id)
        case 2:
            one.replace_case(case, "not eligible")
        case 3:
            one.change_case(case, {"order": chance.choice(orders)})
        case 4 | 5:
            one.undo()
        case 6:
            one.redo()
        case 7 | 8:
            one.refresh()
        case _:
            one.answer(case, id, chance.choice(list(Verdict)))


def files(folder: Path) -> Iterator[Path]:
    """The journals of a workbook."""
    return iter(sorted((folder / "journal").glob("*.jsonl")))


__all__ = ["SQS", "YOUTH", "begun", "files", "holds", "recounted", "some_act", "state", "window"]
