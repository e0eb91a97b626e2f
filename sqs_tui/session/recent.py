"""The workbooks opened lately on this installation, kept in the state folder."""

from __future__ import annotations

import json
from pathlib import Path

from sqs_tui import locations
from sqs_tui.errors import NotSaved
from sqs_tui.store.disk import replace_file
from sqs_tui.store.identity import is_workbook

_MOST = 20


def remember(path: Path) -> None:
    """Put a workbook first among the recent ones; never an error, since it is only a convenience."""
    path = path.resolve()
    paths = [path, *(other for other in _read() if other != path)][:_MOST]
    try:
        folder = locations.ensured(locations.state_folder())
        replace_file(folder / "recent.json", json.dumps([str(one) for one in paths]).encode("utf-8"))
    except (NotSaved, OSError):
        return


def recent() -> list[Path]:
    """The recent workbooks that are still there, the latest first."""
    return [path for path in _read() if is_workbook(path)]


def _read() -> list[Path]:
    try:
        content = json.loads((locations.state_folder() / "recent.json").read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [Path(one) for one in content if isinstance(one, str)] if isinstance(content, list) else []
