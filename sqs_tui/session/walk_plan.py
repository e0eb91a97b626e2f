"""What a walkthrough covers: a mix that gives nothing away, one section, or everything.

What can be asked, and how much, follows from the catalogue and the particulars of the case alone. A question more or
less for a verdict, a gate or an answer that is still missing could be counted by whoever sits beside the inspector.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqs_tui.domain.applying import may_apply
from sqs_tui.domain.catalogue import Criterion, Kind
from sqs_tui.domain.entry import LATER, SAID, STRENGTH
from sqs_tui.domain.standing import State
from sqs_tui.session.inspection import Inspection
from sqs_tui.values import dataclass

MIX, ALL = "mix", "all"
#: The source of what is written in a walkthrough.
TOGETHER = "written together"
#: How many questions the mix has, wherever so many apply: about as many as an hour holds.
SIZE = 12
#: How many strengths open the mix, and of the rest how many may be in doubt or No: three in five.
_STRENGTHS, _DOUBTS = 2, 6
#: How many that were talked about stay in the mix though it would be made of others by now.
_STAYING = 4
#: So far apart, as a part of the whole, stand those that follow each other in turn: any few are spread over it.
_APART = 0.618034


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
    """What can be talked about with the case manager: what may apply, and does not judge his or her own manager.

    What a gate has closed is asked like anything else: left out, it would say how the gate was answered.
    """
    found = may_apply(inspection.catalogue, inspection.cases[case])
    return tuple(one for one in found if one.is_judged and not one.oversight)


def _mix(inspection: Inspection, case: str, asked: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Strengths first; then, in the catalogue's order, some in doubt and some No among Yes and unanswered ones.

    It is filled up from whatever can be asked, so that its size says nothing.
    """
    turn, states = _in_turn(asked), {one.id: inspection.state(case, one.id) for one in asked}
    first = _openers(inspection, case, turn, states)
    rest = [one for one in _most_wanted(turn, states) if one not in first][: SIZE - len(first)]
    mixed = {one.id for one in _with_what_was_said(inspection, case, turn, first, rest)}
    return (*first, *(one for one in asked if one.id in mixed))


def _in_turn(asked: Sequence[Criterion]) -> list[Criterion]:
    """What can be asked, in an order of which any first few are spread over the whole.

    Each keeps its turn: a verdict that changes turns one question of the mix into another, and leaves the rest.
    """
    turns = {one.id: place * _APART % 1 for place, one in enumerate(asked)}
    return sorted(asked, key=lambda one: turns[one.id])


def _openers(
    inspection: Inspection, case: str, turn: Sequence[Criterion], states: Mapping[str, State]
) -> tuple[Criterion, ...]:
    """What was done well: what a strength was written on, and else of what is Yes; two others where there is none.

    A mix that began otherwise where nothing is Yes would say so.
    """
    written = {
        criterion
        for entry in inspection.entries_of(case)
        if entry.kind == STRENGTH and entry.source != TOGETHER  # What is written while it lasts must not turn it round.
        for criterion in entry.criteria
    }
    good = [one for one in turn if states[one.id] is State.YES and one.kind is not Kind.GATE]
    praised = [one for one in good if one.id in written]
    unanswered = [one for one in turn if states[one.id] is State.BLANK]
    return tuple(dict.fromkeys((*praised, *good, *unanswered, *turn)))[:_STRENGTHS]


def _most_wanted(turn: Sequence[Criterion], states: Mapping[str, State]) -> list[Criterion]:
    """What can be asked, the most wanted first: parked, No, some Yes, unanswered; then whatever is left."""

    def standing(*wanted: State) -> list[Criterion]:
        return [one for one in turn if states[one.id] in wanted and not _is_fact(one, states[one.id])]

    doubtful = [*standing(State.PARKED, State.UNKNOWN), *standing(State.NO)]
    others = [*standing(State.YES), *standing(State.BLANK), *standing(State.NA), *standing(State.CLOSED)]
    facts = [one for one in turn if _is_fact(one, states[one.id])]
    return [*doubtful[:_DOUBTS], *others, *doubtful[_DOUBTS:], *facts]


def _is_fact(criterion: Criterion, state: State) -> bool:
    """Whether it is a gate that was answered: there is little to say of whether a report was asked for."""
    return criterion.kind is Kind.GATE and state in (State.YES, State.NO)


def _with_what_was_said(
    inspection: Inspection, case: str, turn: Sequence[Criterion], first: Sequence[Criterion], rest: list[Criterion]
) -> list[Criterion]:
    """The rest of the mix, with what was talked about still in it however it stands now, in the place of others."""
    said: dict[str, str] = {}
    for entry in inspection.entries_of(case):
        if entry.kind in SAID:
            said |= dict.fromkeys(entry.criteria, entry.kind)
    staying = [one for one in turn if one.id in said and one not in (*first, *rest)]
    staying.sort(key=lambda one: said[one.id] != LATER)  # What was promised to be come back to goes before.
    silent = [one for one in rest if one.id not in said]
    count = min(_STAYING, len(staying), len(silent))
    gone = silent[len(silent) - count :]
    return [*(one for one in rest if one not in gone), *staying[:count]]
