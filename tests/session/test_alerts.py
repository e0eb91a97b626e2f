"""An alert is in sight until it is closed with a reason, whatever becomes of the workbook around it."""

from __future__ import annotations

import shutil

import pytest

from sqs_tui.domain.case import Stage, Verdict
from sqs_tui.domain.entry import Alert
from sqs_tui.errors import Refused
from sqs_tui.exchange import alerts as exported, history
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.copies import copied
from sqs_tui.store.erasing import erase
from sqs_tui.store.merging import merge
from sqs_tui.store.workbook import Workbook
from tests.session.stories import begun, window
from tests.session.test_signing import answered

ALERT = Alert("a-1", "X-01", "the child", "left alone", due="2016-05-24T15:00:00+00:00")
BEFORE, AFTER = "2016-05-24T14:59:00+00:00", "2016-05-24T15:01:00+00:00"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "test.sqs"


@pytest.fixture
def ann(folder):
    return begun(folder)


def test_overdue_is_said_in_a_word_once_the_response_was_due(folder, ann):
    ann.raise_alert(ALERT)
    ann.workbook.close()
    for now, word in ((BEFORE, "1 ALERT"), (AFTER, "1 ALERT, 1 OVERDUE")):
        with Workbook.open(folder, author="ben") as book:
            assert Inspection(book, clock=lambda now=now: now).alert_words() == word
    assert [ALERT.state(BEFORE), ALERT.state(AFTER)] == ["open", "overdue"]


def test_one_that_is_closed_is_overdue_no_more(ann):
    ann.raise_alert(ALERT)
    ann.close_alert("a-1", "the desk confirmed a visit")
    assert ann.alerts["a-1"].state(AFTER) == "closed"
    assert ann.alert_words() == ""


def test_a_colleague_is_told_of_it_at_once(folder, ann):
    ben = window(folder)
    ann.raise_alert(ALERT)
    seen = ben.refresh()
    assert (seen.said, seen.leads) == ("ann: an alert", "raise-alert")
    assert ben.alerts["a-1"].due == ALERT.due


def test_it_survives_undo_an_erased_case_and_a_merge_and_still_blocks_sign_off(folder, ann, tmp_path, monkeypatch):
    answered(ann, "X-02")
    ann.workbook.close()
    copy = shutil.copytree(folder, tmp_path / "copy.sqs")
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "other-machine"))
    ben = window(copy, "ben")
    ben.raise_alert(ALERT)
    ben.raise_alert(Alert("a-2", "X-02", "a sibling", "bruises", due=ALERT.due))
    ben.undo()
    ben.workbook.close()
    merge(folder, [copied(copy)])
    merged = window(folder, "lead")
    assert merged.alert_words() == "2 ALERTS, 2 OVERDUE"
    assert merged.signs_against("X-02", Stage.SIGNED) == "Still missing: 1 alert open."
    merged.workbook.close()
    without = tmp_path / "without.sqs"
    erase(folder, without, case="X-01")
    left = window(without, "lead")
    assert {alert.id: alert.due for alert in left.open_alerts()} == {"a-1": ALERT.due, "a-2": ALERT.due}
    with pytest.raises(Refused):
        left.put_stage("X-02", Stage.SIGNED)


def test_its_export_is_the_only_file_it_is_in(ann):
    ann.raise_alert(ALERT)
    ann.answer("X-01", "RR01", Verdict.YES)
    (row,) = exported.table(ann.cases, ann.alerts, AFTER).rows
    assert (row["case"], row["state"], row["who"], row["due"]) == ("X-01", "overdue", "the child", ALERT.due)
    assert not any("left alone" in str(row) for row in history.table(ann, ann.workbook.lines()).rows)
