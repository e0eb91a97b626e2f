"""What the line under the screen says beside a case manager is of the last act, and true where it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.widgets.bars import EchoLine

Open = Callable[..., SqsApp]
CASE = "ALD-05"
MIX = ("w", "enter")
UNSEEN = "Kept for the team, not shown here: it names somebody else"


def again(*keys: str) -> list[Any]:
    """The same with other keys, for `make soak`."""
    return [pytest.param(key, marks=pytest.mark.long) for key in keys]


def said(app: SqsApp) -> str:
    line = app.screen.query_one(EchoLine)
    return "".join(text for row in line.rows for text, _ in row).strip()


def typed(text: str) -> list[str]:
    return [{" ": "space", "-": "minus"}.get(letter, letter) for letter in text]


async def test_evidence_that_was_kept_is_said_and_not_the_word_before(open_app: Open) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX, "l", "e", *typed("the log"), "ctrl+s")
        await pilot.pause()
        assert said(app) == "Evidence kept, u takes it back"


async def test_nothing_written_says_nothing(open_app: Open) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX, "l", "e", "ctrl+s")
        await pilot.pause()
        assert said(app) == ""


async def test_a_text_emptied_again_is_said_to_be_gone(open_app: Open) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX, "e", "a", "ctrl+t", "x", "backspace", "ctrl+s")
        await pilot.pause()
        assert said(app) == "Evidence taken away, u takes it back"


@pytest.mark.parametrize("key", ["v", *again("space")])
async def test_what_was_kept_is_past_once_something_else_is_shown(open_app: Open, key: str) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX, "s", *typed("not so"), "ctrl+s")
        await pilot.pause()
        assert said(app) == "Kept in your words, u takes it back"
        await pilot.press(key)
        await pilot.pause()
        assert said(app) == ""


async def test_the_case_says_nothing_of_a_walkthrough_that_was_left(open_app: Open) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX, "enter", "q", "y")
        await pilot.pause()
        assert said(app) == ""


async def test_what_was_written_of_the_area_is_not_said_under_a_case(open_app: Open, workbook: Path) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("C", "e", "n", *typed("visit"), "tab", *typed("late everywhere"), "ctrl+s")
        assert "late everywhere" in [entry.text for entry in app.inspection.entries.values()]
        casework = app._casework
        assert casework is not None
        line = "".join(text for row in casework.query_one(EchoLine).rows for text, _ in row)
        assert "kept" not in line
        assert "undoes" not in line


@pytest.mark.parametrize("key", ["s", "greater_than_sign", *again("e", "plus", "exclamation_mark")])
async def test_what_names_another_case_is_said_to_be_kept_and_not_shown(open_app: Open, key: str) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        leaving = ["ctrl+s", "ctrl+s"] if key == "greater_than_sign" else ["ctrl+s"]
        await pilot.press(*MIX, key, *typed("as in ALD-06"), *leaving)
        await pilot.pause()
        assert said(app) == f"{UNSEEN}, u takes it back"


@pytest.mark.parametrize("key", ["plus", *again("s", "greater_than_sign")])
async def test_so_it_is_said_on_the_card_too(open_app: Open, key: str) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX, *["space"] * (11 if key == "s" else 12))
        leaving = ["ctrl+s", "ctrl+s"] if key == "greater_than_sign" else ["ctrl+s"]
        await pilot.press(key, *typed("as in ALD-06"), *leaving)
        await pilot.pause()
        assert said(app) == UNSEEN


@pytest.mark.parametrize("key", ["E", *again("e", "plus", "exclamation_mark", "greater_than_sign")])
async def test_so_it_is_said_in_company_mode(open_app: Open, key: str) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        leaving = ["ctrl+s", "ctrl+s"] if key == "greater_than_sign" else ["ctrl+s"]
        await pilot.press("c", key, *typed("as in ALD-06"), *leaving)
        await pilot.pause()
        assert said(app) == f"{UNSEEN}, u undoes"


async def test_so_it_is_said_where_an_entry_is_mended(open_app: Open, workbook: Path) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("c", "plus", *typed("kind"), "ctrl+s", "r", "end", "enter", *typed(" to ALD-06"), "ctrl+s")
        await pilot.pause()
        assert said(app) == UNSEEN
    with Workbook.open(workbook) as book:
        assert "kind to ALD-06" in [entry.text for entry in Inspection(book).entries_of(CASE)]
