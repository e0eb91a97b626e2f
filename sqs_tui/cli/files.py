"""`sqs import` and `sqs export`: files in and out, under the contract other tools rely on."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.cli.commands import STAND_INS, Commands, command
from sqs_tui.cli.opening import reading, writing
from sqs_tui.domain.particulars import FIELDS
from sqs_tui.errors import NotSaved, Refused, UsageError

if TYPE_CHECKING:
    from sqs_tui.exchange.plan import Plan
    from sqs_tui.exchange.tables import Table
    from sqs_tui.session.inspection import Inspection

KINDS = ("cases", "answers", "interviews", "entries", "sources", "alerts", "history", "summary")
#: What a workbook of sheets holds.
_SHEETS = ("cases", "answers", "interviews", "entries", "summary")
_HEADERS = """the header tells what a file is:
  cases       ref,order,phase,gender,age,ethnicity,care_status,case_manager,inspector,…
  answers     case,criterion,verdict,factors,note,parked,unrecorded
  interviews  case_manager,criterion,verdict,role,slot,note
  entries     case,kind,criteria,text,source,where,shareable

Columns stand in any order; more are looked past, and named. A blank cell changes nothing, unless
--blank-empties says that it empties its field: then it says which become empty. Nothing is half imported.

codes, in any case; empty is allowed for all but ref and order:
  order       those of the catalogue; in sqs-2016 RO, YRO, DTO, S90, OTHER
{codes}
  verdict     Y, N, NA, U (cannot judge)
  factors     codes with ; between; see sqs catalogue show
  parked      yes, no
  role        manager, stand-in"""


_LEAST = "in a summary, give no figure of fewer"


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    codes = "\n".join(f"  {field.name:<12}{', '.join(field.choices)}" for field in FIELDS[:8] if field.choices)
    told = _HEADERS.format(codes=codes)
    takes = command(commands, "import", import_file, "Take in cases, answers, interviews or entries.", told)
    takes.add_argument("path", type=Path, metavar="PATH")
    takes.add_argument("file", type=Path, metavar="FILE.csv")
    takes.add_argument("--dry-run", action="store_true", help="only say what it would come to")
    takes.add_argument("--blank-empties", action="store_true", help="let a blank cell empty its field")
    told = "add cases whose reference is nearly that of another, as 7 beside 007"
    takes.add_argument("--add-similar", action="store_true", help=told)
    takes.add_argument("--reason", default="", metavar="TEXT", help="why cases are replaced; it stays in the history")
    gives = command(commands, "export", export_file, "Write cases, answers, figures or history for other tools.")
    gives.add_argument("path", type=Path, metavar="PATH")
    gives.add_argument(
        "--what", required=True, choices=(*KINDS, "all"), metavar="WHAT", help=f"{', '.join(KINDS)}, all"
    )
    gives.add_argument("--format", default="csv", choices=("csv", "json", "xlsx"), help="default: %(default)s")
    gives.add_argument("--marking", default="OFFICIAL-SENSITIVE", metavar="TEXT", help="on every page of xlsx")
    gives.add_argument("--minimum-base", type=int, default=0, choices=range(4), metavar="0-3", help=_LEAST)
    told = "with history and all: what case managers answered too"
    gives.add_argument("--with-interviews", action="store_true", help=told)
    gives.add_argument("--with-stand-ins", action="store_true", help=f"with summary and all: {STAND_INS}")
    gives.add_argument("-o", "--output", type=Path, metavar="FILE", help="a new file, readable by you alone")
    gives.add_argument("--force", action="store_true", help="replace FILE if it is there")


def import_file(args: argparse.Namespace) -> int:
    """Take a file in as one line of the journal, or not at all."""
    # Deferred: reading files is for those who import.
    from sqs_tui.exchange.importing import planned
    from sqs_tui.exchange.plan import By
    from sqs_tui.store.workbook import wall_clock

    with reading(args.path) if args.dry_run else writing(args.path) as inspection:
        by = By(inspection.workbook.author, wall_clock(), args.add_similar, args.reason.strip())
        name, plan = planned(args.file, inspection, by, blank_empties=args.blank_empties)
        differing = 0 if args.dry_run else inspection.bring_in(plan.changes, by.reason)
    _told(args, name, plan)
    if differing:
        said = f"{output.counted(differing, 'answer')} differ{'s' * (differing == 1)} from what a colleague put down"
        output.say(f"{said}; both stand until it is settled: sqs differences {args.path}")
    return 0


def _told(args: argparse.Namespace, name: str, plan: Plan) -> None:
    rows = output.counted(plan.rows, "row")
    if plan.changes:
        parts = {"added": plan.added, "changed": plan.changed, "as they were": plan.unchanged}
        came = ", ".join(f"{number} {what}" for what, number in parts.items() if number)
        output.say(f"{args.file}: {rows} of {name}: {came}.")
    else:
        output.say(f"{args.file}: {rows} of {name}, nothing to change.")
    output.say(*plan.notes)
    if plan.kept:
        output.say(f"{output.counted(len(plan.kept), 'verdict')} kept, not counted:")
        output.say(*(f"  {line}" for line in plan.kept))
    if args.dry_run:
        output.say("This was a dry run; nothing was written.")


def export_file(args: argparse.Namespace) -> int:
    """Write a table to a file of its own, or to standard output."""
    # Deferred: writing files is for those who export.
    from sqs_tui.exchange.tables import as_csv, as_json
    from sqs_tui.session.left_out import whose

    every = tuple(one for one in _SHEETS if one != "interviews" or args.with_interviews)
    sheets = every if args.what == "all" else (args.what,)
    if args.what == "all" and args.format != "xlsx":
        raise UsageError("Only xlsx takes all in one file.", remedy="Add --format xlsx, or name one: --what answers")
    if args.format == "xlsx" and args.output is None:
        raise UsageError("XLSX is written to a file.", remedy="Name one with -o FILE.")
    with reading(args.path) as inspection:
        missing = whose(inspection)
        tables = {what: _table(inspection, what, args).marked_left_out(missing) for what in sheets}
        if inspection.workbook.is_invented:
            tables = {what: table.marked_invented() for what, table in tables.items()}
        # The folded state goes with it where this may be written; nothing depends on it.
        with suppress(NotSaved):
            inspection.workbook.write_folded()
        heads = inspection.workbook.heads_of_journals()
    if args.format == "xlsx":
        from sqs_tui.exchange.documents import sheets as documents

        content = documents.written(tables, args.marking)
    else:
        content = (as_csv if args.format == "csv" else as_json)(tables[args.what]).encode("utf-8")
    if args.output is None:
        output.put(content.decode("utf-8"))
        return 0
    write_file(args.output, content, args.force)
    for what, table in tables.items():
        output.say(f"{args.output}: {output.counted(len(table.rows), 'row')} of {what}.")
    # What the file was made from; beside it, so that the file itself can be taken in again.
    output.warn(f"heads: {', '.join(f'{name} {head}' for name, head in heads.items())}")
    return 0


def _table(inspection: Inspection, what: str, args: argparse.Namespace) -> Table:
    # Deferred: each kind of table brings its own module, and only one is wanted.
    from sqs_tui.exchange import answers, cases, entries, figures, history, interviews
    from sqs_tui.session.disputes import differing_words
    from sqs_tui.session.summary import summary
    from sqs_tui.store.rows import ANSWERS, INTERVIEW_ANSWERS

    match what:
        case "cases":
            return cases.table(inspection, lambda case: inspection.signing(case).word, inspection.signers())
        case "answers":
            return answers.table(inspection, differing_words(inspection, ANSWERS))
        case "interviews":
            return interviews.table(inspection, differing_words(inspection, INTERVIEW_ANSWERS))
        case "entries":
            return entries.table(inspection)
        case "sources":
            # Deferred: only this asks what there is to tick off.
            from sqs_tui.exchange import sources
            from sqs_tui.store.rows import SOURCES

            found = inspection.fieldwork.sources
            return sources.table(inspection.cases, found, inspection.workbook.rows(SOURCES))
        case "alerts":
            # Deferred: only this asks for the time.
            from sqs_tui.exchange import alerts
            from sqs_tui.store.workbook import wall_clock

            return alerts.table(inspection.cases, inspection.alerts, wall_clock())
        case "history":
            return history.table(inspection, inspection.workbook.lines(), interviews=args.with_interviews)
    return figures.every(summary(inspection, stand_ins=args.with_stand_ins), args.minimum_base)


def write_file(path: Path, content: bytes, force: bool) -> None:
    """Write a new file that only its owner can read. Raises `Refused` where one is there, unless `force`."""
    # Deferred: only what is written to a file needs it.
    from sqs_tui.store.disk import place, replace_file

    if force:
        replace_file(path, content)
        return
    try:
        place(path, content, 0o600)
    except FileExistsError as error:
        raise Refused(f"{path} is there already.", "It was left as it is.", "Add --force to replace it.") from error
