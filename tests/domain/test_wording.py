"""The words the letter uses are offered, and no word is offered that is not true."""

from __future__ import annotations

import pytest

from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.wording import candidates, loose, offers, spelt

REACHABLE = [Proportion(met, relevant) for relevant in range(1, 151) for met in range(relevant + 1)]

MET, NOT_MET = "met", "not met"
DUDLEY = [
    ("1.1", "RR01", 8, 14, MET, "in eight cases"),
    ("1.1", "RR03", 8, 8, MET, "all"),
    ("1.1", "RR04", 8, 8, MET, "all"),
    ("1.1", "RR05", 8, 8, MET, "all"),
    ("1.1", "RR02", 6, 8, MET, "the large majority"),
    ("1.1", "RR02", 6, 8, NOT_MET, "a few"),
    ("1.1", "SS04", 5, 8, MET, "not always"),
    ("1.2", "RR06", 14, 14, MET, "all"),
    ("1.2", "RR07", 14, 14, MET, "all"),
    ("1.2", "RR08", 11, 14, MET, "generally"),
    ("1.3", "RR08", 11, 14, NOT_MET, "a few"),
    ("1.4", "RR09", 8, 14, MET, "in eight cases"),
    ("1.4", "RR10", 6, 8, MET, "all but two"),
    ("1.4", "RR10 not done", 1, 8, MET, "in one case"),
    ("1.5", "RR11", 3, 3, MET, "all"),
    ("1.5", "RR12", 6, 11, NOT_MET, "several"),
    ("2.1", "PP02", 9, 12, MET, "three-quarters"),
    ("2.2", "PP03", 3, 3, MET, "all"),
    ("2.2", "PP04", 6, 8, MET, "generally"),
    ("2.2", "PP04", 6, 8, NOT_MET, "some"),
    ("2.3", "PP05", 10, 12, MET, "in most instances"),
    ("2.3", "PP06", 5, 8, MET, "not all"),
    ("2.3", "PP07", 5, 8, MET, "not all"),
    ("2.3", "PP08", 5, 8, MET, "not all"),
    ("3.1", "PC02", 8, 12, MET, "two-thirds"),
    ("3.1", "PC02", 8, 12, MET, "not always"),
    ("3.1", "PC03", 7, 7, MET, "all"),
    ("3.2", "PC04", 4, 12, MET, "one-third"),
    ("3.3", "PC05", 2, 3, MET, "two of the three"),
    ("3.4", "PC06", 3, 11, NOT_MET, "almost three-quarters"),
    ("3.4", "PC07", 6, 12, NOT_MET, "half"),
    ("3.5", "PC09", 4, 5, MET, "almost always"),
    ("3.5", "PC09", 4, 5, MET, "all but one"),
    ("3.5", "PC10", 4, 5, MET, "in most instances"),
    ("4.1", "SS01", 8, 8, MET, "all"),
    ("4.1", "SS02", 13, 14, MET, "generally"),
    ("4.2", "SS03", 5, 14, MET, "not all"),
    ("4.3", "SS06", 11, 11, MET, "all"),
    ("4.3", "SS07", 3, 3, MET, "all"),
    ("4.3", "SS08", 3, 3, MET, "all"),
    ("4.3", "SS09", 13, 14, MET, "generally"),
    ("4.4", "SS10", 12, 14, MET, "generally"),
    ("4.5", "SS12", 6, 6, MET, "all"),
    ("Operational management", "IV01", 8, 8, MET, "all"),
    ("Operational management", "IV02", 4, 8, MET, "about half"),
    ("Operational management", "IV03", 4, 8, MET, "half"),
    ("Operational management", "IV04", 8, 8, MET, "all"),
    ("Operational management", "IV05", 8, 8, MET, "all"),
    ("Operational management", "IV06", 6, 8, MET, "many"),
    ("Operational management", "OM01", 3, 14, MET, "a small number"),
    ("Operational management", "PC04", 4, 12, MET, "not always"),
]


@pytest.mark.parametrize(("paragraph", "criterion", "met", "relevant", "side", "words"), DUDLEY)
def test_the_dudley_letter_could_be_written(paragraph, criterion, met, relevant, side, words):
    proportion = Proportion(met, relevant)
    told = proportion if side == MET else proportion.not_met
    assert words in candidates(told) + loose(told)


@pytest.mark.parametrize(
    ("paragraph", "criterion", "proportion", "words"),
    [
        ("4.1", "SS02", Proportion(13, 14), "all but one"),
        ("4.2", "SS03", Proportion(5, 14), "a minority"),
        ("4.3", "SS06", Proportion(11, 11), "all"),
        ("4.3", "SS09", Proportion(13, 14), "almost all"),
        ("4.4", "SS10", Proportion(12, 14), "most"),
        ("4.5", "SS12", Proportion(6, 6), "all"),
    ],
)
def test_what_the_letter_leaves_unsaid_can_be_said(paragraph, criterion, proportion, words):
    assert words in candidates(proportion)


@pytest.mark.parametrize(
    ("proportion", "best"),
    [
        (Proportion(2, 3), "two of the three"),
        (Proportion(6, 8), "all but two"),
        (Proportion(4, 5), "all but one"),
        (Proportion(5, 9), "five of the nine"),
        (Proportion(8, 11), "almost three-quarters"),
        (Proportion(9, 12), "three-quarters"),
        (Proportion(6, 12), "half"),
        (Proportion(12, 14), "most"),
        (Proportion(1, 1), "all"),
        (Proportion(0, 3), "none"),
    ],
)
def test_small_bases_are_counted_and_larger_ones_put_into_words(proportion, best):
    assert candidates(proportion)[0] == best


def test_every_kind_of_word_is_offered_best_first():
    assert candidates(Proportion(6, 8)) == (
        "all but two",
        "six of the eight",
        "three-quarters",
        "the large majority",
    )
    assert candidates(Proportion(3, 12)) == (
        "one-quarter",
        "a minority",
        "a few",
        "three of the twelve",
    )
    assert loose(Proportion(9, 10)) == (
        "almost always",
        "in most instances",
        "generally",
        "many",
        "not all",
        "not always",
    )


@pytest.mark.parametrize(
    ("proportion", "words"),
    [
        (Proportion(90, 100), "almost all"),
        (Proportion(899, 1000), "most"),
        (Proportion(80, 100), "most"),
        (Proportion(39, 49), "the large majority"),
        (Proportion(65, 100), "the large majority"),
        (Proportion(649, 1000), "the majority"),
        (Proportion(51, 100), "the majority"),
        (Proportion(50, 100), "half"),
        (Proportion(49, 100), "a minority"),
        (Proportion(25, 100), "a minority"),
        (Proportion(249, 1000), "a small number"),
        (Proportion(10, 100), "a small number"),
        (Proportion(99, 1000), "very few"),
    ],
)
def test_a_band_word_begins_at_its_percentage_before_rounding(proportion, words):
    assert words in candidates(proportion)


def test_half_is_half_before_it_is_about_half():
    assert candidates(Proportion(10, 20))[:2] == ("half", "about half")


def test_a_large_base_keeps_its_single_exception():
    assert "in one case" in candidates(Proportion(1, 40))
    assert "all but one" in candidates(Proportion(39, 40))


def test_nothing_relevant_has_no_words():
    assert candidates(Proportion()) == loose(Proportion()) == ()


def test_all_and_none_are_said_plainly():
    for relevant in range(2, 151):
        assert candidates(Proportion(relevant, relevant)) == ("all",)
        assert candidates(Proportion(0, relevant)) == ("none",)
        assert loose(Proportion(relevant, relevant)) == loose(Proportion(0, relevant)) == ()


def test_numbers_are_spelt_to_twelve():
    assert " ".join(spelt(number) for number in range(1, 14)) == (
        "one two three four five six seven eight nine ten eleven twelve 13"
    )


# What each phrase claims of k met among n, read a second time and in whole numbers only.

PARTS = {
    "one-quarter": (1, 4),
    "one-third": (1, 3),
    "half": (1, 2),
    "two-thirds": (2, 3),
    "three-quarters": (3, 4),
}


def within(k, n, name, least, most):
    """From so many points to so many points above a named fraction."""
    part, whole = PARTS[name]
    return least * n * whole <= 100 * (k * whole - part * n) <= most * n * whole


def is_fraction(k, n, name):
    return within(k, n, name, -1, 1)


def is_almost(k, n, name):
    return within(k, n, name, -4, 0) and not is_fraction(k, n, name)


def is_just_over(k, n, name):
    return within(k, n, name, 0, 4) and not is_fraction(k, n, name)


BAND_CLAIMS = {
    "all": lambda k, n: k == n,
    "almost all": lambda k, n: 90 * n <= 100 * k and k < n,
    "most": lambda k, n: 80 * n <= 100 * k < 90 * n,
    "the large majority": lambda k, n: 65 * n <= 100 * k < 80 * n,
    "the majority": lambda k, n: 2 * k > n and 100 * k < 65 * n,
    "a minority": lambda k, n: 25 * n <= 100 * k and 2 * k < n,
    "a small number": lambda k, n: 10 * n <= 100 * k < 25 * n,
    "a few": lambda k, n: k >= 2 and 4 * k <= n,
    "very few": lambda k, n: 0 < 100 * k < 10 * n,
    "none": lambda k, n: k == 0,
}
FRACTION_CLAIMS = {
    prefix + name: lambda k, n, claim=claim, name=name: claim(k, n, name)
    for name in PARTS
    for prefix, claim in (("", is_fraction), ("almost ", is_almost), ("just over ", is_just_over))
}
COUNT_CLAIMS = {
    "all but one": lambda k, n: n >= 4 and n - k == 1,
    "all but two": lambda k, n: n >= 7 and n - k == 2,
    "in one case": lambda k, n: k == 1,
}
ABOUT_HALF = {"about half": lambda k, n: 45 * n <= 100 * k <= 55 * n}
CLAIMS = COUNT_CLAIMS | FRACTION_CLAIMS | ABOUT_HALF | BAND_CLAIMS
LOOSE_CLAIMS = {
    "almost always": lambda k, n: (n - k == 1 and n >= 4) if n <= 8 else 10 * k >= 9 * n,
    "in most instances": lambda k, n: 10 * k >= 7 * n,
    "generally": lambda k, n: 10 * k >= 7 * n,
    "many": lambda k, n: 100 * k >= 65 * n,
    "several": lambda k, n: k >= 2 and 15 * n <= 100 * k <= 50 * n,
    "some": lambda k, n: k >= 2 and 15 * n <= 100 * k <= 50 * n,
    "not all": lambda k, n: True,
    "not always": lambda k, n: True,
}


def true_phrases(claims, k, n):
    return {phrase for phrase, is_true in claims.items() if is_true(k, n)}


def test_a_phrase_is_offered_exactly_when_it_is_true():
    for proportion in REACHABLE:
        k, n = proportion.met, proportion.relevant
        expected = true_phrases(CLAIMS, k, n)
        if 0 < k < n <= 12:
            expected.add(f"{spelt(k)} of the {spelt(n)}")
        if 1 < k <= 12 < n and k < n:
            expected.add(f"in {spelt(k)} cases")
        assert set(candidates(proportion)) == expected, proportion


def test_a_loose_word_is_offered_exactly_when_it_is_true_and_not_of_all_or_none():
    for proportion in REACHABLE:
        k, n = proportion.met, proportion.relevant
        expected = true_phrases(LOOSE_CLAIMS, k, n) if 0 < k < n else set()
        assert set(loose(proportion)) == expected, proportion


def test_what_is_offered_says_which_words_are_loose_and_when_they_are_true():
    for proportion in REACHABLE:
        offered = offers(proportion)
        assert tuple(one.words for one in offered if not one.is_loose) == candidates(proportion)
        assert tuple(one.words for one in offered if one.is_loose) == loose(proportion)
    assert {one.words: one.range for one in offers(Proportion(9, 12))}["many"] == "65% or more, but not all"


def test_there_is_always_something_to_say_and_it_is_said_once():
    for proportion in REACHABLE:
        strict = candidates(proportion)
        phrases = strict + loose(proportion)
        assert strict, proportion
        assert len(phrases) == len(set(phrases)), proportion


def test_almost_is_always_under_and_just_over_always_over():
    for proportion in REACHABLE:
        for phrase in candidates(proportion):
            for name, (part, whole) in PARTS.items():
                if phrase == f"almost {name}":
                    assert proportion.met * whole < part * proportion.relevant
                if phrase == f"just over {name}":
                    assert proportion.met * whole > part * proportion.relevant


def test_thirteen_of_fourteen_is_never_all():
    nearly = Proportion(13, 14)
    assert "all" not in candidates(nearly) + loose(nearly)
    assert "almost all" not in candidates(Proportion(14, 14))
    assert "very few" not in candidates(Proportion(0, 14))


def test_the_two_sides_share_no_words_but_half():
    for proportion in REACHABLE:
        if 2 * proportion.met != proportion.relevant:
            both = set(candidates(proportion)) & set(candidates(proportion.not_met))
            assert both <= {"half", "about half"}, proportion
