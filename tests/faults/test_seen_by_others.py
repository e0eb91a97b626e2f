"""Four windows on one workbook: how soon what is done in one is seen in the others, and what that costs them."""

from __future__ import annotations

import random
import re
import select
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import pytest

from tests import demo
from tests.faults.scoring import opened
from tests.terminal import Terminal

CASE, ROUNDS = "ALD-06", 8


@pytest.fixture
def windows(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[list[Terminal]]:
    path = tmp_path / "aldermere.sqs"
    demo.build(path)
    with ExitStack() as stack:
        yield [stack.enter_context(opened(path, CASE)) for _ in range(request.param)]


def seen(by: list[Terminal], change: str, since: float, within: float) -> list[float]:
    """How long after a moment each window showed something, in milliseconds; they are all read as it comes."""
    lines = {window._line: window for window in by}
    while (left := since + within - time.monotonic()) > 0:
        for line in select.select(list(lines), [], [], left)[0]:
            lines[line]._receive(0)
    return [1000 * (_shown(window, change) - since) for window in by]


def _shown(window: Terminal, change: str) -> float:
    at = window._emulate(lambda: re.search(change, "\n".join(window._screen.display)) is not None)
    assert at is not None, window.text
    return at


@pytest.mark.parametrize("windows", [4], indirect=True)
def test_an_answer_is_seen_in_every_other_window_at_once(windows: list[Terminal]) -> None:
    first, *others = windows
    chance, took = random.Random(3), list[float]()
    for window in windows:
        window.send("home")
        window.wait_quiet(0.3)
    for number in range(ROUNDS):
        verdict, mark = (("2", "✗"), ("1", "✓"))[number % 2]
        time.sleep(chance.uniform(0.2, 0.5))  # Looks come five times a second: keys must not keep step with them.
        at = first.send(verdict)
        took += seen(others, rf"RR01 .*{mark}|{mark} .*RR01|{mark} RR01", at, 0.4)
        first.wait_quiet(0.1)
        first.send("home")
        first.wait_quiet(0.1)
    print(f"seen after {median(took):.0f} ms, {max(took):.0f} ms at worst, {len(took)} times")
    assert median(took) <= 150
    assert max(took) <= 300


@pytest.mark.parametrize("windows", [2], indirect=True)
def test_where_somebody_is_is_seen_within_a_second_and_costs_nothing_while_nobody_moves(
    windows: list[Terminal],
) -> None:
    (first, *others), took = windows, []
    for criterion in ("RR02", "RR03", "RR04"):
        first.wait_quiet(0.3)
        at = first.send("j")
        took += seen(others, rf"you elsewhere {criterion}", at, 1.5)
    print(f"a place after {median(took):.0f} ms, {max(took):.0f} ms at worst")
    assert max(took) <= 1000
    for window in windows:
        window.wait_quiet(1.2)
    sent = [window.sent for window in windows]
    for window in windows:
        window.wait_quiet(1.5, timeout=1.5)
    assert [window.sent for window in windows] == sent
