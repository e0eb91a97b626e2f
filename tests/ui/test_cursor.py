"""The terminal's own cursor stands where the keys go, so that Braille lines and magnifiers follow; it can be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import Terminal, environment, sqs

#: Keys from the sample on, and what stands on the line of the cursor then.
JOURNEY = (
    ("", "▌ ALD-06"),
    ("j", "▌ ALD-07"),
    ("v", "▌ ALD-07"),
    ("v", "▌ALD-07"),
    ("v", "▌ ALD-07"),
    ("k", "▌ ALD-06"),
    ("enter", "▌ RR01"),
    ("1", "▌ RR02"),
    ("2", "RR02 PSR good enough: why?"),
    ("a", "a [x]"),
    ("enter", "▌ RR03"),
    ("e", ""),
    ("seen", "seen"),
    ("ctrl+s", "▌ RR03"),
    ("E", ""),
    ("tab", "About    RR03"),
    ("tab", "Found in"),
    ("tab", "Where"),
    ("tab", "Share"),
    ("ctrl+s", "▌ RR03"),
    ("d", "▌ Order"),
    ("down", "▌ Phase"),
    ("ctrl+s", "▌ RR03"),
    ("t", "▌"),
    ("q", "▌ RR03"),
    ("?", "▌"),
    ("j", "▌"),
    ("q", "▌ RR03"),
    (":", "Do"),
    ("down", "▌"),
    ("n", "Do"),
    ("escape", "▌ RR03"),
    ("enter", "RR03"),
    ("q", "▌ RR03"),
    ("M", "▌ 1 Reducing"),
    ("j", "▌   RR01"),
    ("q", "▌ RR03"),
    ("q", "▌ ALD-06"),
    ("L", "▌"),
    ("q", "▌ ALD-06"),
    ("delete", "Remove ALD-06"),
    ("n", "▌ ALD-06"),
    ("I", "▌"),
    ("enter", "▌ IV"),
    ("q", ""),
    ("q", ""),
    ("q", "▌ ALD-06"),
    ("S", "▌"),
    ("q", "▌ ALD-06"),
    ("b", "▌"),
    ("q", "▌ ALD-06"),
    ("A", "No alert"),
    ("q", "▌ ALD-06"),
    ("enter", "▌ RR03"),
    ("w", "▌"),
    ("enter", "question 1 of"),
    ("s", ""),
    ("otherwise", "otherwise"),
)


def opened(workbook: Path, *arguments: str, columns: int = 80, rows: int = 24, **variables: str) -> Terminal:
    terminal = Terminal(sqs("open", workbook, *arguments), columns, rows, env=environment(**variables))
    terminal.wait_for("help")
    terminal.settle()
    return terminal


def at_cursor(terminal: Terminal) -> str:
    """The line of the screen the cursor is in."""
    return terminal.text.split("\n")[terminal.cursor[1]] if terminal.text.strip() else ""


@pytest.mark.parametrize("size", [(80, 24), pytest.param((140, 40), marks=pytest.mark.long)], ids=["80x24", "140x40"])
def test_it_stands_where_the_keys_go(workbook: Path, size: tuple[int, int]) -> None:
    with opened(workbook, columns=size[0], rows=size[1]) as terminal:
        for number, (key, there) in enumerate(JOURNEY):
            terminal.press(*filter(None, [key]))
            line = at_cursor(terminal)
            assert there in line, f"{number} {key}: {line!r}\n{terminal.text}"


@pytest.mark.parametrize("shown", ["false", "true"])
def test_it_is_seen_where_the_settings_say_so(workbook: Path, shown: str) -> None:
    with opened(workbook, "--case", "ALD-06", SQS_CURSOR=shown) as terminal:
        terminal.press("j")
        assert "RR02" in at_cursor(terminal)
        assert terminal._screen.cursor.hidden is (shown == "false")
