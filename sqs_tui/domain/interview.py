"""Interviews: the unit is the case manager, asked once however many of his or her cases are sampled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType

from sqs_tui.domain.case import BLANK, Answer
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.standing import State, state_of
from sqs_tui.domain.tally import CriterionFigure
from sqs_tui.values import dataclass

MANAGER, STAND_IN = "manager", "stand-in"


@dataclass(frozen=True, slots=True)
class Interview:
    """What one case manager answered; a stand-in's interview is flagged, and left out of the figures unless asked for.

    `slot` says when the person is seen, cases and interview in one sitting.
    """

    manager: str
    role: str = MANAGER
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    slot: str = ""

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
        return Interview(self.manager, self.role, {**self.answers, item: answer}, self.slot)


def interview_figures(
    catalogue: Catalogue, interviews: Iterable[Interview], *, stand_ins: bool = False
) -> Mapping[str, CriterionFigure]:
    """Each item's figure over the managers interviewed, and over stand-ins where asked (domain.md §3.2, rule 8)."""
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
