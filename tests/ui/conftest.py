"""A sample workbook of its own for every test, and an app on it whose clock makes every key an honest press."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from sqs_tui import locations
from sqs_tui.domain.case import Change
from sqs_tui.session import sample
from sqs_tui.session.inspection import Inspection
from sqs_tui.settings import Settings
from sqs_tui.store import rows
from sqs_tui.ui import shell
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.faults import keep_fault
from sqs_tui.ui.widgets.row_list import CursorList, Item
from tests import demo, quiet

quiet.make_pilots_wait_for_rest()


def parse_styles_once() -> None:
    """Share what Textual parses for each app anew among all apps of a run that have the same colours."""
    parse = Stylesheet._parse_rules
    parsed: dict[object, list[RuleSet]] = {}

    def rules(self: Stylesheet, *css: Any, **options: Any) -> list[RuleSet]:
        key = (css, tuple(options.items()), tuple(self._variables.items()))
        if key not in parsed:
            parsed[key] = parse(self, *css, **options)
        return parsed[key]

    Stylesheet._parse_rules = rules  # type: ignore[method-assign]


parse_styles_once()


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The part-way sample, made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SQS_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        path = tmp_path_factory.mktemp("sample") / "aldermere.sqs"
        sample.build(path)
    return path


@pytest.fixture
def workbook(pristine: Path, tmp_path: Path) -> Path:
    """A copy of the sample to score in, in which nobody is asked any more who works here."""
    path = Path(shutil.copytree(pristine, tmp_path / "aldermere.sqs"))
    demo.nobody_is_asked(path)
    return path


@pytest.fixture
def open_app(workbook: Path) -> Callable[..., SqsApp]:
    """Opens an app on the sample; keys come a second apart unless a clock is given."""
    ticks = count(1.0)

    def opened(path: Path | None = workbook, **options: object) -> SqsApp:
        options.setdefault("clock", lambda: next(ticks))
        options.setdefault("settings", Settings())
        return SqsApp(path, **options)  # type: ignore[arg-type]

    return opened


@pytest.fixture(autouse=True)
def no_two_rows_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """No list may show two rows of the same id: Enter would take one for the other."""
    take = CursorList._take

    def taking(self: CursorList[Item], items: Sequence[Item], cursor: str) -> None:
        ids = [item.id for item in items if item.id]
        assert len(ids) == len(set(ids)), f"two rows of {ids}"
        take(self, items, cursor)

    monkeypatch.setattr(CursorList, "_take", taking)


class Faults(list[str]):
    """The faults an app told during a test."""

    are_expected = False


@pytest.fixture(autouse=True)
def _faults_told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    """A fault the app survives fails the test, unless the test asks for `faults`."""
    told = Faults()

    def keeping(fault: str) -> Path | None:
        told.append(fault)
        return keep_fault(fault)

    monkeypatch.setattr(shell, "keep_fault", keeping)
    yield told
    assert told.are_expected or not told, told


@pytest.fixture
def faults(_faults_told: Faults) -> list[str]:
    """The faults told during a test that is to have some."""
    _faults_told.are_expected = True
    return _faults_told


def known(inspection: Inspection) -> None:
    """Close a workbook in which nobody need be asked who works here."""
    people = [Change(rows.PEOPLE, locations.kernel_user(), "inspector", None, "LI")]
    inspection.workbook.record(people, "who")
    inspection.workbook.close()


def text_of(app: SqsApp) -> str:
    """The screen as text."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips(app.size))
