"""Cases to tell stories with: small ones, the Dudley sample, random ones, and a plain count to hold the tally to."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqs_tui.domain.case import Answer, Case, Verdict
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.store.catalogues import by_name

SQS, YOUTH = "sqs-2016", "youth-standards-2018"

#: (catalogue, extended): every way the shipped catalogues are asked.
WAYS = [(SQS, False), (SQS, True), (YOUTH, False), (YOUTH, True)]


def catalogue(name: str = SQS, extended: bool = False) -> Catalogue:
    """A shipped catalogue, read once."""
    return _extending(name, extended)


@cache
def earlier(name: str = SQS) -> Catalogue:
    """A catalogue as it first shipped: workbooks begun with it keep it."""
    return by_name(str(Path(__file__).parent / "earlier" / f"{name}.toml"))


@cache
def _extending(name: str, extended: bool) -> Catalogue:
    return by_name(name).extending(extended)


def answer(told: str, note: str = "", factors: tuple[str, ...] = ()) -> Answer:
    """An answer as told: "Y", "N", "NA", "U", "parked", "N parked", "N:late,thin_evidence" or nothing."""
    told, _, marked = told.partition(":")
    factors = tuple(marked.split(",")) if marked else factors
    words = told.split()
    verdict = next((Verdict(word) for word in words if word != "parked"), None)
    return Answer(verdict, factors, note, parked="parked" in words)


def case(answers: Mapping[str, str | Answer] | None = None, *, ref: str = "X-01", **particulars: str) -> Case:
    """A case with answers as told; a youth rehabilitation order unless another is given."""
    given = {id: told if isinstance(told, Answer) else answer(told) for id, told in (answers or {}).items()}
    return Case(ref, ref, {"order": "YRO", **particulars}, given)


# Dudley

_DUDLEY = json.loads((Path(__file__).parent / "dudley-2016.json").read_text("utf-8"))
EXPECTED: Mapping[str, tuple[int, int]] = {id: (met, of) for id, (met, of) in _DUDLEY["expected"].items()}

#: Every n/a the inspector chose under the catalogue of 2016.1; the others are n/a by rule.
CHOSEN_NA_BEFORE = {
    "PP04": ("02",),
    "PP06": ("02", "04", "08", "13"),
    "PP07": ("02", "04", "08", "13"),
    "PP08": ("02", "04", "08", "13"),
    "PC03": ("04", "06", "08", "10", "12"),
    "PC06": ("06",),
    "SS05": ("02", "06", "11", "13"),
}
#: What 2016.2 asks beyond that: whether a review was due, and whether release was due to be planned.
GATES_SINCE = {"PP05b": "PP06", "PC05b": "PC06"}
CHOSEN_NA = {id: cases for id, cases in CHOSEN_NA_BEFORE.items() if id not in ("PP06", "PP07", "PC06")}


def dudley(*, before: bool = False) -> list[Case]:
    """The sample (rules.md, The Dudley sample), with what an inspector puts down under 2016.2 or, before, 2016.1."""
    return [_dudley_case(told, before) for told in _DUDLEY["cases"]]


def _dudley_case(told: Mapping[str, object], before: bool) -> Case:
    number = str(told["ref"])[-2:]
    answers = {}
    if not before:
        answers["RR11b"] = answer("N")
        for gate, review in GATES_SINCE.items():
            answers[gate] = answer("N" if number in CHOSEN_NA_BEFORE[review] else "Y")
    for id, verdict in told["answers"].items():  # type: ignore[attr-defined]
        chosen = "NA" if number in (CHOSEN_NA_BEFORE if before else CHOSEN_NA).get(id, ()) else ""
        answers[id] = answer(verdict if verdict != "-" else chosen, factors=tuple(told["factors"].get(id, ())))  # type: ignore[attr-defined]
    particulars = {"order": told["order"], "phase": told["phase"], "case_manager": told["case_manager"]}
    return Case(str(told["ref"]), str(told["ref"]), particulars, answers)  # type: ignore[arg-type]


def dashes() -> Iterable[tuple[str, str]]:
    """Where the table of §4.3 has a dash: the reference and the criterion."""
    for told in _DUDLEY["cases"]:
        for id, verdict in told["answers"].items():
            if verdict == "-":
                yield told["ref"], id


def dudley_interviews() -> list[tuple[str, dict[str, Answer]]]:
    """Each case manager with what was answered."""
    return [
        (told["case_manager"], {id: answer(verdict) for id, verdict in told["answers"].items()})
        for told in _DUDLEY["interviews"]
    ]


# Random inspections

ORDERS = {SQS: ("RO", "YRO", "DTO", "S90", "OTHER"), YOUTH: ("RO", "YRO", "DTO", "YC", "YCC", "CR", "DIV")}
PHASES = ("", "", "community", "custody", "licence", "both")
TOLD = ("Y", "Y", "Y", "N", "N", "NA", "U", "", "parked", "Y parked", "N parked")


def random_case(chance: random.Random, asked: Catalogue, ref: str) -> Case:
    """Any order, any phase, any answers, gates closed with answers behind them."""
    density = chance.random()
    answers = {one.id: answer(chance.choice(TOLD)) for one in asked.every_criterion if chance.random() < density}
    found = case(answers, ref=ref, order=chance.choice(ORDERS[asked.id]), phase=chance.choice(PHASES))
    return Case(
        found.id, found.ref, found.particulars, found.answers, chance.choice(("active",) * 4 + ("replaced", "removed"))
    )


# A plain count (rules.md, Counting), from the tables of both catalogues

_CUSTODIAL = ("DTO", "S90")
_COURT = ("RO", "YRO", "DTO", "S90", "OTHER")


def _spread(rules: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    found = {}
    for line in filter(None, map(str.strip, rules.splitlines())):
        ids, _, rule = line.partition(": ")
        found.update(dict.fromkeys(ids.split(), tuple(tuple(way.split()) for way in rule.split(" / "))))
    return found


#: For each criterion that does not apply to all: the ways in which it does, each of what must hold together. That is
#: which cases it is for, a criterion that must not be closed, or (after "not") one that must be.
RULES: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]] = {
    SQS: _spread("""
        RR02 RR03 RR04 RR05 SS01 SS04: RR01
        RR01b: RO
        RR07: RR06
        RR10 RR13: RR09
        RR11 SS07 SS08: cust
        RR11b: inside
        RR12 SS06: comm / RR11b
        PP02 PP02b PP05 PP05b PP08: PP01
        PP03: cust PP01
        PP04: comm PP01 / RR11b PP01
        PP06 PP07: PP05b
        PC02 PC03 PC04 PC05b PC07: PC01
        PC05: cust PC01
        PC06: PC05b
        PC09 PC10: PC08
        PC11: PC09
        SS12: SS11
    """),
    YOUTH: _spread("""
        AS06 PL03: AS05
        PL06 PL07 PL08 PL09: AS13
        PL10 PL11 PL12 PL13: AS18
        DL06b: not:AS13
        DL07 DL08: AS13 / DL06b
        DL08b: not:AS18
        DL09 DL10 DL11: AS18 / DL08b
        RV01 RV06 RV10: court
        RV02 RV03 RV04 RV05: court RV01
        RV07 RV08 RV09: court RV06
        RV11 RV12 RV13: court RV10
        OC01 OC02: ooc
        RS01 RS02: cust
    """),
}
_ALWAYS: tuple[tuple[str, ...], ...] = ((),)


def _holds(asked: Catalogue, found: Case, term: str) -> bool:
    order, phase = found.particulars.get("order", ""), found.particulars.get("phase", "")
    released = phase in ("licence", "both")
    kinds = {
        "RO": order == "RO",
        "cust": order in _CUSTODIAL,
        "inside": order in _CUSTODIAL and not released,
        "comm": order not in _CUSTODIAL or released,
        "court": order in _COURT,
        "ooc": order not in _COURT,
    }
    if term in kinds:
        return kinds[term]
    is_closed = _stands(asked, found, term.removeprefix("not:")) in ("closed", "N", "NA")
    return is_closed is term.startswith("not:")


def _stands(asked: Catalogue, found: Case, id: str) -> str:
    """closed, parked, blank or the verdict's code."""
    ways = RULES[asked.id].get(id, _ALWAYS)
    if not any(all(_holds(asked, found, term) for term in way) for way in ways):
        return "closed"
    given = found.answers.get(id, Answer())
    if given.parked:
        return "parked"
    return given.verdict.value if given.verdict else "blank"


def _waits(asked: Catalogue, found: Case, id: str) -> bool:
    """Whether a criterion, or a gate above it, is applicable and open."""
    stands = _stands(asked, found, id)
    if stands == "closed":
        return False
    gates = {term for way in RULES[asked.id].get(id, _ALWAYS) for term in way if term in asked.known}
    return stands in ("blank", "parked") or any(
        _stands(asked, found, gate) == "U" or _waits(asked, found, gate) for gate in gates
    )


@dataclass(frozen=True)
class Plain:
    """What a plain count says: each criterion's seven counts, each section's met, relevant and whether provisional."""

    criteria: Mapping[str, Mapping[str, int]]
    sections: Mapping[str, tuple[int, int, bool]]


def plain_count(asked: Catalogue, cases: Iterable[Case]) -> Plain:
    """Count every case again, one by one, without standings and without a tally."""
    counted = [found for found in cases if found.status == "active"]
    criteria, sections = {}, {section.id: (0, 0, False) for section in asked.sections}
    for one in asked.every_criterion:
        if one.extended and not asked.extended:
            continue
        stands = [_stands(asked, found, one.id) for found in counted]
        criteria[one.id] = {word: stands.count(word) for word in ("Y", "N", "NA", "U", "closed", "parked", "blank")}
        if one.kind.value == "score":
            met, relevant, provisional = sections[one.section]
            yes, no = criteria[one.id]["Y"], criteria[one.id]["N"]
            waits = any(_waits(asked, found, one.id) for found in counted)
            sections[one.section] = (met + yes, relevant + yes + no, provisional or waits)
    return Plain(criteria, sections)
