"""The factors behind an answer, a letter each, in pages by group; it stands under the list and blocks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.geometry import Offset
from textual.message import Message

from sqs_tui.domain.catalogue import Factor, FactorList
from sqs_tui.domain.picking import pages as paged
from sqs_tui.ui import keys
from sqs_tui.ui.held import HeldKey
from sqs_tui.ui.widgets.lines import Lines, Row, Span, fitted, spot, wrapped

#: How wide a column of factors is, where there is room.
_COLUMN = 30


class FactorPicker(Lines, can_focus=True):
    """Letters toggle, and every letter is the picker's; digits pass through, to answer what the cursor is on."""

    BINDINGS = keys.bindings("picker")

    @dataclass
    class Marked(Message):
        """A factor is to be marked, or to be marked no more; whatever else is marked by then stays."""

        code: str
        is_marked: bool

    class Closed(Message):
        """The picker is done with."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = self._following = self._answered = ""
        self._beside: tuple[str, ...] = ()
        self._held = HeldKey()
        self._pages: list[tuple[str, tuple[Factor, ...]]] = []
        self._page = 0
        self._letters = ""
        self._places: dict[str, tuple[int, int]] = {}
        self._last = ""
        self._marked: dict[str, None] = {}
        self.is_offering = False

    @property
    def has_pages(self) -> bool:
        """Whether there are more factors than fit on one page."""
        return len(self._pages) > 1

    def offer(
        self,
        title: str,
        pages: Sequence[FactorList],
        marked: Sequence[str],
        *,
        answered: str,
        following: str = "",
        beside: Sequence[str] = (),
    ) -> None:
        """Show these groups of factors, some of them marked, from the first group on.

        `answered` is what digits answer meanwhile; `following` is its question, shown where there is room. `beside` are
        the ids of the keys that write about what the factors explain.
        """
        self._title, self._page, self._marked = title, 0, dict.fromkeys(marked)
        self._answered, self._following, self._beside = answered, following, tuple(beside)
        self._held.forget()
        self._letters = keys.factor_letters()
        self._pages = paged(pages, self._letters)
        self.is_offering, self._last = True, ""
        self._build()

    def on_resize(self) -> None:
        if self.is_offering:
            self._build()

    def on_key(self, event: events.Key) -> None:
        if len(event.key) != 1 or not event.key.isalpha() or event.key in keys.letters_beside_factors():
            return
        event.stop()
        event.prevent_default()
        factors = self._pages[self._page][1] if self._pages else ()
        place = self._letters.find(event.key)
        if 0 <= place < len(factors):
            code = factors[place].code
            held = self._held.leaves_out(code, self.app.press(), "marked")  # type: ignore[attr-defined]
            if held:
                self.app.say(held)  # type: ignore[attr-defined]
                return
            if code in self._marked:
                del self._marked[code]
            else:
                self._marked[code] = None
            self._last = code
            self.post_message(self.Marked(code, code in self._marked))
            self._build()
        else:
            said = f"{event.key} marks nothing here; {keys.key_label('close-picker')} closes the factors"
            self.app.say(said)  # type: ignore[attr-defined]

    def cursor_spot(self) -> Offset:
        """Where the cursor of the terminal belongs: on the factor marked last, and first on the question."""
        return spot(self, *self._places.get(self._last, (0, 0)))

    def show_marked(self, codes: Sequence[str]) -> None:
        """Show what is marked, as it came to be kept."""
        self._marked = dict.fromkeys(codes)
        self._build()

    def action_next_page(self) -> None:
        self._page = (self._page + 1) % max(1, len(self._pages))
        self._build()

    def action_close(self) -> None:
        self.is_offering = False
        self.post_message(self.Closed())

    def _build(self) -> None:
        width, height = self.content_size
        if not self._pages or width < 10 or height < 2:
            return
        title, factors = self._pages[self._page]
        more = (
            f"  {self._page + 1} of {len(self._pages)}, {keys.key_label('next-page')}: next"
            if len(self._pages) > 1
            else ""
        )
        head = f"{self._title} {title}"
        head = fitted(head, min(width - len(more), cell_len(head)))
        rows: list[Row] = [((head, "title"), (more, "soft"))]
        self._places.clear()
        following = _following(self._following, width, height - 2, len(factors))
        most = max(1, height - 2 - len(following))
        columns = max(1, min(width // _COLUMN, -(-len(factors) // most)))
        if len(factors) > columns * most:
            columns = -(-len(factors) // most)
        cell = width // columns
        depth = -(-len(factors) // columns)
        for line in range(depth):
            spans: list[Span] = []
            for place in range(line, len(factors), depth):
                factor = factors[place]
                self._places[factor.code] = (place // depth * cell, line + 1)
                is_marked = factor.code in self._marked
                spans.append((f"{self._letters[place]} ", "key"))
                text = f"[{'x' if is_marked else ' '}] {factor.title}"
                spans.append((fitted(text, cell - 3) + " ", "yes" if is_marked else "text"))
            rows.append(tuple(spans))
        rows += [((line, "text"),) for line in following]
        rows.append(((self._foot(), "soft"),))
        self.show(rows)

    def _foot(self) -> str:
        does = {"write-note": "writes", "reply-note": "writes", "mark-unrecorded": "not recorded"}
        others = [f"{keys.key_label(id)} {does[id]}" for id in self._beside]
        done = f"{keys.key_label('close-picker')} is done"
        return ", ".join(["letters mark", done, f"digits answer {self._answered}", *others])


def _following(question: str, width: int, height: int, factors: int) -> tuple[str, ...]:
    """The question that is answered meanwhile, in as many lines as leave room for the factors."""
    lines = wrapped(question, width) if question else ()
    room = max(0, height + factors // -max(1, width // _COLUMN))
    return lines if len(lines) <= room else (fitted(question, width),) * min(room, 1)
