"""In a team's workbook a journal's owner proves who wrote it; one that came otherwise counts on somebody's word."""

from __future__ import annotations

import grp
import os
import shutil
from pathlib import Path

import pytest

from sqs_tui import locations
from sqs_tui.cli.carrying import vouched_for
from sqs_tui.domain.case import Change
from sqs_tui.session.doctor import Host, examine
from sqs_tui.store.backups import back_up
from sqs_tui.store.catalogues import parse
from sqs_tui.store.copies import copied, make_folder
from sqs_tui.store.erasing import erase
from sqs_tui.store.journal import Cursor, chained, encoded, read
from sqs_tui.store.merging import merge
from sqs_tui.store.recovering import recover
from sqs_tui.store.verifying import verify
from sqs_tui.store.vouching import VOUCHED, receipt
from sqs_tui.store.workbook import Workbook
from tests.store.books import SMALL, answers, journals, opened, put

ME = locations.kernel_user()
#: An account of a colleague's, which has no name here.
UID, COLLEAGUE = 12345, "uid12345"
pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="only root may give files away")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A team's workbook in which this account and a colleague have answered."""
    folder = tmp_path / "team.sqs"
    group = grp.getgrgid(os.getgid()).gr_name
    with Workbook.create(folder, parse(SMALL, "small"), group=group) as book:
        put(book, "A/RR01", verdict="Y")
    colleague_scores(folder)
    return folder


def colleague_scores(folder: Path) -> None:
    with opened(folder, COLLEAGUE) as book:
        put(book, "C/RR01", verdict="Y", note=str(folder))
        theirs = book.writer
    os.chown(folder / "journal" / f"{theirs}.jsonl", UID, -1)


@pytest.fixture
def away(team: Path, tmp_path: Path) -> Path:
    """Zoe's copy of it, on a machine of hers, where she has answered too."""
    return with_zoe(Path(shutil.copytree(team, tmp_path / "away.sqs")))


def with_zoe(folder: Path) -> Path:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    with opened(folder, "zoe") as book:
        put(book, "Z/RR01", verdict="N")
    return folder


def of_zoe(folder: Path) -> Path:
    (path,) = (folder / "journal").glob("zoe-*.jsonl")
    return path


def seen(folder: Path) -> tuple[set[str], list[str]]:
    """The answers that count, and what is left out."""
    with Workbook.open(folder) as book:
        return set(answers(book)), [str(damage) for damage in book.damage]


def test_a_journal_put_under_a_colleagues_name_is_left_out_and_named(team: Path, away: Path) -> None:
    shutil.copy(of_zoe(away), of_zoe_in(team, away))
    what = f"{of_zoe(away).name}, line 1: it belongs to {ME}, and says it is by zoe"
    assert seen(team) == ({"A/RR01", "C/RR01"}, [what])
    assert what in verify(team).damaged
    (told,) = [one for one in examine(team, Host()) if one.what == "owners"]
    assert f"chown zoe {of_zoe(team)} as administrator" in told.remedy
    with Workbook.open(team) as book:
        assert put(book, "A/RR02", verdict="Y"), "one's own goes on being written"


def of_zoe_in(team: Path, away: Path) -> Path:
    return team / "journal" / of_zoe(away).name


def test_the_folder_of_journals_replaced_and_a_line_forged_is_no_sound_workbook(team: Path, away: Path) -> None:
    """As with `mv journal` in a team's workbook from before: whoever replaces the folder owns what is in it."""
    shutil.copy(of_zoe(away), of_zoe_in(team, away))
    (team / "journal").rename(team / "journal.old")
    shutil.copytree(team / "journal.old", team / "journal")
    (team / "journal").chmod(0o750)
    path, cursor = of_zoe(team), Cursor()
    with Workbook.open(team, read_only=True) as book:
        lines = list(read(path, cursor, book.id))
    body = encoded({"n": cursor.number + 1, "t": lines[-1].counter + 1, "at": "", "by": "zoe", "why": "scored",
                    "ops": [["answers", "A/RR01", "verdict", "N", []]]})  # fmt: skip
    with path.open("a", encoding="ascii") as file:
        file.write(f"{chained(cursor.hash, body)} {body}\n")
    for replaced in (team / "journal", *(team / "journal").iterdir()):
        os.chown(replaced, UID, -1)
    assert not verify(team).is_sound
    answered, left_out = seen(team)
    assert (answered, len(left_out)) == ({"C/RR01"}, 2), "only what is the owner's own"


def test_what_a_merge_brings_counts_on_the_word_of_whoever_ran_it(team: Path, away: Path) -> None:
    merge(team, [copied(away)])
    assert seen(team) == ({"A/RR01", "C/RR01", "Z/RR01"}, [])
    report = verify(team)
    assert report.is_sound
    told = f"it belongs to {ME}, and is by zoe on the word of {ME}, who took it over"
    assert f"{of_zoe(team).name}: {told}" in report.notes


def test_a_line_more_than_was_vouched_for_does_not_count(team: Path, away: Path) -> None:
    merge(team, [copied(away)])
    with opened(away, "zoe") as book:
        put(book, "Z/RR02", verdict="Y")
    shutil.copy(of_zoe(away), of_zoe(team))
    assert seen(team)[0] == {"A/RR01", "C/RR01"}


def test_a_window_that_is_open_takes_it_up_once_it_is_vouched_for(team: Path, away: Path) -> None:
    shutil.copy(of_zoe(away), of_zoe_in(team, away))
    with Workbook.open(team) as window:
        assert set(answers(window)) == {"A/RR01", "C/RR01"}
        merge(team, [copied(away)])
        window.refresh()
        assert (set(answers(window)), window.damage) == ({"A/RR01", "C/RR01", "Z/RR01"}, ())


def test_beside_a_forged_file_of_that_name_the_true_one_is_taken_in_under_another(team: Path, away: Path) -> None:
    other = with_zoe(Path(shutil.copytree(team, away.with_name("other.sqs"))))
    shutil.copy(of_zoe(other), of_zoe_in(team, away))
    forged = of_zoe(team).read_bytes()
    with opened(away, "zoe") as book:
        put(book, "Z/RR03", verdict="Y")
    merge(team, [copied(away)])
    assert of_zoe_in(team, away).read_bytes() == forged
    assert {"A/RR01", "Z/RR01", "Z/RR03"} <= seen(team)[0]


def test_nobody_vouches_by_carrying_what_is_left_out(team: Path, away: Path, tmp_path: Path) -> None:
    shutil.copy(of_zoe(away), of_zoe_in(team, away))
    assert of_zoe(away).stem not in copied(team).journals
    with Workbook.open(team, daily=True):
        pass
    (backup,) = (team / "shared" / "backups").iterdir()
    assert not list((backup / "journal").glob("zoe*"))
    with pytest.raises(Exception, match="damaged"):
        back_up(team, tmp_path / "sealed.sqs")


def without_a_case(folder: Path, new: Path) -> None:
    with Workbook.open(folder) as book:
        book.record([Change("cases", "B", "ref", None, "B")], "case added")
    erase(folder, new, case="B")


def unbundled(folder: Path, new: Path) -> None:
    make_folder(copied(folder), new, vouched_for)


@pytest.mark.parametrize("rebuild", [recover, without_a_case, unbundled])
def test_what_is_made_anew_of_everybodys_counts_on_the_word_of_whoever_made_it(away: Path, tmp_path, rebuild) -> None:
    new = tmp_path / "new.sqs"
    rebuild(away, new)
    for path in (new, new / "journal"):
        path.chmod(0o3770)
    colleague_scores(new)
    answered, left_out = seen(new)
    assert ("Z/RR01" in answered, left_out) == (True, [])
    assert any("on the word of" in note for note in verify(new).notes)


def test_a_journal_that_counts_on_somebodys_word_vouches_for_no_other(team: Path, away: Path) -> None:
    def vouched(book: Workbook, by: Workbook) -> None:
        head = book.heads_of_journals()[book.writer]
        by.record([Change(VOUCHED, receipt(book.writer, head), "author", None, book.author)], "taken over")

    with opened(away, "zoe") as zoe, opened(away, "zuz") as zuz:
        put(zuz, "ZZ/RR01", verdict="Y")
        vouched(zuz, by=zoe)
        with Workbook.open(team) as book:
            vouched(zoe, by=book)
    for path in (away / "journal").glob("z*.jsonl"):
        shutil.copy(path, team / "journal")
    answered, left_out = seen(team)
    assert (answered, len(left_out)) == ({"A/RR01", "C/RR01", "Z/RR01"}, 1)


def test_in_a_private_workbook_owners_say_nothing(away: Path) -> None:
    assert seen(away)[1] == []
    assert len(journals(away)) == 3


def test_a_copy_belongs_to_whoever_made_it_and_owners_say_nothing_there_either(team: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(team, tmp_path / "copy.sqs"))
    assert copy.stat().st_mode & 0o020, "its modes came along"
    assert seen(copy) == ({"A/RR01", "C/RR01"}, [])
    assert verify(copy).is_sound
