"""Somebody who scores in a terminal of their own until the line drops, and what the screen said was saved."""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from tests.terminal import Terminal, environment, sqs

#: How a session ends: by a signal, or (None) because the terminal is closed.
ENDS: dict[str, signal.Signals | None] = {
    "killed": signal.SIGKILL,
    "hung up": signal.SIGHUP,
    "told to end": signal.SIGTERM,
    "window closed": None,
}
#: The exit code each end must come to.
CODES = {"killed": -9, "hung up": 129, "told to end": 143, "window closed": 129}
CASES = ("ALD-06", "ALD-08", "ALD-12", "ALD-13", "ALD-14")
_WORDS = {"Yes": "Y", "No": "N", "n/a": "NA", "cannot judge": "U"}
_ECHO = re.compile(rf"^ ([A-Z]{{2}}\d\d) → ({'|'.join(_WORDS)})(?!.*as it was)", re.MULTILINE)
_SAVED = re.compile(r" saved \d\d:\d\d:\d\d")
_SCORES, _MOVES = ("1", "2", "3", "4"), ("k", "home", "pageup", "tab")

#: A criterion and the verdict given to it.
Act = tuple[str, str]


@dataclass
class Round:
    """One session: how it ended, and what its screen had acknowledged by then."""

    case: str
    end: str
    keys: int = 0
    acknowledged: list[Act] = field(default_factory=list)
    in_flight: bool = False
    code: int | None = None
    seconds_to_end: float = 0.0


def opened(path: Path, case: str) -> Terminal:
    """The program on a case, ready for keys, and marking what it has dealt with."""
    terminal = Terminal(sqs("open", path, "--case", case), env=environment())
    terminal.wait_for("1 Yes")
    terminal.settle()
    return terminal


def shown(terminal: Terminal, acknowledged: list[Act]) -> None:
    """Note the act the screen says is saved, if it is another than the last."""
    text = terminal.text
    found = _ECHO.search(text)
    if found and _SAVED.search(text):
        act = (found[1], _WORDS[found[2]])
        if acknowledged[-1:] != [act]:
            acknowledged.append(act)


def read_until(terminal: Terminal, until: float, acknowledged: list[Act]) -> bool:
    """Take in what comes up to a moment, a frame at a time; whether anything came."""
    came = False
    while (left := until - time.monotonic()) > 0:
        if terminal._receive(left):
            while terminal._receive(0.001):
                pass  # Half a frame could be misread.
            shown(terminal, acknowledged)
            came = True
        elif terminal._ended:
            break
    return came


def play(path: Path, end: str, chance: random.Random) -> Round:
    """Open a case, press keys at random moments, and let the session end in the middle of it."""
    done = Round(chance.choice(CASES), end)
    command = [sys.executable, "-m", "sqs_tui", "open", str(path), "--case", done.case]
    with Terminal(command, env=environment()) as terminal:
        terminal.wait_for("1 Yes")
        last, replied = "", True
        for _ in range(chance.randrange(6, 26)):
            key = chance.choice([one for one in (*_SCORES * 3, *_MOVES) if one != last])
            terminal.send(key)
            last = key
            done.keys += 1
            replied = read_until(terminal, time.monotonic() + chance.expovariate(1 / 0.03), done.acknowledged)
        terminal.send(chance.choice([one for one in _SCORES if one != last]))
        done.keys += 1
        replied = read_until(terminal, time.monotonic() + chance.uniform(0, 0.008), done.acknowledged)
        done.in_flight = not replied
        number, at = ENDS[end], time.monotonic()
        if number is None:
            terminal.hang_up()
        else:
            os.kill(terminal.process.pid, number)
        while number is not None and terminal.wait_quiet(0.02):
            # What was sent before the end reached the person as well.
            shown(terminal, done.acknowledged)
            if "ALD-" not in terminal.text:
                break
        done.code = terminal.exit_code()
        done.seconds_to_end = time.monotonic() - at
    return done


def kept(path: Path) -> dict[str, list[Act]]:
    """The verdicts a workbook holds, case by case in the order they were given; it must open without damage."""
    with Workbook.open(path, read_only=True) as workbook:
        assert workbook.damage == ()
        inspection = Inspection(workbook)
        acts: dict[str, list[Act]] = {case.ref: [] for case in inspection.cases.values()}
        for line in workbook.lines():
            for operation in line.operations:
                case, _, criterion = operation.id.rpartition("/")
                if operation.table == "answers" and operation.field == "verdict" and case in inspection.cases:
                    acts[inspection.cases[case].ref].append((criterion, operation.value))
    return acts


def missing(acknowledged: Iterable[Act], acts: Sequence[Act]) -> list[Act]:
    """The acts acknowledged that are not among those kept, in the order they were made."""
    left, lost = iter(acts), []
    for act in acknowledged:
        if act not in left:
            lost.append(act)
            left = iter(acts)
    return lost
