"""However it ends, the terminal is given back, the exit code says why, and no data is left behind."""

from __future__ import annotations

import inspect
import os
import signal
import stat
import subprocess
import sys
import termios
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App
from textual.driver import Driver
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen

from sqs_tui import locations
from sqs_tui.errors import NotFound
from sqs_tui.ui import faults
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.casework.case_pane import CasePane
from sqs_tui.ui.shell import ASKS_FOR_KITTY, UNUSED_ACTIONS, SafeDriver, Shell
from tests.terminal import Terminal, environment, wait_until_stopped
from tests.ui.conftest import text_of

ROOT = Path(__file__).resolve().parents[2]
#: A small app in the shell: it counts keys, fails on `x`, and writes without end on `w`.
PROGRAM = """
import sys
import threading
from textual.widgets import Label
from sqs_tui.ui import shell
from tests.marked import mark

class Small(shell.Shell):
    count = 0

    def compose(self):
        yield Label("ready")

    def on_key(self, event):
        child_name = "SECRET CHILD"
        if event.key == "x":
            raise ValueError(child_name)
        if event.key == "t":
            def fail():
                raise ValueError(child_name)
            threading.Thread(target=fail).start()
            self._driver._loop.call_soon(fail)
        if event.key == "w":
            self.set_interval(0.001, lambda: self._driver.write("w" * 5000))
        self.count += 1
        self.query_one(Label).update(f"{self.count} keys, {threading.active_count()} threads, last {event.key}")

mark()
app = Small()
shell.HARD_EXIT_SECONDS = 0.4
code = app.run(mouse=False)
sys.exit(code or app.return_code or 0)
"""


def small(program: str = PROGRAM, *arguments: str) -> Terminal:
    """The small app in a terminal, ready for keys."""
    terminal = Terminal([sys.executable, "-c", program, *arguments], env=environment(PYTHONPATH=str(ROOT)))
    terminal.wait_for("ready")
    terminal.settle()
    return terminal


def is_given_back(terminal: Terminal) -> bool:
    """Whether typing shows again and the cursor too."""
    terminal.wait_quiet(0.05)
    shown = not terminal.text.count("\\x1b") and not terminal._screen.cursor.hidden
    return shown and bool(termios.tcgetattr(terminal._line)[3] & termios.ECHO)


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGQUIT, 131), (signal.SIGTERM, 143)],
)
def test_a_signal_ends_it_with_its_code_and_gives_the_terminal_back(number: signal.Signals, code: int) -> None:
    with small() as terminal:
        assert not is_given_back(terminal)
        assert terminal.kill(number) == code
        assert is_given_back(terminal)


def test_a_line_that_drops_ends_it() -> None:
    with small() as terminal:
        terminal.hang_up()
        assert terminal.process.wait(60) == 129


def test_a_terminal_that_is_gone_without_a_signal_ends_it_too() -> None:
    line, own_end = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=own_end, stdout=own_end, stderr=own_end, start_new_session=True,
        env=environment(),
    )  # fmt: skip
    os.close(own_end)
    shown = b""
    while b"ready" not in shown:
        shown += os.read(line, 4096)
    os.close(line)
    assert process.wait(60) == 129


def test_a_frozen_terminal_cannot_hold_it() -> None:
    with small() as terminal:
        terminal.send("w")
        terminal.freeze()
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.process.wait(60) == 143


def test_a_byte_that_is_no_text_does_not_end_it() -> None:
    with small() as terminal:
        os.write(terminal._line, b"\xa3\xff")
        terminal.send("a")
        terminal.wait_for("last a")


@pytest.mark.faults
def test_a_fault_in_reading_what_was_typed_leaves_nobody_deaf() -> None:
    failing = """
from sqs_tui.ui.key_events import KeyReader
feed = KeyReader.feed
def failing(self, text, now):
    if "Q" in text:
        raise IndexError("SECRET")
    return feed(self, text, now)
KeyReader.feed = failing
app = Small()
"""
    with small(PROGRAM.replace("\napp = Small()\n", failing)) as terminal:
        terminal.send("Q")
        log = locations.state_folder() / "faults.log"
        while not (log.exists() and "IndexError" in log.read_text()):
            terminal.wait_quiet(0.01)
        terminal.send("a")
        terminal.wait_for("last a")
    assert "SECRET" not in log.read_text()


def test_a_letter_cut_in_two_arrives_whole() -> None:
    with small() as terminal:
        for part in ("é".encode()[:1], "é".encode()[1:]):
            terminal._type(part)
            terminal.settle()
        assert "1 keys" in terminal.text


def test_stopped_and_let_go_on_it_takes_the_terminal_again_once() -> None:
    with small() as terminal:
        terminal.send("a")
        terminal.wait_for("1 keys, 3 threads, last a")
        os.kill(terminal.process.pid, signal.SIGTSTP)  # This one it does not heed.
        os.kill(terminal.process.pid, signal.SIGSTOP)
        wait_until_stopped(terminal.process.pid)
        terminal.resume()
        terminal.send("b")
        terminal.wait_for("2 keys, 3 threads, last b")


def test_let_go_on_after_its_end_it_keeps_its_code() -> None:
    """As when a window vanishes while the process is stopped: both signals come, in either order."""
    after = "code = app.run(mouse=False)\nimport os, signal\nos.kill(os.getpid(), signal.SIGCONT)"
    with small(PROGRAM.replace("code = app.run(mouse=False)", after)) as terminal:
        assert terminal.kill(signal.SIGTERM) == 143


@pytest.mark.faults
def test_a_fault_shows_its_kind_and_place_and_no_data(tmp_path: Path) -> None:
    with small() as terminal:
        terminal.send("x")
        assert terminal.exit_code() == 1
        assert "sqs stopped over a fault of its own: ValueError" in terminal.text
        assert "is on disk" in terminal.text
        assert "SECRET" not in terminal.text
        assert is_given_back(terminal)
    log = locations.state_folder() / "faults.log"
    assert "ValueError" in log.read_text()
    assert "SECRET" not in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


@pytest.mark.faults
def test_a_fault_beside_the_keys_is_kept_and_the_session_goes_on() -> None:
    with small() as terminal:
        terminal.send("t")
        terminal.wait_for("last t")
        terminal.send("a")
        terminal.wait_for("last a")
        terminal.wait_quiet(0.1)
        assert "SECRET" not in terminal.text
        assert "Error" not in terminal.text
    log = (locations.state_folder() / "faults.log").read_text()
    assert log.count("ValueError") == 2
    assert "SECRET" not in log


def test_nothing_runs_in_a_worker_of_the_frameworks() -> None:
    """Its fault would end the session."""
    package = Path(faults.__file__).resolve().parents[1]
    sources = [path.read_text() for path in package.rglob("*.py")]
    assert not [text for text in sources if "run_worker" in text or "@work" in text]


def test_every_action_of_the_framework_is_ours_switched_off_or_known_to_do_no_harm() -> None:
    """A new one must be looked at: a link in somebody's text could call it."""
    ours = {name.removeprefix("action_") for name in vars(Shell) if name.startswith("action_")}
    theirs = {name.removeprefix("action_") for name in dir(App) if name.startswith("action_")}
    assert theirs - ours - UNUSED_ACTIONS == {"focus_next", "focus_previous"}


@pytest.mark.parametrize("action", ["pop_screen", "push_screen('x')", "show_help_panel", "command_palette"])
async def test_an_action_no_key_of_ours_has_is_not_done(action: str) -> None:
    app = Shell()
    async with app.run_test() as pilot:
        await app.push_screen(Editor(is_kept=True))
        await app.run_action(f"app.{action}")
        await pilot.pause()
        assert len(app.screen_stack) == 2
        assert not app.screen.query("HelpPanel")


def test_a_fault_names_the_place_in_our_code() -> None:
    try:
        locations.ensured(Path("/proc/nowhere"))
    except OSError as error:
        kind, place, *_ = faults.fault(error)
    assert kind == "FileNotFoundError"
    assert place.startswith("sqs_tui/locations.py:")


@pytest.mark.faults
def test_the_fault_log_stays_short() -> None:
    for number in range(faults.KEPT + 5):
        path = faults.keep_fault(f"fault {number}")
    assert path is not None
    lines = path.read_text().splitlines()
    assert len(lines) == faults.KEPT
    assert lines[-1].endswith(f"fault {faults.KEPT + 4}")


@pytest.mark.faults
def test_a_fault_log_that_cannot_be_written_is_no_second_fault() -> None:
    (locations.ensured(locations.state_folder()) / "faults.log").mkdir()
    assert faults.keep_fault("fault") is None


class Editor(Screen[None]):
    """A screen with something typed that may not be on disk yet."""

    def __init__(self, is_kept: bool) -> None:
        super().__init__()
        self.is_kept, self.said = is_kept, ""

    def flush(self) -> bool:
        return self.is_kept

    def say(self, text: str, style: str) -> None:
        self.said = text


async def test_control_c_says_how_to_leave_and_control_q_leaves() -> None:
    app = Shell()
    async with app.run_test() as pilot:
        editor = Editor(is_kept=True)
        await app.push_screen(editor)
        await pilot.press("ctrl+c")
        assert "Ctrl+Q leaves" in editor.said
        await pilot.press("ctrl+q")
    assert app.return_value == 0


async def test_control_q_stays_while_something_typed_is_not_on_disk() -> None:
    app = Shell()
    async with app.run_test() as pilot:
        editor = Editor(is_kept=False)
        await app.push_screen(editor)
        await pilot.press("ctrl+q")
        assert "stays open until you leave it" in editor.said
        assert app.is_running
        app.leave(143)  # A signal does not wait.
        await pilot.pause()
    assert app.return_code == 143


@pytest.mark.parametrize(
    "action",
    ["screenshot('leak.svg', '.')", "simulate_key('q')", "suspend_process", "notify('type your passphrase')"],
)
async def test_what_a_link_could_call_does_nothing(
    action: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = Shell()
    async with app.run_test() as pilot:
        await app.run_action(f"app.{action}")
        app.open_url("file:///etc/passwd")
        await pilot.pause()
        assert not list(tmp_path.rglob("*.svg"))
        assert not app._notifications
        assert app.is_running


async def test_text_is_copied_for_pasting_here_and_never_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Shell()
    async with app.run_test():
        sent: list[str] = []
        monkeypatch.setattr(app._driver, "write", sent.append)
        app.copy_to_clipboard("what was said")
        assert app.clipboard == "what was said"
        assert not sent


def test_no_variable_chooses_another_driver() -> None:
    assert Shell().driver_class is SafeDriver


def test_textual_still_has_what_the_shell_rests_on() -> None:
    names = {"_fatal_error", "_handle_exception", "_close_messages_no_wait", "_print_error_renderables"}
    assert names <= set(dir(App))
    app = Shell()
    unused = {"_disable_notifications", "_disable_tooltips"}
    assert {"_exit_renderables", "_exception", "_clipboard", "_return_code", *unused} <= set(vars(app))
    assert "self._fatal_error()" in inspect.getsource(App._handle_exception)
    assert "self.panic(error)" in inspect.getsource(App._handle_exception)
    assert "action_target.check_action" in inspect.getsource(App.run_action)
    assert "_post_message" in inspect.getsource(Driver.send_message)
    assert "asyncio.run_coroutine_threadsafe" in inspect.getsource(Driver.send_message)
    assert isinstance(App.message_queue_size, property)
    driver = inspect.getsource(LinuxDriver)
    assert 'self.write("\\x1b[<u")' in driver
    for name in ("self.attrs_before", "self.fileno", "self.exit_event", "self.run_input_thread()"):
        assert name in driver
    flags = linux_driver.KITTY_DISAMBIGUATE_ESCAPE_CODES | linux_driver.KITTY_REPORT_ALL_KEYS
    assert f"\x1b[>{flags | linux_driver.KITTY_REPORT_ASSOCIATED_TEXT}u" == ASKS_FOR_KITTY
    assert {"suspend_application_mode", "resume_application_mode", "process_message"} <= set(dir(LinuxDriver))


def test_an_answer_is_on_disk_when_a_signal_ends_it(workbook: Path) -> None:
    program = """
        import sys
        from pathlib import Path
        from sqs_tui.ui.app import SqsApp
        from sqs_tui.ui.shell import Shell
        ours = SqsApp if issubclass(SqsApp, Shell) else type("Ours", (Shell, SqsApp), {})
        app = ours(Path(sys.argv[1]), case="ALD-13")
        sys.exit(app.run(mouse=False) or app.return_code or 0)
    """
    with Terminal([sys.executable, "-c", textwrap.dedent(program), str(workbook)]) as terminal:
        terminal.wait_for("ALD-13")
        terminal.wait_quiet()
        before = sum(len(path.read_bytes()) for path in workbook.glob("journal/*"))
        terminal.send("1")
        terminal.wait_for("undoes")
        assert terminal.kill(signal.SIGTERM) == 143
        assert is_given_back(terminal)
    assert sum(len(path.read_bytes()) for path in workbook.glob("journal/*")) > before


@pytest.mark.parametrize(("company", "said"), [(False, "jane.jsonl cannot be read"), (True, "cannot be done just now")])
async def test_what_cannot_be_read_is_said_and_ends_nothing(
    open_app: Callable[..., SqsApp], monkeypatch: pytest.MonkeyPatch, company: bool, said: str
) -> None:
    def unreadable(self: object) -> None:
        raise NotFound("jane.jsonl cannot be read.", "Permission denied.")

    app = open_app(case="ALD-06", company=company)
    async with app.run_test(size=(100, 30)) as pilot:
        monkeypatch.setattr(CasePane, "action_pick_factors", unreadable, raising=False)
        await app.run_action("pick_factors", app.screen.pane)  # type: ignore[attr-defined]
        await pilot.press("1")
        assert "RR01" in text_of(app)
        await app.run_action("pick_factors", app.screen.pane)  # type: ignore[attr-defined]
        await pilot.pause()
        assert said in text_of(app)
