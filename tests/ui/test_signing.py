"""Sign-off and the lead's board on screen: what is missing is listed, and Enter goes there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui.domain.case import Change, Stage, Verdict
from sqs_tui.domain.entry import Alert
from sqs_tui.session.inspection import Inspection
from sqs_tui.store import rows
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.casework.agenda import AgendaScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.common.reason import ReasonScreen
from sqs_tui.ui.entries.alerts import AlertScreen
from sqs_tui.ui.interviews.screen import InterviewScreen
from sqs_tui.ui.signing.board import BoardScreen
from sqs_tui.ui.signing.screen import SigningScreen
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]
#: Complete in the sample, and read by LI.
DONE = "ALD-01"


def line(app: SqsApp, words: str) -> str:
    return next((line for line in text_of(app).splitlines() if words in line), "")


async def test_a_case_is_signed_locked_and_taken_back_with_a_reason(open_app: Open) -> None:
    app = open_app(case=DONE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S", "down", "down", "enter")
        assert "[x] Signed" in text_of(app)
        await pilot.press("down", "enter")
        assert app.inspection.signing(DONE).is_locked
        await pilot.press("down", "enter")
        assert isinstance(app.screen, ReasonScreen)
        await pilot.press(*"one more file", "ctrl+s")
        assert app.inspection.signing(DONE).word == "signed"
        assert "no longer locked" in text_of(app)


async def test_a_signature_says_by_which_account_it_was_given(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook, author="ann") as book:
        inspection = Inspection(book)
        inspection.set_inspector("LI")
        inspection.put_stage(DONE, Stage.SIGNED)
    app = open_app(case=DONE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S")
        assert "LI (ann), " in line(app, "[x] Signed")


async def test_the_journals_are_not_read_again_while_the_cursor_moves(
    open_app: Open, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workbook.open(workbook, author="ann") as book:
        Inspection(book).put_stage(DONE, Stage.MARKED)
    app = open_app(case=DONE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S")
        await pilot.pause()
        with monkeypatch.context() as patch:
            patch.setattr(Workbook, "lines", lambda _: pytest.fail("read again"))
            await pilot.press(*["down", "up"] * 3)
            await pilot.pause()
        assert "[x] Marked finished" in text_of(app)


async def test_signing_says_what_is_missing_and_enter_goes_there(open_app: Open) -> None:
    app = open_app(case="ALD-14")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S", "down", "down", "enter")
        assert "Still missing: 4 unanswered, 1 parked" in text_of(app)
        await pilot.press("down", "down", "enter")
        assert isinstance(app.screen, CaseworkScreen)
        assert app.screen.pane.current == app.inspection.agenda("ALD-14")[0].criterion.id


async def test_an_open_alert_stands_first_and_enter_opens_it(open_app: Open) -> None:
    app = open_app(case=DONE)
    async with app.run_test(size=(80, 24)) as pilot:
        app.settled(app.inspection.raise_alert(Alert("a-1", DONE, "the child", "left alone")))
        await pilot.press("S")
        assert "alert open" in text_of(app)
        await pilot.press("end", "enter")
        assert isinstance(app.screen, AlertScreen)
        await pilot.press("escape", "escape", "t", "enter")
        assert isinstance(app.screen, AlertScreen)


async def test_a_signed_answer_asks_why_and_the_sample_says_it_changed(open_app: Open) -> None:
    app = open_app(case=DONE)
    async with app.run_test(size=(80, 24)) as pilot:
        app.settled(app.inspection.put_stage(DONE, Stage.SIGNED))
        await pilot.press("escape")
        await pilot.pause()
        assert "◆ signed" in line(app, f" {DONE} ")
        app.show_case(DONE, "SS02")
        await pilot.press("4")
        assert isinstance(app.screen, ReasonScreen)
        assert "is signed. Why is" in text_of(app)
        await pilot.press(*"seen again", "ctrl+s", "escape")
        await pilot.pause()
        assert "! changed" in line(app, f" {DONE} ")
        await pilot.press("home", "S")
        assert "It is signed no more" in text_of(app)


async def test_a_note_is_not_begun_on_a_signed_case(open_app: Open) -> None:
    app = open_app(case=DONE)
    async with app.run_test(size=(80, 24)) as pilot:
        app.settled(app.inspection.put_stage(DONE, Stage.SIGNED))
        await pilot.pause()
        assert "◆ signed  39 of 39 answered" in text_of(app)
        await pilot.press("e")
        assert isinstance(app.screen, CaseworkScreen)
        assert f"{DONE} is signed." in text_of(app)
        await pilot.press("p")
        assert f"{DONE} is signed." in text_of(app)


async def test_beside_a_case_manager_there_is_no_sign_off_and_no_board(open_app: Open) -> None:
    app = open_app(case=DONE, company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S", "b", "f7")
        assert isinstance(app.screen, CaseworkScreen)


async def test_a_colleague_signing_is_seen(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        with Workbook.open(workbook, author="ben") as book:
            Inspection(book).put_stage(DONE, Stage.SIGNED)
        app._refresh()
        await pilot.pause()
        assert "◆ signed" in line(app, f" {DONE} ")


async def test_the_board_leads_everywhere(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.settled(app.inspection.raise_alert(Alert("a-1", "ALD-06", "the child", "left alone")))
        await pilot.press("b")
        assert isinstance(app.screen, BoardScreen)
        assert "Alerts open: 1" in text_of(app)
        await pilot.press("enter")
        assert isinstance(app.screen, AlertScreen)
        await pilot.press("escape", "end", "enter")
        assert isinstance(app.screen, SigningScreen)
        await pilot.press("escape", "home", "down", "enter")
        assert isinstance(app.screen, CaseworkScreen)
        assert app.screen.place == ("ALD-06", "RR01")


async def test_an_interview_that_is_left_opens_from_the_board(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        left = [row.id for row in app.screen.list._items if row.id.startswith("interviews")]  # type: ignore[attr-defined]
        app.screen.list.go(left[0])  # type: ignore[attr-defined]
        await pilot.press("enter")
        assert isinstance(app.screen, InterviewScreen)


async def test_the_to_do_list_names_alerts_and_differences(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        with Workbook.open(workbook, author="ben") as book:
            ben = Inspection(book)
            app.inspection.answer("ALD-06", "RR01", Verdict.YES)
            ben.answer("ALD-06", "RR01", Verdict.NO)
        app._refresh()
        await pilot.press("t")
        assert isinstance(app.screen, AgendaScreen)
        assert "people differ: ALD-06 RR01 verdict" in text_of(app)


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (140, 40)])
async def test_both_fit(open_app: Open, size: tuple[int, int]) -> None:
    app = open_app(case="ALD-14")
    async with app.run_test(size=size) as pilot:
        for keys in (("S",), ("escape", "b")):
            await pilot.press(*keys)
            await pilot.pause()
            assert all(len(one) <= size[0] for one in text_of(app).splitlines())
            assert "? help" in text_of(app)


async def test_in_a_workbook_that_is_read_only_nothing_is_signed_and_nothing_fails(open_app: Open) -> None:
    app = open_app(case=DONE, read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S", "enter")
        assert "This workbook is read-only" in text_of(app)
        assert "NOT SAVED" not in text_of(app)


async def test_hostile_names_in_signatures_slots_and_records_are_text(open_app: Open, workbook: Path) -> None:
    hostile = "[/][red]\x1b[31m案\n" + "x" * 300
    with Workbook.open(workbook, author="mallory") as book:
        signature = [hostile, hostile, "RR01=Z", hostile]
        fields = {"marked": "no list", "second_read": [hostile], "signed": signature, "locked": [3, {}]}
        book.record([Change(rows.CASES, DONE, name, None, value) for name, value in fields.items()], "signed")
        book.record([Change(rows.INTERVIEWS, "CM-A", "slot", None, hostile)], "interview")
        book.record([Change(rows.SOURCES, f"{DONE}/psr", "state", None, hostile)], "record ticked off")
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in (("home",), ("S",), ("escape", "b"), ("escape", "I"), ("escape", "enter", "s"), ("escape", "t")):
            await pilot.press(*keys)
            await pilot.pause()
            assert "\x1b" not in text_of(app)
            assert "? help" in text_of(app)


async def test_a_second_read_confirms_with_one_key_and_says_how_much_was_read(open_app: Open, workbook: Path) -> None:
    """The key is named only to who reads a second time; held down it confirms one verdict, not a column."""
    with Workbook.open(workbook, author="li") as book:
        Inspection(book).put_stage(DONE, Stage.MARKED)
    app = open_app(case=DONE)
    async with app.run_test(size=(140, 40)) as pilot:
        assert "= confirm" not in text_of(app).splitlines()[-1]
        await pilot.press("equals_sign")
        assert "Nobody has begun to read the case a second time" in text_of(app)
        await pilot.press("S", "down", "enter")
        assert "Second read: 0 of 39 confirmed, 39 not read yet." in text_of(app)
        await pilot.press("escape", "home")
        assert "= confirm" in text_of(app).splitlines()[-1]
        first = app.screen.pane.current  # type: ignore[attr-defined]
        await pilot.press("equals_sign")
        assert "1 of 39 confirmed, 38 not read yet" in text_of(app)
        assert app.screen.pane.current != first  # type: ignore[attr-defined]
        assert app.inspection.second_reading(DONE).confirmed == (first,)
        await pilot.press("2")
        assert isinstance(app.screen, ReasonScreen)
        await pilot.press("escape", "S")
        assert "Second read: 1 of 39 confirmed, 38 not read yet." in text_of(app)
