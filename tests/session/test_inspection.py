"""Each act reaches the disk, moves the state, and says what it came to."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from sqs_tui.domain.agenda import Lack, Status
from sqs_tui.domain.case import Change, Verdict
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.domain.standing import State
from sqs_tui.errors import NotSaved, Refused
from sqs_tui.session.inspection import NOTHING, Inspection
from tests.session.stories import YOUTH, begun, files, holds, recounted, some_act, state, window

YES, NO, NA, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.NA, Verdict.UNKNOWN


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "test.sqs"


@pytest.fixture
def inspection(folder) -> Inspection:
    return begun(folder)


def reopened(inspection: Inspection) -> Inspection:
    """The same workbook opened again by the same person."""
    inspection.workbook.close()
    return window(inspection.workbook.folder, inspection.workbook.author)


# Scoring


def test_a_verdict_is_kept_counted_and_said(inspection):
    inspection.tally()
    outcome = inspection.answer("X-01", "RR08", NO)
    assert (outcome.said, outcome.case, outcome.criterion) == ("RR08 → No", "X-01", "RR08")
    assert outcome.cases == {"X-01": frozenset({"RR08"})}
    assert outcome.at
    assert inspection.tally().criterion("RR08").proportion.compact() == "0/1"
    assert reopened(inspection).state("X-01", "RR08") is State.NO


def test_the_same_verdict_again_writes_nothing(inspection):
    inspection.answer("X-01", "RR08", NO)
    written = [path.read_bytes() for path in files(inspection.workbook.folder)]
    outcome = inspection.answer("X-01", "RR08", NO)
    assert (outcome.said, outcome.at) == ("RR08 → No (as it was)", "")
    assert [path.read_bytes() for path in files(inspection.workbook.folder)] == written


def test_closing_a_gate_says_how_many_criteria_it_closed(inspection):
    outcome = inspection.answer("X-01", "RR01", NO)
    assert (outcome.said, outcome.closed) == ("RR01 → No, closes 6 criteria", 6)
    assert outcome.cases["X-01"] == {"RR01", "RR02", "RR03", "RR04", "RR05", "SS01", "SS04"}


def test_closing_one_criterion_says_one(inspection):
    assert inspection.answer("X-01", "SS11", NO).said == "SS11 → No, closes 1 criterion"


def test_opening_a_gate_says_how_many_came_back(inspection):
    inspection.answer("X-01", "RR01", NO)
    outcome = inspection.answer("X-01", "RR01", YES)
    assert (outcome.said, outcome.opened) == ("RR01 → Yes, opens 6 criteria", 6)


@pytest.mark.parametrize("act", ["answer", "park", "clear"])
def test_a_criterion_closed_by_a_gate_takes_no_verdict_and_names_the_gate(inspection, act):
    inspection.answer("X-01", "PP01", NO)
    verdict = (YES,) if act == "answer" else ()
    outcome = getattr(inspection, act)("X-01", "PP02", *verdict)
    assert (outcome.said, outcome.leads) == ("PP02 does not apply: closed by PP01", "open-here")
    assert outcome.at == ""
    assert inspection.cases["X-01"].answer("PP02").is_blank


def test_a_criterion_closed_by_the_order_says_why(inspection):
    assert inspection.answer("X-01", "RR11", YES).said == "RR11 does not apply: not a custodial sentence"


def test_parking_keeps_the_verdict_and_leaves_the_base(inspection):
    inspection.answer("X-01", "RR08", YES)
    assert inspection.park("X-01", "RR08").said == "RR08 parked"
    assert inspection.cases["X-01"].answer("RR08").verdict is YES
    assert inspection.tally().criterion("RR08").proportion.relevant == 0
    assert inspection.park("X-01", "RR08").said == "RR08 no longer parked"
    assert inspection.state("X-01", "RR08") is State.YES


def test_any_verdict_unparks(inspection):
    inspection.park("X-01", "RR08")
    inspection.answer("X-01", "RR08", UNKNOWN)
    assert inspection.state("X-01", "RR08") is State.UNKNOWN


def test_clearing_takes_the_verdict_away_and_leaves_the_rest(inspection):
    inspection.answer("X-01", "RR08", NO)
    inspection.mark_factors("X-01", "RR08", ["late"])
    inspection.write_note("X-01", "RR08", "Dated a month after sentence.")
    inspection.clear("X-01", "RR08")
    answer = reopened(inspection).cases["X-01"].answer("RR08")
    assert (answer.verdict, answer.factors, answer.note) == (None, ("late",), "Dated a month after sentence.")


@pytest.mark.parametrize("verdict", [YES, NA, UNKNOWN])
def test_the_factors_of_a_no_go_with_it_and_undo_brings_them_back(inspection, verdict):
    inspection.answer("X-01", "RR08", NO)
    inspection.mark_factors("X-01", "RR08", ["late"])
    inspection.write_note("X-01", "RR08", "found on the last day")
    outcome = inspection.answer("X-01", "RR08", verdict)
    assert outcome.said == f"RR08 → {verdict.word} without its 1 factor"
    answer = inspection.cases["X-01"].answer("RR08")
    assert (answer.factors, answer.note) == ((), "found on the last day")
    inspection.undo()
    assert inspection.cases["X-01"].answer("RR08").factors == ("late",)


def test_factors_of_a_no_marked_on_a_yes_are_asked_about(inspection):
    inspection.answer("X-01", "RR08", YES)
    inspection.mark_factors("X-01", "RR08", ["late"])
    assert "RR08 is Yes, and a factor of a No is marked on it." in [one.say for one in inspection.findings("X-01")]


def test_factors_are_kept_in_the_order_of_their_lists_and_once(inspection):
    inspection.mark_factors("X-01", "RR08", ["ete", "late", "ete", "not_done"])
    kept = inspection.cases["X-01"].answer("RR08").factors
    assert sorted(kept) == ["ete", "late", "not_done"]
    assert list(kept) == [code for code in inspection.catalogue.known["RR08"].factor_titles if code in kept]


def test_a_factor_is_one_that_is_offered_or_was_marked_already(inspection):
    inspection.workbook.record([Change("answers", "X-01/RR08", "factors", None, ["old_code"])], "by another version")
    inspection = reopened(inspection)
    inspection.mark_factors("X-01", "RR08", ["old_code", "late"])
    with pytest.raises(Refused, match="RR08 has no factor made_up"):
        inspection.mark_factors("X-01", "RR08", ["made_up"])
    assert inspection.cases["X-01"].answer("RR08").factors == ("late", "old_code")


def test_what_is_closed_by_rule_takes_no_factors(inspection):
    inspection.answer("X-01", "RR01", NO)
    assert inspection.mark_factors("X-01", "RR02", ["late"]).said == "RR02 does not apply: closed by RR01"
    assert inspection.cases["X-01"].answer("RR02").is_blank


def test_a_note_and_a_flag_move_no_figure(inspection):
    before = inspection.tally()
    inspection.write_note("X-01", "RR08", "See contact log, 3 May.")
    assert inspection.flag("X-01", "RR08").said == "RR08 flagged"
    assert inspection.flag("X-01", "RR08").said == "RR08 no longer flagged"
    assert inspection.tally() == before


def test_a_note_may_be_any_text(inspection):
    hostile = '[/] [red]x[/] \\ " \n\t 漢字 é \U0001f9d1 ' + "long " * 1000
    inspection.write_note("X-01", "RR08", hostile)
    assert reopened(inspection).cases["X-01"].answer("RR08").note == hostile


def test_the_history_of_an_answer_is_every_line_that_touched_it(inspection):
    inspection.answer("X-01", "RR08", NO)
    inspection.answer("X-01", "RR06", YES)
    inspection.answer("X-01", "RR08", YES)
    lines = inspection.history("X-01", "RR08")
    assert [line.operations[0].value for line in lines] == ["N", "Y"]
    assert {line.author for line in lines} == {"ann"}


# Evidence, alerts, interviews


def test_one_entry_is_linked_to_several_criteria_and_bears_them_out(inspection):
    for id in ("PP06", "PP07"):
        inspection.answer("X-01", id, NO)
        inspection.mark_factors("X-01", id, ["not_done"])
    lacking = {item.criterion.id for item in inspection.agenda("X-01") if item.lack is Lack.EVIDENCE}
    outcome = inspection.add_entry(Entry("", "X-01", "evidence", "No review in file.", ("PP06", "PP07")))
    assert lacking == {"PP06", "PP07"}
    assert outcome.cases == {"X-01": frozenset({"PP06", "PP07"})}
    assert not [item for item in reopened(inspection).agenda("X-01") if item.lack is Lack.EVIDENCE]


@pytest.mark.parametrize(("kind", "text"), [("strength", "Clear and prompt."), ("learning", "…"), ("evidence", "  ")])
def test_only_evidence_with_words_in_it_bears_a_no_out(inspection, kind, text):
    inspection.add_entry(Entry("", "X-01", kind, text, ("PP06",)))
    assert inspection.evidenced("X-01") == frozenset()


def test_an_entry_is_its_authors_to_change(folder, inspection):
    inspection.add_entry(Entry("e-1", "X-01", "evidence", "First words.", ("PP06",)))
    with pytest.raises(Refused, match="somebody else's"):
        window(folder).add_entry(Entry("e-1", "X-01", "evidence", "Other words.", ("PP06",)))
    inspection.add_entry(Entry("e-1", "X-01", "evidence", "Later words.", ("PP07",)))
    assert inspection.entries["e-1"].text == "Later words."
    assert inspection.evidenced("X-01") == {"PP07"}


def test_an_area_note_belongs_to_no_case(inspection):
    inspection.add_entry(Entry("", "", "area", "Policy revised in March.", source="set-up meeting"))
    assert [entry.text for entry in inspection.entries_of("")] == ["Policy revised in March."]


def test_entries_are_found_by_case_and_by_criterion(inspection):
    inspection.add_entry(Entry("e-1", "X-01", "evidence", "a", ("PP06",)))
    inspection.add_entry(Entry("e-2", "X-01", "strength", "b", ("PP07",)))
    inspection.add_entry(Entry("e-3", "X-02", "evidence", "c", ("PP06",)))
    assert [entry.id for entry in inspection.entries_of("X-01")] == ["e-1", "e-2"]
    assert [entry.id for entry in inspection.entries_of("X-01", "PP06")] == ["e-1"]


def test_an_alert_is_raised_counted_nowhere_and_closed_with_a_reason(inspection):
    before = inspection.tally()
    outcome = inspection.raise_alert(Alert("", "X-01", "the child", "Bruising seen."))
    assert "ring now" in outcome.said
    (alert,) = inspection.open_alerts()
    assert (alert.author, inspection.tally()) == ("ann", before)
    with pytest.raises(Refused, match="closed with a reason"):
        inspection.close_alert(alert.id, "  ")
    inspection.close_alert(alert.id, "Team manager confirmed a visit.")
    assert inspection.open_alerts() == []
    assert reopened(inspection).alerts[alert.id].closed_because == "Team manager confirmed a visit."


def test_an_alert_is_closed_once(inspection):
    inspection.raise_alert(Alert("a-1", "X-01", "the child", "Bruising seen."))
    inspection.close_alert("a-1", "Visited.")
    with pytest.raises(Refused, match="closed already"):
        inspection.close_alert("a-1", "Never mind.")
    assert inspection.alerts["a-1"].closed_because == "Visited."


def test_an_alert_that_is_not_there_cannot_be_closed(inspection):
    with pytest.raises(Refused, match="no such alert"):
        inspection.close_alert("a-9", "Visited.")
    assert inspection.alerts == {}


def test_interviews_are_of_managers_and_stand_ins_are_left_out(inspection):
    inspection.answer_interview("CM-1", "IV02", YES)
    inspection.answer_interview("CM-2", "IV02", NO)
    inspection.annotate_interview("CM-2", "IV02", note="Had not seen it.")
    inspection.set_interview_role("CM-2", "stand-in")
    again = reopened(inspection)
    assert again.interview_figures()["IV02"].proportion.compact() == "1/1"
    assert again.interviews["CM-2"].answer("IV02").note == "Had not seen it."
    assert again.managers() == ["CM-1", "CM-2", "CM-3"]


@pytest.mark.parametrize(
    "act",
    [
        lambda one: one.answer_interview("CM-9", "IV02", YES),
        lambda one: one.annotate_interview("CM-9", "IV02", note="Had not seen it."),
        lambda one: one.set_interview_role("CM-9", "stand-in"),
        lambda one: one.set_slot("CM-9", "Tue"),
    ],
)
def test_a_manager_whom_no_case_names_is_refused_by_name(inspection, act):
    with pytest.raises(Refused, match="No case names CM-9 as its case manager"):
        act(inspection)
    assert reopened(inspection).managers() == ["CM-1", "CM-2", "CM-3"]


def test_what_a_stranger_answered_can_be_taken_away(inspection):
    inspection.answer_interview("cm–1", "IV02", YES)
    inspection.change_case("X-01", {"case_manager": "CM-7"})
    assert inspection.answer_interview("CM-1", "IV02", None).at
    assert inspection.interview_figures()["IV02"].proportion.relevant == 0


def test_an_interview_answer_can_be_cleared(inspection):
    inspection.answer_interview("CM-1", "IV02", YES)
    assert inspection.answer_interview("CM-1", "IV02", None).said == "IV02 → cleared"
    assert inspection.interview_figures()["IV02"].proportion.relevant == 0


# The sample


def test_a_case_is_added_changed_and_renamed_and_keeps_its_answers(inspection):
    inspection.answer("X-01", "RR08", YES)
    inspection.change_case("X-01", {"gender": "F", "order": "DTO"})
    assert inspection.rename_case("X-01", "Y-09").said == "X-01 is now Y-09"
    case = reopened(inspection).case_by_ref("y-09")
    assert (case.id, case.particulars["gender"], case.answer("RR08").verdict) == ("X-01", "F", YES)


def test_changing_the_order_moves_what_applies_and_the_figures(inspection):
    inspection.answer("X-01", "RR12", YES)
    inspection.change_case("X-01", {"order": "DTO"})
    assert inspection.state("X-01", "RR12") is State.YES
    inspection.answer("X-01", "RR11b", NO)
    assert inspection.state("X-01", "RR12") is State.CLOSED
    assert inspection.tally().criterion("RR12").proportion.relevant == 0
    assert holds(inspection)


def test_a_replaced_case_leaves_every_base_and_can_come_back(inspection):
    inspection.answer("X-01", "RR08", YES)
    assert inspection.replace_case("X-01", "not eligible").said == "X-01 replaced"
    assert inspection.tally().criterion("RR08").proportion.relevant == 0
    assert inspection.replace_case("X-01", "not eligible").said == "X-01 back in the sample"
    assert inspection.tally().criterion("RR08").proportion.relevant == 1
    assert holds(inspection)


def test_a_removed_case_frees_its_reference(inspection):
    inspection.answer("X-01", "RR08", YES)
    inspection.remove_case("X-01")
    inspection.add_case("X-01", {"order": "RO"})
    again = reopened(inspection)
    assert again.case_by_ref("X-01").id == "X-01~"
    assert again.tally().criterion("RR08").proportion.relevant == 0


@pytest.mark.parametrize(
    ("ref", "why"), [("x-02", "in the sample already"), (" ", "needs a reference"), ("X" * 25, "24")]
)
def test_a_reference_is_free_short_and_not_empty(inspection, ref, why):
    with pytest.raises(Refused, match=why):
        inspection.add_case(ref, {})
    with pytest.raises(Refused, match=why):
        inspection.rename_case("X-01", ref)


def test_details_and_people_are_kept(inspection):
    inspection.set_details({"area": "Testshire", "lead": "Ann Other"})
    inspection.set_details({"lead": None})
    inspection.set_inspector(" Ann ")
    again = reopened(inspection)
    assert (again.area, "lead" in again.details, again.inspector(), again.person("ann")) == (
        "Testshire",
        False,
        "Ann",
        "Ann",
    )
    assert again.person("zoe") == "zoe"


def test_nothing_changed_is_nothing_written(inspection):
    assert inspection.rename_case("X-01", "X-01") == NOTHING
    assert inspection.change_case("X-01", {"order": "YRO"}) == NOTHING


# Figures


def test_groups_are_counted_apart(folder):
    inspection = begun(folder, YOUTH, ("YRO", "YC", "RO"))
    for case, verdict in (("X-01", YES), ("X-02", NO), ("X-03", YES)):
        inspection.tally("court"), inspection.tally("ooc"), inspection.tally()
        inspection.answer(case, "AS08", verdict)
    compact = {group: inspection.tally(group).criterion("AS08").proportion.compact() for group in ("", "court", "ooc")}
    assert compact == {"": "2/3", "court": "2/2", "ooc": "0/1"}


def test_a_case_moves_to_another_group_with_its_disposal(folder):
    inspection = begun(folder, YOUTH, ("YRO", "YC"))
    inspection.answer("X-01", "AS08", YES)
    inspection.tally("court"), inspection.tally("ooc")
    inspection.change_case("X-01", {"order": "CR"})
    assert inspection.group("X-01") == "ooc"
    assert holds(inspection)


def test_status_progress_and_findings_follow_the_answers(inspection):
    assert inspection.status("X-01") is Status.NOT_STARTED
    inspection.answer("X-01", "RR06", NO)
    assert inspection.status("X-01") is Status.IN_PROGRESS
    assert inspection.progress("X-01", "1").answered == 1
    assert "RR08 should be No" in inspection.findings("X-01")[0].say


@pytest.mark.parametrize(("name", "orders"), [("sqs-2016", ("YRO", "DTO", "RO")), (YOUTH, ("RO", "YC", "DTO"))])
def test_after_any_acts_every_figure_is_the_full_count(folder, name, orders):
    """A day at random: scores, parks, clears, orders, replaced cases, undo and redo."""
    inspection, chance = begun(folder, name, orders), random.Random(name)
    inspection.tally(), *(inspection.tally(group.id) for group in inspection.catalogue.groups)
    ids = [one.id for one in inspection.catalogue.criteria]
    for _ in range(400):
        some_act(chance, inspection, ids, orders)
        assert holds(inspection)
    assert state(reopened(inspection)) == state(inspection)


# Entries that move, and that are gone


def test_an_entry_moved_to_another_case_is_told_of_both(inspection):
    inspection.add_entry(Entry("e-1", "X-01", "evidence", "No review in file.", ("PP06",)))
    outcome = inspection.add_entry(replace(inspection.entries["e-1"], case="X-02", criteria=("PP07",)))
    assert outcome.cases == dict.fromkeys(("X-01", "X-02"), frozenset({"PP06", "PP07"}))
    assert (outcome.entry, outcome.criterion) == ("e-1", "")
    assert (inspection.evidenced("X-01"), inspection.evidenced("X-02")) == (frozenset(), {"PP07"})


def test_an_entry_dropped_in_another_window_is_gone_already(inspection):
    inspection.add_entry(Entry("e-1", "X-01", "evidence", "No review in file."))
    other = window(inspection.workbook.folder, "ann")
    other.drop_entry("e-1")
    inspection.refresh()
    with pytest.raises(Refused, match="gone already"):
        inspection.drop_entry("e-1")


# When the disk fails


@pytest.mark.parametrize(
    "act",
    [
        lambda one: one.answer("X-01", "RR01", NO),
        lambda one: one.park("X-01", "RR08"),
        lambda one: one.write_note("X-01", "RR08", "words"),
        lambda one: one.mark_factors("X-01", "RR08", ["late"]),
        lambda one: one.add_entry(Entry("", "X-01", "evidence", "words", ("RR08",))),
        lambda one: one.raise_alert(Alert("", "X-01", "the child", "words")),
        lambda one: one.add_case("X-09", {"order": "RO"}),
        lambda one: one.replace_case("X-01", "not eligible"),
        lambda one: one.answer_interview("CM-1", "IV01", YES),
        lambda one: one.set_details({"area": "Elsewhere"}),
        lambda one: one.undo(),
    ],
)
def test_what_does_not_reach_the_disk_moves_nothing(inspection, monkeypatch, act):
    inspection.answer("X-02", "RR01", YES)
    before = state(inspection)
    with monkeypatch.context() as disk:
        disk.setattr("os.write", _full_disk)
        with pytest.raises(NotSaved, match="No space left"):
            act(inspection)
    assert state(inspection) == before
    act(inspection)
    assert state(inspection) != before
    assert state(reopened(inspection)) == state(inspection)


def _full_disk(descriptor: int, raw: bytes) -> int:
    raise OSError(28, "No space left on device")


def test_recounting_is_of_counted_cases_only(inspection):
    inspection.remove_case("X-01")
    assert inspection.tally() == recounted(inspection)
    assert inspection.tally().cases == 2


def test_entries_taken_up_one_by_one_are_those_read_back(inspection):
    for number, criteria in enumerate((("RR02",), ("RR02", "PP04"), ("PC04",))):
        inspection.add_entry(Entry(f"e-{number}", "X-01", "evidence", "Seen.", criteria))
    inspection.add_entry(replace(inspection.entries["e-1"], criteria=("PC06",), case="X-02"))
    inspection.drop_entry("e-2")
    again = reopened(inspection)
    for case in ("X-01", "X-02"):
        assert inspection.entries_of(case) == again.entries_of(case)
        assert inspection.evidenced(case) == again.evidenced(case)
    assert list(inspection.entries) == list(again.entries)
    assert [entry.id for entry in again.entries_of("X-01", "RR02")] == ["e-0"]


def test_done_but_not_recorded_is_a_mark_on_a_no_and_goes_with_it(inspection):
    assert "is not No" in inspection.mark_unrecorded("X-01", "SS02").said
    inspection.answer("X-01", "SS02", NO)
    before = inspection.tally()
    assert inspection.mark_unrecorded("X-01", "SS02").said == "SS02: done, but not recorded"
    assert inspection.tally() == before
    again = reopened(inspection)
    assert again.cases["X-01"].answer("SS02").unrecorded
    again.answer("X-01", "SS02", YES)
    assert not again.cases["X-01"].answer("SS02").unrecorded
    again.undo()
    assert again.cases["X-01"].answer("SS02").unrecorded
