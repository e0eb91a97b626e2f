"""Where people disagree: what about, what each put down, and how that is settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqs_tui.domain import details
from sqs_tui.domain.case import Case, Stage, Verdict
from sqs_tui.domain.entry import KINDS
from sqs_tui.domain.names import References
from sqs_tui.domain.particulars import BY_NAME
from sqs_tui.domain.signing import SAID, is_as_signed
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
    """One of the values that stand: in words, who put it down and when, and the value itself.

    `is_signed` is whether it is what was signed, where it is about an answer of a case that somebody signed.
    """

    said: str
    who: str
    at: str
    value: Any
    is_shown: bool = False
    is_signed: bool = False

    @property
    def marks(self) -> str:
        """What is to be said of it beside who and when."""
        return ", ".join(filter(None, ("shown now" if self.is_shown else "", "as signed" if self.is_signed else "")))


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which people disagree.

    `what` says which in words; `case` and `criterion` where it is, empty where it is about none. `seen` names the
    values that stand, as a settling must. `signed` says that its case was signed, or is locked; empty where neither.
    `shared` are the references of other cases that come to the same as this one: it is settled with a new one.
    """

    key: Key
    what: str
    values: tuple[Value, ...]
    seen: tuple[str, ...]
    case: str = ""
    criterion: str = ""
    signed: str = ""
    shared: tuple[str, ...] = ()

    @property
    def remark(self) -> str:
        """What is to be known before it is settled: a signature, or that another case has the reference too."""
        too = f"{' and '.join(self.shared)} comes to the same: one needs a new reference" if self.shared else ""
        return " ".join(filter(None, (self.signed, too)))

    @property
    def wants_reference(self) -> bool:
        """Whether no value is to be chosen here: the case needs another reference."""
        return bool(self.shared) and len(self.values) == 1

    @property
    def remedy(self) -> str:
        """What to do where it cannot be settled so, its case being locked."""
        is_there = any(value.is_signed for value in self.values)
        return f"Take the lock back first, {'or settle on what was signed' if is_there else 'with a reason'}."


#: The table and the field of a reference.
_REFERENCE = (rows.CASES, "ref")
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
    values = _told_apart(inspection, values, [lines[id].author for id in seen if id in lines])
    if key[2] != DELETED and values:
        values[-1] = replace(values[-1], is_shown=True)
    others = References(inspection.cases.values()).alike(inspection.cases[case].ref) if key[::2] == _REFERENCE else ()
    shared = tuple(other.ref for other in others if other.id != case)
    if shared and len(values) == 1:
        values = [replace(values[0], said=_told_by(inspection.cases[case]))]
    signed = signed_word(inspection, case)
    return Difference(key, what_of(inspection, key), tuple(values), seen, case, criterion, signed, shared)


def _told_by(case: Case) -> str:
    """What tells a case apart from another that is called alike."""
    about = (case.particular(name) for name in ("order", "case_manager", "inspector"))
    answers = f"{len(case.answers)} answer{'s' * (len(case.answers) != 1)}"
    return ", ".join(filter(None, (case.ref, *about, answers)))


def _told_apart(inspection: Held, values: list[Value], authors: list[str]) -> list[Value]:
    """The values, with the accounts of those who are called the same."""
    names = {inspection.person(author) for author in authors}
    if len(names) == len(set(authors)):
        return values
    return [replace(value, who=inspection.account(author)) for value, author in zip(values, authors, strict=True)]


def _value(inspection: Held, key: Key, line: Line) -> Value:
    written = next((one for one in line.operations if one.key == key), None)
    if written is None:
        fields = ", ".join(field_title(key[0], one.field) for one in line.operations if one.key[:2] == key[:2])
        return Value(f"changed {fields}", inspection.person(line.author), line.at, None)
    said, who = in_words(inspection, key, written.value), inspection.person(line.author)
    return Value(said, who, line.at, written.value, is_signed=is_signed(inspection, key, written.value))


def signed_word(inspection: Held, case: str) -> str:
    """That a case was signed and by whom, or is locked: then what people differ on is not settled lightly."""
    if case not in inspection.cases or not inspection.cases[case].signatures:
        return ""
    ref, signatures = inspection.cases[case].ref, inspection.signing(case).signatures
    if Stage.LOCKED in signatures:
        return f"{ref} is locked."
    return f"{ref} was signed by {signatures[Stage.SIGNED].who}." if Stage.SIGNED in signatures else ""


def is_signed(inspection: Held, key: Key, value: Any) -> bool:
    """Whether a value of an answer is what stood there when its case was signed."""
    table, id, field = key
    case, criterion = place_of(inspection, key)
    if table != rows.ANSWERS or field == DELETED or case not in inspection.cases:
        return False
    signature = inspection.signing(case).signatures.get(Stage.SIGNED)
    answer = rows.answer_from({**inspection.workbook.rows(table).get(id, {}), field: value})
    return signature is not None and is_as_signed(signature, criterion, answer, field)


def against_settling(inspection: Held, key: Key, value: Any) -> str:
    """Why what people differ on is not settled on a value; empty where a reason is enough.

    That people differ lets a signature lapse, and the lock with it; a copy that comes back must not be what unlocks a
    case. So a lock nobody has taken back holds here: only what was signed can be settled on.
    """
    table, _, field = key
    if table == rows.ALERTS or is_signed(inspection, key, value):
        return ""
    cases = {place_of(inspection, key)[0], *([str(value)] if table == rows.ENTRIES and field == "case" else ())}
    locked = (
        inspection.cases[case].ref
        for case in sorted(cases & inspection.cases.keys())
        if Stage.LOCKED in inspection.signing(case).signatures
    )
    return next((f"{ref} is locked." for ref in locked), "")


def place_of(inspection: Held, key: Key) -> tuple[str, str]:
    """The case and criterion a field is about."""
    table, id, _ = key
    if table in (rows.ANSWERS, rows.SECOND_READS):
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
        rows.SECOND_READS: f"{ref} {criterion} confirmed by",
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
