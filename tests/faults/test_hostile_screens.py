"""The screens of the last day, and those that hold whole texts, with every hostile text in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.attacks import attacked
from tests.faults.test_hostile_text import OURS, ROOT, files, left, marks_in, walked
from tests.terminal import environment, sqs

#: What a terminal would not show, and ours shows as a sign.
_HIDDEN = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
WALK = (
    "home", "b", "*", "enter", "q", "q", "b", "home", "j", "enter", "escape", "q",
    "home", "enter", "S", "*", "enter", "escape", "q", "D", "*", "home", "enter", "escape", "q",
    "s", "*", "q", "L", "*", "home", "enter", "escape", "q", "q",
    "home", "n", "x", "ctrl+s", "escape", "R", "escape",
)  # fmt: skip


@pytest.mark.parametrize("size", [(80, 24), pytest.param((140, 40), marks=pytest.mark.long)])
def test_the_screens_of_the_last_day_show_text_as_text(tmp_path: Path, size: tuple[int, int], monkeypatch) -> None:
    path, elsewhere = tmp_path / "hostile.sqs", tmp_path / "elsewhere"
    attacked(path)
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    env = environment(PYTHONPATH=str(ROOT), HOME=str(elsewhere))
    raw, shown = walked(sqs("open", path), size, WALK, env)
    sent = OURS.sub("", raw)
    assert left(sent) == []
    assert left(sent, _HIDDEN) == []
    assert len(marks_in(shown)) > 50
    assert not [one for one in files(elsewhere) if one.is_file()]
