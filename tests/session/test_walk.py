"""A case is walked through with its case manager: what is said is kept, and no verdict is ever changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqs_tui.domain.case import Change, Verdict
from sqs_tui.domain.catalogue import Kind
from sqs_tui.domain.entry import AGREED, DIFFERS, EVIDENCE, LATER, LEARNING, STRENGTH, Entry
from sqs_tui.domain.standing import State
from sqs_tui.errors import NotSaved
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.walk import Dot, Walk
from sqs_tui.session.walk_card import VerbalCard
from sqs_tui.session.walk_plan import ALL, MIX, Cover, covers
from tests.session.stories import YOUTH, begun, window

CASE, YES, NO, NA = "X-01", Verdict.YES, Verdict.NO, Verdict.NA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "test.sqs"


@pytest.fixture
def ann(folder: Path) -> Inspection:
    """A case scored throughout, Yes but for five; one more is parked."""
    inspection = begun(folder)
    for criterion in inspection.catalogue.criteria:
        if not inspection.closed_by(CASE, criterion.id):
            inspection.answer(CASE, criterion.id, YES)
    for criterion in ("RR08", "PP04", "PC04", "SS05", "PP08"):
        inspection.answer(CASE, criterion, NO)
    inspection.park(CASE, "PC06")
    return inspection


def cover(inspection: Inspection, id: str = MIX) -> Cover:
    return next(one for one in covers(inspection, CASE) if one.id == id)


def walk(inspection: Inspection, id: str = MIX) -> Walk:
    return Walk(inspection, CASE, cover(inspection, id))


def ids(found: Cover) -> list[str]:
    return [criterion.id for criterion in found.questions]


def verdicts(inspection: Inspection) -> dict[str, object]:
    answers = inspection.cases[CASE].answers
    return {id: (answer.verdict, answer.parked, answer.factors, answer.note) for id, answer in answers.items()}


# What is covered


def test_strengths_come_first_then_doubts_and_yes_in_catalogue_order(ann: Inspection) -> None:
    ann.add_entry(Entry("", CASE, STRENGTH, "met him at the gate", ("SS01",)))
    first, second, *others = ids(cover(ann))
    assert first == "SS01"
    assert ann.state(CASE, second) is State.YES
    assert others == sorted(others, key=list(ann.catalogue.place).index)
    assert {"RR08", "PP04", "PC04", "SS05", "PC06"} <= set(others)


def test_the_mix_gives_nothing_away(ann: Inspection) -> None:
    states = [ann.state(CASE, id) for id in ids(cover(ann))]
    assert states.count(State.YES) > len(states) / 2


def test_how_many_are_asked_does_not_say_how_many_doubts_there_are(ann: Inspection) -> None:
    sizes = [len(ids(cover(ann)))]
    for criterion in ("RR08", "PP04", "PC04", "SS05"):
        ann.answer(CASE, criterion, YES)
        sizes.append(len(ids(cover(ann))))
    assert sizes == [12] * 5


def test_what_judges_the_managers_oversight_is_left_out(ann: Inspection) -> None:
    asked = {id for found in covers(ann, CASE) for id in ids(found)}
    assert not asked & {"PP08", "PC07", "OM01"}
    assert "5" not in [found.id for found in covers(ann, CASE)]


def test_the_youth_catalogue_leaves_its_own_out(tmp_path: Path) -> None:
    inspection = begun(tmp_path / "youth.sqs", YOUTH)
    asked = {criterion.id for found in covers(inspection, CASE) for criterion in found.questions}
    oversight = {one.id for one in inspection.catalogue.every_criterion if one.oversight}
    assert oversight
    assert not asked & oversight


def test_what_a_gate_has_closed_is_asked_like_the_rest_and_its_view_says_that_it_does_not_apply(
    ann: Inspection,
) -> None:
    before = ids(cover(ann, ALL))
    ann.mark_factor(CASE, "PC04", "not_done", marked=True)
    ann.answer(CASE, "PC01", NO)
    found = walk(ann, ALL)
    assert [one.id for one in found.questions] == before
    found.go(found.place_of("PC04"))
    assert found.view() == ("Our view: it does not apply to this case",)


def test_no_title_says_why_a_question_is_there(ann: Inspection) -> None:
    assert not [one for one in covers(ann, CASE) if set(one.title.casefold().split()) & {"no", "yes", "parked"}]


# What may be seen


def test_only_shareable_evidence_and_their_own_words_are_seen(ann: Inspection) -> None:
    for text, kind, shared in (
        ("private", EVIDENCE, False), ("seen", EVIDENCE, True), ("praise", STRENGTH, True), ("blame", LEARNING, True)
    ):  # fmt: skip
        ann.add_entry(Entry("", CASE, kind, text, ("RR08",), shareable=shared))
    found = walk(ann, ALL)
    found.go(found.place_of("RR08"))
    found.writing(DIFFERS)("I wrote it in the log")
    assert {entry.text for entry in found.seen()} == {"seen", "I wrote it in the log"}
    assert found.view() == ("Our view: No", "A strength: praise", "To develop: blame")


def test_what_is_also_about_the_manager_is_not_seen(ann: Inspection) -> None:
    ann.add_entry(Entry("", CASE, STRENGTH, "her manager missed it", ("RR08", "PP08"), shareable=True))
    ann.add_entry(Entry("", CASE, EVIDENCE, "her manager signed it", ("RR08", "OM01"), shareable=True))
    found = walk(ann, ALL)
    found.go(found.place_of("RR08"))
    assert (found.seen(), found.view()) == ((), ("Our view: No",))
    assert VerbalCard(ann, CASE).lines(STRENGTH) == ()


def test_a_verdict_is_hidden_again_at_the_next_question(ann: Inspection) -> None:
    found = walk(ann)
    assert found.show()
    found.step(1)
    assert not found.is_shown


def test_what_is_parked_reads_as_not_settled_whatever_it_keeps(ann: Inspection) -> None:
    found = walk(ann)
    found.go(found.place_of("PC06"))
    assert found.view() == ("Our view: not settled yet",)


# What is said


def test_nothing_said_changes_an_answer(ann: Inspection) -> None:
    before, found = verdicts(ann), walk(ann)
    for place in range(len(found.questions)):
        found.go(place)
        found.agree()
        found.come_back()
        for kind in (EVIDENCE, DIFFERS, STRENGTH, LEARNING):
            found.writing(kind)(f"{kind} {place}")
        found.undo()
    assert verdicts(ann) == before


def test_their_words_are_an_entry_with_their_source(ann: Inspection) -> None:
    found = walk(ann)
    found.writing(DIFFERS)("It is in the log of 14 March")
    entry = ann.entries_of(CASE, found.question.id)[-1]
    assert (entry.kind, entry.source, entry.shareable) == (DIFFERS, "case manager, walkthrough", True)


def test_seeing_it_differently_does_not_bear_a_no_out(ann: Inspection) -> None:
    found = walk(ann)
    found.go(found.place_of("RR08"))
    found.writing(DIFFERS)("No, I did that")
    assert "RR08" not in ann.evidenced(CASE)
    found.writing(EVIDENCE)("shows the review of 3 April")
    assert "RR08" in ann.evidenced(CASE)


def test_the_last_word_stands_and_their_own_words_are_never_replaced(ann: Inspection) -> None:
    found = walk(ann)
    id = found.question.id
    found.come_back()
    found.agree()
    assert [entry.kind for entry in ann.entries_of(CASE, id)] == [AGREED]
    found.writing(DIFFERS)("on second thoughts, no")
    assert found.said(id) == DIFFERS
    found.agree()
    assert [entry.kind for entry in ann.entries_of(CASE, id)] == [AGREED, DIFFERS, AGREED]
    assert found.said(id) == AGREED


def test_agreed_says_with_what_where_that_was_shown(ann: Inspection) -> None:
    found = walk(ann)
    found.agree()
    found.step(1)
    found.show()
    found.agree()
    texts = [ann.entries_of(CASE, one.id)[-1].text for one in found.questions[:2]]
    assert texts == ["Agreed; our view was not shown.", "Agreed: Yes."]


def test_what_was_shown_for_a_moment_was_shown(ann: Inspection) -> None:
    found = walk(ann)
    found.show()
    found.show()
    found.step(1)
    found.step(-1)
    found.agree()
    assert ann.entries_of(CASE, found.question.id)[-1].text == "Agreed: Yes."


def test_the_same_word_twice_writes_once(ann: Inspection) -> None:
    found = walk(ann)
    assert found.agree().at
    assert not found.agree().at


def test_a_text_is_one_act_however_often_it_was_kept(ann: Inspection) -> None:
    found = walk(ann)
    keep = found.writing(EVIDENCE)
    for text in ("sh", "shows ", "shows the log"):
        keep(text)
    assert [entry.text for entry in found.seen()] == ["shows the log"]
    assert found.undo().criterion == found.question.id
    assert found.seen() == ()


def test_a_text_left_empty_is_no_entry(ann: Inspection) -> None:
    found = walk(ann)
    keep = found.writing(STRENGTH)
    keep("  ")
    keep("good")
    keep("")
    assert found.together() == ()


def test_undo_takes_back_words_and_never_a_verdict(ann: Inspection) -> None:
    found = walk(ann)
    found.agree()
    assert found.undo().at
    assert found.undo().said == "Nothing to take back in this walkthrough"
    assert ann.cases[CASE].answer("PC06").parked


def test_a_disk_that_is_full_moves_nothing(ann: Inspection, monkeypatch: pytest.MonkeyPatch) -> None:
    found = walk(ann)

    def full(*_: object, **__: object) -> None:
        raise NotSaved("Not saved.")

    monkeypatch.setattr(ann.workbook, "record", full)
    with pytest.raises(NotSaved):
        found.agree()
    assert found.dots()[0] is Dot.OPEN


def test_a_walk_ends_where_the_case_was_taken_out_of_the_sample(ann: Inspection, folder: Path) -> None:
    found = walk(ann)
    assert found.is_there
    window(folder).remove_case(CASE)
    ann.refresh()
    assert not found.is_there


def test_a_word_emptied_is_brought_back(ann: Inspection) -> None:
    found = walk(ann)
    keep = found.writing(DIFFERS)
    keep("It is in the log.")
    keep("")
    outcome = found.undo()
    assert (outcome.said, outcome.criterion) == ("Taken back", found.question.id)
    assert found.words(DIFFERS) == "It is in the log."


def test_what_is_not_taken_back_is_not_said_to_be(ann: Inspection, folder: Path) -> None:
    found = walk(ann)
    found.writing(DIFFERS)("It is in the log.")
    ben = window(folder)
    (id,) = ben.entries
    ben.workbook.record([Change("entries", id, "text", "It is in the log.", "Else.")], "by another program")
    ann.refresh()
    outcome = found.undo()
    assert (outcome.said, outcome.at) == ("Undo stopped: somebody has changed that since", "")


def test_words_typed_in_two_windows_both_stand(ann: Inspection, folder: Path) -> None:
    walk(ann).writing(DIFFERS)("It is in the log.")
    here, there = walk(ann), walk(window(folder, ann.workbook.author))
    here.go(0)
    there.go(0)
    keep = here.writing(DIFFERS)
    there.writing(DIFFERS)("It was in the log.")
    ann.refresh()
    keep("It is in the log, page 3.")
    assert len(ann.differences()) == 1


# Coming back


def test_it_goes_on_where_nobody_has_spoken_yet(ann: Inspection, folder: Path) -> None:
    found = walk(ann)
    found.agree()
    found.step(1)
    found.come_back()
    third = found.questions[2].id
    ann.workbook.close()
    again = walk(window(folder, "ann"))
    assert again.is_resumed
    assert again.question.id == third
    assert again.dots()[:3] == (Dot.TALKED, Dot.LATER, Dot.OPEN)


def test_with_every_question_asked_it_goes_on_at_what_is_to_come_back_to(ann: Inspection) -> None:
    found = walk(ann)
    for place in range(len(found.questions)):
        found.go(place)
        (found.come_back if place == 3 else found.agree)()
    assert walk(ann).place == 3
    assert not walk(ann).is_talked_through()


def test_a_question_stays_in_the_mix_when_its_verdict_has_changed(ann: Inspection) -> None:
    found = walk(ann)
    found.go(found.place_of("PC04"))
    found.agree()
    ann.answer(CASE, "PC04", YES)
    assert "PC04" in ids(cover(ann))


def test_what_others_score_meanwhile_moves_no_question(ann: Inspection, folder: Path) -> None:
    found = walk(ann)
    before = found.questions
    window(folder).answer(CASE, before[3].id, NO)
    ann.refresh()
    assert found.questions == before


def test_facts_that_are_no_are_not_in_the_mix(ann: Inspection) -> None:
    ann.answer(CASE, "RR01", NO)
    gates = [one for one in cover(ann).questions if one.kind is Kind.GATE]
    assert not gates


# The card


def test_the_card_has_two_of_each_and_the_latest_written_together_first(ann: Inspection) -> None:
    ann.add_entry(Entry("", CASE, STRENGTH, "before", ("RR08",), shareable=True))
    ann.add_entry(Entry("", CASE, STRENGTH, "private", ("RR08",)))
    found = walk(ann)
    for text in ("first", "second"):
        found.writing(STRENGTH)(text)
    found.writing(LEARNING, at_large=True)("ring the school")
    card = VerbalCard(ann, CASE)
    assert (card.lines(STRENGTH), card.lines(LEARNING)) == (("second", "first"), ("ring the school",))
    assert card.turn(STRENGTH)
    assert card.lines(STRENGTH) == ("first", "before")
    assert not card.turn(LEARNING)


def test_later_and_agreed_are_no_evidence(ann: Inspection) -> None:
    found = walk(ann)
    found.come_back()
    assert found.said(found.question.id) == LATER
    assert found.seen() == ()
