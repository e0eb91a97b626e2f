"""Keys that arrive together act as if they were typed slowly: in order, each on what the one before has opened."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Input, TextArea

from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui import keys
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.shell import Shell
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]

#: Keys that lead to a screen from an open case.
WAYS = {
    "case": (),
    "note": ("e",),
    "evidence": ("E",),
    "guidance": ("enter",),
    "history": ("h",),
    "to-do": ("t",),
    "entries": ("r",),
    "records": ("s",),
    "sign-off": ("S",),
    "board": ("b",),
    "details": ("d",),
    "alerts": ("A",),
    "find": ("/",),
    "company": ("c",),
    "walkthrough": ("w",),
    "sample": ("C",),
    "filter": ("C", "F"),
    "new case": ("C", "n"),
    "inspection": ("C", "i"),
    "area notes": ("C", "e"),
    "summary": ("M",),
    "why not": ("M", "w"),
    "interviews": ("I",),
    "letter": ("L",),
    "words": ("L", "enter"),
    "differences": ("D",),
    "help": ("?",),
    "palette": (":",),
    "factors": ("2",),
}
#: Keys whose meaning rests on when they come, or that end the program.
LEFT_OUT = {"ctrl+q", "f12"}


def key_event(key: str) -> events.Key:
    """A key as the terminal's reader makes it."""
    mark = keys.BY_MARK.get(key, key)
    if len(mark) == 1 and not mark.isalnum():
        return events.Key(_character_to_key(mark), mark)
    return events.Key(mark, " " if mark == "space" else mark if len(mark) == 1 else None)


def send(app: App[int], pressed: Sequence[str]) -> None:
    """Deliver keys as one packet does."""
    for key in pressed:
        app.post_message(key_event(key))


def state(app: SqsApp, workbook: Path) -> tuple[str, dict[str, object], list[tuple[str, str]]]:
    """What the screen shows, times left out, and what is on disk."""
    with Workbook.open(workbook, read_only=True) as book:
        inspection = Inspection(book)
        cases = {case.ref: (case.answers, case.particulars, case.status) for case in inspection.cases.values()}
        entries = sorted((entry.kind, entry.text) for entry in inspection.entries.values())
    return re.sub(r"\d\d:\d\d(:\d\d)?", "", text_of(app)), cases, entries


def burst(way: str, seed: int) -> list[str]:
    """Keys to a screen, and behind them six that mean something somewhere."""
    every = sorted({key for one in keys.KEYS for key in one.keys.split(",")} - LEFT_OUT)
    chosen = random.Random(f"{way} {seed}").choices(every, k=6)
    return [*WAYS[way], *chosen]


async def differing_burst(open_app: Open, workbook: Path, folder: Path, way: str, seed: int) -> list[str]:
    """The keys of a burst that comes to something else together than slowly; none where it does not."""
    twin = Path(shutil.copytree(workbook, folder / f"{seed}" / workbook.name))
    other = Path(shutil.copytree(workbook, folder / f"{seed}-slow" / workbook.name))
    pressed = burst(way, seed)
    results = []
    for path, packets in ((twin, [pressed]), (other, [[key] for key in pressed])):
        app = open_app(path, case="ALD-06")
        async with app.run_test(size=(100, 30)):
            await app.at_rest(painted=True)
            for packet in packets:
                send(app, packet)
                await app.at_rest(painted=True)
            results.append(state(app, path) if app.is_running else "ended")
    return pressed if results[0] != results[1] else []


#: The screens of which the suite tries one burst; the soak tries many of every one.
TRIED = ("note", "details", "find", "walkthrough", "filter", "new case", "interviews", "words", "palette", "factors")


@pytest.mark.parametrize("way", TRIED)
async def test_a_packet_of_keys_acts_as_if_typed_slowly(
    open_app: Open, workbook: Path, tmp_path: Path, way: str
) -> None:
    assert not await differing_burst(open_app, workbook, tmp_path, way, 0)


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
async def test_forty_packets_of_keys_act_as_if_typed_slowly(
    open_app: Open, workbook: Path, tmp_path: Path, way: str
) -> None:
    assert not [keys for seed in range(40) if (keys := await differing_burst(open_app, workbook, tmp_path, way, seed))]


async def test_a_verdict_behind_the_key_that_opens_a_case_scores_that_case(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)):
        await app.at_rest()
        case = app.screen.pane.current  # type: ignore[attr-defined]
        send(app, ["enter", "1"])
        await app.at_rest(painted=True)
        assert app.inspection.cases[case].answer("RR01").verdict == "Y"


async def test_everything_behind_the_key_that_opens_an_editor_belongs_to_it(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)):
        await app.at_rest()
        before = app.inspection.case_by_ref("ALD-06")
        send(app, ["e", *"text 123 yn", "escape"])
        await app.at_rest(painted=True)
        after = app.inspection.case_by_ref("ALD-06")
        assert after.answer("RR01").note == "text 123 yn"
        assert {id: answer.verdict for id, answer in after.answers.items() if id != "RR01"} == {
            id: answer.verdict for id, answer in before.answers.items() if id != "RR01"
        }


#: Ways from the sample to a field of every kind, with keys that empty it where something stands there.
FIELDS = {
    "note": ("enter", "e"),
    "entry": ("enter", "+"),
    "area note": ("e", "n"),
    "reference": ("n",),
    "palette": (":",),
    "find": ("/",),
    "search in a list": ("?", "/"),
    "inspection": ("i",),
    "correction": ("R",),
}


def typed_text(app: SqsApp) -> str:
    """What stands in the field that has the keys."""
    focused = app.screen.focused
    assert isinstance(focused, Input | TextArea), app.screen
    return focused.value if isinstance(focused, Input) else focused.text


@pytest.mark.parametrize("way", FIELDS)
@pytest.mark.parametrize("gap", [0.0, *(pytest.param(gap, marks=pytest.mark.long) for gap in (0.002, 0.005, 0.02))])
async def test_no_letter_overtakes_another_key_in_a_field(open_app: Open, way: str, gap: float) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)):
        send(app, FIELDS[way])
        await app.at_rest()
        start = typed_text(app)
        for key in [*"hello world", *["backspace"] * 5, *"there", "left", "left", "X", "home", "Y", "end", "Z"]:
            send(app, [key])
            await asyncio.sleep(gap)
        await app.at_rest()
        assert typed_text(app) in (f"Y{start}hello theXreZ", f"{start}Yhello theXreZ")


def test_textual_still_has_what_the_queue_rests_on() -> None:
    pump = MessagePump()
    assert {"_closed", "_next_callbacks"} <= vars(pump).keys()
    assert {"_callbacks", "_layout_required", "_scroll_required", "_repaint_required", "_dirty_widgets"} <= vars(
        Screen()
    ).keys() | vars(Screen).keys()
    assert not pump._message_queue.ready_event._waiters
    assert hasattr(Shell(), "_nodes")
