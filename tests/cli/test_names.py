"""However references, case managers and inspectors are spelt, each is one; what could be either is refused."""

from __future__ import annotations

import shutil

import pytest

from sqs_tui.domain.case import Change, Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook


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


# Two cases with one reference between them


@pytest.fixture
def united(sqs, begin, file, tmp_path, monkeypatch):
    """Two copies of one workbook each took a case in, B1 and b1, and were united."""
    path = begin("ref,order\nA1,YRO\n")
    away = shutil.copytree(path, tmp_path / "away.sqs")
    assert sqs("import", path, file("ref,order\nB1,YRO\n")).code == 0
    with monkeypatch.context() as patch:
        patch.setenv("SQS_STATE_DIR", str(tmp_path / "home" / "other"))
        assert sqs("import", away, file("ref,order\nb1,DTO\n")).code == 0
        assert sqs("import", away, file("case,criterion,verdict\nb1,RR01,N\n")).code == 0
    done = sqs("merge", path, away)
    assert "2 differences to settle" in done.out
    return path


def verdicts(sqs, path):
    return {(row["case"], row["criterion"]): row["verdict"] for row in sqs("export", path, "--what", "answers").rows}


def test_two_cases_with_one_reference_are_a_difference_to_settle(sqs, united):
    done = sqs("differences", united)
    assert done.code == 1
    assert "b1 reference · B1 comes to the same: one needs a new reference" in done.out
    assert "b1, DTO, 1 answer" in done.out
    assert "b1 reference: B1 comes to the same" in sqs("check", united).out


def test_answers_land_on_the_case_that_is_named_to_the_letter_or_on_none(sqs, united, file):
    assert sqs("import", united, file("case,criterion,verdict\nB1,RR01,Y\nb1,RR02,Y\n")).code == 0
    assert verdicts(sqs, united) == {("B1", "RR01"): "Y", ("b1", "RR01"): "N", ("b1", "RR02"): "Y"}
    for header, row in (("case,criterion,verdict", "Ｂ1,RR03,Y"), ("ref,order", "Ｂ1,RO")):
        done = sqs("import", united, file(f"{header}\n{row}\n"))
        assert (done.code, "could be any of B1 and b1" in done.err) == (6, True)
    assert sqs("history", united, "--case", "Ｂ1").code == 6
    assert sqs("score", united, "--case", "Ｂ1", "--plain").code == 6


def test_an_erasing_that_could_mean_either_child_is_refused(sqs, united, tmp_path):
    done = sqs("erase", united, "--case", "Ｂ1", "-o", tmp_path / "new.sqs")
    assert (done.code, (tmp_path / "new.sqs").exists()) == (6, False)
    assert "could be any of 2 cases: B1 and b1" in done.err
    assert sqs("erase", united, "--case", "b1", "-o", tmp_path / "new.sqs").code == 0
    assert cases(sqs, tmp_path / "new.sqs") == ["A1", "B1"]


def test_one_of_two_that_are_called_alike_gets_another_reference(sqs, united, file):
    name = next(line.split()[0] for line in sqs("differences", united).out.splitlines() if "  b1 reference" in line)
    settle = ("differences", united, "--settle", name, "--reason", "added in two copies", "--value")
    assert sqs(*settle, "1").code == 2  # A place in the list is no reference.
    assert sqs(*settle, "a1").code == 6
    assert sqs("differences", united, "--settle", "B1 reference", "--value", "B3").code == 0
    assert sqs("differences", united).code == 0
    assert sqs("import", united, file("ref,order\nb1,DTO\n")).code == 0


def test_the_other_can_get_it_too_with_a_reason(sqs, united):
    name = next(line.split()[0] for line in sqs("differences", united).out.splitlines() if "  b1 reference" in line)
    settle = ("differences", united, "--settle", name, "--reason", "added in two copies", "--value")
    done = sqs(*settle, "B2")
    assert (done.code, done.out.splitlines()[0]) == (0, "Settled: b1 is now B2")
    assert sqs("differences", united).code == 0
    assert verdicts(sqs, united) == {("B2", "RR01"): "N"}
    assert "resolve: added in two copies" in sqs("history", united, "--case", "B2").out


def test_two_cases_called_the_same_to_the_letter_cannot_be_told_apart_by_it(sqs, begin, tmp_path):
    path = begin("ref,order\nA1,YRO\nA2,RO\n")
    with Workbook.open(path, author="ann") as one, Workbook.open(path, author="ben") as other:
        first, second = Inspection(one), Inspection(other)
        first.rename_case("A1", "C1")
        second.rename_case("A2", "C1")
    for command in (("history", path), ("erase", path, "-o", tmp_path / "new.sqs")):
        assert sqs(*command, "--case", "C1").code == 6
    assert sqs("differences", path).out.count("C1 comes to the same") == 2


def test_cases_added_in_two_windows_at_once_are_told_in_both(begin):
    path = begin("ref,order\nA1,YRO\n")
    with Workbook.open(path, author="ann") as one, Workbook.open(path, author="ben") as other:
        first, second = Inspection(one), Inspection(other)
        first.add_case("D1", {"order": "RO"})
        second.add_case("d1", {"order": "RO"})
        for inspection in (first, second):
            inspection.refresh()
            assert [one.what for one in inspection.differences()] == ["D1 reference", "d1 reference"]
        first.remove_case("D1")
        assert (first.differing, first.case_by_ref("D1").id) == (0, "d1")


def test_an_interview_whose_manager_no_case_names_any_more_is_told(sqs, begin, file):
    path = begin("ref,order,case_manager\nA1,YRO,CM-A\n")
    sqs("import", path, file("case_manager,criterion,verdict\nCM-A,IV01,Y\n"))
    sqs("import", path, file("ref,order,case_manager\nA1,YRO,CM-B\n"))
    assert "interview CM-A: no case names CM-A as its case manager" in sqs("check", path).out


def test_accounts_are_exact(begin):
    path = begin("ref,order\nA1,YRO\n")
    with Workbook.open(path, author="li") as book:
        Inspection(book).answer("A1", "RR08", Verdict.YES)
    with Workbook.open(path, author="LI") as book:
        assert Inspection(book).asks_why("A1", "RR08", Verdict.NO).startswith("li answered this.")
    with Workbook.open(path, author="li") as book:
        assert Inspection(book).asks_why("A1", "RR08", Verdict.NO) == ""
