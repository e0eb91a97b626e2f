"""A case is marked finished, read a second time, signed and locked; and a signature holds for what was signed."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from sqs_tui.domain.case import Change, Stage, Verdict
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.domain.signing import marks
from sqs_tui.errors import Refused
from sqs_tui.session.differences import Difference
from sqs_tui.session.inspection import Inspection
from sqs_tui.store import rows
from sqs_tui.store.copies import copied
from sqs_tui.store.merging import merge
from sqs_tui.store.workbook import Workbook
from tests.session.stories import begun, holds, state, window

YES, NO, NA = Verdict.YES, Verdict.NO, Verdict.NA
CASE = "X-01"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "test.sqs"


@pytest.fixture
def ann(folder):
    """Ann, with one case answered in full."""
    ann = begun(folder)
    answered(ann, CASE)
    return ann


def answered(inspection: Inspection, case: str) -> None:
    while left := inspection.agenda(case):
        inspection.answer(case, left[0].criterion.id, YES)


def stage(inspection: Inspection, case: str = CASE) -> str:
    return inspection.signing(case).word


def test_a_case_goes_from_marked_to_locked_and_says_who_and_when(ann, folder):
    ann.set_inspector("Ann Other")
    for one, word in ((Stage.MARKED, "finished"), (Stage.SIGNED, "signed"), (Stage.LOCKED, "locked")):
        assert ann.signs_against(CASE, one) == ""
        assert ann.put_stage(CASE, one).at
        assert stage(ann) == word
    again = window(folder, "ben")
    assert stage(again) == "locked"
    signed = again.signing(CASE).signatures[Stage.SIGNED]
    assert (signed.who, bool(signed.at)) == ("Ann Other", True)


def test_what_is_missing_is_said_exactly(ann):
    ann.clear(CASE, "SS02")
    ann.park(CASE, "SS03")
    with pytest.raises(Refused) as refused:
        ann.put_stage(CASE, Stage.SIGNED)
    assert refused.value.title == "X-01 is not signed."
    assert refused.value.remedy == "Still missing: 1 unanswered, 1 parked."


def test_an_open_alert_keeps_a_case_from_being_signed_and_a_closed_one_does_not(ann):
    ann.raise_alert(Alert("a-1", CASE, "the child", "left alone"))
    assert ann.signs_against(CASE, Stage.SIGNED) == "Still missing: 1 alert open."
    assert ann.signs_against(CASE, Stage.MARKED) == ""
    assert ann.signs_against("X-02", Stage.MARKED).startswith("Still missing: ")
    ann.close_alert("a-1", "the manager confirmed it")
    assert ann.put_stage(CASE, Stage.SIGNED).at


def test_a_difference_keeps_a_case_from_being_signed(ann, folder):
    ben = window(folder)
    ann.answer(CASE, "SS02", NO)
    ben.answer_because(CASE, "SS02", Verdict.UNKNOWN, "not seen")
    ann.refresh()
    assert "1 differing" in ann.signs_against(CASE, Stage.SIGNED)


def test_a_signed_answer_changes_only_with_a_reason_and_then_the_case_is_signed_no_more(ann):
    ann.put_stage(CASE, Stage.SIGNED)
    assert ann.asks_why(CASE, "RR08", NO) == "X-01 is signed. Why is RR08 No, and not Yes?"
    assert ann.asks_why(CASE, "RR08", YES) == ""
    for act in (
        lambda: ann.answer(CASE, "RR08", NO),
        lambda: ann.park(CASE, "RR08"),
        lambda: ann.clear(CASE, "RR08"),
        lambda: ann.mark_factors(CASE, "RR08", ["late"]),
        lambda: ann.write_note(CASE, "RR08", "late"),
        lambda: ann.record_many([Change(rows.ANSWERS, "X-01/RR08", "verdict", "Y", "N")], "import"),
        lambda: ann.mark_factor(CASE, "RR08", "late", marked=True),
    ):
        with pytest.raises(Refused):
            act()
    assert stage(ann) == "signed"
    ann.answer_because(CASE, "RR08", NO, "the plan was found")
    assert stage(ann) == "changed"
    assert ann.signing(CASE).moved == ("RR08",)
    assert ann.history(CASE, "RR08")[-1].why == "changed: the plan was found"
    assert holds(ann)


def test_undo_never_touches_a_signed_case_nor_takes_a_signature_back(ann):
    ann.put_stage(CASE, Stage.SIGNED)
    assert ann.undo(CASE).said == "Undo stopped: X-01 is signed; that is taken back with a reason"
    while ann.undo().said != "Undo stopped: there are answers or evidence in X-01":
        pass
    assert stage(ann) == "signed"


@pytest.mark.parametrize("direction", ["undo", "redo"])
def test_neither_undo_nor_redo_changes_what_was_written_on_a_locked_case(ann, direction):
    ann.add_entry(Entry("e-1", CASE, "strength", "met him at the gate"))
    if direction == "redo":
        ann.undo()
    before = dict(ann.entries)
    ann.put_stage(CASE, Stage.SIGNED)
    ann.put_stage(CASE, Stage.LOCKED)
    assert (
        getattr(ann, direction)(CASE).said
        == f"{direction.capitalize()} stopped: X-01 is locked; that is taken back with a reason"
    )
    assert ann.entries == before


def test_an_import_writes_no_entry_into_a_locked_case(ann):
    brought = [
        Change(rows.ENTRIES, "e-1", name, None, value)
        for name, value in (("kind", "strength"), ("text", "met him"), ("case", CASE))
    ]
    ann.put_stage(CASE, Stage.SIGNED)
    ann.put_stage(CASE, Stage.LOCKED)
    with pytest.raises(Refused, match="locked"):
        ann.record_many(brought, "import")
    assert ann.entries == {}
    ann.take_stage_back(CASE, "one more file came")
    assert ann.record_many(brought, "import")


def test_an_entry_does_not_leave_a_locked_case(ann):
    ann.add_entry(Entry("e-1", CASE, "strength", "met him at the gate"))
    ann.put_stage(CASE, Stage.SIGNED)
    ann.put_stage(CASE, Stage.LOCKED)
    with pytest.raises(Refused, match="X-01 is locked"):
        ann.add_entry(replace(ann.entries["e-1"], case="X-02"))


def test_what_could_be_done_on_a_signed_case_can_be_undone_there(ann):
    ann.put_stage(CASE, Stage.SIGNED)
    ann.add_entry(Entry("e-1", CASE, "strength", "met him at the gate"))
    ann.flag(CASE, "RR08")
    ann.change_case(CASE, {"case_manager": "CM-7"})
    for said in ("X-01 (particulars)", "X-01 RR08 (flag)", "strength"):
        assert ann.undo().said == f"Undone: {said}"
    assert stage(ann) == "signed"


def test_a_signature_is_taken_back_with_a_reason_that_stays(ann):
    ann.put_stage(CASE, Stage.SIGNED)
    with pytest.raises(Refused):
        ann.take_stage_back(CASE, " ")
    ann.take_stage_back(CASE, "one more file came")
    assert stage(ann) == ""
    assert ann.workbook.lines()[-1].why == "taken back: one more file came"
    assert ann.answer(CASE, "RR08", NO).at


def test_a_locked_case_takes_no_change_until_the_lead_unlocks_it(ann, folder):
    ann.set_details({"lead": "Ann"})
    ann.set_inspector("Ann")
    ann.put_stage(CASE, Stage.SIGNED)
    ann.put_stage(CASE, Stage.LOCKED)
    assert ann.asks_why(CASE, "RR08", NO) == ""
    for act in (
        lambda: ann.answer_because(CASE, "RR08", NO, "why not"),
        lambda: ann.change_case(CASE, {"order": "RO"}),
        lambda: ann.replace_case(CASE, "not eligible"),
        lambda: ann.flag(CASE, "RR08"),
    ):
        with pytest.raises(Refused, match="locked"):
            act()
    ben = window(folder)
    ben.set_inspector("Ben")
    with pytest.raises(Refused, match="stays locked"):
        ben.take_stage_back(CASE, "to mend it")
    ann.take_stage_back(CASE, "to mend it")
    assert stage(ann) == "signed"


def test_somebody_else_reads_a_second_time_and_the_first_verdicts_are_kept(ann, folder):
    ann.put_stage(CASE, Stage.MARKED)
    assert ann.signs_against(CASE, Stage.SECOND) == "Somebody else reads it a second time."
    ben = window(folder)
    ben.put_stage(CASE, Stage.SECOND)
    assert ben.asks_why(CASE, "SS02", NO) == "ann read this first. Why is SS02 No, and not Yes?"
    ben.answer_because(CASE, "SS02", NO, "no word of the parents")
    found = ben.second_reading(CASE)
    assert [id for id, _, _ in found.differing] == ["SS02"]
    assert ben.signing(CASE).signatures[Stage.SECOND].state("SS02") == 0


@pytest.fixture
def read_by_ben(ann, folder):
    """Ben, who has begun to read ann's case a second time."""
    ann.put_stage(CASE, Stage.MARKED)
    ben = window(folder)
    ben.put_stage(CASE, Stage.SECOND)
    return ben


def test_a_second_read_starts_at_none_confirmed_and_counts_what_was_read(ann, read_by_ben):
    """Confirmed, changed, and not read yet are told apart, and held to a plain count of what ben did."""
    ben, verdicts = read_by_ben, [one.id for one in ann.catalogue.criteria if ann.cases[CASE].answer(one.id).verdict]
    open_ones = [id for id in verdicts if not ann.closed_by(CASE, id)]
    assert ben.second_reading(CASE).words == f"0 of {len(open_ones)} confirmed, {len(open_ones)} not read yet"
    for id in open_ones[:5]:
        assert ben.confirm(CASE, id).at
    ben.answer_because(CASE, "OM01", NO, "nobody checked it")
    found = ben.second_reading(CASE)
    assert found.words == f"5 of {len(open_ones)} confirmed, 1 changed, {len(open_ones) - 6} not read yet"
    ann.refresh()
    assert ann.second_reading(CASE) == found
    for id in found.unread:
        ben.confirm(CASE, id)
    assert ben.second_reading(CASE).words == f"{len(open_ones) - 1} of {len(open_ones)} confirmed, 1 changed"


def test_a_confirmation_is_of_a_verdict_and_of_one_read(ann, read_by_ben):
    ben = read_by_ben
    ben.confirm(CASE, "RR08")
    ann.refresh()
    ann.answer(CASE, "RR08", NO)
    ben.refresh()
    assert "RR08" not in ben.second_reading(CASE).confirmed
    ann.undo()
    ben.refresh()
    assert ben.second_reading(CASE).confirmed == ("RR08",)
    ben.take_stage_back(CASE, "begun too soon")
    ben._clock = lambda: "2027-01-01T09:00:00+00:00"
    ben.put_stage(CASE, Stage.SECOND)
    assert ben.second_reading(CASE).confirmed == ()


def test_a_verdict_parked_or_taken_away_in_a_second_read_is_changed_and_not_left_out(read_by_ben):
    ben = read_by_ben
    verdicts = ben.second_reading(CASE).verdicts
    ben.park_because(CASE, "RR08", "to be asked again")
    ben.answer_because(CASE, "SS02", None, "nobody can know")
    found = ben.second_reading(CASE)
    assert ([id for id, _, _ in found.differing], found.verdicts) == (["RR08", "SS02"], verdicts)


def test_only_who_reads_it_a_second_time_confirms_and_only_what_was_judged(ann, read_by_ben, folder):
    ann.refresh()
    with pytest.raises(Refused, match="RR08 is not confirmed") as refused:
        ann.confirm(CASE, "RR08")
    assert refused.value.remedy == "ben reads it a second time."
    with pytest.raises(Refused) as refused:
        ann.confirm("X-02", "RR08")
    assert refused.value.remedy == "Nobody has begun to read the case a second time."
    with pytest.raises(Refused) as refused:
        read_by_ben.confirm(CASE, "RR11")
    assert refused.value.remedy == "There is no first verdict to confirm."
    read_by_ben.answer_because(CASE, "RR08", NO, "no word of his mother")
    with pytest.raises(Refused) as refused:
        read_by_ben.confirm(CASE, "RR08")
    assert refused.value.remedy == "It was changed in this read, with a reason: that says it was read."


def test_confirming_twice_writes_once_is_undone_with_u_and_survives_reopening(read_by_ben, folder):
    ben = read_by_ben
    assert ben.confirm(CASE, "RR08").said.endswith("Yes confirmed; " + ben.second_reading(CASE).words)
    lines = len(ben.workbook.lines())
    assert not ben.confirm(CASE, "RR08").at
    assert len(ben.workbook.lines()) == lines
    assert window(folder).second_reading(CASE).confirmed == ("RR08",)
    ben.undo()
    assert ben.second_reading(CASE).confirmed == ()
    ben.redo()
    assert ben.second_reading(CASE).confirmed == ("RR08",)
    assert not ben.differing


def test_two_windows_of_one_reader_that_confirm_the_same_do_not_differ(read_by_ben, folder):
    other = window(folder)
    read_by_ben.confirm(CASE, "RR08")
    other.confirm(CASE, "RR08")
    read_by_ben.refresh()
    assert (read_by_ben.differing, read_by_ben.second_reading(CASE).confirmed) == (0, ("RR08",))


def test_a_second_read_begun_before_there_were_confirmations_starts_at_none(ann, folder):
    """An older workbook has the two signatures and no confirmation."""
    first = ["ben", "2026-05-19T10:00:00+00:00", *marks(ann.catalogue, ann.cases[CASE], ann.standings[CASE])]
    marked = ["ann", "2026-05-18T10:00:00+00:00"]
    for one, value in ((Stage.MARKED, marked), (Stage.SECOND, first)):
        ann.workbook.record([Change(rows.CASES, CASE, one.value, None, value)], one.value)
    reading = window(folder).second_reading(CASE)
    assert (reading.confirmed, reading.differing, len(reading.unread)) == ((), (), reading.verdicts)


def test_no_figure_depends_on_a_signature(ann):
    before, status = ann.tally(), ann.status(CASE)
    ann.put_stage(CASE, Stage.SIGNED)
    assert (ann.tally(), ann.status(CASE)) == (before, status)


@pytest.mark.parametrize("signer_first", [True, False])
def test_a_copy_that_signed_and_one_that_changed_an_answer_come_to_a_case_signed_no_more(
    ann, folder, tmp_path, monkeypatch, signer_first
):
    ann.workbook.close()
    copy = shutil.copytree(folder, tmp_path / "copy.sqs")
    here = window(folder, "ann")
    here.put_stage(CASE, Stage.SIGNED)
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "other-machine"))
    there = window(copy, "ben")
    there.answer(CASE, "RR08", NO)
    for one in (here, there):
        one.workbook.close()
    into, other = (folder, copy) if signer_first else (copy, folder)
    merge(into, [copied(other)])
    merged = window(into, "cat")
    assert (stage(merged), merged.signing(CASE).moved) == ("changed", ("RR08",))
    assert merged.cases[CASE].answer("RR08").verdict is NO
    merged.write_note(CASE, "RR08", "read together")
    merged.mark_factors(CASE, "RR08", list(merged.catalogue.known["RR08"].factor_titles)[:1])
    merged.put_stage(CASE, Stage.SIGNED)
    assert stage(merged) == "signed"


def test_two_windows_agree_on_signatures(ann, folder):
    ben = window(folder)
    ann.put_stage(CASE, Stage.SIGNED)
    outcome = ben.refresh()
    assert outcome.structure
    assert state(ann) == state(ben)


def test_replaced_cases_are_not_signed(ann):
    ann.replace_case(CASE, "not eligible")
    assert ann.signs_against(CASE, Stage.SIGNED) == "X-01 is replaced: there is nothing to sign."


def test_what_a_newer_version_may_have_written_is_no_signature(ann):
    ann.cases[CASE] = replace(ann.cases[CASE], signatures={Stage.SIGNED: ("somebody",)})
    assert not ann.signing(CASE).was_signed


def test_two_who_sign_at_once_are_told_apart_and_the_case_stays_signed(ann, folder):
    ben = window(folder)
    ann.put_stage(CASE, Stage.SIGNED)
    ben.put_stage(CASE, Stage.SIGNED)
    ann.refresh()
    (found,) = ann.differences()
    assert found.what == "X-01 signed"
    assert sorted(value.said.split()[1] for value in found.values) == ["ann", "ben"]
    assert stage(ann) == "signed"
    ann.settle(found, 0, "she signed first")
    assert (ann.differences(), ann.signing(CASE).signatures[Stage.SIGNED].who) == ((), "ann")


def test_two_of_one_name_who_sign_are_told_apart_by_their_accounts(ann, folder):
    ben = Inspection(Workbook.open(folder, author="ben"), clock=lambda: "2026-05-20T10:00:00+00:00")
    for one in (ann, ben):
        one.set_inspector("LI")
        one.put_stage(CASE, Stage.SIGNED)
    ann.refresh()
    (found,) = ann.differences()
    assert {value.who for value in found.values} == {"LI (ann)", "LI (ben)"}
    shown = next(place for place, value in enumerate(found.values) if value.is_shown)
    assert ann.signers()[CASE, "signed"] == found.values[shown].who
    other = window(folder, "cat")
    other.settle(other.differences()[0], 1 - shown, "he signed first")
    assert other.signers()[CASE, "signed"] == found.values[1 - shown].who


def test_who_signed_under_the_name_of_the_account_is_called_by_it(ann):
    ann.put_stage(CASE, Stage.SIGNED)
    assert ann.signers() == {(CASE, "signed"): "ann"}


def test_a_parked_answer_of_a_signed_case_is_not_unparked_by_its_own_verdict(ann):
    ann.put_stage(CASE, Stage.SIGNED)
    ann.workbook.record([Change(rows.ANSWERS, "X-01/RR08", "parked", None, True)], "by another program")
    ann = window(ann.workbook.folder, "ann")
    now = marks(ann.catalogue, ann.cases[CASE], ann.standings[CASE])
    ann.workbook.record([Change(rows.CASES, CASE, "signed", None, ["ann", "2026-05-01", *now])], "by another program")
    ann = window(ann.workbook.folder, "ann")
    assert stage(ann) == "signed"
    with pytest.raises(Refused, match="signed"):
        ann.answer(CASE, "RR08", YES)


def test_the_second_reader_is_known_however_the_name_is_written(ann, folder):
    ann.put_stage(CASE, Stage.MARKED)
    ben = window(folder)
    ben.set_inspector("Ben Other")
    ben.put_stage(CASE, Stage.SECOND)
    ben.set_inspector("ben other")
    assert ben.asks_why(CASE, "SS02", NO) == "ann read this first. Why is SS02 No, and not Yes?"


def test_parking_on_a_signed_case_takes_a_reason_and_then_it_is_signed_no_more(ann):
    ann.put_stage(CASE, Stage.SIGNED)
    assert ann.asks_why_parked(CASE, "RR08") == "X-01 is signed. Why is RR08 parked?"
    ann.park_because(CASE, "RR08", "another file came")
    assert stage(ann) == "changed"
    assert ann.history(CASE, "RR08")[-1].why == "changed: another file came"


# A copy that comes back, and what people then differ on


@pytest.fixture
def returned(ann, folder):
    """What people differ on once Ann has signed RR08 as Yes, and Ben, who had not seen that, has answered No."""

    def brought(*stages: Stage) -> Difference:
        ben = window(folder)
        ann.answer(CASE, "RR08", NO)
        ann.answer(CASE, "RR08", YES)
        for one in stages:
            ann.put_stage(CASE, one)
        ben.answer(CASE, "RR08", NO)
        ann.refresh()
        return ann.differences()[0]

    return brought


def place(difference: Difference, said: str) -> int:
    return next(place for place, value in enumerate(difference.values) if value.said == said)


@pytest.mark.parametrize(("said", "becomes"), [("Yes", "signed"), ("No", "changed")])
def test_what_people_differ_on_in_a_signed_case_says_so_and_what_becomes_of_the_signature(ann, returned, said, becomes):
    found = returned(Stage.SIGNED)
    assert found.signed == "X-01 was signed by ann."
    assert [value.said for value in found.values if value.is_signed] == ["Yes"]
    now = "signed" if becomes == "signed" else "signed no more"
    assert ann.settle(found, place(found, said), "read together").said.endswith(f"is {said}; X-01 is {now}")
    assert (stage(ann), ann.differences()) == (becomes, ())


def test_what_people_differ_on_in_a_locked_case_is_settled_on_what_was_signed_or_not_at_all(ann, returned):
    found = returned(Stage.SIGNED, Stage.LOCKED)
    assert found.signed == "X-01 is locked."
    for act in (
        lambda: ann.settle(found, place(found, "No"), "read together"),
        lambda: ann.answer_because(CASE, "RR08", NO, "read together"),
        lambda: ann.answer(CASE, "RR08", NO),
        lambda: ann.clear(CASE, "RR08"),
        lambda: ann.record_many([Change(rows.ANSWERS, "X-01/RR08", "verdict", "Y", "NA")], "import"),
    ):
        with pytest.raises(Refused, match="X-01 is locked"):
            act()
    assert (ann.asks_why(CASE, "RR08", NO), len(ann.differences())) == ("", 1)
    assert ann.settle(found, place(found, "Yes"), "read together").said.endswith("; X-01 is locked")
    assert stage(ann) == "locked"


def test_the_verdict_that_was_signed_settles_a_locked_case_with_a_key_and_a_reason(ann, returned):
    returned(Stage.SIGNED, Stage.LOCKED)
    assert ann.asks_why(CASE, "RR08", YES) == "X-01 is locked. People differ on RR08. Why is it Yes?"
    ann.answer_because(CASE, "RR08", YES, "read together")
    assert (stage(ann), ann.differences()) == ("locked", ())


def test_once_the_lead_takes_the_lock_back_a_reason_is_enough(ann, returned):
    returned(Stage.SIGNED, Stage.LOCKED)
    ann.take_stage_back(CASE, "a copy came back")
    found = ann.differences()[0]
    ann.settle(found, place(found, "No"), "the plan was found")
    assert (stage(ann), ann.cases[CASE].answer("RR08").verdict) == ("changed", NO)


def test_particulars_of_a_locked_case_are_not_settled_before_the_lock_is_taken_back(ann, folder):
    ben = window(folder)
    ann.change_case(CASE, {"order": "RO"})
    ann.put_stage(CASE, Stage.SIGNED)
    ann.put_stage(CASE, Stage.LOCKED)
    ben.change_case(CASE, {"order": "DTO"})
    ann.refresh()
    (found,) = ann.differences()
    with pytest.raises(Refused, match="locked") as refused:
        ann.settle(found, 0, "read together")
    assert refused.value.remedy == "Take the lock back first, with a reason."
    ann.take_stage_back(CASE, "a copy came back")
    assert ann.settle(found, 0, "read together").at


def test_a_case_that_nobody_signed_says_nothing_of_it(returned):
    found = returned(Stage.MARKED)
    assert (found.signed, [value.marks for value in found.values]) == ("", ["", "shown now"])


@pytest.mark.parametrize("names", [("", "LI"), ("LI", "PT")], ids=["named later", "called otherwise later"])
def test_nobody_reads_their_own_case_a_second_time_under_another_name(ann, names):
    if names[0]:
        ann.set_inspector(names[0])
    answered(ann, CASE)
    ann.put_stage(CASE, Stage.MARKED)
    ann.set_inspector(names[1])
    assert ann.signs_against(CASE, Stage.SECOND) == "Somebody else reads it a second time."


def test_a_signed_case_stays_in_the_sample_until_its_signature_is_taken_back(ann):
    answered(ann, CASE)
    ann.put_stage(CASE, Stage.SIGNED)
    for act in (ann.replace_case, ann.remove_case):
        with pytest.raises(Refused, match="is signed, and stays in the sample"):
            act(CASE)
    ann.take_stage_back(CASE, "the wrong case")
    assert ann.replace_case(CASE, "not eligible").stands or not ann.cases[CASE].is_counted


def test_a_verdict_that_was_brought_in_is_its_readers_too(ann, folder):
    """Whoever has not said who they are is not taken for the one who reads the case."""
    ann.change_case(CASE, {"inspector": "AI-2"})
    ann.answer(CASE, "RR08", YES)
    other = window(folder, "other")
    assert other.asks_why(CASE, "RR08", NO) == "AI-2 reads this case. Why is RR08 No, and not Yes?"
