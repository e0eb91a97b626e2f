"""A case, its answers, and the changes made to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any

from sqs_tui.values import dataclass


class Verdict(str, Enum):
    """What the inspector judged. *Parked* is a mark on an answer, not a verdict."""

    YES = "Y"
    NO = "N"
    NA = "NA"
    UNKNOWN = "U"

    @property
    def word(self) -> str:
        """The verdict as it is said: "Yes", "No", "n/a", "cannot judge"."""
        return {"Y": "Yes", "N": "No", "NA": "n/a", "U": "cannot judge"}[self.value]

    @classmethod
    def said(cls, kept: object) -> str:
        """A verdict as it is kept, in words; "blank" for none, and what a newer version may have kept as it is."""
        return "blank" if kept is None else next((one.word for one in cls if one.value == kept), str(kept))


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with the factors behind it, a note and marks.

    A parked answer keeps its verdict and does not count while it is parked (rules.md, Answers). `unrecorded` is a mark
    on a No: the work was done, and the record does not show it; it counts as any other No.
    """

    verdict: Verdict | None = None
    factors: tuple[str, ...] = ()
    note: str = ""
    parked: bool = False
    flag: bool = False
    unrecorded: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all has been put down."""
        return self == BLANK

    def judged(self, verdict: Verdict | None) -> Answer:
        """The answer with another verdict: parked no more.

        Factors and "done, not recorded" say why it is No (rules.md, Answers), so any other verdict takes them away;
        the note stays. Cleared, it keeps its factors for the No that may follow.
        """
        is_other = verdict is not None and verdict is not Verdict.NO and verdict is not self.verdict
        return replace(
            self,
            verdict=verdict,
            parked=False,
            factors=() if is_other else self.factors,
            unrecorded=self.unrecorded and verdict is Verdict.NO,
        )


BLANK = Answer()


class Stage(StrEnum):
    """What can be done to a case as a whole, in this order; the value names the field it is kept in."""

    MARKED = "marked"
    SECOND = "second_read"
    SIGNED = "signed"
    LOCKED = "locked"


ACTIVE, REPLACED, REMOVED = "active", "replaced", "removed"


@dataclass(frozen=True, slots=True)
class Case:
    """One young person's case: an identity that never changes, a reference that may, particulars and answers.

    `status` is `active`, `replaced` (found ineligible, kept, in no base) or `removed`. `signatures` says how far
    its signing has come, as it is kept.
    """

    id: str
    ref: str
    particulars: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    status: str = ACTIVE
    place: int = 0
    signatures: Mapping[Stage, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_counted(self) -> bool:
        """Whether the case is in any base: not replaced, not removed."""
        return self.status == ACTIVE

    def answer(self, criterion: str) -> Answer:
        """The answer to a criterion; a blank one where none was given."""
        return self.answers.get(criterion, BLANK)

    def answering(self, criterion: str, answer: Answer) -> Case:
        """The case with one answer put in the place of another; a blank one is not kept."""
        others = {id: other for id, other in self.answers.items() if id != criterion}
        return replace(self, answers=others if answer.is_blank else {**others, criterion: answer})

    def particular(self, name: str) -> str:
        """A particular by name; empty where nothing is recorded."""
        return self.particulars.get(name, "")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one thing, from one value to another.

    Values are plain: text, numbers, booleans, lists of text, or None for nothing there.
    """

    table: str
    id: str
    field: str
    before: Any
    after: Any
