"""`sqs history`: who changed what, when and why."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.cli.opening import reading
from sqs_tui.domain.case import Verdict
from sqs_tui.errors import NotFound

if TYPE_CHECKING:
    from sqs_tui.session.inspection import Inspection

Row = Mapping[str, str]

_WORDS = {verdict.value: verdict.word for verdict in Verdict}


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    told = command(commands, "history", history, "Tell who changed what, when and why, oldest first.")
    told.add_argument("path", type=Path, metavar="PATH")
    told.add_argument("--case", default="", metavar="REF", help="of this case only")
    told.add_argument("--criterion", default="", metavar="ID", help="of this criterion only")
    told.add_argument(
        "--by", default="", metavar="PERSON", help="by this person only: an account, or a name in the team"
    )
    told.add_argument("--csv", action="store_true", help="a table, for spreadsheets")


# History


def history(args: argparse.Namespace) -> int:
    """Tell the changes, read back from the journals. Alerts leave only by an export of their own."""
    # Deferred: reading the history is for those who ask.
    from sqs_tui.exchange import history as changes
    from sqs_tui.exchange.tables import Table, as_csv

    with reading(args.path) as inspection:
        _known(inspection, args)
        lines = inspection.workbook.lines()
        table = changes.table(inspection, lines)
        rows = list(_chosen(inspection, table.rows, args))
        names = {author: inspection.person(author) for author in {row["author"] for row in rows}}
        invented = inspection.workbook.is_invented
        apart = any(operation.table == "alerts" for line in lines for operation in line.operations)
    if args.csv:
        chosen = Table(table.columns, rows)
        output.put(as_csv(chosen.marked_invented() if invented else chosen))
        return 0
    if invented:
        output.say("INVENTED CASES", "")
    for row in rows:
        output.say(_sentence(row, names[row["author"]]))
    output.say(*([] if rows else ["No changes."]), *(["", "Alerts are kept apart."] if apart else []))
    return 0


def _known(inspection: Inspection, args: argparse.Namespace) -> None:
    refs = {case.ref.casefold() for case in inspection.cases.values()}
    if args.case and args.case.strip().casefold() not in refs:
        raise NotFound(f"No case is called {args.case} in {args.path}.", remedy="Leave --case out to see all.")
    catalogue = inspection.catalogue
    asked = [*catalogue.every_criterion, *catalogue.every_interview_item]
    if args.criterion and args.criterion.casefold() not in {one.id.casefold() for one in asked}:
        remedy = f"See what is asked: sqs catalogue show {catalogue.id}"
        raise NotFound(f"No criterion is called {args.criterion}.", remedy=remedy)


def _chosen(inspection: Inspection, rows: Sequence[Row], args: argparse.Namespace) -> Iterator[Row]:
    """The rows asked for; an entry belongs to the case it was written on, and to each criterion it was linked to."""
    entries = [row for row in rows if row["table"] == "entries"]
    cases = {row["case"]: row["to"] for row in entries if row["field"] == "case" and row["to"]}
    linked: dict[str, set[str]] = {}
    for row in entries:
        if row["field"] == "criteria":
            linked.setdefault(row["case"], set()).update(f"{row['from']};{row['to']}".casefold().split(";"))
    wanted, criterion, person = (given.strip().casefold() for given in (args.case, args.criterion, args.by))
    for row in rows:
        case, criteria = row["case"], {row["criterion"].casefold()}
        if row["table"] == "entries":
            id = cases.get(case, "")
            found = inspection.cases.get(id)
            case, criteria = found.ref if found else id, linked.get(row["case"], set())
        by = {row["author"].casefold(), inspection.person(row["author"]).casefold()}
        if (
            (not wanted or case.casefold() == wanted)
            and (not criterion or criterion in criteria)
            and (not person or person in by)
        ):
            yield {**row, "case": case}


def _sentence(row: Row, person: str) -> str:
    who = row["author"] if person == row["author"] else f"{person} ({row['author']})"
    thing = " ".join(part for part in (row["case"], row["criterion"]) if part)
    kind = "" if row["table"] in ("answers", "interview_answers", "cases") else f" {row['table']}"
    before, after = (_said(row["field"], row[name]) for name in ("from", "to"))
    return f"{row['at']}  {who}  {thing}{kind} {row['field']}: {before} → {after}  ({row['why']})"


def _said(field: str, value: str) -> str:
    return (_WORDS.get(value, value) if field == "verdict" else value) or "–"
