"""What the user has chosen: frozen settings from a TOML file and SQS_* variables, the variables winning."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import tomli

from sqs_tui import locations
from sqs_tui.errors import NotSaved, UsageError
from sqs_tui.values import dataclass

THEMES = ("", "sqs-dark", "sqs-light", "sqs-mono", "sqs-terminal")
SYMBOLS = ("auto", "unicode", "ascii")
KEYMAPS = ("default", "left", "right", "numpad", "vim")
#: A screen left alone longer than a day is not waited for.
LONGEST_IDLE = 24 * 60


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings there are, with what they are when nobody has chosen."""

    theme: str = ""
    """`sqs-dark`, `sqs-light`, `sqs-mono`, `sqs-terminal`; empty chooses by the terminal."""
    symbols: str = "auto"
    """`unicode`, `ascii`, or `auto`: by the encoding of the terminal."""
    auto_advance: bool = True
    """Whether a verdict moves on to the next open criterion."""
    guidance: bool = False
    """Whether guidance is open when a case is opened."""
    keymap: str = "default"
    """Which keys do what: `default`, `left`, `right`, `numpad` or `vim`."""
    keys: Mapping[str, Any] = field(default_factory=dict)
    """Own keys, by the id of what they do, over those of the keymap."""
    idle: int = 15
    """After how many minutes without a key the screen blanks; 0 is never, and beside a case manager it stays."""
    cursor: bool = False
    """Whether the terminal's own cursor is seen, on the row or in the field the keys go to."""
    kitty_keyboard: bool = True
    """Whether a terminal that knows the kitty keyboard protocol is asked to use it."""


_CHOICES = {"theme": THEMES, "symbols": SYMBOLS, "keymap": KEYMAPS}
_TITLE = "The settings cannot be used."


def path() -> Path:
    """Where the settings are read from."""
    return locations.config_folder() / "config.toml"


def load() -> Settings:
    """The settings as they stand. Raises `UsageError` naming file, line, key and the nearest known key."""
    settings = Settings()
    file = path()
    if file.is_file():
        text, content = _read(file)
        for key, value in content.items():
            settings = _set(settings, key, value, f"{file}, line {_line_of(text, key)}")
    for one in fields(Settings):
        variable = f"SQS_{one.name.upper()}"
        if variable in os.environ:
            settings = _set(settings, one.name, _plain(os.environ[variable], one.name), variable)
    return settings


def _read(file: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = file.read_text("utf-8")
        return text, tomli.loads(text)
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise UsageError(
            "The settings cannot be read.", f"{file}: {error}", "Mend the file, or move it away."
        ) from error


def _line_of(text: str, key: str) -> int:
    """The line on which a key, or a table, begins."""
    wanted = re.compile(rf"\s*(\[\s*)?[\"']?{re.escape(key)}[\"']?\s*[\].=]")
    return next((number for number, line in enumerate(text.splitlines(), 1) if wanted.match(line)), 1)


def _plain(text: str, name: str) -> Any:
    if isinstance(getattr(Settings(), name), bool):
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        return words.get(text.casefold(), text)
    return int(text) if name == "idle" and text.isdecimal() else text


def _set(settings: Settings, key: str, given: object, place: str) -> Settings:
    value: Any = given
    known = [one.name for one in fields(Settings)]
    if key not in known:
        close = get_close_matches(key, known, n=1)
        raise UsageError(
            _TITLE,
            f"{place}: no setting is called {key}.",
            f"Did you mean {close[0]}?" if close else f"There are {', '.join(known)}.",
        )
    wanted = type(getattr(Settings(), key))
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        what = {bool: "true or false", int: "a number of minutes", dict: "a table of keys: [keys]"}
        raise UsageError(_TITLE, f"{place}: {key} must be {what.get(wanted, 'text in quotes')}.")
    if key == "idle" and not 0 <= value <= LONGEST_IDLE:
        raise UsageError(_TITLE, f"{place}: idle must be from 0, for never, to {LONGEST_IDLE} minutes.")
    if key in _CHOICES and value not in _CHOICES[key]:
        raise UsageError(_TITLE, f"{place}: {key} must be one of {', '.join(filter(None, _CHOICES[key]))}.")
    return replace(settings, **{key: value})


def save(key: str, value: str | bool | int) -> None:
    """Write one setting into the file, whole or not at all; everything else in it stays, comments too.

    Raises `UsageError` where the file cannot be read any more, and `NotSaved` where it cannot be written.
    """
    file = path()
    text = _read(file)[0] if file.is_file() else ""
    written = _with(text, key, value)
    if _is_other_than(text, written, key, value):
        raise NotSaved("The setting is not kept.", f"{file} is written in a way that cannot be changed from here.")
    try:
        _write_whole(file, written)
    except OSError as error:
        raise NotSaved("The setting is not kept.", f"{file}: {error.strerror}.") from error


def _with(text: str, key: str, value: str | bool | int) -> str:
    """The text with one setting changed, on its own line, else on a new one before the first table."""
    said = str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
    lines = text.splitlines()
    end = next((place for place, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    wanted = re.compile(rf"(\s*[\"']?{re.escape(key)}[\"']?\s*=\s*)([^#\"']*?|\"[^\"]*\"|'[^']*')(\s*(?:#.*)?)$")
    for place, line in enumerate(lines[:end]):
        found = wanted.match(line)
        if found:
            lines[place] = f"{found[1]}{said}{found[3]}"
            break
    else:
        while end and not lines[end - 1].strip():
            end -= 1
        lines.insert(end, f"{key} = {said}")
    return "\n".join(lines) + "\n"


def _is_other_than(before: str, after: str, key: str, value: str | bool | int) -> bool:
    """Whether a text came to anything but the one setting changed."""
    try:
        return tomli.loads(after) != {**tomli.loads(before), key: value}
    except tomli.TOMLDecodeError:
        return True


def _write_whole(file: Path, text: str) -> None:
    """Write beside, and take the place of the file once all of it is on disk; a link is followed."""
    file = file.resolve()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with open(beside, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as new:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
        os.replace(beside, file)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
