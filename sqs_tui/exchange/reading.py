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
#: Columns that name a case or a person.
_NAMES = frozenset({"ref", "case", "case_manager", "inspector"})
_UNQUOTED = 'must be text in quotes, as "007"'


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
    delimiter = next((one for one in _DELIMITERS if is_known(headers[one][1])), ",")
    line, columns = headers[delimiter]
    problems = [Problem(f"line {line}", name, "this column is there twice") for name in _twice(columns)]
    rows = []
    for line, cells in _records(text, delimiter, problems):
        place = f"line {line}"
        if any(cell.strip() for cell in cells[len(columns) :]):
            problems.append(Problem(place, "", f"has {len(cells)} cells, the header has {len(columns)}"))
            continue
        named = list(zip(columns, cells, strict=False))
        nameless = [number for number, (name, cell) in enumerate(named, 1) if cell.strip() and not name]
        problems += [Problem(place, f"column {number}", "has no name in the header") for number in nameless]
        found = {name: unguarded(cell) for name, cell in named if name}
        problems += [Problem(place, name, "has control characters in it") for name in found if has_control(found[name])]
        rows.append(Row(place, {name: cleaned(cell) for name, cell in found.items()}))
    return Sheet(columns, tuple(rows), tuple(problems))


def _records(text: str, delimiter: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Each record after the header, with the line it begins on; empty ones are left out, before the header too."""
    # NUL is swapped for another control character: the reader would stop at it, and the cell is refused all the same.
    reader = csv.reader(io.StringIO(text.replace("\0", "\1"), newline=""), delimiter=delimiter, strict=True)
    begins, is_header = 1, True
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if not is_header:
                    yield begins, cells
                is_header = False
            begins = reader.line_num + 1
    except csv.Error:
        problems.append(Problem(f"line {begins}", "", "its quotes do not close, or a cell is too long"))


def _header(text: str, delimiter: str) -> tuple[int, tuple[str, ...]]:
    """The names of the columns, and the line they stand on: the first that is not empty."""
    reader = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
    try:
        for names in reader:
            if any(name.strip() for name in names):
                return reader.line_num, tuple(cleaned(name).strip().casefold() for name in names)
    except csv.Error:
        pass
    return 1, ()


def _twice(columns: tuple[str, ...]) -> list[str]:
    return [name for place, name in enumerate(columns) if name and name in columns[:place]]


def _json(text: str, path: Path) -> Sheet:
    try:
        # Pairs, since of two equal names the last would win, and a constant that is no JSON would become a word.
        content = json.loads(text, object_pairs_hook=_Object, parse_constant=_Constant)
    except (ValueError, RecursionError) as error:
        detail = f"{_place(error)}: something does not close, or is not JSON"
        raise Refused(f"{path} cannot be read as JSON.", detail) from error
    problems, rows, columns = [], [], dict[str, None]()
    for number, item in enumerate(content, 1):
        place = f"object {number}"
        if not isinstance(item, _Object):
            problems.append(Problem(place, "", "must be an object"))
            continue
        pairs = [(name.strip().casefold(), value) for name, value in item.pairs]
        problems += [Problem(place, name, "is there twice") for name in _twice(tuple(name for name, _ in pairs))]
        problems += [Problem(place, "", "a value has no name") for name, value in pairs if not name and _cell(value)]
        problems += [Problem(place, name, _UNQUOTED) for name, value in pairs if _is_unquoted(name, value)]
        cells = {name: _cell(value) for name, value in pairs if name and not _is_unquoted(name, value)}
        problems += [Problem(place, name, "must be text") for name, cell in cells.items() if cell is None]
        found = {name: cell for name, cell in cells.items() if cell is not None}
        problems += [Problem(place, name, "has control characters in it") for name in found if has_control(found[name])]
        rows.append(Row(place, {name: cleaned(cell) for name, cell in found.items()}))
        columns.update(dict.fromkeys(cells))
    return Sheet(tuple(columns), tuple(rows), tuple(problems))


class _Object:
    """An object of a JSON file, as the names and values that stand there."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        self.pairs = pairs


class _Constant:
    """NaN or Infinity: no value that a cell can have."""

    def __init__(self, name: str) -> None:
        self.name = name


def _is_unquoted(column: str, value: object) -> bool:
    """Whether what should name a case or a person is no text: 007 would be 7, and true a word."""
    return isinstance(value, _Constant) or (column in _NAMES and not isinstance(value, str | None))


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
