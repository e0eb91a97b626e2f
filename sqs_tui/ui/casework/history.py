"""Who answered a criterion, when, from what to what and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.catalogue import Criterion
from sqs_tui.domain.why import in_words, without_reason
from sqs_tui.session.inspection import Inspection, Outcome
from sqs_tui.store.fold import Line
from sqs_tui.ui.common.reading import ReadingScreen
from sqs_tui.ui.widgets.lines import Row, wrapped


class HistoryScreen(ReadingScreen):
    """The history of one answer, read back from the journals; with company, without notes and colleagues."""

    def __init__(self, case: str, criterion: str) -> None:
        super().__init__("", self.history_rows)
        self._case, self._criterion = case, criterion
        self.needs_case = case
        self._lines: list[Line] | None = None

    def on_mount(self) -> None:
        self._title = f"{self.inspection.cases[self._case].ref}  {self._criterion}  history"
        super().on_mount()

    def show_outcome(self, outcome: Outcome) -> None:
        """Read the journals again where this answer was touched."""
        if self._criterion in outcome.cases.get(self._case, ()):
            self._lines = None
            super().show_outcome(outcome)

    def history_rows(self, width: int) -> list[Row]:
        """A heading for each line that touched the answer, and what it changed; the last first."""
        if self._lines is None:
            self._lines = self.inspection.history(self._case, self._criterion)
        criterion = self.inspection.catalogue.known[self._criterion]
        rows: list[Row] = [((f" {line}", "text"),) for line in wrapped(criterion.question, width - 2)]
        told = list(_told(self.inspection, self._case, criterion, self._lines, self.is_company))
        if not told:
            rows += [(), ((" Nobody has answered this yet.", "soft"),)]
        for when, who, changes in reversed(told):
            rows += [(), ((f" {when}  ", "key"), (who, "title"))]
            for change in changes:
                rows += [((f"   {line}", "text"),) for line in wrapped(change, width - 4)]
        return rows


def local(at: str) -> str:
    """A wall time as it was on the clock here; as it stands where it cannot be read."""
    try:
        return f"{datetime.fromisoformat(at).astimezone():%a %d %b %Y %H:%M:%S}"
    except ValueError:
        return at


def _told(
    inspection: Inspection, case: str, criterion: Criterion, lines: list[Line], company: bool
) -> Iterator[tuple[str, str, list[str]]]:
    """When, who and why, and what changed, oldest first."""
    values: dict[str, Any] = {}
    for line in lines:
        changes = []
        for operation in line.operations:
            if operation.id != f"{case}/{criterion.id}" or operation.table != "answers":
                continue
            before, values[operation.field] = values.get(operation.field), operation.value
            if operation.field != "note" or not company:
                changes.append(_change(criterion, operation.field, before, operation.value))
        if changes:
            who = "" if company else f"{inspection.person(line.author)}: "
            yield local(line.at), f"{who}{in_words(line.why)}", changes


def _change(criterion: Criterion, field: str, before: Any, after: Any) -> str:
    if field == "verdict":
        return f"{_verdict(before)} → {_verdict(after)}"
    if field == "parked":
        return "parked" if after else "no longer parked"
    if field == "flag":
        return "flagged" if after else "no longer flagged"
    if field == "unrecorded":
        return "done, but not recorded" if after else "no longer done but not recorded"
    if field == "factors":
        return f"factors: {_factors(criterion, before)} → {_factors(criterion, after)}"
    if field == "note":
        return f"note: {after}" if after else "note taken away"
    return f"{field}: {before or 'nothing'} → {after or 'nothing'}"


def _verdict(value: Any) -> str:
    return next((verdict.word for verdict in Verdict if verdict.value == value), "blank")


def _factors(criterion: Criterion, codes: Any) -> str:
    titles = criterion.factor_titles
    return "; ".join(titles.get(code, str(code)) for code in codes) if isinstance(codes, list) and codes else "none"


class CompanyHistory(HistoryScreen):
    """A history without the reasons people gave each other."""

    def history_rows(self, width: int) -> list[Row]:
        """The lines, each with the bare word for why it was written."""
        if self._lines is None:
            lines = self.inspection.history(self._case, self._criterion)
            self._lines = [replace(line, why=without_reason(line.why)) for line in lines]
        return super().history_rows(width)
