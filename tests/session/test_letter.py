"""The letter of an inspection: picked by people, true of the figures, undone and merged like everything else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sqs_tui.domain.case import Change, Verdict
from sqs_tui.domain.claims import claims
from sqs_tui.domain.letter import Slot, pieces
from sqs_tui.domain.letter_facts import NAMES
from sqs_tui.domain.letter_filling import State
from sqs_tui.domain.percent import Proportion
from sqs_tui.errors import Refused
from sqs_tui.exchange.documents import FORMATS, written
from sqs_tui.session import sample
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.letter import Letter
from sqs_tui.session.letter_document import letter_document
from sqs_tui.session.letter_final import DRAFT, against, freeze, snapshots
from sqs_tui.session.letter_points import points
from sqs_tui.session.letter_trace import trace
from sqs_tui.store import catalogues, letters, rows
from sqs_tui.store.copies import copied
from sqs_tui.store.erasing import erase
from sqs_tui.store.merging import merge
from sqs_tui.store.workbook import Workbook
from tests.domain.test_wording import DUDLEY


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The invented inspection, made once, with nothing of a letter yet."""
    path = tmp_path_factory.mktemp("letter") / "aldermere.sqs"
    sample.build(path, complete=True)
    with Workbook.open(path) as workbook:
        inspection = Inspection(workbook)
        for table in (rows.PARAGRAPHS, rows.PICKS):
            changes = [
                Change(table, id, name, value, None)
                for id, row in workbook.rows(table).items()
                for name, value in row.items()
            ]
            inspection.record_many(changes, "begun")
    return path


@pytest.fixture
def book(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "aldermere.sqs"))


@pytest.fixture
def letter(book):
    with Workbook.open(book) as workbook:
        yield Letter(Inspection(workbook))


def slot(letter, part, key):
    return next(one for one in letter.slots(letter.part(part)) if one.key == key)


def pick(letter, part, key, words):
    return letter.pick(part, slot(letter, part, key), words)


def test_nothing_is_picked_by_itself(letter):
    assert not any(one.pick for part in letter.parts for one in part.filled)


def test_paragraphs_are_numbered_in_their_sections_as_they_stand(letter):
    assert [part.id for part in letter.section_parts("3")][:3] == ["vulnerability", "safety-planning", "safety-custody"]
    assert letter.part("3.2").id == "safety-planning"
    letter.drop("vulnerability")
    assert letter.part("3.1").id == "safety-planning"
    letter.move("safety-planning", 1)
    assert letter.part("3.1").id == "safety-custody"


def test_picked_words_stand_in_the_sentence_and_on_disk(letter, book):
    pick(letter, "3.2", "PC04", "one-third")
    assert "In one-third of relevant cases" in letter.part("3.2").said()
    with Workbook.open(book, read_only=True) as again:
        assert "one-third" in Letter(Inspection(again)).part("3.2").said()


@pytest.mark.parametrize(("paragraph", "criterion", "met", "relevant", "side", "words"), DUDLEY)
def test_every_proportion_the_letter_of_2016_states_can_be_picked(
    letter, paragraph, criterion, met, relevant, side, words
):
    """The invented area has its figures; the words are offered where a letter speaks of them."""
    id, _, factor = criterion.partition(" ")
    slot = Slot(id, factor.replace(" ", "_"), missed=side == "not met")
    filled = letter.filling.filled(slot, {})
    assert filled.told == (Proportion(met, relevant) if side == "met" else Proportion(met, relevant).not_met).of()
    assert words in [offer.words for offer in filled.offers()]


def test_words_that_are_not_true_are_refused(letter):
    with pytest.raises(Refused, match="not true of 4 of 12"):
        pick(letter, "3.2", "PC04", "most")


def test_a_changed_answer_moves_the_figure_under_the_sentence(letter):
    pick(letter, "3.2", "PC04", "one-third")
    letter.inspection.answer("ALD-14", "PC04", Verdict.YES)
    letter.refresh()
    (one,) = [one for one in letter.part("3.2").filled if one.slot.key == "PC04"]
    assert (one.state, one.pick.told, one.told) == (State.FALSE, "4 of 12", "5 of 12")


def test_only_complete_cases_count(letter):
    before = letter.counts.cases
    letter.inspection.clear("ALD-01", "RR02")
    letter.refresh()
    assert (before, letter.counts.cases) == (14, 13)
    assert letter.facts["cases"] == "13 cases"


def test_what_is_written_can_be_undone_and_brought_back(letter):
    letter.write("4.4", "Agencies met often {SS10}.")
    assert letter.part("4.4").is_own
    assert letter.inspection.undo().said == "Undone: letter agencies (paragraph)"
    letter.refresh()
    assert not letter.part("4.4").is_own
    letter.inspection.redo()
    letter.refresh()
    letter.write("4.4", letter.part("4.4").suggested)
    assert not letter.part("4.4").is_own


def test_undo_in_the_letter_takes_back_nothing_of_a_case(letter):
    inspection = letter.inspection
    case = next(iter(inspection.cases))
    letter.drop("vulnerability")
    inspection.flag(case, "RR01")
    assert letter.undo().said == "Nothing to undo in this letter"
    assert inspection.cases[case].answer("RR01").flag
    inspection.undo()
    assert letter.redo().said == "Nothing to redo in this letter"
    letter.undo()
    assert not letter.part("vulnerability").dropped
    letter.redo()
    assert letter.part("vulnerability").dropped


def test_a_locked_paragraph_stands_as_it_is(letter):
    letter.lock("4.4")
    for act in (
        lambda: letter.write("4.4", "x"),
        lambda: letter.drop("4.4"),
        lambda: pick(letter, "4.4", "SS10", "most"),
    ):
        with pytest.raises(Refused, match="locked"):
            act()


def test_an_unknown_place_is_refused_with_its_reason(letter):
    with pytest.raises(Refused) as refusal:
        letter.write("4.4", "Good {PC4}.")
    assert "{PC4} is no criterion and no fact" in refusal.value.detail


def test_own_paragraphs_stand_where_they_are_put(letter):
    letter.add("strengths", "Case managers knew the children well.", id="known")
    letter.add("strengths", "They worked with others.", after="strength-1", id="others")
    assert [part.id for part in letter.section_parts("strengths")] == ["strength-1", "others", "known"]


def test_two_people_write_and_both_texts_are_kept(book):
    with Workbook.open(book, author="ann") as one, Workbook.open(book, author="ben") as two:
        anns, bens = Letter(Inspection(one)), Letter(Inspection(two))
        anns.write("agencies", "One text.")
        bens.write("agencies", "Another text.")
        bens.write("contact", "Different paragraphs merge.")
        anns.inspection.refresh()
        (difference,) = anns.inspection.differences()
        assert difference.what == "letter paragraph agencies text"
        assert {value.said for value in difference.values} == {"One text.", "Another text."}


def test_a_template_of_ones_own_travels_with_the_workbook(letter):
    text = letter.template.text.replace("Key strengths", "What was good")
    letter.take_template(text, "own.toml")
    assert "What was good" in [section.heading for section in letter.template.sections]
    with pytest.raises(Refused, match="cannot be used"):
        letter.take_template(text.replace("{PC04}", "{PC44}"), "own.toml")


@pytest.mark.parametrize("name", [path.stem for path in sorted(letters.folders()[0].glob("*.toml"))])
def test_every_template_that_ships_can_be_used_and_claims_nothing_of_its_own(name):
    catalogue = catalogues.by_name(name)
    template = letters.for_catalogue(catalogue)
    assert template.catalogue == catalogue.id
    for paragraph in template.paragraphs:
        words = "".join(piece for piece in pieces(paragraph.text, NAMES) if isinstance(piece, str))
        assert claims(words) == [], paragraph.id


def test_groups_are_told_apart(tmp_path):
    catalogue = catalogues.by_name("youth-standards-2018")
    with Workbook.create(tmp_path / "audit.sqs", catalogue) as workbook:
        one = Inspection(workbook)
        one.set_details({"area": "Testshire", "vocabulary": "YOS"})
        for ref, order in (("C-1", "YRO"), ("C-2", "RO"), ("O-1", "YC")):
            one.add_case(ref, {"order": order})
            for criterion in one.catalogue.criteria:
                if not one.closed_by(ref, criterion.id):
                    one.answer(ref, criterion.id, Verdict.YES)
        letter = Letter(one)
        told = {slot.slot.group: slot.told for part in letter.parts for slot in part.filled if "AS08" in slot.slot.key}
        assert told == {"court": "2 of 2", "ooc": "1 of 1"}


HOSTILE = "\x1b[2J{PC04} \u202eevil\x00 {RR08:*} {} {?} {from } [red] & <b> =1+1 \ufffe"


@pytest.mark.parametrize(
    ("table", "id", "fields"),
    [
        (rows.PARAGRAPHS, "agencies", {"text": HOSTILE, "place": "x", "locked": "yes"}),
        (rows.PARAGRAPHS, "p-1", {"section": "3", "text": HOSTILE, "place": 2500}),
        (rows.PARAGRAPHS, "p-2", {"section": "nowhere", "text": "x"}),
        (rows.PARAGRAPHS, "p-3", {"section": ["3"], "text": 3}),
        (rows.PICKS, "agencies/SS10", {"pick": ["all", 3]}),
        (rows.PICKS, "agencies/SS10", {"pick": "all"}),
        (rows.SNAPSHOTS, "final-1", {"content": "{", "kind": 3}),
        (rows.SNAPSHOTS, "final-1", {"content": '{"lines": [1]}'}),
        (rows.POINTS, "point-1", {"said": HOSTILE, "by": 3}),
        (rows.LETTER, rows.INSPECTION, {"from": HOSTILE, "minimum_base": "9", "marking": "\x1b]0;x\x07"}),
    ],
)
def test_what_another_program_wrote_ends_nothing_and_steers_nothing(letter, table, id, fields, tmp_path):
    letter.inspection.record_many([Change(table, id, name, None, value) for name, value in fields.items()], "other")
    letter.refresh()
    assert list(trace(letter))
    assert against(letter)
    assert snapshots(letter) == []
    points(letter)
    for format in FORMATS:
        content = written(letter_document(letter, draft=True), format)
        if format in ("md", "html", "txt"):
            assert not any(bad in content.decode("utf-8") for bad in ("\x1b", "\x00", "\u202e"))
            assert "<b>" not in content.decode("utf-8") or format == "txt"


def test_a_letter_outlives_a_case_that_is_erased(letter, book, tmp_path):
    pick(letter, "3.2", "PC04", "one-third")
    letter.add("3", "Words of one's own.", id="ALD-04")
    letter.inspection.workbook.close()
    erase(book, tmp_path / "without.sqs", case="ALD-04")
    with Workbook.open(tmp_path / "without.sqs", read_only=True) as workbook:
        after = Letter(Inspection(workbook))
        assert after.part("ALD-04").text == "Words of one's own."
        assert [one.state for one in after.part("3.2").filled if one.slot.key == "PC04"] == [State.FALSE]
        assert len(after.figures.cases) == 13


def test_two_letters_frozen_in_two_copies_stay_two(book, tmp_path):
    there = Path(shutil.copytree(book, tmp_path / "copy.sqs"))
    for path, area in ((book, "Northshire"), (there, "Southshire")):
        with Workbook.open(path, author="lead") as workbook:
            inspection = Inspection(workbook)
            inspection.set_details({"area": area})
            freeze(Letter(inspection), DRAFT, {})
    merge(book, [copied(there)])
    with Workbook.open(book) as workbook:
        inspection = Inspection(workbook)
        assert len(snapshots(Letter(inspection))) == 2
        assert not any(table == rows.SNAPSHOTS for table, _, _ in workbook.differences())


def test_the_letter_never_counts_a_stand_in(letter):
    inspection = letter.inspection
    before = letter.figures.behind(Slot("IV02")).proportion.relevant
    inspection.set_interview_role("CM-D", "stand-in")
    inspection.interview_figures(stand_ins=True)
    assert Letter(inspection).figures.behind(Slot("IV02")).proportion.relevant == before - 1


def test_a_stand_in_beside_the_inspector_is_no_case_manager_who_took_part(letter):
    inspection = letter.inspection
    for manager in list(inspection.interviews):
        inspection.set_interview_role(manager, "stand-in")
    for case in list(inspection.cases):
        inspection.change_case(case, {"interview": "stand-in"})
    assert Letter(inspection).counts.interviewed == 0
