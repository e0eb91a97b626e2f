"""What takes too long for every commit: `make soak`, or `python -m tests.soak laws race` for some parts of it.

Long: the tests marked so. Laws: 10,000 random histories of copies that are merged. Race: eight processes, 2,000 writes
each. Disks: full to the last byte. Keys: 30,000 random ones in three windows, which must show at the end what a fold of
the journals comes to that knows nothing of the program. Kills: 2,000 sessions of the real program that end in mid-key;
what each screen acknowledged goes into a ledger outside the workbook before the workbook is looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from hypothesis import HealthCheck, given, settings, strategies as some

from tests import demo, monkey
from tests.faults import memory
from tests.faults.scoring import CODES, ENDS, Act, kept, missing, play
from tests.store import test_fold, test_merging
from tests.store.books import elsewhere, made, on_disk
from tests.store.test_full_disks import OWN_DISKS, SCRIPT, SIZES, can_mount
from tests.store.test_processes import race

#: A new workbook after so many sessions, so that each opens as quickly as a real one.
SESSIONS_A_WORKBOOK = 50


def laws(args: argparse.Namespace) -> int:
    """Random histories, each merged in several orders; how many break a law."""
    tried = {
        "merging": (test_merging.test_the_laws_of_merging, (test_merging.steps,)),
        "arriving": (test_fold.test_the_order_of_arrival_does_not_matter, (test_fold.steps, some.randoms())),
        "arriving in parts": (test_fold.test_a_copy_that_has_everything_shows_what_every_other_shows,
                              (test_fold.steps, some.randoms())),
    }  # fmt: skip
    broken = 0
    for name, (law, strategies) in tried.items():
        counted = _Counted(law.hypothesis.inner_test)  # type: ignore[attr-defined]
        trial = given(*strategies)(counted.story(len(strategies)))
        many = settings(max_examples=args.histories, deadline=None, database=None, suppress_health_check=HealthCheck)
        try:
            many(trial)()
        except Exception as error:  # noqa: BLE001 - whatever it is, a law does not hold
            broken += 1
            print(f"{name}: {error!r}", flush=True)
        print(f"{name}: {counted.count:,} histories", flush=True)
    return broken


class _Counted:
    """A law, and how often it was tried."""

    def __init__(self, law: Callable[..., None]) -> None:
        self.law, self.count = law, 0

    def story(self, arguments: int) -> Callable[..., None]:
        """The law as Hypothesis takes it: with as many arguments as it draws."""

        def one(told: object) -> None:
            self.count += 1
            self.law(told)

        def two(told: object, chance: object) -> None:
            self.count += 1
            self.law(told, chance)

        return one if arguments == 1 else two


def races(args: argparse.Namespace) -> int:
    """Eight processes at once; how many acknowledged writes are not there."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SQS_STATE_DIR"] = f"{folder}/state"
        path = Path(folder) / "raced.sqs"
        made(path).close()
        written = race(path, args.writes)
        lost = len(written - on_disk(path).keys())
    print(f"{len(written):,} writes of eight processes at once, {lost} lost", flush=True)
    return lost


def disks(args: argparse.Namespace) -> int:
    """Disks that are full; how many writes are lost on them."""
    with tempfile.TemporaryDirectory() as folder:
        if not can_mount(Path(folder)):
            print("no full disks: this account may mount no disk of its own")
            return 0
        os.environ["SQS_STATE_DIR"] = f"{folder}/state"
        lost, full = elsewhere(SCRIPT, Path(folder), *SIZES, within=OWN_DISKS)
    print(f"{full} full disks, {lost} lost", flush=True)
    return int(lost or full != len(SIZES))


def kills(args: argparse.Namespace) -> int:
    """Sessions that end in mid-key; how often something was lost, unreadable, or ended otherwise than it should."""
    chance, began, totals = random.Random(args.seed), time.monotonic(), dict.fromkeys(
        ("rounds", "keys", "acknowledged", "in_flight", "lost", "unreadable", "ended_wrongly"), 0
    )  # fmt: skip
    print(f"seed {args.seed}, ledger {args.ledger}", flush=True)
    with tempfile.TemporaryDirectory() as folder, args.ledger.open("w") as ledger:
        os.environ["SQS_STATE_DIR"] = f"{folder}/state"
        path, acts = Path(folder), {}
        for number in range(args.rounds):
            if time.monotonic() - began > args.minutes * 60:
                break
            if number % SESSIONS_A_WORKBOOK == 0:
                path = Path(folder) / f"{number}.sqs"
                demo.build(path)
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
    return sum(totals[name] for name in ("lost", "unreadable", "ended_wrongly"))


def _lost(before: dict[str, list[Act]], after: dict[str, list[Act]], case: str, acknowledged: list[Act]) -> list[Act]:
    """What was acknowledged in a session and is not there, and whatever was there before it and is not now."""
    gone = [act for ref, acts in before.items() for act in missing(acts, after[ref][: len(acts)])]
    return gone + missing(acknowledged, after[case][len(before[case]) :])


def repeated(args: argparse.Namespace) -> int:
    """One thing done again and again in one window; for how many things its memory grew by more than it may."""
    grown = 0
    for act in memory.ACTS:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["SQS_STATE_DIR"] = f"{folder}/state"
            demo.build(Path(folder) / "aldermere.sqs")
            more = memory.growth(Path(folder) / "aldermere.sqs", act, args.times)
        print(f"{act}, {args.times} times: {more:+.1f} MB", flush=True)
        grown += more > memory.MOST
    return grown


def keys(args: argparse.Namespace) -> int:
    """Random keys in three windows on one workbook; how many faults, and rows shown otherwise than the journals say."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA", "STATE"):
            os.environ[f"SQS_{name}_DIR"] = f"{folder}/{name.lower()}"
        path = Path(folder) / "played.sqs"
        demo.build(path)
        played = asyncio.run(monkey.play(path, args.keys, args.seed))
    for one in played.differences:
        print(one, flush=True)
    print(
        f"{time.monotonic() - began:5.0f} s  seed {args.seed}: {args.keys:,} keys in three windows opened "
        f"{played.opened} times, {len(played.faults)} faults, {len(played.differences)} differences",
        flush=True,
    )
    return len(played.faults) + len(played.differences)


def long(args: argparse.Namespace) -> int:
    """The tests left out of `make test`; whether one fails."""
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-m", "long"], check=False).returncode


PARTS = {"long": long, "memory": repeated, "laws": laws, "race": races, "disks": disks, "keys": keys, "kills": kills}


def main() -> int:
    """Run the parts and say what came of them; 1 where anything is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS)}")
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--writes", type=int, default=2000, help="of each of eight processes")
    parser.add_argument("--times", type=int, default=400, help="of each repeated act")
    parser.add_argument("--keys", type=int, default=30_000, help="random ones, in three windows")
    parser.add_argument("--rounds", type=int, default=2000, help="sessions to end")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end no more sessions after that")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--ledger", type=Path, default=Path("soak-ledger.jsonl"))
    args = parser.parse_args()
    if unknown := set(args.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    failed = [name for name, part in PARTS.items() if (not args.parts or name in args.parts) and part(args)]
    print(f"Not as it should be: {', '.join(failed)}." if failed else "All as it should be.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
