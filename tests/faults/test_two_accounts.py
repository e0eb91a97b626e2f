"""A team's workbook as two accounts of one host use it: both score, and neither can touch the other's journal.

Needs root, to become the two; the accounts are those a system has anyway, so none is made.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import textual

from tests.terminal import Terminal, environment

ROOT = Path(__file__).resolve().parents[2]
GROUP = "users"
#: What somebody who means harm could try on a colleague's journal.
ATTEMPTS = (
    "open(theirs, 'ab')",
    "os.truncate(theirs, 0)",
    "os.unlink(theirs)",
    "os.rename(theirs, theirs + '.old')",
    "os.replace(own, theirs)",
    "os.chmod(theirs, 0o666)",
    "os.chmod(os.path.dirname(theirs), 0o777)",
    "os.rename(os.path.dirname(theirs), os.path.dirname(theirs) + '.old')",
    "os.rename(book + '/shared', book + '/shared.old')",
    "os.rename(book + '/quarantine', book + '/quarantine.old')",
    "os.rename(book, book + '.old')",
    "os.unlink(book + '/workbook.toml')",
    "os.rename(own, book + '/catalogue.toml')",
)
ASKED = "Who are you?"
CASES = "ref,order\nTEA-01,YRO\nTEA-02,RO\n"


@dataclass(frozen=True)
class Account:
    """Somebody on the host, in the team's group."""

    name: str
    python: str
    home: Path

    def command(self, *words: str) -> list[str]:
        return ["setpriv", "--reuid", self.name, "--regid", self.name, "--groups", GROUP, "--no-new-privs", *words]

    @property
    def env(self) -> dict[str, str]:
        folders = {f"SQS_{name}_DIR": f"{self.home}/{name.lower()}" for name in ("CONFIG", "DATA", "STATE")}
        paths = f"{ROOT}:{Path(textual.__file__).parents[1]}"
        return environment(PYTHONPATH=paths, PYTHONDONTWRITEBYTECODE="1", HOME=str(self.home), **folders)

    def does(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = self.command(*words)
        return subprocess.run(command, env=self.env, cwd=self.home, capture_output=True, text=True, timeout=30)

    def sqs(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.does(self.python, "-m", "sqs_tui", *words)

    def opened(self, path: Path) -> Terminal:
        terminal = Terminal(
            self.command(self.python, "-m", "sqs_tui", "open", str(path), "--case", "TEA-01"), env=self.env
        )
        if not (self.home / "state" / "who-asked.json").exists():  # Once for every account.
            terminal.wait_for(ASKED, 20)
            terminal.send("escape")
        terminal.wait_for(lambda text: "1 Yes" in text and ASKED not in text, 20)
        return terminal


def accounts(folder: Path) -> list[Account]:
    """Two accounts that are nobody's in particular; skips where they cannot be used."""
    if os.environ.get("CI") != "true" or os.getuid() != 0:
        pytest.skip("it works as two other accounts: only as root where CI=true")
    if not shutil.which("setpriv"):
        pytest.skip("setpriv is not installed (Debian: util-linux)")
    if GROUP not in {one.gr_name for one in grp.getgrall()}:
        pytest.skip(f"there is no group {GROUP} on this host")
    names = [one.pw_name for one in pwd.getpwall() if 0 < one.pw_uid < 1000][:2]
    pythons = (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")
    for python in pythons:
        team = [Account(name, python, folder / name) for name in names]
        for one in team:
            one.home.mkdir(exist_ok=True)
            shutil.chown(one.home, one.name, one.name)
            one.home.chmod(0o700)
        if all(one.does(python, "-c", "import sqs_tui.ui.app").returncode == 0 for one in team):
            return team
    pytest.skip("no other account may run this Python, or read the program")


@pytest.fixture(scope="module")
def team() -> Iterator[tuple[Account, Account, Path]]:
    folder = Path(tempfile.mkdtemp(prefix="sqs-team-"))  # pytest's own folders are closed to other accounts.
    folder.chmod(0o2751)
    shutil.chown(folder, group=GROUP)
    folder.chmod(0o2751)
    try:
        ann, ben = accounts(folder)
        (folder / "cases.csv").write_text(CASES)
        path = folder / "team.sqs"
        # As the host's administrator: whoever owns a folder may remove what lies in it, so no inspector does.
        command = [sys.executable, "-m", "sqs_tui", "new", str(path), "--area", "Team", "--shared", GROUP]
        env = {**ann.env, "SQS_STATE_DIR": str(folder / "state")}
        made = subprocess.run([*command, "--cases", str(folder / "cases.csv")], env=env, capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
        yield ann, ben, path
    finally:
        shutil.rmtree(folder)


def journal(path: Path, of: Account) -> Path:
    return next(one for one in (path / "journal").glob("*.jsonl") if one.owner() == of.name)


def test_each_sees_what_the_other_scores_and_whose_it_is(team: tuple[Account, Account, Path]) -> None:
    ann, ben, path = team
    with ann.opened(path) as one, ben.opened(path) as other:
        one.wait_for(f"with {ben.name}")
        one.send("1")
        other.wait_for("✓", 5)
        other.send("end")
        other.wait_quiet(0.2)
        other.send("2")
        one.send("end")
        one.wait_for("✗", 5)
    history = ann.sqs("history", str(path), "--csv").stdout
    assert {ann.name, ben.name} <= {line.split(",")[1] for line in history.splitlines()[1:]}, history
    for account in team[:2]:
        verified = account.sqs("verify", str(path))
        assert verified.returncode == 0, verified.stdout + verified.stderr


def test_neither_can_change_remove_or_replace_the_others_journal(team: tuple[Account, Account, Path]) -> None:
    ann, ben, path = team
    with ann.opened(path) as one, ben.opened(path) as other:
        one.send("2")
        one.wait_for("→ No")
        other.wait_for(f"{ann.name}: TEA-01")
        other.send("end")  # Not what is a colleague's: that would ask why.
        other.send("1")
        other.wait_for("→ Yes")
    for one, other in ((ann, ben), (ben, ann)):
        own, theirs = journal(path, one), journal(path, other)
        assert stat.S_IMODE(theirs.stat().st_mode) == 0o640
        before = theirs.read_bytes()
        for attempt in ATTEMPTS:
            told = one.does(
                one.python,
                "-c",
                f"import os; own, theirs, book = {str(own)!r}, {str(theirs)!r}, {str(path)!r}; {attempt}",
            )
            assert "PermissionError" in told.stderr, attempt
        assert theirs.read_bytes() == before


def test_the_end_of_one_session_keeps_the_other_going_and_nothing_is_left_open(
    team: tuple[Account, Account, Path],
) -> None:
    ann, ben, path = team
    with ann.opened(path) as one:
        with ben.opened(path) as other:
            other.send("ctrl+q")
            assert other.exit_code() == 0
        one.wait_for(lambda text: f"with {ben.name}" not in text, 5)
        one.send("home")
        one.wait_quiet(0.2)
        one.send("1")
        one.wait_for("RR01 → Yes")
        one.send("ctrl+q")
        assert one.exit_code() == 0
    told = ben.sqs("doctor", str(path))
    assert "a group's, and each journal its writer's" in told.stdout, told.stdout
    outsider = subprocess.run(
        ["setpriv", "--reuid", ben.name, "--regid", ben.name, "--clear-groups", "ls", str(path)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert outsider.returncode != 0
