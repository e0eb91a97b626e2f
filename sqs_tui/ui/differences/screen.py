"""Where people disagree: every value with who put it down and when; Enter settles it with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len

from sqs_tui.domain.due import short
from sqs_tui.session.differences import Difference, against_settling
from sqs_tui.session.inspection import Outcome
from sqs_tui.ui.common.form import GatherScreen
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.common.reason import ReasonScreen
from sqs_tui.ui.widgets.fields import FormField, one_line
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.values import dataclass

#: How many lines show the value under the cursor in full.
_FOOT = 5
#: Room for what is said of a value: shown now, as signed.
_MARKS = 21


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One of the values of a difference; what it is about is a heading, and has no id."""

    id: str
    difference: Difference
    place: int = 0


class DifferencesScreen(ListScreen[None, ValueRow]):
    """Both values stand until one is chosen.

    `first` is where the cursor begins: a case and one of its criteria; `field` which of the fields people differ on.
    """

    def __init__(self, first: tuple[str, str] = ("", ""), field: str = "") -> None:
        super().__init__()
        self._first, self._field = first, field
        self._shown: tuple[Difference, ...] | None = None

    def on_mount(self) -> None:
        self.show_title((" Differences ", "title"))
        self.show_differences()
        self.list.focus()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what is still to be settled, whoever settled or wrote."""
        if hasattr(self, "list") and self._has_moved():
            self.show_title((" Differences ", "title"))
            self.show_differences()

    def _has_moved(self) -> bool:
        """Whether there are other differences, or other values in them, than those on screen."""
        book = self.inspection.workbook
        shown = tuple((one.key, one.seen) for one in self._shown or ())
        return shown != tuple((key, book.seen(*key)) for key in book.differences())

    def show_differences(self) -> None:
        """Show every difference, keeping the cursor."""
        self._shown = self.inspection.differences()
        rows = list(self._rows(self._shown))
        first = next((row.id for row in rows if row.id and self._is_first(row.difference)), "")
        self.list.set_items(rows, self.list.current or first)
        count = len(self._shown)
        said = f" {count} to settle: choose the value that is to stand." if count else " Nobody disagrees."
        self.show_head(((said, "title" if count else "yes"),), ())
        self.moved()

    def _is_first(self, difference: Difference) -> bool:
        if self._field:
            return "\n".join(difference.key) == self._field
        case, criterion = self._first
        return difference.case == case and (not criterion or difference.criterion == criterion)

    def _rows(self, differences: tuple[Difference, ...]) -> Iterator[ValueRow]:
        for difference in differences:
            yield ValueRow("", difference)
            for place in range(len(difference.values)):
                yield ValueRow("\n".join((*difference.key, difference.seen[place])), difference, place)

    def draw(self, item: ValueRow, width: int) -> Row:
        """What it is about; or a value, who put it down and when."""
        ellipsis = self.sqs.symbols.ellipsis
        if not item.id:
            what, signed = one_line(item.difference.what), one_line(item.difference.remark)
            room = min(cell_len(what) + 3, width)
            return ((fitted(f" {what}", room, ellipsis), "title"), (fitted(signed, width - room, ellipsis), "warn"))
        value = item.difference.values[item.place]
        marks = _MARKS if item.difference.signed else _MARKS // 2
        room = max(0, width - 16 - 14 - marks - 1)
        return (
            (fitted(one_line(value.who), 15, ellipsis), "text"),
            (f" {short(value.at):<13} ", "soft"),
            (fitted(one_line(value.said), room, ellipsis), "text"),
            (f" {value.marks:<{marks}}", "soft"),
        )

    def moved(self) -> None:
        """Show the value under the cursor in full."""
        row = self.list.item(self.list.current)
        if row is None:
            self.show_foot([])
            return
        value = row.difference.values[row.place]
        lines = wrapped(f"In full, by {one_line(value.who)}: {value.said}", max(20, self.size.width - 4))[:_FOOT]
        self.show_foot([(), *(((f"  {line}", "text"),) for line in lines), ()])

    def choose(self, id: str) -> None:
        """Ask why this value is to stand."""
        row = self.list.item(id)
        if row is None:
            return
        if self.inspection.workbook.is_read_only:
            self.say("This workbook is read-only", "warn")
            return
        difference, place = row.difference, row.place
        against = against_settling(self.inspection, difference.key, difference.values[place].value)
        if against:
            self.say(f"{against} {difference.remedy}", "warn")
            return
        if difference.wants_reference:
            self.sqs.push_screen(
                NewReferenceScreen(difference), lambda ref: None if ref else self.say("It stays as it was")
            )
            return
        told = [f"{value.who}: {value.said}" for value in difference.values]
        question = f"{difference.signed} Why is {difference.what} {one_line(difference.values[place].said)}?".lstrip()
        self.sqs.push_screen(
            ReasonScreen("Settle a difference", question, lambda reason: self._settle(difference, place, reason), told),
            lambda reason: None if reason else self.say("It stays as it was"),
        )

    def _settle(self, difference: Difference, place: int, reason: str) -> Outcome:
        outcome = self.inspection.settle(difference, place, reason)
        self.say(outcome.said)
        return outcome


class NewReferenceScreen(GatherScreen):
    """Asks for another reference of a case, where two have one between them, and why it is that one."""

    VERB = "settles it"

    def __init__(self, difference: Difference) -> None:
        super().__init__()
        self._difference = difference

    def title_text(self) -> str:
        """What it is for."""
        return f"Another {self._difference.what}"

    def above(self) -> Sequence[Row]:
        """Which case it is, since both are called alike."""
        told = f"{self._difference.remark}. This is {self._difference.values[0].said}."
        return [((line, "text"),) for line in wrapped(one_line(told), max(20, self.size.width - 4))]

    def fields(self) -> Sequence[FormField]:
        """The reference, and the reason."""
        return (
            FormField("ref", "New reference", help="A code of at most 24 characters, never a name. The answers stay."),
            FormField("reason", "Reason", help="One line, or nothing; it stays in the history."),
        )

    def check(self, name: str, text: str) -> str:
        """Why it cannot be taken."""
        return "" if text.strip() or name == "reason" else "A case needs a reference: a code, never a name."

    def finish(self, texts: Mapping[str, str]) -> None:
        """Give the case its reference."""
        outcome = self.inspection.settle_reference(self._difference, texts["ref"], texts["reason"])
        self.sqs.settled(outcome)
        self.result = texts["ref"]
