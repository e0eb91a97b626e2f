"""`sqs differences`: where people disagree, and settling one of those."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.cli.opening import reading, writing
from sqs_tui.errors import Exit, Refused, UsageError

if TYPE_CHECKING:
    from sqs_tui.session.differences import Difference
    from sqs_tui.session.inspection import Inspection


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    epilog = 'As in: sqs differences dudley.sqs --settle 1 --value 2 --reason "read together"'
    told = "Show where people disagree, or settle one of those with a reason."
    made = command(commands, "differences", run, told, epilog)
    made.add_argument("path", type=Path, metavar="PATH")
    made.add_argument("--settle", type=int, metavar="N", help="the difference to settle, by its number in the list")
    made.add_argument("--value", type=int, metavar="K", help="the value that is to stand (default: the one shown)")
    made.add_argument("--reason", default="", metavar="TEXT", help="why; it stays in the history")


def run(args: argparse.Namespace) -> int:
    """List the differences, or settle one and list what is left."""
    if args.settle is None:
        if args.value is not None or args.reason:
            raise UsageError("--value and --reason go with --settle N.", remedy="See sqs differences PATH.")
        with reading(args.path) as inspection:
            return _list(inspection)
    if not args.reason.strip():
        raise UsageError("A difference is settled with a reason.", remedy='Add --reason "…"')
    with writing(args.path) as inspection:
        found = inspection.differences()
        if not 1 <= args.settle <= len(found):
            raise Refused(f"There is no difference {args.settle}.", f"There are {len(found)}.")
        chosen = found[args.settle - 1]
        place = _shown(chosen) if args.value is None else args.value - 1
        output.say(inspection.settle(chosen, place, args.reason).said, "")
        return _list(inspection)


def _shown(difference: Difference) -> int:
    """The place of the value that is shown; the last written where none is."""
    shown = [place for place, value in enumerate(difference.values) if value.is_shown]
    return shown[0] if shown else len(difference.values) - 1


def _list(inspection: Inspection) -> int:
    found = inspection.differences()
    if inspection.workbook.is_invented:
        output.say("INVENTED CASES", "")
    if not found:
        output.say("Nobody disagrees.")
        return Exit.OK
    for number, difference in enumerate(found, 1):
        output.say(" · ".join(filter(None, (f"{number}. {difference.what}", difference.signed.removesuffix(".")))))
        output.rows(
            [
                (f"{place}", value.who, value.at, value.said + (f"  ({value.marks})" if value.marks else ""))
                for place, value in enumerate(difference.values, 1)
            ],
            indent="   ",
        )
    return Exit.FOUND
