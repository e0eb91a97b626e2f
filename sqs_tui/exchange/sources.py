"""Which records of each case were seen, on their way out: one row a case and record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqs_tui.domain.case import REMOVED, Case
from sqs_tui.domain.fieldwork import STATES, Source
from sqs_tui.domain.text import cleaned
from sqs_tui.exchange.tables import Table
from sqs_tui.store.rows import Rows, answer_id

COLUMNS = ("case", "source", "title", "state")


def table(cases: Mapping[str, Case], sources: Iterable[Source], rows: Rows) -> Table:
    """Every record of every case of the sample; `state` is seen, missing or empty."""
    listed = list(sources)
    held = [case for case in cases.values() if case.status != REMOVED]
    return Table(COLUMNS, [_out(case, source, rows) for case in held for source in listed])


def _out(case: Case, source: Source, rows: Rows) -> dict[str, str]:
    state = rows.get(answer_id(case.id, source.code), {}).get("state")
    told = {"case": cleaned(case.ref), "source": source.code, "title": cleaned(source.title)}
    return {**told, "state": state if state in STATES else ""}
