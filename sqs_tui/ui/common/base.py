"""What every screen of ours has: a top bar with the saved token, an echo line and a hint bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import ClassVar, Protocol, TypeVar, runtime_checkable

from textual import on
from textual.await_complete import AwaitComplete
from textual.events import Paste
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget

from sqs_tui.errors import NotSaved, SqsError
from sqs_tui.session.inspection import NOTHING, Inspection, Outcome
from sqs_tui.ui import keys
from sqs_tui.ui.forgetting import forget_who_left
from sqs_tui.ui.held import Steps
from sqs_tui.ui.host import Host
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines, spot
from sqs_tui.ui.widgets.row_list import CursorList

Result = TypeVar("Result")
Bar = TypeVar("Bar", bound=Lines)


#: What a key does that an act says leads on.
_LEADS = {"open-here": "goes there", "raise-alert": "shows it"}


def spoken(outcome: Outcome) -> str:
    """What an act came to, with the key that shows more of it."""
    return f"{outcome.said}; {keys.key_label(outcome.leads)} {_LEADS[outcome.leads]}" if outcome.leads else outcome.said


@runtime_checkable
class Pointed(Protocol):
    """What says where in it the cursor of the terminal belongs, as a place on the screen."""

    def cursor_spot(self) -> Offset:
        """The place."""


@runtime_checkable
class Typed(Protocol):
    """Textual's own fields: what is typed goes in at a place on the screen."""

    @property
    def cursor_screen_offset(self) -> Offset:
        """The place."""


class OurScreen(Screen[Result]):
    """A screen that says where we are, that everything is saved, and which keys work."""

    ALLOW_SELECT = False
    #: The scopes of the key table whose keys work here, most wanted first.
    SCOPES: ClassVar[tuple[str, ...]] = ()
    #: Whether a start may show it: then the styles it begins with are enough.
    IS_FIRST: ClassVar[bool] = False
    #: Whether plain keys are typed here; then help names only the others.
    IS_TYPED: ClassVar[bool] = False
    #: Whether a key that goes somewhere else may leave it, as a list or a page: nothing typed here, no question asked.
    is_left_by_going: ClassVar[bool] = False
    #: Whether somebody sits here who may see one case only, or what may be told in the room.
    company: bool = False
    #: The case it is about, without which it is left; empty where it is about none, or about several.
    needs_case: str = ""
    #: The name it was opened by (`routes`).
    route: str = ""
    #: Whether it was opened to show what stands behind a figure: a case opened from it leads back to it.
    is_behind_a_figure: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        if not self.IS_FIRST:
            self.sqs.dress()
        self._bars: dict[type[Lines], Lines] = {}
        self._had_keys: Widget | None = None

    @property
    def sqs(self) -> Host:
        """The app, as ours."""
        return self.app  # type: ignore[return-value]

    @property
    def inspection(self) -> Inspection:
        """The inspection that is open."""
        return self.sqs.inspection

    @property
    def case_in_focus(self) -> str:
        """The case the keys go to; empty where there is none."""
        return ""

    @property
    def is_gone(self) -> bool:
        """Whether the case it is about is in the workbook no more, as when a colleague undid adding it."""
        return bool(self.needs_case) and self.sqs.is_open and self.needs_case not in self.inspection.cases

    def cursor_spot(self) -> Offset:
        """Where the cursor of the terminal belongs: on the row, or in the field, the keys go to."""
        focused = self.focused
        if isinstance(focused, Pointed):
            return focused.cursor_spot()
        if isinstance(focused, Typed):
            return focused.cursor_screen_offset
        return spot(focused) if focused is not None else Offset(0, 0)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Leave, and only from the top: Textual would close whatever screen is there."""
        if self.app.screen is not self or (self.is_gone and self.sqs.leave_gone()):
            return AwaitComplete()
        return super().dismiss(result)

    def watch_focused(self, focused: Widget | None) -> None:
        """Note where the keys go, for when nothing has them."""
        self._had_keys = focused or self._had_keys

    def on_resize(self) -> None:
        """Let the keys go where they went before the terminal was too small to show it."""
        if self.focused is None:
            self.call_after_refresh(self._give_keys_back)

    def _give_keys_back(self) -> None:
        widget = self._had_keys
        if self.focused is None and widget is not None and widget.is_attached and widget.focusable:
            self.set_focus(widget, scroll_visible=False)

    def on_paste(self, event: Paste) -> None:
        """Say where a text that was pasted goes, where nothing is typed: nobody has to wonder what it did."""
        if not isinstance(self.focused, Typed):
            event.stop()
            opens = next((key for key in self.available_keys() if key.id in keys.OPENS_EDITOR), None)
            leads = f", and {keys.shown(self.sqs.key_for(opens))} opens one" if opens else ", not here"
            done = "scored" if opens else "changed"
            self.say(f"A text is pasted into an editor{leads}. Nothing was {done}", "warn")

    def on_screen_resume(self) -> None:
        # Looked away from and covered meanwhile, nothing has them; Textual would give them to the first there is.
        self._give_keys_back()
        forget_who_left(self.app)
        self.show_token()
        self.show_hints()

    @on(CursorList.RowsCame)
    def rows_came(self) -> None:
        """Name the keys that act on a row where there is one, and no others."""
        if self.is_mounted:
            self.show_hints()

    # The bars

    def _only(self, kind: type[Bar]) -> Bar | None:
        """The bar of a kind, found once: looking for it at every key would cost more than drawing it."""
        bar = self._bars.get(kind)
        if bar is None or not bar.is_attached:
            bar = next(iter(self.query(kind)), None)
            if bar is not None:
                self._bars[kind] = bar
        return bar  # type: ignore[return-value]

    def show_token(self) -> None:
        """Show how the last change fared."""
        bar = self._only(TopBar)
        if bar is not None:
            bar.show_token(*self.sqs.token())

    def say(self, text: str, style: str = "text") -> None:
        """Say what a key came to."""
        line = self._only(EchoLine)
        if line is not None:
            line.say(text, style)

    def show_hints(self) -> None:
        """Show the keys that work here."""
        hints = self.hints()
        for bar in self.query(HintBar):
            bar.show_hints([*hints.items(), (keys.shown(self.sqs.key_for(keys.BY_ID["show-help"])), "help")])

    def hints(self) -> dict[str, str]:
        """The keys that work here with their labels, the most wanted first; those a company must not see left out."""
        shown: dict[str, str] = {}
        for scope in self.hint_scopes():
            for key in sorted(keys.in_scope(scope), key=lambda key: key.hint):
                if key.hint and self._works(key):
                    # One that does nothing now still hides what the same key does farther off.
                    label = key.label if self.is_true_now(key) else ""
                    shown.setdefault(keys.shown(self.sqs.key_for(key)), label)
        return {key: label for key, label in shown.items() if label}

    def scopes(self) -> tuple[str, ...]:
        """The scopes of the key table whose keys work here now, most wanted first."""
        return self.SCOPES

    def hint_scopes(self) -> tuple[str, ...]:
        """The scopes whose keys are named now: those of what has the keys alone, where that takes what others mean."""
        return self.scopes()

    def is_true_now(self, key: keys.Key) -> bool:
        """Whether a key would do now what it is named for; one that would only say why not is not named."""
        if key.id in keys.WRITES and self.sqs.is_open and self.inspection.workbook.is_read_only:
            return False
        if key.id in keys.NEEDS_ROW and not self.has_row:
            return False
        return key.id not in keys.UNDOES or self.may_undo

    @property
    def has_row(self) -> bool:
        """Whether the cursor stands on something that keys act on."""
        rows = getattr(self, "list", None)
        return rows is None or bool(rows.current)

    @property
    def may_undo(self) -> bool:
        """Whether there may be something to take back from here."""
        return self.inspection.may_undo

    def _works(self, key: keys.Key) -> bool:
        return True

    def available_keys(self) -> Iterable[keys.Key]:
        """Every key that works here, for help and palette."""
        for scope in (*self.scopes(), "everywhere"):
            yield from (key for key in keys.in_scope(scope) if self._works(key))

    # Acting

    def attempt(self, act: Callable[[], Outcome]) -> Outcome:
        """Do something that writes; a failure is told, and nothing moves."""
        try:
            outcome = act()
        except NotSaved as error:
            self.sqs.failed(error)
            return NOTHING
        except SqsError as error:
            self.say(f"{error.title} {error.remedy}".strip(), "warn")
            return NOTHING
        self.sqs.settled(outcome)
        if outcome.said:
            self.say(spoken(outcome))
        return outcome

    @cached_property
    def steps(self) -> Steps:
        """Undo and redo from here, one for every press."""
        return Steps(self, self.inspection, self.say)

    def show_outcome(self, outcome: Outcome) -> None:
        """Repaint what an act touched, wherever it came from; screens that show state override it."""

    def show_here(self) -> None:
        """Show who else is here; screens that name people override it."""

    def go_to_case(self, case: str) -> bool:
        """Put the cursor on a case; whether this screen lists any."""
        return False

    def flush(self) -> bool:
        """Put on disk what is still being typed; whether it is there now. Screens in which one types override it."""
        return True
