"""What is asked: a catalogue of sections, criteria, interview items and the factors behind a No."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from enum import Enum
from functools import cached_property

from sqs_tui.domain.case import Case
from sqs_tui.domain.conditions import Condition
from sqs_tui.values import dataclass

#: How many cases a band rests on at least, where a catalogue states no other number.
LEAST_CASES = 10


class Kind(str, Enum):
    """What a criterion is for (rules.md, Answers)."""

    GATE = "gate"
    SCORE = "score"
    DETAIL = "detail"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Factor:
    """A reason that can be marked on an answer; `evidence` says where it was found, if anywhere."""

    code: str
    title: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class FactorList:
    """Factors offered together, as one page of the picker."""

    id: str
    title: str
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to look for, and when that is good enough."""

    look_for: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    not_good: tuple[str, ...] = ()
    na_when: tuple[str, ...] = ()

    def parts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The headings with their lines, those with nothing to say left out."""
        every = (
            ("Look for", self.look_for),
            ("Good enough when", self.good),
            ("Not good enough when", self.not_good),
            ("Not applicable when", self.na_when),
        )
        return tuple(part for part in every if part[1])


@dataclass(frozen=True)
class Criterion:
    """One question, asked of every case it applies to (or, for interviews, of every case manager)."""

    id: str
    section: str
    kind: Kind
    title: str
    question: str
    when: Condition | None = None
    na: str = ""
    factors: tuple[FactorList, ...] = ()
    topic: str = ""
    evidence: str = ""
    extended: bool = False
    closing: bool = False
    oversight: bool = False
    guidance: Guidance = Guidance()

    @property
    def is_scored(self) -> bool:
        """Whether it counts towards its section."""
        return self.kind is Kind.SCORE

    @property
    def is_judged(self) -> bool:
        """Whether it takes a verdict."""
        return self.kind is not Kind.TEXT

    @cached_property
    def factor_titles(self) -> Mapping[str, str]:
        """Codes with their titles; the first list wins where two share a code."""
        titles: dict[str, str] = {}
        for page in self.factors:
            for factor in page.factors:
                titles.setdefault(factor.code, factor.title)
        return titles


@dataclass(frozen=True, slots=True)
class Section:
    """Criteria that belong together."""

    id: str
    title: str
    short: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A named condition over the particulars of a case."""

    id: str
    when: Condition
    title: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Order:
    """An order or disposal, and the phase it means where none is recorded."""

    code: str
    title: str
    phase: str


@dataclass(frozen=True, slots=True)
class Band:
    """A name for percentages from `at_least` up, worth `points`."""

    title: str
    at_least: int
    points: int = 0


@dataclass(frozen=True, slots=True)
class Total:
    """Points of sections added up, with bands of their own."""

    title: str
    sections: tuple[str, ...]
    bands: tuple[Band, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Cases whose figures are added together, and never to those of another group."""

    id: str
    title: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Check:
    """A contradiction to ask about, in a sentence."""

    id: str
    when: Condition
    criteria: tuple[str, ...]
    say: str


@dataclass(frozen=True)
class Catalogue:
    """A versioned list of what is asked, copied into each workbook and never edited there."""

    id: str
    version: str
    title: str
    short: str
    wording: str
    official: bool
    aggregate: str
    sections: tuple[Section, ...]
    every_criterion: tuple[Criterion, ...]
    every_interview_item: tuple[Criterion, ...]
    facts: tuple[Fact, ...]
    orders: tuple[Order, ...]
    bands: tuple[Band, ...] = ()
    #: On fewer cases than these no band, lowest criterion or total is told; two at least, so never of one case.
    least_cases: int = LEAST_CASES
    total: Total | None = None
    groups: tuple[Group, ...] = ()
    checks: tuple[Check, ...] = ()
    #: Whether a case manager is given a sheet on the case, and whether the verdicts stand on it.
    feedback_sheet: bool = False
    feedback_verdicts: bool = False
    extended: bool = False
    text: str = field(default="", repr=False, compare=False)

    def extending(self, extended: bool) -> Catalogue:
        """The catalogue with its extended criteria asked, or not."""
        return replace(self, extended=extended)

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria asked of a case in this inspection, in order."""
        return tuple(one for one in self.every_criterion if self.extended or not one.extended)

    @cached_property
    def interview_items(self) -> tuple[Criterion, ...]:
        """The items asked of a case manager in this inspection, in order."""
        return tuple(one for one in self.every_interview_item if self.extended or not one.extended)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each criterion stands in `criteria`."""
        return {criterion.id: place for place, criterion in enumerate(self.criteria)}

    @cached_property
    def known(self) -> Mapping[str, Criterion]:
        """Every criterion and interview item by id, asked or not."""
        return {one.id: one for one in (*self.every_criterion, *self.every_interview_item)}

    @cached_property
    def scored(self) -> Mapping[str, tuple[Criterion, ...]]:
        """The scored criteria of each section."""
        return {
            section.id: tuple(one for one in self.criteria if one.section == section.id and one.is_scored)
            for section in self.sections
        }

    @cached_property
    def places(self) -> Mapping[str, tuple[int, ...]]:
        """The places of each section's criteria; sections with none asked are left out."""
        places: dict[str, list[int]] = {}
        for place, criterion in enumerate(self.criteria):
            places.setdefault(criterion.section, []).append(place)
        return {section.id: tuple(places[section.id]) for section in self.sections if section.id in places}

    @cached_property
    def judged(self) -> Mapping[str, tuple[int, ...]]:
        """The places of the criteria that take a verdict: of each section, and of all under ""."""
        judged: dict[str, list[int]] = {"": [], **{section.id: [] for section in self.sections}}
        for place, criterion in enumerate(self.criteria):
            if criterion.is_judged:
                judged[""].append(place)
                judged[criterion.section].append(place)
        return {section: tuple(places) for section, places in judged.items()}

    @cached_property
    def dependants(self) -> Mapping[str, tuple[int, ...]]:
        """For each criterion the places of all that can change with it, itself first, in order."""
        direct: dict[str, list[str]] = {}
        for criterion in self.criteria:
            for named in criterion.when.criteria if criterion.when else ():
                direct.setdefault(named, []).append(criterion.id)
        reach: dict[str, tuple[int, ...]] = {}
        for criterion in reversed(self.criteria):
            places = {self.place[criterion.id]}
            for dependant in direct.get(criterion.id, ()):
                places.update(reach[dependant])
            reach[criterion.id] = tuple(sorted(places))
        return reach

    @cached_property
    def fact_by_id(self) -> Mapping[str, Fact]:
        """The facts by id."""
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def order_titles(self) -> Mapping[str, str]:
        """The codes of orders with their titles."""
        return {order.code: order.title for order in self.orders}

    def section(self, id: str) -> Section:
        """A section by id."""
        return next(section for section in self.sections if section.id == id)

    def phase(self, case: Case) -> str:
        """The phase of a case: as recorded, else what its order means."""
        recorded = case.particular("phase")
        if recorded:
            return recorded
        return next((order.phase for order in self.orders if order.code == case.particular("order")), "community")

    def group_of(self, case: Case) -> str:
        """The group whose figures the case belongs to; empty where the catalogue has none."""
        from sqs_tui.domain.standing import CaseFacts

        facts = CaseFacts(self, case)
        return next((group.id for group in self.groups if group.when.holds(facts)), "")
