"""Which records of a case were seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from sqs_tui.domain.fieldwork import STATES, Fieldwork, Source, following
from sqs_tui.domain.why import Why
from sqs_tui.session.outcome import Outcome
from sqs_tui.session.recording import Recording
from sqs_tui.store import rows
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Looked:
    """A record of a case: whether it was seen, and how many entries say that they were found in it."""

    source: Source
    state: str
    entries: int


class SourceKeeping(Recording):
    """The records of a case, ticked off one by one; nothing is blocked by one that was not seen."""

    @cached_property
    def fieldwork(self) -> Fieldwork:
        """The records and phrases that ship for the catalogue."""
        from sqs_tui.store import fieldwork  # Not needed before records are ticked off or a phrase is wanted.

        return fieldwork.shipped(self.catalogue.id)

    def sources(self, case: str) -> Iterator[Looked]:
        """Every record there may be, in order."""
        kept = self.workbook.rows(rows.SOURCES)
        found = [entry.source.strip().casefold() for entry in self.entries_of(case)]
        for source in self.fieldwork.sources:
            state = kept.get(rows.answer_id(case, source.code), {}).get("state")
            entries = sum(one in (source.title.casefold(), source.code) for one in found)
            yield Looked(source, state if isinstance(state, str) and state in STATES else "", entries)

    def mark_source(self, case: str, code: str) -> Outcome:
        """Tick a record off as seen; once more, as asked for and not there; once more, as not looked for."""
        self._refuse_signed(case, locked=True)
        looked = next(one for one in self.sources(case) if one.source.code == code)
        state, id = following(looked.state), rows.answer_id(case, code)
        seen = {"state": self.workbook.seen(rows.SOURCES, id, "state")}
        receipt = self._record_fields(rows.SOURCES, id, {"state": state}, Why.SOURCE, seen=seen)
        said = f"{looked.source.title}: {STATES[state] or 'not looked for yet'}"
        if receipt is None:
            return Outcome(said=said)
        return Outcome({case: frozenset()}, said, receipt.at, case=case, line=receipt.line)
