"""What a killed command left half made: hidden, named with its process, and swept once that lives no more."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqs_tui import locations
from sqs_tui.store.disk import is_folder, this_host
from sqs_tui.store.identity import SHARED
from sqs_tui.store.presence import is_running

#: As `disk.unfinished` names them; inside a workbook also as earlier versions did.
_BESIDE = re.compile(r"\..+\.(?:([0-9a-f]{8})-)?(\d{1,9})\.[0-9a-f]{16}\.(?:new|making)")
_WITHIN = re.compile(r"\..+\.(?:([0-9a-f]{8})-)?(\d{1,9})(?:\.[0-9a-f]{16})?\.(?:new|making)")
#: Whether a process of another machine lives cannot be seen; what it makes is done, or never will be, after a day.
_OF_ANOTHER_HOST_SECONDS = 86_400


def leftovers(folder: Path) -> Iterator[Path]:
    """What killed commands left in a workbook, beside it, and in the state folder, whoever they were started by."""
    yield from _left_in(folder.parent, _BESIDE)
    yield from _left_in(folder, _WITHIN)
    for path in (*_listed(folder), *_listed(folder / SHARED)):
        if is_folder(path) and not path.name.startswith("."):
            yield from _left_in(path, _WITHIN)
    for path in (locations.state_folder(), *(path for path in _listed(locations.state_folder()) if is_folder(path))):
        yield from _left_in(path, _BESIDE)


def sweep(folder: Path) -> None:
    """Remove what killed commands of one's own left; never an error."""
    for path in list(leftovers(folder)):
        _remove(path)


def sweep_beside(folder: Path) -> None:
    """Remove what killed commands of one's own left beside a folder that is to be made; never an error."""
    for path in list(_left_in(folder.parent, _BESIDE)):
        _remove(path)


def _left_in(folder: Path, pattern: re.Pattern[str]) -> Iterator[Path]:
    for path in _listed(folder):
        left = pattern.fullmatch(path.name)
        if left and not _is_being_made(path, left[1] or this_host(), int(left[2])):
            yield path


def _is_being_made(path: Path, host: str, process: int) -> bool:
    if host == this_host():
        return is_running(process)
    try:
        return time.time() - os.lstat(path).st_mtime < _OF_ANOTHER_HOST_SECONDS
    except OSError:
        return True


def _listed(folder: Path) -> list[Path]:
    """What lies in a folder; nothing where it cannot be read."""
    try:
        return sorted(folder.iterdir()) if is_folder(folder) else []
    except OSError:
        return []


def _remove(path: Path) -> None:
    with suppress(OSError):
        if os.lstat(path).st_uid != os.getuid():
            return
        if not is_folder(path):
            path.unlink()
            return
        for folder, _, _ in os.walk(path):  # A backup is sealed before it has its name.
            os.chmod(folder, 0o700)
        shutil.rmtree(path)
