"""Names for what is new: nobody else gives the same, and in the order of writing they sort by it."""

from __future__ import annotations

import os
import time


def new_id(kind: str) -> str:
    """A name for a new thing of a kind, as `e` for an entry; what is written within one second sorts by it."""
    return f"{kind}-{time.time_ns():x}{os.urandom(2).hex()}"
