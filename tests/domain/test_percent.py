"""Percentages are exact, rounded once and half up, and never said of nothing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from sqs_tui.domain.percent import Proportion, band_of, near_boundary


@dataclass(frozen=True)
class Rating:
    at_least: int
    name: str


RATINGS = (
    Rating(80, "Outstanding"),
    Rating(65, "Good"),
    Rating(50, "Requires improvement"),
    Rating(0, "Inadequate"),
)
REACHABLE = [Proportion(met, relevant) for relevant in range(1, 151) for met in range(relevant + 1)]


@pytest.mark.parametrize(
    ("section", "proportion", "whole", "one_decimal"),
    [
        ("1 Reducing reoffending", Proportion(32, 44), "73", "72.7"),
        ("2 Protecting the public", Proportion(43, 59), "73", "72.9"),
        ("3 Protecting the child", Proportion(38, 67), "57", "56.7"),
        ("4 Sentence served", Proportion(83, 105), "79", "79.0"),
        ("5 Operational management", Proportion(3, 14), "21", "21.4"),
        ("All", Proportion(199, 289), "69", "68.9"),
    ],
)
def test_dudley_sections_have_their_percentages(section, proportion, whole, one_decimal):
    assert (proportion.whole(), proportion.one_decimal()) == (whole, one_decimal)


@pytest.mark.parametrize(
    ("criterion", "proportion", "whole"),
    [
        ("RR02", Proportion(6, 8), "75"),
        ("RR08", Proportion(11, 14), "79"),
        ("RR12", Proportion(6, 11), "55"),
        ("PP05", Proportion(10, 12), "83"),
        ("PP06", Proportion(5, 8), "63"),
        ("PC02", Proportion(8, 12), "67"),
        ("PC04", Proportion(4, 12), "33"),
        ("PC06", Proportion(3, 11), "27"),
        ("PC06 not met", Proportion(3, 11).not_met, "73"),
        ("SS02", Proportion(13, 14), "93"),
        ("SS03", Proportion(5, 14), "36"),
        ("OM01", Proportion(3, 14), "21"),
    ],
)
def test_dudley_questions_have_their_percentages(criterion, proportion, whole):
    assert proportion.whole() == whole


def test_halves_round_up():
    assert Proportion(5, 8).one_decimal() == "62.5"
    assert Proportion(5, 8).whole() == "63"
    assert Proportion(1, 8).whole() == "13"
    assert Proportion(1, 16).one_decimal() == "6.3"


def test_rounding_happens_once():
    proportion = Proportion(7246, 10_000)
    assert proportion.one_decimal() == "72.5"
    assert proportion.whole() == "72"


def test_rounding_agrees_with_decimal_arithmetic():
    for proportion in REACHABLE:
        exact = Decimal(100 * proportion.met) / proportion.relevant
        assert proportion.whole() == str(exact.quantize(Decimal("1"), ROUND_HALF_UP))
        assert proportion.one_decimal() == str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_nothing_relevant_is_neither_none_nor_all():
    nothing = Proportion()
    assert nothing.whole() == "–"
    assert nothing.one_decimal() is None
    assert nothing.share is None
    assert nothing.percent is None
    assert not nothing.is_small


def test_the_unrounded_value_is_exact():
    assert Proportion(1, 3).share == Fraction(1, 3)
    assert Proportion(1, 3).percent == Fraction(100, 3)


def test_the_count_can_stand_beside_every_percentage():
    assert Proportion(32, 44).of() == "32 of 44"
    assert Proportion(32, 44).compact() == "32/44"


def test_a_section_pools_its_questions():
    questions = [Proportion(6, 8), Proportion(11, 14), Proportion(6, 8)]
    assert sum(questions, Proportion()) == Proportion(23, 30)


def test_what_was_not_met_keeps_the_same_cases():
    assert Proportion(3, 11).not_met == Proportion(8, 11)
    assert Proportion().not_met == Proportion()


def test_under_five_is_small_and_under_ten_the_count_leads():
    assert [n for n in range(12) if Proportion(0, n).is_small] == [1, 2, 3, 4]
    assert Proportion(4, 9).counts_lead
    assert not Proportion(4, 10).counts_lead


@pytest.mark.parametrize(("met", "relevant"), [(-1, 3), (4, 3), (0, -1), (-2, -1)])
def test_no_more_can_be_met_than_were_relevant(met, relevant):
    with pytest.raises(ValueError, match="not a proportion"):
        Proportion(met, relevant)


@pytest.mark.parametrize(
    ("proportion", "name"),
    [
        (Proportion(8, 17), "Inadequate"),
        (Proportion(9, 18), "Requires improvement"),
        (Proportion(13, 20), "Good"),
        (Proportion(39, 49), "Good"),
        (Proportion(20, 25), "Outstanding"),
        (Proportion(0, 20), "Inadequate"),
        (Proportion(20, 20), "Outstanding"),
    ],
)
def test_a_band_begins_at_its_percentage_before_rounding(proportion, name):
    assert band_of(proportion, RATINGS).name == name


def test_nothing_relevant_has_no_band_and_is_near_none():
    assert band_of(Proportion(), RATINGS) is None
    assert not near_boundary(Proportion(), RATINGS)


def test_below_the_lowest_band_there_is_none():
    assert band_of(Proportion(1, 4), RATINGS[:3]) is None


@pytest.mark.parametrize(
    ("why", "proportion"),
    [
        ("five cases", Proportion(5, 5)),
        ("one case", Proportion(0, 1)),
        ("three points under Requires improvement", Proportion(8, 17)),
        ("on Requires improvement", Proportion(9, 18)),
        ("exactly five points over Outstanding", Proportion(17, 20)),
        ("exactly five points under Requires improvement", Proportion(9, 20)),
        ("one more met would be Good", Proportion(4, 7)),
        ("one fewer met would be Good", Proportion(6, 7)),
    ],
)
def test_near_a_boundary(why, proportion):
    assert near_boundary(proportion, RATINGS)


@pytest.mark.parametrize(
    "proportion",
    [Proportion(0, 6), Proportion(6, 6), Proportion(10, 30), Proportion(29, 40)],
)
def test_well_inside_a_band(proportion):
    assert not near_boundary(proportion, RATINGS)


def test_nought_is_where_the_lowest_band_starts_not_a_boundary():
    assert not near_boundary(Proportion(1, 40), RATINGS)
