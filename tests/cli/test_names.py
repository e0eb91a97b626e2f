"""However references, case managers and inspectors are spelt, each is one; what could be either is refused."""

from __future__ import annotations

import pytest

from sqs_tui.domain.case import Change, Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook


@pytest.fixture
def begin(sqs, tmp_path, file):
    """Make a workbook of a list of cases."""

    def made(cases: str, name: str = "a.sqs"):
        done = sqs("new", tmp_path / name, "--area", "Testshire", "--cases", file(cases, "cases.csv"))
        assert done.code == 0, done.err
        return tmp_path / name

    return made


def cases(sqs, path):
    return [row["ref"] for row in sqs("export", path, "--what", "cases").rows]


def test_a_case_manager_in_three_spellings_is_one_person(sqs, begin, file):
    path = begin("ref,order,case_manager\nA1,YRO,cm-a\nA2,YRO,CM-A\nA3,YRO,Cm-a\n")
    assert sqs("import", path, file("case_manager,criterion,verdict\ncm-a,IV01,Y\n")).code == 0
    assert sqs("import", path, file("case_manager,criterion,verdict\nCM–A,IV02,N\n")).code == 0
    assert [row["case_manager"] for row in sqs("export", path, "--what", "interviews").rows] == ["cm-a", "cm-a"]
    with Workbook.open(path, read_only=True) as book:
        inspection = Inspection(book)
        assert inspection.managers() == ["cm-a"]
        assert {item: one.proportion.relevant for item, one in inspection.interview_figures().items()}["IV01"] == 1


def test_one_person_asked_under_two_spellings_in_two_copies_counts_once(tmp_path, begin):
    path = begin("ref,order,case_manager\nA1,YRO,CM-A\n")
    with Workbook.open(path, author="ann") as book:
        Inspection(book).answer_interview("CM-A", "IV01", Verdict.YES)
    with Workbook.open(path, author="ben") as book:  # As a journal of a copy in which the case had the other spelling.
        book.record([Change("interview_answers", "cm-a/IV02", "verdict", None, "N")], "interview")
    with Workbook.open(path, author="ann") as book:
        inspection = Inspection(book)
        figures = inspection.interview_figures()
        assert [figures[item].proportion.compact() for item in ("IV01", "IV02")] == ["1/1", "0/1"]
        assert len(inspection.interviews) == 1
        inspection.answer_interview("CM-A", "IV02", Verdict.YES)
        assert book.value("interview_answers", "cm-a/IV02", "verdict") == "Y"


def test_a_reference_is_found_however_it_is_spelt(sqs, begin, file):
    path = begin("ref,order\nDUD-05,YRO\n")
    assert sqs("import", path, file("case,criterion,verdict\ndud–05,RR01,Y\n")).code == 0
    done = sqs("import", path, file("ref,order\nＤud-05,DTO\n"))
    assert "1 changed" in done.out
    assert cases(sqs, path) == ["DUD-05"]
    assert sqs("history", path, "--case", "dud‑05").out.count("DUD-05") > 1


def test_two_rows_of_one_reference_are_refused(sqs, begin, file):
    path = begin("ref,order\nA1,YRO\n")
    done = sqs("import", path, file("ref,order\nC–1,YRO\nc-1,DTO\n"))
    assert (done.code, cases(sqs, path)) == (6, ["A1"])
    assert "line 3, ref: the same reference is in line 2 already" in done.err


@pytest.mark.parametrize("spelling", ["LI", "li", " ＬＩ"])
def test_figures_are_sliced_by_an_inspector_however_spelt(sqs, begin, spelling):
    path = begin("ref,order,inspector\nA1,YRO,LI\nA2,YRO,li\nA3,YRO,PT\n")
    assert len(sqs("summary", path, "--inspector", spelling, "--json").json["cases"]) == 2
