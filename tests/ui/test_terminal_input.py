"""What a terminal sends is told apart byte by byte: keys act, replies never do, and a paste without an end ends."""

from __future__ import annotations

import pytest

from sqs_tui.ui.terminal_input import LATE, LONGEST_PASTE, Notice, Pasted, Pressed, TerminalInput

BEGINS, ENDS = "\x1b[200~", "\x1b[201~"
#: What terminals answer when they are asked, or say unasked.
REPLIES = {
    "DA1": "\x1b[?62;22c", "DA2": "\x1b[>0;276;0c", "DA3": "\x1bP!|7E565445\x1b\\", "DECRQSS": "\x1bP1$r0m\x1b\\",
    "XTGETTCAP": "\x1bP1+r524742=382F382F38\x1b\\", "OSC 4": "\x1b]4;1;rgb:cd00/0000/0000\x1b\\",
    "OSC 10": "\x1b]10;rgb:1212/2121/1111\x1b\\", "OSC 11": "\x1b]11;rgb:1212/2121/1111\x07",
    "OSC 12": "\x1b]12;rgb:1111/2222/9999\x07", "OSC 52": "\x1b]52;c;MTEyMjE=\x07", "title": "\x1b]l1 2 9\x1b\\",
    "CPR": "\x1b[12;1R", "DSR": "\x1b[0n", "size in cells": "\x1b[8;24;80t", "size in pixels": "\x1b[4;600;800t",
    "kitty flags": "\x1b[?0u", "DECRPM": "\x1b[?1049;2$y", "DECREQTPARM": "\x1b[2;1;1;112;112;1;0x",
    "XTVERSION": "\x1bP>|XTerm(390)\x1b\\", "APC": "\x1b_Gi=1;OK\x1b\\", "colours": "\x1b[?997;1n",
    "XTSMGRAPHICS": "\x1b[?1;0;256S", "old mouse": "\x1b[M !1",
}  # fmt: skip


class Line:
    """A terminal at the other end of a line: it sends, and time passes."""

    def __init__(self) -> None:
        self._input = TerminalInput()
        self.now = 0.0
        self.keys: list[str] = []
        self.pastes: list[str] = []
        self.notices: list[str] = []

    def send(self, *texts: str, every: float = 0.0) -> Line:
        """Send texts, each in a packet of its own, with some seconds after each."""
        for text in texts:
            self._take(self._input.feed(text, self.now))
            self.rest(every)
        return self

    def rest(self, seconds: float) -> Line:
        """Send nothing for some seconds."""
        until = self.now + seconds
        while (wait := self._input.wait(self.now)) is not None and self.now + wait <= until:
            self.now += wait
            self._take(self._input.tick(self.now))
        self.now = until
        return self

    def _take(self, tokens: list[Pressed | Pasted | Notice]) -> None:
        for token in tokens:
            if isinstance(token, Pressed):
                self.keys.append(token.code)
            else:
                (self.pastes if isinstance(token, Pasted) else self.notices).append(token.text)


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.2])
def test_escape_and_a_key_are_escape_and_that_key(seconds: float) -> None:
    for key in "1ex\r\x7f\t\x13\xa0é":
        assert Line().send("\x1b", key, every=seconds).rest(1).keys == ["\x1b", key]
    assert Line().send("\x1b1").keys == ["\x1b", "1"]
    assert Line().send("\x1b\x1b[A").keys == ["\x1b", "\x1b[A"]


@pytest.mark.parametrize("introducer", list("[]PO_^X"))
def test_escape_before_an_introducer_begins_a_control_string_only_where_it_goes_on_in_time(introducer: str) -> None:
    apart = Line().send("\x1b", introducer, every=0.05).rest(0.1)
    assert apart.send("1").keys == ["\x1b", introducer, "1"]
    assert Line().send(f"\x1b{introducer}").rest(0.2).keys == ["\x1b", introducer]
    assert Line().send(f"\x1b{introducer}\r").keys == ["\x1b", introducer, "\r"]
    assert Line().send(f"\x1b{introducer}é").keys == ["\x1b", introducer, "é"]
    assert Line().send(f"\x1b{introducer}", "1", every=0.05).keys == []


def test_a_key_of_the_keypad_and_of_linuxs_console_comes_whole() -> None:
    keys = ["\x1b[A", "\x1b[[A", "\x1b[[E", "\x1bOP", "\x1bOy", "\x1bOM", "\x1b[3~", "\x1b[1;5C", "\x1b[57412;129;45u"]
    assert Line().send("".join(keys)).keys == keys
    assert Line().send(*"".join(keys), every=0.05).keys == keys


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_a_reply_is_one_piece_however_it_is_cut(reply: str) -> None:
    assert Line().send(f"{reply}j").keys == [reply, "j"]
    assert Line().send(*reply, "j", every=0.01).keys == [reply, "j"]
    for place in range(2, len(reply)):
        assert Line().send(reply[:place]).rest(0.09).send(f"{reply[place:]}j").keys == [reply, "j"]
    for place in range(3, len(reply)):
        assert Line().send(reply[:place]).rest(1.9).send(f"{reply[place:]}j").keys == [reply, "j"]


@pytest.mark.parametrize("reply", ["DA1", "DA2", "DECRQSS", "OSC 11", "CPR", "size in cells", "DECRPM"])
@pytest.mark.parametrize("place", [1, 2])
def test_a_reply_whose_escape_came_long_before_is_dropped_with_a_word(reply: str, place: int) -> None:
    line = Line().send(REPLIES[reply][:place]).rest(0.5).send(f"{REPLIES[reply][place:]}1")
    assert line.keys == [*REPLIES[reply][:place], "1"]
    assert line.notices == ["Something the terminal sent was cut off and is dropped; nothing was done"]


def test_a_control_string_without_an_end_is_dropped_after_two_seconds_and_keys_act_again() -> None:
    for begun in ("\x1b]11;rgb:12", "\x1bP1$r", "\x1b[12;2", "\x1b_Gi", "\x1bO1", "\x1b[[", "\x1b]11;1\x1b"):
        line = Line().send(begun).rest(2.1)
        assert len(line.notices) == 1
        assert line.send("1").rest(0.2).keys == ["1"]


def test_the_rest_of_a_reply_that_comes_after_all_is_dropped_too() -> None:
    line = Line().send("\x1b]11;rgb:12").rest(5).send("12/2121/1111\x071").rest(1)
    assert line.keys == ["1"]
    assert line.notices[-1] == "The late rest of something given up is dropped; nothing was done"


def test_one_that_is_too_long_is_dropped_to_its_end_and_only_its_end_makes_keys_of_what_follows() -> None:
    assert Line().send(f"\x1b]52;c;{'1' * 5000}\x07j").keys == ["j"]
    line = Line().send("\x1b]52;c;", *["1" * 1000] * 20, "\x1b", "\\j", every=0.01)
    assert line.keys == ["j"]
    assert len(line.notices) == 2
    endless = Line().send("\x1bP", *["1" * 1000] * 20, every=0.01).rest(0.2)
    assert endless.keys == []
    assert endless.send("1").rest(0.2).keys == ["1"]


@pytest.mark.parametrize("breaks", ["\x18", "\x1a"])
def test_one_that_is_broken_off_is_dropped_and_the_next_key_acts(breaks: str) -> None:
    assert Line().send(f"\x1b]11;12{breaks}j").keys == ["j"]
    assert Line().send("\x1b[12\rj").keys == ["\r", "j"]
    assert Line().send("\x1bP1$r0\x1b[Aj").keys == ["\x1b[A", "j"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 4096])
def test_what_is_pasted_is_one_text_however_it_is_cut(size: int) -> None:
    text = f"ab{BEGINS}one\ntwo{ENDS}c{BEGINS}{ENDS}{BEGINS}\x1b[A\x1b{BEGINS}\x1b[{ENDS}{ENDS}d"
    line = Line().send(*(text[place : place + size] for place in range(0, len(text), size)))
    assert line.keys == list("abcd")
    assert line.pastes == ["one\ntwo", f"\x1b[A\x1b{BEGINS}\x1b["]
    assert line.notices == []


@pytest.mark.parametrize("size", [997, 4096, 10**7])
def test_of_a_paste_that_is_too_long_nothing_is_taken(size: int) -> None:
    for length, pastes in ((LONGEST_PASTE, 1), (LONGEST_PASTE + 1, 0)):
        text = f"a{BEGINS}{'x' * length}{ENDS}b"
        line = Line().send(*(text[place : place + size] for place in range(0, len(text), size)))
        assert (line.keys, len(line.pastes)) == (["a", "b"], pastes)
        assert len(line.notices) == 1 - pastes


def stalled(text: str = "partial") -> Line:
    line = Line().send(f"{BEGINS}{text}").rest(1.9)
    assert line.notices == []
    return line.rest(0.2)


def test_a_paste_without_an_end_is_told_and_escape_ends_it_with_what_came() -> None:
    line = stalled()
    assert line.notices == ["The paste does not end; it takes every key but Esc (ends it), Ctrl+T, Ctrl+C"]
    line.send("12").send("\x1b").rest(0.2)
    assert (line.keys, line.pastes) == ([], ["partial12"])
    assert line.send("1").rest(0.2).keys == ["1"]


@pytest.mark.parametrize("escape", ["\x1b", "\x1b[27u", "\x1b[27;129u"])
@pytest.mark.parametrize(
    ("t", "c"), [("\x14", "\x03"), ("\x1b[116;5u", "\x1b[99;5u"), ("\x1b[116;133u", "\x1b[99;69u")]
)
def test_three_keys_act_in_a_paste_without_an_end_whatever_the_protocol(escape: str, t: str, c: str) -> None:
    line = stalled().send("x", t, "y", "\x1b[A", c, escape, every=0.2)
    assert line.keys == [t, c]
    assert line.pastes == ["partialxy"]


def test_a_paste_that_stalled_and_ends_after_all_is_whole() -> None:
    assert stalled().send(f" and whole{ENDS}1").pastes == ["partial and whole"]
    for place in range(1, len(ENDS)):
        line = stalled(f"text{ENDS[:place]}").send(f"{ENDS[place:]}j").rest(0.2)
        assert (line.keys, line.pastes) == (["j"], ["text"])
    assert stalled("text\x1b").send("\x1b").rest(0.2).pastes == ["text\x1b"]


def test_keys_pressed_into_a_paste_without_an_end_do_not_put_the_word_off() -> None:
    assert Line().send(BEGINS, "a", "b", "c", every=0.9).notices


def test_what_comes_after_that_escape_is_dropped_up_to_a_late_end_mark() -> None:
    line = stalled().send("\x1b").rest(1).send("1 and the rest 2").rest(0.05).send(f" of it{ENDS}j").rest(0.2)
    assert (line.keys, line.pastes) == (["j"], ["partial"])
    assert line.notices[-1] == "The late rest of something given up is dropped; nothing was done"
    assert stalled().send("\x1b").rest(1).send(f"1{ENDS[1:]}j").rest(0.2).keys == ["j"]
    assert stalled().send("\x1b11").rest(0.01).send(ENDS).rest(0.2).keys == []


def test_after_that_escape_keys_act_and_another_paste_is_whole() -> None:
    line = stalled().send("\x1b").rest(1).send("1").rest(0.2).send("j\x1b").rest(0.2)
    assert line.keys == ["1", "j", "\x1b"]
    assert line.send(f"{BEGINS}new{ENDS}").rest(0.2).pastes == ["partial", "new"]
    assert line.rest(LATE).send("1").keys[-1] == "1"


def test_blanks_and_what_joins_are_passed_on_one_by_one() -> None:
    text = (
        "Seen\xa0at\u3000home \U0001f469\u200d\U0001f467 \U0001f44b\U0001f3fd \U0001f1ec\U0001f1e7 \u0645\u200c\u0647"
    )
    assert Line().send(*text).keys == list(text)


def test_when_a_key_was_read_is_kept_though_it_waited() -> None:
    reading = TerminalInput()
    assert reading.feed("\x1b", 5.0) == []
    assert reading.tick(5.05) == []
    assert reading.tick(5.3) == [Pressed("\x1b", 5.0)]
