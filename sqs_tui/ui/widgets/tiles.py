"""Cases side by side in bands, drawn line by line; a move repaints two of them, however many there are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from sqs_tui.ui.symbols import UNICODE, Symbols
from sqs_tui.ui.widgets.case_list import CaseCard
from sqs_tui.ui.widgets.lines import Row, follow_theme, spot, strip_of, style_named

#: Cases under one heading; the key is the group whose figures they share.
Block = tuple[str, str, Sequence[CaseCard]]


class Tiles(ScrollView, can_focus=True, inherit_bindings=False):
    """Lays cases out in bands, as many side by side as fit; how one is drawn is for its subclasses to say."""

    ALLOW_SELECT = False

    def __init__(self, symbols: Symbols = UNICODE, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.symbols = symbols
        self.sections: Sequence[tuple[str, str]] = ()
        self._blocks: Sequence[Block] = ()
        self._cards: dict[str, CaseCard] = {}
        self._order: list[str] = []
        self._bands: list[tuple[str, str, list[str]]] = []
        self._starts: list[int] = []
        self._place: dict[str, tuple[int, int]] = {}
        self._current = ""

    # What subclasses say

    @property
    def tile_size(self) -> Size:
        """How large one case is drawn, with the space to the next."""
        raise NotImplementedError

    def tile_row(self, card: CaseCard, y: int, is_current: bool) -> Row:
        """One line of a case."""
        raise NotImplementedError

    def margins(self) -> tuple[int, int]:
        """How wide the margins left and right are."""
        return 0, 0

    def margin_rows(self, group: str, y: int) -> tuple[Row, Row]:
        """One line of the margins."""
        return (), ()

    # What it shows

    def show_blocks(self, blocks: Sequence[Block], sections: Sequence[tuple[str, str]], cursor: str) -> None:
        """Show these cases with their sections (id and name), with the cursor on one of them."""
        self._blocks, self.sections = blocks, sections
        self._cards = {card.id: card for _, _, cards in blocks for card in cards}
        self._order = list(self._cards)
        self._current = cursor if cursor in self._cards else next(iter(self._order), "")
        self._lay_out()

    def update_item(self, card: CaseCard) -> None:
        """Show one case anew, if it differs."""
        if self._cards.get(card.id, card) != card:
            self._cards[card.id] = card
            self._repaint(card.id)

    def _lay_out(self) -> None:
        left, right = self.margins()
        size = self.tile_size
        self.columns = max(1, (max(self.size.width, 1) - left - right) // size.width)
        self._bands, self._starts, self._place = [], [], {}
        y = 0
        for title, group, cards in self._blocks:
            if title:
                self._bands.append((title, group, []))
                self._starts.append(y)
                y += 1
            for first in range(0, len(cards), self.columns):
                ids = [card.id for card in cards[first : first + self.columns]]
                self._place.update({id: (len(self._bands), column) for column, id in enumerate(ids)})
                self._bands.append(("", group, ids))
                self._starts.append(y)
                y += size.height
        self.virtual_size = Size(0, y)
        self.refresh()
        self.call_after_refresh(self.reveal)

    def on_mount(self) -> None:
        follow_theme(self)

    def on_resize(self) -> None:
        self._lay_out()

    # The cursor

    @property
    def current(self) -> str:
        """The case under the cursor."""
        return self._current

    @property
    def length(self) -> int:
        """How many cases there are."""
        return len(self._order)

    @property
    def page(self) -> int:
        """How many bands fit."""
        return max(1, self.size.height // self.tile_size.height)

    def go(self, id: str) -> bool:
        """Put the cursor on a case; whether it is here."""
        if id not in self._place:
            return False
        if id != self._current:
            before, self._current = self._current, id
            self._repaint(before)
            self._repaint(id)
        self.reveal()
        return True

    def step(self, by: int) -> None:
        """Move the cursor by so many cases, stopping at the ends."""
        if self._current:
            place = self._order.index(self._current) + by
            self.go(self._order[min(max(place, 0), len(self._order) - 1)])

    def step_band(self, by: int) -> None:
        """Move the cursor up or down by so many bands, staying in its column where there is one."""
        if self._current not in self._place:
            return
        band, column = self._place[self._current]
        bands = [place for place, (_, _, ids) in enumerate(self._bands) if ids]
        ids = self._bands[bands[min(max(bands.index(band) + by, 0), len(bands) - 1)]][2]
        self.go(ids[min(column, len(ids) - 1)])

    def reveal(self) -> None:
        """Scroll so that the whole of the case under the cursor can be seen."""
        if self._current not in self._place or not self.size.height:
            return
        band = self._place[self._current][0]
        top = self._starts[band] - (band > 0 and not self._bands[band - 1][2])
        bottom = self._starts[band] + self.tile_size.height - 1  # The line to the next band may be out of sight.
        first, height = round(self.scroll_offset.y), self.size.height
        if top < first or bottom - top > height:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)
        elif bottom > first + height:
            self.scroll_to(y=bottom - height, animate=False, force=True, immediate=True)

    def cursor_spot(self) -> Offset:
        """Where the cursor of the terminal belongs: on the case the keys go to."""
        band, column = self._place.get(self._current, (0, 0))
        y = self._starts[band] - round(self.scroll_offset.y) if self._starts else 0
        return spot(self, self.margins()[0] + column * self.tile_size.width, y)

    def on_focus(self) -> None:
        self._repaint(self._current)

    def on_blur(self) -> None:
        self._repaint(self._current)

    # Drawing

    def _repaint(self, id: str) -> None:
        if id in self._place:
            band, column = self._place[id]
            size = self.tile_size
            x = self.margins()[0] + column * size.width
            self.refresh(Region(x, self._starts[band] - round(self.scroll_offset.y), size.width, size.height))

    def render_line(self, y: int) -> Strip:
        """One line, for Textual."""
        y += round(self.scroll_offset.y)
        width = self.size.width
        band = bisect_right(self._starts, y) - 1
        if band < 0 or y >= self.virtual_size.height:
            return Strip.blank(width, self.visual_style.rich_style)
        title, group, ids = self._bands[band]
        if title:
            return strip_of(self, ((f" {title}", "title"),), width)
        y -= self._starts[band]
        left, right = self.margin_rows(group, y)
        left_width, right_width = self.margins()
        strips = [strip_of(self, left, left_width)] if left_width else []
        strips += [self._tile_strip(id, y) for id in ids]
        if right_width:
            strips.append(strip_of(self, right, right_width))
        return Strip.join(strips).adjust_cell_length(width, self.visual_style.rich_style)

    def _tile_strip(self, id: str, y: int) -> Strip:
        is_current = id == self._current
        plain = ground = self.visual_style.rich_style
        spans = self.tile_row(self._cards[id], y, is_current)
        if is_current and spans:
            ground = plain + style_named(self, "cursor" if self.has_focus else "match")
        width = self.tile_size.width
        return strip_of(self, spans, width - 1, ground).adjust_cell_length(width, plain)
