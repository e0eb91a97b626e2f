"""The letter on screen: words are picked by key, paragraphs written, and nothing of it moves before it is on disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.letter import Letter
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.who import WhoScreen
from sqs_tui.ui.letter.finishing import FinishingScreen
from sqs_tui.ui.letter.screen import LetterScreen, unfilled
from sqs_tui.ui.letter.words import WordsScreen
from sqs_tui.ui.letter.writing import ParagraphScreen
from tests import demo
from tests.ui.conftest import known, text_of
from tests.ui.test_differences import until

Open = Callable[..., SqsApp]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The complete sample with its letter, made once; who works here is known."""
    path = tmp_path_factory.mktemp("whole") / "aldermere.sqs"
    demo.build(path, complete=True)
    known(Inspection(Workbook(path)))
    return path


@pytest.fixture
def complete(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "whole.sqs"))


@pytest.fixture
def plain(workbook: Path) -> Path:
    """The part-way sample; who works here is known."""
    known(Inspection(Workbook(workbook)))
    return workbook


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_words_are_picked_by_key_and_the_next_place_comes_up(open_app: Open, plain: Path) -> None:
    app = open_app(plain)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "L", "space", "space", "enter")
        assert isinstance(app.screen, WordsScreen)
        assert "RR01  6 of 9" in text_of(app)
        await press(pilot, "2")
        assert "prepared a pre-sentence report (PSR) in two-thirds of cases" not in text_of(app)
        await press(pilot, "escape")
        assert "pre-sentence report (PSR) in two-thirds of" in " ".join(text_of(app).split())


async def test_what_is_picked_can_be_undone_where_it_was_picked(open_app: Open, plain: Path) -> None:
    app = open_app(plain)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "L", "space", "space", "enter", "2", "u")
        assert "Undone: letter psr RR01" in text_of(app)
        await press(pilot, "escape")
        assert "[RR01: 6 of 9, no words" in text_of(app)


async def test_a_paragraph_is_kept_as_it_is_typed_and_warned_about(open_app: Open, plain: Path) -> None:
    app = open_app(plain)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "L", "space", "e")
        assert isinstance(app.screen, ParagraphScreen)
        await press(pilot, "space", *"Jayden")
        assert "name: Jayden" in text_of(app)
        await press(pilot, "escape")
        assert "privacy" in text_of(app)
    with Workbook.open(plain, read_only=True) as book:
        assert Letter(Inspection(book)).part("overall").text.endswith("Jayden")


async def test_a_new_paragraph_left_without_words_is_none(open_app: Open, plain: Path) -> None:
    app = open_app(plain)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "L", "n", "escape")
        assert isinstance(app.screen, LetterScreen)
        before = len(app.screen.letter.parts)
        await press(pilot, "n", "A", "escape")
        assert len(app.screen.letter.parts) == before + 1
        assert app.screen.part.text == "A"


async def test_all_that_was_typed_goes_with_one_undo_and_it_says_so(open_app: Open, plain: Path) -> None:
    app = open_app(plain)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "L", "space", "e")
        assert "u on the letter then takes back all that was typed" in text_of(app)
        before = app.screen._text
        await press(pilot, *" and more than twenty keys of it", "escape")
        assert "The paragraph is kept; u takes back all that was typed" in text_of(app)
        await press(pilot, "u")
        assert app.screen.part.text == before


async def test_a_colleague_moves_a_figure_under_a_sentence(open_app: Open, complete: Path) -> None:
    app = open_app(complete)
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "L")
        assert "nothing left to do" in text_of(app)
        with Workbook.open(complete, author="ben") as book:
            Inspection(book).answer("ALD-14", "PC04", Verdict.YES)
        await until(pilot, lambda: "PC04 was 4 of 12, now" in text_of(app))
        await press(pilot, "space")
        assert "[PC04 was 4 of 12, now" in text_of(app)


async def test_paragraphs_are_moved_locked_and_left_out(open_app: Open, complete: Path) -> None:
    app = open_app(complete)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "L", "j", "j", "j", "j")
        letter = app.screen.letter
        assert app.screen.part.number == "1.1"
        await press(pilot, "J")
        assert letter.part("psr").number == "1.2"
        await press(pilot, "l", "e")
        assert "locked" in text_of(app)
        assert isinstance(app.screen, LetterScreen)
        await press(pilot, "l", "x")
        assert letter.part("psr").dropped
        await press(pilot, "u")
        assert not letter.part("psr").dropped


async def test_the_lead_overrides_a_reason_with_a_sentence_and_finishes(open_app: Open, complete: Path) -> None:
    app = open_app(complete)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "L", "f", "F")
        assert isinstance(app.screen, FinishingScreen)
        assert "cannot be finished" in text_of(app)
        await press(pilot, "enter", *"Read.", "ctrl+s")
        assert "overridden" in text_of(app)
        await press(pilot, "F")
        assert "Last kept: final" in text_of(app)


async def test_finishing_asks_who_one_is_where_nobody_said(open_app: Open, workbook: Path) -> None:
    app = open_app(workbook)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "L", "f", "F")
        assert isinstance(app.screen, WhoScreen)
        await press(pilot, "enter")
        assert isinstance(app.screen, FinishingScreen)
        assert app.inspection.inspector() == "LI"


async def test_nobody_reaches_the_letter_beside_a_case_manager(open_app: Open, plain: Path) -> None:
    app = open_app(plain)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "c", "L")
        assert not isinstance(app.screen, LetterScreen)


async def test_points_are_put_down_and_answered(open_app: Open, complete: Path) -> None:
    app = open_app(complete)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "L", "a", "n", *"4.4", "tab", *"Manager", "tab", *"Weekly", "ctrl+s")
        assert "no response" in text_of(app)
        assert "Manager: Weekly" in text_of(app)
        await press(pilot, "enter", *"Agreed", "tab", "left", "ctrl+s")
        assert "changed      4.4" in text_of(app)


async def test_what_is_missing_of_the_letter_itself_is_filled_in(open_app: Open, plain: Path) -> None:
    app = open_app(plain)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "L", "i", *"ACI", "ctrl+s")
        assert app.screen.letter.facts["from"] == "ACI"


def test_what_nothing_fills_yet_is_named_in_brackets() -> None:
    assert unfilled("{?reoffending} {reoffending}") == "[reoffending]"
    assert unfilled("In {RR06 tables} of cases {source: e-1}.") == "In [RR06 tables] of cases [source: e-1]."
