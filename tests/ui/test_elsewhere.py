"""No key is dead without a word: it goes where it leads, or says where it works."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.events import Paste

from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.interviews.screen import InterviewScreen
from sqs_tui.ui.letter.screen import LetterScreen
from sqs_tui.ui.signing.board import BoardScreen
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


@pytest.mark.parametrize(
    ("options", "pressed", "said"),
    [
        ({"case": "ALD-06"}, "", "A text is pasted into an editor, and e opens one. Nothing was scored"),
        (
            {"case": "ALD-06", "company": True},
            "",
            "A text is pasted into an editor, and e opens one. Nothing was scored",
        ),
        ({}, "", "A text is pasted into an editor, not here. Nothing was changed"),
        ({}, "L", "A text is pasted into an editor, and e opens one"),
    ],
)
async def test_a_text_pasted_where_nothing_is_typed_scores_nothing_and_is_told_where_it_goes(
    open_app: Open, options: dict[str, object], pressed: str, said: str
) -> None:
    app = open_app(**options)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*pressed)
        before = len(app.inspection.workbook.lines())
        app.post_message(Paste("12 yes\n"))
        await pilot.pause()
        assert said in text_of(app)
        assert len(app.inspection.workbook.lines()) == before


async def test_a_text_pasted_into_an_editor_stands_there(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        app.post_message(Paste("seen in the plan"))
        await pilot.pause()
        assert "seen in the plan" in text_of(app)
        assert "A text is pasted" not in text_of(app)
