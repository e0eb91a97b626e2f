"""What a text claims in numbers is found; what only sounds like it is not."""

from __future__ import annotations

import pytest

from sqs_tui.domain.claims import claims, names, untraced
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.phrasing import IN, OF, phrased
from sqs_tui.domain.wording import candidates, loose


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Most plans were good.", ["Most"]),
        ("Plans were good in many cases.", ["in many cases"]),
        ("A few reports could be better.", ["A few"]),
        ("Reviews fell short in almost three-quarters of cases.", ["almost three-quarters"]),
        ("This was so in two of the three relevant cases.", ["two of the three"]),
        ("In eight cases a review was due.", ["eight"]),
        ("All but two had been done.", ["All but two"]),
        ("All of the case managers knew.", ["All of the"]),
        ("All were concise.", ["All"]),
        ("The large majority of reports were fit.", ["The large majority"]),
        ("It was done in 75% of cases.", ["75%"]),
        ("Case managers generally knew.", ["generally"]),
        ("Work was good in two-thirds of the cases we looked at.", ["two-thirds"]),
        ("It was, in all cases, good.", ["in all"]),
        ("Not all plans were.", ["Not all"]),
    ],
)
def test_claims_are_found(text, found):
    assert [claim.words for claim in claims(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "The most recent plan met all the needs of the child.",
        "At all times, staff were at most a call away.",
        "Overall, the most important step came first.",
        "They wanted one another to do well.",
        "It took some time.",
    ],
)
def test_what_only_sounds_like_it_is_left_alone(text):
    assert claims(text) == []


def test_words_bound_to_a_place_are_traced_and_others_are_not():
    text = "Plans were good in one-third of relevant cases, though most had objectives."
    assert [claim.words for claim in untraced(text, ["in one-third of relevant cases"])] == ["most"]


def test_everything_the_letter_can_say_of_a_proportion_is_a_claim():
    for proportion in (Proportion(met, relevant) for relevant in range(1, 41) for met in range(relevant + 1)):
        for words in candidates(proportion) + loose(proportion):
            for frame in (IN, OF):
                said = phrased(words, frame, "relevant cases")
                assert claims(f"This was so {said}."), said


def test_words_that_were_picked_are_never_untraced():
    for proportion in (Proportion(met, relevant) for relevant in range(1, 41) for met in range(relevant + 1)):
        for words in candidates(proportion) + loose(proportion):
            for base in ("relevant cases", "the case managers we interviewed", "them"):
                said = phrased(words, OF, base)
                assert list(untraced(f"{said} had a plan.", [said])) == [], said


def test_names_are_words_with_a_capital_inside_a_sentence():
    assert names("- 1.2. Case managers met. Then they did.") == []
    assert names("The worker met Liam Brown at school. He was glad.") == ["Liam Brown"]
