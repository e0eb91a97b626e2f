"""`sqs merge`, `bundle`, `unbundle`, `backup` and `erase`: workbooks carried, united, kept and destroyed."""

from __future__ import annotations

import argparse
import getpass
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.errors import Exit, Refused, UsageError

if TYPE_CHECKING:
    from sqs_tui.store.copies import Copy
    from sqs_tui.store.merging import Merged

_SHORTEST = 12


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    unite = command(commands, "merge", merge_copies, "Take in what other copies of a workbook have and this one lacks.")
    unite.add_argument("path", type=Path, metavar="PATH")
    unite.add_argument("others", type=Path, nargs="+", metavar="OTHER", help="a folder or a bundle")
    unite.add_argument("--dry-run", action="store_true", help="only say what it would come to")
    _identity(unite)
    seal = command(commands, "bundle", make_bundle, "Make one encrypted file of a workbook, to be carried.")
    seal.add_argument("path", type=Path, metavar="PATH")
    seal.add_argument("-o", "--output", type=Path, metavar="FILE", required=True, help="a new file, as dudley.sqs.age")
    told = "whom to encrypt for, as age1…; without, a passphrase is asked"
    seal.add_argument("--to", nargs="+", action="extend", default=[], metavar="RECIPIENT", help=told)
    opens = command(commands, "unbundle", open_bundle, "Make a workbook of a bundle, whole or not at all.")
    opens.add_argument("file", type=Path, metavar="FILE")
    opens.add_argument("-o", "--output", type=Path, metavar="PATH", required=True, help="the folder to make")
    _identity(opens)
    keep = command(commands, "backup", make_backup, "Make a sealed copy of a workbook.")
    keep.add_argument("path", type=Path, metavar="PATH")
    told = "the folder to make (default: one of today's date, in the workbook's backups)"
    keep.add_argument("-o", "--output", type=Path, metavar="FOLDER", help=told)
    wipe = command(commands, "erase", erase_case, "Make a new workbook without a case, or without all but open alerts.")
    wipe.add_argument("path", type=Path, metavar="PATH")
    what = wipe.add_mutually_exclusive_group(required=True)
    what.add_argument("--case", metavar="REF", help="the case to leave out")
    what.add_argument("--everything", action="store_true", help="leave out all but alerts that are open")
    wipe.add_argument("-o", "--output", type=Path, metavar="NEW", required=True, help="the folder to make")
    wipe.add_argument("--reason", default="", metavar="TEXT", help="why; it stands in the receipt")


def _identity(parser: argparse.ArgumentParser) -> None:
    told = "a file with your key, for bundles encrypted for you"
    parser.add_argument("--identity", type=Path, metavar="KEYFILE", help=told)


# Merging


def merge_copies(args: argparse.Namespace) -> int:
    """Unite copies of a workbook, and tell what came and what there is to look at."""
    # Deferred: reading workbooks is for those who merge.
    from sqs_tui.store.copies import copied
    from sqs_tui.store.merging import merge

    others = [copied(other) if other.is_dir() else _unbundled(other, args.identity) for other in args.others]
    merged = merge(args.path, others, dry_run=args.dry_run)
    _tell(args.path, merged)
    if args.dry_run:
        output.say("This was a dry run; nothing was written.")
        for problem in merged.held:
            output.warn(f"sqs: the merge would be refused now: {problem}")
    elif not merged.refused:
        _tell_alerts(args.path)
    for problem in merged.refused:
        output.warn(f"sqs: not taken: {problem}")
    return Exit.DAMAGED if merged.refused else Exit.ELSEWHERE if merged.held else Exit.OK


def _tell_alerts(path: Path) -> None:
    """An alert that came with a copy is told at once: somebody may be at risk."""
    # Deferred: as above.
    from sqs_tui.session.inspection import Inspection
    from sqs_tui.store.workbook import Workbook

    with Workbook.open(path, read_only=True) as workbook:
        words = Inspection(workbook).alert_words()
    if words:
        output.say(f"! {words}: sqs board {shlex.quote(str(path))}")


def _tell(path: Path, merged: Merged) -> None:
    if not merged.lines:
        output.say(f"{path}: nothing new.")
    for author, number in merged.lines.items():
        output.say(f"{path}: {output.counted(number, 'new line')} from {author}.")
    for name in merged.branches:
        output.say(f"{name.partition('~')[0]} was written to in two copies; both are kept.")
    if merged.side_by_side:
        output.say(f"{output.counted(merged.side_by_side, 'field')} edited side by side.")
    many = output.counted(merged.differences, "difference")
    output.say(
        f"{many} to settle: sqs differences {shlex.quote(str(path))}" if merged.differences else "No differences."
    )


# Bundles


def make_bundle(args: argparse.Namespace) -> int:
    """Encrypt a workbook into one new file."""
    # Deferred: packing is for those who carry.
    from sqs_tui.exchange.bundle import packed, sealed
    from sqs_tui.store.copies import checked_whole, copied
    from sqs_tui.store.disk import not_saved, place

    copy = copied(args.path)
    checked_whole(copy)
    if args.output.exists():
        raise Refused(f"{args.output} is there already.", "It was left as it is.", "Choose another name.")
    content = sealed(packed(copy), to=args.to, passphrase="" if args.to else _chosen_passphrase())
    try:
        place(args.output, content, 0o600)
    except FileExistsError as error:
        raise Refused(f"{args.output} is there already.", "It was left as it is.") from error
    except OSError as error:
        raise not_saved(error, f"{args.output} could not be made.") from error
    whom = output.counted(len(args.to), "recipient") if args.to else "whoever knows the passphrase"
    output.say(f"{args.output}: {output.counted(len(copy.journals), 'journal')}, for {whom}.")
    return Exit.OK


def open_bundle(args: argparse.Namespace) -> int:
    """Make a workbook of a bundle, once every chain in it was checked."""
    # Deferred: reading workbooks is for those who unpack.
    from sqs_tui.store.copies import checked_whole, make_folder
    from sqs_tui.store.workbook import Workbook

    if args.output.exists():
        raise Refused(f"{args.output} is there already.", "It was left as it is.", "Choose another path.")
    copy = _unbundled(args.file, args.identity)
    checked_whole(copy)
    make_folder(copy, args.output, vouched_for)
    Workbook.open(args.output, read_only=True).close()  # Remembered by the name it has now.
    output.say(f"{args.output} is ready: {output.counted(len(copy.journals), 'journal')}.")
    return Exit.OK


def vouched_for(folder: Path) -> None:
    """Put down who brought the journals of others: in a team's workbook they count on that word."""
    from sqs_tui.store.workbook import Workbook  # Deferred: as above.

    with Workbook(folder, remembers=False) as book:
        book.vouch()


def _unbundled(file: Path, identity: Path | None) -> Copy:
    """The workbook in a bundle, once the key or the passphrase was asked for."""
    # Deferred: opening bundles is for those who have one.
    from sqs_tui.exchange.bundle import file_content, unpacked, unsealed, wants_passphrase

    raw = file_content(file)
    if wants_passphrase(raw):
        return unpacked(unsealed(raw, passphrase=_passphrase(f"Passphrase of {file}: ")), str(file))
    if identity is None:
        raise UsageError(f"{file} was encrypted for recipients.", remedy="Name the file with your key: --identity")
    lines = file_content(identity, 100_000).decode("ascii", "replace").splitlines()
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return unpacked(unsealed(raw, keys=keys), str(file))


def _chosen_passphrase() -> str:
    first = _passphrase("Passphrase: ")
    if len(first) < _SHORTEST:
        raise UsageError(f"A passphrase has at least {_SHORTEST} characters.", "Nothing was made.")
    if _passphrase("Again: ") != first:
        raise UsageError("The two are not the same.", "Nothing was made.")
    return first


def _passphrase(prompt: str) -> str:
    """What is typed at the terminal, unseen; never from the command line or the environment."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            "A passphrase is asked at a terminal only, and this is none.",
            remedy="Encrypt for recipients instead: --to age1…",
        )
    try:
        return getpass.getpass(prompt)
    except EOFError as error:
        raise UsageError("No passphrase was given.") from error


# Keeping and destroying


def make_backup(args: argparse.Namespace) -> int:
    """Make a sealed copy, and say how to go on from it."""
    # Deferred: reading workbooks is for those who keep copies.
    from sqs_tui.store.backups import back_up

    made = back_up(args.path, args.output)
    output.say(f"{made}: sealed.", f"To go on from it: cp -r {shlex.quote(str(made))} NEW && chmod -R u+w NEW")
    return Exit.OK


def erase_case(args: argparse.Namespace) -> int:
    """Make a new workbook without what is to go; say what went, and what else must be destroyed."""
    # Deferred: reading workbooks is for those who erase.
    from sqs_tui.domain.text import cleaned
    from sqs_tui.store.erasing import erase, remains

    if args.case is not None and not args.case.strip():
        raise UsageError("Which case?", remedy="Name it by its reference: --case REF")
    reason = " ".join(cleaned(args.reason).split())
    receipt = erase(args.path, args.output, case=args.case or "", reason=reason)
    output.say(*receipt.lines, "", f"{args.output} is ready; this receipt is {receipt.path}.")
    output.say(f"{args.path} is as it was. Still to be destroyed:", *(f"  {what}" for what in remains(args.path)))
    return Exit.OK
