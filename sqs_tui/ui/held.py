"""Held keys told from honest presses (design.md §8)."""

from __future__ import annotations

from itertools import groupby

#: A key that comes again this soon after itself is the keyboard repeating: a console repeats every 92 ms at the
#: slowest, and nobody presses a key twice as quickly.
SECONDS = 0.110


class HeldKey:
    """Notices when a scoring key repeats, and leaves it out.

    What then comes in the same burst is left out too: it would land one criterion off.
    """

    def __init__(self) -> None:
        self._last = ""
        self._at = float("-inf")
        self._left_out: list[str] = []

    def leaves_out(self, key: str, now: float) -> str:
        """What to say instead of scoring; empty for an honest press. `now` is when the key came, in seconds."""
        at_once = now - self._at < SECONDS
        is_left_out = at_once and (key == self._last or bool(self._left_out))
        self._last, self._at = key, now
        if not is_left_out:
            self._left_out = []
            return ""
        self._left_out.append(key)
        runs = [(one, len(list(run))) for one, run in groupby(self._left_out)]
        said = ", ".join(f"{count} × {one}" if count > 1 else one for one, count in runs[-6:])
        return f"{said} came at once, as a held key does: not scored"
