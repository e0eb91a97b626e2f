"""Light on the wire: only cells that changed are sent.

Textual repaints whole regions and never compares with what the terminal shows already. This keeps a picture of
the terminal, compares each update with it cell by cell, and sends what differs. It rests on Textual's private
`App._display` and the shapes of two updates; where these are not as expected, painting falls back to Textual's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from rich.cells import split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Size

try:
    from textual._compositor import ChopsUpdate, LayoutUpdate
except ImportError:  # Another Textual: its own painting is used.
    ChopsUpdate = LayoutUpdate = None  # type: ignore[assignment,misc]

#: A cell: its text (empty for the right half of a wide character) and its style.
Cell = tuple[str, Style | None]
#: Unchanged cells between two changed ones are sent too, when that is shorter than moving the cursor.
_BRIDGE = 4


class _Unfamiliar(Exception):
    """An update that is not of a shape we know."""


class Picture:
    """What the terminal shows, cell by cell; None where that is not known."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.rows: list[list[Cell | None]] = [[None] * size.width for _ in range(size.height)]

    def differing(self, runs: Iterable[tuple[int, int, list[Cell]]]) -> Iterator[tuple[int, int, list[Cell]]]:
        """Take in what is to be shown, and give the runs that differ from what was."""
        for y, x, cells in runs:
            if y >= len(self.rows):
                continue
            row = self.rows[y]
            cells = cells[: len(row) - x]
            shown = row[x : x + len(cells)]
            if shown == cells:
                continue
            row[x : x + len(cells)] = cells
            yield from _changed(y, x, shown, cells)


def _changed(y: int, x: int, shown: list[Cell | None], cells: list[Cell]) -> Iterator[tuple[int, int, list[Cell]]]:
    start = end = -1
    for place, cell in enumerate(cells):
        if cell == shown[place]:
            continue
        if start >= 0 and place - end > _BRIDGE:
            yield y, x + start, cells[start:end]
            start = -1
        if start < 0:
            start = place
            while start and not cells[start][0]:
                start -= 1  # Begin with the whole of a wide character.
        end = place + 1
        while end < len(cells) and not cells[end][0]:
            end += 1
    if start >= 0:
        yield y, x + start, cells[start:end]


def _cells(segments: Iterable[Segment]) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, control in segments:
        if control:
            raise _Unfamiliar
        if text.isascii():
            cells.extend([(character, style) for character in text])
            continue
        for start, end, width in split_graphemes(text)[0]:
            if width:
                cells.append((text[start:end], style))
                cells.extend([("", style)] * (width - 1))
            elif cells:
                before, its_style = cells[-1]
                cells[-1] = (before + text[start:end], its_style)
    return cells


def _runs(update: Any) -> Iterator[tuple[int, int, list[Cell]]]:
    """The rows of cells an update paints: line, column, cells."""
    if type(update) is LayoutUpdate:
        x = update.region.x
        for y, line in enumerate(update.strips, update.region.y):
            yield y, x, _cells(segment for strip in line for segment in strip)
    elif type(update) is ChopsUpdate:
        for y, x1, x2 in update.spans:
            for (x, strip), end in zip(update.chops[y].items(), update.chop_ends[y], strict=False):
                if strip is None or x >= x2 or end <= x1:
                    continue
                cells = _cells(strip)
                first, last = max(x1 - x, 0), min(x2, end) - x
                yield y, x + first, cells[first:last]
    else:
        raise _Unfamiliar


@lru_cache(maxsize=4096)
def _codes(style: Style | None, color_system: Any) -> str:
    """The codes that switch a style on, after everything was switched off."""
    if style is None:
        return ""
    rendered = style.without_color.render("\0", color_system=color_system) if color_system is None else style.render(
        "\0", color_system=color_system
    )
    before = rendered.partition("\0")[0]
    return before[2:-1] if before.startswith("\x1b[") else ""


def _written(runs: Iterable[tuple[int, int, list[Cell]]], color_system: Any) -> str:
    """The bytes that paint runs, with as few codes as will do."""
    parts: list[str] = []
    codes = ""
    where = (-1, -1)
    for y, x, cells in runs:
        if where != (y, x):
            parts.append(f"\x1b[{y + 1};{x + 1}H")
        for text, style in cells:
            wanted = _codes(style, color_system)
            if wanted != codes:
                parts.append(f"\x1b[0;{wanted}m" if wanted and codes else f"\x1b[{wanted or 0}m")
                codes = wanted
            parts.append(text)
        where = (y, x + len(cells))
    if codes:
        parts.append("\x1b[0m")
    return "".join(parts)


class CellDiff(App[int]):
    """An app that sends only the cells that changed."""

    _picture: Picture | None = None
    _falls_back = ChopsUpdate is None

    def forget_cells(self) -> None:
        """Forget what the terminal shows: the next update is sent whole."""
        self._picture = None

    def _display(self, screen: Any, renderable: Any) -> None:
        if renderable is None or self._falls_back or not self._can_paint():
            super()._display(screen, renderable)
            if renderable is not None:
                self._picture = None
            return
        try:
            sequence = self._differences(renderable)
        except _Unfamiliar:
            self._picture = None
            super()._display(screen, renderable)
            return
        except Exception:  # noqa: BLE001 - a fault here must never leave a blank screen; Textual's painting is right.
            self._falls_back = True
            self._picture = None
            super()._display(screen, renderable)
            return
        self._paint(sequence)
        self.post_display_hook()

    def _can_paint(self) -> bool:
        driver = self._driver
        return (
            not self._batch_count
            and self._running
            and not self._closed
            and not self.is_headless
            and driver is not None
            and not driver.is_inline
        )

    def _differences(self, update: Any) -> str:
        size = self.size
        if self._picture is None or self._picture.size != size:
            self._picture = Picture(size)
        return _written(self._picture.differing(_runs(update)), self.console._color_system)

    def _paint(self, sequence: str) -> None:
        """Send a frame, the cursor left where it belongs; nothing at all where nothing changed."""
        cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        moved = cursor != self._previous_cursor_position
        if not sequence and not moved:
            return
        self._previous_cursor_position = cursor
        driver = self._driver
        assert driver is not None
        self._begin_update()
        try:
            driver.write(f"{sequence}\x1b[{cursor.y + 1};{cursor.x + 1}H")
        finally:
            self._end_update()
        driver.flush()
