"""What an inspector types on the first day, from docs/first-day.md, does what the page says."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.terminal import Terminal, environment, sqs

ROOT = Path(__file__).parent.parent
#: What a command of the page that opens a screen shows there.
SHOWN = {"demo": "Who are you?", "open": "Who are you?"}
COMMANDS = re.findall(r"^sqs .*", (ROOT / "docs" / "first-day.md").read_text("utf-8"), re.M)


def test_the_page_opens_the_sample_and_an_inspection_and_scores() -> None:
    assert {line.split()[1] for line in COMMANDS} == {"doctor", "demo", "open", "score"}


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_first_day_runs(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    env, words = environment(PYTHONPATH=str(ROOT)), shlex.split(line)[1:]
    (tmp_path / "cases.csv").write_text("ref,order\nWAL-05,YRO\n")
    made = ("new", "inspection.sqs", "--area", "Walsall", "--cases", "cases.csv", "--inspector", "LI")
    subprocess.run(sqs(*made), env=env, check=True, capture_output=True)
    if words[0] in SHOWN:
        with Terminal(sqs(*words), env=env) as terminal:
            terminal.wait_for(SHOWN[words[0]])
        return
    run = subprocess.run(sqs(*words), env=env, input="y\nq\n", text=True, capture_output=True, timeout=60)
    assert run.returncode in ((0, 1) if words[0] == "doctor" else (0,)), run.stderr
    assert run.stdout
