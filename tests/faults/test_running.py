"""The program among the other things on a machine: what it uses, what it bears, and who it says is writing."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path

import pytest

from sqs_tui import locations
from sqs_tui.store.workbook import Workbook
from tests import demo
from tests.faults.scoring import kept, opened
from tests.terminal import Terminal, environment, sqs, wait_until_stopped

TICKS = os.sysconf("SC_CLK_TCK")


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "aldermere.sqs"
    demo.build(path)
    return path


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def pressed(terminal: Terminal, key: str, shown: str) -> None:
    terminal.press(key)
    assert shown in terminal.text


def is_alive(terminal: Terminal) -> bool:
    """Whether it still deals with what is typed, and paints."""
    terminal.settle()
    sent = terminal.sent
    terminal.press("ctrl+l")
    return terminal.answered > sent + 100 and terminal.process.poll() is None


def test_it_opens_no_socket(workbook: Path) -> None:
    """The loop wakes itself through a nameless pair; nothing has an address, or is of the network."""
    with opened(workbook, "ALD-06") as terminal:
        pressed(terminal, "1", "RR01 → Yes")
        links = [os.readlink(link) for link in Path(f"/proc/{terminal.process.pid}/fd").iterdir()]
        sockets = {link[8:-1] for link in links if link.startswith("socket:[")}
        assert len(sockets) <= 2
        for kind in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "packet", "netlink"):
            assert not sockets & set(Path(f"/proc/{terminal.process.pid}/net/{kind}").read_text().split())
        unix = Path(f"/proc/{terminal.process.pid}/net/unix").read_text().splitlines()[1:]
        assert not [line for line in unix if len(line.split()) > 7 and line.split()[6] in sockets]


def test_the_author_is_the_kernels_user(workbook: Path) -> None:
    env = environment(USER="chief.inspector", LOGNAME="chief.inspector", USERNAME="chief.inspector", SUDO_USER="x")
    with Terminal(sqs("open", workbook, "--case", "ALD-06"), env=env) as terminal:
        terminal.wait_for("1 Yes")
        terminal.settle()
        pressed(terminal, "1", "RR01 → Yes")
    with Workbook.open(workbook, read_only=True) as book:
        assert {line.author for line in book.lines()} == {locations.kernel_user()}


def test_idle_it_sends_nothing_and_takes_no_time(workbook: Path) -> None:
    with opened(workbook, "ALD-06") as terminal:
        pressed(terminal, "1", "RR01 → Yes")
        assert idle(terminal, seconds=1) <= 0.2  # What spins uses all it can get.


@pytest.mark.long  # So small a part can be told on a machine with nothing else to do only.
def test_idle_it_takes_a_fiftieth_of_a_processor_at_most(workbook: Path) -> None:
    with opened(workbook, "ALD-06") as terminal:
        pressed(terminal, "1", "RR01 → Yes")
        assert idle(terminal, seconds=5) <= 0.1


def idle(terminal: Terminal, seconds: float) -> float:
    """Do nothing for a while, in which nothing is sent; how much processor time the program uses meanwhile."""
    terminal.settle()
    sent, used = terminal.sent, cpu_seconds(terminal.process.pid)
    terminal.wait_quiet(seconds, timeout=seconds)
    assert terminal.sent == sent
    return cpu_seconds(terminal.process.pid) - used


def test_no_key_calls_a_method_for_having_its_name(workbook: Path) -> None:
    """`@` is `at` to Textual, which would call `_key_at`."""
    with opened(workbook, "ALD-06") as terminal:
        terminal.press(*"@~#$%^&=`\\;'\"<>{}")
        assert is_alive(terminal)


#: `y` at a question and Ctrl+Q leave, as they should; `B` covers the screen and takes any key. They are left out.
_BYTES = [number for number in range(256) if number not in b"yYB\x11"]
_PIECES = tuple(
    rb"\x1b[ \x1b[200~ \x1b[201~ \x1b] \x1bP \x1bO \x1b[<0; \x1b[M \x9b \xa3 \xff ; 1 9 m u ~ R $y j \x00 \x1b[13;5u "
    rb"\x1b[?2026;2$y \x1b[I \x1b[O \x1b[99999999999999999999u \x1b[1;99999A"
    .decode("ascii").encode().decode("unicode_escape").encode("latin-1").split(b" ")
)  # fmt: skip


def garbage(kind: str, size: int, seed: int) -> bytes:
    chance = random.Random(seed)
    if kind == "bytes":
        return bytes(chance.choices(_BYTES, k=size))
    return b"".join(chance.choices(_PIECES, k=size // 3))


@pytest.mark.parametrize("kind", ["bytes", "sequences"])
def test_garbage_does_not_end_it(workbook: Path, kind: str) -> None:
    bears(workbook, garbage(kind, 600, 5))


@pytest.mark.long
@pytest.mark.parametrize("kind", ["bytes", "sequences"])
def test_any_amount_of_garbage_does_not_end_it(workbook: Path, kind: str) -> None:
    bears(workbook, garbage(kind, 50_000, 6))


def bears(workbook: Path, raw: bytes) -> None:
    with opened(workbook, "ALD-06") as terminal:
        terminal.pour(raw)
        assert terminal.process.poll() is None, terminal.text
        terminal.send("\x1b[201~")  # Whatever paste was begun.
        terminal.settle(timeout=600)
        assert is_alive(terminal)
    kept(workbook)


def test_a_pound_sign_in_latin_1_does_not_end_a_note(workbook: Path) -> None:
    with opened(workbook, "ALD-06") as terminal:
        terminal.press("e")
        terminal._type(b"fined \xa350")
        terminal.settle()
        assert "fined �50" in terminal.text


def test_it_draws_in_the_c_locale(workbook: Path) -> None:
    env = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    with Terminal(sqs("open", workbook, "--case", "ALD-06"), env=env) as terminal:
        terminal.wait_for("1 Yes")
        terminal.settle()
        pressed(terminal, "1", "RR01")
        assert terminal.text.isascii()


def test_any_size_is_borne(workbook: Path) -> None:
    chance = random.Random(8)
    with opened(workbook, "ALD-06") as terminal:
        sizes = [(1, 1), (500, 500), (1, 500), (500, 1), (2, 2)]
        sizes += [(chance.randrange(1, 200), chance.randrange(1, 90)) for _ in range(20)]
        for size in sizes:
            terminal.resize(*size)
            terminal.press(chance.choice(("j", "1", "e", "escape", "t", "q", "]", "v")))
            terminal._pending.clear()
        terminal.resize(80, 24)
        assert is_alive(terminal)


def test_stopped_in_mid_key_and_let_go_on_nothing_is_lost(workbook: Path) -> None:
    with opened(workbook, "ALD-06") as terminal:
        os.kill(terminal.process.pid, signal.SIGSTOP)
        wait_until_stopped(terminal.process.pid)
        terminal.send("1")
        os.kill(terminal.process.pid, signal.SIGCONT)
        terminal.wait_for("RR01 → Yes")
    assert ("RR01", "Y") in kept(workbook)["ALD-06"]
