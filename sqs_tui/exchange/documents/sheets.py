"""XLSX: tables as sheets of one workbook, text always as text, the marking on every printed page."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from sqs_tui.domain.text import cleaned
from sqs_tui.errors import Refused
from sqs_tui.exchange.libraries import needed
from sqs_tui.exchange.tables import Table

_WIDEST, _NARROWEST = 60, 8
#: The height of a line in points, and the most lines a row is high.
_LINE, _MOST_LINES = 15, 25


def written(tables: Mapping[str, Table], marking: str) -> bytes:
    """Tables by the names of their sheets. Raises `Refused` where the library is not installed."""
    try:
        xlsxwriter: Any = importlib.import_module("xlsxwriter")
    except ModuleNotFoundError as error:
        raise Refused(
            needed("XLSX needs", "XlsxWriter"),
            remedy="CSV works without it: --format csv",
        ) from error
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for name, table in tables.items():
        _sheet(book.add_worksheet(name), table, marking, bold, wrapped)
    book.close()
    return content.getvalue()


def _sheet(sheet: Any, table: Table, marking: str, bold: Any, wrapped: Any) -> None:
    if marking:
        sheet.set_header(f"&C&B{marking.replace('&', '&&')}")
        sheet.set_footer(f"&C&B{marking.replace('&', '&&')}&R&P")
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    texts = [[_text(row.get(name)) for name in table.columns] for row in table.rows]
    widths = [_width([name, *(row[column] for row in texts)]) for column, name in enumerate(table.columns)]
    for column, (name, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    for place, (row, shown) in enumerate(zip(table.rows, texts, strict=True), 1):
        # Said outright: not every program works out how high wrapped text is.
        sheet.set_row(place, _LINE * max(_lines(text, width) for text, width in zip(shown, widths, strict=True)))
        for column, (name, text) in enumerate(zip(table.columns, shown, strict=True)):
            value = row.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(place, column, value, wrapped)
            elif text:
                sheet.write_string(place, column, text, wrapped)


def _width(texts: list[str]) -> int:
    """As wide as the longest line, within bounds."""
    longest = max(len(line) for text in texts for line in (text.split("\n") or [""]))
    return max(_NARROWEST, min(longest + 2, _WIDEST))


def _lines(text: str, width: int) -> int:
    """How many lines a text takes, wrapped at words."""
    wrapped = (1 if len(line) < width else -(-len(line) * 11 // (width * 10)) for line in text.split("\n"))
    return min(sum(wrapped), _MOST_LINES)


def _text(value: Any) -> str:
    """A value as text: never run, whatever it begins with, and no longer than a cell can be."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return cleaned("; ".join(map(str, value)))
    return cleaned(str(value))[:32_767]
