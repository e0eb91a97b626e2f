"""The walkthrough on screen: two people read it, and nothing is on it that one of them should not see."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from sqs_tui.domain.case import Change, Verdict
from sqs_tui.domain.entry import AGREED, DIFFERS, LATER, Entry
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.walk import Walk
from sqs_tui.settings import Settings
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui import keys
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.common.blank import BlankScreen
from sqs_tui.ui.common.confirm import ConfirmScreen
from sqs_tui.ui.walkthrough.gone import WalkGoneScreen
from sqs_tui.ui.walkthrough.screen import WalkScreen
from sqs_tui.ui.walkthrough.text import apart
from sqs_tui.ui.widgets.bars import HintBar
from tests.faults.corpus import HOSTILE
from tests.quiet import until
from tests.ui.conftest import text_of
from tests.ui.test_held_steps import repeating

Open = Callable[..., SqsApp]
CASE = "ALD-05"
GOLDEN = Path(__file__).parent / "golden"
MIX = ("w", "enter")


def walk_of(app: SqsApp) -> Walk:
    walk = next(screen for screen in app.screen_stack if isinstance(screen, WalkScreen)).walking.walk
    assert walk is not None
    return walk


def said(app: SqsApp) -> list[str]:
    kinds = (AGREED, DIFFERS, LATER)
    return [entry.kind for entry in app.inspection.entries_of(CASE) if entry.kind in kinds]


def hinted(app: SqsApp) -> set[str]:
    """The keys the screen offers in its hint lines now."""
    spans = [span for bar in app.screen.query(HintBar) if bar.display for row in bar.rows for span in row]
    return {text for text, style in spans if style == "key"}


@pytest.mark.parametrize(("width", "height"), [(80, 24), (140, 40)])
async def test_a_question_looks_as_agreed(
    open_app: Open, workbook: Path, width: int, height: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqsApp, "token", lambda self: ("● saved", "yes"))
    app = open_app(case=CASE)
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.press(*MIX, "enter", "l", "space", "space", "space", "space", "space")
        await pilot.pause()
        golden = GOLDEN / f"walk-{width}x{height}.txt"
        if not golden.exists():  # Remove the file to agree to a new look.
            golden.write_text(text_of(app) + "\n", "utf-8")
            pytest.fail(f"{golden.name} was not there; look at it, and keep it if it is right")
        assert text_of(app) + "\n" == golden.read_text("utf-8")


async def test_w_asks_one_question_at_a_time(open_app: Open) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX)
        walk = walk_of(app)
        assert walk.question.question.split(",")[0] in " ".join(text_of(app).split())
        assert f"question 1 of {len(walk.questions)}" in text_of(app)


async def test_ten_questions_with_the_keys_on_its_hint_lines_alone(open_app: Open) -> None:
    app = open_app(case=CASE)
    names = {"Enter": "enter", "Space": "space", "+": "plus", "!": "exclamation_mark", "Esc": "escape"}
    taken = ["Enter", "l", "Space", "Enter", "v", "Enter", "b", "Enter", "Enter", "Enter", "u", "Enter", "Space"]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX)
        seen = {walk_of(app).question.id}
        for key in (*taken, "Enter", "Enter"):
            assert key in hinted(app), key
            await pilot.press(names.get(key, key))
            seen.add(walk_of(app).question.id)
        for key, typed in (("s", "not so"), ("e", "the log"), ("+", "kind"), ("!", "ring")):
            assert key in hinted(app), key
            await pilot.press(names.get(key, key), *typed.replace(" ", "_"))
            assert "Ctrl+S" in hinted(app)
            await pilot.press("ctrl+s")
        assert len(seen) >= 10
        assert set(said(app)) == {AGREED, DIFFERS, LATER}
        await pilot.press("t")
        assert "Two strengths" in text_of(app)
        assert "kind" in text_of(app)
        assert "Esc" in hinted(app)
        await pilot.press("escape", "y")
        assert isinstance(app.screen, CaseworkScreen)


async def test_no_key_of_the_walk_changes_an_answer(open_app: Open) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        before = dict(app.inspection.cases[CASE].answers)
        await pilot.press(*MIX)
        for key in (
            "1",
            "2",
            "n",
            "y",
            "9",
            "0",
            "backspace",
            "f",
            "x",
            "d",
            "C",
            "M",
            "I",
            "L",
            "D",
            "A",
            "c",
            "z",
            "|",
        ):
            await pilot.press({"|": "vertical_line"}.get(key, key))
            assert isinstance(app.screen, WalkScreen), key
        for key in keys.in_scope("walk"):
            if key.action not in ("leave", "card") and not key.action.startswith("write"):
                await pilot.press(key.keys.split(",")[0])
        assert app.inspection.cases[CASE].answers == before


async def test_leaving_asks_once_and_lands_on_this_case_in_company(open_app: Open) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(*MIX, "q")
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("n")
        assert isinstance(app.screen, WalkScreen)
        await pilot.press("q", "y")
        assert isinstance(app.screen, CaseworkScreen)
        assert (app.screen.company, app.screen.pane.case_id) == (True, CASE)
        assert "%" not in text_of(app)


@pytest.mark.parametrize("key", ["B", "f12", "ctrl+t"])
async def test_it_blanks_at_once_and_any_key_brings_it_back(open_app: Open, key: str) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        for before in ((), ("enter",), ("t",), ("q",)):
            await pilot.press(*(before or ("w",)), key)
            assert isinstance(app.screen, BlankScreen)
            assert text_of(app).strip() == ""
            await pilot.press("enter")
            assert not isinstance(app.screen, BlankScreen)
        assert said(app) == []


async def test_it_blanks_from_inside_its_editors_and_keeps_what_was_typed(open_app: Open) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("s", "e", "plus", "exclamation_mark"):
            await pilot.press(*(MIX if key == "s" else ()), key, *"words", "ctrl+t")
            assert text_of(app).strip() == ""
            assert any(entry.text == "words" for entry in app.inspection.entries_of(CASE))
            await pilot.press("x")
            assert "words" in text_of(app)
            await pilot.press("ctrl+s")


@pytest.mark.parametrize("width", [80, 140])
async def test_every_key_of_a_question_and_of_the_card_is_named(open_app: Open, width: int) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.press(*MIX)
        # At first there is nothing to take back or to go back to, and nothing more to put on the card.
        for page, place, without in (("", "walk", {"u", "b"}), ("t", "card", {"s", "l"})):
            await pilot.press(*page)
            named = {keys.shown(key.keys.split(",")[0]) for key in keys.in_scope(place) if key.hint}
            assert hinted(app) == (named - without) | {"B", "?"}
        await pilot.press("b", "l")
        assert {"u", "b"} <= hinted(app)


@pytest.mark.parametrize(("width", "height"), [(60, 24), (80, 24), (140, 40)])
async def test_hints_never_overflow(open_app: Open, width: int, height: int) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(width, height)) as pilot:
        for key in ("w", "enter", "t", "plus"):
            await pilot.press(key)
            for bar in app.screen.query(HintBar):
                assert not bar.rows or len("".join(text for text, _ in bar.rows[0]).rstrip()) <= width
            assert ("F1" if key == "plus" else "?") in hinted(app)


async def test_what_does_not_fit_is_gone_through_with_j(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook) as book:
        inspection = Inspection(book)
        for number in range(9):
            text = f"piece {number} " + "that is long enough to take more than one line on a small screen " * 2
            inspection.add_entry(Entry(f"e-{number}", CASE, "evidence", text, ("RR01",), shareable=True))
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w", "down", "enter")
        assert walk_of(app).question.id == "RR01"
        assert "j goes on" in text_of(app)
        await pilot.press(*["j"] * 30)
        assert "Can you show us anything else?" in text_of(app)


async def test_a_verdict_is_on_the_screen_only_while_a_key_shows_it(open_app: Open) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX)
        assert "Our view" not in text_of(app)
        await pilot.press("v")
        assert "Our view: " in text_of(app)
        await pilot.press("space")
        assert "Our view" not in text_of(app)


async def test_what_is_on_the_screen_does_not_depend_on_any_verdict(open_app: Open, workbook: Path) -> None:
    """Two cases that differ only in what the inspector made of them look the same all the way through."""
    shown: list[list[str]] = []
    for verdict, marked in ((Verdict.YES, 0), (Verdict.NO, 1)):
        with Workbook.open(workbook) as book:
            inspection = Inspection(book)
            for criterion in inspection.catalogue.criteria:
                if criterion.is_scored and not inspection.closed_by(CASE, criterion.id):
                    inspection.answer(CASE, criterion.id, verdict)
                    inspection.mark_factors(CASE, criterion.id, list(criterion.factor_titles)[:marked])
                    inspection.write_note(CASE, criterion.id, f"because {verdict}")
        app = open_app(case=CASE)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("w", "end", "enter")
            pages = []
            for _ in range(len(walk_of(app).questions) + 1):
                pages.append(re.sub("saved.*", "", text_of(app)))
                await pilot.press("space")
            shown.append(pages)
    assert len(shown[0]) > 25
    assert shown[0] == shown[1]


@pytest.mark.parametrize("before", [("c",), ("right_square_bracket", "left_square_bracket", "w", "enter"), MIX])
async def test_a_case_taken_out_meanwhile_shows_no_other(
    open_app: Open, workbook: Path, before: tuple[str, ...]
) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*before)
        take_out(workbook)
        await until(pilot, lambda: "taken out of the sample" in text_of(app))
        assert not re.search(r"ALD-(?!05)\d\d|%", text_of(app))
        await pilot.press("q", "escape", "w", "space")
        assert "taken out of the sample" in text_of(app)
        await pilot.press("enter")
        assert "taken out of the sample" not in text_of(app)


async def test_so_it_is_where_the_walkthrough_was_opened_alone(workbook: Path) -> None:
    app = SqsApp(workbook, case=CASE, walks=True, settings=Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "plus", *"good")
        take_out(workbook)
        await until(pilot, lambda: "What was typed stays here" in text_of(app))
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert "taken out of the sample" in text_of(app)
        await pilot.press("enter")
        assert isinstance(app.screen, SampleScreen)


def take_out(workbook: Path) -> None:
    """A colleague undoes that the case was ever added."""
    with Workbook.open(workbook, author="ben") as book:
        book.record([Change("cases", CASE, "ref", CASE, None)], "undo")


async def test_it_says_where_it_goes_on(open_app: Open, workbook: Path) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX, "enter", "enter")
        third = walk_of(app).question.id
    again = open_app(workbook, case=CASE)
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        assert "2 talked about" in text_of(again)
        await pilot.press("enter")
        assert walk_of(again).question.id == third


async def test_a_key_held_down_agrees_once_and_not_from_the_choice_on(open_app: Open) -> None:
    now = [1.0]
    app = open_app(case=CASE, clock=lambda: now[0])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX, "enter", "enter")
        assert said(app) == []
        now[0] = 2.0
        await pilot.press("enter", "enter", "enter")
        assert said(app) == [AGREED]


async def test_a_key_held_down_comes_back_to_two_questions_at_most(open_app: Open) -> None:
    app = open_app(case=CASE, clock=repeating())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX, *["l"] * 15)
        assert said(app) in ([LATER], [LATER, LATER])
        assert "as a held key does: nothing was kept" in text_of(app)


async def test_its_marks_are_ascii_where_the_terminal_has_no_more(open_app: Open) -> None:
    app = open_app(case=CASE, settings=Settings(symbols="ascii"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w", "down", "enter", "enter", "l")
        assert text_of(app).replace("’", "").replace("–", "").isascii()


async def test_nobodys_text_is_more_than_text(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook) as book:
        inspection = Inspection(book)
        for number, text in enumerate(HOSTILE):
            kept = text.encode("utf-8", "replace").decode("utf-8")
            kind = ("evidence", "strength", "learning", DIFFERS)[number % 4]
            inspection.add_entry(Entry("", CASE, kind, kept, ("RR01",), source=kept, shareable=True))
    app = open_app(case=CASE)
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("w", "down", "enter", "v")
        for key in (*["j"] * 12, "t", "s", "l", "j", "b", "s", "ctrl+s"):
            await pilot.press(key)
            shown = "".join(
                segment.text for strip in app.screen._compositor.render_strips(app.size) for segment in strip
            )
            assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


def test_letters_stand_apart_and_accents_stay_with_theirs() -> None:
    assert apart("ab c") == "a b   c"
    assert apart("e\u0301f") == "e\u0301 f"


async def test_the_view_is_hidden_again_when_one_comes_back_from_the_card(open_app: Open) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*MIX, "v")
        assert "Our view" in text_of(app)
        await pilot.press("t", "b")
        assert "Our view" not in text_of(app)


@pytest.mark.parametrize("is_alone", [True, False], ids=["walked alone", "over the case"])
async def test_a_case_taken_out_meanwhile_is_talked_about_no_more(
    open_app: Open, workbook: Path, is_alone: bool
) -> None:
    moment = count(1.0)
    settings = Settings()
    app = (
        SqsApp(workbook, case=CASE, walks=True, clock=lambda: next(moment), settings=settings)
        if is_alone
        else open_app(case=CASE)
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*(["enter"] if is_alone else MIX))
        with Workbook.open(workbook, author="ben") as book:
            Inspection(book).remove_case(CASE)
        app._refresh()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, WalkGoneScreen)
        assert "ALD-0" not in text_of(app)
        await pilot.press("enter", "enter", "enter")
        assert said(app) == []
        assert not [screen for screen in app.screen_stack if isinstance(screen, WalkScreen)]
