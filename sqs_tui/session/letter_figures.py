"""What stands behind the places of a letter: counted over complete cases, and over the case managers interviewed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqs_tui.domain.agenda import Status
from sqs_tui.domain.case import Case, Verdict
from sqs_tui.domain.disputed import Ranges
from sqs_tui.domain.letter import Slot
from sqs_tui.domain.letter_filling import Behind
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.standing import State
from sqs_tui.domain.tally import Tally
from sqs_tui.session.disputes import interview_ranges, ranges
from sqs_tui.session.held import Held

_MOST_FACTORS = 5


class LetterFigures:
    """The figures of a letter: only complete cases count in it (rules.md, Counting, 1)."""

    def __init__(self, inspection: Held) -> None:
        self._inspection = inspection
        self.sample = list(inspection.counted())
        self.cases = [case for case in self.sample if inspection.status(case.id) is Status.COMPLETE]
        self._ranges: dict[str, Ranges] = {}
        self._known: dict[tuple[str, str, str], Behind] = {}
        self._items = {item.id: item for item in inspection.catalogue.interview_items}

    def behind(self, slot: Slot) -> Behind:
        """What stands behind a place."""
        about = (slot.criterion, slot.factor, slot.group)
        if about not in self._known:
            self._known[about] = self._told(slot)
        return self._known[about]

    def _told(self, slot: Slot) -> Behind:
        if slot.criterion in self._items:
            return self._interviews(slot)
        catalogue = self._inspection.catalogue
        place = catalogue.place.get(slot.criterion)
        if place is None:
            return Behind(Proportion())
        criterion = catalogue.criteria[place]
        met, missed = [], []
        for case in self.cases:
            if slot.group and self._inspection.group(case.id) != slot.group:
                continue
            state = self._inspection.standings[case.id].states[place]
            if state == State.YES:
                met.append(case)
            elif state == State.NO:
                missed.append(case)
        relevant_only = criterion.when is not None or bool(criterion.na)
        return self._with_factor(slot, met, missed, relevant_only)

    def _with_factor(self, slot: Slot, met: list[Case], missed: list[Case], relevant_only: bool) -> Behind:
        criterion = self._inspection.catalogue.known[slot.criterion]
        title = criterion.title
        if slot.factor and not slot.is_list:
            title += f": {_inside(criterion.factor_titles.get(slot.factor, slot.factor))}"
            marked = [case for case in missed if slot.factor in case.answer(slot.criterion).factors]
            met, missed = marked, [case for case in (*met, *missed) if case not in marked]
        counts = Counter(code for case in missed for code in case.answer(slot.criterion).factors)
        order = list(criterion.factor_titles)
        first = sorted(counts, key=lambda code: (-counts[code], order.index(code) if code in order else 99))
        factors = tuple(
            (_inside(criterion.factor_titles.get(code, code)), counts[code]) for code in first[:_MOST_FACTORS]
        )
        return Behind(
            Proportion(len(met), len(met) + len(missed)),
            _refs(met),
            _refs(missed),
            factors if slot.is_list else (),
            relevant_only,
            title,
            disputed=self._disputed(slot),
        )

    def _disputed(self, slot: Slot) -> str:
        """What the criterion of a place can come to over the complete cases, where people differ on it."""
        if slot.group not in self._ranges:
            self._ranges[slot.group] = self._ranges_of(slot.group)
        found = self._ranges[slot.group].criterion(slot.criterion)
        return f"people differ: {found.words}" if found else ""

    def _ranges_of(self, group: str) -> Ranges:
        inspection = self._inspection
        complete = {case.id for case in self.cases}

        def counts(case: Case) -> bool:
            is_of_group = not group or inspection.catalogue.group_of(case) == group
            return case.is_counted and case.id in complete and is_of_group

        heard = {case.id: inspection.standings[case.id] for case in self.cases if counts(case)}
        return ranges(inspection, Tally.of(inspection.catalogue, heard.values()), heard.get, counts)

    def _interviews(self, slot: Slot) -> Behind:
        """Counts alone: who among the case managers answered what stands behind no sentence."""
        held = [one.answer(slot.criterion) for one in self._inspection.interviews.values() if one.is_counted]
        given = [answer.verdict for answer in held if not answer.parked]
        met, missed = given.count(Verdict.YES), given.count(Verdict.NO)
        found = interview_ranges(self._inspection).get(slot.criterion)
        return Behind(
            Proportion(met, met + missed),
            title=self._items[slot.criterion].title,
            unit="case managers",
            disputed=f"people differ: {found.words}" if found else "",
        )


def _refs(cases: Iterable[Case]) -> tuple[str, ...]:
    return tuple(case.ref for case in cases)


def _inside(title: str) -> str:
    """A title as it stands inside a sentence: "Emotional or mental health" without its capital, MAPPA with it."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
