"""The records and phrases of a catalogue, read from TOML: those that ship, and a person's own phrases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli

from sqs_tui import assets, locations
from sqs_tui.domain.fieldwork import Fieldwork, Phrase, Source
from sqs_tui.errors import UsageError

FORMAT = 1
LARGEST = 100_000
#: How long a phrase may be: more is a text of its own.
LONGEST = 500


def shipped(catalogue: str) -> Fieldwork:
    """What ships for a catalogue; where there is nothing for it, what is there for any."""
    folder = assets.folder("data") / "fieldwork"
    named = folder / f"{catalogue}.toml"
    return read(named if named.is_file() else folder / "default.toml")


def own_path() -> Path:
    """Where a person's own phrases are."""
    return locations.config_folder() / "phrases.toml"


def own_phrases() -> tuple[Phrase, ...]:
    """A person's own phrases; none where the file is not there. Raises `UsageError`."""
    path = own_path()
    return read(path, is_own=True).phrases if path.is_file() else ()


def read(path: Path, *, is_own: bool = False) -> Fieldwork:
    """A file of records and phrases. Raises `UsageError` naming the file and what is wrong in it."""
    try:
        if path.stat().st_size > LARGEST:
            raise _wrong(path, f"it is larger than {LARGEST} bytes")
        content = tomli.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise _wrong(path, str(error)) from error
    unknown = sorted(content.keys() - {"format", "source", "phrase"})
    if unknown:
        raise _wrong(path, f"no key is called {unknown[0]}; there are source and phrase")
    if content.get("format", FORMAT) != FORMAT:
        raise _wrong(path, f"format must be {FORMAT}")
    sources = tuple(_source(path, number, one) for number, one in enumerate(_tables(path, content, "source"), 1))
    if len({source.code for source in sources}) < len(sources):
        raise _wrong(path, "two sources have the same code")
    phrases = (_phrase(path, number, one, is_own) for number, one in enumerate(_tables(path, content, "phrase"), 1))
    return Fieldwork(sources, tuple(phrases))


def _tables(path: Path, content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = content.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _wrong(path, f"{name} is written as [[{name}]]")
    return found


def _source(path: Path, number: int, one: Mapping[str, Any]) -> Source:
    place = f"[[source]] {number}"
    _known(path, place, one, {"code", "title"})
    code, title = _text(path, place, one, "code"), _text(path, place, one, "title")
    if not code.replace("_", "").isalnum() or not code.isascii():
        raise _wrong(path, f"{place} code: letters, digits and underscores only")
    return Source(code, title)


def _phrase(path: Path, number: int, one: Mapping[str, Any], is_own: bool) -> Phrase:
    place = f"[[phrase]] {number}"
    _known(path, place, one, {"text", "criteria"})
    criteria = one.get("criteria", [])
    if not isinstance(criteria, list) or not all(isinstance(id, str) for id in criteria):
        raise _wrong(path, f'{place} criteria: is a list, as ["RR12", "SS03"]')
    return Phrase(_text(path, place, one, "text"), tuple(criteria), is_own)


def _known(path: Path, place: str, one: Mapping[str, Any], names: set[str]) -> None:
    unknown = sorted(one.keys() - names)
    if unknown:
        raise _wrong(path, f"{place}: no key is called {unknown[0]}; there are {', '.join(sorted(names))}")


def _text(path: Path, place: str, one: Mapping[str, Any], name: str) -> str:
    value = one.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        raise _wrong(path, f"{place} {name}: is a text of at most {LONGEST} characters")
    return value


def _wrong(path: Path, what: str) -> UsageError:
    return UsageError("A file of phrases cannot be read.", f"{path}: {what}.", "Mend it, or move it away.")
