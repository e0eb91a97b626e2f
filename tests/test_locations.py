"""An installation has one id for good, whatever became of the file it is kept in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sqs_tui import locations
from sqs_tui.errors import Refused, UsageError
from sqs_tui.locations import installation, state_folder


@pytest.fixture
def file() -> Path:
    return state_folder() / "installation"


def test_it_is_made_once_and_kept(file):
    known = installation()
    assert re.fullmatch("[0-9a-f]{8}", known)
    assert installation() == known == file.read_text().strip()
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("content", [b"", b"\n", b"\0" * 9, b"\xff\xfe", b"../../x\n", b"x" * 1000])
def test_what_a_power_cut_or_anybody_left_there_is_mended_for_good(file, content):
    """Else every process would take another id, and with it another journal."""
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    known = installation()
    assert re.fullmatch("[0-9a-f]{8}", known)
    assert installation() == known


def test_of_two_that_make_it_at_once_the_first_wins(file, monkeypatch):
    """The other makes it after this one has seen that it is not there, and before it gives its own the name."""
    first = installation()
    raw, name = file.read_bytes(), locations._name
    file.unlink()

    def made_meanwhile(beside: Path, path: Path) -> None:
        file.write_bytes(raw)
        name(beside, path)

    with monkeypatch.context() as patch:
        patch.setattr(locations, "_name", made_meanwhile)
        found = installation()
    assert found == first


def test_where_it_cannot_be_kept_that_is_said(file):
    file.mkdir(parents=True)
    with pytest.raises(Refused, match="cannot keep its id"):
        installation()


@pytest.mark.parametrize("text", ["~nobody-here/a.sqs", "x" * 5000, "a\0b", "a\ud800b"])
def test_a_path_that_can_lead_nowhere_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused, match="The path cannot be used"):
        locations.typed(text)


def test_a_path_is_taken_as_it_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert locations.typed(" ~/a b.sqs ") == tmp_path / "a b.sqs"


def test_whoever_shares_an_account_is_named_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    locations.work_as("li")
    assert locations.author() == f"{locations.kernel_user()}/li"
    locations.work_as("")
    assert locations.author() == locations.kernel_user()


@pytest.mark.parametrize("name", ["root/li", "\x1b[2J", "l" * 61, "../li", "li;ann", " "])
def test_a_name_is_short_and_in_one_line(name: str) -> None:
    with pytest.raises(UsageError, match="short name"):
        locations.work_as(name)
