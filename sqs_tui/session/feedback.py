"""What may be said to the managers in the room on the last day: words and counts of the cases read, and no more.

No percentage, no reference, nothing that leads to a case. What rests on fewer than three cases is not told at all:
in a room of case managers it would point at one of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqs_tui.domain.catalogue import Catalogue, Criterion, Kind
from sqs_tui.domain.disputed import Range, Ranges
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.wording import candidates
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.views import COMPLETE_ONLY, Glances, View, ViewTally
from sqs_tui.values import dataclass

#: Of fewer cases nothing is told.
LEAST_TOLD = 3
TOO_FEW = "too few to tell"
NOT_SETTLED = "not settled yet"


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: what it is about, in words how often it is so, and in how many cases of how many."""

    id: str
    title: str
    words: str
    count: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A section, or cases whose figures are kept apart."""

    title: str
    id: str = ""


def read_cases(inspection: Inspection) -> ViewTally:
    """The figures over the cases that have been read to the end."""
    return ViewTally(inspection, View((COMPLETE_ONLY,)), Glances(inspection))


def read_line(inspection: Inspection, read: ViewTally) -> str:
    """How many cases have been read."""
    total = sum(1 for _ in inspection.counted())
    counted = sum(len(read.cases(group)) for group, _ in read.groups())
    return f"{counted} of {total} case{'s' * (total != 1)} read"


def feedback(catalogue: Catalogue, read: ViewTally) -> Iterator[Said | Heading]:
    """The statements by section; gates are left out (they are facts of the sample), and what is relevant nowhere."""
    for group, title in read.groups():
        if title:
            yield Heading(_capital(title))
        ranges = read.ranges(group)
        for section in catalogue.sections:
            told = list(_section(catalogue, ranges, group, section.id))
            if told:
                yield Heading(section.title)
                yield from told


def _section(catalogue: Catalogue, ranges: Ranges, group: str, section: str) -> Iterator[Said]:
    for place in catalogue.places.get(section, ()):
        criterion = catalogue.criteria[place]
        if criterion.kind in (Kind.SCORE, Kind.DETAIL):
            proportion = ranges.tally.criterion(criterion.id).proportion
            if proportion.relevant:
                yield said(criterion, proportion, ranges.criterion(criterion.id), group)


def said(criterion: Criterion, proportion: Proportion, disputed: Range | None = None, group: str = "") -> Said:
    """One statement; too few cases are told neither in words nor as a count, and what people differ on has no words."""
    id = f"{group}\n{criterion.id}"
    title = _capital(criterion.title)
    if proportion.relevant < LEAST_TOLD:
        return Said(id, title, TOO_FEW, "")
    if disputed is not None:
        return Said(id, title, NOT_SETTLED, disputed.words)
    return Said(id, title, _words(proportion), proportion.of())


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


def _words(proportion: Proportion) -> str:
    """The best words that say more than the count beside them."""
    words = candidates(proportion)
    return next((word for word in words if " of the " not in word), words[0])
