"""The running tally is the full count, always; and the full count is the plain one."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from sqs_tui.domain.case import Case
from sqs_tui.domain.standing import standing, standing_after
from sqs_tui.domain.tally import Tally, mean_of_cases
from tests.domain.samples import SQS, TOLD, WAYS, YOUTH, answer, case, catalogue, plain_count, random_case

STEPS = 400


def counted(asked, cases) -> Tally:
    return Tally.of(asked, (standing(asked, one) for one in cases if one.is_counted))


def told(tally: Tally) -> dict[str, dict[str, int]]:
    """The figures of a tally in the words of the plain count."""
    figures = {id: tally.criterion(id) for id in tally.catalogue.place}
    return {
        id: {
            "Y": figure.proportion.met,
            "N": figure.proportion.not_met.met,
            "NA": figure.chosen_na,
            "U": figure.cannot_judge,
            "closed": figure.closed,
            "parked": figure.parked,
            "blank": figure.blank,
        }
        for id, figure in figures.items()
    }


@pytest.mark.parametrize(("name", "extended"), WAYS)
def test_swapping_one_standing_for_another_is_counting_again(name, extended):
    """Answers, gates, parks, clears, replaced cases and going back: after each the tally is the full count."""
    swapped(name, extended, STEPS)


@pytest.mark.long
@pytest.mark.parametrize(("name", "extended"), WAYS)
def test_however_often_one_is_swapped_it_is_counting_again(name, extended):
    swapped(name, extended, 20 * STEPS)


def swapped(name, extended, steps):
    asked, chance = catalogue(name, extended), random.Random(f"{name} {extended}")
    cases = {ref: random_case(chance, asked, ref) for ref in ("A", "B", "C", "D", "E", "F")}
    heard = {ref: standing(asked, one) for ref, one in cases.items()}
    tally, past = counted(asked, cases.values()), []

    for _ in range(steps):
        ref = chance.choice(list(cases))
        before, was = cases[ref], heard[ref]
        if chance.random() < 0.1:
            after = replace(before, status=chance.choice(["active", "replaced", "removed"]))
        elif past and chance.random() < 0.2:
            ref, after = past.pop()
            before, was = cases[ref], heard[ref]
        else:
            after = before.answering(chance.choice(asked.criteria).id, answer(chance.choice(TOLD)))
        now = _heard_again(asked, before, after, was)
        tally = tally.swapping(was if before.is_counted else None, now if after.is_counted else None)
        past.append((ref, before))
        cases[ref], heard[ref] = after, now
        assert tally == counted(asked, cases.values())


def _heard_again(asked, before: Case, after: Case, was):
    moved = [id for id in {*before.answers, *after.answers} if before.answer(id) != after.answer(id)]
    return standing_after(asked, after, was, moved[0]) if len(moved) == 1 else standing(asked, after)


@pytest.mark.parametrize(("name", "extended"), WAYS)
def test_every_figure_is_what_a_plain_count_gives(name, extended):
    asked, chance = catalogue(name, extended), random.Random(f"plain {name} {extended}")
    for _ in range(40):
        cases = [random_case(chance, asked, f"X-{number}") for number in range(chance.randrange(1, 20))]
        tally, plain = counted(asked, cases), plain_count(asked, cases)
        assert told(tally) == plain.criteria
        assert {
            section.id: (met, relevant, pending > 0)
            for section, (met, relevant, pending) in zip(asked.sections, tally.sections, strict=True)
        } == plain.sections


@pytest.mark.parametrize(("name", "extended"), WAYS)
def test_the_seven_counts_of_a_criterion_add_up_to_the_cases(name, extended):
    asked, chance = catalogue(name, extended), random.Random(1)
    cases = [random_case(chance, asked, f"X-{number}") for number in range(25)]
    tally = counted(asked, cases)
    assert {sum(counts.values()) for counts in told(tally).values()} == {tally.cases}


def test_replaced_and_removed_cases_are_in_no_base():
    asked = catalogue()
    cases = [case({"RR08": "Y"}), replace(case({"RR08": "N"}), status="replaced"), replace(case(), status="removed")]
    assert counted(asked, cases).criterion("RR08").proportion.compact() == "1/1"


def test_what_is_not_judged_is_in_no_base_but_counted():
    cases = [case({"SS09": told}) for told in ("Y", "N", "NA", "U", "parked", "Y parked", "")]
    figure = counted(catalogue(), cases).criterion("SS09")
    assert figure.proportion.compact() == "1/2"
    assert (figure.chosen_na, figure.cannot_judge, figure.parked, figure.blank) == (1, 1, 2, 1)


def test_gates_and_details_are_in_no_section():
    figure = counted(catalogue(), [case({"RR01": "Y", "RR03": "Y", "RR06": "Y", "RR09": "Y"})]).section("1")
    assert figure.proportion.relevant == 0


def test_section_five_is_one_criterion_alone():
    assert [one.id for one in catalogue().scored["5"]] == ["OM01"]


def test_extended_criteria_join_a_section_only_where_they_are_asked():
    cases = [case({"RR09": "Y", "RR10": "Y", "RR13": "N"})]
    assert counted(catalogue(), cases).section("1").proportion.compact() == "1/1"
    assert counted(catalogue(extended=True), cases).section("1").proportion.compact() == "1/2"


@pytest.mark.parametrize(
    ("answers", "provisional"),
    [
        ({"OM01": "Y"}, False),
        ({"OM01": "N"}, False),
        ({"OM01": "NA"}, False),
        ({"OM01": "U"}, False),
        ({}, True),
        ({"OM01": "parked"}, True),
        ({"OM01": "Y parked"}, True),
    ],
)
def test_a_section_is_provisional_while_something_scored_in_it_is_open(answers, provisional):
    assert counted(catalogue(), [case(answers)]).section("5").provisional is provisional


@pytest.mark.parametrize(
    ("gate", "provisional"), [("Y", False), ("N", False), ("", True), ("U", True), ("N parked", True)]
)
def test_a_section_is_provisional_while_a_gate_over_it_is_not_settled(gate, provisional):
    answers = dict.fromkeys(("PP02", "PP03", "PP04", "PP05", "PP05b", "PP06", "PP07", "PP08"), "Y")
    assert counted(catalogue(), [case({"PP01": gate, **answers})]).section("2").provisional is provisional


def test_nothing_relevant_is_neither_none_nor_all():
    figure = counted(catalogue(), [case({"PP01": "N"})]).section("2")
    assert (figure.proportion.whole(), figure.provisional) == ("–", False)


def test_means_leave_out_what_has_nothing_relevant():
    asked = catalogue()
    cases = [case({"OM01": "Y", "PP01": "N"}), case({"OM01": "N", "PP01": "N"})]
    heard = [standing(asked, one) for one in cases]
    assert Tally.of(asked, heard).mean_of_criteria("2") is None
    assert mean_of_cases(asked, heard, "2") is None
    assert mean_of_cases(asked, heard, "5") == Fraction(50)


def test_groups_are_told_apart_by_what_the_disposal_is():
    asked = catalogue(YOUTH)
    assert [asked.group_of(case(order=order)) for order in ("RO", "DTO", "OTHER", "YC", "CR", "")] == [
        "court", "court", "court", "ooc", "ooc", "ooc",
    ]  # fmt: skip
    assert catalogue(SQS).group_of(case()) == ""


def test_a_criterion_is_provisional_while_a_gate_above_it_is_not_settled() -> None:
    asked = catalogue()
    open_gate = case({"RR02": "Y", "RR08": "Y"})
    figure = Tally.of(asked, [standing(asked, open_gate)]).criterion("RR02")
    assert (figure.proportion.relevant, figure.parked, figure.blank) == (1, 0, 0)
    assert figure.provisional
    settled = Tally.of(asked, [standing(asked, case({"RR01": "Y", "RR02": "Y"}))]).criterion("RR02")
    assert not settled.provisional
