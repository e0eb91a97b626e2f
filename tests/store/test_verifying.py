"""Whether a workbook is what was written is told from its files, and from what was seen of it before."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from threading import Thread

import pytest

from sqs_tui.errors import NotFound
from sqs_tui.store import seen_heads
from sqs_tui.store.copies import copied
from sqs_tui.store.erasing import erase
from sqs_tui.store.journal import Cursor, chained
from sqs_tui.store.merging import merge
from sqs_tui.store.recovering import recover
from sqs_tui.store.verifying import verify
from sqs_tui.store.workbook import Workbook
from tests.store.books import journals, made, opened, put

#: The id of a workbook, and where its journals lie.
ID, HERE = "0" * 32, Path("test.sqs/journal")


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


def test_what_was_seen_in_a_folder_that_has_another_name_now_is_remembered_by_that(kept, tmp_path):
    now = kept.rename(tmp_path / "renamed.sqs")
    with opened(now) as book:
        workbook = book.id
    assert {seen.where for seen in seen_heads.read(workbook).values()} == {str(now)}


def test_a_folder_that_has_not_its_own_name_yet_is_not_remembered(kept, tmp_path, monkeypatch):
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "another machine"))
    with Workbook(kept, read_only=True, remembers=False) as book:
        workbook = book.id
    assert seen_heads.read(workbook) == {}


def test_what_was_rebuilt_is_remembered_by_its_own_name(kept, tmp_path):
    with of(kept, "ben").open("ab") as file:
        file.write(b"damaged\n")
    recover(kept, tmp_path / "again.sqs")
    (path,) = (tmp_path / "home" / "state" / "heads").iterdir()
    assert {seen.where for seen in seen_heads.read(path.stem).values()} == {str(tmp_path / "again.sqs")}


def test_what_two_saw_who_close_at_once_is_remembered_of_both(monkeypatch):
    reads, others = seen_heads.read, []

    def reading(workbook: str) -> dict[str, seen_heads.Seen]:
        found = reads(workbook)
        if not others:
            others.append(Thread(target=seen_heads.remember, args=(ID, HERE, {"ben": Cursor(9, "b" * 32, 1)})))
            others[0].start()
            others[0].join(0.2)
        return found

    monkeypatch.setattr(seen_heads, "read", reading)
    seen_heads.remember(ID, HERE, {"ann": Cursor(9, "a" * 32, 1)})
    others[0].join()
    assert reads(ID).keys() == {"ann", "ben"}


def test_a_state_folder_that_cannot_be_written_stops_nobody(kept, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "file"))
    with opened(kept, read_only=True) as book:
        assert book.warnings == ()


# Verify


def flipped(path: Path, place: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)


def test_a_workbook_nobody_touched_is_sound(kept):
    report = verify(kept)
    assert (report.damaged, report.differences, report.quarantine) == ([], (), [])
    assert {kept.author: kept.lines for kept in report.journals} == {"ann": 6, "ben": 4}
    with opened(kept, read_only=True) as book:
        assert {one.name: one.head for one in report.journals} == book.heads_of_journals()


def test_every_flipped_byte_is_found(kept):
    path = of(kept, "ben")
    whole = path.read_bytes()
    for place in range(len(whole) - 1):
        flipped(path, place)
        assert not verify(kept).is_sound, place
        path.write_bytes(whole)
    assert verify(kept).is_sound


def test_lines_in_another_order_or_taken_out_of_the_middle_are_found(kept):
    path = of(kept, "ann")
    first, second, third, *rest = lines(path)
    for changed in ([first, third, second, *rest], [first, second, *rest], [second, third, *rest], [first, first]):
        path.write_bytes(b"".join(changed))
        (damaged,) = verify(kept).damaged
        assert damaged.startswith(f"{path.name}, line ")


def test_a_shorter_valid_chain_is_found_until_it_is_accepted(kept):
    cut(of(kept, "ann"))
    for _ in range(2):
        (damaged,) = verify(kept).damaged
        assert "went backwards" in damaged
    assert verify(kept, accept=True).is_sound
    assert verify(kept).is_sound
    with opened(kept, read_only=True) as book:
        assert book.warnings == ()


def test_a_journal_written_for_somebody_else_is_found(kept):
    path = of(kept, "ann")
    body = json.loads(lines(path)[-1][33:])
    body |= {"n": body["n"] + 1, "t": body["t"] + 1, "by": "ben"}
    text = json.dumps(body, separators=(",", ":"))
    forged = f"{chained(lines(path)[-1][:32].decode(), text)} {text}\n"
    with path.open("a") as file:
        file.write(forged)
    (damaged,) = verify(kept).damaged
    assert damaged == f"{path.name}, line 7: it is by ben"


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give files away")
def test_journals_of_one_person_with_two_owners_are_found(kept):
    with opened(kept, "ann") as first, opened(kept, "ann") as second:
        put(first, "A/RR09", verdict="Y")
        put(second, "A/RR10", verdict="Y")
    os.chown(of(kept, "ann"), 12345, -1)
    (damaged,) = verify(kept).damaged
    assert damaged == "ann: journals of one person belong to several accounts: root, uid12345"


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give files away")
@pytest.mark.parametrize("author", ["nobody", "nobody/li"])
def test_on_a_shared_host_a_journal_must_belong_to_whom_it_names(folder, author):
    with made(folder, author) as one, opened(folder, "ben") as other:
        put(one, "A/RR00", verdict="Y")
        put(other, "A/RR00", verdict="N")
    os.chown(of(folder, "ben"), 12345, -1)
    assert verify(folder).is_sound, "in a copy owners say nothing"
    (folder / "journal").chmod(0o3770)
    assert [damaged.partition(": ")[2] for damaged in verify(folder).damaged] == [
        "it belongs to uid12345, and says it is by ben",
        f"it belongs to root, and says it is by {author}",
    ]


def test_a_lost_or_changed_identity_or_catalogue_is_found(kept):
    for name, text in (
        ("workbook.toml", None),
        ("catalogue.toml", None),
        ("catalogue.toml", b"#"),
        ("workbook.toml", b"#"),
    ):
        path = kept / name
        whole = path.read_bytes()
        path.unlink() if text is None else path.write_bytes(whole + text)
        (damaged,) = verify(kept).damaged
        assert damaged.startswith(f"{name}: "), text
        path.write_bytes(whole)
    assert verify(kept).is_sound


def test_lost_journals_are_found(kept):
    of(kept, "ben").write_bytes(b"")
    assert "it is empty" in verify(kept).damaged[0]
    for path in journals(kept):
        path.unlink()
    assert "there is no journal in it" in verify(kept).damaged[0]
    (kept / "journal").rmdir()
    assert "it is not there" in verify(kept).damaged[0]
    with pytest.raises(NotFound):
        verify(kept.parent / "nothing.sqs")


def test_what_is_no_damage_is_told_for_information(kept):
    path = of(kept, "ann")
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(b"torn")
    (kept / "journal" / "link.jsonl").symlink_to("/dev/zero")
    (kept / "quarantine" / "old.torn").write_bytes(b"abc")
    report = verify(kept)
    assert report.is_sound
    assert (
        f"{path.name}: 4 bytes after line 6 are no whole line: a write that was cut off, or a copy that is not complete"
        in report.notes
    )
    assert "journal/link.jsonl: it is no journal, and was left out" in report.notes
    assert report.quarantine == [("old.torn", 3)]
    assert path.stat().st_size == size + 4, "nothing is changed"


def test_lines_that_others_name_and_that_are_not_here_are_told(kept, tmp_path, monkeypatch):
    with opened(kept, "ann") as book:
        put(book, "B/RR02", verdict="Y")
    cut(of(kept, "ben"))
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "never seen"))
    report = verify(kept)
    assert report.is_sound
    assert [said[:4] for said in report.incomplete] == ["ben-"]
    assert "others name lines of it up to 4, and it ends here at line 3" in report.incomplete[0]


def test_what_was_seen_here_is_lost_under_whatever_name_the_folder_has_now(kept, tmp_path):
    """It was not in a copy that is gone: the folder is the same, and was renamed before it was cut."""
    now = kept.rename(tmp_path / "renamed.sqs")
    cut(of(now, "ann"))
    (damaged,) = verify(now).damaged
    assert "went backwards" in damaged


def test_differences_are_told(kept):
    with opened(kept, "ann") as ann, opened(kept, "ben") as ben:
        put(ann, "C/RR01", verdict="Y")
        put(ben, "C/RR01", verdict="N")
    assert verify(kept).differences == (("answers", "C/RR01", "verdict"),)


# Copies that went two ways


@pytest.fixture
def united(kept, tmp_path):
    """Ann went on in two copies with one installation, and they were brought together."""
    away = tmp_path / "away.sqs"
    shutil.copytree(kept, away)
    for folder, verdicts in ((kept, "N"), (away, "YN")):
        with opened(folder, "ann") as book:
            for verdict in verdicts:
                put(book, "A/RR00", note=verdict)
    merge(kept, [copied(away)])
    return kept


def test_a_journal_that_went_two_ways_is_sound(united):
    report = verify(united)
    assert (report.damaged, report.notes) == (
        [],
        ["every journal belongs to one account: who wrote them rests on their word"],
    )
    assert [kept.author for kept in report.journals] == ["ann", "ann", "ben"]
    with opened(united, read_only=True) as book:
        assert book.warnings == ()


def test_either_way_is_rebuilt(united, tmp_path):
    with of(united, "ben").open("ab") as file:
        file.write(b"damaged\n")
    recovery = recover(united, tmp_path / "again.sqs")
    assert (len(recovery.journals), len(recovery.left_out)) == (3, 1)
    assert verify(tmp_path / "again.sqs").is_sound
    assert [path.read_bytes() for path in journals(tmp_path / "again.sqs")[:2]] == [
        path.read_bytes() for path in journals(united)[:2]
    ]


def test_a_workbook_a_case_was_erased_from_is_sound_where_that_was_done(kept, tmp_path):
    erase(kept, tmp_path / "without.sqs", author="ann")
    assert verify(tmp_path / "without.sqs").is_sound
    recover(tmp_path / "without.sqs", tmp_path / "again.sqs")
    assert [path.name for path in (tmp_path / "again.sqs" / "receipts").iterdir()]
