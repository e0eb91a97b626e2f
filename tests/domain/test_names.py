"""References, case managers and inspectors are compared by one rule."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, strategies as st

from sqs_tui.domain.case import REMOVED, Case
from sqs_tui.domain.names import References, as_written, comparable, is_same, spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DUD-05", "dud-05"),
        ("DUD-05", "DUD–05"),  # an en dash, as a word processor writes it
        ("DUD-05", "DUD−05"),  # a minus sign
        ("DUD-05", "ＤＵＤ－０５"),  # wide letters
        ("CM A", " CM\u00a0 A\t"),
        ("STRASSE", "straße"),
        ("\u00e9-1", "e\u0301-1"),  # composed or not
        ("\u1fb3", "\u0391\u0345"),  # a letter under a letter
    ],
)
def test_spellings_that_are_one_name(one, other):
    assert is_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("007", "7"), ("D-1", "D1"), ("D 1", "D1"), ("A.1", "A1"), ("B1", "В1"), ("", "-")]
)
def test_names_that_stay_two(one, other):
    assert not is_same(one, other)


# Letters that are decomposed, composed or made small are rare in a text of random letters.
_ODD = st.characters(exclude_categories=["Cs"]) | st.sampled_from(
    "\u0345\u0130\u0131\u1e9e\u03c2\u1f80\u1fb3\u0390\u0149\ufb00\u2126\u212b\u2011\u2212\u00a0\u3000\u0338\u0307"
)


@given(st.text(_ODD, max_size=8))
def test_what_is_compared_is_compared_with_itself(text):
    assert comparable(comparable(text)) == comparable(text)


@given(st.text(_ODD, max_size=8))
def test_neither_composing_nor_letters_nor_blanks_make_another_name(text):
    for other in (unicodedata.normalize("NFD", text), text.casefold(), f"  {text} "):
        assert is_same(text, other)


def test_every_dash_is_a_dash():
    dashes = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Pd"]
    assert {comparable(f"a{dash}1") for dash in dashes} == {"a-1"}


def test_a_reference_names_the_case_that_has_it_to_the_letter():
    cases = [Case("1", "B1"), Case("2", "b1"), Case("3", "C1"), Case("4", "C1", status=REMOVED)]
    known = References(cases)
    assert [case.id for case in known.called("b1 ")] == ["2"]
    assert [case.id for case in known.called("Ｂ1")] == ["1", "2"]
    assert [case.id for case in known.called("c1")] == ["3"]
    assert known.called("D1") == []
    assert [[case.id for case in shared] for shared in known.shared()] == [["1", "2"]]


def test_the_first_spelling_of_a_name_is_told():
    assert list(spellings(["cm-a", "", "CM-A", "CM-B", "Cm‑a"]).values()) == ["cm-a", "CM-B"]


@pytest.mark.parametrize("text", ["DUD-05 said", "as in DUD–05.", "dud\u201105"])
def test_a_name_is_found_in_a_text_with_any_dash(text):
    assert re.search(as_written("DUD-05"), text, re.IGNORECASE)
    assert not re.search(as_written("DUD-05"), "DUD 05")


@given(st.text(max_size=8))
def test_every_name_is_found_where_it_stands(name):
    assert re.search(as_written(name), f"x {name.strip()} y")
