"""What a killed command left half made is named, and swept at the next start once its process is dead."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from sqs_tui.session.doctor import Host, examine
from sqs_tui.session.making import make
from sqs_tui.store.backups import back_up
from sqs_tui.store.catalogues import parse
from sqs_tui.store.disk import unfinished
from sqs_tui.store.erasing import remains
from sqs_tui.store.leftovers import leftovers
from sqs_tui.store.verifying import verify
from sqs_tui.store.workbook import Workbook
from tests.store.books import SMALL, begun_elsewhere, made, put


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "state"))
    path = tmp_path / "here" / "test.sqs"
    path.parent.mkdir()
    with made(path) as book:
        put(book, "A/RR01", verdict="Y")
    return path


def killed(script: str, folder: Path) -> None:
    """Kill a process of its own where the script stops: every call that would name what is made ends it."""
    before = "import sqs_tui.store.disk as disk\ndef dies(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
    with begun_elsewhere(before + script, folder) as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL


KILLS = {
    "a journal": "book = opened(folder, 'eve'); os.link = dies; put(book, 'A/RR02', verdict='N')",
    "workbook.json": "os.replace = dies\nwith opened(folder) as book: put(book, 'A/RR02', verdict='N')",
    "a backup": "from sqs_tui.store.backups import back_up; os.rename = dies; back_up(folder)",
    "a new workbook": (
        "from sqs_tui.session.making import make; from sqs_tui.store.catalogues import parse\n"
        "os.rename = dies; make(folder.with_name('new.sqs'), parse(SMALL, 'small'), [])"
    ),
    "an erased one": (
        "from sqs_tui.store.erasing import erase; os.rename = dies; erase(folder, folder.with_name('n.sqs'))"
    ),
    "a rebuilt one": (
        "from sqs_tui.store.recovering import recover; os.rename = dies; recover(folder, folder.with_name('n.sqs'))"
    ),
    "an export": "disk.give_name = dies; disk.place(folder.with_name('cases.csv'), b'x', 0o600)",
    "what was seen": (
        "import shutil; shutil.rmtree(os.environ['SQS_STATE_DIR'] + '/heads'); os.replace = dies\n"
        "opened(folder, read_only=True).close()"
    ),
}


@pytest.mark.parametrize("what", KILLS)
def test_what_was_left_is_named_and_the_next_start_sweeps_it(folder: Path, what: str) -> None:
    killed(KILLS[what], folder)
    (left,) = leftovers(folder)
    assert f"{left}: a command that was killed left this" in verify(folder).notes
    assert verify(folder).is_sound
    assert f"{left}, which a command that was killed left" in remains(folder)
    (told,) = [one for one in examine(folder, Host()) if one.what == "leftovers"]
    assert str(left) in told.said
    Workbook.open(folder, author="ann", read_only=True, daily=True).close()
    assert left.exists(), "looking at a workbook changes nothing"
    Workbook.open(folder, author="ann", daily=True).close()
    assert list(leftovers(folder)) == []
    assert not left.exists()


@pytest.mark.parametrize("make_another", [make, lambda path, catalogue, _: back_up(path.with_name("test.sqs"), path)])
def test_making_something_else_beside_it_sweeps_it_too(folder: Path, make_another) -> None:
    killed(KILLS["a new workbook"], folder)
    (left,) = leftovers(folder)
    make_another(folder.with_name("other"), parse(SMALL, "small"), [])
    assert not left.exists()


def test_what_a_living_process_is_making_is_left_alone(folder: Path) -> None:
    beside, within = unfinished(folder), unfinished(folder / "workbook.json")
    beside.mkdir()
    within.write_text("")
    Workbook.open(folder, author="ann", daily=True).close()
    assert list(leftovers(folder)) == []
    assert (beside.exists(), within.exists()) == (True, True)
    assert verify(folder).notes == []


def test_a_file_that_is_only_called_alike_is_nobodys_to_remove(folder: Path) -> None:
    alike = [folder.with_name(name) for name in (".notes.999999999.new", "notes.999999999.0123456789abcdef.new")]
    for path in alike:
        path.write_text("mine")
    Workbook.open(folder, author="ann", daily=True).close()
    assert all(path.read_text() == "mine" for path in alike)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a file somebody else's")
def test_what_somebody_elses_command_left_is_named_and_left_to_them(folder: Path) -> None:
    left = folder / ".workbook.json.999999999.0123456789abcdef.new"
    left.write_text("")
    os.chown(left, 1, 1)
    Workbook.open(folder, author="ann", daily=True).close()
    assert list(leftovers(folder)) == [left]
    (told,) = [one for one in examine(folder, Host()) if one.what == "leftovers"]
    assert "whose next start sweeps it" in told.remedy


def test_what_another_machine_is_making_is_left_alone_for_a_day(folder: Path) -> None:
    """A process there cannot be seen from here, whatever its number."""
    left = folder / ".workbook.json.01234567-999999999.0123456789abcdef.new"
    left.write_text("")
    Workbook.open(folder, author="ann", daily=True).close()
    assert left.exists()
    os.utime(left, (0, 0))
    Workbook.open(folder, author="ann", daily=True).close()
    assert not left.exists()
