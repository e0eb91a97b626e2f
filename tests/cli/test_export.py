"""Files for other tools: whatever leaves can come back, and what comes back unchanged writes nothing."""

from __future__ import annotations

import csv
import io
import stat

import pytest

from sqs_tui.domain.case import Change, Stage, Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from tests.cli.test_new import journal

ROUND = ("cases", "answers", "interviews", "entries")
HEADER = "case,criterion,verdict,factors,note,parked\n"


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("what", ROUND)
def test_what_is_exported_comes_back_unchanged(sqs, aldermere, tmp_path, what, form):
    given = tmp_path / f"{what}.{form}"
    assert sqs("export", aldermere, "--what", what, "--format", form, "-o", given).code == 0
    before = journal(aldermere)
    done = sqs("import", aldermere, given)
    assert (done.code, "nothing to change" in done.out) == (0, True), done.err
    assert journal(aldermere) == before


def test_a_workbook_can_be_made_again_from_its_exports(sqs, aldermere, tmp_path):
    for what in ROUND:
        sqs("export", aldermere, "--what", what, "-o", tmp_path / f"{what}.csv")
    again = tmp_path / "again.sqs"
    sqs("new", again, "--area", "Aldermere", "--cases", tmp_path / "cases.csv")
    for what in ROUND:
        assert sqs("import", again, tmp_path / f"{what}.csv").code == 0
    summaries = [sqs("summary", path, "--json").json for path in (again, aldermere)]
    heads = [summary["inspection"].pop("heads") for summary in summaries]
    assert summaries[0] == summaries[1]
    assert heads[0] != heads[1]
    for what in ("cases", "answers", "interviews"):
        assert sqs("export", again, "--what", what).out == sqs("export", aldermere, "--what", what).out


def test_json_has_the_names_and_values_of_the_csv(sqs, aldermere):
    for what in ROUND:
        rows = sqs("export", aldermere, "--what", what).out
        objects = sqs("export", aldermere, "--what", what, "--format", "json").json
        assert list(csv.DictReader(io.StringIO(rows, newline=""))) == objects


def test_the_columns_of_the_contract_come_first(sqs, aldermere):
    first = {what: sqs("export", aldermere, "--what", what).out.splitlines()[0] for what in ROUND}
    assert first["cases"].startswith("ref,order,phase,gender,age,ethnicity,care_status,case_manager,inspector,")
    assert first["answers"].startswith("case,criterion,verdict,factors,note,parked,")
    assert first["interviews"].startswith("case_manager,criterion,verdict,role,")
    assert first["entries"].startswith("case,kind,criteria,text,")


HOSTILE = [
    "=1+1", "'=1+1", "''=x", "+44 1632", "-x", "@SUM(A1)", "＝1", "'tis", "漢字 e\u0301",
    'two\nlines, "quoted"; and more',
]  # fmt: skip


@pytest.mark.parametrize("note", HOSTILE)
def test_a_note_that_a_spreadsheet_would_run_is_kept_text_and_comes_back(sqs, workbook, tmp_path, file, note):
    given = io.StringIO(newline="")
    guard = "'" if note.lstrip("'")[0] in "=+-@＝" else ""
    csv.writer(given).writerow(["T-1", "RR01", "Y", "", guard + note, ""])
    assert sqs("import", workbook, file(HEADER + given.getvalue())).code == 0
    out = sqs("export", workbook, "--what", "answers").out
    (row,) = csv.DictReader(io.StringIO(out, newline=""))
    assert row["note"][0] not in "=+-@＝"
    before = journal(workbook)
    assert sqs("import", workbook, file(out)).code == 0
    assert journal(workbook) == before


def test_parked_flagged_closed_and_unasked_answers_are_all_there(sqs, workbook, file):
    sqs("import", workbook, file(f"{HEADER}T-1,RR01,N,,,\nT-1,RR02,Y,,,\nT-2,RR01b,Y,,,\nT-3,RR09,,,wait,yes\n"))
    rows = sqs("export", workbook, "--what", "answers").rows
    told = {(row["case"], row["criterion"]): (row["verdict"], row["parked"], row["standing"]) for row in rows}
    assert told == {
        ("T-1", "RR01"): ("N", "no", "no"),
        ("T-1", "RR02"): ("Y", "no", "closed by RR01"),
        ("T-2", "RR01b"): ("Y", "no", "not asked in this inspection"),
        ("T-3", "RR09"): ("", "yes", "parked"),
    }


def test_history_says_who_changed_what_from_and_to(sqs, workbook, file):
    sqs("import", workbook, file("case,criterion,verdict\nT-1,RR01,Y\n"))
    sqs("import", workbook, file("case,criterion,verdict\nT-1,RR01,N\n"))
    last = sqs("export", workbook, "--what", "history").rows[-1]
    told = [last[name] for name in ("why", "table", "case", "criterion", "field", "from", "to")]
    assert told == ["import", "answers", "T-1", "RR01", "verdict", "Y", "N"]
    assert last["author"]


@pytest.mark.parametrize("what", ["history", "summary"])
def test_what_is_only_for_reading_is_not_taken_in(sqs, aldermere, file, what):
    given = file(sqs("export", aldermere, "--what", what).out)
    assert sqs("import", aldermere, given).code == 6


def test_the_summary_as_a_table_has_every_level(sqs, aldermere):
    rows = sqs("export", aldermere, "--what", "summary").rows
    levels = [row["level"] for row in rows]
    assert [levels.count(level) for level in ("section", "criterion", "interview")] == [5, 46, 6]
    assert {row["id"]: row["percent"] for row in rows}["3"] == "56.7"


def test_a_new_file_is_its_owners_alone_and_never_replaced_unasked(sqs, workbook, tmp_path):
    path = tmp_path / "out.csv"
    assert sqs("export", workbook, "--what", "cases", "-o", path).code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("mine")
    assert sqs("export", workbook, "--what", "cases", "-o", path).code == 6
    assert path.read_text() == "mine"
    assert sqs("export", workbook, "--what", "cases", "-o", path, "--force").code == 0
    assert path.read_text().startswith("ref,order")


def test_an_export_leaves_the_folded_state_for_other_tools(sqs, workbook):
    (workbook / "workbook.json").unlink()
    sqs("export", workbook, "--what", "cases")
    assert (workbook / "workbook.json").is_file()


def test_replaced_cases_leave_marked_and_come_back_so(sqs, workbook, file):
    sqs("import", workbook, file("ref,order,status\nT-2,RO,replaced\n"), "--reason", "not eligible")
    out = sqs("export", workbook, "--what", "cases").out
    assert "T-2,RO" in out
    assert "replaced" in out
    assert sqs("summary", workbook, "--json").json["inspection"]["cases"]["total"] == 2
    assert "nothing to change" in sqs("import", workbook, file(out)).out


def test_what_case_managers_answered_is_in_no_history_unless_asked_for(sqs, workbook, file, tmp_path):
    sqs(
        "import",
        workbook,
        file("case_manager,criterion,verdict,role,slot,note\nCM-A,IV01,N,manager,Tue 10:30,unsure\n"),
    )
    for words in (("export", workbook, "--what", "history"), ("history", workbook)):
        assert "unsure" not in sqs(*words).out
        assert "unsure" in sqs(*words, "--with-interviews").out
    assert "What case managers answered is kept apart" in sqs("history", workbook).out


def test_slots_come_back_with_the_interviews(sqs, workbook, file, tmp_path):
    sqs("import", workbook, file("case_manager,criterion,verdict,slot\nCM-A,IV01,Y,Tue 10:30\n"))
    (row,) = sqs("export", workbook, "--what", "interviews").rows
    assert row["slot"] == "Tue 10:30"


def test_done_but_not_recorded_and_where_evidence_sits_come_back(sqs, workbook, file):
    sqs("import", workbook, file("case,criterion,verdict,unrecorded\nT-1,SS02,N,yes\nT-1,SS03,Y,no\n"))
    marked = {row["criterion"]: row["unrecorded"] for row in sqs("export", workbook, "--what", "answers").rows}
    assert (marked["SS02"], marked["SS03"]) == ("yes", "no")
    entries = "case,kind,criteria,text,source,where\nT-1,evidence,SS02,Seen.,contact log,12 May\n"
    assert sqs("import", workbook, file(entries)).code == 0
    (row,) = sqs("export", workbook, "--what", "entries").rows
    assert (row["source"], row["where"]) == ("contact log", "12 May")


def test_a_mark_left_on_what_is_no_no_comes_back_unchanged(sqs, workbook, tmp_path):
    with Workbook.open(workbook) as book:
        case = next(iter(Inspection(book).cases))
        marks = {"verdict": "Y", "unrecorded": True}
        book.record([Change("answers", f"{case}/SS02", *one) for one in ((n, None, v) for n, v in marks.items())], "x")
    out = tmp_path / "answers.csv"
    out.write_text(sqs("export", workbook, "--what", "answers").out)
    before = sqs("export", workbook, "--what", "answers").rows
    assert sqs("import", workbook, out).code == 0
    assert sqs("export", workbook, "--what", "answers").rows == before


def test_who_signed_leaves_with_the_account_that_tells_two_of_one_name_apart(sqs, workbook):
    with Workbook.open(workbook, author="ann") as book:
        inspection = Inspection(book)
        inspection.set_inspector("LI")
        case = next(iter(inspection.cases))
        while left := inspection.agenda(case):
            inspection.answer(case, left[0].criterion.id, Verdict.YES)
        inspection.put_stage(case, Stage.SIGNED)
    assert sqs("export", workbook, "--what", "cases").rows[0]["signed"].startswith("LI (ann) 20")
    last = sqs("export", workbook, "--what", "history").rows[-1]
    assert (last["author"], last["to"].split(";")[0]) == ("ann", "LI")
    assert "LI (ann)" in sqs("history", workbook).out


def test_how_far_a_case_is_signed_leaves_with_the_cases_and_in_the_history(sqs, workbook):
    with Workbook.open(workbook, author="ann") as book:
        inspection = Inspection(book)
        case = next(iter(inspection.cases))
        while left := inspection.agenda(case):
            inspection.answer(case, left[0].criterion.id, Verdict.YES)
        inspection.put_stage(case, Stage.SIGNED)
    row = sqs("export", workbook, "--what", "cases").rows[0]
    assert (row["signing"], row["signed"].split()[0], row["locked"]) == ("signed", "ann", "")
    last = sqs("export", workbook, "--what", "history").rows[-1]
    assert (last["why"], last["field"], last["to"].split(";")[0]) == ("signed", "signed", "ann")
    assert last["author"] == "ann"
    assert "RR08" not in last["to"]
