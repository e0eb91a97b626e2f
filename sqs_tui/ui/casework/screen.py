"""The cases being scored, as panes, with the live summary beside or under them."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import var

from sqs_tui.domain.case import REMOVED
from sqs_tui.domain.entry import ACTION, Entry
from sqs_tui.session.company import is_kept_back, left_unseen
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.typing_session import TypingSession
from sqs_tui.ui import keys
from sqs_tui.ui.casework.case_figures import CaseFigures, strip_rows
from sqs_tui.ui.casework.case_pane import CasePane
from sqs_tui.ui.common.base import spoken
from sqs_tui.ui.common.beginning import BeginningScreen
from sqs_tui.ui.common.criterion_text import criterion_rows, kept_back_rows
from sqs_tui.ui.widgets.bars import COMPANY, EchoLine, HintBar, TooSmall, TopBar
from sqs_tui.ui.widgets.lines import Covered, Lines, Row

#: From these widths two panes stand side by side; one pane, or two, have the summary beside them.
TWO_PANES, BESIDE_ONE, BESIDE_TWO = 120, 120, 160
#: Below this size nothing useful fits.
SMALLEST = (60, 15)


class Work(Horizontal, Covered):
    """Where the open cases stand, and the figures beside them."""


#: What is done to an answer, which a locked case takes no more.
_SCORES = frozenset({"answer-yes", "answer-no", "answer-na", "park-answer", "write-note"})


class CaseworkScreen(BeginningScreen, Covered):
    """Every open case is a pane; one or two are in sight, and the others keep their place."""

    IS_FIRST = True
    BINDINGS = keys.bindings("casework")
    SCOPES: ClassVar = ("case", "casework")

    company: var[bool] = var(False, init=False)
    split: var[bool] = var(False, init=False)

    def __init__(self, case: str, criterion: str = "", *, company: bool = False) -> None:
        super().__init__()
        self._first = (case, criterion, company)
        self._panes: list[CasePane] = []
        self._shown: list[CasePane] = []
        self._had_cases = False
        self._beside: CaseFigures | None = None

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Work(id="work")
        self._strips = Lines(id="strips")
        yield self._strips
        yield EchoLine()
        yield HintBar()

    def on_mount(self) -> None:
        case, criterion, company = self._first
        self.set_reactive(CaseworkScreen.company, company)
        self.set_class(company, "-company")
        self.open_case(case, criterion)
        self.show_token()
        self.show_hints()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._shown:
            self._show_figures()
            self._focus()
            self.call_after_refresh(self._focus)
        elif self._had_cases:
            self.call_after_refresh(self._close_last)

    # Panes

    @property
    def pane(self) -> CasePane:
        """The pane the keys go to."""
        return self._shown[0]

    @property
    def place(self) -> tuple[str, str]:
        """The case and criterion the keys go to."""
        if not self._shown:
            return "", ""
        return self.pane.case_id, self.pane.current if self.pane.is_filled else ""

    @property
    def case_in_focus(self) -> str:
        """The case the keys go to."""
        return self.place[0]

    def open_case(self, case: str, criterion: str = "") -> None:
        """Show a case in the place of the one in focus, keeping that one open."""
        pane = next((pane for pane in self._panes if pane.case_id == case), None)
        if pane is None:
            pane = CasePane(
                self.inspection,
                case,
                self.sqs.symbols,
                self.acted,
                auto_advance=self.sqs.settings.auto_advance,
                cursor=criterion,
            )
            pane.guidance = self.sqs.settings.guidance or self.size.height >= 36
            pane.holds_keys = True
            self._panes.append(pane)
            self.query_one("#work").mount(pane, before=self._beside)
        elif criterion:
            pane.go(criterion)
        pane.company = self.company
        beside = [other for other in self._shown if other is not pane][-1:] if self.split else []
        if self.split and pane in self._shown:
            beside = [other for other in self._shown if other is not pane]
        elif self.split and len(self._shown) == 2:
            beside = [self._shown[1]]
        if self._shown and pane is not self.pane:
            self.say("")
        self._shown = [pane, *beside]
        self._had_cases = True
        self._lay_out()
        self._focus()
        # Hiding the pane that had the focus makes Textual look for another; ours has the last word.
        self.call_after_refresh(self._focus)

    def _focus(self) -> None:
        """Let the keys go to the case in front, and to no other."""
        for pane in self._panes:
            pane.holds_keys = bool(self._shown) and pane is self.pane
        if self._shown:
            self.pane.take_keys()

    def _lay_out(self) -> None:
        width, height = self.size
        two = self.split and width >= TWO_PANES and not self.company
        if two and len(self._shown) < 2:
            others = [pane for pane in self._panes if pane not in self._shown]
            self._shown += others[-1:]
        in_sight = self._shown[: 2 if two else 1]
        for pane in self._panes:
            pane.display = pane in in_sight
            pane.set_class(pane is self.pane and len(in_sight) == 2, "-focused")
        beside = width >= (BESIDE_TWO if len(in_sight) == 2 else BESIDE_ONE) and height >= 20
        self.set_class(beside, "-beside")
        if beside and self._beside is None:
            self._beside = CaseFigures(self.sqs.symbols)
            self.query_one("#work").mount(self._beside)
        too_small = width < SMALLEST[0] or height < SMALLEST[1]
        if too_small and not self.query("#too-small"):
            self.mount(TooSmall())
        self.set_class(too_small, "-too-small")
        self.set_class(height < 22, "-short")
        self.set_class(len(in_sight) == 2, "-two")
        self.show_case()

    def on_resize(self) -> None:
        if self._shown:
            self._lay_out()
            self._focus()  # What was too small to be shown has let go of the keys.

    def show_case(self) -> None:
        """Show the bars and figures for the pane in focus."""
        self._show_place()
        self._show_open_cases()
        self._show_figures()

    def _show_place(self) -> None:
        bar = self.query_one(TopBar)
        case = self.inspection.cases[self.pane.case_id]
        marked = [(" INVENTED CASES ", "warn")] if self.inspection.workbook.is_invented else []
        if self.company:
            bar.show_place(*marked, (f" {case.ref} ", "title"), COMPANY)
            return
        spans = [*marked, (f" {self.inspection.area} ", "title"), (f" {case.ref} ", "text")]
        alerts = self.inspection.alert_words()
        if alerts:
            spans.insert(0, (f" ! {alerts} ", "danger"))
        bar.show_place(*spans, *self.sqs.differing(), *self.sqs.others_here(self.pane.case_id))

    def take_settings(self) -> None:
        """Let what a person prefers now hold for the cases that are open."""
        for pane in self._panes:
            pane.auto_advance = self.sqs.settings.auto_advance

    def show_here(self) -> None:
        """Say who else has this case open; nothing in company."""
        if self._shown and not self.company:
            self._show_place()

    def _show_open_cases(self) -> None:
        """Which cases are open, in a line of its own as soon as there are two."""
        wanted = len(self._panes) > 1 and not self.company
        line = next(iter(self.query("#open-cases").results(Lines)), None)
        if line is None and wanted:
            line = Lines(id="open-cases")
            self.mount(line, before="#work")
        if line is not None:
            spans = []
            for pane in self._panes:
                ref = self.inspection.cases[pane.case_id].ref
                spans.append((f"[{ref}]", "title") if pane is self.pane else (f" {ref} ", "soft"))
            line.show([(((" Open ", "soft"), *spans))])
            line.set_class(not wanted, "-hidden")

    def _show_figures(self) -> None:
        """Show the figures where they are in sight; beside a case manager nowhere."""
        case, hidden = self.pane.case_id, self.sqs.figures_hidden
        if self.company:
            return
        if self._beside is not None and self.has_class("-beside"):
            self._beside.show(self.inspection, case, hidden=hidden)
        else:
            rows = strip_rows(self.inspection, case, self.sqs.symbols, self.size.width, hidden=hidden)
            self._strips.show(rows[-1:] if self.has_class("-short") else rows)

    def watch_company(self) -> None:
        self.set_class(self.company, "-company")
        for pane in self._panes:
            pane.company = self.company
        self._lay_out()
        self.show_hints()
        self.say("")
        self.call_after_refresh(self._focus)

    def scopes(self) -> tuple[str, ...]:
        """While factors are offered, the picker's keys come first."""
        return ("picker", *self.SCOPES) if self._shown and self.pane.is_picking else self.SCOPES

    def hint_scopes(self) -> tuple[str, ...]:
        """While factors are offered every letter is theirs."""
        return ("picker",) if self._shown and self.pane.is_picking else self.SCOPES

    def is_true_now(self, key: keys.Key) -> bool:
        """Whether a key does something here as things stand."""
        if not (self._shown and self.pane.is_filled):
            return key.id != "confirm-answer"
        pane = self.pane
        if key.id in _SCORES:
            return super().is_true_now(key) and not self.inspection.fixed(pane.case_id, locked=True)
        if key.id == "confirm-answer":
            return super().is_true_now(key) and self.inspection.is_second_reader(pane.case_id)
        if key.id == "next-page":
            return pane.picker.has_pages
        if key.id == "next-open":
            return pane.has_open
        return super().is_true_now(key) and (key.id != "next-case" or self._has_others)

    @property
    def _has_others(self) -> bool:
        """Whether there is another case to go to."""
        return sum(case.status != REMOVED for case in self.inspection.cases.values()) > 1

    def on_descendant_focus(self) -> None:
        self.show_hints()

    def hints(self) -> dict[str, str]:
        """Beside a case manager the key that leaves company stands first, but not while it is a factor's letter."""
        hints = super().hints()
        if not self.company:
            return hints
        leaves = keys.key_label("company-mode")
        # Notes stay shut beside others.
        evidence = {keys.key_label("write-note"): "evidence"} if keys.key_label("write-note") in hints else {}
        others = {key: label for key, label in (hints | evidence).items() if key != leaves}
        return others if self._shown and self.pane.is_picking else {leaves: "leave company"} | others

    def _works(self, key: keys.Key) -> bool:
        """Beside a case manager the key that goes back says only how company is left."""
        return not self.company or (key.company and key.id != "go-back")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Beside a case manager only what concerns this case works."""
        if self.company:
            named = {key.action.partition("(")[0] for key in keys.in_scope("casework") if not key.company}
            return action not in named
        return True

    # Outcomes

    def show_outcome(self, outcome: Outcome) -> None:
        """Repaint what an act touched, in every open pane; a case that is gone closes its pane."""
        if not self._shown or (outcome.structure and not self._close_gone()):
            return
        for pane in self._panes:
            if pane.case_id in self.inspection.cases:
                pane.show_outcome(outcome)
        if outcome.by and outcome.said and not self.company:
            self.say(spoken(outcome), "soft")
        elif outcome.at and outcome.said and self.app.screen is not self:
            # What was done in an editor over this; the line left from before would name another act to undo.
            self.say(self._said_of(outcome))
        if outcome.structure:
            self._show_open_cases()
        if outcome.structure or outcome.cases:
            self._show_place()
        if outcome.cases:
            self._show_figures()

    def _said_of(self, outcome: Outcome) -> str:
        """What is said here of an act done over this: nothing where it was about none of this case."""
        if self.pane.case_id not in outcome.cases:
            return spoken(outcome) if outcome.structure else ""
        entry = self.inspection.entries.get(outcome.entry) if self.company else None
        return self._with_undo(replace(outcome, said=left_unseen(self.inspection, entry) or outcome.said))

    def _close_gone(self) -> bool:
        """Close the panes of cases that are in the sample no more; whether one is left."""
        cases = self.inspection.cases
        gone = [pane for pane in self._panes if pane.case_id not in cases or cases[pane.case_id].status == REMOVED]
        if not gone:
            return True
        if self.company and len(gone) < len(self._panes):
            self._cover_others()
        self._panes = [pane for pane in self._panes if pane not in gone]
        self._shown = [pane for pane in self._shown if pane not in gone] or self._panes[-1:]
        for pane in gone:
            pane.remove()
        if not self._panes:
            self.call_after_refresh(self._close_last)
            return False
        self._lay_out()
        self._focus()
        return True

    def _close_last(self) -> None:
        """The last open case is gone: back to the sample, behind a cover where somebody else looks on."""
        if self.sqs.close_casework() and self.company:
            self._cover_others()

    def _cover_others(self) -> None:
        """Beside a case manager no other case comes up in the place of the one that is gone."""
        self.sqs.open("walk-gone")

    def acted(self, outcome: Outcome) -> None:
        """An act of the pane in focus is on disk, or said why not."""
        self.sqs.settled(outcome)
        if outcome.said:
            self.say(self._with_undo(outcome))

    @on(CasePane.Failed)
    def failed(self, event: CasePane.Failed) -> None:
        self.sqs.failed(event.error)

    def _with_undo(self, outcome: Outcome) -> str:
        takes_back = outcome.at and not outcome.is_final
        return f"{outcome.said}, {keys.key_label('undo-change')} undoes" if takes_back else spoken(outcome)

    # What opens over it; each is imported when it is asked for, to keep the start light

    @on(CasePane.NoteAsked)
    def write_note(self, event: CasePane.NoteAsked) -> None:
        inspection, case, criterion = self.inspection, event.pane.case_id, event.criterion
        if fixed := inspection.fixed(case):
            self.say(f"{fixed} Sign-off takes that back, with a reason", "warn")
            return
        typing = TypingSession(inspection, case, criterion)
        above = criterion_rows(
            inspection, case, criterion, self.sqs.symbols, self.size.width - 4, guidance=False, company=True
        )
        title = f"{inspection.cases[case].ref} {criterion} note"
        note = inspection.cases[case].answer(criterion).note
        self.sqs.open("note", title, note, typing.keep, above=above, criterion=criterion, case=case)

    @on(CasePane.EntryAsked)
    def write_entry(self, event: CasePane.EntryAsked) -> None:
        if fixed := self.inspection.fixed(event.pane.case_id, locked=True):
            self.say(f"{fixed} Sign-off takes that back, with a reason", "warn")
            return
        if event.kind == ACTION:
            asked = self.inspection.catalogue.known[event.criterion]
            action = Entry("", event.pane.case_id, ACTION, "", (asked.id,))
            self.sqs.open("action", action, question=f"{asked.id}  {asked.question}")
            return
        self.sqs.open("entry", event.pane.case_id, event.criterion, event.kind, company=self.company)

    @on(CasePane.ReasonAsked)
    def ask_why(self, event: CasePane.ReasonAsked) -> None:
        criterion = event.criterion

        def left(reason: str | None) -> None:
            if not reason:
                self.say(f"{criterion} stays as it was")

        title = f"{event.pane.case.ref} {criterion}"
        self.sqs.open("reason", title, event.question, event.act, then=left).needs_case = event.pane.case_id

    @on(CasePane.ReadingAsked)
    def read(self, event: CasePane.ReadingAsked) -> None:
        if event.history:
            history = "company-history" if self.company else "history"
            self.sqs.open(history, event.pane.case_id, event.criterion)
            return
        case, criterion, company = event.pane.case_id, event.criterion, self.company

        def rows_for(width: int) -> list[Row]:
            if company and is_kept_back(self.inspection, criterion):
                known = self.inspection.catalogue.known[criterion]
                return kept_back_rows(known, self.sqs.symbols, width, guidance=True)
            return criterion_rows(
                self.inspection, case, criterion, self.sqs.symbols, width, guidance=True, company=company, whole=True
            )

        title = f"{self.inspection.cases[case].ref}  {criterion}"
        self.sqs.open("criterion", title, rows_for, criterion, "case", self._say_warning).needs_case = case

    def _say_warning(self, text: str) -> None:
        self.say(text, "warn")

    def action_agenda(self) -> None:
        self.sqs.open("agenda", self.pane.case_id)

    def action_entries(self) -> None:
        self.sqs.open("entries", self.pane.case_id, company=self.company)

    def action_sources(self) -> None:
        self.sqs.open("sources", self.pane.case_id)

    def action_sign(self) -> None:
        self.sqs.open("signing", self.pane.case_id)

    def action_edit_case(self) -> None:
        self.sqs.open("case-form", self.pane.case_id)

    def action_alert(self) -> None:
        self.sqs.open("alerts", self.pane.case_id)

    def action_go_differences(self) -> None:
        self.sqs.open("differences", (self.pane.case_id, self.pane.current))

    def action_find(self) -> None:
        self.sqs.open("find", self.pane.case_id, company=self.company, then=self._found)

    def _found(self, found: tuple[list[tuple[str, str]], int] | None) -> None:
        if found is not None:
            self.sqs.found = found
            self._go_to_match()

    def action_match(self, by: int) -> None:
        matches, chosen = self.sqs.found
        if not matches:
            self.say(keys.render_keys("Nothing was looked for yet; {find-text} finds"))
            return
        self.sqs.found = (matches, (chosen + by) % len(matches))
        self._go_to_match()

    def _go_to_match(self) -> None:
        matches, chosen = self.sqs.found
        case, criterion = matches[chosen]
        case = case or self.pane.case_id
        if self.company and case != self.pane.case_id:
            self.say("That match is not about this case")
        elif case in self.inspection.cases:
            self.open_case(case, criterion)
            self.say(f"Match {chosen + 1} of {len(matches)}")

    # Keys

    def action_case(self, by: int) -> None:
        cases = [case.id for case in self.inspection.cases.values() if case.status != "removed"]
        place = cases.index(self.pane.case_id) if self.pane.case_id in cases else 0
        self.open_case(cases[(place + by) % len(cases)])

    def action_split(self) -> None:
        if not self.split and self.size.width < TWO_PANES:
            self.say(f"Two panes need {TWO_PANES} columns; {keys.key_label('swap-pane')} goes to the other open case")
            return
        if not self.split and len(self._panes) < 2:
            here = self.pane
            self.action_case(1)
            self._shown = [here, *(pane for pane in self._shown if pane is not here)]
        self.split = not self.split
        if not self.split:
            self._shown = self._shown[:1]
        self._lay_out()

    def action_swap(self) -> None:
        """Go to the other pane in sight, or to the next open case."""
        if len(self._panes) < 2:
            self.say(keys.render_keys("Only this case is open; {next-case} opens the next one beside it"))
            return
        if len(self._shown) == 2 and self.split:
            self._shown.reverse()
        else:
            place = self._panes.index(self.pane)
            self._shown = [self._panes[(place + 1) % len(self._panes)]]
        self._lay_out()
        self._focus()

    def action_close_pane(self) -> None:
        if len(self._panes) == 1:
            self.action_go_back()
            return
        closing = self.pane
        self._panes.remove(closing)
        self._shown = [pane for pane in self._shown if pane is not closing] or [self._panes[-1]]
        closing.remove()
        self._lay_out()
        self._focus()

    def action_hide_figures(self) -> None:
        self.sqs.figures_hidden = not self.sqs.figures_hidden
        self._show_figures()

    def action_company(self) -> None:
        self.company = not self.company

    def action_walk(self) -> None:
        """Walk through the case with its case manager; whoever sits there sees this case only, then and after."""
        self.company = True
        self.sqs.open("walk", self.pane.case_id, then=lambda _: self.say(""))

    def action_go_back(self) -> None:
        """Back to the sample; beside a case manager one key too many must not show it."""
        if self.company:
            self.say(keys.render_keys("{company-mode} leaves company mode"))
        else:
            self.sqs.leave_case()

    def action_go_cases(self) -> None:
        self.sqs.show_sample()
