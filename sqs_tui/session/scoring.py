"""Scoring: verdicts and what belongs to an answer, and settling where people disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqs_tui.domain.case import Answer, Change, Stage, Verdict
from sqs_tui.domain.why import NOT_BY_HAND, STEPS, Why, without_reason
from sqs_tui.errors import Refused
from sqs_tui.session.differences import Difference, against_settling, signed_word, with_reason
from sqs_tui.session.outcome import NOTHING, Outcome
from sqs_tui.session.recording import Recording
from sqs_tui.store import rows
from sqs_tui.store.fold import DELETED, Key, Line

#: Said where something is still to be written on a case that somebody took away meanwhile.
GONE = "The case is not in the workbook any more."


class Scoring(Recording):
    """Answers to the criteria of a case."""

    def answer(self, case: str, criterion: str, verdict: Verdict, why: str = Why.SCORED) -> Outcome:
        """Put a verdict down; a parked answer is parked no more.

        A criterion closed by rule takes none: the outcome says what closed it.
        """
        blocked = self._blocked(case, criterion)
        if blocked is not None:
            return blocked
        before = self.cases[case].answer(criterion)
        answer = before.judged(verdict)
        if self.cases[case].signatures:
            id, value = rows.answer_id(case, criterion), rows.answer_value(answer, "verdict")
            self._refuse_settling([Change(rows.ANSWERS, id, "verdict", None, value)])
            if answer != before:
                self._refuse_signed(case)
        return self._answered(case, criterion, answer, why, _said(criterion, before, answer))

    def asks_why(self, case: str, criterion: str, verdict: Verdict | None) -> str:
        """Why a verdict is to be given with a reason, as a question; empty where a key is enough.

        Where people differ on it, it settles that; and neither a signed case nor another inspector's verdict is
        changed without a word. Verdicts are those of who reads the case; where nobody does, or it is not known who
        asks, of who gave them.
        """
        if self.workbook.is_read_only or self.closed_by(case, criterion) or self.signing(case).is_locked:
            return ""
        word = verdict.word if verdict else "blank"
        before = self.cases[case].answer(criterion)
        key = (rows.ANSWERS, rows.answer_id(case, criterion), "verdict")
        if key in self.workbook.differences():
            if against_settling(self, key, rows.answer_value(before.judged(verdict), "verdict")):
                return ""
            return f"{signed_word(self, case)} People differ on {criterion}. Why is it {word}?".lstrip()
        if before.verdict is None or before == before.judged(verdict):
            return ""
        said = self._whose(case) or self._given(case, criterion)
        stood = "parked" if before.parked else before.verdict.word
        return f"{said} Why is {criterion} {word}, and not {stood}?" if said else ""

    def asks_why_parked(self, case: str, criterion: str) -> str:
        """As `asks_why`, of parking and parking no more: either moves the figures where a verdict stands."""
        if self.workbook.is_read_only or self.closed_by(case, criterion) or self.signing(case).is_locked:
            return ""
        answer = self.cases[case].answer(criterion)
        said = (self._whose(case) or self._given(case, criterion)) if answer.verdict else ""
        return f"{said} Why is {criterion} {'no longer ' if answer.parked else ''}parked?" if said else ""

    def _whose(self, case: str) -> str:
        """Why the verdicts of a case are not to be changed without a word; empty where they are one's own."""
        found, own = self.cases[case], self.inspector()
        if found.signatures:
            signing = self.signing(case)
            if signing.is_signed:
                return f"{found.ref} is signed."
            first, second = (signing.signatures.get(stage) for stage in (Stage.MARKED, Stage.SECOND))
            if first and second and self.is_author(second.who):
                return f"{first.who} read this first."
        reads = self._reader(case)
        # The sample is there to be tried: who would not say who he or she is there changes what he or she likes.
        is_own = not reads or self.is_author(reads) or (not own and self.workbook.is_invented)
        return "" if is_own else f"{reads} reads this case."

    def _given(self, case: str, criterion: str) -> str:
        """What somebody else said with the verdict that stands: a reason is answered with one, even in one's own case.

        Where no case and no name says whose it is, that somebody else put it down by hand.
        """
        key = (rows.ANSWERS, rows.answer_id(case, criterion), "verdict")
        book = self.workbook
        heads = [
            head
            for head in book.seen(*key)
            if head in self._steps_made or book.is_own_step(head) or not book.is_own_line(head)
        ]
        if not heads:
            return ""
        put_down = put_down_by(self.history(case, criterion), key)
        given = [line for line in (put_down[head] for head in heads if head in put_down) if not self._is_own(line)]
        for line in given:
            if line.why != without_reason(line.why) and without_reason(line.why) not in NOT_BY_HAND:
                return f"{self.person(line.author)} said: “{line.why.partition(': ')[2]}”."
        if self.inspector() and self._reader(case):
            return ""
        by_hand = (line.author for line in given if without_reason(line.why) not in NOT_BY_HAND)
        other = next((author for author in by_hand if not self.is_own_account(author)), "")
        return f"{self.person(other)} answered this." if other else ""

    def _is_own(self, line: Line) -> bool:
        return line.author == self.workbook.author

    def answer_because(self, case: str, criterion: str, verdict: Verdict | None, reason: str) -> Outcome:
        """Put a verdict down with the reason for it; where people differ on it, that is settled. None clears it."""
        why = with_reason(Why.CHANGED, reason)
        blocked = self._blocked(case, criterion)
        if blocked is not None:
            return blocked
        self._refuse_signed(case, locked=True)
        before = self.cases[case].answer(criterion)
        answer = before.judged(verdict)
        said = _said(criterion, before, answer)
        id = rows.answer_id(case, criterion)
        if (rows.ANSWERS, id, "verdict") not in self.workbook.differences():
            return self._answered(case, criterion, answer, why, said)
        value = rows.answer_value(answer, "verdict")
        settled = Change(rows.ANSWERS, id, "verdict", self.workbook.value(rows.ANSWERS, id, "verdict"), value)
        outcome = self._answered(
            case, criterion, answer, with_reason(Why.SETTLED, reason), f"{said}: settled", also=settled
        )
        return replace(outcome, is_final=True)

    def park(self, case: str, criterion: str) -> Outcome:
        """Leave a criterion for later, keeping what is there; parking again takes the mark away."""
        blocked = self._blocked(case, criterion)
        if blocked is not None:
            return blocked
        self._refuse_signed(case)
        return self._parked(case, criterion, Why.PARKED)

    def park_because(self, case: str, criterion: str, reason: str) -> Outcome:
        """Park, or park no more, with the reason for it."""
        why = with_reason(Why.CHANGED, reason)
        blocked = self._blocked(case, criterion)
        if blocked is not None:
            return blocked
        self._refuse_signed(case, locked=True)
        return self._parked(case, criterion, why)

    def _parked(self, case: str, criterion: str, why: str) -> Outcome:
        before = self.cases[case].answer(criterion)
        said = f"{criterion} {'no longer parked' if before.parked else 'parked'}"
        return self._answered(case, criterion, replace(before, parked=not before.parked), why, said)

    def clear(self, case: str, criterion: str) -> Outcome:
        """Take the verdict and the parking away; factors, note and flag stay."""
        blocked = self._blocked(case, criterion)
        if blocked is not None:
            return blocked
        self._refuse_signed(case)
        answer = self.cases[case].answer(criterion).judged(None)
        return self._answered(case, criterion, answer, Why.CLEARED, f"{criterion} cleared")

    def mark_factors(
        self, case: str, criterion: str, factors: Sequence[str], *, seen: tuple[str, ...] | None = None
    ) -> Outcome:
        """Put down the factors behind an answer, in the order of their lists; `seen` as for `write_note`.

        Raises `Refused` for a factor that is neither offered nor marked already.
        """
        blocked = self._blocked(case, criterion)
        if blocked is not None:
            return blocked
        self._refuse_signed(case)
        before = self.cases[case].answer(criterion)
        order = list(dict.fromkeys((*self.catalogue.known[criterion].factor_titles, *sorted(before.factors))))
        unknown = [code for code in factors if code not in order]
        if unknown:
            raise Refused(f"{criterion} has no factor {unknown[0]}.", "It stays as it was.")
        kept = tuple(code for code in order if code in factors)
        said = f"{criterion}: {len(kept)} factor{'s' * (len(kept) != 1)}"
        key = (rows.ANSWERS, rows.answer_id(case, criterion), "factors")
        heads = {key: (self.workbook.seen(*key) if seen is None else seen)[-1:]}
        return self._answered(case, criterion, replace(before, factors=kept), Why.FACTORS, said, seen=heads)

    def mark_factor(
        self, case: str, criterion: str, code: str, *, marked: bool, seen: tuple[str, ...] | None = None
    ) -> Outcome:
        """Put one factor down, or take it away; whatever else is marked by now stays."""
        others = [one for one in self.cases[case].answer(criterion).factors if one != code]
        return self.mark_factors(case, criterion, [*others, code] if marked else others, seen=seen)

    def write_note(
        self, case: str, criterion: str, note: str, *, run: str = "", seen: tuple[str, ...] | None = None
    ) -> Outcome:
        """Put down the note of an answer; `run` joins one stretch of typing, `seen` what it began from.

        Where two notes stand, the one that was not on screen stands still: people differ until that is settled.
        Raises `Refused` where the case is gone, as when a colleague undid adding it.
        """
        if case not in self.cases:
            raise Refused(GONE, "The note is not kept.")
        answer = replace(self.cases[case].answer(criterion), note=note)
        if answer != self.cases[case].answer(criterion):
            self._refuse_signed(case)
        key = (rows.ANSWERS, rows.answer_id(case, criterion), "note")
        heads = {key: seen[-1:]} if seen is not None else None
        return self._answered(case, criterion, answer, Why.NOTE, f"{criterion}: note", run=run, seen=heads)

    def flag(self, case: str, criterion: str) -> Outcome:
        """Set or take away the flag on an answer."""
        self._refuse_signed(case, locked=True)
        before = self.cases[case].answer(criterion)
        said = f"{criterion} {'no longer flagged' if before.flag else 'flagged'}"
        return self._answered(case, criterion, replace(before, flag=not before.flag), Why.FLAG, said)

    def mark_unrecorded(self, case: str, criterion: str) -> Outcome:
        """Mark a No as done but not recorded, or take that away; only a No can be marked so."""
        blocked = self._blocked(case, criterion)
        if blocked is not None:
            return blocked
        self._refuse_signed(case)
        before = self.cases[case].answer(criterion)
        if before.verdict is not Verdict.NO:
            return Outcome(said=f"{criterion} is not No; only a No is done but not recorded", case=case)
        said = f"{criterion}: {'no longer ' if before.unrecorded else ''}done, but not recorded"
        return self._answered(case, criterion, replace(before, unrecorded=not before.unrecorded), Why.UNRECORDED, said)

    def _blocked(self, case: str, criterion: str) -> Outcome | None:
        closed = self.closed_by(case, criterion)
        if not closed:
            return None
        is_there = closed in self.catalogue.place
        by, leads = (f"closed by {closed}", "open-here") if is_there else (closed, "")
        return Outcome(said=f"{criterion} does not apply: {by}", case=case, criterion=criterion, leads=leads)

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
        changes = rows.answer_changes(rows.ANSWERS, id, before, answer)
        if also is not None and also.field not in {change.field for change in changes}:
            changes.append(also)
        if self.cases[case_id].signatures:
            self._refuse_settling(changes)
        receipt = self.workbook.record(changes, why, run=run, seen=seen)
        if receipt is None:
            return Outcome(said=f"{said} (as it was)", case=case_id, criterion=criterion, stands=True)
        self._noted(receipt, why, run, changes)
        return replace(self._settle(case_id, criterion, answer, said, receipt.at), line=receipt.line)

    def settle(self, difference: Difference, place: int, reason: str) -> Outcome:
        """Settle a difference on one of its values, by its place from 0, with a reason that stays in the history.

        What was written since the difference was looked at is not settled with it. On a case that was signed it says
        what becomes of the signature. Raises `Refused`, as where the case is locked and this is not what was signed.
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
        against = against_settling(self, difference.key, value)
        if against:
            raise Refused(against, "Nothing was changed.", difference.remedy)
        why = with_reason(Why.SETTLED, reason)
        receipt = self.workbook.record([change], why, seen={difference.key: difference.seen})
        if receipt is None:
            return NOTHING
        self._noted(receipt, why, "", [change])
        said = f"Settled: {difference.what} is {difference.values[place].said}"
        outcome = self._moved({difference.key: (change.before, change.after)}, said, receipt.at)
        said += self._signed_now(difference)
        return replace(outcome, said=said, structure=True, stands=True, line=receipt.line)

    def _signed_now(self, difference: Difference) -> str:
        """What has become of the signature of a case whose answer was settled; empty where it had none."""
        if not difference.signed or difference.key[0] != rows.ANSWERS:
            return ""
        ref, signing = self.cases[difference.case].ref, self.signing(difference.case)
        return f"; {ref} is {signing.word if signing.is_signed else 'signed no more'}"


def put_down_by(lines: Iterable[Line], key: Key) -> Mapping[str, Line]:
    """For each line that wrote a field, the one that first put its value down: of an undo, the one it went back to."""
    found: dict[str, Line] = {}
    of_value: dict[object, Line] = {}
    for line in lines:
        value = next((operation.value for operation in line.operations if operation.key == key), None)
        found[line.id] = of_value.get(value, line) if line.why in STEPS else line
        of_value[value] = found[line.id]
    return found


def _said(criterion: str, before: Answer, after: Answer) -> str:
    """What a verdict came to; that the factors of a No went with it, where they did."""
    said = f"{criterion} → {after.verdict.word}" if after.verdict else f"{criterion} cleared"
    gone = len(before.factors) if not after.factors else 0
    return f"{said} without its {gone} factor{'s' * (gone != 1)}" if gone else said
