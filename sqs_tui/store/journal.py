"""One writer's append-only, hash-chained file: reading what is there, and appending to one's own.

A line is `hash SP json NL`; the hash is blake2b over the previous line's hash and the json. The first line
names the workbook. A last line without newline was never acknowledged; a line with newline and a wrong hash
is damage.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO

from sqs_tui.errors import NotSaved
from sqs_tui.store.fold import Line, Operation
from sqs_tui.values import dataclass

FORMAT = 1
_HASH_LENGTH = 32
#: What stands for the hash before the first line.
GENESIS = "0" * _HASH_LENGTH
#: Longer lines are refused; an import of the largest file allowed still fits into one line.
LONGEST_LINE = 100_000_000
#: Larger counters are refused: what is counted on from them could not be written any more.
_LARGEST_COUNTER = 2**53
_DEEPEST = 20
_WRITER = re.compile(r"[a-z0-9_.-]{1,60}")
_BRANCH = re.compile(r"[a-z0-9_.-]{1,60}~[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in a journal that is not what was written."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.what}"


@dataclass(slots=True)
class Cursor:
    """How far a journal has been read: the byte after its last good line, that line's hash and number.

    `identity` is the hash of `workbook.toml` that its first line names.
    """

    offset: int = 0
    hash: str = GENESIS
    number: int = -1
    inode: int = 0
    damage: Damage | None = None
    identity: str = ""


def chained(previous: str, text: str) -> str:
    """The hash of a line, from the hash of the one before and its json."""
    return blake2b((previous + text).encode("utf-8"), digest_size=_HASH_LENGTH // 2).hexdigest()


def encoded(content: Mapping[str, Any]) -> str:
    """The json of a line as it is hashed."""
    return json.dumps(content, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def is_writer(name: str) -> bool:
    """Whether a name can be a writer's: it becomes a file name."""
    return bool(_WRITER.fullmatch(name))


def is_branch(name: str) -> bool:
    """Whether a name is that of a branch: what a journal came to in another copy, where it went on differently."""
    return bool(_BRANCH.fullmatch(name))


def writer_of(name: str) -> str:
    """The writer a journal names in its first line: its own name, or for a branch that of the journal it left."""
    return name.partition("~")[0]


def read(path: Path, cursor: Cursor, workbook: str) -> Iterator[Line]:
    """What stands in a journal after the cursor, which moves along; stops at a torn tail or at damage.

    Damage is left in `cursor.damage`; nothing after it is read.
    """
    if cursor.damage is not None:
        return
    with path.open("rb") as file:
        file.seek(cursor.offset)
        yield from read_from(file, path.stem, cursor, workbook)


def read_from(file: BinaryIO, name: str, cursor: Cursor, workbook: str) -> Iterator[Line]:
    """As `read`, of the journal with a name, from anything that gives its bytes after the cursor."""
    while raw := file.readline(LONGEST_LINE + 1):
        if not raw.endswith(b"\n"):
            if _is_more_than_torn(raw, cursor):
                cursor.damage = Damage(f"{name}.jsonl", cursor.number + 2, "its end is not what was written")
            return
        line, problem = _parsed(raw, writer_of(name), cursor, workbook)
        if problem:
            cursor.damage = Damage(f"{name}.jsonl", cursor.number + 2, problem)
            return
        cursor.offset += len(raw)
        cursor.hash = raw[:_HASH_LENGTH].decode("ascii")
        cursor.number += 1
        if line is not None:
            yield line


def _is_more_than_torn(raw: bytes, cursor: Cursor) -> bool:
    """Whether a tail is not the beginning of a line: longer than any, or a whole line with no newline after it."""
    if len(raw) > LONGEST_LINE:
        return True
    text = raw.decode("ascii", "replace")
    try:
        _, end = json.JSONDecoder().raw_decode(text, _HASH_LENGTH + 1)
    except (ValueError, RecursionError):
        return False
    return end < len(text) and chained(cursor.hash, text[_HASH_LENGTH + 1 : end]) == text[:_HASH_LENGTH]


def _parsed(raw: bytes, writer: str, cursor: Cursor, workbook: str) -> tuple[Line | None, str]:
    """The line read from bytes, or what is wrong with it; the first line of a journal reads as None."""
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError:
        return None, "bytes that were never written"
    found, space, body = text[:_HASH_LENGTH], text[_HASH_LENGTH : _HASH_LENGTH + 1], text[_HASH_LENGTH + 1 : -1]
    if space != " " or chained(cursor.hash, body) != found:
        return None, "the hash does not match"
    try:
        content = _DECODER.decode(body)
        if content["n"] != cursor.number + 1:
            return None, f"number {cursor.number + 1} was expected"
        if cursor.number < 0:
            if content["v"] != FORMAT:
                return None, f"it is of format {content['v']!r}, and this version reads {FORMAT}"
            if content["workbook"] != workbook or content["writer"] != writer:
                return None, "it belongs to another workbook or writer"
            cursor.identity = str(content["identity"])
            return None, ""
        operations = []
        for table, id, field, value, seen in content["ops"]:
            if not (isinstance(table, str) and isinstance(id, str) and isinstance(field, str)):
                return None, "an operation that cannot be read"
            if isinstance(value, (list, dict)) and _is_deeper(value, _DEEPEST):
                return None, "it is nested too deep"
            for head in seen:
                if not isinstance(head, str):
                    return None, "an operation that cannot be read"
                int(head.rpartition(":")[2])
            operations.append(Operation(table, id, field, value, tuple(seen)))
        if not 0 <= int(content["t"]) <= _LARGEST_COUNTER:
            return None, "a counter beyond all counting"
        line = Line(
            writer=writer,
            number=content["n"],
            counter=int(content["t"]),
            at=str(content["at"]),
            author=str(content["by"]),
            why=str(content["why"]),
            operations=tuple(operations),
            run=str(content.get("run", "")),
            of=str(content.get("of", "")),
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None, "content that cannot be read"
    return line, ""


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text)


#: Of numbers only those that can be written again: what others wrote is read by everybody.
_DECODER = json.JSONDecoder(parse_constant=_no_number, parse_float=_finite)


def _is_deeper(value: Any, most: int) -> bool:
    """Whether lists and objects stand inside each other more often than that."""
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, list) and (most == 0 or any(_is_deeper(part, most - 1) for part in value))


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
        beside = folder / f".{writer}.{os.getpid()}.new"
        try:
            descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            try:
                os.fchmod(descriptor, file_mode(folder))
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _write_whole(descriptor, raw)
                os.fsync(descriptor)
                _name(beside, path)
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
        return cls(path, Cursor(len(raw), found, 0, os.fstat(descriptor).st_ino, identity=identity), descriptor)

    @classmethod
    def lock(cls, path: Path, cursor: Cursor) -> JournalWriter | None:
        """Take up a journal that was read to `cursor`; None while another process holds it, or it is not ours to write.

        Raises `NotSaved`.
        """
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
        except OSError as error:
            # In a team's folder anybody may have put a link or a folder under the name.
            if error.errno in (errno.EACCES, errno.EPERM, errno.ELOOP, errno.EISDIR, errno.ENXIO):
                return None
            raise not_saved(error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return None
        there = os.fstat(descriptor)
        if not stat.S_ISREG(there.st_mode):
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

        Raises `NotSaved`, and then the file is as it was, or it is closed if that cannot be known.
        """
        number = self.cursor.number + 1
        body = encoded({"n": number, **content})
        found = chained(self.cursor.hash, body)
        raw = f"{found} {body}\n".encode("ascii")
        if len(raw) > LONGEST_LINE:
            raise NotSaved("That is too long to keep.", f"{len(raw):,} bytes in one change.", "Split it up.")
        line, problem = _parsed(raw, self.writer, self.cursor, workbook)
        if line is None:
            raise ValueError(f"a line that could not be read back: {problem}")
        self._put(raw)
        self.cursor.offset += len(raw)
        self.cursor.hash = found
        self.cursor.number = number
        return line

    def extend(self, raw: bytes, end: Cursor) -> None:
        """Put lines of this journal that stand in another copy on disk; `end` is the cursor after them.

        Raises `NotSaved`, and then the file is as it was, or it is closed if that cannot be known.
        """
        self._put(raw)
        self.cursor.offset, self.cursor.hash, self.cursor.number = end.offset, end.hash, end.number

    def _put(self, raw: bytes) -> None:
        self._still_ours()
        try:
            _write_whole(self._descriptor, raw)
        except OSError as error:
            self._cut_back()
            raise not_saved(error) from error
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            # The kernel may have dropped the pages and marked them clean: nothing on this descriptor can be
            # trusted any more, so it is never tried again.
            self._cut_back()
            self.close()
            raise not_saved(error, "It could not be confirmed that this reached the disk.") from error

    def _still_ours(self) -> None:
        """Refuse to write into a file that was closed, replaced, removed, or written to by somebody else."""
        if not self.is_open:
            raise NotSaved("The journal was closed after a failed write.", self.path.name, "Try again.")
        try:
            mine, there = os.fstat(self._descriptor), os.stat(self.path)
        except OSError as error:
            raise not_saved(error) from error
        if mine.st_ino != there.st_ino:
            self.close()
            raise NotSaved("The journal was replaced by another file.", self.path.name, "Close and open again.")
        if mine.st_size != self.cursor.offset:
            self.close()
            raise NotSaved("Something else wrote into this journal.", self.path.name, "Close and open again.")

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._descriptor, self.cursor.offset)
        except OSError:
            self.close()

    @property
    def is_open(self) -> bool:
        """Whether it can still be written to."""
        return self._descriptor >= 0

    def close(self) -> None:
        """Let go of the file and its lock."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _write_whole(descriptor: int, raw: bytes) -> None:
    """Write all of it; a write cut short goes on, so that the cause is the disk's own word for it."""
    while raw:
        written = os.write(descriptor, raw)
        if written <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raw = raw[written:]


def _name(beside: Path, path: Path) -> None:
    """Give a finished file its name, unless something of that name is there."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        # Sticks formatted for every system know no links; nobody else writes to this name there.
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
        os.rename(beside, path)


def place(path: Path, content: bytes, mode: int) -> None:
    """Make a new file, whole or not at all; its folder is synced by the caller.

    Raises `FileExistsError` where one of that name is there, or another `OSError`.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        try:
            os.fchmod(descriptor, mode)
            _write_whole(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _name(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _keep(quarantine: Path, name: str, tail: bytes) -> None:
    """Put bytes into quarantine under a name of their own."""
    for number in range(1, 1000):
        kept = quarantine / f"{name}{f'-{number}' if number > 1 else ''}.torn"
        try:
            descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "wb") as file:
            file.write(tail)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(quarantine)
        return
    raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))


def file_mode(folder: Path) -> int:
    """The mode of a file in a folder: its writer's alone, or a team may read it."""
    return 0o640 if os.stat(folder).st_mode & 0o070 else 0o600


def sync_folder(folder: Path) -> None:
    """Make sure a new name in a folder survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_REMEDIES = {
    errno.ENOSPC: "Free some space; what you typed is kept here until then.",
    errno.EDQUOT: "Your quota is used up; free some space. What you typed is kept here until then.",
    errno.EFBIG: "The file may not grow further; see the limits of this account.",
    errno.EROFS: "The disk is read-only.",
    errno.EACCES: "You may not write here; ask whoever owns the workbook.",
    errno.EIO: "The disk reports a fault; copy the workbook elsewhere.",
}


def not_saved(error: OSError, title: str = "Not saved.") -> NotSaved:
    """A failed disk call, in words."""
    cause = os.strerror(error.errno) if error.errno else str(error)
    return NotSaved(title, cause + ".", _REMEDIES.get(error.errno or 0, "Nothing was changed; try again."))
