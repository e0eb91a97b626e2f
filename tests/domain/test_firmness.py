"""How firm a proportion is: the range holds it, the extremes enclose it, and words are said to hold only where true."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from sqs_tui.domain.firmness import extremes, one_more, wilson
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.wording import candidates

proportions = st.integers(1, 150).flatmap(
    lambda relevant: st.integers(0, relevant).map(lambda met: Proportion(met, relevant))
)


@pytest.mark.parametrize(
    ("met", "relevant", "low", "high"),
    [  # Of statsmodels' proportion_confint(method="wilson"), to four places.
        (8, 10, 0.4902, 0.9433),
        (9, 12, 0.4677, 0.9111),
        (3, 14, 0.0757, 0.4759),
        (2, 3, 0.2077, 0.9385),
        (0, 5, 0.0, 0.4345),
        (14, 14, 0.7847, 1.0),
    ],
)
def test_wilson_is_as_published(met: int, relevant: int, low: float, high: float) -> None:
    assert wilson(Proportion(met, relevant)) == pytest.approx((low, high), abs=0.0001)


def test_nothing_relevant_has_no_range() -> None:
    assert wilson(Proportion()) is None


@given(proportions)
def test_the_range_holds_the_share_and_stays_between_none_and_all(proportion: Proportion) -> None:
    low, high = wilson(proportion) or (2.0, -1.0)
    assert 0 <= low <= proportion.met / proportion.relevant <= high <= 1


@given(proportions)
def test_told_from_the_other_side_it_is_the_same_range(proportion: Proportion) -> None:
    low, high = wilson(proportion) or (0.0, 0.0)
    other_low, other_high = wilson(proportion.not_met) or (0.0, 0.0)
    assert (1 - high, 1 - low) == pytest.approx((other_low, other_high))


@given(proportions, st.integers(2, 5))
def test_more_cases_of_the_same_share_make_it_narrower(proportion: Proportion, times: int) -> None:
    low, high = wilson(proportion) or (0.0, 0.0)
    more_low, more_high = wilson(Proportion(proportion.met * times, proportion.relevant * times)) or (0.0, 1.0)
    assert more_high - more_low < high - low


@given(proportions, st.integers(0, 40), st.data())
def test_whatever_open_answers_come_to_lies_between_the_extremes(
    proportion: Proportion, still_open: int, data: st.DataObject
) -> None:
    yes = data.draw(st.integers(0, still_open))
    worst, best = extremes(proportion, still_open)
    came = Proportion(proportion.met + yes, proportion.relevant + still_open)
    assert worst.met <= came.met <= best.met
    assert worst.relevant == came.relevant == best.relevant
    assert (worst.met, worst.relevant) == (proportion.met, proportion.relevant) or still_open


@given(proportions)
def test_words_hold_after_one_more_only_where_they_are_true_of_it(proportion: Proportion) -> None:
    for turn in one_more(proportion):
        assert turn.proportion.relevant == proportion.relevant + 1
        assert turn.words == candidates(turn.proportion)
        assert set(turn.kept) == set(candidates(proportion)) & set(turn.words)


def test_one_more_no_ends_all_and_one_more_yes_ends_none() -> None:
    assert [turn.kept for turn in one_more(Proportion(8, 8))] == [("all",), ()]
    assert [turn.kept for turn in one_more(Proportion(0, 8))] == [(), ("none",)]
    assert one_more(Proportion(8, 8))[1].words[0] == "all but one"


def test_before_anything_is_relevant_there_are_no_words_to_hold() -> None:
    assert [turn.words[0] for turn in one_more(Proportion())] == ["all", "none"]
