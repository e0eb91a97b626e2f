"""Files on disk: opened without waiting, written whole or not at all, there to stay; what went wrong in words.

Anybody may have put a link, a pipe or a device under a name in a folder that several people write to. So every file
of a workbook is opened by `open_regular`, and every new one begins under a name that nobody can foresee.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from sqs_tui.errors import NotSaved

#: Never wait for whoever is at the other end, follow a link, or take a terminal over.
_CAREFULLY = os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class NotRegular(OSError):
    """Something else lies where a file should: a link, a folder, a pipe, a socket, a device."""

    def __init__(self, mode: int) -> None:
        kind = "a link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "a pipe, socket or device"
        super().__init__(errno.EISDIR if stat.S_ISDIR(mode) else errno.ENXIO, f"It is {kind}, not a regular file")


def open_regular(path: Path, flags: int = os.O_RDONLY, *, follow_links: bool = False) -> int:
    """A descriptor of a regular file that is there; anything else is neither waited for nor touched.

    Links are followed only where a person named the file. Raises `OSError`.
    """
    _check_regular(os.stat(path, follow_symlinks=follow_links))  # Opening some devices is an act in itself.
    descriptor = os.open(path, flags | _CAREFULLY | (0 if follow_links else os.O_NOFOLLOW))
    try:
        _check_regular(os.fstat(descriptor))
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _check_regular(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NotRegular(found.st_mode)


def read_regular(path: Path, most: int, *, follow_links: bool = False) -> bytes:
    """The bytes of a regular file, and at most one more than asked for. Raises `OSError`."""
    with os.fdopen(open_regular(path, follow_links=follow_links), "rb") as file:
        return file.read(most + 1)


def is_folder(path: Path) -> bool:
    """Whether a folder is there, and not a link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def cause(error: OSError) -> str:
    """What went wrong with a call of the system, in its words."""
    if isinstance(error, NotRegular) or not error.errno:
        return str(error.strerror or error)
    return os.strerror(error.errno)


def unfinished(path: Path, ending: str = "new") -> Path:
    """A name beside a file or folder for while it is made: hidden, of this process, and not to be foreseen."""
    return path.with_name(f".{path.name}.{this_host()}-{os.getpid()}.{os.urandom(8).hex()}.{ending}")


def this_host() -> str:
    """What tells this machine from others that share a folder with it; its name stays out of it."""
    return hashlib.blake2b(os.uname().nodename.encode("utf-8", "replace"), digest_size=4).hexdigest()


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
    beside = unfinished(path)
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
    beside = unfinished(path)
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
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
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
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
    return NotSaved(title, f"{cause(error)}.", _REMEDIES.get(error.errno or 0, "Nothing was changed; try again."))
