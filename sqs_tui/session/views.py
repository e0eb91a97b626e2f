"""Which cases are shown and counted, in which order, and how far each has come."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqs_tui.domain.agenda import Lack, Progress, Status
from sqs_tui.domain.case import REMOVED, Case
from sqs_tui.domain.disputed import Ranges
from sqs_tui.domain.names import is_same, spellings
from sqs_tui.domain.particulars import BY_NAME
from sqs_tui.domain.standing import Standing
from sqs_tui.domain.tally import Tally
from sqs_tui.errors import UsageError
from sqs_tui.session.disputes import ranges
from sqs_tui.session.inspection import Inspection
from sqs_tui.values import dataclass

#: What an answer that is there still wants.
_WANTING = frozenset({Lack.EVIDENCE, Lack.FACTOR, Lack.REASON})
assert {Lack.ANSWER, Lack.PARKED} | _WANTING == set(Lack)


@dataclass(frozen=True, slots=True)
class Glance:
    """How far one case has come.

    `sections` are those with scored criteria. `evidence` counts criteria whose answer still wants evidence,
    a factor or a reason.
    """

    case: Case
    phase: str
    status: Status
    done: Progress
    sections: tuple[Progress, ...]
    unanswered: int
    parked: int
    evidence: int

    @property
    def left(self) -> int:
        """How many things are left to do."""
        return self.unanswered + self.parked + self.evidence

    @property
    def is_flagged(self) -> bool:
        """Whether an answer of the case carries a flag."""
        return any(answer.flag for answer in self.case.answers.values())


class Glances:
    """Every case at a glance; each is worked out once, and again only when it changes."""

    def __init__(self, inspection: Inspection) -> None:
        self._inspection = inspection
        self._known: dict[str, tuple[Case, Standing, frozenset[str], Glance]] = {}
        catalogue = inspection.catalogue
        self.sections = tuple(section for section in catalogue.sections if catalogue.scored.get(section.id))

    def of(self, id: str) -> Glance:
        """A case at a glance, as it stands now."""
        inspection = self._inspection
        case, heard, evidenced = inspection.cases[id], inspection.standings[id], inspection.evidenced(id)
        known = self._known.get(id)
        if known is not None and known[0] is case and known[1] is heard and known[2] == evidenced:
            return known[3]
        glance = self._look(case)
        self._known[id] = (case, heard, evidenced, glance)
        return glance

    def every(self) -> Iterator[Glance]:
        """The cases of the sample, replaced ones among them, removed ones not."""
        return (self.of(case.id) for case in self._inspection.cases.values() if case.status != REMOVED)

    def _look(self, case: Case) -> Glance:
        inspection = self._inspection
        left = inspection.agenda(case.id)
        lacks = Counter(item.lack for item in left)
        wanting = {item.criterion.id for item in left if item.lack in _WANTING}
        return Glance(
            case=case,
            phase=inspection.catalogue.phase(case),
            status=inspection.status(case.id) if left else Status.COMPLETE,
            done=inspection.progress(case.id),
            sections=tuple(inspection.progress(case.id, section.id) for section in self.sections),
            unanswered=lacks[Lack.ANSWER],
            parked=lacks[Lack.PARKED],
            evidence=len(wanting),
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that cases can be chosen by: what of them, which value, and how that is said."""

    kind: str
    value: str
    title: str


#: What is left on a case, by the words of the filter.
_LEFT: Mapping[str, Callable[[Glance], bool]] = {
    "unanswered": lambda glance: glance.unanswered > 0,
    "parked": lambda glance: glance.parked > 0,
    "evidence missing": lambda glance: glance.evidence > 0,
    "flagged": lambda glance: glance.is_flagged,
}
_KINDS = {
    "left": "What is left",
    "status": "How far",
    "inspector": "Inspector",
    "order": "Order",
    "phase": "Phase",
    "gender": "Gender",
    "ethnicity": "Ethnicity",
    "care_status": "Care status",
}
#: By which of them the sample is filtered, and by which figures are sliced: never by case manager, who could be
#: pointed at by a figure.
SAMPLE_KINDS = ("left", "status", "inspector", "order", "phase", "gender")
SLICE_KINDS = ("status", "order", "phase", "gender", "ethnicity", "care_status", "inspector")
#: Complete cases alone, as the letter counts them.
COMPLETE_ONLY = Choice("status", "complete", "complete")
#: How a file or a command says that nothing is recorded.
NOT_RECORDED = "none"


def _holds(choice: Choice, glance: Glance) -> bool:
    if choice.kind == "left":
        return _LEFT[choice.value](glance)
    if choice.kind == "status":
        return (glance.status is Status.COMPLETE) == (choice.value == "complete")
    if choice.kind == "phase":
        return glance.phase == choice.value
    return is_same(glance.case.particular(choice.kind), choice.value)


@dataclass(frozen=True, slots=True)
class View:
    """Which cases are shown and counted: of each kind of thing one choice must hold; no choice is every case."""

    choices: tuple[Choice, ...] = ()

    @property
    def title(self) -> str:
        """The view in words: "RO or YRO; unanswered"."""
        kinds: dict[str, list[str]] = {}
        for choice in self.choices:
            kinds.setdefault(choice.kind, []).append(choice.title)
        return "; ".join(" or ".join(titles) for titles in kinds.values()) or "all cases"

    def holds(self, glance: Glance) -> bool:
        """Whether a case is in the view."""
        kinds: dict[str, bool] = {}
        for choice in self.choices:
            kinds[choice.kind] = kinds.get(choice.kind, False) or _holds(choice, glance)
        return all(kinds.values())

    def toggling(self, choice: Choice) -> View:
        """The view with a choice added, or taken away."""
        if choice in self.choices:
            return View(tuple(other for other in self.choices if other != choice))
        return View((*self.choices, choice))


#: Every case.
EVERY = View()


def offered(
    inspection: Inspection, glances: Iterable[Glance], kinds: Sequence[str] = SAMPLE_KINDS
) -> Iterator[tuple[str, Choice, int]]:
    """What cases can be chosen by: heading, choice, and how many cases that is; only values that occur."""
    every = list(glances)
    for kind in kinds:
        for choice in _choices(inspection, kind, every):
            yield _KINDS[kind], choice, sum(_holds(choice, glance) for glance in every)


def sliced(inspection: Inspection, kind: str, value: str) -> Choice:
    """The choice a command names by kind and value. Raises `UsageError` for a code that does not exist."""
    if value.casefold() == NOT_RECORDED:
        value = ""
    titles = _titles(inspection, kind)
    known = {code.casefold(): code for code in titles}
    if value and titles and value.casefold() not in known:
        codes = ", ".join((*titles, NOT_RECORDED))
        raise UsageError(f"There is no such {_KINDS[kind].casefold()}.", f"It may be {codes}.")
    return _choice(kind, known.get(value.casefold(), value), titles)


def heading_of(kind: str) -> str:
    """What a kind of choice is called."""
    return _KINDS[kind]


def _titles(inspection: Inspection, kind: str) -> Mapping[str, str]:
    return inspection.catalogue.order_titles if kind == "order" else BY_NAME[kind].choices or {}


def _choice(kind: str, value: str, titles: Mapping[str, str]) -> Choice:
    return Choice(kind, value, titles.get(value, value) or f"no {BY_NAME[kind].title.casefold()}")


def _choices(inspection: Inspection, kind: str, every: list[Glance]) -> Iterator[Choice]:
    if kind == "left":
        yield from (Choice(kind, word, word) for word in _LEFT)
        return
    if kind == "status":
        yield from (Choice(kind, word, word) for word in ("complete", "not complete"))
        return
    own = inspection.inspector()
    if kind == "inspector" and own:
        yield Choice(kind, own, f"mine ({own})")
    held = [glance.phase if kind == "phase" else glance.case.particular(kind) for glance in every]
    values = [*spellings(held).values(), *([""] if "" in held else [])]
    titles = _titles(inspection, kind)
    for value in sorted(values, key=natural):
        if kind != "inspector" or not value or not is_same(value, own):
            yield _choice(kind, value, titles)


# Order

_DIGITS = re.compile(r"(\d+)")


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key that puts D2 before D10."""
    return tuple((int(part), "") if part.isdecimal() else (0, part.casefold()) for part in _DIGITS.split(text))


#: The orders a sample can be shown in, by the words for them.
SORTS: Mapping[str, Callable[[Glance], tuple[object, ...]]] = {
    "in sample order": lambda glance: (),
    "by reference": lambda glance: natural(glance.case.ref),
    "least answered first": lambda glance: (
        glance.done.answered / glance.done.applicable if glance.done.applicable else 1,
    ),
    "most left first": lambda glance: (-glance.left,),
    "by inspector": lambda glance: (
        not glance.case.particular("inspector"),
        natural(glance.case.particular("inspector")),
    ),
}


# Figures


class ViewTally:
    """The proportions over the cases of a view, counted once; then one standing is swapped for another."""

    def __init__(self, inspection: Inspection, view: View, glances: Glances) -> None:
        self._inspection, self._glances = inspection, glances
        self.view = view
        self.recount()

    def recount(self) -> None:
        """Count every case: at the beginning, for another view, or where cases have come and gone."""
        self._counted: dict[str, tuple[str, Standing]] = {}
        self._tallies: dict[str, Tally] = {}
        for case in self._inspection.cases:
            self.follow(case)

    def tally(self, group: str = "") -> Tally:
        """The proportions over the counted cases of a group; over all of them where there are no groups."""
        return self._tallies.get(group) or Tally.of(self._inspection.catalogue)

    def ranges(self, group: str = "") -> Ranges:
        """What each figure of `tally` can come to, as far as people differ on it.

        A choice of an order or another particular can take a case into the slice, or out of it; how far a case has
        come, and what is left on it, are as shown.
        """

        def standing_of(id: str) -> Standing | None:
            # As counted here, which may be a moment behind what the inspection holds.
            own, heard = self._counted.get(id, ("", None))
            return heard if own == group else None

        return ranges(self._inspection, self.tally(group), standing_of, lambda case: self._may_count(case, group))

    def _may_count(self, case: Case, group: str) -> bool:
        if not case.is_counted or self._inspection.catalogue.group_of(case) != group:
            return False
        if not self.view.choices:
            return True
        glance = self._glances.of(case.id)
        return self.view.holds(replace(glance, case=case, phase=self._inspection.catalogue.phase(case)))

    def holds(self, id: str) -> bool:
        """Whether a case is counted here."""
        return id in self._counted

    def cases(self, group: str = "") -> list[Case]:
        """The cases counted, in the order of the sample: of a group, where the catalogue keeps groups apart."""
        counted = (case for case in self._inspection.cases.values() if case.id in self._counted)
        return [case for case in counted if self._counted[case.id][0] == group]

    def standings(self, group: str = "") -> list[Standing]:
        """How those cases stand."""
        return [self._counted[case.id][1] for case in self.cases(group)]

    def groups(self) -> list[tuple[str, str]]:
        """The groups whose figures are kept apart, with their names; one without a name where there are none.

        Cases that belong to no group of a catalogue that has some are others, told by themselves.
        """
        named = [(group.id, group.title) for group in self._inspection.catalogue.groups]
        held = {group for group, _ in self._counted.values()}
        return [(id, title) for id, title in (*named, ("", "other cases" if named else "")) if id in held] or [("", "")]

    def follow(self, id: str) -> bool:
        """Take in what has become of a case; whether that took it into the view or a group, or out."""
        before, after = self._counted.pop(id, None), self._now(id)
        if after is not None:
            self._counted[id] = after
        if before and after and before[0] == after[0]:
            self._swap(before[0], before[1], after[1])
            return False
        if before:
            self._swap(before[0], before[1], None)
        if after:
            self._swap(after[0], None, after[1])
        return before is not after

    def _now(self, id: str) -> tuple[str, Standing] | None:
        case = self._inspection.cases.get(id)
        if case is None or not case.is_counted or not self._is_in_view(id):
            return None
        return self._inspection.group(id), self._inspection.standings[id]

    def _is_in_view(self, id: str) -> bool:
        # How far a case has come is worked out only where somebody asked for that.
        return not self.view.choices or self.view.holds(self._glances.of(id))

    def _swap(self, group: str, before: Standing | None, after: Standing | None) -> None:
        self._tallies[group] = self.tally(group).swapping(before, after)
