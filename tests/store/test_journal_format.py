"""The format is what its page says: a reader written from the page comes to what the program shows, of old ones too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sqs_tui.session.inspection import Inspection
from sqs_tui.session.sample import build
from sqs_tui.store.identity import CATALOGUE, IDENTITY
from sqs_tui.store.verifying import verify
from sqs_tui.store.workbook import Workbook
from tests.reader import Tables, fold
from tests.store.books import made, opened, put

KEPT = sorted((Path(__file__).resolve().parents[1] / "data").glob("workbook-*.sqs"))


def shown(folder: Path) -> Tables:
    """What the program makes of the journals, row by row; a row without fields was never written."""
    with Workbook.open(folder, author="stranger", read_only=True) as book:
        assert book.damage == ()
        rows = {table: {id: dict(row) for id, row in book.rows(table).items() if row} for table in fold(folder)}
    return {table: found for table, found in rows.items() if found}


def copied(kept: Path, folder: Path) -> Path:
    return Path(shutil.copytree(kept, folder / kept.name))


def test_the_sample_reads_as_the_page_says(tmp_path: Path) -> None:
    build(tmp_path / "sample.sqs")
    tables = fold(tmp_path / "sample.sqs")
    assert len(tables["cases"]) == 14
    assert tables == shown(tmp_path / "sample.sqs")


def test_what_people_differ_on_and_what_was_cut_off_read_as_the_page_says(tmp_path: Path) -> None:
    folder = tmp_path / "two.sqs"
    with made(folder) as ann:
        put(ann, "A/RR01", verdict="Y")
        with opened(folder, "ben") as ben:
            put(ann, "A/RR01", verdict="N")
            put(ben, "A/RR01", verdict="U", note="neither saw the other")
            ann.refresh()
            put(ann, "A/RR02", verdict="Y")
            put(ann, "A/RR02", verdict=None)
    with next((folder / "journal").glob("ben-*")).open("ab") as journal:
        journal.write(b"torn")
    assert fold(folder) == shown(folder)
    assert fold(folder)["answers"]["A/RR01"]["note"] == "neither saw the other"


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_a_workbook_of_every_release_opens_and_can_be_gone_on_with(kept: Path, tmp_path: Path) -> None:
    folder = copied(kept, tmp_path)
    assert verify(folder).is_sound
    assert fold(folder) == shown(folder)
    with Workbook.open(folder, author="li") as book:
        inspection = Inspection(book)
        assert {case.ref: len(case.answers) for case in inspection.cases.values()} == {
            "TES-01": 4, "TES-02": 4, "TES-03": 3,
        }  # fmt: skip
        figure = inspection.tally().criterion("RR02").proportion
        assert (figure.met, figure.relevant) == (1, 2)
        assert [entry.kind for entry in inspection.entries.values()] == ["evidence", "strength"]
        case = inspection.case_by_ref("TES-03")
        assert case is not None
        put(book, f"{case.id}/RR06", verdict="Y")
    assert fold(folder)["answers"][f"{case.id}/RR06"] == {"verdict": "Y"}
    assert verify(folder).is_sound


def test_a_workbook_of_each_release_is_kept() -> None:
    assert [path.name for path in KEPT] == ["workbook-0.1.0.sqs", "workbook-0.2.0.sqs"]
    for path in KEPT:
        assert {IDENTITY, CATALOGUE, "journal"} <= {one.name for one in path.iterdir()}


def test_what_may_be_added_without_another_number_is_passed_over(tmp_path: Path) -> None:
    """A table, a field, a word for why: a program that does not know them keeps them and goes on."""
    folder = tmp_path / "newer.sqs"
    with made(folder) as ann:
        put(ann, "A/RR01", why="of a later version", verdict="Y", certainty="high")
    with opened(folder, "ben") as book:
        assert book.damage == ()
        put(book, "A/RR01", verdict="N")
    assert fold(folder)["answers"]["A/RR01"] == {"verdict": "N", "certainty": "high"}
