"""What a letter is made of: the template's paragraphs, what people made of them, and the words they picked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from sqs_tui.domain.entry import AREA, KINDS, LEARNING, STRENGTH, Entry
from sqs_tui.domain.letter import BULLETS, NUMBERED, Section, Slot, Template, slots_of
from sqs_tui.domain.letter_facts import NAMES, Counts, conditions, facts
from sqs_tui.domain.letter_filling import Filled, Filling, Pick, Sentence
from sqs_tui.errors import Refused
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.letter_figures import LetterFigures
from sqs_tui.store import letters, rows
from sqs_tui.values import dataclass

#: How far apart paragraphs are placed, so that one can be put between two.
APART = 1000
MARKING = "OFFICIAL-SENSITIVE"
#: What can be set of the letter itself.
SETTINGS = ("from", "published", "contact", "marking", "minimum_base")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph as it stands: its number and sentences, and what was done to it.

    `is_own` says that the text is no longer the template's; `suggested` is that text, to go back to.
    """

    id: str
    section: Section
    text: str
    sentences: tuple[Sentence, ...]
    number: str = ""
    suggested: str = ""
    prompt: str = ""
    fixed: bool = False
    is_own: bool = False
    locked: bool = False
    dropped: bool = False
    place: int = 0

    @property
    def printed(self) -> tuple[Sentence, ...]:
        """The sentences that stand in the letter."""
        return () if self.dropped else tuple(one for one in self.sentences if not one.left_out)

    @property
    def is_printed(self) -> bool:
        """Whether anything of it stands in the letter."""
        return bool(self.printed)

    @property
    def is_wanting(self) -> bool:
        """Whether it asks for own words, and has none."""
        return bool(self.prompt) and not self.text.strip() and not self.dropped

    def said(self, *, draft: bool = False) -> str:
        """The paragraph as it is read."""
        return " ".join(one.draft if draft else one.text for one in self.printed)

    @property
    def filled(self) -> tuple[Filled, ...]:
        """The places of its sentences, each once, in order."""
        every = {one.slot.key: one for sentence in self.sentences for one in sentence.filled}
        return tuple(every.values())


class LetterReading:
    """The letter as it stands; nothing here writes.

    What it shows is made from the tables when it is asked for first, and again after `refresh`.
    """

    def __init__(self, inspection: Inspection) -> None:
        self.inspection = inspection
        #: A smallest base for this once; None takes the letter's own.
        self.least: int | None = None

    def refresh(self) -> None:
        """Take up what has changed since; everything is worked out anew when it is next asked for."""
        for name in ("template", "figures", "facts", "parts", "filling"):
            self.__dict__.pop(name, None)

    # What it is made of

    @property
    def settings(self) -> Mapping[str, Any]:
        """What was set of the letter itself: whom it is from, how to reach the lead, its marking."""
        return self.inspection.workbook.rows(rows.LETTER).get(rows.INSPECTION, {})

    @property
    def marking(self) -> str:
        """What drafts and everything for the team are marked with."""
        return str(self.settings.get("marking") or MARKING)

    @property
    def minimum_base(self) -> int:
        """Sentences about fewer than this are left out; 0 leaves all in (rules.md, Counting, 6)."""
        if self.least is not None:
            return self.least
        value = self.settings.get("minimum_base")
        return value if isinstance(value, int) else 0

    @cached_property
    def template(self) -> Template:
        """The inspection's own template where one was taken in, else the one for its catalogue."""
        own = self.settings.get("template")
        if isinstance(own, str) and own:
            return letters.parse(own, "the workbook's own template", self.inspection.catalogue)
        return letters.for_catalogue(self.inspection.catalogue)

    @cached_property
    def figures(self) -> LetterFigures:
        """What stands behind the places."""
        return LetterFigures(self.inspection)

    @cached_property
    def facts(self) -> dict[str, str]:
        """What the letter says of the inspection itself."""
        return facts(self.inspection.details, self.settings, self.counts)

    @property
    def counts(self) -> Counts:
        """How many cases are counted, how many people were there, how many cases were in custody."""
        catalogue, cases = self.inspection.catalogue, self.figures.cases
        # The sentence says that the case manager sat there: a stand-in's interview does not make it true.
        asked = sum(case.particular("interview") == "manager" for case in cases)
        held = sum(one.is_counted for one in self.inspection.interviews.values())
        return Counts(len(cases), max(asked, held), sum(catalogue.phase(case) == "custody" for case in cases))

    @cached_property
    def filling(self) -> Filling:
        """What every sentence is filled from."""
        holds = conditions(self.inspection.details, self.counts)
        return Filling(self.template, self.figures, self.facts, holds, self.minimum_base)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every paragraph in order, with those left out."""
        return tuple(part for section in self.template.sections for part in self._numbered(section))

    def part(self, name: str) -> Part:
        """A paragraph by its id, or by its number as it stands. Raises `Refused`."""
        wanted = name.strip().casefold()
        for part in self.parts:
            if wanted in (part.id.casefold(), part.number.casefold()) and wanted:
                return part
        raise Refused(f"The letter has no paragraph {name}.", remedy="See them all: sqs letter PATH --outline")

    def section_parts(self, section: str) -> list[Part]:
        """The paragraphs of a section, in order."""
        return [part for part in self.parts if part.section.id == section]

    def _numbered(self, section: Section) -> Iterator[Part]:
        number = 0
        for part in self._of(section):
            told = ""
            if part.is_printed and section.style == NUMBERED:
                number += 1
                told = f"{section.number}.{number}"
            yield Part(**{**{name: getattr(part, name) for name in Part.__slots__}, "number": told})

    def _of(self, section: Section) -> list[Part]:
        kept = self.inspection.workbook.rows(rows.PARAGRAPHS)
        suggested = [one for one in self.template.paragraphs if one.section == section.id]
        found = [
            self._part(section, one.id, kept.get(one.id, {}), one.text, one.fixed, one.prompt, (number + 1) * APART)
            for number, one in enumerate(suggested)
        ]
        known = {one.id for one in self.template.paragraphs}
        found += [
            self._part(section, id, row, "", False, "", len(suggested) * APART + APART)
            for id, row in kept.items()
            if id not in known and row.get("section") == section.id and isinstance(row.get("text"), str)
        ]
        return sorted(found, key=lambda part: (part.place, part.id))

    def _part(
        self, section: Section, id: str, row: Mapping[str, Any], suggested: str, fixed: bool, prompt: str, place: int
    ) -> Part:
        written = row.get("text")
        text = written if isinstance(written, str) else suggested
        kept = row.get("place")
        return Part(
            id=id,
            section=section,
            text=text,
            sentences=tuple(self.filling.sentences(text, self.picks(id))),
            suggested=suggested,
            prompt=prompt,
            fixed=fixed,
            is_own=isinstance(written, str),
            locked=row.get("locked") is True,
            dropped=row.get("dropped") is True,
            place=kept if isinstance(kept, int) else place,
        )

    def picks(self, part: str) -> dict[str, Pick]:
        """The words picked in a paragraph, by the places they are for."""
        found = {}
        for id, row in self.inspection.workbook.rows(rows.PICKS).items():
            owner, _, key = id.partition("/")
            pick = row.get("pick")
            if owner == part and isinstance(pick, list) and len(pick) == 2:
                found[key] = Pick(str(pick[0]), str(pick[1]))
        return found

    def sources(self) -> list[Entry]:
        """Area notes: what operational management can rest on."""
        return [entry for entry in self.inspection.entries_of("") if entry.kind == AREA]

    def examples(self) -> list[Entry]:
        """Strengths and learning points that may be shared, for examples."""
        every = self.inspection.entries.values()
        counted = {case.id for case in self.inspection.counted()}
        return [one for one in every if one.shareable and one.kind in (STRENGTH, LEARNING) and one.case in counted]

    def source_in_words(self, source: str) -> str:
        """A named source: an entry's kind and where it comes from, without the case; else as it was written."""
        entry = self.inspection.entries.get(source)
        return f"{KINDS[entry.kind]}{f', {entry.source}' if entry.source else ''}" if entry else source

    def slots(self, part: Part) -> list[Slot]:
        """The places of a paragraph, each once."""
        return slots_of(part.text, NAMES)

    def problems(self, text: str) -> list[str]:
        """What in a paragraph's braces is not understood."""
        return list(letters.text_problems(text, self.inspection.catalogue))


def name_of(part: Part) -> str:
    """How a paragraph is called: by its number, else by its id."""
    if part.number:
        return part.number
    return f"{part.section.heading or part.section.id}: {part.id}" if part.section.style == BULLETS else part.id
