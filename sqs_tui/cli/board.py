"""`sqs board`: everything that is left before the fieldwork ends, for the lead."""

from __future__ import annotations

import argparse
from pathlib import Path

from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.cli.opening import reading
from sqs_tui.errors import Exit


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    made = command(commands, "board", look, "Tell what is left before the fieldwork ends, the lead's view.")
    made.add_argument("path", type=Path, metavar="PATH")


def look(args: argparse.Namespace) -> int:
    """Tell the pace, then every part of the board; closed gates with their reasons are told, and are no finding."""
    # Deferred: the board loads what `--help` should not pay for.
    from datetime import datetime

    from sqs_tui.session.board import board, pace_said
    from sqs_tui.store.workbook import wall_clock

    with reading(args.path) as inspection:
        now = wall_clock()
        if inspection.workbook.is_invented:
            output.say("INVENTED CASES", "")
        output.say(pace_said(inspection, datetime.fromisoformat(now).astimezone().date())[0])
        parts = board(inspection, now)
        for part in parts:
            if part.points:
                output.say("", f"{part.title}: {len(part.points)}")
            for point in part.points:
                output.say(f"  {point.about}: {' '.join(point.said.split())}" if point.about else f"  {point.said}")
        none = [part.none for part in parts if not part.points]
        if none:
            output.say("", f"Done: {'; '.join(none)}.")
    return Exit.FOUND if any(point.is_wanting for part in parts for point in part.points) else Exit.OK
