"""One writer's append-only, hash-chained file, as it is read; `writer` appends to it.

A line is `hash SP json NL`; the hash is blake2b over the previous line's hash and the json. The first line
names the workbook. A last line whose hash holds counts though its newline is missing; any other last line without
newline is torn; a line with newline and a wrong hash is damage.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY
from hashlib import blake2b
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO

from sqs_tui.store.disk import open_regular
from sqs_tui.store.fold import Line, Operation
from sqs_tui.values import dataclass

FORMAT = 1
_HASH_LENGTH = 32
#: What stands for the hash before the first line.
GENESIS = "0" * _HASH_LENGTH
#: Longer lines are refused; an import of the largest file allowed still fits into one line.
LONGEST_LINE = 100_000_000
#: How far a counter may be ahead of the line before it: further than all colleagues together will ever write. A bound
#: on the counter itself could be used up in one line, and then nobody could count on.
LARGEST_STEP = 2**32
_BEYOND = "a counter beyond all counting"
_NO_COUNT = "a number that is none"
#: What a line may say without anybody's line before it being in doubt.
_SENSELESS = (_BEYOND, _NO_COUNT)
#: No journal has lines whose number has more digits.
_LONGEST_NUMBER = 15
#: Every number with no more digits can be reckoned with; Python itself reads and writes some thousands.
_MOST_DIGITS = 300
_DEEPEST = 20
#: A first line is a few hundred bytes; what is longer was never one.
_LONGEST_HEADER = 10_000
_WRITER = re.compile(r"[a-z0-9_.-]{1,60}")
_BRANCH = re.compile(r"[a-z0-9_.-]{1,60}~[0-9a-f]{8}")
_LINE = re.compile(rf"[a-z0-9_.-]{{1,60}}(?:~[0-9a-f]{{1,32}})?:(?:0|[1-9][0-9]{{0,{_LONGEST_NUMBER - 1}}})")


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in a journal from which on it is left out: whose journal, why, and since when as far as is known.

    Where it is not in `doubt`, it is as its writer wrote it and makes no sense.
    """

    file: str
    line: int
    what: str
    in_doubt: bool = True
    author: str = ""
    since: str = ""

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.what}"


@dataclass(slots=True)
class Cursor:
    """How far a journal has been read: where the line after its last good one begins, that one's hash, number, counter.

    `identity` is the hash of `workbook.toml` that its first line names, `author` who began it, `first` the hash of
    that line. The file is a byte shorter than `offset` where only the newline of its last line is missing.
    """

    offset: int = 0
    hash: str = GENESIS
    number: int = -1
    _: KW_ONLY
    counter: int = 0
    inode: int = 0
    damage: Damage | None = None
    identity: str = ""
    author: str = ""
    first: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """What a journal's first line says: which workbook, the hash of its `workbook.toml`, whose."""

    workbook: str
    identity: str
    author: str


def chained(previous: str, text: str) -> str:
    """The hash of a line, from the hash of the one before and its json."""
    return blake2b((previous + text).encode("utf-8"), digest_size=_HASH_LENGTH // 2).hexdigest()


def encoded(content: Mapping[str, Any]) -> str:
    """The json of a line as it is hashed."""
    return json.dumps(content, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def is_writer(name: str) -> bool:
    """Whether a name can be a writer's: it becomes a file name."""
    return bool(_WRITER.fullmatch(name))


def is_branch(name: str) -> bool:
    """Whether a name is that of a branch: what a journal came to in another copy, where it went on differently."""
    return bool(_BRANCH.fullmatch(name))


def writer_of(name: str) -> str:
    """The writer a journal names in its first line: its own name, or for a branch that of the journal it left."""
    return name.partition("~")[0]


def read(path: Path, cursor: Cursor, workbook: str, identity: str = "") -> Iterator[Line]:
    """What stands in a journal after the cursor, which moves along; stops at a torn tail or at damage.

    Damage is left in `cursor.damage`; nothing after it is read. A journal that was begun under another `identity`
    than the one given is damaged from its first line on.
    """
    if cursor.damage is not None:
        return
    with os.fdopen(open_regular(path), "rb") as file:
        file.seek(cursor.offset)
        yield from read_from(file, path.stem, cursor, workbook, identity)


def read_from(file: BinaryIO, name: str, cursor: Cursor, workbook: str, identity: str = "") -> Iterator[Line]:
    """As `read`, of the journal with a name, from anything that gives its bytes after the cursor."""
    while raw := file.readline(LONGEST_LINE + 1):
        if not raw.endswith(b"\n"):
            if not is_whole(raw, cursor.hash):
                if _is_more_than_torn(raw, cursor):
                    cursor.damage = Damage(f"{name}.jsonl", cursor.number + 2, "its end is not what was written")
                return
            raw += b"\n"
        line, problem = parsed(raw, writer_of(name), cursor, workbook)
        if cursor.number < 0 and not problem and identity and cursor.identity != identity:
            problem = "it was begun under another workbook.toml"
        if problem:
            cursor.damage = Damage(f"{name}.jsonl", cursor.number + 2, problem, in_doubt=problem not in _SENSELESS)
            return
        cursor.offset += len(raw)
        cursor.hash = raw[:_HASH_LENGTH].decode("ascii")
        cursor.first = cursor.first or cursor.hash
        cursor.number += 1
        if line is not None:
            cursor.counter = line.counter
            yield line


def header(path: Path) -> Header | None:
    """What the first line of a journal says; None where it is not whole."""
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            raw = file.readline(_LONGEST_HEADER)
        content = json.loads(raw[33:])
        if not is_whole(raw.removesuffix(b"\n"), GENESIS):
            return None
        return Header(str(content["workbook"]), str(content["identity"]), str(content["by"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def is_whole(raw: bytes, previous: str) -> bool:
    """Whether a last line without its newline is whole all the same: its hash holds."""
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError:
        return False
    return chained(previous, text[_HASH_LENGTH + 1 :]) == text[:_HASH_LENGTH]


def whole_lines(raw: bytes) -> bytes:
    """The bytes of a journal at its whole lines, each with its newline."""
    end = raw.rfind(b"\n") + 1
    previous = raw[raw.rfind(b"\n", 0, end - 1) + 1 : end][:_HASH_LENGTH].decode("ascii", "replace") if end else GENESIS
    return raw + b"\n" if raw[end:] and is_whole(raw[end:], previous) else raw[:end]


def _is_more_than_torn(raw: bytes, cursor: Cursor) -> bool:
    """Whether a tail is not the beginning of a line: longer than any, or a whole line with something else after it."""
    if len(raw) > LONGEST_LINE:
        return True
    text = raw.decode("ascii", "replace")
    try:
        _, end = json.JSONDecoder().raw_decode(text, _HASH_LENGTH + 1)
    except (ValueError, RecursionError):
        return False
    return end < len(text) and chained(cursor.hash, text[_HASH_LENGTH + 1 : end]) == text[:_HASH_LENGTH]


def parsed(raw: bytes, writer: str, cursor: Cursor, workbook: str) -> tuple[Line | None, str]:
    """The line read from bytes, or what is wrong with it; the first line of a journal reads as None."""
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError:
        return None, "bytes that were never written"
    found, space, body = text[:_HASH_LENGTH], text[_HASH_LENGTH : _HASH_LENGTH + 1], text[_HASH_LENGTH + 1 : -1]
    if space != " " or chained(cursor.hash, body) != found:
        return None, "the hash does not match"
    try:
        content = _DECODER.decode(body)
        # 2.0 and true are equal to whole numbers, and are written differently in the name of their line.
        if type(content["n"]) is not int or type(content.get("t", 0)) is not int:
            return None, _NO_COUNT
        if content["n"] != cursor.number + 1:
            return None, f"number {cursor.number + 1} was expected"
        if cursor.number < 0:
            return None, _begun(content, writer, cursor, workbook)
        operations: list[Operation] = []
        problem = _take_up(content["ops"], operations)
        if problem:
            return None, problem
        if not 0 <= content["t"] <= cursor.counter + LARGEST_STEP:
            return None, _BEYOND
        of = str(content.get("of", ""))
        if ":" in of and _is_beyond(of):
            return None, _BEYOND
        line = Line(
            writer=writer,
            number=content["n"],
            counter=content["t"],
            at=str(content["at"]),
            author=str(content["by"]),
            why=str(content["why"]),
            operations=tuple(operations),
            run=str(content.get("run", "")),
            of=of,
        )
    except _Beyond:
        return None, _BEYOND
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None, "content that cannot be read"
    return line, ""


def _begun(content: Mapping[str, Any], writer: str, cursor: Cursor, workbook: str) -> str:
    """What is wrong with the first line of a journal; empty where nothing is, and then the cursor has its identity."""
    if type(content["v"]) is not int or content["v"] != FORMAT:
        return f"it is of format {content['v']!r}, and this version reads {FORMAT}"
    if content["workbook"] != workbook or content["writer"] != writer:
        return "it belongs to another workbook or writer"
    cursor.identity, cursor.author = str(content["identity"]), str(content.get("by", ""))
    return ""


def _take_up(kept: Any, operations: list[Operation]) -> str:
    """Read the operations of a line; what is wrong with one of them, or nothing."""
    for table, id, field, value, seen in kept:
        if not (isinstance(table, str) and isinstance(id, str) and isinstance(field, str)):
            return "an operation that cannot be read"
        if isinstance(value, (list, dict)) and _is_deeper(value, _DEEPEST):
            return "it is nested too deep"
        for head in seen:
            if not isinstance(head, str):
                return "an operation that cannot be read"
            if not _LINE.fullmatch(head):
                return _BEYOND if _is_beyond(head) else _NO_COUNT
        operations.append(Operation(table, id, field, value, tuple(seen)))
    return ""


def _is_beyond(line: str) -> bool:
    """Whether the name of a line has a number longer than any line's."""
    number = line.rpartition(":")[2]
    return len(number) > _LONGEST_NUMBER and number.isdecimal()


class _Beyond(ValueError):
    """A number with more digits than anybody counts."""


def _countable(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise _Beyond
    return int(text)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text)


#: Of numbers only those that can be written again: what others wrote is read by everybody.
_DECODER = json.JSONDecoder(parse_constant=_no_number, parse_float=_finite, parse_int=_countable)


def _is_deeper(value: Any, most: int) -> bool:
    """Whether lists and objects stand inside each other more often than that."""
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, list) and (most == 0 or any(_is_deeper(part, most - 1) for part in value))
