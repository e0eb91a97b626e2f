"""Factual accuracy: what the service said of the draft, what was answered, and what the letter became since."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from sqs_tui.domain.text import cleaned
from sqs_tui.domain.why import Why
from sqs_tui.errors import Refused
from sqs_tui.session.letter import Letter
from sqs_tui.session.letter_final import Snapshot
from sqs_tui.session.new_ids import new_id
from sqs_tui.session.outcome import Outcome
from sqs_tui.store import rows
from sqs_tui.store.workbook import wall_clock
from sqs_tui.values import dataclass

_FIELDS = ("paragraph", "said", "by", "at", "response", "outcome")
CHANGED, UNCHANGED = "changed", "not changed"


@dataclass(frozen=True, slots=True)
class Point:
    """A point the service raised about a paragraph of the draft, by role; with the response, once there is one."""

    id: str
    paragraph: str
    said: str
    by: str = ""
    at: str = ""
    response: str = ""
    outcome: str = ""


def points(letter: Letter) -> list[Point]:
    """The points raised, oldest first."""
    found = [
        Point(id, **{name: str(row.get(name) or "") for name in _FIELDS})
        for id, row in letter.inspection.workbook.rows(rows.POINTS).items()
        if row.get("said")
    ]
    return sorted(found, key=lambda point: (point.at, point.id))


def raise_point(letter: Letter, paragraph: str, said: str, by: str) -> Outcome:
    """Put down a point the service raised."""
    said = cleaned(said).strip()
    if not said:
        raise Refused("A point says something.")
    fields = {"paragraph": paragraph.strip(), "said": said, "by": cleaned(by).strip(), "at": wall_clock()}
    number = len(points(letter)) + 1
    return letter.inspection.keep(rows.POINTS, new_id("point"), fields, Why.POINT, f"Point {number} put down")


def respond(letter: Letter, number: int, response: str, *, changed: bool) -> Outcome:
    """Answer a point, by its number, and say whether the letter was changed for it. Raises `Refused`."""
    known = points(letter)
    if not 1 <= number <= len(known):
        raise Refused(f"There is no point {number}.", f"There are {len(known)}.")
    fields = {"response": cleaned(response).strip(), "outcome": CHANGED if changed else UNCHANGED}
    if not fields["response"]:
        raise Refused("A response says something.")
    return letter.inspection.keep(rows.POINTS, known[number - 1].id, fields, Why.POINT, f"Point {number}: answered")


def changes(letter: Letter, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """The paragraphs that are no longer what they were in a snapshot: where, and the words gone and come."""
    before = {line.id: line for line in snapshot.lines}
    now = {part.id: part for part in letter.parts if part.is_printed}
    for id, part in now.items():
        was = before[id].text if id in before else ""
        if was != part.said():
            yield part.number or part.id, marked(was, part.said())
    for id, line in before.items():
        if id not in now:
            yield line.number or id, marked(line.text, "")


def marked(was: str, now: str) -> str:
    """Two texts as one: what went in [-…-], what came in {+…+}."""
    before, after = was.split(), now.split()
    told = []
    for tag, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            told += before[start:end]
            continue
        told += [f"[-{' '.join(before[start:end])}-]"] * (end > start)
        told += [f"{{+{' '.join(after[begin:stop])}+}}"] * (stop > begin)
    return " ".join(told)
