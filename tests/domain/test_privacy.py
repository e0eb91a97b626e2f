"""The check finds what could let somebody be known, and leaves the words of the trade alone."""

from __future__ import annotations

import tomllib

import pytest

from sqs_tui import assets
from sqs_tui.domain.case import Case
from sqs_tui.domain.privacy import Lint, Words, reads_like_name

WORDS = Words.of(tomllib.loads((assets.folder("data") / "privacy.toml").read_text("utf-8")))
CASES = [
    Case("1", "ALD-01", {"gender": "F", "care_status": "current", "order": "YRO", "case_manager": "CM-A"}),
    Case("2", "ALD-02", {"gender": "M", "care_status": "never", "order": "RO"}),
    Case("3", "ALD-03", {"gender": "M", "care_status": "never", "order": "RO"}),
    Case("4", "ALD-04", {"gender": "M", "care_status": "never", "order": "RO"}),
]
LINT = Lint.over(WORDS, ["Aldermere", "Aldermere Youth Offending Service"], ["ALD-01", "ALD-02", "CM-A", "1"], CASES)


def found(text):
    return [(one.kind, one.words) for one in LINT.findings(text)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Jayden had been angry.", "name", "Jayden"),
        ("The worker rang Mrs Oakes at once.", "name", "Mrs Oakes"),
        ("The officer, Sgt Brown, was told.", "name", "Sgt Brown"),
        ("DC Khan had it on file.", "name", "DC Khan"),
        ("She was 15 years old.", "age", "15 years old"),
        ("A fifteen-year-old boy.", "age", "fifteen-year-old"),
        ("He was aged 14.", "age", "aged 14"),
        ("A girl in Year 9 stayed away.", "age", "Year 9"),
        ("Born on 3 May 2001.", "date", "Born on 3 May 2001"),
        ("Seen on 03/05/2001.", "date", "03/05/2001"),
        ("He went to Highfield Academy.", "school", "Highfield Academy"),
        ("She lives in Netherton.", "place", "Netherton"),
        ("It was on Oak Tree Road.", "place", "Oak Tree Road"),
        ("Her postcode is DY2 9AB.", "place", "DY2 9AB"),
        ("As in ald-01, it was good.", "reference", "ALD-01"),
        ("CM-A did well.", "reference", "CM-A"),
        ("It was so in 75% of cases.", "percentage", "75%"),
        ("A looked after girl did well.", "rare combination", "female, looked after"),
    ],
)
def test_what_could_let_somebody_be_known_is_found(text, kind, words):
    assert (kind, words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Aldermere Youth Offending Service held compliance panels, and Multi-Systemic Therapy was used well.",
        "Case managers worked with children’s social care, and the move to AssetPlus is under way.",
        "The boy on a referral order had kept to it.",
        "In 1 case of 14 this was so.",
        "Ofsted and the Care Quality Commission receive it.",
    ],
)
def test_the_words_of_the_trade_are_left_alone(text):
    assert found(text) == []


def test_a_reference_that_is_only_a_number_is_no_reference():
    assert LINT.references("There was 1 review.") == []


@pytest.mark.parametrize("text", ["Zed Quillan", "Jordan 3", "jordan", "case of Amy", "O’Neill Q Barr"])
def test_what_should_be_a_code_reads_like_a_name(text):
    assert reads_like_name(text, WORDS.first_names)


@pytest.mark.parametrize("text", ["ALD-01", "CM-A", "WAL 05", "Case 7", "ALD SAM", "x-12", "YOS Case 7"])
def test_a_code_reads_like_none(text):
    assert not reads_like_name(text, WORDS.first_names)
