"""`sqs history`, `verify`, `recover` and `doctor`: who changed what, whether it still stands so, what can be saved."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.cli.opening import reading
from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import KINDS
from sqs_tui.domain.names import is_same
from sqs_tui.domain.text import cleaned
from sqs_tui.errors import Exit, NotFound

if TYPE_CHECKING:
    from sqs_tui.session.inspection import Inspection

Row = Mapping[str, str]

#: What the history leaves out, and what is said of it.
_APART = {
    "alerts": "Alerts are kept apart.",
    "interview_answers": "What case managers answered is kept apart: --with-interviews.",
}


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    told = command(commands, "history", history, "Tell who changed what, when and why, oldest first.")
    told.add_argument("path", type=Path, metavar="PATH")
    told.add_argument("--case", default="", metavar="REF", help="of this case only")
    told.add_argument("--criterion", default="", metavar="ID", help="of this criterion only")
    told.add_argument(
        "--by", default="", metavar="PERSON", help="by this person only: an account, or a name in the team"
    )
    told.add_argument("--with-interviews", action="store_true", help="what case managers answered too")
    told.add_argument("--csv", action="store_true", help="a table, for spreadsheets")
    looks = command(commands, "verify", verify_workbook, "Look whether a workbook is what was written.")
    looks.add_argument("path", type=Path, metavar="PATH")
    looks.add_argument("--accept", action="store_true", help="take journals that went backwards as they are")
    rebuilds = command(commands, "recover", recover_workbook, "Rebuild a damaged workbook beside itself.")
    rebuilds.add_argument("path", type=Path, metavar="PATH")
    rebuilds.add_argument("-o", "--output", type=Path, required=True, metavar="NEW", help="the folder to make")
    cares = command(
        commands, "doctor", doctor, "Look whether this machine and a workbook's folder are fit for the work."
    )
    cares.add_argument("path", type=Path, nargs="?", metavar="PATH")


# History


def history(args: argparse.Namespace) -> int:
    """Tell the changes, read back from the journals. Alerts leave only by an export of their own."""
    # Deferred: reading the history is for those who ask.
    from sqs_tui.exchange import history as changes
    from sqs_tui.exchange.tables import Table, as_csv
    from sqs_tui.session.left_out import whose

    with reading(args.path) as inspection:
        _known(inspection, args)
        lines = inspection.workbook.lines()
        table = changes.table(inspection, lines, interviews=args.with_interviews)
        rows = list(_chosen(inspection, table.rows, args))
        missing = whose(inspection)
        names = {author: inspection.person(author) for author in {row["author"] for row in rows}}
        invented = inspection.workbook.is_invented
        written = {operation.table for line in lines for operation in line.operations}
    if args.csv:
        chosen = Table(table.columns, rows).marked_left_out(missing)
        output.put(as_csv(chosen.marked_invented() if invented else chosen))
        return 0
    if invented:
        output.say("INVENTED CASES", "")
    for act in _acts(rows):
        output.say(_sentence(act, names[act[0]["author"]]))
    asked = {"interview_answers"} if args.with_interviews else set()
    apart = [said for table, said in _APART.items() if table in written - asked]
    output.say(*([] if rows else ["No changes."]), *(["", *apart] if apart else []))
    return 0


def _known(inspection: Inspection, args: argparse.Namespace) -> None:
    if args.case:
        args.case = _ref(inspection, args)
    catalogue = inspection.catalogue
    asked = [*catalogue.every_criterion, *catalogue.every_interview_item]
    if args.criterion and args.criterion.casefold() not in {one.id.casefold() for one in asked}:
        remedy = f"See what is asked: sqs catalogue show {catalogue.id}"
        raise NotFound(f"No criterion is called {args.criterion}.", remedy=remedy)


def _ref(inspection: Inspection, args: argparse.Namespace) -> str:
    """The reference that is asked for, as the case has it, removed ones too. Raises `NotFound` or `Refused`."""
    case = inspection.case_by_ref(args.case)
    if case is not None:
        return case.ref
    removed = {one.ref for one in inspection.cases.values() if is_same(one.ref, args.case)}
    if not removed:
        raise NotFound(f"No case is called {args.case} in {args.path}.", remedy="Leave --case out to see all.")
    return args.case.strip() if args.case.strip() in removed else min(removed)


def _chosen(inspection: Inspection, rows: Sequence[Row], args: argparse.Namespace) -> Iterator[Row]:
    """The rows asked for."""
    criterion, person = args.criterion.strip().casefold(), args.by.strip()
    for row in rows:
        author = row["author"]
        if (
            (not args.case or row["case"] == cleaned(args.case))
            and (not criterion or criterion in row["criterion"].casefold().split())
            and (not person or author == person or is_same(inspection.inspector_of(author), person))
        ):
            yield row


#: What the rows of one act have in common.
_TOGETHER = ("line", "table", "id")


def _acts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that read as one line: the fields of one entry that were put down together, and any other row alone."""
    act: list[Row] = []
    for row in rows:
        last = act[-1] if act else None
        goes_on = last is not None and row["table"] == "entries" and all(row[one] == last[one] for one in _TOGETHER)
        if act and not goes_on:
            yield act
            act = []
        act.append(row)
    if act:
        yield act


def _sentence(act: Sequence[Row], person: str) -> str:
    row = act[0]
    who = row["author"] if person == row["author"] else f"{person} ({row['author']})"
    thing = " ".join(part for part in (row["case"], row["criterion"]) if part) or row["id"].replace("/", " ")
    if len(act) > 1:
        return f"{row['at']}  {who}  {thing} {_entry_said(act)}  ({row['why']})"
    kind = "" if row["table"] in ("answers", "interview_answers", "cases") else f" {row['table']}"
    before, after = (_said(row["field"], row[name]) for name in ("from", "to"))
    return f"{row['at']}  {who}  {thing}{kind} {row['field']}: {before} → {after}  ({row['why']})"


def _entry_said(act: Sequence[Row]) -> str:
    """What became of an entry, in one line: what it is where new, what it was where taken away, else the fields."""
    before, after = ({row["field"]: " ".join(row[name].split()) for row in act} for name in ("from", "to"))
    whole, gone = (after, "") if not before.get("kind") else (before, " taken away")
    if "kind" not in after or (before["kind"] and after["kind"]):
        # When it was written is what the line begins with.
        changes = (f"{name} {before[name] or '–'} → {after[name] or '–'}" for name in after if name != "at")
        return f"entry: {'; '.join(changes)}"
    found = ", ".join(filter(None, (whole.get("source"), whole.get("where"))))
    agreed = [f"{name} {whole[name]}" for name in ("owner", "due") if whole.get(name)]
    more = "; ".join(filter(None, (found, *agreed, "shareable" if whole.get("shareable") else "")))
    kind = KINDS.get(whole["kind"], whole["kind"])
    return f"{kind}{gone}: {whole.get('text') or '–'}{f' [{more}]' if more else ''}"


def _said(field: str, value: str) -> str:
    return (Verdict.said(value) if field == "verdict" else value) or "–"


# Verify


def verify_workbook(args: argparse.Namespace) -> int:
    """Tell what is damaged, what is worth knowing, and the last hash of each journal."""
    # Deferred: only this command needs it.
    from sqs_tui.store.verifying import verify

    report = verify(args.path, accept=args.accept)
    output.say(
        f"{args.path}: {'incomplete' if report.incomplete else 'sound'}."
        if report.is_sound
        else f"{args.path}: damaged."
    )
    _list("Damaged", report.damaged)
    _list("Not here", report.incomplete)
    _list("To merge", report.copies)
    _list(
        "Differences to settle",
        [f"{id.replace('/', ' ')}: {field} ({table})" for table, id, field in report.differences],
    )
    _list("In quarantine", [f"{name}, {output.counted(size, 'byte')}" for name, size in report.quarantine])
    _list("To know", report.notes)
    if any("on this machine" in line for line in report.damaged):
        output.say(
            "", "A journal that went backwards was cut or replaced; or this is an older copy, or a case was erased."
        )
        output.say(f"Where that is so: sqs verify {shlex.quote(str(args.path))} --accept")
    if not report.is_sound:
        output.say("", "Nothing was changed. Compare with a backup or a colleague's copy, or rebuild what can be:")
        output.say(f"  sqs recover {shlex.quote(str(args.path))} -o NEW")
    if report.incomplete:
        output.say("", "It may lie in a colleague's copy, or still be on its way: sqs merge, or look again later.")
    output.say("", "Heads:")
    output.rows(
        [
            (kept.name, kept.head, output.counted(max(0, kept.lines - 1), "change"), f"owner {kept.owner}")
            for kept in report.journals
        ],
        indent="  ",
    )
    if not report.is_sound:
        return Exit.DAMAGED
    if report.incomplete:
        return Exit.INCOMPLETE
    return Exit.FOUND if report.copies else Exit.OK


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        output.say("", f"{title}:", *(f"  {line}" for line in lines))


# Recover


def recover_workbook(args: argparse.Namespace) -> int:
    """Make a new workbook of what is sound, and tell what was left out of it and where that lies."""
    # Deferred: only this command needs it.
    from sqs_tui.store.recovering import recover

    recovery = recover(args.path, args.output)
    journals, changes = len(recovery.journals), sum(recovery.journals.values())
    what = f"{output.counted(journals, 'journal')} with {output.counted(changes, 'change')}"
    output.say(f"{args.output} is ready: {what}.")
    _list(
        f"Left out, and kept in {args.output / 'quarantine'}",
        [line for left_out in recovery.left_out for line in left_out.told()] or ["nothing"],
    )
    _list("To know", recovery.notes)
    output.say("", f"{args.path} is as it was; keep it until a colleague's copy or a backup has been compared.")
    return Exit.OK


# Doctor


def doctor(args: argparse.Namespace) -> int:
    """Tell how everything is, a line each, and what to do where it is not well."""
    # Deferred: only this command needs it.
    from sqs_tui.session.doctor import Host, Level, examine

    found = list(examine(args.path, Host()))
    for finding in found:
        output.say(f"{finding.level.value:<6}{finding.what:<13}{finding.said}")
        if finding.remedy:
            output.say(f"{'':<19}{finding.remedy}")
    return Exit.FOUND if any(finding.level is Level.BAD for finding in found) else Exit.OK
