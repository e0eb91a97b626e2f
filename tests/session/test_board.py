"""What the lead sees: everything that is left, each with where it is."""

from __future__ import annotations

from datetime import date

import pytest

from sqs_tui.domain.case import Stage, Verdict
from sqs_tui.domain.entry import Alert
from sqs_tui.session.board import Point, board, pace_said
from tests.session.stories import begun, window
from tests.session.test_signing import answered

NOW = "2016-05-24T10:00:00+00:00"


@pytest.fixture
def ann(tmp_path):
    return begun(tmp_path / "test.sqs")


def points(inspection, part: str) -> tuple[Point, ...]:
    return next(one.points for one in board(inspection, NOW) if one.id == part)


def test_what_is_open_leads_to_the_first_of_it(ann):
    ann.answer("X-01", "RR01", Verdict.YES)
    first = points(ann, "unanswered")[0]
    assert (first.case, first.criterion) == ("X-01", "RR02")
    assert first.said.endswith("unanswered, from RR02 on (nobody reads it)")


def test_a_parked_criterion_stands_with_its_question(ann):
    ann.park("X-01", "SS02")
    ann.write_note("X-01", "SS02", "Was the mother asked?")
    (found,) = points(ann, "parked")
    assert (found.said, found.criterion) == ("SS02 Was the mother asked?", "SS02")


def test_every_closed_gate_stands_with_its_reason_and_one_that_needs_one_says_so(ann):
    ann.answer("X-01", "PP01", Verdict.NO)
    ann.answer("X-02", "SS11", Verdict.NO)
    ann.answer("X-03", "PC01", Verdict.NO)
    ann.write_note("X-03", "PC01", "No concerns in the file")
    found = {point.criterion: (point.said.partition(": ")[2], point.is_wanting) for point in points(ann, "gates")}
    assert found == {
        "PP01": ("NO REASON", True),
        "PC01": ("No concerns in the file", False),
        "SS11": ("no", False),
    }


def test_cannot_be_judged_is_told_from_two_cases_on(ann):
    ann.answer("X-01", "SS02", Verdict.UNKNOWN)
    assert points(ann, "unjudged") == ()
    ann.answer("X-02", "SS02", Verdict.UNKNOWN)
    assert [point.case for point in points(ann, "unjudged")] == ["X-01", "X-02"]


def test_alerts_and_interviews_and_a_no_without_evidence_are_there(ann):
    ann.raise_alert(Alert("a-1", "X-02", "the child", "left alone"))
    ann.answer("X-01", "SS02", Verdict.NO)
    ann.answer_interview("CM-2", "IV01", Verdict.YES)
    assert points(ann, "alerts")[0].alert == "a-1"
    assert "NOBODY TOLD" in points(ann, "alerts")[0].said
    assert points(ann, "evidence")[0].criterion == "SS02"
    told = {point.manager: point.said for point in points(ann, "interviews")}
    assert told == {"CM-1": "not begun", "CM-2": "5 left", "CM-3": "not begun"}


def test_a_difference_is_there_until_it_is_settled(ann, tmp_path):
    ben = window(tmp_path / "test.sqs")
    ann.answer("X-01", "SS02", Verdict.YES)
    ben.answer("X-01", "SS02", Verdict.NO)
    ann.refresh()
    (found,) = points(ann, "differences")
    assert (found.about, found.case, found.criterion) == ("X-01", "X-01", "SS02")


def test_a_complete_case_waits_to_be_signed_and_comes_back_when_it_changed(ann):
    answered(ann, "X-01")
    assert [point.said for point in points(ann, "signing")] == ["complete"]
    ann.put_stage("X-01", Stage.SIGNED)
    assert points(ann, "signing") == ()
    ann.answer_because("X-01", "SS02", Verdict.NO, "seen again")
    assert [point.said for point in points(ann, "signing")] == ["changed since it was signed: SS02"]


def test_the_pace_is_that_of_complete_cases(ann):
    assert pace_said(ann, date(2016, 5, 24))[0] == "0 of 3 cases complete; no days of fieldwork are put down."
    ann.set_details({"fieldwork": "2016-05-23/2016-05-25"})
    answered(ann, "X-01")
    said, is_behind = pace_said(ann, date(2016, 5, 24))
    assert said.startswith("Day 2 of 3: 1 of 3 cases complete")
    assert not is_behind
