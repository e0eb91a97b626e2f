"""What an import would do, told before anything is done: the changes, or every bad line and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Protocol

from sqs_tui.domain.case import Case, Change
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.entry import Entry
from sqs_tui.domain.interview import Interview
from sqs_tui.domain.names import References
from sqs_tui.exchange.sheet import Checking, Row
from sqs_tui.values import dataclass


class Holding(Protocol):
    """What is there already: an open inspection, or nothing yet."""

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def cases(self) -> Mapping[str, Case]: ...

    @property
    def interviews(self) -> Mapping[str, Interview]: ...

    @property
    def entries(self) -> Mapping[str, Entry]: ...


@dataclass(frozen=True, slots=True)
class Nothing:
    """An inspection not yet begun."""

    catalogue: Catalogue
    cases: Mapping[str, Case] = field(default_factory=dict)
    interviews: Mapping[str, Interview] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class By:
    """Who brings a file in, when, and what was said with it.

    That rows nearly equal to a known case are others all the same, and why cases are replaced.
    """

    author: str
    at: str
    adds_similar: bool = False
    reason: str = ""


@dataclass
class Plan(Checking):
    """What an import would do; where there are problems, nothing is done.

    `added` and `changed` count rows; `notes` are sentences to tell. `kept` names verdicts that are not counted,
    and why.
    """

    rows: int = 0
    added: int = 0
    changed: int = 0
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def write(self, changes: list[Change], *, fresh: bool = False) -> None:
        """Note what one row comes to."""
        self.changes += changes
        self.added += bool(changes) and fresh
        self.changed += bool(changes) and not fresh

    @property
    def unchanged(self) -> int:
        """The rows that say what stands already."""
        return self.rows - self.added - self.changed

    def case(self, row: Row, column: str, known: References, ref: str) -> Case | None:
        """The case a reference names; where it could be any of several, that is a problem."""
        called = known.called(ref)
        if len(called) > 1:
            which = " and ".join(case.ref for case in called)
            self.wrong(row, column, f"could be any of {which}: settle that first, with sqs differences")
        return called[0] if called else None
