"""Domain values to rows and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqs_tui.domain.case import ACTIVE, BLANK, Answer, Case, Change, Stage, Verdict
from sqs_tui.domain.entry import KINDS, Alert, Entry
from sqs_tui.domain.interview import MANAGER, Interview
from sqs_tui.domain.names import comparable
from sqs_tui.domain.particulars import BY_NAME

Row = Mapping[str, Any]
Rows = Mapping[str, Row]

CASES, ANSWERS, ENTRIES, ALERTS = "cases", "answers", "entries", "alerts"
#: Which records of a case were seen; their ids are a case's and a record's, as an answer's are.
SOURCES = "sources"
#: What a second reader confirmed; ids as an answer's, each reader's account a field of its own: no two ever differ.
SECOND_READS = "second_reads"
INTERVIEWS, INTERVIEW_ANSWERS, DETAILS, PEOPLE = "interviews", "interview_answers", "details", "people"

#: The letter: its own settings, paragraphs written or moved, words picked, what was frozen, points the service raised.
LETTER, PARAGRAPHS, PICKS = "letter", "letter_paragraphs", "letter_picks"
SNAPSHOTS, POINTS = "letter_snapshots", "letter_points"

#: The one document of the details table, and of the letter's settings.
INSPECTION = "inspection"

#: Answers that are a verdict and no more: nearly all of them, and each need be made only once.
_PLAIN = {verdict.value: Answer(verdict) for verdict in Verdict}


def answer_id(owner: str, criterion: str) -> str:
    """The id of an answer: whose (a case or a manager), and to which criterion."""
    return f"{owner}/{criterion}"


def answer_from(row: Row) -> Answer:
    """An answer from its row; what a newer version may have written in other shapes reads as not there."""
    verdict = row.get("verdict")
    if not isinstance(verdict, str) or verdict not in _PLAIN:
        verdict = None
    elif len(row) == 1:
        return _PLAIN[verdict]
    factors, note = row.get("factors"), row.get("note")
    return Answer(
        verdict=Verdict(verdict) if verdict else None,
        factors=tuple(code for code in factors if isinstance(code, str)) if isinstance(factors, list) else (),
        note=note if isinstance(note, str) else "",
        parked=row.get("parked") is True,
        flag=row.get("flag") is True,
        unrecorded=row.get("unrecorded") is True,
    )


def answer_value(answer: Answer, field: str) -> Any:
    """One field of an answer as it is kept; what says nothing is not kept."""
    match field:
        case "verdict":
            return answer.verdict.value if answer.verdict else None
        case "factors":
            return list(answer.factors) or None
        case "note":
            return answer.note or None
        case "parked" | "flag" | "unrecorded":
            return getattr(answer, field) or None
    raise KeyError(field)


ANSWER_FIELDS = ("verdict", "factors", "note", "parked", "flag", "unrecorded")


def answer_changes(table: str, id: str, before: Answer, after: Answer) -> list[Change]:
    """What differs between two states of an answer, field by field."""
    return [
        Change(table, id, name, answer_value(before, name), answer_value(after, name))
        for name in ANSWER_FIELDS
        if getattr(before, name) != getattr(after, name)
    ]


def _by_owner(rows: Rows) -> dict[str, dict[str, Answer]]:
    answers: dict[str, dict[str, Answer]] = {}
    for id, row in rows.items():
        owner, _, criterion = id.rpartition("/")
        answer = answer_from(row)
        if answer != BLANK:
            answers.setdefault(owner, {})[criterion] = answer
    return answers


def cases_from(case_rows: Rows, answer_rows: Rows) -> dict[str, Case]:
    """The cases by id, in their order; a row without a reference was never added, or that was undone."""
    answers = _by_owner(answer_rows)
    cases = [_case_from(id, row, answers.get(id, {})) for id, row in case_rows.items() if _text(row, "ref")]
    return {case.id: case for case in sorted(cases, key=lambda case: (case.place, case.ref))}


def _case_from(id: str, row: Row, answers: Mapping[str, Answer]) -> Case:
    place = row.get("place")
    return Case(
        id=id,
        ref=_text(row, "ref"),
        particulars={name: row[name] for name in BY_NAME if isinstance(row.get(name), str) and row[name]},
        answers=answers,
        status=_text(row, "status") or ACTIVE,
        place=place if isinstance(place, int) else 0,
        signatures={stage: kept for stage in Stage if (kept := _texts(row, stage))},
    )


def interviews_from(interview_rows: Rows, answer_rows: Rows) -> dict[str, Interview]:
    """The interviews by case manager, in the order of their codes; a person spelt in two ways is one."""
    answers, found = _by_owner(answer_rows), dict[str, Interview]()
    for manager in sorted({*interview_rows, *answers}):
        row = interview_rows.get(manager, {})
        interview = Interview(manager, _text(row, "role") or MANAGER, answers.get(manager, {}), _text(row, "slot"))
        key = comparable(manager)
        found[key] = found[key].united(interview) if key in found else interview
    return {interview.manager: interview for interview in found.values()}


def entries_from(rows: Rows) -> dict[str, Entry]:
    """The entries by id, oldest first; a row without a kind was undone."""
    entries = [
        Entry(
            id=id,
            case=_text(row, "case"),
            kind=_text(row, "kind"),
            text=_text(row, "text"),
            criteria=_texts(row, "criteria"),
            source=_text(row, "source"),
            where=_text(row, "where"),
            owner=_text(row, "owner"),
            due=_day(row, "due"),
            shareable=row.get("shareable") is True,
            author=_text(row, "author"),
            at=_text(row, "at"),
        )
        for id, row in rows.items()
        if _text(row, "kind") in KINDS
    ]
    return {entry.id: entry for entry in sorted(entries, key=lambda entry: (entry.at, entry.id))}


def alerts_from(rows: Rows) -> dict[str, Alert]:
    """The alerts by id, oldest first."""
    names = ("case", "who", "seen", "told", "told_at", "author", "at", "closed_because", "closed_at", "due")
    alerts = [Alert(id=id, **{name: _text(row, name) for name in names}) for id, row in rows.items()]
    return {alert.id: alert for alert in sorted(alerts, key=lambda alert: (alert.at, alert.id))}


def fields_of(value: object, names: Iterable[str]) -> dict[str, Any]:
    """The named attributes of a value as they are kept: tuples as lists, nothing as None."""
    kept = {}
    for name in names:
        attribute = getattr(value, name)
        kept[name] = list(attribute) if isinstance(attribute, tuple) else attribute
    return {name: attribute or None for name, attribute in kept.items()}


ENTRY_FIELDS = ("case", "kind", "text", "criteria", "source", "where", "shareable", "owner", "due", "author", "at")
ALERT_FIELDS = ("case", "who", "seen", "told", "told_at", "author", "at", "closed_because", "closed_at", "due")


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _day(row: Row, name: str) -> str:
    """A day as it is kept; what is none reads as not there."""
    text = _text(row, name)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        return ""


def _texts(row: Row, name: str) -> tuple[str, ...]:
    value = row.get(name)
    return tuple(part for part in value if isinstance(part, str)) if isinstance(value, list) else ()
