"""A key held down undoes two acts at most, and never answers for itself what was asked before going on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.ui.app import SqsApp
from tests.quiet import until
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]
HELD = 30


def repeating() -> Callable[[], float]:
    """When a held key comes: a press, its first repeat after half a second, and then thirty a second."""
    return (1.0 + (0.5 + number / 30 if number else 0.0) for number in count()).__next__


def answered(app: SqsApp, case: str, *criteria: str) -> None:
    for criterion in criteria:
        app.inspection.answer(case, criterion, Verdict.UNKNOWN)


def unjudged(app: SqsApp, case: str) -> int:
    return sum(answer.verdict is Verdict.UNKNOWN for answer in app.inspection.cases[case].answers.values())


@pytest.mark.parametrize("way", ["undo", "redo"])
async def test_a_held_key_never_passes_what_is_asked_once_more(open_app: Open, way: str) -> None:
    app = open_app(case="ALD-08", clock=repeating())
    async with app.run_test(size=(100, 30)) as pilot:
        answered(app, "ALD-07", "RR01", "RR02", "RR03")
        if way == "redo":
            for _ in range(3):
                app.inspection.undo()
        before = unjudged(app, "ALD-07")
        await pilot.press(*["u" if way == "undo" else "U"] * HELD)
        await until(pilot, lambda: f"28 × {way} came at once, as a held key does: not done" in text_of(app))
        assert unjudged(app, "ALD-07") == before


async def test_what_was_held_over_is_asked_again_and_a_press_answers_it(open_app: Open) -> None:
    times = iter([1.0, 1.5, 1.53, 3.0, 4.0])
    app = open_app(case="ALD-08", clock=lambda: next(times))
    async with app.run_test(size=(100, 30)) as pilot:
        answered(app, "ALD-07", "RR01")
        for said in ("Once more to undo", "", "came at once", "Once more to undo"):
            await pilot.press("u")
            assert said in text_of(app)
        assert unjudged(app, "ALD-07") == 1
        await pilot.press("u")
        await until(pilot, lambda: "Undone: ALD-07 RR01" in text_of(app))
        assert unjudged(app, "ALD-07") == 0


async def test_what_is_scored_right_after_an_answer_stays_and_is_not_taken_back_for_it(open_app: Open) -> None:
    times = iter([1.0, 3.0, 3.115])
    app = open_app(case="ALD-08", clock=lambda: next(times))
    async with app.run_test(size=(100, 30)) as pilot:
        answered(app, "ALD-07", "RR01")
        here = app._casework.place[1]
        await pilot.press("u", "u", "1")
        await pilot.pause(0.15)  # Whatever waits for a repeat has had its turn before: it waits a tenth of a second.
        assert app.inspection.cases["ALD-08"].answer(here).verdict is Verdict.YES
        assert unjudged(app, "ALD-07") == 1


@pytest.mark.parametrize(("opened", "case"), [({}, "ALD-08"), ({"case": "ALD-08"}, "ALD-08")])
async def test_a_held_key_does_not_run_through_the_sample_or_a_case(
    open_app: Open, opened: dict[str, str], case: str
) -> None:
    app = open_app(clock=repeating(), **opened)
    async with app.run_test(size=(100, 30)) as pilot:
        answered(app, case, "RR01", "RR02", "RR03", "RR04", "RR05", "RR06")
        before = unjudged(app, case)
        await pilot.press(*["u"] * HELD)
        assert unjudged(app, case) == before - 2
        assert "28 × undo came at once" in text_of(app)


@pytest.mark.parametrize("screen", ["I", "L"], ids=["an interview", "the letter"])
async def test_a_held_key_does_not_run_through_an_interview_or_the_letter(open_app: Open, screen: str) -> None:
    app = open_app(clock=repeating())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(screen)
        if screen == "I":
            await pilot.press("enter")
        await pilot.press(*["u"] * HELD)
        await pilot.pause()
        assert "28 × undo came at once, as a held key does: not done" in text_of(app)


async def test_a_held_key_does_not_take_a_walkthrough_back(open_app: Open) -> None:
    app = open_app(case="ALD-06", clock=repeating())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("w", "enter", *["u"] * HELD)
        await pilot.pause()
        assert "× undo came at once, as a held key does: not done" in text_of(app)
