"""The factors behind an answer, asked for line by line: group by group, by letter or by code."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from functools import partial

from sqs_tui.cli.asking import Asker
from sqs_tui.cli.line_words import VERDICTS, WORDS
from sqs_tui.domain.picking import LETTERS, Page, pages
from sqs_tui.session.inspection import Inspection

_MORE, _DONE = frozenset({"next", "space", " ", "more"}), frozenset({"", "done"})
#: Words that are the command wherever something stands behind them; alone, the letter of a factor where it has one.
_MARK = frozenset({"f", "factors"})
#: Words that answer the next question, though each of their letters marks a factor.
_ANSWERS = frozenset(word for word in (*VERDICTS, *WORDS, *WORDS.values()) if len(word) > 1)


class LineFactors:
    """Marks factors one after another, as keys would: each takes its mark away where it has one."""

    def __init__(self, inspection: Inspection, case: str, asker: Asker) -> None:
        self._inspection = inspection
        self._case = case
        self._asker = asker

    def offer(self, id: str, note: Callable[[str, str], None], is_word: Callable[[str], bool]) -> None:
        """Ask for the factors of an answer; any other line that is understood is about the next question.

        `note` writes the note of a criterion, from what stood behind the word; `is_word` says whether a word is one
        elsewhere. From a file what was marked before stays marked: the same file given twice comes to the same.
        """
        offered = self._pages(id)
        if not offered:
            self._asker.refuse(f"{id} has no factors.")
            return
        place = 0
        kept = () if self._asker.is_typed else self._inspection.cases[self._case].answer(id).factors
        self._say_page(id, offered, place)
        while True:
            line = self._asker.ask("Letters or codes, next for more, done to go on.")
            word, _, rest = line.partition(" ")
            if line.casefold() in _DONE:
                return
            if line.casefold() in _MORE:
                place = (place + 1) % len(offered)
                self._say_page(id, offered, place)
            elif word.casefold() in ("e", "note") and word != "E":
                note(id, rest)
            elif rest.strip() and word.casefold() in _MARK:
                if not self.mark(id, rest, place, kept):
                    self._asker.refuse(f"{rest.strip()} names no factors of {id}.", "f alone reads them out.")
            elif word.casefold() in _MARK and not self._codes_named(id, line, place):
                self._say_page(id, offered, place)
            elif not self.mark(id, line, place, kept):
                if self._asker.is_typed and not is_word(word):
                    self._asker.refuse(f"{line} names no factors of {id}.", "f reads them out.")
                    continue
                self._asker.push(line)
                return

    def mark(self, id: str, line: str, place: int = 0, kept: Container[str] = ()) -> bool:
        """Mark what a line names, by code or by the letters of a group; whether it named factors and nothing else.

        Those `kept` stay as they are.
        """
        codes = self._codes_named(id, line, place)
        for code in codes:
            if code in kept:
                self._asker.say(f"{code} is marked already.")
                continue
            is_marked = code in self._inspection.cases[self._case].answer(id).factors
            act = partial(self._inspection.mark_factor, self._case, id, code, marked=not is_marked)
            outcome = self._asker.attempt(act)
            if not outcome.stands:
                if outcome.said and not self._asker.is_typed:
                    self._asker.refuse(f"{outcome.said}.")
                break
        return bool(codes)

    def _codes_named(self, id: str, line: str, place: int) -> list[str]:
        """The codes a line names; none where it says anything else."""
        codes = list(self._codes(self._pages(id), place, line))
        return [] if "" in codes else codes

    def _pages(self, id: str) -> list[Page]:
        return pages(self._inspection.catalogue.known[id].factors)

    def _say_page(self, id: str, offered: list[Page], place: int) -> None:
        title, factors = offered[place]
        marked = self._inspection.cases[self._case].answer(id).factors
        more = f" Group {place + 1} of {len(offered)}." if len(offered) > 1 else ""
        self._asker.say(f"{id}: why? {title}.{more}")
        for letter, factor in zip(LETTERS, factors, strict=False):
            self._asker.say(f"{letter} {factor.title}{', marked' if factor.code in marked else ''} ({factor.code})")

    def _codes(self, offered: list[Page], place: int, line: str) -> Iterator[str]:
        """The codes a line names; an empty one is none."""
        known = {factor.code for _, factors in offered for factor in factors}
        factors = offered[place][1] if offered else ()
        letters = dict(zip(LETTERS, (factor.code for factor in factors), strict=False))
        for word in line.replace(",", " ").split():
            if word in known:
                yield word
            elif word.casefold() in _ANSWERS:
                yield ""
            else:
                yield from (letters.get(letter, "") for letter in word)
