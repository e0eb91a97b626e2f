"""Measures everything against its baselines, in one run, and prints the table."""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks import disk, quiet, screens, together
from benchmarks.figures import Figure, table
from benchmarks.workbooks import file_system, is_in_memory, own_variables

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "how" / "speed.md"


def main() -> int:
    """Measure; 1 where a figure is not within what is asked."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--folder", type=Path, default=ROOT.parent, help="where workbooks are made: on a disk")
    asked.add_argument("--rounds", type=int, default=9, help="how often each program is started (9)")
    asked.add_argument("--only", default="", metavar="WORD", help="only groups whose name has this word in it")
    asked.add_argument("--page", action="store_true", help="put the table into docs/how/speed.md")
    options = asked.parse_args()
    if is_in_memory(options.folder):
        print(f"{options.folder} is in memory, where an fsync costs nothing: name a --folder.", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="sqs-benchmarks-", dir=options.folder))
    os.environ.update(own_variables(folder))
    try:
        figures = list(_measured(folder, options.rounds, options.only))
    finally:
        shutil.rmtree(folder)
    text = f"{_where(options.folder)}\n\n{table(figures)}"
    print(text)
    if options.page:
        PAGE.write_text(_with_figures(PAGE.read_text("utf-8"), text), "utf-8")
    return int(any("NO" in figure.met for figure in figures))


def _measured(folder: Path, rounds: int, only: str) -> Iterator[Figure]:
    programs = screens.Programs(folder)
    groups: dict[str, Callable[[], Iterator[Figure]]] = {
        "paint": lambda: screens.first_paints(programs, rounds),
        "wire": lambda: screens.wire(programs),
        "key": lambda: screens.keys_to_paint(programs, min(30, 4 * rounds)),
        "disk": lambda: disk.durable_answers(folder),
        "together": lambda: together.at_once(programs),
        "opening": lambda: disk.openings(folder),
        "summary": lambda: disk.summary_updates(folder),
        "memory": lambda: screens.memory(programs, max(3, rounds // 2)),
        "imports": lambda: quiet.imports(folder, programs.env, rounds),
        "scale": lambda: screens.scale(programs, min(30, 4 * rounds)),
        "idle": lambda: _idle(programs, folder),
    }
    for name, measure in groups.items():
        if only in name:
            for figure in measure():
                print(f"{name}: {figure.what}: {figure.measured} {figure.result} {figure.met}", file=sys.stderr)
                yield figure


def _idle(programs: screens.Programs, folder: Path) -> Iterator[Figure]:
    yield from screens.idle(programs, 5)
    yield from quiet.idle_paints(folder, 5)


def _where(folder: Path) -> str:
    return (
        f"Python {platform.python_version()}, Textual {version('textual')}, {os.cpu_count()} cores, "
        f"{file_system(folder) or 'a disk'}; medians with the 95th percentile in brackets, everything interleaved "
        "with what it is held against in one run. `make bench` repeats it."
    )


def _with_figures(readme: str, text: str) -> str:
    markers = r"(<!-- benchmarks -->\n).*?(<!-- /benchmarks -->)"
    return re.sub(markers, lambda found: f"{found[1]}\n{text}\n{found[2]}", readme, flags=re.DOTALL)


if __name__ == "__main__":
    raise SystemExit(main())
