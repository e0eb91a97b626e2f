"""The invented sample for tests that are about something else than who works there: nobody is asked that."""

from __future__ import annotations

import json
from pathlib import Path

from sqs_tui import locations
from sqs_tui.session import sample
from sqs_tui.store.identity import read_identity


def build(path: Path, *, complete: bool = False) -> None:
    """Make the sample, in which nobody is asked who they are."""
    sample.build(path, complete=complete)
    nobody_is_asked(path)


def nobody_is_asked(path: Path, *states: Path) -> None:
    """Note that the question who works in a workbook was left open, where these programs keep their state."""
    id = read_identity(path)[0]["id"]
    for state in states or (locations.state_folder(),):
        state.mkdir(parents=True, exist_ok=True)
        (state / "who-asked.json").write_text(json.dumps([id]))
