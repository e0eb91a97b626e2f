"""`sqs feedback` as an auditor uses it."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Sqs

ENTRIES = (
    "case,kind,criteria,text,source,where,shareable,owner,due\n"
    "Y-1/a,strength,,kept every visit,,,yes,,\n"
    "Y-1/a,learning,,review sooner than Y-2,,,yes,,\n"
    "Y-1/a,action,,write the plan,,,yes,case manager,12/06/2026\n"
)


@pytest.fixture
def audit(sqs: Sqs, tmp_path: Path, file: Callable[..., Path]) -> Path:
    """A local audit of two cases, with something written on one."""
    path = tmp_path / "audit.sqs"
    cases = file("ref,order,case_manager\nY-1/a,YRO,CM-A\nY-2,RO,CM-B\n", "cases.csv")
    assert sqs("new", path, "--area", "Testshire", "--catalogue", "youth-standards-2018", "--cases", cases).code == 0
    done = sqs("import", path, file(ENTRIES, "entries.csv"))
    assert done.code == 0, done.err
    return path


def test_the_sheet_goes_to_the_terminal_as_markdown(sqs: Sqs, audit: Path) -> None:
    done = sqs("feedback", audit, "--case", "y-1/A")
    assert done.code == 0
    assert "# Feedback on case Y-1/a" in done.out
    assert "| write the plan | case manager | 12 June 2026 |" in done.out


def test_what_names_another_case_is_told_beside_the_sheet(sqs: Sqs, audit: Path) -> None:
    done = sqs("feedback", audit, "--case", "Y-1/a")
    assert "review sooner than Y-2" in done.err
    assert "Y-2" not in done.out


@pytest.mark.parametrize("format", ["md", "txt", "docx", "pdf", "html"])
def test_a_file_in_a_folder_is_named_for_the_case_and_its_owners_alone(
    sqs: Sqs, audit: Path, tmp_path: Path, format: str
) -> None:
    pytest.importorskip({"docx": "docx", "pdf": "reportlab"}.get(format, "csv"))
    assert sqs("feedback", audit, "--case", "Y-1/a", "--format", format, "-o", tmp_path).code == 0
    path = tmp_path / f"y_1_a-feedback.{format}"
    assert path.stat().st_mode & 0o777 == 0o600
    again = sqs("feedback", audit, "--case", "Y-1/a", "--format", format, "-o", path)
    assert (again.code, "there already" in again.err) == (6, True)


def test_a_file_says_by_its_ending_what_it_is(sqs: Sqs, audit: Path, tmp_path: Path) -> None:
    path = tmp_path / "given.txt"
    sqs("feedback", audit, "--case", "Y-1/a", "-o", path, "--marking", "FOR THE MANAGER")
    assert path.read_text("utf-8").startswith("FOR THE MANAGER\n\nFeedback on case Y-1/a\n===")


def test_without_python_docx_it_says_so_and_markdown_still_works(
    sqs: Sqs, audit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.delitem(sys.modules, "sqs_tui.exchange.documents.word", raising=False)
    done = sqs("feedback", audit, "--case", "Y-1/a", "-o", tmp_path / "given.docx")
    assert (done.code, "-m pip install" in done.err) == (6, True)
    assert not (tmp_path / "given.docx").exists()
    assert sqs("feedback", audit, "--case", "Y-1/a").code == 0


def test_a_document_is_not_written_to_a_terminal(sqs: Sqs, audit: Path) -> None:
    done = sqs("feedback", audit, "--case", "Y-1/a", "--format", "docx")
    assert (done.code, done.out) == (6, "")
    assert "-o y_1_a-feedback.docx" in done.err


def test_an_inspectorate_gives_feedback_by_word(sqs: Sqs, workbook: Path) -> None:
    done = sqs("feedback", workbook, "--case", "T-1")
    assert (done.code, done.out) == (6, "")
    assert "by word" in done.err
    assert "walkthrough" in done.err


def test_a_case_that_is_not_there_is_not_found(sqs: Sqs, audit: Path) -> None:
    assert sqs("feedback", audit, "--case", "Y-9").code == 3


# Actions in files


def test_actions_leave_and_come_back_with_who_and_when(sqs: Sqs, audit: Path, file: Callable[..., Path]) -> None:
    exported = sqs("export", audit, "--what", "entries").out
    action = next(row for row in csv.DictReader(exported.splitlines()) if row["kind"] == "action")
    assert (action["owner"], action["due"]) == ("case manager", "2026-06-12")
    assert "nothing to change" in sqs("import", audit, file(exported, "again.csv")).out


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("Y-2,action,,write it,case manager,soon", "due: must be a day"),
        ("Y-2,strength,,kind,case manager,", "owner: is for agreed actions alone"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(
    sqs: Sqs, audit: Path, file: Callable[..., Path], row: str, wrong: str
) -> None:
    done = sqs("import", audit, file(f"case,kind,criteria,text,owner,due\n{row}\n", "more.csv"))
    assert done.code == 6
    assert wrong in f"{done.out}{done.err}".replace("  ", " ")
