"""On a real terminal: what it says of itself scores nothing, Escape is Escape, and no paste takes the keyboard."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.faults.scoring import opened
from tests.terminal import Terminal, environment, sqs
from tests.ui.test_terminal_input import BEGINS, ENDS, REPLIES


def journals(workbook: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(workbook.glob("journal/*")))


def test_what_a_terminal_replies_writes_nothing_and_opens_nothing(workbook: Path) -> None:
    with opened(workbook, "ALD-06") as terminal:
        before = journals(workbook)
        for reply in REPLIES.values():
            terminal.send(reply)
            terminal.send(reply[: len(reply) // 2])
            terminal.send(reply[len(reply) // 2 :])
        terminal.send("1")
        terminal.wait_for("RR01 → Yes")
        assert journals(workbook).count(b'"why":') == before.count(b'"why":') + 1


def test_escape_and_a_verdict_in_one_packet_leave_the_note_and_score(workbook: Path) -> None:
    with opened(workbook, "ALD-06") as terminal:
        terminal.send("e")
        terminal.wait_for("Ctrl+S")
        terminal.send("ab")
        terminal.wait_for("ab")
        terminal.send("\x1b1")
        terminal.wait_for("RR01 → Yes")
    assert b'"ab"' in journals(workbook)


def test_a_paste_without_an_end_is_told_and_gives_the_keyboard_back(workbook: Path) -> None:
    with opened(workbook, "ALD-06") as terminal:
        terminal.send("e")
        terminal.wait_for("Ctrl+S")
        terminal.send(f"{BEGINS}partial")
        terminal.wait_for("The paste does not end")
        terminal.send("1")
        terminal.send("ctrl+c")
        terminal.wait_for("Ctrl+C does nothing here")
        terminal.send("escape")
        terminal.wait_for("partial1")
        terminal.send(f"rest{ENDS}")
        terminal.wait_for("late rest")
        terminal.send("escape")
        terminal.wait_for("1 Yes")
        terminal.send("2")
        terminal.wait_for("RR01 → No")
    assert b'"partial1"' in journals(workbook)


def test_blanks_of_any_kind_and_composed_emoji_are_typed_as_they_are(workbook: Path) -> None:
    text = "Seen\xa0at\u3000home \U0001f469\u200d\U0001f467\U0001f44b\U0001f3fd"
    with opened(workbook, "ALD-06") as terminal:
        terminal.send("e")
        terminal.wait_for("Ctrl+S")
        for character in text:
            terminal.send(character)
        terminal.send("ctrl+s")
        terminal.wait_for("1 Yes")
    assert json.dumps(text).encode() in journals(workbook)


@pytest.mark.parametrize("minus", ["\x1b[57412;129;45u", "\x1bOm", "-"])
def test_the_keypads_minus_does_what_the_numpad_keymap_gives_it(workbook: Path, minus: str) -> None:
    command = sqs("open", workbook, "--case", "ALD-06")
    with Terminal(command, env=environment(SQS_KEYMAP="numpad")) as terminal:
        terminal.wait_for("RR01")
        terminal.settle()
        terminal.press("1")
        assert "RR01 → Yes" in terminal.text
        terminal.press(minus)
        terminal.wait_for("Undone: ALD-06 RR01")


def test_keys_typed_ahead_act_each_and_what_nobody_pressed_scores_nothing(workbook: Path) -> None:
    with opened(workbook, "ALD-06") as terminal:
        terminal.send("2", "1", "1", "2")
        terminal.wait_for("RR08 → No")
        terminal.send("home", *"1" * 30)
        terminal.wait_for("as a held key does: not scored")
        before = journals(workbook)
        terminal.send("1. The report was late, and 2 of 3 visits were missed.")
        terminal.wait_for("as a paste does, were left out")
        assert journals(workbook) == before
        terminal.send("e the report was late, and 2 of 3 visits were missed")
        terminal.wait_for("Ctrl+S")
        terminal.send("escape")
        terminal.wait_for("1 Yes")
    scored = re.findall(rb'"ALD-06/(RR\d+)","verdict","(\w+)"', journals(workbook))
    assert scored == [(b"RR01", b"N"), (b"RR06", b"Y"), (b"RR07", b"Y"), (b"RR08", b"N"), (b"RR01", b"Y")]
    assert b'" the report was late, and 2 of 3 visits were missed"' in journals(workbook)


class Recorded(Terminal):
    """A terminal that remembers every byte it was sent."""

    raw = b""

    def _receive(self, seconds: float) -> float | None:
        at = super()._receive(seconds)
        if at is not None:
            self.raw += self._pending[-1][1]
        return at


@pytest.mark.parametrize("wanted", ["true", "false"])
def test_the_kitty_protocol_is_asked_for_and_left_only_where_it_is_wanted(workbook: Path, wanted: str) -> None:
    command = [sys.executable, "-m", "sqs_tui", "open", str(workbook)]
    with Recorded(command, env=environment(SQS_KITTY_KEYBOARD=wanted)) as terminal:
        terminal.wait_for("ALD-01")
        terminal.send("ctrl+q")
        assert terminal.exit_code() == 0
        number = int(wanted == "true")
        assert (terminal.raw.count(b"\x1b[>25u"), terminal.raw.count(b"\x1b[<u")) == (number, number)
