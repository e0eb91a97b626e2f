"""Scoring a case from the keyboard: one key is one judgement, and it is on disk when it is on screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from string import ascii_letters

import pytest

from sqs_tui.domain.case import Stage, Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.next_open import open_after
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui import keys
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.signing.board import BoardScreen
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines
from tests.quiet import until
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]


def on_disk(workbook: Path, ref: str, criterion: str) -> str:
    with Workbook.open(workbook, read_only=True) as book:
        inspection = Inspection(book)
        case = inspection.case_by_ref(ref)
        assert case is not None
        verdict = case.answer(criterion).verdict
        return verdict.value if verdict else ""


def casework(app: SqsApp) -> CaseworkScreen:
    assert isinstance(app.screen, CaseworkScreen)
    return app.screen


def line(app: SqsApp, kind: type) -> str:
    return "".join(text for text, _ in app.screen.query_one(kind).rows[0])


async def test_a_key_scores_moves_on_and_is_on_disk_at_once(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        assert on_disk(workbook, "ALD-06", "RR01") == "Y"
        assert casework(app).pane.current == "RR02"
        assert line(app, EchoLine) == " RR01 → Yes, u undoes"


async def test_a_burst_lands_in_order(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "1", "1", "2")
        assert [on_disk(workbook, "ALD-06", one) for one in ("RR01", "RR06", "RR07", "RR08")] == ["N", "Y", "Y", "N"]


async def test_what_comes_behind_a_held_key_is_not_scored_in_the_wrong_place(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06", clock=lambda: 1.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "1", "1", "2")
        assert [on_disk(workbook, "ALD-06", one) for one in ("RR01", "RR06", "RR07", "RR08")] == ["N", "Y", "", ""]
        assert "Yes, No came at once" in line(app, EchoLine)


async def test_a_held_key_scores_once_and_says_so(open_app: Open, workbook: Path) -> None:
    times = iter([1.0, 1.05, 1.10, 2.0])
    app = open_app(case="ALD-06", clock=lambda: next(times))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "1", "1")
        assert on_disk(workbook, "ALD-06", "RR02") == ""
        assert "not scored" in line(app, EchoLine)
        await pilot.press("1")
        assert on_disk(workbook, "ALD-06", "RR02") == "Y"


async def test_figures_move_with_the_key(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        strip = app.screen.query_one("#strips", Lines)
        before = strip.rows
        await pilot.press("1", "1")
        assert strip.rows != before
        assert "30/41" in "".join(text for text, _ in strip.rows[1])


async def test_closing_a_gate_says_how_many_it_closed_and_undo_brings_them_back(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        assert "closes 6 criteria" in line(app, EchoLine)
        assert "n/a RR01" in text_of(app)
        await pilot.press("u")
        assert "n/a RR01" not in text_of(app)
        assert casework(app).pane.current == "RR01"


async def test_a_closed_criterion_takes_no_verdict_and_names_what_closed_it(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "home", "j", "1")
        assert "closed by RR01" in line(app, EchoLine)
        assert on_disk(workbook, "ALD-06", "RR02") == ""
        await pilot.press("enter")
        assert casework(app).pane.current == "RR01"


async def test_parking_keeps_the_verdict_out_of_the_figures(open_app: Open) -> None:
    app = open_app(case="ALD-01")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("home", "j", "p")
        assert "parked (Yes)" in text_of(app)
        assert app.inspection.own_tally("ALD-01").section("1").provisional


async def test_no_offers_factors_and_letters_mark_them(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "2", "b", "d")
        answer = app.inspection.cases["ALD-06"].answer("RR02")
        assert (answer.verdict, len(answer.factors)) == (Verdict.NO, 2)


async def test_a_digit_in_the_picker_scores_the_next_criterion_and_closes_it(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "2", "1")
        assert on_disk(workbook, "ALD-06", "RR03") == "Y"
        assert not casework(app).pane.is_picking


def hints(app: SqsApp) -> str:
    return "".join(text for text, _ in app.screen.query_one(HintBar).rows[0])


async def test_while_factors_are_offered_every_letter_is_theirs_and_only_their_keys_are_named(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("1", "2")
        assert hints(app).split("  ") == [" Enter done", "? help", ""]
        screen, current = app.screen, casework(app).pane.current
        beside = keys.letters_beside_factors()
        assert beside == {*"ejkqu", "N", "U"}
        for letter in sorted({*ascii_letters, "é"} - beside):
            await pilot.press(letter)
            assert (app.screen, casework(app).pane.current, casework(app).pane.is_picking) == (screen, current, True)
        assert line(app, EchoLine) == " é marks nothing here; Enter closes the factors"
        offered = app.inspection.catalogue.known["RR02"].factor_titles
        assert len(app.inspection.cases["ALD-06"].answer("RR02").factors) == len(offered)
        await pilot.press("enter")
        assert hints(app).startswith(" 1 Yes  2 No")


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "9", "0", "backspace", "j", "tab", "enter", "escape", "q"])
async def test_a_key_that_answers_or_moves_closes_the_factors(open_app: Open, key: str) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "2")
        assert casework(app).pane.is_picking
        await pilot.press(key)
        assert casework(app).pane.subject == casework(app).pane.current


async def test_a_no_without_factors_offers_none_and_says_nothing_of_them(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(140, 40)) as pilot:
        bare = next(one.id for one in app.inspection.catalogue.criteria if not one.factors)
        casework(app).pane.go(bare)
        await pilot.press("2")
        assert app.inspection.cases["ALD-06"].answer(bare).verdict is Verdict.NO
        assert not casework(app).pane.is_picking
        assert not casework(app).pane.has_class("-picking")
        assert "factors" not in text_of(app)


async def test_the_picker_names_what_digits_answer_and_only_what_can_be_done_beside_it(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("1", "2")
        assert "digits answer RR03, e writes, N not recorded" in text_of(app)
        await pilot.press("enter", "k", "f")
        assert "digits answer RR02, e writes, N not recorded" in text_of(app)


async def test_a_note_is_on_disk_when_the_editor_is_left(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", *"seen", "ctrl+s")
        assert app.inspection.cases["ALD-06"].answer("RR01").note == "seen"
        assert "saved" in line(app, TopBar)


async def test_one_entry_explains_several_criteria(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *"no review", "tab", "end", "space", *"pp06", "ctrl+s")
        entry = app.inspection.entries_of("ALD-06", "PP06")[-1]
        assert entry.criteria == ("RR01", "PP06")


async def test_a_long_stretch_of_typing_is_one_undo(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", *("word " * 10).replace(" ", "x"), "ctrl+s", "u")
        assert app.inspection.cases["ALD-06"].answer("RR01").note == ""


async def test_each_open_case_keeps_its_place(open_app: Open) -> None:
    app = open_app(case="ALD-01")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("home", "j", "j", "right_square_bracket", "home", "left_square_bracket")
        assert casework(app).pane.current == "RR03"
        await pilot.press("C", "enter")
        assert len(casework(app)._panes) >= 2


async def test_two_panes_stand_side_by_side_where_there_is_room(open_app: Open) -> None:
    app = open_app(case="ALD-01")
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("right_square_bracket", "vertical_line")
        assert "ALD-01  " in text_of(app)
        assert "ALD-02  " in text_of(app)
        await pilot.press("o", "x")
        assert len(casework(app)._panes) == 1


async def test_summary_stands_beside_at_140_columns_and_under_at_80(open_app: Open) -> None:
    app = open_app(case="ALD-01")
    async with app.run_test(size=(140, 40)) as pilot:
        assert app.screen.query_one("#beside").display
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not app.screen.query_one("#beside").display
        assert "This case" not in text_of(app)
        assert " All 14" in text_of(app)


async def test_a_tiny_terminal_says_what_it_needs(open_app: Open) -> None:
    app = open_app(case="ALD-01")
    async with app.run_test(size=(50, 12)):
        assert "60 columns" in text_of(app)


async def test_figures_of_all_cases_hide_at_a_key(open_app: Open) -> None:
    app = open_app(case="ALD-01")
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("z")
        assert "hidden" in text_of(app)
        assert "29/40" not in text_of(app)


async def test_a_colleagues_answer_shows_without_a_key(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        with Workbook.open(workbook, author="colleague") as other:
            Inspection(other).answer("ALD-06", "RR06", Verdict.YES)
        app._refresh()
        await pilot.pause()
        assert app.inspection.cases["ALD-06"].answer("RR06").verdict is Verdict.YES
        assert "colleague: ALD-06 RR06" in line(app, EchoLine)


async def test_a_full_disk_moves_nothing_and_says_so(open_app: Open, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    import errno
    import os

    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")

        def full(descriptor: int, raw: bytes) -> int:
            raise OSError(errno.ENOSPC, "full")

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            await pilot.press("1")
            assert app.inspection.cases["ALD-06"].answer("RR02").verdict is None
            assert "NOT SAVED" in line(app, TopBar)
        await pilot.press("1")
        assert "saved" in line(app, TopBar)
        assert app.inspection.cases["ALD-06"].answer("RR02").verdict is Verdict.YES


async def test_an_entry_of_ones_own_can_be_mended_and_taken_away(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *"wrong", "ctrl+s", "r", "end", "enter", *"er", "ctrl+s")
        assert app.inspection.entries_of("ALD-06", "RR01")[-1].text == "wronger"
        await pilot.press("enter", *["backspace"] * 7, "ctrl+s")
        assert not app.inspection.entries_of("ALD-06", "RR01")


async def test_undo_names_an_act_on_another_case_before_it_takes_it_back(open_app: Open, workbook: Path) -> None:
    with Workbook.open(workbook) as book:
        Inspection(book).answer("ALD-13", "RR01", Verdict.YES)
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("u")
        assert "elsewhere. Once more to undo: ALD-13 RR01" in line(app, EchoLine)
        assert on_disk(workbook, "ALD-13", "RR01") == "Y"
        await pilot.press("u")
        # It is seen first that no other comes with it, as from a held key.
        await until(pilot, lambda: on_disk(workbook, "ALD-13", "RR01") == "")


async def test_undo_passes_over_what_was_signed_elsewhere_and_says_so(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        app.inspection.write_note("ALD-01", "RR08", "seen in the file")
        app.inspection.put_stage("ALD-01", Stage.SIGNED)
        await pilot.press("u")
        assert "Undone: ALD-06 RR01 → blank; ALD-01 is signed and stays as it is" in line(app, EchoLine)
        assert on_disk(workbook, "ALD-06", "RR01") == ""


async def test_a_note_while_factors_are_offered_is_about_the_no_they_explain(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "2", "e", *"why", "ctrl+s")
        assert app.inspection.cases["ALD-06"].answer("RR02").note == "why"
        assert app.inspection.cases["ALD-06"].answer("RR02").factors == ()


async def test_factors_of_a_no_that_was_undone_are_offered_no_more(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-12")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        criterion = casework(app).pane.current
        await pilot.press("2")
        assert casework(app).pane.is_picking
        await pilot.press("u", "a")
        assert not casework(app).pane.is_picking
        assert app.inspection.cases["ALD-12"].answer(criterion).factors == ()


async def test_a_slow_finger_leaves_the_factors_on_offer(open_app: Open) -> None:
    times = iter([1.0, 2.0, 2.05])
    app = open_app(case="ALD-12", clock=lambda: next(times))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "2", "2")
        assert casework(app).pane.is_picking


async def test_a_flag_is_set_on_the_answer_whose_factors_are_offered(open_app: Open) -> None:
    app = open_app(case="ALD-12")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        criterion = casework(app).pane.current
        await pilot.press("2", "asterisk")
        assert app.inspection.cases["ALD-12"].answer(criterion).flag


async def test_a_case_a_colleague_takes_out_of_the_sample_closes_its_pane(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-12")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right_square_bracket")
        with Workbook.open(workbook, author="colleague") as book:
            Inspection(book).remove_case("ALD-12")
        app._refresh()
        await pilot.pause()
        assert [pane.case_id for pane in casework(app)._panes] == ["ALD-13"]


async def test_factors_a_colleague_marked_meanwhile_are_shown_and_kept(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-12")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        criterion = casework(app).pane.current
        await pilot.press("2")
        with Workbook.open(workbook, author="colleague") as book:
            inspection = Inspection(book)
            code = list(inspection.catalogue.known[criterion].factor_titles)[1]
            inspection.mark_factors("ALD-12", criterion, [code])
        app._refresh()
        await pilot.pause()
        await pilot.press("a")
        assert code in app.inspection.cases["ALD-12"].answer(criterion).factors
        assert len(app.inspection.cases["ALD-12"].answer(criterion).factors) == 2


async def test_after_a_window_too_small_the_keys_score_again(open_app: Open, workbook: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        for size in ((20, 5), (58, 24), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        await pilot.press("1")
        assert on_disk(workbook, "ALD-06", "RR01") == "Y"


async def test_what_was_written_in_an_editor_is_what_undo_is_offered_for(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("asterisk", "exclamation_mark", "x", "ctrl+s")
        await pilot.pause()
        assert "flagged" not in line(app, EchoLine)
        assert "u undoes" in line(app, EchoLine)


async def test_one_open_case_is_split_with_the_next_one_beside_it(open_app: Open) -> None:
    app = open_app(case="ALD-01")
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("vertical_line")
        assert [pane.case_id for pane in casework(app)._shown] == ["ALD-01", "ALD-02"]


@pytest.mark.parametrize("key", ["1", "y", "2", "9", "0", "backspace"])
async def test_a_key_that_scores_closes_a_criterion_in_full_and_scores_nothing(open_app: Open, key: str) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(app.screen, CaseworkScreen)
        assert "closed the text; nothing was scored, RR01 is as it was" in text_of(app)
        assert app.inspection.cases["ALD-06"].answer("RR01").verdict is None
        await pilot.press("1")
        assert app.inspection.cases["ALD-06"].answer("RR01").verdict == "Y"


async def test_the_question_digits_answer_next_stands_in_the_picker(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "2")
        said = app.inspection.catalogue.known["RR03"].question
        assert f"Next RR03: {said}" in " ".join(text_of(app).split())


async def test_a_whole_case_takes_hardly_more_keys_than_it_has_criteria(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    pressed = 0
    async with app.run_test(size=(80, 24)) as pilot:
        while open_after(app.inspection, "ALD-06"):
            await pilot.press("121134"[pressed % 6])
            pressed += 1
        asked = len(app.inspection.catalogue.criteria)
        answered = app.inspection.progress("ALD-06").answered
    assert answered > 25
    assert pressed <= 1.3 * answered < 1.3 * asked


@pytest.mark.parametrize(
    ("key", "wanted"), [("3", "RR02 → n/a, e says why"), ("9", "RR02 parked, e writes the question")]
)
async def test_the_words_an_answer_wants_go_to_it_though_the_cursor_went_on(
    open_app: Open, key: str, wanted: str
) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", key)
        assert wanted in line(app, EchoLine)
        await pilot.press("e", *"so", "ctrl+s")
        assert app.inspection.cases["ALD-06"].answer("RR02").note == "so"
        await pilot.press("e", *"here", "ctrl+s")
        assert app.inspection.cases["ALD-06"].answer("RR03").note == "here"


async def test_a_cursor_moved_by_hand_has_the_note_written_where_it_stands(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "3", "j", "e", *"so", "ctrl+s")
        assert app.inspection.cases["ALD-06"].answer("RR04").note == "so"


async def test_a_question_parked_without_words_is_asked_for_where_the_board_leads(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("9")
        app.show_case("ALD-06", "RR01")
        await pilot.press("b")
        assert isinstance(app.screen, BoardScreen)
        app.screen.choose("parked\nALD-06\nRR01\n\n\nALD-06\n")
        await pilot.pause()
        await pilot.pause()
        assert "RR01 is parked without a question; e writes it" in line(app, EchoLine)
