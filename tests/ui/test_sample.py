"""The sample: as list, as panes, by sections; filtered, sorted, assigned; live, and quick at any size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import Alert
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.common.confirm import ConfirmScreen
from sqs_tui.ui.common.listing import DrawnList
from sqs_tui.ui.summary.screen import SummaryRow
from sqs_tui.ui.widgets.case_list import CaseCard, CaseList
from tests.session.stories import begun
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]


def sample(app: SqsApp) -> SampleScreen:
    assert isinstance(app.screen, SampleScreen)
    return app.screen


def line_with(app: SqsApp, words: str) -> str:
    return next((line for line in text_of(app).splitlines() if words in line), "")


def repaints(cases: CaseList | DrawnList[SummaryRow]) -> list[int]:
    """The rows that are painted again from now on."""
    painted: list[int] = []
    paint = cases._repaint

    def counting(y: int) -> None:
        painted.append(y)
        paint(y)

    cases._repaint = counting  # type: ignore[method-assign]
    return painted


async def typed(pilot: Pilot[int], words: str) -> None:
    """Have words stand in the line that is typed in, quicker than letter by letter."""
    pilot.app.screen.query_one(Input).value = words
    await pilot.pause()


async def test_a_row_says_how_far_a_case_is_and_what_is_left(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)):
        assert line_with(app, "ALD-05").split() == ["ALD-05", "F15", "YRO", "LI", "CM-E", *"●●●●●", "40/40", "complete"]
        assert "4 unanswered +1  in progress" in line_with(app, "ALD-14")
        assert "progress, not quality" in text_of(app)


async def test_the_cursor_begins_where_there_is_something_to_do_and_enter_opens_it(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        assert sample(app).pane.current == "ALD-06"
        await pilot.press("enter")
        assert isinstance(app.screen, CaseworkScreen)
        assert app.screen.pane.case_id == "ALD-06"


async def test_v_goes_from_list_to_panes_to_sections_and_keeps_the_case(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v")
        assert "▌ ALD-06 F12 RO AI-1" in text_of(app)
        await pilot.press("right")  # ALD-06 stands last in its band: the next one begins another.
        assert sample(app).pane.current == "ALD-07"
        await pilot.press("up", "v")
        assert sample(app).pane.current == "ALD-04"
        assert line_with(app, "1 Reoffending").split()[-3:] == ["73%", "29/40", "~"]
        await pilot.press("v")
        assert sample(app).pane.current == "ALD-04"


async def test_hidden_figures_leave_only_progress(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v", "v", "z")
        assert "29/40" not in text_of(app)
        assert "●" in line_with(app, "1 Reoffending")


async def test_a_filter_is_said_and_the_figures_follow_it(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("F", "j", "enter")  # On "parked".
        assert "2 of 14 cases: parked" in text_of(app)
        assert "ALD-01" not in text_of(app)
        assert "These 2" in text_of(app)
        assert "1 8/8 100%" in text_of(app)
        await pilot.press("F", "0")
        assert "14 cases" in text_of(app)
        assert "1 73% 29/40~" in text_of(app)


async def test_marks_are_joined_and_nothing_that_fits_is_said(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("F", "space", *["j"] * 4, "space")  # Unanswered, and complete.
        assert "0 of 14 cases: unanswered; complete" in text_of(app)
        await pilot.press("enter")
        assert "No case is unanswered; complete. F chooses others." in text_of(app)
        await pilot.press("enter", "a", "v", "j", "X")  # Nothing to do it to, and nothing breaks.
        assert "There is no case here" in text_of(app)


async def test_what_no_longer_fits_the_filter_leaves_it_at_once(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("F", "j", "enter")
        for criterion, answer in app.inspection.cases["ALD-14"].answers.items():
            if answer.parked:
                app.settled(app.inspection.clear("ALD-14", criterion))
        await pilot.pause()
        assert "1 of 14 cases: parked" in text_of(app)
        assert "ALD-14" not in text_of(app)


async def test_sorting_says_which_order(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "s", "s")
        assert "most left first" in text_of(app)
        rows = [line for line in text_of(app).splitlines() if "ALD-" in line]
        assert "ALD-06" in rows[0]
        assert "ALD-13" in rows[1]


async def test_assigning_is_one_choice_and_on_disk(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "k", "enter")
        assert "ALD-06: LI reads it" in text_of(app)
        await pilot.press("u")
        await pilot.press("a", "end", "enter")
        await typed(pilot, "QA [red]")
        await pilot.press("enter")
        assert "QA [red]" in text_of(app)
    with Workbook.open(workbook, read_only=True) as book:
        assert Inspection(book).cases["ALD-06"].particular("inspector") == "QA [red]"


async def test_a_reference_is_corrected_and_a_taken_one_refused(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("R")
        await typed(pilot, "ald-05")
        await pilot.press("enter")
        assert "ald-05 is in the sample already" in text_of(app)
        await typed(pilot, "ALD-06b")
        await pilot.press("enter")
        assert "ALD-06 is now ALD-06b" in text_of(app)
        await pilot.press("home", "R")
        await typed(pilot, "ALD-01b")
        await pilot.press("enter")
        assert "Once more renames it to ALD-01b" in text_of(app)
        await pilot.press("enter")
        assert "ALD-01 is now ALD-01b" in text_of(app)


async def test_replacing_keeps_a_case_out_of_every_figure_and_removing_asks(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("home", "X")
        assert "Why is ALD-01 taken out of every base?" in text_of(app)
        await pilot.press(*"moved away", "enter")
        assert app.inspection.workbook.lines()[-1].why == "replaced: moved away"
        assert "replaced" in line_with(app, "ALD-01 X16")
        assert "13 cases and 1 replaced" in text_of(app)
        await pilot.press("X", "delete")
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("y")
        assert "ALD-01 X16" not in text_of(app)
        await pilot.press("u")
        assert "ALD-01 X16" in text_of(app)


async def test_a_colleagues_answer_repaints_only_its_row(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        painted = repaints(app.screen.query_one("#cases", CaseList))
        colleague = Inspection(Workbook.open(workbook, author="ben"))
        colleague.answer("ALD-13", "RR01", Verdict.YES)
        app._refresh()
        await pilot.pause()
        assert painted == [12]
        assert "1/40" in line_with(app, "ALD-13")
        assert "ben: ALD-13 RR01" in text_of(app)


async def test_open_alerts_stand_in_the_top_bar(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.settled(app.inspection.raise_alert(Alert("", "ALD-06", "a sibling", "seen alone")))
        app.screen.show_outcome(app.inspection.replace_case("ALD-01", "not eligible"))  # type: ignore[attr-defined]
        await pilot.pause()
        assert "! 1 ALERT " in text_of(app).splitlines()[0]


async def test_who_works_here_is_asked_once_a_workbook(open_app: Open, tmp_path: Path) -> None:
    begun(tmp_path / "own.sqs").workbook.close()
    app = open_app(tmp_path / "own.sqs")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await typed(pilot, "AI-7")
        await pilot.press("enter", "F")
        assert "mine (AI-7)" in text_of(app)
    app = open_app(tmp_path / "own.sqs")
    async with app.run_test(size=(80, 24)):
        assert isinstance(app.screen, SampleScreen)


async def test_leaving_asks_and_escape_stays(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q", "escape")
        assert isinstance(app.screen, SampleScreen)
        await pilot.press("q", "y")
    assert app.return_value == 0


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (140, 40), (200, 60)])
async def test_it_fits_every_terminal(open_app: Open, size: tuple[int, int]) -> None:
    app = open_app()
    async with app.run_test(size=size) as pilot:
        for _ in range(3):
            await pilot.press("end", "pageup", "down", "right")
            assert sample(app).pane.current in text_of(app)
            assert "? help" in text_of(app).splitlines()[-1]
            await pilot.press("v")


async def test_hostile_references_are_drawn_as_text(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.settled(app.inspection.add_case("[/] [red]不 e\u0301", {"inspector": "[b]x", "order": "RO"}))
        await pilot.press("end")
        assert "[/] [red]" in text_of(app)
        await pilot.press("v", "v", "d", "escape", "F", "escape")
        assert "[/] [red]" in text_of(app)


async def test_a_thousand_cases_open_at_once(open_app: Open, tmp_path: Path) -> None:
    from sqs_tui.domain.case import Change
    from sqs_tui.session.making import make
    from sqs_tui.store import rows
    from tests.domain.samples import catalogue

    changes = []
    for number in range(1000):
        ref = f"B-{number:04}"
        fields = {"ref": ref, "place": number + 1, "status": "active", "order": "YRO"}
        changes += [Change(rows.CASES, ref, name, None, value) for name, value in fields.items()]
    make(tmp_path / "big.sqs", catalogue(), changes)
    app = open_app(tmp_path / "big.sqs")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("escape", "end", "v", "end", "v")  # Not saying who one is, this time.
        assert sample(app).pane.current == "B-0999"
        assert "B-0999" in text_of(app)


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (40, ["4 unanswered, 1 parked, 2 no evidence", "2 no evidence"]),
        (16, ["4 unanswered +3", "2 no evidence"]),
        (12, ["7 left", "2 left"]),
    ],
)
def test_what_is_left_is_said_in_one_way_at_each_width(width: int, said: list[str]) -> None:
    about = ("X-01", "X-01", "", "RO", "", "", (), 1, 9)
    assert [CaseCard(*about, *counts, "in progress").left(width) for counts in ((4, 1, 2), (0, 0, 2))] == said


async def test_what_an_act_came_to_does_not_stand_under_a_question_about_something_else(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.say("ALD-01 replaced")
        await pilot.press("q")
        await pilot.pause()
        assert "Leave the workbook?" in text_of(app)
        assert "ALD-01 replaced" not in text_of(app)
