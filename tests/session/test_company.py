"""What a case manager may see of what was written: nothing that leads to another case or to anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import EVIDENCE, Entry
from sqs_tui.session.company import may_be_shown
from sqs_tui.session.inspection import Inspection
from tests.session.stories import begun, window


@pytest.fixture
def ann(tmp_path: Path) -> Inspection:
    """An inspection with a team, a renamed case, and a colleague who has said who he is."""
    ann = begun(tmp_path / "a.sqs")
    ann.set_details({"team": ["LI", "AI-7"], "lead": "HMI-1"})
    ann.rename_case("X-03", "Z-77")
    ann.rename_case("X-01", "Z-01")
    with window(tmp_path / "a.sqs", "b.hayes").workbook as book:
        Inspection(book).set_inspector("AI-9")
    ann.refresh()
    return ann


def entry(**words: str) -> Entry:
    return Entry(**{"id": "e-1", "case": "X-01", "kind": EVIDENCE, "text": "Kept every visit", **words}, shareable=True)


@pytest.mark.parametrize(
    "named", ["X-02", "X-03", "Z-77", "CM-2", "AI-7", "LI", "HMI-1", "AI-9", "b.hayes"], ids=lambda name: name
)
@pytest.mark.parametrize("where", ["text", "source", "where", "owner"])
def test_what_names_others_is_not_shown(ann: Inspection, named: str, where: str) -> None:
    assert not may_be_shown(ann, entry(**{where: f"see {named}, p. 4"}))


@pytest.mark.parametrize("named", ["X-01", "Z-01", "CM-1", "X-0", "the li in the log", "hayes"])
def test_what_names_the_case_itself_or_nobody_is(ann: Inspection, named: str) -> None:
    assert may_be_shown(ann, entry(text=f"see {named}, p. 4"))


def test_a_case_renamed_later_is_known_by_both_names(ann: Inspection) -> None:
    assert not may_be_shown(ann, entry(text="as in X-02"))
    ann.rename_case("X-02", "Y-08")
    assert not may_be_shown(ann, entry(text="as in X-02"))
    assert not may_be_shown(ann, entry(text="as in Y-08"))


def test_who_works_under_a_shared_account_is_known_by_name(ann: Inspection, tmp_path: Path) -> None:
    assert may_be_shown(ann, entry(text="As johnsmith wrote"))
    with window(tmp_path / "a.sqs", "inspect/johnsmith").workbook as book:
        Inspection(book).answer("X-01", "RR02", Verdict.YES)
    ann.refresh()
    assert not may_be_shown(ann, entry(text="As johnsmith wrote"))
    assert may_be_shown(ann, entry(text="when we inspect it"))
