"""What a terminal sends becomes the keys that were pressed, under every protocol, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual import events, messages
from textual._xterm_parser import XTermParser
from textual.message import Message
from textual.widgets import Input, TextArea

from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.key_events import Key, KeyReader
from tests.ui.test_terminal_input import REPLIES


def read(text: str, reader: KeyReader | None = None) -> list[object]:
    reader = reader or KeyReader()
    return [*reader.feed(text, 1.0), *reader.tick(1.2)]


def keys(text: str) -> list[tuple[str, str | None]]:
    return [(one.key, one.character) for one in read(text) if isinstance(one, events.Key)]


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_no_reply_is_a_key(reply: str) -> None:
    assert keys(reply) == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("\x1b[A", "up"), ("\x1bOA", "up"), ("\x1b[1;129A", "up"), ("\x1b[Z", "shift+tab"), ("\x1b[5~", "pageup"),
        ("\x1b[[B", "f2"), ("\x1bOQ", "f2"), ("\x1b[12~", "f2"), ("\x1b[1;129Q", "f2"), ("\x1b[24~", "f12"),
        ("\x1b", "escape"), ("\x1b[27;129u", "escape"), ("\x1b[116;5u", "ctrl+t"), ("\x14", "ctrl+t"),
        ("\x1b[127;2u", "backspace"), ("\x1b[13;130u", "enter"), ("\x1b[120;3u", "alt+x"),
    ],
)  # fmt: skip
def test_a_key_is_the_same_from_every_terminal(code: str, name: str) -> None:
    assert [key for key, _ in keys(code)] == [name]


@pytest.mark.parametrize(
    ("mark", "name", "codes"),
    [
        ("-", "minus", ("\x1b[57412;129;45u", "\x1b[57412u", "\x1b[57412;129u", "\x1bOm", "-", "\x1b[45;;45u")),
        ("+", "plus", ("\x1b[57413;1;43u", "\x1b[57413;193u", "\x1bOk", "+")),
        ("*", "asterisk", ("\x1b[57411;129;42u", "\x1bOj")),
        ("/", "slash", ("\x1b[57410;129;47u", "\x1bOo")),
        ("=", "equals_sign", ("\x1b[57415;129;61u", "\x1bOX")),
        (".", "full_stop", ("\x1b[57409;129;46u", "\x1bOn")),
        (",", "comma", ("\x1b[57409;129;44u", "\x1b[57416;129;44u", "\x1bOl")),
        ("0", "0", ("\x1b[57399;129;48u", "\x1b[57399u", "\x1bOp")),
        ("9", "9", ("\x1b[57408;129;57u", "\x1b[57408;129u", "\x1bOy")),
        (" ", "space", ("\x1bO ", "\x1b[32;2;32u", "\x1b[32;129;32u")),
    ],
)
def test_a_key_of_the_keypad_means_what_it_prints(mark: str, name: str, codes: tuple[str, ...]) -> None:
    for code in codes:
        assert keys(code) == [(name, mark)], code
    assert keys("\x1b[57414;129u")[0][0] == keys("\x1bOM")[0][0] == "enter"


def test_blanks_and_joiners_are_text_and_what_steers_or_hides_is_none() -> None:
    text = "\xa0\u202f\u3000\u2003\u200c\u200d\U0001f469\U0001f3fd\ufe0f\U0001f1ec"
    for code in (text, "".join(f"\x1b[{ord(one)};1;{ord(one)}u" for one in text)):
        assert [(one.character, one.is_printable) for one in read(code) if isinstance(one, events.Key)] == [
            (one, True) for one in text
        ]
    hidden = [one for one in read("\u202e\u200b\ufeff\u2028\x07\x7f\t") if isinstance(one, events.Key)]
    assert len(hidden) == 7
    assert not any(one.is_printable for one in hidden)


def test_what_textual_asks_for_is_served() -> None:
    kinds: dict[str, type[Message]] = {
        "\x1b[I": events.AppFocus, "\x1b[O": events.AppBlur, "\x1b[48;24;80;480;800t": events.Resize,
        "\x1b[<0;3;4M": events.MouseDown, "\x1b[?2026;2$y": messages.TerminalSupportsSynchronizedOutput,
        "\x1b[?2048;0$y": messages.InBandWindowResize,
    }  # fmt: skip
    assert [type(one) for one in read("".join(kinds))] == list(kinds.values())


def test_a_report_that_makes_no_sense_stops_nothing() -> None:
    reader = KeyReader()
    read("\x1b[48;24;80;0;0t\x1b[<0;3;4M\x1b[1114112u\x1b[97;1:3u\x1b[u", reader)
    assert [one.key for one in read("\x1b[A", reader) if isinstance(one, events.Key)] == ["up"]


def test_keys_know_what_they_came_with() -> None:
    came = [one for one in read("1112\x1b[Aab") if isinstance(one, Key)]
    assert [one.alike for one in came] == [3, 3, 3, 1, 1, 1, 1]
    assert [one.is_first for one in came] == [True, False, False, False, False, False, False]
    assert {(one.read, one.together) for one in came} == {(1, 4)}
    assert {one.time for one in came} == {1.0}


def test_a_key_of_ours_is_handled_as_one_of_textuals() -> None:
    assert Key.handler_name == events.Key.handler_name
    assert Key.bubble


def test_textual_still_has_what_reading_keys_rests_on_and_without_it_its_own_reader_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert hasattr(XTermParser, "_sequence_to_key_events")
    codes = "1\x1b[A\x1bOP\x1b[57412;129;45u\x1bOm\x1b[[A\x1b[>0;276;0c\x1bP1$r0m\x1b\\\x1b"
    known = keys(codes)
    assert [name for name, _ in known] == ["1", "up", "f1", "minus", "minus", "f1", "escape"]
    monkeypatch.setattr(KeyReader, "_textual_keys", KeyReader._keys_as_read)
    assert keys(codes) == known


@pytest.mark.parametrize("way", ["e", "E", "/", ":", "A", ">"])
async def test_blanks_and_composed_emoji_are_typed_whole_in_every_field(
    open_app: Callable[..., SqsApp], way: str
) -> None:
    text = "a\xa0b\u3000c \U0001f469\u200d\U0001f467"
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)):
        for key in read(f"{way}{text}"):
            assert isinstance(key, Key)
            app.post_message(key)
        await app.at_rest()
        field = app.screen.focused
        assert isinstance(field, Input | TextArea)
        assert text in (field.value if isinstance(field, Input) else field.text)
