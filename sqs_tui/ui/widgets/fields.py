"""The fields of a form, drawn in one list; the one that has the keys is typed in, in the one editor there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from rich.cells import cell_len
from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.geometry import Offset, Region
from textual.widgets import Input, TextArea, input, text_area

from sqs_tui.domain.text import cleaned
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.lines import Lines, Row, fitted, spot, wrapped
from sqs_tui.values import dataclass

#: How wide the box of a shape is, where that is known beforehand; how wide any is at most, and a long one.
_WIDTHS = {"date": 13, "dates": 24, "age": 5, "number": 8}
_WIDEST, _WIDEST_LONG = 84, 100
#: How few lines a long field is given, and how many are shown of one that may not be changed.
_FEWEST_LONG, _MOST_FIXED = 4, 8
#: How many lines a turn of the mouse's wheel moves.
_WHEEL = 3
_NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: its name, its title, its shape and a line of help.

    `shape` is `text`, `long` (several lines), `choice`, `list`, `date`, `dates`, `age` or `number`. `choices` gives
    words for codes; an optional choice may be left open. One that is not `drafted` is kept only when it is left.
    """

    name: str
    title: str
    shape: str = "text"
    help: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    optional: bool = True
    drafted: bool = True


def one_line(text: str) -> str:
    """Text cleaned, with its lines joined."""
    return " ".join(cleaned(text).replace("\t", " ").split("\n"))


class TextField(Input):
    """The editor for one line of text; what is pasted comes in clean, its lines joined."""

    def __init__(self) -> None:
        super().__init__(select_on_focus=False, compact=True)
        self.cursor_blink = False

    @property
    def text(self) -> str:
        """What stands here."""
        return self.value

    def begin(self, text: str, selection: input.Selection | None = None) -> None:
        """Go on with another text, where its cursor was, or at its end."""
        self.value = text
        self.selection = selection or input.Selection.cursor(len(text))

    def on_resize(self) -> None:
        """Keep the cursor in sight in a box of another width."""
        self.scroll_to_region(Region(cell_len(self.value[: self.cursor_position]), 0, 1, 1), force=True, animate=False)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        start, end = sorted(self.selection)
        self.replace(one_line(event.text).strip(), start, end)

    async def action_submit(self) -> None:
        """Leave Enter to the form."""
        raise SkipAction


class LongField(TextArea):
    """The editor for several lines of text; what is pasted comes in clean."""

    def __init__(self, *, read_only: bool) -> None:
        super().__init__(tab_behavior="focus", compact=True, read_only=read_only)
        self.cursor_blink = False
        self.highlight_cursor_line = False

    def begin(self, text: str, selection: text_area.Selection | None = None) -> None:
        """Go on with another text, where its cursor was, or at its end; one that is only read, at its beginning."""
        self.load_text(text)
        start = (0, 0) if self.read_only else self.document.end
        self.move_cursor(self.clamp_visitable(selection.end) if selection else start)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if not self.read_only:
            self.insert(cleaned(event.text))

    def action_cursor_up(self, select: bool = False) -> None:
        """From the first line, go on to the field before."""
        if self.cursor_at_first_line and not select:
            raise SkipAction
        super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """From the last line, go on to the next field."""
        if self.cursor_at_last_line and not select:
            raise SkipAction
        super().action_cursor_down(select)


class FieldRow:
    """A field as it stands in a form: its text, and why that cannot be kept."""

    def __init__(self, field: FormField, text: str, *, is_fixed: bool) -> None:
        self.field = field
        self.error = ""
        self.is_fixed = is_fixed
        self.is_long = field.shape == "long"
        self.is_choice = field.shape == "choice" and not is_fixed
        #: Whether it has an editor: what is long and only read is scrolled in one.
        self.is_typed = self.is_long or not (is_fixed or self.is_choice)
        #: The words for the codes of a choice.
        self.words = {**({"": _NOT_RECORDED} if field.optional else {}), **field.choices}
        #: The editor, while the keys go here; and what stood there and was selected when it was last looked at.
        self.editor: TextField | LongField | None = None
        self.value = ""
        self.selection: Any = None
        self.redraw: Callable[[], None] = lambda: None
        self.set_text(field.choices.get(text, text) if is_fixed else text)

    @property
    def text(self) -> str:
        """What stands in the field, clean."""
        return cleaned(self.value if self.editor is None else self.editor.text)

    def set_text(self, text: str) -> None:
        """Put a text in the field, as if it had always stood there."""
        if self.is_choice:
            self.words.setdefault(text, one_line(text))
        else:
            text = cleaned(text) if self.is_long or self.is_fixed else one_line(text)
        if text != self.value:
            self.value, self.selection = text, None
            if self.editor is not None and self.editor.text != text:
                self.editor.begin(text, self.editor.selection)  # type: ignore[arg-type]
            self.redraw()

    def show_error(self, error: str) -> None:
        """Say in words why this cannot be kept; nothing takes the words away."""
        if error != self.error:
            self.error = error
            self.redraw()


#: What is done with a field.
Act = Callable[[FieldRow], None]


class FieldList(Lines, can_focus=True):
    """Draws every field of a form: its label, what stands in it, and under it in words why that cannot be kept.

    One field is current. Its text is typed in the one editor there is, which lies over it; choices are made here.
    """

    def __init__(self, fields: Sequence[FieldRow], symbols: Symbols, *, edited: Act, clicked: Act) -> None:
        """`edited` is called with a field changed by hand, `clicked` with one that the mouse points at."""
        super().__init__(id="fields")
        self.fields = fields
        self.current = fields[0]
        self._symbols = symbols
        self._edited, self._clicked = edited, clicked
        kinds = sorted({row.is_long for row in fields if row.is_typed})
        self._editors = {long: LongField(read_only=fields[0].is_fixed) if long else TextField() for long in kinds}
        #: On which line each field begins, and how many it has.
        self._places: dict[FieldRow, tuple[int, int]] = {}
        self._below: list[Row] = []
        self._top = self._chosen_at = self._label_width = 0
        #: Whether the current field is kept in sight, or somebody looks elsewhere.
        self._follows = True
        for row in fields:
            row.redraw = self.draw

    def compose(self) -> ComposeResult:
        """An editor of either kind, where a field needs it."""
        yield from self._editors.values()

    def go(self, row: FieldRow) -> None:
        """Let the keys go to a field."""
        before, self.current = self.current, row
        if before.editor is not None:
            before.value, before.selection, before.editor = before.editor.text, before.editor.selection, None
        if row.is_typed:
            row.editor = self._editors[row.is_long]
            row.editor.begin(row.value, row.selection)
        for editor in self._editors.values():
            editor.display = editor is row.editor
        self.screen.set_focus(row.editor or self, scroll_visible=False)
        self._follows = True
        self.draw()

    def on_focus(self) -> None:
        """Pass the keys on to the editor, where the field has one: Textual gives them to the list itself."""
        self.screen.set_focus(self.current.editor or self, scroll_visible=False)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: events.Event) -> None:
        event.stop()
        self.catch_up()

    def catch_up(self) -> None:
        """Take from the editor what was typed since, and report it: the message about it may still be on its way."""
        row = self.current
        if row.editor is not None and row.editor.text != row.value:
            row.value = row.editor.text
            if not self._follows:
                self._follows = True
                self.draw()
            self._edited(row)

    def tell(self, rows: Sequence[Row]) -> None:
        """Say something under the fields, from its beginning on."""
        self._below = [(), *rows] if rows else []
        self._follows = not rows
        self._top = sum(count for _, count in self._places.values())
        self.draw()

    # Choices

    def turn(self, by: int) -> None:
        """Choose the next one, or the one before; 0 leaves it open."""
        row = self.current
        if row.is_choice:
            codes = list(row.words)
            left_open = "" if row.field.optional else codes[0]
            self._pick(codes[(codes.index(row.value) + by) % len(codes)] if by else left_open)

    def _pick(self, code: str) -> None:
        if code != self.current.value:
            self.current.set_text(code)
            self._edited(self.current)

    def on_key(self, event: events.Key) -> None:
        """A letter chooses the next one whose word begins with it."""
        row = self.current
        if not row.is_choice or not event.is_printable or not event.character or event.character.isspace():
            return
        codes, letter = list(row.words), event.character.casefold()
        after = codes.index(row.value) + 1
        next_ones = [code for code in codes[after:] + codes[:after] if row.words[code].casefold().startswith(letter)]
        if next_ones:
            event.stop()
            event.prevent_default()
            self._pick(next_ones[0])

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the field that is pointed at."""
        place = event.get_content_offset_capture(self)
        for row, (first, count) in self._places.items():
            if 0 <= place.y + self._top - first < count and row is not self.current:
                self._clicked(row)
                if isinstance(row.editor, TextField) and row is self.current:
                    row.editor.cursor_position = max(0, place.x - self._label_width)
                return

    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _look_elsewhere(self, event: events.MouseEvent) -> None:
        event.stop()
        self._follows = False
        self._top += _WHEEL if isinstance(event, events.MouseScrollDown) else -_WHEEL
        self.draw()

    # Drawing

    def on_resize(self) -> None:
        self.draw()

    def cursor_spot(self) -> Offset:
        """Where the cursor of the terminal belongs: on what is chosen, or at the beginning of what stands there."""
        first = self._places[self.current][0] if self._places else 0
        return spot(self, self._label_width + self._chosen_at, first - self._top)

    def draw(self) -> None:
        """Show every field as it stands, and the editor where it belongs; only lines that differ are painted."""
        width, height = self.size
        if not width:
            return
        longest = max(cell_len(row.field.title) for row in self.fields) + 4
        self._label_width = min(longest, max(14, width * 45 // 100))
        self._chosen_at = 0
        room = max(1, width - self._label_width - 1)
        notes = {row: wrapped(f"! {row.error}", max(10, room + 1)) if row.error else () for row in self.fields}
        bodies = {row: self._body(row, room, _FEWEST_LONG) for row in self.fields}
        spare = max(0, height - sum(map(len, (*notes.values(), *bodies.values()))))
        long = [row for row in self.fields if row.is_long]
        bodies |= {row: self._body(row, room, _FEWEST_LONG + spare // len(long)) for row in long}
        indent = (" " * self._label_width, "text")
        lines: list[Row] = []
        for row in self.fields:
            self._places[row] = len(lines), len(bodies[row]) + len(notes[row])
            lines.append((*self._label(row), *bodies[row][0]))
            lines += [(indent, *spans) for spans in (*bodies[row][1:], *(((note, "warn"),) for note in notes[row]))]
        lines += self._below
        first, count = self._places[self.current]
        if self._follows:
            self._top = min(max(self._top, first + count - height), first)
        self._top = max(0, min(self._top, len(lines) - height))
        self.show(lines[self._top : self._top + height])
        if self.current.editor is not None:
            styles = self.current.editor.styles
            styles.offset = (self._label_width, first - self._top)
            styles.width, styles.height = self._box(self.current, room), len(bodies[self.current])

    def _label(self, row: FieldRow) -> Row:
        mark, style = (self._symbols.cursor, "title") if row is self.current else (" ", "soft")
        title = fitted(row.field.title, self._label_width - 3, self._symbols.ellipsis)
        return (f"{mark} ", "key"), (title, style), (" ", "text")

    def _box(self, row: FieldRow, room: int) -> int:
        return min(room, _WIDEST_LONG if row.is_long else _WIDTHS.get(row.field.shape, _WIDEST))

    def _body(self, row: FieldRow, room: int, height: int) -> list[Row]:
        """What stands in a field, `height` lines of what is long."""
        if row.is_choice:
            return [self._choice(row, room)]
        if not row.is_typed:
            return [((line, "text"),) for line in (wrapped(row.value, room) or ("",))[:_MOST_FIXED]]
        width = self._box(row, room)
        lines = [*wrapped(row.value, width - 1), *[""] * height][:height] if row.is_long else [row.value]
        return [((fitted(line, width, self._symbols.ellipsis), "field"),) for line in lines]

    def _choice(self, row: FieldRow, room: int) -> Row:
        """All of a few where there is room, else the one chosen."""
        chosen = "key" if row is self.current else "title" if row.value else "soft"
        words = {code: word if code else self._symbols.dash for code, word in row.words.items()}
        place = list(words).index(row.value)
        spans = [(f"[{word}]", chosen) if code == row.value else (f" {word} ", "soft") for code, word in words.items()]
        widths = [cell_len(text) for text, _ in spans]
        if sum(widths) <= room:
            if row is self.current:
                self._chosen_at = sum(widths[:place])
            return tuple(spans)
        count = f" {place + 1} of {len(words)}"
        word = row.words[row.value]
        return (f"[{fitted(word, min(cell_len(word), room - len(count) - 2))}]", chosen), (count, "soft")
