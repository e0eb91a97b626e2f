"""The cases of the inspection: which there are, how far each has come, and who reads it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from sqs_tui.session.inspection import Outcome
from sqs_tui.session.views import View
from sqs_tui.ui import keys
from sqs_tui.ui.cases.about_case import about_rows, legend
from sqs_tui.ui.cases.sample_acts import SampleActs
from sqs_tui.ui.cases.sample_pane import WAYS, SamplePane
from sqs_tui.ui.common.base import spoken
from sqs_tui.ui.common.figure_text import figures, total_rows
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.figures import FiguresPanel, strip_row
from sqs_tui.ui.widgets.lines import Lines

#: From this size the figures stand beside the cases; from this height there is room to say more about one.
BESIDE, TALL = (120, 20), 20
_BESIDE_WIDTH = 45


class SampleScreen(SampleActs):
    """The cases of the inspection, with the figures over those that are shown."""

    IS_FIRST = True
    BINDINGS = keys.bindings("sample")
    SCOPES: ClassVar[tuple[str, ...]] = ("sample",)

    def compose(self) -> ComposeResult:
        symbols = self.sqs.symbols
        yield TopBar()
        with Horizontal(id="work"):
            yield SamplePane(self.inspection, symbols)
        yield Lines(id="strip")
        yield Lines(id="about")
        yield Lines([()], id="legend")
        yield EchoLine()
        yield HintBar()

    def on_mount(self) -> None:
        self.pane = self.query_one(SamplePane)
        self.call_after_refresh(self.show_all)

    def on_resize(self) -> None:
        width, height = self.size
        beside = width >= BESIDE[0] and height >= BESIDE[1]
        if beside and not self.query("#beside"):
            panel = FiguresPanel(self.sqs.symbols, id="figures")
            parts = Vertical(panel, Lines(id="total"), Lines(id="about-beside"), id="beside")
            self.query_one("#work").mount(parts)
        self.set_class(beside, "-beside")
        self.set_class(height < TALL, "-short")
        self.call_after_refresh(self.show_all)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if hasattr(self, "pane") and self.pane.is_mounted and self.sqs.is_open:
            self.pane.figures_hidden = self.sqs.figures_hidden
            self.pane.show_sample()
            self.show_all()
        if self.is_current:
            self.sqs.ask_who()

    # What it shows

    def show_all(self) -> None:
        """Show what stands around the cases."""
        if self.sqs.is_open and hasattr(self, "pane") and self.pane.is_filled:
            self.show_here()
            self.show_figures()
            self.show_about()
            pane = self.pane
            self.query_one("#legend", Lines).show(
                [legend(self.sqs.symbols, pane.way, pane.figures_hidden, self.size.width)]
            )

    def _is_coming(self) -> bool:
        """Whether what stands beside is asked for and not there yet, as for a key in the first moment."""
        return self.has_class("-beside") and not self.query("#about-beside")

    def show_here(self) -> None:
        """Say in the top bar which inspection this is, whether people disagree, and who else is here."""
        short = (f" {self.inspection.catalogue.short} ", "soft")
        self.show_title(*self.sqs.differing(), *self.sqs.others_here(""), short)

    def show_figures(self) -> None:
        """Show the figures over the cases of the view, of the group the cursor is in."""
        if self._is_coming():
            return
        pane, inspection = self.pane, self.inspection
        groups = dict(pane.groups())
        group = inspection.group(pane.current) if pane.current else ""
        group = group if group in groups else next(iter(groups))
        ranges = pane.ranges(group)
        tally = ranges.tally
        symbols, shown = self.sqs.symbols, [] if pane.figures_hidden else figures(ranges)
        which = "These" if pane.view.choices else "All"
        if not self.has_class("-beside"):
            said = " Hidden" if pane.figures_hidden else f" {which} {tally.cases}"
            self.query_one("#strip", Lines).show([strip_row(said, shown, symbols, self.size.width)])
            return
        panel, total = self.query_one("#figures", FiguresPanel), self.query_one("#total", Lines)
        if pane.figures_hidden:
            panel.show_figures(keys.render_keys("Figures: hidden, {sample-figures} shows them"), [])
            total.show([])
            return
        panel.show_figures(f"{which} {tally.cases} cases" + (f": {groups[group]}" if groups[group] else ""), shown)
        rows = total_rows(ranges, group, symbols, _BESIDE_WIDTH)
        total.show([*rows, ((f"{symbols.provisional} provisional  {symbols.small} small base", "soft"),)])

    def show_about(self) -> None:
        """Show the case under the cursor in a few lines."""
        if self._is_coming():
            return
        current = self.pane.current
        beside = self.has_class("-beside")
        about = self.query_one("#about-beside" if beside else "#about", Lines)
        if not current:
            about.show([])
            return
        glance, symbols = self.pane.glances.of(current), self.sqs.symbols
        width, height = (_BESIDE_WIDTH, max(self.size.height - 16, 4)) if beside else (self.size.width - 2, 3)
        about.show(about_rows(self.inspection, glance, symbols, width, height))

    def show_outcome(self, outcome: Outcome) -> None:
        """Repaint the rows of the cases an act touched, and the figures they move."""
        if not hasattr(self, "pane") or not self.pane.is_filled:
            return
        if self.app.screen is not self:
            # Covered: everything is shown anew when it comes back, and scoring over it costs nothing meanwhile.
            self.pane.forget_figures()
            return
        before = self.pane.current
        self.pane.follow(outcome)
        if outcome.structure:
            self.show_all()
        elif outcome.cases:
            self.show_here()
            self.show_figures()
            if self.pane.current in outcome.cases or self.pane.current != before:
                self.show_about()
        if outcome.by and outcome.said:
            self.say(spoken(outcome), "soft")

    def action_go_differences(self) -> None:
        self.sqs.open("differences", (self.pane.current, ""))

    @property
    def has_row(self) -> bool:
        """Whether there is a case under the cursor."""
        return not hasattr(self, "pane") or not self.pane.is_filled or bool(self.pane.current)

    # Moving

    @property
    def case_in_focus(self) -> str:
        """The case under the cursor."""
        return self.pane.current

    def go_to_case(self, case: str) -> bool:
        """Put the cursor on a case, if it is among those shown."""
        if self.pane.go(case):
            self._moved()
        return True

    def _moved(self) -> None:
        self.show_about()
        if self.inspection.catalogue.groups:
            self.show_figures()

    def action_move(self, by: int) -> None:
        self.pane.move(by)
        self._moved()

    def action_across(self, by: int) -> None:
        self.pane.move_across(by)
        self._moved()

    def action_page(self, by: int) -> None:
        self.pane.move(by * self.pane.chosen.page)
        self._moved()

    def action_edge(self, by: int) -> None:
        self.pane.chosen.step(by * self.pane.chosen.length)
        self._moved()

    # Which cases, and how they are shown

    def action_view(self) -> None:
        ways = list(WAYS)
        self.pane.way = ways[(ways.index(self.pane.way) + 1) % len(ways)]
        self.show_all()

    def action_sort(self) -> None:
        self.pane.sort_next()
        self._moved()
        self.say(f"Cases {self.pane.sort}")

    def action_filter(self) -> None:
        self.sqs.open("filter", self.pane.view, self.pane.glances, then=self._choose)

    def _choose(self, view: View | None) -> None:
        if view is not None:
            self.pane.choose(view)
            self.show_all()
            self.say("Every case is shown" if not view.choices else f"Shown and counted: {view.title}")

    def action_hide_figures(self) -> None:
        self.sqs.figures_hidden = not self.sqs.figures_hidden
        self.pane.figures_hidden = self.sqs.figures_hidden
        self.show_all()
