"""What the user has chosen: frozen settings from a TOML file and SQS_* variables, the variables winning."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import tomli

from sqs_tui import locations
from sqs_tui.errors import UsageError
from sqs_tui.values import dataclass

THEMES = ("", "sqs-dark", "sqs-light", "sqs-mono", "sqs-terminal")
SYMBOLS = ("auto", "unicode", "ascii")


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


_CHOICES = {"theme": THEMES, "symbols": SYMBOLS}


def path() -> Path:
    """Where the settings are read from."""
    return locations.config_folder() / "config.toml"


def load() -> Settings:
    """The settings as they stand. Raises `UsageError` naming file, key and the nearest known key."""
    settings = Settings()
    file = path()
    if file.is_file():
        try:
            content = tomli.loads(file.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
            raise UsageError(
                "The settings cannot be read.", f"{file}: {error}", "Mend the file, or move it away."
            ) from error
        for key, value in content.items():
            settings = _set(settings, key, value, str(file))
    for field in fields(Settings):
        variable = f"SQS_{field.name.upper()}"
        if variable in os.environ:
            settings = _set(settings, field.name, _plain(os.environ[variable]), variable)
    return settings


def _plain(text: str) -> Any:
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(text.casefold(), text)


def _set(settings: Settings, key: str, value: Any, place: str) -> Settings:
    known = {field.name: field for field in fields(Settings)}
    if key not in known:
        close = get_close_matches(key, known, n=1)
        meant = f"Did you mean {close[0]}?" if close else f"There are {', '.join(known)}."
        raise UsageError("The settings cannot be used.", f"{place}: no setting is called {key}.", meant)
    wanted = type(getattr(settings, key))
    if not isinstance(value, wanted):
        what = "true or false" if wanted is bool else "text in quotes"
        raise UsageError("The settings cannot be used.", f"{place}: {key} must be {what}.")
    if key in _CHOICES and value not in _CHOICES[key]:
        raise UsageError(
            "The settings cannot be used.", f"{place}: {key} must be one of {', '.join(filter(None, _CHOICES[key]))}."
        )
    return replace(settings, **{key: value})
