"""Several people at once: differences are told and settled, reasons are asked for, and who is here is seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from textual.pilot import Pilot

from sqs_tui.domain.case import Stage, Verdict
from sqs_tui.domain.entry import Alert
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.presence import Presence
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.case_form import CaseFormScreen
from sqs_tui.ui.cases.details import DetailsScreen
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.common.form import FormScreen
from sqs_tui.ui.common.reason import ReasonScreen
from sqs_tui.ui.differences.screen import DifferencesScreen, NewReferenceScreen
from sqs_tui.ui.entries.alerts import AlertScreen
from sqs_tui.ui.widgets.bars import TopBar
from sqs_tui.ui.widgets.fields import FieldRow
from tests.quiet import until
from tests.terminal import Terminal, sqs
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]
YES, NO = Verdict.YES, Verdict.NO


@pytest.fixture
def ben(workbook: Path) -> Iterator[Inspection]:
    """A colleague with a window of his own."""
    with Workbook.open(workbook, author="ben") as book:
        yield Inspection(book)


def top(app: SqsApp) -> str:
    return "".join(text for text, _ in app.screen.query_one(TopBar).rows[0])


def row(app: SqsApp, criterion: str) -> str:
    return next(line for line in text_of(app).splitlines() if f" {criterion} " in line) + " "


async def differ(app: SqsApp, pilot: Pilot[int], ben: Inspection, case: str = "ALD-06") -> None:
    """Ben answers No to what has just been answered Yes, not having seen it."""
    app.inspection.answer(case, "RR01", YES)
    ben.answer(case, "RR01", NO)
    await until(pilot, lambda: app.inspection.differing == 1)
    await pilot.pause()


async def test_a_difference_stands_in_the_top_bar_and_on_its_row(open_app: Open, ben: Inspection) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        assert "DIFFERENCE" not in top(app)
        await differ(app, pilot, ben)
        assert " 1 DIFFERENCE " in top(app)
        assert " D " in row(app, "RR01")
        assert " D " not in row(app, "RR02")
        await pilot.press("escape")
        assert " 1 DIFFERENCE " in top(app)


async def test_a_figure_people_differ_on_is_marked_while_it_is_on_screen_and_no_more_once_settled(
    open_app: Open, ben: Inspection
) -> None:
    """In the summary, where its rows stand already when a colleague's answer arrives, and under the cursor."""
    app = open_app(case="ALD-06")
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("M")
        assert "people differ" not in text_of(app)
        app.inspection.answer("ALD-06", "RR08", YES)
        ben.answer("ALD-06", "RR08", NO)
        await until(pilot, lambda: app.inspection.differing == 1)
        await until(pilot, lambda: "≠ people differ: 29 to 30 of 41" in text_of(app))
        assert row(app, "RR08").count("≠") == 1
        (difference,) = app.inspection.differences()
        outcome = app.inspection.settle(difference, 0, "Looked at it together.")
        app.settled(outcome)
        await until(pilot, lambda: "people differ" not in text_of(app))
        assert "≠" not in row(app, "RR08")


async def test_settling_shows_both_values_and_asks_for_a_reason(open_app: Open, ben: Inspection) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await differ(app, pilot, ben)
        await pilot.press("D")
        assert isinstance(app.screen, DifferencesScreen)
        text = text_of(app)
        assert all(part in text for part in ("ALD-06 RR01 verdict", "ben", "Yes", "No", "shown now"))
        said = [value.said for value in app.inspection.differences()[0].values]
        await pilot.press(*["j"] * said.index("Yes"), "enter")
        assert isinstance(app.screen, ReasonScreen)
        assert "ben: No" in text_of(app)
        await pilot.press(*"read together", "enter")
        assert isinstance(app.screen, DifferencesScreen)
        assert "Nobody disagrees." in text_of(app)
        assert app.inspection.cases["ALD-06"].answer("RR01").verdict is YES
        assert app.inspection.history("ALD-06", "RR01")[-1].why == "resolve: read together"
        await pilot.press("escape")
        assert "DIFFERENCE" not in top(app)
        assert " D " not in row(app, "RR01")
    ben.refresh()
    assert ben.differing == 0


async def test_esc_leaves_a_difference_as_it_was(open_app: Open, ben: Inspection) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await differ(app, pilot, ben)
        await pilot.press("f6", "enter", "escape")
        assert isinstance(app.screen, DifferencesScreen)
        assert app.inspection.differing == 1


async def test_a_difference_settled_elsewhere_goes_from_the_list(open_app: Open, ben: Inspection) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await differ(app, pilot, ben)
        await pilot.press("D")
        ben.refresh()
        ben.settle(ben.differences()[0], 0, "by phone")
        await until(pilot, lambda: "Nobody disagrees." in text_of(app))


async def test_a_difference_on_a_locked_case_is_settled_on_what_was_signed(open_app: Open, ben: Inspection) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        ann = app.inspection
        ann.answer("ALD-01", "RR08", NO)
        ann.answer("ALD-01", "RR08", YES)
        for stage in (Stage.SIGNED, Stage.LOCKED):
            ann.put_stage("ALD-01", stage)
        ben.answer("ALD-01", "RR08", NO)
        await until(pilot, lambda: ann.differing == 1)
        await pilot.press("D")
        assert "ALD-01 RR08 verdict  ALD-01 is locked." in text_of(app)
        assert "Yes" in next(line for line in text_of(app).splitlines() if "as signed" in line)
        said = [value.said for value in ann.differences()[0].values]
        await pilot.press("home", *["j"] * said.index("No"), "enter")
        assert isinstance(app.screen, DifferencesScreen)
        assert "ALD-01 is locked. Take the lock back first, or settle on what was signed." in text_of(app)
        await pilot.press("home", *["j"] * said.index("Yes"), "enter")
        assert "ALD-01 is locked. Why is ALD-01 RR08 verdict Yes?" in text_of(app)
        await pilot.press(*"read together", "enter")
        assert "ALD-01 RR08 verdict is Yes; ALD-01 is locked" in text_of(app)
        assert ann.signing("ALD-01").is_locked


async def test_differences_are_reached_from_the_sample(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("D")
        assert isinstance(app.screen, DifferencesScreen)
        assert "Nobody disagrees." in text_of(app)
        await pilot.press("escape")
        assert isinstance(app.screen, SampleScreen)


async def test_a_verdict_key_on_a_difference_asks_why_and_settles(open_app: Open, ben: Inspection) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await differ(app, pilot, ben)
        screen = app.screen
        assert isinstance(screen, CaseworkScreen)
        screen.pane.go("RR01")
        await pilot.press("1")
        assert isinstance(app.screen, ReasonScreen)
        await pilot.press("escape")
        assert app.inspection.differing == 1
        await pilot.press("1", *"the plan", "enter")
        assert app.inspection.differing == 0
        assert app.inspection.cases["ALD-06"].answer("RR01").verdict is YES
        assert screen.pane.current == "RR02"
        assert "RR01 → Yes: settled" in text_of(app)
        assert "undoes" not in text_of(app)


async def test_in_company_no_difference_and_nobody_else_is_seen(
    open_app: Open, workbook: Path, ben: Inspection
) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(120, 40)) as pilot:
        Presence(workbook, "ben-x", "ben", "").say("ALD-06", "RR01")
        await differ(app, pilot, ben)
        app._refresh()
        await pilot.pause()
        assert "DIFFERENCE" not in text_of(app)
        assert "ben" not in text_of(app)
        assert " D " not in row(app, "RR01")
        await pilot.press("D")
        assert isinstance(app.screen, CaseworkScreen)
        app.screen.pane.go("RR01")
        await pilot.press("1")
        assert isinstance(app.screen, ReasonScreen)
        assert not [part for part in ("differ", "ben", "reads") if part in text_of(app)]
        await pilot.press(*"our secret", "enter", "home", "h")
        assert "our secret" not in text_of(app)
        assert "resolve" in text_of(app)


async def test_a_colleagues_verdict_is_not_changed_without_a_word(open_app: Open, ben: Inspection) -> None:
    ben.change_case("ALD-06", {"inspector": "Ben"})
    ben.answer("ALD-06", "RR01", YES)
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        app.inspection.set_inspector("Ann")
        screen = app.screen
        assert isinstance(screen, CaseworkScreen)
        for key in ("2", "0", "9"):
            screen.pane.go("RR01")
            await pilot.press(key)
            assert "Ben reads this case" in text_of(app)
            await pilot.press("escape")
            assert app.inspection.cases["ALD-06"].answer("RR01").verdict is YES
        await pilot.press("2", *"not so", "enter")
        assert app.inspection.cases["ALD-06"].answer("RR01").verdict is NO
        assert app.inspection.history("ALD-06", "RR01")[-1].why == "changed: not so"
        screen.pane.go("RR01")
        await pilot.press("h")
        assert "changed: not so" in text_of(app)


async def test_what_a_colleague_answered_asks_why_where_nobody_reads_the_case(open_app: Open, ben: Inspection) -> None:
    ben.change_case("ALD-06", {"inspector": ""})
    ben.answer("ALD-06", "RR01", YES)
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        app.inspection.set_inspector("Ann")
        app.screen.pane.go("RR01")  # type: ignore[attr-defined]
        await pilot.press("2")
        assert "ben answered this. Why is RR01 No, and not Yes?" in text_of(app)
        await pilot.press(*"not so", "enter", "u", "2")
        assert "answered this" in text_of(app)


async def test_parking_a_colleagues_verdict_takes_a_reason_and_goes_on(open_app: Open, ben: Inspection) -> None:
    ben.change_case("ALD-06", {"inspector": "Ben"})
    ben.answer("ALD-06", "RR01", YES)
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        app.inspection.set_inspector("Ann")
        app.screen.pane.go("RR01")  # type: ignore[attr-defined]
        await pilot.press("9", *"to ask Ben", "enter")
        await pilot.pause()
        assert app.inspection.cases["ALD-06"].answer("RR01").parked
        assert app.screen.pane.current != "RR01"  # type: ignore[attr-defined]


async def test_who_else_is_here_is_seen_on_the_sample_and_on_the_same_case(open_app: Open, workbook: Path) -> None:
    ben = Presence(workbook, "ben-x", "ben", "")
    ben.say("ALD-06", "RR03")
    app = open_app()
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "with ben ALD-06" in top(app))
        app.show_case("ALD-06")
        await pilot.pause()
        await until(pilot, lambda: "with ben RR03" in top(app))
        app.show_case("ALD-07")
        await pilot.pause()
        assert "with" not in top(app)
        ben.close()
        await pilot.press("escape")
        await until(pilot, lambda: "with" not in top(app))


def test_while_a_colleague_sits_still_nothing_is_sent(workbook: Path) -> None:
    Presence(workbook, "ben-x", "ben", "").say("ALD-06", "RR03")
    with Terminal(sqs("open", workbook, "--case", "ALD-06"), 120, 30) as terminal:
        terminal.wait_for("with ben RR03")
        terminal.stir()
        sent = terminal.sent
        terminal.wait_quiet(1.2, timeout=1.2)
        assert terminal.sent == sent


async def test_my_own_second_window_is_called_mine(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(120, 30)) as pilot:
        other = Presence(workbook, "other", app.inspection.workbook.author, "")
        other.say("ALD-06", "RR03")
        await until(pilot, lambda: "with you elsewhere RR03" in top(app))


async def test_two_windows_of_one_person_both_write_and_both_see(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        with Workbook.open(workbook) as book:
            second = Inspection(book)
            await pilot.press("1")
            second.answer("ALD-06", "RR03", NO)
            second.refresh()
            assert second.cases["ALD-06"].answer("RR01").verdict is YES
            await until(pilot, lambda: "No" in row(app, "RR03"))
            assert second.workbook.author == app.inspection.workbook.author
            assert second.workbook.writer != app.inspection.workbook.writer
            assert app.inspection.differing == 0


async def test_my_own_window_is_told_to_others_and_goes_with_me(open_app: Open, workbook: Path) -> None:
    ben = Presence(workbook, "ben-x", "ben", "")
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: [(one.case, one.criterion) for one in ben.others()] == [("ALD-06", "RR01")])
    app.close_workbook()
    assert ben.others() == ()


async def test_what_a_colleague_scores_is_seen_without_a_key(open_app: Open, ben: Inspection) -> None:
    await seen_from(ben, open_app(case="ALD-06"), rounds=1)


@pytest.mark.long  # A machine with other work shows it later, and that says nothing of the program.
async def test_what_a_colleague_scores_is_seen_within_a_third_of_a_second(open_app: Open, ben: Inspection) -> None:
    assert median(await seen_from(ben, open_app(case="ALD-06"), rounds=4)) <= 0.3


async def seen_from(ben: Inspection, app: SqsApp, rounds: int) -> list[float]:
    """Let Ben score again and again; how long it took until each answer stood on the screen."""
    took = []
    async with app.run_test(size=(80, 24)) as pilot:
        for verdict in (NO, YES) * rounds:
            ben.answer("ALD-06", "RR01", verdict)
            begun = time.monotonic()
            await until(pilot, lambda verdict=verdict: f" {verdict.word} " in row(app, "RR01"))  # type: ignore[misc]
            took.append(time.monotonic() - begun)
    return took


# Forms


def field(app: SqsApp, name: str) -> FieldRow:
    return app.screen._rows[name]  # type: ignore[attr-defined, no-any-return]


async def show(app: SqsApp, pilot: Pilot[int], screen: FormScreen, name: str) -> FieldRow:
    app.push_screen(screen)
    await until(pilot, lambda: screen.focused is not None)
    screen.go(found := field(app, name))
    return found


def values(app: SqsApp) -> list[tuple[str, set[str]]]:
    return [(one.what, {value.said for value in one.values}) for one in app.inspection.differences()]


async def test_what_a_colleague_put_into_a_field_meanwhile_is_not_lost(open_app: Open, ben: Inspection) -> None:
    app = open_app()
    async with app.run_test(size=(120, 40)) as pilot:
        before = app.inspection.cases["ALD-06"].particular("inspector")
        await show(app, pilot, CaseFormScreen("ALD-06"), "inspector")
        await pilot.press("end", "x")
        ben.change_case("ALD-06", {"inspector": "Ben"})
        await until(pilot, lambda: "kept beside it" in text_of(app))
        await pilot.press("y", "escape")
        assert values(app) == [("ALD-06 inspector", {"Ben", f"{before}xy"})]
        assert app.inspection.cases["ALD-06"].particular("inspector") == f"{before}xy"


async def test_every_write_of_a_stretch_leaves_what_was_not_on_screen(open_app: Open, ben: Inspection) -> None:
    """The second write names the first, not the colleague's value that came between them."""
    app = open_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await show(app, pilot, DetailsScreen(), "addressee")
        await pilot.press("end", "x")
        ben.set_details({"addressee": "Board"})
        await until(pilot, lambda: "kept beside it" in text_of(app))
        await pilot.press(*"abcdefghijklmnopqrstuvwxyz")
        await pilot.press("escape")
        ((what, said),) = values(app)
        assert what == "inspection letter to"
        assert len(said) == 2
        assert "Board" in said
        assert any(one.endswith("xabcdefghijklmnopqrstuvwxyz") for one in said)


async def test_a_value_that_came_before_typing_is_typed_over(open_app: Open, ben: Inspection) -> None:
    app = open_app()
    async with app.run_test(size=(120, 40)) as pilot:
        row = await show(app, pilot, CaseFormScreen("ALD-06"), "inspector")
        ben.change_case("ALD-06", {"inspector": "Ben"})
        await until(pilot, lambda: row.text == "Ben")
        await pilot.press("end", "x", "escape")
        assert values(app) == []
        assert app.inspection.cases["ALD-06"].particular("inspector") == "Benx"


async def test_an_alert_two_people_write_at_once_keeps_both(open_app: Open, ben: Inspection) -> None:
    app = open_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.inspection.raise_alert(Alert("a-1", "ALD-06", "the child", "bruises"))
        ben.refresh()
        await show(app, pilot, AlertScreen("a-1"), "who")
        await pilot.press("end", "x")
        ben.raise_alert(replace(ben.alerts["a-1"], who="a sibling"))
        await until(pilot, lambda: "kept beside it" in text_of(app))
        await pilot.press("escape")
        assert values(app) == [("alert ALD-06 who", {"the childx", "a sibling"})]


async def test_typing_in_a_field_is_one_undo(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(120, 40)) as pilot:
        before = app.inspection.cases["ALD-06"].particular("inspector")
        await show(app, pilot, CaseFormScreen("ALD-06"), "inspector")
        await pilot.press("end", *"abcdefghijklmnopqrstuvwxyzabcdefghijkl", "escape")
        lines = [line for line in app.inspection.workbook.lines() if line.why == "particulars"]
        assert len(lines) > 1
        app.inspection.undo()
        assert app.inspection.cases["ALD-06"].particular("inspector") == before


async def test_two_cases_with_one_reference_are_settled_with_a_new_one(open_app: Open, ben: Inspection) -> None:
    app = open_app()
    async with app.run_test(size=(100, 24)) as pilot:
        app.inspection.add_case("NEW-1", {"order": "YRO"})
        ben.add_case("new-1", {"order": "RO"})
        await until(pilot, lambda: app.inspection.differing == 2)
        app.push_screen(DifferencesScreen(("new-1", ""), "cases\nnew-1\nref"))
        await until(pilot, lambda: "comes to the same" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, NewReferenceScreen))
        await pilot.press(*"NEW-2", "tab", *"two copies", "ctrl+s")
        await until(pilot, lambda: app.inspection.differing == 0)
        assert [app.inspection.cases[id].ref for id in ("NEW-1", "new-1")] == ["NEW-1", "NEW-2"]
