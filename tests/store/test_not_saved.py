"""When the disk fails, nothing acknowledged is lost, nothing is half there, and the next write works."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sqs_tui.errors import NotSaved, SqsError
from sqs_tui.store.workbook import Workbook
from tests.store.books import answers, elsewhere, journals, made, on_disk, opened, put

CALLS = ("write", "fsync", "ftruncate", "link", "open", "fchmod")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "test.sqs"


class Disk:
    """A disk whose Nth call fails: once, or from then on."""

    def __init__(self, calls: tuple[str, ...], nth: int, error: int, *, for_ever: bool = False) -> None:
        self.calls, self.left, self.error, self.for_ever = calls, nth, error, for_ever
        self.has_failed = False

    @contextmanager
    def failing(self) -> Iterator[None]:
        real = {name: getattr(os, name) for name in self.calls}
        for name, call in real.items():
            setattr(os, name, self._spoilt(name, call))
        try:
            yield
        finally:
            for name, call in real.items():
                setattr(os, name, call)

    def _spoilt(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def spoilt(*words: Any, **more: Any) -> Any:
            if name == "open" and not words[1] & (os.O_WRONLY | os.O_RDWR | os.O_DIRECTORY):
                return call(*words, **more)  # Nothing is put on disk through it.
            self.left -= 1
            if self.left == 0 or (self.left < 0 and self.for_ever):
                self.has_failed = True
                if name == "write" and self.error == errno.ENOSPC and len(words[1]) > 20:
                    call(words[0], words[1][: len(words[1]) // 2])  # what fitted is there
                raise OSError(self.error, os.strerror(self.error))
            return call(*words, **more)

        return spoilt


def day(book: Workbook) -> Iterator[tuple[str, dict[str, Any]]]:
    """Eight transactions, each of two fields that belong together."""
    for number in range(8):
        yield f"A/RR0{number % 3}", {"verdict": "NYU"[number % 3], "note": f"note {number}"}


def sweep(tmp_path: Path, calls: tuple[str, ...], error: int, *, for_ever: bool) -> int:
    """Let every Nth call fail in turn, until a day passes untouched; how many days that took."""
    for nth in range(1, 1000):
        disk, folder, kept = Disk(calls, nth, error, for_ever=for_ever), tmp_path / f"{nth}.sqs", {}
        made(folder).close()
        book = opened(folder)
        for id, fields in day(book):
            try:
                with disk.failing():
                    put(book, id, **fields)
                kept[id] = fields
            except NotSaved:
                pass
            assert answers(book) == kept
        if not disk.has_failed:
            return nth
        assert put(book, "A/RR09", verdict="Y", note="after") or book.value("answers", "A/RR09", "note") == "after"
        book.close()
        _nothing_lost(folder, {**kept, "A/RR09": {"verdict": "Y", "note": "after"}}, for_ever)
    raise AssertionError("it never passed untouched")


def _nothing_lost(folder: Path, kept: dict[str, dict[str, Any]], may_have_more: bool) -> None:
    """What could not be confirmed may still be there; then it is there as a whole, and never instead of what was."""
    found = on_disk(folder)
    pairs = {(fields["verdict"], fields["note"]) for _, fields in day(None)} | {("Y", "after")}  # type: ignore[arg-type]
    assert all((row["verdict"], row["note"]) in pairs for row in found.values())
    if not may_have_more:
        assert found == kept
    assert found.keys() >= kept.keys()
    assert found["A/RR09"] == kept["A/RR09"]


@pytest.mark.parametrize("for_ever", [False, True], ids=["once", "all day"])
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EDQUOT], ids=errno.errorcode.get)
@pytest.mark.parametrize("calls", [("write",), ("fsync",), CALLS], ids=" ".join)
def test_whichever_disk_call_fails_nothing_acknowledged_is_lost(tmp_path, calls, error, for_ever):
    assert sweep(tmp_path, calls, error, for_ever=for_ever) > 8


def test_a_write_cut_short_goes_on(folder, monkeypatch):
    book, real = made(folder), os.write
    monkeypatch.setattr(os, "write", lambda descriptor, raw: real(descriptor, raw[:7]))
    put(book, "A/RR08", note="x" * 300)
    monkeypatch.undo()
    assert on_disk(folder) == {"A/RR08": {"note": "x" * 300}}


def test_a_write_that_takes_nothing_fails(folder, monkeypatch):
    book = made(folder)
    with monkeypatch.context() as disk:
        disk.setattr(os, "write", lambda descriptor, raw: 0)
        with pytest.raises(NotSaved, match="No space left"):
            put(book, "A/RR08", note="x")


def test_the_cause_and_what_to_do_are_said(folder, monkeypatch):
    book = made(folder)
    with Disk(("write",), 1, errno.EDQUOT).failing(), pytest.raises(NotSaved) as told:
        put(book, "A/RR08", note="x")
    assert "quota" in told.value.detail
    assert "free some space" in told.value.remedy


def test_after_a_failed_fsync_nothing_is_claimed_and_another_journal_is_taken(folder):
    book = made(folder)
    put(book, "A/RR01", verdict="Y")
    with Disk(("fsync",), 1, errno.EIO).failing(), pytest.raises(NotSaved, match="could not be confirmed"):
        put(book, "A/RR01", verdict="N")
    put(book, "A/RR01", verdict="N")
    assert [len(path.read_bytes().splitlines()) for path in journals(folder)] == [2, 2]
    assert on_disk(folder) == {"A/RR01": {"verdict": "N"}}


def test_a_value_that_cannot_be_written_leaves_nothing_behind(folder):
    book = made(folder)
    put(book, "A/RR01", verdict="Y")
    for value in (float("nan"), {"a": object()}, {1, 2}):
        with pytest.raises((ValueError, TypeError)):
            put(book, "A/RR01", verdict=value)
    assert answers(book) == on_disk(folder) == {"A/RR01": {"verdict": "Y"}}
    put(book, "A/RR01", verdict="N")


def test_a_file_that_may_not_grow_is_a_real_fault_and_work_goes_on_after(folder):
    """RLIMIT_FSIZE, in a process of its own: the kernel writes what fits and refuses the rest."""
    made(folder).close()
    script = """
        book, kept, said = opened(folder), {}, ""
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, resource.RLIM_INFINITY))
        for number in range(100):
            try:
                put(book, f"A/{number}", note="x" * 50, verdict="Y")
                kept[f"A/{number}"] = {"note": "x" * 50, "verdict": "Y"}
            except NotSaved as error:
                said = str(error)
        assert answers(book) == kept
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        put(book, "A/after", note="x", verdict="Y")
        tell([{**kept, "A/after": {"note": "x", "verdict": "Y"}}, said])
    """
    kept, said = elsewhere(script, folder)
    assert "File too large" in said
    assert 5 < len(kept) < 50
    assert on_disk(folder) == kept


@pytest.mark.parametrize("calls", [("write",), ("fsync",), (*CALLS, "rename", "replace", "mkdir")], ids=" ".join)
def test_a_workbook_is_made_whole_or_not_at_all(tmp_path, calls):
    made(tmp_path / "first.sqs").close()
    before = sorted(tmp_path.iterdir())
    for nth in range(1, 200):
        disk = Disk(calls, nth, errno.ENOSPC)
        try:
            with disk.failing():
                made(tmp_path / "test.sqs").close()
        except SqsError:
            assert sorted(tmp_path.iterdir()) == before, f"call {nth}"
            continue
        assert on_disk(tmp_path / "test.sqs") == {}
        if not disk.has_failed:
            assert nth > 1
            return
        shutil.rmtree(tmp_path / "test.sqs")
    raise AssertionError("it never passed untouched")


def test_where_there_are_no_hard_links_a_journal_is_made_all_the_same(folder, monkeypatch):
    def no_links(*_: Any) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_links)
    with made(folder) as book:
        put(book, "A/RR01", verdict="Y")
        with opened(folder) as other:
            put(other, "A/RR02", verdict="N")
    assert on_disk(folder) == {"A/RR01": {"verdict": "Y"}, "A/RR02": {"verdict": "N"}}


def test_an_answer_is_one_write_and_one_fsync_of_less_than_a_kilobyte(folder, monkeypatch):
    book = made(folder)
    put(book, "A/RR01", verdict="Y")
    done: list[tuple[str, int]] = []
    write, fsync = os.write, os.fsync
    monkeypatch.setattr(os, "write", lambda there, raw: done.append(("write", len(raw))) or write(there, raw))
    monkeypatch.setattr(os, "fsync", lambda there: done.append(("fsync", 0)) or fsync(there))
    put(book, "A/RR08", verdict="N", factors=["late", "thin_evidence"], note="x" * 200)
    assert [name for name, _ in done] == ["write", "fsync"]
    assert done[0][1] <= 1024


# What must survive a power cut


@pytest.fixture
def synced(monkeypatch) -> list[int]:
    """The inode of everything fsynced, in order."""
    done: list[int] = []
    real = os.fsync

    def noted(descriptor: int) -> None:
        done.append(os.fstat(descriptor).st_ino)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    return done


def test_a_new_journal_is_on_disk_and_then_its_name_before_anything_is_acknowledged(folder, synced):
    first, second = made(folder), opened(folder)
    put(first, "A/RR01", verdict="Y")
    synced.clear()
    put(second, "A/RR01", verdict="N")
    file = journals(folder)[1].stat().st_ino
    assert synced == [file, (folder / "journal").stat().st_ino, file]


def test_a_torn_tail_is_safe_in_quarantine_before_it_is_cut_away(folder, synced):
    made(folder).close()
    (journal,) = journals(folder)
    with journal.open("ab") as file:
        file.write(b"torn")
    synced.clear()
    put(opened(folder), "A/RR01", verdict="Y")
    (kept,) = (folder / "quarantine").iterdir()
    written = [path.stat().st_ino for path in (kept, kept.parent, journal, journal)]
    assert synced == written


def test_a_new_workbook_is_on_disk_file_by_file_and_folder_by_folder(folder, synced):
    made(folder).close()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.stat().st_ino for path in (*files, folder, folder / "journal")} <= set(synced)
    assert synced[-1] == folder.parent.stat().st_ino


def test_memory_is_what_the_disk_says(folder):
    """A caller's list changed later, a tuple, a key that is a number: what stands is what was written."""
    book, factors = made(folder), ["late"]
    put(book, "A/RR08", factors=factors, verdict=("a", "b"), note={1: "x"})
    factors.append("changed later")
    assert (
        answers(book) == on_disk(folder) == {"A/RR08": {"factors": ["late"], "verdict": ["a", "b"], "note": {"1": "x"}}}
    )
