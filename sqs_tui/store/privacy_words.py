"""The words that tell a name or a place from any other word, read once from the data that ships."""

from __future__ import annotations

from functools import cache

import tomli

from sqs_tui import assets
from sqs_tui.domain.privacy import Words


@cache
def words() -> Words:
    """First names, words that name nobody, and the endings of schools and places."""
    return Words.of(tomli.loads((assets.folder("data") / "privacy.toml").read_text("utf-8")))
