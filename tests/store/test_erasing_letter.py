"""What was brought into the letter from a case goes with the case; the same words elsewhere are told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sqs_tui.domain.case import Change, Verdict
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.letter import Letter
from sqs_tui.session.letter_points import raise_point
from sqs_tui.store import rows
from sqs_tui.store.backups import back_up
from sqs_tui.store.copies import copied
from sqs_tui.store.erasing import REMAINS, Receipt, erase
from sqs_tui.store.merging import merge
from sqs_tui.store.workbook import Workbook
from tests.domain.samples import catalogue
from tests.store.test_erasing import found, put_into, state, told_of

CRITERION = next(one.id for one in catalogue().criteria)
UNCLE, AUNT = "Took him fishing with his uncle Quillfeather", "Every week she saw her aunt Brambleworth"
OURS = "Assessments were timely in Testshire"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two cases with a strength each, and a letter with paragraphs of its own and of the template's."""
    folder = tmp_path / "old.sqs"
    Workbook.create(folder, catalogue(), author="ann").close()
    with Workbook.open(folder, author="ann") as book:
        ann = Inspection(book)
        for ref, text in (("T-1", UNCLE), ("T-2", AUNT)):
            ann.add_case(ref, {"order": "YRO"})
            ann.answer(ref, CRITERION, Verdict.YES)
            ann.add_entry(Entry(f"e-{ref[-1]}", ref, "strength", text, (CRITERION,), shareable=True))
        letter = Letter(ann)
        section = template(letter).section
        letter.add(section, OURS, id="p-ours")
        letter.add(section, f"{AUNT} {{from e-2}}", id="p-aunt")
        letter.add(section, "Later more", id="p-uncle")
        kept_letter(book, "draft-1", "p-uncle", "Later more")
    return folder


def template(letter: Letter):
    return letter.template.paragraphs[0]


def kept_letter(book: Workbook, id: str, paragraph: str, text: str) -> None:
    content = json.dumps({"lines": [{"id": paragraph, "number": "", "text": text, "bound": {}}], "text": text})
    book.record([Change(rows.SNAPSHOTS, id, "content", None, content)], "frozen")


def brought_in(folder: Path, author: str = "ann") -> str:
    """Bring the uncle into a paragraph of one's own and one of the template's; the latter's id."""
    with Workbook.open(folder, author=author) as book:
        letter = Letter(Inspection(book))
        own = template(letter).id
        letter.write("p-uncle", f"{UNCLE} {{from e-1}}")
        letter.write("p-uncle", f"Somebody {UNCLE}")
        letter.write("p-uncle", "Nobody")
        letter.undo()
        letter.write(own, f"{UNCLE} {{from e-1, e-2}}", checked=False)
        kept_letter(book, f"draft-of-{author}", "p-uncle", UNCLE)
    return own


def erased(folder: Path, tmp_path: Path) -> tuple[Path, Receipt]:
    new = tmp_path / "new.sqs"
    return new, erase(folder, new, case="T-1", author="ann")


def test_no_paragraph_and_no_kept_letter_has_the_words_of_an_entry_any_more(folder, tmp_path):
    brought_in(folder)
    back_up(folder)
    assert found(("Quillfeather",), folder) == ["Quillfeather"]
    new, receipt = erased(folder, tmp_path)
    assert found(("Quillfeather",), new) == []
    assert found((AUNT, OURS, "draft-1"), new) == [AUNT, OURS, "draft-1"]
    assert "Letter paragraphs that words of an entry were taken out of: 2; kept letters with them, which went: 1" in (
        receipt.lines
    )
    texts = {id: row.get("text") for id, row in state(new)["letter_paragraphs"].items()}
    assert texts == {"p-ours": OURS, "p-aunt": f"{AUNT} {{from e-2}}", "p-uncle": "Later more"}


def test_a_paragraph_begun_with_the_words_goes_as_a_whole(folder, tmp_path):
    with Workbook.open(folder, author="ann") as book:
        letter = Letter(Inspection(book))
        letter.add(template(letter).section, f"{UNCLE} {{from e-1}}", id="p-new")
        letter.drop("p-new")
    new, _ = erased(folder, tmp_path)
    with Workbook.open(new, author="ann") as book:
        assert "p-new" not in {part.id for part in Letter(Inspection(book)).parts}
    assert found(("Quillfeather",), new) == []


def test_what_was_written_without_having_seen_it_stays_whatever_is_united_first(folder, tmp_path, monkeypatch):
    """Ben brings the words in offline; Cat writes that paragraph herself, and keeps a letter with it."""
    bens, cats = (shutil.copytree(folder, tmp_path / f"{name}.sqs") for name in ("ben", "cat"))
    own = brought_in(bens, "ben")
    with Workbook.open(cats, author="cat") as book:
        letter = Letter(Inspection(book))
        letter.write(own, "Cat's own paragraph, an hour's work", checked=False)
        letter.write("p-uncle", "Cat's own, too, of what she has seen")
        for number in range(9):
            kept_letter(book, f"draft-{number}-of-cat", "p-uncle", "Cat's own, too, of what she has seen")
    before, _ = erased(folder, tmp_path)
    ways = []
    for name, copies in {"one": (cats, bens), "two": (bens, cats)}.items():
        ways.append(shutil.copytree(before, tmp_path / f"{name}.sqs"))
        for copy in copies:
            merge(ways[-1], [copied(copy)])
    merge(bens, [copied(cats)])
    ways.append(shutil.copytree(before, tmp_path / "three.sqs"))
    merge(ways[-1], [copied(bens)])
    assert merge(ways[0], [copied(bens)]).lines == {}
    for way in ways:
        assert state(way) == state(ways[0])
        assert state(way)["letter_paragraphs"][own]["text"] == "Cat's own paragraph, an hour's work"
        assert {f"draft-{number}-of-cat" for number in range(9)} <= set(state(way)["letter_snapshots"])
        assert found(("Quillfeather",), way) == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Timely, all of it. {?custody}He went to live with uncle Quillfeather {from e-1}.", "Timely, all of it."),
        ("Saw Quillfeather {from e-1}", "Quillfeather"),
        (UNCLE, "Nobody went fishing"),
    ],
)
def test_a_letter_kept_with_other_words_stays(folder, tmp_path, written, kept):
    with Workbook.open(folder, author="ann") as book:
        Letter(Inspection(book)).write("p-uncle", written, checked=False)
        kept_letter(book, "draft-2", "p-uncle", kept.replace("Quillfeather", "him"))
    new, _ = erased(folder, tmp_path)
    assert "draft-2" in state(new)["letter_snapshots"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("{?custody}Timely. {PC04}\n Lived with uncle  Quillfeather {from e-1}. So", "Lived with uncle Quillfeather."),
        ("Saw Quillfeather {from e-1}", "Saw Quillfeather"),
        ("", "As Quillfeather said {from e-1}"),
    ],
)
def test_a_letter_kept_with_the_words_goes(folder, tmp_path, written, kept):
    with Workbook.open(folder, author="ann") as book:
        if written:
            Letter(Inspection(book)).write("p-uncle", written, checked=False)
        kept_letter(book, "draft-2", "p-uncle", kept)
    new, _ = erased(folder, tmp_path)
    assert "draft-2" not in state(new)["letter_snapshots"]
    assert found(("Quillfeather",), new) == []


def test_a_letter_kept_before_its_words_rested_on_an_entry_stays_whatever_is_united_first(folder, tmp_path):
    with Workbook.open(folder, author="ann") as book:
        kept_letter(book, "draft-before", "p-ours", OURS)
    away = shutil.copytree(folder, tmp_path / "away.sqs")
    with Workbook.open(folder, author="ben") as book:
        Letter(Inspection(book)).write("p-ours", f"{OURS} {{from e-1}}")
    new, _ = erased(folder, tmp_path)
    assert merge(new, [copied(away)]).branches == []
    assert "draft-before" in state(new)["letter_snapshots"]


def test_whoever_took_the_words_back_keeps_the_letters_with_what_stood_there_before(folder, tmp_path):
    with Workbook.open(folder, author="ann") as book:
        letter = Letter(Inspection(book))
        kept_letter(book, "draft-before", "p-ours", OURS)
        letter.write("p-ours", f"{OURS} {UNCLE} {{from e-1}}")
        letter.undo()
        kept_letter(book, "draft-after", "p-ours", OURS)
    new, _ = erased(folder, tmp_path)
    assert {"draft-before", "draft-after"} <= set(state(new)["letter_snapshots"])
    assert state(new)["letter_paragraphs"]["p-ours"]["text"] == OURS


def test_a_paragraph_of_the_template_is_as_the_template_has_it_and_can_be_written_anew(folder, tmp_path):
    own = brought_in(folder)
    new, _ = erased(folder, tmp_path)
    with Workbook.open(new, author="ann") as book:
        letter = Letter(Inspection(book))
        assert letter.part(own).text == letter.part(own).suggested
        letter.write(own, "Written anew")
    assert told_of(new) == ((), [])
    again = tmp_path / "again.sqs"
    erase(new, again, case="T-2", author="ann")
    merge(again, [copied(new)])
    assert state(again)["letter_paragraphs"][own]["text"] == "Written anew"
    assert found(("Quillfeather", "Brambleworth"), again) == []


def test_an_old_copy_does_not_bring_the_words_back(folder, tmp_path, monkeypatch):
    away = shutil.copytree(folder, tmp_path / "away.sqs")
    brought_in(folder)
    brought_in(away, "cem")
    new, _ = erased(folder, tmp_path)
    for copy in (folder, away):
        assert merge(new, [copied(copy)]).branches == []
    assert found(("Quillfeather",), new) == []
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "another machine"))
    (name,) = put_into(new, list((away / "journal").glob("cem*")))
    assert [said.partition(".jsonl")[0] for said in told_of(new)[0]] == [name]


def test_nothing_is_taken_out_of_the_letter_for_a_case_it_says_nothing_of(folder, tmp_path):
    new, receipt = erased(folder, tmp_path)
    assert not [line for line in receipt.lines if "etter" in line]
    assert len(state(new)["letter_paragraphs"]) == 3


def test_where_the_same_words_were_typed_by_hand_the_places_are_told_and_not_the_words(folder, tmp_path):
    with Workbook.open(folder, author="ann") as book:
        ann = Inspection(book)
        ann.write_note("T-1", CRITERION, "His mentor Nettlecombe kept in touch")
        ann.write_note("T-2", CRITERION, "As his brother: his mentor, but\nHis mentor  Nettlecombe kept in touch.")
        ann.add_entry(Entry("", "", "area", UNCLE))
        ann.add_entry(Entry("", "T-2", "evidence", UNCLE, (CRITERION,)))
        ann.raise_alert(Alert("a-1", "T-1", who="x", seen=UNCLE, told="x"))
        letter = Letter(ann)
        letter.write("p-ours", f"{OURS}: {UNCLE}.")
        raise_point(letter, "p-ours", f"We do not know that he {UNCLE}", "service")
    _, receipt = erased(folder, tmp_path)
    told = [line.partition(": ")[2] for line in receipt.lines if line.startswith("The same words still stand in: ")]
    assert told == [
        f"T-2 {CRITERION}", "a point on the letter", "an alert of T-1", "an entry of T-2", "an entry of the area",
        "letter paragraph p-ours",
    ]  # fmt: skip
    assert "Quillfeather" not in "".join(receipt.lines)
    assert any("letter" in remains for remains in REMAINS)


def test_what_everybody_writes_is_not_told(folder, tmp_path):
    with Workbook.open(folder, author="ann") as book:
        ann = Inspection(book)
        for ref in ("T-1", "T-2"):
            ann.write_note(ref, CRITERION, "On time.")
    _, receipt = erased(folder, tmp_path)
    assert "same words" not in "".join(receipt.lines)
