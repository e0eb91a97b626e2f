"""A case's particulars: of one that is in the sample, or of one that is taken into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from sqs_tui.domain import particulars
from sqs_tui.errors import Refused
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.naming import Naming
from sqs_tui.session.scoring import GONE
from sqs_tui.store import rows
from sqs_tui.store.fold import Key
from sqs_tui.ui import keys
from sqs_tui.ui.common.form import FormScreen
from sqs_tui.ui.widgets.fields import FieldRow, FormField

_HELP = {
    "age": "A whole number from 10 to 18.",
    "date": "As 2016-05-23, or 23/05/2016.",
    "case_manager": "A code, never a name.",
    "inspector": "As in the team: who reads this case.",
    "mappa": "Category and level, where there are any.",
    "recording_tool": "As Asset or AssetPlus.",
    "choice": "Left, right or a first letter chooses.",
}


class CaseFormScreen(FormScreen):
    """The particulars of a case, kept field by field. It is left with the id of the case."""

    def __init__(self, case: str = "") -> None:
        super().__init__()
        self.result = self.needs_case = case
        self._naming = Naming()
        self._near: set[str] = set()
        self._agreed = self._renaming = ""

    def begins_on(self) -> int:
        """The order, where there is a case: a reference is not changed by the way."""
        return 1 if self.result else 0

    @property
    def is_fixed(self) -> bool:
        """A case that is locked stays as it is."""
        if super().is_fixed:
            return True
        return self.sqs.is_open and not self.is_gone and bool(self.inspection.fixed(self.result, locked=True))

    def title_text(self) -> str:
        """What the form is about."""
        return f"Case {self.inspection.cases[self.result].ref}" if self.result else "New case"

    def fields(self) -> Sequence[FormField]:
        """The reference, then every particular."""
        orders = self.inspection.catalogue.order_titles
        reference = FormField("ref", "Reference", help="A code of at most 24 characters, never a name.", drafted=False)
        return [
            reference,
            *(
                FormField(
                    one.name,
                    one.title,
                    one.shape,
                    _HELP.get(one.name) or _HELP.get(one.shape, ""),
                    orders if one.name == "order" else one.choices or {},
                    drafted=one.name != "case_manager",  # What may be a name is asked about first.
                )
                for one in particulars.FIELDS
            ),
        ]

    def stored(self, name: str) -> str:
        """What stands in a field on disk."""
        if not self.result:
            return ""
        case = self.inspection.cases.get(self.result)
        if case is None:
            return ""
        return case.ref if name == "ref" else case.particular(name)

    def place(self, name: str) -> Key | None:
        """Where a particular is kept, once there is a case."""
        return (rows.CASES, self.result, name) if self.result else None

    def check(self, name: str, text: str) -> str:
        """Why a text cannot be kept."""
        if name == "ref":
            return self._check_ref(text.strip())
        try:
            particulars.checked(name, text, self.inspection.catalogue.order_titles)
        except particulars.ParticularError as error:
            return str(error).replace(name, "This", 1)
        return ""

    def _check_ref(self, ref: str) -> str:
        if self.inspection.taken(ref, but=self.result):
            return f"{ref} is in the sample already."
        if len(ref) > 24:
            return "A reference has at most 24 characters."
        return "" if ref else "A case needs a reference: a code, never a name."

    def keep(self, name: str, text: str) -> Outcome:
        """Put a particular on disk; the reference first, since it makes the case."""
        if self.is_gone:
            raise Refused(GONE, "The case is gone.")
        if not self.result and name != "ref":
            raise Refused("A case needs a reference first.")
        if name in ("ref", "case_manager"):
            self._naming.ask(text)
        run, seen = self.stretch(name)
        if name != "ref":
            value = particulars.checked(name, text, self.inspection.catalogue.order_titles)
            return self.inspection.change_case(self.result, {name: value}, run=run, seen=seen)
        if self.result:
            self._refuse_unasked(text.strip())
            return self.inspection.rename_case(self.result, text, run=run, seen=seen)
        near = self.inspection.nearly(text)
        if near and text not in self._near:
            self._near.add(text)
            raise Refused(f"Nearly {near}, which is in the sample.", remedy="Once more adds it as another case.")
        outcome = self.inspection.add_case(text, {}, is_another=True)
        self.result = self.needs_case = outcome.case
        return outcome

    # Renaming

    def _refuse_unasked(self, ref: str) -> None:
        """Refuse another reference of a case with answers until it was agreed to: two stray letters were one too."""
        case = self.inspection.cases[self.result]
        if case.answers and ref not in (case.ref, self._agreed):
            self._renaming = ref
            raise Refused(f"{len(case.answers)} answers stand under {case.ref}.")

    def _ask_about_renaming(self) -> None:
        """Ask whether the case is to be renamed, where another reference stands in the field and was refused."""
        row, ref = self._rows["ref"], self._renaming
        self._renaming = ""
        if not ref or row.text.strip() != ref or not self.is_unkept(row) or self.is_gone:
            return
        case = self.inspection.cases[self.result]
        detail = f"{len(case.answers)} answers stand under {case.ref}; they stay with the case."
        self.sqs.open("confirm", f"Rename {case.ref} to {ref}?", detail, then=lambda sure: self._rename(sure, ref))

    def _rename(self, sure: bool | None, ref: str) -> None:
        row, self._renaming, self._warned = self._rows["ref"], "", False
        if sure:
            self._agreed = ref
            self._flush(row)
        else:
            row.show_error("")
            self._drafts["ref"].drop()
            self._take_up(row)
            self.show_typing()

    def left(self, row: FieldRow) -> None:
        """Keep the field; a case with answers is renamed only once that was asked."""
        super().left(row)
        self._ask_about_renaming()

    def flush(self) -> bool:
        """Keep everything that can be kept; of a case that is gone nothing can."""
        return super().flush() and not (self.is_gone and any(map(self.is_unkept, self._rows.values())))

    def action_leave(self) -> None:
        """Leave; what reads like a name is asked about first, and leaving again takes it."""
        asked = len(self._naming.asked)
        super().action_leave()
        if len(self._naming.asked) > asked:
            self.say("That reads like a name. Leaving once more takes it", "warn")
        self._ask_about_renaming()


class NewCaseScreen(CaseFormScreen):
    """A case to be taken into the sample: going on from its reference makes it, and then its particulars are kept.

    Left before that, there is no case; it is left with the id of the case that was made.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("asking"), *keys.bindings("form")]
    SCOPES: ClassVar[tuple[str, ...]] = ("asking", "form", "editor")

    @property
    def _reference(self) -> FieldRow:
        return self._rows["ref"]

    def label(self, key: keys.Key) -> str:
        """What is done at the end, by its own word."""
        return {"finish-form": "add"}.get(key.id, key.label)

    def _works(self, key: keys.Key) -> bool:
        without = ("finish-form", "drop-form") if self.result else ("leave-editor",)
        return key.id not in without and super()._works(key)

    def flush(self) -> bool:
        """Keep the particulars of a case that was made; however the program ends, none is made by that."""
        return not self.result or super().flush()

    def go(self, row: FieldRow) -> None:
        """Go to another field; a new case gets its reference first, and that makes it."""
        if row is self._reference or self._is_made():
            super().go(row)

    def action_finish(self) -> None:
        """Take the case into the sample, with what stands in every field, and leave."""
        if self._is_made():
            self.action_leave()

    def action_drop(self) -> None:
        """Leave without a case; once, say that a reference was typed. Of a case that was made everything is kept."""
        ref = self._reference.text.strip()
        if self.result:
            self.action_leave()
        elif ref and not self._warned:
            self._warned = True
            ways = keys.render_keys("{finish-form} adds it, {drop-form} again leaves without it")
            self.say(f"{ref} is not in the sample yet: {ways}", "warn")
        else:
            self._go()

    def _is_made(self) -> bool:
        """Whether there is a case by now: the reference makes it, where that can be kept."""
        if self.result:
            return True
        reference = self._reference
        reference.show_error(self.check("ref", reference.text))
        if reference.error or not self._flush(reference) or not self.result:
            return False
        self.show_hints()
        return True
