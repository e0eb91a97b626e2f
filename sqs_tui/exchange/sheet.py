"""A table read from a file: rows that know their line, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field

from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place; the words never repeat what stands there, since it may be a name."""

    place: str
    column: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}, {self.column}: {self.what}" if self.column else f"{self.place}: {self.what}"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by column; a column the row does not reach is not there.

    A blank cell means the same everywhere: it changes nothing, or `empties` its field where that was asked for.
    """

    place: str
    cells: Mapping[str, str]
    empties: bool = False

    def gives(self, column: str) -> bool:
        """Whether the row says something of that column."""
        return bool(self.word(column)) or (self.empties and self.is_blank(column))

    def is_blank(self, column: str) -> bool:
        """Whether the row reaches that column, and nothing stands there."""
        return column in self.cells and not self.word(column)

    def word(self, column: str) -> str:
        """A cell without the blanks around it; empty where there is none."""
        return self.cells.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns and rows of a file, and the problems found while reading it."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()

    def ignored(self, used: Collection[str]) -> list[str]:
        """The columns that nobody reads."""
        return [column for column in self.columns if column and column not in used]


@dataclass
class Checking:
    """Gathers the problems of a sheet as its rows are read, instead of stopping at the first."""

    problems: list[Problem] = field(default_factory=list)
    #: The places of blank cells that meet a field with something in it.
    blank: list[str] = field(default_factory=list)

    def empties(self, row: Row, column: str, stands: object) -> bool:
        """Whether a blank cell empties a field in which something stands; that it meets one is noted either way."""
        if not (stands and row.is_blank(column)):
            return False
        self.blank.append(f"{row.place}, {column}")
        return row.empties

    def wrong(self, row: Row, column: str, what: str) -> None:
        """Note a problem with one cell."""
        self.problems.append(Problem(row.place, column, what))

    def line(self, row: Row, column: str, *, longest: int = 0) -> str:
        """A cell that must be a single line."""
        text = row.word(column)
        if "\n" in text or "\t" in text:
            self.wrong(row, column, "must be one line, without tabs")
        elif longest and len(text) > longest:
            self.wrong(row, column, f"has at most {longest} characters")
        return text

    def choice(self, row: Row, column: str, choices: Mapping[str, str]) -> str:
        """One of the choices, given in any case, as it is kept; an empty cell is empty."""
        text = row.word(column)
        if not text:
            return ""
        kept = choices.get(text.casefold())
        if kept is None:
            self.wrong(row, column, f"must be one of {', '.join(dict.fromkeys(choices.values()))}, or empty")
        return kept or ""

    def flag(self, row: Row, column: str) -> bool | None:
        """Yes or no; None where the cell is empty or cannot be read."""
        text = row.word(column)
        if text and text.casefold() not in _FLAGS:
            self.wrong(row, column, "must be yes, no or empty")
        return _FLAGS.get(text.casefold())

    def once(self, row: Row, column: str, key: object, seen: dict[object, str], what: str) -> None:
        """Note a row that says the same thing as an earlier one."""
        if key in seen:
            self.wrong(row, column, f"{what} is in {seen[key]} already")
        else:
            seen[key] = row.place


_FLAGS = {"yes": True, "1": True, "true": True, "no": False, "0": False, "false": False}
