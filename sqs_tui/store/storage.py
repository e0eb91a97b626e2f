"""A TinyDB storage that folds every journal of a workbook, and writes only what changed to one's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from tinydb.storages import Storage

from sqs_tui.domain.why import Why
from sqs_tui.errors import NotSaved
from sqs_tui.store.branches import Branches, Numbered
from sqs_tui.store.disk import cause, file_mode, not_saved, place, read_regular, sync_folder
from sqs_tui.store.fold import DELETED, Fold, Key, Line, Operation
from sqs_tui.store.identity import is_shared
from sqs_tui.store.journal import LARGEST_STEP, Cursor, Damage, header, is_branch, is_writer, read, writer_of
from sqs_tui.store.vouching import VOUCHED, is_by, owner, receipt
from sqs_tui.store.writer import JournalWriter, NotOurs
from sqs_tui.values import dataclass

#: How many journals of one person and installation may be open at once.
_MOST_TERMINALS = 64


@dataclass
class Writing:
    """What is being gathered into one line: why, and which heads the author had on screen."""

    why: str
    seen: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    run: str = ""
    of: str = ""
    operations: dict[Key, Operation] = field(default_factory=dict)


class _Entry(NamedTuple):
    """A journal's file when it was last looked at; `changed` moves with its content, its rights and its name."""

    name: str
    inode: int
    size: int
    changed: int
    uid: int = -1
    gone: str = ""

    @classmethod
    def of(cls, name: str, there: os.stat_result) -> _Entry:
        """A journal's file as the disk has it now."""
        return cls(name, there.st_ino, there.st_size, there.st_ctime_ns, there.st_uid)

    @property
    def since(self) -> str:
        """Since when the file is as it is, in UTC; or since when it is gone."""
        return self.gone or datetime.fromtimestamp(self.changed / 1e9, UTC).isoformat(timespec="seconds")


def _begins_with(path: Path, lines: bytes) -> bool:
    """Whether a file that can be read has these lines."""
    try:
        return read_regular(path, len(lines)).startswith(lines)
    except OSError:
        return False


def _author(name: str, cursor: Cursor) -> str:
    """Whose a journal is: by its first line, else by its name."""
    return cursor.author or writer_of(name).rsplit("-", 2)[0]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which workbook this is, and who writes: the hash of its `workbook.toml`, the author, the installation."""

    workbook: str
    digest: str
    author: str
    installation: str
    slug: str


class JournalStorage(Storage):
    """The tables every journal comes to. Reading costs nothing; writing appends one line and fsyncs it.

    Other processes' lines are taken in by `refresh`, never by a write: a change names the heads that were on
    screen, not those found while saving.
    """

    def __init__(self, folder: Path, identity: Identity, clock: Callable[[], str], *, read_only: bool = False) -> None:
        self.folder = folder
        self.identity = identity
        self._read_only = read_only
        self.fold = Fold()
        self.cursors: dict[str, Cursor] = {}
        self.set_aside: list[str] = []
        self.last_at = ""
        self._clock = clock
        self._writer: JournalWriter | None = None
        self._writing: Writing | None = None
        self._looked_at: dict[str, _Entry] = {}
        self._unreadable: set[str] = set()
        self._untold: list[Line] = []
        self._branches = Branches({})
        self._is_shared = is_shared(folder.parent)
        #: Whether it is a team's workbook, in which the owner of a journal proves who wrote it.
        self.checks_owners = False
        #: Receipts for journals that do not belong to their authors, and on whose word those count.
        self.vouched: dict[str, str] = {}
        #: The journals that do not belong to their authors, by name: the account they belong to, and the author.
        self.strangers: dict[str, tuple[str, str]] = {}
        own = [line for line in self.refresh() if line.author == identity.author]
        #: What took an act of the author's back, or did one again.
        self.own_steps = frozenset(line.id for line in own if line.why in ("undo", "redo"))
        self.last_own: Line | None = max(own, key=lambda line: line.counter, default=None)

    # Reading

    def read(self) -> dict[str, dict[str, Any]]:
        """Every table as plain documents, copied, since TinyDB changes what it is given.

        A field of None is a field that is not there, and a document without fields was never written.
        """
        return deepcopy(self.fold.tables)

    def documents(self, table: str) -> dict[str, dict[str, Any]]:
        """The documents of a table as they stand; not to be changed."""
        return self.fold.tables.get(table, {})

    def refresh(self) -> Iterator[Line]:
        """Take in what other writers have added since; looks at sizes and inodes only, so it costs microseconds.

        What is left out is looked at again whenever its file has changed in any way: it may be whole by now.
        """
        entries = sorted(self._entries())
        if self._is_elsewhere(entries):
            self._let_go()
            entries = sorted(self._entries())
        mine = self._writer.writer if self._writer is not None and self._writer.is_open else None
        if self._is_shared and not self.checks_owners:
            # A folder that was copied belongs with all that is in it to whoever copied it, and then owners say nothing.
            self.checks_owners = {entry.uid for entry in entries} != {os.stat(self.folder.parent).st_uid}
        # Only now: where the folder cannot be read, what was not told yet is told the next time.
        untold, self._untold = self._untold, []
        yield from untold
        changed = [entry for entry in entries if entry.name != mine and self._has_changed(entry)]
        if any(is_branch(entry.name) for entry in changed):
            yield from self._read_again(entries)
        else:
            receipts = len(self.vouched)
            for entry in self._owners_first(changed):
                yield from self._take_in(entry)
            if len(self.vouched) > receipts:
                for entry in entries:
                    if entry.name in self.strangers and entry not in changed and self._is_left_out(entry.name):
                        yield from self._take_in(entry)
        for name in self.cursors.keys() - {entry.name for entry in entries}:
            self._gone(name)

    def _is_elsewhere(self, entries: list[_Entry]) -> bool:
        """Whether another file lies under the name of the journal this process writes to, or none."""
        own = self._writer
        return (
            own is not None
            and own.is_open
            and all(entry.name != own.writer or entry.inode != own.cursor.inode for entry in entries)
        )

    def _let_go(self) -> None:
        """Write no more to a journal that was taken away or replaced; its lines are put back where they are read.

        Under its name where nothing is there now, else as a branch beside it: what was acknowledged stays on disk.
        """
        own, self._writer = self._writer, None
        if own is None or not own.is_open:
            return
        try:
            lines = own.lines()
            if not _begins_with(own.path, lines):
                is_free = not os.path.lexists(own.path)
                branch = own.path.with_name(f"{own.writer}~{own.cursor.hash[:8]}.jsonl")
                place(own.path if is_free else branch, lines, file_mode(self.folder))
                sync_folder(self.folder)
        except OSError:
            pass  # Nothing can be put there: what was read of it still counts here, and is told as left out.
        finally:
            own.close()

    def _take_in(self, entry: _Entry) -> Iterator[Line]:
        self._looked_at[entry.name] = entry
        for line, hash in self._read_on(entry):
            line = self._branches.named(entry.name, line, hash)
            self.fold.apply(line)
            yield line

    def _owners_first(self, entries: list[_Entry]) -> list[_Entry]:
        """Journals with those last that others must vouch for: receipts stand in the others."""
        return sorted(entries, key=self._is_strange) if self.checks_owners else entries

    def _is_strange(self, entry: _Entry) -> bool:
        """Whether a journal does not belong to its author, in a workbook where that tells who wrote it."""
        cursor = self.cursors.get(entry.name)
        author = cursor.author if cursor is not None and cursor.author else self._begun_by(entry)
        if not author or is_by(author, owner(entry.uid)):
            self.strangers.pop(entry.name, None)
            return False
        self.strangers[entry.name] = (owner(entry.uid), author)
        return True

    def _begun_by(self, entry: _Entry) -> str:
        found = header(self.folder / f"{entry.name}.jsonl")
        return found.author if found else ""

    def _against(self, entry: _Entry) -> str:
        """Why a journal that does not belong to its author is left out; empty where somebody vouches for it."""
        whole = Cursor()
        for _ in read(self.folder / f"{entry.name}.jsonl", whole, self.identity.workbook, self.identity.digest):
            pass
        account, author = self.strangers[entry.name]
        if receipt(entry.name, whole.hash) in self.vouched:
            return ""
        return f"it belongs to {account}, and says it is by {author}"

    def vouched_by(self, name: str) -> str:
        """On whose word a journal counts that does not belong to its author; empty where it is left out."""
        cursor = self.cursors[name]
        return "" if cursor.damage else self.vouched.get(receipt(name, cursor.hash), "")

    def _note_receipts(self, line: Line) -> None:
        for operation in line.operations:
            if operation.table == VOUCHED:
                self.vouched.setdefault(operation.id, line.author)

    def _has_changed(self, entry: _Entry) -> bool:
        """Whether a file is to be looked at; one that is left out, at the least change, or if it could not be read."""
        before, cursor = self._looked_at.get(entry.name), self.cursors.get(entry.name)
        if before is None or cursor is None:
            return True
        if cursor.damage is None:
            return before[:3] != entry[:3]
        return before != entry or (entry.name in self._unreadable and not is_branch(entry.name))

    def _read_again(self, entries: list[_Entry]) -> Iterator[Line]:
        """Fold everything afresh: a branch has come, and lines that were one person's one journal are two now.

        A journal that went two ways is written to no more; its owner goes on in the next.
        """
        gathered: dict[str, list[Numbered]] = {}
        for entry in self._owners_first(entries):
            before = self.cursors.get(entry.name, Cursor())
            own = self._writer is not None and self._writer.is_open and self._writer.writer == entry.name
            self._looked_at[entry.name] = entry
            gathered[entry.name] = self._read_anew(entry, Cursor() if own else before)
            if own:
                self.cursors[entry.name] = before
        self._branches = Branches(gathered)
        if self._writer is not None and self._writer.writer in self._branches:
            self._writer.close()
        self.fold = Fold()
        for line in self._branches.lines(gathered):
            self.fold.apply(line)
            yield line

    def named(self, name: str, line: Line, hash: str) -> Line:
        """A line of a journal as the fold knows it: by its hash too, where the journal went two ways."""
        return self._branches.named(name, line, hash)

    def _read_on(self, entry: _Entry) -> Iterator[Numbered]:
        """What a journal has besides what was read of it; where that may have changed too, all is read again."""
        cursor = self.cursors.setdefault(entry.name, Cursor())
        if cursor.damage is None and cursor.inode in (0, entry.inode) and entry.size >= cursor.offset - 1:
            cursor.inode = entry.inode
            yield from self._lines(entry, cursor)
            self._judge(entry, cursor)
        else:
            known = cursor.number
            yield from (numbered for numbered in self._read_anew(entry, cursor) if numbered[0].number > known)

    def _read_anew(self, entry: _Entry, before: Cursor) -> list[Numbered]:
        """Read a journal from its first line on; it stays left out while it lacks what was read `before`."""
        cursor = Cursor(inode=entry.inode)
        lines = list(self._lines(entry, cursor))
        hashes = [cursor.first, *(hash for _, hash in lines)]
        self._judge(entry, cursor)
        if before.number < 0 or hashes[before.number : before.number + 1] == [before.hash]:
            self.cursors[entry.name] = cursor
            return lines
        self.cursors[entry.name], before.damage = before, cursor.damage
        if before.damage is None:
            self._damaged(entry, "it is shorter than it was, or another file")
        elif entry.name in self._unreadable:
            before.damage = replace(before.damage, line=before.number + 2)
        return []

    def _lines(self, entry: _Entry, cursor: Cursor) -> Iterator[Numbered]:
        """The lines after a cursor, with their hashes."""
        self._unreadable.discard(entry.name)
        try:
            is_strange = self.checks_owners and self._is_strange(entry)
            if is_strange and (what := self._against(entry)):
                cursor.author = self.strangers[entry.name][1]
                cursor.damage = Damage(f"{entry.name}.jsonl", cursor.number + 2, what)
                return
            for line in read(self.folder / f"{entry.name}.jsonl", cursor, self.identity.workbook, self.identity.digest):
                if self.checks_owners and not is_strange:
                    self._note_receipts(line)
                yield line, cursor.hash
        except OSError as error:
            self._unreadable.add(entry.name)
            cursor.damage = Damage(f"{entry.name}.jsonl", cursor.number + 2, f"it cannot be read: {cause(error)}")

    def _judge(self, entry: _Entry, cursor: Cursor) -> None:
        """Say whose a journal is that is left out from some line on, and since when."""
        if cursor.damage is None and cursor.number < 0:
            # A journal gets its name once its first line is whole: what is less was cut, or is still being copied.
            what = "it is empty" if entry.size == 0 else "its first line is not whole"
            cursor.damage = Damage(f"{entry.name}.jsonl", 1, what)
        if cursor.damage is not None:
            cursor.damage = replace(cursor.damage, author=_author(entry.name, cursor), since=entry.since)

    def _damaged(self, entry: _Entry, what: str) -> None:
        cursor = self.cursors[entry.name]
        if cursor.damage is None:
            cursor.damage = Damage(
                f"{entry.name}.jsonl", cursor.number + 2, what, author=_author(entry.name, cursor), since=entry.since
            )

    def _gone(self, name: str) -> None:
        """Name a journal that is gone, of which what was read still counts here; forget one that never was read."""
        cursor, entry = self.cursors[name], self._looked_at.pop(name, None)
        if cursor.number < 0:
            del self.cursors[name]
        elif entry is not None or cursor.damage is None:
            cursor.damage = None
            self._damaged(_Entry(name, 0, 0, 0, gone=self._clock()), "it is gone")

    def _entries(self) -> Iterator[_Entry]:
        with os.scandir(self.folder) as entries:
            for entry in entries:
                stem, dot, ending = entry.name.rpartition(".")
                if (
                    dot
                    and ending == "jsonl"
                    and (is_writer(stem) or is_branch(stem))
                    and entry.is_file(follow_symlinks=False)
                ):
                    with suppress(FileNotFoundError):  # Taken away since it was listed.
                        yield _Entry.of(stem, entry.stat(follow_symlinks=False))

    def agrees_with(self, digest: str) -> bool:
        """Whether `workbook.toml` is what journals began with: any of them, where they say different things."""
        named = {cursor.identity for cursor in self.cursors.values() if cursor.identity}
        return not named or digest in named

    @property
    def read_only(self) -> bool:
        """Whether nothing may be written: it was asked for, or no journal shows what one would write beside."""
        shown = (cursor.number >= 0 or name in self.strangers for name, cursor in self.cursors.items())
        return self._read_only or (bool(self.cursors) and not any(shown))

    @property
    def damage(self) -> tuple[Damage, ...]:
        """The places from which on a journal is left out; everybody else's go on."""
        return tuple(cursor.damage for _, cursor in sorted(self.cursors.items()) if cursor.damage is not None)

    @property
    def writer(self) -> str:
        """The name of one's own journal; empty before the first write."""
        return self._writer.writer if self._writer else ""

    # Writing

    @contextmanager
    def writing(self, writing: Writing) -> Iterator[Writing]:
        """Gather every write made inside into one line, put on disk at the end; none of it if that fails.

        Raises `NotSaved`.
        """
        self._writing = writing
        try:
            yield writing
        finally:
            self._writing = None
        self._commit(writing)

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Append what differs between these tables and what stands (stock TinyDB tables come this way)."""
        with self.writing(Writing(Why.WRITTEN)):
            # In the order they come in: a line must not read otherwise each time it is written.
            for table in dict.fromkeys((*data, *self.fold.tables)):
                documents, standing = data.get(table, {}), self.documents(table)
                ids = dict.fromkeys((*documents, *standing))
                self.write_documents(
                    table, {id: documents.get(id) for id in ids if documents.get(id) != standing.get(id)}
                )

    def write_documents(self, table: str, touched: Mapping[str, Mapping[str, Any] | None]) -> None:
        """Append what differs in these documents of a table; None removes one.

        Raises `NotSaved`.
        """
        if self._writing is None:
            with self.writing(Writing(Why.WRITTEN)):
                self.write_documents(table, touched)
            return
        for id, document in touched.items():
            for operation in self._differences(table, id, document):
                self._writing.operations[operation.key] = operation

    def settle(self, key: Key) -> None:
        """Write the value shown for a field again, where people disagree on it, naming all that stands."""
        assert self._writing is not None
        if self.fold.differs(key) and key not in self._writing.operations:
            seen = self._writing.seen.get(key, self.fold.seen(key))
            self._writing.operations[key] = Operation(*key, self.fold.shown(key), seen)

    def _differences(self, table: str, id: str, document: Mapping[str, Any] | None) -> Iterator[Operation]:
        standing = self.fold.document(table, id)
        if document is None:
            wanted: Mapping[str, Any] = {**standing, DELETED: True}
        else:
            wanted = {**document, DELETED: None}
        for name in {**standing, **wanted}:
            if wanted.get(name) != standing.get(name):
                key = (table, id, name)
                seen = self._writing.seen.get(key) if self._writing else None
                yield Operation(*key, wanted.get(name), self.fold.seen(key) if seen is None else seen)

    def _commit(self, writing: Writing) -> None:
        if not writing.operations:
            return
        if self.read_only:
            raise NotSaved("This workbook is open read-only.", "Nothing was changed.")
        try:
            line = self._append(writing)
        except NotOurs:
            # The same lines in another file are taken up again; beside anything else one goes on in the next journal.
            self._let_go()
            try:
                self._untold = list(self.refresh())
            except OSError as error:
                raise not_saved(error) from error
            line = self._append(writing)
        self.last_at = line.at
        self._note_receipts(line)
        self.fold.apply(line)

    def _append(self, writing: Writing) -> Line:
        writer = self._own_journal()
        content = {
            # What a stranger counted must not keep one's own line from being read.
            "t": min(self.fold.counter + 1, writer.cursor.counter + LARGEST_STEP),
            "at": self._clock(),
            "by": self.identity.author,
            "why": writing.why,
            **({"run": writing.run} if writing.run else {}),
            **({"of": writing.of} if writing.of else {}),
            "ops": [
                [*operation.key, operation.value, list(operation.seen)] for operation in writing.operations.values()
            ],
        }
        return writer.append(content, self.identity.workbook)

    def _own_journal(self) -> JournalWriter:
        """The journal this process writes to: the first of this author and installation that is free and whole."""
        if self._writer is not None and self._writer.is_open:
            return self._writer
        skip = self._writer.writer if self._writer else ""
        base = f"{self.identity.slug}-{self.identity.installation}"
        for number in range(1, _MOST_TERMINALS):
            name = f"{base}-{number}"
            if name == skip or name in self._branches or self._is_left_out(name):
                continue
            path = self.folder / f"{name}.jsonl"
            if path.exists():
                writer = JournalWriter.lock(path, self.cursors.get(name, Cursor()))
                if writer is not None and self._take_up(writer):
                    self._writer = writer
                    return writer
            else:
                created = JournalWriter.create(
                    self.folder, name, self.identity.workbook, self.identity.digest, self.identity.author
                )
                if created is not None:
                    self.cursors[name] = created.cursor
                    self._writer = created
                    return created
        raise NotSaved("Too many terminals write as this person.", "Close some of them.")

    def _is_left_out(self, name: str) -> bool:
        cursor = self.cursors.get(name)
        return cursor is not None and cursor.damage is not None

    def _take_up(self, writer: JournalWriter) -> bool:
        """Read on to the end of a journal that is now ours, and set a torn tail aside; whether it is whole."""
        cursor = self.cursors[writer.writer] = writer.cursor
        try:
            entry = _Entry.of(writer.writer, os.stat(writer.path))
            for line, hash in self._lines(entry, cursor):
                line = self._branches.named(writer.writer, line, hash)
                self.fold.apply(line)
                self._untold.append(line)
            self._judge(entry, cursor)
            if cursor.damage is not None:
                writer.close()
                return False
            if writer.set_torn_tail_aside(self.folder.parent / "quarantine"):
                self.set_aside.append(writer.path.name)
        except NotSaved:  # Its torn tail cannot be moved out of the way: one goes on in the next.
            writer.close()
            return False
        except BaseException:
            writer.close()
            raise
        return True

    def close(self) -> None:
        """Let go of one's own journal; nothing is written after."""
        self._read_only = True
        if self._writer is not None:
            self._writer.close()
