"""Files as services send them, read into a sheet: CSV with commas, semicolons or tabs, or our own JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from sqs_tui.domain.text import cleaned, has_control
from sqs_tui.errors import NotFound, Refused
from sqs_tui.exchange.formulas import unguarded
from sqs_tui.exchange.sheet import Problem, Row, Sheet
from sqs_tui.store.disk import NotRegular, cause, read_regular

LARGEST = 20_000_000
_DELIMITERS = (",", ";", "\t")


def read(path: Path, is_known: Callable[[tuple[str, ...]], bool]) -> Sheet:
    """A sheet from a file; `is_known` tells whether a header can be read. Raises `NotFound` or `Refused`."""
    raw = _content(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Refused(
            f"{path} is not UTF-8 text.", f"line {line}: bytes that cannot be read", 'Save it as "CSV UTF-8".'
        ) from error
    if text.lstrip()[:1] == "[":
        return _json(text, path)
    return _csv(text, path, is_known)


def _content(path: Path) -> bytes:
    """What a regular file of bearable size holds; a pipe or device is never waited for."""
    try:
        raw = read_regular(path, LARGEST, follow_links=True)
    except NotRegular as error:
        raise NotFound(f"{path} is not a regular file.") from error
    except OSError as error:
        raise NotFound(f"{path} cannot be read.", f"{cause(error)}.") from error
    if len(raw) > LARGEST:
        raise Refused(f"{path} is too large.", f"It may have at most {LARGEST // 1_000_000} MB.")
    return raw


def _csv(text: str, path: Path, is_known: Callable[[tuple[str, ...]], bool]) -> Sheet:
    headers = {delimiter: _header(text, delimiter) for delimiter in _DELIMITERS}
    delimiter = next((one for one in _DELIMITERS if is_known(headers[one])), ",")
    columns = headers[delimiter]
    problems = [Problem("line 1", name, "this column is there twice") for name in _twice(columns)]
    rows = []
    for line, cells in _records(text, delimiter, problems):
        place = f"line {line}"
        if any(cell.strip() for cell in cells[len(columns) :]):
            problems.append(Problem(place, "", f"has {len(cells)} cells, the header has {len(columns)}"))
            continue
        found = dict(zip(columns, map(unguarded, cells), strict=False))
        problems += [Problem(place, name, "has control characters in it") for name in found if has_control(found[name])]
        rows.append(Row(place, {name: cleaned(cell) for name, cell in found.items()}))
    return Sheet(columns, tuple(rows), tuple(problems))


def _records(text: str, delimiter: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Each record after the header, with the line it begins on; empty ones are left out."""
    # NUL is swapped for another control character: the reader would stop at it, and the cell is refused all the same.
    reader = csv.reader(io.StringIO(text.replace("\0", "\1"), newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for number, cells in enumerate(reader):
            if number and any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        problems.append(Problem(f"line {begins}", "", "its quotes do not close, or a cell is too long"))


def _header(text: str, delimiter: str) -> tuple[str, ...]:
    try:
        names = next(csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter), [])
    except csv.Error:
        names = []
    return tuple(cleaned(name).strip().casefold() for name in names)


def _twice(columns: tuple[str, ...]) -> list[str]:
    return [name for place, name in enumerate(columns) if name and name in columns[:place]]


def _json(text: str, path: Path) -> Sheet:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        detail = f"{_place(error)}: something does not close, or is not JSON"
        raise Refused(f"{path} cannot be read as JSON.", detail) from error
    problems, rows, columns = [], [], dict[str, None]()
    for number, item in enumerate(content, 1):
        place = f"object {number}"
        if not isinstance(item, dict):
            problems.append(Problem(place, "", "must be an object"))
            continue
        cells = {name.strip().casefold(): _cell(value) for name, value in item.items()}
        problems += [Problem(place, name, "must be text") for name, cell in cells.items() if cell is None]
        found = {name: cell for name, cell in cells.items() if cell is not None}
        problems += [Problem(place, name, "has control characters in it") for name in found if has_control(found[name])]
        rows.append(Row(place, {name: cleaned(cell) for name, cell in found.items()}))
        columns.update(dict.fromkeys(cells))
    return Sheet(tuple(columns), tuple(rows), tuple(problems))


def _place(error: Exception) -> str:
    return f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "somewhere"


def _cell(value: object) -> str | None:
    """A value as a cell of text; None where it cannot be one."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str() | int() | float():
            return str(value)
        case list() if all(isinstance(part, str) for part in value):
            return ";".join(value)
    return None
