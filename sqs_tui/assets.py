"""Where styles/, data/ and docs/ are: beside this package when installed, one folder up in a checkout."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder of that name that ships with the package (`styles`, `data` or `docs`)."""
    beside = _HERE / name
    return beside if beside.is_dir() else _HERE.parent / name
