"""What stands against finishing a letter, and the snapshot that is kept when it is finished all the same."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from sqs_tui.domain.document import Document, Kind
from sqs_tui.domain.letter import NUMBERED, Slot, token_of
from sqs_tui.domain.letter_facts import FACTS
from sqs_tui.domain.letter_filling import State
from sqs_tui.domain.why import Why
from sqs_tui.errors import Refused
from sqs_tui.session.left_out import whose
from sqs_tui.session.letter import Letter, Part
from sqs_tui.session.letter_document import Printed, letter_document, printed
from sqs_tui.session.letter_trace import lint, loose_ends, private
from sqs_tui.session.outcome import Outcome
from sqs_tui.store import rows
from sqs_tui.store.workbook import wall_clock
from sqs_tui.values import dataclass

DRAFT, FINAL = "draft", "final"
#: Never overridden: answers or alerts are missing; somebody may be at risk; people disagree; somebody could be known
#: by a code.
FIRM = frozenset({"left-out", "alerts", "differences", "references"})


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason why the letter is not finished: its id, what it is, and where."""

    id: str
    said: str
    where: tuple[str, ...] = ()

    @property
    def is_firm(self) -> bool:
        """Whether it must be dealt with, and cannot be overridden."""
        return self.id in FIRM


def against(letter: Letter) -> list[Reason]:
    """Everything that stands against finishing the letter, the firm reasons first."""
    found = [*_inspection(letter), *_sentences(letter), *_texts(letter)]
    return sorted(found, key=lambda reason: not reason.is_firm)


def _inspection(letter: Letter) -> Iterator[Reason]:
    inspection = letter.inspection
    left_out = whose(inspection)
    if left_out:
        yield Reason("left-out", f"what {left_out} put down is left out, and an alert may be among it")
    alerts, differing = len(inspection.open_alerts()), inspection.differing
    if alerts:
        yield Reason("alerts", f"{alerts} open alert{'s' * (alerts != 1)}")
    if differing:
        yield Reason("differences", f"{differing} open difference{'s' * (differing != 1)}")
    sample, complete = letter.figures.sample, {case.id for case in letter.figures.cases}
    left = tuple(case.ref for case in sample if case.id not in complete)
    if left:
        yield Reason("cases", f"{len(left)} of {len(sample)} cases are not complete, and count for nothing", left)
    contradictory = tuple(case.ref for case in letter.figures.cases if inspection.findings(case.id))
    if contradictory:
        yield Reason("contradictions", "cases contradict themselves", contradictory)
    if inspection.catalogue.interview_items:
        held = sum(one.is_counted for one in inspection.interviews.values())
        managers = len(inspection.managers())
        if held == 0:
            yield Reason("interviews", "nobody was interviewed: sentences about case managers are left out")
        elif held < managers:
            yield Reason("interviews", f"{managers - held} of {managers} case managers were not interviewed")


def _sentences(letter: Letter) -> Iterator[Reason]:
    printed = [(part, sentence) for part in letter.parts for sentence in part.printed]
    missing = dict.fromkeys(name for _, sentence in printed for name in sentence.missing)
    if missing:
        yield Reason("details", "details are missing", tuple(FACTS[name] for name in missing))
    if not letter.facts.get("reoffending"):
        yield Reason("reoffending", "there is no reoffending rate: its sentence is left out")
    where = tuple(
        f"{_name(part)} {one.slot.key} ({one.told})"
        for part, sentence in printed
        for one in sentence.filled
        if one.state is State.OPEN
    )
    if where:
        yield Reason("words", f"{len(where)} places have no words; their sentences would be left out", where)
    where = tuple(
        f"{_name(part)} {one.slot.key} was {one.pick.told}, now {one.told}"
        for part in letter.parts
        if not part.dropped
        for one in part.filled
        if one.pick is not None and one.state in (State.MOVED, State.FALSE, State.EMPTY)
    )
    if where:
        yield Reason("moved", f"{len(where)} figures moved under their sentences", where)


def _texts(letter: Letter) -> Iterator[Reason]:
    check = lint(letter)
    codes: list[str] = []
    could: list[str] = []
    ends: list[str] = []
    braces: list[str] = []
    for part in letter.parts:
        if not part.is_printed:
            continue
        for finding in private(letter, part, check):
            (codes if finding.kind == "reference" else could).append(f"{_name(part)} {finding}")
        braces += [f"{_name(part)} {problem}" for problem in letter.problems(part.text)]
        for sentence in part.printed:
            ends += [f"{_name(part)} “{claim.words}”" for claim in loose_ends(letter, sentence, part)]
    if codes:
        yield Reason("references", "references stand in the letter", tuple(codes))
    if braces:
        yield Reason("braces", "what stands in braces is not understood", tuple(braces))
    if could:
        yield Reason("privacy", "somebody could be known by what stands in the letter", tuple(could))
    if ends:
        yield Reason("untraced", "counts or proportions are bound to no figure", tuple(ends))
    for section in letter.template.sections:
        parts = letter.section_parts(section.id)
        if any(part.prompt for part in parts) and not any(part.is_printed for part in parts):
            yield Reason(f"empty-{section.id}", f"nothing stands under {section.heading or section.id}")


def _name(part: Part) -> str:
    return part.number or part.id


# Freezing


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as it was frozen; `bound` has, for what it rests on, the words and the figure of then."""

    id: str
    number: str
    text: str
    bound: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The letter as it was frozen: its text, the figures under it, and what was overridden with which sentence."""

    id: str
    kind: str
    by: str
    at: str
    lines: tuple[Line, ...]
    figures: Mapping[str, str]
    overridden: Mapping[str, str]
    catalogue: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)
    around: tuple[str, ...] = ()
    text: str = ""


def may_finish(letter: Letter) -> None:
    """Only the lead finishes a letter. Raises `Refused` for anybody else."""
    lead, own = str(letter.inspection.details.get("lead") or ""), letter.inspection.inspector()
    if lead and not (own and letter.inspection.is_author(lead)):
        who = f"You are {own}." if own else "Who you are has not been said in this workbook."
        remedy = "" if own else "Finish it with sqs open: there it asks who you are."
        raise Refused(f"Only the lead inspector, {lead}, finishes the letter.", who, remedy)


def freeze(letter: Letter, kind: str, because: Mapping[str, str]) -> Outcome:
    """Keep the letter as it stands; each reason against it needs a sentence, and firm ones cannot be overridden.

    A draft is kept as it was sent to the service, with whatever stands against it. Raises `Refused`.
    """
    if not letter.figures.cases:
        raise Refused("No case is complete: there is nothing a letter could say.", "It counts complete cases only.")
    reasons = against(letter)
    if kind == FINAL:
        may_finish(letter)
        _agree(reasons, because)
    elif any(reason.id == "references" for reason in reasons):
        _agree([reason for reason in reasons if reason.id == "references"], {})
    inspection = letter.inspection
    number = len(inspection.workbook.rows(rows.SNAPSHOTS)) + 1
    overridden = {reason.id: because[reason.id] for reason in reasons if reason.id in because}
    fields = {
        "kind": kind,
        "content": json.dumps(_content(letter, kind, overridden), ensure_ascii=False),
        "by": inspection.inspector() or inspection.workbook.author,
        "at": wall_clock(),
    }
    # Two people may each freeze their copy: of two letters none may become one when the copies are merged.
    id = f"{kind}-{number}-{os.urandom(4).hex()}"
    outcome = inspection.keep(rows.SNAPSHOTS, id, fields, Why.FROZEN, f"The {kind} letter is kept as it stands")
    letter.refresh()
    return outcome


def _agree(reasons: list[Reason], because: Mapping[str, str]) -> None:
    """Raise `Refused`, with every reason, unless each that can be overridden is."""
    open_ones = [reason for reason in reasons if reason.is_firm or not because.get(reason.id, "").strip()]
    if not open_ones:
        return
    lines = []
    for reason in open_ones:
        lines.append(f"{reason.id}: {reason.said}{'; this cannot be overridden' if reason.is_firm else ''}")
        lines += [f"    {where}" for where in reason.where[:12]]
        lines += [f"    and {len(reason.where) - 12} more"] * (len(reason.where) > 12)
    remedy = "Deal with them, or override each with a sentence: --because 'cases=A case manager is ill.'"
    raise Refused("The letter cannot be finished yet.", "\n".join(lines), remedy)


def _content(letter: Letter, kind: str, overridden: Mapping[str, str]) -> dict[str, Any]:
    """Only counts and words are kept, no reference: a case that is erased is not in it."""
    book = letter.inspection.workbook
    lines = []
    figures: dict[str, str] = {}
    every = [one for section in letter.template.sections for one in printed(letter, section, open_too=kind == DRAFT)]
    for paragraph in every:
        part, kept = paragraph.part, paragraph.sentences
        filled = [one for sentence in kept for one in sentence.filled]
        bound = {one.slot.key: (one.phrase(one.pick.words), one.told) for one in filled if one.pick is not None}
        facts = {name: letter.facts[name] for sentence in kept for name in sentence.facts if letter.facts[name]}
        bound |= {name: (value, value) for name, value in facts.items()}
        figures.update({one.slot.key: one.told for one in filled})
        lines.append({"id": part.id, "number": _number(paragraph), "text": paragraph.said(), "bound": bound})
    document = letter_document(letter, marking="")
    return {
        "lines": lines,
        "figures": figures,
        "overridden": dict(overridden),
        "catalogue": f"{book.catalogue.id} {book.catalogue.version} {book.identity.get('catalogue_hash', '')}",
        "template": f"{letter.template.id} {letter.template.version}",
        "heads": dict(book.heads_of_journals()),
        "around": [document.title, document.banner, *_around(document)],
        "text": "\n".join(document.plain()),
    }


def _number(paragraph: Printed) -> str:
    """The number a paragraph is called by; notes are called by their own names."""
    return paragraph.number if paragraph.part.section.style == NUMBERED else ""


def _around(document: Document) -> Iterator[str]:
    """What stands in a document beside its paragraphs."""
    for block in document.blocks:
        if block.kind in (Kind.HEADING, Kind.FOOTNOTE):
            yield block.line
        yield from (cell for row in block.rows for cell in row if cell)


def snapshots(letter: Letter) -> list[Snapshot]:
    """Every snapshot there is, oldest first."""
    found = []
    for id, row in letter.inspection.workbook.rows(rows.SNAPSHOTS).items():
        try:
            content = json.loads(str(row.get("content")))
            found.append(_snapshot(id, row, content))
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # What a newer version may have written in another shape is not read.
    return sorted(found, key=lambda one: (one.at, one.id))


def _snapshot(id: str, row: Mapping[str, Any], content: Mapping[str, Any]) -> Snapshot:
    lines = tuple(
        Line(one["id"], one["number"], one["text"], {key: tuple(about) for key, about in one["bound"].items()})
        for one in content["lines"]
    )
    return Snapshot(
        id=id,
        kind=str(row.get("kind", "")),
        by=str(row.get("by", "")),
        at=str(row.get("at", "")),
        lines=lines,
        figures=content["figures"],
        overridden=content["overridden"],
        catalogue=content["catalogue"],
        heads=content["heads"],
        around=tuple(content["around"]),
        text=content["text"],
    )


def latest(letter: Letter, kind: str = "") -> Snapshot | None:
    """The last snapshot, of a kind or of any."""
    return next((one for one in reversed(snapshots(letter)) if kind in ("", one.kind)), None)


def moved_since(letter: Letter, snapshot: Snapshot) -> list[str]:
    """The frozen sentences whose figures are no longer what they were, old and new, a line each."""
    now = {one.slot.key: one.told for part in letter.parts for one in part.filled} | letter.facts
    for line in snapshot.lines:
        for key in line.bound:
            if key not in now:
                slot = _slot(key)
                now[key] = letter.filling.filled(slot, {}).told if slot else "not asked"
    return [
        f"{line.number or line.id}: “{words}” rested on {key} {told}, now {now[key]}"
        if key not in letter.facts
        else f"{line.number or line.id}: “{words}” is now “{now[key]}” in the inspection"
        for line in snapshot.lines
        for key, (words, told) in line.bound.items()
        if now[key] != told
    ]


def _slot(key: str) -> Slot | None:
    found = token_of(key, frozenset())
    return found if isinstance(found, Slot) else None
