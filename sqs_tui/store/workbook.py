"""A workbook: the folder one inspection is kept in (docs/dev/journal-format.md)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.table import Document

from sqs_tui import locations
from sqs_tui.domain.case import Change
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.why import Why
from sqs_tui.errors import Damaged, NotFound, NotSaved
from sqs_tui.store import seen_heads
from sqs_tui.store.disk import file_mode, is_folder, replace_file
from sqs_tui.store.fold import Key, Line
from sqs_tui.store.identity import FOLDED, IDENTITY, JOURNALS, is_newer, read_catalogue, read_identity, replaceable
from sqs_tui.store.journal import Cursor, Damage, read, writer_of
from sqs_tui.store.storage import Identity, JournalStorage, Writing
from sqs_tui.store.table import JournalTable
from sqs_tui.store.unsaved import RefusedWrite
from sqs_tui.store.vouching import receipts
from sqs_tui.values import dataclass


class JournalDB(TinyDB):
    """TinyDB over the journals of a workbook."""

    table_class = JournalTable  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was put on disk: the line's name and its wall time."""

    line: str
    at: str


def wall_clock() -> str:
    """The time now, in UTC, to the second; for display only."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def slug(name: str) -> str:
    """A name as it can stand in a file name; of one that works under another account the account gives way."""
    account, _, worker = name.partition("/")
    if "/" in worker:
        worker = ""  # No name that was given: it has none.
    elif worker and not re.fullmatch(r"[a-z0-9_]{1,12}", worker):
        # As short, and told apart from any other name that comes to the same letters.
        from hashlib import blake2b  # Only where somebody is called so.

        worker = f"{slug(worker)[:7]}_{blake2b(worker.encode('utf-8'), digest_size=2).hexdigest()}"
    if worker:
        return f"{slug(account)[: 23 - len(worker)]}_{worker}"
    return re.sub(r"[^a-z0-9_]+", "_", name.casefold()).strip("_")[:24] or "someone"


def _key(change: Change) -> Key:
    return (change.table, change.id, change.field)


_RESTORE = "Restore it from a backup or a colleague's copy."


def _no_journals(journals: Path) -> Damaged:
    return Damaged("The workbook has no journals.", str(journals), _RESTORE)


class Workbook:
    """An open workbook. Everything that changes is in its journals; the tables follow.

    `author` is who writes; the kernel's user unless told otherwise. A journal with damage is left out from there on,
    and everybody else's go on. One that has not its own name yet is not to be remembered: heads are remembered with
    the folder they were seen in.
    """

    def __init__(
        self,
        folder: Path,
        *,
        author: str | None = None,
        read_only: bool = False,
        clock: Callable[[], str] = wall_clock,
        remembers: bool = True,
    ) -> None:
        self.folder = folder
        self._remembers = remembers
        self.identity, digest = read_identity(folder)
        self.author = author or locations.author()
        #: What the disk did not take last; None once it took something.
        self.refused: RefusedWrite | None = None
        journals = folder / JOURNALS
        if not is_folder(journals):
            raise _no_journals(journals)
        self.catalogue = read_catalogue(folder, self.identity)
        writable = not read_only and not self.is_newer and os.access(journals, os.W_OK)
        self._db = self._opened(journals, digest, clock, writable=writable)
        if not self._storage.cursors:
            raise _no_journals(journals)
        if not self._storage.agrees_with(digest):
            raise Damaged(
                "workbook.toml was changed.", f"{folder / IDENTITY} is not what the journals began with.", _RESTORE
            )
        self._backwards = self._looked_back()
        self._brought_back = self._returned()

    def _opened(self, journals: Path, digest: str, clock: Callable[[], str], *, writable: bool) -> JournalDB:
        identity = Identity(
            workbook=self.identity["id"],
            digest=digest,
            author=self.author,
            installation=locations.installation() if writable else "reader",
            slug=slug(self.author),
        )
        try:
            return JournalDB(journals, identity, clock, read_only=not writable, storage=JournalStorage)
        except OSError as error:
            raise NotFound(f"{journals} cannot be read.", os.strerror(error.errno or 0) + ".") from error

    @classmethod
    def create(
        cls,
        folder: Path,
        catalogue: Catalogue,
        *,
        extended: bool = False,
        invented: bool = False,
        group: str = "",
        author: str | None = None,
        clock: Callable[[], str] = wall_clock,
    ) -> Workbook:
        """Make a new workbook, whole or not at all.

        `group` names a team on this host that may open it too. Raises `Refused` where something is there already.
        """
        from sqs_tui.store.beginning import begin  # Deferred: workbooks are opened more often than begun.

        who = author or locations.author()
        begin(folder, catalogue, extended=extended, invented=invented, group=group, author=who)
        return cls(folder, author=author, clock=clock)

    @classmethod
    def open(cls, folder: Path, *, author: str | None = None, read_only: bool = False, daily: bool = False) -> Workbook:
        """Open a workbook that is there; `daily` sweeps, and makes the day's backup, where it can be written to.

        Raises `NotFound` or `Damaged`.
        """
        if daily and not read_only:
            from sqs_tui.store.leftovers import sweep  # Deferred: as backups.

            sweep(folder)
        book = cls(folder, author=author, read_only=read_only)
        if daily and not book.is_read_only and any(cursor.number > 0 for cursor in book._storage.cursors.values()):
            from sqs_tui.store import backups  # Deferred: it reads workbooks, and only this asks for it.

            backups.daily(folder)
        return book

    @property
    def _storage(self) -> JournalStorage:
        storage = self._db.storage
        assert isinstance(storage, JournalStorage)
        return storage

    @property
    def id(self) -> str:
        """The random id every copy of this workbook shares."""
        return str(self.identity["id"])

    @property
    def is_invented(self) -> bool:
        """Whether its cases are invented, and must be marked so everywhere."""
        return self.identity.get("invented") is True

    @property
    def is_newer(self) -> bool:
        """Whether a newer version made it: then it is only looked at."""
        return is_newer(self.identity)

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written: asked for, not permitted, a newer version's, or no journal can be read."""
        return self._storage.read_only

    @property
    def damage(self) -> tuple[Damage, ...]:
        """The places from which on a journal is left out, with whose it is; looked at again by `refresh`."""
        return self._storage.damage

    @property
    def strangers(self) -> Mapping[str, tuple[str, str]]:
        """The journals left out because they do not belong to their authors: the account they belong to, the author."""
        found = self._storage.strangers
        return {name: found[name] for name in sorted(found) if not self._storage.vouched_by(name)}

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence for each journal that lost what was seen of it on this machine, or brings erased things back."""
        newer = ("A newer version made this workbook: it is read-only here, and may hold more than is shown",)
        return (*(newer if self.is_newer else ()), *self._backwards, *self._brought_back)

    def _looked_back(self) -> tuple[str, ...]:
        """A sentence for each copy that has what is not here, and for each journal that lost what was seen of it."""
        return seen_heads.look_back(self.id, self.folder, self._storage.cursors).every

    def _returned(self) -> tuple[str, ...]:
        if not self.rows("erased"):
            return ()
        from sqs_tui.store.brought_back import brought_back  # Deferred: few workbooks have had anything erased.

        return brought_back(self._storage.fold, self.lines())

    @property
    def set_aside(self) -> Sequence[str]:
        """The journals whose torn tails were moved to quarantine by this process."""
        return tuple(self._storage.set_aside)

    def table(self, name: str) -> JournalTable:
        """A table, as TinyDB gives it."""
        table = self._db.table(name)
        assert isinstance(table, JournalTable)
        return table

    def rows(self, table: str) -> Mapping[str, Mapping[str, Any]]:
        """The documents of a table by id; not to be changed."""
        return self._storage.documents(table)

    def record(
        self,
        changes: Sequence[Change],
        why: str,
        *,
        seen: Mapping[Key, tuple[str, ...]] | None = None,
        run: str = "",
        of: str = "",
    ) -> Receipt | None:
        """Put changes on disk as one line; on return they are there to stay. None where nothing differed.

        `seen` gives the heads that were on screen where that is not what stands now; `run` joins changes that
        are undone together; `of` names the line an undo or redo is about. Raises `NotSaved`, and then nothing
        moved.
        """
        documents: dict[tuple[str, str], dict[str, Any]] = {}
        for change in changes:
            documents.setdefault((change.table, change.id), {})[change.field] = change.after
        try:
            with self._storage.writing(Writing(why, seen or {}, run, of)) as writing:
                for (table, id), fields in documents.items():
                    self.table(table).upsert(Document(fields, doc_id=id))  # type: ignore[arg-type]
                for change in changes:
                    self._storage.settle(_key(change))
        except NotSaved:
            self.refused = RefusedWrite(changes, why, {key: self._named(key, seen) for key in map(_key, changes)})
            raise
        self.refused = None
        if not writing.operations:
            return None
        cursor = self._storage.cursors[self.writer]
        return Receipt(f"{self.writer}:{cursor.number}", self._storage.last_at)

    def vouch(self) -> None:
        """Put down that every journal of others here was brought by this author: they count on the author's word."""
        journals = [(name, cursor.hash, cursor.author) for name, cursor in self._storage.cursors.items()]
        changes = receipts(journals, self.author)
        if changes:
            self.record(changes, Why.TAKEN_OVER)

    def _named(self, key: Key, seen: Mapping[Key, tuple[str, ...]] | None) -> tuple[str, ...]:
        """The heads that a write of a field names."""
        return seen[key] if seen and key in seen else self.seen(*key)

    @property
    def writer(self) -> str:
        """The name of the journal this process writes to; empty before the first write."""
        return self._storage.writer

    def refresh(self) -> tuple[Line, ...]:
        """What others have added since; the tables have moved with it."""
        known = len(self._storage.cursors)
        try:
            lines = tuple(self._storage.refresh())
        except OSError as error:
            raise NotFound("The workbook cannot be read.", os.strerror(error.errno or 0) + ".") from error
        if len(self._storage.cursors) != known:
            self._brought_back = self._returned()
        return lines

    def seen(self, table: str, id: str, field: str) -> tuple[str, ...]:
        """The heads of a field as it stands now, to be named by a write that was begun now."""
        return self._storage.fold.seen((table, id, field))

    def is_own_line(self, line: str) -> bool:
        """Whether a line, by its name, is in a journal of the author's own, from whatever machine."""
        journal = writer_of(line.partition(":")[0])
        # Accounts are exact, and file names are not: `li` and `LI` come to the same.
        cursor = self._storage.cursors.get(journal)
        is_anothers = cursor is not None and cursor.author not in ("", self.author)
        return journal.rsplit("-", 2)[0] == slug(self.author) and not is_anothers

    def is_own_step(self, line: str) -> bool:
        """Whether a line was the author's own undo or redo, when the workbook was opened."""
        return line in self._storage.own_steps

    def value(self, table: str, id: str, field: str) -> Any:
        """The value shown for a field; None where nothing stands."""
        return self._storage.fold.shown((table, id, field))

    def heads(self, table: str, id: str, field: str) -> tuple[Any, ...]:
        """The values that stand for a field; more than one differing is a difference to settle."""
        return tuple(head.value for head in self._storage.fold.heads((table, id, field)))

    def differences(self) -> tuple[Key, ...]:
        """The fields on which people disagree."""
        return tuple(self._storage.fold.differences())

    @property
    def last_own(self) -> Line | None:
        """The author's last line when the workbook was opened; None where there was none."""
        return self._storage.last_own

    def lines(self) -> list[Line]:
        """Every line of every journal, oldest first, read back from disk; without those that could never be read.

        Raises `NotFound` where a journal that was read before cannot be read now.
        """
        found: list[Line] = []
        digest = self._storage.identity.digest
        for name, known in self._storage.cursors.items():
            path, cursor = self.folder / JOURNALS / f"{name}.jsonl", Cursor()
            try:
                lines = read(path, cursor, self.id, digest)
                found.extend(self._storage.named(name, line, cursor.hash) for line in lines)
            except OSError as error:
                if known.damage is None:
                    raise NotFound(f"{path.name} cannot be read.", os.strerror(error.errno or 0) + ".") from error
        each = {line.id: line for line in found}  # Branches share the lines before they part.
        return sorted(each.values(), key=lambda line: (line.counter, line.writer))

    def heads_of_journals(self) -> Mapping[str, str]:
        """The last hash of each journal, to be printed where it proves what an export was made from."""
        return {name: cursor.hash for name, cursor in sorted(self._storage.cursors.items()) if cursor.number >= 0}

    def accept_heads(self) -> None:
        """Remember the journals on this machine as they are, and those that went backwards with them."""
        seen_heads.remember(self.id, self.folder / JOURNALS, self._storage.cursors, accept=True)
        self._backwards = ()

    def write_folded(self) -> None:
        """Write the folded state as an ordinary TinyDB file, for other tools; never read back. Raises `NotSaved`."""
        if self.is_newer:
            raise NotSaved("A newer version made this workbook.", f"{FOLDED} was left as it is.")
        tables = {
            name: {str(number): {"id": id, **document} for number, (id, document) in enumerate(documents.items(), 1)}
            for name, documents in self._storage.fold.tables.items()
        }
        content = json.dumps(tables, ensure_ascii=True, allow_nan=False).encode("ascii")
        folder = replaceable(self.folder)
        replace_file(folder / FOLDED, content, file_mode(folder))

    def close(self) -> None:
        """Leave the folded state beside the journals, if this process wrote, and let go of its journal."""
        if self.writer and not self.is_read_only:
            with suppress(NotSaved):  # It is never the only copy of anything; the journals are whole without it.
                self.write_folded()
        if self._remembers and not self._backwards:
            seen_heads.remember(self.id, self.folder / JOURNALS, self._storage.cursors)
        self._db.close()

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
