"""`sqs`, `sqs open` and `sqs demo`: the commands that open a screen, and the only ones that load Textual."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from sqs_tui.cli.commands import Commands, command, take_author
from sqs_tui.cli.output import warn
from sqs_tui.errors import Refused, UsageError

_INSTEAD = "These print instead: sqs summary PATH, sqs export PATH --what answers"
_PLAIN = "Add --plain: it asks line by line."


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    opens = command(commands, "open", open_workbook, "Open a workbook on screen.")
    opens.add_argument("path", type=Path, metavar="PATH")
    opens.add_argument("--case", default="", metavar="REF", help="go straight to this case")
    opens.add_argument("--company", action="store_true", help="show that case only: its case manager sits beside you")
    opens.add_argument("--read-only", action="store_true", help="change nothing")
    opens.add_argument("--mouse", action="store_true", default=argparse.SUPPRESS, help="let the mouse in")
    take_author(opens)
    demo = command(commands, "demo", open_demo, "Try the workbook on an invented area, part-way through an inspection.")
    demo.add_argument("path", type=Path, nargs="?", metavar="PATH", help="where to keep it")
    demo.add_argument("--complete", action="store_true", help="with all fourteen cases complete")
    demo.add_argument("--reset", action="store_true", help="begin anew; the old one is kept beside it")
    demo.add_argument("--mouse", action="store_true", default=argparse.SUPPRESS, help="let the mouse in")


def choose(args: argparse.Namespace) -> int:
    """Choose a workbook on screen."""
    return _show(None, mouse=args.mouse)


def open_workbook(args: argparse.Namespace) -> int:
    """Open a workbook on screen, at a case if one is named."""
    if args.company and not args.case:
        raise UsageError("--company shows one case.", remedy="Name it: sqs open PATH --case REF --company")
    _refuse_without_terminal()
    return _show(args.path, case=args.case, company=args.company, read_only=args.read_only, mouse=args.mouse)


def open_case(path: Path, case: str) -> int:
    """Open a workbook on screen at a case."""
    _refuse_without_terminal(_PLAIN)
    return _show(path, case=case)


def open_walk(path: Path, case: str) -> int:
    """Open a workbook on screen at the walkthrough of a case."""
    _refuse_without_terminal(_PLAIN)
    return _show(path, case=case, walk=True)


def open_demo(args: argparse.Namespace) -> int:
    """Make the sample if it is not there yet, and open it."""
    _refuse_without_terminal()
    # Deferred: making a workbook loads the tables, which the other commands here may not need.
    from sqs_tui.session import sample

    path = args.path or sample.default_path()
    aside = sample.prepare(path, complete=args.complete, reset=args.reset)
    if aside is not None:
        warn(f"The old one is kept as {aside}.")
    return _show(path, mouse=args.mouse)


def _show(
    path: Path | None,
    *,
    case: str = "",
    company: bool = False,
    read_only: bool = False,
    mouse: bool = False,
    walk: bool = False,
) -> int:
    _refuse_without_terminal()
    # Variables of the library's own could change colours, drivers and animation under us.
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    # What a start makes stays: looking through it for rubbish, again and again, takes an eighth of the time.
    # The app lets the collector in once something can be read.
    gc.disable()
    # Deferred: Textual costs a quarter of a second that commands without a screen should not pay.
    from sqs_tui.ui.app import run

    return run(path, case=case, company=company, walks=walk, read_only=read_only, mouse=mouse)


def _refuse_without_terminal(instead: str = _INSTEAD) -> None:
    """A screen needs a terminal at both ends that can move its cursor."""
    # Somebody logged in with a command where the host lets them open a workbook and nothing else.
    if os.environ.get("SSH_ORIGINAL_COMMAND"):
        raise Refused("This account opens a workbook, and runs no command.", remedy="Log in without one.")
    streams = {"input": sys.stdin, "output": sys.stdout, "error output": sys.stderr}
    piped = [name for name, stream in streams.items() if stream is None or not stream.isatty()]
    why = f"standard {piped[0]} is not a terminal" if piped else ""
    if not why and os.environ.get("TERM", "dumb") in ("", "dumb"):
        why = "this terminal cannot move its cursor (TERM is not set, or dumb)"
    if why:
        raise UsageError(f"This opens a screen, and {why}.", remedy=instead)
