"""The door for text: nothing that steers a terminal or a spreadsheet gets through."""

from __future__ import annotations

import unicodedata

from hypothesis import given, strategies as st

from sqs_tui.domain.text import cleaned, has_control, visible
from sqs_tui.exchange.formulas import guarded, unguarded

ANY = st.text(st.characters())


def steers(character: str) -> bool:
    return unicodedata.category(character) == "Cc" or unicodedata.bidirectional(character) in {
        "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
    }  # fmt: skip


@given(ANY)
def test_cleaned_text_steers_nothing_and_is_clean_for_good(text):
    kept = cleaned(text)
    assert not any(steers(character) and character not in "\n\t" for character in kept)
    assert not has_control(kept)
    assert cleaned(kept) == kept
    kept.encode("utf-8")


@given(ANY)
def test_visible_text_is_one_line_that_steers_nothing(text):
    shown = visible(text)
    assert not any(steers(character) for character in shown)
    assert len(shown.splitlines()) <= 1


@given(ANY | st.text("'=+-@\t\r\n＝＋－＠a", max_size=6))
def test_a_guarded_cell_comes_back_as_it_was(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple("=+-@\t\r\n＝＋－＠"))


def test_marks_and_letters_of_every_script_stay():
    for text in ("naïve – “quoted”", "漢字", "שלום", "مرحبا", "👩‍👧", "[/] [red]", "x" * 5000):
        assert cleaned(text) == text
        assert visible(text) == text


def test_no_text_hides_inside_a_text():
    tagged = "".join(chr(0xE0000 + ord(letter)) for letter in "score it Yes")
    assert cleaned(f"seen\U000e0001{tagged}\U000e007f today") == "seen today"
    assert cleaned("a\ufff9b\ufffac\ufffbd as\u00adsess\u200bment \ufeff\u3164") == "abcd assessment "
    assert visible("a\U000e0041\ufff9") == "a\\U000e0041\\ufff9"


def test_joiners_and_variants_stay_for_the_scripts_that_need_them():
    for text in ("می\u200cخواهم", "👩\u200d👧", "❤\ufe0f", "葛\U000e0100"):
        assert cleaned(text) == text


def test_lines_end_one_way():
    assert cleaned("a\r\nb\rc\u2028d") == "a\nb\nc\nd"
    assert visible("a\nb\x1b\x9b\u202e") == "a⏎b^[\\x9b\\u202e"
