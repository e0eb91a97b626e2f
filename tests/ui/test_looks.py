"""How screens look, as text; and that what they are drawn with can be told apart by anybody."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui import assets
from sqs_tui.session.inspection import Inspection
from sqs_tui.settings import Settings
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui import theme
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.symbols import ASCII, UNICODE
from sqs_tui.ui.widgets.bars import HintBar
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]
GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("width", "height"), [(80, 24), (140, 40)])
async def test_scoring_looks_as_agreed(
    open_app: Open, width: int, height: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqsApp, "token", lambda self: ("● saved", "yes"))
    app = open_app(case="ALD-12")
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.press("1", "2", "a")
        await pilot.pause()
        golden = GOLDEN / f"scoring-{width}x{height}.txt"
        if not golden.exists():  # Remove the file to agree to a new look.
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(text_of(app) + "\n", "utf-8")
            pytest.fail(f"{golden.name} was not there; look at it, and keep it if it is right")
        assert text_of(app) + "\n" == golden.read_text("utf-8")


@pytest.mark.parametrize("width", [60, 80, 100, 140])
async def test_hints_fit_and_help_is_always_among_them(open_app: Open, width: int) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(width, 24)) as pilot:
        for key in ("", "2", "c"):
            if key:
                await pilot.press(key)
            text = "".join(span for span, _ in app.screen.query_one(HintBar).rows[0])
            assert len(text) <= width
            assert text.rstrip().endswith("? help")
            if width == 80:
                assert len(text.split("  ")) <= 9


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", ["sqs-dark", "sqs-light"])
def test_text_and_marks_stand_out(name: str) -> None:
    tokens = tomllib.loads((assets.folder("styles") / "themes" / f"{name}.toml").read_text("utf-8"))["tokens"]
    for ground in ("ground", "bar-ground", "match-ground"):
        for text in ("text-main", "text-soft", "text-title", "text-key", "good", "poor", "warn", "danger"):
            assert contrast(tokens[text], tokens[ground]) >= 4.5, (text, ground)
    for text in ("cursor-text", "good", "poor", "warn", "text-soft"):
        assert contrast(tokens[text], tokens["cursor-ground"]) >= 4.5, (text, "cursor-ground")
    for mark in ("bar-full", "bar-track", "panel-line"):
        assert contrast(tokens[mark], tokens["ground"]) >= 3, mark


def test_every_theme_defines_the_same_tokens() -> None:
    tokens = [set(theme.load(name).variables) for name in theme.NAMES]
    assert set.intersection(*tokens) >= tokens[0]


def test_no_mark_rests_on_colour() -> None:
    for symbols in (UNICODE, ASCII):
        judged = [mark for place, mark in enumerate(symbols.states) if place != 3]
        assert len(set(judged)) == len(judged)
        assert len(set(symbols.progress)) == 5


async def test_ascii_marks_send_nothing_but_ascii_of_ours(open_app: Open) -> None:
    app = open_app(case="ALD-06", settings=Settings(symbols="ascii"))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("1", "2", "a", "9", "4", "g")
        assert not [line for line in text_of(app).splitlines() if not line.replace("│", "").isascii()]


HOSTILE = ["[/]", "[red]x[/red]", "[@click=app.quit]x", "\x1b[31mred", "\x1b]52;c;eA==\x07", "\x9b31m", "\u202eevil",
           "漢字かな", "e\u0301\u0301", "👩‍👩‍👧", "x" * 5000, "\x00\x07\x08", "${x} {0} %s", "\ud83d"]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [pytest.param(text, id=str(n), marks=() if n % 3 == 0 else pytest.mark.long) for n, text in enumerate(HOSTILE)],
)
async def test_text_is_text(open_app: Open, workbook: Path, text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    with Workbook.open(workbook) as book:
        inspection = Inspection(book)
        inspection.write_note("ALD-06", "RR01", text)
        inspection.change_case("ALD-06", {"case_manager": text, "inspector": text, "main_offence": text})
        inspection.set_details({"area": text})
    app = open_app(case="ALD-06")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("C")
        shown = [segment.text for strip in app.screen._compositor.render_strips(app.size) for segment in strip]
        await pilot.press("enter", "enter")
        shown += [segment.text for strip in app.screen._compositor.render_strips(app.size) for segment in strip]
        assert not [
            part for part in shown if any(ord(one) < 32 or 127 <= ord(one) < 160 or one == "\u202e" for one in part)
        ]
