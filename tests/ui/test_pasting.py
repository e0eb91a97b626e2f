"""A paste arrives whole and in its order, in whatever pieces a line delivers it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st
from textual.events import Paste

from sqs_tui.ui.pasting import Pastes

PASTE = "\x1b[200~one \x1b[31mtwo\x1b[0m three\r\x1b\x1b[A\x1b[201~"
SAID = "one \x1b[31mtwo\x1b[0m three\r\x1b\x1b[A"


def told(pastes: Pastes, *pieces: str) -> list[str | tuple[str]]:
    """What comes out, typed text joined; a paste as a tuple."""
    found: list[str | tuple[str]] = [""]
    for piece in pieces:
        for part in pastes.split(piece):
            if isinstance(part, Paste):
                found += [(part.text,), ""]
            else:
                found[-1] += part  # type: ignore[operator]
    return [part for part in found if part]


@given(st.lists(st.integers(0, len("j" + PASTE + "k" + PASTE)), max_size=6))
def test_wherever_a_line_cuts_it_a_paste_is_whole(cuts: list[int]) -> None:
    text = "j" + PASTE + "k" + PASTE
    places = [0, *sorted(cuts), len(text)]
    pieces = [text[start:end] for start, end in pairwise(places) if start < end]
    # A lone Escape at the end of a piece is a key pressed, and nothing else can be known of it.
    if not any(piece.endswith("\x1b") and after.startswith("[20") for piece, after in pairwise(pieces)):
        assert told(Pastes(), *pieces) == ["j", (SAID,), "k", (SAID,)]


def test_escape_is_not_held_back() -> None:
    assert told(Pastes(), "\x1b") == ["\x1b"]


def test_what_only_looked_like_a_paste_is_typed_after_a_moment() -> None:
    pastes = Pastes()
    assert told(pastes, "\x1b[2") == []
    assert list(pastes.idle()) == ["\x1b[2"]


def test_a_paste_whose_end_never_comes_is_taken_after_a_second() -> None:
    pastes = Pastes()
    assert told(pastes, "\x1b[200~one") == []
    coming = [part for _ in range(10) for part in pastes.idle()]
    assert [part.text for part in coming if isinstance(part, Paste)] == ["one"]
    assert told(pastes, "j") == ["j"]


@pytest.mark.parametrize("many", [5, 50])
def test_a_paste_without_measure_is_cut(many: int) -> None:
    pastes = Pastes()
    assert told(pastes, "\x1b[200~", *["x" * 1_000_000] * many) == []
    ((text,),) = told(pastes, "\x1b[201~")  # type: ignore[misc]
    assert len(text) == 2_000_000
