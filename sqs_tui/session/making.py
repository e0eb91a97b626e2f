"""Making a workbook with what it begins with: whole, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqs_tui.domain.case import Change
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.why import Why
from sqs_tui.errors import Refused
from sqs_tui.store import rows
from sqs_tui.store.disk import sync_folder, unfinished
from sqs_tui.store.identity import JOURNALS
from sqs_tui.store.leftovers import sweep_beside
from sqs_tui.store.workbook import Workbook
from sqs_tui.store.writer import is_held


def make(
    folder: Path,
    catalogue: Catalogue,
    changes: Sequence[Change],
    *,
    extended: bool = False,
    invented: bool = False,
    group: str = "",
) -> None:
    """Make a workbook in which the changes are the first line. Raises `Refused` or `NotSaved`, and nothing is left.

    `group` names a team on this host that may open it too.
    """
    if folder.exists() or folder.is_symlink():
        raise Refused(f"{folder} is there already.", "It was left as it is.", "Choose another path.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{folder} cannot be made here.", f"{os.strerror(error.errno or 0)}.") from error
    if not os.access(folder.parent, os.W_OK | os.X_OK):
        raise Refused(f"{folder} cannot be made here.", f"You may not write in {folder.parent}.")
    sweep_beside(folder)
    beside = unfinished(folder, "making")
    try:
        with Workbook.create(beside, catalogue, extended=extended, invented=invented, group=group) as workbook:
            workbook.record(changes, Why.BEGUN)
        os.rename(beside, folder)
        try:
            sync_folder(folder.parent)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)  # Its name might not survive a power cut.
            raise
    except OSError as error:
        raise Refused(f"{folder} cannot be made here.", f"{os.strerror(error.errno or 0)}.") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def details_changes(details: Mapping[str, Any]) -> Iterator[Change]:
    """The changes that put the details of a new inspection down; empty ones are left out."""
    for name, value in details.items():
        if value:
            yield Change(rows.DETAILS, rows.INSPECTION, name, None, value)


def is_written_to(folder: Path) -> bool:
    """Whether a process holds one of the workbook's journals."""
    return any(is_held(path) for path in (folder / JOURNALS).glob("*.jsonl"))
