"""What is done from the sample: to the case under the cursor, and to the inspection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqs_tui.domain.names import comparable, spellings
from sqs_tui.domain.why import Why
from sqs_tui.errors import Refused
from sqs_tui.session.inspection import NOTHING, Heads, Outcome
from sqs_tui.store import rows
from sqs_tui.ui import keys
from sqs_tui.ui.cases.sample_pane import SamplePane
from sqs_tui.ui.common.beginning import BeginningScreen
from sqs_tui.ui.common.listing import TitledScreen


class SampleActs(BeginningScreen, TitledScreen[None]):
    """The acts of the sample; each opens its own screen, or is done at once."""

    pane: SamplePane

    def show_all(self) -> None:
        """Show what stands around the cases."""
        raise NotImplementedError

    # One case

    def _with_case(self, act: Callable[[str], object]) -> None:
        if self.pane.current:
            act(self.pane.current)
        else:
            self.say("There is no case here", "warn")

    def action_open_case(self) -> None:
        self._with_case(self.sqs.show_case)

    def action_assign(self) -> None:
        self._with_case(self._ask_inspector)

    def _ask_inspector(self, case: str) -> None:
        inspection = self.inspection
        details = inspection.details
        team = [str(name) for name in (details.get("lead", ""), *(details.get("team") or ()))]
        reading = sorted(one.particular("inspector") for one in inspection.cases.values())
        named = spellings([*team, *reading])
        offered = [*((name, name) for name in named.values()), ("", "nobody")]
        from sqs_tui.ui.widgets.fields import FormField

        another = FormField("inspector", "Inspector", help="A name or code, as in the team.")
        found = inspection.cases[case]
        now, seen = named.get(comparable(found.particular("inspector")), ""), self._seen(case, "inspector")

        def assign(name: str) -> Outcome:
            outcome = self.inspection.change_case(self._still(case), {"inspector": name}, seen=seen)
            if outcome.at:
                self.say(f"{found.ref}: {name or 'nobody'} reads it")
            return replace(outcome, said="")

        self.sqs.open("pick", f"Who reads {found.ref}?", offered, now, another=another, act=assign)

    def _seen(self, case: str, field: str) -> Heads:
        """What is on screen now, to be named by an act that ends later: what came meanwhile is kept beside it."""
        return {field: self.inspection.workbook.seen(rows.CASES, case, field)[-1:]}

    def _still(self, case: str) -> str:
        """A case that was there when the question was asked. Raises `Refused`."""
        if case not in self.inspection.cases:
            raise Refused("The case is not in the sample any more.")
        return case

    def action_rename(self) -> None:
        self._with_case(self._ask_ref)

    def _ask_ref(self, case: str) -> None:
        from sqs_tui.session.naming import Naming

        ref = self.inspection.cases[case].ref
        from sqs_tui.ui.widgets.fields import FormField

        field = FormField("ref", "Reference", help="A code of at most 24 characters, never a name. The answers stay.")
        seen, naming, asked = self._seen(case, "ref"), Naming(), set[str]()

        def rename(text: str) -> Outcome:
            naming.ask(text)
            answers = len(self.inspection.cases[self._still(case)].answers)
            if answers and text not in asked:
                asked.add(text)
                raise Refused(f"{answers} answers stand under {ref}.", remedy=f"Once more renames it to {text}.")
            outcome = self.inspection.rename_case(self._still(case), text, seen=seen)
            self.say(outcome.said)
            return outcome

        title = f"Correct the reference {ref}"
        self.sqs.open("line", title, field, ref, lambda text: self._wrong_ref(case, text), act=rename)

    def _wrong_ref(self, case: str, text: str) -> str:
        if self.inspection.taken(text, but=case):
            return f"{text} is in the sample already."
        return "A reference has at most 24 characters." if len(text) > 24 else ""

    def action_replace(self) -> None:
        self._with_case(self._ask_replacing)

    def _ask_replacing(self, case: str) -> None:
        inspection, found = self.inspection, self.inspection.cases[case]
        if inspection.workbook.is_read_only:
            self.say("This workbook is read-only", "warn")
            return
        if inspection.fixed(case) or not found.is_counted:
            self.attempt(lambda: inspection.replace_case(case))
            return
        question = f"Why is {found.ref} taken out of every base?"

        def replaced(reason: str) -> Outcome:
            # Who looked at a case that is replaced by now does not take it back by that.
            is_counted = case in inspection.cases and inspection.cases[case].is_counted
            outcome = inspection.replace_case(case, reason) if is_counted else NOTHING
            self.say(outcome.said or "It is replaced already")
            return outcome

        self.sqs.open("reason", "Replace a case", question, replaced)

    def action_remove(self) -> None:
        self._with_case(self._ask_removal)

    def _ask_removal(self, case: str) -> None:
        ref = self.inspection.cases[case].ref
        detail = keys.render_keys("Its answers stay in the history; {sample-undo} brings it back.")
        title = f"Remove {ref} from the sample?"
        self.sqs.open("confirm", title, detail, then=lambda sure: self._remove(case) if sure else None)

    def _remove(self, case: str) -> None:
        if case in self.inspection.cases:
            self.attempt(lambda: self.inspection.remove_case(case))

    def action_new_case(self) -> None:
        self.sqs.open("new-case", then=self._added)

    def _added(self, case: str | None) -> None:
        if case in self.inspection.cases:
            self.pane.show_sample(str(case))
            self.show_all()

    def action_edit_case(self) -> None:
        self._with_case(lambda case: self.sqs.open("case-form", case))

    # The rest of the inspection

    def action_details(self) -> None:
        self.sqs.open("details")

    def action_area_notes(self) -> None:
        self.sqs.open("area-notes")

    def action_alert(self) -> None:
        self.sqs.open("alerts", self.pane.current, begins=False)

    def action_agenda(self) -> None:
        self.sqs.open("agenda", None)

    def action_sign(self) -> None:
        self._with_case(lambda case: self.sqs.open("signing", case))

    def action_find(self) -> None:
        def go(found: Any) -> None:
            if found is None:
                return
            case, criterion = found.matches[found.chosen]
            self.sqs.found = found
            case = case or self.pane.current
            if case in self.inspection.cases:
                self.sqs.show_case(case, criterion)

        self.sqs.open("find", None, then=go)

    def action_undo(self) -> None:
        self.steps.take(Why.UNDO, lambda: self.attempt(self.inspection.undo))

    def action_redo(self) -> None:
        self.steps.take(Why.REDO, lambda: self.attempt(self.inspection.redo))

    def action_go_back(self) -> None:
        """Back to the chooser where one is open; else leave the program, after asking."""
        if any(screen.route == "chooser" for screen in self.sqs.screens):
            self.dismiss()
            self.sqs.close_workbook()
            return
        question = ("Leave the workbook?", "Everything is on disk.")
        self.sqs.open("confirm", *question, then=lambda sure: self.sqs.exit(0) if sure else None)
