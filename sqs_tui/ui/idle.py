"""A screen left alone: after some minutes without a key it is to be blank."""

from __future__ import annotations

import time
from collections.abc import Callable


def awake_and_asleep() -> float:
    """Seconds on a clock that never goes back, and goes on while the machine sleeps where the system can say so."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Idle:
    """Notices, once, that nobody has pressed a key for so many minutes; 0 is never."""

    def __init__(self, minutes: int, clock: Callable[[], float] = awake_and_asleep) -> None:
        self._seconds, self._clock = minutes * 60, clock
        self._at, self._is_told = clock(), False

    def touched(self) -> None:
        """Somebody is there."""
        self._at, self._is_told = self._clock(), False

    def is_over(self) -> bool:
        """Whether it is time; told once, and not again before somebody was there."""
        if not self._seconds or self._is_told or self._clock() - self._at < self._seconds:
            return False
        self._is_told = True
        return True
