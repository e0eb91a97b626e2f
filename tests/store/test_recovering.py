"""A damaged workbook is rebuilt beside itself, from every line whose chain holds; nothing is thrown away."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from sqs_tui.errors import Damaged, NotFound, Refused
from sqs_tui.store.recovering import REPORT, recover, told
from sqs_tui.store.verifying import verify
from sqs_tui.store.workbook import Workbook
from tests.domain.samples import catalogue
from tests.store.books import answers, begin_under_another_identity, journals, made, on_disk, opened, put, whole


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "again.sqs"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Five answers of Ann's and three of Ben's."""
    folder = tmp_path / "test.sqs"
    with made(folder, "ann") as ann, opened(folder, "ben") as ben:
        for number in range(5):
            put(ann, f"A/RR{number:02}", verdict="Y")
        for number in range(3):
            put(ben, f"B/RR{number:02}", verdict="N")
    return folder


def of(folder: Path, author: str) -> Path:
    return next(path for path in journals(folder) if path.name.startswith(author))


def damaged(path: Path, line: int) -> tuple[bytes, bytes]:
    """Change one byte in a line; returns what is before it, and the rest."""
    lines = path.read_bytes().splitlines(keepends=True)
    changed = bytearray(lines[line])
    changed[40] ^= 1
    before, rest = b"".join(lines[:line]), bytes(changed) + b"".join(lines[line + 1 :])
    path.write_bytes(before + rest)
    return before, rest


def test_every_journal_is_taken_over_as_far_as_its_chain_holds(kept, new):
    before, rest = damaged(of(kept, "ann"), 3)
    name = of(kept, "ann").name
    old = whole(kept)
    recovery = recover(kept, new)
    assert of(new, "ann").read_bytes() == before
    assert of(new, "ben").read_bytes() == of(kept, "ben").read_bytes()
    (left_out,) = recovery.left_out
    assert (left_out.file, left_out.line) == (name, 4)
    assert "the hash does not match" in left_out.what
    assert (new / "quarantine" / left_out.kept_as).read_bytes() == rest
    assert set(on_disk(new)) == {"A/RR00", "A/RR01", "B/RR00", "B/RR01", "B/RR02"}
    assert whole(kept) == old, "the damaged one is left as it is"


def test_the_new_workbook_is_sound_and_is_written_on(kept, new):
    damaged(of(kept, "ann"), 3)
    recover(kept, new)
    assert verify(new).damaged == []
    with opened(new, "ann") as book:
        assert (book.damage, book.warnings) == ((), ())
        put(book, "A/RR09", verdict="Y")
    assert verify(new).is_sound
    assert {stat.S_IMODE(path.stat().st_mode) for path in new.rglob("*") if path.is_file()} == {0o600}


def test_the_report_says_what_to_put_down_again_without_its_content(kept, new):
    damaged(of(kept, "ann"), 3)
    text = "\n".join(told(recover(kept, new)))
    assert "line 5 says: " in text
    assert "ann scored: A RR03 verdict" in text
    assert (new / "quarantine" / REPORT).read_text() == text + "\n"


@pytest.mark.parametrize("place", range(1, 7))
def test_damage_in_any_line_keeps_exactly_those_before_it(kept, new, place):
    before, rest = damaged(of(kept, "ann"), place - 1)
    recovery = recover(kept, new)
    assert recovery.journals.get(of(kept, "ann").stem, -1) == place - 2
    if place > 1:
        assert of(new, "ann").read_bytes() == before
    assert (new / "quarantine" / recovery.left_out[0].kept_as).read_bytes() == rest
    assert verify(new).is_sound


def test_a_torn_tail_and_what_was_in_quarantine_go_along(kept, new):
    (kept / "quarantine" / "old-1.torn").write_bytes(b"old")
    with of(kept, "ben").open("ab") as file:
        file.write(b"torn")
    (left_out,) = recover(kept, new).left_out
    assert (new / "quarantine" / left_out.kept_as).read_bytes() == b"torn"
    assert (new / "quarantine" / "old-1.torn").read_bytes() == b"old"


def test_a_journal_that_is_empty_or_of_another_inspection_is_left_out_whole(kept, new, tmp_path):
    with made(tmp_path / "other.sqs", "cleo") as other:
        put(other, "C/RR01", verdict="Y")
    foreign = journals(tmp_path / "other.sqs")[0]
    (kept / "journal" / foreign.name).write_bytes(foreign.read_bytes())
    of(kept, "ben").write_bytes(b"")
    (kept / "journal" / "link.jsonl").symlink_to(foreign)
    recovery = recover(kept, new)
    assert len(recovery.left_out) == 3
    assert list(recovery.journals) == [of(kept, "ann").stem]
    assert set(on_disk(new)) == {f"A/RR{number:02}" for number in range(5)}


def test_a_journal_begun_under_another_identity_is_left_out_whole(kept, new):
    begin_under_another_identity(of(kept, "ben"))
    recovery = recover(kept, new)
    assert [left_out.file for left_out in recovery.left_out] == [of(kept, "ben").name]
    assert list(recovery.journals) == [of(kept, "ann").stem]
    assert set(on_disk(new)) == {f"A/RR{number:02}" for number in range(5)}


@pytest.mark.parametrize("lost", [None, b"", b"format = 1\n", b"\xff\xfe"])
def test_a_lost_identity_is_made_again_and_proved_by_the_journals(kept, new, lost):
    path = kept / "workbook.toml"
    before = path.read_bytes()
    path.unlink() if lost is None else path.write_bytes(lost)
    recovery = recover(kept, new)
    assert (new / "workbook.toml").read_bytes() == before
    assert "made again" in recovery.notes[0]
    assert verify(new).is_sound


def test_a_lost_catalogue_is_taken_from_the_program_where_it_is_the_same(tmp_path, new):
    folder = tmp_path / "test.sqs"
    with Workbook.create(folder, catalogue(), extended=True, invented=True, author="ann") as book:
        put(book, "A/RR01", verdict="Y")
    for name in ("workbook.toml", "catalogue.toml"):
        (folder / name).write_bytes(b"\0" * 10)
    assert len(recover(folder, new).notes) == 2
    with opened(new) as book:
        assert book.is_invented
        assert book.catalogue == catalogue(extended=True)
        assert answers(book) == {"A/RR01": {"verdict": "Y"}}


def test_what_cannot_be_made_again_is_said_and_nothing_is_made(kept, new):
    (kept / "catalogue.toml").write_bytes(b"lost")
    with pytest.raises(Damaged, match="catalogue cannot be made again"):
        recover(kept, new)
    (kept / "workbook.toml").unlink()
    with pytest.raises(Damaged, match=r"workbook.toml cannot be made again"):
        recover(kept, new)
    for path in journals(kept):
        path.write_bytes(b"")
    with pytest.raises(Damaged, match="Nothing can be rebuilt"):
        recover(kept, new)
    assert [path.name for path in new.parent.iterdir() if "again" in path.name] == []


def test_nothing_is_ever_rebuilt_over_what_is_there(kept, new):
    with pytest.raises(Refused):
        recover(kept, kept)
    with pytest.raises(Refused):
        recover(kept, kept / "inside")
    new.mkdir()
    with pytest.raises(Refused):
        recover(kept, new)
    with pytest.raises(NotFound):
        recover(new, new.parent / "third.sqs")


def test_hostile_lines_in_what_is_left_out_break_nothing(kept, new):
    path = of(kept, "ann")
    hostile = ["[" * 100_000, "null", "3", '{"ops":3}', '{"ops":[1]}', json.dumps({"ops": [["\x1b", 1, None, 0, 0]]})]
    with path.open("ab") as file:
        for text in hostile:
            file.write(b"0" * 32 + b" " + text.encode() + b"\n")
        file.write(b"\xff\n")
    (left_out,) = recover(kept, new).left_out
    assert len(left_out.lines) == len(hostile) + 1
    assert verify(new).is_sound


def test_hostile_names_become_plain_ones(kept, new):
    for folder, name in (("quarantine", "x" * 250), ("quarantine", "..\x1b[2J"), ("journal", ".-rf \n.jsonl")):
        (kept / folder / name).write_bytes(b"hostile")
    recover(kept, new)
    names = [path.name for path in (new / "quarantine").iterdir()]
    assert len(names) == 4
    assert all(len(name) < 120 and name.isprintable() and not name.startswith(".") for name in names)
