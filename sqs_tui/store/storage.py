"""A TinyDB storage that folds every journal of a workbook, and writes only what changed to one's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import field
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from sqs_tui.domain.why import Why
from sqs_tui.errors import NotSaved
from sqs_tui.store.branches import Branches, Numbered
from sqs_tui.store.disk import cause, not_saved
from sqs_tui.store.fold import DELETED, Fold, Key, Line, Operation
from sqs_tui.store.journal import LARGEST_STEP, Cursor, Damage, is_branch, is_writer, read
from sqs_tui.store.writer import JournalWriter
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
        self.read_only = read_only
        self.fold = Fold()
        self.cursors: dict[str, Cursor] = {}
        self.set_aside: list[str] = []
        self.last_at = ""
        self._clock = clock
        self._writer: JournalWriter | None = None
        self._writing: Writing | None = None
        self._sizes: dict[str, tuple[int, int]] = {}
        self._untold: list[Line] = []
        self._branches = Branches({})
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
        """Take in what other writers have added since; looks at sizes and inodes only, so it costs microseconds."""
        mine = self._writer.writer if self._writer else None
        entries = sorted(self._entries())
        # Only now: where the folder cannot be read, what was not told yet is told the next time.
        untold, self._untold = self._untold, []
        yield from untold
        grown = [entry for entry in entries if entry[0] != mine and self._sizes.get(entry[0]) != entry[1:]]
        if any(is_branch(name) for name, _, _ in grown):
            yield from self._read_again(entries)
        else:
            for name, inode, size in grown:
                self._sizes[name] = (inode, size)
                for line, hash in self._read_on(name, inode, size):
                    line = self._branches.named(name, line, hash)
                    self.fold.apply(line)
                    yield line
        for name in self.cursors.keys() - {name for name, _, _ in entries}:
            self._damaged(name, "it is gone")

    def _read_again(self, entries: list[tuple[str, int, int]]) -> Iterator[Line]:
        """Fold everything afresh: a branch has come, and lines that were one person's one journal are two now.

        A journal that went two ways is written to no more; its owner goes on in the next.
        """
        gathered: dict[str, list[Numbered]] = {}
        for name, inode, size in entries:
            before = self.cursors.get(name, Cursor())
            own = self._writer is not None and self._writer.is_open and self._writer.writer == name
            self._sizes[name] = (inode, size)
            self.cursors[name] = Cursor(inode=before.inode)
            gathered[name] = list(self._read_on(name, inode, size))
            if size < before.offset:
                self._damaged(name, "it is shorter than it was, or another file")
            if own:
                self.cursors[name] = before
            elif before.damage is not None:
                self.cursors[name].damage = before.damage
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

    def _read_on(self, name: str, inode: int, size: int) -> Iterator[Numbered]:
        cursor = self.cursors.setdefault(name, Cursor())
        if size < cursor.offset or cursor.inode not in (0, inode):
            self._damaged(name, "it is shorter than it was, or another file")
        cursor.inode = inode
        try:
            for line in read(self.folder / f"{name}.jsonl", cursor, self.identity.workbook):
                yield line, cursor.hash
        except OSError as error:
            self._damaged(name, f"it cannot be read: {cause(error)}")
        if cursor.number < 0:
            # A journal gets its name once its first line is whole: what is less has lost what was there.
            self._damaged(name, "it is empty" if size == 0 else "its first line is not whole")

    def _damaged(self, name: str, what: str) -> None:
        cursor = self.cursors[name]
        if cursor.damage is None:
            cursor.damage = Damage(f"{name}.jsonl", cursor.number + 2, what)

    def _entries(self) -> Iterator[tuple[str, int, int]]:
        with os.scandir(self.folder) as entries:
            for entry in entries:
                stem, dot, ending = entry.name.rpartition(".")
                if (
                    dot
                    and ending == "jsonl"
                    and (is_writer(stem) or is_branch(stem))
                    and entry.is_file(follow_symlinks=False)
                ):
                    found = entry.stat(follow_symlinks=False)
                    yield stem, found.st_ino, found.st_size

    def agrees_with(self, digest: str) -> bool:
        """Whether `workbook.toml` is what journals began with; where only some say so, the others are damaged."""
        named = {name: cursor.identity for name, cursor in self.cursors.items() if cursor.identity}
        for name, identity in named.items():
            if identity != digest:
                self._damaged(name, "it was begun under another workbook.toml")
        return not named or digest in named.values()

    @property
    def damage(self) -> tuple[Damage, ...]:
        """The places where journals are not what was written, so that nothing may be written here."""
        return tuple(cursor.damage for cursor in self.cursors.values() if cursor.damage and cursor.damage.stops)

    @property
    def senseless(self) -> tuple[Damage, ...]:
        """The places from which on a journal is left out and others go on."""
        return tuple(cursor.damage for cursor in self.cursors.values() if cursor.damage and not cursor.damage.stops)

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
        line = writer.append(content, self.identity.workbook)
        self.last_at = line.at
        self.fold.apply(line)

    def _own_journal(self) -> JournalWriter:
        """The journal this process writes to: the first of this author and installation whose lock is free."""
        if self._writer is not None and self._writer.is_open:
            return self._writer
        skip = self._writer.writer if self._writer else ""
        base = f"{self.identity.slug}-{self.identity.installation}"
        for number in range(1, _MOST_TERMINALS):
            name = f"{base}-{number}"
            if name == skip or name in self._branches:
                continue
            path = self.folder / f"{name}.jsonl"
            if path.exists():
                writer = JournalWriter.lock(path, self.cursors.get(name, Cursor()))
                if writer is not None:
                    self.cursors[name] = writer.cursor
                    return self._taken_up(writer)
            else:
                created = JournalWriter.create(
                    self.folder, name, self.identity.workbook, self.identity.digest, self.identity.author
                )
                if created is not None:
                    self.cursors[name] = created.cursor
                    self._writer = created
                    return created
        raise NotSaved("Too many terminals write as this person.", "Close some of them.")

    def _taken_up(self, writer: JournalWriter) -> JournalWriter:
        """Read on to the end of a journal that is now ours, and set a torn tail aside."""
        try:
            for line in self._after(writer):
                line = self._branches.named(writer.writer, line, writer.cursor.hash)
                self.fold.apply(line)
                self._untold.append(line)
            if writer.cursor.damage is not None:
                raise NotSaved("Your journal is damaged.", str(writer.cursor.damage), "Close and open again.")
            if writer.set_torn_tail_aside(self.folder.parent / "quarantine"):
                self.set_aside.append(writer.path.name)
        except BaseException:
            writer.close()
            raise
        self._writer = writer
        return writer

    def _after(self, writer: JournalWriter) -> Iterator[Line]:
        """What stands in one's own journal and was not read yet. Raises `NotSaved`."""
        try:
            yield from read(writer.path, writer.cursor, self.identity.workbook)
        except OSError as error:
            raise not_saved(error, "Your journal cannot be read.") from error

    def close(self) -> None:
        """Let go of one's own journal; nothing is written after."""
        self.read_only = True
        if self._writer is not None:
            self._writer.close()
