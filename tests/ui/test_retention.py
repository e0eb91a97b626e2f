"""An inspection kept past its last day says so when it is opened, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sqs_tui.cli import main
from sqs_tui.session.doctor import Host, examine
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from tests.ui.conftest import text_of


@pytest.mark.parametrize(("day", "is_told"), [("2017-05-31", True), ("2999-01-01", False), ("", False)])
async def test_opening_says_when_the_last_day_is_past(
    workbook: Path, open_app: Callable[..., SqsApp], day: str, is_told: bool
) -> None:
    assert main(["details", str(workbook), "--set", f"retention={day}"]) == 0
    app = open_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert ("To be kept until 2017-05-31 only, and that is past. What to do: sqs doctor" in text_of(app)) == is_told


async def test_beside_a_case_manager_nothing_is_said_of_it(workbook: Path, open_app: Callable[..., SqsApp]) -> None:
    assert main(["details", str(workbook), "--set", "retention=2017-05-31"]) == 0
    app = open_app(case="ALD-06", company=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "kept until" not in text_of(app)


def test_the_last_day_itself_is_not_past_and_the_doctor_says_what_to_do_after_it(workbook: Path) -> None:
    assert main(["details", str(workbook), "--set", "retention=2017-05-31"]) == 0
    assert "until 2017-05-31" in told(workbook, datetime(2017, 5, 31, 12, tzinfo=UTC))
    after = told(workbook, datetime(2017, 6, 1, 12, tzinfo=UTC))
    assert "that is past" in after
    assert "sqs erase" in after


def told(path: Path, now: datetime) -> str:
    return "\n".join(f"{one.said} {one.remedy}" for one in examine(path, Host(now=now)) if one.what == "retention")


@pytest.mark.parametrize("day", ["31/05/2017", "2017-02-30", "soon"])
def test_what_is_no_day_is_refused(workbook: Path, day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["details", str(workbook), "--set", f"retention={day}"]) == 2
    assert "retention is a date, as 2017-05-31" in capsys.readouterr().err


def test_a_day_that_another_program_wrote_wrongly_stops_nothing(workbook: Path) -> None:
    from sqs_tui.domain.case import Change

    with Workbook.open(workbook) as book:
        book.record([Change("details", "inspection", "retention", None, "\x1b[2J")], "import")
    assert "until" in told(workbook, datetime(2030, 1, 1, tzinfo=UTC))
