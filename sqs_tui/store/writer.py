"""Appending to one's own journal: one line, one write, one fsync, and only then is it acknowledged."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqs_tui.errors import NotSaved
from sqs_tui.store import journal
from sqs_tui.store.disk import (
    NotRegular,
    file_mode,
    give_name,
    not_saved,
    open_regular,
    place,
    sync_folder,
    unfinished,
    write_whole,
)
from sqs_tui.store.fold import Line
from sqs_tui.store.journal import FORMAT, GENESIS, Cursor, chained, encoded, parsed


class NotOurs(NotSaved):
    """What lies under the name of one's own journal is not the file that was written to."""


class JournalWriter:
    """One's own journal, locked for the life of the process; the only thing that writes to it."""

    def __init__(self, path: Path, cursor: Cursor, descriptor: int) -> None:
        self.path = path
        self.cursor = cursor
        self._descriptor = descriptor

    @property
    def writer(self) -> str:
        """The name of the writer, which is the file's."""
        return self.path.stem

    @classmethod
    def create(cls, folder: Path, writer: str, workbook: str, identity: str, author: str) -> JournalWriter | None:
        """Make a new journal, whole or not at all; None where one of that name exists already.

        Raises `NotSaved`.
        """
        path = folder / f"{writer}.jsonl"
        body = encoded(
            {"n": 0, "v": FORMAT, "workbook": workbook, "identity": identity, "writer": writer, "by": author}
        )
        found = chained(GENESIS, body)
        raw = f"{found} {body}\n".encode("ascii")
        beside = unfinished(folder / writer)
        try:
            descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            try:
                os.fchmod(descriptor, file_mode(folder))
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                write_whole(descriptor, raw)
                os.fsync(descriptor)
                give_name(beside, path)
                try:
                    sync_folder(folder)
                except OSError:
                    os.unlink(path)  # Its name might not survive a power cut, and answers with it.
                    raise
            except BaseException:
                os.close(descriptor)
                raise
            finally:
                beside.unlink(missing_ok=True)
        except FileExistsError:
            return None
        except OSError as error:
            raise not_saved(error) from error
        inode = os.fstat(descriptor).st_ino
        cursor = Cursor(len(raw), found, 0, inode=inode, identity=identity, author=author, first=found)
        return cls(path, cursor, descriptor)

    @classmethod
    def lock(cls, path: Path, cursor: Cursor) -> JournalWriter | None:
        """Take up a journal that was read to `cursor`.

        None while another process holds it, where it is not ours to write, or is another file than was read. Raises
        `NotSaved`.
        """
        try:
            descriptor = open_regular(path, os.O_RDWR | os.O_APPEND)
        except NotRegular:
            return None
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM):
                return None
            raise not_saved(error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return None
        there = os.fstat(descriptor)
        if cursor.inode not in (0, there.st_ino):
            os.close(descriptor)
            return None
        cursor.inode = there.st_ino
        return cls(path, cursor, descriptor)

    def set_torn_tail_aside(self, quarantine: Path) -> bool:
        """Move bytes after the last good line into quarantine; whether there were any.

        Raises `NotSaved`.
        """
        try:
            size = os.fstat(self._descriptor).st_size
            if size <= self.cursor.offset:
                return False
            tail = os.pread(self._descriptor, size - self.cursor.offset, self.cursor.offset)
            quarantine.mkdir(mode=0o700, exist_ok=True)
            _keep(quarantine, f"{self.writer}-{self.cursor.offset}", tail)
            os.ftruncate(self._descriptor, self.cursor.offset)
            os.fsync(self._descriptor)
        except OSError as error:
            raise not_saved(error) from error
        return True

    def append(self, content: Mapping[str, Any], workbook: str) -> Line:
        """Put one line on disk and return it as it will be read back; on return it is there to stay.

        Raises `NotSaved`, and then the file is as it was, or is not written to before it is read again; `NotOurs`
        where it is not the file that was written to.
        """
        number = self.cursor.number + 1
        body = encoded({"n": number, **content})
        found = chained(self.cursor.hash, body)
        raw = f"{found} {body}\n".encode("ascii")
        if len(raw) > journal.LONGEST_LINE:
            raise NotSaved("That is too long to keep.", f"{len(raw):,} bytes in one change.", "Split it up.")
        line, problem = parsed(raw, self.writer, self.cursor, workbook)
        if line is None:
            raise ValueError(f"a line that could not be read back: {problem}")
        self._put(raw)
        self.cursor.offset += len(raw)
        self.cursor.hash = found
        self.cursor.number = number
        self.cursor.counter = line.counter
        return line

    def extend(self, raw: bytes, end: Cursor) -> None:
        """Put lines of this journal that stand in another copy on disk; `end` is the cursor after them.

        Raises `NotSaved`, and then the file is as it was, or it is closed if that cannot be known.
        """
        self._put(raw)
        self.cursor.offset, self.cursor.hash = end.offset, end.hash
        self.cursor.number, self.cursor.counter = end.number, end.counter

    def _put(self, raw: bytes) -> None:
        end = self._still_ours()
        if end < self.cursor.offset:
            raw = b"\n" + raw  # The newline of its last line was lost; the line counts.
        try:
            write_whole(self._descriptor, raw)
        except OSError as error:
            self._cut_back(end)
            raise not_saved(error) from error
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            # The kernel may have dropped the pages and marked them clean: nothing on this descriptor can be
            # trusted any more, so it is never tried again.
            self._cut_back(end)
            self.close()
            raise not_saved(error, "It could not be confirmed that this reached the disk.") from error

    def _still_ours(self) -> int:
        """Where the file ends. Refuses one that was closed, replaced, removed, or written to by somebody else."""
        if not self.is_open:
            raise NotSaved("The journal was closed after a failed write.", self.path.name, "Try again.")
        try:
            mine, there = os.fstat(self._descriptor), os.stat(self.path)
            last = os.pread(self._descriptor, 1, self.cursor.offset - 2)
        except FileNotFoundError as error:
            raise NotOurs("The journal was taken away.", self.path.name, "Try again.") from error
        except OSError as error:
            raise not_saved(error) from error
        if mine.st_ino != there.st_ino:
            raise NotOurs("The journal was replaced by another file.", self.path.name, "Try again.")
        has_lost_newline = mine.st_size == self.cursor.offset - 1 and last == b"}"
        if mine.st_size != self.cursor.offset and not has_lost_newline:
            raise NotOurs("Something else wrote into this journal.", self.path.name, "Try again.")
        return mine.st_size

    def _cut_back(self, end: int) -> None:
        with suppress(OSError):  # Then it ends elsewhere, and is read again before anything is written after it.
            os.ftruncate(self._descriptor, end)

    def lines(self) -> bytes:
        """What was written to the file, at its whole lines; it is there as long as this is open, whatever its name.

        Raises `OSError`.
        """
        return journal.whole_lines(os.pread(self._descriptor, self.cursor.offset, 0))

    @property
    def is_open(self) -> bool:
        """Whether it can still be written to."""
        return self._descriptor >= 0

    def close(self) -> None:
        """Let go of the file and its lock."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def is_held(path: Path) -> bool:
    """Whether a process holds a journal to write to it. Any number may ask at once, and none is taken for a writer."""
    try:
        descriptor = open_regular(path)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _keep(quarantine: Path, name: str, tail: bytes) -> None:
    """Put bytes into quarantine under a name of their own."""
    for number in range(1, 1000):
        kept = quarantine / f"{name}{f'-{number}' if number > 1 else ''}.torn"
        try:
            place(kept, tail, 0o600)
        except FileExistsError:
            continue
        sync_folder(quarantine)
        return
    raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
