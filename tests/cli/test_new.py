"""Making a workbook, and what is recorded about its inspection."""

from __future__ import annotations

import os

import pytest


def test_a_workbook_is_made_from_nothing_and_says_what_to_do_next(sqs, tmp_path):
    path = tmp_path / "a b.sqs"
    done = sqs("new", path, "--area", "Testshire", "--fieldwork", "2016-05-23/2016-05-25", "--inspector", "LI", "AI-1")
    assert done.code == 0
    assert f"sqs open '{path}'" in done.out
    shown = sqs("details", path).out
    assert "Testshire · SQS 2016" in shown
    assert "2016-05-23/2016-05-25" in shown
    assert "LI; AI-1" in shown


def test_only_its_owner_can_read_it(sqs, workbook):
    modes = {path: path.stat().st_mode & 0o077 for path in (workbook, *workbook.rglob("*"))}
    assert not any(modes.values())


def test_bad_cases_are_named_by_line_and_column_and_nothing_is_made(sqs, tmp_path, file):
    cases = file("ref,order,gender,age\nT-1,YRO,F,15\nT-1,Jane Doe,F,99\n,RO,W,\n")
    done = sqs("new", tmp_path / "x.sqs", "--area", "Testshire", "--cases", cases)
    assert done.code == 6
    places = [line.strip().partition(":")[0] for line in done.err.splitlines() if line.startswith("  ")]
    assert sorted(places) == ["line 3, age", "line 3, order", "line 3, ref", "line 4, gender", "line 4, ref"]
    assert "Jane" not in done.err + done.out
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["given.csv"]


def test_a_path_that_is_taken_is_refused_and_left_alone(sqs, tmp_path):
    (tmp_path / "x.sqs").mkdir()
    done = sqs("new", tmp_path / "x.sqs", "--area", "Testshire")
    assert (done.code, os.listdir(tmp_path / "x.sqs")) == (6, [])


def test_a_folder_that_may_not_be_written_in_is_refused(sqs, tmp_path, file):
    done = sqs("new", file("not a folder") / "x.sqs", "--area", "Testshire")
    assert done.code == 6
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--area", "T", "--catalogue", "sqs-2017"], 3),
        (["--area", "T", "--fieldwork", "soon"], 2),
        (["--area", "T", "--fieldwork", "2016-05-25/2016-05-23"], 2),
        (["--area", " "], 2),
        ([], 2),
        (["--area", "T", "--cases", "/nowhere.csv"], 3),
        (["--area", "T", "--shared", "no-such-group"], 6),
    ],
)
def test_what_cannot_be_made_leaves_nothing(sqs, tmp_path, words, code):
    assert sqs("new", tmp_path / "x.sqs", *words).code == code
    assert [path for path in tmp_path.iterdir() if path.name != "home"] == []


def test_a_bad_catalogue_is_refused_with_its_problems(sqs, tmp_path, file):
    bad = file('format = 1\nid = "mine"\n', "mine.toml")
    done = sqs("new", tmp_path / "x.sqs", "--area", "T", "--catalogue", bad)
    assert done.code == 6
    assert "mine.toml: " in done.err


def test_details_are_set_and_kept(sqs, workbook):
    done = sqs("details", workbook, "--set", "service=Testshire YOS", "vocabulary=yos", "copy_to=YOT manager; Chair")
    assert done.code == 0
    done = sqs("details", workbook, "--set", "reoffending_this_year=32,6", "service=")
    lines = {line.split("  ")[0]: line.split()[-1] for line in done.out.splitlines() if line}
    assert (lines["vocabulary"], lines["reoffending_this_year"], lines["service"]) == ("YOS", "32.6", "–")
    assert "YOT manager; Chair" in done.out


def test_setting_what_stands_writes_nothing(sqs, workbook):
    before = journal(workbook)
    done = sqs("details", workbook, "--set", "area=Testshire")
    assert "Nothing to change" in done.out
    assert journal(workbook) == before


@pytest.mark.parametrize("given", ["servce=x", "area=", "vocabulary=YAT", "reoffending_this_year=lots", "no equals"])
def test_a_detail_that_cannot_be_is_told_and_nothing_set(sqs, workbook, given):
    before = journal(workbook)
    done = sqs("details", workbook, "--set", "service=Fine", given)
    assert done.code == 2
    assert journal(workbook) == before


def test_the_nearest_detail_is_named(sqs, workbook):
    assert "did you mean service?" in sqs("details", workbook, "--set", "servce=x").err


def journal(workbook):
    return [path.read_bytes() for path in sorted((workbook / "journal").iterdir())]


def test_what_is_wrong_with_a_new_workbook_is_told_by_the_command_that_was_typed(sqs, tmp_path, file):
    bad = sqs("new", tmp_path / "a.sqs", "--area", "X", "--fieldwork", "soon")
    assert "See sqs new --help." in bad.err
    bad = sqs("new", tmp_path / "a.sqs", "--area", "X", "--cases", file("ref,order\nT-1,XYZ\n"))
    assert "no workbook was made" in bad.err
    assert "import it again" not in bad.err
    assert "DTO" in bad.err
    assert "or empty" not in bad.err
