"""A real sshd on loopback, set up as docs/host.md says, word for word: accounts, group, modes, sshd.

Lines drop, answers stay, and nothing else is let in. It adds accounts, so it runs as root where `CI=true` alone; they
are removed again.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import textual

from sqs_tui.store.verifying import verify
from sqs_tui.store.workbook import Workbook
from tests.faults.scoring import Act, kept, missing, read_until
from tests.terminal import Terminal, environment

#: There is one host with these accounts.
pytestmark = pytest.mark.xdist_group("host")
ROOT = Path(__file__).resolve().parents[2]
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
TOOLS = ("sshd", "ssh", "ssh-keygen", "sftp", "useradd", "userdel", "groupadd", "groupdel", "setpriv")
GROUP, LI, AI = "sqs-inspectors", "sqs-li", "sqs-ai"
CASE = "ALD-06"
ASKED = "Who are you?"
#: What the host's own configuration has besides: where the daemon listens, and the strict settings that are usual.
CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
PidFile {folder}/pid
StrictModes yes
UsePAM yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin no
Subsystem sftp internal-sftp
SetEnv USER=somebody.else LOGNAME=somebody.else
AcceptEnv TEXTUAL_*
"""


def chapter() -> list[str]:
    """What docs/host.md has to be typed or written into files, block by block."""
    return re.findall(r"^```\n(.*?)^```", (ROOT / "docs" / "host.md").read_text("utf-8"), re.M | re.S)


def run(command: str, folder: Path) -> None:
    done = subprocess.run(["sh", "-ec", command], cwd=folder, env={**os.environ, "PATH": PATH}, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


@dataclass
class Host:
    """A host that lets inspectors into one workbook."""

    folder: Path
    port: int = 0
    daemon: subprocess.Popen[bytes] | None = None
    asked: set[str] = field(default_factory=set)

    @property
    def workbook(self) -> Path:
        return self.folder / "inspections" / "walsall.sqs"

    def written(self, text: str) -> str:
        """A text of the page with this host's names in the place of the page's."""
        for usual, here in (
            ("/srv/inspections", f"{self.folder}/inspections"),
            ("/usr/local/bin/sqs", f"{self.folder}/sqs"),
            ("inspectors", GROUP),
            ("ClientAliveInterval 30", "ClientAliveInterval 1"),
            ("--create-home", f"--create-home --home-dir {self.folder}/home-{LI}"),
            (" li ", f" {LI} "),
            ("sqs new", f"{self.folder}/sqs new"),
        ):
            text = text.replace(usual, here)
        return text

    def prepare(self) -> None:
        """Do what the page says an administrator does once."""
        commands, config = (self.written(block) for block in chapter()[:2])
        (self.folder / "cases.csv").write_text(f"ref,order\n{CASE},YRO\n")
        run(f"umask 022\n{commands}", self.folder)
        home = f"--create-home --home-dir {self.folder}/home-{AI}"
        run(f"useradd {home} --groups {GROUP} {AI}", self.folder)
        for name in ("host", LI, AI):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name], check=True)
        for name in (LI, AI):
            keys = self.folder / f"home-{name}" / ".ssh" / "authorized_keys"
            keys.parent.mkdir(mode=0o700)
            keys.write_text(f"restrict,pty {(self.folder / f'{name}.pub').read_text()}")
            keys.chmod(0o600)
            for path in (keys, keys.parent):
                shutil.chown(path, name, name)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (self.folder / "known").write_text(f"[127.0.0.1]:{self.port} {(self.folder / 'host.pub').read_text()}")
        (self.folder / "config").write_text(CONFIG.format(port=self.port, folder=self.folder) + config)

    def start(self) -> None:
        """Start the daemon, as its service would."""
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        command = [str(shutil.which("sshd", path=PATH)), "-D", "-e", "-f", f"{self.folder}/config"]
        self.daemon = subprocess.Popen(command, stderr=(self.folder / "log").open("wb"), cwd="/")
        until = time.monotonic() + 20
        while self.daemon.poll() is None and time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise AssertionError(f"sshd does not start: {self.told()}")

    def told(self) -> str:
        return (self.folder / "log").read_text()

    def remove(self) -> None:
        """Take away what was added to the machine."""
        if self.daemon is not None:
            for pid in {*self.processes(), *self.programs()}:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.daemon.terminate()
            self.daemon.wait(5)
        for command in (["userdel", "--force", LI], ["userdel", "--force", AI], ["groupdel", GROUP]):
            subprocess.run([shutil.which(command[0], path=PATH) or command[0], *command[1:]], capture_output=True)
        shutil.rmtree(self.folder)

    def command(self, account: str, *more: str) -> list[str]:
        """How an inspector logs in."""
        options = {
            "IdentityFile": f"{self.folder}/{account}",
            "IdentitiesOnly": "yes",
            "UserKnownHostsFile": f"{self.folder}/known",
            "StrictHostKeyChecking": "yes",
            "BatchMode": "yes",
            "EscapeChar": "none",
            "LogLevel": "ERROR",
        }
        told = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        return ["ssh", "-F", "none", *told, "-p", str(self.port), *more]

    def processes(self) -> list[int]:
        """Every process under the daemon, the programs people run included."""
        assert self.daemon is not None
        found: list[int] = []
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                text = stat.read_text()
                parents[int(stat.parent.name)] = int(text.rpartition(")")[2].split()[1])
        grown = {self.daemon.pid}
        while grown:
            grown = {pid for pid, parent in parents.items() if parent in grown}
            found += grown
        return found

    def still_there(self) -> str:
        """What every process of the host does that should have ended, for a test that waits in vain."""
        lines = []
        for pid in {*self.processes(), *self.programs()}:
            with contextlib.suppress(OSError):
                tasks = sorted(Path(f"/proc/{pid}/task").iterdir())
                waits = [f"{(task / 'comm').read_text().strip()}: {(task / 'wchan').read_text()}" for task in tasks]
                state = re.findall(r"^(?:State|PPid|Sig...).*", Path(f"/proc/{pid}/status").read_text(), re.M)
                lines.append(f"{pid} {_command_line(pid)}\n  {'; '.join(state)}\n  {'; '.join(waits)}")
        return "\n".join(["the program is still there", *lines, self.told()])

    def programs(self) -> list[int]:
        """The workbooks that are open."""
        return [pid for pid in _all() if str(self.workbook) in _command_line(pid) and "sqs_tui" in _command_line(pid)]


def _all() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def _command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    return ""


def until(holds: Callable[[], object], what: str | Callable[[], str], seconds: float = 20) -> None:
    """Wait until something has happened; `what` says what there is instead."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(what if isinstance(what, str) else what())
        time.sleep(0.02)


def installed(folder: Path) -> bool:
    """Put `sqs` where every account may run it; whether there is a Python and a program they may read."""
    paths = f"{ROOT}:{Path(textual.__file__).parents[1]}"
    for python in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        script = f'#!/bin/sh\nPYTHONPATH={paths} PYTHONDONTWRITEBYTECODE=1 exec {python} -m sqs_tui "$@"\n'
        (folder / "sqs").write_text(script)
        (folder / "sqs").chmod(0o755)
        tried = ["setpriv", "--reuid", "nobody", "--clear-groups", f"{folder}/sqs", "--version"]
        if subprocess.run(tried, cwd="/", env={"PATH": PATH, "HOME": "/"}, capture_output=True).returncode == 0:
            return True
    return False


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    if os.environ.get("CI") != "true" or os.getuid() != 0:
        pytest.skip("it adds accounts: only as root where CI=true")
    absent = [name for name in TOOLS if not shutil.which(name, path=PATH)]
    if absent:
        pytest.skip(f"{', '.join(absent)} not installed (Debian: apt-get install openssh-server)")
    folder = Path(tempfile.mkdtemp(prefix="sqs-host-"))  # pytest's own folders are closed to other accounts.
    folder.chmod(0o755)
    host = Host(folder)
    try:
        if not installed(folder):
            pytest.skip("no other account may run this Python, or read the program")
        host.prepare()
        host.start()
        yield host
    finally:
        host.remove()


def logged_in(host: Host, account: str = LI) -> Terminal:
    env = environment(HOME=str(host.folder), TEXTUAL_SCREENSHOT="1")
    terminal = Terminal(host.command(account, "-o", "SendEnv=TEXTUAL_*", f"{account}@127.0.0.1"), env=env)
    try:
        if account not in host.asked:
            terminal.wait_for(ASKED)
            terminal.send("escape")
            host.asked.add(account)
        terminal.wait_for(lambda text: CASE in text and ASKED not in text)
        terminal.send("enter")
        terminal.wait_for("1 Yes")
    except AssertionError as error:
        raise AssertionError(f"{terminal.text}\n{host.told()}") from error
    return terminal


def test_two_inspectors_score_together_each_under_an_account_of_their_own(host: Host) -> None:
    with logged_in(host) as one, logged_in(host, AI) as other:
        one.wait_for(f"with {AI}")
        other.send("end")
        other.send("2")
        one.wait_for(f"{AI}: {CASE}")
        one.send("home")
        one.send("4")
        other.wait_for(f"{LI}: {CASE}")
    owners = {path.owner() for path in (host.workbook / "journal").glob("*.jsonl")}
    with Workbook.open(host.workbook, read_only=True) as workbook:
        assert {line.author for line in workbook.lines()} == owners == {"root", LI, AI}
    report = verify(host.workbook)
    assert (report.damaged, report.incomplete) == ([], [])


def kill_client(host: Host, terminal: Terminal) -> None:
    terminal.process.kill()


def close_window(host: Host, terminal: Terminal) -> None:
    terminal.hang_up()


def kill_connection(host: Host, terminal: Terminal) -> None:
    for pid in host.processes():
        if "sqs_tui" not in _command_line(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def lose_the_network(host: Host, terminal: Terminal) -> None:
    """The client answers no more, and nobody says so: only the keep-alive finds out."""
    os.kill(terminal.process.pid, signal.SIGSTOP)


@pytest.mark.parametrize("drop", [kill_client, close_window, kill_connection, lose_the_network])
def test_a_line_that_drops_loses_nothing_and_leaves_no_process(host: Host, drop) -> None:
    before, chance, acknowledged = len(kept(host.workbook)[CASE]), random.Random(4), list[Act]()
    with logged_in(host) as terminal:
        last = ""
        for _ in range(12):
            last = chance.choice([key for key in ("1", "2", "3", "4") if key != last])
            terminal.send(last)
            read_until(terminal, time.monotonic() + 0.03, acknowledged)
        until(lambda: len(acknowledged) > 3 or read_until(terminal, time.monotonic() + 0.03, acknowledged), "no answer")
        assert host.programs()
        drop(host, terminal)
        until(lambda: not host.programs(), host.still_there)
        os.kill(terminal.process.pid, signal.SIGCONT)
    assert acknowledged
    assert missing(acknowledged, kept(host.workbook)[CASE][before:]) == []


@pytest.mark.parametrize("words", [["id"], ["bash", "-i"], ["-T"], ["-t", "sh"]])
def test_a_shell_or_any_other_command_is_refused(host: Host, words: list[str]) -> None:
    options = [word for word in words if word.startswith("-") and word != "-i"]
    command = [*host.command(LI, *options, f"{LI}@127.0.0.1"), *(word for word in words if word not in options)]
    with Terminal(command, env=environment(HOME=str(host.folder))) as terminal:
        code = terminal.exit_code(10)
        assert code not in (0, -9)
        assert "sqs: " in terminal.text
        assert "uid=" not in terminal.text
    until(lambda: host.programs() == [], "the program is still there")


def test_sftp_is_refused(host: Host) -> None:
    command = ["sftp", *host.command(LI)[1:-2], "-P", str(host.port), f"{LI}@127.0.0.1"]
    told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
    assert told.returncode != 0  # What a subsystem says on standard error, sshd passes on to nobody.
    assert "Connection closed" in told.stderr


@pytest.mark.parametrize("forward", [["-L", "0:127.0.0.1:9"], ["-N", "-R", "0:127.0.0.1:9"]])
def test_no_port_is_forwarded(host: Host, forward: list[str]) -> None:
    command = host.command(LI, "-o", "ExitOnForwardFailure=yes", "-T", *forward, f"{LI}@127.0.0.1")
    told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
    assert told.returncode != 0
