"""The last line seen of each journal, kept in the state folder: a journal cut to a valid shorter chain is noticed."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sqs_tui import locations
from sqs_tui.store.disk import open_regular, unfinished
from sqs_tui.store.identity import JOURNALS
from sqs_tui.store.journal import LONGEST_LINE, Cursor, chained, writer_of
from sqs_tui.values import dataclass

_HASH = re.compile(r"[0-9a-f]{32}")
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """A journal's last line when it was seen: its number, its hash, the byte after it, and in which workbook folder.

    The folder is known by its path, and by its number on the disk, which it keeps under another name.
    """

    number: int
    hash: str
    offset: int
    where: str = ""
    inode: str = ""

    @classmethod
    def of(cls, cursor: Cursor, where: str = "", inode: str = "") -> Seen:
        """What a journal read to here is remembered by."""
        return cls(cursor.number, cursor.hash, cursor.offset, where, inode)

    def is_of(self, journals: Path) -> bool:
        """Whether it was seen in this very folder, under whatever name; where that is not known, it was."""
        return self.where in ("", _folder(journals)) or self.inode == _inode(journals)


@dataclass(frozen=True, slots=True)
class LookedBack:
    """What journals are not what was seen of them: those that `lost` it here, and what copies have or had.

    `to_merge` are copies that have it still; `deleted` says what was seen only in a copy that is gone. All are
    sentences without their full stop.
    """

    lost: tuple[str, ...] = ()
    to_merge: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """All of them, what to do first."""
        return (*self.to_merge, *self.lost, *self.deleted)


def look_back(workbook: str, folder: Path, cursors: Mapping[str, Cursor]) -> LookedBack:
    """Hold journals against what is remembered of them on this machine."""
    journals = folder / JOURNALS
    remembered = read(workbook)
    elsewhere = parted(remembered, journals, cursors)
    lost = {name: seen for name, seen in remembered.items() if name not in elsewhere and seen.is_of(journals)}
    deleted = {name: seen for name, seen in remembered.items() if name not in elsewhere and name not in lost}
    return LookedBack(
        tuple(backwards(lost, journals, cursors)),
        tuple(told(copy, folder) for copy in dict.fromkeys(elsewhere.values())),
        tuple(
            _deleted(name, seen) for name, seen in deleted.items() if any(backwards({name: seen}, journals, cursors))
        ),
    )


def _deleted(name: str, seen: Seen) -> str:
    """A copy was written to and is gone: nothing of this folder was lost with it, as far as is known."""
    return (
        f"{seen.where} was a copy of this, written to and gone since: line {seen.number + 1} of {name}.jsonl was there"
    )


def read(workbook: str) -> dict[str, Seen]:
    """What is remembered of the journals of a workbook; empty where nothing is, or it cannot be read."""
    path = _path(workbook)
    try:
        if path is None or path.stat().st_size > _LARGEST:
            return {}
        journals = json.loads(path.read_text("ascii"))["journals"]
        return {
            str(name): Seen(int(number), str(hash), int(end), *map(str, where[:2]))
            for name, (number, hash, end, *where) in journals.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def backwards(remembered: Mapping[str, Seen], folder: Path, cursors: Mapping[str, Cursor]) -> Iterator[str]:
    """A sentence for each journal that has lost or replaced what was seen of it; those damaged say so themselves."""
    for name, seen in sorted(remembered.items()):
        # Where a journal went two ways, which of them has the plain name is chance.
        ways = {other: cursor for other, cursor in cursors.items() if writer_of(other) == writer_of(name)}
        longest = max((cursor.number for cursor in ways.values()), default=-1)
        if not ways:
            yield f"{name}.jsonl is gone; line {seen.number + 1} of it was seen on this machine"
        elif any(cursor.damage is not None for cursor in ways.values()):
            continue
        elif longest < seen.number:
            yield (
                f"{name}.jsonl went backwards: it ends at line {longest + 1}, and line {seen.number + 1} "
                "was seen on this machine"
            )
        elif not any(_goes_on(folder / f"{other}.jsonl", seen, cursor) for other, cursor in ways.items()):
            yield f"{name}.jsonl was replaced: line {seen.number + 1} is not the one seen on this machine"


def parted(remembered: Mapping[str, Seen], folder: Path, cursors: Mapping[str, Cursor]) -> dict[str, Path]:
    """The journals that are not what was seen because that was seen in a copy, which has it still; with its folder.

    Nothing of them is lost: each copy was written to on its own, and a merge unites them.
    """
    lost = [name for name, seen in remembered.items() if any(backwards({name: seen}, folder, cursors))]
    here = _folder(folder)
    return {
        name: Path(seen.where)
        for name in sorted(lost)
        if (seen := remembered[name]).where not in ("", here) and _ends(Path(seen.where) / folder.name, name, seen)
    }


def told(copy: Path, folder: Path) -> str:
    """What to do about a copy that was written to on its own, as a sentence without its full stop."""
    here, there = shlex.quote(str(folder)), shlex.quote(str(copy))
    if _receipts(copy) - _receipts(folder):  # United the other way round, what was erased would come back.
        return f"What was erased from a copy is here still; merge into that: sqs merge {there} {here}; destroy this one"
    return f"A copy of this was written to on this machine; merge them: sqs merge {here} {there}"


def remember(workbook: str, folder: Path, cursors: Mapping[str, Cursor], *, accept: bool = False) -> None:
    """Keep where the journals end, where that is further than before; `accept` takes shorter ones too.

    Never an error: it is a second look, and a state folder that cannot be written is told elsewhere.
    """
    path = _path(workbook)
    if path is None:
        return
    where, inode = _folder(folder), _inode(folder)
    there = {name: Seen.of(cursor, where, inode) for name, cursor in cursors.items() if cursor.number >= 0}
    with suppress(OSError):
        locations.ensured(locations.state_folder())
        locations.ensured(path.parent)
        with _alone_in(path.parent):
            _take_down(workbook, path, there, accept)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Two that close at once come one after the other: what the first kept is there for the second."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _take_down(workbook: str, path: Path, there: Mapping[str, Seen], accept: bool) -> None:
    before = read(workbook)
    after = (
        dict(there)
        if accept
        else before | {name: seen for name, seen in there.items() if _is_further(seen, name, before)}
    )
    if after == before:
        return
    journals = {
        name: [seen.number, seen.hash, seen.offset, seen.where, seen.inode] for name, seen in sorted(after.items())
    }
    beside = unfinished(path)
    # Not fsynced: after a power cut it may be forgotten, and closing a workbook waits for no second disk.
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(json.dumps({"journals": journals}, indent=1).encode("ascii"))
    os.replace(beside, path)


def _folder(journals: Path) -> str:
    """The workbook folder that journals lie in, however it was named."""
    return str(journals.resolve().parent)


def _inode(journals: Path) -> str:
    """The number of a folder on its disk, which it keeps when it is renamed; none of one that is not there."""
    try:
        there = journals.stat()
    except OSError:
        return "-"
    return f"{there.st_dev}:{there.st_ino}"


def _receipts(folder: Path) -> set[str]:
    return {path.name for path in (folder / "receipts").glob("erased-*.txt")}


def _ends(journals: Path, name: str, seen: Seen) -> bool:
    """Whether a journal in another folder has the line that was seen, where it was seen."""
    for path in (journals / f"{name}.jsonl", *sorted(journals.glob(f"{writer_of(name)}~*.jsonl"))):
        with suppress(OSError), os.fdopen(open_regular(path), "rb") as file:
            last = file.read(seen.offset).rstrip(b"\n").rpartition(b"\n")[2]
            if last.startswith(seen.hash.encode("ascii", "replace") + b" "):
                return True
    return False


def _is_further(seen: Seen, name: str, before: Mapping[str, Seen]) -> bool:
    """Whether it is more than was remembered; or the same, where the folder it was seen in is no longer there."""
    known = before.get(name)
    if known is None or seen.number > known.number:
        return True
    return (seen.number, seen.hash) == (known.number, known.hash) and not os.path.isdir(known.where)


def _goes_on(path: Path, seen: Seen, cursor: Cursor) -> bool:
    """Whether the line after the one seen is chained to it; the rest of the chain is known to hold."""
    if cursor.number <= seen.number:
        return cursor.number == seen.number and cursor.hash == seen.hash
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            file.seek(seen.offset)
            text = file.readline(LONGEST_LINE + 1).decode("ascii", "replace")
    except (OSError, ValueError):
        return False
    length = len(seen.hash)
    return chained(seen.hash, text[length + 1 : -1]) == text[:length]


def _path(workbook: str) -> Path | None:
    """Where the heads of a workbook are kept; None for an id that was never given to one, which could name any file."""
    return locations.state_folder() / "heads" / f"{workbook}.json" if _HASH.fullmatch(workbook) else None
