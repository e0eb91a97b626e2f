"""The head of a case as a pane: which case this is, and how far its sections have come."""

from __future__ import annotations

from rich.cells import cell_len

from sqs_tui.session.inspection import Inspection
from sqs_tui.ui.common.pane_parts import PaneHead
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.lines import Row, Span, fitted

#: From this width on the order has its whole title.
_WHOLE_ORDER = 90


class CaseHead(PaneHead):
    """Which case this is, and its sections with how far each has come."""

    def __init__(self, symbols: Symbols) -> None:
        super().__init__()
        self._symbols = symbols
        self._oversight = True

    def show_case(self, inspection: Inspection, case: str, section: str, *, company: bool) -> None:
        """Show a case as it stands, with a section as the one the cursor is in; before company its reference alone."""
        self._oversight = not company  # How it stands with that is not shown beside a case manager, in no count either.
        self.show([self._title(inspection, case, company), self._sections(inspection, case, section)])

    def _title(self, inspection: Inspection, id: str, company: bool) -> Row:
        case, width = inspection.cases[id], max(self.size.width, 1)
        done = inspection.progress(id, oversight=self._oversight)
        said = [case.ref] if company else [case.ref, *self._about(inspection, id)]
        left = "  ".join(part for part in said if part)
        if not case.is_counted:
            left += f"  ({case.status}: in no figure)"
        word = "" if company else inspection.signing(id).word
        signed = f"{self._symbols.signing[word]} {word}  " if word else ""
        right = f"{signed}{done.answered} of {done.applicable} answered"
        return ((fitted(f" {left}", max(0, width - len(right) - 2)), "title"), (f" {right} ", "soft"))

    def _about(self, inspection: Inspection, id: str) -> list[str]:
        case, catalogue = inspection.cases[id], inspection.catalogue
        order, manager = case.particular("order"), case.particular("case_manager")
        if self.size.width >= _WHOLE_ORDER:
            order = catalogue.order_titles.get(order, order)
        who = f"{case.particular('gender')}{case.particular('age')}"
        return [who, order, catalogue.phase(case), f"with {manager}" if manager else ""]

    def _sections(self, inspection: Inspection, id: str, here: str) -> Row:
        """Each section with how far it has come; named where all the names fit, else only the one of the cursor."""
        named = self._tabs(inspection, id, here, every=True)
        fits = sum(cell_len(text) for text, _ in named) <= self.size.width
        return named if fits else self._tabs(inspection, id, here, every=False)

    def _tabs(self, inspection: Inspection, id: str, here: str, *, every: bool) -> Row:
        spans: list[Span] = []
        for section in inspection.catalogue.sections:
            if section.id in inspection.catalogue.places:
                name = f"{section.id} {section.short}" if every or section.id == here else section.id
                done = inspection.progress(id, section.id, oversight=self._oversight)
                shape = self._symbols.progress[done.quarters] if done.applicable else " "
                spans.append((f"[{name}]", "title") if section.id == here else (f" {name} ", "soft"))
                spans.append((f"{shape} ", "text"))
        return tuple(spans)
