"""Opening, on the sample or on a case: what was received last, and who works here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.cases.who import AnotherScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from tests.session.stories import begun
from tests.terminal import Terminal, sqs
from tests.ui.conftest import text_of
from tests.ui.test_forms import until

Open = Callable[..., SqsApp]


def left_off(workbook: Path, case: str) -> None:
    with Workbook.open(workbook) as book:
        Inspection(book).answer(case, "RR03", Verdict.NO)


@pytest.mark.parametrize("opened", [{}, {"case": "ALD-06"}, {"case": "ALD-09"}], ids=["sample", "that case", "another"])
async def test_the_last_act_received_is_said(open_app: Open, workbook: Path, opened: dict[str, str]) -> None:
    left_off(workbook, "ALD-06")
    app = open_app(**opened)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "Last act received: ALD-06 RR03 No" in text_of(app))


async def test_beside_a_case_manager_it_is_not(open_app: Open, workbook: Path) -> None:
    left_off(workbook, "ALD-06")
    app = open_app(case="ALD-09", company=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "ALD-06" not in text_of(app)


@pytest.mark.parametrize("case", ["", "X-01"])
async def test_who_works_here_is_asked_where_work_begins_and_once(open_app: Open, tmp_path: Path, case: str) -> None:
    inspection = begun(tmp_path / "real.sqs")
    inspection.answer("X-01", "RR08", Verdict.YES)
    inspection.workbook.close()
    app = open_app(tmp_path / "real.sqs", case=case)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, AnotherScreen))
        await pilot.press("escape")
        assert isinstance(app.screen, CaseworkScreen if case else SampleScreen)
        app.show_sample()
        await pilot.pause()
        assert isinstance(app.screen, SampleScreen)


async def test_beside_a_case_manager_nobody_is_asked(open_app: Open, tmp_path: Path) -> None:
    begun(tmp_path / "real.sqs").workbook.close()
    app = open_app(tmp_path / "real.sqs", case="X-01", company=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, CaseworkScreen)


def test_after_a_kill_the_case_says_what_was_received(workbook: Path) -> None:
    command = sqs("open", workbook, "--case", "ALD-06")
    with Terminal(command, 100, 30) as terminal:
        terminal.wait_for("ALD-06")
        terminal.settle()
        terminal.press("1")
        assert "RR01 → Yes" in terminal.text
        terminal.kill()
    with Terminal(command, 100, 30) as terminal:
        terminal.wait_for("Last act received: ALD-06 RR01 Yes")


async def test_the_sample_begins_on_the_case_that_was_left(open_app: Open) -> None:
    """What is pressed next is about that case."""
    app = open_app(case="ALD-02")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        assert app.screen.pane.current == app.inspection.case_by_ref("ALD-02").id
        await pilot.press("enter", "]", "escape")
        assert app.screen.pane.current == app.inspection.case_by_ref("ALD-03").id
