"""Several people on one account: each writes under a name beside the account's, and under no other account."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from sqs_tui import locations
from sqs_tui.cli import main
from sqs_tui.session import sample
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.verifying import verify
from sqs_tui.store.workbook import Workbook

ACCOUNT = locations.kernel_user()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    sample.build(tmp_path / "a.sqs")
    return tmp_path / "a.sqs"


def scored(book: Path, monkeypatch: pytest.MonkeyPatch, *options: str, answers: str = "1\n") -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answers))
    return main(["score", str(book), "--case", "ALD-06", "--plain", *options])


def authors(book: Path) -> set[str]:
    with Workbook.open(book, read_only=True) as workbook:
        return {line.author for line in workbook.lines() if line.operations}


def test_each_writes_under_a_name_of_their_own(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = authors(book)
    scored(book, monkeypatch, "--author", "li")
    scored(book, monkeypatch, "--author", "pt")
    assert authors(book) - before == {f"{ACCOUNT}/li", f"{ACCOUNT}/pt"}
    assert verify(book).is_sound


def test_undo_takes_back_ones_own_only(book: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    scored(book, monkeypatch, "--author", "li")
    scored(book, monkeypatch, "--author", "pt", answers="u\n")
    with Workbook.open(book, read_only=True) as workbook:
        assert workbook.value("answers", "ALD-06/RR01", "verdict") == "Y"


def test_the_next_command_is_the_accounts_again(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scored(book, monkeypatch, "--author", "li")
    assert locations.author() == f"{ACCOUNT}/li"
    scored(book, monkeypatch)
    assert locations.author() == ACCOUNT


@pytest.mark.parametrize("spelling", ["QA1", "qa1", " Ｑa1 "])
def test_an_author_is_spelt_as_an_inspector_of_the_team_and_is_the_same_person(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys, spelling: str
) -> None:
    assert main(["details", str(book), "--set", "team=QA1;PT"]) == 0
    before = authors(book)
    scored(book, monkeypatch, "--author", spelling)
    (author,) = authors(book) - before
    assert author == f"{ACCOUNT}/qa1"
    with Workbook.open(book, author=author, read_only=True) as workbook:
        inspection = Inspection(workbook)
        assert (inspection.inspector(), inspection.is_author("qa1")) == ("QA1", True)
    assert main(["history", str(book), "--by", "qa1"]) == 0
    assert f"QA1 ({ACCOUNT}/qa1)" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["AI-1", "Ann Other", "李", "a" * 40])
def test_whatever_names_an_inspector_names_an_author(book: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    scored(book, monkeypatch, "--author", name)
    scored(book, monkeypatch, "--author", name.replace("-", "_"))
    assert {f"{ACCOUNT}/{name.casefold()}", f"{ACCOUNT}/{name.casefold().replace('-', '_')}"} <= authors(book)
    assert verify(book).is_sound


@pytest.mark.parametrize("name", [" ", "a;b", "a" * 61, "root/li"])
def test_what_is_no_name_is_refused(book: Path, monkeypatch: pytest.MonkeyPatch, capsys, name: str) -> None:
    assert scored(book, monkeypatch, "--author", name) == 2


def test_what_is_no_plain_name_is_refused(book: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    assert scored(book, monkeypatch, "--author", "root/li") == 2
    assert "--author takes a short name" in capsys.readouterr().err
