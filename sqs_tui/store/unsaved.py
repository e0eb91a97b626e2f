"""Texts that could not reach their workbook, each kept in the state folder with the write that was refused.

The write names the heads that were on screen, so taking it later is what it would have been then: where somebody has
written there since, both stand, to be settled.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqs_tui import locations
from sqs_tui.domain.case import Change
from sqs_tui.errors import NotSaved
from sqs_tui.store.disk import read_regular, replace_file
from sqs_tui.store.fold import Key
from sqs_tui.store.presence import is_running
from sqs_tui.values import dataclass

FOLDER = "unsaved"
_NAME = re.compile(r"([0-9a-f]{32})\.([a-z0-9_]{1,24})\.(\d{1,9})\.[0-9a-f]{16}\.json")
_LARGEST = 5_000_000


@dataclass(frozen=True, slots=True)
class RefusedWrite:
    """What `Workbook.record` was asked to put down and the disk did not take: with the heads it names."""

    changes: Sequence[Change]
    why: str
    seen: Mapping[Key, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class UnsavedText:
    """A refused write as it is kept: where, and when it was refused."""

    path: Path
    at: str
    write: RefusedWrite

    @property
    def text(self) -> str:
        """The longest text in it: what somebody typed."""
        return max((one.after for one in self.write.changes if isinstance(one.after, str)), key=len, default="")


def keep(path: Path, write: RefusedWrite, at: str) -> None:
    """Keep a refused write, readable by this user alone; in the place of what the file held. Raises `NotSaved`."""
    changes = [
        [one.table, one.id, one.field, one.after, list(write.seen.get((one.table, one.id, one.field), ()))]
        for one in write.changes
    ]
    content = {"at": at, "why": write.why, "changes": changes}
    try:
        locations.ensured(locations.state_folder())
        locations.ensured(path.parent)
    except OSError as error:
        raise NotSaved("It cannot be kept beside either.", str(error)) from error
    replace_file(path, json.dumps(content, ensure_ascii=False, indent=1, default=list).encode("utf-8"))


def new_path(workbook: str, author: str) -> Path:
    """A file of this process for a text of somebody's; `author` is what file names call them."""
    return locations.state_folder() / FOLDER / f"{workbook}.{author}.{os.getpid()}.{os.urandom(8).hex()}.json"


def paths(workbook: str = "", author: str = "") -> Iterator[Path]:
    """Every text kept on this installation; or those of one workbook, or of one author in it."""
    folder = locations.state_folder() / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        name = _NAME.fullmatch(path.name)
        if name and workbook in ("", name[1]) and author in ("", name[2]):
            yield path


def left(workbook: str, author: str) -> list[UnsavedText]:
    """The texts of somebody's that no other living window has still on screen, the oldest first."""
    return sorted(filter(None, map(_read, filter(_is_left, paths(workbook, author)))), key=lambda text: text.at)


def _is_left(path: Path) -> bool:
    pid = int(path.name.split(".")[2])
    return pid == os.getpid() or not is_running(pid)


def _read(path: Path) -> UnsavedText | None:
    """A text from its file; None for one that is not as it was written."""
    try:
        content: dict[str, Any] = json.loads(read_regular(path, _LARGEST))
        changes, seen = [], {}
        for table, id, field, value, heads in content["changes"]:
            changes.append(Change(str(table), str(id), str(field), None, value))
            seen[str(table), str(id), str(field)] = tuple(map(str, heads))
        return UnsavedText(path, str(content["at"]), RefusedWrite(changes, str(content["why"]), seen))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
