"""Sessions that end in the middle of scoring, thousands of them: `make soak`, or `python -m tests.soak --rounds 200`.

What each screen acknowledged goes into a ledger outside the workbook before the workbook is looked at.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from sqs_tui.session import sample
from tests.faults.scoring import CODES, ENDS, Act, kept, missing, play

#: A new workbook after so many sessions, so that each opens as quickly as a real one.
SESSIONS_A_WORKBOOK = 50


def main() -> int:
    """Run the rounds and say what came of them; 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop earlier")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--ledger", type=Path, default=Path("soak-ledger.jsonl"))
    args = parser.parse_args()
    print(f"seed {args.seed}, ledger {args.ledger}", flush=True)
    chance, began, totals = random.Random(args.seed), time.monotonic(), dict.fromkeys(
        ("rounds", "keys", "acknowledged", "in_flight", "lost", "unreadable", "ended_wrongly"), 0
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, args.ledger.open("w") as ledger:
        os.environ["SQS_STATE_DIR"] = f"{folder}/state"
        path, acts = Path(folder), {}
        for number in range(args.rounds):
            if time.monotonic() - began > args.minutes * 60:
                break
            if number % SESSIONS_A_WORKBOOK == 0:
                path = Path(folder) / f"{number}.sqs"
                sample.build(path)
                acts = kept(path)
            done = play(path, list(ENDS)[number % len(ENDS)], chance)
            print(json.dumps(asdict(done)), file=ledger, flush=True)
            totals["rounds"] += 1
            totals["keys"] += done.keys
            totals["acknowledged"] += len(done.acknowledged)
            totals["in_flight"] += done.in_flight
            totals["ended_wrongly"] += done.code != CODES[done.end] or done.seconds_to_end > 5
            try:
                after = kept(path)
            except Exception as error:  # noqa: BLE001 - whatever it is, the workbook could not be read
                totals["unreadable"] += 1
                print(f"round {number}: {error!r}", flush=True)
                continue
            if lost := _lost(acts, after, done.case, done.acknowledged):
                totals["lost"] += len(lost)
                print(f"round {number}: lost {lost} of {done}", flush=True)
            acts = after
            if number % 100 == 99:
                print(f"{time.monotonic() - began:5.0f} s  {totals}", flush=True)
    print(f"{time.monotonic() - began:5.0f} s  {totals}")
    return int(any(totals[name] for name in ("lost", "unreadable", "ended_wrongly")))


def _lost(before: dict[str, list[Act]], after: dict[str, list[Act]], case: str, acknowledged: list[Act]) -> list[Act]:
    """What was acknowledged in a session and is not there, and whatever was there before it and is not now."""
    gone = [act for ref, acts in before.items() for act in missing(acts, after[ref][: len(acts)])]
    return gone + missing(acknowledged, after[case][len(before[case]) :])


if __name__ == "__main__":
    sys.exit(main())
