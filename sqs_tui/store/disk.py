"""Files on disk: written whole or not at all, there to stay, and what went wrong in words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from sqs_tui.errors import NotSaved


def write_whole(descriptor: int, raw: bytes) -> None:
    """Write all of it; a write cut short goes on, so that the cause is the disk's own word for it."""
    while raw:
        written = os.write(descriptor, raw)
        if written <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raw = raw[written:]


def give_name(beside: Path, path: Path) -> None:
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
            write_whole(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        give_name(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def replace_file(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Put a file in the place of another, whole or not at all. Raises `NotSaved`."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), mode)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        sync_folder(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise not_saved(error) from error


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
