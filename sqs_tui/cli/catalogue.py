"""`sqs catalogue`: which catalogues there are, what they ask, and whether one of your own is sound."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.errors import BadCatalogue, Exit, Refused

if TYPE_CHECKING:
    from sqs_tui.domain.catalogue import Catalogue, Criterion


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    group = command(commands, "catalogue", listed, "List, show or check what is asked.")
    parts = group.add_subparsers(title="commands", metavar="COMMAND")
    command(parts, "list", listed, "List the catalogues there are.")
    show = command(parts, "show", shown, "Show a catalogue, or print it as a blank paper form.")
    show.add_argument("catalogue", metavar="ID|FILE")
    show.add_argument("--form", action="store_true", help="a blank form in Markdown, extended criteria marked")
    check = command(parts, "check", checked, "Check a catalogue of your own.")
    check.add_argument("catalogue", metavar="ID|FILE")


def listed(args: argparse.Namespace) -> int:
    """List the catalogues that ship and the user's own; one that cannot be used says so."""
    # Deferred: reading a catalogue is for those who ask.
    from sqs_tui.store import catalogues

    table = []
    for name, path in catalogues.available().items():
        try:
            found = catalogues.read(path)
        except BadCatalogue:
            table.append((name, "", f"cannot be used; see sqs catalogue check {path}", ""))
            continue
        marks = [] if found.official else ["unofficial"]
        marks += [] if path.parent == catalogues.folders()[0] else ["your own"]
        table.append((name, found.version, found.title, ", ".join(marks)))
    output.rows(table)
    output.say("", f"Your own go into {catalogues.folders()[1]}")
    return 0


def shown(args: argparse.Namespace) -> int:
    """Print a catalogue to be read, or as a form."""
    # Deferred: reading a catalogue is for those who ask.
    from sqs_tui.cli.form import form
    from sqs_tui.store import catalogues

    try:
        found = catalogues.by_name(args.catalogue)
    except BadCatalogue as error:
        raise Refused(error.title, error.detail, error.remedy) from error
    output.say(*(form(found) if args.form else _described(found)))
    return 0


def checked(args: argparse.Namespace) -> int:
    """Print every problem with its place; a sound catalogue says what it has."""
    # Deferred: reading a catalogue is for those who ask.
    from sqs_tui.store import catalogues

    path = catalogues.named(args.catalogue)
    try:
        found = catalogues.read(path)
    except BadCatalogue as error:
        output.say(*(error.detail or error.title).splitlines())
        return Exit.FOUND
    output.say(f"{path}: sound. {found.id} {found.version}: {_counts(found)}.")
    if path.stem != found.id:
        output.say(f"Its file is called {path.stem}: that is the name it is listed and chosen by, not {found.id}.")
    return 0


def _counts(catalogue: Catalogue) -> str:
    every = catalogue.every_criterion
    core = [one for one in every if not one.extended]
    kinds = ", ".join(
        f"{sum(one.kind.value == kind for one in core)} {said}"
        for kind, said in (("score", "scored"), ("gate", "gates"), ("detail", "details"), ("text", "texts"))
        if any(one.kind.value == kind for one in core)
    )
    extended = f", {len(every) - len(core)} extended" if len(every) > len(core) else ""
    return f"{len(core)} criteria ({kinds}){extended}, {len(catalogue.every_interview_item)} interview items"


def _described(catalogue: Catalogue) -> Iterator[str]:
    width = min(shutil.get_terminal_size().columns, 100)
    yield f"{catalogue.title} ({catalogue.id} {catalogue.version})"
    yield "" if catalogue.official else "UNOFFICIAL"
    yield from textwrap.wrap(catalogue.wording, width)
    yield f"{_counts(catalogue)}."
    for section in catalogue.sections:
        yield from ("", f"{section.id}  {section.title}")
        for criterion in (one for one in catalogue.every_criterion if one.section == section.id):
            yield from _criterion(criterion, width)
    if catalogue.every_interview_item:
        yield from ("", "Interviews, once of each case manager")
        for item in catalogue.every_interview_item:
            yield from _criterion(item, width)


def _criterion(criterion: Criterion, width: int) -> Iterator[str]:
    tags = [criterion.kind.value, *(["extended"] if criterion.extended else []), f"from: {criterion.evidence or '–'}"]
    yield ""
    yield f"  {criterion.id}  {criterion.title}  [{'; '.join(tags)}]"
    lines = [criterion.question]
    if criterion.when is not None:
        lines.append(f"When: {criterion.when.source}")
    if criterion.na:
        lines.append(f"May be n/a: {criterion.na}")
    for page in criterion.factors:
        lines.append(f"Factors, {page.title}: {', '.join(factor.code for factor in page.factors)}")
    lines += [f"{heading}: {'; '.join(part)}" for heading, part in criterion.guidance.parts()]
    for line in lines:
        yield from textwrap.wrap(line, width, initial_indent="      ", subsequent_indent="        ")
