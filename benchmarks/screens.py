"""What a person at a terminal waits for, and what a line carries: in real pseudo-terminals, from outside."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from benchmarks.figures import Figure, interleaved, judged, ratio_figure, spread
from benchmarks.workbooks import build, generated, own_variables, ref, shipped
from tests.terminal import Terminal, changed, environment

MINIMAL = [sys.executable, "-m", "benchmarks.baselines.minimal"]
SIZES = ((80, 24), (200, 60))
#: A burst of output is over when nothing came for so long.
QUIET = 0.12
#: The keys whose bytes are counted: moves, every verdict, parking, clearing, undo and redo.
MOVES = ("j", "j", "j", "k", *"jjjjjjjjjjjjjj", "pageup", "pagedown", "home", "end", "tab", "k", "k")
SCORES = ("1", "2", "3", "9", "0", "u", "U", "4", "1", "2", "1", "u", "space", "1")

#: The keys whose time is taken: every one paints something, scores go on to the next criterion.
PRESSED = {"score": "1", "move": "kkkkkkkkjjjjjjjj"}


class Programs:
    """Starts the workbook and the baselines in terminals, on workbooks made in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = environment(**own_variables(folder))
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)  # An installed program is compiled once, not at every start.

    def workbook(self, cases: int, criteria: int = 0) -> Path:
        """A workbook of so many cases, made once; of the shipped catalogue unless it is to have so many criteria."""
        catalogue = generated(criteria) if criteria else shipped()
        return build(self.folder / f"screens-{cases}-{criteria}.sqs", catalogue, cases)

    def start(self, command: Sequence[str], size: tuple[int, int] = (80, 24)) -> Terminal:
        return Terminal(command, *size, env=self.env)

    def opened(self, path: Path, case: int = 0, size: tuple[int, int] = (80, 24)) -> Terminal:
        return self.start([*_opening(path), *(["--case", ref(case)] if case else [])], size)

    def bare(self) -> Terminal:
        return self.start([sys.executable, "-m", "benchmarks.baselines.table", str(self.folder / "bare")])


def _opening(path: Path) -> list[str]:
    return [sys.executable, "-m", "sqs_tui", "open", str(path)]


def first_paints(programs: Programs, rounds: int) -> Iterator[Figure]:
    """From the start of the process until what was asked for can be read."""
    wanted = {
        "minimal": (MINIMAL, "READY"),
        "14": (_opening(programs.workbook(14)), ref(1)),
        "60": (_opening(programs.workbook(60)), ref(1)),
        "case": ([*_opening(programs.workbook(60)), "--case", ref(5)], "All 60"),
    }

    def paint(command: list[str], text: str) -> float:
        with programs.start(command) as terminal:
            return 1000 * terminal.wait_for(text)

    values = interleaved({name: lambda one=one: paint(*one) for name, one in wanted.items()}, rounds)
    names = {"14": "14 cases", "60": "60 cases", "case": "60 cases, straight into one"}
    for name, words in names.items():
        yield ratio_figure(f"first paint, {words}", values[name], values["minimal"], 1.6, 1.3, digits=0)


def wire(programs: Programs) -> Iterator[Figure]:
    """Bytes for each key, against the cells it changed; the worst key counts."""
    for size in SIZES:
        for guidance in (False, True):
            with programs.opened(programs.workbook(14), 1, size) as terminal:
                terminal.wait_for("help")
                terminal.wait_quiet(0.3)
                if ("Look for" in terminal.text) is not guidance:
                    terminal.send("g")
                    terminal.wait_quiet(0.3, first=1)
                where = f"{size[0]}×{size[1]}, guidance {'open' if guidance else 'closed'}"
                yield _bytes(terminal, "score", SCORES, where)
                yield _bytes(terminal, "move", MOVES, where)


def _bytes(terminal: Terminal, name: str, keys: Sequence[str], where: str) -> Figure:
    sent, cells, least, aim = [], [], [], []
    for key in keys:
        while "1 Yes" not in terminal.text:
            terminal.send("escape")
            terminal.wait_quiet(0.2, first=0.5)
        before, already = terminal.cells, terminal.sent
        terminal.send(key)
        terminal.wait_quiet(0.2, first=0.5)
        sent.append(terminal.sent - already)
        cells.append(changed(before, terminal.cells))
        least.append(sent[-1] / (3 * cells[-1] + 500))
        aim.append(sent[-1] / (1.5 * cells[-1] + 150))
    met = "aim" if max(aim) <= 1 else judged(max(least), 1, None)
    return Figure(
        f"bytes per {name}, {where}", spread(sent, "B", 0), f"changed cells: {spread(cells, '', 0)}",
        f"worst: {max(aim):.2f} of the aim", "≤ 3 × changed + 500", "≤ 1.5 × changed + 150", met,
    )  # fmt: skip


def keys_to_paint(programs: Programs, presses: int) -> Iterator[Figure]:
    """From a key until the last byte of what it changed, the fsync before it included."""
    with ExitStack() as stack:
        bare = stack.enter_context(programs.bare())
        ours = stack.enter_context(programs.opened(programs.workbook(60), 2))
        bare.wait_for("C00")
        ours.wait_for("help")
        for terminal in (bare, ours):
            terminal.wait_quiet(0.5)
        for name, keys in PRESSED.items():
            values = _lags({"bare": bare, "ours": ours}, keys, presses)
            yield ratio_figure(f"{name}: key to painted", values["ours"], values["bare"], 2, 1.5)


def _lags(terminals: Mapping[str, Terminal], keys: str, presses: int) -> dict[str, list[float]]:
    """How long each program takes to paint the same keys, in turn."""
    coming = {name: cycle(keys) for name in terminals}
    return interleaved({name: lambda n=name: _lag(terminals[n], next(coming[n])) for name in terminals}, presses, 3)


def _lag(terminal: Terminal, key: str) -> float:
    """Milliseconds from a key to the last byte; keys come at no even beat, and not as a held key does."""
    time.sleep(0.013 * (time.monotonic_ns() // 1000 % 5))
    at = terminal.send(key)
    last = terminal.wait_quiet(QUIET, first=2)
    assert last, f"{key} painted nothing:\n{terminal.text}"
    return 1000 * (last - at)


def scale(programs: Programs, presses: int) -> Iterator[Figure]:
    """Scoring and moving in a catalogue of 2,400 criteria, against one of 40."""
    with ExitStack() as stack:
        terminals = {
            str(criteria): stack.enter_context(programs.opened(programs.workbook(14, criteria), 1))
            for criteria in (40, 2400)
        }
        for terminal in terminals.values():
            terminal.wait_for("help")
            terminal.wait_quiet(0.5)
        for name, keys in PRESSED.items():
            values = _lags(terminals, keys, presses)
            yield ratio_figure(f"{name} in 2,400 criteria, against 40", values["2400"], values["40"], 1.2, None)


def memory(programs: Programs, rounds: int) -> Iterator[Figure]:
    """Resident memory of a session in which a case was opened and scored."""

    def resident(command: list[str], text: str, keys: str) -> float:
        with programs.start(command) as terminal:
            terminal.wait_for(text)
            for key in keys:
                terminal.send(key)
                terminal.wait_quiet(QUIET)
            return _resident(terminal.process.pid)

    path = programs.workbook(60)
    subjects = {
        "minimal": lambda: resident(MINIMAL, "READY", ""),
        "ours": lambda: resident([*_opening(path), "--case", ref(3)], "All 60", "1j1gj1"),
    }
    values = interleaved(subjects, rounds, 0)
    yield ratio_figure("memory of a session, 60 cases", values["ours"], values["minimal"], 1.5, 1.3, unit="MiB")


def _resident(process: int) -> float:
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def idle(programs: Programs, seconds: float) -> Iterator[Figure]:
    """What is sent while nobody does anything."""
    with programs.opened(programs.workbook(60), 4) as terminal:
        terminal.wait_for("help")
        terminal.send("1")
        terminal.wait_quiet(0.5)
        already = terminal.sent
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            terminal.wait_quiet(0.25)
        sent = terminal.sent - already
    yield Figure(f"bytes sent in {seconds:g} idle seconds", f"{sent} B", "", "", "0 B", "", judged(sent, 0, None))
