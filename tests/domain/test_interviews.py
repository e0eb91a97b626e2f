"""Interviews are counted once a case manager, and stand-ins only where they are asked for."""

from __future__ import annotations

from sqs_tui.domain.agenda import Lack, interview_lacks
from sqs_tui.domain.interview import STAND_IN, Interview, interview_figures
from tests.domain.samples import answer, catalogue

ASKED = catalogue()


def interview(manager: str, role: str = "manager", **told: str) -> Interview:
    return Interview(manager, role, {id: answer(one) for id, one in told.items()})


def figure(item: str, *interviews: Interview) -> str:
    return interview_figures(ASKED, interviews)[item].proportion.compact()


def test_each_manager_counts_once():
    assert figure("IV02", interview("CM-A", IV02="Y"), interview("CM-B", IV02="N")) == "1/2"


def test_a_stand_in_is_left_out_unless_asked_for():
    told = [interview("CM-A", IV02="Y"), interview("CM-B", STAND_IN, IV02="N"), interview("CM-C", STAND_IN)]
    assert figure("IV02", *told) == "1/1"
    found = interview_figures(ASKED, told, stand_ins=True)
    assert (found["IV02"].proportion.compact(), found["IV01"].blank) == ("1/2", 2)


def test_a_manager_who_has_not_been_asked_is_not_interviewed():
    figures = interview_figures(ASKED, [interview("CM-A", IV02="Y"), interview("CM-B")])
    assert (figures["IV02"].blank, figures["IV01"].blank) == (0, 1)


def test_what_could_not_be_judged_is_counted_apart():
    told = [interview("CM-A", IV01="Y", IV02=one) for one in ("U", "NA", "Y parked", "N", "Y")]
    found = interview_figures(ASKED, told)["IV02"]
    assert (found.proportion.compact(), found.cannot_judge, found.chosen_na, found.parked) == ("1/2", 1, 1, 1)


def test_the_text_item_has_no_figure():
    assert "IV09" not in interview_figures(ASKED, [interview("CM-A", IV01="Y")])


def test_extended_items_are_asked_only_where_the_inspection_has_them():
    assert "IV07" not in interview_figures(ASKED, [])
    assert "IV07" in interview_figures(catalogue(extended=True), [])


def test_an_interview_is_done_when_every_item_is_answered_and_every_no_has_a_note():
    done = Interview("CM-A", answers={f"IV0{number}": answer("Y") for number in range(1, 7)})
    assert list(interview_lacks(ASKED, done)) == []
    without_note = done.answering("IV02", answer("N"))
    assert [(item.criterion.id, item.lack) for item in interview_lacks(ASKED, without_note)] == [("IV02", Lack.REASON)]
    assert list(interview_lacks(ASKED, done.answering("IV02", answer("N", note="Had not seen it.")))) == []


def test_parked_and_unanswered_items_are_still_to_do():
    left = list(interview_lacks(ASKED, interview("CM-A", IV01="Y parked")))
    assert (left[0].lack, {item.lack for item in left[1:]}) == (Lack.PARKED, {Lack.ANSWER})
    assert len(left) == 6
