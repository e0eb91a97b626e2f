"""Who is here, and on what: a small file for each open window beside the journals; advisory, and never an error."""

from __future__ import annotations

import json
import os
import re
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqs_tui.domain.text import cleaned
from sqs_tui.store.disk import is_folder, read_regular, unfinished
from sqs_tui.store.identity import replaceable
from sqs_tui.values import dataclass

FOLDER = "here"
#: A place is written at most this often, a file touched at least so often, and one not touched for so long ignored.
WRITE_SECONDS, TOUCH_SECONDS, STALE_SECONDS = 0.3, 10.0, 30.0
_LONGEST_FILE, _LONGEST_TEXT, _MOST = 4096, 60, 64


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody else's window: who, in which case and on which criterion, since when; no case is the sample."""

    author: str
    case: str = ""
    criterion: str = ""
    since: str = ""


class Presence:
    """One's own file, and those of others. `name` is the window's own, and becomes a file name."""

    def __init__(
        self,
        workbook: Path,
        name: str,
        author: str,
        since: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = replaceable(workbook) / FOLDER
        self._name, self._ours = f"{name}-{os.getpid()}.json", re.compile(re.escape(name) + r"-(\d{1,9})\.json")
        self._author, self._since = author, since
        self._clock = clock
        self._said: tuple[str, str] | None = None
        self._written_at = self._touched_at = float("-inf")
        self._known: dict[str, tuple[tuple[int, int, int], Visitor | None, int]] = {}

    # One's own

    def say(self, case: str, criterion: str) -> None:
        """Say where one is, if that has changed and was not said just now; else keep the file from growing stale."""
        now = self._clock()
        if (case, criterion) != self._said and now - self._written_at >= WRITE_SECONDS:
            if self._said is None:
                self._sweep()
            self._written_at = self._touched_at = now
            if self._write(case, criterion):
                self._said = (case, criterion)
        elif self._said is not None and now - self._touched_at >= TOUCH_SECONDS:
            self._touched_at = now
            with suppress(OSError):
                os.utime(self._folder / self._name, (now, now))

    def _write(self, case: str, criterion: str) -> bool:
        """Write one's file beside and rename it; what cannot be written is left."""
        content = {
            "who": self._author,
            "case": case,
            "criterion": criterion,
            "since": self._since,
            "host": os.uname().nodename,
            "pid": os.getpid(),
        }
        beside = unfinished(self._folder / self._name)
        try:
            is_shared = self._make_folder()
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(descriptor, 0o640 if is_shared else 0o600)
                file.write(json.dumps(content, ensure_ascii=True).encode("ascii"))
            os.replace(beside, self._folder / self._name)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            return False
        return True

    def _sweep(self) -> None:
        """Take away what windows of one's own left that were killed."""
        with suppress(OSError):
            for name in os.listdir(self._folder):
                left = self._ours.fullmatch(name)
                if left and not is_running(int(left[1])):
                    (self._folder / name).unlink()

    def _make_folder(self) -> bool:
        """Make the folder, a team's own where the workbook is a team's; whether it is."""
        is_shared = bool(os.stat(self._folder.parent).st_mode & 0o070)
        if not is_folder(self._folder):
            os.mkdir(self._folder, 0o700)
            os.chmod(self._folder, 0o3770 if is_shared else 0o700)
        return is_shared

    def close(self) -> None:
        """Leave; the file goes."""
        self._said = None
        with suppress(OSError):
            (self._folder / self._name).unlink()

    # Others

    def others(self) -> tuple[Visitor, ...]:
        """Who else is here now, in a steady order; a file is read again only where it has changed."""
        found: list[Visitor] = []
        seen: set[str] = set()
        now = self._clock()
        if not is_folder(self._folder):
            return ()
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    if entry.name != self._name and entry.name.endswith(".json") and len(found) < _MOST:
                        seen.add(entry.name)
                        visitor = self._visitor(entry, now)
                        if visitor is not None:
                            found.append(visitor)
        except OSError:
            return ()
        for name in self._known.keys() - seen:
            del self._known[name]
        return tuple(sorted(found, key=lambda one: (one.author, one.since, one.case, one.criterion)))

    def _visitor(self, entry: os.DirEntry[str], now: float) -> Visitor | None:
        try:
            there = entry.stat(follow_symlinks=False)
        except OSError:
            return None
        if not stat.S_ISREG(there.st_mode) or abs(now - there.st_mtime) > STALE_SECONDS:
            return None
        identity = (there.st_ino, there.st_size, there.st_mtime_ns)
        known = self._known.get(entry.name)
        if known is None or known[0] != identity:
            known = self._known[entry.name] = (identity, *_read(Path(entry.path)))
        _, visitor, pid = known
        return visitor if not pid or is_running(pid) else None


def _read(path: Path) -> tuple[Visitor | None, int]:
    """What a file says, and the process that wrote it where that ran on this host (else 0); it is anybody's text."""
    try:
        content = json.loads(read_regular(path, _LONGEST_FILE)[:_LONGEST_FILE])
        who, case, criterion, since = (_text(content, name) for name in ("who", "case", "criterion", "since"))
        pid = content.get("pid") if content.get("host") == os.uname().nodename else 0
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None, 0
    is_pid = isinstance(pid, int) and not isinstance(pid, bool) and 0 < pid < 2**31
    return (Visitor(who, case, criterion, since) if who else None), pid if is_pid else 0


def _text(content: dict[str, object], name: str) -> str:
    value = content.get(name)
    return " ".join(cleaned(value[:_LONGEST_TEXT]).split()) if isinstance(value, str) else ""


def is_running(pid: int) -> bool:
    """Whether there is such a process on this machine, whoever's it is."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # Somebody else's process: it is there.
    return True
