"""Nothing that can be put down is lost on its way to the disk and back, or out to a file and in again."""

from __future__ import annotations

from dataclasses import fields

import pytest

from sqs_tui.domain.case import Answer, Verdict
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.exchange import alerts, answering, entries
from sqs_tui.store import rows

FULL = Answer(Verdict.NO, ("late",), "No review.", parked=True, flag=True, unrecorded=True)


def names(kind: type) -> set[str]:
    return {field.name for field in fields(kind)} - {"id"}


def test_every_field_of_an_answer_is_kept_and_read_back() -> None:
    assert set(rows.ANSWER_FIELDS) == names(Answer)
    assert all(getattr(FULL, name) != getattr(Answer(), name) for name in names(Answer))
    assert rows.answer_from({name: rows.answer_value(FULL, name) for name in rows.ANSWER_FIELDS}) == FULL


def test_every_field_of_an_answer_leaves_in_a_file() -> None:
    assert set(answering.COLUMNS) == names(Answer) | {"criterion"}
    assert answering.out("RR08", FULL).keys() == set(answering.COLUMNS)


@pytest.mark.parametrize(
    ("kind", "kept", "columns"),
    [(Entry, rows.ENTRY_FIELDS, entries.COLUMNS), (Alert, rows.ALERT_FIELDS, alerts.COLUMNS)],
)
def test_every_field_of_an_entry_and_of_an_alert_is_kept_and_leaves(
    kind: type, kept: tuple[str, ...], columns: tuple[str, ...]
) -> None:
    assert set(kept) == names(kind)
    assert set(columns) >= names(kind)
