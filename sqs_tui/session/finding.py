"""Words looked for in criteria, references and what was written; what is typed is text, never a pattern."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from sqs_tui.domain.case import REMOVED, Case
from sqs_tui.domain.catalogue import Criterion
from sqs_tui.domain.entry import KINDS, Entry
from sqs_tui.session.company import may_be_shown
from sqs_tui.session.inspection import Inspection
from sqs_tui.values import dataclass

_EXCERPT, _BEFORE = 160, 24


@dataclass(frozen=True, slots=True)
class Match:
    """Where words occur: in which case (empty for none), at which criterion, in what of it, and the text there."""

    case: str
    ref: str
    criterion: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that can be looked in; `parts` are its pieces by name, `folded` all of them together."""

    case: str
    ref: str
    criterion: str
    parts: tuple[tuple[str, str], ...]
    folded: str


class Finder:
    """What can be found in an inspection, or in one case; with company, only what the case manager may see."""

    def __init__(self, inspection: Inspection, case: str = "", *, company: bool = False) -> None:
        self._inspection, self._case, self._company = inspection, case, company
        self._texts: list[_Text] = [*self._references(), *self._criteria(), *self._written()]

    def matches(self, words: str) -> list[Match]:
        """Where every word occurs: references and ids that begin so first, then what was written, then guidance."""
        wanted = folded(words).split()
        if not wanted:
            return []
        found = [text for text in self._texts if all(word in text.folded for word in wanted)]
        found.sort(key=lambda text: _rank(text, wanted))
        return [_match(text, wanted) for text in found]

    def _references(self) -> Iterator[_Text]:
        if self._company or self._case:
            return
        for case in self._inspection.cases.values():
            if case.status != REMOVED:
                yield _text(case, "", ("case", case.ref), *self._about(case))

    def _about(self, case: Case) -> Iterator[tuple[str, str]]:
        for name in ("order", "case_manager", "inspector"):
            if case.particular(name):
                yield name.replace("_", " "), case.particular(name)

    def _criteria(self) -> Iterator[_Text]:
        for criterion in self._inspection.catalogue.criteria:
            yield _Text(self._case, "", criterion.id, parts := tuple(_asked(criterion)), _folded(parts))

    def _written(self) -> Iterator[_Text]:
        inspection = self._inspection
        for case in inspection.cases.values():
            if case.status == REMOVED or (self._case and case.id != self._case):
                continue
            if not self._company:
                for criterion, answer in case.answers.items():
                    if answer.note and criterion in inspection.catalogue.place:
                        yield _text(case, criterion, ("note", answer.note))
            for entry in inspection.entries_of(case.id):
                if not self._company or may_be_shown(inspection, entry):
                    yield self._entry(case.id, case.ref, entry)
        if not self._company and not self._case:
            for entry in inspection.entries_of(""):
                yield self._entry("", "", entry)

    def _entry(self, case: str, ref: str, entry: Entry) -> _Text:
        asked = next((id for id in entry.criteria if id in self._inspection.catalogue.place), "")
        parts = ((KINDS[entry.kind], entry.text), ("found in", entry.found))
        return _Text(case, ref, asked, parts, _folded(parts))


def folded(text: str) -> str:
    """Text as it is compared: composed, and without regard to case."""
    return unicodedata.normalize("NFC", text).casefold()


def _folded(parts: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(folded(text) for _, text in parts)


def _text(case: Case, criterion: str, *parts: tuple[str, str]) -> _Text:
    return _Text(case.id, case.ref, criterion, parts, _folded(parts))


def _asked(criterion: Criterion) -> Iterator[tuple[str, str]]:
    yield "id", criterion.id
    yield "title", criterion.title
    yield "question", criterion.question
    for heading, lines in criterion.guidance.parts():
        for line in lines:
            yield heading.casefold(), line


_RANKS = {"case": 0, "id": 1, "title": 1, "question": 2}


def _rank(text: _Text, wanted: list[str]) -> tuple[bool, int]:
    """What begins with the first word comes first; then references, titles, questions, what was written, guidance."""
    names = [folded(part) for name, part in text.parts if name in ("case", "id")]
    begins = any(name.startswith(wanted[0]) for name in names)
    held = (name for name, part in text.parts if wanted[0] in folded(part))
    return (not begins, _RANKS.get(next(held, ""), 4) if names else 3)


def _match(text: _Text, wanted: list[str]) -> Match:
    """The part with most of the words in it, and what stands around the first."""
    name, part = max(text.parts, key=lambda named: sum(word in folded(named[1]) for word in wanted))
    return Match(text.case, text.ref, text.criterion, name, _excerpt(part, wanted))


def _excerpt(text: str, wanted: list[str]) -> str:
    """The text from a little before the first word found, on one line."""
    line = " ".join(text.split())
    places = [place for word in wanted if (place := folded(line).find(word)) >= 0]
    first = min(places, default=0)
    if first <= _BEFORE * 2:
        return line[:_EXCERPT]
    start = line.find(" ", first - _BEFORE) + 1
    return f"… {line[start if 0 < start <= first else first - _BEFORE :][:_EXCERPT]}"
