"""What is left to do, and what speaks against itself; Enter goes there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqs_tui.domain.agenda import Lack
from sqs_tui.domain.case import Case
from sqs_tui.session.company import told_items
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.missing import ALERT, DIFFERENCE, LEFT, missing
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.fields import one_line
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.values import dataclass

#: The column a sentence begins in, behind the criterion it leads to.
_SENTENCE = 14


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One thing to do: in which case, at which criterion, and what it lacks; a case's heading has no id.

    Nor has what `goes_on` from the row above: a sentence is shown to its end.
    """

    id: str
    case: str
    criterion: str
    title: str
    lacks: str
    goes_on: bool = False


class AgendaScreen(ListScreen[None, AgendaRow]):
    """What keeps cases from being complete, case by case; of one case, or of all of them."""

    def __init__(self, case: str | None = None) -> None:
        super().__init__()
        self._case = case
        self.needs_case = case or ""

    def on_mount(self) -> None:
        self._lacks: Counter[Lack] = Counter()
        ref = self.inspection.cases[self._case].ref if self._case else ""
        self.show_title((f" {ref} " if ref else "", "title"), (" To do ", "title"))
        self.show_agenda()
        self.list.focus()

    def on_resize(self) -> None:
        if hasattr(self, "list"):
            self.call_after_refresh(self.show_agenda)

    def show_agenda(self) -> None:
        """Show what is left, keeping the cursor."""
        self._lacks, self._asked, self._open = Counter(), 0, 0
        self.list.set_items(list(self._rows()), self.list.current)
        cases = [self.inspection.cases[self._case]] if self._case else list(self.inspection.counted())
        self.show_head(*self._head(len(cases)))
        done = "Nothing is left to do here. S signs a case off."
        if self.is_company:
            done = "All that is shown here is answered, and nothing is parked."
        self.show_foot([] if self.list.length else [((f" {done}", "yes"),), ()])

    def _head(self, cases: int) -> Iterator[Row]:
        counts = [f"{self._lacks[lack]} {_words(lack)}" for lack in Lack if self._lacks[lack]]
        if self._asked:
            counts.append(f"{self._asked} contradiction{'s' * (self._asked > 1)}")
        if not counts:
            return
        for line in wrapped("; ".join(counts), max(self.size.width - 2, 20)):
            yield ((f" {line}", "title"),)
        blocked = f"{self._open} of {cases} cases are not complete" if not self._case else "This case is not complete"
        if self._open:
            need = "all that applies is answered, nothing is parked, and each No, n/a and unjudged says why"
            if self.is_company:
                need = "all that applies is answered and nothing is parked"
            for line in wrapped(f"{blocked} until {need}.", max(self.size.width - 2, 20)):
                yield ((f" {line}", "soft"),)
        yield ()

    def _rows(self) -> Iterator[AgendaRow]:
        cases = [self.inspection.cases[self._case]] if self._case else self.inspection.counted()
        for case in cases:
            yield from self._case_rows(case)

    def _case_rows(self, case: Case) -> Iterator[AgendaRow]:
        company = self.is_company
        every = self.inspection.agenda(case.id)
        items = list(told_items(every) if company else every)
        found = [] if company else self.inspection.findings(case.id)
        blocking = [] if company else list(self._blocking(case))
        if not items and not found and not blocking:
            return
        self._open += bool(items)
        self._asked += len(found)
        counts = Counter(item.lack for item in items)
        self._lacks.update(counts)
        said = ", ".join([f"{counts[lack]} {_words(lack)}" for lack in Lack if counts[lack]])
        if found:
            said = ", ".join(filter(None, (said, f"{len(found)} contradiction{'s' * (len(found) > 1)}")))
        who = "" if company else case.particular("inspector")
        yield AgendaRow("", case.id, "", "  ".join(filter(None, (case.ref, who))), said)
        yield from blocking
        for finding in found:
            place = finding.criteria[0] if finding.criteria else ""
            yield from self._sentence(f"{case.id}\n{place}\n{finding.say}", case.id, place, finding.say)
        for item in items:
            id = f"{case.id}\n{item.criterion.id}\n{item.lack.value}"
            yield AgendaRow(id, case.id, item.criterion.id, item.criterion.title, item.lack.value)

    def _blocking(self, case: Case) -> Iterator[AgendaRow]:
        """What besides its answers keeps a case from being signed, and a signature that does not hold any more."""
        for one in missing(self.inspection, case.id):
            if one.kind != LEFT:
                id = f"{case.id}\n{one.criterion}\n{one.kind} {one.alert}{one.field}"
                yield from self._sentence(id, case.id, one.criterion, one_line(one.said))
        signing = self.inspection.signing(case.id)
        if signing.is_changed:
            said = keys.render_keys("changed since it was signed; {sample-sign} shows and signs it again")
            yield from self._sentence(f"{case.id}\n{signing.moved[0]}\nmoved", case.id, signing.moved[0], said)

    def _sentence(self, id: str, case: str, criterion: str, said: str) -> Iterator[AgendaRow]:
        """A row whose sentence takes as many lines as it needs."""
        first, *others = wrapped(said, max(self.size.width - _SENTENCE, 20)) or ("",)
        yield AgendaRow(id, case, criterion, first, "")
        yield from (AgendaRow("", case, criterion, line, "", goes_on=True) for line in others)

    def draw(self, item: AgendaRow, width: int) -> Row:
        """A case's heading, or a criterion with what it lacks; a contradiction is a sentence."""
        ellipsis = self.sqs.symbols.ellipsis
        if item.goes_on:
            return ((" " * (_SENTENCE - 1), "text"), (item.title, "warn"))
        if not item.id:
            head = fitted(f" {item.title}", min(len(item.title) + 3, width), ellipsis)
            return ((head, "title"), (fitted(item.lacks, width - len(head), ellipsis), "soft"))
        if not item.lacks:
            return ((f"  {item.criterion:<6} ", "text"), (fitted(f"! {item.title}", width - 9, ellipsis), "warn"))
        width = min(width, 90)
        lacks = min(20, width // 3)
        title = fitted(item.title, width - 10 - lacks, ellipsis)
        return ((f"  {item.criterion:<6} {title} ", "text"), (fitted(item.lacks, lacks), "warn"))

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what is left now."""
        touches = self._case in outcome.cases if self._case else bool(outcome.cases)
        if hasattr(self, "list") and (touches or outcome.structure):
            self.show_agenda()

    def choose(self, id: str) -> None:
        """Go to the case and the criterion."""
        case, criterion, what = id.split("\n", 2)
        if what.startswith(f"{ALERT} "):
            self.sqs.open("alert", what.removeprefix(f"{ALERT} "))
            return
        if what.startswith(f"{DIFFERENCE} "):
            self.sqs.open("differences", (case, criterion), what.removeprefix(f"{DIFFERENCE} "))
            return
        self.dismiss()
        self.sqs.show_case(case, criterion)


def _words(lack: Lack) -> str:
    return {Lack.REASON: "without a reason", Lack.PARKED: "parked", Lack.ANSWER: "unanswered"}.get(lack, lack.value)
