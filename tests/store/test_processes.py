"""Processes that write at once, die at once, and are watched by others."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sqs_tui.errors import NotSaved
from tests.store.books import answers, in_another_process, journals, made, on_disk, opened, put, whole

ROOT = Path(__file__).resolve().parents[2]
KILLS = 25

WRITER = """
import os, sys
from pathlib import Path
from tests.store.books import opened, put
book, begin = opened(Path(sys.argv[1])), int(sys.argv[2])
for number in range(begin, begin + 100_000):
    put(book, f"A/{number}", verdict="Y", note="x" * (number % 300))
    os.write(1, b"%d\\n" % number)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "test.sqs"


def test_killed_at_any_moment_everything_acknowledged_is_there(folder):
    """A real writer, killed with -9 again and again, on one workbook."""
    made(folder).close()
    chance, acknowledged = random.Random(9), set()
    for kill in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(kill * 1_000_000)], cwd=ROOT, stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            first = writer.stdout.readline()
            select.select([], [], [], chance.random() * 0.02)
            os.kill(writer.pid, signal.SIGKILL)
            told = first + writer.stdout.read()
        acknowledged |= {int(line) for line in told.split(b"\n")[:-1]}
    kept = on_disk(folder)
    assert acknowledged
    assert {f"A/{number}" for number in acknowledged} <= kept.keys()
    assert all(row == {"verdict": "Y", "note": "x" * (int(id[2:]) % 300)} or row == {"verdict": "Y"}
               for id, row in kept.items())  # fmt: skip
    assert len(kept) <= len(acknowledged) + KILLS
    assert len(journals(folder)) == 1


def test_two_processes_see_each_other(folder):
    book = made(folder)
    in_another_process(lambda: put(opened(folder, "ben"), "B/RR01", verdict="N"))
    assert answers(book) == {}
    (line,) = book.refresh()
    assert (line.author, answers(book)) == ("ben", {"B/RR01": {"verdict": "N"}})
    put(book, "A/RR01", verdict="Y")

    def look() -> dict:
        other = opened(folder, "ben")
        seen = answers(other)
        put(other, "B/RR02", verdict="Y")
        return seen

    assert in_another_process(look) == {"A/RR01": {"verdict": "Y"}, "B/RR01": {"verdict": "N"}}
    assert [line.operations[0].id for line in book.refresh()] == ["B/RR02"]
    assert book.refresh() == ()


def test_several_processes_writing_at_once_lose_nothing(folder):
    """Four of them, two of one person; none starts in earnest before all hold their journals."""
    made(folder).close()
    ready, go = os.pipe(), os.pipe()

    def work(author: str) -> int:
        child = os.fork()
        if child == 0:
            try:
                os.close(go[1])
                book = opened(folder, author)
                put(book, f"{author}/first", verdict="Y")
                os.write(ready[1], b".")
                os.read(go[0], 1)
                for number in range(40):
                    put(book, f"{author}/{number}", verdict="Y")
                    book.refresh()
            finally:
                os._exit(0)
        return child

    people = [work(author) for author in ("ann", "ann", "ben", "cem")]
    waited = sum(len(os.read(ready[0], 1)) for _ in people)
    for end in (*go, *ready):
        os.close(end)
    for child in people:
        os.waitpid(child, 0)
    assert (waited, len(on_disk(folder)), len(journals(folder))) == (4, 3 * 41, 4)


def test_a_stopped_colleague_blocks_nobody(folder):
    made(folder).close()
    child = os.fork()
    if child == 0:
        book = opened(folder, "ben")
        put(book, "B/RR01", verdict="Y")
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    os.waitpid(child, os.WUNTRACED)
    try:
        book = opened(folder)
        began = time.monotonic()
        put(book, "A/RR01", verdict="Y")
        assert time.monotonic() - began < 1
        assert answers(book).keys() == {"A/RR01", "B/RR01"}
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_the_same_person_in_another_terminal_takes_the_next_journal(folder):
    terminals = [made(folder), opened(folder), opened(folder)]
    for number, book in enumerate(terminals):
        put(book, f"A/{number}", verdict="Y")
    base = terminals[0].writer.removesuffix("1")
    assert [book.writer for book in terminals] == [f"{base}1", f"{base}2", f"{base}3"]
    for book in terminals:
        book.refresh()
        assert answers(book) == {f"A/{number}": {"verdict": "Y"} for number in range(3)}


def test_a_journal_let_go_of_is_taken_up_again(folder):
    with made(folder) as book:
        put(book, "A/RR01", verdict="Y")
        name = book.writer
    with opened(folder) as book:
        put(book, "A/RR01", verdict="N")
        assert book.writer == name
    assert len(journals(folder)) == 1


def test_what_is_taken_up_late_is_still_told(folder):
    """Lines found only when their journal became ours are handed to the next look, not swallowed."""
    first, second = made(folder), opened(folder)
    put(first, "A/RR01", verdict="Y")
    first.close()
    put(second, "A/RR02", verdict="N")
    assert [line.operations[0].id for line in second.refresh()] == ["A/RR01"]
    assert second.refresh() == ()


def test_the_same_account_on_another_machine_writes_a_journal_of_its_own(folder, monkeypatch, tmp_path):
    """A copied workbook does not clone who writes: the installation is kept outside it."""
    with made(folder) as book:
        put(book, "A/RR01", verdict="Y")
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "other machine"))
    with opened(folder) as book:
        put(book, "A/RR02", verdict="N")
    assert len(journals(folder)) == 2


def test_copies_that_went_apart_come_together_by_putting_journals_side_by_side(folder, monkeypatch, tmp_path):
    import shutil

    with made(folder) as book:
        put(book, "A/RR01", verdict="Y")
    copy = tmp_path / "copy.sqs"
    shutil.copytree(folder, copy)
    with opened(folder) as book:
        put(book, "A/RR02", verdict="Y")
    with opened(copy, "ben") as book:
        put(book, "A/RR01", verdict="N")
    for there, here in ((folder, copy), (copy, folder)):
        for path in journals(there):
            shutil.copy(path, here / "journal")
    assert on_disk(folder) == on_disk(copy) == {"A/RR01": {"verdict": "N"}, "A/RR02": {"verdict": "Y"}}


def test_where_nothing_may_be_written_it_opens_read_only(tmp_path):
    """As another account where the tests run as root, since root may write anywhere."""
    import tempfile

    with tempfile.TemporaryDirectory() as anyone:
        os.chmod(anyone, 0o755)
        folder = Path(anyone) / "test.sqs"
        with made(folder) as book:
            put(book, "A/RR01", verdict="Y")
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = whole(folder)

        def look() -> tuple:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            book = opened(folder, "ben")
            try:
                put(book, "A/RR02", verdict="N")
            except NotSaved as error:
                said = error.title
            book.close()
            return book.is_read_only, answers(book), said

        assert in_another_process(look) == (True, {"A/RR01": {"verdict": "Y"}}, "This workbook is open read-only.")
        assert whole(folder) == before
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755)


def test_a_journal_of_ones_own_that_may_not_be_written_is_left_and_the_next_taken(tmp_path):
    """As happens when a workbook was once opened by root."""
    if os.getuid() != 0:
        pytest.skip("only root can make a file that this account may not open")
    import tempfile

    with tempfile.TemporaryDirectory() as anyone:
        os.chmod(anyone, 0o777)
        folder, state = Path(anyone) / "test.sqs", Path(anyone) / "state"
        state.mkdir()
        state.chmod(0o777)
        os.environ["SQS_STATE_DIR"] = str(state)
        made(folder).close()
        for path in (folder, *folder.rglob("*"), *state.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o444)

        def write() -> str:
            os.setgroups([])
            os.setuid(65534)
            with opened(folder) as book:
                put(book, "A/RR01", verdict="Y")
                return book.writer

        assert in_another_process(write).endswith("-2")
        assert on_disk(folder) == {"A/RR01": {"verdict": "Y"}}
