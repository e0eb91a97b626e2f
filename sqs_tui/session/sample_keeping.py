"""The sample and the inspection itself: which cases there are, their particulars, and who works here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqs_tui.domain.case import ACTIVE, REMOVED, REPLACED
from sqs_tui.domain.particulars import BY_NAME
from sqs_tui.domain.why import Why
from sqs_tui.errors import Refused
from sqs_tui.session.differences import Difference, with_reason
from sqs_tui.session.outcome import NOTHING, Heads, Outcome
from sqs_tui.session.recording import Recording, told
from sqs_tui.store import rows


class SampleKeeping(Recording):
    """The cases of the sample, the details of the inspection, and who the author is."""

    def set_details(self, fields: Mapping[str, Any], *, run: str = "", seen: Heads | None = None) -> Outcome:
        """Put down particulars of the inspection; None takes one away."""
        receipt = self._record_fields(rows.DETAILS, rows.INSPECTION, fields, Why.DETAILS, run=run, seen=seen)
        return told("Details kept", receipt, structure=True)

    def nearly(self, ref: str) -> str:
        """The reference that is nearly this one (what a spreadsheet or another keyboard makes of it), or nothing."""
        from sqs_tui.domain.near import NearReferences  # Only where a case is added.

        return NearReferences(case.ref for case in self.cases.values() if case.status != REMOVED).of(ref)

    def add_case(self, ref: str, particulars: Mapping[str, str], *, is_another: bool = False) -> Outcome:
        """Take a case into the sample. Raises `Refused` for a reference that is empty or taken.

        And for one that is nearly another's, unless it was said that it `is_another`.
        """
        ref = self._free_ref(ref)
        near = "" if is_another else self.nearly(ref)
        if near:
            raise Refused(f"{ref} is nearly {near}, which is in the sample.", "Nothing was added.")
        id = ref
        while id in self.cases:
            id += "~"
        place = max((case.place for case in self.cases.values()), default=0) + 1
        fields = {**_known_particulars(particulars), "ref": ref, "place": place, "status": ACTIVE}
        return self._case_changed(id, fields, Why.CASE_ADDED, f"{ref} added")

    def change_case(
        self, case: str, particulars: Mapping[str, str], *, run: str = "", seen: Heads | None = None
    ) -> Outcome:
        """Put down particulars of a case; an empty one takes it away."""
        fields, said = _known_particulars(particulars), f"{self.cases[case].ref}: details kept"
        return self._case_changed(case, fields, Why.PARTICULARS, said, run=run, seen=seen)

    def rename_case(self, case: str, ref: str, *, run: str = "", seen: Heads | None = None) -> Outcome:
        """Correct the reference of a case; its answers and history stay."""
        before = self.cases[case].ref
        if ref.strip() == before:
            return NOTHING
        said = f"{before} is now {ref.strip()}"
        return self._case_changed(case, {"ref": self._free_ref(ref, but=case)}, Why.REFERENCE, said, run=run, seen=seen)

    def settle_reference(self, difference: Difference, ref: str, reason: str) -> Outcome:
        """Give a case whose reference another has too one of its own; a reason, where there is one, stays with it."""
        why, id = with_reason(Why.SETTLED, reason) if reason.strip() else Why.SETTLED, difference.key[1]
        if difference.key not in self.workbook.differences():
            raise Refused("That is settled already.")
        before, after = self.cases[id].ref, self._free_ref(ref, but=id)
        outcome = self._case_changed(
            id, {"ref": after}, why, f"Settled: {before} is now {after}", seen={"ref": difference.seen}
        )
        return replace(outcome, stands=True)

    def replace_case(self, case: str, reason: str = "") -> Outcome:
        """Take a case out of every base with a reason, keeping it; or take it back. Raises `Refused` without one."""
        return self._set_status(case, REPLACED, reason)

    def remove_case(self, case: str) -> Outcome:
        """Take a case out of the sample and every base; it stays in the history, and can be brought back."""
        return self._set_status(case, REMOVED)

    def _set_status(self, case: str, status: str, reason: str = "") -> Outcome:
        found = self.cases[case]
        status = ACTIVE if found.status == status else status
        signing = self.signing(case)
        if signing.is_signed and not signing.is_locked:
            raise Refused(f"{found.ref} is signed, and stays in the sample.", remedy="Sign-off takes that back first.")
        self._refuse_signed(case, locked=True)
        if status == ACTIVE:
            self._free_ref(found.ref, but=case)
        said = f"{found.ref} {'back in the sample' if status == ACTIVE else status}"
        why = with_reason(Why.REPLACED, reason) if status == REPLACED else status
        return self._case_changed(case, {"status": status}, why, said)

    def _free_ref(self, ref: str, but: str = "") -> str:
        ref = ref.strip()
        if not ref:
            raise Refused("A case needs a reference.", remedy="Use a code, never a name.")
        if len(ref) > 24:
            raise Refused("A reference has at most 24 characters.")
        known = self.taken(ref, but)
        if known is not None:
            raise Refused(f"{ref} is in the sample already{f' as {known.ref}' if known.ref != ref else ''}.")
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
        self._refuse_signed(id, locked=True)
        receipt = self._record_fields(rows.CASES, id, fields, why, run=run, seen=seen)
        if receipt is None:
            return NOTHING
        self._reload_case(id)
        touched = {id: frozenset(self.catalogue.place)}
        return Outcome(touched, said, receipt.at, case=id, structure=True, line=receipt.line)

    def set_inspector(self, name: str) -> Outcome:
        """Keep who the author is; asked once a workbook."""
        receipt = self._record_fields(rows.PEOPLE, self.workbook.author, {"inspector": name.strip()}, Why.WHO)
        return Outcome(said=f"You are {name.strip()}", at=receipt.at if receipt else "")


def _known_particulars(particulars: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in particulars.items() if name in BY_NAME}
