"""Alerts: put down as they are typed, never counted, never undone, closed only with a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from sqs_tui.domain.entry import Alert
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.entries.alerts import AlertScreen, AlertsScreen, ClosingScreen
from sqs_tui.ui.widgets.fields import TextField
from tests.quiet import until
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]


def alerts(workbook: Path) -> list[Alert]:
    """The alerts as another process finds them."""
    with Workbook.open(workbook, read_only=True) as book:
        return list(Inspection(book).alerts.values())


async def drawn(app: SqsApp, pilot: Pilot[Any], text: str) -> None:
    """Wait until a text is on screen."""
    await until(pilot, lambda: text in text_of(app))


def typed(text: str) -> list[str]:
    return ["space" if letter == " " else letter for letter in text]


async def test_from_a_case_one_key_begins_an_alert_and_says_to_ring(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AlertsScreen("ALD-01"))
        await drawn(app, pilot, "Who is at risk")
        assert isinstance(app.screen, AlertScreen)
        text = text_of(app)
        assert "This tool tells nobody: ring now" in text
        assert "01632 960001" in text
        assert alerts(workbook) == []
        await pilot.press(*typed("The child, and a younger one"))
        assert [alert.case for alert in alerts(workbook)] == ["ALD-01"]
        await pilot.press("tab", *typed("Bruises"), "enter", *typed("seen"), "tab", *typed("duty desk"), "escape")
        assert isinstance(app.screen, AlertsScreen)
        assert "! 1 ALERT" in text_of(app)
        assert "! OPEN" in text_of(app)
    (alert,) = alerts(workbook)
    assert (alert.seen, alert.told, alert.is_open) == ("Bruises\nseen", "duty desk", True)


async def test_an_alert_is_closed_with_a_reason_and_stays(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.inspection.raise_alert(Alert("a-1", "ALD-01", "The child", "Bruises"))
        app.push_screen(AlertsScreen("ALD-01"))
        await drawn(app, pilot, "OPEN")
        await pilot.press("x")
        assert isinstance(app.screen, ClosingScreen)
        await pilot.press("enter")
        assert "closed with a reason" in text_of(app)
        assert alerts(workbook)[0].is_open
        await pilot.press(*typed("Duty desk confirmed a visit"), "enter")
        assert isinstance(app.screen, AlertsScreen)
        text = text_of(app)
        assert "ALERT " not in text
        assert "closed" in text
        await pilot.press("x")
        assert "closed already" in text_of(app)
        await pilot.press("enter")
        assert "Duty desk confirmed a visit" in text_of(app)
        assert not app.screen.query(TextField)
        await pilot.press("z", "tab", "z", "escape", "delete", "u")
    (alert,) = alerts(workbook)
    assert (alert.seen, alert.closed_because) == ("Bruises", "Duty desk confirmed a visit")


async def test_no_key_takes_an_alert_back(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.inspection.raise_alert(Alert("a-1", "", "Somebody", "Something"))
        app.push_screen(AlertsScreen())
        await drawn(app, pilot, "ring now")
        await pilot.press("u", "delete", "backspace", "d")
        app.inspection.undo()
        assert [alert.id for alert in alerts(workbook)] == ["a-1"]


async def test_an_alert_names_a_case_of_the_sample_or_none(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AlertsScreen())
        await drawn(app, pilot, "ring now")
        await pilot.press("n", *typed("A sibling"), "shift+tab", *typed("nobody"), "tab")
        assert "No case is called nobody" in text_of(app)
        await pilot.press("shift+tab", "ctrl+u", *typed("ald-02"), "escape")
    assert [alert.case for alert in alerts(workbook)] == ["ALD-02"]


async def test_one_left_empty_is_not_put_down(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AlertsScreen())
        await drawn(app, pilot, "ring now")
        await pilot.press("n", "tab", "tab", "escape")
        assert "No alert has been put down" in text_of(app)
    assert alerts(workbook) == []


async def test_one_that_is_left_is_put_down_and_that_is_said(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AlertsScreen())
        await drawn(app, pilot, "ring now")
        await pilot.press("n", *typed("A sibling"), "escape")
        await drawn(app, pilot, "The alert is put down as it was typed; x closes it with a reason")
    assert [alert.who for alert in alerts(workbook)] == ["A sibling"]


async def test_hostile_text_in_an_alert_is_text(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(60, 15)) as pilot:
        hostile = "[/][red]\x1b[31m案" + "x" * 5000
        app.inspection.raise_alert(Alert("a-1", hostile, hostile, hostile, hostile, hostile, at=hostile))
        app.push_screen(AlertsScreen())
        await drawn(app, pilot, "ring now")
        assert "[/][red]" in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "[/][red]" in text_of(app)
        await pilot.press("escape", "x")
        assert "[/][red]" in text_of(app)


async def test_when_a_response_is_due_is_typed_as_it_is_said_and_overdue_has_a_word_and_a_shape(
    open_app: Open, workbook: Path
) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AlertsScreen("ALD-01"))
        await drawn(app, pilot, "Who is at risk")
        await pilot.press(*typed("The child"), "tab", "tab", "tab", "tab", *typed("soon"), "tab")
        assert "This is a day and a time" in text_of(app)
        await pilot.press("shift+tab", "ctrl+u", *typed("2016-05-24 16:00"), "escape")
        await drawn(app, pilot, "!! OVERDUE")
        assert "due 24 May" in text_of(app)
        assert "! 1 ALERT, 1 OVERDUE" in text_of(app)
    assert alerts(workbook)[0].due.startswith("2016-05-24T")


async def test_nothing_of_an_alert_is_seen_beside_a_case_manager(open_app: Open) -> None:
    app = open_app(case="ALD-01", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        app.settled(app.inspection.raise_alert(Alert("a-1", "ALD-01", "The child", "Bruises", due="2016-05-24T15:00")))
        for keys in ((), ("t",), ("escape", "r"), ("escape", "h"), ("escape", "A"), ("D",), ("b",)):
            await pilot.press(*keys)
            shown = text_of(app).casefold()
            assert "alert" not in shown
            assert "bruises" not in shown
