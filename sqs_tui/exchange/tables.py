"""Tables on their way out, as CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqs_tui.domain.text import cleaned
from sqs_tui.exchange.formulas import guarded
from sqs_tui.values import dataclass

#: The mark on every row that leaves an inspection whose cases are invented.
INVENTED = "INVENTED CASES"


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows that have a value for each; JSON has the same names as the CSV's columns."""

    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]

    def marked_invented(self) -> Table:
        """The table with a column that says on every row that its cases are invented."""
        return Table((*self.columns, "invented"), [{**row, "invented": INVENTED} for row in self.rows])

    def marked_left_out(self, names: str) -> Table:
        """The table with a column that says on every row whose part could not be read, if anybody's."""
        if not names:
            return self
        return Table((*self.columns, "left_out"), [{**row, "left_out": names} for row in self.rows])


def as_csv(table: Table) -> str:
    """Comma-separated text with a header; cells that a spreadsheet would run are kept text."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(row.get(column)) for column in table.columns] for row in table.rows)
    return written.getvalue()


def as_json(table: Table) -> str:
    """A list of objects."""
    objects = [{name: _harmless(row.get(name)) for name in table.columns} for row in table.rows]
    return json.dumps(objects, indent=1, ensure_ascii=False) + "\n"


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return guarded(cleaned("; ".join(value)))
    return guarded(cleaned(str(value)))


def _harmless(value: Any) -> Any:
    """Text as it would be kept: a colleague's journal may hold what no editor here lets in."""
    return cleaned(value) if isinstance(value, str) else value
