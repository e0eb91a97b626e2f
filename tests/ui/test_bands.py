"""Bands and points of a local audit: marked wherever they rest on little, and never told of another group's cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.percent import Proportion
from sqs_tui.session.inspection import Inspection
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.common.figure_text import figures, total_line
from sqs_tui.ui.symbols import ASCII, UNICODE
from sqs_tui.ui.widgets.figures import Figure, FiguresPanel, figure_row, strip_row
from tests.quiet import until
from tests.session.stories import YOUTH, begun
from tests.ui.conftest import known, text_of

Open = Callable[..., SqsApp]


def rated(folder: Path, cases: int = 10) -> Inspection:
    """An audit of court cases and one out of court, every key question Yes but for one in half of them."""
    inspection = begun(folder, YOUTH, ("YRO",) * cases + ("YC",))
    for case in inspection.cases:
        for section in inspection.catalogue.scored.values():
            for criterion in section:
                inspection.answer(case, criterion.id, Verdict.YES)
    for number in range(1, cases // 2 + 1):
        inspection.answer(f"X-{number:02}", inspection.catalogue.scored["PL"][1].id, Verdict.NO)
    return inspection


def test_points_are_told_of_their_own_group_only_and_carry_its_marks(tmp_path: Path) -> None:
    inspection = rated(tmp_path / "y.sqs")
    ranges = inspection.ranges("court")
    assert total_line(ranges, "court", UNICODE) == "Indicative local total: 10 of 12, Good~"
    assert total_line(ranges, "court", ASCII).endswith("Good~")
    assert total_line(ranges, "ooc", UNICODE) == ""


def test_a_band_carries_the_marks_of_its_figure(tmp_path: Path) -> None:
    planning = figures(rated(tmp_path / "y.sqs").ranges("court"))[1]
    assert planning.said(UNICODE).startswith("Requires improvement~, near a boundary, lowest is planning: ")


def test_a_key_question_without_a_case_is_said(tmp_path: Path) -> None:
    inspection = begun(tmp_path / "y.sqs", YOUTH, ("YRO",) * 10)
    for case in inspection.cases:
        inspection.answer(case, inspection.catalogue.scored["AS"][0].id, Verdict.YES)
    assert figures(inspection.ranges("court"))[0].said(UNICODE).endswith("; another has no case")


def test_nine_cases_have_no_band_and_no_total_and_it_is_said_why(tmp_path: Path) -> None:
    ranges = rated(tmp_path / "y.sqs", 9).ranges("court")
    every = figures(ranges)
    assert [figure.said(UNICODE) for figure in every] == ["no band: a key question has under 10 cases"] * 4
    assert [figure.proportion.compact() for figure in every] == ["27/27", "23/27", "27/27", "27/27"]
    assert total_line(ranges, "court", UNICODE) == ""
    assert "%" not in "".join(text for figure in every for text, _ in figure_row(figure, UNICODE, 44))
    assert "%" not in "".join(text for text, _ in strip_row(" All 9", every, UNICODE, 140))


@pytest.mark.parametrize(("width", "from_column"), [(140, 94), (80, 0)])
async def test_one_case_is_shown_as_k_of_n_and_nothing_else(
    open_app: Open, tmp_path: Path, width: int, from_column: int
) -> None:
    """Beside the questions of a case, and on the strip of a narrow window."""
    known(rated(tmp_path / "y.sqs", 1))
    app = open_app(tmp_path / "y.sqs", case="X-01")
    async with app.run_test(size=(width, 40)) as pilot:

        def beside() -> list[str]:
            return [line[from_column:] for line in text_of(app).splitlines() if "3/3" in line[from_column:]]

        await until(pilot, beside)  # It comes after the case.
        shown = beside()
        assert not any(word in "".join(shown) for word in ("%", "Outstanding", "Inadequate", "lowest", "no band"))


async def test_section_names_of_two_letters_stand_apart_at_80_columns(open_app: Open, tmp_path: Path) -> None:
    known(rated(tmp_path / "y.sqs"))
    app = open_app(tmp_path / "y.sqs")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert " AS PL DL RV " in text_of(app)


async def test_bands_are_whole_beside_the_sample(open_app: Open, tmp_path: Path) -> None:
    known(rated(tmp_path / "y.sqs"))
    app = open_app(tmp_path / "y.sqs")
    async with app.run_test(size=(140, 40)) as pilot:

        def beside() -> str:
            return " ".join(line[94:].strip() for line in text_of(app).splitlines())

        await until(pilot, lambda: "near a boundary" in beside())  # It comes after the sample.
        said = beside()
        assert "Requires improvement~, near a boundary, lowest is planning: " in said
        assert "Indicative local total: 10 of 12, Good~" in said


async def test_figures_take_the_room_they_need_whenever_they_come(open_app: Open) -> None:
    app = open_app()
    async with app.run_test(size=(140, 40)) as pilot:
        await until(pilot, lambda: "All 14 cases" in text_of(app))
        panel = app.screen.query_one(FiguresPanel)
        for rows in (1, 6):
            panel.show_figures("All", [Figure(str(n), "x", Proportion(1, 2)) for n in range(rows)])
            await pilot.pause()
            assert panel.size.height == 1 + rows


@pytest.mark.parametrize(("met", "relevant"), [(134, 212), (29, 40), (4, 10), (1, 1), (299, 299)])
@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_figure_on_a_strip_is_cut(met: int, relevant: int, width: int) -> None:
    """With its count and its marks, with the percentage where there is room, or not at all."""
    every = [Figure(str(n), "x", Proportion(met, relevant), provisional=True) for n in range(1, 6)]
    row = strip_row(" These 60", every, UNICODE, width)
    assert sum(len(text) for text, _ in row) <= width
    for text in (text for text, style in row if style == "text"):
        if text.strip() != UNICODE.ellipsis:
            assert f"{met}/{relevant}" in text
            assert text.rstrip().endswith(every[0].marks(UNICODE))
