"""Making a new workbook of what is sound in a damaged one: every journal as far as its chain holds."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

import tomli

from sqs_tui import locations
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.errors import BadCatalogue, Damaged, NotFound, Refused
from sqs_tui.store import catalogues
from sqs_tui.store.disk import (
    cause,
    is_folder,
    not_saved,
    open_regular,
    read_regular,
    replace_file,
    sync_folder,
    unfinished,
)
from sqs_tui.store.erasing import RECEIPTS
from sqs_tui.store.identity import (
    BACKUPS,
    CATALOGUE,
    IDENTITY,
    JOURNALS,
    QUARANTINE,
    digest_of,
    identity_of,
    read_identity,
    refuse_newer,
)
from sqs_tui.store.journal import Cursor, Header, header, is_branch, is_writer, read
from sqs_tui.store.leftovers import sweep_beside
from sqs_tui.store.verifying import listed
from sqs_tui.store.workbook import Workbook
from sqs_tui.values import dataclass

REPORT = "recovered.txt"
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What could not be taken over: the file, the line it begins at, why, and what can still be made out in it."""

    file: str
    line: int
    what: str
    kept_as: str
    lines: tuple[str, ...] = ()

    def told(self) -> Iterator[str]:
        """It in words, a line each."""
        yield f"{self.file}, line {self.line}: {self.what}; {f'kept as {self.kept_as}' if self.kept_as else 'not kept'}"
        yield from (f"  {line}" for line in self.lines)


@dataclass
class Recovery:
    """What came of it: the changes taken over from each journal, what was left out, what was made again."""

    journals: dict[str, int] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def recover(folder: Path, new: Path) -> Recovery:
    """Make a new workbook of what is sound in a folder, which is left as it is.

    Raises `NotFound`, `Refused` where the new one is there already, or `Damaged` where it cannot be done.
    """
    if not is_folder(folder / JOURNALS):
        raise NotFound(f"There are no journals in {folder}.", "A workbook is rebuilt from those.")
    if new.exists() or new.is_symlink():
        raise Refused(f"{new} is there already.", "A workbook is rebuilt into a new folder.", "Choose another path.")
    if new.resolve().is_relative_to(folder.resolve()):
        raise Refused(f"{new} is inside the damaged workbook.", remedy="Choose a path beside it.")
    recovery = Recovery()
    sweep_beside(new)
    beside = unfinished(new)
    try:
        identity, catalogue = _begun_with(folder, recovery)
        new.parent.mkdir(parents=True, exist_ok=True)
        for path in (beside, *(beside / name for name in (JOURNALS, BACKUPS, QUARANTINE))):
            path.mkdir(mode=0o700)
        replace_file(beside / IDENTITY, identity)
        replace_file(beside / CATALOGUE, catalogue)
        _fill(folder, beside, digest_of(identity), str(tomli.loads(identity.decode("utf-8"))["id"]), recovery)
        with Workbook(beside, read_only=True, remembers=False) as book:
            if book.damage:
                raise Damaged("The journals could not be rebuilt.", "\n".join(map(str, book.damage)))
            book.write_folded()
        with Workbook(beside, remembers=False) as book:
            book.vouch()
        _keep(beside / QUARANTINE, REPORT, "".join(f"{line}\n" for line in told(recovery)).encode("utf-8"))
        sync_folder(beside)
        os.rename(beside, new)
        sync_folder(new.parent)
        with Workbook(new, read_only=True) as book:
            book.accept_heads()
    except BaseException as error:
        shutil.rmtree(beside, ignore_errors=True)
        if isinstance(error, OSError):
            raise not_saved(error, f"{new} could not be made.") from error
        raise
    return recovery


def told(recovery: Recovery) -> Iterator[str]:
    """What came of it, a line each."""
    for name, changes in recovery.journals.items():
        yield f"{name}.jsonl: {changes} changes taken over"
    for left_out in recovery.left_out:
        yield from left_out.told()
    yield from recovery.notes


# What it was begun with


def _begun_with(folder: Path, recovery: Recovery) -> tuple[bytes, bytes]:
    """`workbook.toml` and `catalogue.toml`: as they are where they are sound, else made again and proved by a hash."""
    headers = [found for path in listed(folder / JOURNALS) if path.suffix == ".jsonl" and (found := header(path))]
    if not headers:
        raise Damaged("Nothing can be rebuilt.", "No journal has a whole first line.", "Restore it from a backup.")
    known = list(_catalogues(folder))
    identity = _identity(folder, headers)
    if identity is None:
        identity = _made_again(headers, known)
        recovery.notes.append(f"{IDENTITY} was made again; its hash is the one the journals were begun with")
    known_as = tomli.loads(identity.decode("utf-8"))
    refuse_newer(known_as, str(folder))
    wanted = known_as["catalogue_hash"]
    for place, catalogue in known:
        if digest_of(catalogue.text.encode("utf-8")) == wanted:
            if place != folder / CATALOGUE:
                recovery.notes.append(f"{CATALOGUE} was taken from {place}; its hash is the one in {IDENTITY}")
            return identity, catalogue.text.encode("utf-8")
    raise Damaged(
        "The catalogue cannot be made again.",
        f"{folder / CATALOGUE} is lost or changed, and no catalogue on this machine is the same.",
        f"Put {CATALOGUE} from a colleague's copy, or a backup, in its place and try again. Nothing was made.",
    )


def _identity(folder: Path, headers: list[Header]) -> bytes | None:
    """`workbook.toml`, if it is what a journal was begun with."""
    try:
        _, digest = read_identity(folder)
        raw = read_regular(folder / IDENTITY, _CHUNK)
    except (NotFound, Damaged, OSError):
        return None
    begun = {found.identity for found in headers}
    return raw if digest in begun and digest == digest_of(raw) else None


def _made_again(headers: list[Header], known: list[tuple[Path, Catalogue]]) -> bytes:
    """`workbook.toml` as it must have been: journals name its hash, and little can stand in it."""
    for (workbook, digest), _ in Counter((found.workbook, found.identity) for found in headers).most_common():
        for _, catalogue in known:
            for extended in (False, True):
                for invented in (False, True):
                    identity = identity_of(workbook, catalogue, extended=extended, invented=invented)
                    if digest_of(identity) == digest:
                        return identity
    raise Damaged(
        f"{IDENTITY} cannot be made again.",
        "It is lost or changed, and with the catalogues on this machine it does not come to what the journals name.",
        f"Put {IDENTITY} and {CATALOGUE} from a colleague's copy, or a backup, in their place and try again. "
        "Nothing was made.",
    )


def _catalogues(folder: Path) -> Iterator[tuple[Path, Catalogue]]:
    """The workbook's own catalogue, and those on this machine; those that cannot be read are passed over."""
    own = folder / CATALOGUE
    for path in (*([own] if not own.is_symlink() else []), *catalogues.available().values()):
        try:
            yield path, catalogues.read(path)
        except (NotFound, BadCatalogue):
            continue


# The journals


def _fill(folder: Path, new: Path, digest: str, workbook: str, recovery: Recovery) -> None:
    for name in (QUARANTINE, RECEIPTS):
        for path in listed(folder / name):
            if path.is_file() and not path.is_symlink():
                (new / name).mkdir(mode=0o700, exist_ok=True)
                _keep(new / name, _plain(path.name), _bytes(path, 0, recovery))
    for path in listed(folder / JOURNALS):
        if path.is_symlink() or not path.is_file():
            recovery.left_out.append(LeftOut(path.name, 1, "it is not a file", ""))
        elif path.suffix != ".jsonl" or not (is_writer(path.stem) or is_branch(path.stem)):
            _leave_out(path, new, Cursor(), "it is no journal", recovery)
        else:
            _journal(path, new, digest, workbook, recovery)
    uids = {path.lstat().st_uid for path in listed(folder / JOURNALS)}
    if uids - {os.getuid()}:
        recovery.notes.append(
            f"Every file belongs to {locations.kernel_user()} now; who wrote a journal is proved by the old folder."
        )


def _journal(path: Path, new: Path, digest: str, workbook: str, recovery: Recovery) -> None:
    """Take over a journal as far as its chain holds; what follows goes to quarantine."""
    cursor, problem = Cursor(), ""
    try:
        for _ in read(path, cursor, workbook):
            pass
    except OSError as error:
        problem = f"it cannot be read: {cause(error)}"
    if cursor.number >= 0 and cursor.identity != digest:
        cursor, problem = Cursor(), f"it was begun under another {IDENTITY}"
    problem = problem or (cursor.damage.what if cursor.damage else "")
    if cursor.number >= 0:
        whole = _bytes(path, 0, recovery, cursor.offset)
        # The newline of its last line may be lost; the line counts.
        _keep(new / JOURNALS, path.name, whole + b"\n" if len(whole) == cursor.offset - 1 else whole)
        recovery.journals[path.stem] = cursor.number
    if problem or path.stat().st_size > cursor.offset or cursor.number < 0:
        _leave_out(path, new, cursor, problem, recovery)


def _leave_out(path: Path, new: Path, cursor: Cursor, problem: str, recovery: Recovery) -> None:
    rest = _bytes(path, cursor.offset, recovery)
    what = problem or ("not a whole line" if cursor.number >= 0 else "it has no whole first line")
    kept_as = _keep(new / QUARANTINE, f"{_plain(path.stem)}-{cursor.offset}.{'damaged' if problem else 'torn'}", rest)
    first = cursor.number + 2
    made_out = [_made_out(first + place, raw) for place, raw in enumerate(rest.splitlines())] if problem else []
    counted = f"{what} ({len(rest)} bytes)"
    recovery.left_out.append(LeftOut(path.name, first, counted, kept_as, tuple(line for line in made_out if line)))


def _plain(name: str) -> str:
    """A name that anybody may have given a file, as one that is safe to use and to print."""
    return re.sub(r"[^a-z0-9_.~-]", "_", name.casefold())[-80:].lstrip(".") or "unnamed"


def _made_out(number: int, raw: bytes) -> str:
    """What a line that cannot be trusted says it is about, to look it up and put it down again; never the content."""
    try:
        content = json.loads(raw[33:])
        places = dict.fromkeys(f"{id} {field}".replace("/", " ") for _, id, field, _, _ in content["ops"])
        return f"line {number} says: {content['at']} {content['by']} {content['why']}: {', '.join(places)}"
    except (ValueError, KeyError, TypeError, RecursionError):
        return f"line {number} cannot be made out"


def _bytes(path: Path, start: int, recovery: Recovery, end: int | None = None) -> bytes:
    """What a file has from a place on, as far as the disk gives it."""
    found = bytearray()
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            file.seek(start)
            while end is None or len(found) < end - start:
                chunk = file.read(_CHUNK if end is None else min(_CHUNK, end - start - len(found)))
                if not chunk:
                    break
                found += chunk
    except OSError as error:
        recovery.notes.append(f"{path.name}: {cause(error)} at byte {start + len(found)}")
    return bytes(found)


def _keep(folder: Path, name: str, content: bytes) -> str:
    """Put a file under a name of its own; returns it."""
    stem, dot, ending = name.rpartition(".")
    for number in range(1, 1000):
        path = folder / (name if number == 1 else f"{stem or ending}-{number}{dot}{ending if stem else ''}")
        if not path.exists():
            replace_file(path, content)
            return path.name
    raise Refused(f"There are too many files called {name} in {folder}.")
