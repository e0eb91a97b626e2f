"""Keys typed ahead act, each; a held key and a paste that lost its marks score nothing that was not pressed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.held import MOST_ALIKE, SECONDS, HeldKey, Press
from sqs_tui.ui.key_events import Key, KeyReader
from sqs_tui.ui.terminal_input import MOST_TYPED
from tests.ui.conftest import text_of


def acts(*reads: tuple[float, str], held: HeldKey | None = None) -> str:
    """Which of the keys in some reads act, each read so many seconds after the one before."""
    held, reader, now, acting = held or HeldKey(), KeyReader(), 0.0, ""
    for after, text in reads:
        now += after
        for key in reader.feed(text, now):
            assert isinstance(key, Key)
            if not held.leaves_out(key.key, Press(key.time, key.read, key.alike, key.together)):
                acting += key.key
    return acting


@pytest.mark.parametrize("typed", ["1", "12", "1212121212", "111", "1112111", "121314191213142", "1y2n3a9p"])
def test_keys_typed_ahead_act_each(typed: str) -> None:
    assert acts((1, typed)) == typed
    assert acts(*((0.15, key) for key in typed)) == typed


def test_a_key_pressed_again_acts_however_often() -> None:
    assert acts(*[(SECONDS + 0.001, "1")] * 10) == "1" * 10


def test_a_held_key_acts_for_its_press_and_at_most_once_more() -> None:
    assert acts((1, "1"), (0.03, "1"), (0.03, "1")) == "1"
    assert acts((1, "1"), (0.5, "1"), *[(0.033, "1")] * 30) == "11"
    assert acts((1, "1" * 30)) == "1"
    assert acts((1, "1"), (0.5, "1" * 30), (0.5, "1" * 30)) == "1"
    assert acts((1, "2" + "1" * (MOST_ALIKE + 1))) == "21"


def test_what_comes_behind_a_held_key_is_left_out_until_there_is_a_pause() -> None:
    assert acts((1, "11112")) == "1"
    assert acts((1, "1"), (0.03, "1"), (0.03, "2"), (0.03, "3"), (0.2, "2")) == "12"
    assert acts((1, "1111"), (0.05, "2"), (0.2, "2")) == "12"


def test_a_paste_that_lost_its_marks_scores_nothing() -> None:
    assert acts((1, "1. The report was late, 2 of 3 visits missed.")) == ""
    assert acts((1, "12" * (MOST_TYPED // 2 + 1)), (0.5, "2")) == "2"


def test_what_is_left_out_is_told() -> None:
    held = HeldKey()
    told = [held.leaves_out("Yes", Press(number / 100)) for number in range(7)]
    assert told[0] == ""
    assert told[-1] == "6 × Yes came at once, as a held key does: not scored"
    assert HeldKey().leaves_out("No", Press(1, 1, together=40)) == "No came at once, as a paste does: not scored"


@pytest.mark.parametrize("opener", ["e", "E", "+", "!", ">", "/", ":", "A"])
async def test_text_behind_the_key_that_opens_its_field_is_typed_there(
    open_app: Callable[..., SqsApp], opener: str
) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)):
        for key in KeyReader().feed(f"{opener}seen on 12 March, again", 1.0):
            assert isinstance(key, Key)
            app.post_message(key)
        await app.at_rest(painted=True)
        assert "seen on 12 March, again" in text_of(app)
        assert not any(answer.verdict for answer in app.inspection.cases["ALD-06"].answers.values())


@pytest.mark.parametrize("opener", ["d", "i"])
async def test_a_form_takes_all_that_comes_behind_the_key_that_opens_it(
    open_app: Callable[..., SqsApp], opener: str
) -> None:
    app = open_app()
    async with app.run_test(size=(80, 24)):
        for key in KeyReader().feed(f"{opener}\tseen on 12 March, again", 1.0):
            assert isinstance(key, Key)
            app.post_message(key)
        await app.at_rest(painted=True)
        assert "came at once" not in text_of(app)


async def test_a_text_that_lost_its_marks_does_nothing_where_nothing_is_typed(
    open_app: Callable[..., SqsApp],
) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)):
        screen = app.screen
        for key in KeyReader().feed("2. The report was late; xUc0 of 3 visits missed", 1.0):
            assert isinstance(key, Key)
            app.post_message(key)
        await app.at_rest(painted=True)
        assert app.screen is screen
        assert "of the keys that came at once, as a paste does, were left out" in text_of(app)
        assert not any(answer.verdict for answer in app.inspection.cases["ALD-06"].answers.values())


async def test_what_is_left_out_behind_a_text_is_counted_and_the_text_is_in_its_editor(
    open_app: Callable[..., SqsApp],
) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)):
        for key in KeyReader().feed("eseen at home, twice\x1b1", 1.0):
            assert isinstance(key, Key)
            app.post_message(key)
        await app.at_rest(painted=True)
        answer = app.inspection.cases["ALD-06"].answer("RR01")
        assert (answer.note, answer.verdict) == ("seen at home, twice", None)
        assert "1 of the keys that came at once, as a paste does, was left out" in text_of(app)
