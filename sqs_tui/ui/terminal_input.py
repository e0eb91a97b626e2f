"""What a terminal sends, told apart: typed characters, keys, pastes, and replies that nobody pressed.

It knows no key by name and waits for nothing: whoever reads the terminal says when something came, and when nothing
has. Its rules:

- Escape is Escape at once where another byte stands behind it. Alone, or before one of `[ ] P O _ ^ X`, it waits
  `ESCAPE_WAIT` for a byte that makes it the beginning of a control string. No Alt key means anything here.
- A control string is passed on whole, however it is cut, or not at all: one that is broken off, has not ended after
  `PATIENCE`, or is longer than `LONGEST_STRING`, is dropped, and that is said. Nothing of it becomes a key: a false
  verdict is worse than a key pressed twice.
- What stands between the marks of a paste is one text, however much it is; of one longer than `LONGEST_PASTE` nothing
  is taken. Where no more of it comes for `PATIENCE`, that is said, and Escape, Ctrl+T and Ctrl+C act again. Escape ends
  it and does nothing else. What came until then is passed on as the paste: it is what somebody meant to put in, it can
  be taken out again, and nothing else could bring it back.
- The rest of what was dropped or ended so may come late. For `LATE` seconds what comes waits `ESCAPE_WAIT` for the end
  mark; where that follows, everything before it is dropped, and that is said.
"""

from __future__ import annotations

import re

from sqs_tui.values import dataclass

ESCAPE = "\x1b"
#: How long Escape waits for a byte that makes it something else, in seconds.
ESCAPE_WAIT = 0.1
#: How long a control string may take, and a paste say nothing, in seconds.
PATIENCE = 2.0
#: How long the end of something that was given up is still looked for, in seconds.
LATE = 10.0
#: How long a control string may be, in characters.
LONGEST_STRING = 4096
#: How much may be pasted at once, in characters: some forty pages.
LONGEST_PASTE = 100_000
#: How many characters fingers can bring about in one read, on a line that delivers a second's keys at once.
MOST_TYPED = 15

_BEGINS, _ENDS = "\x1b[200~", "\x1b[201~"
_STRING = r"[P\]X^_][ -~][^\x07\x18\x1a\x1b]*"
#: A whole control string: a function key of Linux's console, an old report of the mouse, CSI, SS3; DCS, OSC and so on.
_WHOLE = re.compile(
    r"\x1b(?:\[\[[A-E]|\[M[^\x00-\x1f]{3}|(?!\[(?:\[|M[^\x00-\x1f]{0,2})\Z)\[[0-?]*[ -/]*[@-~]"
    rf"|O[0-9;]*[ -/:<-~]|{_STRING}(?:\x07|\x1b\\))"
)
#: One that may go on: only what can continue it has come, and nothing that ends it.
_BEGUN = re.compile(rf"\x1b(?:\[\[|\[M[^\x00-\x1f]{{0,2}}|\[[0-?]*[ -/]*|O[0-9;]*|{_STRING}\x1b?|[P\]X^_])?")
#: A reply whose Escape came too long before to be part of it.
_BEHEADED = re.compile(rf"\[(?:[<-?][0-9;:]*|[0-9]+(?:;[0-9]*)+)[ -/]*[@-~]|{_STRING}(?:\x07|\x1b\\)")
_END_OF_STRING = re.compile(r"\x07|\x1b\\")
#: The end of a paste, also one whose Escape came too long before.
_END_OF_PASTE = re.compile(r"\x1b?\[201~")
#: What may stand in a paste that has stalled and is no text: keys, of which three act.
_KEY = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[0-9;]*[ -/:<-~])|[\x03\x14]")
_KEY_BEGUN = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|O[0-9;]*)?")
#: Escape, and Ctrl+C and Ctrl+T, also as the kitty keyboard protocol sends them with whatever lock is on.
_ESCAPE_KEY = re.compile(r"\x1b\[27(?:;(?:1|65|129|193)?)?(?:;[0-9:]*)?u")
_ACTING_KEY = re.compile(r"[\x03\x14]|\x1b\[(?:99|116);(?:5|69|133|197)(?:;[0-9:]*)?u")

_PASTE_STALLED = "The paste does not end; it takes every key but Esc (ends it), Ctrl+T, Ctrl+C"
_PASTE_ENDED = "The paste is ended; Esc did only that, and keys act again"
_ABORTS = "\x18\x1a"
_CUT_OFF = "Something the terminal sent was cut off and is dropped; nothing was done"
_CAME_LATE = "The late rest of something given up is dropped; nothing was done"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A character, or a whole control string: a key, or something else that a terminal says."""

    code: str
    at: float
    """When the last of it was read, in seconds of the clock that is passed in."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A text that was pasted."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What to say about something that is dropped or waited for."""

    text: str


Token = Pressed | Pasted | Notice


class TerminalInput:
    """Tells apart what a terminal sends. `feed` takes what was read, `tick` says that nothing was there to read.

    A wait is over only in `tick`: bytes that lay in the terminal while nobody read came in time.
    """

    def __init__(self) -> None:
        #: What may still become something else; when the first and the last of it was read.
        self._buffer, self._since, self._read_at = "", 0.0, 0.0
        self._tokens: list[Token] = []
        #: The paste that has begun, in parts; None outside one.
        self._paste: list[str] | None = None
        self._length = 0
        #: When the paste last brought more than fingers can, and whether it has been said that it does not end.
        self._flowed_at, self._is_stalled = 0.0, False
        #: What may have begun the end of a paste before it stalled.
        self._half_end = ""
        #: The end mark of something given up, until when it may come, and whether what comes before it goes anyway.
        self._late: re.Pattern[str] | None = None
        self._late_until, self._is_too_long = 0.0, False
        #: Until when an Escape that was taken for a key may turn out to have begun a reply, and what stood behind it.
        self._beheaded_until, self._introducer = 0.0, ""

    def wait(self, now: float) -> float | None:
        """How many seconds from now something is due if nothing comes; None where nothing is waited for."""
        due = self._due()
        return None if due is None else max(0.0, due - now)

    def feed(self, text: str, now: float) -> list[Token]:
        """What a text that was read comes to, with what was waiting."""
        beheaded = _BEHEADED.match(self._introducer + text) if now < self._beheaded_until else None
        if beheaded:
            self._tokens.append(Notice(_CUT_OFF))
            text = text[beheaded.end() - len(self._introducer) :]
        self._beheaded_until = 0.0
        if self._paste is not None and len(text) > MOST_TYPED:
            self._flowed_at = now
        if not self._buffer:
            self._since = now
        self._buffer, self._read_at = self._buffer + text, now
        self._take()
        return self._taken()

    def tick(self, now: float) -> list[Token]:
        """What is due since nothing was there to read."""
        due = self._due()
        if due is not None and now >= due:
            if self._paste is not None:
                self._wait_longer()
            elif self._late is not None:
                self._look_no_longer(now)
            else:
                self._wait_no_longer(now)
        return self._taken()

    def _due(self) -> float | None:
        """When a wait is over."""
        if self._paste is not None and not self._is_stalled:
            return self._flowed_at + PATIENCE
        if self._paste is None and self._late is not None:
            return self._read_at + ESCAPE_WAIT if self._buffer else self._late_until
        if not self._buffer or (self._paste is not None and not _is_introduced(self._buffer)):
            return None
        return self._read_at + ESCAPE_WAIT if _is_introduced(self._buffer) else self._since + PATIENCE

    def _taken(self) -> list[Token]:
        tokens, self._tokens = self._tokens, []
        return tokens

    def _take(self) -> None:
        """Go through what came, until the rest of it may still become something else."""
        left = -1
        while self._buffer and left != len(self._buffer):
            left = len(self._buffer)
            if self._paste is not None:
                self._take_pasted()
            elif self._late is not None:
                self._take_late()
            else:
                self._take_typed()

    def _drop_to(self, place: int) -> None:
        """Be done with the first part of what came."""
        self._buffer = self._buffer[place:]
        if place:
            self._since = self._read_at

    # Keys and control strings

    def _take_typed(self) -> None:
        text, place = self._buffer, 0
        while place < len(text) and self._paste is None and self._late is None:
            if text[place] != ESCAPE:
                self._press(text[place])
                place += 1
                continue
            whole, begun = _WHOLE.match(text, place), _BEGUN.match(text, place)
            assert begun is not None
            string = whole[0] if whole else begun[0]
            is_last = not whole and begun.end() == len(text)
            if is_last and len(string) <= LONGEST_STRING:
                break  # The rest of it may come.
            if not whole and _is_introduced(string):  # Nothing that continues it follows.
                self._press(ESCAPE)
                place += 1
                continue
            place += len(string)
            if len(string) > LONGEST_STRING or not whole:
                self._tokens.append(Notice(_CUT_OFF))
            elif string == _BEGINS:
                self._paste, self._length, self._is_stalled, self._half_end = [], 0, False, ""
                self._flowed_at = self._read_at
            elif string != _ENDS:
                self._press(string)
            if is_last:
                self._give_up(string, self._read_at, is_too_long=True)
            elif not whole:
                # The byte that broke it off is a key, unless it is one of those that mean just that.
                place += text[place] in _ABORTS if string[-1] != ESCAPE else -1
        self._drop_to(place)

    def _press(self, code: str) -> None:
        self._tokens.append(Pressed(code, self._read_at))

    def _wait_no_longer(self, now: float) -> None:
        """What has begun does not go on: it was Escape and a key, or it is given up."""
        text = self._buffer
        self._drop_to(len(text))
        if _is_introduced(text):
            for code in text:
                self._press(code)
            self._beheaded_until, self._introducer = now + PATIENCE, text[1:]
        else:
            self._tokens.append(Notice(_CUT_OFF))
            self._give_up(text, now)

    # What comes late

    def _give_up(self, string: str, now: float, *, is_too_long: bool = False) -> None:
        """Go on without the end of a control string, and look for its end mark where it has one."""
        if string[1] not in "[O":
            self._late, self._late_until, self._is_too_long = _END_OF_STRING, now + LATE, is_too_long

    def _take_late(self) -> None:
        assert self._late is not None
        mark, begins = self._late.search(self._buffer), self._buffer.find(_BEGINS)
        if self._late is _END_OF_PASTE and 0 <= begins < (mark.start() if mark else len(self._buffer)):
            self._late = None  # Another paste: the first had no end.
            self._take_typed()
        elif mark:
            self._late = None
            self._tokens.append(Notice(_CAME_LATE))
            self._drop_to(mark.end())
        elif self._is_too_long or len(self._buffer) > LONGEST_STRING:
            self._is_too_long = True
            self._drop_to(max(0, len(self._buffer) - len(_ENDS)))

    def _look_no_longer(self, now: float) -> None:
        """No end mark has followed: what waited for it is keys, unless it can only be the rest of what was given up."""
        late, is_too_long = self._late, self._is_too_long
        self._late, self._is_too_long = None, False
        if is_too_long:
            self._tokens.append(Notice(_CAME_LATE))
            self._drop_to(len(self._buffer))
        self._take()
        if self._buffer and _is_introduced(self._buffer):
            self._wait_no_longer(now)
        if not self._buffer and self._paste is None and self._late is None and now < self._late_until:
            self._late = late

    # Pastes

    def _take_pasted(self) -> None:
        if self._is_stalled:
            self._take_stalled()
            return
        end = self._buffer.find(_ENDS)
        if end >= 0:
            self._put_by(end, len(_ENDS))
            self._end_paste()
        else:
            self._put_by(len(self._buffer) - _length_of_begun_end(self._buffer))

    def _put_by(self, length: int, mark: int = 0) -> None:
        """Put the first part of what came by as pasted, and be done with a mark behind it."""
        assert self._paste is not None
        self._length += length
        if self._length <= LONGEST_PASTE:
            self._paste.append(self._buffer[:length])
        else:
            self._paste.clear()
        self._drop_to(length + mark)

    def _end_paste(self) -> None:
        assert self._paste is not None
        if self._length > LONGEST_PASTE:
            said = f"Nothing was pasted: {self._length:,} characters, and {LONGEST_PASTE:,} is the most at once."
            self._tokens.append(Notice(said))
        elif self._length:
            self._tokens.append(Pasted("".join(self._paste)))
        self._paste = None

    def _take_stalled(self) -> None:
        """Let three keys act in a paste that brings nothing more; whatever else comes belongs to it still."""
        if self._half_end:
            self._take_half_end()
            return
        text = self._buffer
        key, begun = _KEY.search(text), _KEY_BEGUN.search(text)
        place = min([found.start() for found in (key, begun) if found] or [len(text)])
        is_key = key is not None and key.start() == place
        if not is_key and begun and begun.end() < len(text):  # Escape, and a key behind it.
            self._put_by(place, 1)
            self._end_by_escape()
            return
        code = key[0] if key and is_key else ""
        self._put_by(place, len(code))
        if code == _ENDS:
            self._end_paste()
        elif _ESCAPE_KEY.fullmatch(code):
            self._end_by_escape()
        elif _ACTING_KEY.fullmatch(code):
            self._press(code)
        elif len(text) <= MOST_TYPED:
            self._tokens.append(Notice(_PASTE_STALLED))

    def _take_half_end(self) -> None:
        """See whether what may have begun the end before the paste stalled goes on."""
        half, self._half_end = self._half_end, ""
        text = half + self._buffer
        if text.startswith(_ENDS):
            self._drop_to(len(_ENDS) - len(half))
            self._end_paste()
        elif _ENDS.startswith(text):
            self._half_end = text
            self._drop_to(len(self._buffer))
        else:
            self._buffer = half + self._buffer
            self._put_by(len(half))

    def _wait_longer(self) -> None:
        """A paste brings nothing more: say so, and let three keys act; or the Escape that came since is one of them."""
        if self._is_stalled:
            self._drop_to(1)
            self._end_by_escape()
            self._take()
        else:
            self._half_end, self._buffer, self._is_stalled = self._buffer, "", True
            self._tokens.append(Notice(_PASTE_STALLED))

    def _end_by_escape(self) -> None:
        self._tokens.append(Notice(_PASTE_ENDED))
        self._end_paste()
        self._late, self._late_until, self._is_too_long = _END_OF_PASTE, self._read_at + LATE, False


def _is_introduced(text: str) -> bool:
    """Whether a text is Escape alone, or with a byte that may make it the beginning of a control string."""
    return text[:1] == ESCAPE and len(text) <= 2


def _length_of_begun_end(text: str) -> int:
    """How many characters at the end of a text may be the beginning of the mark that ends a paste."""
    return next((length for length in range(len(_ENDS) - 1, 0, -1) if text.endswith(_ENDS[:length])), 0)
