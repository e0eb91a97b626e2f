"""What is recorded about an inspection beside its cases: the fields, and what may stand in them.

A date is kept as `2017-05-31`, dates as `from/to`, lists as lists, everything else as text; an empty field is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

from sqs_tui.domain.text import cleaned
from sqs_tui.values import dataclass

Value = str | list[str]


@dataclass(frozen=True, slots=True)
class Field:
    """One particular of the inspection: its name in files, its title on screen, its shape and a word of help.

    `shape` is `text`, `choice`, `list`, `date`, `dates` or `number` (a percentage with one decimal).
    """

    name: str
    title: str
    shape: str = "text"
    help: str = ""
    choices: tuple[str, ...] = ()


FIELDS: tuple[Field, ...] = (
    Field("area", "Area", help="The area inspected, as the letter names it."),
    Field("service", "Service", help="The name of the service."),
    Field("vocabulary", "Called", "choice", "What the service calls itself.", ("YOT", "YOS")),
    Field("fieldwork", "Fieldwork", "dates", "First and last day, as 2016-05-23/2016-05-25."),
    Field("lead", "Lead inspector"),
    Field("team", "Team", "list", "Inspectors, the lead among them."),
    Field("addressee", "Letter to", help="By role, as Chair of the Management Board."),
    Field("copy_to", "Copies to", "list", "By role, in the order of the letter."),
    Field("reoffending_this_year", "Reoffending, this year", "number", "In per cent, as 32.6."),
    Field("reoffending_year_before", "Reoffending, year before", "number", "In per cent."),
    Field("reoffending_england_wales", "Reoffending, England and Wales", "number", "In per cent."),
    Field("reoffending_cohort", "Reoffending cohort", help="As July 2013 to June 2014."),
    Field("reoffending_published", "Reoffending published", help="As April 2016."),
    Field("alert_contacts", "Alert contacts", "list", "Whom to ring when somebody may be at risk."),
    Field("retention", "Keep until", "date", "The last day anything of this may be kept, as 2017-05-31."),
)

BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}

_NUMBER = re.compile(r"(\d{1,3})(?:[.,](\d))?\s*%?")


class DetailError(ValueError):
    """A detail that cannot be kept; the message says what it may be."""


def known(name: str) -> Field:
    """The field of that name. Raises `DetailError`, naming the nearest there is."""
    field = BY_NAME.get(name.strip().casefold().replace("-", "_"))
    if field is not None:
        return field
    close = get_close_matches(name, list(BY_NAME), n=1, cutoff=0.5)
    meant = f"did you mean {close[0]}?" if close else f"there are {', '.join(BY_NAME)}"
    raise DetailError(f"no detail is called {name}; {meant}")


def checked(name: str, text: str) -> Value:
    """The value as it is kept, from the text that was given; lists are separated by `;` or by lines.

    Raises `DetailError`.
    """
    field = known(name)
    text = cleaned(text).strip()
    if field.shape == "list":
        return [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]
    if "\n" in text:
        raise DetailError(f"{field.name} is one line")
    if not text:
        if field.name == "area":
            raise DetailError("area cannot be empty")
        return ""
    if field.shape == "choice":
        return _choice(field, text)
    if field.shape == "number":
        return _number(field, text)
    if field.shape == "date":
        return _date(field, text)
    return _dates(field, text) if field.shape == "dates" else text


def kept_too_long(details: Mapping[str, object], today: date) -> date | None:
    """The last day on which an inspection may be kept, once that is past.

    How long that is, the organisation's retention schedule says (UK GDPR, article 5(1)(e)).
    """
    try:
        until = date.fromisoformat(str(details.get("retention", "")))
    except ValueError:
        return None
    return until if until < today else None


def shown(value: object) -> str:
    """A value as it is typed: lists with `;` between."""
    return "; ".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value or "")


def _choice(field: Field, text: str) -> str:
    for choice in field.choices:
        if choice.casefold() == text.casefold():
            return choice
    raise DetailError(f"{field.name} is one of {', '.join(field.choices)}")


def _number(field: Field, text: str) -> str:
    found = _NUMBER.fullmatch(text)
    if found is None or int(found[1]) * 10 + int(found[2] or 0) > 1000:
        raise DetailError(f"{field.name} is a percentage with one decimal, as 32.6")
    return f"{int(found[1])}.{found[2] or 0}"


def _date(field: Field, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise DetailError(f"{field.name} is a date, as 2017-05-31") from error


def _dates(field: Field, text: str) -> str:
    first, _, last = text.partition("/")
    try:
        begin, end = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError as error:
        raise DetailError(f"{field.name} is two dates, as 2016-05-23/2016-05-25") from error
    if end < begin:
        raise DetailError(f"{field.name} ends before it begins")
    return f"{begin.isoformat()}/{end.isoformat()}"
