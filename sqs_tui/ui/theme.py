"""The themes in styles/themes, and which one to begin with."""

from __future__ import annotations

import os
from typing import Any

import tomli
from textual.theme import Theme

from sqs_tui import assets

NAMES = ("sqs-dark", "sqs-light", "sqs-mono", "sqs-terminal")


def _content(name: str) -> dict[str, Any]:
    path = assets.folder("styles") / "themes" / f"{name}.toml"
    return tomli.loads(path.read_text("utf-8"))


def load(name: str) -> Theme:
    """A theme of ours by name."""
    content = _content(name)
    return Theme(
        name=content["name"],
        dark=content["dark"],
        ansi=content.get("ansi", False),
        variables=content["tokens"],
        **content["colours"],
    )


def titles() -> dict[str, str]:
    """The themes with the words for them."""
    return {name: _content(name)["title"] for name in NAMES}


def first(chosen: str) -> str:
    """The theme to begin with: none of colour where NO_COLOR asks for that, then the user's choice.

    Over SSH the terminal's own colours are the default.
    """
    if os.environ.get("NO_COLOR"):
        return "sqs-mono"
    if chosen in NAMES:
        return chosen
    return "sqs-terminal" if "SSH_CONNECTION" in os.environ or "SSH_TTY" in os.environ else "sqs-dark"
