"""A catalogue made of a parsed file, table by table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqs_tui.domain.catalogue import (
    LEAST_CASES,
    Band,
    Catalogue,
    Check,
    Criterion,
    Fact,
    Factor,
    FactorList,
    Group,
    Guidance,
    Kind,
    Order,
    Section,
    Total,
)
from sqs_tui.domain.conditions import STATES, Condition
from sqs_tui.domain.particulars import BY_NAME, CONDITION_NAMES
from sqs_tui.store.catalogue_fields import SLUG, Fields, Source, unknown

FORMAT = 1
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TITLE, _SHORT = 34, 12

_TOP = {
    "format", "id", "version", "title", "short", "official", "wording", "aggregate", "least_cases",
    "feedback_sheet", "feedback_verdicts",
    "fact", "order", "band", "total", "group", "section", "criterion", "interview", "factors", "check",
}  # fmt: skip
_QUESTION = {
    "id", "kind", "title", "question", "factors", "topic", "evidence", "extended",
    "look_for", "good", "not_good", "na_when",
}  # fmt: skip
_KEYS = {
    "fact": {"id", "when", "title", "otherwise"},
    "order": {"code", "title", "phase"},
    "band": {"title", "at_least", "points"},
    "group": {"id", "title", "when"},
    "section": {"id", "title", "short", "topic"},
    "criterion": _QUESTION | {"section", "when", "na", "closing", "oversight"},
    "interview": _QUESTION,
    "factors": {"id", "title", "factors"},
    "check": {"id", "when", "criteria", "say"},
}


_TOTAL, _TOTAL_BAND = {"title", "sections", "bands", "group"}, {"title", "at_least"}


class Reading(Fields):
    """Makes a catalogue of a parsed file."""

    def __init__(self, source: Source, content: Mapping[str, Any]) -> None:
        super().__init__(source, content)
        self.lists: dict[str, FactorList] = {}

    def catalogue(self) -> Catalogue:
        """The catalogue, as far as it can be made."""
        self._top()
        for name in _KEYS:
            for place, table in enumerate(self._tables(name)):
                for key in table.keys() - _KEYS[name]:
                    self.wrong(name, place, key, unknown(key, _KEYS[name], "key"), str(table.get("id", "")))
        self.lists = {one.id: one for one in self._factor_lists()}
        sections = tuple(self._sections())
        criteria = tuple(self._criteria(sections))
        interview = tuple(self._interview())
        self._unique("criterion", [one.id for one in criteria], taken=set())
        self._unique("interview", [one.id for one in interview], taken={one.id for one in criteria})
        self._conditions_refer(criteria)
        aggregate = self._text("", 0, self.content, "aggregate", choices=("pooled", "lowest"))
        bands = tuple(self._bands())
        if aggregate == "lowest" and not bands:
            self.wrong("", 0, "aggregate", "lowest needs bands: write [[band]] tables, highest first")
        return Catalogue(
            id=self._text("", 0, self.content, "id", pattern=SLUG),
            version=self._text("", 0, self.content, "version"),
            title=self._text("", 0, self.content, "title"),
            short=self._text("", 0, self.content, "short", longest=20),
            wording=self._text("", 0, self.content, "wording"),
            official=self._flag("", 0, self.content, "official"),
            aggregate=aggregate,
            sections=sections,
            every_criterion=criteria,
            every_interview_item=interview,
            facts=tuple(self._facts()),
            orders=tuple(self._orders()),
            bands=bands,
            least_cases=self._number("", 0, {"least_cases": LEAST_CASES, **self.content}, "least_cases", 2, 1000),
            total=self._total(sections),
            groups=tuple(self._groups()),
            checks=tuple(self._checks({one.id: one for one in criteria})),
            feedback_sheet=self._flag("", 0, self.content, "feedback_sheet"),
            feedback_verdicts=self._verdicts_told(),
            text=self.source.text,
        )

    def _top(self) -> None:
        for key in self.content.keys() - _TOP:
            self.wrong("", 0, key, unknown(key, _TOP, "key"))
        if self.content.get("format") != FORMAT:
            self.wrong("", 0, "format", f"must be {FORMAT}")
        for name in ("section", "criterion", "order"):
            if not self.content.get(name):
                self.wrong("", 0, name, f"there is none; write at least one [[{name}]]")

    def _verdicts_told(self) -> bool:
        told = self._flag("", 0, self.content, "feedback_verdicts")
        if told and self.content.get("feedback_sheet") is not True:
            self.wrong("", 0, "feedback_verdicts", "needs feedback_sheet = true: verdicts stand on no other sheet")
        return told

    def _facts(self) -> Iterator[Fact]:
        seen: set[str] = set()
        for place, table in enumerate(self._tables("fact")):
            id = self._text("fact", place, table, "id", pattern=_ID)
            if id in seen or id in CONDITION_NAMES:
                self.wrong("fact", place, "id", f"{id} is used already; every id must be its own", id)
            condition = self._condition("fact", place, table)
            for name in condition.names if condition else ():
                if name in self.fact_ids and name not in seen:
                    meant = "itself" if name == id else f"{name}, which comes later"
                    self.wrong(
                        "fact",
                        place,
                        "when",
                        f"the condition of {id} names {meant}; a fact may name only earlier ones",
                        id,
                    )
            seen.add(id)
            yield Fact(
                id,
                condition or self._always(),
                self._text("fact", place, table, "title"),
                self._text("fact", place, table, "otherwise"),
            )

    def _orders(self) -> Iterator[Order]:
        phases = tuple(BY_NAME["phase"].choices or ())
        codes = []
        for place, table in enumerate(self._tables("order")):
            codes.append(self._text("order", place, table, "code", pattern=_ID))
            yield Order(
                codes[-1],
                self._text("order", place, table, "title"),
                self._text("order", place, table, "phase", choices=phases),
            )
        for place, code in enumerate(codes):
            if code in codes[:place]:
                self.wrong("order", place, "code", f"{code} is used already; every code must be its own", code)

    def _bands(self) -> Iterator[Band]:
        previous = 101
        for place, table in enumerate(self._tables("band")):
            at_least = self._number("band", place, table, "at_least", 0, 100)
            if at_least >= previous:
                self.wrong("band", place, "at_least", "bands go from the highest down")
            previous = at_least
            yield Band(
                self._text("band", place, table, "title"),
                at_least,
                self._number("band", place, table, "points", 0, 100),
            )

    def _groups(self) -> Iterator[Group]:
        for place, table in enumerate(self._tables("group")):
            yield Group(
                self._text("group", place, table, "id", pattern=_ID),
                self._text("group", place, table, "title"),
                self._condition("group", place, table) or self._always(),
            )

    def _sections(self) -> Iterator[Section]:
        tables = self._tables("section")
        for place, table in enumerate(tables):
            yield Section(
                self._text("section", place, table, "id", longest=12),
                self._text("section", place, table, "title"),
                self._text("section", place, table, "short", longest=_SHORT),
                self._text("section", place, table, "topic", required=False),
            )
        self._unique("section", [str(table.get("id", "")) for table in tables], set())

    def _total(self, sections: Sequence[Section]) -> Total | None:
        table = self.content.get("total")
        if table is None:
            return None
        if not isinstance(table, dict):
            self.wrong("", 0, "total", "must be a table, [total]")
            return None
        for key in table.keys() - _TOTAL:
            self.wrong("total", 0, key, unknown(key, _TOTAL, "key"))
        named = self._texts("total", 0, table, "sections")
        if not named:
            self.wrong("total", 0, "sections", "is missing; name the sections whose points are added up")
        ids = [section.id for section in sections]
        for id in named:
            if id not in ids:
                self.wrong("total", 0, "sections", unknown(id, ids, "section"))
        group = self._text("total", 0, table, "group", required=False)
        groups = [str(one.get("id", "")) for one in self._tables("group")]
        if group and group not in groups:
            self.wrong("total", 0, "group", unknown(group, groups, "group"))
        return Total(self._text("total", 0, table, "title"), named, tuple(self._total_bands(table)), group)

    def _total_bands(self, table: Mapping[str, Any]) -> Iterator[Band]:
        bands = table.get("bands", [])
        previous = None
        for band in bands if isinstance(bands, list) and bands else [None]:
            if (
                not isinstance(band, dict)
                or band.keys() != _TOTAL_BAND
                or not isinstance(band["title"], str)
                or type(band["at_least"]) is not int
            ):
                self.wrong("total", 0, "bands", 'each must be { title = "…", at_least = … }')
                return
            if previous is not None and band["at_least"] >= previous:
                self.wrong("total", 0, "bands", "bands go from the highest down")
            previous = band["at_least"]
            yield Band(band["title"], band["at_least"])

    def _factor_lists(self) -> Iterator[FactorList]:
        tables = self._tables("factors")
        for place, table in enumerate(tables):
            id = self._text("factors", place, table, "id", pattern=_ID)
            factors: list[Factor] = []
            for item in table.get("factors", []) if isinstance(table.get("factors"), list) else []:
                if (
                    not isinstance(item, dict)
                    or not isinstance(item.get("code"), str)
                    or not isinstance(item.get("title"), str)
                ):
                    self.wrong("factors", place, "factors", 'each must be { code = "…", title = "…" }', id)
                    continue
                if not _CODE.fullmatch(item["code"]):
                    self.wrong(
                        "factors", place, "factors", f"{item['code']!r} may have only small letters, digits and _", id
                    )
                if item["code"] in {factor.code for factor in factors}:
                    self.wrong("factors", place, "factors", f"the code {item['code']} is there twice in this list", id)
                factors.append(Factor(item["code"], item["title"], str(item.get("evidence", ""))))
            if not factors:
                self.wrong("factors", place, "factors", "the list has no factors", id)
            factors.sort(key=lambda factor: not factor.evidence)
            yield FactorList(id, self._text("factors", place, table, "title"), tuple(factors))
        self._unique("factors", [str(table.get("id", "")) for table in tables], set())

    def _criteria(self, sections: Sequence[Section]) -> Iterator[Criterion]:
        ids = [section.id for section in sections]
        for place, table in enumerate(self._tables("criterion")):
            section = self._text("criterion", place, table, "section")
            if section and section not in ids:
                self.wrong("criterion", place, "section", unknown(section, ids, "section"), str(table.get("id", "")))
            criterion = self._question("criterion", place, table, section, self._condition("criterion", place, table))
            if criterion.is_scored and len(criterion.guidance.parts()) < 4:
                self.wrong(
                    "criterion",
                    place,
                    "",
                    "a scored criterion needs look_for, good, not_good and na_when",
                    criterion.id,
                )
            if criterion.closing and criterion.kind is not Kind.GATE:
                self.wrong("criterion", place, "closing", "only a gate can close others", criterion.id)
            yield criterion

    def _interview(self) -> Iterator[Criterion]:
        for place, table in enumerate(self._tables("interview")):
            yield self._question("interview", place, table, "", None)

    def _question(
        self, name: str, place: int, table: Mapping[str, Any], section: str, when: Condition | None
    ) -> Criterion:
        id = self._text(name, place, table, "id", pattern=_ID)
        if id in STATES or id in self.fact_ids or id in CONDITION_NAMES:
            self.wrong(name, place, "id", f"{id} has a meaning in conditions already", id)
        kind = self._text(name, place, table, "kind", choices=[one.value for one in Kind])
        lists = []
        for wanted in self._texts(name, place, table, "factors"):
            if wanted in self.lists:
                lists.append(self.lists[wanted])
            else:
                self.wrong(name, place, "factors", unknown(wanted, list(self.lists), "list"), id)
        return Criterion(
            id=id,
            section=section,
            kind=Kind(kind) if kind in {one.value for one in Kind} else Kind.TEXT,
            title=self._text(name, place, table, "title", longest=_TITLE),
            question=self._text(name, place, table, "question"),
            when=when,
            na=self._text(name, place, table, "na", required=False),
            factors=tuple(lists),
            topic=self._text(name, place, table, "topic", required=False),
            evidence=self._text(name, place, table, "evidence", required=False),
            extended=self._flag(name, place, table, "extended"),
            closing=self._flag(name, place, table, "closing"),
            oversight=self._flag(name, place, table, "oversight"),
            guidance=Guidance(
                *(self._texts(name, place, table, key) for key in ("look_for", "good", "not_good", "na_when"))
            ),
        )

    def _conditions_refer(self, criteria: Sequence[Criterion]) -> None:
        """Every criterion named exists, comes earlier, and none waits for itself."""
        place_of = {one.id: place for place, one in enumerate(criteria)}
        for place, criterion in enumerate(criteria):
            for named in criterion.when.criteria if criterion.when else ():
                if named not in place_of:
                    self.wrong("criterion", place, "when", unknown(named, list(place_of), "criterion"), criterion.id)
                elif place_of[named] >= place:
                    circle = _circle(criteria, place_of, criterion.id)
                    what = (
                        f"circular: {' → '.join(circle)}; one of them must not wait for the others"
                        if circle
                        else f"{named} comes later; a condition may name only earlier criteria, so move {named} up"
                    )
                    self.wrong("criterion", place, "when", what, criterion.id)

    def _checks(self, criteria: Mapping[str, Criterion]) -> Iterator[Check]:
        tables = self._tables("check")
        for place, table in enumerate(tables):
            id = self._text("check", place, table, "id", longest=60)
            condition = self._condition("check", place, table, check=True)
            shown = self._texts("check", place, table, "criteria")
            for key, named in (("when", condition.criteria if condition else ()), ("criteria", shown)):
                for missing in (one for one in named if one not in criteria):
                    self.wrong("check", place, key, unknown(missing, list(criteria), "criterion"), id)
            for criterion, factor in condition.marked if condition else ():
                if criterion in criteria and factor not in criteria[criterion].factor_titles:
                    known = list(criteria[criterion].factor_titles)
                    self.wrong("check", place, "when", unknown(factor, known, f"factor of {criterion}"), id)
            say = self._text("check", place, table, "say")
            if condition:
                yield Check(id, condition, shown, say)
        self._unique("check", [str(table.get("id", "")) for table in tables], set())


def _circle(criteria: Sequence[Criterion], place_of: Mapping[str, int], start: str) -> list[str]:
    """The way from a criterion back to itself through conditions; empty where there is none."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting:
        id = waiting.pop()
        condition = criteria[place_of[id]].when
        for named in condition.criteria if condition else ():
            if named == start:
                trail = [id]
                while trail[-1] != start:
                    trail.append(came_from[trail[-1]])
                return [*reversed(trail), start]
            if named in place_of and named not in came_from:
                came_from[named] = id
                waiting.append(named)
    return []
