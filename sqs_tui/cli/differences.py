"""`sqs differences`: where people disagree, and settling one of those."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.cli.opening import reading, writing
from sqs_tui.errors import Exit, Refused, UsageError

if TYPE_CHECKING:
    from sqs_tui.session.differences import Difference
    from sqs_tui.session.inspection import Inspection

#: What names are made of: no digit, which would be taken for a place in the list, and no vowel, which would make words.
_LETTERS, _LENGTH = "bcdfghjklmnpqrstvwxz", 5


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    epilog = (
        'As in: sqs differences dudley.sqs --settle kdfmt --value 2 --reason "read together", or '
        '--settle "D-04 RR08 verdict" --value Yes'
    )
    told = "Show where people disagree, or settle one of those with a reason."
    made = command(commands, "differences", run, told, epilog)
    made.add_argument("path", type=Path, metavar="PATH")
    made.add_argument(
        "--settle", metavar="NAME", help="the difference to settle: its letters in the list, or what it is about"
    )
    made.add_argument(
        "--value",
        metavar="K",
        help="the value that is to stand: its number, or in words (default: the one shown); "
        "where two cases have one reference, the new one of this case",
    )
    made.add_argument("--reason", default="", metavar="TEXT", help="why; it stays in the history")


def run(args: argparse.Namespace) -> int:
    """List the differences, or settle one and list what is left."""
    if args.settle is None:
        if args.value is not None or args.reason:
            raise UsageError("--value and --reason go with --settle NAME.", remedy="See sqs differences PATH.")
        with reading(args.path) as inspection:
            return _list(inspection)
    name = " ".join(args.settle.split())
    if not args.reason.strip():
        # A reference that two cases have says itself why one of them needs another.
        with reading(args.path) as inspection:
            if not any(one.wants_reference and name in (name_of(one), one.what) for one in inspection.differences()):
                raise UsageError("A difference is settled with a reason.", remedy='Add --reason "…"')
    with writing(args.path) as inspection:
        chosen, is_seen = _named(inspection.differences(), name)
        if chosen.wants_reference:
            outcome = inspection.settle_reference(chosen, _new_reference(chosen, args.value), args.reason)
        else:
            outcome = inspection.settle(chosen, _place(chosen, args.value, is_seen=is_seen), args.reason)
        output.say(outcome.said, "")
        return _list(inspection)


def name_of(difference: Difference) -> str:
    """The letters a difference is named by: the same as long as the same values stand, in every copy."""
    from hashlib import sha256  # Only where there is something to name.

    told = "\n".join((*difference.key, *sorted(difference.seen)))
    number = int.from_bytes(sha256(told.encode("utf-8", "replace")).digest()[:8], "big")
    return "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(_LENGTH))


def _named(found: Sequence[Difference], name: str) -> tuple[Difference, bool]:
    """The difference meant, and whether its values are sure to be those that were listed. Raises `Refused`."""
    by_name = [one for one in found if name_of(one) == name.casefold()]
    exact = [one for one in found if one.what == name]
    named = by_name or exact or [one for one in found if one.what.casefold() == name.casefold()]
    if len(named) == 1:
        return named[0], bool(by_name)
    if named:
        raise Refused(f"{len(named)} differences are called {name}.", remedy="Name one by its letters in the list.")
    why = "A number in the list says nothing once another difference has come." if name.isdigit() else ""
    raise Refused(
        f"There is no difference {name}.",
        why or "It was settled, or other values stand there now.",
        "See sqs differences PATH: the letters before each name it.",
    )


def _place(difference: Difference, said: str | None, *, is_seen: bool) -> int:
    """Which value is to stand; by its place only where the values are those that were listed. Raises `Refused`."""
    if is_seen and said is None:
        shown = [place for place, value in enumerate(difference.values) if value.is_shown]
        return shown[0] if shown else len(difference.values) - 1
    told = " ".join((said or "").split()).casefold()
    meant = {place for place, value in enumerate(difference.values) if " ".join(value.said.split()).casefold() == told}
    if is_seen and told.isdecimal() and len(told) < 5:
        # A value may read like the place of another in the list.
        meant |= {int(told) - 1} & set(range(len(difference.values)))
    if len(meant) == 1:
        return meant.pop()
    raise Refused(
        f"--value {said} does not say which." if said else "Which value is to stand was not said.",
        "; ".join(f"{value.who}: {value.said}" for value in difference.values),
        f"Say it in words, or name the difference by its letters: --settle {name_of(difference)} --value K",
    )


def _new_reference(difference: Difference, said: str | None) -> str:
    """The reference a case is to have. Raises `UsageError`: its place in the list is none."""
    if not (said or "").strip() or said == "1":
        what = f"{difference.what}: {difference.remark}."
        raise UsageError(what, "Nothing was changed.", "Say the new one of this case: --value NEWREF")
    return str(said)


def _list(inspection: Inspection) -> int:
    found = inspection.differences()
    if inspection.workbook.is_invented:
        output.say("INVENTED CASES", "")
    if not found:
        output.say("Nobody disagrees.")
        return Exit.OK
    for one in found:
        output.say(" · ".join(filter(None, (f"{name_of(one)}  {one.what}", one.remark.removesuffix(".")))))
        output.rows(
            [
                (f"{place}", value.who, value.at, value.said + (f"  ({value.marks})" if value.marks else ""))
                for place, value in enumerate(one.values, 1)
            ],
            indent="   ",
        )
    return Exit.FOUND
