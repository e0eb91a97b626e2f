"""Every figure of the published letter comes out of the Dudley sample, and no trap in it springs.

Under the catalogue as it ships, and under the one it first shipped as: a newer version may ask more, and move nothing.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sqs_tui.domain.interview import Interview, interview_figures
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.standing import State, standing
from sqs_tui.domain.tally import Tally, mean_of_cases
from tests.domain.samples import (
    CHOSEN_NA,
    CHOSEN_NA_BEFORE,
    EXPECTED,
    answer,
    catalogue,
    dashes,
    dudley,
    dudley_interviews,
    earlier,
)

ASKED = catalogue()
CASES = dudley()
HEARD = [standing(ASKED, one) for one in CASES]
TALLY = Tally.of(ASKED, HEARD)
NA = CHOSEN_NA
#: What 2016.2 asks beyond the published sample: gates, which are in no section.
SINCE = {"RR11b": (0, 3), "PP05b": (8, 12), "PC05b": (11, 12)}


@pytest.fixture(autouse=True, params=["2016.1", "2016.2"])
def version(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test of this file, under each version of the catalogue."""
    is_first = request.param == "2016.1"
    asked = earlier() if is_first else catalogue()
    cases = dudley(before=is_first)
    heard = [standing(asked, one) for one in cases]
    told = {"ASKED": asked, "CASES": cases, "HEARD": heard, "TALLY": Tally.of(asked, heard)}
    for name, value in {**told, "NA": CHOSEN_NA_BEFORE if is_first else CHOSEN_NA}.items():
        monkeypatch.setattr(f"{__name__}.{name}", value)
    assert asked.version == request.param
    return str(request.param)


SECTIONS = [
    ("1", 32, 44, "72.7", "76.6", "69.6", 5),
    ("2", 43, 59, "72.9", "74.4", "72.2", 7),
    ("3", 38, 67, "56.7", "63.0", "51.5", 8),
    ("4", 83, 105, "79.0", "82.7", "78.7", 11),
    ("5", 3, 14, "21.4", "21.4", "21.4", 1),
]

PER_CASE = """\
01 4/4 6/6 7/7 8/8 1/1
02 2/2 2/2 0/0 5/6 0/1
03 4/4 6/6 5/6 9/9 1/1
04 0/2 1/3 0/4 4/6 0/1
05 1/4 3/6 4/7 6/9 0/1
06 2/2 0/0 2/3 4/5 0/1
07 4/4 6/6 7/7 9/9 1/1
08 0/2 1/3 0/6 3/7 0/1
09 4/4 6/6 6/6 9/9 0/1
10 0/4 0/6 0/4 4/9 0/1
11 2/2 0/0 5/7 4/5 0/1
12 4/4 3/6 0/5 6/9 0/1
13 1/2 3/3 0/0 5/6 0/1
14 4/4 6/6 2/5 7/8 0/1
""".splitlines()


def one_decimal(percent: Fraction | None) -> str:
    assert percent is not None
    tenths = (20 * percent.numerator + percent.denominator) // (2 * percent.denominator)
    return f"{tenths // 10}.{tenths % 10}"


def dudley_case(number: str):
    return next(one for one in CASES if one.ref == f"DUD-{number}")


@pytest.mark.parametrize(("id", "expected"), EXPECTED.items())
def test_every_criterion_has_its_k_of_n(id, expected):
    proportion = TALLY.criterion(id).proportion
    assert (proportion.met, proportion.relevant) == expected


def test_every_criterion_of_the_catalogue_is_among_the_expected(version):
    since = SINCE if version == "2016.2" else {}
    assert {*EXPECTED, *since} == set(ASKED.place)
    figures = {id: TALLY.criterion(id).proportion for id in since}
    assert {id: (figure.met, figure.relevant) for id, figure in figures.items()} == since


def test_every_dash_is_not_applicable_by_rule_or_chosen():
    stands = {
        (one.ref, id): heard.state(ASKED.place[id]) for one, heard in zip(CASES, HEARD, strict=True) for id in EXPECTED
    }
    chosen = {(f"DUD-{number}", id) for id, numbers in NA.items() for number in numbers}
    by_rule = set(dashes()) - chosen
    assert {place for place, state in stands.items() if state is State.NA} == chosen
    assert {place for place, state in stands.items() if state is State.CLOSED} == by_rule


@pytest.mark.parametrize(("section", "met", "relevant", "percent", "of_criteria", "of_cases", "scored"), SECTIONS)
def test_every_section_has_its_figures(section, met, relevant, percent, of_criteria, of_cases, scored):
    figure = TALLY.section(section)
    assert figure.proportion == Proportion(met, relevant)
    assert figure.proportion.one_decimal() == percent
    assert one_decimal(TALLY.mean_of_criteria(section)) == of_criteria
    assert one_decimal(mean_of_cases(ASKED, HEARD, section)) == of_cases
    assert len(ASKED.scored[section]) == scored
    assert not figure.provisional


def test_all_judgements_together():
    whole = sum((TALLY.section(section.id).proportion for section in ASKED.sections), Proportion())
    assert (whole.compact(), whole.one_decimal()) == ("199/289", "68.9")


@pytest.mark.parametrize("line", PER_CASE)
def test_every_case_has_its_own_figures(line):
    number, *figures = line.split()
    own = Tally.of(ASKED, [standing(ASKED, dudley_case(number))])
    assert [own.section(section.id).proportion.compact() for section in ASKED.sections] == figures


# The traps


def test_not_applicable_cases_are_not_in_the_denominator():
    assert TALLY.criterion("PC04").proportion.one_decimal() == "33.3"  # 28.6 over all fourteen


def test_a_review_that_was_due_and_not_done_counts_as_no():
    assert dudley_case("10").answer("RR10").factors == ("not_done",)
    assert TALLY.criterion("RR10").proportion.one_decimal() == "75.0"  # 85.7 were it not applicable


def test_half_a_point_is_rounded_up():
    assert TALLY.criterion("PP06").proportion.percent == Fraction(125, 2)
    assert TALLY.criterion("PP06").proportion.whole() == "63"


@pytest.mark.parametrize(("number", "section"), [("06", "2"), ("11", "2"), ("02", "3"), ("13", "3")])
def test_a_section_with_nothing_relevant_in_a_case_has_no_percentage(number, section):
    own = Tally.of(ASKED, [standing(ASKED, dudley_case(number))])
    assert own.section(section).proportion.whole() == "–"


def test_a_gate_shut_and_opened_again_brings_every_answer_back():
    found = dudley_case("01")
    shut = found.answering("PP01", answer("N"))
    without = TALLY.swapping(standing(ASKED, found), standing(ASKED, shut))
    assert without.criterion("PP02").proportion == Proportion(8, 11)
    back = without.swapping(standing(ASKED, shut), standing(ASKED, shut.answering("PP01", answer("Y"))))
    assert back == TALLY


def test_interviews_count_case_managers_not_cases():
    interviews = [Interview(manager, answers=answers) for manager, answers in dudley_interviews()]
    figures = interview_figures(ASKED, interviews)
    told = {id: figure.proportion.compact() for id, figure in figures.items()}
    assert told == {"IV01": "8/8", "IV02": "4/8", "IV03": "4/8", "IV04": "8/8", "IV05": "8/8", "IV06": "6/8"}


def test_what_was_not_met_is_told_from_the_other_side():
    assert TALLY.criterion("PC06").proportion.whole() == "27"
    assert TALLY.criterion("PC06").proportion.not_met.whole() == "73"


def test_two_of_three_is_shown_and_marked_small():
    proportion = TALLY.criterion("PC05").proportion
    assert (proportion.of(), proportion.whole(), proportion.is_small) == ("2 of 3", "67", True)


def test_a_replaced_case_leaves_every_base():
    found = dudley_case("03")
    gone = TALLY.swapping(standing(ASKED, found), None)
    assert gone == Tally.of(ASKED, [standing(ASKED, one) for one in CASES if one is not found])
    assert not replace(found, status="replaced").is_counted
