"""Contradictions, the spread of the sample, and what is unfinished."""

from __future__ import annotations


def test_a_new_sample_has_no_contradictions_and_says_how_it_is_spread(sqs, workbook):
    done = sqs("check", workbook)
    assert done.code == 0
    assert "No contradictions." in done.out
    assert "Order: YRO 1, RO 1, DTO 1." in done.out


def test_an_empty_sample_is_a_finding(sqs, tmp_path):
    sqs("new", tmp_path / "x.sqs", "--area", "T")
    done = sqs("check", tmp_path / "x.sqs")
    assert (done.code, "no cases yet" in done.out) == (1, True)


def test_a_contradiction_is_a_sentence_with_its_case(sqs, workbook, file):
    sqs("import", workbook, file("case,criterion,verdict\nT-1,RR06,N\nT-1,RR08,Y\n"))
    done = sqs("check", workbook)
    assert done.code == 1
    assert any(line.startswith("  T-1: ") and "RR08" in line for line in done.out.splitlines())


def test_strict_lists_what_is_left_of_cases_and_interviews(sqs, workbook, aldermere):
    done = sqs("check", workbook, "--strict")
    assert done.code == 1
    assert "  T-1: unanswered: RR01, " in done.out
    assert "  interview CM-B: unanswered: IV01, " in done.out
    assert "Nothing is unfinished." in sqs("check", aldermere, "--strict").out
