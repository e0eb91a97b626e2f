"""The summary on a real line while a colleague scores: an answer sends little more than the cells it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from tests.terminal import Terminal, changed, sqs


@pytest.mark.parametrize(
    ("size", "a_cell", "besides"), [((80, 24), 1.5, 150), ((140, 40), 3, 500)], ids=["80x24", "140x40"]
)
def test_a_colleagues_answer_sends_little_more_than_what_it_changes(
    workbook: Path, size: tuple[int, int], a_cell: float, besides: int
) -> None:
    with (
        Terminal(sqs("open", workbook), *size) as terminal,
        Workbook.open(workbook, author="ben") as book,
    ):
        terminal.wait_for("help")
        terminal.settle()
        terminal.press("M")
        assert "why not" in terminal.text
        other, moved = Inspection(book), 0
        for criterion, verdict in (
            ("RR06", Verdict.YES),
            ("RR08", Verdict.NO),
            ("RR01", Verdict.NO),
            ("RR01", Verdict.YES),
        ):
            before, sent = terminal.cells, terminal.sent
            other.answer("ALD-06", criterion, verdict)
            terminal.stir()
            cells = changed(before, terminal.cells)
            moved += cells > 0
            assert terminal.answered - sent <= a_cell * cells + besides, f"{criterion}: {cells} cells\n{terminal.text}"
        assert moved == 4


@pytest.mark.parametrize(
    "size",
    [(80, 24), pytest.param((140, 40), marks=pytest.mark.long), (200, 60)],
    ids=["80x24", "140x40", "200x60"],
)
def test_a_key_on_the_summary_keeps_to_the_bound(workbook: Path, size: tuple[int, int]) -> None:
    with Terminal(sqs("open", workbook), *size) as terminal:
        terminal.wait_for("help")
        terminal.settle()
        terminal.press("M")
        assert "why not" in terminal.text
        for key in (*"jjjkfjf", "pagedown", "end", "home"):
            before, sent = terminal.cells, terminal.sent
            terminal.press(key)
            assert terminal.answered - sent <= 3 * changed(before, terminal.cells) + 500, f"{key}\n{terminal.text}"
