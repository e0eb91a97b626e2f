"""What can befall a terminal, each in a real one: the program ends as documented, or goes on, and nothing is left.

| fault                                     | what comes of it                              |
|-------------------------------------------|-----------------------------------------------|
| window closed, with and without a signal  | ends, 129                                     |
| SIGHUP, SIGINT, SIGQUIT, SIGTERM          | ends, 129, 130, 131, 143                      |
| SIGABRT, SIGXCPU, SIGALRM, SIGUSR1, …     | ends, 128 and the signal's number             |
| frozen, and then a signal or the end      | ends, the hard way if need be                 |
| killed outright                           | what was shown as saved is there              |
| input or output no terminal, TERM dumb    | refused, 2, and the plain commands are named  |
| frozen and thawed, SIGTSTP, Ctrl+Z, SIGSTOP | goes on                                     |
| bytes that are no text, any size, C locale | goes on                                      |
| a fault in a handler                      | ends, 1, kind and place alone (ui/test_shell) |
| a fault in a thread                       | goes on (ui/test_shell)                       |
| lines of a real sshd                      | ends (test_over_ssh)                          |
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import demo
from tests.faults.scoring import kept, opened
from tests.terminal import Terminal, environment, wait_until_stopped

TICKS = os.sysconf("SC_CLK_TCK")
CASE = "ALD-06"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "aldermere.sqs"
    demo.build(path)
    return path


def stat(pid: int) -> list[str]:
    """The fields of a process from its state on; none where it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def left_of(session: int) -> list[int]:
    """The processes of a terminal's session that still run."""
    pids = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [pid for pid in pids if (found := stat(pid)) and found[0] not in "ZX" and int(found[3]) == session]


def cpu(pid: int) -> float:
    return sum(map(int, stat(pid)[11:13])) / TICKS


def scored(terminal: Terminal) -> None:
    """Score the first criterion; the screen says it is saved."""
    terminal.press("1")
    assert "RR01 → Yes" in terminal.text


def is_given_back(terminal: Terminal) -> bool:
    """Whether typing shows again, the cursor too, and the screen is the one from before."""
    terminal.wait_quiet(0.05)
    assert terminal.text is not None  # All that came is drawn.
    line = termios.tcgetattr(terminal._line)[3]
    return bool(line & termios.ECHO and line & termios.ICANON) and not terminal._screen.cursor.hidden


# Those that end it


def signals(*numbers: signal.Signals) -> Callable[[Terminal], None]:
    def sent(terminal: Terminal) -> None:
        for number in numbers:
            os.kill(terminal.process.pid, number)

    return sent


def freeze_and_end(terminal: Terminal) -> None:
    terminal.freeze()
    os.kill(terminal.process.pid, signal.SIGTERM)


ENDS: dict[str, tuple[Callable[[Terminal], None], int]] = {
    "SIGHUP": (signals(signal.SIGHUP), 129),
    "SIGINT": (signals(signal.SIGINT), 130),
    "SIGQUIT": (signals(signal.SIGQUIT), 131),
    "SIGTERM": (signals(signal.SIGTERM), 143),
    "SIGABRT": (signals(signal.SIGABRT), 134),
    "SIGXCPU": (signals(signal.SIGXCPU), 152),
    "SIGTERM twice": (signals(signal.SIGTERM, signal.SIGTERM), 143),
    "frozen, then SIGTERM": (freeze_and_end, 143),
    "killed": (signals(signal.SIGKILL), -9),
}
#: Caught in the same place as the others.
ENDS_LIKE_THEM = {
    number.name: (signals(number), 128 + number)
    for number in (signal.SIGALRM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGVTALRM, signal.SIGPROF)
}


@pytest.mark.parametrize("end", [*ENDS, *(pytest.param(end, marks=pytest.mark.long) for end in ENDS_LIKE_THEM)])
def test_it_ends_with_its_code_gives_the_terminal_back_and_leaves_nothing(workbook: Path, end: str) -> None:
    act, code = (ENDS | ENDS_LIKE_THEM)[end]
    with opened(workbook, CASE) as terminal:
        scored(terminal)
        act(terminal)
        # Of a frozen window nothing is read until the program is gone. How soon it is, `make soak` measures.
        assert (terminal.process.wait(60) if "frozen" in end else terminal.exit_code(60)) == code
        assert left_of(terminal.process.pid) == []
        if end != "killed":  # Nobody could do that for it; docs/host.md says `reset`.
            assert is_given_back(terminal)
    assert ("RR01", "Y") in kept(workbook)[CASE]


def vanish(terminal: Terminal) -> None:
    terminal.hang_up()


def vanish_frozen(terminal: Terminal) -> None:
    terminal.freeze()
    terminal.hang_up()


def vanish_while_stopped(terminal: Terminal) -> None:
    os.kill(terminal.process.pid, signal.SIGSTOP)
    wait_until_stopped(terminal.process.pid)
    terminal.hang_up()
    os.kill(terminal.process.pid, signal.SIGCONT)


@pytest.mark.parametrize("end", [vanish, vanish_frozen, vanish_while_stopped])
def test_a_window_that_vanishes_takes_it_along(workbook: Path, end: Callable[[Terminal], None]) -> None:
    with opened(workbook, CASE) as terminal:
        scored(terminal)
        end(terminal)
        assert terminal.process.wait(60) == 129
        assert left_of(terminal.process.pid) == []
    assert ("RR01", "Y") in kept(workbook)[CASE]


def test_a_window_that_vanishes_without_a_signal_does_too(workbook: Path) -> None:
    """As under nohup: the terminal controls nobody, so nobody is told."""
    line, own_end = os.openpty()
    command = [sys.executable, "-m", "sqs_tui", "open", str(workbook), "--case", CASE]
    process = subprocess.Popen(
        command, stdin=own_end, stdout=own_end, stderr=own_end, start_new_session=True, env=environment()
    )
    os.close(own_end)
    shown = b""
    fcntl.ioctl(line, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    while b"RR02" not in shown:
        shown += os.read(line, 65536)
    os.close(line)
    assert process.wait(60) == 129
    assert left_of(process.pid) == []


# Those at which it does not begin


@pytest.fixture
def line() -> Iterator[int]:
    line, own_end = os.openpty()
    yield own_end
    os.close(line)
    os.close(own_end)


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
@pytest.mark.parametrize("to", ["nothing", "a pipe", "closed"])
def test_a_stream_that_is_no_terminal_is_refused(workbook: Path, line: int, stream: str, to: str) -> None:
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), line)
    streams[stream] = subprocess.DEVNULL if to == "nothing" else subprocess.PIPE
    number = ("stdin", "stdout", "stderr").index(stream)
    process = subprocess.Popen(
        [sys.executable, "-m", "sqs_tui", "open", str(workbook)], **streams, env=environment(),
        preexec_fn=(lambda: os.close(number)) if to == "closed" else None,
    )  # fmt: skip
    process.communicate(timeout=60)
    assert process.returncode == 2


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_move_its_cursor_is_told_what_else_there_is(workbook: Path, term: str) -> None:
    command = [sys.executable, "-m", "sqs_tui", "open", str(workbook)]
    with Terminal(command, env=environment(TERM=term)) as terminal:
        assert terminal.exit_code() == 2
        assert "sqs summary" in terminal.text
        assert is_given_back(terminal)


# Those that it bears


def stay_frozen(terminal: Terminal) -> None:
    terminal.freeze()
    terminal.settle()


def ask_to_suspend(terminal: Terminal) -> None:
    os.kill(terminal.process.pid, signal.SIGTSTP)
    terminal.press("ctrl+z")


def stop_and_go_on(terminal: Terminal) -> None:
    os.kill(terminal.process.pid, signal.SIGSTOP)
    wait_until_stopped(terminal.process.pid)
    terminal.resume()


def bytes_that_are_no_text(terminal: Terminal) -> None:
    terminal._type(b"\xa3\xff\xc3\x28")


def sizes(terminal: Terminal) -> None:
    for size in ((10, 3), (1, 1), (0, 0), (200, 1), (500, 500), *((columns, 30) for columns in range(20, 130))):
        terminal.resize(*size)
        terminal.stir()
        terminal._pending.clear()
    terminal.resize(80, 24)
    terminal.stir()
    terminal._pending.clear()
    terminal.press("ctrl+l")  # What was drawn meanwhile nobody emulated.


@pytest.mark.parametrize("fault", [stay_frozen, ask_to_suspend, stop_and_go_on, bytes_that_are_no_text, sizes])
def test_it_goes_on_and_comes_to_rest(workbook: Path, fault: Callable[[Terminal], None]) -> None:
    with opened(workbook, CASE) as terminal:
        fault(terminal)
        terminal.press("home")
        scored(terminal)
        sent, used = terminal.sent, cpu(terminal.process.pid)
        terminal.wait_quiet(1, timeout=1)
        assert terminal.sent == sent
        assert cpu(terminal.process.pid) - used <= 0.2  # What spins uses all it can get.
    assert ("RR01", "Y") in kept(workbook)[CASE]
