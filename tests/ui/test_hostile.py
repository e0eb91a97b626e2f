"""What is drawn of hostile text: signs, in the room the text had."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from sqs_tui.domain.text import cleaned
from sqs_tui.ui.filters import HarmlessText, harmless
from tests.faults.corpus import HOSTILE

BLACK = Color(0, 0, 0)


def drawn(*texts: str) -> str:
    return "".join(segment.text for segment in HarmlessText().apply([Segment(text) for text in texts], BLACK))


@pytest.mark.parametrize("text", HOSTILE)
def test_signs_take_no_more_room_than_the_text_had(text: str) -> None:
    line = f"{text}{'.' * 40}"
    assert cell_len(drawn(text, "." * 40)) == cell_len(line)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_the_door_lets_in_the_screen_leaves_alone(text: str) -> None:
    kept = cleaned(text).replace("\n", "").replace("\t", "")
    assert harmless(kept) == kept


def test_what_nobody_would_see_is_seen() -> None:
    assert drawn("a\U000e0041b\x1bc\u200bd\ufff9e", " " * 9).startswith("a�b␛c�d�e")
