"""Power cuts: what had reached the disk is there afterwards; of the rest, whatever a kernel may leave behind."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Check = Callable[[Path], None]


class Power:
    """A folder on a disk that can lose its power before and after every fsync.

    An fsynced file has its content for good, an fsynced folder its names. Of what was not, a kernel may have
    written the names and no content, the content and no names, or nothing; each is built and looked at.
    """

    def __init__(self, root: Path, into: Path) -> None:
        self.root, self.into, self.cuts = root, into, 0
        self._contents: dict[int, bytes] = {}
        self._names: dict[int, dict[str, int]] = {}
        self._held: dict[int, int] = {}  # Kept open: an inode let go of could become another file's.
        for path in (root, *root.rglob("*")):
            self._lasts(path)

    def _lasts(self, there: Path | str) -> None:
        """Take down a file or folder as it is now."""
        inode = self._hold(there)
        if os.path.isdir(there):
            self._names[inode] = {name: self._hold(f"{there}/{name}") for name in os.listdir(there)}
        else:
            self._contents[inode] = self._now(inode)

    def _hold(self, there: Path | str) -> int:
        descriptor = os.open(there, os.O_RDONLY | os.O_NONBLOCK)
        inode = os.fstat(descriptor).st_ino
        if self._held.setdefault(inode, descriptor) != descriptor:
            os.close(descriptor)
        return inode

    def _now(self, inode: int) -> bytes:
        size = os.fstat(self._held[inode]).st_size
        return os.pread(self._held[inode], size, 0)

    def cut(self, check: Check) -> None:
        """Look at each folder that could be found when the power is back."""
        for names, content in ((False, False), (True, False), (False, True)):
            left = self.into / f"cut-{self.cuts}"
            self.cuts += 1
            self._leave(self.root.stat().st_ino, self.root, left, names, content)
            check(left)
            shutil.rmtree(left)

    def _leave(self, inode: int, now: Path | None, left: Path, names: bool, content: bool) -> None:
        left.mkdir(parents=True)
        there = self._names.get(inode, {})
        if names and now is not None:
            there = {entry.name: self._hold(entry.path) for entry in os.scandir(now)}
        for name, inside in there.items():
            if os.path.isdir(f"/dev/fd/{self._held[inside]}"):
                self._leave(inside, now / name if now and (now / name).exists() else None, left / name, names, content)
            else:
                raw = self._now(inside) if content else self._contents.get(inside, b"")
                (left / name).write_bytes(raw)

    @contextmanager
    def failing_before_and_after_every_fsync(self, check: Check) -> Iterator[None]:
        """Let a story run, and look at what a cut would leave at each of its moments, and at its end."""
        real = os.fsync

        def fsync(descriptor: int) -> None:
            os.fsync = real
            try:
                self.cut(check)
                real(descriptor)
                self._lasts(f"/dev/fd/{descriptor}")
                self.cut(check)
            finally:
                os.fsync = fsync

        os.fsync = fsync
        try:
            yield
        finally:
            os.fsync = real
        self.cut(check)

    def close(self) -> None:
        """Let go of what was held."""
        for descriptor in self._held.values():
            with suppress(OSError):
                os.close(descriptor)
