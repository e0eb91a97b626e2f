"""An erased case that comes back past a merge is told: on opening, while somebody works, and to every command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sqs_tui.cli import main
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.erasing import erase
from sqs_tui.store.workbook import Workbook
from tests import demo
from tests.terminal import Terminal, environment, sqs

SAID = "brings back what was erased"


@pytest.fixture
def erased(tmp_path: Path) -> Path:
    """The sample without one case; Zoe was away with a copy from before, and noted something on it."""
    demo.build(tmp_path / "old.sqs")
    away = shutil.copytree(tmp_path / "old.sqs", tmp_path / "away.sqs")
    erase(tmp_path / "old.sqs", tmp_path / "new.sqs", case="ALD-02")
    with Workbook.open(away, author="zoe") as workbook:
        Inspection(workbook).write_note("ALD-02", "PC01", "from before")
    return tmp_path / "new.sqs"


def sync(erased: Path) -> None:
    """Lay her journal beside the others, as rsync does."""
    (journal,) = (erased.with_name("away.sqs") / "journal").glob("zoe*")
    shutil.copy(journal, erased / "journal")


def opened(path: Path, *words: str) -> Terminal:
    terminal = Terminal(sqs("open", path, *words), 140, 40, env=environment())
    terminal.wait_for("ALD-01")
    return terminal


@pytest.mark.parametrize("words", [(), ("--case", "ALD-01")], ids=["the sample", "a case"])
def test_on_opening(erased, words):
    sync(erased)
    with opened(erased, *words) as terminal:
        terminal.wait_for(SAID)


def test_while_somebody_works(erased):
    with opened(erased) as terminal:
        terminal.settle()
        assert SAID not in terminal.text
        sync(erased)
        terminal.wait_for(SAID)


def test_to_every_command(erased, capsys):
    assert main(["summary", str(erased)]) == 0
    assert SAID not in capsys.readouterr().err
    sync(erased)
    assert main(["summary", str(erased)]) == 0
    told = capsys.readouterr()
    assert SAID in told.err
    assert SAID not in told.out
