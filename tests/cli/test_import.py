"""Files as services send them: taken in whole, or not at all, and never repeated in a message."""

from __future__ import annotations

import os

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from tests.cli.test_new import journal

HEADER = "case,criterion,verdict,factors,note,parked\n"


def answer(workbook, case, criterion):
    with Workbook.open(workbook, read_only=True) as opened:
        return Inspection(opened).cases[case].answer(criterion)


def test_answers_are_taken_in_as_one_change(sqs, workbook, file):
    lines = sum(text.count(b"\n") for text in journal(workbook))
    rows = "T-1,RR01,Y,,,\nt-1,rr02,n,barriers;diversity,Thin,\nT-2,RR01,U,,down,yes\n"
    done = sqs("import", workbook, file(HEADER + rows))
    assert (done.code, done.out) == (0, f"{done.out.partition(':')[0]}: 3 rows of answers: 3 changed.\n")
    assert sum(text.count(b"\n") for text in journal(workbook)) == lines + 1
    found = answer(workbook, "T-1", "RR02")
    assert (found.verdict, found.factors, found.note) == (Verdict.NO, ("diversity", "barriers"), "Thin")
    assert answer(workbook, "T-2", "RR01").parked


def test_unchanged_rows_write_nothing(sqs, workbook, file):
    given = file(f"{HEADER}T-1,RR01,Y,,,\nT-1,RR02,N,barriers,Thin,no\n")
    sqs("import", workbook, given)
    before = journal(workbook)
    assert "nothing to change" in sqs("import", workbook, given).out
    assert journal(workbook) == before


def test_a_dry_run_writes_nothing(sqs, workbook, file):
    before = journal(workbook)
    done = sqs("import", workbook, file(f"{HEADER}T-1,RR01,Y,,,\n"), "--dry-run")
    assert "1 row of answers: 1 changed" in done.out
    assert journal(workbook) == before


def test_an_empty_verdict_leaves_the_verdict_and_takes_the_rest(sqs, workbook, file):
    sqs("import", workbook, file(f"{HEADER}T-1,RR01,Y,,first,yes\n"))
    sqs("import", workbook, file(f"{HEADER}T-1,RR01,,,second,\n"))
    found = answer(workbook, "T-1", "RR01")
    assert (found.verdict, found.note, found.parked) == (Verdict.YES, "second", True)


def test_another_verdict_takes_parking_away_as_a_key_does(sqs, workbook, file):
    sqs("import", workbook, file(f"{HEADER}T-1,RR01,Y,,,yes\n"))
    sqs("import", workbook, file("case,criterion,verdict\nT-1,RR01,Y\n"))
    assert answer(workbook, "T-1", "RR01").parked
    sqs("import", workbook, file("case,criterion,verdict\nT-1,RR01,N\n"))
    assert not answer(workbook, "T-1", "RR01").parked


def test_verdicts_that_do_not_count_are_kept_and_told(sqs, workbook, file):
    given = file("case,criterion,verdict\nT-1,RR01,N\nT-1,RR02,Y\nT-1,RR11,Y\nT-2,RR01b,Y\nT-3,RR11,Y\n")
    done = sqs("import", workbook, given)
    assert done.out.splitlines()[1:] == [
        "3 verdicts kept, not counted:",
        "  T-1 RR02: closed by RR01",
        "  T-1 RR11: closed: not a custodial sentence",
        "  T-2 RR01b: not asked in this inspection",
    ]
    assert answer(workbook, "T-1", "RR02").verdict is Verdict.YES


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffcase,criterion,verdict\nT-1,RR01,Y\n",
        "case,criterion,verdict\r\nT-1,RR01,Y\r\n",
        "case;criterion;verdict\nT-1;RR01;Y\n",
        "case\tcriterion\tverdict\nT-1\tRR01\tY\n",
        "Verdict , CASE,mood,Criterion\ny,t-1,cheerful,rr01\n",
        '"case","criterion","verdict"\n\n"T-1","RR01","Y"\n\n',
        "case,criterion,verdict,factors,note,parked\nT-1,RR01,Y\n",
        "case,criterion,verdict\nT-1,RR01,Y,,\n",
        '[{"case": "T-1", "criterion": "RR01", "verdict": "Y"}]',
    ],
)
def test_files_come_in_many_shapes(sqs, workbook, file, text):
    done = sqs("import", workbook, file(text))
    assert done.code == 0, done.err
    assert answer(workbook, "T-1", "RR01").verdict is Verdict.YES


def test_columns_nobody_reads_are_named(sqs, workbook, file):
    assert "looked past: mood" in sqs("import", workbook, file("case,criterion,verdict,mood\nT-1,RR01,Y,good\n")).out


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"{HEADER}T-9,RR01,Y,,,\n", ["line 2, case"]),
        (f"{HEADER}T-1,XX01,SECRET,,,\n", ["line 2, criterion", "line 2, verdict"]),
        (f"{HEADER}T-9,XX01,SECRET,,,SECRET\n", [
            "line 2, case", "line 2, criterion", "line 2, parked", "line 2, verdict"]),
        (f"{HEADER}T-1,RR01,Y,,,\nt-1,rr01,Y,,,\n", ["line 3, criterion"]),
        (f"{HEADER}T-1,RR02,N,SECRET,,\n", ["line 2, factors"]),
        (f"{HEADER}T-1,RR01,N,barriers,,\n", ["line 2, factors"]),
        (f"{HEADER}T-1,IV01,Y,,,\n", ["line 2, criterion"]),
        (f"{HEADER}T-1,RR01,Y,,SECRET\0,\n", ["line 2, note"]),
        (f"{HEADER}T-1,RR01,Y,,SECRET\x1b[31m,\n", ["line 2, note"]),
        (f"{HEADER}T-1,RR01,Y,,,,SECRET\n", ["line 2"]),
        (f'{HEADER}T-1,RR01,Y,,"SECRET,\n', ["line 2"]),
        (f'{HEADER}T-1,RR01,Y,,"two\nlines",\nT-1,RR02,SECRET,,,\n', ["line 4, verdict"]),
        ("case,criterion,verdict,unrecorded\nT-1,SS02,Y,yes\nT-1,SS03,,yes\n", [
            "line 2, unrecorded", "line 3, unrecorded"]),
        ("case,criterion,verdict,case\nT-1,RR01,Y,T-2\n", ["line 1, case"]),
        ("case,criterion\nT-1,SECRET\n", ["line 1"]),
        ("SECRET,YRO\n", ["line 1"]),
        ("ref,order\n,SECRET\n", ["line 2, order", "line 2, ref"]),
        ("ref,order\nT-9,\n", ["line 2, order"]),
        ("ref,order,\nA1,YRO,SECRET\n", ["line 2, column 3"]),
        ("\nref,order,order\nA1,YRO,SECRET\n", ["line 2, order", "line 3, order"]),
        ('[{"case":"T-1","criterion":"RR01","verdict":"Y","verdict":"N"}]', ["object 1, verdict"]),
        ('[{"case":"T-1","criterion":"RR01","verdict":"Y"," Verdict":"N"}]', ["object 1, verdict"]),
        ('[{"ref":NaN,"order":"YRO"},{"ref":true,"order":"YRO"},{"ref":1e5,"order":"YRO"}]', [
            "object 1, ref", "object 2, ref", "object 3, ref"]),
        ('[{"ref":-Infinity,"order":"YRO"},{"ref":"T-9","order":"YRO","case_manager":7,"age":NaN}]', [
            "object 1, ref", "object 2, age", "object 2, case_manager"]),
        ('[{"case":1,"criterion":"RR01","verdict":"Y"}]', ["object 1, case"]),
        ('[{"ref":"T-9","order":"YRO","":"SECRET"}]', ["object 1"]),
        ('ref,order\n"SEC\nRET",YRO\n', ["line 2, ref"]),
        (f"ref,order\n{'SECRET' * 5},YRO\n", ["line 2, ref"]),
        ("ref,order,age,psr_date,status\nT-8,YRO,SECRET,SECRET,SECRET\n", [
            "line 2, age", "line 2, psr_date", "line 2, status"]),
        ("case_manager,criterion,verdict\n,RR01,SECRET\n", [
            "line 2, case_manager", "line 2, criterion", "line 2, verdict"]),
        ("case_manager,criterion,verdict,role\nCM-A,IV01,Y,manager\nCM-A,IV02,Y,stand-in\n", ["line 3, role"]),
        ("case_manager,criterion,verdict\nCM-A,IV09,Y\n", ["line 2, verdict"]),
        ("case,kind,criteria,text\nT-1,SECRET,RR01;SECRET,\n", ["line 2, criteria", "line 2, kind", "line 2, text"]),
        ("case,kind,criteria,text\nT-1,area,,SECRET\n", ["line 2, case"]),
        ('[{"case": "T-1", "criterion": "RR01", "verdict": {"SECRET": 1}}]', ["object 1, verdict"]),
        ('["SECRET"]', ["object 1"]),
        ("[SECRET", ["line 1"]),
        ("", ["line 1"]),
    ],
)  # fmt: skip
def test_every_bad_line_and_column_is_named_and_no_cell_repeated(sqs, workbook, file, text, places):
    before = journal(workbook)
    done = sqs("import", workbook, file(text))
    assert done.code == 6
    named = [line.strip().partition(":")[0] for line in done.err.splitlines() if line.startswith("  ")]
    assert sorted(named) == places
    assert "SECRET" not in done.err + done.out
    assert journal(workbook) == before


@pytest.mark.parametrize(("raw", "code"), [(b"case,criterion,verdict\nT-1,RR01,\xff\n", 6), (b"x" * 20_000_001, 6)])
def test_what_is_not_text_or_too_large_is_refused(sqs, workbook, file, raw, code):
    assert sqs("import", workbook, file(raw)).code == code


def test_folders_pipes_and_what_is_not_there_cannot_be_read(sqs, workbook, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    codes = [sqs("import", workbook, path).code for path in (tmp_path, tmp_path / "pipe", tmp_path / "none.csv")]
    assert codes == [3, 3, 3]


def test_known_references_update_the_given_fields_only(sqs, workbook, file):
    sqs("import", workbook, file("ref,order,gender,age\nT-1,YRO,F,15\n"))
    sqs("import", workbook, file("order,ref,age,care_status\n,t-1,,Current\n"))
    rows = {row["ref"]: row for row in sqs("export", workbook, "--what", "cases").rows}
    told = rows["T-1"]
    assert (told["gender"], told["age"], told["care_status"], told["case_manager"]) == ("F", "15", "current", "CM-A")
    assert list(rows) == ["T-1", "T-2", "T-3"]


def test_a_blank_cell_changes_nothing_and_says_what_it_would_empty(sqs, begin, file):
    path = begin("ref,order,case_manager,inspector\nA1,YRO,CM-A,LI\n")
    blank = file("ref,order,case_manager,inspector\nA1,YRO,,\n")
    done = sqs("import", path, blank)
    assert done.out.splitlines()[0].endswith("1 row of cases, nothing to change.")
    assert "--blank-empties would empty what stands there: line 2, case_manager; line 2, inspector." in done.out
    for words in (("--dry-run",), ()):
        done = sqs("import", path, blank, "--blank-empties", *words)
        assert "Becomes empty: line 2, case_manager; line 2, inspector." in done.out
    (row,) = sqs("export", path, "--what", "cases").rows
    assert (row["order"], row["case_manager"], row["inspector"]) == ("YRO", "", "")


def test_blank_cells_of_answers_and_interviews_mean_the_same(sqs, workbook, file):
    given = "case_manager,criterion,verdict,slot\n"
    sqs("import", workbook, file(f"{HEADER}T-1,RR02,N,diversity,Thin,yes\n"))
    sqs("import", workbook, file(f"{given}CM-A,IV01,Y,Tue\n"))
    answers, interviews = file(f"{HEADER}T-1,RR02,,,,\n"), file(f"{given}CM-A,IV01,,\n", "b.csv")
    for given in (answers, interviews):
        assert "nothing to change" in sqs("import", workbook, given).out
    done = sqs("import", workbook, answers, "--blank-empties")
    assert "Becomes empty: line 2, verdict; line 2, factors; line 2, note; line 2, parked." in done.out
    assert answer(workbook, "T-1", "RR02").is_blank
    assert "Becomes empty: line 2, verdict; line 2, slot." in sqs("import", workbook, interviews, "--blank-empties").out
    assert sqs("export", workbook, "--what", "interviews").rows == []


def test_an_order_cannot_be_emptied(sqs, workbook, file):
    assert sqs("import", workbook, file("ref,order\nT-1,\n"), "--blank-empties").code == 6


def test_empty_lines_before_the_header_are_read_past(sqs, workbook, file):
    done = sqs("import", workbook, file("\n,,\nref,order\nA1,YRO\n"))
    assert (done.code, "1 added" in done.out) == (0, True)
    assert "line 5, order" in sqs("import", workbook, file("\n,,\nref,order\nA1,YRO\nA2,XX\n")).err


def test_a_number_is_no_reference_and_what_to_do_is_said(sqs, workbook, file):
    done = sqs("import", workbook, file('[{"ref": 7, "order": "YRO", "age": 16}]'))
    assert 'object 1, ref: must be text in quotes, as "007"' in done.err
    done = sqs("import", workbook, file('[{"ref": "7", "order": "YRO", "age": 16, "case_manager": null}]'))
    assert (done.code, "1 added" in done.out) == (0, True)


def test_what_an_export_tells_and_an_import_looks_past_is_named(sqs, workbook, file):
    sqs("import", workbook, file("case,kind,criteria,text,author,at\nT-1,evidence,RR08,Seen,Zed,2016-05-23\n"))
    done = sqs("import", workbook, file("case,kind,criteria,text,author,at\nT-2,evidence,RR08,Seen,Zed,2016-05-23\n"))
    assert "Columns looked past: author, at." in done.out


def test_a_case_is_replaced_with_a_reason_that_stays_in_the_history(sqs, workbook, file):
    given = file("ref,order,status\nT-2,RO,replaced\n")
    before = journal(workbook)
    done = sqs("import", workbook, given)
    assert (done.code, journal(workbook)) == (6, before)
    assert "line 2, status: replaces a case: say why with --reason" in done.err
    assert sqs("import", workbook, given, "--reason", "x").code == 6  # A letter tells nobody why.
    assert sqs("import", workbook, given, "--reason", "moved away").code == 0
    assert "status: active → replaced  (import: moved away)" in sqs("history", workbook, "--case", "T-2").out
    assert "nothing to change" in sqs("import", workbook, given).out


def test_references_a_spreadsheet_has_rewritten_are_no_new_cases(sqs, begin, file):
    path = begin("ref,order,case_manager\n007,YRO,CM-A\n1E5,YRO,CM-B\nMAR1,YRO,CM-C\n")
    given = file("ref,order,case_manager\n7,YRO,CM-A\n1.00E+05,YRO,CM-B\n1-Mar,YRO,CM-C\n")
    done = sqs("import", path, given)
    assert done.code == 6
    for line, known in ((2, "007"), (3, "1E5"), (4, "MAR1")):
        assert f"line {line}, ref: is nearly {known}, which is in the sample" in done.err
    assert len(sqs("export", path, "--what", "cases").rows) == 3
    assert "3 added" in sqs("import", path, given, "--add-similar").out


def test_two_rows_of_one_file_that_are_nearly_one_case_are_told_apart_first(sqs, workbook, file):
    given = file("ref,order\n007,YRO\n7,YRO\n8,YRO\n")
    done = sqs("import", workbook, given)
    assert done.code == 6
    assert "line 3, ref: is nearly 007, which is in another row of the file" in done.err
    assert "3 added" in sqs("import", workbook, given, "--add-similar").out


def test_adding_to_a_sample_in_which_answers_stand_is_said(sqs, begin, file):
    path = begin("ref,order\n" + "".join(f"A{number},YRO\n" for number in range(14)))
    more = file("ref,order\n" + "".join(f"B{number},YRO\n" for number in range(4)), "more.csv")
    assert "This adds" not in sqs("import", path, more, "--dry-run").out
    sqs("import", path, file("case,criterion,verdict\nA1,RR01,Y\n"))
    for words in (("--dry-run",), ()):
        assert "This adds 4 to 14 cases, in which answers stand." in sqs("import", path, more, *words).out


def test_new_references_are_added_after_the_others(sqs, workbook, file):
    done = sqs("import", workbook, file("ref,order,phase\nT-4,S90,licence\nT-1,YRO,\n"))
    assert "1 added, 1 as they were" in done.out
    assert [row["ref"] for row in sqs("export", workbook, "--what", "cases").rows] == ["T-1", "T-2", "T-3", "T-4"]


def test_interviews_take_a_role(sqs, workbook, file):
    given = file("case_manager,criterion,verdict,role\nCM-A,IV01,Y,Stand-in\nCM-B,IV01,N,\n")
    assert sqs("import", workbook, given).code == 0
    figure = sqs("summary", workbook, "--json").json["interviews"][0]
    assert (figure["id"], figure["met"], figure["relevant"]) == ("IV01", 0, 1)


def test_a_manager_whom_no_case_names_is_nobody_to_interview(sqs, workbook, file):
    done = sqs("import", workbook, file("case_manager,criterion,verdict\nCM-A,IV01,Y\nCM-Z,IV01,N\n"))
    assert done.code == 6
    assert "line 3, case_manager: manages no case of the sample; it may be CM-A, CM-B" in done.err
    assert sqs("summary", workbook, "--json").json["interviews"][0]["relevant"] == 0


def test_entries_are_added_once(sqs, workbook, file):
    given = file('case,kind,criteria,text,source\nT-1,evidence,RR08;RR12,"two\nlines",plan\n,area,,Policies read,\n')
    assert "2 added" in sqs("import", workbook, given).out
    assert "nothing to change" in sqs("import", workbook, given).out


def test_text_is_cleaned_on_the_way_in(sqs, workbook, file):
    sqs("import", workbook, file(f'{HEADER}T-1,RR01,Y,,"e\u0301 \u202eright\r\nline",\n'))
    assert answer(workbook, "T-1", "RR01").note == "é right\nline"


def test_a_workbook_that_may_not_be_written_is_refused(sqs, workbook, file):
    before = journal(workbook)
    (workbook / "journal").chmod(0o500)
    try:
        done = sqs("import", workbook, file(f"{HEADER}T-1,RR01,Y,,,\n"))
    finally:
        (workbook / "journal").chmod(0o700)
    if os.getuid():  # The superuser may write anywhere.
        assert done.code == 6
        assert journal(workbook) == before


def test_a_whole_large_file_fits_into_one_change(sqs, workbook, file):
    note = "x" * 60_000
    ids = ("RR01", "RR06", "RR08", "RR09", "PP01", "PC01")
    rows = "".join(f"T-{case},{id},Y,,{note},\n" for case in (1, 2, 3) for id in ids)
    assert sqs("import", workbook, file(HEADER + rows)).code == 0


def test_what_reads_like_a_name_is_told_by_its_place_and_never_repeated(sqs, workbook, file):
    done = sqs("import", workbook, file("ref,order,case_manager\nT-9,YRO,CM-A\nZed Quillan,YRO,Amy\n"), "--dry-run")
    assert done.code == 0
    assert "reads like a name stands at line 3, ref; line 3, case_manager" in done.out
    assert "Quillan" not in done.out


def test_a_file_overturns_no_colleague_without_a_word(sqs, workbook, tmp_path):
    with Workbook.open(workbook, author="ann") as book:
        ann = Inspection(book)
        case = next(iter(ann.cases.values()))
        ann.answer(case.id, "RR06", Verdict.YES)
    file = tmp_path / "a.csv"
    file.write_text(f"case,criterion,verdict\n{case.ref},RR06,N\n{case.ref},RR07,Y\n")
    done = sqs("import", workbook, file)
    assert "1 answer differs from what a colleague put down" in done.out
    with Workbook.open(workbook, read_only=True) as book:
        assert set(book.heads("answers", f"{case.id}/RR06", "verdict")) == {"Y", "N"}
        assert book.value("answers", f"{case.id}/RR07", "verdict") == "Y"
    assert "nothing to change" in sqs("import", workbook, file).out
