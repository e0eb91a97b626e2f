"""Choosing a workbook: what there is at a glance, and making, opening or trying one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from sqs_tui import locations
from sqs_tui.session import recent, sample
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.making import details_changes, make
from sqs_tui.store import catalogues
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.common.confirm import ConfirmScreen
from sqs_tui.ui.workbooks.chooser import ChooserScreen, days, found_workbooks
from sqs_tui.ui.workbooks.new_workbook import NewWorkbookScreen, proposed
from tests.quiet import until
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def made(path: Path, **details: Any) -> Path:
    make(path, catalogues.by_name("sqs-2016"), list(details_changes({"area": "Testshire", **details})))
    return path


def typed(text: str) -> list[str]:
    return ["space" if letter == " " else letter for letter in text]


async def seen(app: SqsApp, pilot: Pilot[Any], text: str) -> bool:
    """Whether a text comes on screen, given a moment."""
    await until(pilot, lambda: text in text_of(app))
    return True


async def test_an_empty_list_says_what_to_do(open_app: Open) -> None:
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "j", "k")
        text = text_of(app)
        assert "No workbook yet" in text
        assert "d opens an invented sample" in text


async def test_each_workbook_is_listed_once_with_area_dates_and_progress(open_app: Open, workbook: Path) -> None:
    made(Path("mine.sqs"), fieldwork="2016-05-23/2016-05-25", team=["CN", "PT"])
    made(locations.data_folder() / "workbooks" / "other.sqs", area="Othershire")
    recent.remember(workbook)
    recent.remember(Path("mine.sqs"))
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await seen(app, pilot, "23–25 May 2016")
        assert await seen(app, pilot, "INVENTED Aldermere")
        assert await seen(app, pilot, "Othershire")
        lines = text_of(app).splitlines()
        assert sum("Testshire" in line for line in lines[:-8]) == 1
        aldermere = next(line for line in lines if "Aldermere" in line)
        assert aldermere.split()[-5:-2] == ["9", "3", "2"]
        await pilot.press("home")
        assert await seen(app, pilot, "Team: CN, PT")


async def test_one_that_cannot_be_read_says_why(open_app: Open, workbook: Path) -> None:
    broken = Path(shutil.copytree(workbook, "broken.sqs"))
    (broken / "catalogue.toml").unlink()
    Path("empty.sqs").mkdir()
    hostile = Path(shutil.copytree(workbook, "[red]x[" + "\u202e" + "案.sqs"))
    (hostile / "workbook.toml").write_bytes(b"\xff\x00[/]")
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await seen(app, pilot, "lost its catalogue")
        assert await seen(app, pilot, "is not a workbook")
        assert await seen(app, pilot, "workbook.toml is damaged")
        assert "[red]x[" in text_of(app)
        await pilot.press("enter")
        assert not app.is_open
        assert isinstance(app.screen, ChooserScreen)


async def test_enter_opens_and_coming_back_lets_go_of_it(open_app: Open, workbook: Path) -> None:
    recent.remember(workbook)
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert app.is_open
        assert app.inspection.area == "Aldermere"
        while not isinstance(app.screen, ChooserScreen):
            app.pop_screen()
            await pilot.pause()
        assert not app.is_open
        assert await seen(app, pilot, "INVENTED Aldermere")


async def test_the_sample_is_one_key_away(open_app: Open) -> None:
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        assert app.inspection.workbook.folder == sample.default_path()
        assert app.inspection.workbook.is_invented


async def test_a_workbook_is_made_from_a_form_and_opened(open_app: Open) -> None:
    Path("cases.csv").write_text("ref,order,phase\nT-01,RO,\nT-02,DTO,custody\n")
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", *typed("Testshire & Wold"), "tab", *typed("2016-05-23/2016-05-25"), "tab", "tab")
        await pilot.press("y", "tab", *typed("CN; PT"), "tab", *typed("cases.csv"), "enter", "enter")
        await pilot.pause()
        assert app.is_open
        inspection = app.inspection
        assert inspection.workbook.folder.name == "testshire-wold-2016.sqs"
        assert inspection.area == "Testshire & Wold"
        assert inspection.details["team"] == ["CN", "PT"]
        assert inspection.catalogue.extended
        assert [case.ref for case in inspection.cases.values()] == ["T-01", "T-02"]


async def test_bad_lines_of_a_sample_are_told_and_nothing_is_made(open_app: Open) -> None:
    Path("cases.csv").write_text("ref,order\nT-01,RO\nT-02,WRONG\n,RO\n")
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", *typed("Testshire"), "tab", "tab", "tab", "tab", "tab", *typed("cases.csv"), "ctrl+s")
        await pilot.pause()
        text = text_of(app)
        assert "line 3" in text
        assert "line 4" in text
        assert "WRONG" not in text
        assert isinstance(app.screen, NewWorkbookScreen)
        assert not any((locations.data_folder() / "workbooks").glob("*"))


async def test_a_form_with_something_in_it_is_not_dropped_without_a_word(open_app: Open) -> None:
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "ctrl+s")
        assert "This cannot be empty" in text_of(app)
        await pilot.press("x", "escape")
        assert "Nothing is done yet" in text_of(app)
        assert isinstance(app.screen, NewWorkbookScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, ChooserScreen)


async def test_a_path_is_opened_or_said_to_be_none(open_app: Open, workbook: Path) -> None:
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o", *typed("nowhere"), "enter")
        assert "There is no folder nowhere" in text_of(app)
        await pilot.press("ctrl+u", *typed("../aldermere.sqs"), "enter")
        await pilot.pause()
        assert app.inspection.area == "Aldermere"


@pytest.mark.parametrize("path", ["~nobody-here/a.sqs", "x" * 300], ids=["no such home", "too long"])
async def test_a_path_that_can_lead_nowhere_is_said_in_its_field(open_app: Open, path: str) -> None:
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o")
        app.post_message(Paste(path))
        await pilot.press("enter")
        assert "The path cannot be used" in text_of(app)
        await pilot.press("escape", "n", *["tab"] * 6, "ctrl+u")
        app.post_message(Paste(path))
        await pilot.press("ctrl+s")
        assert "The path cannot be used" in text_of(app)
        assert found_workbooks() == []


async def test_quitting_asks_and_the_same_key_does_not_confirm(open_app: Open) -> None:
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("q")
        assert isinstance(app.screen, ChooserScreen)
        await pilot.press("escape", "y")
    assert app.return_code == 0
    assert not app.is_running


async def test_two_hundred_workbooks_are_listed_at_once_and_read_afterwards(open_app: Open) -> None:
    first = made(Path("w-000.sqs"))
    for number in range(1, 200):
        shutil.copytree(first, f"w-{number:03}.sqs")
    assert len(found_workbooks()) == 200
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.screen
        assert isinstance(screen, ChooserScreen)
        assert screen.list.length == 200
        await pilot.press("end")
        assert await seen(app, pilot, "No cases yet")


async def test_a_damaged_workbook_is_listed_as_such(open_app: Open, workbook: Path) -> None:
    path = Path(shutil.copytree(workbook, "damaged.sqs"))
    journal = next((path / "journal").glob("*.jsonl"))
    journal.write_bytes(journal.read_bytes() + b"0" * 32 + b" {}\n")
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await seen(app, pilot, "Left out:")


def test_a_proposed_path_never_names_one_that_is_there() -> None:
    first = proposed("Dudley", "2016-05-23/2016-05-25")
    assert first.name == "dudley-2016.sqs"
    first.mkdir(parents=True)
    assert proposed("Dudley", "2016-05-23").name == "dudley-2016-2.sqs"
    assert proposed("案", "2016").name == "inspection-2016.sqs"


def test_dates_are_written_as_people_write_them() -> None:
    assert days("2016-05-23/2016-05-25", "–") == "23–25 May 2016"
    assert days("2016-05-30/2016-06-01", "–") == "30 May–1 Jun 2016"
    assert days("2016-05-23/2016-05-23", "–") == "23 May 2016"
    assert days("[/]", "–") == "[/]"


async def test_a_glance_changes_nothing(open_app: Open, workbook: Path) -> None:
    recent.remember(workbook)
    before = {path: path.read_bytes() for path in workbook.rglob("*") if path.is_file()}
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await seen(app, pilot, "14 cases")
    assert {path: path.read_bytes() for path in workbook.rglob("*") if path.is_file()} == before
    with Workbook.open(workbook, read_only=True) as book:
        assert Inspection(book).area == "Aldermere"


async def test_workbooks_of_one_area_are_told_apart_by_their_files(open_app: Open) -> None:
    for name in ("first.sqs", "second.sqs"):
        made(Path(name))
    app = open_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await seen(app, pilot, "Testshire, first.sqs")
        assert await seen(app, pilot, "Testshire, second.sqs")
