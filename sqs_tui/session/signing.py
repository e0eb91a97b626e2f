"""Completion and sign-off: a case marked finished, read a second time, signed, locked; or that taken back."""

from __future__ import annotations

from sqs_tui.domain.case import Change, Stage
from sqs_tui.domain.signing import Signature, confirmation, marks
from sqs_tui.domain.why import Why
from sqs_tui.errors import Refused
from sqs_tui.session.differences import with_reason
from sqs_tui.session.left_out import against_final
from sqs_tui.session.missing import LEFT, Missing, counted, missing
from sqs_tui.session.outcome import Outcome
from sqs_tui.session.recording import Recording
from sqs_tui.store import rows

_WHY = {
    Stage.MARKED: Why.MARKED,
    Stage.SECOND: Why.SECOND_READ,
    Stage.SIGNED: Why.SIGNED,
    Stage.LOCKED: Why.LOCKED,
}
_DONE = {
    Stage.MARKED: "marked finished",
    Stage.SECOND: "second read begun",
    Stage.SIGNED: "signed",
    Stage.LOCKED: "locked",
}
#: What follows a stage: when it is put down anew, or taken back, that does not hold any more.
_AFTER = {Stage.MARKED: (), Stage.SECOND: (), Stage.SIGNED: (Stage.LOCKED,), Stage.LOCKED: ()}


class SignKeeping(Recording):
    """The signatures of a case. No figure depends on them; they are taken back with a reason, never by undo."""

    def signs_against(self, case: str, stage: Stage) -> str:
        """Why a stage cannot be put down now, in a sentence; empty where it can."""
        found, signing = self.cases[case], self.signing(case)
        if not found.is_counted:
            return f"{found.ref} is {found.status}: there is nothing to sign."
        if signing.is_locked:
            return f"{found.ref} is locked."
        match stage:
            case Stage.MARKED:
                return _still([one for one in missing(self, case) if one.kind == LEFT])
            case Stage.SECOND:
                return self._against_second(case)
            case Stage.SIGNED:
                return _still(list(missing(self, case)))
            case Stage.LOCKED:
                against = self._against_lock() or against_final(self)
                return against if signing.is_signed else "Only a signed case is locked."

    def _against_second(self, case: str) -> str:
        signing = self.signing(case)
        first = signing.signatures.get(Stage.MARKED)
        if first is None:
            return "It is read a second time once it is marked finished."
        account = self.workbook.author
        # Whoever is called something else by now is the same person still.
        marked_by = self.signers().get((case, Stage.MARKED.value), first.who)
        is_own = marked_by == account or marked_by.endswith(f"({account})")
        if is_own or self.is_author(first.who) or self.is_author(self._reader(case)):
            return "Somebody else reads it a second time."
        return "It is signed already." if signing.is_signed else ""

    def _against_lock(self) -> str:
        lead = str(self.details.get("lead", "")).strip()
        is_other = bool(lead and self.inspector()) and not self.is_author(lead)
        return f"The lead locks and unlocks: {lead}." if is_other else ""

    def put_stage(self, case: str, stage: Stage) -> Outcome:
        """Mark a case finished, begin to read it a second time, sign it, or lock it. Raises `Refused`."""
        against = self.signs_against(case, stage)
        if against:
            ref = self.cases[case].ref
            is_second = stage is Stage.SECOND
            title = f"The second read of {ref} does not begin." if is_second else f"{ref} is not {_DONE[stage]}."
            raise Refused(title, remedy=against)
        now = marks(self.catalogue, self.cases[case], self.standings[case])
        who = self.person(self.workbook.author)
        signature = Signature(who, self._clock(), now if stage in (Stage.SECOND, Stage.SIGNED) else ())
        changes = [self._staged(case, stage, signature.kept)]
        changes += [self._staged(case, after, None) for after in _AFTER[stage]]
        return self._signed(case, changes, _WHY[stage], f"{self.cases[case].ref}: {_DONE[stage]}")

    def confirm(self, case: str, criterion: str) -> Outcome:
        """Say in a second read that a verdict stands as it was first given. Raises `Refused`."""
        found, ref = self.cases[case], self.cases[case].ref
        against = self._against_confirming(case, criterion)
        if against:
            raise Refused(f"{ref} {criterion} is not confirmed.", remedy=against)
        second = self.signing(case).signatures[Stage.SECOND]
        value = confirmation(second, self.state(case, criterion))
        id, author = rows.answer_id(case, criterion), self.workbook.author
        receipt = self._record_fields(rows.SECOND_READS, id, {author: value}, Why.CONFIRMED)
        reading = self.second_reading(case)
        verdict = found.answer(criterion).verdict
        said = f"{ref} {criterion}: {verdict.word if verdict else ''} confirmed; {reading.words if reading else ''}"
        if receipt is None:
            return Outcome(said=said, case=case)
        touched = {case: frozenset({criterion})}
        return Outcome(touched, said, receipt.at, case=case, criterion=criterion, stands=True, line=receipt.line)

    def _against_confirming(self, case: str, criterion: str) -> str:
        """Why a verdict cannot be confirmed now, in a sentence; empty where it can."""
        reading, signing = self.second_reading(case), self.signing(case)
        if reading is None:
            return "Nobody has begun to read the case a second time."
        if not self.is_second_reader(case):
            return f"{signing.signatures[Stage.SECOND].who} reads it a second time."
        if signing.is_signed:
            return "The case is signed."
        changed = {id: now for id, _, now in reading.differing}
        if criterion in changed:
            return "It was changed in this read, with a reason: that says it was read."
        return "" if criterion in (*reading.confirmed, *reading.unread) else "There is no first verdict to confirm."

    def take_stage_back(self, case: str, reason: str) -> Outcome:
        """Take the latest stage of a case back, with a reason. Raises `Refused`."""
        found, latest = self.cases[case], self.signing(case).latest
        if latest is None:
            raise Refused(f"Nobody has signed {found.ref}.", remedy="There is nothing to take back.")
        against = self._against_lock() if latest is Stage.LOCKED else ""
        if against:
            raise Refused(f"{found.ref} stays locked.", remedy=against)
        said = f"{found.ref}: no longer {_DONE[latest]}"
        return self._signed(case, [self._staged(case, latest, None)], with_reason(Why.TAKEN_BACK, reason), said)

    def _staged(self, case: str, stage: Stage, value: list[str] | None) -> Change:
        return Change(rows.CASES, case, stage.value, self.workbook.value(rows.CASES, case, stage.value), value)

    def _signed(self, case: str, changes: list[Change], why: str, said: str) -> Outcome:
        receipt = self.workbook.record([one for one in changes if one.before != one.after], why)
        if receipt is None:
            return Outcome(said=f"{said} (as it was)", case=case)
        self._noted(receipt, why, "", changes)
        self._reload_case(case)
        touched = {case: frozenset(self.catalogue.place)}
        return Outcome(touched, said, receipt.at, case=case, structure=True, stands=True, line=receipt.line)


def _still(found: list[Missing]) -> str:
    return f"Still missing: {counted(found)}." if found else ""
