"""Whole stories of an inspector's work, each in one started program: what is pressed, what shows, what is on disk."""

from __future__ import annotations

from pathlib import Path

from sqs_tui.domain.case import Verdict
from tests.driver import Colleague, Story

CASE = "ALD-06"


async def test_a_case_is_scored_with_a_note_left_and_found_as_it_was(workbook: Path) -> None:
    async with Story(workbook, case=CASE) as story:
        await story.press("1")
        await story.shows("RR01 → Yes")
        assert story.on_disk(CASE, "RR01").verdict is Verdict.YES
        await story.press("home", "e")
        await story.type("Seen in the file, p. 3.")
        await story.press("ctrl+s")
        assert story.on_disk(CASE, "RR01").note == "Seen in the file, p. 3."
        await story.reopen()
        await story.press("home")
        await story.shows("Seen in the file, p. 3.")
        await story.press("u")
        await story.shows("Undone")
        assert story.on_disk(CASE, "RR01").note == ""


async def test_what_is_typed_ahead_lands_in_the_editor_its_first_key_opens(workbook: Path) -> None:
    async with Story(workbook, case=CASE) as story:
        before = story.on_disk(CASE, "RR01").verdict
        await story.press_at_once("e", *"1 of 12", "ctrl+s", "2")
        answer = story.on_disk(CASE, "RR01")
        assert (answer.note, before) == ("1 of 12", None)
        assert answer.verdict is Verdict.NO


async def test_a_colleagues_answer_comes_without_a_key(workbook: Path) -> None:
    async with Story(workbook, case=CASE) as story:
        story.shows_not("✗ No")
        with Colleague(workbook) as ben:
            ben.scores(CASE, "RR06", Verdict.NO)
        await story.shows("✗ No", "n/a RR06")
        assert story.on_disk(CASE, "RR06").verdict is Verdict.NO


async def test_an_editor_left_with_the_window_keeps_what_was_typed(workbook: Path) -> None:
    async with Story(workbook, case=CASE) as story:
        await story.press("e")
        await story.type("half a sent")
        await story.press("ctrl+q")
        assert story.on_disk(CASE, "RR01").note == "half a sent"
        await story.reopen()
        await story.press("home")
        await story.shows("half a sent")
