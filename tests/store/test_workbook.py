"""A workbook is a folder that says when it is not what it was."""

from __future__ import annotations

import errno
import grp
import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from sqs_tui import locations
from sqs_tui.errors import Damaged, Exit, NotFound, NotSaved, Refused
from sqs_tui.store.catalogues import parse
from sqs_tui.store.copies import copied
from sqs_tui.store.erasing import erase
from sqs_tui.store.identity import is_workbook
from sqs_tui.store.merging import merge
from sqs_tui.store.recovering import recover
from sqs_tui.store.verifying import verify
from sqs_tui.store.workbook import Workbook, slug
from tests.domain.samples import catalogue
from tests.store.books import (
    SMALL,
    answers,
    begin_under_another_identity,
    journals,
    made,
    make_newer,
    on_disk,
    opened,
    put,
    whole,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "test.sqs"


@pytest.fixture
def kept(folder: Path) -> Path:
    """A workbook with an answer in it."""
    with made(folder) as book:
        put(book, "A/RR01", verdict="Y")
    return folder


def test_what_was_put_down_is_there_tomorrow(kept):
    assert on_disk(kept) == {"A/RR01": {"verdict": "Y"}}
    assert is_workbook(kept)


def test_the_catalogue_goes_with_it_word_for_word(folder):
    Workbook.create(folder, catalogue(), extended=True).close()
    book = opened(folder)
    assert book.catalogue == catalogue(extended=True)
    assert (folder / "catalogue.toml").read_text("utf-8") == catalogue().text


def test_every_copy_has_its_id_and_no_two_workbooks_share_one(folder, tmp_path):
    assert made(folder).id == opened(folder).id != made(tmp_path / "other.sqs").id


def test_invented_cases_are_marked(folder):
    assert Workbook.create(folder, catalogue(), invented=True).is_invented


@pytest.mark.parametrize("version", ['1 "quoted"', "1 \\ back", "é 漢 \U0001f9d1", "[x] = # 1"])
def test_a_catalogue_may_call_its_version_what_it_likes(folder, version):
    odd = replace(parse(SMALL, "small"), version=version)
    with Workbook.create(folder, odd) as book:
        assert book.identity["catalogue_version"] == version


# Modes


def modes(folder: Path) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {"files": set(), "folders": set()}
    for path in (folder, *folder.rglob("*")):
        found["folders" if path.is_dir() else "files"].add(stat.S_IMODE(path.stat().st_mode))
    return found


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_nobody_else_may_read_it(folder, umask):
    before = os.umask(umask)
    try:
        with made(folder) as book, opened(folder) as other:
            put(book, "A/RR01", verdict="Y")
            put(other, "A/RR02", verdict="Y")
        with journals(folder)[0].open("ab") as file:
            file.write(b"torn")
        with opened(folder) as book:
            put(book, "A/RR01", verdict="N")
    finally:
        os.umask(before)
    assert [path.name for path in sorted(folder.iterdir())] == [
        "backups", "catalogue.toml", "journal", "quarantine", "workbook.json", "workbook.toml",
    ]  # fmt: skip
    assert modes(folder) == {"files": {0o600}, "folders": {0o700}}


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_a_team_may_read_each_others_journals_and_remove_none(folder, umask):
    before = os.umask(umask)
    try:
        group = grp.getgrgid(os.getgid()).gr_name
        account = locations.kernel_user()
        with Workbook.create(folder, parse(SMALL, "small"), group=group, author=f"{account}/ann") as book:
            put(book, "A/RR01", verdict="Y")
        with opened(folder, f"{account}/ben") as book:
            put(book, "A/RR02", verdict="Y")
    finally:
        os.umask(before)
    assert modes(folder) == {"files": {0o640}, "folders": {0o2770, 0o3770}}
    open_to_all = [path.name for path in folder.rglob("*") if path.is_dir() and not path.stat().st_mode & stat.S_ISVTX]
    assert (open_to_all, bool(folder.stat().st_mode & stat.S_ISVTX)) == (["shared"], True)
    assert sorted(path.name for path in (folder / "shared").iterdir()) == ["backups", "workbook.json"]


def test_a_group_that_is_not_there_is_refused_and_nothing_made(folder):
    with pytest.raises(Refused, match="no group called nobody-has-this"):
        Workbook.create(folder, parse(SMALL, "small"), group="nobody-has-this")
    assert list(folder.parent.glob("*.sqs*")) == []


# Making


@pytest.mark.parametrize("there", ["folder", "file", "link to nothing"])
def test_nothing_that_is_there_is_ever_written_over(folder, there):
    match there:
        case "folder":
            folder.mkdir()
        case "file":
            folder.write_text("mine")
        case "link to nothing":
            folder.symlink_to("nowhere")
    with pytest.raises(Refused, match="is there already"):
        made(folder)
    assert [path.name for path in folder.parent.glob("*test.sqs*")] == ["test.sqs"]


def test_where_no_folder_can_be_made_that_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="cannot be made here"):
        made(tmp_path / "file" / "test.sqs")


# Opening what is not right


def test_nothing_there_is_not_found(folder):
    with pytest.raises(NotFound, match="no workbook at") as told:
        opened(folder)
    assert told.value.code == Exit.NOT_FOUND


def test_any_other_folder_is_no_workbook(tmp_path):
    with pytest.raises(NotFound, match="is not a workbook"):
        opened(tmp_path)


def lose(name: str):
    def change(folder: Path) -> None:
        path = folder / name
        if path.is_dir():
            for journal in path.iterdir():
                journal.unlink()
            path.rmdir()
        else:
            path.unlink()

    return change


def overwrite(name: str, old: str, new: str):
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")

    return change


def empty_the_journals(folder: Path) -> None:
    for path in journals(folder):
        path.unlink()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lose("workbook.toml"), "has lost its workbook.toml"),
        (lose("catalogue.toml"), "has lost its catalogue"),
        (lose("journal"), "has no journals"),
        (empty_the_journals, "has no journals"),
        (overwrite("workbook.toml", "format = 1", "format = 2"), "workbook.toml was changed"),
        (overwrite("workbook.toml", "format = 1", "format = 0"), "made by another version"),
        (overwrite("workbook.toml", "format = 1", "format = true"), "made by another version"),
        (overwrite("workbook.toml", "format = 1", ""), "made by another version"),
        (overwrite("workbook.toml", "id = ", "id : "), "workbook.toml is damaged"),
        (overwrite("workbook.toml", "catalogue_hash = ", "hash = "), "workbook.toml is damaged"),
        (overwrite("workbook.toml", "extended = false", "extended = true"), "workbook.toml was changed"),
        (overwrite("workbook.toml", "invented = false", "invented = true"), "workbook.toml was changed"),
        (overwrite("catalogue.toml", "Is it open?", "Is it closed?"), "catalogue in this workbook was changed"),
    ],
)
def test_what_is_not_as_it_was_is_damage_with_a_remedy_and_left_alone(kept, change, said):
    change(kept)
    before = whole(kept)
    with pytest.raises(Damaged, match=said) as told:
        opened(kept)
    assert told.value.code == Exit.DAMAGED
    assert told.value.remedy
    assert whole(kept) == before


def test_other_bytes_in_workbook_toml_are_damage(kept):
    (kept / "workbook.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Damaged, match="is damaged"):
        opened(kept)


def test_the_catalogue_of_another_workbook_is_not_taken_for_its_own(kept, tmp_path):
    other = tmp_path / "other.sqs"
    made(other).close()
    (kept / "workbook.toml").write_bytes((other / "workbook.toml").read_bytes())
    with opened(kept) as book:
        assert "belongs to another workbook" in str(book.damage[0])
        assert book.is_read_only


def test_a_journal_that_strayed_in_is_named_and_the_rest_is_readable(kept, tmp_path, monkeypatch):
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "other machine"))
    with made(tmp_path / "other.sqs", "zoe") as other:
        put(other, "Z/RR01", verdict="N")
    (stray,) = journals(tmp_path / "other.sqs")
    (kept / "journal" / stray.name).write_bytes(stray.read_bytes())
    with opened(kept) as book:
        assert [damage.file for damage in book.damage] == [stray.name]
        assert answers(book) == {"A/RR01": {"verdict": "Y"}}


def test_a_journal_begun_under_another_identity_is_named_and_the_rest_is_readable(kept, tmp_path):
    """Its id is the same, its `workbook.toml` was another: a journal brought over from a copy that was altered."""
    with opened(kept, "zoe") as book:
        put(book, "Z/RR01", verdict="N")
    _, zoes = journals(kept)
    begin_under_another_identity(zoes)
    with opened(kept) as book:
        assert [str(damage) for damage in book.damage] == [
            f"{zoes.name}, line 1: it was begun under another workbook.toml"
        ]
        assert answers(book) == {"A/RR01": {"verdict": "Y"}}
        put(book, "A/RR02", verdict="N")


# Made by a newer version


def test_what_a_newer_version_made_is_looked_at_and_nothing_of_it_changed(kept, tmp_path):
    make_newer(kept)
    before = whole(kept)
    with opened(kept) as book:
        assert answers(book) == {"A/RR01": {"verdict": "Y"}}
        assert (book.is_newer, book.is_read_only, book.damage) == (True, True, ())
        assert "A newer version made this workbook: it is read-only here" in book.warnings[0]
        with pytest.raises(NotSaved, match="read-only"):
            put(book, "A/RR02", verdict="Y")
        with pytest.raises(NotSaved, match="newer version"):
            book.write_folded()
    for act in (
        lambda: merge(kept, [copied(kept)]),
        lambda: erase(kept, tmp_path / "new.sqs"),
        lambda: recover(kept, tmp_path / "new.sqs"),
    ):
        with pytest.raises(Refused, match="newer version"):
            act()
    report = verify(kept, accept=True)
    assert (report.damaged, "a newer version made it" in report.notes[0]) == ([], True)
    assert whole(kept) == before


# Leaving


def test_it_leaves_a_file_that_stock_tinydb_opens(kept):
    with TinyDB(kept / "workbook.json") as db:
        (found,) = db.table("answers").search(where("id") == "A/RR01")
        assert dict(found) == {"id": "A/RR01", "verdict": "Y"}


def test_the_file_for_tinydb_is_never_read_back(kept):
    (kept / "workbook.json").write_text("{}")
    assert on_disk(kept) == {"A/RR01": {"verdict": "Y"}}


def test_who_has_only_looked_leaves_nothing(kept):
    (kept / "workbook.json").unlink()
    before = whole(kept)
    opened(kept).close()
    assert whole(kept) == before


def test_nothing_is_written_once_it_is_closed(kept):
    from sqs_tui.errors import NotSaved

    book = opened(kept)
    put(book, "A/RR01", verdict="N")
    book.close()
    book.close()
    with pytest.raises(NotSaved):
        put(book, "A/RR01", verdict="Y")
    assert len(journals(kept)) == 1


def test_the_folded_file_is_plain_json_of_every_table(kept):
    assert json.loads((kept / "workbook.json").read_text("ascii")) == {
        "answers": {"1": {"id": "A/RR01", "verdict": "Y"}}
    }


# History


def test_the_history_is_every_line_in_order(kept):
    with opened(kept, "ben") as ben:
        put(ben, "A/RR01", "scored again", verdict="N")
        lines = ben.lines()
    assert [(line.author, line.why, line.operations[0].value) for line in lines] == [
        ("ann", "scored", "Y"),
        ("ben", "scored again", "N"),
    ]
    assert lines[1].operations[0].seen == (lines[0].id,)


def test_the_heads_of_journals_change_with_every_write(kept):
    book = opened(kept)
    before = book.heads_of_journals()
    put(book, "A/RR01", verdict="N")
    assert book.heads_of_journals().keys() == before.keys()
    assert book.heads_of_journals() != before


def test_a_receipt_names_the_line(kept):
    book = opened(kept)
    receipt = put(book, "A/RR01", verdict="N")
    assert receipt.line == book.lines()[-1].id
    assert receipt.at == book.lines()[-1].at


def test_a_field_taken_away_is_gone(kept):
    book = opened(kept)
    put(book, "A/RR01", verdict=None)
    assert answers(book) == {"A/RR01": {}}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Ann Other", "ann_other"), ("../../x", "x"), ("", "someone"), ("漢", "someone"), ("A" * 99, "a" * 24)],
)
def test_a_name_becomes_a_file_name_that_stays_in_its_folder(name, expected):
    assert slug(name) == expected


def test_a_journal_that_cannot_be_read_is_told_left_out_and_taken_up_once_it_can(folder, monkeypatch):
    with made(folder, "ann") as one, opened(folder, "ben") as other:
        put(one, "A/RR09", verdict="Y")
        put(other, "A/RR10", verdict="N")
    opens = os.open

    def refused(path, *args, **options):
        if Path(path).name.startswith("ben-"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return opens(path, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        again = opened(folder, "ann")
        assert [(damage.author, damage.what) for damage in again.damage] == [
            ("ben", "it cannot be read: Permission denied")
        ]
        assert {line.author for line in again.lines()} == {"ann"}
        put(again, "A/RR11", verdict="Y")
    assert [line.author for line in again.refresh()] == ["ben"]
    assert (again.damage, answers(again).keys()) == ((), {"A/RR09", "A/RR10", "A/RR11"})
