"""The fields of a form: a label, what stands beside it, and under it in words why that cannot be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from rich.cells import cell_len
from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input, TextArea

from sqs_tui.domain.text import cleaned
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.lines import Lines, Row, Span, fitted, spot, wrapped
from sqs_tui.values import dataclass

#: How wide the box of a shape is, where that is known beforehand.
_WIDTHS = {"date": 13, "dates": 24, "age": 5, "number": 8}
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
    """One line of text; what is pasted comes in clean, its lines joined."""

    def __init__(self, text: str) -> None:
        super().__init__(one_line(text), select_on_focus=False, compact=True)
        self.cursor_blink = False

    @property
    def text(self) -> str:
        """What stands here."""
        return self.value

    def set_text(self, text: str) -> None:
        """Put a text in the place of what stands here."""
        self.value = one_line(text)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        start, end = sorted(self.selection)
        self.replace(one_line(event.text).strip(), start, end)

    async def action_submit(self) -> None:
        """Leave Enter to the form."""
        raise SkipAction


class LongField(TextArea):
    """Several lines of text; what is pasted comes in clean."""

    def __init__(self, text: str, *, read_only: bool = False) -> None:
        super().__init__(cleaned(text), soft_wrap=True, tab_behavior="focus", compact=True, read_only=read_only)
        self.cursor_blink = False
        self.highlight_cursor_line = False

    def on_mount(self) -> None:
        if not self.read_only:
            self.move_cursor(self.document.end)

    def set_text(self, text: str) -> None:
        """Put a text in the place of what stands here."""
        self.text = cleaned(text)

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


class ChoiceField(Lines, can_focus=True):
    """One of a few codes: all of them in sight where there is room, else the one chosen."""

    @dataclass
    class Picked(Message):
        """Another one was chosen."""

        choice: ChoiceField

    def __init__(self, code: str, choices: Mapping[str, str], *, optional: bool = True, dash: str = "–") -> None:
        super().__init__()
        self._dash = dash
        self._chosen_at = 0
        self.text = code
        self._words = {**({"": _NOT_RECORDED} if optional else {}), **choices}
        self._optional = optional
        if code not in self._words:
            self._words[code] = one_line(code)

    def set_text(self, text: str) -> None:
        """Choose a code, telling nobody."""
        self._words.setdefault(text, one_line(text))
        self.text = text
        self._build()

    def turn(self, by: int) -> None:
        """Choose the next one, or the one before; 0 leaves it open."""
        codes = list(self._words)
        if by == 0:
            self._pick("" if self._optional else codes[0])
        else:
            self._pick(codes[(codes.index(self.text) + by) % len(codes)])

    def _pick(self, code: str) -> None:
        if code != self.text:
            self.set_text(code)
            self.post_message(self.Picked(self))

    def on_key(self, event: events.Key) -> None:
        """A letter chooses the next one whose word begins with it."""
        if not event.is_printable or not event.character:
            return
        codes = list(self._words)
        after = codes.index(self.text) + 1
        for code in (*codes[after:], *codes[:after]):
            if self._words[code].casefold().startswith(event.character.casefold()) and not event.character.isspace():
                event.stop()
                event.prevent_default()
                self._pick(code)
                return

    def on_resize(self) -> None:
        self._build()

    def on_focus(self) -> None:
        self._build()

    def on_blur(self) -> None:
        self._build()

    def cursor_spot(self) -> Offset:
        """Where the cursor of the terminal belongs: on the one chosen."""
        return spot(self, self._chosen_at)

    def _build(self) -> None:
        width = self.size.width
        self._chosen_at = 0
        if not width:
            return
        chosen = "key" if self.has_focus else "title" if self.text else "soft"
        words = {code: word if code else self._dash for code, word in self._words.items()}
        if sum(cell_len(word) + 2 for word in words.values()) <= width:
            spans: list[Span] = []
            for code, word in words.items():
                if code == self.text:
                    self._chosen_at = sum(cell_len(text) for text, _ in spans)
                spans.append((f"[{word}]", chosen) if code == self.text else (f" {word} ", "soft"))
            self.show([tuple(spans)])
            return
        place = list(self._words).index(self.text) + 1
        count = f" {place} of {len(self._words)}"
        word = self._words[self.text]
        self.show([((f"[{fitted(word, min(cell_len(word), width - len(count) - 2))}]", chosen), (count, "soft"))])


class FieldRow(Vertical):
    """A field with its label before it, and a line under it where it cannot be kept."""

    @dataclass
    class Edited(Message):
        """What stands in the field was changed by hand."""

        row: FieldRow

    @dataclass
    class Entered(Message):
        """The field has the keys now."""

        row: FieldRow

    @dataclass
    class Left(Message):
        """The field has the keys no more."""

        row: FieldRow

    def __init__(self, field: FormField, text: str, symbols: Symbols, label_width: int, *, read_only: bool) -> None:
        super().__init__(classes=f"-{field.shape} -fixed" if read_only else f"-{field.shape}")
        self.field = field
        self.error = ""
        self.has_keys = False
        self._symbols = symbols
        self._label_width = label_width
        self._label = Lines(classes="label")
        self._note = Lines(classes="note -hidden")
        self.control = self._control(text, read_only)
        self._text = self.control.text

    def _control(self, text: str, read_only: bool) -> TextField | LongField | ChoiceField | FixedField:
        if read_only and self.field.shape == "long":
            return LongField(text, read_only=True)
        if read_only:
            return FixedField(self.field.choices.get(text, text) if self.field.shape == "choice" else text)
        if self.field.shape == "long":
            return LongField(text)
        if self.field.shape == "choice":
            choices = self.field.choices
            return ChoiceField(text, choices, optional=self.field.optional, dash=self._symbols.dash)
        return TextField(text)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield self._label
            yield self.control
        yield self._note

    def on_mount(self) -> None:
        self._label.styles.width = self._label_width
        if self.field.shape in _WIDTHS and isinstance(self.control, TextField):
            self.control.styles.width = _WIDTHS[self.field.shape]
        self._show_label()

    @property
    def text(self) -> str:
        """What stands in the field, clean."""
        return cleaned(self.control.text)

    def set_text(self, text: str) -> None:
        """Put a text in the field, as if it had always stood there."""
        if text != self.control.text:
            self.control.set_text(text)
        self._text = self.control.text

    def show_error(self, error: str) -> None:
        """Say in words why this cannot be kept; nothing takes the words away."""
        if error != self.error:
            self.error = error
            self._show_note()

    def on_resize(self) -> None:
        self._show_note()

    def _show_note(self) -> None:
        room = max(10, self.size.width - self._label_width)
        indent = (" " * self._label_width, "text")
        lines: list[Row] = [(indent, (line, "warn")) for line in wrapped(f"! {self.error}", room)] if self.error else []
        self._note.show(lines)
        self._note.styles.height = max(1, len(lines))
        self._note.set_class(not lines, "-hidden")

    def _show_label(self) -> None:
        mark = self._symbols.cursor if self.has_keys else " "
        title = fitted(self.field.title, self._label_width - 3, self._symbols.ellipsis)
        self._label.show([((f"{mark} ", "key"), (title, "title" if self.has_keys else "soft"))])

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceField.Picked)
    def _changed(self, event: Message) -> None:
        event.stop()
        if self.control.text != self._text:
            self._text = self.control.text
            self.post_message(self.Edited(self))

    def on_descendant_focus(self) -> None:
        self.has_keys = True
        self._show_label()
        self.post_message(self.Entered(self))

    def on_descendant_blur(self) -> None:
        self.has_keys = False
        self._show_label()
        self.post_message(self.Left(self))


class FixedField(Lines, can_focus=True):
    """What stands in a field that may not be changed here."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def set_text(self, text: str) -> None:
        """Show another text."""
        self.text = text
        self.on_resize()

    def on_resize(self) -> None:
        lines = wrapped(cleaned(self.text), max(self.size.width, 1)) or ("",)
        self.show([((line or " ", "text"),) for line in lines])
        self.styles.height = max(1, len(lines))


def label_width(fields: list[FormField], width: int) -> int:
    """How wide the labels are: as their longest, and never more than leaves room to type."""
    longest = max((cell_len(one.title) for one in fields), default=0) + 4
    return min(longest, max(14, width * 45 // 100))
