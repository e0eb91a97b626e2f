"""Killed, hung up, told to end or its window closed in the middle of scoring: what was shown as saved is there."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests import demo
from tests.faults.scoring import CODES, ENDS, kept, missing, play

#: Each end twice; `make soak` has 2,000, and measures how soon they come.
ROUNDS = 8


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "aldermere.sqs"
    demo.build(path)
    return path


def test_every_answer_shown_as_saved_is_there_however_the_session_ends(workbook: Path) -> None:
    chance, before, rounds = random.Random(16), kept(workbook), []
    for number in range(ROUNDS):
        done = play(workbook, list(ENDS)[number % len(ENDS)], chance)
        after = kept(workbook)
        assert missing(done.acknowledged, after[done.case][len(before[done.case]) :]) == [], done
        assert done.code == CODES[done.end], done
        before = after
        rounds.append(done)
    assert sum(len(done.acknowledged) for done in rounds) > ROUNDS
    assert any(done.in_flight for done in rounds)
