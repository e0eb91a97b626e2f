"""Choosing which cases are shown and counted."""

from __future__ import annotations

from typing import ClassVar

from sqs_tui.domain.percent import SMALL_BASE
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.views import SAMPLE_KINDS, SLICE_KINDS, Choice, Glances, View, offered
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.lines import Row, fitted
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _Offer:
    """A row: a heading (then the id is empty), or a choice with how many cases it is true of."""

    id: str
    title: str
    cases: int = 0
    is_marked: bool = False


class FilterScreen(ListScreen[View | None, _Offer]):
    """What cases can be chosen by; each of the kinds marked must hold, and of one kind any of those marked."""

    BINDINGS = keys.bindings("filter")
    SCOPES: ClassVar = ("filter", "list")

    def __init__(self, view: View, glances: Glances, *, figures: bool = False) -> None:
        super().__init__()
        self._view, self._glances, self._figures = view, glances, figures
        self._changed = False
        self._choices: dict[str, Choice] = {}

    def on_mount(self) -> None:
        self.show_title((" Count which cases? " if self._figures else " Show which cases? ", "title"))
        self._look()
        self._show(first=True)
        self.list.focus()

    def _look(self) -> None:
        """Look at the cases as they stand; in figures those replaced do not count."""
        self._every = [one for one in self._glances.every() if one.case.is_counted or not self._figures]

    def show_outcome(self, outcome: Outcome) -> None:
        """Count anew how many cases each choice is true of."""
        if hasattr(self, "_every") and (outcome.cases or outcome.structure):
            self._look()
            self._show()

    def _show(self, first: bool = False) -> None:
        rows: list[_Offer] = []
        heading = ""
        kinds = SLICE_KINDS if self._figures else SAMPLE_KINDS
        for kind, choice, cases in offered(self.inspection, self._every, kinds):
            if kind != heading:
                heading = kind
                rows.append(_Offer("", kind))
            id = f"{choice.kind} {choice.value}"
            self._choices[id] = choice
            rows.append(_Offer(id, choice.title, cases, choice in self._view.choices))
        if first:
            marked = next((row.id for row in rows if row.is_marked), "")
            self.list.set_items(rows, marked)
        else:
            self.list.exchange_items(rows)
        held = sum(self._view.holds(glance) for glance in self._every)
        many = f"{held} of {len(self._every)} cases" if self._view.choices else f"all {len(self._every)} cases"
        said = f": {self._view.title}" if self._view.choices else ""
        small = self._small(held)
        self.show_head(((f" {many}", "title"), (said, "warn"), (f"  {small} small base" if small else "", "warn")), ())
        self.show_foot([(), ((" Kinds marked must all hold; within a kind, one of those marked is enough.", "soft"),)])

    def _small(self, cases: int) -> str:
        """The mark of a base too small to lean on, where figures are chosen."""
        return self.sqs.symbols.small if self._figures and 0 < cases < SMALL_BASE else ""

    def draw(self, item: _Offer, width: int) -> Row:
        """A box, the choice, and how many cases it is."""
        if not item.id:
            return ((f" {item.title}", "title"),)
        box = "[x]" if item.is_marked else "[ ]"
        room = max(0, min(width - 12, 48))
        return (
            (f"{box} ", "key"),
            (fitted(item.title, room), "text"),
            (f" {item.cases:>5}{self._small(item.cases)}", "soft"),
        )

    def _works(self, key: keys.Key) -> bool:
        return key.scope != "list" or key.id in ("list-down", "list-up", "list-page-down", "list-page-up")

    def action_mark(self) -> None:
        if self.list.current:
            self._changed = True
            self._view = self._view.toggling(self._choices[self.list.current])
            self._show()

    def choose(self, id: str) -> None:
        """Show what is marked; where nothing has been marked or unmarked here, what the cursor is on alone."""
        self.dismiss(self._view if self._changed else View((self._choices[id],)))

    def action_every(self) -> None:
        self.dismiss(View())

    def action_go_back(self) -> None:
        self.dismiss(None)
