"""A letter as data: sections, paragraphs, and the places in them that are filled from the figures.

A place is written in braces. `{PC04}` is what criterion PC04 comes to, in words; `{PC04-}` what was not met;
`{RR10:not_done}` the cases marked with a factor; `{PC04:*}` the factors marked most; `@court` after it takes one
group of cases. `in` or `of` with a noun says how it stands in the sentence: `{PC04 in relevant cases}`.
`{area}` and other small words are facts of the inspection, `{?custody}` keeps its sentence only where that holds,
and `{from e-1}` names the entry a sentence rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from types import MappingProxyType

from sqs_tui.domain.phrasing import IN
from sqs_tui.values import dataclass

NUMBERED, PLAIN, BULLETS, NOTES = "numbered", "plain", "bullets", "notes"
STYLES = (NUMBERED, PLAIN, BULLETS, NOTES)
MOST = "*"

_TOKEN = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(
    r"(?P<criterion>[A-Za-z]\w*)(?::(?P<factor>\w+|\*))?(?P<missed>-)?(?:@(?P<group>[\w-]+))?"
    r"(?:\s+(?P<frame>in|of)\b\s*(?P<base>.*))?",
    re.DOTALL,
)
_SENTENCE_END = re.compile(r"(?P<end>[.!?][”\"’)]*)\s+(?=[“\"‘(]?[A-Z{0-9])")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a sentence that a proportion fills, in words the author picks."""

    criterion: str
    factor: str = ""
    missed: bool = False
    group: str = ""
    frame: str = IN
    base: str = ""

    @property
    def key(self) -> str:
        """What the place is about, whatever stands around it: a pick is kept under it."""
        factor = f":{self.factor}" if self.factor else ""
        return f"{self.criterion}{factor}{'-' * self.missed}{f'@{self.group}' if self.group else ''}"

    @property
    def is_list(self) -> bool:
        """Whether it is filled with the factors marked most, not with words for a proportion."""
        return self.factor == MOST


@dataclass(frozen=True, slots=True)
class Fact:
    """A place that a fact of the inspection fills by itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Only:
    """A mark that keeps its sentence only where something holds."""

    name: str
    holds: bool = True


@dataclass(frozen=True, slots=True)
class From:
    """A mark that names what a sentence rests on: an entry by its id, or a source in a few words."""

    source: str


Token = Slot | Fact | Only | From
Piece = str | Slot | Fact | Only | From


def pieces(text: str, facts: frozenset[str]) -> Iterator[Piece]:
    """A text as what stands there and what is to be filled in, in order; what cannot be read is left as it stands."""
    end = 0
    for found in _TOKEN.finditer(text):
        token = token_of(found[1], facts)
        if token is None:
            continue
        if found.start() > end:
            yield text[end : found.start()]
        yield token
        end = found.end()
    if end < len(text):
        yield text[end:]


def token_of(inside: str, facts: frozenset[str]) -> Token | None:
    """What stands between braces; None where it is nothing known."""
    inside = " ".join(inside.split())
    if inside.startswith("?"):
        name = inside[1:].strip()
        return Only(name.removeprefix("not "), not name.startswith("not "))
    if inside.startswith("from "):
        return From(inside[5:].strip())
    if inside in facts:
        return Fact(inside)
    found = _SLOT.fullmatch(inside)
    if found is None:
        return None
    return Slot(
        found["criterion"],
        found["factor"] or "",
        bool(found["missed"]),
        found["group"] or "",
        found["frame"] or IN,
        (found["base"] or "").strip(),
    )


def sentences(text: str) -> list[str]:
    """A paragraph's sentences, as they stand."""
    parted = _SENTENCE_END.sub("\\g<end>\n", " ".join(text.split()))
    return [one for one in parted.split("\n") if one]


def slots_of(text: str, facts: frozenset[str]) -> list[Slot]:
    """The places to be filled with words, each once, in order."""
    found = [piece for piece in pieces(text, facts) if isinstance(piece, Slot)]
    return list({slot.key: slot for slot in reversed(found)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the letter: its heading, the number its paragraphs are told under, and how they are set."""

    id: str
    heading: str = ""
    number: str = ""
    style: str = PLAIN
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as the template suggests it. A fixed one is the same in every letter; a prompt asks for own words."""

    id: str
    section: str
    text: str
    fixed: bool = False
    prompt: str = ""


@dataclass(frozen=True)
class Template:
    """How the letter of a catalogue is made up."""

    id: str
    catalogue: str
    version: str
    title: str
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    bases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    head: tuple[tuple[str, str], ...] = ()
    copy_to: tuple[str, ...] = ()
    copy_heading: str = "Copy to"
    footnote: str = ""
    text: str = field(default="", repr=False, compare=False)

    @cached_property
    def section_by_id(self) -> Mapping[str, Section]:
        """The sections by id."""
        return {section.id: section for section in self.sections}

    def base(self, slot: Slot, relevant_only: bool) -> str:
        """The noun a proportion is of: the sentence's own, else the template's, else cases, relevant ones or all."""
        return slot.base or self.bases.get(slot.criterion) or ("relevant cases" if relevant_only else "cases")
