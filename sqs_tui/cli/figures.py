"""`sqs summary`: the figures, for people and for other programs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqs_tui.cli import output
from sqs_tui.cli.commands import STAND_INS, Commands, command
from sqs_tui.cli.opening import reading
from sqs_tui.domain.percent import SMALL_BASE, Proportion
from sqs_tui.errors import UsageError

if TYPE_CHECKING:
    from sqs_tui.session.inspection import Inspection
    from sqs_tui.session.views import View

Entry = Mapping[str, Any]

#: The particulars by which cases can be chosen; never the case manager, whom a figure could point at.
SLICES = ("order", "phase", "gender", "ethnicity", "care_status", "inspector")
_METHODS = {
    "pooled": "A section is all its scored judgements added together: judgements, not cases.",
    "lowest": "A section is its lowest key question, which is named. Indicative and local; not official.",
}


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    summary = command(commands, "summary", summarise, "Show the figures by section, criterion or case.")
    summary.add_argument("path", type=Path, metavar="PATH")
    summary.add_argument("--by", default="section", choices=("section", "criterion", "case"))
    summary.add_argument("--complete-only", action="store_true", help="count complete cases only")
    summary.add_argument("--with-stand-ins", action="store_true", help=STAND_INS)
    for kind in SLICES:
        name = f"--{kind.replace('_', '-')}"
        told = f"count only cases of this {kind.replace('_', ' ')}; again for one more, none for not recorded"
        summary.add_argument(name, action="append", default=[], metavar="CODE", help=told)
    shapes = summary.add_mutually_exclusive_group()
    shapes.add_argument("--json", action="store_true", help="the whole, for other programs")
    shapes.add_argument("--csv", action="store_true", help="a table, for spreadsheets")
    shapes.add_argument("--plain", action="store_true", help="a sentence a line, for screen readers")
    shapes.add_argument("--feedback", action="store_true", help="what may be told in the room: words and counts only")


def summarise(args: argparse.Namespace) -> int:
    """Show the figures."""
    # Deferred: the figures load the tables, which `--help` should not pay for.
    from sqs_tui.session.summary import summary

    if args.feedback:
        return _give_feedback(args)
    with reading(args.path) as inspection:
        view, asked = _view(args, inspection), args.with_stand_ins
        found = summary(inspection, complete_only=args.complete_only, view=view, stand_ins=asked)
        found["inspection"]["heads"] = dict(inspection.workbook.heads_of_journals())
        groups = {group.id: group.title for group in inspection.catalogue.groups}
    if args.json:
        output.put_json(found)
    elif args.csv:
        _put_csv(found, args.by)
    else:
        for line in _headlines(found["inspection"]):
            output.say(line)
        output.say("")
        tell = _sentences if args.plain else _rows
        tell(found, args.by, groups)
        output.say("", *_notes(found, args.by))
    return 0


def _view(args: argparse.Namespace, inspection: Inspection) -> View:
    """The cases that count: of each kind named one value must hold."""
    # Deferred: the figures load the tables, which `--help` should not pay for.
    from sqs_tui.session.views import View, sliced

    return View(tuple(sliced(inspection, kind, value) for kind in SLICES for value in getattr(args, kind)))


def _give_feedback(args: argparse.Namespace) -> int:
    """Words and counts of the cases read, as the feedback view shows them."""
    # Deferred: the figures load the tables, which `--help` should not pay for.
    from sqs_tui.session.feedback import LEAST_TOLD, Said, feedback, read_cases, read_line

    if any(getattr(args, kind) for kind in SLICES):
        raise UsageError("--feedback is told of all cases.", "A slice would point at some of them.")
    with reading(args.path) as inspection:
        read = read_cases(inspection)
        lines = list(feedback(inspection.catalogue, read))
        output.say(" · ".join([inspection.area or "(no area)", "feedback"]))
        output.say(*(["INVENTED CASES"] if inspection.workbook.is_invented else []))
        output.say(read_line(inspection, read))
    table = [["", "", ""] if not isinstance(one, Said) else [one.title, one.words, one.count] for one in lines]
    widths = [max((output.width(row[place]) for row in table), default=0) for place in range(2)]
    for one in lines:
        if isinstance(one, Said):
            output.say(f"  {one.title:<{widths[0]}}  {one.words:<{widths[1]}}  {one.count}")
        else:
            output.say("", one.title)
    output.say("", f"Of relevant cases among those read; what rests on fewer than {LEAST_TOLD} cases is not told.")
    return 0


def _put_csv(found: Entry, by: str) -> None:
    # Deferred: writing CSV is for those who asked for it.
    from sqs_tui.exchange import figures
    from sqs_tui.exchange.tables import as_csv

    table = figures.table(found, by).marked_left_out(found["inspection"]["left_out"])
    output.put(as_csv(table.marked_invented() if found["inspection"]["invented"] else table))


def _headlines(inspection: Entry) -> Iterator[str]:
    cases = inspection["cases"]
    yield " · ".join([inspection["area"] or "(no area)", inspection["catalogue_title"]])
    if inspection["invented"]:
        yield "INVENTED CASES"
    if inspection["left_out"]:
        # Deferred: the words come with the figures, which `--help` should not pay for.
        from sqs_tui.session.left_out import MAY_BE_AN_ALERT

        yield f"LEFT OUT: what {inspection['left_out']} put down. {MAY_BE_AN_ALERT}"
    yield (
        f"{output.counted(cases['total'], 'case')}: {cases['complete']} complete, "
        f"{cases['in_progress']} in progress, {cases['not_started']} not started"
    )
    if inspection["slice"]:
        small = ", small base" if 0 < cases["counted"] < SMALL_BASE else ""
        yield f"Only {_sliced(inspection)}: {output.counted(cases['counted'], 'case')} counted{small}"
    managers = inspection["managers"]
    interviewed = f"{output.counted(managers['total'], 'case manager')}, {managers['interviewed']} interviewed"
    yield ", ".join(filter(None, (interviewed, _stand_ins(inspection))))


def _stand_ins(inspection: Entry) -> str:
    """Whether stand-ins are among those counted, in words; empty where nobody stood in."""
    found = inspection["managers"]["stand_ins"]
    said = output.counted(found, "stand-in")
    return "" if not found else f"with {said}" if inspection["with_stand_ins"] else f"{said} left out"


def _sliced(inspection: Entry) -> str:
    """The slice in words: "Referral order or Detention and training order; complete"."""
    kinds: dict[str, list[str]] = {}
    for one in inspection["slice"]:
        kinds.setdefault(one["kind"], []).append(one["title"])
    return "; ".join(" or ".join(titles) for titles in kinds.values())


def figure(entry: Entry) -> str:
    """The percentage and the count beside it; under ten relevant cases the count leads."""
    proportion = Proportion(entry["met"], entry["relevant"])
    if not proportion.relevant:
        return proportion.whole()
    if entry["percent"] is None:
        return proportion.of()
    percent, count = f"{proportion.whole()}%", proportion.of()
    return f"{count} · {percent}" if proportion.counts_lead else f"{percent} · {count}"


def _marks(entry: Entry) -> str:
    """What must be said with a figure, in words."""
    marks = [
        f"lowest: {' and '.join(entry['lowest'])}" if entry.get("lowest") else "",
        str(entry.get("band") or ""),
        "near a boundary" if entry.get("near_boundary") else "",
        "a key question has nothing relevant" if entry.get("incomplete") and entry["relevant"] else "",
        _differ(entry).removeprefix(", "),
        "no band" if entry.get("too_few") else "",
        "small base" if entry["small_base"] else "",
        "provisional" if entry.get("provisional") else "",
        *(f"{said} {entry[name]}" for name, said in _OTHERS.items() if entry.get(name)),
    ]
    return ", ".join(mark for mark in marks if mark)


_OTHERS = {"not_applicable": "n/a", "cannot_judge": "cannot judge", "parked": "parked", "blank": "blank"}


_TOTAL_MARKS = {"small_base": "small base", "provisional": "provisional"}


def _rows(found: Entry, by: str, groups: Mapping[str, str]) -> None:
    if by == "case":
        _case_rows(found)
        return
    for group in _groups(found):
        if group:
            output.say(f"{groups.get(group, group)}:")
        chosen = [one for one in found["sections" if by == "section" else "criteria"] if one.get("group", "") == group]
        output.rows((one["id"], one["title"], figure(one), _marks(one)) for one in chosen)
    if by == "criterion" and found["interviews"]:
        counted = found["inspection"]["with_stand_ins"]
        base = ", ".join(filter(None, ("of case managers", _stand_ins(found["inspection"]) if counted else "")))
        output.say("", f"Interviews ({base}):")
        output.rows((one["id"], one["title"], figure(one), _marks(one)) for one in found["interviews"])


def _case_rows(found: Entry) -> None:
    ids = list(dict.fromkeys(section["id"] for section in found["sections"]))
    table = [["case", "status", "answered", *(f"§{id}" for id in ids)]]
    for case in found["cases"]:
        counts = [_compact(one) for one in case["sections"]]
        table.append([case["ref"], case["status"], f"{case['answered']}/{case['applicable']}", *counts])
    output.rows(table, right=frozenset(range(2, 3 + len(ids))))


def _compact(section: Entry) -> str:
    count = f"{section['met']}/{section['relevant']}" if section["relevant"] else "–"
    return f"{count} ({section['range']})" if section["disputed"] else count


def _sentences(found: Entry, by: str, groups: Mapping[str, str]) -> None:
    """The same figures, one sentence a line, so that nothing hangs on where it stands."""
    if by == "case":
        for case in found["cases"]:
            parts = [f"section {one['id']} {figure(one)}{_differ(one)}" for one in case["sections"]]
            answered = f"{case['answered']} of {case['applicable']} answered"
            output.say(f"{case['ref']}: {case['status']}, {answered}; {'; '.join(parts)}.")
        return
    named = "sections" if by == "section" else "criteria"
    for one in (*found[named], *(found["interviews"] if by == "criterion" else ())):
        group = f" ({groups[one['group']]})" if one.get("group") in groups else ""
        words = f"; {one['words'][0]}" if one.get("words") else ""
        marks = f"; {_marks(one)}" if _marks(one) else ""
        output.say(f"{one['id']} {one['title']}{group}: {figure(one)}{words}{marks}.")


def _differ(entry: Entry) -> str:
    return f", people differ: {entry['range']}" if entry["disputed"] else ""


def _groups(found: Entry) -> list[str]:
    return list(dict.fromkeys(one.get("group", "") for one in found["sections"]))


def _notes(found: Entry, by: str) -> Iterator[str]:
    for total in found["totals"]:
        marks = ", ".join(["", *(word for name, word in _TOTAL_MARKS.items() if total[name])]) + _differ(total)
        yield f"{total['title']}: {total['points']} of {total['of']}, {total['band'] or 'no band'}{marks}."
    yield _METHODS[found["inspection"]["aggregate"]]
    if any(one.get("too_few") for one in found["sections"]):
        least = found["inspection"]["least_cases"]
        yield f"No band: a key question has fewer than {least} relevant cases; k of n is then of all key questions."
    shown = {"section": found["sections"], "criterion": [*found["criteria"], *found["interviews"]]}.get(by, [])
    told = [*found["sections"], *found["criteria"], *found["interviews"], *found["totals"]]
    if any(one["disputed"] for one in told):
        yield "People differ: what was written last counts until it is settled (sqs differences PATH)."
    if any(one["provisional"] for one in shown):
        yield "Provisional: something that applies is still open, or hangs on a question that is."
    if any(one["small_base"] for one in shown):
        yield "Small base: fewer than five relevant."
