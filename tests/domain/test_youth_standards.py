"""The second catalogue shows its lowest key question with a band: rules.md, The youth standards."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from sqs_tui.domain.percent import Proportion, band_of, near_boundary
from sqs_tui.domain.picking import pages
from sqs_tui.domain.standing import standing
from sqs_tui.domain.tally import SectionFigure, Tally
from tests.domain.samples import SQS, YOUTH, case, catalogue

ASKED = catalogue(YOUTH)
ALL_YES = {one.id: "Y" for one in ASKED.criteria}


def tally(**met_of: tuple[int, int]) -> Tally:
    """A tally in which each key question named has so many met of so many relevant, and every other none relevant."""
    most = max(of for _, of in met_of.values())
    scored = [one.id for one in ASKED.criteria if one.is_scored]
    cases = []
    for number in range(most):
        answers = dict(ALL_YES)
        for id in scored:
            met, of = met_of.get(id, (0, 0))
            answers[id] = "Y" if number < met else "N" if number < of else "NA"
        cases.append(case(answers))
    return Tally.of(ASKED, (standing(ASKED, one) for one in cases))


def planning(safe: tuple[int, int], others: tuple[int, int], desistance: tuple[int, int]) -> SectionFigure:
    return tally(PL05=desistance, PL09=safe, PL13=others).section("PL")


@pytest.mark.parametrize(
    ("met", "relevant", "band"),
    [
        (8, 17, "Inadequate"),
        (9, 18, "Requires improvement"),
        (13, 20, "Good"),
        (20, 25, "Outstanding"),
        (39, 49, "Good"),
        (0, 10, "Inadequate"),
        (10, 10, "Outstanding"),
    ],
)
def test_bands_are_tested_before_rounding(met, relevant, band):
    assert band_of(Proportion(met, relevant), ASKED.bands).title == band
    assert tally(AS08=(met, relevant)).section("AS").band.title == band


def test_a_standard_is_its_lowest_key_question_by_name():
    figure = planning(safe=(8, 17), others=(13, 20), desistance=(20, 25))
    assert (figure.band.title, figure.lowest, figure.proportion) == ("Inadequate", ("PL09",), Proportion(8, 17))
    assert not figure.incomplete


def test_a_key_question_with_nothing_relevant_is_left_out_and_marked():
    figure = planning(safe=(0, 0), others=(13, 20), desistance=(20, 25))
    assert (figure.band.title, figure.lowest, figure.incomplete) == ("Good", ("PL13",), True)


def test_a_standard_with_nothing_relevant_has_no_band():
    figure = tally(AS08=(1, 2)).section("PL")
    assert (figure.band, figure.proportion.whole(), figure.lowest) == (None, "–", ())


def test_every_key_question_that_shares_the_lowest_place_is_named():
    figure = planning(safe=(8, 16), others=(10, 20), desistance=(20, 25))
    assert (figure.lowest, figure.band.title, figure.proportion) == (
        ("PL09", "PL13"),
        "Requires improvement",
        Proportion(8, 16),
    )


@pytest.mark.parametrize(("of", "rated"), [(1, False), (9, False), (10, True), (11, True)])
def test_no_band_is_told_where_a_key_question_rests_on_fewer_cases_than_the_catalogue_states(of, rated):
    """Counted in cases: twenty-five judgements of one key question make up for no case of another."""
    figures = tally(AS08=(25, 25), AS12=(25, 25), AS17=(of, of))
    figure = figures.section("AS")
    assert ASKED.least_cases == 10
    assert (figure.band is not None, figure.lowest != (), figure.too_few) == (rated, rated, not rated)
    assert figure.proportion == (Proportion(25, 25) if rated else Proportion(50 + of, 50 + of))


def test_no_total_is_told_while_one_standard_rests_on_too_few_cases():
    plenty = {one.id: (10, 10) for one in ASKED.criteria if one.is_scored}
    assert tally(**plenty).total() is not None
    assert tally(**{**plenty, "RV13": (9, 9)}).total() is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("YNA"), min_size=3, max_size=60), st.integers(2, 12))
def test_a_standard_is_what_a_plain_count_of_its_key_questions_comes_to(verdicts, least):
    """The rule read a second time, from rules.md, Bands, and the base that the catalogue states."""
    asked = replace(ASKED, least_cases=least)
    ids = ("AS08", "AS12", "AS17")
    rows = [dict(zip(ids, verdicts[place : place + 3], strict=False)) for place in range(0, len(verdicts), 3)]
    told = [case({id: {"A": "NA"}.get(verdict, verdict) for id, verdict in row.items()}) for row in rows]
    figure = Tally.of(asked, (standing(asked, one) for one in told)).section("AS")
    count = {id: [row.get(id) for row in rows] for id in ids}
    shares = {id: (found.count("Y"), found.count("Y") + found.count("N")) for id, found in count.items()}
    shares = {id: share for id, share in shares.items() if share[1]}
    if any(of < least for _, of in shares.values()):
        met, of = map(sum, zip(*shares.values(), strict=True))
        assert (figure.proportion, figure.band, figure.lowest) == (Proportion(met, of), None, ())
    elif shares:
        low = min(Fraction(met, of) for met, of in shares.values())
        assert figure.lowest == tuple(id for id, (met, of) in shares.items() if Fraction(met, of) == low)
        points = 3 if 100 * low >= 80 else 2 if 100 * low >= 65 else 1 if 100 * low >= 50 else 0
        assert (figure.band.points, figure.too_few) == (points, False)


def test_the_local_total_of_twelve_adds_up_points():
    figures = tally(
        AS08=(8, 17), AS12=(20, 25), AS17=(20, 25), PL05=(13, 20), PL09=(20, 25), PL13=(20, 25),
        DL06=(20, 25), DL08=(20, 25), DL11=(20, 25), RV05=(20, 25), RV09=(20, 25), RV13=(20, 25),
    )  # fmt: skip
    points, best, band = figures.total()
    assert [figures.section(id).band.title for id in ("AS", "PL", "DL", "RV")] == [
        "Inadequate", "Good", "Outstanding", "Outstanding",
    ]  # fmt: skip
    assert (points, best, band.title) == (8, 12, "Good")


def test_there_is_no_total_while_a_standard_is_not_rated():
    assert tally(AS08=(1, 2)).total() is None


def test_the_total_is_for_court_orders_alone():
    assert ASKED.total.group == "court"
    assert ASKED.total.sections == ("AS", "PL", "DL", "RV")


@pytest.mark.parametrize(
    ("met", "relevant", "near"),
    [(3, 5, True), (60, 100, True), (59, 100, False), (7, 9, True), (75, 100, True), (72, 100, False), (0, 0, False)],
)
def test_figures_near_a_boundary_are_marked(met, relevant, near):
    assert near_boundary(Proportion(met, relevant), ASKED.bands) is near


def test_the_sqs_catalogue_shows_no_bands():
    asked = catalogue()
    assert (asked.aggregate, asked.bands, asked.total) == ("pooled", (), None)
    assert Tally.of(asked, [standing(asked, case())]).total() is None


def test_the_catalogue_has_the_criteria_it_says():
    kinds = [one.kind.value for one in ASKED.criteria]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"score": 12, "gate": 8, "detail": 38}
    assert len(ASKED.every_criterion) == 63


def test_management_oversight_is_asked_of_every_case_and_is_in_no_rating():
    (oversight,) = [one for one in ASKED.criteria if one.section == "OV"]
    assert (oversight.id, oversight.extended, oversight.oversight, oversight.is_scored) == ("OV01", False, True, False)


@pytest.mark.parametrize("name", [SQS, YOUTH])
def test_factors_come_twelve_on_the_first_page_life_domains_on_the_second_and_none_in_circles(name):
    for one in catalogue(name, extended=True).every_criterion:
        offered = pages(one.factors)
        assert len(offered) <= 2, one.id
        assert not offered or len(offered[0][1]) <= 12, one.id
        assert not {"desistance", "strengths"} & one.factor_titles.keys(), one.id
        titles = [title for title, _ in offered]
        assert "What bears on offending" not in titles or titles.index("What bears on offending") == 1, one.id


def test_the_sqs_catalogue_has_the_criteria_it_says():
    asked = catalogue()
    kinds = [one.kind.value for one in asked.criteria]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"score": 32, "gate": 9, "detail": 5}
    assert [len(asked.scored[id]) for id in "12345"] == [5, 7, 8, 11, 1]
    assert {one.id for one in asked.every_criterion if one.extended} == {"RR01b", "RR13", "PP02b", "PC11"}
    assert len(asked.interview_items) - 1 == 6  # and the text item
