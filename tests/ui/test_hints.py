"""A hint bar names only what its keys do now, on every screen; what would only say why not is not named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui.domain.case import Stage, Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.making import details_changes, make
from sqs_tui.store import catalogues
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui import keys
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.widgets.bars import HintBar
from tests.ui.conftest import known

Open = Callable[..., SqsApp]


def named(app: SqsApp) -> dict[str, str]:
    """The keys the hint bars name, with their labels."""
    spans = [span for bar in app.screen.query(HintBar) if bar.display for row in bar.rows for span in row]
    return {key: spans[place + 1][0].strip() for place, (key, style) in enumerate(spans) if style == "key"}


def test_what_is_named_only_at_times_is_a_key_with_a_hint() -> None:
    for id in keys.NEEDS_ROW | keys.WRITES:
        assert keys.BY_ID[id].hint, id
    assert keys.UNDOES <= keys.WRITES
    undoing = {key.id for key in keys.KEYS if key.hint and key.action == "undo"}
    assert undoing == keys.UNDOES


async def test_undo_is_named_while_there_is_something_to_take_back(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(140, 40)) as pilot:
        assert {"1", "2", "3", "9", "e", "Space"} <= named(app).keys()
        assert not {"u", "f"} & named(app).keys()
        await pilot.press("1")
        assert named(app)["u"] == "undo"
        await pilot.press("u")
        assert "u" not in named(app)


async def test_scoring_keys_are_named_while_the_case_takes_them(open_app: Open) -> None:
    app = open_app(case="ALD-01")
    async with app.run_test(size=(140, 40)):
        assert {"1", "2", "3", "9", "e"} <= named(app).keys()
        app.inspection.put_stage("ALD-01", Stage.SIGNED)
        app.settled(app.inspection.put_stage("ALD-01", Stage.LOCKED))
        assert not {"1", "2", "3", "9", "e"} & named(app).keys()


async def test_the_next_open_criterion_is_named_while_there_is_one(open_app: Open) -> None:
    app = open_app(case="ALD-01")
    async with app.run_test(size=(140, 40)):
        assert isinstance(app.screen, CaseworkScreen)
        assert ("Space" in named(app)) == app.screen.pane.has_open
        for criterion in app.inspection.catalogue.criteria:
            if app.inspection.cases["ALD-01"].answer(criterion.id).verdict is None and not app.inspection.closed_by(
                "ALD-01", criterion.id
            ):
                app.settled(app.inspection.answer("ALD-01", criterion.id, Verdict.YES))
        assert "Space" not in named(app)


async def test_beside_a_case_manager_the_note_key_is_named_for_what_it_opens(open_app: Open) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(140, 40)):
        assert named(app)["e"] == "evidence"


@pytest.mark.parametrize("way", [(), ("enter",), ("I", "enter"), ("L",), ("A",), ("e",), ("enter", "s")])
async def test_read_only_no_key_is_named_that_writes(open_app: Open, way: tuple[str, ...]) -> None:
    app = open_app(read_only=True)
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press(*way)
        screen = app.screen
        writing = {key for place in screen.scopes() for key in keys.in_scope(place) if key.id in keys.WRITES}  # type: ignore[attr-defined]
        assert not {keys.shown(key.keys.split(",")[0]) for key in writing} & named(app).keys()


@pytest.mark.parametrize("way", [(), ("A",), ("I",), ("e",), ("t",), ("b",)])
async def test_where_there_is_no_row_no_key_is_named_that_needs_one(
    open_app: Open, tmp_path: Path, way: tuple[str, ...]
) -> None:
    path = tmp_path / "empty.sqs"
    make(path, catalogues.by_name("sqs-2016"), list(details_changes({"area": "Testshire"})))
    known(Inspection(Workbook.open(path)))
    app = open_app(path)
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press(*way)
        screen = app.screen
        needing = {key for place in screen.scopes() for key in keys.in_scope(place) if key.id in keys.NEEDS_ROW}  # type: ignore[attr-defined]
        assert not screen.has_row  # type: ignore[attr-defined]
        assert not {keys.shown(key.keys.split(",")[0]) for key in needing} & named(app).keys()
