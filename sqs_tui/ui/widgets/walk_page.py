"""One calm page for two people to read: more than fits is gone through line by line, and says that there is more."""

from __future__ import annotations

from collections.abc import Sequence

from sqs_tui.ui.widgets.lines import Lines, Row


class WalkPage(Lines):
    """Rows that may be more than fit; the first of them, and from there on as far as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._page: tuple[Row, ...] = ()
        self._top = 0
        #: What the last line says where rows follow below it.
        self.more: Row = ()

    def show_page(self, rows: Sequence[Row], *, keep_place: bool = False) -> None:
        """Show other rows, from the top on; or from where the page stands."""
        self._page = tuple(rows)
        self._go(self._top if keep_place else 0)

    def scroll_by(self, lines: int) -> None:
        """Go down, or up."""
        self._go(self._top + lines)

    def on_resize(self) -> None:
        self._go(self._top)

    def _go(self, top: int) -> None:
        height = max(1, self.size.height)
        self._top = max(0, min(top, len(self._page) - height))
        rows = self._page[self._top : self._top + height]
        if self._top + height < len(self._page):
            rows = (*rows[:-1], self.more)
        self.show(rows)
