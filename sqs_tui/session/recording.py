"""Putting things down: on disk first; then the state moves; then what it came to is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqs_tui.domain.case import Answer, Case, Change
from sqs_tui.domain.standing import Standing, State, differing, standing, standing_after
from sqs_tui.domain.why import NOT_BY_HAND, Why, is_settling, without_reason
from sqs_tui.errors import Refused
from sqs_tui.session.acts import Acts
from sqs_tui.session.differences import against_settling, with_reason
from sqs_tui.session.held import Held
from sqs_tui.session.outcome import NOTHING, Heads, Outcome
from sqs_tui.store import rows
from sqs_tui.store.fold import Key, Line
from sqs_tui.store.workbook import Receipt


class Recording(Held):
    """What every part that writes is made of. Methods that write raise `NotSaved`; then nothing has moved."""

    # Writing

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
        receipt = self.workbook.record(changes, why, run=run, seen=keyed(table, id, seen))
        if receipt is not None:
            self._noted(receipt, why, run, changes)
        return receipt

    def keep(
        self,
        table: str,
        id: str,
        fields: Mapping[str, Any],
        why: str,
        said: str,
        *,
        run: str = "",
        seen: Heads | None = None,
    ) -> Outcome:
        """Put down fields of a table that is read straight from its rows, as the letter's are."""
        return told(said, self._record_fields(table, id, fields, why, run=run, seen=seen))

    def _noted(self, receipt: Receipt, why: str, run: str, changes: Sequence[Change]) -> None:
        self._has_recorded = True
        if is_settling(why):
            self._settlings.add(receipt.line)
        if self._acts is not None:
            pairs = [((change.table, change.id, change.field), change.before, change.after) for change in changes]
            self._acts.did(receipt.line, why, run, pairs)

    def bring_in(self, changes: Sequence[Change], reason: str = "") -> int:
        """Put down what a file says, with a reason where one was given. What a colleague answered by hand stays beside.

        Returns on how many answers people then differ that did not before.
        """
        before = {key[:2] for key in self.workbook.differences()}
        why = with_reason(Why.IMPORTED, reason) if reason else Why.IMPORTED
        self.record_many(changes, why, seen=self._without_others(changes))
        return len({key[:2] for key in self.workbook.differences()} - before)

    def _without_others(self, changes: Sequence[Change]) -> dict[Key, tuple[str, ...]]:
        """For each answer that would overturn a colleague's, the heads that are not a colleague's by hand."""
        keys = [(one.table, one.id, one.field) for one in changes if one.table == rows.ANSWERS and one.before]
        asked = [key for key in keys if not all(map(self.workbook.is_own_line, self.workbook.seen(*key)))]
        if not asked:
            return {}
        theirs = {
            line.id
            for line in self.workbook.lines()
            if without_reason(line.why) not in NOT_BY_HAND and not self.is_own_account(line.author)
        }
        heads = {key: self.workbook.seen(*key) for key in asked}
        kept = {key: tuple(head for head in seen if head not in theirs) for key, seen in heads.items()}
        return {key: seen for key, seen in kept.items() if seen != heads[key]}

    def record_many(
        self, changes: Sequence[Change], why: str, *, seen: Mapping[Key, tuple[str, ...]] | None = None
    ) -> Receipt | None:
        """Put many changes down as one line, and take everything up again; for imports."""
        fixed = self._fixed_among(changes)
        if fixed:
            raise Refused(fixed, "Nothing was changed.", "Take that back first, with a reason.")
        receipt = self.workbook.record(changes, why, seen=seen)
        if receipt is not None:
            self._noted(receipt, why, "", changes)
            self._load()
        return receipt

    def fixed(self, case: str, *, locked: bool = False) -> str:
        """Why the answers of a case are not changed with a key alone; empty where they are.

        With `locked`, only a case that is locked is fixed: a signed one can still be written about.
        """
        if case not in self.cases or not self.cases[case].signatures:
            return ""
        signing, ref = self.signing(case), self.cases[case].ref
        if signing.is_locked:
            return f"{ref} is locked."
        return f"{ref} is signed." if signing.is_signed and not locked else ""

    def _refuse_settling(self, changes: Iterable[Change]) -> None:
        """Refuse what would settle a difference on a locked case otherwise than it was signed."""
        against = self._against_settling(changes)
        if against:
            raise Refused(against, "Nothing was changed.", "Take that back first, with a reason.")

    def _against_settling(self, changes: Iterable[Change]) -> str:
        differing = set(self.workbook.differences())
        if not differing:
            return ""
        written = (((change.table, change.id, change.field), change.after) for change in changes)
        told = (against_settling(self, key, value) for key, value in written if key in differing)
        return next(filter(None, told), "")

    def _refuse_signed(self, case: str, *, locked: bool = False) -> None:
        fixed = self.fixed(case, locked=locked)
        if fixed:
            raise Refused(fixed, "Nothing was changed.", "Take that back first, with a reason.")

    def _fixed_among(self, changes: Iterable[Change], known: dict[tuple[str, bool], str] | None = None) -> str:
        """Why changes may not be made with a key alone: the first case in their way; empty where there is none.

        Each is as strict as the act it belongs to: what is judged stands from the signature on, the rest from the lock.
        `known` keeps what was found of each case, for whoever asks of many changes at once.
        """
        known = {} if known is None else known
        changes = tuple(changes)
        asked = {(case, not _is_judged(change)) for change in changes for case in self._owners(change)}
        for case, locked in asked - known.keys():
            known[case, locked] = self.fixed(case, locked=locked)
        fixed = next(filter(None, (known[one] for one in sorted(asked))), "")
        return fixed or self._against_settling(changes)

    def _owners(self, change: Change) -> set[str]:
        """The cases a change is about: of an entry that is moved, the one it leaves and the one it comes to."""
        if change.table in (rows.ANSWERS, rows.SOURCES, rows.SECOND_READS):
            return {change.id.rpartition("/")[0]}
        if change.table == rows.CASES:
            return {change.id}
        if change.table != rows.ENTRIES:
            return set()
        entry = self.entries.get(change.id)
        moves = (change.before, change.after) if change.field == "case" else ()
        return {str(case) for case in (entry.case if entry else "", *moves) if case}

    # Taking up what was written, by oneself or by others

    def refresh(self) -> Outcome:
        """Take in what others have put down since; NOTHING where nobody has."""
        lines = self.workbook.refresh()
        if not lines:
            return NOTHING
        self._acts = None
        keys = {operation.key: (None, operation.value) for line in lines for operation in line.operations}
        outcome = self._moved(keys, "", "")
        said, leads = _said_of_others(self, lines)
        return replace(outcome, by=self.person(lines[-1].author), said=said, leads=leads)

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
        for id in ids.get(rows.SECOND_READS, ()):
            case, _, criterion = id.rpartition("/")
            touched.setdefault(case, set()).add(criterion)
        for id in ids.get(rows.SOURCES, ()):
            touched.setdefault(id.rpartition("/")[0], set())
        if rows.ENTRIES in ids:
            before = [self.entries.get(id) for id in ids[rows.ENTRIES]]
            for id in ids[rows.ENTRIES]:
                self._take_up_entry(id)
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
        structure = not ids.keys() <= {rows.ANSWERS, rows.ENTRIES, rows.SOURCES, rows.SECOND_READS}
        return Outcome(cases, said, at, case=last[0], criterion=last[1], structure=structure)

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

    def _reload_interviews(self) -> None:
        book = self.workbook
        self.interviews = rows.interviews_from(book.rows(rows.INTERVIEWS), book.rows(rows.INTERVIEW_ANSWERS))

    def _acts_read(self) -> Acts:
        if self._acts is None:
            lines = self.workbook.lines()
            self._settlings = {line.id for line in lines if is_settling(line.why)}
            self._acts = Acts.of(lines, self.workbook.author)
        return self._acts


def _is_judged(change: Change) -> bool:
    """Whether a signature is about a change: about an answer, but for its flag."""
    return change.table == rows.ANSWERS and change.field != "flag"


def keyed(table: str, id: str, seen: Heads | None) -> Mapping[Key, tuple[str, ...]]:
    """The heads that were on screen, by the fields of one document."""
    return {(table, id, name): heads for name, heads in (seen or {}).items()}


def told(said: str, receipt: Receipt | None, *, structure: bool = False) -> Outcome:
    """What writing fields came to, written or as it was."""
    if receipt is None:
        return Outcome(said=said, structure=structure)
    return Outcome(said=said, at=receipt.at, structure=structure, line=receipt.line)


def _said_of_others(inspection: Held, lines: Sequence[Line]) -> tuple[str, str]:
    """What somebody else just did, for the echo line, never more than one act; and the key that shows more of it."""
    line = lines[-1]
    who = inspection.person(line.author)
    for operation in reversed(line.operations):
        if operation.table == rows.ALERTS:
            return f"{who}: an alert", "raise-alert"
        if operation.table in (rows.ANSWERS, rows.SECOND_READS):
            case, _, criterion = operation.id.rpartition("/")
            found = inspection.cases.get(case)
            return f"{who}: {found.ref if found else case} {criterion}", ""
    return f"{who} changed something", ""
