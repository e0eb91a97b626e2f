"""Agreed actions and the feedback sheet, on screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from sqs_tui.domain.entry import ACTION, LEARNING, STRENGTH, Entry
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.entries.action import ActionScreen
from sqs_tui.ui.help.palette import PaletteScreen
from sqs_tui.ui.walkthrough.feedback_sheet import FeedbackSheetScreen
from tests.session.stories import YOUTH, begun, window
from tests.ui.conftest import known, text_of
from tests.ui.test_sample import typed

Open = Callable[..., SqsApp]
CASE = "X-01"


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """A local audit with something written on one case, and a mention of another."""
    path = tmp_path / "audit.sqs"
    inspection = begun(path, YOUTH)
    inspection.add_entry(Entry("", CASE, STRENGTH, "kept every visit", shareable=True))
    inspection.add_entry(Entry("", CASE, LEARNING, "review sooner than X-02", shareable=True))
    inspection.add_entry(Entry("", CASE, STRENGTH, "a private thought"))
    known(inspection)
    return path


@pytest.fixture
def app(open_app: Open, audit: Path) -> SqsApp:
    return open_app(audit, case=CASE)


def actions(app: SqsApp) -> list[Entry]:
    return [one for one in app.inspection.entries_of(CASE) if one.kind == ACTION]


async def keyed(pilot: Pilot[int], text: str) -> None:
    await pilot.press(*({" ": "space", "/": "slash"}.get(letter, letter) for letter in text))


async def write(pilot: Pilot[int], text: str, day: str = "") -> None:
    await pilot.press("greater_than_sign")
    await pilot.pause()
    await keyed(pilot, text)
    await pilot.press("tab", "tab")
    await keyed(pilot, day)


async def sheet(pilot: Pilot[int]) -> None:
    await pilot.press("ctrl+p")
    await typed(pilot, "feedback sheet")
    await pilot.press("enter")
    await pilot.pause()


# Actions


async def test_an_action_on_a_case_is_shareable_and_the_case_managers_own(app: SqsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await write(pilot, "write the plan", "12/06/2016")
        assert "By 12 June 2016" in text_of(app)
        await pilot.press("ctrl+s")
        (kept,) = actions(app)
        assert (kept.terms, kept.shareable) == ("case manager, by 12 June 2016", True)
        assert len(kept.criteria) == 1


async def test_a_private_action_that_is_looked_at_stays_private_and_as_it_was_written(app: SqsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        mine = Entry("e-own", CASE, ACTION, "ring the  school \n", owner="Ann  B\nC", due="2016-06-12", shareable=False)
        app.inspection.add_entry(mine)
        before, lines = app.inspection.entries["e-own"], len(app.inspection.workbook.lines())
        app.push_screen(ActionScreen(before))
        await pilot.pause()
        await pilot.press("ctrl+s")
        assert not isinstance(app.screen, ActionScreen)
        assert app.inspection.entries["e-own"] == before
        assert len(app.inspection.workbook.lines()) == lines


async def test_undo_takes_an_action_back_whole(app: SqsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await write(pilot, "write the plan with him and his mother", "12/06/2016")
        await pilot.press("ctrl+s", "u")
        assert actions(app) == []


async def test_an_action_without_a_day_is_asked_about_once(app: SqsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await write(pilot, "write the plan")
        await pilot.press("ctrl+s")
        assert "No day is agreed; leaving once more leaves that open" in text_of(app)
        await pilot.press("ctrl+s")
        assert [one.due for one in actions(app)] == [""]
        assert "Who" not in text_of(app)


async def test_what_is_no_day_is_said_and_the_day_before_it_stays(app: SqsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await write(pilot, "write the plan", "12/06/2016")
        await pilot.press("ctrl+s", "r", "end", "enter", "tab", "tab")
        opened = text_of(app)
        await pilot.press("end", "x")
        assert "This is a day" in text_of(app)
        await pilot.press("ctrl+s", "ctrl+s")
        assert "12 June 2016" in opened
        assert [one.due for one in actions(app)] == ["2016-06-12"]


@pytest.mark.parametrize(("key", "kind"), [("greater_than_sign", ACTION), ("plus", STRENGTH)])
async def test_what_is_being_typed_is_on_disk_however_the_program_ends(
    app: SqsApp, audit: Path, key: str, kind: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        await keyed(pilot, "in the midst of")
    app.close_workbook()
    assert ("in the midst of", kind) in [(one.text, one.kind) for one in window(audit).entries_of(CASE)]


async def test_a_walkthrough_writes_actions_for_a_question_and_at_large(app: SqsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w", "enter")
        await write(pilot, "write the plan", "12/06/2016")
        await pilot.press("ctrl+s")
        assert "> write the plan (case manager, by 12 June 2016)" in text_of(app)
        await pilot.press("t")
        await write(pilot, "ask health", "11/06/2016")
        await pilot.press("ctrl+s")
        assert "1  ask health (case manager, by 11 June 2016)" in text_of(app)
        assert [bool(one.criteria) for one in actions(app)] == [True, False]


@pytest.mark.parametrize("size", [(80, 24), (140, 40), (60, 20)])
async def test_the_hints_of_a_walkthrough_name_the_key(app: SqsApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.press("w", "enter")
        assert "> action" in text_of(app)


# The sheet


async def test_the_palette_shows_the_sheet_and_what_was_left_out(app: SqsApp) -> None:
    async with app.run_test(size=(80, 40)) as pilot:
        await sheet(pilot)
        shown = text_of(app)
        assert "* kept every visit" in shown
        assert "private" not in shown
        assert "Left out, since it names another case" in shown


async def test_in_company_nothing_is_said_of_what_was_left_out(app: SqsApp) -> None:
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("c")
        await sheet(pilot)
        assert isinstance(app.screen, FeedbackSheetScreen)
        assert "X-02" not in text_of(app)


async def test_it_is_written_to_a_new_file_only(app: SqsApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await sheet(pilot)
        for _ in range(2):
            await pilot.press("enter")
            await typed(pilot, "given.md")
            await pilot.press("enter")
            await pilot.pause()
        assert "given.md is there already" in text_of(app)
    assert (tmp_path / "given.md").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("company", [False, True])
async def test_with_an_inspectorates_catalogue_feedback_is_given_by_word_and_no_sheet_is_offered(
    open_app: Open, company: bool
) -> None:
    app = open_app(case="ALD-06", company=company)
    async with app.run_test(size=(120, 24)) as pilot:
        await sheet(pilot)
        assert isinstance(app.screen, PaletteScreen)
        assert app.screen.list.length == 0
