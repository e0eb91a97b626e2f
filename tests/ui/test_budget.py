"""What a key may cost: bytes on the line, calls to the disk, and work that does not grow with the catalogue."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.widget import Widget

from benchmarks.workbooks import build, generated, ref
from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from tests.terminal import Terminal, changed, sqs

#: Moves in every direction, scrolling too, and ways to score; a score moves on.
KEYS = (*"jk14uU990j1", *("j" * 12), "tab", "k", "pageup", "pagedown", "home", "end")


@contextmanager
def opened(workbook: Path, size: tuple[int, int]) -> Iterator[Terminal]:
    with Terminal(sqs("open", workbook, "--case", "ALD-12"), *size) as terminal:
        terminal.wait_for("help")
        terminal.settle()
        yield terminal


@pytest.mark.parametrize(
    ("size", "guidance"),
    [
        pytest.param((80, 24), False, id="80x24-closed"),
        pytest.param((80, 24), True, id="80x24-open", marks=pytest.mark.long),
        pytest.param((200, 60), False, id="200x60-closed", marks=pytest.mark.long),
        pytest.param((200, 60), True, id="200x60-open"),
    ],
)
def test_a_key_sends_little_more_than_the_cells_it_changes(
    workbook: Path, size: tuple[int, int], guidance: bool
) -> None:
    with opened(workbook, size) as terminal:
        if ("Look for" in terminal.text) is not guidance:
            terminal.press("g")
            assert ("Look for" in terminal.text) is guidance
        for number, key in enumerate(KEYS):
            before, sent = terminal.cells, terminal.sent
            terminal.press(key)
            cells = changed(before, terminal.cells)
            assert terminal.answered - sent <= 1.5 * cells + 150, f"key {number}, {key}: {cells} cells\n{terminal.text}"


def test_a_score_that_opens_the_factors_sends_no_more_than_it_may(workbook: Path) -> None:
    with opened(workbook, (80, 24)) as terminal:
        for key in ("2", "a", "1", "2", "3"):
            before, sent = terminal.cells, terminal.sent
            terminal.press(key)
            assert terminal.answered - sent <= 3 * changed(before, terminal.cells) + 500, f"{key}\n{terminal.text}"


def test_nothing_is_sent_while_nobody_does_anything(workbook: Path) -> None:
    with opened(workbook, (80, 24)) as terminal:
        terminal.press("1")
        sent = terminal.sent
        terminal.wait_quiet(1.2)
        assert terminal.sent == sent


def test_an_answer_is_one_fsync_and_less_than_a_kilobyte(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workbook.open(workbook) as opened:
        inspection = Inspection(opened)
        case = inspection.case_by_ref("ALD-13")
        assert case is not None
        inspection.answer(case.id, "RR01", Verdict.YES)  # The first write takes the journal up.
        synced, written = [], []
        sync, write = os.fsync, os.write
        monkeypatch.setattr(os, "fsync", lambda descriptor: [synced.append(descriptor), sync(descriptor)])
        monkeypatch.setattr(os, "fdatasync", lambda descriptor: [synced.append(descriptor), sync(descriptor)])
        monkeypatch.setattr(os, "write", lambda descriptor, raw: [written.append(raw), write(descriptor, raw)][1])
        for number, criterion in enumerate(("RR02", "RR03", "RR04", "RR06"), 1):
            assert inspection.answer(case.id, criterion, Verdict.NO).at
            assert len(synced) == len(written) == number
        assert max(map(len, written)) <= 1000


async def rendered_lines(path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many lines widgets draw for a score, a move, and a move that scrolls."""
    ticks = iter(range(1, 1000))
    app = SqsApp(path, case=ref(1), clock=lambda: float(next(ticks)))
    lines = 0

    def counting(draw):  # type: ignore[no-untyped-def]
        def drawn(widget: Widget, y: int) -> object:
            nonlocal lines
            lines += 1
            return draw(widget, y)

        return drawn

    async with app.run_test(size=(80, 24)) as pilot:
        for kind in {type(widget) for widget in app.screen.walk_children()}:
            monkeypatch.setattr(kind, "render_line", counting(kind.render_line))
        found = {}
        for name, keys in {"score": "1", "move": "j", "scroll": "jjjjjjjjjjjj"}.items():
            lines = 0
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            found[name] = lines
    monkeypatch.undo()
    return found


async def test_a_key_draws_as_many_lines_in_2400_criteria_as_in_40(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = os.environ["SQS_STATE_DIR"]
    few, many = (build(tmp_path / f"{size}.sqs", generated(size), 3, open_cases=1) for size in (40, 2400))
    drawn = []
    for path in (few, many):
        monkeypatch.setenv("SQS_STATE_DIR", home)
        drawn.append(await rendered_lines(path, monkeypatch))
    assert all(drawn[1][name] <= drawn[0][name] for name in drawn[0]), drawn
    assert drawn[0]["score"] < 24
