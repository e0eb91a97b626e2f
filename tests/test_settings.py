"""Settings: an error names file, line and key; one that is changed leaves the rest of the file as it was written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from sqs_tui import settings
from sqs_tui.errors import NotSaved, UsageError

WRITTEN = """\
# Mine. Do not lose this.
theme = "sqs-light"  # for the office
auto_advance = true

[keys]
# the key by my thumb
next-open = "Space"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SQS_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path / "config" / "config.toml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("guidance = true\nthme = 'x'\n", "line 2: no setting is called thme."),
        ("\n\ntheme = 'red'\n", "line 3: theme must be one of sqs-dark,"),
        ("auto_advance = 1\n", "line 1: auto_advance must be true or false."),
        ("idle = true\n", "line 1: idle must be a number of minutes."),
        ("idle = -1\n", "line 1: idle must be from 0, for never, to 1440 minutes."),
        ("keymap = 'emacs'\n", "line 1: keymap must be one of default, left, right, numpad, vim."),
        ("keys = 'j'\n", "line 1: keys must be a table of keys: [keys]."),
        ("theme = \n", "line 1"),
    ],
)
def test_a_bad_file_is_told_with_its_line_and_key(config: Path, text: str, said: str) -> None:
    config.parent.mkdir()
    config.write_text(text, "utf-8")
    with pytest.raises(UsageError) as told:
        settings.load()
    assert str(config) in str(told.value)
    assert said in str(told.value)


def test_one_setting_is_changed_and_everything_else_stays(config: Path) -> None:
    config.parent.mkdir()
    config.write_text(WRITTEN, "utf-8")
    settings.save("theme", "sqs-dark")
    settings.save("idle", 5)
    settings.save("auto_advance", False)
    assert config.read_text("utf-8") == WRITTEN.replace('"sqs-light"', '"sqs-dark"').replace(
        "auto_advance = true\n", "auto_advance = false\nidle = 5\n"
    )
    kept = settings.load()
    assert (kept.theme, kept.idle, kept.auto_advance, kept.keys) == ("sqs-dark", 5, False, {"next-open": "Space"})


def test_the_first_setting_makes_the_file_for_its_owner_alone(config: Path) -> None:
    settings.save("keymap", "vim")
    assert settings.load().keymap == "vim"
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert [path.name for path in config.parent.iterdir()] == ["config.toml"]


def test_what_cannot_be_changed_line_by_line_is_left_alone(config: Path) -> None:
    config.parent.mkdir()
    config.write_text('theme = """\nsqs-dark"""\n', "utf-8")
    with pytest.raises(NotSaved):
        settings.save("theme", "sqs-light")
    assert config.read_text("utf-8") == 'theme = """\nsqs-dark"""\n'


def test_a_file_that_cannot_be_written_stays_whole(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.parent.mkdir()
    config.write_text(WRITTEN, "utf-8")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSaved, match="not kept"):
        settings.save("theme", "sqs-dark")
    assert config.read_text("utf-8") == WRITTEN
    assert [path.name for path in config.parent.iterdir()] == ["config.toml"]
