"""Every key that works on a screen, the marks, and how saving works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input

from sqs_tui.session.finding import folded
from sqs_tui.ui import keys
from sqs_tui.ui.common.base import OurScreen
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.symbols import WORDS, Symbols
from sqs_tui.ui.widgets.lines import Lines, Row, fitted, wrapped
from sqs_tui.values import dataclass

_SAVING = (
    "Every key is on disk before it is on the screen; there is nothing to save, and {undo} takes it back. "
    "Where that fails, NOT SAVED stands at the top right with the cause, and what was typed stays here."
)
#: How wide the column of keys is.
_LEFT = 16


@dataclass(frozen=True, slots=True)
class HelpRow:
    """A key, or a mark, and what it does; a heading, or a line between, has no id."""

    id: str
    left: str
    right: str


class HelpScreen(ListScreen[None, HelpRow]):
    """What can be done on the screen under it, with the keys as they are now."""

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self._about = screen
        self._words = ""

    def above(self) -> ComposeResult:
        """The line to search with; hidden until it is asked for."""
        with Horizontal(classes="asked -hidden"):
            yield Lines([((" Search ", "key"),)])
            yield Input(compact=True, id="words")

    def on_mount(self) -> None:
        self.query_one("#words", Input).cursor_blink = False
        self.show_title((" Help ", "title"), ("  keys that work there now", "soft"))
        self.list.focus()

    def on_resize(self) -> None:
        if hasattr(self, "list"):
            self.show_help()

    def show_help(self) -> None:
        """Show the keys, the marks and the rest; with words in the search line, only rows that have them."""
        wanted = folded(self._words).split()
        rows = [*self._keys(wanted), *self._rest(wanted)]
        self.list.set_items(rows, self.list.current)
        self.say("" if self.list.length else "No key or mark has these words", "warn")

    def _keys(self, wanted: Sequence[str]) -> Iterator[HelpRow]:
        heading = ""
        for key in working(self._about):
            said = spelled(self._about, key)
            if all(word in folded(f"{said} {key.tooltip} {key.label}") for word in wanted):
                if heading != key.scope:
                    if heading:
                        yield HelpRow("", "", "")
                    heading = key.scope
                    yield HelpRow("", keys.SCOPES[key.scope], "")
                yield from self._wrapped(key.id, said, key.tooltip)

    def _rest(self, wanted: Sequence[str]) -> Iterator[HelpRow]:
        marks = [mark for mark in legend(self.sqs.symbols) if all(word in folded(" ".join(mark)) for word in wanted)]
        if marks:
            yield HelpRow("", "", "")
            yield HelpRow("", "Marks", "")
        for place, (mark, said) in enumerate(marks):
            yield from self._wrapped(f"mark {place}", mark, said)
        if not wanted:
            yield HelpRow("", "", "")
            yield HelpRow("", "Saving", "")
            yield from self._wrapped("saving", "", _SAVING.format(undo=keys.key_label("undo-change")), indent=0)

    def _wrapped(self, id: str, left: str, text: str, indent: int = _LEFT) -> Iterator[HelpRow]:
        """A row for each line of a text that is as wide as fits."""
        for number, line in enumerate(wrapped(text, max(self.size.width - indent - 4, 20))):
            yield HelpRow(f"{id} {number}", "" if number else left, " " * (indent if number else 0) + line)

    def draw(self, item: HelpRow, width: int) -> Row:
        """Keys at the left, the sentence beside them."""
        if not item.id:
            return ((f" {item.left}", "title"),)
        if not item.left:
            return ((fitted(item.right, width), "text"),)
        return ((f"{fitted(item.left, _LEFT - 1)} ", "key"), (item.right, "text"))

    def _works(self, key: keys.Key) -> bool:
        return key.id != "choose-row"

    # Searching

    def action_search(self) -> None:
        self.query_one(".asked").remove_class("-hidden")
        self.query_one("#words", Input).focus()

    @on(Input.Changed, "#words")
    def _typed(self, event: Input.Changed) -> None:
        self._words = event.value
        self.show_help()

    @on(Input.Submitted, "#words")
    def _done(self) -> None:
        self.list.focus()

    def action_go_back(self) -> None:
        """Leave the search first, then the help."""
        line = self.query_one("#words", Input)
        if not self.query_one(".asked").has_class("-hidden"):
            line.value = ""
            self.query_one(".asked").add_class("-hidden")
            self.list.focus()
        else:
            self.dismiss()


def working(screen: Screen[object]) -> list[keys.Key]:
    """The keys of the table that work on a screen now: bound there, not disabled, and not hidden by another."""
    asked = list(screen.available_keys() if isinstance(screen, OurScreen) else keys.in_scope("everywhere"))
    bound = {active.binding.id for active in screen.active_bindings.values()}
    return [key for key in asked if key.id in bound]


def spelled(screen: Screen[object], key: keys.Key) -> str:
    """The keys that do a thing now; where plain keys are typed, only the others."""
    bound = [name for name, active in screen.active_bindings.items() if active.binding.id == key.id]
    if isinstance(screen, OurScreen) and screen.IS_TYPED:
        bound = [name for name in bound if len(keys.shown(name)) > 1 and name != "space"] or bound
    return " ".join(keys.shown(name) for name in bound)


def legend(symbols: Symbols) -> list[tuple[str, str]]:
    """The marks with what they mean."""
    words = dict(zip(symbols.states, WORDS, strict=True))
    none, *part, every = symbols.progress
    return [
        *((mark, said or "not answered yet") for mark, said in words.items()),
        (none, "progress: nothing answered"),
        (" ".join(part), "progress: a part answered; shapes say how far, never how good"),
        (every, "progress: all answered"),
        (symbols.provisional, "provisional: something that applies is still open"),
        (symbols.small, "small base: fewer than five cases"),
        (symbols.disputed, "people differ on what the figure hangs on; the range says what it can come to"),
        (symbols.dash, "nothing relevant yet"),
        ("e + ! > *", "evidence or a note; a strength; a learning point; an agreed action; flagged"),
        ("D =", "people differ on the answer; confirmed in the second read"),
        ("s l", "in the walkthrough: the case manager sees it differently; to come back to"),
        ("e? f?", "at the end of a row: evidence or a reason is missing; a factor is missing"),
        ("4 unanswered +2", "left to do: four unanswered, and two other things; the lines below the list name them"),
    ]
