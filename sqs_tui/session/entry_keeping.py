"""Entries and alerts: what is written beside the answers."""

from __future__ import annotations

from dataclasses import replace

from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.domain.why import Why
from sqs_tui.errors import Refused
from sqs_tui.session.new_ids import new_id
from sqs_tui.session.outcome import NOTHING, Heads, Outcome
from sqs_tui.session.recording import Recording, told
from sqs_tui.store import rows


class EntryKeeping(Recording):
    """Evidence, strengths, learning points and area notes, each its author's own; and alerts."""

    def add_entry(self, entry: Entry, *, run: str = "", seen: Heads | None = None) -> Outcome:
        """Put down a new entry, or a later state of one's own; an id is given where there is none."""
        known = self.entries.get(entry.id)
        if known is not None and known.author and known.author != self.workbook.author:
            raise Refused("That entry is somebody else's.", "It stays as it was written.", "Add one of your own.")
        cases = dict.fromkeys(case for case in (known.case if known else "", entry.case) if case)
        for case in cases:
            self._refuse_signed(case, locked=True)
        entry = replace(
            entry,
            id=entry.id or new_id("e"),
            author=entry.author or self.workbook.author,
            at=entry.at or self._clock(),
        )
        fields = rows.fields_of(entry, rows.ENTRY_FIELDS)
        receipt = self._record_fields(rows.ENTRIES, entry.id, fields, Why.ENTRY, run=run, seen=seen)
        if receipt is None:
            return NOTHING
        self._take_up_entry(entry.id)
        touched = frozenset((*entry.criteria, *(known.criteria if known else ())))
        return Outcome(
            dict.fromkeys(cases, touched), f"{entry.kind} kept", receipt.at, entry=entry.id, line=receipt.line
        )

    def drop_entry(self, id: str) -> Outcome:
        """Take one's own entry away, as one may who wrote it; it stays in the history, and can be brought back."""
        entry = self.entries.get(id)
        if entry is None:
            raise Refused("That entry is gone already.")
        if entry.author and entry.author != self.workbook.author:
            raise Refused("That entry is somebody else's.", "It stays as it was written.")
        self._refuse_signed(entry.case, locked=True)
        receipt = self._record_fields(rows.ENTRIES, id, dict.fromkeys(rows.ENTRY_FIELDS), Why.ENTRY_GONE)
        self._take_up_entry(id)
        touched = {entry.case: frozenset(entry.criteria)} if entry.case else {}
        return Outcome(touched, f"{entry.kind} taken away", receipt.at if receipt else "")

    def raise_alert(self, alert: Alert, *, run: str = "", seen: Heads | None = None) -> Outcome:
        """Put down that somebody may be at risk; it stays until it is closed with a reason."""
        alert = replace(
            alert,
            id=alert.id or new_id("a"),
            author=alert.author or self.workbook.author,
            at=alert.at or self._clock(),
        )
        fields = rows.fields_of(alert, rows.ALERT_FIELDS)
        receipt = self._record_fields(rows.ALERTS, alert.id, fields, Why.ALERT, run=run, seen=seen)
        self.alerts = rows.alerts_from(self.workbook.rows(rows.ALERTS))
        return told("Alert put down. This tool tells nobody: ring now", receipt, structure=True)

    def close_alert(self, id: str, reason: str) -> Outcome:
        """Close an alert with a reason."""
        if not reason.strip():
            raise Refused("An alert is closed with a reason.", remedy="Say who confirmed what.")
        if id not in self.alerts:
            raise Refused("There is no such alert.")
        if not self.alerts[id].is_open:
            raise Refused("That alert is closed already.", "The reason it was closed with stays.")
        fields = {"closed_because": reason.strip(), "closed_at": self._clock()}
        receipt = self._record_fields(rows.ALERTS, id, fields, Why.ALERT_CLOSED)
        self.alerts = rows.alerts_from(self.workbook.rows(rows.ALERTS))
        return Outcome(said="Alert closed", at=receipt.at if receipt else "", structure=True)
