"""When the power goes at any moment, what was acknowledged is there, and what was begun is whole or not there."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sqs_tui.domain.case import Change
from sqs_tui.errors import NotSaved
from sqs_tui.session.making import make
from sqs_tui.store.backups import back_up
from sqs_tui.store.catalogues import parse
from sqs_tui.store.copies import copied
from sqs_tui.store.disk import replace_file
from sqs_tui.store.erasing import erase
from sqs_tui.store.merging import merge
from sqs_tui.store.recovering import recover
from tests.store.books import SMALL, answers, journals, made, on_disk, opened, put
from tests.store.power import Check, Power

Cuts = Callable[[Check], None]


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """What is on a disk of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    return disk


@pytest.fixture
def folder(disk: Path) -> Path:
    """A workbook of Ann's with one answer, closed."""
    with made(disk / "test.sqs") as book:
        put(book, "A/RR01", verdict="Y")
    return disk / "test.sqs"


@pytest.fixture
def through(disk: Path, tmp_path: Path) -> Iterator[Callable]:
    """Cut the power at every moment of a story, and once more after it."""
    powers = []

    def run(story: Callable[[], object], check: Check) -> None:
        powers.append(Power(disk, tmp_path / "left"))
        with powers[-1].failing_before_and_after_every_fsync(check):
            story()

    yield run
    assert sum(power.cuts for power in powers) >= 6
    for power in powers:
        power.close()


def whole_or_not_there(name: str, expected: dict, done: list) -> Check:
    """A folder being made: nothing, or all of it; and there for good once whoever asked for it was told."""

    def check(left: Path) -> None:
        if done or (left / name).exists():
            assert on_disk(left / name) == expected

    return check


def test_a_new_workbook(disk, through):
    done = []

    def story() -> None:
        made(disk / "new.sqs").close()
        done.append("made")

    through(story, whole_or_not_there("new.sqs", {}, done))


def test_a_new_workbook_with_what_it_begins_with(disk, through):
    done = []

    def story() -> None:
        make(disk / "new.sqs", parse(SMALL, "small"), [Change("answers", "A/RR01", "verdict", None, "Y")])
        done.append("made")

    through(story, whole_or_not_there("new.sqs", {"A/RR01": {"verdict": "Y"}}, done))


def test_answers_in_a_new_journal_and_in_one_taken_up(folder, through):
    acknowledged = on_disk(folder)

    def story() -> None:
        for author in ("ben", "ann", "ben"):
            with opened(folder, author) as book:
                for number in (1, 2):
                    fields = {"verdict": "N", "note": f"{author} {number}"}
                    put(book, f"{author}/RR0{number}", **fields)
                    acknowledged[f"{author}/RR0{number}"] = fields

    through(story, lambda left: acknowledged.items() <= on_disk(left / folder.name).items() or pytest.fail("lost"))


def test_an_answer_after_the_name_of_a_new_journal_would_not_last(folder, through, monkeypatch):
    """The folder's fsync fails once: the journal made then must not be the one that takes the next answer."""
    acknowledged = on_disk(folder)

    def story() -> None:
        book = opened(folder, "ben")
        with monkeypatch.context() as patch:
            patch.setattr("sqs_tui.store.writer.sync_folder", failing)
            with pytest.raises(NotSaved):
                put(book, "B/RR01", verdict="N")
        put(book, "B/RR01", verdict="Y")
        acknowledged["B/RR01"] = {"verdict": "Y"}

    through(story, lambda left: acknowledged.items() <= on_disk(left / folder.name).items() or pytest.fail("lost"))


def failing(*_: object) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_torn_tail_is_always_somewhere(folder, through):
    (journal,) = journals(folder)
    with journal.open("ab") as file:
        file.write(b"half a line")

    def check(left: Path) -> None:
        assert on_disk(left / folder.name).items() >= {"A/RR01": {"verdict": "Y"}}.items()
        places = [*journals(left / folder.name), *(left / folder.name / "quarantine").iterdir()]
        assert [path for path in places if b"half a line" in path.read_bytes()]

    through(lambda: put(opened(folder), "A/RR02", verdict="N"), check)


def test_what_a_torn_tail_left_is_not_read_again_after_the_cut(folder, through):
    """A tail that came back with the power, in front of an answer, would make that answer damage."""
    (journal,) = journals(folder)
    with journal.open("ab") as file:
        file.write(b"half a line")
    done = []

    def story() -> None:
        put(opened(folder), "A/RR02", verdict="N")
        done.append("saved")

    def check(left: Path) -> None:
        expected = {"A/RR02": {"verdict": "N"}} if done else {}
        assert on_disk(left / folder.name).items() >= expected.items()

    through(story, check)


@pytest.fixture
def away(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy on another disk that brings a journal grown and one of somebody new."""
    away = shutil.copytree(folder, tmp_path / "away.sqs")
    with opened(away) as book:
        put(book, "A/RR02", verdict="N")
    with opened(away, "ben") as book:
        put(book, "B/RR01", verdict="N")
    return away


def test_a_merge(folder, away, through):
    done, before, after = [], on_disk(folder), on_disk(away)

    def story() -> None:
        merge(folder, [copied(away)])
        done.append("merged")

    def check(left: Path) -> None:
        found = on_disk(left / folder.name)
        assert found == after if done else found.items() >= before.items()

    through(story, check)


@pytest.mark.parametrize("kind", ["backup", "recovered", "erased"])
def test_a_folder_made_of_another(folder, disk, through, kind):
    done, expected = [], {} if kind == "erased" else on_disk(folder)

    def story() -> None:
        match kind:
            case "backup":
                back_up(folder, disk / "new.sqs")
            case "recovered":
                recover(folder, disk / "new.sqs")
            case "erased":
                erase(folder, disk / "new.sqs")
        done.append(kind)

    is_whole = whole_or_not_there("new.sqs", expected, done)

    def check(left: Path) -> None:
        is_whole(left)
        if kind == "erased" and done:
            (receipt,) = (left / "new.sqs" / "receipts").iterdir()
            assert "whole inspection" in receipt.read_text()
        if kind == "recovered" and done:
            assert [path.name for path in (left / "new.sqs" / "quarantine").iterdir()] == ["recovered.txt"]

    through(story, check)


def test_a_file_replaced_is_the_old_one_or_the_new(disk, through):
    (disk / "list").write_bytes(b"old")
    done = []

    def story() -> None:
        replace_file(disk / "list", b"new")
        done.append("replaced")

    def check(left: Path) -> None:
        assert (left / "list").read_bytes() in ((b"new",) if done else (b"old", b"new"))

    through(story, check)


def test_two_windows_still_see_each_others_answers(folder, through):
    """The check itself changes nothing: the story goes on as if nobody had looked."""
    one, two = opened(folder), opened(folder)

    def story() -> None:
        put(one, "A/RR03", verdict="Y")
        two.refresh()
        put(two, "A/RR03", verdict="N")

    through(story, lambda left: None)
    assert answers(two)["A/RR03"] == {"verdict": "N"}
