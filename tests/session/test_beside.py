"""A session that ends beside a case manager is known to have ended so, once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sqs_tui import locations
from sqs_tui.session.beside import FOLDER, Beside


def ended(*, in_company: bool, author: str = "li") -> None:
    """Another process that ends while it is so."""
    code = (
        f"from sqs_tui.session.beside import Beside; b = Beside('w-1', '{author}'); b.note(True); b.note({in_company})"
    )
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[2], check=True)


def test_it_is_told_once_and_to_whom_it_happened() -> None:
    ended(in_company=True)
    assert not Beside("w-2", "li").take_left()
    assert not Beside("w-1", "pt").take_left()
    assert Beside("w-1", "li").take_left()
    assert not Beside("w-1", "li").take_left()


def test_one_that_was_left_in_order_is_no_matter() -> None:
    ended(in_company=False)
    assert not Beside("w-1", "li").take_left()


def test_a_window_that_lives_is_no_sign_of_an_end() -> None:
    with subprocess.Popen(["sleep", "30"]) as other:
        (locations.ensured(locations.state_folder() / FOLDER) / f"w_1.li.{other.pid}").touch()
        assert not Beside("w-1", "li").take_left()
        other.kill()
    assert Beside("w-1", "li").take_left()


def test_where_nothing_can_be_written_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "file"))
    beside = Beside("w-1", "li")
    beside.note(True)
    assert not beside.take_left()
