"""The pace against the days of fieldwork."""

from __future__ import annotations

from datetime import date

import pytest

from sqs_tui.domain.pace import pace

FIELDWORK = "2016-05-23/2016-05-25"


@pytest.mark.parametrize(
    ("today", "done", "said"),
    [
        ((20), 0, "0 of 14 cases complete; the fieldwork begins Mon 23 May, 5 a day."),
        ((23), 2, "Day 1 of 3: 2 of 14 cases complete; 5 by tonight keeps pace, 4 a day from now."),
        ((24), 3, "Day 2 of 3, behind: 3 of 14 cases complete; 10 by tonight keeps pace, 6 a day from now."),
        ((25), 14, "Day 3 of 3: every case is complete."),
        ((26), 13, "The fieldwork ended Wed 25 May: 13 of 14 cases complete."),
        ((27), 14, "The fieldwork ended Wed 25 May, and every case is complete."),
    ],
)
def test_it_is_said_in_a_sentence(today, done, said):
    found = pace(FIELDWORK, date(2016, 5, today), done, 14)
    assert found is not None
    assert found.said == said


@pytest.mark.parametrize(
    ("fieldwork", "today", "said"),
    [
        ("2016-05-20/2016-05-24", 21, "Day 1 of 3 (the weekend between left out): 0 of 9"),
        ("2016-05-20/2016-05-24", 19, "begins Fri 20 May, 3 a day (the weekend between left out)."),
        ("2016-05-13/2016-05-23", 20, "Day 6 of 7 (the weekends between left out)"),
    ],
)
def test_a_weekend_between_is_not_worked_and_that_is_said(fieldwork, today, said):
    found = pace(fieldwork, date(2016, 5, today), 0, 9)
    assert found is not None
    assert said in found.said


@pytest.mark.parametrize(
    ("fieldwork", "today", "said"),
    [
        ("2016-05-22/2016-05-24", 23, "Day 2 of 3: "),
        ("2016-05-19/2016-05-21", 21, "Day 3 of 3: "),
        ("2016-05-21/2016-05-22", 22, "Day 2 of 2: "),
    ],
)
def test_a_day_on_a_weekend_that_was_put_down_counts(fieldwork, today, said):
    found = pace(fieldwork, date(2016, 5, today), 9, 9)
    assert found is not None
    assert found.said.startswith(said)


@pytest.mark.parametrize("fieldwork", ["", "soon", "2016-05-25/2016-05-23", "2016-05-23/later"])
def test_days_that_cannot_be_read_have_no_pace(fieldwork):
    assert pace(fieldwork, date(2016, 5, 23), 1, 2) is None
