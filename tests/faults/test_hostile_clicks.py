"""With the mouse let in, a click on anybody's text is a click on text: no link in it is ever followed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.test_hostile_text import OURS, ROOT, Wiretap, files, left
from tests.terminal import environment, sqs

#: The screens that show most of what colleagues wrote, as keys from the sample.
SCREENS = {
    "the sample": ("home",),
    "a case": ("home", "enter", "home"),
    "its history": ("home", "enter", "home", "h"),
    "its entries": ("home", "enter", "r"),
    "alerts": ("home", "enter", "A"),
    "the summary": ("M", "end", "enter"),
    "what to find": ("/", "x"),
    "area notes": ("N",),
    "interviews": ("I",),
    "differences": ("D",),
    "the board": ("b",),
}


#: The screens with most of other people's text; the rest have their turn in `make soak`.
FIRST = ("alerts", "what to find", "differences")


@pytest.mark.parametrize(
    "screen", [pytest.param(one, marks=() if one in FIRST else pytest.mark.long) for one in SCREENS]
)
def test_a_click_on_any_line_opens_writes_and_ends_nothing(
    hostile: Path, tmp_path: Path, screen: str, monkeypatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    env = environment(PYTHONPATH=str(ROOT), HOME=str(elsewhere), BROWSER=f"touch {elsewhere}/browser #%s")
    journals = {path: path.stat().st_size for path in (hostile / "journal").iterdir()}
    with Wiretap(sqs("open", hostile, "--mouse"), 100, 30, env=env) as terminal:
        terminal.settle()
        terminal.press(*SCREENS[screen])
        for row in range(2, 30):
            column = (14, 60)[row % 2]
            terminal.press(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
        assert terminal.process.poll() is None
        raw = terminal.raw.decode("utf-8", "replace")
        terminal.send("ctrl+q")
        assert terminal.exit_code() == 0
    assert left(OURS.sub("", raw)) == []
    assert not re.search(r"type your passphrase", raw)
    assert {path.name for path in files(elsewhere)} <= {".config", ".local", "state", "share", "sqs-tui"}
    grown = {path for path, size in journals.items() if path.stat().st_size != size}
    assert not grown
