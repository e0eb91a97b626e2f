"""Whether a workbook is what was written is told from its files, and from what was seen of it before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.store.books import journals, made, opened, put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "test.sqs"


@pytest.fixture
def kept(folder: Path) -> Path:
    """Five answers of Ann's and three of Ben's, and everybody has gone home."""
    with made(folder, "ann") as ann, opened(folder, "ben") as ben:
        for number in range(5):
            put(ann, f"A/RR{number:02}", verdict="Y")
        for number in range(3):
            put(ben, f"B/RR{number:02}", verdict="N")
    opened(folder, "ann", read_only=True).close()
    return folder


def of(folder: Path, author: str) -> Path:
    return next(path for path in journals(folder) if path.name.startswith(author))


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def cut(path: Path, by: int = 1) -> None:
    """Take whole lines off the end: what is left is a valid, shorter chain."""
    path.write_bytes(b"".join(lines(path)[:-by]))


# What was seen


def test_a_journal_cut_to_a_valid_shorter_chain_is_noticed_on_opening(kept):
    cut(of(kept, "ann"), 2)
    with opened(kept) as book:
        assert book.damage == ()
        (warning,) = book.warnings
        assert "ann" in warning
        assert "ends at line 4, and line 6" in warning


def test_it_is_said_every_time_until_it_is_accepted(kept):
    cut(of(kept, "ann"))
    for _ in range(2):
        with opened(kept, read_only=True) as book:
            assert book.warnings


def test_a_journal_that_is_gone_is_noticed(kept):
    of(kept, "ben").unlink()
    with opened(kept) as book:
        assert ["gone" in warning for warning in book.warnings] == [True]


def test_a_journal_written_anew_to_the_same_length_or_longer_is_noticed(kept, tmp_path, monkeypatch):
    for extra in (0, 3):
        path = of(kept, "ann")
        cut(path, 2)
        # Somebody who has no memory of it writes on.
        with monkeypatch.context() as elsewhere:
            state = tmp_path / f"other-{extra}"
            elsewhere.setenv("SQS_STATE_DIR", str(state))
            state.mkdir()
            (state / "installation").write_text(path.stem.split("-")[1])
            with opened(kept) as other:
                for number in range(2 + extra):
                    put(other, "A/RR01", verdict=["N", "Y"][number % 2])
        with opened(kept, read_only=True) as book:
            assert book.damage == ()
            assert ["replaced" in warning for warning in book.warnings] == [True]


def test_a_workbook_that_has_grown_elsewhere_is_no_cause_for_worry(kept, tmp_path, monkeypatch):
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("SQS_STATE_DIR", str(tmp_path / "elsewhere"))
        with opened(kept, "cleo") as book:
            put(book, "C/RR01", verdict="Y")
    with opened(kept, read_only=True) as book:
        assert book.warnings == ()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"journals": 3}', '{"journals": {"a": 1}}', "[" * 100_000])
def test_a_memory_that_cannot_be_read_is_no_memory(kept, tmp_path, text):
    (path,) = (tmp_path / "home" / "state" / "heads").iterdir()
    path.write_text(text)
    with opened(kept, read_only=True) as book:
        assert book.warnings == ()
    assert len(json.loads(path.read_text())["journals"]) == 2
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_state_folder_that_cannot_be_written_stops_nobody(kept, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "file"))
    with opened(kept, read_only=True) as book:
        assert book.warnings == ()
