"""`sqs new` and `sqs details`: making a workbook, and what is recorded about its inspection."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.cli.opening import reading, writing
from sqs_tui.domain.details import FIELDS, DetailError, Value, checked, known, shown
from sqs_tui.errors import BadCatalogue, Refused, UsageError

if TYPE_CHECKING:
    from sqs_tui.domain.catalogue import Catalogue
    from sqs_tui.session.inspection import Inspection


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    new = command(commands, "new", make_workbook, "Make a workbook for an inspection of your own.")
    new.add_argument("path", type=Path, metavar="PATH", help="the folder to make, as dudley-2016.sqs")
    new.add_argument("--area", required=True, metavar="NAME", help="the area inspected")
    new.add_argument("--catalogue", default="sqs-2016", metavar="ID|FILE", help="what is asked (default: %(default)s)")
    new.add_argument("--extended", action="store_true", help="ask the extended criteria too")
    new.add_argument("--cases", type=Path, metavar="FILE.csv", help="the sample: ref,order,phase,…")
    new.add_argument("--fieldwork", default="", metavar="FROM/TO", help="as 2016-05-23/2016-05-25")
    new.add_argument("--inspector", nargs="+", action="extend", default=[], metavar="NAME", help="who is in the team")
    new.add_argument("--shared", default="", metavar="GROUP", help="let a group on this host work in it")
    epilog = "keys:\n" + "\n".join(f"  {field.name:<28}{field.help or field.title}" for field in FIELDS)
    details = command(commands, "details", show_details, "Show, or set, what is recorded about the inspection.", epilog)
    details.add_argument("path", type=Path, metavar="PATH")
    told = "lists take ; between; nothing after = empties"
    details.add_argument("--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE", help=told)


def make_workbook(args: argparse.Namespace) -> int:
    """Make a workbook, with its sample if one is given; where a line of it is bad, nothing is made."""
    # Deferred: only making needs these, and they load the tables.
    from sqs_tui.exchange.importing import planned
    from sqs_tui.exchange.plan import By, Nothing
    from sqs_tui.session.making import details_changes, make
    from sqs_tui.store.workbook import wall_clock

    details = _checked({"area": args.area, "fieldwork": args.fieldwork, "team": ";".join(args.inspector)}, "new")
    catalogue = _catalogue(args.catalogue).extending(args.extended)
    changes, notes, cases = list(details_changes(details)), [], 0
    if args.cases is not None:
        again = "Put it right and type the same again: no workbook was made."
        _, plan = planned(args.cases, Nothing(catalogue), By("", wall_clock()), only="cases", again=again)
        changes += plan.changes
        notes, cases = plan.notes, plan.added
    make(args.path, catalogue, changes, extended=args.extended, group=args.shared)
    path = shlex.quote(str(args.path))
    many = output.counted(cases, "case")
    output.say(f"{args.path} is ready: {details['area']}, {catalogue.short}, {many}.", *notes, "", "Next:")
    if not cases:
        output.say(f"  sqs import {path} cases.csv     (ref,order,phase,gender,age,…)")
    output.say(f"  sqs details {path}", f"  sqs open {path}")
    return 0


def _catalogue(name: str) -> Catalogue:
    # Deferred: reading and checking a catalogue is for those who make a workbook.
    from sqs_tui.store import catalogues

    try:
        return catalogues.by_name(name)
    except BadCatalogue as error:
        raise Refused(error.title, error.detail, error.remedy) from error


def show_details(args: argparse.Namespace) -> int:
    """Show what is recorded, once what was asked for is set."""
    if not args.set:
        with reading(args.path) as inspection:
            _print(inspection)
        return 0
    fields = _checked(dict(_pair(given) for given in args.set))
    with writing(args.path) as inspection:
        if not inspection.set_details(fields).at:
            output.say("Nothing to change.", "")
        _print(inspection)
    return 0


def _pair(given: str) -> tuple[str, str]:
    key, equals, value = given.partition("=")
    if not equals:
        raise UsageError("--set takes KEY=VALUE.", remedy='As in --set service="Testshire YOS" vocabulary=YOS')
    return key, value


def _checked(given: dict[str, str], typed: str = "details") -> dict[str, Value]:
    """The details as they are kept; every one that cannot be is told, with the command that was typed."""
    kept, wrong = {}, []
    for name, value in given.items():
        try:
            kept[known(name).name] = checked(name, value)
        except DetailError as error:
            wrong.append(f"{error}")
    if wrong:
        raise UsageError("Nothing was done.", "\n".join(wrong), f"See sqs {typed} --help.")
    return kept


def _print(inspection: Inspection) -> None:
    standing = inspection.details
    for line in _headlines(inspection):
        output.say(line)
    output.say("")
    output.rows([(field.name, shown(standing.get(field.name)) or "–") for field in FIELDS])


def _headlines(inspection: Inspection) -> list[str]:
    catalogue = inspection.catalogue
    cases = output.counted(sum(1 for _ in inspection.counted()), "case")
    title = f"{inspection.area} · {catalogue.short} ({catalogue.id} {catalogue.version}) · {cases}"
    return [title, *(["INVENTED CASES"] if inspection.workbook.is_invented else [])]
