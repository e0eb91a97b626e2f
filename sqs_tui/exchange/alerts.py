"""Alerts on their way out, by an export of their own: they are in no other file."""

from __future__ import annotations

from collections.abc import Mapping

from sqs_tui.domain.case import Case
from sqs_tui.domain.entry import Alert
from sqs_tui.domain.text import cleaned
from sqs_tui.exchange.tables import Table

COLUMNS = (
    "case", "state", "who", "seen", "told", "told_at", "due", "author", "at", "closed_because", "closed_at",
)  # fmt: skip


def table(cases: Mapping[str, Case], alerts: Mapping[str, Alert], now: str) -> Table:
    """Every alert, oldest first; `state` is open, overdue or closed, by the wall time `now`."""
    return Table(COLUMNS, [_out(alert, cases, now) for alert in alerts.values()])


def _out(alert: Alert, cases: Mapping[str, Case], now: str) -> dict[str, str]:
    case = cases.get(alert.case)
    told = {name: cleaned(getattr(alert, name)) for name in COLUMNS if name not in ("case", "state")}
    return {**told, "case": cleaned(case.ref if case else alert.case), "state": alert.state(now)}
