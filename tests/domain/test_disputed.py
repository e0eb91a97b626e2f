"""The range of a disputed figure is the least and the most that any choice comes to: every choice tried, one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from sqs_tui.domain import disputed as disputed_module
from sqs_tui.domain.case import Case
from sqs_tui.domain.disputed import Disputed, Range, Ranges
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.standing import standing
from sqs_tui.domain.tally import Tally
from tests.domain.samples import ORDERS, SQS, TOLD, WAYS, YOUTH, answer, case, catalogue, random_case


def ranges(asked, cases, disputed, group: str = "") -> Ranges:
    """The ranges over some cases, of which these are disputed."""
    of_group = [one for one in cases if one.is_counted and asked.group_of(one) == group]
    tally = Tally.of(asked, (standing(asked, one) for one in of_group))
    shown = {one.id: standing(asked, one) for one in of_group}
    return Ranges(
        tally,
        [(one, shown.get(one.case.id)) for one in disputed],
        lambda one: one.is_counted and asked.group_of(one) == group,
    )


def every_choice(asked, cases, disputed, group: str = "") -> Iterator[Tally]:
    """The tally for each choice of everything people differ on, counted whole."""
    told = {one.case.id: list(one.choices(one.answers)) for one in disputed}
    for chosen in product(*(told.get(one.id, [one]) for one in cases)):
        counted = [one for one in chosen if one.is_counted and asked.group_of(one) == group]
        yield Tally.of(asked, (standing(asked, one) for one in counted))


def extremes(figures: list[Proportion]) -> tuple[Fraction, Fraction] | None:
    shares = [one.share for one in figures if one.share is not None]
    return (min(shares), max(shares)) if shares else None


def ends(found: Range) -> tuple[Fraction, Fraction] | None:
    return (found.low.share, found.high.share) if found.low.relevant else None


def random_dispute(chance: random.Random, asked, found: Case, most: int = 3) -> Disputed:
    """A case people differ on in a few ways: verdicts, gates above all, the order, or whether it is in the sample."""
    gates = [one for one in asked.criteria if one.kind.value == "gate" or chance.random() < 0.3]
    ids = {chance.choice(gates).id for _ in range(chance.randrange(1, most + 1))}
    answers = {id: (found.answer(id), answer(chance.choice(TOLD))) for id in ids}
    orders = (found.particular("order"), chance.choice(ORDERS[asked.id])) if chance.random() < 0.3 else ()
    statuses = (found.status, "replaced") if chance.random() < 0.2 else ()
    return Disputed(found, answers, {"order": orders} if orders else {}, statuses)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("name", "extended"), WAYS)
def test_a_range_is_what_every_choice_tried_one_by_one_comes_to(name, extended, seed):
    """For every criterion, every section and the total; gates, orders, phases and replaced cases among the choices."""
    chance = random.Random(f"{name} {extended} {seed}")
    asked = replace(catalogue(name, extended), least_cases=2)
    for _ in range(4):
        cases = [random_case(chance, asked, f"X-{number}") for number in range(chance.randrange(2, 6))]
        disputed = [random_dispute(chance, asked, one) for one in chance.sample(cases, chance.randrange(1, 3))]
        for group in [one.id for one in asked.groups] or [""]:
            found = ranges(asked, cases, disputed, group)
            tallies = list(every_choice(asked, cases, disputed, group))
            for id in asked.place:
                check(found.criterion(id), [tally.criterion(id).proportion for tally in tallies])
            for section in asked.sections:
                scored = [one.id for one in asked.scored[section.id]]
                if not scored:
                    continue
                each = [[tally.criterion(id).proportion for id in scored] for tally in tallies]
                if asked.aggregate == "pooled" or found.tally.section(section.id).too_few:
                    check(found.section(section.id), [sum(figures, Proportion()) for figures in each])
                else:
                    check(found.section(section.id), [lowest(figures) for figures in each])
                    rated = {all(not one.relevant or one.relevant >= 2 for one in figures) for figures in each}
                    told = found.section(section.id)
                    assert told is None or told.unrated is (False in rated)


@pytest.mark.parametrize("seed", range(3))
def test_ends_too_many_to_be_followed_leave_a_range_that_holds_every_choice(seed, monkeypatch):
    """Its lower end is exact still: the lowest criterion at its worst, which some choice brings about."""
    monkeypatch.setattr(disputed_module, "_MOST_ENDS", 0)
    chance = random.Random(f"wider {seed}")
    asked = replace(catalogue(YOUTH), least_cases=2)
    for _ in range(4):
        cases = [random_case(chance, asked, f"X-{number}") for number in range(4)]
        disputed = [random_dispute(chance, asked, one) for one in cases[:2]]
        for group in [one.id for one in asked.groups]:
            found, tallies = ranges(asked, cases, disputed, group), list(every_choice(asked, cases, disputed, group))
            for section in (one for one in asked.sections if not found.tally.section(one.id).too_few):
                each = extremes([lowest([one.criterion(id.id).proportion for id in asked.scored[section.id]])
                                 for one in tallies])  # fmt: skip
                told = found.section(section.id)
                if told is not None and each is not None:
                    assert (told.low.share, told.high.share >= each[1]) == (each[0], True)
            points = [total[0] for one in tallies if (total := one.total()) is not None]
            told = found.total()
            assert told is None or not points or told[0] <= min(points) <= max(points) <= told[1]


def test_a_range_over_many_cases_is_there_at_once():
    """In forty cases people differ on whether they count, each with answers of its own: 2 to the 40th choices."""
    asked = catalogue(YOUTH)
    ids, chance = [one.id for one in asked.criteria], random.Random(1)
    cases = [case({id: chance.choice("YN") for id in ids}, ref=f"X-{number}") for number in range(60)]
    disputed = [Disputed(one, {}, {}, (one.status, "replaced")) for one in cases[:40]]
    found = ranges(asked, cases, disputed, "court")
    shown, section = found.tally.total(), found.section(asked.sections[0].id)
    least, most = found.total()
    assert least <= shown[0] <= most
    assert section.low.share < section.high.share


def lowest(figures: list[Proportion]) -> Proportion:
    relevant = [one for one in figures if one.relevant]
    return min(relevant, key=lambda one: Fraction(one.met, one.relevant)) if relevant else Proportion()


def check(found: Range | None, every: list[Proportion]) -> None:
    """The range holds exactly where some choice takes the figure, and is None where none moves it."""
    if found is None:
        assert len(set(every)) == 1
        return
    assert ends(found) == extremes(every)
    assert not found.low.relevant or {found.low, found.high} <= set(every)


def test_the_points_of_a_total_are_the_least_and_the_most_of_any_choice():
    """Twelve cases all Yes; in three people differ on a key question, in one on the gate that opens it late."""
    asked, scored = catalogue(YOUTH), [one for one in catalogue(YOUTH).criteria if one.is_scored]
    yes = {one.id: "Y" for one in asked.criteria}
    cases = [case(yes, ref=f"X-{number}") for number in range(12)]
    key = {id: (answer("Y"), answer("N")) for id in ("AS08", "DL08", "RV05")}
    disputed = [Disputed(one, key) for one in cases[:4]]
    assert len(scored) == 12
    found = ranges(asked, cases, disputed, "court")
    assert found.total() == (9, 12)  # 8 of 12 is 67 %, Good, in three standards; planning stays as it is.
    assert {tally.total()[0] for tally in every_choice(asked, cases, disputed[:2], "court")} == {12}
    assert ranges(asked, cases, disputed[:2], "court").total() == (12, 12)


def test_a_gate_people_differ_on_moves_both_numbers():
    cases = [case({"PP01": "Y", "PP02": "Y"}, ref=f"X-{number}") for number in range(3)]
    disputed = Disputed(cases[0], {"PP01": (answer("Y"), answer("N")), "PP02": (answer("Y"), answer("N"))})
    found = ranges(catalogue(), cases, [disputed]).criterion("PP02")
    assert (found.low, found.high) == (Proportion(2, 3), Proportion(3, 3))
    unanswered = ranges(catalogue(), cases, [disputed]).criterion("PP08")
    assert unanswered is None, "whether it applies moves no figure while nobody has answered it"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ((8, 12), (10, 12), "8 to 10 of 12"),
        ((8, 12), (8, 11), "8 of 12 to 8 of 11"),
        ((3, 3), (3, 3), "3 of 3 either way"),
    ],
)
def test_a_range_is_told_in_words(low, high, words):
    assert Range(Proportion(*low), Proportion(*high)).words == words


def test_where_nobody_differs_there_is_no_range():
    found = ranges(catalogue(SQS), [case({"RR08": "Y"})], [])
    assert (found.criterion("RR08"), found.section("1"), found.total()) == (None, None, None)
