"""A real sshd on loopback, set up as the README tells hosts: lines drop, answers stay, and nothing else is let in."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sqs_tui import locations
from tests import demo
from tests.faults.scoring import Act, kept, missing, read_until
from tests.terminal import Terminal, environment

ROOT = Path(__file__).resolve().parents[2]
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
PidFile {folder}/pid
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
SetEnv PYTHONPATH={root} SQS_STATE_DIR={state} USER=somebody.else LOGNAME=somebody.else
AcceptEnv TEXTUAL_*
ClientAliveInterval 1
ClientAliveCountMax 2
ForceCommand {python} -m sqs_tui open {workbook} --case ALD-06
"""


@dataclass(frozen=True)
class Host:
    """A host that lets one inspector into one workbook."""

    folder: Path
    workbook: Path
    port: int
    daemon: subprocess.Popen[bytes]

    def command(self, *more: str) -> list[str]:
        """How the inspector logs in."""
        options = {
            "IdentityFile": f"{self.folder}/user",
            "IdentitiesOnly": "yes",
            "UserKnownHostsFile": f"{self.folder}/known",
            "StrictHostKeyChecking": "yes",
            "BatchMode": "yes",
            "EscapeChar": "none",
            "LogLevel": "ERROR",
        }
        told = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        return ["ssh", "-F", "none", *told, "-p", str(self.port), *more]

    @property
    def at(self) -> str:
        return f"{locations.kernel_user()}@127.0.0.1"

    def processes(self) -> list[int]:
        """Every process under the daemon, the programs people run included."""
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

    def programs(self) -> list[int]:
        """The workbooks that are open."""
        return [pid for pid in _all() if str(self.workbook) in _command_line(pid) and "sqs_tui" in _command_line(pid)]


def _all() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def _command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    return ""


def made(folder: Path, state: Path) -> Host:
    """Start a daemon with keys of its own; skips where that cannot be."""
    absent = [name for name in ("sshd", "ssh", "ssh-keygen", "sftp") if not shutil.which(name, path=PATH)]
    if absent:
        pytest.skip(f"{', '.join(absent)} not installed (Debian: openssh-server, openssh-client)")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # As its service would have made it.
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    workbook = folder / "aldermere.sqs"
    demo.build(workbook)
    (folder / "authorized_keys").write_text(f"restrict,pty {(folder / 'user.pub').read_text()}")
    (folder / "known").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    (folder / "config").write_text(
        CONFIG.format(port=port, folder=folder, root=ROOT, state=state, python=sys.executable, workbook=workbook)
    )
    sshd = shutil.which("sshd", path=PATH)
    daemon = subprocess.Popen(
        [str(sshd), "-D", "-e", "-f", str(folder / "config")], stderr=(folder / "log").open("wb"), cwd="/"
    )
    host = Host(folder, workbook, port, daemon)
    until = time.monotonic() + 5
    while daemon.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return host
        time.sleep(0.05)
    daemon.kill()
    pytest.skip(f"sshd does not start here: {(folder / 'log').read_text().strip()}")


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("ssh")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SQS_STATE_DIR", str(folder / "state"))
        host = made(folder, folder / "state")
        yield host
    host.daemon.terminate()
    host.daemon.wait(5)


def logged_in(host: Host) -> Terminal:
    env = environment(HOME=str(host.folder), TEXTUAL_SCREENSHOT="1")
    terminal = Terminal(host.command("-o", "SendEnv=TEXTUAL_*", host.at), env=env)
    terminal.wait_for("1 Yes")
    terminal.wait_quiet(0.1)
    return terminal


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
    before, chance, acknowledged = len(kept(host.workbook)["ALD-06"]), random.Random(4), list[Act]()
    with logged_in(host) as terminal:
        last = ""
        for _ in range(12):
            last = chance.choice([key for key in ("1", "2", "3", "4") if key != last])
            terminal.send(last)
            read_until(terminal, time.monotonic() + 0.03, acknowledged)
        assert host.programs()
        drop(host, terminal)
        at = time.monotonic()
        while host.programs():
            assert time.monotonic() - at < 20, "the program is still there"
            time.sleep(0.05)
        os.kill(terminal.process.pid, signal.SIGCONT)
    assert len(acknowledged) > 3
    assert missing(acknowledged, kept(host.workbook)["ALD-06"][before:]) == []


def test_on_coming_back_it_goes_on_where_it_was_left(host: Host) -> None:
    with logged_in(host) as terminal:
        terminal.send("home")
        terminal.wait_quiet(0.1)
        terminal.send("2" if "✓" in terminal.text.splitlines()[4] else "1")
        terminal.wait_for("RR01 →")
        terminal.hang_up()
    (author,) = {line.author for line in _lines(host)}
    assert author == locations.kernel_user()


def _lines(host: Host):
    from sqs_tui.store.workbook import Workbook

    with Workbook.open(host.workbook, read_only=True) as workbook:
        return workbook.lines()


@pytest.mark.parametrize("words", [["id"], ["bash", "-i"], ["-T"], ["-t", "sh"]])
def test_a_shell_or_any_other_command_is_refused(host: Host, words: list[str]) -> None:
    options = [word for word in words if word.startswith("-") and word != "-i"]
    command = [*host.command(*options, host.at), *(word for word in words if word not in options)]
    with Terminal(command, env=environment(HOME=str(host.folder))) as terminal:
        code = terminal.exit_code(10)
        assert code not in (0, -9)
        assert "sqs: " in terminal.text
        assert "uid=" not in terminal.text
    assert host.programs() == []


def test_sftp_is_refused(host: Host) -> None:
    command = ["sftp", *host.command()[1:-2], "-P", str(host.port), host.at]
    told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
    assert told.returncode != 0  # What a subsystem says on standard error, sshd passes on to nobody.
    assert "Connection closed" in told.stderr


@pytest.mark.parametrize("forward", [["-L", "0:127.0.0.1:9"], ["-N", "-R", "0:127.0.0.1:9"]])
def test_no_port_is_forwarded(host: Host, forward: list[str]) -> None:
    command = host.command("-o", "ExitOnForwardFailure=yes", "-T", *forward, host.at)
    told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
    assert told.returncode != 0
