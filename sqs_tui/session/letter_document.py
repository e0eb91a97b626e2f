"""The letter, and the evidence behind it, as documents ready to be written in any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from sqs_tui.domain.catalogue import Criterion
from sqs_tui.domain.document import Block, Document, Kind
from sqs_tui.domain.letter import BULLETS, NOTES, NUMBERED, Fact, Section, Slot, pieces
from sqs_tui.domain.letter_facts import FACTS, NAMES
from sqs_tui.domain.letter_filling import Behind, Sentence
from sqs_tui.domain.wording import candidates
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.left_out import banner
from sqs_tui.session.letter import Letter, Part
from sqs_tui.values import dataclass

DRAFT = "DRAFT"
INVENTED = "INVENTED CASES"


def letter_document(letter: Letter, *, draft: bool = False, marking: str | None = None) -> Document:
    """The letter; in a draft everything still to be done is marked where it stands."""
    template = letter.template
    blocks = [*_head(letter, draft)]
    every = {section.id: printed(letter, section, open_too=draft) for section in template.sections}
    for place, section in enumerate(template.sections):
        if section.heading and (every[section.id] or _has_below(template.sections[place:], every)):
            number = f"{section.number}." if section.number else ""
            heading = _plain(section.heading, letter.facts, draft)
            blocks.append(Block(Kind.HEADING, heading, number, section.level))
        if section.style == NOTES:
            blocks += _copies(letter, draft)
        for one in every[section.id]:
            blocks.append(_block(one, draft))
            if any("reoffending" in sentence.facts for sentence in one.sentences) and template.footnote:
                text = _plain(template.footnote, letter.facts, draft)
                blocks[-1] = Block(blocks[-1].kind, f"{blocks[-1].text}¹", blocks[-1].number)
                blocks.append(Block(Kind.FOOTNOTE, text, "¹"))
    top = _banner(letter.inspection, DRAFT if draft else "")
    told = marking if marking is not None else (letter.marking if draft else "")
    return Document(_plain(template.title, letter.facts, draft), blocks, told, top)


def _banner(inspection: Inspection, first: str = "") -> str:
    """What stands at the top of a document: what it is, whose part is missing, that its cases are invented."""
    return " · ".join(filter(None, (first, banner(inspection), INVENTED * inspection.workbook.is_invented)))


@dataclass(frozen=True, slots=True)
class Printed:
    """A paragraph as it is printed: its number among those that are, and the sentences of it that stand."""

    part: Part
    number: str
    sentences: tuple[Sentence, ...]

    def said(self, *, draft: bool = False) -> str:
        """The paragraph as it is read."""
        return " ".join(one.draft if draft else one.text for one in self.sentences)


def printed(letter: Letter, section: Section, *, open_too: bool) -> list[Printed]:
    """The paragraphs of a section that are printed; sentences still open only in a draft."""
    found: list[Printed] = []
    for part in letter.section_parts(section.id):
        kept = tuple(one for one in part.printed if open_too or not one.is_open)
        if kept:
            place = len(found) + 1
            number = {NUMBERED: f"{section.number}.{place}", NOTES: f"Note {place}"}.get(section.style, "")
            found.append(Printed(part, number, kept))
    return found


def _has_below(sections: Sequence[Section], every: Mapping[str, list[Printed]]) -> bool:
    """Whether anything is printed in the sections that stand below the first of these."""
    below = takewhile(lambda section: section.level > sections[0].level, sections[1:])
    return any(every[section.id] for section in below)


def _block(one: Printed, draft: bool) -> Block:
    text, style = one.said(draft=draft), one.part.section.style
    if style == BULLETS:
        return Block(Kind.BULLET, text)
    if style == NOTES:
        return Block(Kind.NOTE, text, f"{one.number}:")
    return Block(Kind.PARAGRAPH, text, f"{one.number}." if one.number else "")


def _head(letter: Letter, draft: bool) -> Iterator[Block]:
    """To, from and date; a line with nothing to say is left out, or marked in a draft."""
    lines = [(name, _plain(text, letter.facts, draft)) for name, text in letter.template.head]
    rows = tuple((name, text) for name, text in lines if text)
    if rows:
        yield Block(Kind.TABLE, rows=rows)


def _copies(letter: Letter, draft: bool) -> Iterator[Block]:
    """Who receives a copy, by role; the names are put in when the letter is sent."""
    kept = letter.inspection.details.get("copy_to")
    roles = [str(role) for role in kept] if isinstance(kept, list) and kept else list(letter.template.copy_to)
    rows = tuple((_plain(role, letter.facts, draft), "") for role in roles)
    if rows:
        yield Block(Kind.HEADING, letter.template.copy_heading)
        yield Block(Kind.TABLE, rows=(("Role", "Name"), *rows), has_header=True)


def _plain(text: str, facts: Mapping[str, str], draft: bool) -> str:
    """A heading or line with its facts; a missing one is marked in a draft and empties the line else."""
    said = ""
    for piece in pieces(text, NAMES):
        if isinstance(piece, str):
            said += piece
        elif isinstance(piece, Fact):
            value = facts.get(piece.name, "") or (f"[{FACTS[piece.name]}]" if draft else "")
            if not value and text.strip() == f"{{{piece.name}}}":
                return ""
            said += value
    return said.strip()


# The evidence behind it


def annex(letter: Letter) -> Document:
    """The evidence, for the team only: each criterion's k of n, the factors, the cases by reference."""
    inspection, catalogue = letter.inspection, letter.inspection.catalogue
    blocks = [
        Block(Kind.PARAGRAPH, f"{len(letter.figures.cases)} complete cases of {len(letter.figures.sample)} counted."),
    ]
    groups = [group.id for group in catalogue.groups] or [""]
    for group in groups:
        for section in catalogue.sections:
            asked = [one for one in catalogue.criteria if one.section == section.id and one.is_judged]
            if asked:
                title = next((one.title for one in catalogue.groups if one.id == group), "")
                blocks.append(Block(Kind.HEADING, f"{section.title}{f': {title}' if title else ''}", f"{section.id}."))
                blocks.append(_evidence(letter, asked, group))
    if inspection.interviews and catalogue.interview_items:
        blocks.append(Block(Kind.HEADING, "Interviews"))
        blocks.append(_evidence(letter, [item for item in catalogue.interview_items if item.is_judged], ""))
    top = _banner(inspection)
    title = f"Evidence behind the letter: {inspection.area}. For the inspection team only"
    return Document(title, blocks, letter.marking, top)


def _evidence(letter: Letter, criteria: list[Criterion], group: str) -> Block:
    rows: list[tuple[str, ...]] = [("Criterion", "k of n", "Words", "Factors", "Met", "Not met")]
    bars: list[float | None] = [None]
    for criterion in criteria:
        behind = letter.figures.behind(Slot(criterion.id, group=group))
        listed = letter.figures.behind(Slot(criterion.id, factor="*", group=group))
        rows.append((f"{criterion.id} {criterion.title}", *_figures(behind, letter.minimum_base), *_reasons(listed)))
        bars.append(float(behind.proportion.share) if behind.proportion.share is not None else None)
    return Block(Kind.TABLE, rows=tuple(rows), has_header=True, bars=tuple(bars))


def _figures(behind: Behind, minimum: int) -> tuple[str, str]:
    if not behind.proportion.relevant:
        return "–", ""
    if behind.proportion.relevant < minimum:
        return f"fewer than {minimum}", ""
    if behind.disputed:
        return f"{behind.proportion.of()}, {behind.disputed}", ""
    return behind.proportion.of(), next(iter(candidates(behind.proportion)), "")


def _reasons(listed: Behind) -> tuple[str, str, str]:
    factors = "; ".join(f"{title} {count}" for title, count in listed.factors)
    return factors, _short(listed.met), _short(listed.missed)


def _short(refs: tuple[str, ...]) -> str:
    """References in a row; what they all begin with, up to a hyphen, is said once: ALD-01 02 05."""
    beginnings = {ref.rpartition("-")[0] for ref in refs}
    if len(refs) < 2 or len(beginnings) != 1 or "" in beginnings:
        return " ".join(refs)
    return " ".join([refs[0], *(ref.rpartition("-")[2] for ref in refs[1:])])
