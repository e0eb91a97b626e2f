"""What a walkthrough covers: a mix that gives nothing away, one section, or everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqs_tui.domain.catalogue import Criterion, Kind
from sqs_tui.domain.entry import SAID, STRENGTH
from sqs_tui.domain.standing import State
from sqs_tui.session.inspection import Inspection
from sqs_tui.values import dataclass

MIX, ALL = "mix", "all"
#: How many strengths open the mix.
_STRENGTHS = 2
#: How many questions a mix has: the first of these of which, after the strengths, at most three in five are in doubt.
#: A number that grew with every doubt would say how many there are.
_SIZES = (12, 20, 28, 36)
_DOUBTFUL = frozenset({State.PARKED, State.UNKNOWN, State.NO})


@dataclass(frozen=True, slots=True)
class Cover:
    """One choice of what to cover: its id (`mix`, `all` or a section's), its title, and the questions in order.

    The title says nothing of why a question is among them: it is read by the case manager too.
    """

    id: str
    title: str
    questions: tuple[Criterion, ...]


def covers(inspection: Inspection, case: str) -> tuple[Cover, ...]:
    """The choices there are; those without a question are left out."""
    asked = askable(inspection, case)
    found = [Cover(MIX, "Some questions from the whole case", _mix(inspection, case, asked))]
    for section in inspection.catalogue.sections:
        found.append(Cover(section.id, section.title, tuple(one for one in asked if one.section == section.id)))
    found.append(Cover(ALL, "Every question", asked))
    return tuple(cover for cover in found if cover.questions)


def askable(inspection: Inspection, case: str) -> tuple[Criterion, ...]:
    """What can be talked about with the case manager: what applies, and does not judge his or her own manager."""
    criteria = inspection.catalogue.criteria
    return tuple(
        one
        for one in criteria
        if one.is_judged and not one.oversight and inspection.state(case, one.id) is not State.CLOSED
    )


def _mix(inspection: Inspection, case: str, asked: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Strengths first, then in the catalogue's order what is in doubt, what is No, and about as many Yes.

    What was talked about already stays among them, however it stands now.
    """
    states = {one.id: inspection.state(case, one.id) for one in asked}
    good = [one for one in asked if states[one.id] is State.YES and one.kind is not Kind.GATE]
    # A gate that is No is a fact; it is talked about only while it is open.
    doubtful = [one for one in asked if states[one.id] in _DOUBTFUL and not _is_settled_gate(one, states[one.id])]
    if not good and not doubtful:
        return ()
    first = list(_strengths(inspection, case, good))
    rest = [one for one in good if one not in first]
    size = next((size for size in _SIZES if 3 * (size - _STRENGTHS) >= 5 * len(doubtful)), _SIZES[-1])
    some = _spread(rest, max(0, size - len(first) - len(doubtful)))
    said = {criterion for entry in inspection.entries_of(case) if entry.kind in SAID for criterion in entry.criteria}
    wanted = {one.id for one in (*doubtful, *some)} | said
    return (*first, *(one for one in asked if one.id in wanted and one not in first))


def _strengths(inspection: Inspection, case: str, good: Sequence[Criterion]) -> Iterator[Criterion]:
    """What was done well: what a strength was written on, and else a few of what is Yes."""
    written = {
        criterion for entry in inspection.entries_of(case) if entry.kind == STRENGTH for criterion in entry.criteria
    }
    praised = [one for one in good if one.id in written][:_STRENGTHS]
    others = _spread([one for one in good if one not in praised], _STRENGTHS - len(praised))
    yield from (*praised, *others)


def _is_settled_gate(criterion: Criterion, state: State) -> bool:
    return criterion.kind is Kind.GATE and state is State.NO


def _spread(criteria: Sequence[Criterion], count: int) -> list[Criterion]:
    """So many of them, evenly from first to last; the same ones every time."""
    count = min(count, len(criteria))
    return [criteria[(2 * place + 1) * len(criteria) // (2 * count)] for place in range(count)]
