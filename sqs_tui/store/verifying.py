"""Whether a workbook is what was written: every journal, its owner, the catalogue, and what was seen of it before."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from pathlib import Path

from sqs_tui.errors import Damaged, NotFound, SqsError
from sqs_tui.store import seen_heads
from sqs_tui.store.brought_back import brought_back
from sqs_tui.store.disk import is_folder
from sqs_tui.store.erasing import ERASED
from sqs_tui.store.fold import Key, Line
from sqs_tui.store.identity import CATALOGUE, IDENTITY, JOURNALS, QUARANTINE, is_newer, read_catalogue, read_identity
from sqs_tui.store.journal import Cursor, Header, header, read, writer_of
from sqs_tui.store.leftovers import leftovers
from sqs_tui.store.storage import Identity, JournalStorage
from sqs_tui.store.vouching import is_by, owner
from sqs_tui.store.workbook import slug, wall_clock
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """A journal as it lies there: how many lines are whole, the last one's hash, whose file it is."""

    name: str
    lines: int
    head: str
    author: str
    uid: int
    owner: str


@dataclass
class Report:
    """What was found: `damaged` is not what was written, `incomplete` what others name and is not here.

    `copies` is what to merge; `notes` are for information.
    """

    workbook: str = ""
    journals: list[Kept] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    differences: Sequence[Key] = ()
    quarantine: list[tuple[str, int]] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether everything is what was written."""
        return not self.damaged


def verify(folder: Path, *, accept: bool = False) -> Report:
    """Look at everything in a workbook; nothing in it is changed, and it need not be one that opens.

    What is sound is remembered on this machine; `accept` takes journals that went backwards as they are.
    Raises `NotFound` where there is no workbook.
    """
    journals = folder / JOURNALS
    report = Report()
    digest = _identity(folder, report)
    if not is_folder(journals):
        report.damaged.append(f"{JOURNALS}: it is not there")
        return report
    headers = {path.stem: found for path in journal_files(folder) if (found := header(path))}
    if not report.workbook and headers:
        report.workbook = next(iter(headers.values())).workbook
    begun = {found.identity for found in headers.values()}
    if digest and begun and digest not in begun:
        report.damaged.append(f"{IDENTITY}: it is not what the journals began with")
        digest = ""
    storage = _folded(journals, report.workbook, digest)
    if not storage.cursors:
        report.damaged.append(f"{JOURNALS}: there is no journal in it")
    report.damaged += map(str, storage.damage)
    for name, cursor in sorted(storage.cursors.items()):
        _journal(report, journals / f"{name}.jsonl", cursor, headers.get(name))
    _owners(report, storage)
    _strangers(report, folder, storage)
    report.notes += [f"{path}: a command that was killed left this" for path in leftovers(folder)]
    report.damaged += _returned(storage, journals, report.workbook)
    report.differences = tuple(storage.fold.differences())
    report.quarantine = sorted((path.name, path.lstat().st_size) for path in listed(folder / QUARANTINE))
    back = seen_heads.look_back(report.workbook, folder, storage.cursors)
    (report.notes if accept else report.damaged).extend(back.lost)
    (report.notes if accept else report.copies).extend(back.to_merge)
    report.notes.extend(back.deleted)
    if accept or not back.every:
        sound = {name: cursor for name, cursor in storage.cursors.items() if cursor.damage is None}
        seen_heads.remember(report.workbook, journals, sound, accept=accept)
    return report


def journal_files(folder: Path) -> list[Path]:
    """The journals of a workbook, by name; links and folders are none."""
    return [path for path in listed(folder / JOURNALS) if path.suffix == ".jsonl" and _is_regular(path)]


def _identity(folder: Path, report: Report) -> str:
    """The hash of `workbook.toml`; empty where it cannot be read. The catalogue is looked at with it."""
    try:
        identity, digest = read_identity(folder)
    except Damaged as error:
        report.damaged.append(f"{IDENTITY}: {error.title}")
        return ""
    report.workbook = str(identity["id"])
    if is_newer(identity):
        report.notes.append(f"{IDENTITY}: a newer version made it; what that added was not looked at")
    try:
        read_catalogue(folder, identity)
    except (SqsError, UnicodeDecodeError) as error:
        report.damaged.append(f"{CATALOGUE}: {error.title if isinstance(error, SqsError) else error}")
    return digest


def _folded(journals: Path, workbook: str, digest: str) -> JournalStorage:
    identity = Identity(workbook=workbook, digest=digest, author="", installation="verify", slug="verify")
    try:
        return JournalStorage(journals, identity, wall_clock, read_only=True)
    except OSError as error:
        raise NotFound(f"{journals} cannot be read.", os.strerror(error.errno or 0) + ".") from error


def _journal(report: Report, path: Path, cursor: Cursor, begun: Header | None) -> None:
    """Note one journal, and what of it is not its writer's."""
    found = path.lstat() if path.exists() else None
    uid = found.st_uid if found else -1
    author = begun.author if begun else ""
    report.journals.append(
        Kept(path.stem, cursor.number + 1, cursor.hash, author, uid, owner(uid) if found else "nobody")
    )
    if found and cursor.damage is None and found.st_size > cursor.offset:
        torn = f"{found.st_size - cursor.offset} bytes after line {cursor.number + 1} are no whole line"
        report.notes.append(f"{path.name}: {torn}: a write that was cut off, or a copy that is not complete")
    if not begun or not found:
        return
    with suppress(OSError):
        others = {
            line.author: line.number + 1
            for line in read(path, Cursor(), report.workbook)
            if slug(line.author) != slug(author)
        }
        report.damaged += [f"{path.name}, line {number}: it is by {by}" for by, number in others.items()]


def _owners(report: Report, storage: JournalStorage) -> None:
    """Hold owners against writers: nobody can write as another where each account has its own files.

    In a team's workbook those that do not agree are left out, unless somebody vouches for them. A folder that was
    copied belongs to whoever copied it, and then its owners say nothing.
    """
    by_author: dict[str, set[str]] = {}
    for kept in report.journals:
        if kept.author:
            by_author.setdefault(kept.author, set()).add(kept.owner)
    if storage.checks_owners:
        for name, (account, author) in sorted(storage.strangers.items()):
            if word := storage.vouched_by(name):
                report.notes.append(
                    f"{name}.jsonl: it belongs to {account}, and is by {author} on the word of {word}, who took it over"
                )
        return
    for author, owners in sorted(by_author.items()):
        if len(owners) > 1:
            report.damaged.append(
                f"{author}: journals of one person belong to several accounts: {', '.join(sorted(owners))}"
            )
    report.notes += [
        f"{kept.name}.jsonl: it belongs to {kept.owner}, and says it is by {kept.author}; "
        "in a copy that is to be expected"
        for kept in report.journals
        if not is_by(kept.author, kept.owner)
        and len(by_author.get(kept.author, ())) == 1
        and _is_account(kept.author.partition("/")[0])
    ]
    if len(by_author) > 1 and len(set().union(*by_author.values())) == 1:
        report.notes.append("every journal belongs to one account: who wrote them rests on their word")


def _strangers(report: Report, folder: Path, storage: JournalStorage) -> None:
    """Note what lies among the journals and is none, and lines that are named and not here."""
    for path in listed(folder / JOURNALS):
        if path.name.startswith("."):
            continue  # Half made: by a command at work, or one that was killed.
        if path.stem not in storage.cursors or path.suffix != ".jsonl":
            report.notes.append(f"{JOURNALS}/{path.name}: it is no journal, and was left out")
    last: dict[str, int] = {}
    named: dict[str, int] = {}
    for name, cursor in storage.cursors.items():
        writer = writer_of(name)
        last[writer] = max(last.get(writer, 0), cursor.number)
        with suppress(OSError):
            for line in read(folder / JOURNALS / f"{name}.jsonl", Cursor(), report.workbook):
                for seen in (seen for operation in line.operations for seen in operation.seen):
                    called, _, number = seen.rpartition(":")
                    called = writer_of(called)
                    named[called] = max(named.get(called, 0), int(number))
    damaged = {writer_of(name) for name, cursor in storage.cursors.items() if cursor.damage is not None}
    for writer, most in sorted(named.items()):
        if most > last.get(writer, -1) and writer not in damaged:
            report.incomplete.append(
                f"{writer}.jsonl: others name lines of it up to {most + 1}, {_reach(last, writer)}"
            )


def _reach(last: Mapping[str, int], writer: str) -> str:
    return f"and it ends here at line {last[writer] + 1}" if writer in last else "and it is not here"


def _returned(storage: JournalStorage, journals: Path, workbook: str) -> Sequence[str]:
    """What was erased and is here again."""
    if not storage.documents(ERASED):
        return ()
    lines: list[Line] = []
    for name in storage.cursors:
        with suppress(OSError):
            lines.extend(read(journals / f"{name}.jsonl", Cursor(), workbook))
    return brought_back(storage.fold, lines)


def listed(folder: Path) -> list[Path]:
    """What lies in a folder, by name; nothing where there is none."""
    return sorted(folder.iterdir()) if is_folder(folder) else []


def _is_regular(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)


def _is_account(name: str) -> bool:
    import pwd  # Windows has none.

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
