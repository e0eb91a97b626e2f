"""A fault in one act is told and kept, what is shown is made anew from disk, and the session goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual import events
from textual.widget import Widget

from sqs_tui import locations
from sqs_tui.ui import input_queue
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.casework.case_head import CaseHead
from sqs_tui.ui.casework.case_pane import CasePane
from sqs_tui.ui.common.note import NoteScreen
from sqs_tui.ui.help.screen import HelpScreen
from tests.ui.conftest import text_of
from tests.ui.test_input_queue import send

Open = Callable[..., SqsApp]


def fail(*_: object, **__: object) -> None:
    """What no widget of ours does."""
    child = "SECRET CHILD"
    raise ValueError(child)


#: Where a fault can be: what a key does, a message a widget sends, a screen that opens, a repaint, a timer.
PLACES: dict[str, tuple[type[Widget], str, Sequence[str]]] = {
    "act": (CasePane, "action_guidance", ("g", "2")),
    "screen that opens": (HelpScreen, "compose", ("?", "2")),
    "editor that opens": (NoteScreen, "on_mount", ("e", "2", "1", "t")),
    "drawing": (CaseHead, "show_case", ("1", "2")),
}


@pytest.mark.parametrize("place", PLACES)
async def test_a_fault_takes_the_keys_behind_it_and_the_session_goes_on(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, place: str, faults: list[str]
) -> None:
    widget, method, pressed = PLACES[place]
    app = open_app(case="ALD-06")
    async with app.run_test(size=(100, 30)):
        await app.at_rest()
        before = app.inspection.case_by_ref("ALD-06").answers
        working = getattr(widget, method)

        def fail_once(*arguments: object, **named: object) -> object:
            return fail() if not faults else working(*arguments, **named)

        monkeypatch.setattr(widget, method, fail_once)
        send(app, pressed)
        while not faults:
            await app.at_rest()
        await app.at_rest(painted=True)
        assert "A fault of this program" in text_of(app)
        assert "SECRET" not in text_of(app)
        after = app.inspection.case_by_ref("ALD-06").answers
        assert {id: one for id, one in after.items() if id != "RR01"} == {
            id: one for id, one in before.items() if id != "RR01"
        }
        send(app, ["1"])
        await app.at_rest(painted=True)
        assert "ALD-06" in text_of(app)
        assert app.inspection.case_by_ref("ALD-06").answers != before
    assert faults[0].startswith("ValueError")
    assert "SECRET" not in (locations.state_folder() / "faults.log").read_text()


async def test_what_a_fault_took_away_may_fail_once_more_before_it_ends(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, faults: list[str]
) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(100, 30)):
        await app.at_rest()
        working = CasePane.action_guidance

        def fail_now_and_later(pane: CasePane) -> None:
            if faults:
                return working(pane)
            left = pane.screen
            started = app.start_over

            async def start_and_fail() -> bool:
                has_started = await started()
                with left._context():
                    app._handle_exception(LookupError("of a screen that is gone"))
                return has_started

            monkeypatch.setattr(app, "start_over", start_and_fail)
            return fail()

        monkeypatch.setattr(CasePane, "action_guidance", fail_now_and_later)
        send(app, ["g"])
        while not faults:
            await app.at_rest()
        await app.at_rest(painted=True)
        send(app, ["1"])
        await app.at_rest(painted=True)
        assert app.inspection.case_by_ref("ALD-06").answers["RR01"].verdict
    assert [one.partition(" ")[0] for one in faults] == ["ValueError", "LookupError"]


async def test_a_fault_says_what_it_took_and_counts_no_mouse_that_only_moved(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, faults: list[str]
) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(140, 30)):
        await app.at_rest()
        with monkeypatch.context() as patch:
            patch.setattr(CasePane, "action_guidance", fail)
            send(app, ["g", "1", "2"])
            app.post_message(events.MouseMove(None, 5, 5, 0, 0, 0, False, False, False, 5, 5))
            app.post_message(events.Paste("what was said"))
            await app.at_rest(painted=True)
        assert "stopped the last key, and 2 keys and 1 paste behind it." in text_of(app)
    assert faults


async def test_a_fault_beside_a_case_manager_shows_no_other_case(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, faults: list[str]
) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(100, 30)):
        await app.at_rest()
        with monkeypatch.context() as patch:
            patch.setattr(CasePane, "action_guidance", fail)
            send(app, ["g"])
            await app.at_rest(painted=True)
        assert "A fault of this program" in text_of(app)
        assert "faults.log" not in text_of(app)
        assert app.in_company
        assert "ALD-05" not in text_of(app)
        assert "ALD-07" not in text_of(app)


async def test_a_fault_that_comes_back_at_once_ends_it(
    open_app: Open, workbook: Path, monkeypatch: pytest.MonkeyPatch, faults: list[str]
) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(100, 30)) as pilot:
        await app.at_rest()
        monkeypatch.setattr(CaseHead, "show_case", fail)
        send(app, ["1"])
        while app.is_running:
            await pilot.pause()
        assert isinstance(app._exception, ValueError)
        app._exception = None
    assert app.return_code == 1
    assert len(faults) > 1


async def test_an_act_that_never_ends_keeps_no_later_key_waiting(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, faults: list[str]
) -> None:
    async def wait_for_ever(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(input_queue, "MOST_PAUSES", 200)
    app = open_app(case="ALD-06")
    async with app.run_test(size=(100, 30)):
        await app.at_rest()
        with monkeypatch.context() as patch:
            patch.setattr(HelpScreen, "on_mount", wait_for_ever)
            send(app, ["?", "2"])
            while not faults:
                await asyncio.sleep(0.001)
        await app.at_rest(painted=True)
        send(app, ["1"])
        await app.at_rest(painted=True)
        assert app.inspection.case_by_ref("ALD-06").answer("RR01").verdict == "Y"
