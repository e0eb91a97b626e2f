"""What a person prefers is chosen in the palette, holds at once, and is there at the next start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from sqs_tui import settings
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.rebinding import put_in_force
from tests.ui.conftest import text_of
from tests.ui.test_sample import typed

Open = Callable[..., SqsApp]


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SQS_CONFIG_DIR", str(tmp_path / "config"))
    yield tmp_path / "config" / "config.toml"
    put_in_force({})


async def chosen(app: SqsApp, *wanted: str, then: Sequence[str] = "", company: bool = False) -> str:
    async with app.run_test(size=(80, 24)) as pilot:
        if company:
            await pilot.press("c")
        for words in wanted:
            await pilot.press("ctrl+p")
            await typed(pilot, words)
            await pilot.press("enter")
            await pilot.pause()
        await pilot.press(*then)
        await pilot.pause()
        return text_of(app)


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        ("theme light", "theme", "sqs-light"),
        ("keymap vim", "keymap", "vim"),
        ("blank the screen after 5", "idle", 5),
        ("open criterion: no", "auto_advance", False),
        ("own cursor can be seen: yes", "cursor", True),
        ("kitty keyboard protocol is asked for: no", "kitty_keyboard", False),
        ("marks ascii", "symbols", "ascii"),
        ("guidance open: yes", "guidance", True),
    ],
)
async def test_a_preference_is_kept(open_app: Open, words: str, name: str, value: object) -> None:
    said = await chosen(open_app(), words)
    assert ": kept" in said
    assert getattr(settings.load(), name) == value


async def test_keys_change_at_once_in_what_is_open_already(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    assert "8 No" in await chosen(app, "keymap one hand right", then=("7", "8", "enter"))
    case = app.inspection.cases["ALD-06"]
    assert (case.answer("RR01").verdict, case.answer("RR02").verdict) == ("Y", "N")


async def test_the_cursor_stays_once_that_is_wanted(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    assert "▌ RR01" in await chosen(app, "open criterion: no", then="1")


async def test_keys_that_would_clash_are_not_taken(open_app: Open, config: Path) -> None:
    config.parent.mkdir()
    config.write_text('[keys]\nundo-change = "n"\nanswer-no = "2"\n', "utf-8")
    said = await chosen(open_app(settings=settings.load()), "keymap vim")
    assert "The keys cannot be used." in said
    assert settings.load().keymap == "default"


async def test_what_cannot_be_kept_holds_until_one_leaves(open_app: Open, config: Path) -> None:
    config.parent.mkdir()
    config.mkdir()
    app = open_app()
    assert "not kept" in await chosen(app, "theme light")
    assert app.theme == "sqs-light"
