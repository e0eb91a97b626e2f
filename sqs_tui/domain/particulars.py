"""What is recorded about a case beside its answers (rules.md, Case characteristics): fields, codes and words.

No field holds a name: people are codes, cases are references.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqs_tui.values import dataclass

#: Words for the codes of a choice; the empty code always means "not recorded".
Choices = Mapping[str, str]

_LEVELS = {"low": "Low", "medium": "Medium", "high": "High", "very_high": "Very high"}
_YES_NO = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True, slots=True)
class Field:
    """One particular: its name in files, its title on screen, and what may stand in it.

    `shape` is `choice`, `text`, `date` (ISO) or `age`; `order` takes its choices from the catalogue.
    """

    name: str
    title: str
    shape: str = "text"
    choices: Choices | None = None


FIELDS: tuple[Field, ...] = (
    Field("order", "Order", "choice"),
    Field(
        "phase",
        "Phase",
        "choice",
        {"community": "Community", "custody": "Custody", "licence": "Licence", "both": "Both"},
    ),
    Field("gender", "Gender", "choice", {"F": "Female", "M": "Male", "X": "Other"}),
    Field("age", "Age at sentence", "age"),
    Field(
        "ethnicity",
        "Ethnicity",
        "choice",
        {
            "white": "White",
            "mixed": "Mixed",
            "asian": "Asian",
            "black": "Black",
            "other": "Other",
            "unknown": "Not known",
        },
    ),
    Field(
        "care_status",
        "Care status",
        "choice",
        {
            "never": "Never looked after",
            "previous": "Previously looked after",
            "current": "Looked after now",
            "protection": "Child protection plan",
            "need": "Child in need",
        },
    ),
    Field("case_manager", "Case manager (code)"),
    Field("inspector", "Inspector"),
    Field("disability", "Disability, SLCN, learning needs"),
    Field("order_start", "Order started", "date"),
    Field("psr_date", "PSR dated", "date"),
    Field("assessment_date", "Assessment dated", "date"),
    Field("plan_date", "Plan dated", "date"),
    Field("main_offence", "Main offence"),
    Field("psr", "PSR prepared", "choice", _YES_NO),
    Field("rosh_level", "Recorded risk of serious harm", "choice", _LEVELS),
    Field("vulnerability_level", "Recorded vulnerability or safety", "choice", _LEVELS),
    Field("cse", "CSE features", "choice", _YES_NO),
    Field("mappa", "MAPPA"),
    Field("significant_change", "Significant change since start", "choice", _YES_NO),
    Field("full_compliance", "Full compliance", "choice", _YES_NO),
    Field("recording_tool", "Recording tool"),
    Field(
        "interview",
        "Case manager interviewed",
        "choice",
        {"manager": "Case manager", "stand-in": "Stand-in", "none": "Nobody"},
    ),
)

BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}

#: The particulars a condition may look at.
CONDITION_NAMES = frozenset(
    {
        "order",
        "phase",
        "gender",
        "age",
        "ethnicity",
        "care_status",
        "psr",
        "rosh_level",
        "vulnerability_level",
        "cse",
        "significant_change",
        "full_compliance",
    }
)


class ParticularError(ValueError):
    """A value a particular cannot have; the message says what it may be, never what it was."""


def checked(name: str, value: str, orders: Choices) -> str:
    """The value as it is kept, for a field by name; empty is always allowed.

    Raises `ParticularError`, whose message never repeats the value (lists from services carry names).
    """
    field = BY_NAME[name]
    value = value.strip()
    if not value:
        return ""
    if field.shape == "choice":
        choices = orders if name == "order" else field.choices or {}
        known = {code.casefold(): code for code in choices}
        if value.casefold() not in known:
            or_empty = "" if name == "order" else ", or empty"
            raise ParticularError(f"{name} must be one of {', '.join(choices)}{or_empty}")
        return known[value.casefold()]
    if field.shape == "age":
        if not (value.isascii() and value.isdigit() and 10 <= int(value) <= 18):
            raise ParticularError("age must be a whole number from 10 to 18, or empty")
        return str(int(value))
    if field.shape == "date":
        return _date(name, value)
    return value


def _date(name: str, value: str) -> str:
    """An ISO date; also reads day/month/year, as services write it."""
    from datetime import date  # Only imports of cases with dates pay for it.

    text = value
    if value.count("/") == 2:
        text = "-".join(part.zfill(2) for part in reversed(value.split("/")))
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ParticularError(f"{name} must be a date, as 2016-05-23 or 23/05/2016, or empty") from error
