"""What a letter says of the inspection itself: area, service, dates, number of cases, reoffending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqs_tui.domain.wording import spelt
from sqs_tui.values import dataclass

#: What stands for a fact; those that may be empty without anything missing say so with a False.
FACTS: Mapping[str, str] = {
    "area": "the area",
    "service": "the name of the service",
    "team": "what the service calls itself",
    "team_long": "what the service calls itself",
    "dates": "the days of fieldwork",
    "cases": "how many cases were examined",
    "addressee": "whom the letter is to",
    "from": "whom the letter is from",
    "published": "when the letter is published",
    "lead": "the lead inspector",
    "contact": "how to reach the lead inspector",
    "reoffending": "the published reoffending rate",
    "reoffending_published": "when the reoffending rate was published",
    "reoffending_cohort": "the cohort of the reoffending rate",
}
NAMES = frozenset(FACTS)
#: From so many points apart, better or worse is "much" (rules.md, The published rate).
MUCH = Decimal("5.0")
_LONG = {"YOT": "Youth Offending Team", "YOS": "Youth Offending Service"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """What the letter says of the sample: cases counted, and whether case managers were there."""

    cases: int
    interviewed: int = 0
    custody: int = 0


def facts(details: Mapping[str, Any], letter: Mapping[str, Any], counts: Counts) -> dict[str, str]:
    """Every fact by name, as it stands in the letter; an empty one is missing."""
    area = _text(details, "area")
    team = _text(details, "vocabulary")
    long = _LONG.get(team, "")
    return {
        "area": area,
        "service": _text(details, "service") or (f"{area} {long}" if area and long else ""),
        "team": team,
        "team_long": long,
        "dates": dates_in_words(_text(details, "fieldwork")),
        "cases": f"{spelt(counts.cases)} case{'s' * (counts.cases != 1)}" if counts.cases else "",
        "addressee": _text(details, "addressee"),
        "from": _text(letter, "from"),
        "published": _text(letter, "published"),
        "lead": _text(details, "lead"),
        "contact": _text(letter, "contact"),
        "reoffending": reoffending(details),
        "reoffending_published": _text(details, "reoffending_published"),
        "reoffending_cohort": _text(details, "reoffending_cohort"),
    }


def conditions(details: Mapping[str, Any], counts: Counts) -> dict[str, bool]:
    """What sentences can hang on."""
    return {
        "interviewed": counts.interviewed > 0,
        "custody": counts.custody > 0,
        "reoffending": bool(reoffending(details)),
    }


def reoffending(details: Mapping[str, Any]) -> str:
    """The published rate against the year before and the average (rules.md, The published rate), or nothing."""
    rate = _number(details, "reoffending_this_year")
    if rate is None:
        return ""
    area = _text(details, "area") or "the area"
    before = _number(details, "reoffending_year_before")
    average = _number(details, "reoffending_england_wales")
    told = []
    if before is not None:
        told.append((_compared(rate, before), f"{_than(rate, before)} the year before"))
    if average is not None:
        told.append((_compared(rate, average), f"{_than(rate, average)} the average for England and Wales, {average}%"))
    sentence = f"In {area} the published rate of reoffending was {rate}%"
    if not told:
        return f"{sentence}."
    joined = told[0][1]
    if len(told) == 2:
        joined += f"{', but' if told[0][0] * told[1][0] < 0 else ' and'} {told[1][1]}"
    return f"{sentence}: {joined}."


def _compared(rate: Decimal, other: Decimal) -> int:
    return (rate > other) - (rate < other)


def _than(rate: Decimal, other: Decimal) -> str:
    if rate == other:
        return "the same as"
    much = "much " if abs(rate - other) >= MUCH else ""
    return f"{much}{'better' if rate < other else 'worse'} than"


def _number(details: Mapping[str, Any], name: str) -> Decimal | None:
    try:
        return Decimal(_text(details, name)).quantize(Decimal("0.1"))
    except InvalidOperation:
        return None


def dates_in_words(kept: str) -> str:
    """The days of fieldwork, as they are said: "from 18 to 20 May 2026"."""
    try:
        first, last = (date.fromisoformat(part) for part in kept.split("/"))
    except ValueError:
        return ""
    if first == last:
        return f"on {_day(last)}"
    if first.year != last.year:
        return f"from {_day(first)} to {_day(last)}"
    begin = str(first.day) if first.month == last.month else f"{first.day} {_MONTHS[first.month - 1]}"
    return f"from {begin} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""
