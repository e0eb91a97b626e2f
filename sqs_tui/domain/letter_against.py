"""A copy of the letter that was edited elsewhere, held against what was frozen: what no longer matches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from sqs_tui.domain.claims import claims, names
from sqs_tui.domain.letter import sentences
from sqs_tui.values import dataclass

#: A number; those in a code, as SS02 or ALD-05, are none.
_DIGITS = re.compile(r"(?<!\w)(?<![A-Z][-–])\d+(?:[.,]\d+)*")
_NUMBERING = re.compile(r"^\s*(?:#{1,6}\s*|[-*•–]\s+|\d{1,2}\.\d{1,2}\.?\s+|\d{1,2}\.\s+|Note \d+:\s*)")
_ALIKE = 0.45


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something in the copy that is not what was frozen: where, what was there, what is there now."""

    where: str
    was: str
    now: str
    sentence: str = ""
    figure: str = ""

    def __str__(self) -> str:
        figure = f"; it rests on {self.figure}" if self.figure else ""
        if not self.was:
            return f"{self.where}: “{self.now}” is new{figure}"
        if not self.now:
            return f"{self.where}: “{self.was}” is gone{figure}"
        return f"{self.where}: “{self.was}” became “{self.now}”{figure}"


@dataclass(frozen=True, slots=True)
class Frozen:
    """A paragraph as it was frozen; `bound` gives for words the figure they rest on."""

    where: str
    text: str
    bound: Mapping[str, str]


def plain(line: str) -> str:
    """A line of a copy without its numbering, marks or bullets."""
    text = re.sub(r"\\([\\`*_{}\[\]<>()#+.!|~-])", r"\1", line)
    return _NUMBERING.sub("", _NUMBERING.sub("", text.replace("**", ""))).strip()


def mismatches(frozen: Sequence[Frozen], around: Sequence[str], copy: Sequence[str]) -> Iterator[Mismatch]:
    """Every count, proportion word, number and name of a copy that no longer matches.

    `around` is what was frozen beside paragraphs: title, headings, tables, footnotes; it says which names are known.
    """
    known = {name for text in (*around, *(one.text for one in frozen)) for name in _every_name(text)}
    left = [text for text in (plain(line) for line in copy) if text]
    fixed = {_key(plain(line)) for line in around}
    left = [text for text in left if _key(text) not in fixed]
    for one in frozen:
        match = _best(one.text, left)
        if match is None:
            yield from (Mismatch(one.where, words, "", figure=_figure(one, words)) for words in _claimed(one.text))
            continue
        left.remove(match)
        yield from _differing(one, match)
        yield from _names(one.where, match, known)
    for text in left:
        where = f"new: {text[:30]}…" if len(text) > 31 else f"new: {text}"
        yield from (Mismatch(where, "", words, text) for words in _claimed(text))
        yield from _names(where, text, known)


def _best(text: str, among: Sequence[str]) -> str | None:
    """The paragraph of the copy that is most like a frozen one."""
    words, best, found = text.split(), _ALIKE, None
    for other in among:
        if other == text:
            return other
        matcher = SequenceMatcher(None, words, other.split(), autojunk=False)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
            best, found = ratio, other
    return found


def _differing(one: Frozen, match: str) -> Iterator[Mismatch]:
    before, after = _claimed(one.text), _claimed(match)
    matcher = SequenceMatcher(None, [word.casefold() for word in before], [word.casefold() for word in after])
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag == "equal":
            continue
        was, now = before[start:end], after[begin:stop]
        for place in range(max(len(was), len(now))):
            old, new = (part[place] if place < len(part) else "" for part in (was, now))
            yield Mismatch(one.where, old, new, _holding(match, new), _figure(one, old))


def _claimed(text: str) -> list[str]:
    """The claims of a text in order, and the numbers in it that are part of none."""
    found = claims(text)
    numbers = [
        (match.start(), match[0])
        for match in _DIGITS.finditer(text)
        if not any(one.start <= match.start() < one.end for one in found)
    ]
    return [words for _, words in sorted([*((one.start, one.words) for one in found), *numbers])]


def _figure(one: Frozen, words: str) -> str:
    """The figure that words rest on: that of the bound phrase they stand in."""
    return next((told for phrase, told in one.bound.items() if words and words.casefold() in phrase.casefold()), "")


def _holding(text: str, words: str) -> str:
    return next((one for one in sentences(text) if words and words in one), "")


def _names(where: str, text: str, known: set[str]) -> Iterator[Mismatch]:
    for name in dict.fromkeys(names(text)):
        if name not in known and not all(part in known for part in name.split() if part[:1].isupper()):
            yield Mismatch(where, "", name, _holding(text, name))


def _every_name(text: str) -> Iterator[str]:
    """What may stand with a capital: every word of the frozen text that had one."""
    yield from names(text)
    yield from re.findall(r"[A-Z][\w’'-]*", text)


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()
