"""Pieces of evidence, strengths, learning points, agreed actions and area notes, each with its own author; alerts."""

from __future__ import annotations

from sqs_tui.domain.due import day, is_past
from sqs_tui.values import dataclass

EVIDENCE, STRENGTH, LEARNING, AREA = "evidence", "strength", "learning", "area"
#: What a case manager came to say of a criterion when the case was walked through.
AGREED, DIFFERS, LATER = "agreed", "differs", "later"
SAID = (AGREED, DIFFERS, LATER)
#: What is to be done from now on: by whom, and by when.
ACTION = "action"
#: Who does what was agreed, unless somebody else is named.
MANAGER = "case manager"

#: Kinds of entry with the word for one of them.
KINDS = {
    EVIDENCE: "evidence", STRENGTH: "strength", LEARNING: "learning point", AREA: "area note",
    AGREED: "agreement", DIFFERS: "other view", LATER: "open question", ACTION: "agreed action",
}  # fmt: skip
#: The mark each kind leaves on a row of the list.
KIND_MARKS = {EVIDENCE: "e", STRENGTH: "+", LEARNING: "!", AREA: "", AGREED: "", DIFFERS: "s", LATER: "l", ACTION: ">"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A text of its own, linked to one or several criteria; private unless marked shareable.

    `at` is the wall time it was begun, for display only; `case` is empty for an area note. `source` is what it was
    found in, `where` the place in that: a date, a page, a screen. `owner` and `due` are an action's: who does it, and
    the day by which.
    """

    id: str
    case: str
    kind: str
    text: str
    criteria: tuple[str, ...] = ()
    source: str = ""
    shareable: bool = False
    author: str = ""
    at: str = ""
    where: str = ""
    owner: str = ""
    due: str = ""

    @property
    def found(self) -> str:
        """The source and the place in it: "contact log, 12 May"."""
        return ", ".join(filter(None, (self.source, self.where)))

    @property
    def said(self) -> str:
        """The text, with who does it and by when where that was agreed."""
        return f"{self.text} ({self.terms})" if self.terms else self.text

    @property
    def terms(self) -> str:
        """Who does what was agreed, and by when: "case manager, by 12 June 2026"; empty for all but actions."""
        if self.kind != ACTION:
            return ""
        return f"{self.owner or 'nobody named'}, {f'by {day(self.due)}' if self.due else 'no day agreed'}"


@dataclass(frozen=True, slots=True)
class Alert:
    """A child, or someone else, who may be at risk: what was seen, who was told, and how it ended.

    Never counted, never undone by a key; closed only with a reason (`closed_because`). `due` is when a response is.
    """

    id: str
    case: str
    who: str
    seen: str
    told: str = ""
    told_at: str = ""
    author: str = ""
    at: str = ""
    closed_because: str = ""
    closed_at: str = ""
    due: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has closed it with a reason yet."""
        return not self.closed_because

    def is_overdue(self, now: str) -> bool:
        """Whether it is open, and the response was due before a wall time."""
        return self.is_open and is_past(self.due, now)

    def state(self, now: str) -> str:
        """How it stands at a wall time, in a word."""
        return "closed" if not self.is_open else "overdue" if self.is_overdue(now) else "open"
