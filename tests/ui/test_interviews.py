"""Interviews: one case manager is asked, and sees nothing of anybody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store import catalogues
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.common.note import NoteScreen
from sqs_tui.ui.interviews.screen import InterviewScreen


class Ticking:
    """A clock that moves by a second at each look, or by what it is told."""

    def __init__(self) -> None:
        self.now, self.by = 0.0, 1.0

    def __call__(self) -> float:
        self.now += self.by
        return self.now


class Host(SqsApp):
    """The app with an interview on screen and nothing under it."""

    def __init__(self, inspection: Inspection, manager: str, clock: Ticking) -> None:
        super().__init__(clock=clock)
        self._inspection, self._manager = inspection, manager

    def on_mount(self, event: events.Mount) -> None:
        event.prevent_default()
        self.push_screen(InterviewScreen(self._manager))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two case managers with two cases each; one was interviewed."""
    book = tmp_path / "vale.sqs"
    inspection = Inspection(Workbook.create(book, catalogues.by_name("sqs-2016")))
    for ref, manager in (("V-1", "LH"), ("V-2", "KW"), ("V-3", "LH"), ("V-4", "KW"), ("V-5", "")):
        inspection.add_case(ref, {"order": "YRO", "case_manager": manager})
    inspection.answer_interview("KW", "IV02", Verdict.NO)
    inspection.workbook.close()
    return book


@asynccontextmanager
async def shown(
    path: Path, manager: str = "", *, size: tuple[int, int] = (80, 24), clock: Ticking | None = None
) -> AsyncIterator[tuple[Pilot[int], Inspection]]:
    inspection = Inspection(Workbook.open(path))
    app = Host(inspection, manager, clock or Ticking())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot, inspection
    inspection.workbook.close()


def text(pilot: Pilot[int]) -> str:
    """What is on screen."""
    strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
    return "\n".join(strip.text.rstrip() for strip in strips)


def verdicts(inspection: Inspection, manager: str) -> dict[str, str]:
    answers = inspection.interviews[manager].answers if manager in inspection.interviews else {}
    return {item: answer.verdict.value for item, answer in answers.items() if answer.verdict}


async def test_one_key_is_one_answer_and_goes_on_to_the_next(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        await pilot.press("1", "n", "3", "4")
        assert verdicts(inspection, "LH") == {"IV01": "Y", "IV02": "N", "IV03": "NA", "IV04": "U"}
        assert "4 of 6 answered" in text(pilot)
        assert "IV04 → cannot judge, e says why, u undoes" in text(pilot)


async def test_only_this_person_and_the_persons_own_cases_are_on_screen(path: Path) -> None:
    async with shown(path, "LH") as (pilot, _):
        screen = text(pilot)
        assert "cases: V-1 V-3" in screen
        assert not [other for other in ("KW", "V-2", "V-4", "V-5", "%") if other in screen]


async def test_a_colleague_s_changes_are_never_said_here(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        other = Inspection(Workbook.open(path))
        other.answer_interview("KW", "IV01", Verdict.YES)
        other.answer_interview("LH", "IV01", Verdict.YES)
        other.workbook.close()
        pilot.app._refresh()
        await pilot.pause()
        assert "KW" not in text(pilot)
        assert "1 of 6 answered" in text(pilot)
        assert verdicts(inspection, "KW")["IV01"] == "Y"


async def test_a_held_key_is_not_scored_and_says_so(path: Path) -> None:
    clock = Ticking()
    async with shown(path, "LH", clock=clock) as (pilot, inspection):
        await pilot.press("1")
        clock.by = 0.09
        await pilot.press("1", "1")
        assert verdicts(inspection, "LH") == {"IV01": "Y"}
        assert "as a held key does: not scored" in text(pilot)


async def test_undo_and_redo_stay_in_this_interview(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        await pilot.press("u")
        assert "Nothing to undo in this interview" in text(pilot)
        assert verdicts(inspection, "KW") == {"IV02": "N"}
        await pilot.press("1", "2", "u")
        assert verdicts(inspection, "LH") == {"IV01": "Y"}
        assert pilot.app.screen.pane.item.id == "IV02"
        await pilot.press("U")
        assert verdicts(inspection, "LH") == {"IV01": "Y", "IV02": "N"}


async def test_undo_never_takes_back_a_case_s_answer_from_here(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        case = inspection.case_by_ref("V-2").id
        inspection.answer(case, "RR01", Verdict.YES)
        await pilot.press("u")
        assert inspection.cases[case].answer("RR01").verdict is Verdict.YES
        assert "RR01" not in text(pilot)


async def test_an_item_is_parked_taken_up_again_and_cleared(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        await pilot.press("2", "k", "p")
        assert inspection.interviews["LH"].answer("IV01").parked
        assert "parked (No)" in text(pilot)
        await pilot.press("k", "p", "0")
        assert "LH" not in inspection.interviews


async def test_wanting_training_offers_the_subjects_and_marks_them(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        await pilot.press(*"jjjjj", "1")
        assert "Child sexual exploitation" in text(pilot)
        await pilot.press("c", "a", "enter")
        assert inspection.interviews["LH"].answer("IV06").factors == ("roh", "cse")
        assert "2 marked" in text(pilot)
        assert "What helps this case manager" in text(pilot)


async def test_a_digit_closes_the_subjects_and_answers_what_is_next(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        await pilot.press(*"jjjjj", "1", "a", "a", "escape", "k", "k", "2")
        assert verdicts(inspection, "LH") == {"IV06": "Y", "IV05": "N"}


async def test_an_item_in_words_takes_words_and_no_verdict(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        await pilot.press("end", "1")
        assert "IV09 takes words, not a verdict: e writes them" in text(pilot)
        assert verdicts(inspection, "LH") == {}


async def test_what_was_said_is_written_and_kept(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        await pilot.press("end", "enter")
        assert isinstance(pilot.app.screen, NoteScreen)
        await pilot.press(*"Time", "ctrl+s")
        assert inspection.interviews["LH"].answer("IV09").note == "Time"
        await pilot.press("u")
        assert "LH" not in inspection.interviews


async def written(pilot: Pilot[int], note: str) -> None:
    """Open the note, write in it and leave it."""
    for keys in ("e", note, ("ctrl+s",)):
        await pilot.press(*keys)
        await pilot.pause()


async def test_the_reason_of_a_no_is_written_to_it_though_the_cursor_went_on(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        await pilot.press("1", "2")
        assert "IV02 → No, e says why" in text(pilot)
        await written(pilot, "why")
        assert inspection.interviews["LH"].answer("IV02").note == "why"
        await written(pilot, "on")
        assert inspection.interviews["LH"].answer("IV03").note == "on"


async def test_a_cursor_that_was_moved_writes_where_it_is(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        await pilot.press("1", "2", "j")
        await written(pilot, "here")
        assert inspection.interviews["LH"].answer("IV04").note == "here"


async def test_what_is_good_enough_waits_behind_enter_so_that_it_is_asked_first(path: Path) -> None:
    async with shown(path, "LH") as (pilot, _):
        assert "Look for" in text(pilot)
        assert "Good enough when" not in text(pilot)
        await pilot.press("enter")
        assert "Good enough when" in text(pilot)
        assert "KW" not in text(pilot)
        await pilot.press("q")
        assert isinstance(pilot.app.screen, InterviewScreen)


async def test_a_stand_in_is_said_in_words_and_left_out_of_the_figures(path: Path) -> None:
    async with shown(path, "LH") as (pilot, inspection):
        await pilot.press("1", "s")
        assert "A stand-in answers for LH: left out of the figures unless asked for." in text(pilot)
        assert inspection.interview_figures()["IV01"].proportion.relevant == 0
        await pilot.press("s")
        assert "stand-in answers" not in text(pilot)
        assert inspection.interview_figures()["IV01"].proportion.relevant == 1


async def test_the_way_to_the_next_person_leads_behind_a_cover(path: Path) -> None:
    async with shown(path) as (pilot, _):
        assert "KW" in text(pilot)
        assert "1 of 2 begun" in text(pilot)
        await pilot.press("j", "enter")
        assert "KW" not in text(pilot)
        await pilot.press("1", "right_square_bracket")
        covered = text(pilot)
        assert "put away" in covered
        assert not [other for other in ("KW", "LH", "V-1", "IV01") if other in covered]
        await pilot.press("1", "j", "enter", "enter")
        assert "cases: V-2 V-4" in text(pilot)


async def test_leaving_lands_where_one_came_from(path: Path) -> None:
    async with shown(path, "LH") as (pilot, _):
        await pilot.press("q")
        assert not isinstance(pilot.app.screen, InterviewScreen)
    async with shown(path) as (pilot, _):
        await pilot.press("enter", "q", "enter")
        assert "Choose the case manager" in text(pilot)
        await pilot.press("q")
        assert not isinstance(pilot.app.screen, InterviewScreen)


async def test_with_nobody_to_ask_it_says_what_to_do(tmp_path: Path) -> None:
    book = tmp_path / "empty.sqs"
    Workbook.create(book, catalogues.by_name("sqs-2016")).close()
    async with shown(book) as (pilot, _):
        assert "fill in who manages each case (d on a case" in text(pilot)
        await pilot.press("enter", "q")
        assert not isinstance(pilot.app.screen, InterviewScreen)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (140, 40), (200, 60)])
async def test_every_size_shows_question_answer_and_keys(path: Path, size: tuple[int, int]) -> None:
    async with shown(path, "LH", size=size) as (pilot, _):
        await pilot.press("2")
        screen = text(pilot)
        assert "✗ No" in screen
        assert "fully understand the local" in screen
        assert "1 Yes" in screen.splitlines()[-1]


async def test_text_of_users_is_drawn_as_text(path: Path) -> None:
    hostile = "[/]\x1b]52;c;x\x07 [red]" + "字" * 500
    book = Inspection(Workbook.open(path))
    book.annotate_interview("LH", "IV01", note=hostile)
    book.change_case(book.case_by_ref("V-5").id, {"case_manager": "[/b]字字"})
    book.workbook.close()
    async with shown(path, "LH") as (pilot, _):
        assert "[/]" in text(pilot)
        assert "\x1b" not in text(pilot)
    async with shown(path, "[/b]字字") as (pilot, _):
        assert "[/b]字字" in text(pilot)


async def test_when_somebody_is_seen_stands_beside_the_name_and_the_cases(path: Path) -> None:
    async with shown(path) as (pilot, inspection):
        await pilot.press("s", *"Tue 10:30", "ctrl+s")
        first = next(line for line in text(pilot).splitlines() if "Tue 10:30" in line)
        manager = inspection.managers()[0]
        assert manager in first
        assert inspection.interviews[manager].slot == "Tue 10:30"
        await pilot.press("s", "ctrl+u", "ctrl+s")
        assert inspection.interviews[manager].slot == ""
        await pilot.press("enter")
        assert "Tue" not in text(pilot)


async def test_a_person_whom_a_case_spells_otherwise_is_one_among_the_others(open_app, workbook: Path) -> None:
    with Workbook.open(workbook, author="ann") as book:
        inspection = Inspection(book)
        inspection.change_case("ALD-06", {"case_manager": inspection.managers()[0].casefold()})
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        managers = app.inspection.managers()
        app.push_screen(InterviewScreen(app.inspection.cases["ALD-06"].particular("case_manager")))
        await pilot.pause()
        assert app.screen.pane.asking.manager == managers[0]  # type: ignore[attr-defined]
        await pilot.press("]", "enter")
        assert app.screen.people.current == managers[1]  # type: ignore[attr-defined]
