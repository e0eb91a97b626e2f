"""Which records of a case were seen."""

from __future__ import annotations

import pytest

from sqs_tui.domain.entry import Entry
from sqs_tui.exchange import history, sources
from sqs_tui.store import rows
from sqs_tui.store.erasing import erase
from tests.session.stories import begun, window


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "test.sqs"


@pytest.fixture
def ann(folder):
    return begun(folder)


def states(inspection, case="X-01"):
    return {one.source.code: one.state for one in inspection.sources(case) if one.state}


def test_a_record_is_seen_then_asked_for_then_not_looked_for(ann, folder):
    said = [ann.mark_source("X-01", "psr").said for _ in range(3)]
    assert said == [f"Pre-sentence report: {word}" for word in ("seen", "asked for, not there", "not looked for yet")]
    ann.mark_source("X-01", "plan")
    assert states(window(folder)) == {"plan": "seen"}
    assert states(ann, "X-02") == {}


def test_ticking_off_is_undone_and_seen_by_others(ann, folder):
    ben = window(folder)
    ann.mark_source("X-01", "plan")
    outcome = ben.refresh()
    assert ("X-01" in outcome.cases, outcome.structure) == (True, False)
    assert states(ben) == {"plan": "seen"}
    ann.undo("X-01")
    assert states(ann) == {}


def test_evidence_says_how_often_a_record_was_used(ann):
    ann.add_entry(Entry("", "X-01", "evidence", "Seen.", ("RR08",), source="contact log"))
    assert {one.source.code: one.entries for one in ann.sources("X-01") if one.entries} == {"contact_log": 1}


def test_it_leaves_by_an_export_and_in_the_history_and_goes_with_an_erased_case(ann, folder, tmp_path):
    ann.mark_source("X-01", "plan")
    ann.mark_source("X-02", "psr")
    table = sources.table(ann.cases, ann.fieldwork.sources, ann.workbook.rows(rows.SOURCES))
    assert [(row["case"], row["source"]) for row in table.rows if row["state"]] == [("X-01", "plan"), ("X-02", "psr")]
    told = [row for row in history.table(ann, ann.workbook.lines()).rows if row["table"] == "sources"]
    assert (told[0]["case"], told[0]["criterion"], told[0]["to"]) == ("X-01", "plan", "seen")
    ann.workbook.close()
    erase(folder, tmp_path / "without.sqs", case="X-01")
    left = window(tmp_path / "without.sqs")
    assert list(left.workbook.rows(rows.SOURCES)) == ["X-02/psr"]


def test_two_who_differ_on_a_record_are_told_apart(ann, folder):
    ben = window(folder)
    ann.mark_source("X-01", "plan")
    ben.mark_source("X-01", "plan")
    ben.refresh()
    ben.mark_source("X-01", "plan")
    ann.mark_source("X-01", "plan")
    ann.mark_source("X-01", "plan")
    ann.refresh()
    (found,) = ann.differences()
    assert (found.what, found.case) == ("X-01 record plan seen or not", "X-01")
