"""What is shown before a workbook is open, with every hostile text in it: folders, forms, catalogues, settings."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from sqs_tui.cli import main
from sqs_tui.domain.case import Change
from sqs_tui.store.workbook import Workbook
from tests.domain.samples import SQS, catalogue
from tests.faults.corpus import HOSTILE
from tests.faults.test_hostile_text import OURS, ROOT, Wiretap, files, left, marks_in
from tests.terminal import environment, sqs

#: Those a folder can be called by, as bytes; the last is no text in any encoding.
NAMES = [name for text in HOSTILE if not {47, 0} & set(name := text.encode(errors="ignore")) and len(name) < 200]
NAMES.append(b"\xff\xfe\x1b[2J")
#: What is pasted into a field at once.
ALL = "".join(text for text in HOSTILE if len(text) < 100)


@pytest.fixture
def around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of workbooks that are called, and are about, whatever there is; some of them are none."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    for number, text in enumerate(HOSTILE):
        with Workbook.create(here / f"w{number}.sqs", catalogue(SQS), author=text) as workbook:
            names = dict.fromkeys(("area", "service", "lead", "fieldwork"), text) | {"team": [text, text]}
            workbook.record([Change("details", "inspection", name, None, value) for name, value in names.items()], "")
    for name in NAMES:
        os.mkdir(os.fsencode(here) + b"/" + name + b".sqs")
    own = tmp_path / "home" / "config" / "catalogues"
    own.mkdir(parents=True)
    whole = (ROOT / "data" / "catalogues" / "sqs-2016.toml").read_text("utf-8")
    (own / "\x1b]0;own\x07[red].toml").write_text(
        re.sub('(?m)^short = ".*"', 'short = "\\\\u001b[2J[@click=a]own"', whole)
    )
    return here


def pasted(terminal: Wiretap, text: str) -> None:
    """Paste, as a terminal does it: what would end the paste is taken out."""
    harmless = text.replace("\x1b", "").encode(errors="ignore").decode()
    terminal.press(f"\x1b[200~{harmless}\x1b[201~")


def test_choosing_and_making_a_workbook_shows_text_as_text(around: Path) -> None:
    before = files(around)
    env = environment(PYTHONPATH=str(ROOT), HOME=str(around), BROWSER=f"touch {around}/browser #%s")
    with Wiretap(sqs(), 140, 40, env=env) as terminal:
        terminal.settle()
        terminal.press(*("pagedown",) * 8, *("j",) * 9, "home", "o")
        pasted(terminal, ALL)
        terminal.press("enter", "escape", "escape", "n")
        for field in range(7):
            pasted(terminal, HOSTILE[field] + HOSTILE[field + 30])
            terminal.press("right", "left", "tab")
        terminal.press("ctrl+s", "ctrl+p")
        pasted(terminal, ALL)
        terminal.press("escape", "escape", "escape", "escape")
    assert left(OURS.sub("", terminal.raw.decode("utf-8"))) == []
    assert len(marks_in(terminal.shown)) > 80
    assert files(around) == before


@pytest.mark.parametrize("text", HOSTILE)
def test_settings_that_are_nonsense_are_refused_in_words(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd
) -> None:
    file = tmp_path / "home" / "config" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f"theme = {json.dumps(text)}\n{json.dumps(text)} = 1\n")
    assert main(["open", "nowhere.sqs"]) == 2
    file.unlink()
    monkeypatch.setenv("SQS_KEYMAP", text.replace("\0", "").encode(errors="ignore").decode())
    assert main(["open", "nowhere.sqs"]) == 2
    told = capfd.readouterr()
    assert left((told.out + told.err).replace("\n", "")) == []
