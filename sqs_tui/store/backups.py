"""Sealed copies of a workbook: its journals at their complete lines, and what they were begun under.

A backup is a workbook itself, made read-only: to go on from it, copy it elsewhere and make the copy writable.
Copying journals at any moment gives a beginning of each, so nobody need stop working.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from sqs_tui.errors import SqsError
from sqs_tui.store.copies import checked_whole, copied, make_folder
from sqs_tui.store.disk import file_mode, is_folder
from sqs_tui.store.identity import BACKUPS, replaceable
from sqs_tui.store.workbook import wall_clock

#: How many of those that make themselves are kept.
KEPT = 14
_MADE_ITSELF = re.compile(r"\d{4}-\d{2}-\d{2}-0")


def back_up(folder: Path, into: Path | None = None, *, at: str = "") -> Path:
    """Make a sealed copy, in the workbook's own backups or elsewhere; it was checked, line for line.

    Raises `Damaged`, `NotFound`, `Refused` or `NotSaved`.
    """
    checked_whole(copied(folder))
    into = into or _free(replaceable(folder) / BACKUPS, (at or wall_clock())[:10])
    _make(folder, into)
    return into


def daily(folder: Path, *, at: str = "") -> Path | None:
    """Make the day's backup, unless there is one; the newest are kept. Never an error: opening goes on without it."""
    day = (at or wall_clock())[:10]
    backups = replaceable(folder) / BACKUPS
    try:
        names = [path.name for path in backups.iterdir() if is_folder(path)] if os.path.lexists(backups) else []
        if (not is_folder(backups) and os.path.lexists(backups)) or any(name.startswith(day) for name in names):
            return None
        into = backups / f"{day}-0"
        _make(folder, into)
        for name in sorted(filter(_MADE_ITSELF.fullmatch, {*names, into.name}))[:-KEPT]:
            _discard(backups / name)
    except (OSError, SqsError):
        return None
    return into


def _free(backups: Path, day: str) -> Path:
    return next(path for number in range(1, 10_000) if not (path := backups / f"{day}-{number}").exists())


def _make(folder: Path, into: Path) -> None:
    shared = file_mode(folder) != 0o600
    make_folder(copied(folder), into, lambda beside: _seal(beside, shared))


def _seal(folder: Path, shared: bool) -> None:
    """Take the right to write away, from what lies deepest first."""
    for path in sorted((folder, *folder.rglob("*")), reverse=True):
        mode = 0o550 if path.is_dir() else 0o440
        os.chmod(path, mode if shared else mode & 0o700)


def _discard(backup: Path) -> None:
    """Remove one's own sealed copy; a colleague's stays until they do."""
    with suppress(OSError):
        for path in (backup, *(found for found in backup.rglob("*") if found.is_dir())):
            os.chmod(path, 0o700)
        shutil.rmtree(backup)
