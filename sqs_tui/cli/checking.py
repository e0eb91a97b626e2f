"""`sqs check`: what contradicts itself, how the sample is spread, and what is unfinished."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.cli.opening import reading
from sqs_tui.domain.names import comparable, managers_named
from sqs_tui.errors import Exit

if TYPE_CHECKING:
    from sqs_tui.domain.agenda import Item
    from sqs_tui.session.inspection import Inspection


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    check = command(commands, "check", look, "Look for contradictions, and see how the sample is spread.")
    check.add_argument("path", type=Path, metavar="PATH")
    check.add_argument("--strict", action="store_true", help="also list what is unfinished")


def look(args: argparse.Namespace) -> int:
    """Tell what was found; how the sample is spread is told, and is no finding."""
    # Deferred: the checks load what `--help` should not pay for.
    from sqs_tui.domain.checks import sample_spread

    with reading(args.path) as inspection:
        if inspection.workbook.is_invented:
            output.say("INVENTED CASES", "")
        found = [*_contradictions(inspection), *_differences(inspection)]
        unfinished = list(_unfinished(inspection)) if args.strict else []
        empty = not any(True for _ in inspection.counted())
        output.say("Contradictions:" if found else "No contradictions.", *(f"  {line}" for line in found))
        if args.strict:
            output.say("", "Unfinished:" if unfinished else "Nothing is unfinished.")
            output.say(*(f"  {line}" for line in unfinished))
        spread = sample_spread(inspection.catalogue, inspection.cases.values())
        output.say("", "The sample:", *(f"  {line}" for line in spread))
    return Exit.FOUND if found or unfinished or empty else Exit.OK


def _contradictions(inspection: Inspection) -> Iterator[str]:
    named = managers_named(inspection.cases)
    for manager in inspection.interviews:
        if comparable(manager) not in named:
            yield f"interview {manager}: no case names {manager} as its case manager"
    for case in inspection.counted():
        for finding in inspection.findings(case.id):
            yield f"{finding.case}: {finding.say}"


def _differences(inspection: Inspection) -> Iterator[str]:
    """Fields on which people disagree, to be settled."""
    for one in inspection.differences():
        table, id, field = one.key
        if one.wants_reference:
            yield f"{one.what}: {one.remark}"
        else:
            yield f"{id.replace('/', ' ')}: two people differ on its {field} ({table})"


def _unfinished(inspection: Inspection) -> Iterator[str]:
    # Deferred: only `--strict` asks.
    from sqs_tui.domain.agenda import interview_lacks

    for case in inspection.counted():
        left = inspection.agenda(case.id)
        if left:
            yield f"{case.ref}: {_listed(left)}"
    for manager in inspection.managers():
        interview = inspection.interview(manager)
        left = list(interview_lacks(inspection.catalogue, interview))
        if left:
            yield f"interview {manager}: {_listed(left)}"


def _listed(items: list[Item]) -> str:
    """What is left, put together by what it lacks."""
    parts = []
    for lack, group in groupby(sorted(items, key=lambda item: item.lack.value), key=lambda item: item.lack):
        ids = [item.criterion.id for item in group]
        some = ", ".join(ids[:6]) + (f" and {len(ids) - 6} more" if len(ids) > 6 else "")
        parts.append(f"{lack.value}: {some}")
    return "; ".join(parts)
