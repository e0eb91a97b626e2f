"""Workbooks to break: made in a line, written to in a line, and processes that die."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

from sqs_tui.domain.case import Change
from sqs_tui.store.catalogues import parse
from sqs_tui.store.identity import digest_of
from sqs_tui.store.journal import GENESIS, chained
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


def begin_under_another_identity(journal: Path, another: str = "0" * 32) -> None:
    """Write a journal anew, line for line, as if its `workbook.toml` had been another; every hash is right."""
    lines = journal.read_text("ascii").splitlines()
    identity, previous, raw = json.loads(lines[0][33:])["identity"], GENESIS, ""
    for line in lines:
        body = line[33:].replace(identity, another)
        previous = chained(previous, body)
        raw += f"{previous} {body}\n"
    journal.write_text(raw, "ascii")


def make_newer(folder: Path) -> None:
    """Make a workbook one that a newer version made: its format, and its journals begun under that."""
    identity = folder / "workbook.toml"
    identity.write_text(identity.read_text("ascii").replace("format = 1", "format = 2") + "more = true\n", "ascii")
    for journal in journals(folder):
        begin_under_another_identity(journal, digest_of(identity.read_bytes()))


def begun_elsewhere(script: str, folder: Path, *words: object, within: Sequence[str] = ()) -> subprocess.Popen[str]:
    """A Python of its own, running a script that has `folder`, `words` and `tell(value)` besides all of this module.

    `within` is a command that runs it, in surroundings of its own.
    """
    told = [*within, sys.executable, "-c", _BEFORE + dedent(script), str(folder), *map(str, words)]
    return subprocess.Popen(told, cwd=_ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def elsewhere(script: str, folder: Path, *words: object, within: Sequence[str] = ()) -> Any:
    """What a script in another process told."""
    with begun_elsewhere(script, folder, *words, within=within) as process:
        told, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return json.loads(told) if told else None


_ROOT = Path(__file__).resolve().parents[2]
_BEFORE = """
import json, os, resource, signal, sys
from pathlib import Path
from sqs_tui.errors import NotSaved
from tests.store.books import *
folder, words = Path(sys.argv[1]), sys.argv[2:]
def tell(value): print(json.dumps(value), flush=True)
"""
