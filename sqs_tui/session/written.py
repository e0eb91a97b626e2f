"""What was written on one case: its entries in their order, by criterion, and what evidence is linked to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType

from sqs_tui.domain.entry import EVIDENCE, Entry
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """The entries of a case (or, under no case, the area notes), oldest first.

    `linked` has those of each criterion; `evidenced` the criteria that a piece of evidence is linked to.
    """

    entries: tuple[Entry, ...] = ()
    linked: Mapping[str, tuple[Entry, ...]] = field(default_factory=lambda: MappingProxyType({}))
    evidenced: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Written:
        """Put the entries of one case in their order."""
        ordered = tuple(sorted(entries, key=lambda entry: (entry.at, entry.id)))
        linked: dict[str, tuple[Entry, ...]] = {}
        for entry in ordered:
            for criterion in entry.criteria:
                linked[criterion] = (*linked.get(criterion, ()), entry)
        borne_out = (entry.criteria for entry in ordered if entry.kind == EVIDENCE and entry.text.strip())
        return cls(ordered, linked, frozenset(criterion for criteria in borne_out for criterion in criteria))

    def with_entry(self, id: str, entry: Entry | None) -> Written:
        """The same with one entry as it is now; None where it is gone, or on another case."""
        others = (one for one in self.entries if one.id != id)
        return Written.of((*others, entry) if entry is not None else others)


NOTHING_WRITTEN = Written()
