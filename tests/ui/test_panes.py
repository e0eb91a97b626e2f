"""The case on the screen is the case that keys change, however one came to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.casework.screen import CaseworkScreen
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]

ROUTES = {
    "back and down": ["enter", "q", "j", "j", "enter"],
    "by C": ["enter", "C", "j", "j", "enter"],
    "next case twice": ["enter", "right_square_bracket", "right_square_bracket"],
    "there and back": ["enter", "right_square_bracket", "left_square_bracket"],
    "to the end and up": ["enter", "C", "end", "k", "enter"],
    "to one that is open already": ["enter", "q", "j", "enter", "q", "k", "enter"],
    "by the other pane": ["enter", "right_square_bracket", "o"],
    "after a note": ["enter", "right_square_bracket", "e", "x", "ctrl+s"],
    "after company": ["enter", "right_square_bracket", "c", "c"],
    "after factors": ["enter", "1", "2", "right_square_bracket"],
    "after closing one": ["enter", "right_square_bracket", "x"],
}


def slices() -> Iterator[object]:
    """Every route at every size; in `make test` each at one, a narrow and a wide one in turn."""
    for number, (name, route) in enumerate(ROUTES.items()):
        for place, size in enumerate(((80, 24), (140, 40))):
            marks = () if number % 2 == place else pytest.mark.long
            yield pytest.param(route, size, id=f"{name}-{size}", marks=marks)


@pytest.mark.parametrize(("route", "size"), slices())
async def test_a_key_scores_the_case_on_the_screen_and_no_other(
    open_app: Open, route: list[str], size: tuple[int, int]
) -> None:
    app = open_app()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*route)
        assert isinstance(app.screen, CaseworkScreen)
        here, before = app.screen.pane, dict(app.inspection.cases)
        await pilot.press("4")
        changed = {id for id, case in app.inspection.cases.items() if case != before[id]}
        assert changed == {here.case_id}


@pytest.mark.parametrize(("width", "tabs"), [(80, "5 Management"), (60, " 2 ○  3 ○  4 ○  5 ○")])
async def test_every_section_says_how_far_it_has_come_however_narrow(open_app: Open, width: int, tabs: str) -> None:
    app = open_app()
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.press("enter")
        assert tabs in text_of(app).splitlines()[2]
