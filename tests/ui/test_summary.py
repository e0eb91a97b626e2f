"""The summary: what stands behind a figure, why not, slices, what may be told in the room, and how firm it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import Alert
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.summary import summary
from sqs_tui.session.views import SLICE_KINDS, View, heading_of, sliced
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.common.confirm import ConfirmScreen
from sqs_tui.ui.summary.behind import BehindScreen
from sqs_tui.ui.summary.feedback import FeedbackScreen
from sqs_tui.ui.summary.screen import SummaryScreen
from sqs_tui.ui.summary.why_not import WhyNotScreen
from tests.session.stories import YOUTH, begun, recounted
from tests.ui.conftest import known, text_of
from tests.ui.test_sample import line_with, repaints

Open = Callable[..., SqsApp]


def shown(app: SqsApp) -> SummaryScreen:
    assert isinstance(app.screen, SummaryScreen)
    return app.screen


def colleague(workbook: Path, *acts: tuple[str, str, Verdict]) -> None:
    """Somebody else scores."""
    with Workbook.open(workbook, author="ben") as book:
        inspection = Inspection(book)
        for case, criterion, verdict in acts:
            inspection.answer(case, criterion, verdict)


# The same figures everywhere


@pytest.mark.parametrize("slices", [(), (("order", "DTO"),), (("order", "RO"), ("order", "YRO"), ("gender", "F"))])
async def test_the_screen_says_what_the_command_says(open_app: Open, slices: tuple[tuple[str, str], ...]) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        view = View(tuple(sliced(app.inspection, *one) for one in slices))
        await pilot.press("M")
        shown(app)._slice(view)
        found = summary(app.inspection, view=view)
        told = {}
        for row in shown(app).list._items:
            told[row.kind, row.name] = (row.proportion.met, row.proportion.relevant, row.provisional, *row.counts)
        for section in found["sections"]:
            figure = (section["met"], section["relevant"], section["provisional"])
            assert told["section", section["id"]][:3] == figure
        names = ("met", "relevant", "provisional", "not_applicable", "cannot_judge", "parked", "blank")
        for kind, name in (("criterion", "criteria"), ("interview", "interviews")):
            for one in found[name]:
                assert told[kind, one["id"]] == tuple(one[part] for part in names)


async def test_a_section_says_how_many_judgements_are_in_neither_number(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M")
        rows = {row.name: row for row in shown(app).list._items}
        scored = [one.id for one in app.inspection.catalogue.scored["1"]]
        assert rows["1"].counts == tuple(sum(rows[id].counts[place] for id in scored) for place in range(4))
        assert rows["1"].proportion.relevant + sum(rows["1"].counts) == 14 * len(scored)


# Behind a figure, and back


async def test_a_figure_opens_its_cases_and_back_is_the_same_place(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", *["j"] * 8, "enter")
        assert isinstance(app.screen, BehindScreen)
        assert "Head of year described two terms" in text_of(app)  # Its evidence, without another key.
        await pilot.press("j", "enter")
        assert isinstance(app.screen, CaseworkScreen)
        assert app.screen.place == ("ALD-08", "RR08")
        await pilot.press("q")
        assert isinstance(app.screen, BehindScreen)
        assert app.screen.list.current == "ALD-08\nRR08"
        await pilot.press("q")
        assert shown(app).list.current.endswith("RR08")
        await pilot.press("q")
        assert isinstance(app.screen, SampleScreen)


async def test_called_from_a_case_it_leads_back_to_the_case(open_app: Open) -> None:
    app = open_app(case="ALD-12")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "M", "j", "enter", "enter")
        assert isinstance(app.screen, CaseworkScreen)
        await pilot.press("q", "q")
        assert isinstance(app.screen, SummaryScreen)
        await pilot.press("q")
        assert isinstance(app.screen, CaseworkScreen)
        await pilot.press("q")
        assert isinstance(app.screen, SampleScreen)


async def test_from_a_case_behind_a_figure_m_goes_to_the_summary_as_it_was(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "j", "j", "enter", "enter", "M")
        assert shown(app).list.current.endswith("RR02")


async def test_a_section_opens_its_judgements_case_by_case(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "enter")
        assert "No: 11 judgements, in 4 of 14 cases" in text_of(app)
        assert "RR12" in line_with(app, "Objectives too general")


async def test_all_that_was_put_down_can_be_read_in_full(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(60, 15)) as pilot:
        await pilot.press("M", *["j"] * 8, "enter", "r")
        assert "Evidence: Head of year described" in text_of(app)


async def test_the_cases_behind_a_figure_move_with_it(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", *["j"] * 8, "enter")
        assert "Yes: 9 of 14 cases" in text_of(app)
        current = app.screen.list.current  # type: ignore[attr-defined]
        colleague(workbook, ("ALD-06", "RR08", Verdict.NO))
        app._refresh()
        await pilot.pause()
        assert "No: 4 of 14 cases" in text_of(app)
        assert "ALD-06" in text_of(app)
        assert app.screen.list.current == current  # type: ignore[attr-defined]


async def test_what_case_managers_said_opens_to_nobody(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "end", "enter")
        assert isinstance(app.screen, SummaryScreen)
        assert "never opened to a person" in text_of(app)


# Why not


async def test_why_not_leads_from_a_factor_to_its_cases(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "w")
        assert isinstance(app.screen, WhyNotScreen)
        assert "No in 11 of 40 judgements, in 4 cases" in text_of(app)
        assert "3 of 11  in 2 cases" in line_with(app, "Safeguarding or vul")
        await pilot.press("enter")
        assert "No: 3 judgements, in 2 of 14 cases" in text_of(app)


async def test_why_not_moves_with_every_factor_marked(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", *["j"] * 8, "w")
        assert "No in 3 of 12 relevant cases" in text_of(app)
        with Workbook.open(workbook, author="ben") as book:
            other = Inspection(book)
            other.answer("ALD-06", "RR08", Verdict.NO)
            other.mark_factors("ALD-06", "RR08", ["vulnerability"])
        app._refresh()
        await pilot.pause()
        assert "No in 4 of 13 relevant cases" in text_of(app)
        assert "3 of 4" in line_with(app, "Safeguarding")


async def test_where_no_factors_are_asked_for_that_is_said(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "j", "w")  # A gate.
        assert "No in 4 of 12 relevant cases" in text_of(app)
        assert "No factors are asked for here" in text_of(app)


# Slices


async def test_a_slice_is_named_over_the_figures_and_a_small_one_marked(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "F", "j", "j", "enter")
        assert "3 of 14 cases ° small base: Detention and training order" in text_of(app)
        await pilot.press("F", "0")
        assert "14 cases counted" in text_of(app)


async def test_no_slice_is_by_case_manager(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("M", "F")
        headings = ("How far", "Order", "Phase", "Gender", "Ethnicity", "Care status", "Inspector")
        assert tuple(map(heading_of, SLICE_KINDS)) == headings
        assert all(heading in text_of(app) for heading in headings)
        assert "CM-" not in text_of(app)


async def test_a_case_that_is_complete_no_more_leaves_the_slice_of_complete_ones(
    open_app: Open, workbook: Path
) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "F", "enter")
        assert "9 of 14 cases: complete" in text_of(app)
        with Workbook.open(workbook, author="ben") as book:
            Inspection(book).park("ALD-01", "RR06")
        app._refresh()
        await pilot.pause()
        assert "8 of 14 cases: complete" in text_of(app)
        assert "8/8  100%" in line_with(app, "RR06")


# Live


async def test_acts_repaint_the_rows_they_move_and_no_list_is_filled_again(
    open_app: Open, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M")
        painted = repaints(app.screen.list)  # type: ignore[attr-defined]
        monkeypatch.setattr(type(shown(app).list), "set_items", lambda *_: pytest.fail("filled again"))
        monkeypatch.setattr(shown(app).figures, "recount", lambda: pytest.fail("counted again"))
        colleague(workbook, ("ALD-06", "RR08", Verdict.YES))
        app._refresh()
        await pilot.pause()
        assert sorted(painted) == [0, 8]  # The section, and the criterion.
        assert shown(app).figures.tally() == recounted(app.inspection)


async def test_a_particular_changed_elsewhere_moves_the_case_between_slices(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "F", "j", "j", "enter")
        with Workbook.open(workbook, author="ben") as book:
            Inspection(book).change_case("ALD-01", {"order": "DTO"})
        app._refresh()
        await pilot.pause()
        assert "4 of 14 cases" in text_of(app)


async def test_what_was_scored_over_it_is_there_on_coming_back(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", *["j"] * 6, "enter")
        case = app.screen.list.current.partition("\n")[0]  # type: ignore[attr-defined]
        await pilot.press("enter", "4", "q")
        assert "Cannot be judged: 1 of 14 cases" in text_of(app)
        await pilot.press("q")
        assert line_with(app, "RR06").split()[-2:] == ["1", "2"]
        assert app.inspection.cases[case].answer("RR06").verdict is Verdict.UNKNOWN


# Feedback


async def test_feedback_is_words_and_counts_and_leads_nowhere(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("M", "v")
        assert isinstance(app.screen, FeedbackScreen)
        text = text_of(app)
        assert "9 of 14 cases read" in text
        assert line_with(app, "PSR good enough").split() == ["PSR", "good", "enough", "two-thirds", "4", "of", "6"]
        assert "INVENTED CASES" in text
        assert not any(sign in text for sign in ("%", "ALD-", "CM-", "ALERT"))
        await pilot.press("enter", "F", "w", "j")
        assert isinstance(app.screen, FeedbackScreen)
        await pilot.press("colon")  # Nor does the palette.
        assert "Go to c" not in text_of(app)


async def test_a_colleague_and_an_alert_do_not_show_in_the_feedback(open_app: Open, workbook: Path) -> None:
    app = open_app()
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("M", "v")
        colleague(workbook, ("ALD-01", "RR08", Verdict.NO))
        with Workbook.open(workbook, author="ben") as book:
            Inspection(book).raise_alert(Alert("", "ALD-01", "the child", "bruises"))
        app._refresh()
        await pilot.pause()
        text = text_of(app)
        assert "8 of 14 cases read" in text  # A No without its evidence: not read to the end.
        assert not any(sign in text for sign in ("%", "ALD-", "ben", "ALERT", "bruises"))


async def test_leaving_the_feedback_asks_once(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "v", "q")
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("n")
        assert isinstance(app.screen, FeedbackScreen)
        await pilot.press("q", "y")
        assert isinstance(app.screen, SummaryScreen)


# How firm


async def test_how_firm_a_figure_is_stands_under_it(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "j", "j", "f")
        text = text_of(app)
        assert "RR02 6/8 75%: range 41 to 93%. 2 open: all Yes 8/10 80%, all No 6/10 60%." in text
        assert "one more No  6/9 67% six of the nine – still true: the large majority" in text
        assert "95% range after Wilson" in text
        await pilot.press("k", "k")
        assert "of a criterion only" in text_of(app)
        await pilot.press("f")
        assert "a section gets no words" in text_of(app)


# The other catalogue


async def test_a_standard_opens_its_lowest_question(open_app: Open, tmp_path: Path) -> None:
    inspection = begun(tmp_path / "y.sqs", YOUTH, ("YRO",) * 10 + ("YC",))
    scored = inspection.catalogue.scored["AS"]
    for case in list(inspection.cases)[:10]:
        inspection.answer(case, scored[0].id, Verdict.YES)
        inspection.answer(case, scored[1].id, Verdict.NO)
    known(inspection)
    app = open_app(tmp_path / "y.sqs")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "enter")
        assert scored[1].title in text_of(app).splitlines()[0]
        assert "No: 10 of 10 cases" in text_of(app)  # The case out of court is in another group.


# Beside


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands beside does not wait for the cursor to rest."""
    monkeypatch.setattr("sqs_tui.ui.summary.screen.SummaryScreen._follow_cursor", SummaryScreen.show_beside)


async def test_where_there_is_room_the_cases_the_reasons_and_the_splits_stand_beside(
    open_app: Open, at_once: None
) -> None:
    app = open_app()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("M", *["j"] * 8)
        text = text_of(app)
        assert "✗ No: 3 of 14" in text
        assert "ALD-04  ALD-08  ALD-10" in text
        assert "2  Safeguarding and vulnerability" in text
        assert "3/3  100%°" in line_with(app, "  Custody  ")
        assert "CM-" not in text
        await pilot.press("end")
        assert "Why not" not in text_of(app)  # What case managers said leads to nobody.


async def test_what_stands_beside_moves_too(open_app: Open, workbook: Path, at_once: None) -> None:
    app = open_app()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("M", *["j"] * 8)
        colleague(workbook, ("ALD-06", "RR08", Verdict.NO))
        app._refresh()
        await pilot.pause()
        assert "ALD-04  ALD-06  ALD-08  ALD-10" in text_of(app)


async def test_done_but_not_recorded_opens_its_cases_like_a_factor(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.inspection.mark_unrecorded("ALD-04", "RR08")
        await pilot.press("M", *["j"] * 8, "w")
        assert "1 of 3" in line_with(app, "Done, but not recorded")
        while "Done" not in app.screen.list.item(app.screen.list.current).title:  # type: ignore[attr-defined]
            await pilot.press("j")
        await pilot.press("enter")
        assert "No: 1 of 14 cases" in text_of(app)


async def test_what_stands_beside_waits_until_the_cursor_rests(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    shown_for: list[str] = []
    monkeypatch.setattr(SummaryScreen, "show_beside", lambda self: shown_for.append(self.list.current))
    monkeypatch.setattr("sqs_tui.ui.summary.screen.REST_SECONDS", 60)
    app = open_app()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("M")
        before = len(shown_for)
        await pilot.press("j", "j", "j")
        assert len(shown_for) == before
        assert shown(app)._resting is not None


# Stand-ins


async def test_one_key_counts_stand_ins_and_it_is_said_on_screen(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        manager = next(one.manager for one in app.inspection.interviews.values() if one.is_counted)
        app.inspection.set_interview_role(manager, "stand-in")
        await pilot.press("M", "end")
        held = sum(one.is_counted for one in app.inspection.interviews.values())
        relevant = {row.proportion.relevant for row in shown(app).list._items if row.kind == "interview"}
        assert f"Interviews: {held} of 8 case managers, 1 stand-in left out; they enter no section" in text_of(app)
        assert "Interviews: 1 stand-in left out; s counts them too." in text_of(app)
        await pilot.press("s")
        assert f"Interviews: {held} of 8 case managers, with 1 stand-in; they enter no section" in text_of(app)
        assert "Summary  interviews with 1 stand-in" in text_of(app).splitlines()[0]
        among = {row.proportion.relevant for row in shown(app).list._items if row.kind == "interview"}
        assert (relevant, among) == ({held}, {held + 1})
        await pilot.press("home", "end", "s")
        assert "Interviews: 1 stand-in left out" in text_of(app).splitlines()[-2]
        assert "interviews with" not in text_of(app)


async def test_where_nobody_stood_in_the_key_says_so(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "s")
        assert "No stand-in has answered" in text_of(app)
        assert not shown(app)._counts_stand_ins
