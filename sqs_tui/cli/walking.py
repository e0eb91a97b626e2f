"""`sqs walk` and `sqs score`: one case, on screen or line by line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli.commands import Commands, command, take_author
from sqs_tui.cli.opening import writing
from sqs_tui.errors import NotFound, UsageError

if TYPE_CHECKING:
    from sqs_tui.session.inspection import Inspection

_CODES = """
Exit codes with --plain: 0 done, or left with q; 1 the answers ended while something was left; 6 a line of a file could
not be understood, or something could not be saved. Whatever was confirmed is kept, and the same command goes on there.
"""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    score = command(commands, "score", score_case, "Score one case, on screen or line by line.", _CODES)
    walk = command(commands, "walk", walk_case, "Walk a case through with its case manager.", _CODES)
    for made in (score, walk):
        made.add_argument("path", type=Path, metavar="PATH")
        made.add_argument("--case", required=True, metavar="REF", help="the case")
        made.add_argument("--plain", action="store_true", help="a line at a time, from the keyboard, a pipe or a file")
        take_author(made)
    walk.add_argument("--cover", metavar="WHAT", help="mix (the default), all, or the number of a section")


def score_case(args: argparse.Namespace) -> int:
    """Score a case."""
    if not args.plain:
        # Deferred: what opens a screen is not needed without one.
        from sqs_tui.cli.screens import open_case

        return open_case(args.path, args.case)
    # Deferred: the tables cost what `--help` should not pay.
    from sqs_tui.cli.line_scoring import LineScoring

    with writing(args.path) as inspection:
        return LineScoring(inspection, _case(inspection, args.case)).run()


def walk_case(args: argparse.Namespace) -> int:
    """Walk through a case."""
    if not args.plain:
        if args.cover:
            raise UsageError("--cover goes with --plain.", remedy="On screen it is chosen there.")
        # Deferred: what opens a screen is not needed without one.
        from sqs_tui.cli.screens import open_walk

        return open_walk(args.path, args.case)
    # Deferred: the tables cost what `--help` should not pay.
    from sqs_tui.cli.line_walk import LineWalk
    from sqs_tui.session.walk_plan import ALL, MIX, covers

    with writing(args.path, in_company=True) as inspection:
        case = _case(inspection, args.case)
        choices = {cover.id: cover for cover in covers(inspection, case)}
        usual = next((one for one in (MIX, ALL) if one in choices), "")
        if (wanted := args.cover or usual) not in choices:
            raise UsageError("There is nothing to talk about there.", f"There is: {', '.join(choices) or 'nothing'}.")
        return LineWalk(inspection, case, choices[wanted]).run()


def _case(inspection: Inspection, ref: str) -> str:
    """The case with a reference. Raises `NotFound`."""
    case = inspection.case_by_ref(ref)
    if case is None:
        raise NotFound(f"No case is called {ref}.")
    return case.id
