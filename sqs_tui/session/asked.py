"""The workbooks in which somebody would not say who works here: they are not asked again at each opening."""

from __future__ import annotations

import json

from sqs_tui import locations
from sqs_tui.errors import NotSaved
from sqs_tui.store.disk import replace_file

_FILE = "who-asked.json"
_MOST = 200


def was_left(workbook: str) -> bool:
    """Whether the question was left open in a workbook, on this installation."""
    return workbook in _read()


def leave(workbook: str) -> None:
    """Note that it was left open; never an error, since at worst it is asked again."""
    ids = [workbook, *(other for other in _read() if other != workbook)][:_MOST]
    try:
        replace_file(locations.ensured(locations.state_folder()) / _FILE, json.dumps(ids).encode("ascii"))
    except (NotSaved, OSError):
        return


def _read() -> list[str]:
    try:
        content = json.loads((locations.state_folder() / _FILE).read_text("ascii"))
    except (OSError, ValueError):
        return []
    return [str(one) for one in content] if isinstance(content, list) else []
