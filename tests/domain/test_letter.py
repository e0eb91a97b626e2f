"""A letter's sentences: what stands in braces is filled with what is true, and nothing is said where nothing is."""

from __future__ import annotations

import pytest

from sqs_tui.domain.letter import Fact, From, Only, Slot, Template, pieces, sentences, slots_of
from sqs_tui.domain.letter_facts import NAMES, Counts, dates_in_words, facts, reoffending
from sqs_tui.domain.letter_filling import Behind, Filling, Pick, State, listed
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.phrasing import IN, OF, fitting, phrased

TEMPLATE = Template("t", "c", "1", "T", (), (), bases={"RR02": "cases with a PSR"})


class Counted:
    """Figures that are written down."""

    def __init__(self, **behind: tuple[int, int]) -> None:
        self.counts = behind

    def behind(self, slot: Slot) -> Behind:
        met, relevant = self.counts.get(slot.criterion, (0, 0))
        return Behind(Proportion(met, relevant), relevant_only=True, factors=(("victims", 2),) if slot.is_list else ())


def told(text, picks=None, *, holds=None, given=None, minimum=0, **behind):
    """The sentences of a text that stand, as they read."""
    filling = Filling(TEMPLATE, Counted(**behind), given or {}, holds or {}, minimum)
    found = filling.sentences(text, {key: Pick(*pick) for key, pick in (picks or {}).items()})
    return [one.text for one in found if not one.left_out]


def test_what_stands_in_braces_is_read():
    text = (
        "{?not custody} A {area} {PC04-} {RR10:not_done of the reviews} {AS08@court} {PC04:*} {from e-1} {nothing here}"
    )
    found = [piece for piece in pieces(text, NAMES) if not isinstance(piece, str)]
    assert found == [
        Only("custody", False),
        Fact("area"),
        Slot("PC04", missed=True),
        Slot("RR10", "not_done", frame="of", base="the reviews"),
        Slot("AS08", group="court"),
        Slot("PC04", "*"),
        From("e-1"),
    ]
    assert [slot.key for slot in slots_of(text, NAMES)] == ["PC04-", "RR10:not_done", "AS08@court", "PC04:*"]


def test_a_paragraph_is_read_sentence_by_sentence():
    assert sentences("It was 4.5 points off. {PC04 of plans} did. “Yes.” Then no.") == [
        "It was 4.5 points off.",
        "{PC04 of plans} did.",
        "“Yes.”",
        "Then no.",
    ]


@pytest.mark.parametrize(
    ("words", "frame", "base", "said"),
    [
        ("all", IN, "relevant cases", "in all relevant cases"),
        ("none", IN, "relevant cases", "in none of the relevant cases"),
        ("two of the three", IN, "custody cases", "in two of the three custody cases"),
        ("all but two", IN, "cases", "in all but two of the cases"),
        ("three-quarters", IN, "relevant cases", "in three-quarters of relevant cases"),
        ("half", IN, "relevant cases", "in half of the relevant cases"),
        ("in one case", IN, "relevant cases", "in one relevant case"),
        ("in one case", IN, "the cases where a review was due", "in one of the cases where a review was due"),
        ("in eight cases", IN, "cases", "in eight cases"),
        ("in eight cases", OF, "the PSRs", "eight of the PSRs"),
        ("generally", IN, "cases", "generally"),
        ("most", OF, "the PSRs", "most of the PSRs"),
        ("about half", OF, "the case managers we interviewed", "about half of the case managers we interviewed"),
        ("four of the eight", OF, "the case managers we interviewed", "four of the eight case managers we interviewed"),
        ("four of the eight", OF, "them", "four of the eight"),
        ("in one case", OF, "case managers", "one case manager"),
    ],
)
def test_words_take_their_noun(words, frame, base, said):
    assert phrased(words, frame, base) == said


def test_everything_offered_can_be_said_of_any_base_in_any_place():
    for relevant in range(1, 61):
        for met in range(relevant + 1):
            for frame in (IN, OF):
                for base in ("relevant cases", "the PSRs", "them"):
                    for offer in fitting(Proportion(met, relevant), frame):
                        said = phrased(offer.words, frame, base)
                        assert "in in " not in said
                        assert "of of" not in said
                        assert not said.startswith("of ")


def test_a_sentence_without_anything_relevant_is_left_out_not_said_of_none():
    assert told("In custody it was good {PC05 in custody cases}. It was fine.") == ["It was fine."]


def test_a_sentence_about_what_fell_short_is_left_out_where_nothing_did():
    assert told("Reviews fell short {PC06-}.", PC06=(8, 8)) == []
    assert told("None was made {PC06:not_done}.", PC06=(0, 8)) == []
    assert told("It was good {PC06}.", {"PC06": ("none", "0 of 8")}, PC06=(0, 8)) == [
        "It was good in none of the relevant cases."
    ]


def test_a_sentence_begins_with_a_capital_whatever_fills_it():
    picks = {"RR02": ("all but two", "6 of 8")}
    assert told("{RR02 of the PSRs} did.", picks, RR02=(6, 8)) == ["All but two of the PSRs did."]


def test_the_base_is_the_sentences_own_or_the_templates_or_relevant_cases():
    picks = {"RR02": ("all but two", "6 of 8"), "PC04": ("one-third", "4 of 12")}
    assert told("Good {RR02}.", picks, RR02=(6, 8)) == ["Good in all but two of the cases with a PSR."]
    assert told("Good {PC04}.", picks, PC04=(4, 12)) == ["Good in one-third of relevant cases."]


def test_a_condition_keeps_its_sentence_only_where_it_holds():
    assert told("{?custody} Kept. {?not custody} Gone.", holds={"custody": True}) == ["Kept."]


def test_no_words_stand_that_nobody_picked_and_a_moved_figure_is_told_old_and_new():
    filling = Filling(TEMPLATE, Counted(PC04=(5, 12)), {}, {})
    (sentence,) = filling.sentences("Good {PC04}.", {})
    assert (sentence.is_open, sentence.filled[0].state) == (True, State.OPEN)
    assert "5 of 12" in sentence.draft
    (sentence,) = filling.sentences("Good {PC04}.", {"PC04": Pick("one-third", "4 of 12")})
    assert (sentence.has_moved, sentence.filled[0].state) == (True, State.FALSE)
    assert "was 4 of 12, now 5 of 12" in sentence.draft
    (sentence,) = filling.sentences("Good {PC04}.", {"PC04": Pick("a minority", "4 of 12")})
    assert sentence.filled[0].state is State.MOVED


def test_a_minimum_base_leaves_sentences_about_fewer_out():
    picks = {"PC05": ("two of the three", "2 of 3")}
    assert told("Good {PC05}.", picks, minimum=3, PC05=(2, 3)) != []
    assert told("Good {PC05}.", {"PC05": ("half", "1 of 2")}, minimum=3, PC05=(1, 2)) == []


def test_factors_are_listed_as_the_author_picks_them():
    assert told("Noted: {PP02:*}.", {"PP02:*": ("victims", "victims 2")}, PP02=(1, 3)) == ["Noted: victims."]
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["health", "education, training or work"]) == "health; and education, training or work"


# Facts


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("2016-05-23/2016-05-25", "from 23 to 25 May 2016"),
        ("2016-04-04/2016-04-07", "from 4 to 7 April 2016"),
        ("2016-05-30/2016-06-01", "from 30 May to 1 June 2016"),
        ("2015-12-31/2016-01-02", "from 31 December 2015 to 2 January 2016"),
        ("2016-05-23/2016-05-23", "on 23 May 2016"),
        ("", ""),
    ],
)
def test_the_days_of_fieldwork(kept, said):
    assert dates_in_words(kept) == said


@pytest.mark.parametrize(
    ("now", "before", "average", "said"),
    [
        ("32.6", "31.9", "37.8", "worse than the year before, but much better than"),
        ("37.7", "38.9", "38.0", "better than the year before and better than"),
        ("38.0", "38.0", "38.0", "the same as the year before and the same as"),
        ("43.0", "38.0", "38.0", "much worse than the year before and much worse than"),
        ("42.9", "", "38.0", "was 42.9%: worse than the average"),
        ("42.9", "", "", "was 42.9%."),
    ],
)
def test_the_reoffending_sentence(now, before, average, said):
    details = {
        "area": "X",
        "reoffending_this_year": now,
        "reoffending_year_before": before,
        "reoffending_england_wales": average,
    }
    assert said in reoffending(details)


def test_without_a_reoffending_figure_nothing_is_said():
    assert reoffending({"area": "X", "reoffending_england_wales": "37.8"}) == ""


def test_numbers_are_spelt_to_twelve_and_an_unknown_one_is_missing():
    assert facts({}, {}, Counts(12))["cases"] == "twelve cases"
    assert facts({}, {}, Counts(47))["cases"] == "47 cases"
    assert facts({}, {}, Counts(1))["cases"] == "one case"
    assert facts({}, {}, Counts(0))["cases"] == ""
    assert facts({"area": "A and B", "vocabulary": "YOT"}, {}, Counts(1))["service"] == "A and B Youth Offending Team"
