"""The lead's board in plain text."""

from __future__ import annotations


def test_the_board_tells_what_is_left(sqs, workbook):
    done = sqs("board", workbook)
    assert done.code == 1
    assert "0 of 3 cases complete" in done.out
    assert "\nUnanswered: 3\n  T-1: " in done.out
    assert "no alert is open" in done.out
