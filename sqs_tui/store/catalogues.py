"""Catalogues read from TOML and checked: an error names the line, the key, what is wrong and what was meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import tomli

from sqs_tui import assets, locations
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.errors import BadCatalogue, NotFound
from sqs_tui.store.catalogue_fields import Problem, Source
from sqs_tui.store.catalogue_reading import Reading
from sqs_tui.store.disk import cause, read_regular

LARGEST = 5_000_000


def read(path: Path) -> Catalogue:
    """A catalogue from a file. Raises `NotFound` or `BadCatalogue`."""
    try:
        raw = read_regular(path, LARGEST, follow_links=True)
        if len(raw) > LARGEST:
            raise NotFound(f"{path} is not a catalogue.", "It is larger than 5 MB.")
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise NotFound(
            f"{path} cannot be read.", f"{cause(error)}.", "See what there is: sqs catalogue list"
        ) from error
    except UnicodeDecodeError as error:
        raise BadCatalogue(f"{path} is not UTF-8 text.", f"At byte {error.start}.") from error
    return parse(text, str(path))


def parse(text: str, origin: str) -> Catalogue:
    """A catalogue from its text. Raises `BadCatalogue` with every problem found, a line each."""
    catalogue, problems = examine(text)
    if problems or catalogue is None:
        detail = "\n".join(f"{origin}: {problem}" for problem in problems)
        raise BadCatalogue("The catalogue cannot be used.", detail, "The format: sqs help catalogue-author")
    return catalogue


@lru_cache(maxsize=2)  # The workbooks of one inspection hold the same text.
def examine(text: str) -> tuple[Catalogue | None, Sequence[Problem]]:
    """The catalogue, if it can be made, and every problem found."""
    try:
        content = tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        return None, (Problem(int(found[1]) if found else 0, "the file", f"not TOML: {error}"),)
    source = Source(text)
    catalogue = Reading(source, content).catalogue()
    problems = sorted(dict.fromkeys(source.problems), key=lambda problem: problem.line)
    return (None if problems else catalogue), problems


# The catalogues there are


def folders() -> tuple[Path, Path]:
    """Where catalogues are looked for: those that ship, and the user's own."""
    return assets.folder("data") / "catalogues", locations.config_folder() / "catalogues"


def available() -> dict[str, Path]:
    """The catalogues there are, by file name without its ending; the user's own win."""
    found: dict[str, Path] = {}
    for folder in folders():
        found.update((path.stem, path) for path in sorted(folder.glob("*.toml")))
    return found


def by_name(name: str) -> Catalogue:
    """A catalogue by its id, or by the path of its file. Raises `NotFound` or `BadCatalogue`."""
    path = named(name)
    try:
        file = path.stat()
    except OSError:
        return read(path)
    return _as_of(path, file.st_mtime_ns, file.st_size)


@lru_cache(maxsize=8)
def _as_of(path: Path, changed: int, size: int) -> Catalogue:
    """A catalogue as its file was when it had been changed last."""
    return read(path)


def named(name: str) -> Path:
    """The file of a catalogue, by its id or by the path itself. Raises `NotFound`."""
    known = available()
    if name in known:
        return known[name]
    if name.endswith(".toml") or "/" in name:
        return Path(name)
    raise NotFound(
        f"There is no catalogue called {name}.", f"There are {', '.join(known)}.", "A file of your own ends in .toml."
    )
