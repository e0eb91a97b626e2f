"""How a command is declared."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Commands = argparse._SubParsersAction  # argparse gives the type no public name

#: What an option does that two commands have.
STAND_INS = "among the interviews count stand-ins too; without it they are left out"


def command(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    help: str,
    epilog: str = "",
) -> argparse.ArgumentParser:
    """A new command: its name, what it runs, and a sentence in the imperative."""
    made = commands.add_parser(
        name,
        help=help[0].lower() + help[1:].rstrip("."),
        description=help,
        epilog=epilog,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.set_defaults(run=run)
    return made


def take_author(made: argparse.ArgumentParser) -> None:
    """Let a command be told who works, where several people share an account."""
    help = "who works, on an account that several share: written as ACCOUNT/NAME"
    made.add_argument("--author", default="", metavar="NAME", help=help)
