"""What is left on a case, and what makes it complete (rules.md, Complete)."""

from __future__ import annotations

import pytest

from sqs_tui.domain.agenda import Lack, Progress, Status, agenda, is_complete, progress, status
from sqs_tui.domain.case import Case
from sqs_tui.domain.standing import standing
from sqs_tui.store.catalogues import parse
from tests.domain.samples import WAYS, answer, case, catalogue

ASKED = catalogue()


def complete_case(asked=ASKED, **particulars: str) -> Case:
    """A case with Yes everywhere."""
    return case({one.id: "Y" for one in asked.criteria}, **particulars)


def left(found: Case, evidenced: tuple[str, ...] = (), asked=ASKED) -> list[tuple[str, Lack]]:
    return [(item.criterion.id, item.lack) for item in agenda(asked, found, standing(asked, found), evidenced)]


@pytest.mark.parametrize(("name", "extended"), WAYS)
def test_a_case_with_yes_everywhere_is_complete(name, extended):
    asked = catalogue(name, extended)
    assert left(complete_case(asked), asked=asked) == []


def test_a_new_case_has_every_applicable_question_left_in_order():
    found = [id for id, lack in left(case()) if lack is Lack.ANSWER]
    assert found == [
        one.id for one in ASKED.criteria if one.id not in {"RR11", "RR11b", "PP03", "PC05", "SS07", "SS08"}
    ]


@pytest.mark.parametrize("id", ["RR01", "RR08", "RR06"])
def test_gates_scores_and_details_must_all_be_answered(id):
    assert left(complete_case().answering(id, answer(""))) == [(id, Lack.ANSWER)]


def test_what_a_gate_closed_is_not_left_to_do():
    found = complete_case().answering("RR01", answer("N"))
    assert left(found.answering("RR02", answer(""))) == []


@pytest.mark.parametrize("told", ["parked", "Y parked", "N parked"])
def test_a_parked_answer_keeps_a_case_from_being_complete(told):
    assert left(complete_case().answering("RR08", answer(told))) == [("RR08", Lack.PARKED)]


def test_a_scored_no_needs_a_note_and_a_factor():
    assert left(complete_case().answering("RR08", answer("N"))) == [("RR08", Lack.EVIDENCE), ("RR08", Lack.FACTOR)]


def test_a_scored_no_with_note_and_factor_is_borne_out():
    assert left(complete_case().answering("RR08", answer("N", "Not in the file.", ("not_done",)))) == []


def test_a_linked_piece_of_evidence_stands_for_the_note():
    found = complete_case().answering("RR08", answer("N", factors=("not_done",)))
    assert left(found) == [("RR08", Lack.EVIDENCE)]
    assert left(found, evidenced=("RR08",)) == []


def test_a_note_of_spaces_is_no_note():
    assert left(complete_case().answering("RR08", answer("N", "  \n ", ("late",)))) == [("RR08", Lack.EVIDENCE)]


def test_a_no_on_a_detail_needs_nothing():
    assert left(complete_case().answering("RR06", answer("N")).answering("RR08", answer("Y"))) == []


@pytest.mark.parametrize("id", ["PP01", "PC01", "PC08", "RR09"])
def test_closing_one_of_the_four_weighty_gates_needs_a_reason(id):
    assert left(complete_case().answering(id, answer("N"))) == [(id, Lack.REASON)]
    assert left(complete_case().answering(id, answer("N", "No concern in any record."))) == []


@pytest.mark.parametrize("id", ["RR01", "SS11"])
def test_closing_another_gate_needs_none(id):
    assert left(complete_case().answering(id, answer("N"))) == []


@pytest.mark.parametrize("told", ["NA", "U"])
@pytest.mark.parametrize("id", ["SS09", "RR06", "RR01"])
def test_a_chosen_not_applicable_and_cannot_judge_need_a_reason(id, told):
    assert left(complete_case().answering(id, answer(told))) == [(id, Lack.REASON)]
    assert left(complete_case().answering(id, answer(told, "System down all week."))) == []


def test_not_applicable_by_rule_needs_no_reason():
    assert left(complete_case(order="RO").answering("RR11", answer("NA"))) == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (case(), Status.NOT_STARTED),
        (case({"RR08": "Y"}), Status.IN_PROGRESS),
        (case({"RR08": "parked"}), Status.IN_PROGRESS),
        (complete_case(), Status.COMPLETE),
        (complete_case().answering("RR08", answer("N")), Status.IN_PROGRESS),
    ],
)
def test_how_far_a_case_has_come_is_computed(found, expected):
    assert status(ASKED, found, standing(ASKED, found)) is expected


def test_complete_is_nothing_left():
    assert is_complete(ASKED, complete_case(), standing(ASKED, complete_case()))
    assert not is_complete(ASKED, case(), standing(ASKED, case()))


def test_progress_counts_what_applies():
    found = case({"PP01": "Y", "PP02": "N", "PP05": "NA", "PP06": "U", "PP07": "Y parked"})
    assert progress(ASKED, standing(ASKED, found), "2") == Progress(answered=4, applicable=8)
    assert progress(ASKED, standing(ASKED, case({"PP01": "N"})), "2") == Progress(1, 1)
    assert progress(ASKED, standing(ASKED, case())).applicable == 40


@pytest.mark.parametrize(
    ("answered", "applicable", "quarters"), [(0, 8, 0), (1, 80, 1), (4, 8, 2), (79, 80, 3), (80, 80, 4), (0, 0, 4)]
)
def test_a_shape_is_never_full_while_something_is_open(answered, applicable, quarters):
    assert Progress(answered, applicable).quarters == quarters


WITH_TEXTS = """
format = 1
id = "texts"
version = "1"
title = "A catalogue with words to be written"
short = "texts"
wording = "Ours."
aggregate = "pooled"
order = [{ code = "YRO", title = "Youth rehabilitation order", phase = "community" }]
section = [{ id = "1", title = "One", short = "One" }, { id = "2", title = "Two", short = "Two" }]
criterion = [
  { id = "A1", section = "1", kind = "gate", title = "Gate", question = "Is it open?" },
  { id = "A2", section = "1", kind = "detail", title = "Detail", question = "Is it?", when = "open(A1)" },
  { id = "A3", section = "1", kind = "text", title = "Words", question = "What was it?", when = "open(A1)" },
  { id = "A4", section = "1", kind = "text", title = "More words", question = "What else?" },
]
"""


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, Progress(0, 2)),
        ({"A1": "Y"}, Progress(1, 2)),
        ({"A1": "Y", "A2": "N"}, Progress(2, 2)),
        ({"A1": "N"}, Progress(1, 1)),
        ({"A1": "parked", "A4": "parked"}, Progress(0, 2)),
    ],
)
def test_words_to_be_written_are_no_part_of_progress(answers, expected):
    asked = parse(WITH_TEXTS, "texts")
    heard = standing(asked, case(answers))
    assert progress(asked, heard) == progress(asked, heard, "1") == expected
    assert progress(asked, heard, "2") == Progress(0, 0)
