"""What to do where a library that only some need is not installed."""

from __future__ import annotations

import shlex
import sys


def needed(what: str, library: str) -> str:
    """What needs which library, and the command that installs it where this program runs."""
    install = f"{shlex.quote(sys.executable)} -m pip install {library}"
    return f"{what} {library}, which is not installed here: {install}"
