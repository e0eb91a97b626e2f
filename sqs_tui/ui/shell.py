"""What Textual's process lacks: it ends cleanly when told to or when its terminal is gone, and a fault leaks nothing.

It rests on a few private names of Textual; `tests/ui/test_shell.py` fails where one of them has changed.
"""

from __future__ import annotations

import asyncio
import codecs
import errno
import os
import selectors
import signal
import sys
import termios
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from weakref import WeakSet

from rich.text import Text
from textual import events
from textual._context import active_message_pump
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from sqs_tui.errors import SqsError
from sqs_tui.ui import keys
from sqs_tui.ui.faults import fault, keep_fault
from sqs_tui.ui.input_queue import InputQueue, rest
from sqs_tui.ui.key_events import KeyReader
from sqs_tui.ui.terminal_input import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.driver import Driver
    from textual.message import Message
    from textual.message_pump import MessagePump

#: How long a clean end may take. A frozen terminal blocks every write, and the app with it.
HARD_EXIT_SECONDS = 3.0
#: How many keys may wait to be acted on before no more are read.
MOST_WAITING = 500
#: So many faults within so many seconds are not survived: one of them would be told after the other for ever.
MOST_FAULTS, MANY_FAULTS_SECONDS = 3, 20.0

#: What the framework can do and no key of ours does.
UNUSED_ACTIONS = frozenset(
    {"add_class", "back", "bell", "change_theme", "command_palette", "focus", "hide_help_panel", "pop_screen"}
    | {"push_screen", "remove_class", "show_help_panel", "switch_mode", "switch_screen", "toggle", "toggle_class"}
    | {"toggle_dark"}
)

#: How Textual asks for the kitty keyboard protocol, every key with the text it prints, and how it takes that back.
ASKS_FOR_KITTY, _LEAVES_KITTY = "\x1b[>25u", "\x1b[<u"
_FAULTS_OF_READING = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
#: Whatever ends a process and lets it act first. SIGSEGV and its like do not: the interpreter itself is broken then.
_ENDING = (
    *(signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGABRT, signal.SIGALRM, signal.SIGUSR1),
    *(signal.SIGUSR2, signal.SIGXCPU, signal.SIGVTALRM, signal.SIGPROF),
)
#: Keyboard protocol, mouse, focus, paste and the second screen off; line wrap and cursor on.
_RESET = b"\x1b[<u\x1b[?1000;1003;1004;1006;1015;2004;2048l\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"


class SafeDriver(LinuxDriver):
    """Survives any byte, and ends the app when its terminal is gone or a signal says so."""

    def __init__(self, app: Shell, **options: Any) -> None:
        super().__init__(app, **options)
        self._shell = app
        self._code = 0
        self._on_the_way: set[Future[bool]] = set()
        self._is_gone = self._has_shown = False
        for number in _ENDING:
            signal.signal(number, lambda number, _: self.end(128 + number))
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # Where no shell waits above, nothing would wake it again.
        # A fault beside the keys is kept, and the session goes on: left to themselves they print over the screen.
        threading.excepthook = lambda told: self._failed_beside(told.exc_value)
        self._loop.set_exception_handler(lambda _, told: self._failed_beside(told.get("exception")))
        # The loop's own handler also wakes it for the signals above: another thread may be given them while it sleeps.
        self._loop.add_signal_handler(signal.SIGCONT, self._take_again)

    def run_input_thread(self) -> None:
        """Read keys until the app ends, or the terminal does."""
        reader = KeyReader()
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                due = reader.wait(time.monotonic())
                raw = None
                if selector.select(0.1 if due is None else min(due, 0.1)):
                    raw = self._read()
                    if raw is None:
                        return
                try:
                    now = time.monotonic()
                    messages = reader.tick(now) if raw is None else reader.feed(decode(raw), now)
                except _FAULTS_OF_READING as error:  # Left to end the thread, it would leave the app deaf.
                    self._failed_beside(error)
                    reader, messages = KeyReader(), [Notice("What the terminal sent cannot be read and is dropped")]
                for message in messages:
                    if isinstance(message, Notice):
                        self._to_the_app(self._shell.call_later, self._shell.say, message.text, "warn")
                    else:
                        self._wait_for_turn()
                        self.process_message(message)

    def send_message(self, message: Message) -> None:
        """Hand a message over to the app, and know which it has not taken."""
        posting = self._app._post_message(message)
        try:
            sent = asyncio.run_coroutine_threadsafe(posting, loop=self._loop)
        except RuntimeError:  # The app has ended since this was read.
            posting.close()
            return
        self._on_the_way.add(sent)
        sent.add_done_callback(self._on_the_way.discard)

    def _wait_for_turn(self) -> None:
        """Read no more keys than can be acted on: what comes meanwhile waits in the terminal, not in memory."""
        while len(self._on_the_way) + self._shell.behind > MOST_WAITING and not self.exit_event.wait(0.01):
            pass

    def _read(self) -> bytes | None:
        """What was typed; None where the terminal is gone: then reading gives nothing, or an error, for ever."""
        with suppress(OSError):
            raw = os.read(self.fileno, 4096)
            if raw:
                return raw
        self.end(128 + signal.SIGHUP, terminal_is_gone=True)
        return None

    def _failed_beside(self, error: BaseException | None) -> None:
        """Keep a fault that stops no key; that the terminal is gone is none, and ends the app."""
        if isinstance(error, OSError | termios.error) and error.args[:1] == (errno.EIO,):
            self.end(128 + signal.SIGHUP, terminal_is_gone=True)
        else:
            _keep(error)

    def write(self, data: str) -> None:
        """Send output, while there is something to send it to; what Textual would ask of the keyboard if wanted."""
        if not self._is_gone and (self._shell.asks_for_kitty or data not in (ASKS_FOR_KITTY, _LEAVES_KITTY)):
            super().write(data)

    def ask_for_kitty(self, is_wanted: bool) -> None:
        """Ask the terminal to use the kitty keyboard protocol from now on, or to leave it."""
        super().write(ASKS_FOR_KITTY if is_wanted else _LEAVES_KITTY)

    def start_application_mode(self) -> None:
        """Take the terminal; its cursor is hidden, unless it is to be seen."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._shell.shows_cursor:
            self.show_cursor(True)

    def show_cursor(self, is_seen: bool) -> None:
        """Let the cursor be seen, as a line that does not blink under its character, or hide it."""
        # The console of Linux would print part of the code for a shape.
        has_shapes = os.environ.get("TERM") != "linux"
        if is_seen:
            self.write("\x1b[4 q\x1b[?25h" if has_shapes else "\x1b[?25h")
            self._has_shown = has_shapes
        else:
            self.write("\x1b[0 q\x1b[?25l" if self._has_shown else "\x1b[?25l")

    def stop_application_mode(self) -> None:
        """Give the terminal back, its cursor as it was."""
        if self._has_shown:
            self.write("\x1b[0 q")
        super().stop_application_mode()

    def end(self, code: int, *, terminal_is_gone: bool = False) -> None:
        """End the app with a code, from any thread or a signal handler; the hard way if it takes too long."""
        self._is_gone = self._is_gone or terminal_is_gone
        if self._code:
            return
        self._code = code
        threading.Thread(target=self._end_hard, name="hard-exit", daemon=True).start()
        self._to_the_app(self._shell.call_later, self._shell.leave, code)

    def _to_the_app(self, act: Callable[..., object], *arguments: object) -> None:
        """Have the app do something, from any thread or a signal handler; once it has ended, nothing."""
        with suppress(RuntimeError):  # Its loop is closed.
            self._loop.call_soon_threadsafe(act, *arguments)

    def _end_hard(self) -> None:
        try:
            time.sleep(HARD_EXIT_SECONDS)
            with suppress(termios.error):
                if self.attrs_before is not None:
                    termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            with suppress(OSError, termios.error):
                self._reset()
        finally:  # Whatever giving the terminal back came to, the process is not left behind.
            os._exit(self._code)

    def _reset(self) -> None:
        """Reset a terminal of which nobody reads: what was sent and not read is thrown away, and no more is sent."""
        terminal = os.open("/dev/tty", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        # Whoever waits to write holds the terminal: woken, he goes on waiting, at a pipe that is full.
        os.dup2(_full_pipe(), 2)  # Textual draws on standard error.
        for thread in threading.enumerate():
            if thread.ident is not None and thread is not threading.current_thread():
                signal.pthread_kill(thread.ident, signal.SIGHUP)
        for _ in range(100):
            termios.tcflush(terminal, termios.TCOFLUSH)
            with suppress(BlockingIOError):
                os.write(terminal, _RESET)
                return
            time.sleep(0.005)

    def _take_again(self) -> None:
        """Somebody stopped the process and let it go on: take the terminal again and draw everything."""
        if not self._code:
            self.suspend_application_mode()
            self.resume_application_mode()
            self._shell.call_later(self._shell.action_redraw)


def _keep(error: BaseException | None) -> Path | None:
    """Keep a fault in the log; where that is, or None if it could not be written."""
    return keep_fault(" < ".join(fault(error)))


def _full_pipe() -> int:
    """Where every write waits for ever."""
    _, full = os.pipe()
    os.set_blocking(full, False)
    with suppress(BlockingIOError):
        while os.write(full, bytes(4096)):
            pass
    os.set_blocking(full, True)
    return full


def _in_words(inputs: Sequence[events.Event]) -> str:
    """How much was typed, pasted or clicked; a mouse that only moves says nothing."""
    kinds = {"key": events.Key, "paste": events.Paste, "click": events.MouseDown}
    counts = {word: sum(isinstance(one, kind) for one in inputs) for word, kind in kinds.items()}
    return " and ".join(f"{count} {word}{'s' * (count > 1)}" for word, count in counts.items() if count)


@runtime_checkable
class Speaking(Protocol):
    """A screen that can say something to whoever sits there."""

    def say(self, text: str, style: str = "text") -> None:
        """Say it."""


@runtime_checkable
class Keeping(Protocol):
    """A screen on which something is typed."""

    def flush(self) -> bool:
        """Put on disk what is still being typed; whether it is there now."""


class Shell(App[int]):
    """An app in a process of ours: it ends with the code of what ended it, and writes nothing unasked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        #: Whether the terminal's own cursor is to be seen.
        self.shows_cursor = False
        #: Whether the terminal is asked to use the kitty keyboard protocol.
        self.asks_for_kitty = True
        # What is said is said in a line of ours: every screen would carry two widgets for nothing.
        self._disable_notifications = self._disable_tooltips = True
        self._input = InputQueue(self, super().post_message, self._get_stuck)
        self._recent_faults: deque[float] = deque(maxlen=MOST_FAULTS)
        #: The task that starts over after a fault, while it does, and which inputs were left out meanwhile.
        self._starting_over: asyncio.Task[None] | None = None
        self._left_out: list[events.Event] = []
        self._has_fresh_screens = False
        #: What the last fault took away: what it still does until it has ended is nobody's fault any more.
        self._dropped: WeakSet[MessagePump] = WeakSet()

    def get_driver_class(self) -> type[Driver]:
        """The driver for a terminal; not for a variable to choose."""
        return SafeDriver

    @property
    def behind(self) -> int:
        """How many inputs have come that are not acted on yet."""
        return len(self._input)

    def post_message(self, message: Message) -> bool:
        """Take a message; what was typed, pasted or clicked waits its turn, wherever it comes from."""
        if isinstance(message, events.InputEvent | events.Paste) and not message.is_forwarded:
            if self._starting_over is None:
                self._input.put(message)
            else:
                self._left_out.append(message)  # It was meant for what the fault has taken away.
            return True
        return super().post_message(message)

    async def at_rest(self, *, painted: bool = False) -> None:
        """Wait until every input is acted on and everything it set off is done; if asked for, painted too."""
        await self._input.empty()
        await rest(self, painted=painted)
        if self._starting_over is not None:
            await asyncio.wait([self._starting_over])
            await rest(self, painted=painted)

    # Leaving

    def flush_typing(self) -> bool:
        """Put on disk what is still being typed, on every screen that has a `flush`; whether it is there now."""
        return False not in [screen.flush() for screen in self.screen_stack if isinstance(screen, Keeping)]

    def leave(self, code: int) -> None:
        """End with a code, whether or not what is being typed can still be kept."""
        try:
            self.flush_typing()
        finally:
            self.exit(return_code=code)

    async def action_quit(self) -> None:
        """Leave at once from anywhere, unless something typed cannot be put on disk."""
        if self.flush_typing():
            self.exit(0)
        else:
            self.say("Not in the workbook yet, so this stays open until you leave it.", "warn")

    def action_help_quit(self) -> None:
        """Say how to leave, to whoever presses Ctrl+C."""
        self.say(
            keys.render_keys("Ctrl+C does nothing here: {go-back} goes back, Ctrl+Q leaves. Everything is saved."),
            "warn",
        )

    def say(self, text: str, style: str = "text") -> None:
        """Say something on the screen in front, where it can."""
        if isinstance(self.screen, Speaking):
            self.screen.say(text, style)

    def action_redraw(self) -> None:
        """Draw everything again."""
        self.refresh(layout=True)

    # Keys

    async def _on_key(self, event: events.Key) -> None:
        """Keys act through their bindings only.

        Textual would also call whatever of ours is named `key_` or `_key_` and the key: `@` is `at`.
        """
        event.prevent_default()
        if not await self._check_bindings(event.key):
            self.not_taken(event.key)

    async def run_action(self, action: Any, default_namespace: Any = None, namespaces: Any = None) -> bool:
        """Do what a key asks for; what cannot be read or done just now is said, and ends nothing."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except SqsError as error:
            # Beside a case manager no file is named: its name is a colleague's.
            detail = "" if self.in_company else f"{error.title} {error.detail}".strip()
            self.say(detail or "That cannot be done just now", "danger")
            return True

    @property
    def in_company(self) -> bool:
        """Whether somebody sits here who may see one case only."""
        return False

    def not_taken(self, key: str) -> None:
        """A key means nothing where it was pressed; an app may say so."""

    # Faults

    async def _dispatch_message(self, message: Message) -> None:
        """Act on a message; a fault in it is survived where that can be done, so that the app itself goes on."""
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if not self._survives(error):
                raise

    def _handle_exception(self, error: Exception) -> None:
        """Survive a fault in a widget, whose own queue has ended with it; or end the app over it."""
        if not self._survives(error):
            super()._handle_exception(error)

    def _survives(self, error: Exception) -> bool:
        """Whether the session goes on after a fault; then all screens are made anew from what is on disk.

        A fault that comes back at once, or while the screens are made, is one of the shell and ends it.
        """
        if active_message_pump.get(None) in self._dropped:
            _keep(error)
            return True
        now = time.monotonic()
        is_often = len(self._recent_faults) == MOST_FAULTS and now - self._recent_faults[0] < MANY_FAULTS_SECONDS
        if is_often or self._has_fresh_screens or not self._is_mounted:
            return False
        kept = _keep(error)
        if self._starting_over is not None:
            return True  # Another fault of what is about to be dropped.
        self._recent_faults.append(now)
        self._left_out = self._input.drop()
        self._starting_over = asyncio.create_task(self._start_over(error, kept))
        return True

    def _get_stuck(self) -> None:
        """Deal with an act that never comes to an end as with a fault: it would keep every later key waiting."""
        self._handle_exception(TimeoutError("an act came to no end"))

    async def _start_over(self, error: Exception, kept: Path | None) -> None:
        has_started = False
        with self._context():
            with suppress(Exception):  # Whatever it is, the app ends over the fault that led here.
                has_started = await self.start_over()
            if not (has_started and await rest(self)):
                super()._handle_exception(error)
                return
            self._starting_over, self._has_fresh_screens = None, False
            dropped = f", and {named} behind it" if (named := _in_words(self._left_out)) else ""
            self._left_out = []
            where = f" The fault is in {kept}." if kept and not self.in_company else ""
            self.say(f"A fault of this program stopped the last key{dropped}. What was saved stands.{where}", "danger")

    async def start_over(self) -> bool:
        """Make what is shown anew from what is on disk; whether an app can."""
        return False

    def drop_screens(self) -> None:
        """Forget every screen, those too whose queue a fault has ended; another must be shown at once."""
        dropped = list(self.screen_stack)
        self._screen_stack.clear()
        for screen in dropped:
            for node in screen.walk_children(with_self=True):
                self._dropped.add(node)
                if node._task is not None:
                    node._task.cancel()
            self._registry.discard(screen)
        self._has_fresh_screens = True

    def _fatal_error(self) -> None:
        error = sys.exception() or self._exception
        if not self._exit_renderables:
            kind, *places = fault(error)
            kept = keep_fault(" < ".join([kind, *places]))
            told = [
                f"sqs stopped over a fault of its own: {kind}{f' at {places[0]}' if places else ''}.",
                "What was put down before is on disk: open the workbook again.",
                f"The fault, and nothing of any case, is in {kept}" if kept else "",
            ]
            self._exit_renderables.append(Text("\n".join(filter(None, told))))
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """Tell a fault like any other: what Textual would print may hold data."""
        self._return_code = 1
        self._fatal_error()

    # What the framework offers and nobody here may use: a link in somebody's text could call it

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action may be done: of the framework's own only those that a key of ours has."""
        return None if action in UNUSED_ACTIONS else super().check_action(action, parameters)

    def copy_to_clipboard(self, text: str) -> None:
        """Keep text for pasting inside the app; the terminal's clipboard is not ours to fill."""
        self._clipboard = text

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the mouse pointer alone: terminals that do not know this sequence show it."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open nothing: no browser is started from here."""

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Write nothing: a picture of the screen is a copy of the cases."""

    async def action_simulate_key(self, key: str) -> None:
        """Press nothing: only the person at the keyboard does."""

    def action_suspend_process(self) -> None:
        """Suspend nothing: where no shell waits, nothing would wake it again."""

    def action_notify(self, message: str, title: str = "", severity: str = "information") -> None:
        """Say nothing: what is said comes from us."""
