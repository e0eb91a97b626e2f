"""What a case manager is given on paper after a local audit: strengths, what to develop, and what was agreed.

One case and nobody else: no figure, no other case, no other person, nothing private. A verdict stands on it only where
the catalogue says so. An inspectorate gives feedback by word, and its catalogues have no sheet (rules.md, Feedback).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqs_tui.domain.document import Block, Document, Kind
from sqs_tui.domain.due import day
from sqs_tui.domain.entry import ACTION, LEARNING, SAID, STRENGTH, Entry
from sqs_tui.errors import Refused
from sqs_tui.session.company import may_be_told, names_others
from sqs_tui.session.feedback import NOT_SETTLED
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.left_out import NAMELESS
from sqs_tui.session.walk import SOURCES, VIEWS
from sqs_tui.store.workbook import slug
from sqs_tui.values import dataclass

MARKING = "OFFICIAL-SENSITIVE"
INVENTED = "INVENTED CASES"
_NONE = "Nothing was written down."
_NOT_WRITTEN = "No strength, point to develop or agreed action that may be shown was written on it."
_OF_OTHERS = "Everything that may be shown names another case, or somebody else."


@dataclass(frozen=True, slots=True)
class FeedbackSheet:
    """What stands on the sheet of a case; `left_out` is what names another case, or somebody else."""

    inspection: Inspection
    case: str
    told: tuple[Entry, ...]
    left_out: tuple[Entry, ...]

    def of(self, kind: str) -> tuple[Entry, ...]:
        """What is told of a kind, in the order it is told."""
        return tuple(entry for entry in self.told if entry.kind == kind)

    @property
    def ref(self) -> str:
        """The reference of the case."""
        return self.inspection.cases[self.case].ref

    @property
    def file_name(self) -> str:
        """What a file of it is called, without the ending."""
        return f"{slug(self.ref)}-feedback"

    def document(self, marking: str = MARKING) -> Document:
        """The sheet, ready to be written in any format."""
        inspection = self.inspection
        blocks = [Block(Kind.TABLE, rows=tuple(self._head()))]
        for kind, heading in ((STRENGTH, "Strengths"), (LEARNING, "To develop")):
            texts = [Block(Kind.BULLET, self._said(entry)) for entry in self.of(kind)]
            blocks += [Block(Kind.HEADING, heading), *(texts or [Block(Kind.PARAGRAPH, _NONE)])]
        blocks += [Block(Kind.HEADING, "Agreed actions"), self._actions()]
        if inspection.catalogue.feedback_verdicts:
            blocks += [Block(Kind.HEADING, "How each question was judged"), self._verdicts()]
        left_out = NAMELESS if inspection.workbook.damage else ""
        banner = " · ".join(filter(None, (left_out, INVENTED if inspection.workbook.is_invented else "")))
        return Document(f"Feedback on case {self.ref}", blocks, marking, banner)

    def _head(self) -> Iterator[tuple[str, str]]:
        case = self.inspection.cases[self.case]
        days = [entry.at for entry in self.inspection.entries_of(self.case) if entry.kind in SAID]
        lines = {
            "Case": case.ref,
            "Case manager": case.particular("case_manager"),
            "Audit": self.inspection.catalogue.title,
            "Talked through": _local_day(max(days, default="")),
        }
        yield from ((name, text) for name, text in lines.items() if text)

    def _said(self, entry: Entry) -> str:
        known = self.inspection.catalogue.known
        about = ", ".join(known[one].title for one in entry.criteria if one in known)
        return f"{entry.text.strip()} ({about})" if about else entry.text.strip()

    def _actions(self) -> Block:
        actions = self.of(ACTION)
        if not actions:
            return Block(Kind.PARAGRAPH, "Nothing was agreed.")
        lines = ((one.text.strip(), one.owner or "nobody named", day(one.due) or "no day agreed") for one in actions)
        return Block(Kind.TABLE, rows=(("What", "Who", "By when"), *lines), has_header=True)

    def _verdicts(self) -> Block:
        """Each question that was judged; those about the manager's own manager are nobody else's."""
        inspection, ranges = self.inspection, self.inspection.own_ranges(self.case)
        asked = (one for one in inspection.catalogue.criteria if one.is_judged and not one.oversight)
        states = [(one, inspection.state(self.case, one.id)) for one in asked]
        judged = tuple(
            (one.question, NOT_SETTLED if ranges.criterion(one.id) else VIEWS[state])
            for one, state in states
            if state in VIEWS
        )
        return Block(Kind.TABLE, rows=(("Question", "Judged"), *judged), has_header=True)


def feedback_sheet(inspection: Inspection, case: str) -> FeedbackSheet:
    """The sheet of a case. Raises `Refused` where the catalogue has none, or nothing can stand on it yet."""
    catalogue, ref = inspection.catalogue, inspection.cases[case].ref
    if not catalogue.feedback_sheet:
        raise Refused(
            f"With {catalogue.short} feedback is given by word: there is no sheet.",
            "Its catalogue asks for none.",
            "The card a walkthrough ends with says it: two strengths, two things to develop, what was agreed.",
        )
    may_stand = [
        entry
        for entry in inspection.entries_of(case)
        if entry.kind in (STRENGTH, LEARNING, ACTION) and entry.text.strip() and may_be_told(inspection, entry)
    ]
    left_out = tuple(entry for entry in may_stand if names_others(inspection, entry))
    told = [entry for entry in may_stand if entry not in left_out]
    if not told:
        raise Refused(
            f"There is nothing for the sheet of {ref} yet.",
            _OF_OTHERS if left_out else _NOT_WRITTEN,
            "Walk the case through, and write it together.",
        )
    return FeedbackSheet(inspection, case, tuple(_ordered(inspection, told)), left_out)


def _ordered(inspection: Inspection, entries: Iterable[Entry]) -> list[Entry]:
    """Actions by their day; of the others those written together first, then in the order of the catalogue."""
    places = inspection.catalogue.place

    def key(entry: Entry) -> tuple[bool, str, int]:
        asked = min((places[one] for one in entry.criteria if one in places), default=len(places))
        if entry.kind == ACTION:
            return (not entry.due, entry.due, asked)
        return (entry.source != SOURCES[entry.kind], "", asked)

    return sorted(entries, key=key)


def _local_day(at: str) -> str:
    try:
        return day(datetime.fromisoformat(at).astimezone().date().isoformat())
    except ValueError:
        return ""
