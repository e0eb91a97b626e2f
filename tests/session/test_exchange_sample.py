"""The invented inspection: quickly made, exactly part-way, and never made over something real."""

from __future__ import annotations

import errno
import fcntl
import os

import pytest

from sqs_tui.errors import Elsewhere, Refused
from sqs_tui.session import making, sample
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.summary import summary
from sqs_tui.store import catalogues
from sqs_tui.store.workbook import Workbook


def looked_at(path):
    workbook = Workbook.open(path, read_only=True)
    return Inspection(workbook)


def cases(path):
    return summary(looked_at(path))["inspection"]["cases"]


def test_it_begins_part_way(tmp_path):
    path = tmp_path / "demo.sqs"
    assert sample.prepare(path) is None
    found = cases(path)
    assert (found["complete"], found["in_progress"], found["not_started"]) == (9, 3, 2)
    inspection = looked_at(path)
    assert inspection.workbook.is_invented
    assert len(inspection.interviews) == 4
    parked = [(case.ref, id) for case in inspection.cases.values() for id, one in case.answers.items() if one.parked]
    assert parked == [("ALD-12", "PC08"), ("ALD-14", "PC07")]


def test_entries_say_nothing_of_what_is_still_open(tmp_path):
    sample.build(tmp_path / "demo.sqs")
    inspection = looked_at(tmp_path / "demo.sqs")
    for entry in inspection.entries.values():
        answered = inspection.cases[entry.case].answers if entry.case else {}
        assert all(answered.get(criterion) for criterion in entry.criteria if entry.case)


def test_it_can_be_complete(tmp_path):
    sample.build(tmp_path / "demo.sqs", complete=True)
    found = summary(looked_at(tmp_path / "demo.sqs"))
    assert found["inspection"]["cases"]["complete"] == 14
    assert [one["percent"] for one in found["sections"]] == ["72.7", "72.9", "56.7", "79.0", "21.4"]


def test_it_is_one_line_of_the_journal_and_no_key_takes_it_back(tmp_path):
    sample.build(tmp_path / "demo.sqs")
    with Workbook.open(tmp_path / "demo.sqs") as workbook:
        assert len(workbook.lines()) == 1
        assert Inspection(workbook).undo().said == "Nothing to undo"
        assert len(Inspection(workbook).cases) == 14


def test_it_is_opened_again_as_it_was_left(tmp_path):
    path = tmp_path / "demo.sqs"
    sample.build(path)
    with Workbook.open(path) as workbook:
        Inspection(workbook).park("ALD-06", "RR01")
    assert sample.prepare(path) is None
    assert cases(path)["in_progress"] == 4


def test_resetting_keeps_the_old_one_beside(tmp_path):
    path = tmp_path / "demo.sqs"
    sample.build(path)
    with Workbook.open(path) as workbook:
        Inspection(workbook).park("ALD-06", "RR01")
    first, second = sample.prepare(path, reset=True), sample.prepare(path, reset=True)
    assert [one.name for one in (first, second)] == ["demo.sqs.old-1", "demo.sqs.old-2"]
    assert (cases(first)["in_progress"], cases(path)["in_progress"]) == (4, 3)


def test_what_is_not_invented_is_never_reset(tmp_path):
    path = tmp_path / "real.sqs"
    Workbook.create(path, catalogues.by_name("sqs-2016")).close()
    with pytest.raises(Refused):
        sample.prepare(path, reset=True)
    assert [found.name for found in tmp_path.glob("*.sqs*")] == ["real.sqs"]


def test_what_is_open_elsewhere_is_not_reset(tmp_path):
    path = tmp_path / "demo.sqs"
    sample.build(path)
    with Workbook.open(path) as workbook:
        Inspection(workbook).park("ALD-06", "RR01")
        with pytest.raises(Elsewhere):
            sample.prepare(path, reset=True)


def test_one_that_is_part_way_is_not_passed_off_as_complete(tmp_path):
    path = tmp_path / "demo.sqs"
    sample.build(path)
    with pytest.raises(Refused, match="not complete"):
        sample.prepare(path, complete=True)
    sample.prepare(path, complete=True, reset=True)
    assert sample.prepare(path, complete=True) is None


def test_a_workbook_whose_name_may_not_last_is_not_left_there(tmp_path, monkeypatch):
    def failing(folder):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(making, "sync_folder", failing)
    with pytest.raises(Refused, match="cannot be made"):
        making.make(tmp_path / "new.sqs", catalogues.by_name("sqs-2016"), [])
    assert list(tmp_path.glob("*.sqs*")) == []


def test_asking_whether_it_is_open_elsewhere_waits_for_nothing(tmp_path):
    path = tmp_path / "demo.sqs"
    sample.build(path)
    os.mkfifo(path / "journal" / "pipe.jsonl")
    assert not making.is_written_to(path)
    with Workbook.open(path) as workbook:
        Inspection(workbook).park("ALD-06", "RR01")
        assert making.is_written_to(path)


def test_two_may_ask_at_once_whether_it_is_open_elsewhere(tmp_path):
    path = tmp_path / "demo.sqs"
    sample.build(path)
    (journal,) = (path / "journal").glob("*.jsonl")
    with journal.open("rb") as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        assert not making.is_written_to(path)
