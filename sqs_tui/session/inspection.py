"""An inspection while it is open: every act goes to disk first, then moves the state, then says what it came to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqs_tui.domain import agenda as agendas
from sqs_tui.domain.case import ACTIVE, REMOVED, REPLACED, Answer, Case, Change, Verdict
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.checks import Finding, contradictions, unknown_factors
from sqs_tui.domain.entry import EVIDENCE, Alert, Entry
from sqs_tui.domain.interview import Interview, interview_figures
from sqs_tui.domain.particulars import BY_NAME
from sqs_tui.domain.standing import Standing, State, closed_by, differing, standing, standing_after
from sqs_tui.domain.tally import CriterionFigure, Tally
from sqs_tui.errors import Refused
from sqs_tui.session.acts import Acts
from sqs_tui.session.differences import (
    CHANGED,
    SETTLED,
    Difference,
    differences,
    differing_answers,
    is_settling,
    with_reason,
    without_reason,
)
from sqs_tui.store import rows
from sqs_tui.store.fold import DELETED, Key, Line
from sqs_tui.store.workbook import Receipt, Workbook, wall_clock


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act came to: what to repaint, and the sentence to say.

    `cases` maps each case touched to the ids of its criteria touched; `said` is the echo line. `closed` and
    `opened` count the criteria a gate has just closed or opened. `at` is the wall time it was on disk,
    empty where nothing was written. `stands` is whether what was asked for now stands, written or there already;
    `line` names what was written.
    """

    cases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    said: str = ""
    at: str = ""
    closed: int = 0
    opened: int = 0
    case: str = ""
    criterion: str = ""
    structure: bool = False
    by: str = ""
    stands: bool = False
    line: str = ""


NOTHING = Outcome()

#: The heads of fields that were on screen, by the name of the field.
Heads = Mapping[str, tuple[str, ...]]

#: Why lines are written that a person wrote with a key, not an import.
BY_HAND = frozenset(
    {"scored", "parked", "cleared", "factors", "note", "flag", "undo", "redo", SETTLED, CHANGED},
)


@dataclass(frozen=True, slots=True)
class LastAct:
    """Where the author left off: the case and criterion, what it came to in a word, and the wall time."""

    case: str
    criterion: str
    word: str
    at: str


class Inspection:
    """One visit while it is open: the catalogue, the cases with their standings, and the tallies over them.

    Methods that write raise `NotSaved`; then neither the state nor the screen has moved.
    """

    def __init__(self, workbook: Workbook, clock: Callable[[], str] = wall_clock) -> None:
        self.workbook = workbook
        self.catalogue: Catalogue = workbook.catalogue
        self.cases: dict[str, Case] = {}
        self.standings: dict[str, Standing] = {}
        self.entries: dict[str, Entry] = {}
        self.alerts: dict[str, Alert] = {}
        self.interviews: dict[str, Interview] = {}
        self._tallies: dict[str, Tally] = {}
        self._own_tallies: dict[str, tuple[Standing, Tally]] = {}
        self._evidenced: dict[str, frozenset[str]] = {}
        self._groups: dict[str, str] = {}
        self._clock = clock
        self._acts: Acts | None = None
        self._warned_of = ""
        self._settlings: set[str] = set()
        self._differing: tuple[tuple[Key, ...], Mapping[str, frozenset[str]]] = ((), {})
        self._load()

    def _load(self) -> None:
        book = self.workbook
        self.cases = rows.cases_from(book.rows(rows.CASES), book.rows(rows.ANSWERS))
        self.standings = {case.id: standing(self.catalogue, case) for case in self.cases.values()}
        self.interviews = rows.interviews_from(book.rows(rows.INTERVIEWS), book.rows(rows.INTERVIEW_ANSWERS))
        self._load_entries()
        self.alerts = rows.alerts_from(book.rows(rows.ALERTS))
        self._groups = {case.id: self.catalogue.group_of(case) for case in self.cases.values()}
        self._tallies = {}

    def _load_entries(self) -> None:
        self.entries = rows.entries_from(self.workbook.rows(rows.ENTRIES))
        linked: dict[str, set[str]] = {}
        for entry in self.entries.values():
            if entry.kind == EVIDENCE and entry.text.strip():
                linked.setdefault(entry.case, set()).update(entry.criteria)
        self._evidenced = {case: frozenset(criteria) for case, criteria in linked.items()}
        self._entries_of: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            self._entries_of.setdefault(entry.case, []).append(entry)

    # What can be asked

    @property
    def details(self) -> Mapping[str, Any]:
        """The inspection's own particulars: area, service, dates, lead, team and so on."""
        return self.workbook.rows(rows.DETAILS).get(rows.INSPECTION, {})

    @property
    def area(self) -> str:
        """The area inspected."""
        return str(self.details.get("area", ""))

    def counted(self) -> Iterator[Case]:
        """The cases in any base: not replaced, not removed."""
        return (case for case in self.cases.values() if case.is_counted)

    def tally(self, group: str = "") -> Tally:
        """The proportions over the counted cases (of a group, where the catalogue keeps groups apart)."""
        if group not in self._tallies:
            chosen = (case.id for case in self.counted() if not group or self._groups[case.id] == group)
            self._tallies[group] = Tally.of(self.catalogue, (self.standings[id] for id in chosen))
        return self._tallies[group]

    def group(self, case: str) -> str:
        """The group a case's figures belong to; empty where the catalogue has none."""
        return self._groups.get(case, "")

    def own_tally(self, case: str) -> Tally:
        """The proportions of one case alone: those told last, with what has changed since swapped in."""
        heard = self.standings[case]
        told = self._own_tallies.get(case)
        tally = told[1].swapping(told[0], heard) if told else Tally.of(self.catalogue, [heard])
        self._own_tallies[case] = (heard, tally)
        return tally

    def evidenced(self, case: str) -> frozenset[str]:
        """The criteria of a case that a piece of evidence is linked to."""
        return self._evidenced.get(case, frozenset())

    def agenda(self, case: str) -> list[agendas.Item]:
        """What is left to do on a case."""
        return list(agendas.agenda(self.catalogue, self.cases[case], self.standings[case], self.evidenced(case)))

    def status(self, case: str) -> agendas.Status:
        """How far a case has come."""
        return agendas.status(self.catalogue, self.cases[case], self.standings[case], self.evidenced(case))

    def progress(self, case: str, section: str = "") -> agendas.Progress:
        """How many of a case's criteria are answered, of those that apply."""
        return agendas.progress(self.catalogue, self.standings[case], section)

    def findings(self, case: str) -> list[Finding]:
        """The contradictions in a case."""
        found, heard = self.cases[case], self.standings[case]
        return [*contradictions(self.catalogue, found, heard), *unknown_factors(self.catalogue, found)]

    def closed_by(self, case: str, criterion: str) -> str:
        """What made a criterion not applicable by rule: a criterion's id or a few words; else empty."""
        return closed_by(self.catalogue, self.cases[case], self.standings[case], self.catalogue.known[criterion])

    def state(self, case: str, criterion: str) -> State:
        """How a criterion of a case stands."""
        return self.standings[case].state(self.catalogue.place[criterion])

    def entries_of(self, case: str, criterion: str = "") -> list[Entry]:
        """The entries of a case, or those linked to one of its criteria; area notes have an empty case."""
        own = self._entries_of.get(case, [])
        return [entry for entry in own if not criterion or criterion in entry.criteria]

    def open_alerts(self) -> list[Alert]:
        """The alerts nobody has closed with a reason."""
        return [alert for alert in self.alerts.values() if alert.is_open]

    def differences(self) -> tuple[Difference, ...]:
        """Where people disagree, each value with who put it down and when; to be settled."""
        return differences(self)

    @property
    def differing(self) -> int:
        """On how many fields people disagree."""
        return len(self.workbook.differences())

    def differing_in(self, case: str) -> frozenset[str]:
        """The criteria of a case whose answers differ."""
        keys = self.workbook.differences()
        if keys != self._differing[0]:
            found: dict[str, set[str]] = {}
            for owner, criterion in differing_answers(keys):
                found.setdefault(owner, set()).add(criterion)
            self._differing = (keys, {owner: frozenset(criteria) for owner, criteria in found.items()})
        return self._differing[1].get(case, frozenset())

    def settle(self, difference: Difference, place: int, reason: str) -> Outcome:
        """Settle a difference on one of its values, by its place from 0, with a reason that stays in the history.

        What was written since the difference was looked at is not settled with it. Raises `Refused`.
        """
        if not reason.strip():
            raise Refused("A difference is settled with a reason.", "It stays as it was.")
        if difference.key not in self.workbook.differences():
            raise Refused("That is settled already.")
        if not 0 <= place < len(difference.values):
            raise Refused("There is no such value.", f"There are {len(difference.values)}.")
        table, id, name = difference.key
        value = difference.values[place].value
        if name == DELETED and value:
            raise Refused("What others changed since is kept.", remedy="Choose what was changed.")
        change = Change(table, id, name, self.workbook.value(table, id, name), value)
        why = with_reason(SETTLED, reason)
        receipt = self.workbook.record([change], why, seen={difference.key: difference.seen})
        if receipt is None:
            return NOTHING
        self._noted(receipt, why, "", [change])
        said = f"Settled: {difference.what} is {difference.values[place].said}"
        outcome = self._moved({difference.key: (change.before, change.after)}, said, receipt.at)
        return replace(outcome, structure=True, stands=True, line=receipt.line)

    def interview_figures(self) -> Mapping[str, CriterionFigure]:
        """Each interview item over the managers interviewed."""
        return interview_figures(self.catalogue, self.interviews.values())

    def managers(self) -> list[str]:
        """The case managers of the sample and those interviewed, by code."""
        named = {case.particular("case_manager") for case in self.counted()} - {""}
        return sorted(named | set(self.interviews))

    def case_by_ref(self, ref: str) -> Case | None:
        """The case with a reference, removed ones left out; the reference is compared without regard to case."""
        wanted = ref.strip().casefold()
        return next(
            (case for case in self.cases.values() if case.ref.casefold() == wanted and case.status != REMOVED), None
        )

    # Scoring

    def answer(self, case: str, criterion: str, verdict: Verdict, why: str = "scored") -> Outcome:
        """Put a verdict down; a parked answer is parked no more.

        A criterion closed by rule takes none: the outcome says what closed it.
        """
        blocked = self._blocked(case, criterion)
        if blocked is not None:
            return blocked
        answer = replace(self.cases[case].answer(criterion), verdict=verdict, parked=False)
        return self._answered(case, criterion, answer, why, f"{criterion} → {verdict.word}")

    def asks_why(self, case: str, criterion: str, verdict: Verdict | None) -> str:
        """Why a verdict is to be given with a reason, as a question; empty where a key is enough.

        Where people differ on it, it settles that; and another inspector's verdict is not changed without a word.
        """
        if self.workbook.is_read_only or self.closed_by(case, criterion):
            return ""
        word = verdict.word if verdict else "blank"
        if (rows.ANSWERS, rows.answer_id(case, criterion), "verdict") in self.workbook.differences():
            return f"People differ on {criterion}. Why is it {word}?"
        before, reads, own = self.cases[case].answer(criterion).verdict, self._reader(case), self.inspector()
        if before is None or before is verdict or not own or not reads or reads.casefold() == own.casefold():
            return ""
        return f"{reads} reads this case. Why is {criterion} {word}, and not {before.word}?"

    def _reader(self, case: str) -> str:
        return self.cases[case].particular("inspector").strip()

    def answer_because(self, case: str, criterion: str, verdict: Verdict | None, reason: str) -> Outcome:
        """Put a verdict down with the reason for it; where people differ on it, that is settled. None clears it."""
        if not reason.strip():
            raise Refused("A reason is needed.", "It stays as it was.")
        blocked = self._blocked(case, criterion)
        if blocked is not None:
            return blocked
        answer = replace(self.cases[case].answer(criterion), verdict=verdict, parked=False)
        said = f"{criterion} → {verdict.word}" if verdict else f"{criterion} cleared"
        id = rows.answer_id(case, criterion)
        if (rows.ANSWERS, id, "verdict") not in self.workbook.differences():
            return self._answered(case, criterion, answer, with_reason(CHANGED, reason), said)
        value = rows.answer_value(answer, "verdict")
        settled = Change(rows.ANSWERS, id, "verdict", self.workbook.value(rows.ANSWERS, id, "verdict"), value)
        return self._answered(case, criterion, answer, with_reason(SETTLED, reason), f"{said}: settled", also=settled)

    def park(self, case: str, criterion: str) -> Outcome:
        """Leave a criterion for later, keeping what is there; parking again takes the mark away."""
        blocked = self._blocked(case, criterion)
        if blocked is not None:
            return blocked
        before = self.cases[case].answer(criterion)
        said = f"{criterion} {'no longer parked' if before.parked else 'parked'}"
        return self._answered(case, criterion, replace(before, parked=not before.parked), "parked", said)

    def clear(self, case: str, criterion: str) -> Outcome:
        """Take the verdict and the parking away; factors, note and flag stay."""
        blocked = self._blocked(case, criterion)
        if blocked is not None:
            return blocked
        answer = replace(self.cases[case].answer(criterion), verdict=None, parked=False)
        return self._answered(case, criterion, answer, "cleared", f"{criterion} cleared")

    def mark_factors(self, case: str, criterion: str, factors: Sequence[str]) -> Outcome:
        """Put down the factors behind an answer, in the order of their lists."""
        order = list(self.catalogue.known[criterion].factor_titles)
        kept = tuple(
            sorted(dict.fromkeys(factors), key=lambda code: (order.index(code) if code in order else 99, code))
        )
        answer = replace(self.cases[case].answer(criterion), factors=kept)
        key = (rows.ANSWERS, rows.answer_id(case, criterion), "factors")
        said = f"{criterion}: {len(kept)} factor{'s' * (len(kept) != 1)}"
        return self._answered(case, criterion, answer, "factors", said, seen={key: self.workbook.seen(*key)[-1:]})

    def write_note(
        self, case: str, criterion: str, note: str, *, run: str = "", seen: tuple[str, ...] | None = None
    ) -> Outcome:
        """Put down the note of an answer; `run` joins one stretch of typing, `seen` what it began from.

        Where two notes stand, the one that was not on screen stands still: people differ until that is settled.
        """
        answer = replace(self.cases[case].answer(criterion), note=note)
        key = (rows.ANSWERS, rows.answer_id(case, criterion), "note")
        heads = {key: seen[-1:]} if seen is not None else None
        return self._answered(case, criterion, answer, "note", f"{criterion}: note", run=run, seen=heads)

    def flag(self, case: str, criterion: str) -> Outcome:
        """Set or take away the flag on an answer."""
        before = self.cases[case].answer(criterion)
        said = f"{criterion} {'no longer flagged' if before.flag else 'flagged'}"
        return self._answered(case, criterion, replace(before, flag=not before.flag), "flag", said)

    def _blocked(self, case: str, criterion: str) -> Outcome | None:
        closed = self.closed_by(case, criterion)
        if not closed:
            return None
        by = f"closed by {closed}; Enter goes there" if closed in self.catalogue.place else closed
        return Outcome(said=f"{criterion} does not apply: {by}", case=case, criterion=criterion)

    def _answered(
        self,
        case_id: str,
        criterion: str,
        answer: Answer,
        why: str,
        said: str,
        *,
        run: str = "",
        seen: Mapping[Key, tuple[str, ...]] | None = None,
        also: Change | None = None,
    ) -> Outcome:
        """`also` is written even where its value stands already: then it settles what people differ on."""
        before = self.cases[case_id].answer(criterion)
        id = rows.answer_id(case_id, criterion)
        changes = _changes(rows.ANSWERS, id, before, answer)
        if also is not None and also.field not in {change.field for change in changes}:
            changes.append(also)
        receipt = self.workbook.record(changes, why, run=run, seen=seen)
        if receipt is None:
            return Outcome(said=f"{said} (as it was)", case=case_id, criterion=criterion, stands=True)
        self._noted(receipt, why, run, changes)
        return replace(self._settle(case_id, criterion, answer, said, receipt.at), line=receipt.line)

    def _settle(self, case_id: str, criterion: str, answer: Answer, said: str, at: str, by: str = "") -> Outcome:
        """Move the state after one answer: hear its case again, and swap its standing in the tallies."""
        case = self.cases[case_id].answering(criterion, answer)
        before = self.standings[case_id]
        after = standing_after(self.catalogue, case, before, criterion)
        self._swap(case, before, after)
        criteria = self.catalogue.criteria
        moved = [(place, before.states[place], after.states[place]) for place in differing(before, after)]
        touched = {criteria[place].id for place, _, _ in moved} | {criterion}
        closed = sum(now == State.CLOSED != was for _, was, now in moved)
        opened = sum(was == State.CLOSED != now for _, was, now in moved)
        if closed:
            said += f", closes {closed} criteri{'on' if closed == 1 else 'a'}"
        elif opened:
            said += f", opens {opened} criteri{'on' if opened == 1 else 'a'}"
        return Outcome({case_id: frozenset(touched)}, said, at, closed, opened, case_id, criterion, by=by, stands=True)

    def _swap(self, case: Case, before: Standing, after: Standing) -> None:
        self.cases[case.id] = case
        self.standings[case.id] = after
        if case.is_counted:
            for group in {"", self._groups[case.id]}:
                if group in self._tallies:
                    self._tallies[group] = self._tallies[group].swapping(before, after)

    # Entries and alerts

    def add_entry(self, entry: Entry, *, run: str = "", seen: Heads | None = None) -> Outcome:
        """Put down a new entry, or a later state of one's own; an id is given where there is none."""
        known = self.entries.get(entry.id)
        if known is not None and known.author and known.author != self.workbook.author:
            raise Refused("That entry is somebody else's.", "It stays as it was written.", "Add one of your own.")
        entry = replace(
            entry,
            id=entry.id or f"e-{os.urandom(6).hex()}",
            author=entry.author or self.workbook.author,
            at=entry.at or self._clock(),
        )
        fields = rows.fields_of(entry, rows.ENTRY_FIELDS)
        receipt = self._record_fields(rows.ENTRIES, entry.id, fields, "entry", run=run, seen=seen)
        if receipt is None:
            return NOTHING
        self._load_entries()
        touched = frozenset((*entry.criteria, *(known.criteria if known else ())))
        return Outcome(
            {entry.case: touched} if entry.case else {},
            f"{entry.kind} kept",
            receipt.at,
            criterion=entry.id,
            line=receipt.line,
        )

    def drop_entry(self, id: str) -> Outcome:
        """Take one's own entry away, as one may who wrote it; it stays in the history, and can be brought back."""
        entry = self.entries[id]
        if entry.author and entry.author != self.workbook.author:
            raise Refused("That entry is somebody else's.", "It stays as it was written.")
        receipt = self._record_fields(rows.ENTRIES, id, dict.fromkeys(rows.ENTRY_FIELDS), "entry taken away")
        self._load_entries()
        touched = {entry.case: frozenset(entry.criteria)} if entry.case else {}
        return Outcome(touched, f"{entry.kind} taken away", receipt.at if receipt else "")

    def raise_alert(self, alert: Alert, *, run: str = "", seen: Heads | None = None) -> Outcome:
        """Put down that somebody may be at risk; it stays until it is closed with a reason."""
        alert = replace(
            alert,
            id=alert.id or f"a-{os.urandom(6).hex()}",
            author=alert.author or self.workbook.author,
            at=alert.at or self._clock(),
        )
        fields = rows.fields_of(alert, rows.ALERT_FIELDS)
        receipt = self._record_fields(rows.ALERTS, alert.id, fields, "alert", run=run, seen=seen)
        self.alerts = rows.alerts_from(self.workbook.rows(rows.ALERTS))
        return _told("Alert put down. This tool tells nobody: ring now", receipt, structure=True)

    def close_alert(self, id: str, reason: str) -> Outcome:
        """Close an alert with a reason."""
        if not reason.strip():
            raise Refused("An alert is closed with a reason.", remedy="Say who confirmed what.")
        if id not in self.alerts:
            raise Refused("There is no such alert.")
        if not self.alerts[id].is_open:
            raise Refused("That alert is closed already.", "The reason it was closed with stays.")
        fields = {"closed_because": reason.strip(), "closed_at": self._clock()}
        receipt = self._record_fields(rows.ALERTS, id, fields, "alert closed")
        self.alerts = rows.alerts_from(self.workbook.rows(rows.ALERTS))
        return Outcome(said="Alert closed", at=receipt.at if receipt else "", structure=True)

    # The sample and the inspection itself

    def set_details(self, fields: Mapping[str, Any], *, run: str = "", seen: Heads | None = None) -> Outcome:
        """Put down particulars of the inspection; None takes one away."""
        receipt = self._record_fields(rows.DETAILS, rows.INSPECTION, fields, "details", run=run, seen=seen)
        return _told("Details kept", receipt, structure=True)

    def add_case(self, ref: str, particulars: Mapping[str, str]) -> Outcome:
        """Take a case into the sample. Raises `Refused` for a reference that is empty or taken."""
        ref = self._free_ref(ref)
        id = ref
        while id in self.cases:
            id += "~"
        place = max((case.place for case in self.cases.values()), default=0) + 1
        fields = {**_known_particulars(particulars), "ref": ref, "place": place, "status": ACTIVE}
        return self._case_changed(id, fields, "case added", f"{ref} added")

    def change_case(
        self, case: str, particulars: Mapping[str, str], *, run: str = "", seen: Heads | None = None
    ) -> Outcome:
        """Put down particulars of a case; an empty one takes it away."""
        fields, said = _known_particulars(particulars), f"{self.cases[case].ref}: details kept"
        return self._case_changed(case, fields, "particulars", said, run=run, seen=seen)

    def rename_case(self, case: str, ref: str, *, run: str = "", seen: Heads | None = None) -> Outcome:
        """Correct the reference of a case; its answers and history stay."""
        before = self.cases[case].ref
        if ref.strip() == before:
            return NOTHING
        said = f"{before} is now {ref.strip()}"
        return self._case_changed(case, {"ref": self._free_ref(ref, but=case)}, "reference", said, run=run, seen=seen)

    def replace_case(self, case: str) -> Outcome:
        """Take a case out of every base, keeping it; or take it back."""
        return self._set_status(case, REPLACED)

    def remove_case(self, case: str) -> Outcome:
        """Take a case out of the sample and every base; it stays in the history, and can be brought back."""
        return self._set_status(case, REMOVED)

    def _set_status(self, case: str, status: str) -> Outcome:
        found = self.cases[case]
        status = ACTIVE if found.status == status else status
        if status == ACTIVE:
            self._free_ref(found.ref, but=case)
        said = f"{found.ref} {'back in the sample' if status == ACTIVE else status}"
        return self._case_changed(case, {"status": status}, status, said)

    def _free_ref(self, ref: str, but: str = "") -> str:
        ref = ref.strip()
        if not ref:
            raise Refused("A case needs a reference.", remedy="Use a code, never a name.")
        if len(ref) > 24:
            raise Refused("A reference has at most 24 characters.")
        known = self.case_by_ref(ref)
        if known is not None and known.id != but:
            raise Refused(f"{ref} is in the sample already.")
        return ref

    def _case_changed(
        self,
        id: str,
        fields: Mapping[str, Any],
        why: str,
        said: str,
        *,
        run: str = "",
        seen: Heads | None = None,
    ) -> Outcome:
        receipt = self._record_fields(rows.CASES, id, fields, why, run=run, seen=seen)
        if receipt is None:
            return NOTHING
        self._reload_case(id)
        touched = {id: frozenset(self.catalogue.place)}
        return Outcome(touched, said, receipt.at, case=id, structure=True, line=receipt.line)

    def _reload_case(self, id: str) -> None:
        """Take a case up again from its rows, whatever of it has changed."""
        book = self.workbook
        answer_rows = {
            (answer := rows.answer_id(id, criterion)): book.rows(rows.ANSWERS)[answer]
            for criterion in self.catalogue.known
            if rows.answer_id(id, criterion) in book.rows(rows.ANSWERS)
        }
        row = book.rows(rows.CASES).get(id)
        before = self.cases.pop(id, None)
        old = self.standings.pop(id, None)
        for group in list(self._tallies):
            if before is not None and before.is_counted and group in ("", self._groups[id]):
                self._tallies[group] = self._tallies[group].swapping(old, None)
        if not row or not row.get("ref"):
            return
        case = rows.cases_from({id: row}, answer_rows)[id]
        self.cases[id] = case
        self.cases = {one.id: one for one in sorted(self.cases.values(), key=lambda one: (one.place, one.ref))}
        self.standings[id] = standing(self.catalogue, case)
        self._groups[id] = self.catalogue.group_of(case)
        for group in list(self._tallies):
            if case.is_counted and group in ("", self._groups[id]):
                self._tallies[group] = self._tallies[group].swapping(None, self.standings[id])

    # Interviews

    def answer_interview(self, manager: str, item: str, verdict: Verdict | None) -> Outcome:
        """Put down what a case manager answered; None takes it away."""
        before = self._interview(manager).answer(item)
        word = verdict.word if verdict else "cleared"
        return self._interviewed(manager, item, replace(before, verdict=verdict, parked=False), f"{item} → {word}")

    def annotate_interview(
        self, manager: str, item: str, *, run: str = "", seen: Heads | None = None, **fields: Any
    ) -> Outcome:
        """Put down a note, factors or parking of an interview answer."""
        before = self._interview(manager).answer(item)
        return self._interviewed(manager, item, replace(before, **fields), f"{item}: kept", run=run, seen=seen)

    def set_interview_role(self, manager: str, role: str, *, run: str = "", seen: Heads | None = None) -> Outcome:
        """Say whether the case manager, or a stand-in, is asked."""
        receipt = self._record_fields(rows.INTERVIEWS, manager, {"role": role}, "interview", run=run, seen=seen)
        self._reload_interviews()
        return _told(f"{manager}: {role}", receipt)

    def _interview(self, manager: str) -> Interview:
        return self.interviews.get(manager) or Interview(manager)

    def _interviewed(
        self, manager: str, item: str, answer: Answer, said: str, *, run: str = "", seen: Heads | None = None
    ) -> Outcome:
        before = self._interview(manager).answer(item)
        id = rows.answer_id(manager, item)
        changes = _changes(rows.INTERVIEW_ANSWERS, id, before, answer)
        receipt = self.workbook.record(changes, "interview", run=run, seen=_keyed(rows.INTERVIEW_ANSWERS, id, seen))
        if receipt is None:
            return Outcome(said=f"{said} (as it was)", criterion=item)
        self._noted(receipt, "interview", run, changes)
        self._reload_interviews()
        return Outcome(said=said, at=receipt.at, criterion=item, line=receipt.line)

    def _reload_interviews(self) -> None:
        book = self.workbook
        self.interviews = rows.interviews_from(book.rows(rows.INTERVIEWS), book.rows(rows.INTERVIEW_ANSWERS))

    def last_act(self) -> LastAct | None:
        """The author's last answer when the workbook was opened, to go on from there."""
        line = self.workbook.last_own
        if line is None or without_reason(line.why) not in BY_HAND:
            return None
        for operation in reversed(line.operations):
            case, _, criterion = operation.id.rpartition("/")
            if operation.table == rows.ANSWERS and case in self.cases and criterion in self.catalogue.place:
                verdict = self.cases[case].answer(criterion).verdict
                word = verdict.word if verdict else without_reason(line.why)
                return LastAct(case, criterion, word, line.at)
        return None

    # Who is asking

    def inspector(self) -> str:
        """Who the author of this session is among the team; empty while that has not been asked."""
        person = self.workbook.rows(rows.PEOPLE).get(self.workbook.author, {})
        return str(person.get("inspector", ""))

    def set_inspector(self, name: str) -> Outcome:
        """Keep who the author is; asked once a workbook."""
        receipt = self._record_fields(rows.PEOPLE, self.workbook.author, {"inspector": name.strip()}, "who")
        return Outcome(said=f"You are {name.strip()}", at=receipt.at if receipt else "")

    def person(self, author: str) -> str:
        """How an author is called on screen: as in the team, else by account."""
        return str(self.workbook.rows(rows.PEOPLE).get(author, {}).get("inspector", "") or author)

    # Undo, and what others did

    def undo(self, within: str = "", *, beside: str = "") -> Outcome:
        """Take back the author's last act, while it is still what stands.

        `within` allows only acts on a case; `beside` names the case on the screen: an act on another is named
        first, and taken back when asked once more.
        """
        return self._step("undo", within, beside)

    def redo(self, within: str = "", *, beside: str = "") -> Outcome:
        """Do again what was undone last; `within` and `beside` as for `undo`."""
        return self._step("redo", within, beside)

    def _step(self, direction: str, within: str, beside: str) -> Outcome:
        acts = self._acts_read()
        step = acts.next(direction)
        if step is None:
            return Outcome(said=f"Nothing to {direction}")
        if within and not all(self._is_about(within, *key) for key in step.changes):
            return Outcome(said=f"Nothing to {direction} on this case")
        if beside and not all(self._is_about(beside, *key) for key in step.changes) and step.name != self._warned_of:
            self._warned_of = step.name
            return Outcome(said=f"The last change was elsewhere: {step.said()}. Once more to {direction} it")
        self._warned_of = ""
        for key, (was, _) in step.changes.items():
            if self._settlings.intersection(self.workbook.seen(*key)):
                return Outcome(said=f"{direction.capitalize()} stopped: that was settled with a reason; answer it anew")
            if not set(self.workbook.seen(*key)) <= acts.own or self.workbook.value(*key) != was:
                return Outcome(said=f"{direction.capitalize()} stopped: somebody has changed that since")
            becomes = step.changes[key][1]
            other = self.case_by_ref(str(becomes)) if key[0] == rows.CASES and key[2] == "ref" and becomes else None
            if other is not None and other.id != key[1]:
                return Outcome(said=f"{direction.capitalize()} stopped: {becomes} is another case now")
            takes_away = key[0] == rows.CASES and key[2] == "ref" and step.changes[key][1] is None
            if takes_away and self._put_down_in(key[1]) - {changed[:2] for changed in step.changes}:
                return Outcome(said=f"{direction.capitalize()} stopped: there are answers or evidence in {was}")
        changes = [Change(*key, before, after) for key, (before, after) in step.changes.items()]
        receipt = self.workbook.record(changes, direction, of=step.name)
        acts.moved(direction, receipt.line if receipt else "")
        if receipt is None:
            return NOTHING
        said = f"{'Undone' if direction == 'undo' else 'Done again'}: {step.said()}"
        return self._moved(step.changes, said, receipt.at)

    def _is_about(self, case: str, table: str, id: str, field: str) -> bool:
        """Whether a field belongs to a case."""
        if table == rows.ANSWERS:
            return id.rpartition("/")[0] == case
        if table == rows.ENTRIES:
            return id in self.entries and self.entries[id].case == case
        return table == rows.CASES and id == case

    def _put_down_in(self, case: str) -> set[tuple[str, str]]:
        """The answers and entries of a case: their tables and ids."""
        answers = self.cases[case].answers.items()
        answered = {(rows.ANSWERS, rows.answer_id(case, id)) for id, answer in answers if not answer.is_blank}
        return answered | {(rows.ENTRIES, entry.id) for entry in self.entries_of(case)}

    def _acts_read(self) -> Acts:
        if self._acts is None:
            lines = self.workbook.lines()
            self._settlings = {line.id for line in lines if is_settling(line.why)}
            self._acts = Acts.of(lines, self.workbook.author)
        return self._acts

    def refresh(self) -> Outcome:
        """Take in what others have put down since; NOTHING where nobody has."""
        lines = self.workbook.refresh()
        if not lines:
            return NOTHING
        self._acts = None
        keys = {operation.key: (None, operation.value) for line in lines for operation in line.operations}
        outcome = self._moved(keys, "", "")
        return replace(outcome, by=self.person(lines[-1].author), said=_said_of_others(self, lines))

    def _moved(self, keys: Mapping[Key, Any], said: str, at: str) -> Outcome:
        """Bring the state up to the tables after writes that did not come through a scoring act."""
        touched: dict[str, set[str]] = {}
        last = ("", "")
        ids: dict[str, dict[str, None]] = {}
        for table, id, _ in keys:
            ids.setdefault(table, {})[id] = None
        for case in ids.get(rows.CASES, ()):
            self._reload_case(case)
            touched[case] = set(self.catalogue.place)
        for id in ids.get(rows.ANSWERS, ()):
            case, _, criterion = id.rpartition("/")
            if case in self.cases and criterion in self.catalogue.known:
                answer = rows.answer_from(self.workbook.rows(rows.ANSWERS).get(id, {}))
                moved = touched.setdefault(case, set())
                if answer != self.cases[case].answer(criterion):
                    moved |= self._settle(case, criterion, answer, "", at).cases[case]
                moved.add(criterion)
                last = (case, criterion)
        if rows.ENTRIES in ids:
            before = [self.entries.get(id) for id in ids[rows.ENTRIES]]
            self._load_entries()
            for entry in (*before, *(self.entries.get(id) for id in ids[rows.ENTRIES])):
                if entry is not None:
                    touched.setdefault(entry.case, set()).update(entry.criteria)
        if rows.ALERTS in ids:
            self.alerts = rows.alerts_from(self.workbook.rows(rows.ALERTS))
        if rows.INTERVIEWS in ids or rows.INTERVIEW_ANSWERS in ids:
            self._reload_interviews()
        place = self.catalogue.place
        cases = {
            case: frozenset(id for id in moved if id in place) for case, moved in touched.items() if case in self.cases
        }
        structure = not ids.keys() <= {rows.ANSWERS, rows.ENTRIES}
        return Outcome(cases, said, at, case=last[0], criterion=last[1], structure=structure)

    def history(self, case: str, criterion: str) -> list[Line]:
        """The lines that touched an answer, oldest first, read back from the journals."""
        wanted = (rows.ANSWERS, rows.answer_id(case, criterion))
        return [
            line
            for line in self.workbook.lines()
            if any((operation.table, operation.id) == wanted for operation in line.operations)
        ]

    def record_many(self, changes: Sequence[Change], why: str) -> Receipt | None:
        """Put many changes down as one line, and take everything up again; for imports."""
        receipt = self.workbook.record(changes, why)
        if receipt is not None:
            self._noted(receipt, why, "", changes)
            self._load()
        return receipt

    # Helpers

    def _record_fields(
        self,
        table: str,
        id: str,
        fields: Mapping[str, Any],
        why: str,
        *,
        run: str = "",
        seen: Heads | None = None,
    ) -> Receipt | None:
        """Write the fields that differ; `seen` gives the heads that were on screen where that is not what stands."""
        before = self.workbook.rows(table).get(id, {})
        fields = {name: value or None for name, value in fields.items()}
        changes = [
            Change(table, id, name, before.get(name), value)
            for name, value in fields.items()
            if before.get(name) != value
        ]
        receipt = self.workbook.record(changes, why, run=run, seen=_keyed(table, id, seen))
        if receipt is not None:
            self._noted(receipt, why, run, changes)
        return receipt

    def _noted(self, receipt: Receipt, why: str, run: str, changes: Sequence[Change]) -> None:
        if is_settling(why):
            self._settlings.add(receipt.line)
        if self._acts is not None:
            pairs = [((change.table, change.id, change.field), change.before, change.after) for change in changes]
            self._acts.did(receipt.line, why, run, pairs)


def _changes(table: str, id: str, before: Answer, after: Answer) -> list[Change]:
    return [
        Change(table, id, name, rows.answer_value(before, name), rows.answer_value(after, name))
        for name in rows.ANSWER_FIELDS
        if rows.answer_value(before, name) != rows.answer_value(after, name)
    ]


def _keyed(table: str, id: str, seen: Heads | None) -> Mapping[Key, tuple[str, ...]]:
    return {(table, id, name): heads for name, heads in (seen or {}).items()}


def _told(said: str, receipt: Receipt | None, *, structure: bool = False) -> Outcome:
    """What writing fields came to, written or as it was."""
    if receipt is None:
        return Outcome(said=said, structure=structure)
    return Outcome(said=said, at=receipt.at, structure=structure, line=receipt.line)


def _known_particulars(particulars: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in particulars.items() if name in BY_NAME}


def _said_of_others(inspection: Inspection, lines: Sequence[Line]) -> str:
    """What somebody else just did, for the echo line: who and to what, never more than one act."""
    line = lines[-1]
    who = inspection.person(line.author)
    for operation in reversed(line.operations):
        if operation.table == rows.ANSWERS:
            case, _, criterion = operation.id.rpartition("/")
            found = inspection.cases.get(case)
            return f"{who}: {found.ref if found else case} {criterion}"
    return f"{who} changed something"
