"""A fault told by its kind and place alone: a traceback shows the values it went through, and these are children's."""

from __future__ import annotations

import os
import textwrap
import threading
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import textual

from sqs_tui import __version__, locations

#: How many faults the log keeps, a line each.
KEPT = 200
#: Two faults at once are two lines.
_TURN = threading.Lock()
_PACKAGE = Path(__file__).resolve().parents[1]


def fault(error: BaseException | None) -> list[str]:
    """The kind of a fault, and the places in our code it came through, innermost first; never a value."""
    places = []
    for frame, line in traceback.walk_tb(error.__traceback__ if error else None):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_PACKAGE):
            places.append(f"{path.relative_to(_PACKAGE.parent)}:{line}")
    return [type(error).__name__ if error else "unknown", *reversed(places)]


def keep_fault(told: str) -> Path | None:
    """Add a line to the fault log, for this user alone; where it is, or None if it could not be written."""
    line = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} sqs {__version__} textual {textual.__version__} {told}"
    with suppress(OSError), _TURN:
        path = locations.ensured(locations.state_folder()) / "faults.log"
        known = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(descriptor, 0o600)
            file.writelines(f"{kept}\n" for kept in [*known[1 - KEPT :], textwrap.shorten(line, 2000)])
        return path
    return None
