"""However much is pasted or pressed, memory and time are bounded, and what is too long is told, not cut."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest
from textual.events import Paste

from sqs_tui.ui.pasting import LONGEST, Pasting
from tests.faults.scoring import opened
from tests.faults.test_running import poured
from tests.terminal import Terminal

BEGINS, ENDS = "\x1b[200~", "\x1b[201~"


def passed(text: str, size: int) -> tuple[str, list[int]]:
    refused: list[int] = []
    pasting = Pasting(refused.append)
    parts = [text[place : place + size] for place in range(0, len(text), size)]
    came = [one for part in parts for one in pasting.passed(part)]
    return "".join(one.text if isinstance(one, Paste) else one for one in came), refused


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 4096])
def test_what_is_typed_and_pasted_comes_through_as_it_was_however_it_is_cut(size: int) -> None:
    text = f"ab{BEGINS}one\ntwo{ENDS}c{BEGINS}{ENDS}\x1b[A\x1b{BEGINS}\x1b[{ENDS}{ENDS}d"
    assert passed(text, size) == (text, [])


@pytest.mark.parametrize("size", [997, 4096, 10**7])
def test_of_a_paste_that_is_too_long_nothing_is_taken(size: int) -> None:
    most, more = "x" * LONGEST, "x" * (LONGEST + 1)
    assert passed(f"a{BEGINS}{most}{ENDS}b", size) == (f"a{BEGINS}{most}{ENDS}b", [])
    assert passed(f"a{BEGINS}{more}{ENDS}b", size) == (f"a{BEGINS}{ENDS}b", [LONGEST + 1])


def test_escape_sequences_in_a_paste_stay_where_they_stood(workbook: Path) -> None:
    with opened(workbook, "ALD-06") as terminal:
        terminal.send("e")
        terminal.wait_for("Ctrl+S")
        terminal.send(f"{BEGINS}one \x1b[31mtwo\x1b[0m three\rfour \x1b[1mfive\x1b[0m six{ENDS}")
        terminal.wait_for("six")
        shown = " ".join(re.sub(r"[^a-z\s]", " ", terminal.text.partition("sentence?")[2]).split())
    assert shown.startswith("one mtwo m three four mfive m six")


def memory(terminal: Terminal) -> int:
    """The most memory the program had so far, in MB."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{terminal.process.pid}/status").read_text())
    assert found
    return int(found[1]) // 1024


@pytest.mark.parametrize(
    ("where", "leave", "lines"),
    [("", "", 150_000), pytest.param("e", "escape", 1_500_000, marks=pytest.mark.long), ("/", "escape", 150_000)],
)
def test_a_paste_of_megabytes_changes_nothing_and_is_told(workbook: Path, where: str, leave: str, lines: int) -> None:
    with opened(workbook, "ALD-06") as terminal:
        if where:
            terminal.send(where)
            terminal.wait_quiet(0.2, first=1)
        before = memory(terminal)
        poured(terminal, BEGINS.encode() + b"lorem ipsum 1\n" * lines + ENDS.encode())
        assert memory(terminal) - before < 30
        terminal.send("ctrl+l")
        terminal.wait_for(f"Nothing was pasted: {14 * lines:,} characters")
        for key in filter(None, (leave, "2")):
            terminal.wait_quiet(0.3)
            terminal.send(key)
        terminal.wait_for("RR01 → No")
    assert not any("lorem" in path.read_text() for path in workbook.glob("journal/*"))


def test_a_long_note_pasted_whole_is_kept_whole(workbook: Path) -> None:
    text = "seen by the case manager on Monday\n" * 2500
    with opened(workbook, "ALD-06") as terminal:
        terminal.send("e")
        terminal.wait_quiet(0.3, first=1)
        poured(terminal, f"{BEGINS}{text}{ENDS}".encode())
        terminal.send("ctrl+s")
        terminal.wait_quiet(0.5, first=2)
        assert "● saved" in terminal.text
    assert any(text.strip().replace("\n", "\\n") in path.read_text() for path in workbook.glob("journal/*"))


def test_keys_without_end_wait_in_the_terminal_and_not_in_memory(workbook: Path) -> None:
    with opened(workbook, "ALD-06") as terminal:
        before, taken = memory(terminal), 0
        os.set_blocking(terminal._line, False)
        until = time.monotonic() + 3
        while time.monotonic() < until:
            try:
                taken += os.write(terminal._line, b"jk" * 500)
            except BlockingIOError:
                terminal._receive(0.01)
        os.set_blocking(terminal._line, True)
        assert memory(terminal) - before < 20
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.exit_code(5) == 143
