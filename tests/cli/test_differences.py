"""Where people disagree is listed, and settled with a reason."""

from __future__ import annotations

import pytest

from sqs_tui.domain.case import Change, Stage, Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook


@pytest.fixture
def differing(workbook):
    """Ann said Yes and Ben No, each without having seen the other's."""
    differ(workbook, "RR08", ann=Verdict.YES, ben=Verdict.NO)
    return workbook


def differ(path, criterion, *, ann, ben):
    """Have two people answer, neither having seen the other's answer."""
    with Workbook.open(path, author="ann") as one, Workbook.open(path, author="ben") as other:
        first, second = Inspection(one), Inspection(other)
        first.answer("T-1", criterion, ann)
        second.answer("T-1", criterion, ben)


def named(sqs, path):
    """What the first difference of the list is named by."""
    return sqs("differences", path).out.split()[0]


def test_where_nobody_disagrees_it_says_so(sqs, workbook):
    done = sqs("differences", workbook)
    assert (done.code, done.out) == (0, "Nobody disagrees.\n")


def test_each_value_is_listed_with_who_put_it_down(sqs, differing):
    done = sqs("differences", differing)
    lines = done.out.splitlines()
    assert (done.code, lines[0].split(maxsplit=1)[1]) == (1, "T-1 RR08 verdict")
    assert lines[1].split()[:2] + lines[1].split()[3:] == ["1", "ann", "Yes"]
    assert lines[2].split()[:2] + lines[2].split()[3:] == ["2", "ben", "No", "(shown", "now)"]


@pytest.mark.parametrize(("words", "verdict"), [((), Verdict.NO), (("--value", 1), Verdict.YES)])
def test_one_is_settled_on_the_value_shown_or_another(sqs, differing, words, verdict):
    done = sqs("differences", differing, "--settle", named(sqs, differing), *words, "--reason", "read together")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Nobody disagrees.")
    with Workbook.open(differing, read_only=True) as book:
        inspection = Inspection(book)
        assert inspection.cases["T-1"].answer("RR08").verdict is verdict
        assert inspection.history("T-1", "RR08")[-1].why == "resolve: read together"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--settle", "NAME"], 2),
        (["--settle", "NAME", "--reason", " "], 2),
        (["--reason", "because"], 2),
        (["--value", "1"], 2),
        (["--settle", "1", "--reason", "because"], 6),
        (["--settle", "", "--reason", "because"], 6),
        (["--settle", "NAME", "--value", "3", "--reason", "because"], 6),
        (["--settle", "NAME", "--value", "0", "--reason", "because"], 6),
        (["--settle", "NAME", "--value", "Perhaps", "--reason", "because"], 6),
        (["--settle", "NAME", "--value", "9" * 5000, "--reason", "because"], 6),
        (["--settle", "T-1 RR08 verdict", "--reason", "because"], 6),
        (["--settle", "T-1 RR08 verdict", "--value", "1", "--reason", "because"], 6),
        (["--settle", "T-1 RR09 verdict", "--value", "Yes", "--reason", "because"], 6),
    ],
)
def test_what_cannot_be_settled_changes_nothing(sqs, differing, words, code):
    name = named(sqs, differing)
    assert sqs("differences", differing, *(name if word == "NAME" else word for word in words)).code == code
    assert sqs("differences", differing).code == 1


@pytest.mark.parametrize("name", ["NAME", "T-1 RR08 verdict", "t-1  rr08 verdict"])
def test_one_that_came_meanwhile_is_not_settled_for_another(sqs, differing, name):
    name = named(sqs, differing) if name == "NAME" else name
    differ(differing, "RR02", ann=Verdict.YES, ben=Verdict.NO)
    assert "RR02" in sqs("differences", differing).out.splitlines()[0]
    done = sqs("differences", differing, "--settle", name, "--value", "yes", "--reason", "read together")
    assert done.code == 1
    assert "Settled: T-1 RR08 verdict is Yes" in done.out


def test_one_whose_values_are_others_now_is_not_settled_by_the_letters_it_had(sqs, differing):
    before = named(sqs, differing)
    differ(differing, "RR08", ann=Verdict.UNKNOWN, ben=Verdict.NA)
    done = sqs("differences", differing, "--settle", before, "--value", 1, "--reason", "read together")
    assert (done.code, "other values stand there now" in done.err) == (6, True)
    assert named(sqs, differing) != before


@pytest.fixture
def locked(aldermere):
    """Ann signed and locked what was answered Yes; a copy then came back in which Ben had answered No."""
    with Workbook.open(aldermere, author="ann") as one, Workbook.open(aldermere, author="ben") as other:
        ann, ben = Inspection(one), Inspection(other)
        while left := ann.agenda("ALD-01"):
            ann.answer("ALD-01", left[0].criterion.id, Verdict.YES)
        for verdict in (Verdict.NO, Verdict.YES):
            ann.answer("ALD-01", "RR08", verdict)
        for stage in (Stage.SIGNED, Stage.LOCKED):
            ann.put_stage("ALD-01", stage)
        ben.answer("ALD-01", "RR08", Verdict.NO)
    return aldermere


def test_on_a_locked_case_only_what_was_signed_is_settled_on(sqs, locked):
    lines = sqs("differences", locked).out.splitlines()
    name, _, said = lines[0].partition("  ")
    assert said == "ALD-01 RR08 verdict · ALD-01 is locked"
    assert lines[1].endswith("No")
    assert lines[2].endswith("Yes  (shown now, as signed)")
    done = sqs("differences", locked, "--settle", name, "--value", 1, "--reason", "read together")
    assert (done.code, "settle on what was signed" in done.err) == (6, True)
    done = sqs("differences", locked, "--settle", name, "--value", 2, "--reason", "read together")
    assert (done.code, "; ALD-01 is locked" in done.out) == (0, True)


def test_the_reason_is_told_in_the_history(sqs, differing):
    sqs("differences", differing, "--settle", named(sqs, differing), "--reason", "read together")
    assert "resolve: read together" in sqs("export", differing, "--what", "history", "--format", "csv").out


@pytest.mark.parametrize(("value", "code", "kept"), [("2", 6, None), ("1", 6, None), ("17", 0, "17")])
def test_a_value_that_reads_like_a_place_is_not_guessed_at(sqs, workbook, value, code, kept):
    names = ("2", "1") if code else ("17", "16")
    with Workbook.open(workbook, author="ann") as one, Workbook.open(workbook, author="ben") as other:
        for book, said in zip((one, other), names, strict=True):
            book.record([Change("details", "inspection", "service", None, said)], "details")
    done = sqs("differences", workbook, "--settle", named(sqs, workbook), "--value", value, "--reason", "read together")
    assert done.code == code
    if kept:
        with Workbook.open(workbook, read_only=True) as book:
            assert book.value("details", "inspection", "service") == kept
