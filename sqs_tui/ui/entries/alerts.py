"""Alerts: somebody may be at risk; what was seen and who was told, until it is closed with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from sqs_tui.domain.due import EXAMPLES, dated, has_time, kept, read_due, short, typed
from sqs_tui.domain.entry import Alert
from sqs_tui.errors import Refused
from sqs_tui.session.inspection import Inspection, Outcome
from sqs_tui.session.left_out import MAY_BE_AN_ALERT, whose
from sqs_tui.session.new_ids import new_id
from sqs_tui.store import rows
from sqs_tui.store.fold import Key
from sqs_tui.store.workbook import wall_clock
from sqs_tui.ui import keys
from sqs_tui.ui.common.form import FormScreen, GatherScreen
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.fields import FieldRow, FormField, one_line
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.ui.widgets.row_list import ListRow

RING = "This tool tells nobody: ring now"


def contacts(inspection: Inspection, width: int) -> list[Row]:
    """Whom to ring: always in sight where an alert is."""
    named = inspection.details.get("alert_contacts") or ()
    listed = [str(one) for one in named] if isinstance(named, list | tuple) else [str(named)]
    missing = "No contacts are put down: i on the sample opens the inspection's details."
    rows: list[Row] = [((f" {RING} ", "danger"),)]
    rows += [((f" {line}", "text"),) for one in listed or [missing] for line in wrapped(one, width - 2)][:4]
    return rows


class AlertsScreen(ListScreen[str, ListRow]):
    """Every alert, open ones first; a new one is about the case it was asked for from.

    Asked for from an open case that has none, it begins one at once.
    """

    BINDINGS = keys.bindings("alerts")
    SCOPES: ClassVar[tuple[str, ...]] = ("alerts", "list")

    def __init__(self, case: str = "", *, begins: bool = True) -> None:
        super().__init__()
        self._case, self._begins = case, begins
        self._now = wall_clock()

    def on_mount(self) -> None:
        self.show_alerts()
        self.list.focus()
        if self._begins and self._case and not any(alert.case == self._case for alert in self.inspection.open_alerts()):
            self.action_new()

    def on_resize(self) -> None:
        self.show_alerts()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.show_alerts()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show alerts as they stand, whoever changed one."""
        self.show_alerts()

    def show_alerts(self) -> None:
        """Show the alerts, keeping the cursor."""
        if not self.is_mounted:
            return
        self.show_title((" Alerts ", "title"))
        names = whose(self.inspection)
        said = f" {MAY_BE_AN_ALERT} What {names} put down is left out, see sqs verify."
        missing: list[Row] = [((line, "danger"),) for line in wrapped(said, self.size.width - 2)] if names else []
        self.show_head(*missing, *contacts(self.inspection, self.size.width))
        alerts = self.inspection.alerts.values()
        self._now = wall_clock()
        ordered = sorted(
            alerts,
            key=lambda alert: (not alert.is_open, not alert.is_overdue(self._now), alert.case != self._case),
        )
        listed = [ListRow(alert.id, ()) for alert in ordered]
        none = [ListRow("", ((keys.render_keys(" No alert has been put down. {new-alert} begins one."), "soft"),))]
        self.list.set_items(listed or none, self.list.current)

    def draw(self, item: ListRow, width: int) -> Row:
        """How an alert stands, in words, and what it is about."""
        alert = self.inspection.alerts.get(item.id)
        if alert is None:
            return item.spans
        ellipsis = self.sqs.symbols.ellipsis
        state: Row = (("closed     ", "soft"),)
        if alert.is_open:
            word = "!! OVERDUE" if alert.is_overdue(self._now) else "! OPEN"
            state = ((f" {word:<10}"[:11], "danger"), (" ", "text"))
        case = self.inspection.cases.get(alert.case)
        text = one_line(f"{alert.who}: {alert.seen if alert.is_open else alert.closed_because}")
        told = f"told {one_line(alert.told)}" if alert.told else "NOBODY TOLD"
        return (
            *state,
            (fitted(case.ref if case else "no case", 10), "text"),
            (f" {'due ' + short(alert.due) if alert.due and alert.is_open else short(alert.at):<17}", "soft"),
            (fitted(text, max(0, width - 55), ellipsis), "text"),
            (f" {fitted(told, 14, ellipsis)}", "soft" if alert.told or not alert.is_open else "warn"),
        )

    def choose(self, id: str) -> None:
        """Show an alert in full."""
        self.sqs.push_screen(AlertScreen(id))

    def action_new(self) -> None:
        if self.inspection.workbook.is_read_only:
            self.say("This workbook is read-only. Ring now", "warn")
        else:
            self.sqs.push_screen(AlertScreen(case=self._case), self._put_down)

    def _put_down(self, id: str | None) -> None:
        """An alert is never lost by leaving it: say that it stands, and how it is ended."""
        if id in self.inspection.alerts:
            self.say(keys.render_keys("The alert is put down as it was typed; {close-alert} closes it with a reason"))

    def action_close(self) -> None:
        alert = self.inspection.alerts.get(self.list.current)
        if alert is None or not alert.is_open:
            self.say("That alert is closed already" if alert else "There is no alert to close")
        else:
            self.sqs.push_screen(ClosingScreen(alert))

    def action_go_back(self) -> None:
        self.dismiss("")


class AlertScreen(FormScreen):
    """One alert; what is typed is put down as it is typed, from the first word."""

    def __init__(self, id: str = "", *, case: str = "") -> None:
        super().__init__()
        self.result = id or new_id("a")
        self._blank = Alert(self.result, case, "", "")

    @property
    def alert(self) -> Alert:
        """The alert as it stands."""
        return self.inspection.alerts.get(self.result, self._blank)

    @property
    def is_fixed(self) -> bool:
        """A closed alert stays as it was written."""
        return super().is_fixed or not self.alert.is_open

    def title_text(self) -> str:
        """What the form is about."""
        return "Alert" if self.alert.is_open else "Alert, closed"

    def above(self) -> Sequence[Row]:
        """Whom to ring; of a closed one, why it was closed."""
        alert, width = self.alert, self.size.width
        if alert.is_open:
            return contacts(self.inspection, width)
        text = f"Closed {short(alert.closed_at)}: {alert.closed_because}"
        return [((line, "text"),) for line in wrapped(text, max(20, width - 4))][:6]

    def fields(self) -> Sequence[FormField]:
        """Who, what, told to whom, and when."""
        return [
            FormField("who", "Who is at risk", help="By role, never a name: the child, a sibling, a member of staff."),
            FormField("seen", "What was seen", "long", "In plain words: what, where in the record, since when."),
            FormField("told", "Told to", help="By role: whom you rang."),
            FormField("told_at", "Told when", help="Day and time, as 24 May 10:42 or yesterday 16:30."),
            FormField("due", "Response due", help=f"As {EXAMPLES}.", drafted=False),
            FormField("case", "Case", help="Its reference; empty where it is about none.", drafted=False),
        ]

    def stored(self, name: str) -> str:
        """What stands in a field on disk."""
        if name == "case":
            case = self.inspection.cases.get(self.alert.case)
            return case.ref if case else ""
        if name == "due":
            return typed(self.alert.due, datetime.now().astimezone())
        return str(getattr(self.alert, name))

    def place(self, name: str) -> Key | None:
        """Where a field of the alert is kept."""
        return rows.ALERTS, self.result, name

    def check(self, name: str, text: str) -> str:
        """A case must be one of the sample, and a time one that can be read."""
        if name == "case" and text.strip():
            try:
                named = self.inspection.case_by_ref(text)
            except Refused as error:
                return error.title
            return "" if named else f"No case is called {one_line(text.strip())}."
        if name == "due" and text.strip():
            try:
                read_due(text, datetime.now().astimezone())
            except ValueError as error:
                return str(error)
        return ""

    def keep(self, name: str, text: str) -> Outcome:
        """Put the alert down as it now stands."""
        value = text.strip()
        if name == "case":
            case = self.inspection.case_by_ref(value) if value else None
            value = case.id if case else ""
        if name == "due" and value:
            value = kept(read_due(value, datetime.now().astimezone()))
        if name == "told_at":
            value = dated(value, datetime.now())
        run, seen = self.stretch(name)
        outcome = self.inspection.raise_alert(replace(self.alert, **{name: value}), run=run, seen=seen)
        return replace(outcome, structure=True)

    def left(self, row: FieldRow) -> None:
        """Keep the field; that somebody was told without a time is kept too, and said."""
        super().left(row)
        if row.field.name == "told_at" and row.text.strip() and not has_time(row.text):
            self.say("Told when: kept without a time; as 24 May 10:42", "warn")


class ClosingScreen(GatherScreen):
    """Why an alert is closed."""

    VERB = "closes it"

    def __init__(self, alert: Alert) -> None:
        super().__init__()
        self._alert = alert

    def title_text(self) -> str:
        """What the form is about."""
        return "Close an alert"

    def above(self) -> Sequence[Row]:
        """The alert that is closed."""
        text = f"{self._alert.who}: {self._alert.seen}"
        return [((line, "text"),) for line in wrapped(text, max(20, self.size.width - 4))][:6]

    def fields(self) -> Sequence[FormField]:
        """One field."""
        return [FormField("reason", "Reason", help="Who confirmed what was done. The alert stays on record.")]

    def check(self, name: str, text: str) -> str:
        """A reason is needed."""
        return "" if text.strip() else "An alert is closed with a reason: who confirmed what."

    def finish(self, texts: Mapping[str, str]) -> None:
        """Close it."""
        self.sqs.settled(replace(self.inspection.close_alert(self._alert.id, texts["reason"]), structure=True))
