"""`sqs help`: the documents, in the terminal."""

from __future__ import annotations

import argparse
import re
from difflib import get_close_matches
from pathlib import Path

from sqs_tui import assets
from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.errors import NotFound


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    made = command(commands, "help", show, "Print a page of the documents, or list them.")
    made.add_argument("topic", nargs="?", default="", metavar="TOPIC", help="a page; without one, the list")


def pages() -> dict[str, Path]:
    """The pages by the word that names each, in the order of the index."""
    folder = assets.folder("docs")
    listed = re.findall(r"^[a-z]+[a-z/-]*$", (folder / "index.md").read_text("utf-8"), re.M)
    return {name.rpartition("/")[2]: folder / f"{name}.md" for name in listed}


def show(args: argparse.Namespace) -> int:
    """Print a page as it is written: it reads well as text."""
    known = pages()
    if not args.topic:
        output.say("Pages, each printed by sqs help TOPIC:", "")
        width = max(map(len, known))
        for name, path in known.items():
            output.say(f"  {name:<{width}}  {_title(path)}")
        return 0
    topic = args.topic.removesuffix(".md").rpartition("/")[2].casefold()
    if topic not in known:
        near = get_close_matches(topic, known, 1)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise NotFound(f"There is no page called {args.topic}.", remedy=f"{meant}sqs help lists every page.")
    for line in known[topic].read_text("utf-8").splitlines():
        if not line.startswith("<!--"):
            output.say(line)
    return 0


def _title(path: Path) -> str:
    return next(line[2:] for line in path.read_text("utf-8").splitlines() if line.startswith("# "))
