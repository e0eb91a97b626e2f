"""A sealed copy is made every day, and coming back from one works."""

from __future__ import annotations

import os
import random
import shutil
import stat
from pathlib import Path

import pytest

from sqs_tui.errors import Damaged, NotSaved, Refused
from sqs_tui.store.backups import KEPT, back_up, daily
from sqs_tui.store.copies import copied
from sqs_tui.store.merging import merge
from sqs_tui.store.workbook import Workbook
from tests.store.books import answers, journals, made, on_disk, opened, put, whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "test.sqs"
    with made(folder) as book, opened(folder, "ben") as other:
        put(book, "A/RR01", verdict="Y", note="é 漢")
        put(other, "A/RR02", verdict="N")
        other.refresh()
        put(other, "A/RR01", verdict="NA")
    return folder


def restored(backup: Path, to: Path) -> Path:
    """As a person would: copied elsewhere, and made writable."""
    shutil.copytree(backup, to)
    for path in (to, *to.rglob("*")):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
    return to


def test_a_backup_is_the_workbook_and_cannot_be_written_to(folder):
    made = back_up(folder, at="2026-05-01T09:00:00+00:00")
    assert made == folder / "backups" / "2026-05-01-1"
    assert on_disk(made) == on_disk(folder)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (made, *made.rglob("*"))}
    assert modes == {0o400, 0o500}
    assert back_up(folder, at="2026-05-01T10:00:00+00:00").name == "2026-05-01-2"


def test_the_restore_drill(folder, tmp_path):
    to = restored(back_up(folder, tmp_path / "kept" / "elsewhere"), tmp_path / "again.sqs")
    assert on_disk(to) == on_disk(folder)
    with opened(to) as book, opened(folder, read_only=True) as old:
        assert [line.id for line in book.lines()] == [line.id for line in old.lines()]
        assert book.heads_of_journals() == old.heads_of_journals()
        put(book, "A/RR03", verdict="Y")
    assert set(on_disk(to)) == {"A/RR01", "A/RR02", "A/RR03"}
    merge(folder, [copied(to)])
    assert on_disk(folder) == on_disk(to)


def test_a_backup_in_the_middle_of_anything_is_a_beginning_of_it(folder, tmp_path):
    chance = random.Random(5)
    all = {path.name: path.read_bytes() for path in journals(folder)}
    for number in range(25):
        cut = shutil.copytree(folder, tmp_path / f"cut-{number}.sqs")
        for path in journals(cut):
            first = all[path.name].index(b"\n") + 1
            path.write_bytes(all[path.name][: chance.randint(first, len(all[path.name]))])
        before = on_disk(cut)
        to = restored(back_up(cut), tmp_path / f"again-{number}.sqs")
        assert on_disk(to) == before
        with opened(to) as book:
            assert not book.damage
            put(book, "A/RR09", note=str(number))
        merge(folder, [copied(to)], dry_run=True)


def test_what_is_damaged_is_not_sealed(folder):
    journals(folder)[0].write_bytes(journals(folder)[0].read_bytes().replace(b'"Y"', b'"N"'))
    with pytest.raises(Damaged):
        back_up(folder)
    assert list((folder / "backups").iterdir()) == []


def test_nothing_is_written_over(folder, tmp_path):
    with pytest.raises(Refused):
        back_up(folder, tmp_path)


def test_opening_to_work_makes_the_days_backup_once(folder):
    Workbook.open(folder, daily=True).close()
    Workbook.open(folder, daily=True).close()
    (only,) = (folder / "backups").iterdir()
    assert only.name.endswith("-0")
    assert on_disk(only) == on_disk(folder)


def test_who_only_looks_makes_none(folder):
    before = whole(folder)
    Workbook.open(folder, daily=True, read_only=True).close()
    assert whole(folder) == before


def test_a_new_workbook_has_nothing_to_keep(tmp_path):
    made(tmp_path / "new.sqs").close()
    Workbook.open(tmp_path / "new.sqs", daily=True).close()
    assert list((tmp_path / "new.sqs" / "backups").iterdir()) == []


def test_the_newest_are_kept_and_those_asked_for_always(folder):
    asked = back_up(folder, at="2026-01-01T00:00:00+00:00")
    for day in range(1, 21):
        assert daily(folder, at=f"2026-02-{day:02}T00:00:00+00:00")
    names = sorted(path.name for path in (folder / "backups").iterdir())
    assert names == [asked.name, *(f"2026-02-{day:02}-0" for day in range(21 - KEPT, 21))]


def test_where_none_can_be_made_the_workbook_opens_all_the_same(folder):
    shutil.rmtree(folder / "backups")
    (folder / "backups").write_text("in the way")
    with Workbook.open(folder, daily=True) as book:
        put(book, "A/RR03", verdict="Y")
        assert answers(book)["A/RR03"] == {"verdict": "Y"}


def test_a_backup_that_cannot_be_finished_leaves_nothing(folder, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSaved, match="could not be made"):
        back_up(folder)
    assert list((folder / "backups").iterdir()) == []
