"""Who did what, and whether a workbook is what was written: told from the files alone."""

from __future__ import annotations

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook


def as_person(path, author):
    return Inspection(Workbook.open(path, author=author))


@pytest.fixture
def scored(workbook):
    """Two people at work: Ann scores and takes it back, Ben scores, writes evidence and puts down an alert."""
    ann = as_person(workbook, "ann")
    cases = {case.ref: case.id for case in ann.cases.values()}
    ann.answer(cases["T-1"], "RR01", Verdict.YES)
    ann.answer(cases["T-1"], "RR01", Verdict.NO)
    ann.undo()
    ann.workbook.close()
    ben = as_person(workbook, "ben")
    ben.set_inspector("AI-2")
    ben.answer(cases["T-2"], "RR02", Verdict.UNKNOWN)
    ben.add_entry(Entry(id="", case=cases["T-1"], kind="evidence", text="seen\x1b[31m", criteria=("RR02",)))
    ben.raise_alert(Alert(id="", case=cases["T-1"], who="C-9", seen="bruises", told="the duty officer"))
    ben.workbook.close()
    return workbook


# History


def test_history_is_what_was_scored_oldest_first(sqs, scored):
    done = sqs("history", scored, "--case", "t-1", "--criterion", "rr01")
    assert done.code == 0
    told = [line.split("  ", 1)[1] for line in done.out.splitlines() if "ann" in line]
    assert told == [
        "ann  T-1 RR01 verdict: – → Yes  (scored)",
        "ann  T-1 RR01 verdict: Yes → No  (scored)",
        "ann  T-1 RR01 verdict: No → Yes  (undo)",
    ]


def test_history_of_one_person_is_found_by_account_or_by_name(sqs, scored):
    by_account = sqs("history", scored, "--by", "ben").out
    assert "AI-2 (ben)  T-2 RR02 verdict: – → cannot judge  (scored)" in by_account
    assert "  ann  " not in by_account
    assert sqs("history", scored, "--by", "ai-2").out == by_account


def test_history_of_a_case_has_what_was_written_about_it(sqs, scored):
    out = sqs("history", scored, "--case", "T-1").out
    assert "T-1 entries text: – → seen" in out
    assert "T-2" not in out
    assert "entries text" in sqs("history", scored, "--criterion", "RR02").out
    assert "entries text" not in sqs("history", scored, "--criterion", "RR01").out


def test_history_keeps_alerts_to_themselves_and_steers_no_terminal(sqs, scored):
    done = sqs("history", scored)
    assert "bruises" not in done.out
    assert "Alerts are kept apart." in done.out
    assert "\x1b" not in done.out


def test_history_as_a_table_has_the_columns_of_the_export(sqs, scored):
    rows = sqs("history", scored, "--csv", "--by", "ann").rows
    assert [(row["from"], row["to"], row["why"]) for row in rows] == [
        ("", "Y", "scored"),
        ("Y", "N", "scored"),
        ("N", "Y", "undo"),
    ]
    assert list(rows[0]) == ["at", "author", "why", "table", "case", "criterion", "field", "from", "to"]


def test_history_of_what_is_not_there_says_so(sqs, scored):
    assert sqs("history", scored, "--case", "T-9").code == 3
    assert sqs("history", scored, "--criterion", "XX9").code == 3
    assert sqs("history", scored, "--by", "nobody").out.startswith("No changes.")


# Verify


def test_verify_says_that_all_is_well_and_ends_with_the_heads(sqs, scored):
    done = sqs("verify", scored)
    assert (done.code, done.err) == (0, "")
    with Workbook.open(scored, read_only=True) as book:
        heads = book.heads_of_journals()
    assert done.out.startswith(f"{scored}: sound.")
    told = done.out.partition("Heads:")[2]
    assert [line.split()[:2] for line in told.strip().splitlines()] == [[name, head] for name, head in heads.items()]


def test_verify_names_the_file_and_line_that_is_damaged(sqs, scored):
    path = next((scored / "journal").glob("ann-*"))
    path.write_bytes(path.read_bytes().replace(b'"Y"', b'"N"', 1))
    done = sqs("verify", scored)
    assert done.code == 5
    assert f"{path.name}, line 2: the hash does not match" in done.out
    assert "sqs recover" in done.out


def test_verify_knows_a_journal_that_went_backwards_and_takes_it_when_told(sqs, scored):
    path = next((scored / "journal").glob("ann-*"))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert sqs("verify", scored).code == 5
    assert "went backwards" in sqs("verify", scored).out
    assert sqs("verify", scored, "--accept").code == 0
    assert sqs("verify", scored).code == 0


def test_verify_of_nothing_says_so(sqs, tmp_path):
    assert sqs("verify", tmp_path / "none.sqs").code == 3


# Recover


def test_recover_makes_a_new_workbook_and_says_what_is_left_out(sqs, scored, tmp_path):
    path = next((scored / "journal").glob("ann-*"))
    path.write_bytes(path.read_bytes().replace(b'"N"', b'"Y"', 1))
    new = tmp_path / "again.sqs"
    done = sqs("recover", scored, "-o", new)
    assert (done.code, done.err) == (0, "")
    assert f"{path.name}, line 3: the hash does not match" in done.out
    assert "bruises" not in done.out
    assert sqs("verify", new).code == 0
    assert "Yes → No" not in sqs("history", new, "--by", "ann").out
    assert sqs("verify", scored).code == 5
    assert sqs("recover", scored, "-o", new).code == 6


# Heads


def test_an_export_says_what_it_was_made_from_and_stays_what_it_was(sqs, scored, tmp_path):
    with Workbook.open(scored, read_only=True) as book:
        heads = book.heads_of_journals()
    for format in ("csv", "json"):
        path = tmp_path / f"out.{format}"
        done = sqs("export", scored, "--what", "answers", "--format", format, "-o", path)
        assert done.err == f"heads: {', '.join(f'{name} {head}' for name, head in heads.items())}\n"
        assert not any(head in path.read_text() for head in heads.values())
