"""A reader of workbooks that knows nothing of the program: written from docs/dev/journal-format.md alone."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

Tables = dict[str, dict[str, dict[str, Any]]]
Line = tuple[str, dict[str, Any]]


def hashed(raw: bytes) -> str:
    """The hash that everything in a workbook is known by."""
    return blake2b(raw, digest_size=16).hexdigest()


def lines(workbook: Path) -> Iterator[Line]:
    """Every line that counts, with its writer; a line whose hash is wrong fails, a torn last one is passed over."""
    identity = (workbook / "workbook.toml").read_bytes()
    said = tomllib.loads(identity.decode("utf-8"))
    assert said["format"] == 1
    assert said["catalogue_hash"] == hashed((workbook / "catalogue.toml").read_bytes())
    for journal in sorted((workbook / "journal").glob("*.jsonl")):
        if not re.fullmatch(r"[a-z0-9_.-]{1,60}", journal.stem):
            continue
        last = "0" * 32
        for number, raw in enumerate(journal.read_bytes().splitlines(keepends=True)):
            told, body = raw[:32].decode("ascii"), raw[33:].removesuffix(b"\n")
            if hashed(last.encode("ascii") + body) != told:
                assert not raw.endswith(b"\n"), (journal.name, number)
                break
            last, line = told, json.loads(body)
            assert line["n"] == number
            if number:
                yield journal.stem, line
            else:
                assert (line["v"], line["workbook"], line["writer"]) == (1, said["id"], journal.stem)
                assert line["identity"] == hashed(identity)


def fold(workbook: Path) -> Tables:
    """What the journals come to: the fields of every row of every table."""
    writes: dict[tuple[str, str, str], list[tuple[int, str, int, Any]]] = {}
    named: set[tuple[tuple[str, str, str], str]] = set()
    for writer, line in lines(workbook):
        for table, id, name, value, seen in line["ops"]:
            key = (table, id, name)
            writes.setdefault(key, []).append((line["t"], writer, line["n"], value))
            named.update((key, one) for one in seen)
    tables: Tables = {}
    for key, every in writes.items():
        heads = [one for one in every if (key, f"{one[1]}:{one[2]}") not in named]
        value = max(heads, key=lambda one: one[:3])[3] if heads else None
        if value is not None:
            tables.setdefault(key[0], {}).setdefault(key[1], {})[key[2]] = value
    for rows in tables.values():
        for id in [id for id, row in rows.items() if row.get("deleted")]:
            del rows[id]
    return tables
