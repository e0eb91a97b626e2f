"""Where every command begins and ends: its words are read, it is run, and what went wrong is told."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from sqs_tui import locations
from sqs_tui.cli import output
from sqs_tui.errors import Exit, NotFound, Refused, SqsError

_UNREADABLE = frozenset(
    {errno.ENOENT, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG}
)
_INTERRUPTED, _BROKEN_PIPE = 130, 141
#: The modules with commands, in the order of the help, and what each declares.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "screens": ("open", "demo"),
    "walking": ("score", "walk"),
    "workbooks": ("new", "details"),
    "files": ("import", "export"),
    "figures": ("summary",),
    "letter": ("letter",),
    "feedback": ("feedback",),
    "checking": ("check",),
    "board": ("board",),
    "differences": ("differences",),
    "proof": ("history", "verify", "recover", "doctor"),
    "carrying": ("merge", "bundle", "unbundle", "backup", "erase"),
    "catalogue": ("catalogue",),
    "about": ("keys", "where"),
    "help": ("help",),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code."""
    os.umask(0o077)
    output.bear_any_encoding()
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except SqsError as error:
        output.tell(error)
        return error.code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _leave_quietly()
        return _BROKEN_PIPE
    except OSError as error:
        what = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        told = f"{what}{os.strerror(error.errno) if error.errno else error}."
        found = NotFound(told) if error.errno in _UNREADABLE else Refused(told)
        output.tell(found)
        return found.code


def _run(argv: Sequence[str]) -> int:
    try:
        args = parser(argv[0] if argv else "").parse_args(argv)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.USAGE
    author = getattr(args, "author", "")
    if author:
        from sqs_tui.domain.names import comparable  # Few share an account.

        # However it is spelt: an inspector is one person in the team, and one author.
        author = comparable(author) or author
    locations.work_as(author)
    code: int = args.run(args)
    if sys.stdout is not None:  # A closed one is None.
        sys.stdout.flush()
    return code


def parser(asked: str = "") -> argparse.ArgumentParser:
    """The command asked for, or every command, with its options."""
    top = argparse.ArgumentParser(
        prog="sqs",
        description="A case workbook for inspectors. Without a command: choose a workbook on screen.",
        epilog="sqs COMMAND --help tells more about each. Try sqs demo.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="say which versions are at work")
    top.add_argument("--mouse", action="store_true", help="let the mouse in")
    top.set_defaults(run=_choose)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    # Loading all of them takes longer than most of them run.
    for group in [name for name, names in GROUPS.items() if asked in names] or GROUPS:
        import_module(f"sqs_tui.cli.{group}").add(commands)
    return top


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from sqs_tui.cli import about

        about.say_versions()
        parser.exit()


def _choose(args: argparse.Namespace) -> int:
    from sqs_tui.cli import screens

    return screens.choose(args)


def _leave_quietly() -> None:
    """Whoever was reading has left; let Python's own last flush go nowhere."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
