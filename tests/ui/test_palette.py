"""The palette: every command, case, criterion and theme by name, done as its key would."""

from __future__ import annotations

from collections.abc import Callable

from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.help.palette import PaletteScreen
from sqs_tui.ui.summary.screen import SummaryScreen
from tests.ui.conftest import text_of
from tests.ui.test_sample import typed

Open = Callable[..., SqsApp]


async def test_a_command_is_found_by_its_sentence_and_done(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await typed(pilot, "summary")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, SummaryScreen)


async def test_a_scoring_command_is_done_in_the_case_in_focus(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("colon")
        await typed(pilot, "answer yes")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, CaseworkScreen)
        assert app.inspection.cases["ALD-06"].answer("RR01").verdict == "Y"


async def test_a_case_and_a_criterion_are_places_to_go(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await typed(pilot, "ald-09")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, CaseworkScreen)
        await pilot.press("ctrl+p")
        await typed(pilot, "pc04")
        await pilot.press("enter")
        await pilot.pause()
        assert (app.screen.pane.case_id, app.screen.pane.current) == ("ALD-09", "PC04")


async def test_a_theme_is_chosen_by_its_title(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await typed(pilot, "theme light")
        await pilot.press("enter")
        await pilot.pause()
        assert app.theme == "sqs-light"


async def test_in_company_no_other_case_and_nothing_hidden_is_offered(open_app: Open) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, PaletteScreen)
        offered = {command.title for command in app.screen._every}
        assert not [title for title in offered if "Go to case" in title or "summary" in title or "alert" in title]
        assert any("PC04" in title for title in offered)
        await typed(pilot, "ald-0")
        assert "ALD-09" not in text_of(app)


async def test_references_in_it_are_text(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.inspection.add_case("[/] [red]", {})
        await pilot.press("ctrl+p")
        await typed(pilot, "case [/]")
        assert "Go to case [/] [red]" in text_of(app)
        await pilot.press("ctrl+p", "escape")
        assert isinstance(app.screen, SampleScreen)
