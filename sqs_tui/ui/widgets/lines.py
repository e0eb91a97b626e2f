"""Lines of styled text, the leaf everything is drawn with: only lines that differ are painted again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary, ref

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.css.styles import Styles
from textual.css.stylesheet import Stylesheet
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

#: A piece of text with the name of a style, and a row of them. Text is text: it is never read as markup.
#: How each style looks stands in `styles/10-lines.tcss`.
Span = tuple[str, str]
Row = tuple[Span, ...]

#: The styles read from each stylesheet, with the rules they were read from.
_NAMED: WeakKeyDictionary[Stylesheet, tuple[object, dict[str, Style]]] = WeakKeyDictionary()
_WRAPPER = Console(width=80, file=None, legacy_windows=False, color_system=None)


@lru_cache(maxsize=2048)
def wrapped(text: str, width: int) -> tuple[str, ...]:
    """Text broken into lines of at most `width` cells, at words where possible."""
    if width < 1:
        return ()
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(line.plain.rstrip() for line in Text(paragraph).wrap(_WRAPPER, width, overflow="fold", tab_size=4))
    return tuple(lines)


def fitted(text: str, width: int, ellipsis: str = "…") -> str:
    """Text cut or filled to exactly `width` cells, on one line."""
    text = text.replace("\n", " ").replace("\t", " ")
    if cell_len(text) > width and width > 1:
        return set_cell_size(text, width - 1) + ellipsis
    return set_cell_size(text, max(width, 0))


def style_named(widget: Widget, name: str) -> Style:
    """How text of a named style looks in the theme of now, on no ground of its own.

    Read from the rule for it, not from a component of each widget: a screen has dozens of them, and Textual would
    match every rule for every name in each.
    """
    sheet = widget.app.stylesheet
    rules = sheet.rules_map
    known = _NAMED.get(sheet)
    if known is None or known[0] is not rules:
        known = _NAMED[sheet] = (rules, {})
    styles = known[1]
    if name not in styles:
        found = Styles()
        for rule in rules.get(f".lines--{name}", ()):
            for property, value in rule.styles.get_rules().items():
                setattr(found, property, value)
        styles[name] = found.partial_rich_style
    return styles[name]


def spot(widget: Widget, x: int = 0, y: int = 0) -> Offset:
    """A place in a widget as a place on the screen, as far as it is in sight there."""
    region = widget.content_region
    return region.offset + Offset(min(max(x, 0), max(region.width - 1, 0)), min(max(y, 0), max(region.height - 1, 0)))


def follow_theme(widget: Widget) -> None:
    """Have a widget drawn again in another theme: Textual sees to that only where its own colours change."""
    followed = ref(widget)

    def draw_again(_: object) -> None:
        if (shown := followed()) is not None:
            shown.notify_style_update()
            shown.refresh()

    # At once: a call that is put off would hold the widget, and the screen it was on, until the theme is changed.
    widget.app.theme_changed_signal.subscribe(widget, draw_again, immediate=True)


def strip_of(widget: Widget, spans: Row, width: int, base: Style | None = None) -> Strip:
    """A row as Textual paints it, filled to the width.

    A stretch of blanks is plain where that looks the same: less of it then differs from the row before.
    """
    ground = widget.visual_style.rich_style if base is None else base
    plain = ground + style_named(widget, "text")
    segments: list[Segment] = []
    for text, name in spans:
        style = plain if name == "text" else ground + style_named(widget, name)
        body = text.rstrip(" ") if _is_blank_alike(style, plain) else text
        if body and len(text) - len(body) < 2:
            body = text
        parts = (Segment(body, style), Segment(text[len(body) :], plain))
        segments += [segment for segment in parts if segment.text]
    return Strip(segments).adjust_cell_length(width, plain)


def _is_blank_alike(style: Style, plain: Style) -> bool:
    """Whether a blank looks the same in two styles."""
    if style is plain or style.bgcolor != plain.bgcolor:
        return False
    return not (style.reverse or style.underline or style.strike)


class Covered(Widget):
    """A container whose children leave nothing of it in sight: it costs next to nothing to paint."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Blanks, for Textual, which asks every container at every key; with a border it is drawn as ever."""
        if self.styles.border:
            return super().render_lines(crop)
        return [Strip.blank(crop.width, self.visual_style.rich_style)] * crop.height


class Lines(Widget):
    """Rows of styled text, one under another. `show` paints only those that differ from what is shown."""

    def __init__(self, rows: Sequence[Row] = (), *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: tuple[Row, ...] = tuple(rows)

    def on_mount(self) -> None:
        follow_theme(self)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    def show(self, rows: Sequence[Row]) -> None:
        """Show rows in the place of what is shown; more rows, or fewer, take other room where the height is theirs."""
        before, self._rows = self._rows, tuple(rows)
        if len(before) != len(self._rows) and self.styles.is_auto_height:
            self.refresh(layout=True)
        shared = min(len(before), len(self._rows))
        for y in range(max(len(before), len(self._rows))):
            if y >= shared or before[y] != self._rows[y]:
                self.refresh(Region(0, y, max(self.size.width, 1), 1))

    def cursor_spot(self) -> Offset:
        """Where the cursor of the terminal belongs: where the text begins."""
        return spot(self, y=next((y for y, row in enumerate(self._rows) if any(text.strip() for text, _ in row)), 0))

    def render_line(self, y: int) -> Strip:
        """One line, for Textual."""
        if y < len(self._rows):
            return strip_of(self, self._rows[y], self.size.width)
        return Strip.blank(self.size.width, self.visual_style.rich_style)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as there are rows, where the height is left to the content."""
        return len(self._rows)
