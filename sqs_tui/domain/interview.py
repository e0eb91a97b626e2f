"""Interviews: the unit is the case manager, asked once however many of his or her cases are sampled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from types import MappingProxyType

from sqs_tui.domain.case import BLANK, Answer
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.names import is_same
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.standing import State, state_of
from sqs_tui.domain.tally import CriterionFigure
from sqs_tui.values import dataclass

MANAGER, STAND_IN = "manager", "stand-in"


@dataclass(frozen=True, slots=True)
class Interview:
    """What one case manager answered; a stand-in's interview is flagged, and left out of the figures unless asked for.

    `slot` says when the person is seen, cases and interview in one sitting. `spelt` says under which spelling of the
    manager an answer is kept, where that is not `manager`: copies of a workbook may have spelt one person in two ways.
    """

    manager: str
    role: str = MANAGER
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    slot: str = ""
    spelt: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_held(self) -> bool:
        """Whether anything was answered."""
        return any(answer.verdict is not None for answer in self.answers.values())

    @property
    def is_counted(self) -> bool:
        """Whether the interview was held and is not a stand-in's."""
        return self.role == MANAGER and self.is_held

    @property
    def is_stand_ins(self) -> bool:
        """Whether the interview was held, and somebody else answered in the manager's place."""
        return self.role == STAND_IN and self.is_held

    def answer(self, item: str) -> Answer:
        """The answer to an item; a blank one where none was given."""
        return self.answers.get(item, BLANK)

    def answering(self, item: str, answer: Answer) -> Interview:
        """The interview with one answer put in the place of another."""
        return replace(self, answers={**self.answers, item: answer})

    def spelling(self, item: str) -> str:
        """The spelling of the manager under which an answer is kept, or is to be."""
        return self.spelt.get(item, self.manager)

    def united(self, other: Interview) -> Interview:
        """The interview with what the same person answered under another spelling; what stands here comes first."""
        added = {id: answer for id, answer in other.answers.items() if id not in self.answers}
        return Interview(
            self.manager,
            other.role if self.role == MANAGER else self.role,
            {**self.answers, **added},
            self.slot or other.slot,
            {**self.spelt, **dict.fromkeys(added, other.manager)},
        )


def interview_of(interviews: Mapping[str, Interview], manager: str) -> Interview:
    """The interview of a case manager, however the name is spelt; an empty one where there is none."""
    if manager in interviews:
        return interviews[manager]
    alike = (interview for interview in interviews.values() if is_same(interview.manager, manager))
    return next(alike, Interview(manager))


def interview_figures(
    catalogue: Catalogue, interviews: Iterable[Interview], *, stand_ins: bool = False
) -> Mapping[str, CriterionFigure]:
    """Each item's figure over the managers interviewed, and over stand-ins where asked (rules.md, Counting, 8)."""
    counted = [one for one in interviews if one.is_counted or (stand_ins and one.is_stand_ins)]
    figures = {}
    for item in catalogue.interview_items:
        if not item.is_judged:
            continue
        states = bytes(state_of(interview.answer(item.id)) for interview in counted)
        figures[item.id] = CriterionFigure(
            proportion=Proportion(states.count(State.YES), states.count(State.YES) + states.count(State.NO)),
            closed=0,
            chosen_na=states.count(State.NA),
            cannot_judge=states.count(State.UNKNOWN),
            parked=states.count(State.PARKED),
            blank=states.count(State.BLANK),
            pending=states.count(State.PARKED) + states.count(State.BLANK),
        )
    return figures
