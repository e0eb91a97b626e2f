"""No key is dead without a word: it goes where it leads, or says where it works."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.screens.board import BoardScreen
from sqs_tui.ui.screens.casework import CaseworkScreen
from sqs_tui.ui.screens.interviews import InterviewScreen
from sqs_tui.ui.screens.letter import LetterScreen
from sqs_tui.ui.screens.sample import SampleScreen
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]


@pytest.mark.parametrize(
    ("pressed", "there"),
    [("MC", SampleScreen), ("LC", SampleScreen), ("ML", LetterScreen), ("tb", BoardScreen), ("Ib", BoardScreen)],
)
async def test_a_key_that_goes_somewhere_goes_there_from_every_list(open_app: Open, pressed: str, there: type) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*pressed)
        assert isinstance(app.screen, there)


async def test_the_board_is_reached_from_the_interviews_but_not_beside_a_case_manager(
    open_app: Open,
) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("I", "f7")
        assert isinstance(app.screen, BoardScreen)
        await pilot.press("escape", "I", "enter", "f7")
        assert isinstance(app.screen, InterviewScreen)
        assert "does nothing here" in text_of(app)


@pytest.mark.parametrize(
    ("pressed", "said"),
    [
        ("1", "1 (Yes) works on an open case, not here; Enter opens one"),
        ("c", "c (company) works on an open case, not here; Enter opens one"),
        ("M1", "1 (Yes) works on an open case, not here; Esc first"),
        ("Mvv", "v does nothing here"),
        ("Z", "Z does nothing here; ? shows what does"),
    ],
)
async def test_a_key_that_does_nothing_says_so(open_app: Open, pressed: str, said: str) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*pressed)
        assert said in text_of(app)


@pytest.mark.parametrize("key", [*"CMILDbA]|oz", "f3"])
async def test_beside_a_case_manager_a_key_does_not_say_what_it_is_for(open_app: Open, key: str) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        await pilot.press({"]": "right_square_bracket", "|": "vertical_line"}.get(key, key))
        assert isinstance(app.screen, CaseworkScreen)
        assert text_of(app).splitlines()[-2].strip().endswith("does nothing here")
