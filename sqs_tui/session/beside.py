"""Whether a session ended beside a case manager: opened again, the workbook must not show other cases at once."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sqs_tui import locations
from sqs_tui.store.presence import is_running
from sqs_tui.store.workbook import slug

FOLDER = "beside"


class Beside:
    """A mark in the state folder for as long as a window is beside a case manager; never an error.

    It stays where the line drops or the power goes. One of a window that lives is no sign of an end.
    """

    def __init__(self, workbook: str, author: str) -> None:
        self._name = f"{slug(workbook)}.{slug(author)}."
        self._noted = False

    @property
    def _folder(self) -> Path:
        return locations.state_folder() / FOLDER

    def note(self, in_company: bool) -> None:
        """Set the mark, or take it away; nothing where it is so already."""
        if in_company == self._noted:
            return
        mark = self._folder / f"{self._name}{os.getpid()}"
        with suppress(OSError):
            if in_company:
                locations.ensured(self._folder).joinpath(mark.name).touch(mode=0o600)
            else:
                mark.unlink(missing_ok=True)
        self._noted = in_company

    def take_left(self) -> bool:
        """Whether a window of the author's that lives no more was beside a case manager; asked once."""
        left = False
        with suppress(OSError):
            for mark in self._folder.glob(f"{self._name}*"):
                pid = mark.name.removeprefix(self._name)
                if pid.isdecimal() and len(pid) < 10 and (int(pid) == os.getpid() or not is_running(int(pid))):
                    left = left or int(pid) != os.getpid()
                    mark.unlink(missing_ok=True)
        return left
