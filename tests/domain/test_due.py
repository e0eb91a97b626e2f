"""A time by which a response is due, read as people type it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from sqs_tui.domain.due import dated, day, has_time, is_past, kept, read_day, read_due, typed

#: A Tuesday afternoon, an hour ahead of UTC.
NOW = datetime(2016, 5, 24, 14, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("16:00", "2016-05-24 16:00"),
        ("today 16.00", "2016-05-24 16:00"),
        ("by 16:00", "2016-05-24 16:00"),
        ("tomorrow 10:00", "2016-05-25 10:00"),
        ("tomorrow", "2016-05-25 23:59"),
        ("25 May 10:30", "2016-05-25 10:30"),
        ("25 may 2017, 9:05", "2017-05-25 09:05"),
        ("25/05/2016 10:30", "2016-05-25 10:30"),
        ("2016-05-25", "2016-05-25 23:59"),
        ("2h", "2016-05-24 16:30"),
        ("in 30 min", "2016-05-24 15:00"),
    ],
)
def test_what_people_type_is_read(text, read):
    assert typed(kept(read_due(text, NOW)), NOW) == read


@pytest.mark.parametrize("text", ["soon", "25:00", "16:00 or so", "31 Feb 10:00", "10", "99/99/2016"])
def test_what_cannot_be_read_says_what_may_be_typed(text):
    with pytest.raises(ValueError, match="16:00, tomorrow 10:00"):
        read_due(text, NOW)


def test_it_is_past_whatever_zone_it_was_written_in():
    due = kept(read_due("16:00", NOW))
    assert due == "2016-05-24T15:00:00+00:00"
    assert not is_past(due, "2016-05-24T15:59:00+01:00")
    assert is_past(due, "2016-05-24T16:01:00+01:00")
    assert not is_past("", "2016-05-24T16:01:00+01:00")
    assert not is_past("whenever", "2016-05-24T16:01:00+01:00")


# Days


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("by 12 June", "2016-06-12"),
        ("12 May", "2017-05-12"),
        ("24 May", "2016-05-24"),
        ("12/06/2016", "2016-06-12"),
        ("tomorrow", "2016-05-25"),
        ("10 days", "2016-06-03"),
        ("in 2 weeks", "2016-06-07"),
        ("29 February 2020", "2020-02-29"),
    ],
)
def test_the_day_of_an_action_is_read_as_people_type_it(text, read):
    assert read_day(text, NOW.date()).isoformat() == read


@pytest.mark.parametrize("text", ["", "soon", "12:00", "31 June", "999 weekss"])
def test_what_is_no_day_says_what_would_be_one(text):
    with pytest.raises(ValueError, match="24 May"):
        read_day(text, NOW.date())


def test_a_day_is_read_out_in_words():
    assert (day("2016-06-02"), day("soon\nish")) == ("2 June 2016", "soon ish")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("yesterday 16:30", "23 May 16:30"),
        ("Today, 10.42", "24 May, 10.42"),
        ("now", "24 May 15:30"),
        ("24 May 10:42", "24 May 10:42"),
    ],
)
def test_when_somebody_was_told_is_kept_by_its_date(said, told):
    assert dated(said, datetime(2016, 5, 24, 15, 30)) == told


def test_whether_an_hour_was_named_can_be_told():
    assert has_time("23 May 16:30")
    assert not has_time("yesterday")
