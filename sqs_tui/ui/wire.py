"""Light on the wire: only cells that changed are sent.

Textual repaints whole regions and never compares with what the terminal shows already. This keeps a picture of
the terminal, compares each update with it cell by cell, and sends what differs. It rests on Textual's private
`App._display` and the shapes of two updates; where these are not as expected, painting falls back to Textual's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from rich.cells import split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App
from textual.css.query import QueryError
from textual.geometry import Offset, Size
from textual.strip import Strip
from textual.widget import Widget

from sqs_tui.ui.faults import fault, keep_fault

try:
    from textual._compositor import ChopsUpdate, LayoutUpdate
except ImportError:  # Another Textual: its own painting is used.
    ChopsUpdate = LayoutUpdate = None  # type: ignore[assignment,misc]


class Look(NamedTuple):
    """A style as the codes that switch it on: attributes, foreground, background; empty is the terminal's own."""

    attributes: tuple[str, ...] = ()
    foreground: str = ""
    background: str = ""


#: A cell: its text (empty for the right half of a wide character) and its look.
Cell = tuple[str, Look]
#: Cells from a place on: line, column, cells.
Run = tuple[int, int, list[Cell]]

_PLAIN = Look()
#: What switches an attribute off.
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29", "21": "24"}
#: Unchanged cells between two changed ones are sent too, when that is shorter than moving the cursor.
_BRIDGE = 4
#: Rows are scrolled only where so many of them stand elsewhere, so far away at most.
_WORTH_SCROLLING, _FARTHEST = 3, 16
#: A frame of so many characters is handed over in one piece, and need not be marked as belonging together.
_PACKET = 3000


class _Unfamiliar(Exception):
    """An update that is not of a shape we know."""


class Picture:
    """What the terminal shows, cell by cell; None where that is not known."""

    def __init__(self, size: Size, rows: list[list[Cell | None]] | None = None) -> None:
        self.size = size
        self.rows = rows or [[None] * size.width for _ in range(size.height)]

    def within(self, runs: Iterable[Run]) -> list[Run]:
        """The runs as far as there is room for them."""
        return [(y, x, _cut(cells, self.size.width - x)) for y, x, cells in runs if y < self.size.height]

    def changed(self, runs: Iterable[Run]) -> list[Run]:
        """What of the runs differs from what is shown."""
        return [
            part
            for y, x, cells in runs
            if self.rows[y][x : x + len(cells)] != cells
            for part in _changed(y, x, self.rows[y][x : x + len(cells)], cells)
        ]

    def take(self, runs: Iterable[Run]) -> None:
        """The runs are shown now."""
        for y, x, cells in runs:
            self.rows[y][x : x + len(cells)] = cells

    def scrolled(self, runs: list[Run]) -> tuple[str, Picture, list[Run]] | None:
        """The picture after rows were moved by the terminal to where they are wanted; None where few would be right.

        Before it what moves them, and after it the runs to compare then: whole rows, since all of a row moves.
        """
        wide = [run for run in runs if 2 * len(run[2]) > self.size.width and not self._stands(run, 0)]
        if len(wide) < _WORTH_SCROLLING:
            return None
        standing, by = self._shift(wide)
        if standing < _WORTH_SCROLLING:
            return None
        moved = _together([run[0] for run in wide if self._stands(run, by)])
        top, bottom = moved[0] + min(by, 0), moved[-1] + max(by, 0) + 1
        wanted = Picture(self.size, [list(row) for row in self.rows])
        wanted.take(runs)
        whole = [(y, 0, [cell for cell in wanted.rows[y] if cell]) for y in range(top, bottom)]
        if any(len(cells) < self.size.width for _, _, cells in whole):
            return None
        rows, fresh = self.rows[top:bottom], Picture(Size(self.size.width, abs(by))).rows
        rows = [*rows[by:], *fresh] if by > 0 else [*fresh, *rows[:by]]
        code = f"\x1b[{top + 1};{bottom}r{_move(-1, -1, top, 0)}\x1b[{abs(by)}{'M' if by > 0 else 'L'}\x1b[r"
        others = [run for run in runs if not top <= run[0] < bottom]
        return code, Picture(self.size, [*self.rows[:top], *rows, *self.rows[bottom:]]), [*whole, *others]

    def _shift(self, wide: list[Run]) -> tuple[int, int]:
        """How many rows stand so far from where they are wanted: the nearest shift that serves nearly all, or the best.

        A list moves by a row or two at most keys, and then nothing farther need be looked at.
        """
        best = (0, 0)
        for away in range(1, _FARTHEST + 1):
            for by in (away, -away):
                best = max(best, (sum(self._stands(run, by) for run in wide), by))
            if best[0] >= max(_WORTH_SCROLLING, len(wide) // 2 + 1):
                break
        return best

    def _stands(self, run: Run, by: int) -> bool:
        """Whether a row so far away shows what this one is to show."""
        y, x, cells = run
        return 0 <= y + by < len(self.rows) and self.rows[y + by][x : x + len(cells)] == cells


def _together(rows: list[int]) -> list[int]:
    """The most rows that stand together, a cursor's two rows between them left out of account."""
    blocks: list[list[int]] = []
    for y in sorted(rows):
        if not blocks or y - blocks[-1][-1] > 3:
            blocks.append([])
        blocks[-1].append(y)
    return max(blocks, key=len)


def _cut(cells: list[Cell], width: int) -> list[Cell]:
    """Cells cut to a width; half a wide character is a blank."""
    if len(cells) <= width:
        return cells
    cut = cells[: max(width, 0)]
    if cut and not cells[width][0]:
        cut[-1] = (" ", cut[-1][1])
    return cut


def _changed(y: int, x: int, shown: list[Cell | None], cells: list[Cell]) -> Iterator[Run]:
    start = end = -1
    for place, cell in enumerate(cells):
        if cell == shown[place]:
            continue
        if start >= 0 and place > end and not _is_short(cells, end, place):
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


def _is_short(cells: list[Cell], end: int, place: int) -> bool:
    """Whether the cells between two changed ones cost less than a move over them."""
    look = cells[end - 1][1]
    return place - end <= _BRIDGE and all(between[1] is look or between[1] == look for between in cells[end:place])


@lru_cache(maxsize=1024)
def _read(codes: str) -> Look:
    """The look that codes switch on."""
    attributes, foreground, background = [], "", ""
    parts = iter(codes.split(";") if codes else ())
    for part in parts:
        code = int(part)
        if code in (38, 48):
            kind = next(parts)
            colour = ";".join((part, kind, *islice(parts, 1 if kind == "5" else 3)))
            foreground, background = (colour, background) if code == 38 else (foreground, colour)
        elif 30 <= code <= 37 or 90 <= code <= 97:
            foreground = part
        elif 40 <= code <= 47 or 100 <= code <= 107:
            background = part
        elif part in _OFF:
            attributes.append(part)
        elif code not in (39, 49):
            raise _Unfamiliar
    return Look(tuple(attributes), foreground, background)


@lru_cache(maxsize=4096)
def _look(style: Style | None, color_system: Any) -> Look:
    if style is None:
        return _PLAIN
    if style.link:
        raise _Unfamiliar
    return _read(Strip.render_ansi(style, color_system))


@lru_cache(maxsize=4096)
def _switch(before: Look, after: Look) -> str:
    """The shortest codes from one look to another."""
    if after == _PLAIN:
        return "\x1b[m"
    whole = [*after.attributes, *filter(None, after[1:])]
    if before == _PLAIN:
        return f"\x1b[{';'.join(whole)}m"
    off = dict.fromkeys(_OFF[one] for one in before.attributes if one not in after.attributes)
    on = [one for one in after.attributes if one not in before.attributes or _OFF[one] in off]
    part = [*off, *on]
    if after.foreground != before.foreground:
        part.append(after.foreground or "39")
    if after.background != before.background:
        part.append(after.background or "49")
    return min(f"\x1b[{';'.join(part)}m", f"\x1b[;{';'.join(whole)}m", key=len)


@lru_cache(maxsize=8192)
def _cells(text: str, style: Style | None, color_system: Any) -> tuple[str, tuple[Cell, ...]]:
    """A piece of text as cells; before them any marks that belong to the cell before."""
    look = _look(style, color_system)
    if text.isascii():
        return "", tuple((character, look) for character in text)
    marks = ""
    cells: list[Cell] = []
    for start, end, width in split_graphemes(text)[0]:
        grapheme = text[start:end]
        if width:
            cells.append((grapheme, look))
            cells.extend([("", look)] * (width - 1))
        elif cells:
            _join(cells, grapheme)
        else:
            marks += grapheme
    return marks, tuple(cells)


def _join(cells: list[Cell], marks: str) -> None:
    place = next((place for place in range(len(cells) - 1, -1, -1) if cells[place][0]), None)
    if place is not None:
        text, look = cells[place]
        cells[place] = (text + marks, look)


#: The cells of strips painted lately, by the object: a line that only moved is the same strip.
_KNOWN: dict[tuple[int, Any], tuple[Strip, list[Cell]]] = {}
_MOST_KNOWN = 500


def _strip(strip: Strip, color_system: Any) -> list[Cell]:
    """The cells of a strip, not to be changed."""
    known = _KNOWN.get((id(strip), color_system))
    if known is not None and known[0] is strip:
        return known[1]
    if len(_KNOWN) >= _MOST_KNOWN:
        _KNOWN.clear()
    line = _line(strip, color_system)
    _KNOWN[id(strip), color_system] = (strip, line)
    return line


def _line(segments: Iterable[Segment], color_system: Any) -> list[Cell]:
    line: list[Cell] = []
    for text, style, control in segments:
        if control:
            raise _Unfamiliar
        marks, cells = _cells(text, style, color_system)
        if marks:
            _join(line, marks)
        line.extend(cells)
    return line


def _runs(update: Any, color_system: Any) -> Iterator[Run]:
    """The cells an update paints, row by row."""
    if type(update) is LayoutUpdate:
        x = update.region.x
        for y, line in enumerate(update.strips, update.region.y):
            yield y, x, _line((segment for strip in line for segment in strip), color_system)
    elif type(update) is ChopsUpdate:
        for y, x1, x2 in update.spans:
            for (x, strip), end in zip(update.chops[y].items(), update.chop_ends[y], strict=False):
                if strip is not None and x < x2 and end > x1:
                    yield y, x, _cut(_strip(strip, color_system), min(x2, end) - x)
    else:
        raise _Unfamiliar


class Piece(NamedTuple):
    """Text of one look at a place, and how many cells it takes; -1 where terminals disagree on that."""

    y: int
    x: int
    look: Look
    text: str
    width: int


def _pieces(runs: Iterable[Run]) -> Iterator[Piece]:
    """Runs, broken where the look changes and after what may be wider or narrower than we know."""
    for y, x, cells in runs:
        start, look = 0, cells[0][1]
        for place, (text, its_look) in enumerate(cells):
            if its_look is not look and its_look != look:
                yield _piece(y, x + start, cells[start:place])
                start, look = place, its_look
            if len(text) > 1:
                yield _piece(y, x + start, cells[start:place])
                yield Piece(y, x + place, look, text, -1)
                start = place + 1
        yield _piece(y, x + start, cells[start:])


def _piece(y: int, x: int, cells: list[Cell]) -> Piece:
    while cells and not cells[0][0]:
        cells, x = cells[1:], x + 1  # The right half of a character that was sent as a piece of its own.
    return Piece(y, x, cells[0][1] if cells else _PLAIN, "".join([text for text, _ in cells]), len(cells))


def _shortest(runs: Iterable[Run], width: int, then: Offset) -> str:
    """What paints runs and leaves the cursor where it belongs then; empty where there is nothing to paint."""
    pieces = [piece for piece in _pieces(runs) if piece.text]
    if not pieces:
        return ""
    return min(_written(pieces, width, then), _written(_by_look(pieces), width, then), key=len)


def _by_look(pieces: list[Piece]) -> list[Piece]:
    """The same, all of one look after another: going to a place is shorter than switching a style.

    Left in their order where a width is doubtful: what is wider than we know spills over what comes after it.
    """
    if any(piece.width < 0 for piece in pieces):
        return pieces
    return sorted(pieces, key=lambda piece: (piece.look.background, piece.look.attributes, piece.look.foreground))


def _written(pieces: Iterable[Piece], width: int, then: Offset | None = None) -> str:
    """What paints pieces, with as few codes as will do, and where the cursor goes then."""
    parts: list[str] = []
    look = _PLAIN
    at_y = at_x = -1
    for y, x, wanted, text, cells in pieces:
        if (at_y, at_x) != (y, x):
            parts.append(_move(at_y, at_x, y, x))
        if wanted != look:
            parts.append(_switch(look, wanted))
            look = wanted
        parts.append(text)
        # Past the last column, and after a doubtful width, the next place is said in full.
        at_y, at_x = y, x + cells if 0 <= cells < width - x else -1
    if look != _PLAIN:
        parts.append("\x1b[m")
    if then is not None:
        parts.append(_move(at_y, at_x, then.y, then.x))
    return "".join(parts)


def _move(from_y: int, from_x: int, y: int, x: int) -> str:
    """The shortest move of the cursor from a place, -1 where that is not known, to another."""
    place = f"\x1b[{y + 1 if x or y else ''}{f';{x + 1}' if x else ''}H"
    if from_x < 0:
        return place
    down = _step(y - from_y, "B", "A")
    return min(down + _step(x - from_x, "C", "D"), "\r" + down + _step(x, "C", "D"), place, key=len)


def _step(by: int, onward: str, back: str) -> str:
    if not by:
        return ""
    return f"\x1b[{abs(by) if abs(by) > 1 else ''}{onward if by > 0 else back}"


def scroll_lines(widget: Widget, by: int) -> None:
    """Have a widget painted whose lines now stand so many higher up; those drawn already are not drawn again.

    It has no border and no padding. Where Textual keeps its lines otherwise than we know, all are drawn.
    """
    cache = getattr(widget, "_styles_cache", None)
    lines, dirty = getattr(cache, "_cache", None), getattr(cache, "_dirty_lines", None)
    if not isinstance(lines, dict) or not isinstance(dirty, set):
        widget.refresh()
        return
    moved = {y - by: line for y, line in lines.items() if y not in dirty and 0 <= y - by < widget.size.height}
    widget.refresh()
    lines.update(moved)
    dirty.difference_update(moved)


class CellDiff(App[int]):
    """An app that sends only the cells that changed."""

    _picture: Picture | None = None
    _falls_back = ChopsUpdate is None

    def cursor_place(self) -> Offset:
        """Where the terminal's cursor belongs now."""
        return self.cursor_position

    def forget_cells(self) -> None:
        """Forget what the terminal shows: the next update is sent whole."""
        self._picture = None

    def on_mount(self) -> None:
        self.app_suspend_signal.subscribe(self, lambda _: self.forget_cells(), immediate=True)
        self.app_resume_signal.subscribe(self, lambda _: self._paint_anew(), immediate=True)

    def _paint_anew(self) -> None:
        self.forget_cells()
        self.screen.refresh(layout=True)

    def on_resize(self, event: events.Resize) -> None:
        """Whatever size it comes to: a terminal resized may have lost what it showed."""
        self.forget_cells()

    def _display(self, screen: Any, renderable: Any) -> None:
        with suppress(AttributeError, LookupError, QueryError):  # A screen that is not laid out yet points nowhere.
            self.cursor_position = self.cursor_place()
        if renderable is not None and not self._falls_back:
            try:
                if self._batch_count or self._paint(renderable):
                    self.post_display_hook()
                    return
            except _Unfamiliar:
                pass
            except (
                ArithmeticError,
                AssertionError,
                AttributeError,
                LookupError,
                RuntimeError,
                TypeError,
                ValueError,
            ) as error:
                # A fault here must never leave a blank screen: Textual paints from now on. It would be noticed as
                # slowness only, so it is kept in the fault log.
                self._falls_back = True
                keep_fault(" < ".join(["painting", *fault(error)]))
            self._picture = None
        super()._display(screen, renderable)

    def _paint(self, update: Any) -> bool:
        """Send what an update changes and leave the cursor where it belongs; whether that was ours to do."""
        driver = self._driver
        if not self._running or self._closed or self.is_headless or driver is None or driver.is_inline:
            return False
        size = self.size
        if self._picture is None or self._picture.size != size:
            self._picture = Picture(size)
        picture = self._picture
        runs = picture.within(_runs(update, self.console._color_system))
        scrolled = picture.scrolled(runs)
        cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        if scrolled is None or any(len(cells) < size.width for _, _, cells in runs):
            sequence = _shortest(picture.changed(runs), size.width, cursor)
        else:
            sequence = ""  # Whole rows stand elsewhere: to write them again is never shorter.
        if scrolled is not None:
            code, moved, whole = scrolled
            other = code + (_shortest(moved.changed(whole), size.width, cursor) or _move(-1, -1, cursor.y, cursor.x))
            if not sequence or len(other) < len(sequence):
                sequence, self._picture, runs = other, moved, whole
        self._picture.take(runs)
        if not sequence:
            if cursor == self._previous_cursor_position:
                return True
            sequence = _move(-1, -1, cursor.y, cursor.x)
        self._previous_cursor_position = cursor
        if len(sequence) <= _PACKET:
            driver.write(sequence)
        else:
            self._begin_update()
            driver.write(sequence)
            self._end_update()
        driver.flush()
        return True
