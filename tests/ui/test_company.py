"""Company mode: with the case manager beside the screen, this case alone is on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.casework.screen import CaseworkScreen
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]
OVERSIGHT = ("PP08", "PC07", "OM01")


async def test_nothing_but_this_case_is_on_the_screen(open_app: Open) -> None:
    app = open_app(case="ALD-04", company=True)
    async with app.run_test(size=(160, 50)):
        text = text_of(app)
        assert "ALD-04" in text
        assert not any(f"ALD-{n:02}" in text for n in range(1, 15) if n != 4)
        assert not [part for part in ("%", "All 14", "CM-") if part in text]


async def test_private_notes_and_entries_stay_hidden(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook) as book:
        inspection = Inspection(book)
        inspection.write_note("ALD-06", "RR01", "secret note")
        inspection.add_entry(Entry("", "ALD-06", "evidence", "secret entry", ("RR01",)))
        inspection.add_entry(Entry("", "ALD-06", "evidence", "open entry", ("RR01",), shareable=True))
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "secret" not in text_of(app)
        assert "open entry" in text_of(app)
        await pilot.press("c")
        assert "secret note" in text_of(app)


async def test_what_is_written_in_company_may_be_shown(open_app: Open) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", *"shown", "ctrl+s")
        assert app.inspection.entries_of("ALD-06", "RR01")[-1].shareable


async def test_alerts_and_other_cases_are_out_of_reach(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook) as book:
        Inspection(book).raise_alert(Alert("", "ALD-02", "the child", "seen"))
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("right_square_bracket", "C", "M", "I", "A", "z")
        assert isinstance(app.screen, CaseworkScreen)
        assert "ALERT" not in text_of(app)
        assert app.screen.pane.case_id == "ALD-06"
        await pilot.press("c")
        assert "1 ALERT" in text_of(app)


async def test_undo_in_company_stays_on_this_case(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook) as book:
        Inspection(book).answer("ALD-13", "RR01", Verdict.YES)
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("u")
        assert "ALD-13" not in text_of(app)
        assert app.inspection.cases["ALD-13"].answer("RR01").verdict is Verdict.YES


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("before", [("c",), ("w", "enter", "enter", "q", "y")], ids=["c", "after a walkthrough"])
async def test_the_hints_say_how_company_is_left(open_app: Open, width: int, before: tuple[str, ...]) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(width, 40)) as pilot:
        await pilot.press(*before)
        hints = text_of(app).splitlines()[-1]
        assert hints.startswith(" c leave company ")
        assert "Esc" not in hints
        await pilot.press("c")
        assert "leave company" not in text_of(app)


async def test_no_hint_calls_a_factors_letter_the_way_out(open_app: Open) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(140, 40)) as pilot:
        app.screen.pane.go("RR08")
        await pilot.press("n")
        assert app.screen.pane.is_picking
        assert "company" not in text_of(app).splitlines()[-1]


async def test_leaving_lands_on_this_case(open_app: Open) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "c")
        assert isinstance(app.screen, CaseworkScreen)
        assert app.screen.pane.current == "RR02"


async def test_the_screen_blanks_at_once_and_any_key_brings_it_back(open_app: Open) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B")
        assert text_of(app).strip() == ""
        await pilot.press("1")
        assert "ALD-06" in text_of(app)
        assert app.inspection.cases["ALD-06"].answer("RR01").verdict is None


async def test_the_details_with_other_peoples_codes_do_not_open_in_company(open_app: Open) -> None:
    app = open_app(case="ALD-12")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("c", "d")
        assert isinstance(app.screen, CaseworkScreen)


async def test_what_is_about_oversight_or_another_case_and_a_flag_stay_hidden(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook) as book:
        inspection = Inspection(book)
        inspection.flag("ALD-06", "RR01")
        inspection.add_entry(Entry("", "ALD-06", "evidence", "about oversight", ("RR01", "PP08"), shareable=True))
        inspection.add_entry(Entry("", "ALD-06", "evidence", "as in ald-04, sooner", ("RR01",), shareable=True))
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "about oversight" not in text_of(app)
        assert "sooner" not in text_of(app)
        row = next(line for line in text_of(app).splitlines() if "RR01 " in line)
        assert "*" not in row


async def test_the_to_do_list_names_no_lack_that_says_what_is_written(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook) as book:
        inspection = Inspection(book)
        for criterion in ("RR08", "PP01", "PP08"):
            inspection.answer("ALD-06", criterion, Verdict.NO)
        inspection.park("ALD-06", "RR12")
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("t")
        shown = text_of(app)
        assert "RR12" in shown
        assert "parked" in shown
        assert "RR09" in shown
        assert not [
            words for words in ("RR08", "without", "missing", "says why", "PP08", "PC07", "OM01") if words in shown
        ]


@pytest.fixture
def overseen(workbook: Path) -> Path:
    """What judges the manager's oversight is No or parked, with factors, notes, evidence and a flag."""
    with Workbook.open(workbook) as book:
        inspection = Inspection(book)
        for criterion in ("PP01", "PC01"):
            inspection.answer("ALD-06", criterion, Verdict.YES)
        for criterion in OVERSIGHT:
            inspection.answer("ALD-06", criterion, Verdict.NO)
            first = next(iter(inspection.catalogue.known[criterion].factor_titles))
            inspection.mark_factor("ALD-06", criterion, first, marked=True)
            inspection.write_note("ALD-06", criterion, "secret note")
            inspection.add_entry(Entry("", "ALD-06", "learning", "secret entry", (criterion,), shareable=True))
            inspection.flag("ALD-06", criterion)
        inspection.park("ALD-06", "OM01")
    return workbook


async def test_how_oversight_was_judged_is_nowhere_on_the_screen(open_app: Open, overseen: Path) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(140, 90)) as pilot:
        for criterion in OVERSIGHT:
            app.screen.pane.go(criterion)
            factors = app.inspection.catalogue.known[criterion].factor_titles.values()
            for key in ("", "enter", "h", "N", "asterisk", "f", "y", "p", "0"):
                await pilot.press(*([key] if key else []))
                await pilot.pause()
                shown = text_of(app)
                row = next(
                    (line for line in shown.splitlines() if f" {criterion} " in line and "not shown" in line), ""
                )
                assert row or key == "enter", (criterion, key)
                assert not re.search(r"[✗◐*]|No\b|parked", row), row
                assert "secret" not in shown
                assert not [title for title in factors if f"Factors: {title}" in shown]
                await pilot.press(*(["escape"] if key == "enter" else []))
        answers = app.inspection.cases["ALD-06"].answers
        assert answers["PP08"].verdict is Verdict.NO
        assert answers["OM01"].parked
        await pilot.press("c")
        assert "secret note" in text_of(app)


async def test_the_screen_is_the_same_however_oversight_was_judged(open_app: Open, overseen: Path) -> None:
    seen = set()
    for verdict in (Verdict.YES, Verdict.NO):
        with Workbook.open(overseen) as book:
            for criterion in OVERSIGHT:
                Inspection(book).answer("ALD-06", criterion, verdict)
        app = open_app(case="ALD-06", company=True)
        async with app.run_test(size=(140, 90)) as pilot:
            await pilot.pause()
            seen.add(re.sub("saved.*", "", text_of(app)))
    assert len(seen) == 1


async def test_what_judges_oversight_is_refused_and_passed_over_in_company(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook) as book:
        for criterion in ("PP01", "PC01"):
            Inspection(book).answer("ALD-06", criterion, Verdict.YES)
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 40)) as pilot:
        app.screen.pane.go("PP07")
        await pilot.press("y")
        assert app.screen.pane.current == "PC02"
        app.screen.pane.go("PP08")
        await pilot.press("y")
        assert "Oversight is neither shown nor answered here; c leaves company" in text_of(app)
        assert "PP08" not in app.inspection.cases["ALD-06"].answers


@pytest.mark.parametrize("key", ["u", "U"])
async def test_no_step_tells_in_company_how_oversight_was_judged(open_app: Open, overseen: Path, key: str) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press(*(["u"] if key == "U" else []), "c", key)
        assert "on this case" in text_of(app)
        assert "OM01 (" not in text_of(app)


async def test_the_top_bar_says_that_only_this_case_is_shown(open_app: Open) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "ALD-06  this case only" in text_of(app).splitlines()[0]
        await pilot.press("t")
        assert "this case only" in text_of(app).splitlines()[0]
        await pilot.press("escape", "c")
        assert "this case only" not in text_of(app)


async def test_the_list_of_entries_keeps_what_others_must_not_see_to_itself(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook, author="jane_smith") as book:
        inspection = Inspection(book)
        over = next(one.id for one in inspection.catalogue.criteria if one.oversight)
        inspection.add_entry(Entry("e-1", "ALD-06", "evidence", "Same plan as ALD-03", ("RR01",), shareable=True))
        inspection.add_entry(Entry("e-2", "ALD-06", "evidence", "Never countersigned", (over,), shareable=True))
        inspection.add_entry(Entry("e-3", "ALD-06", "evidence", "Kept visits", ("RR01",), shareable=True))
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("r")
        assert "Kept visits" in text_of(app)
        assert not re.search("ALD-03|countersigned", text_of(app))
        await pilot.press("enter")
        assert "Written by a colleague" in text_of(app)


async def test_what_is_wrong_with_a_colleagues_journal_waits_until_the_company_has_gone(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workbook, "warnings", ("jane_smith-1.jsonl went backwards",))
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(120, 30)) as pilot:
        app._refresh()
        await pilot.pause()
        assert "jane" not in text_of(app)
        await pilot.press("c")
        app._refresh()
        await pilot.pause()
        assert "jane_smith-1.jsonl went backwards" in text_of(app)


async def test_no_count_says_whether_the_oversight_was_judged(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        before = text_of(app)
        with Workbook.open(workbook, author="ben") as book:
            inspection = Inspection(book)
            for one in inspection.catalogue.criteria:
                if one.oversight:
                    inspection.answer("ALD-06", one.id, Verdict.YES)
        app._refresh()
        await pilot.pause()
        assert text_of(app) == before
