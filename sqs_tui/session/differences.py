"""Where people disagree: what about, what each put down, and how that is settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqs_tui.domain import details
from sqs_tui.domain.case import Stage, Verdict
from sqs_tui.domain.entry import KINDS
from sqs_tui.domain.particulars import BY_NAME
from sqs_tui.domain.signing import SAID
from sqs_tui.domain.text import cleaned
from sqs_tui.domain.why import Why
from sqs_tui.errors import Refused
from sqs_tui.store import rows
from sqs_tui.store.fold import DELETED, Key, Line
from sqs_tui.values import dataclass

if TYPE_CHECKING:
    from sqs_tui.session.held import Held

_FIELDS = {
    "ref": "reference",
    "place": "place in the sample",
    "status": "in the sample or not",
    DELETED: "taken out, or changed",
    "parked": "parked",
    "flag": "flag",
    "unrecorded": "done but not recorded",
    "state": "seen or not",
    "where": "place in the record",
    "role": "who is asked",
    "slot": "when he or she is seen",
    "inspector": "name",
    "criteria": "criteria linked",
    "closed_because": "why it is closed",
    "closed_at": "when it was closed",
    "owner": "who does it",
    "due": "when it is due",
    "pick": "words",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One of the values that stand: in words, who put it down and when, and the value itself."""

    said: str
    who: str
    at: str
    value: Any
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which people disagree.

    `what` says which in words; `case` and `criterion` where it is, empty where it is about none. `seen` names the
    values that stand, as a settling must.
    """

    key: Key
    what: str
    values: tuple[Value, ...]
    seen: tuple[str, ...]
    case: str = ""
    criterion: str = ""


#: Letters a reason has at the least.
_LEAST = 3


def with_reason(why: Why, reason: str) -> str:
    """Why a line is written, with the reason somebody gave, on one line. Raises `Refused` where there is none."""
    said = " ".join(cleaned(reason).split())
    if not said:
        raise Refused("A reason is needed.", "It stays as it was.")
    if sum(letter.isalpha() for letter in said) < _LEAST:
        raise Refused("A reason is said in words: a letter or two tell nobody why.", "It stays as it was.")
    return f"{why}: {said}"


def differences(inspection: Held) -> tuple[Difference, ...]:
    """Every difference there is, in the order of tables, documents and fields; authors are read from the journals."""
    book = inspection.workbook
    keys = book.differences()
    if not keys:
        return ()
    lines = {line.id: line for line in book.lines()}
    return tuple(_difference(inspection, key, lines) for key in keys)


def _difference(inspection: Held, key: Key, lines: Mapping[str, Line]) -> Difference:
    seen = inspection.workbook.seen(*key)
    case, criterion = place_of(inspection, key)
    values = [_value(inspection, key, lines[id]) for id in seen if id in lines]
    if key[2] != DELETED and values:
        values[-1] = replace(values[-1], is_shown=True)
    return Difference(key, what_of(inspection, key), tuple(values), seen, case, criterion)


def _value(inspection: Held, key: Key, line: Line) -> Value:
    written = next((one for one in line.operations if one.key == key), None)
    if written is None:
        fields = ", ".join(field_title(key[0], one.field) for one in line.operations if one.key[:2] == key[:2])
        return Value(f"changed {fields}", inspection.person(line.author), line.at, None)
    return Value(in_words(inspection, key, written.value), inspection.person(line.author), line.at, written.value)


def place_of(inspection: Held, key: Key) -> tuple[str, str]:
    """The case and criterion a field is about."""
    table, id, _ = key
    if table == rows.ANSWERS:
        case, _, criterion = id.rpartition("/")
        return case, criterion
    if table == rows.SOURCES:
        return id.rpartition("/")[0], ""
    if table == rows.CASES:
        return id, ""
    if table == rows.ENTRIES and id in inspection.entries:
        entry = inspection.entries[id]
        return entry.case, next(iter(entry.criteria), "")
    if table == rows.ALERTS and id in inspection.alerts:
        return inspection.alerts[id].case, ""
    return "", ""


def what_of(inspection: Held, key: Key) -> str:
    """Which field of which thing, in words."""
    table, id, field = key
    case, criterion = place_of(inspection, key)
    ref = inspection.cases[case].ref if case in inspection.cases else case
    title = field_title(table, field)
    if table == rows.INTERVIEW_ANSWERS:
        manager, _, item = id.rpartition("/")
        return f"interview {manager} {item} {title}"
    named = {
        rows.ANSWERS: f"{ref} {criterion}",
        rows.CASES: ref,
        rows.SOURCES: f"{ref} record {id.rpartition('/')[2]}",
        rows.DETAILS: "inspection",
        rows.PEOPLE: f"account {id}",
        rows.INTERVIEWS: f"interview {id}",
        rows.ALERTS: f"alert {ref}".strip(),
        rows.LETTER: "letter",
        rows.PARAGRAPHS: f"letter paragraph {id}",
        rows.PICKS: f"letter {id.replace('/', ' ')}",
        rows.ENTRIES: " ".join(filter(None, (ref, _kind(inspection, id)))),
    }.get(table, f"{table} {id}")
    return f"{named} {title}"


def _kind(inspection: Held, id: str) -> str:
    entry = inspection.entries.get(id)
    return KINDS[entry.kind] if entry else "entry"


def field_title(table: str, field: str) -> str:
    """A field as people call it."""
    if table == rows.CASES and field in SAID:
        return SAID[Stage(field)]
    if table == rows.CASES and field in BY_NAME:
        return BY_NAME[field].title.casefold()
    if table == rows.DETAILS and field in details.BY_NAME:
        return details.BY_NAME[field].title.casefold()
    return _FIELDS.get(field, field.replace("_", " "))


def in_words(inspection: Held, key: Key, value: Any) -> str:
    """A value as people say it."""
    table, _, field = key
    if field == DELETED:
        return "taken out" if value else "kept"
    if value is None:
        return "blank" if field == "verdict" else "no" if field in ("parked", "flag", "unrecorded") else "nothing"
    if field == "verdict":
        return Verdict.said(value)
    if value is True:
        return "yes"
    if table == rows.CASES and field in SAID:
        return "by " + " ".join(str(part) for part in value[:2]) if isinstance(value, list) else str(value)
    if table == rows.CASES and field in BY_NAME:
        titles = inspection.catalogue.order_titles if field == "order" else BY_NAME[field].choices or {}
        return titles.get(value, str(value)) if isinstance(value, str) else str(value)
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def differing_answers(keys: tuple[Key, ...]) -> Iterator[tuple[str, str]]:
    """The cases and criteria with an answer that differs."""
    for table, id, _ in keys:
        if table == rows.ANSWERS:
            case, _, criterion = id.rpartition("/")
            yield case, criterion
