"""What screens and panes may ask of the app they run in: it is below them, and the app is above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from textual.geometry import Size
from textual.screen import Screen

from sqs_tui.errors import NotSaved
from sqs_tui.session.inspection import Inspection, Outcome
from sqs_tui.settings import Settings
from sqs_tui.ui import keys
from sqs_tui.ui.held import Press
from sqs_tui.ui.symbols import Symbols


class Host(Protocol):
    """The app, as everything below it sees it."""

    figures_hidden: bool
    #: What was found last, as cases and criteria, and which of it was gone to.
    found: tuple[list[tuple[str, str]], int]
    settings: Settings
    symbols: Symbols
    theme: str

    @property
    def inspection(self) -> Inspection:
        """The inspection that is open."""

    @property
    def is_open(self) -> bool:
        """Whether a workbook is open."""

    @property
    def in_company(self) -> bool:
        """Whether somebody sits here who may see one case only."""

    @property
    def screen(self) -> Screen[Any]:
        """The screen in front."""

    @property
    def screen_stack(self) -> list[Screen[Any]]:
        """Every screen that is open, the one in front last."""

    @property
    def screens(self) -> Sequence[Any]:
        """The screens of ours that are open, the one in front last."""

    @property
    def size(self) -> Size:
        """How large the terminal is, in cells."""

    # Going somewhere

    def open(self, route: str, *given: Any, then: Callable[[Any], None] | None = None, **named: Any) -> Any:
        """Open the screen of a route, and return it; `then` is given what it comes to when it is left."""

    def push_screen(self, screen: Any, callback: Any = None) -> Any:
        """Open a screen that is made already."""

    def pop_screen(self) -> Any:
        """Leave the screen in front."""

    def show_sample(self) -> None:
        """Show the sample, whatever stands over it."""

    def show_case(self, case: str, criterion: str = "", *, company: bool = False) -> None:
        """Show a case as a pane, beside those that are open already."""

    def show_summary(self) -> None:
        """Show the summary."""

    def leave_case(self) -> None:
        """Back from a case to the figure it was opened from, or to the sample."""

    def leave_gone(self) -> bool:
        """Leave what is about a case that is gone; whether there was any and it is left."""

    def close_casework(self) -> bool:
        """Back to the sample, the last open case being gone; whether it is."""

    def open_workbook(self, path: Any) -> None:
        """Open a workbook and show its sample."""

    def close_workbook(self) -> None:
        """Let go of the workbook that is open, if one is."""

    def exit(self, result: Any = None) -> None:
        """End the program."""

    def dress(self) -> None:
        """Read the styles that a start does without, once."""

    # Saying what became of something

    def say(self, text: str, style: str = "text") -> None:
        """Say something on the screen in front."""

    def settled(self, outcome: Outcome) -> None:
        """An act is on disk: show it wherever it can be seen."""

    def failed(self, error: NotSaved, *, typed_in: object = None) -> NotSaved:
        """A change did not reach the disk: say so until a later one does."""

    def token(self) -> tuple[str, str]:
        """How the last change fared, for the top bar."""

    def set_typing(self, typing: bool) -> None:
        """Say that something typed is not on disk yet, or that it is."""

    def flush_typing(self) -> bool:
        """Put on disk what is being typed anywhere; whether it is there now."""

    def reached_disk(self, typed_in: object) -> None:
        """What was typed somewhere is in the workbook."""

    def is_kept_beside(self, typed_in: object) -> bool:
        """Whether what was typed somewhere, and is not in the workbook, is kept in a file."""

    # Who is here, and what is pressed

    def others_here(self, case: str) -> list[tuple[str, str]]:
        """Who else has a case open, for a top bar."""

    def differing(self) -> list[tuple[str, str]]:
        """On how much people disagree, for a top bar."""

    def ask_who(self) -> None:
        """Ask who works here, where work begins."""

    def press(self) -> Press:
        """How the key being acted on came."""

    def key_for(self, key: keys.Key) -> str:
        """The first key that does a thing now."""

    def call_after_refresh(self, callback: Callable[..., Any], *given: Any) -> bool:
        """Do something once everything is drawn."""

    def call_next(self, callback: Callable[..., Any], *given: Any) -> None:
        """Do something once what is being done is done."""

    async def run_action(self, action: Any, default_namespace: Any = None) -> bool:
        """Do what a key does; whether anything did."""

    def take_settings(self, settings: Settings, changed: str) -> None:
        """Put settings in force of which one was changed."""
