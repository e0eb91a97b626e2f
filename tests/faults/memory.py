"""How much memory one window of the real program takes when one thing is done in it again and again."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.terminal import Terminal, environment

#: What is done from a case and leads back to it, key by key.
ACTS: Mapping[str, tuple[str, ...]] = {
    "a flag": ("*", "*"),
    "the cursor": ("j", "j", "k", "k"),
    "help": ("?", "escape"),
    "a note": ("e", "ctrl+s"),
    "an entry": ("E", "escape"),
    "the case": ("q", "enter"),
    "the summary": ("q", "M", "q", "enter"),
    "the palette": ("ctrl+p", "escape"),
}
#: Done so often before the first look: caches fill up to their bounds, and stay so.
FIRST = 60
#: By how much memory may grow, in megabytes.
MOST = 5.0


def megabytes(process: int) -> float:
    """What a process has in memory now."""
    held = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text("ascii"))
    assert held is not None
    return int(held[1]) / 1024


def growth(workbook: Path, act: str, times: int) -> float:
    """By how much the memory of a window has grown, in megabytes, after something was done so many times."""
    command = [sys.executable, "-m", "sqs_tui", "open", str(workbook), "--case", "ALD-10"]
    with Terminal(command, env=environment()) as terminal:
        terminal.wait_for("RR01")
        terminal.wait_quiet()
        before = 0.0
        for number in range(FIRST + times):
            if number == FIRST:
                before = megabytes(terminal.process.pid)
            for key in ACTS[act]:
                terminal.send(key)
                terminal.wait_quiet(0.03, first=3)
        terminal.wait_for("RR01")
        return megabytes(terminal.process.pid) - before
