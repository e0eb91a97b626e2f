"""Whatever lies under a name the program opens: it neither waits there nor follows it.

In a team's folder anybody may have put it there. Each story runs in a process of its own, which a watchdog kills when
it has stopped moving.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from pathlib import Path

import pytest

from tests.store.books import begun_elsewhere, journals, made, on_disk, opened, put

KINDS = ("link", "folder", "socket", "device")
#: Every name in a workbook that some command opens or makes.
NAMES = (
    "workbook.toml", "catalogue.toml", "workbook.json", "journal", "journal/ann-0000000a-1.jsonl",
    "journal/eve-0000000a-1.jsonl", "here", "here/eve-0000000a-1.json", "backups", "quarantine", "quarantine/x.torn",
    "receipts", "receipts/erased-2026-01-01.txt", "shared",
    "shared/workbook.json", "shared/here", "shared/here/eve-0000000a-1.json", "shared/backups",
)  # fmt: skip
#: No step takes longer on a busy machine; a process that hangs does.
LONGEST_STEP = 30.0
CODES = {0, 1, 3, 4, 5, 6}

STORY = """
import shutil, socket
from sqs_tui.cli.entry import main
from sqs_tui.errors import SqsError
from sqs_tui.session.making import is_written_to
from sqs_tui.store.presence import Presence
kind, chosen, names = words[0], words[1], words[2:]
away = folder.with_name("away.sqs")

def obstruct(path):
    if path.is_dir() and not path.is_symlink():
        path.rename(folder.with_name("moved"))
    elif path.exists():
        path.rename(folder.with_name("moved"))
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "link":
        moved = folder.with_name("moved")
        path.symlink_to(moved if moved.exists() else "/etc/hostname")
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        os.mknod(path, 0o660 | 0o020000, os.makedev(1, 3))
    else:
        os.chdir(path.parent)
        socket.socket(socket.AF_UNIX).bind(path.name)
        os.chdir("/")

def sweep_away(path):
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)

def new(name):
    path = folder.with_name(name)
    sweep_away(path)
    return str(path)

def commands(path):
    whole = str(path)
    for words in ("summary", "check", "board", "differences", "history", "verify", "details", "backup", "letter"):
        yield [words, whole]
    yield ["doctor", whole]
    yield ["merge", whole, str(away)]
    yield ["merge", str(away), whole]
    yield ["import", whole, str(folder.with_name("cases.csv"))]
    yield ["details", whole, "--set", "area=Elsewhere"]
    yield ["export", whole, "--what", "cases", "-o", new("cases-out.csv")]
    yield ["erase", whole, "-o", new("erased.sqs"), "--everything"]
    yield ["recover", whole, "-o", new("recovered.sqs")]

def opening(path):
    try:
        with Workbook.open(path, author="ann", daily=True) as book:
            here = Presence(path, "ann-0000000a", "ann", "")
            here.say("A", "RR01")
            here.others()
            if not book.is_read_only:
                put(book, "A/RR01", verdict="N" if book.value("answers", "A/RR01", "verdict") == "Y" else "Y")
            book.refresh()
            is_written_to(path)
            here.close()
    except SqsError as error:
        return int(error.code)
    return 0

for name in names:
    for step in ("opening", *range(17)):
        sweep_away(folder), sweep_away(folder.with_name("moved"))
        shutil.copytree(folder.with_name("whole.sqs"), folder)
        obstruct(folder / name)
        words = ["opening", str(folder)] if step == "opening" else list(commands(folder))[step]
        if chosen and words[0] not in chosen.split():
            continue
        tell(["step", name, words[0]])
        tell(["step", name, words[0], opening(folder) if step == "opening" else main(words)])
tell(["step", "all"])
"""


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook by two people and a copy of it, with everything in it that a name can stand for."""
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "state").mkdir(mode=0o700)
    (tmp_path / "state" / "installation").write_text("0000000a\n")
    whole = tmp_path / "whole.sqs"
    with made(whole) as book:
        put(book, "A/RR01", verdict="Y")
    with made(tmp_path / "other.sqs"):
        pass
    (tmp_path / "cases.csv").write_text("ref,order\nA-1,RO\n")
    subprocess.run(["cp", "-r", whole, tmp_path / "away.sqs"], check=True)
    return tmp_path


def told_until_it_stops(process: subprocess.Popen[str]) -> list[list[object]]:
    """What a process told, step by step; one that says nothing for too long is killed, and fails the story."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    assert process.stdout is not None
    threading.Thread(target=lambda: [*map(lines.put, process.stdout), lines.put("")], daemon=True).start()
    steps: list[list[object]] = []
    while True:
        try:
            line = lines.get(timeout=LONGEST_STEP)
        except queue.Empty:
            process.kill()
            raise AssertionError(f"it hangs at {steps[-1:]}") from None
        assert line, f"it ended at {steps[-1:]}"
        if line.startswith('["step", '):
            steps.append(json.loads(line)[1:])
            if steps[-1] == ["all"]:
                return steps


def test_a_torn_tail_that_cannot_be_moved_away_stops_nobody(beside: Path) -> None:
    folder = beside / "whole.sqs"
    (journal,) = journals(folder)
    with journal.open("ab") as file:
        file.write(b"torn")
    (folder / "quarantine").rmdir()
    os.mkfifo(folder / "quarantine")
    with opened(folder) as book:
        put(book, "A/RR02", verdict="N")
        assert book.writer.endswith("-2")
    assert on_disk(folder).keys() == {"A/RR01", "A/RR02"}
    assert journal.read_bytes().endswith(b"torn")


OUTPUTS = """
from sqs_tui.cli.entry import main
out, target = folder.with_name("out"), folder.with_name("target")
whole = str(folder)
for kind in ("fifo", "link"):
    os.mkfifo(out) if kind == "fifo" else out.symlink_to(target)
    for words in (
        ["export", whole, "--what", "cases", "--format", "csv", "-o", str(out)], ["backup", whole, "-o", str(out)],
        ["erase", whole, "--everything", "-o", str(out)], ["recover", whole, "-o", str(out)],
        ["new", str(out), "--area", "X"],
    ):
        tell(["step", kind, words[0]])
        tell(["step", kind, words[0], main(words)])
    out.unlink()
tell(["step", "all"])
"""


def test_what_lies_under_the_name_of_an_output_is_left_and_the_command_refused(beside: Path) -> None:
    with begun_elsewhere(OUTPUTS, beside / "whole.sqs") as process:
        steps = told_until_it_stops(process)
        process.kill()
    ended = [step for step in steps if len(step) == 3]
    assert [step for step in ended if step[2] != 6] == []
    assert len(ended) == 10
    assert not (beside / "target").exists()


def story(beside: Path, kind: str, *commands: str) -> None:
    """Put a thing under every name in turn, and run commands and an opening against each; all where none is named."""
    if kind == "device" and os.getuid() != 0:
        pytest.skip("only root can make a device")
    with begun_elsewhere(STORY, beside / "test.sqs", kind, " ".join(commands), *NAMES) as process:
        steps = told_until_it_stops(process)
        process.kill()
    ended = [step for step in steps if len(step) == 3]
    assert {step[0] for step in ended} == set(NAMES)
    assert {step[1] for step in ended} >= set(commands)
    assert [step for step in ended if step[2] not in CODES] == []


def test_nobody_waits_at_a_pipe_whatever_name_it_has(beside: Path) -> None:
    story(beside, "fifo", "opening", "recover", "verify", "merge", "backup")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_else_under_a_name_ends_or_holds_up_an_opening(beside: Path, kind: str) -> None:
    story(beside, kind, "opening", "recover")


@pytest.mark.long
@pytest.mark.parametrize("kind", ["fifo", *KINDS])
def test_no_command_waits_at_anything(beside: Path, kind: str) -> None:
    story(beside, kind)
