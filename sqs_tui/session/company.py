"""What a case manager at the screen, or with a sheet in hand, may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqs_tui.domain.agenda import Item, Lack
from sqs_tui.domain.entry import Entry
from sqs_tui.domain.names import as_written, is_same
from sqs_tui.session.acts import Step
from sqs_tui.session.inspection import Inspection
from sqs_tui.store import rows
from sqs_tui.values import dataclass

#: Shorter accounts that are letters alone, such as grace or may, are words as often as names.
_SHORTEST_ACCOUNT = 6


def may_be_shown(inspection: Inspection, entry: Entry) -> bool:
    """Whether the case manager may see an entry: it may be told, and names no other case and nobody else."""
    return may_be_told(inspection, entry) and not names_others(inspection, entry)


def may_be_told(inspection: Inspection, entry: Entry) -> bool:
    """Whether an entry is shareable, and not also about the case manager's own manager."""
    known = inspection.catalogue.known
    return entry.shareable and not any(known[one].oversight for one in entry.criteria if one in known)


def told_items(items: Iterable[Item]) -> Iterator[Item]:
    """What of a to-do list may be told in company: what is unanswered or parked, as the scoring list shows it too.

    What an answer still wants says what is in the notes: a No without evidence is one of which nothing was written.
    What judges the manager's oversight is nobody's to know here.
    """
    for item in items:
        if item.lack in (Lack.ANSWER, Lack.PARKED) and not item.criterion.oversight:
            yield item


def is_kept_back(inspection: Inspection, criterion: str) -> bool:
    """Whether how a criterion stands is never shown in company: it judges the case manager's own manager.

    Staff who read a verdict on whoever manages them carry it home; a walkthrough leaves the same criteria out.
    """
    known = inspection.catalogue.known.get(criterion)
    return known is not None and known.oversight


def step_is_kept_back(inspection: Inspection, step: Step | None) -> bool:
    """Whether undoing or redoing a step would tell how a criterion stands that is kept back."""
    for table, id, field in step.changes if step else ():
        about: tuple[str, ...] = (id.rpartition("/")[2],) if table == rows.ANSWERS else ()
        if table == rows.ENTRIES:
            entry = inspection.entries.get(id)
            named = step.changes.get((table, id, "criteria"), ((), ()))[1] if step and field else ()
            about = entry.criteria if entry else tuple(named or ())
        if any(is_kept_back(inspection, one) for one in about):
            return True
    return False


def left_unseen(inspection: Inspection, entry: Entry | None) -> str:
    """What to say at once of a shareable entry that was kept and is not shown in company; empty where it is shown.

    What vanished without a word would look lost.
    """
    if entry is None or not entry.shareable or may_be_shown(inspection, entry):
        return ""
    why = "it names somebody else" if may_be_told(inspection, entry) else "it is about oversight too"
    return f"Kept for the team, not shown here: {why}"


def names_others(inspection: Inspection, entry: Entry) -> bool:
    """Whether an entry names another case, or anybody but the case's own manager, by reference, code or account.

    Wherever that stands: in its text, in who is to do it, in what it was found in and where there. References that
    cases had before count too, and so does everybody of the team.
    """
    own = inspection.cases.get(entry.case)
    if own is None:
        return False
    known = _ever(inspection)
    refs = {ref for case, every in known.references.items() if case != entry.case for ref in every}
    allowed = known.references[entry.case]
    manager = own.particular("case_manager")
    people = (*_people(inspection), *known.accounts)
    # People as they are written: a code such as IT or AN is a word else.
    others = (
        _any_of(frozenset(refs - allowed), re.IGNORECASE),
        _any_of(frozenset(one for one in people if one not in allowed and not is_same(one, manager))),
    )
    written = (entry.text, entry.owner, entry.source, entry.where)
    return any(pattern.search(text) for pattern in others for text in written)


def _people(inspection: Inspection) -> Iterator[str]:
    for case in inspection.cases.values():
        yield from (case.particular("case_manager"), case.particular("inspector"))
    for account, person in inspection.workbook.rows(rows.PEOPLE).items():
        yield str(person.get("inspector") or "")
        yield from _accounts(account)
    yield from inspection.managers()
    yield str(inspection.details.get("lead") or "")
    yield from map(str, inspection.details.get("team") or ())


def _accounts(author: str) -> Iterator[str]:
    """An account, and the name somebody works under there, where they cannot be taken for a word."""
    for name in {author, author.rpartition("/")[2]}:
        if not name.isalpha() or len(name) >= _SHORTEST_ACCOUNT:
            yield name


@dataclass(frozen=True, slots=True)
class _Ever:
    """Every reference each case has had, and every account that wrote."""

    references: Mapping[str, frozenset[str]]
    accounts: frozenset[str]


#: With what it was found from: the references there are, and the journals.
_FOUND: WeakKeyDictionary[Inspection, tuple[object, _Ever]] = WeakKeyDictionary()


def _ever(inspection: Inspection) -> _Ever:
    """What the journals say of references and accounts; read again only when a reference or a journal is new."""
    now = {id: case.ref for id, case in inspection.cases.items()}
    known = (now, tuple(inspection.workbook.heads_of_journals()))
    found = _FOUND.get(inspection)
    if found is None or found[0] != known:
        had = {id: {ref} for id, ref in now.items()}
        accounts: set[str] = set()
        for line in inspection.workbook.lines():
            accounts.update(_accounts(line.author))
            for one in line.operations:
                if one.table == rows.CASES and one.field == "ref" and one.id in had and isinstance(one.value, str):
                    had[one.id].add(one.value)
        found = (known, _Ever({id: frozenset(refs) for id, refs in had.items()}, frozenset(accounts)))
        _FOUND[inspection] = found
    return found[1]


@lru_cache(maxsize=64)
def _any_of(codes: frozenset[str], flags: int = 0) -> re.Pattern[str]:
    """Any of the codes that cannot be taken for a number or a single letter."""
    named = sorted((as_written(code) for code in codes if len(code) > 1 and not code.isdigit()), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(named)})(?![\w-])" if named else r"(?!)", flags)
