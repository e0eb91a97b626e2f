"""Processes that write at once, die at once, and are watched by others."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sqs_tui.errors import NotFound
from tests.store.books import answers, begun_elsewhere, elsewhere, journals, made, on_disk, opened, put, whole

KILLS = 40

WRITER = """
    book, begin = opened(folder), int(words[0])
    for number in range(begin, begin + 100_000):
        put(book, f"A/{number}", verdict="Y", note="x" * (number % 300))
        tell(number)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "test.sqs"


def test_killed_at_any_moment_everything_acknowledged_is_there(folder):
    """A real writer, killed with -9 again and again, on one workbook."""
    made(folder).close()
    chance, acknowledged = random.Random(9), set()
    for kill in range(KILLS):
        with begun_elsewhere(WRITER, folder, kill * 1_000_000) as writer:
            told = "".join(writer.stdout.readline() for _ in range(chance.randrange(1, 60)))
            writer.kill()
            told += writer.stdout.read()
        acknowledged |= {int(line) for line in told.split("\n")[:-1]}
    kept = on_disk(folder)
    assert acknowledged
    assert {f"A/{number}" for number in acknowledged} <= kept.keys()
    assert all(row == {"verdict": "Y", "note": "x" * (int(id[2:]) % 300)} or row == {"verdict": "Y"}
               for id, row in kept.items())  # fmt: skip
    assert len(kept) <= len(acknowledged) + KILLS
    assert len(journals(folder)) == 1


def test_two_processes_see_each_other(folder):
    book = made(folder)
    elsewhere('put(opened(folder, "ben"), "B/RR01", verdict="N")', folder)
    assert answers(book) == {}
    (line,) = book.refresh()
    assert (line.author, answers(book)) == ("ben", {"B/RR01": {"verdict": "N"}})
    put(book, "A/RR01", verdict="Y")
    script = """
        other = opened(folder, "ben")
        tell(answers(other))
        put(other, "B/RR02", verdict="Y")
    """
    assert elsewhere(script, folder) == {"A/RR01": {"verdict": "Y"}, "B/RR01": {"verdict": "N"}}
    assert [line.operations[0].id for line in book.refresh()] == ["B/RR02"]
    assert book.refresh() == ()


def race(
    folder: Path, writes: int, people: Sequence[str] = ("ann", "ann", "ben", "ben", "cem", "dee", "eve", "flo")
) -> set[str]:
    """Processes that write at once, none in earnest before all hold their journals; the ids of all that was written.

    Each looks at what the others write, and sees no half of anything.
    """
    script = """
        book = opened(folder, words[0])
        put(book, f"{words[1]}/first", verdict="Y", note="Y")
        tell("ready")
        sys.stdin.readline()
        for number in range(int(words[2])):
            put(book, f"{words[1]}/{number}", verdict="Y", note="Y")
            for line in book.refresh():
                assert len(line.operations) == 2
        assert all(row["verdict"] == row["note"] for row in answers(book).values())
        assert book.damage == ()
        tell("done")
    """
    racing = [begun_elsewhere(script, folder, who, f"{number}{who}", writes) for number, who in enumerate(people)]
    assert [one.stdout.readline() for one in racing] == ['"ready"\n'] * len(people)
    for one in racing:
        one.stdin.write("go\n")
        one.stdin.flush()
    assert [one.communicate(timeout=600)[0] for one in racing] == ['"done"\n'] * len(people)
    return {f"{number}{who}/{write}" for number, who in enumerate(people) for write in ("first", *range(writes))}


def test_eight_processes_writing_at_once_lose_nothing_and_see_no_half(folder):
    made(folder).close()
    assert race(folder, 50) == on_disk(folder).keys()
    assert len(journals(folder)) == 8


def test_a_stopped_colleague_blocks_nobody(folder):
    made(folder).close()
    script = """
        book = opened(folder, "ben")
        put(book, "B/RR01", verdict="Y")
        tell("ready")
        sys.stdin.readline()
    """
    with begun_elsewhere(script, folder) as colleague:
        colleague.stdout.readline()
        colleague.send_signal(signal.SIGSTOP)
        try:
            book = opened(folder)
            put(book, "A/RR01", verdict="Y")
            assert answers(book).keys() == {"A/RR01", "B/RR01"}
        finally:
            colleague.kill()


def test_the_same_person_in_another_terminal_takes_the_next_journal(folder):
    terminals = [made(folder), opened(folder), opened(folder)]
    for number, book in enumerate(terminals):
        put(book, f"A/{number}", verdict="Y")
    base = terminals[0].writer.removesuffix("1")
    assert [book.writer for book in terminals] == [f"{base}1", f"{base}2", f"{base}3"]
    for book in terminals:
        book.refresh()
        assert answers(book) == {f"A/{number}": {"verdict": "Y"} for number in range(3)}


@pytest.mark.parametrize("author", ["ann", "ben"], ids=["one taken up", "a new one"])
def test_reading_ones_own_journal_does_not_let_go_of_it(folder, author):
    """Some locks are dropped when the process closes the file anywhere; then two would write into one journal."""
    made(folder).close()
    book = opened(folder, author)
    put(book, "A/RR01", verdict="Y")
    assert len(book.lines()) == 1
    elsewhere('put(opened(folder, words[0]), "A/RR02", verdict="N")', folder, author)
    assert len([path for path in journals(folder) if path.name.startswith(author)]) == 2
    put(book, "A/RR03", verdict="Y")
    assert on_disk(folder).keys() == {"A/RR01", "A/RR02", "A/RR03"}


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


def test_what_could_not_be_told_is_told_the_next_time(folder, monkeypatch):
    """The folder cannot be read for a moment, just when there is something to tell."""
    first, second = made(folder), opened(folder)
    put(first, "A/RR01", verdict="Y")
    first.close()
    put(second, "A/RR02", verdict="Y")
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", failing)
        with pytest.raises(NotFound, match="cannot be read"):
            second.refresh()
    assert [line.operations[0].id for line in second.refresh()] == ["A/RR01"]


def failing(*_: object) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_the_same_account_on_another_machine_writes_a_journal_of_its_own(folder, monkeypatch, tmp_path):
    """A copied workbook does not clone who writes: the installation is kept outside it."""
    with made(folder) as book:
        put(book, "A/RR01", verdict="Y")
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "other machine"))
    with opened(folder) as book:
        put(book, "A/RR02", verdict="N")
    assert len(journals(folder)) == 2


def test_copies_that_went_apart_come_together_by_putting_journals_side_by_side(folder, monkeypatch, tmp_path):
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


#: As another account where the tests run as root, since root may do anything. What is needed is loaded before.
AS_ANYBODY = """
    import encodings.ascii
    opened(folder, read_only=True).close()
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
"""


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder anybody may enter."""
    with tempfile.TemporaryDirectory() as anyone:
        os.chmod(anyone, 0o777)
        yield Path(anyone)


def test_where_nothing_may_be_written_it_opens_read_only(public):
    folder = public / "test.sqs"
    with made(folder) as book:
        put(book, "A/RR01", verdict="Y")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = whole(folder)
    script = (
        AS_ANYBODY
        + """
    book = opened(folder, "ben")
    try:
        put(book, "A/RR02", verdict="N")
    except NotSaved as error:
        tell([book.is_read_only, answers(book), error.title])
    book.close()
    """
    )
    told = elsewhere(script, folder)
    assert told == [True, {"A/RR01": {"verdict": "Y"}}, "This workbook is open read-only."]
    assert whole(folder) == before
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a file that this account may not open")
def test_a_journal_of_ones_own_that_may_not_be_written_is_left_and_the_next_taken(public, monkeypatch):
    """As happens when a workbook was once opened by root."""
    folder, state = public / "test.sqs", public / "state"
    monkeypatch.setenv("SQS_STATE_DIR", str(state))
    made(folder).close()
    for path in (folder, *folder.rglob("*"), state, *state.rglob("*")):
        path.chmod(0o707 if path.is_dir() else 0o444)
    script = (
        AS_ANYBODY
        + """
    with opened(folder) as book:
        put(book, "A/RR01", verdict="Y")
        tell(book.writer)
    """
    )
    assert elsewhere(script, folder).endswith("-2")
    assert on_disk(folder) == {"A/RR01": {"verdict": "Y"}}
