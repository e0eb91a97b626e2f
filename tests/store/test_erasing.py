"""A case that was erased is nowhere in the new folder, does not come back, and leaves the rest as it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.errors import NotFound, Refused
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.copies import checked_whole, copied, folded
from sqs_tui.store.erasing import Erasure, erase
from sqs_tui.store.merging import merge
from sqs_tui.store.verifying import verify
from sqs_tui.store.workbook import Workbook
from tests.domain.samples import catalogue

PRIVATE = ("Quillfeather", "Brambleworth", "Nettlecombe", "Thistlewick", "Ravensdale", "Harrowgate-é", "Mossbank")
KEPT = ("Juniperfield", "Larkspurton")
CRITERION = next(one.id for one in catalogue().criteria)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two cases, the first with everything a case can have; Ann and Ben both wrote of it."""
    folder = tmp_path / "old.sqs"
    Workbook.create(folder, catalogue(), author="ann").close()
    with Workbook.open(folder, author="ann") as book:
        ann = Inspection(book)
        ann.set_details({"area": "Testshire"})
        for ref in ("T-1", "T-2"):
            ann.add_case(ref, {"order": "YRO", "case_manager": "CM-A"})
            ann.answer(ref, CRITERION, Verdict.NO)
        ann.write_note("T-1", CRITERION, PRIVATE[0])
        ann.write_note("T-1", CRITERION, PRIVATE[1])
        ann.write_note("T-2", CRITERION, KEPT[0])
        ann.add_entry(Entry("", "T-1", "evidence", PRIVATE[2], (CRITERION,)))
        ann.add_entry(Entry("", "T-2", "evidence", KEPT[1], (CRITERION,)))
        ann.raise_alert(Alert("", "T-1", who="open", seen="Openalert", told="x"))
        ann.raise_alert(Alert("", "T-1", who=PRIVATE[3], seen="s", told="x"))
        ann.close_alert(next(id for id, one in ann.alerts.items() if one.who == PRIVATE[3]), PRIVATE[4])
    with Workbook.open(folder, author="ben") as book:
        ben = Inspection(book)
        ben.write_note("T-1", CRITERION, PRIVATE[5])
        ben.answer("T-2", CRITERION, Verdict.YES)
        book.record([], PRIVATE[6])
        ben.answer("T-1", CRITERION, Verdict.YES, PRIVATE[6])
    return folder


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() + path.name.encode() for path in folder.rglob("*") if path.is_file())


def is_in(text: str, content: bytes) -> bool:
    return text.encode() in content or json.dumps(text)[1:-1].encode() in content


def found(texts: tuple[str, ...], folder: Path) -> list[str]:
    content = everything_in(folder)
    return [text for text in texts if is_in(text, content)]


def state(folder: Path) -> dict:
    return folded(checked_whole(copied(folder))).tables


def test_nothing_that_was_written_of_the_case_is_left(folder, tmp_path):
    assert found(PRIVATE, folder) == list(PRIVATE)
    erase(folder, tmp_path / "new.sqs", case="t-1", reason="asked for")
    assert found(PRIVATE, tmp_path / "new.sqs") == []
    assert found((*KEPT, "Openalert"), tmp_path / "new.sqs") == [*KEPT, "Openalert"]


def test_the_rest_is_as_it_was_with_its_history(folder, tmp_path):
    new = tmp_path / "new.sqs"
    before = state(folder)
    erase(folder, new, case="T-1")
    with Workbook.open(new, author="ann") as book:
        assert not book.damage
        assert not book.warnings
        inspection = Inspection(book)
        assert list(inspection.cases) == ["T-2"]
        assert inspection.area == "Testshire"
        assert len(inspection.open_alerts()) == 1
        assert len(inspection.history("T-2", CRITERION)) == 3
        with Workbook.open(folder, read_only=True) as old:
            lines = {(line.id, line.author, line.at) for line in old.lines()}
        assert lines <= {(line.id, line.author, line.at) for line in book.lines()}
    after = state(new)
    for table in ("cases", "answers"):
        kept = {id: row for id, row in before[table].items() if id.partition("/")[0] != "T-1"}
        assert {id: row for id, row in after[table].items() if row} == kept


def test_the_receipt_says_what_went_and_none_of_it(folder, tmp_path):
    heads = [journal.head for journal in checked_whole(copied(folder)).values()]
    receipt = erase(folder, tmp_path / "new.sqs", case="T-1", reason="the service asked", author="ann")
    text = receipt.path.read_text("utf-8")
    assert text.splitlines() == list(receipt.lines)
    assert "case T-1" in text
    assert "Gone: closed alerts 1, answers 1, cases 1, entries 1" in text
    assert "Open alerts kept: 1" in text
    assert "the service asked" in text
    assert [head for head in heads if head not in text] == []


def test_the_old_folder_is_as_it_was(folder, tmp_path):
    before = everything_in(folder)
    erase(folder, tmp_path / "new.sqs", case="T-1")
    assert everything_in(folder) == before


def test_a_merge_of_an_old_copy_does_not_bring_it_back(folder, tmp_path):
    new = tmp_path / "new.sqs"
    away = shutil.copytree(folder, tmp_path / "away.sqs")
    erase(folder, new, case="T-1")
    before = state(new)
    assert merge(new, [copied(folder)]).lines == {}
    assert state(new) == before
    with Workbook.open(away, author="cem") as book:
        inspection = Inspection(book)
        inspection.write_note("T-1", CRITERION, "Laterprivate")
        inspection.add_entry(Entry("", "T-1", "strength", "Laterprivate too", (CRITERION,)))
        inspection.write_note("T-2", CRITERION, "Later, of the other")
    merged = merge(new, [copied(away)])
    assert merged.branches == []
    assert found((*PRIVATE, "Laterprivate"), new) == []
    assert "T-1" not in state(new)["cases"]
    assert state(new)["answers"][f"T-2/{CRITERION}"]["note"] == "Later, of the other"
    assert merge(new, [copied(away)]).lines == {}


def test_work_goes_on_in_both_and_still_unites(folder, tmp_path):
    new = tmp_path / "new.sqs"
    erase(folder, new, case="T-1", author="ann")
    for place, text in ((folder, "of old"), (new, "of new")):
        with Workbook.open(place, author="ann") as book:
            Inspection(book).write_note("T-2", CRITERION, text)
    merge(new, [copied(folder)])
    with Workbook.open(new, author="ann") as book:
        assert set(book.heads("answers", f"T-2/{CRITERION}", "note")) == {"of old", "of new"}
    assert found(PRIVATE, new) == []


def test_where_it_is_not_erased_a_copy_without_it_is_refused(folder, tmp_path):
    erase(folder, tmp_path / "new.sqs", case="T-1")
    before = everything_in(folder)
    with pytest.raises(Refused, match="has had cases erased"):
        merge(folder, [copied(tmp_path / "new.sqs")])
    assert everything_in(folder) == before


def put_into(new: Path, journals: list[Path]) -> list[str]:
    """Journals laid into a folder past the merge, as rsync would; their names."""
    for path in journals:
        shutil.copy2(path, new / "journal" / path.name)
    return [path.stem for path in journals]


def told_of(folder: Path) -> tuple[tuple[str, ...], list[str]]:
    """What opening says, and what verifying says."""
    with Workbook.open(folder, author="zoe", read_only=True) as book:
        return book.warnings, [said for said in verify(folder).damaged if "brings back" in said]


@pytest.mark.parametrize("who", ["a colleague who was away", "everybody"])
def test_journals_from_before_put_beside_the_new_ones_are_named(folder, tmp_path, monkeypatch, who):
    new, away = tmp_path / "new.sqs", shutil.copytree(folder, tmp_path / "away.sqs")
    with Workbook.open(away, author="cem") as book:
        for _ in range(30):  # Far beyond the counter of the tombstone.
            Inspection(book).write_note("T-1", CRITERION, f"Laterprivate {_}")
    erase(folder, new, case="T-1")
    assert told_of(new) == ((), [])
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "another machine"))
    brought = sorted((away / "journal").glob("cem*" if who != "everybody" else "*"))
    names = put_into(new, brought)
    opening, verifying = told_of(new)
    assert [said.partition(".jsonl")[0] for said in opening] == sorted(names)
    assert list(opening) == verifying
    assert "T-1" not in "".join(opening)


def test_a_journal_from_before_is_named_while_one_works(folder, tmp_path):
    new = tmp_path / "new.sqs"
    with Workbook.open(folder, author="cem") as book:
        Inspection(book).write_note("T-1", CRITERION, "old")
    (cems,) = (folder / "journal").glob("cem*")
    raw = cems.read_bytes()
    cems.rename(tmp_path / "cems")
    erase(folder, new, case="T-1")
    with Workbook.open(new, author="ann") as book:
        assert book.warnings == ()
        (new / "journal" / cems.name).write_bytes(raw)
        book.refresh()
        assert [said.partition(".jsonl")[0] for said in book.warnings] == [cems.stem]


def test_what_came_back_can_be_erased_again(folder, tmp_path, monkeypatch):
    new, again = tmp_path / "new.sqs", tmp_path / "again.sqs"
    erase(folder, new, case="T-1")
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "another machine"))
    put_into(new, sorted((folder / "journal").glob("ben*")))
    assert found((PRIVATE[5],), new) == [PRIVATE[5]]
    erase(new, again, case="T-1")
    assert found(PRIVATE, again) == []
    assert told_of(again) == ((), [])


def test_a_case_made_anew_under_an_erased_reference_is_no_return(folder, tmp_path):
    new = tmp_path / "new.sqs"
    erase(folder, new, case="T-1")
    with Workbook.open(new, author="cem") as book:
        inspection = Inspection(book)
        inspection.add_case("T-1", {"order": "RO"})
        inspection.answer("T-1", CRITERION, Verdict.YES)
        inspection.add_entry(Entry("", "T-1", "evidence", "new", (CRITERION,)))
        inspection.write_note("T-2", CRITERION, "new")
    assert told_of(new) == ((), [])


def test_an_emptied_workbook_says_so_too_and_takes_new_work(folder, tmp_path, monkeypatch):
    new = tmp_path / "new.sqs"
    erase(folder, new)
    with Workbook.open(new, author="cem") as book:
        inspection = Inspection(book)
        inspection.set_details({"area": "Othershire"})
        inspection.add_case("T-1", {"order": "RO"})
        inspection.answer("T-1", CRITERION, Verdict.YES)
    assert told_of(new) == ((), [])
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "another machine"))
    (name,) = put_into(new, sorted((folder / "journal").glob("ben*")))
    assert told_of(new)[0] == (f"{name}.jsonl brings back what was erased: 3 changes",)


def test_a_case_renamed_is_not_meant_by_its_former_reference(folder, tmp_path):
    with Workbook.open(folder, author="ann") as book:
        Inspection(book).rename_case("T-1", "T-7")
    with pytest.raises(NotFound, match="T-7 now"):
        erase(folder, tmp_path / "new.sqs", case="T-1")
    with Workbook.open(folder, author="ann") as book:
        Inspection(book).add_case("T-1", {"order": "RO"})
    erase(folder, tmp_path / "one.sqs", case="T-1")
    assert {row["ref"] for row in state(tmp_path / "one.sqs")["cases"].values()} == {"T-2", "T-7"}
    assert found(PRIVATE, tmp_path / "one.sqs") == list(PRIVATE)
    erase(folder, tmp_path / "new.sqs", case="t-7")
    assert found(PRIVATE, tmp_path / "new.sqs") == []


def test_a_reference_that_could_mean_either_of_two_cases_erases_neither(folder, tmp_path):
    with Workbook.open(folder, author="ann") as one, Workbook.open(folder, author="ben") as other:
        ann, ben = Inspection(one), Inspection(other)
        ann.rename_case("T-1", "B-1")
        ben.rename_case("T-2", "b-1")
    with pytest.raises(Refused, match="could be any of 2 cases: B-1 and b-1"):
        erase(folder, tmp_path / "new.sqs", case="B–1")
    assert not (tmp_path / "new.sqs").exists()
    erase(folder, tmp_path / "new.sqs", case="b-1")
    assert found(KEPT, tmp_path / "new.sqs") == []
    assert found(PRIVATE, tmp_path / "new.sqs") != []


def test_a_reference_within_another_is_another_case(folder, tmp_path):
    with Workbook.open(folder, author="ann") as book:
        inspection = Inspection(book)
        inspection.add_case("T-1/b", {"order": "RO"})
        inspection.answer("T-1/b", CRITERION, Verdict.YES)
    erase(folder, tmp_path / "new.sqs", case="T-1")
    after = state(tmp_path / "new.sqs")
    assert "T-1/b" in after["cases"]
    assert f"T-1/b/{CRITERION}" in after["answers"]


def test_copies_of_the_new_one_unite_as_ever(folder, tmp_path):
    new = tmp_path / "new.sqs"
    erase(folder, new, case="T-1")
    other = shutil.copytree(new, tmp_path / "other.sqs")
    with Workbook.open(other, author="cem") as book:
        inspection = Inspection(book)
        inspection.add_case("T-1", {"order": "RO"})
        inspection.answer("T-1", CRITERION, Verdict.YES)
    merge(new, [copied(other)])
    assert state(new) == state(other)
    assert state(new)["cases"]["T-1"]["order"] == "RO"


def test_two_erasures_one_after_the_other_leave_neither(folder, tmp_path):
    erase(folder, tmp_path / "one.sqs", case="T-1")
    erase(tmp_path / "one.sqs", tmp_path / "two.sqs", case="T-2")
    two = tmp_path / "two.sqs"
    assert found((*PRIVATE, *KEPT), two) == []
    assert len(list((two / "receipts").iterdir())) == 2
    before = state(two)
    merge(two, [copied(folder), copied(tmp_path / "one.sqs")])
    assert found((*PRIVATE, *KEPT), two) == []
    assert state(two) == before
    assert "cases" not in before


def test_a_whole_inspection_leaves_open_alerts_only(folder, tmp_path):
    new = tmp_path / "new.sqs"
    erase(folder, new)
    assert found((*PRIVATE, *KEPT, "Testshire"), new) == []
    with Workbook.open(new, read_only=True) as book:
        inspection = Inspection(book)
        assert not inspection.cases
        assert [alert.seen for alert in inspection.open_alerts()] == ["Openalert"]
    merge(new, [copied(folder)])
    assert found((*PRIVATE, *KEPT, "Testshire"), new) == []


def test_a_case_that_is_not_there_makes_nothing(folder, tmp_path):
    with pytest.raises(NotFound, match="T-9"):
        erase(folder, tmp_path / "new.sqs", case="T-9")
    assert not (tmp_path / "new.sqs").exists()


def test_nothing_is_written_over(folder):
    with pytest.raises(Refused, match="there already"):
        erase(folder, folder, case="T-1")


def test_erasing_twice_and_at_once_come_to_the_same_chains(folder):
    journals = checked_whole(copied(folder))
    fold = folded(journals)

    def without(*cases: str) -> Erasure:
        return Erasure.of(frozenset(cases), fold, journals.values())

    for journal in journals.values():
        one_by_one = without("T-2").rewritten(without("T-1").rewritten(journal.raw))
        assert one_by_one == without("T-1", "T-2").rewritten(journal.raw)
        assert without("nothing").rewritten(journal.raw) == journal.raw
