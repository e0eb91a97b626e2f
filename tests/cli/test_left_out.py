"""Every command says whose part is left out while a journal cannot be read; what is final is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from tests.store.books import make_newer

SAID = "An alert may be among it."


@pytest.fixture
def partly(workbook: Path) -> Path:
    """Ben answered, and then something wrote into his journal."""
    with Workbook.open(workbook, author="ben") as book:
        ben = Inspection(book)
        ben.answer(next(iter(ben.cases)), "RR01", Verdict.YES)
    with next((workbook / "journal").glob("ben-*")).open("ab") as file:
        file.write(b"rubbish\n")
    return workbook


@pytest.mark.parametrize("words", [("summary",), ("board",), ("check",), ("history",), ("differences",), ("details",)])
def test_whoever_asks_is_told_whose_part_is_missing_and_what_may_be_in_it(sqs, partly, words):
    done = sqs(*words, partly)
    assert done.code in (0, 1)
    assert done.out
    assert "sqs: What ben put down is left out since" in done.err
    assert f"the hash does not match. {SAID} See sqs verify" in done.err


def test_figures_say_it_themselves_in_every_shape(sqs, partly):
    assert f"LEFT OUT: what ben put down. {SAID}" in sqs("summary", partly).out
    assert sqs("summary", partly, "--json").json["inspection"]["left_out"] == "ben"
    assert {row["left_out"] for row in sqs("summary", partly, "--csv").rows} == {"ben"}


@pytest.mark.parametrize("what", ["cases", "answers", "history", "summary"])
def test_every_row_of_an_export_says_it(sqs, partly, what):
    assert {row["left_out"] for row in sqs("export", partly, "--what", what).rows} == {"ben"}
    assert {row["left_out"] for row in sqs("export", partly, "--what", what, "--format", "json").json} == {"ben"}


def test_what_others_send_is_still_taken_in_and_scored(sqs, partly, file):
    given = file("ref,order\nT-9,RO\n")
    assert sqs("import", partly, given).code == 0
    assert "T-9" in sqs("export", partly, "--what", "cases").out


def test_nothing_is_erased_and_it_is_said_which_journal_stands_against_it(sqs, partly, tmp_path):
    done = sqs("erase", partly, "-o", tmp_path / "new.sqs", "--everything", "--reason", "time is over")
    assert done.code == 5
    assert "ben-" in done.err
    assert "line 3: the hash does not match" in done.err
    assert not (tmp_path / "new.sqs").exists()


def test_what_a_newer_version_made_is_told_of_and_not_written_to(sqs, workbook, file):
    make_newer(workbook)
    done = sqs("summary", workbook)
    assert done.code == 0
    assert "sqs: A newer version made this workbook: it is read-only here, and may hold more than is shown." in done.err
    done = sqs("import", workbook, file("ref,order\nT-9,RO\n"))
    assert done.code == 6
    assert "was made by a newer version" in done.err


def test_where_no_journal_can_be_read_nothing_is_made_up(sqs, workbook):
    for path in (workbook / "journal").iterdir():
        path.write_bytes(b"rubbish\n")
    done = sqs("summary", workbook)
    assert (done.code, done.out) == (5, "")
