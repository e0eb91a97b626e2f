"""What a spreadsheet or another keyboard makes of a reference is nearly that reference; two of a list are not."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from sqs_tui.domain.names import is_same
from sqs_tui.domain.near import NearReferences


def is_near(known: str, ref: str) -> bool:
    return bool(NearReferences([known]).of(ref))


@pytest.mark.parametrize(
    ("known", "after"),
    [
        ("007", "7"),
        ("DUD-05", "DUD-5"),
        ("1E5", "1.00E+05"),
        ("1E5", "100000"),
        ("1E5", "1,00E+05"),
        ("12345678901234567", "1.23457E+16"),
        ("MAR1", "1-Mar"),
        ("MAR1", "Mar-01"),
        ("MAR1", "01/03/2026"),
        ("MAR1", "2026-03-01"),
        ("SEPT2", "2-Sep"),
        ("1-3", "1-Mar"),
        ("1-3", "3-Jan"),
        ("1/3", "01/03/2026"),
        ("MAR-26", "26-Mar"),
        ("B1", "В1"),  # the second in Cyrillic
        ("CASE-7", "СΑЅЕ-07"),
    ],
)
def test_a_reference_that_came_back_otherwise_is_nearly_the_same(known, after):
    assert not is_same(known, after)
    assert is_near(known, after)
    assert is_near(after, known)


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ("DUD-05", "DUD-50"), ("1-3", "3-1"), ("1-11", "11-1"), ("MAR1", "MAR2"), ("MAR1", "APR1"), ("A10", "A1"),
        ("7", "70"), ("1E5", "1E6"), ("MAR1", "MAY1"), ("X-01", "X-01a"), ("100", "1000"), ("CM-A", "CM-B"),
        ("123456789012", "123456789013.5"), ("B1", "Б1"), ("1.2.3", "1.2.4"), ("D 1", "D1"),
    ],
)  # fmt: skip
def test_references_of_a_list_are_not_nearly_each_other(known, other):
    assert not is_near(known, other)


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_whether_two_are_near_does_not_hang_on_which_is_known(one, other):
    assert is_near(one, other) == is_near(other, one)


@given(st.text(min_size=1, max_size=24))
def test_every_reference_is_near_itself(ref):
    assert is_near(ref, ref)
