"""The single lines around every screen: where we are and that it is saved, what was just done, what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from sqs_tui.ui.widgets.lines import Lines, Span, fitted

#: What the top bar says beside a case manager, so that the inspector knows it, and nobody minds it.
COMPANY: Span = (" this case only ", "soft")


class TopBar(Lines):
    """Where we are, and at the right that everything is on disk, or why not."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left: tuple[Span, ...] = ()
        self._token: Span = ("", "text")

    def show_place(self, *spans: Span) -> None:
        """Say where we are."""
        self._left = spans
        self._build()

    def show_token(self, text: str, style: str = "yes") -> None:
        """Say how the last change fared."""
        self._token = (text, style)
        self._build()

    def on_resize(self) -> None:
        self._build()

    def _build(self) -> None:
        width = self.size.width
        if not width:
            return
        token, style = self._token
        room = max(0, width - cell_len(token) - 2)
        spans: list[Span] = []
        for text, name in self._left:
            cut = fitted(text, min(cell_len(text), room))
            room -= cell_len(cut)
            spans.append((cut, name))
        self.show([(*spans, (" " * (room + 1), "text"), (token, style), (" ", "text"))])


class TooSmall(Lines):
    """What a screen says that has no room for anything else, in words that fit the smallest window."""

    def __init__(self) -> None:
        said = (" Too small", " 60 columns", " 15 lines", " are needed")
        super().__init__([((line, "warn"),) for line in said], id="too-small")


class EchoLine(Lines):
    """What the last key came to."""

    def say(self, text: str, style: str = "text") -> None:
        """Say it in one line."""
        self.show([((f" {text}".replace("\n", " "), style),)])


#: A line of many keys is read by nobody: so many are named in a narrow terminal, and in one of `WIDE` columns and more.
FEW, MANY, WIDE = 6, 12, 100


class HintBar(Lines):
    """The keys that matter here, as many as fit, in their order; help always stays.

    Only the first few are named, unless `every` one is wanted: where two people look for a key, none must be guessed.
    """

    def __init__(self, *, every: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._every = every
        self._hints: tuple[tuple[str, str], ...] = ()

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show keys with their labels, the most wanted first; the last one given is always kept."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self._build()

    def on_resize(self) -> None:
        self._build()

    def _build(self) -> None:
        width = self.size.width
        if not width or not self._hints:
            return
        *wanted, last = self._hints
        room = width - 1 - _hint_width(last)
        chosen = []
        most = len(wanted) if self._every else FEW if width < WIDE else MANY
        for hint in wanted[:most]:
            if _hint_width(hint) > room:
                break
            room -= _hint_width(hint)
            chosen.append(hint)
        spans: list[Span] = [(" ", "text")]
        for key, label in (*chosen, last):
            spans += [(key, "key"), (f" {label}  ", "soft")]
        self.show([tuple(spans)])


def _hint_width(hint: tuple[str, str]) -> int:
    return cell_len(hint[0]) + cell_len(hint[1]) + 3
