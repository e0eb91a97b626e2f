"""What in a letter could let somebody be known: names, ages, dates, schools, places, references, rare combinations."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from sqs_tui.domain.case import Case
from sqs_tui.domain.claims import names
from sqs_tui.domain.names import as_written
from sqs_tui.values import dataclass

NAME, AGE, DATE, SCHOOL, PLACE, REFERENCE, RARE, SHARE = (
    "name", "age", "date", "school", "place", "reference", "rare combination", "percentage",
)  # fmt: skip
#: A combination that holds for fewer cases than this could point at one of them.
RARE_BELOW = 3

_NUMBERS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (AGE, re.compile(rf"\b(?:\d{{1,2}}|{_NUMBERS})[- ]?years?[- ]?olds?\b", re.IGNORECASE)),
    (AGE, re.compile(rf"\b(?:aged?|turned|turning|was only) (?:\d{{1,2}}|{_NUMBERS})\b", re.IGNORECASE)),
    (AGE, re.compile(rf"\b(?:\d{{1,2}}|{_NUMBERS})(?:st|nd|rd|th)? birthday\b", re.IGNORECASE)),
    (AGE, re.compile(r"\byears? (?:7|8|9|10|11|12|13|seven|eight|nine|ten|eleven)\b(?! (?:of|months|later|ago))",
                     re.IGNORECASE)),
    (DATE, re.compile(r"\b(?:date of birth|d\.?o\.?b\.?|born (?:on|in))\b[^.;]{0,20}", re.IGNORECASE)),
    (DATE, re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")),
    (DATE, re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})\b(?: \d{{4}})?")),
    (PLACE, re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")),
    (SHARE, re.compile(r"\b\d+(?:[.,]\d+)?\s?(?:%|per ?cent\b)", re.IGNORECASE)),
)  # fmt: skip
#: Forms of address and ranks a name follows; a rank alone names nobody.
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Revd|Father|Sister|Imam|Rabbi|Judge|HHJ"
    r"|PC|PCSO|WPC|DC|DS|DI|DCI|Sgt|Sergeant|Constable|Insp|Inspector|Supt|Superintendent|Officer"
    r"|Cllr|Councillor|Nurse|Auntie?|Uncle|Nan)\.? [A-Z][\w’'-]+"
)


Holds = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that could let somebody be known: of what kind, and the words."""

    kind: str
    words: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}{f' ({self.why})' if self.why else ''}"


@dataclass(frozen=True, slots=True)
class Words:
    """The words a check knows: first names, capitalised words that name nobody, endings of schools and places."""

    first_names: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    school: frozenset[str] = frozenset()
    place: frozenset[str] = frozenset()

    @classmethod
    def of(cls, content: Mapping[str, str]) -> Words:
        """From a file's texts, words with spaces between."""
        named = ("first_names", "known", "school_words", "place_words")
        return cls(*(frozenset(str(content.get(name, "")).split()) for name in named))


@dataclass(frozen=True, slots=True)
class Lint:
    """Looks through a text. `allowed` are names that may stand in the letter; `codes` are those that never may."""

    words: Words
    allowed: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    cases: tuple[Case, ...] = ()

    @classmethod
    def over(cls, words: Words, allowed: Iterable[str], codes: Iterable[str], cases: Sequence[Case]) -> Lint:
        """With the names of the letter split into words, and only codes that cannot be taken for a number."""
        split = frozenset(part for name in allowed for part in re.findall(r"[\w’'-]+", name))
        return cls(words, split, frozenset(code for code in codes if re.search(r"\D", code) and len(code) > 1),
                   tuple(cases))  # fmt: skip

    def findings(self, text: str, *, shares: bool = True) -> list[Finding]:
        """Everything in a text that could let somebody be known, each once; `shares` looks for percentages too."""
        found = [*self._references(text), *self._patterns(text, shares=shares), *self._names(text), *self._rare(text)]
        return list(dict.fromkeys(found))

    def references(self, text: str) -> list[Finding]:
        """Only what may never stand in a letter: references of cases and codes of case managers."""
        return list(self._references(text))

    def _references(self, text: str) -> Iterator[Finding]:
        for code in sorted(self.codes):
            if re.search(rf"(?<![\w-]){as_written(code)}(?![\w-])", text, re.IGNORECASE):
                yield Finding(REFERENCE, code, "never in a letter")

    def _patterns(self, text: str, *, shares: bool) -> Iterator[Finding]:
        for kind, pattern in _PATTERNS:
            if kind != SHARE or shares:
                yield from (Finding(kind, found[0].strip()) for found in pattern.finditer(text))

    def _names(self, text: str) -> Iterator[Finding]:
        for found in _TITLED.finditer(text):
            if found[0].split()[-1] not in self.allowed | self.words.known:
                yield Finding(NAME, found[0])
        for word in re.findall(r"[A-Z][\w’'-]*", text):
            bare = re.sub(r"[’']s$", "", word)
            if bare in self.words.first_names and bare not in self.allowed:
                yield Finding(NAME, bare)
        for name in names(text):
            parts = [re.sub(r"[’']s$", "", part) for part in re.findall(r"[\w’'-]+", name) if part[0].isupper()]
            unknown = [part for part in parts if part not in self.allowed and part not in self.words.known]
            if parts and parts[-1] in self.words.school and (unknown or len(parts) > 1):
                yield Finding(SCHOOL, name)
            elif parts and parts[-1] in self.words.place and len(parts) > 1:
                yield Finding(PLACE, name)
            elif unknown and not set(unknown) & self.words.first_names and not _is_shout(unknown):
                yield Finding(PLACE if _after_place_word(text, name) else NAME, name)

    def _rare(self, text: str) -> Iterator[Finding]:
        """Two or more things said together that hold for very few cases of the sample, or for one."""
        holding = [(said, holds) for said, pattern, holds in _TRAITS if pattern.search(text)]
        if len(holding) < 2 or not self.cases:
            return
        count = sum(all(holds(case) for _, holds in holding) for case in self.cases)
        if 0 < count < RARE_BELOW:
            cases = "one case" if count == 1 else f"{count} cases"
            yield Finding(RARE, ", ".join(said for said, _ in holding), f"true of {cases}")


def reads_like_name(code: str, first_names: Collection[str]) -> bool:
    """Whether what should be a code reads like a name: two words with a capital, or a first name in it."""
    words = re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", code)
    capitalised = sum(word[0].isupper() and not word.isupper() for word in code.split()) > 1
    return capitalised or any((word.capitalize() if word.islower() else word) in first_names for word in words)


def _is_shout(parts: list[str]) -> bool:
    return all(part.isupper() and len(part) <= 6 for part in parts)


def _after_place_word(text: str, name: str) -> bool:
    return re.search(rf"\b(?:in|at|near|from|to|around|outside) (?:the )?{re.escape(name)}", text) is not None


def _is(name: str, *values: str) -> Callable[[Case], bool]:
    return lambda case: case.particular(name) in values


def _says(name: str, *words: str) -> Callable[[Case], bool]:
    return lambda case: any(word in case.particular(name).casefold() for word in words)


def _trait(
    said: str, pattern: str, holds: Callable[[Case], bool]
) -> tuple[str, re.Pattern[str], Callable[[Case], bool]]:
    return said, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), holds


_TRAITS = (
    _trait("female", "girl|she|her|daughter|young woman|sister", _is("gender", "F")),
    _trait("male", "boy|he|his|him|son|young man|brother", _is("gender", "M")),
    _trait("looked after", "looked[- ]after|in care|care leaver|foster(?:ed)?|children’s home|children's home|LAC",
           _is("care_status", "current", "previous")),
    _trait("on a child protection plan", "child protection", _is("care_status", "protection")),
    _trait("in custody", "custody|custodial|DTO|secure|establishment", _is("order", "DTO", "S90")),
    _trait("on a referral order", "referral order", _is("order", "RO")),
    _trait("Black", "Black", _is("ethnicity", "black")),
    _trait("Asian", "Asian", _is("ethnicity", "asian")),
    _trait("of mixed heritage", "mixed heritage|mixed race", _is("ethnicity", "mixed")),
    _trait("exploited", "sexual(?:ly)? exploit(?:ation|ed)|CSE", _is("cse", "yes")),
    _trait("autistic", "autis(?:m|tic)", _says("disability", "autis")),
    _trait("with ADHD", "ADHD", _says("disability", "adhd")),
    _trait("deaf", "deaf|hearing (?:aid|loss)", _says("disability", "deaf", "hearing")),
    _trait("dyslexic", "dyslexi[ac]", _says("disability", "dyslexi")),
    _trait("sentenced for robbery", "robbery|robbed", _says("main_offence", "robbery")),
    _trait("sentenced for burglary", "burglar(?:y|ies)", _says("main_offence", "burglar")),
    _trait("sentenced for a sexual offence", "sexual offence|rape", _says("main_offence", "sexual", "rape")),
    _trait("sentenced for arson", "arson|set fire", _says("main_offence", "arson")),
    _trait("sentenced for a knife", "kni(?:fe|ves)|bladed", _says("main_offence", "knife", "blade")),
)  # fmt: skip
