"""Where what is erased is said again: in the letter, which names the entry a sentence rests on, and in other texts."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqs_tui.store import rows
from sqs_tui.store.fold import Fold, Line, Operation

Thing = tuple[str, str]
#: Shorter texts are what anybody would write of any case.
_SHORTEST = 20
_BRACES = re.compile(r"\{([^{}]*)\}")


def entries_in(things: Iterable[Thing]) -> frozenset[str]:
    """The ids of the entries among things."""
    return frozenset(id for table, id in things if table == rows.ENTRIES)


def names_one(text: Any, entries: Collection[str]) -> bool:
    """Whether a paragraph names one of these entries in its braces, as what it rests on."""
    if not isinstance(text, str):
        return False
    return any(word in entries for inside in _BRACES.findall(text) for word in inside.replace(",", " ").split())


def quoting(entries: Collection[str], written: Iterable[tuple[Line, Operation]]) -> frozenset[Thing]:
    """The letter's paragraphs that ever named one of these entries, and the letters kept since with such a paragraph.

    What was brought in may have been reworded or lost its mark since, so all that was written of the paragraph counts.
    """
    if not entries:
        return frozenset()
    since: dict[str, int] = {}
    kept: list[tuple[Line, Operation]] = []
    for line, operation in written:
        if operation.table == rows.PARAGRAPHS and operation.field == "text" and names_one(operation.value, entries):
            since[operation.id] = min(line.counter, since.get(operation.id, line.counter))
        elif operation.table == rows.SNAPSHOTS and isinstance(operation.value, str):
            kept.append((line, operation))
    found = {(rows.PARAGRAPHS, id) for id in since}
    for line, operation in kept:
        if any(line.counter > counter and json.dumps(id) in operation.value for id, counter in since.items()):
            found.add((rows.SNAPSHOTS, operation.id))
    return frozenset(found)


def same_words(fold: Fold, gone: Collection[Thing], written: Iterable[tuple[Line, Operation]]) -> list[str]:
    """The places that stay and have a text of what goes in them, word for word, now or earlier; never the text."""
    texts = {text for table, id in gone for text in _texts(fold, table, id)}
    found = {
        operation.key[:2]
        for _, operation in (written if texts else ())
        if operation.key[:2] not in gone and _says(operation.value, texts)
    }
    return sorted(_place(fold, table, id) for table, id in found)


def _texts(fold: Fold, table: str, id: str) -> Iterator[str]:
    field = {rows.ENTRIES: "text", rows.ANSWERS: "note"}.get(table)
    for head in fold.heads((table, id, field)) if field else ():
        text = _one_line(head.value)
        if len(text) >= _SHORTEST:
            yield text


def _says(value: Any, texts: Iterable[str]) -> bool:
    said = _one_line(value)
    return len(said) >= _SHORTEST and any(text in said for text in texts)


def _one_line(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


_PLACES = {
    rows.ENTRIES: "an entry", rows.ALERTS: "an alert", rows.INTERVIEW_ANSWERS: "interview",
    rows.PARAGRAPHS: "letter paragraph", rows.SNAPSHOTS: "the letter kept as", rows.POINTS: "a point on the letter",
}  # fmt: skip


def _place(fold: Fold, table: str, id: str) -> str:
    """A place as people call it."""
    case = fold.shown((table, id, "case"))
    if table in (rows.ENTRIES, rows.ALERTS):
        return f"{_PLACES[table]} of {_ref(fold, case) if isinstance(case, str) and case else 'the area'}"
    if table == rows.ANSWERS:
        owner, _, criterion = id.rpartition("/")
        return f"{_ref(fold, owner)} {criterion}"
    if table == rows.POINTS:
        return _PLACES[table]
    return f"{_PLACES.get(table, table)} {id.replace('/', ' ')}"


def _ref(fold: Fold, case: str) -> str:
    return str(fold.shown((rows.CASES, case, "ref")) or case)
