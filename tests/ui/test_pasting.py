"""However much is pasted or pressed, memory and time are bounded, and what is too long is told, not cut."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest

from tests.faults.scoring import opened
from tests.terminal import Terminal

BEGINS, ENDS = "\x1b[200~", "\x1b[201~"


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
            terminal.press(where)
        before = memory(terminal)
        terminal.pour(BEGINS.encode() + b"lorem ipsum 1\n" * lines + ENDS.encode())
        assert memory(terminal) - before < 30
        terminal.settle(timeout=60)
        terminal.press("ctrl+l")
        assert f"Nothing was pasted: {14 * lines:,} characters" in terminal.text
        terminal.press(*filter(None, (leave, "2")))
        assert "RR01 → No" in terminal.text
    assert not any("lorem" in path.read_text() for path in workbook.glob("journal/*"))


def test_a_long_note_pasted_whole_is_kept_whole(workbook: Path) -> None:
    text = "seen by the case manager on Monday\n" * 2500
    with opened(workbook, "ALD-06") as terminal:
        terminal.press("e")
        terminal.pour(f"{BEGINS}{text}{ENDS}".encode())
        terminal.press("ctrl+s")
        assert "● saved" in terminal.text
    assert any(text.strip().replace("\n", "\\n") in path.read_text() for path in workbook.glob("journal/*"))


def test_keys_without_end_wait_in_the_terminal_and_not_in_memory(workbook: Path) -> None:
    with opened(workbook, "ALD-06") as terminal:
        before, refused = memory(terminal), 0
        os.set_blocking(terminal._line, False)
        while refused < 100:
            try:
                os.write(terminal._line, b"jk" * 500)
            except BlockingIOError:
                refused += 1
                terminal._receive(0.01)
        os.set_blocking(terminal._line, True)
        assert memory(terminal) - before < 20
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.exit_code() == 143
