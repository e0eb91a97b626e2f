"""Four people in one workbook at a human pace: what a commit takes, and whether anybody's screen waits for another's.

Run as a program it is one colleague: `python -m benchmarks.together WORKBOOK AUTHOR SECONDS`.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure, judged, p95, spread
from benchmarks.screens import Programs
from benchmarks.workbooks import ref
from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook

CASES, SECONDS = 14, 30
COLLEAGUES = ("ann", "ben", "cem")
#: Down, park, up, park: each paints something, and every other one is a commit.
PRESSED = "j9k9"
#: Seconds between two answers of one person: 0.7 in the middle.
BEAT = (0.35, 1.05)


def at_once(programs: Programs) -> Iterator[Figure]:
    """Three colleagues and somebody at a screen score together; commits against a raw append and fsync."""
    path = programs.workbook(CASES)
    command = [sys.executable, "-m", "benchmarks.together", str(path)]
    colleagues = [
        subprocess.Popen([*command, author, str(SECONDS)], env=programs.env, stdout=subprocess.PIPE, text=True)
        for author in COLLEAGUES
    ]
    chance, lags = random.Random(4), []
    with programs.opened(path, 2) as terminal:
        terminal.wait_for("help")
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            terminal.wait_quiet(0.05, timeout=chance.uniform(*BEAT))
            time.sleep(chance.uniform(*BEAT) / 4)
            terminal.wait_quiet(0.01)
            pressed = terminal.send(PRESSED[len(lags) % len(PRESSED)])
            last = terminal.wait_quiet(0.03, first=2)
            lags.append(1000 * (last - pressed) if last else 2000.0)
    told = [json.loads(colleague.communicate(timeout=60)[0]) for colleague in colleagues]
    commits, raws = ([value for one in told for value in one[name]] for name in ("commits", "raws"))
    ratio = p95(commits) / p95(raws)
    yield Figure(
        f"an answer with 4 people writing, p95 of {len(commits)}", spread(commits, digits=2),
        f"raw: {spread(raws, digits=2)}", f"{ratio:.2f}×", "≤ 10×", "", judged(ratio, 10, None),
    )  # fmt: skip
    yield Figure(
        f"… longest that a screen kept a key waiting, of {len(lags)}", spread(lags), "", f"{max(lags):.0f} ms",
        "≤ 250 ms", "", judged(max(lags), 250, None),
    )  # fmt: skip


def colleague(path: Path, author: str, seconds: float) -> dict[str, list[float]]:
    """Score at a human pace for some seconds; what each answer took, and a raw append and fsync before or after it."""
    chance, until = random.Random(author), time.monotonic() + seconds
    commits: list[float] = []
    raws: list[float] = []
    descriptor = os.open(path.with_name(f"raw-{author}"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with Workbook.open(path, author=author) as workbook:
        inspection = Inspection(workbook)
        scored = [one.id for one in inspection.catalogue.criteria if one.is_scored]

        def answer() -> None:
            case, criterion = ref(chance.randint(1, CASES)), chance.choice(scored)
            stands = inspection.cases[case].answer(criterion).verdict
            verdict = Verdict.NO if stands is Verdict.YES else Verdict.YES
            commits.append(taken(lambda: inspection.answer(case, criterion, verdict, "checked together")))

        def raw() -> None:
            raws.append(taken(lambda: (os.write(descriptor, b"x" * 299 + b"\n"), os.fsync(descriptor))))

        while time.monotonic() < until:
            time.sleep(chance.uniform(*BEAT))
            inspection.refresh()
            for act in (answer, raw) if len(raws) % 2 else (raw, answer):
                act()
    return {"commits": commits[1:], "raws": raws[1:]}  # The first makes the journal.


def taken(act: Callable[[], object]) -> float:
    """How many milliseconds something takes."""
    start = perf_counter()
    act()
    return 1000 * (perf_counter() - start)


if __name__ == "__main__":
    print(json.dumps(colleague(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))))
