"""Workbooks to break: made in a line, written to in a line, and processes that die."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqs_tui.domain.case import Change
from sqs_tui.store.catalogues import parse
from sqs_tui.store.workbook import Receipt, Workbook

SMALL = """
format = 1
id = "small"
version = "1"
title = "A small catalogue"
short = "small"
wording = "Ours."
aggregate = "pooled"
order = [{ code = "RO", title = "Referral order", phase = "community" }]
section = [{ id = "1", title = "One", short = "One" }]
criterion = [{ id = "RR01", section = "1", kind = "gate", title = "A gate", question = "Is it open?" }]
"""


def made(folder: Path, author: str = "ann") -> Workbook:
    """A new, empty workbook on a catalogue that is quick to read."""
    return Workbook.create(folder, parse(SMALL, "small"), author=author)


def opened(folder: Path, author: str = "ann", *, read_only: bool = False) -> Workbook:
    return Workbook.open(folder, author=author, read_only=read_only)


def put(book: Workbook, id: str, why: str = "scored", **fields: Any) -> Receipt | None:
    """Write fields of an answer as one line."""
    return book.record(
        [Change("answers", id, name, book.value("answers", id, name), to) for name, to in fields.items()], why
    )


def answers(book: Workbook) -> dict[str, dict[str, Any]]:
    """The answers as they stand."""
    return {id: dict(row) for id, row in book.rows("answers").items()}


def on_disk(folder: Path) -> dict[str, dict[str, Any]]:
    """The answers as a stranger would read them."""
    with opened(folder, "stranger", read_only=True) as book:
        assert book.damage == ()
        return answers(book)


def journals(folder: Path) -> list[Path]:
    return sorted((folder / "journal").glob("*.jsonl"))


def whole(folder: Path) -> dict[str, bytes]:
    """Every file of a workbook with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def in_another_process(act: Callable[[], Any]) -> Any:
    """What an act comes to in a process of its own; an exception comes back as itself."""
    there, here = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            try:
                come_to = act()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is handed to the parent to raise
                come_to = error
            os.write(here, pickle.dumps(come_to))
        finally:
            os._exit(0)
    os.close(here)
    with os.fdopen(there, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    come_to = pickle.loads(told)
    if isinstance(come_to, Exception):
        raise come_to
    return come_to


def cuts(raw: bytes) -> Iterator[int]:
    """Every place a file can be cut, from nothing to all but its last byte."""
    return iter(range(len(raw)))
