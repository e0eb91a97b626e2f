"""The app: it assembles screens, keeps the inspection, and tells errors."""

from __future__ import annotations

import codecs
import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.dom import DOMNode
from textual.filter import LineFilter, Monochrome, NoColor
from textual.geometry import Offset
from textual.screen import Screen

from sqs_tui import assets, locations, settings as user_settings
from sqs_tui.domain.case import REMOVED
from sqs_tui.errors import NotFound, NotSaved, SqsError
from sqs_tui.session import asked, recent
from sqs_tui.session.beside import Beside
from sqs_tui.session.inspection import Inspection, LastAct, Outcome
from sqs_tui.session.unsaved import UnsavedTexts
from sqs_tui.store import unsaved
from sqs_tui.store.journal import Damage
from sqs_tui.store.presence import Presence, Visitor
from sqs_tui.store.workbook import Workbook, slug, wall_clock
from sqs_tui.ui import keys, routes, theme
from sqs_tui.ui.common.base import OurScreen
from sqs_tui.ui.filters import HarmlessText, NoColour, PlainText
from sqs_tui.ui.forgetting import forget_closed_widgets
from sqs_tui.ui.held import Press
from sqs_tui.ui.idle import Idle
from sqs_tui.ui.key_events import Key
from sqs_tui.ui.shell import SafeDriver, Shell
from sqs_tui.ui.symbols import ASCII, UNICODE, Symbols
from sqs_tui.ui.terminal_input import MOST_TYPED
from sqs_tui.ui.widgets.lines import fitted
from sqs_tui.ui.wire import CellDiff

if TYPE_CHECKING:
    from sqs_tui.domain.case import Case
    from sqs_tui.ui.casework.screen import CaseworkScreen
    from sqs_tui.ui.common.blank import BlankScreen

#: How often the journals of others are looked at; a look costs microseconds and sends nothing.
REFRESH_SECONDS = 0.2
#: How much of the names of those whose part is left out stands in the top bar.
_LONGEST_NAMES = 24
#: Every how many looks it is also seen who is here: a move is said within two and seen within two more.
_PRESENCE_LOOKS = 2


_STYLES = sorted(assets.folder("styles").glob("*.tcss"))
#: Styles from this one on are not needed by the sample or a case, which are what a start shows.
_LATER = "40"


class SqsApp(Shell, CellDiff):
    """The workbook on a terminal."""

    TITLE = "sqs"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH: ClassVar[Any] = [path for path in _STYLES if path.name < _LATER]
    BINDINGS = keys.bindings("everywhere")

    def __init__(
        self,
        path: Path | None = None,
        *,
        case: str = "",
        company: bool = False,
        walks: bool = False,
        read_only: bool = False,
        settings: user_settings.Settings | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        forget_closed_widgets()
        self.settings = settings or user_settings.load()
        if self.settings.keymap != "default" or self.settings.keys or keys.overrides():
            put_keys_in_force(self.settings)
        # Textual draws on standard error.
        self._encoding = codecs.lookup(getattr(sys.__stderr__, "encoding", None) or "ascii").name
        self.symbols: Symbols = self._symbols()
        self._no_colour = bool(os.environ.get("NO_COLOR"))
        # The same objects every time: Textual remembers what a filter made of a line.
        self._filters_of_ours = self._own_filters()
        super().__init__()
        self.shows_cursor = self.settings.cursor
        self.asks_for_kitty = self.settings.kitty_keyboard
        self._later_styles = [path for path in reversed(_STYLES) if path.name >= _LATER]
        self.animation_level = "none"
        self._path, self._first_case, self._company, self._read_only = path, case, company or walks, read_only
        #: Whether the first case that is shown is walked through first: nothing else is ever drawn before.
        self._walks_first = walks
        self._inspection: Inspection | None = None
        self._casework: CaseworkScreen | None = None
        self._left_off: LastAct | None = None
        self._has_asked_who = False
        self._told_damage: Sequence[Damage] = ()
        self._told_warnings: Sequence[str] = ()
        self._presence: Presence | None = None
        self._beside: Beside | None = None
        self._unsaved: UnsavedTexts | None = None
        self._here: tuple[Visitor, ...] = ()
        self._looks = 0
        #: Whether the figures of all cases are hidden, on every screen: some inspectors do not want to be anchored.
        self.figures_hidden = False
        #: What was found last, as cases and criteria, and which of it was gone to.
        self.found: tuple[list[tuple[str, str]], int] = ([], 0)
        #: Why the app could not begin; told once the terminal is itself again.
        self.problem: SqsError | None = None
        self._clock = clock
        self._key_at = 0.0
        #: Of which read keys were left out as those of a paste, and how many.
        self._left_out_of = (0, 0)
        self._key: events.Key | None = None
        self.idle = Idle(self.settings.idle)
        self._blank: BlankScreen | None = None
        self._pasted_meanwhile: list[str] = []
        self._failure: NotSaved | None = None
        #: Why the workbook could not be reached at the last look; None while it can.
        self._unreachable: NotSaved | None = None
        self._typing = False
        self._last_saved = ""
        for name in theme.NAMES:
            self.register_theme(theme.load(name))
        self.theme = theme.first(self.settings.theme)
        self.stylesheet.set_variables(self.get_css_variables())

    def dress(self) -> None:
        """Read the styles that the sample and the cases do without, once, before another screen is made."""
        while self._later_styles:
            self.stylesheet.read(self._later_styles.pop())

    def refresh_css(self, animate: bool = True) -> None:
        """Read the styles anew for another theme; the first are read with the right one already."""
        if self.screen_stack:
            super().refresh_css(animate)

    def _symbols(self) -> Symbols:
        if self.settings.symbols != "auto":
            return ASCII if self.settings.symbols == "ascii" else UNICODE
        return UNICODE if self._encoding == "utf-8" else ASCII

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line passes on its way to the terminal."""
        # Textual adds greys under NO_COLOR; ours sends no colour at all.
        return [
            one for one in super().get_line_filters() if not isinstance(one, Monochrome | NoColor)
        ] + self._filters_of_ours

    def _own_filters(self) -> list[LineFilter]:
        plain = [PlainText(self._encoding)] if self.symbols is ASCII else []
        return [HarmlessText(), *plain, *([NoColour()] if self._no_colour else [])]

    @property
    def screens(self) -> list[OurScreen[Any]]:
        """The screens of ours that are open, the one in front last."""
        return [screen for screen in self.screen_stack if isinstance(screen, OurScreen)]

    @property
    def in_company(self) -> bool:
        """Whether somebody sits here who may see one case only."""
        return any(screen.company for screen in self.screens)

    # Going somewhere

    def open(self, route: str, *given: Any, then: Callable[[Any], None] | None = None, **named: Any) -> Any:
        """Open the screen of a route, and return it; `then` is given what it comes to when it is left."""
        screen = routes.screen(route, *given, **named)
        self.push_screen(screen, then)
        return screen

    # The inspection

    @property
    def inspection(self) -> Inspection:
        """The inspection that is open."""
        assert self._inspection is not None
        return self._inspection

    @property
    def is_open(self) -> bool:
        """Whether a workbook is open."""
        return self._inspection is not None

    def on_load(self) -> None:
        """Open the workbook that was asked for before the terminal is touched: what is wrong with it is then told."""
        if self._path is not None:
            try:
                self._open(self._path)
                if self._first_case and self.inspection.case_by_ref(self._first_case) is None:
                    raise NotFound(
                        f"No case is called {self._first_case} in {self._path}.", remedy="Leave --case out to see all."
                    )
            except SqsError as error:
                self.problem = error
                self.exit(int(error.code))

    def get_default_screen(self) -> Screen[Any]:
        """The first screen: what is wanted itself, so that none is made to be covered at once."""
        if self._path is None:
            return cast("Screen[Any]", routes.screen("chooser"))
        if self.problem is not None or self._first_case:
            return super().get_default_screen()
        return cast("Screen[Any]", routes.screen("sample"))

    def on_mount(self) -> None:
        if self.problem is not None:
            return
        if self._path is not None:
            self._show_opened()
        self.set_interval(REFRESH_SECONDS, self._refresh)
        self.set_timer(REFRESH_SECONDS, _collect_again)

    def open_workbook(self, path: Path) -> None:
        """Open a workbook and show its sample, or the case asked for on the command line.

        In company nothing but that case is ever drawn, not for a moment.
        """
        self._open(path)
        self._show_opened()

    def _open(self, path: Path) -> None:
        self.close_workbook()
        self._inspection = Inspection(Workbook.open(path, read_only=self._read_only, daily=True))
        self._has_asked_who = False
        self._told_damage = self._inspection.workbook.damage
        self.call_after_refresh(recent.remember, path)
        self._arrive(self._inspection.workbook)

    def _show_opened(self) -> None:
        assert self._inspection is not None
        ref, self._first_case = self._first_case, ""
        case = self._inspection.case_by_ref(ref) if ref else None
        if case is not None and self._company:
            self.show_case(case.id, company=True)
            return
        self._left_off = left_off = self._inspection.last_act()
        if case is not None:
            self.show_case(case.id)
        else:
            self.show_sample()
        say = partial(self._say_opened, case, left_off)
        if self._beside is not None and self._beside.take_left():
            self._cover(say)
        else:
            say()

    def _say_opened(self, case: Case | None, left_off: LastAct | None) -> None:
        """Say what is to be known on opening: what is wrong, or what was received last; then who works here."""
        assert self._inspection is not None
        self._told_warnings = warnings = self._inspection.workbook.warnings
        if self._told_damage:
            self.call_after_refresh(self._say_left_out)
        elif warnings:
            self.call_after_refresh(self._warn, warnings)
        elif self._inspection.kept_too_long is not None and case is None:
            self.call_after_refresh(self._say_kept_too_long, self._inspection.kept_too_long)
        elif left_off is not None:
            self.call_after_refresh(self._say_where_left_off, left_off, self._key_at)
        if any(unsaved.paths(self._inspection.workbook.id)):
            self.call_after_refresh(self._offer_unsaved)
        if case is not None:
            self.call_after_refresh(self.ask_who)

    def ask_who(self) -> None:
        """Ask who works here, where work begins; once, and never beside a case manager."""
        if not self.is_open or self._has_asked_who or self.in_company:
            return
        self._has_asked_who = True
        book = self.inspection.workbook
        if book.is_read_only or self.inspection.inspector() or asked.was_left(book.id):
            return

        def left(name: str | None) -> None:
            if not name:
                asked.leave(book.id)
                self.say(f"You go on as {book.author}; the command “Say who you are” changes it")

        self.open("who", self.inspection, then=left)

    def _say_left_out(self) -> None:
        """Say whose part of the workbook is left out and why; beside a case manager no colleague is named."""
        from sqs_tui.session.left_out import MAY_BE_AN_ALERT, NAMELESS, left_out  # Hardly ever needed.

        if self.in_company:
            self.say(f"{NAMELESS.capitalize()}.", "danger")
        else:
            self.say(f"{MAY_BE_AN_ALERT} {'; '.join(left_out(self.inspection))}. See sqs verify.", "danger")

    def _look_for_left_out(self) -> None:
        """Show what is left out since the last look, and what is whole again."""
        before, self._told_damage = self._told_damage, self.inspection.workbook.damage
        if self._told_damage == before:
            return
        self.settled(Outcome(structure=True))
        if self._told_damage:
            self._say_left_out()
        else:
            self.say("Everything can be read again, and nothing is left out.", "yes")

    def _warn(self, warnings: Sequence[str]) -> None:
        """Say that a journal is not what this machine saw last time, or brings erased things back."""
        more = f" ({len(warnings) - 1} more)" if len(warnings) > 1 else ""
        said = f"{warnings[0]}.{more} See sqs verify."
        # What to do is read whatever the width.
        self.say(said if len(said) < self.size.width else f"See sqs verify: {warnings[0]}.{more}", "danger")

    def _say_kept_too_long(self, until: date) -> None:
        self.say(f"To be kept until {until} only, and that is past. What to do: sqs doctor", "danger")

    # Who is here

    def _arrive(self, workbook: Workbook) -> None:
        self._here, self._looks = (), 0
        self._beside = Beside(workbook.id, workbook.author)
        self._unsaved = UnsavedTexts(workbook)
        if not workbook.is_read_only:
            name = f"{slug(workbook.author)}-{locations.installation()}"
            self._presence = Presence(workbook.folder, name, workbook.author, wall_clock())

    def _look_around(self) -> None:
        """Say where this window is, and see who else is here; a screen is told only where that has changed."""
        self._looks += 1
        if self._presence is None or self._looks % _PRESENCE_LOOKS != 1:
            return
        shown = [screen for screen in self.screen_stack if screen is self._casework and screen.is_mounted]
        self._presence.say(*(self._casework.place if shown and self._casework else ("", "")))
        here = self._presence.others()
        if here != self._here:
            self._here = here
            for screen in self.screens:
                if screen.is_mounted:
                    screen.show_here()

    def others_here(self, case: str) -> list[tuple[str, str]]:
        """Who else is here, for the top bar: those with a case open, or without a case everybody and where."""
        cases = self.inspection.cases
        there = [one for one in self._here if not case or one.case == case]
        who = {one: "you elsewhere" if self._is_self(one) else self.inspection.person(one.author) for one in there}
        if case:
            said = [f"{who[one]} {one.criterion}".rstrip() for one in there]
        else:
            said = [f"{who[one]} {cases[one.case].ref if one.case in cases else ''}".rstrip() for one in there]
        return [(f" with {', '.join(dict.fromkeys(said))} ", "mark")] if said else []

    def _is_self(self, visitor: Visitor) -> bool:
        return visitor.author == self.inspection.workbook.author

    def differing(self) -> list[tuple[str, str]]:
        """On how many fields people disagree, for the top bar."""
        count = self.inspection.differing
        return [(f" {count} DIFFERENCE{'S' * (count > 1)} ", "warn")] if count else []

    def _say_where_left_off(self, act: LastAct, last_key: float) -> None:
        """Say it on the screen the work begins with, and go to the case where that lists any; not over a later key."""
        local = datetime.fromisoformat(act.at).astimezone()
        first = next((screen for screen in reversed(self.screens) if screen.IS_FIRST), None)
        if first is None or self.in_company or self._key_at != last_key:
            return
        if not act.case or first is self._casework or first.go_to_case(act.case):
            ref = self.inspection.cases[act.case].ref if act.case else ""
            said = " ".join(filter(None, (ref, act.criterion, act.word)))
            first.say(f"Last act received: {said} {local:%d %b %H:%M:%S}")

    async def start_over(self) -> bool:
        """After a fault, open the workbook again from disk, on the case that was open, in company if it was."""
        with suppress(Exception):  # The fault may be in what is typed; what is on disk already stays there.
            self.flush_typing()
        folder = self.inspection.workbook.folder if self.is_open else None
        company, case, criterion = self.in_company, "", ""
        with suppress(Exception):  # Or in the case itself.
            if self._casework is not None and self._casework in self.screen_stack:
                case, criterion = self._casework.place
        self.drop_screens()
        if folder is None:
            self.open("chooser")
            return True
        self._open(folder)
        shown = self.inspection.cases.get(case)
        if shown is not None and shown.status != REMOVED:
            self.show_case(case, criterion, company=company)
        else:
            self.show_sample()
            if company:
                self._cover()
        return True

    def _cover(self, uncovered: Callable[[], None] = lambda: None) -> None:
        """Lay a screen over the sample that keeps it from a case manager until the inspector takes it away."""
        self.open("come-back", then=lambda _: uncovered())

    def close_workbook(self) -> None:
        """Let go of the workbook that is open, if one is."""
        if self._presence is not None:
            self._presence.close()
            self._presence = None
        if self._inspection is not None:
            self._inspection.workbook.close()
            self._inspection = None
        if self._casework is not None:
            self.uninstall_screen(self._casework)
            self._casework = None
        self._blank, self._unsaved, self._typing, self._last_saved = None, None, False, ""
        self._failure = self._unreachable = None
        self._pasted_meanwhile.clear()

    def close_casework(self) -> bool:
        """Back to the sample, the last open case being gone; whether it is: a text that is not on disk stays open."""
        if self._casework is None:
            return False
        self.show_sample()
        if self._casework in self.screen_stack:
            return False
        self.uninstall_screen(self._casework)
        self._casework = None
        return True

    def show_sample(self) -> None:
        """Show the sample, whatever stands over it."""
        if not self._may_leave():
            return
        left = self._casework.place[0] if self._casework is not None and self.screen is self._casework else ""
        if not self._go_back_to("sample"):
            while self.screen_stack and self._casework in self.screen_stack:
                self.pop_screen()
            self.open("sample")
        if left:
            # What is pressed next is about the case that was left, whichever the cursor was on before.
            sample = self.screens[-1]
            sample.call_after_refresh(sample.go_to_case, left)

    def show_case(self, case: str, criterion: str = "", *, company: bool = False) -> None:
        """Show a case as a pane, beside those that are open already."""
        if not self._may_leave():
            return
        if self._walks_first:
            self._walks_first = False
            self.open("walk", case, alone=True)
            return
        if not criterion and self._left_off is not None and self._left_off.case == case:
            criterion, self._left_off = self._left_off.criterion, None
        if self._casework is None:
            self._casework = routes.screen("casework", case, criterion, company=company)
            self.install_screen(self._casework, "casework")
            self.push_screen("casework")
            return
        if self._casework in self.screen_stack:
            while self.screen is not self._casework:
                self.pop_screen()
        else:
            self.push_screen("casework")
        self._casework.open_case(case, criterion)

    def show_summary(self) -> None:
        """Show the summary: the one that is open as it was left, else one in the place of the cases.

        Cases opened from it stand over it, so that going back leads to the same place in it.
        """
        if not self._may_leave() or self._go_back_to("summary"):
            return
        case = ""
        if self._casework is not None and self.screen is self._casework:
            case = self._casework.place[0]
            self.pop_screen()
        self.open("summary", case)

    def _go_back_to(self, route: str) -> bool:
        """Leave what stands over the screen of a route; whether one is open."""
        if not any(screen.route == route for screen in self.screens):
            return False
        while not (isinstance(self.screen, OurScreen) and self.screen.route == route):
            self.pop_screen()
        return True

    def leave_case(self) -> None:
        """Back from a case to the figure it was opened from, or to the sample."""
        under = self.screen_stack[-2] if len(self.screen_stack) > 1 else None
        if not (isinstance(under, OurScreen) and under.is_behind_a_figure):
            self.show_sample()
        elif self._may_leave():
            self.pop_screen()

    def leave_gone(self) -> bool:
        """Leave what is about a case that is gone, and what stands over it; whether there was any and it is left.

        What was typed there and cannot be kept any more stays on screen.
        """
        gone = next((screen for screen in self.screens if screen.is_gone), None)
        if gone is None or not self.flush_typing():
            return False
        while gone in self.screen_stack:
            self.pop_screen()
        return True

    def _may_leave(self) -> bool:
        """Whether what is being typed is on disk; a text the disk refused is not left behind."""
        if self.flush_typing():
            return True
        self.say("Not in the workbook yet, so this stays open until you leave it.", "danger")
        return False

    def _refresh(self) -> None:
        if not self.in_company and self.idle.is_over():
            self.action_blank()
        if self._inspection is None:
            return
        try:
            outcome = self._inspection.refresh()
        except SqsError as error:
            if self._unreachable is None:
                self._unreachable = self.failed(NotSaved("The workbook cannot be reached.", error.detail))
            return
        if self._unreachable is not None:
            self._note_reached()
        if outcome.cases or outcome.structure:
            if outcome.structure:
                self.leave_gone()
            self.settled(outcome)
        self._look_for_left_out()
        if not self.in_company:  # They name colleagues; they are said when the case manager has gone.
            before, self._told_warnings = self._told_warnings, self._inspection.workbook.warnings
            if self._told_warnings not in ((), before):
                self._warn(self._told_warnings)
        self._look_around()
        if self._beside is not None:
            self._beside.note(self.in_company)

    def settled(self, outcome: Outcome) -> None:
        """An act is on disk: show it wherever it can be seen."""
        if outcome.at:
            self._failure, self._last_saved = None, outcome.at
        screens = self.screens
        if self._casework is not None and self._casework not in screens and self._casework.is_mounted:
            screens.append(self._casework)
        for screen in screens:
            if not screen.is_gone and (screen is self._casework or screen in self.screen_stack):
                screen.show_outcome(outcome)
        self._show_token()
        if isinstance(self.screen, OurScreen) and self.screen.is_mounted:
            self.screen.show_hints()

    def _note_reached(self) -> None:
        """Say that the workbook can be reached again; a change that the disk refused meanwhile stays not saved."""
        if self._failure is self._unreachable:
            self._failure = None
            self._show_token()
            self.say("The workbook can be reached again.", "yes")
        self._unreachable = None

    def failed(self, error: NotSaved, *, typed_in: object = None) -> NotSaved:
        """A change did not reach the disk: say so until a later one does. A text typed somewhere is kept beside.

        Returns the error as it was said: with where the text is.
        """
        if typed_in is not None and self._unsaved is not None:
            error = self._unsaved.keep(typed_in, error)
        self._failure = error
        self._show_token()
        said = f"{error.title} {error.detail} {error.remedy}"
        # The top bar has the cause too, and what to do must be read to its end.
        self.say(said if len(said) < self.size.width else f"{error.title} {error.remedy}", "danger")
        return error

    def reached_disk(self, typed_in: object) -> None:
        """What was typed somewhere is in the workbook: a file it was kept in meanwhile goes."""
        if self._unsaved is not None:
            self._unsaved.forget(typed_in)

    def is_kept_beside(self, typed_in: object) -> bool:
        """Whether what was typed somewhere, and is not in the workbook, is kept in a file."""
        return self._unsaved is not None and self._unsaved.holds(typed_in)

    def _offer_unsaved(self) -> None:
        """Offer the texts that the disk refused last time, one after the other; never beside a case manager."""
        if not self.is_open or self.in_company:
            return
        from sqs_tui.ui.workbooks.unsaved import offer  # Hardly ever needed.

        offer(self)

    def not_taken(self, key: str) -> None:
        """Have a key that means nothing here go where it leads, or say where it works; not while one types."""
        screen = self.screen
        if keys.is_meaningful(key) and isinstance(screen, OurScreen) and not screen.IS_TYPED:
            from sqs_tui.ui.elsewhere import press  # Most keys mean something.

            press(self, key)

    def set_typing(self, typing: bool) -> None:
        """Say that something typed is not on disk yet, or that it is."""
        if typing != self._typing:
            self._typing = typing
            self._show_token()

    def token(self) -> tuple[str, str]:
        """How the last change fared, for the top bar, and whose part of the workbook is left out."""
        saved, style = self._saved()
        if not self._told_damage or self._failure is not None:
            return saved, style
        from sqs_tui.session.left_out import whose  # Hardly ever needed.

        names = fitted(whose(self.inspection), _LONGEST_NAMES, self.symbols.ellipsis).rstrip()
        said = "PART LEFT OUT" if self.in_company else f"LEFT OUT: {names}, maybe alerts"
        return f"{said} {saved}", "danger"

    def _saved(self) -> tuple[str, str]:
        if self._failure is not None:
            cause = self._failure.detail.rstrip(".")
            return f"NOT SAVED {cause}".strip(), "danger"
        if self._typing:
            return "typing…" if self.symbols is UNICODE else "typing...", "warn"
        if self._inspection is not None and self._inspection.workbook.is_read_only:
            return ("NEWER, " if self._inspection.workbook.is_newer else "") + "read-only", "warn"
        if self._last_saved:
            local = datetime.fromisoformat(self._last_saved).astimezone()
            return f"{self.symbols.saved} saved {local:%H:%M:%S}", "yes"
        return f"{self.symbols.saved} saved", "yes"

    def _show_token(self) -> None:
        if isinstance(self.screen, OurScreen):
            self.screen.show_token()

    # Keys

    async def on_event(self, event: events.Event) -> None:
        """Note how each key came, so that those that nobody pressed for what they do can be told (`held.py`)."""
        if isinstance(event, events.InputEvent | events.Paste):
            self.idle.touched()
        blank = self._blank if self._blank in self.screen_stack[-1:] else None
        if blank is not None and isinstance(event, events.Paste):
            self._pasted_meanwhile.append(event.text)
            return
        if isinstance(event, events.Key):
            self._key_at, self._key = event.time, event
            if blank is not None:
                blank.dismiss()
                self._hand_on_pastes()
                return
            if isinstance(event, Key) and self._is_of_a_text(event):
                read, before = self._left_out_of
                count = before + 1 if read == event.read else 1
                self._left_out_of = (event.read, count)
                said = "was left out" if count == 1 else "were left out"
                self.say(f"{count} of the keys that came at once, as a paste does, {said}", "warn")
                return
        await super().on_event(event)

    def _hand_on_pastes(self) -> None:
        """What was pasted while nothing was shown goes where it was meant for, and is seen there."""
        pasted, self._pasted_meanwhile = self._pasted_meanwhile, []
        for text in pasted:
            self.post_message(events.Paste(text))

    def press(self) -> Press:
        """How the key being acted on came; in seconds of a clock that never goes back."""
        key = self._key
        at = self._clock() if self._clock else key.time if key is not None else time.monotonic()
        return Press(at, key.read, key.alike, key.together) if isinstance(key, Key) else Press(at)

    def _is_of_a_text(self, event: Key) -> bool:
        """Whether a key is part of a paste that lost its marks, where nothing is typed."""
        if event.together <= MOST_TYPED or not event.is_printable or event.is_first:
            return False
        places = self.screen.scopes() if isinstance(self.screen, OurScreen) else ()
        return keys.TYPED.isdisjoint(places) and not self.screen.query("Input, TextArea")

    def key_for(self, key: keys.Key) -> str:
        """The first key that does a thing now."""
        return keys.effective(key.id).keys.split(",")[0]

    def cursor_place(self) -> Offset:
        """On the row, or in the field, the keys go to, so that what follows the cursor finds it."""
        return self.screen.cursor_spot() if isinstance(self.screen, OurScreen) else Offset(0, 0)

    # What a person prefers

    def take_settings(self, settings: user_settings.Settings, changed: str) -> None:
        """Put settings in force of which one was changed."""
        self.settings = settings
        if changed == "theme":
            self.theme = theme.first(settings.theme)
        elif changed == "keymap":
            self._bind_anew()
        elif changed == "cursor":
            self.shows_cursor = settings.cursor
            if isinstance(self._driver, SafeDriver):
                self._driver.show_cursor(settings.cursor)
        elif changed == "kitty_keyboard":
            self.asks_for_kitty = settings.kitty_keyboard
            if isinstance(self._driver, SafeDriver):
                self._driver.ask_for_kitty(settings.kitty_keyboard)
        elif changed == "idle":
            self.idle = Idle(settings.idle)
        elif self._casework is not None:
            self._casework.take_settings()

    def _bind_anew(self) -> None:
        screens = {*self.screen_stack, *([self._casework] if self._casework is not None else [])}
        put_keys_in_force(
            self.settings, [self, *(node for screen in screens for node in screen.walk_children(with_self=True))]
        )
        for screen in self.screens:
            screen.show_hints()

    # What works everywhere

    def action_blank(self) -> None:
        self._blank = self.open("blank")

    def action_help(self) -> None:
        self.open("help", self.screen)

    def action_palette(self) -> None:
        from sqs_tui.ui.help.palette import open_palette

        open_palette(self)

    def action_redraw(self) -> None:
        """Draw everything again, whatever the terminal shows now."""
        self.forget_cells()
        self.screen.refresh(layout=True)

    def action_quit_asked(self) -> None:
        """Leave; everything is on disk already."""
        self.exit(0)


def put_keys_in_force(settings: user_settings.Settings, shown: Iterable[DOMNode] = ()) -> None:
    """Put the keys in force that settings ask for. Raises `UsageError` naming what stands against them."""
    # The default needs neither.
    from sqs_tui.ui.keymaps import choose
    from sqs_tui.ui.rebinding import put_in_force

    put_in_force(choose(settings), shown)


def _collect_again() -> None:
    """The start is over: leave out of the collector's rounds what was made until now, and let it begin."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def run(
    path: Path | None,
    *,
    case: str = "",
    company: bool = False,
    walks: bool = False,
    read_only: bool = False,
    mouse: bool = False,
) -> int:
    """Run the app on a workbook, on the walkthrough of a case, or on the chooser; returns the exit code.

    Raises `SqsError` where the workbook cannot be opened.
    """
    app = SqsApp(path, case=case, company=company, walks=walks, read_only=read_only)
    try:
        code = app.run(mouse=mouse) or app.return_code or 0
    finally:
        app.close_workbook()
    if app.problem is not None:
        raise app.problem
    return code
