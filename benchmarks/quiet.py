"""What is not done: paints while idle, and modules a plain command does not need."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure, interleaved, judged, spread
from benchmarks.workbooks import build, ref, shipped

_LOADED = """
import sys
from sqs_tui.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules} & {"textual", "rich"}))
"""


def idle_paints(folder: Path, seconds: float) -> Iterator[Figure]:
    """How often the screen is painted, or asked to be, while nobody does anything."""
    from sqs_tui.ui.app import SqsApp

    path = build(folder / "idle.sqs", shipped(), 14)
    paints = 0

    class Counted(SqsApp):
        def _display(self, *update: object) -> None:
            nonlocal paints
            paints += 1
            super()._display(*update)

    async def wait() -> None:
        nonlocal paints
        async with Counted(path, case=ref(1)).run_test(size=(140, 40)) as pilot:
            await pilot.press("1", "j")
            await pilot.pause(0.5)
            paints = 0
            await asyncio.sleep(seconds)

    asyncio.run(wait())
    yield Figure(f"repaints in {seconds:g} idle seconds", str(paints), "", "", "0", "", judged(paints, 0, None))


def imports(folder: Path, env: dict[str, str], rounds: int) -> Iterator[Figure]:
    """Whether plain commands load what only screens need, and how long they take."""
    path = build(folder / "idle.sqs", shipped(), 14)
    commands = {"sqs --version": ["--version"], "sqs summary": ["summary", str(path)]}

    def taken(command: list[str]) -> float:
        start = perf_counter()
        subprocess.run([sys.executable, *command], capture_output=True, env=env, check=True)
        return 1000 * (perf_counter() - start)

    values = interleaved(
        {
            "python": lambda: taken(["-c", "pass"]),
            **{name: lambda one=one: taken(["-m", "sqs_tui", *one]) for name, one in commands.items()},
        },
        rounds,
    )
    for name, command in commands.items():
        loading = [sys.executable, "-c", _LOADED, *command]
        told = subprocess.run(loading, capture_output=True, text=True, env=env, check=True).stdout
        loaded = told.rpartition("loaded:")[2].split()
        yield Figure(
            f"`{name}`", spread(values[name], digits=0), f"python -c pass: {spread(values['python'], digits=0)}",
            f"loads {' and '.join(loaded) or 'neither'}", "no textual, no rich", "", "yes" if not loaded else "**NO**",
        )  # fmt: skip
