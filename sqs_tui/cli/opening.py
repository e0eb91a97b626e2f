"""Opening a workbook for a command; whatever of it cannot be read is told."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.errors import Damaged, Refused

if TYPE_CHECKING:
    from sqs_tui.session.inspection import Inspection


@contextmanager
def reading(path: Path) -> Iterator[Inspection]:
    """The inspection at a path, to be looked at. Raises `NotFound` or `Damaged`."""
    with _opened(path, read_only=True) as inspection:
        yield inspection


@contextmanager
def writing(path: Path, *, in_company: bool = False) -> Iterator[Inspection]:
    """The inspection at a path, to be written to. Raises `NotFound`, `Damaged` or `Refused`.

    Beside a case manager nothing is said of colleagues' journals.
    """
    with _opened(path, read_only=False, in_company=in_company) as inspection:
        if inspection.workbook.is_newer:
            raise Refused(
                f"{path} was made by a newer version.", "Nothing was changed.", "Use the version that made it."
            )
        if inspection.workbook.is_read_only:
            raise Refused(f"You may not write in {path}.", "Nothing was changed.")
        yield inspection


@contextmanager
def _opened(path: Path, *, read_only: bool, in_company: bool = False) -> Iterator[Inspection]:
    # Deferred: the tables cost what `--help` and `--version` should not pay.
    from sqs_tui.session.inspection import Inspection
    from sqs_tui.session.left_out import MAY_BE_AN_ALERT, NAMELESS, left_out
    from sqs_tui.store.workbook import Workbook

    with Workbook.open(path, read_only=read_only, daily=True) as workbook:
        if workbook.damage and not workbook.heads_of_journals():
            places = "\n".join(str(damage) for damage in workbook.damage)
            raise Damaged(f"{path} is damaged.", places, "Nothing was changed. Compare with a backup or a copy.")
        inspection = Inspection(workbook)
        warnings = [f"{line}. {MAY_BE_AN_ALERT}" for line in left_out(inspection)]
        warnings += [f"{line}." for line in workbook.warnings]
        if in_company:
            warnings = [f"{NAMELESS.capitalize()}."] if workbook.damage else []
        for warning in warnings:
            output.warn(f"sqs: {warning} See sqs verify {shlex.quote(str(path))}.")
        yield inspection
