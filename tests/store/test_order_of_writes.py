"""The same acts write the same lines, in the same order, in every process: no set decides on what a journal holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ACTS = """
import json, sys
from pathlib import Path
from sqs_tui.cli import main
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import JournalDB, Workbook

folder = Path(sys.argv[1])
path, without = folder / "a.sqs", folder / "without.sqs"
cases = "".join(f"T-{n},YRO,{'CM-a cm-A CM-A cm-a'.split()[n % 4]},LI\\n" for n in range(12))
answers = "".join(f"T-{n},{id},N,late;barriers,Thin\\n" for n in range(12) for id in ("RR02", "RR06"))
given = {
    "cases": "ref,order,case_manager,inspector\\n" + cases,
    "answers": "case,criterion,verdict,factors,note\\n" + answers.replace("late;barriers", ""),
    "interviews": "case_manager,criterion,verdict,role,slot\\nCM-A,IV01,Y,manager,Tue\\nCm-a,IV02,N,,\\n",
}
for name, text in given.items():
    (folder / name).write_text(text)
assert main(["new", str(path), "--area", "Testshire", "--cases", str(folder / "cases")]) == 0
for name in ("answers", "interviews"):
    assert main(["import", str(path), str(folder / name)]) == 0
with Workbook.open(path) as book:
    stock = {**book._db.storage.read()}
    stock["extra"] = {str(n): {"a": n, "b": n} for n in range(9)}
    stock["answers"] = {id: {**row, "note": "again"} for id, row in stock["answers"].items()}
    book._db.storage.write(stock)
    Inspection(book).mark_factors("T-1", "RR06", [])
assert main(["erase", str(path), "--case", "T-3", "-o", str(without)]) == 0
for one in (path, without):
    with Workbook.open(one, read_only=True) as book:
        for line in book.lines():
            print(line.why, json.dumps([[*op.key, op.value] for op in line.operations if op.field != "at"]))
"""


def written(folder: Path, seed: str) -> list[str]:
    """What a process whose sets are in another order writes."""
    folder.mkdir()
    env = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", ACTS, folder], capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if "[[" in line]


def test_what_is_written_does_not_hang_on_the_order_of_a_set(tmp_path: Path) -> None:
    first, *others = (written(tmp_path / seed, seed) for seed in ("1", "2"))
    assert len(first) > 6
    assert others == [first]
