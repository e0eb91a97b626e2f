"""Erasing a case, or a whole inspection: a new workbook folded without it (docs/dev/journal-format.md).

Nothing is taken out of a journal where it lies; a new folder is made. Its journals are the old ones, line for line,
with the operations about the case left out and their chains computed anew: numbers, authors, times and the names
of lines stay, so that the history of the rest stays whole. A line that loses something keeps its reason only if
that is one of the program's own words.

What is left out depends on nothing but the line and what is erased. So a copy from before, treated the same way,
comes to the same chains, and a merge can take in what it has besides; that is what the tombstone is for, a row of
the table `erased` by case id, which also names the entries and alerts that went (their ids say nothing). A copy
with a tombstone is never merged into one without: it would come back. A journal put into the folder past the merge,
by rsync or a share, cannot be kept out; opening and verifying then say which it is (`brought_back`).

What was written of a paragraph of the letter that names an entry of an erased case as what it rests on goes, with all
that was written over it, and so does a letter kept with those words: the entry's were brought into both. What stood
there before, or was written by somebody who had not seen it, stays. The same words elsewhere are told.

Alerts that are open survive, whatever they are about. So do interviews, unless everything is erased: they are about
case managers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqs_tui import locations
from sqs_tui.domain.case import REMOVED, Change
from sqs_tui.domain.names import is_same
from sqs_tui.domain.why import Why
from sqs_tui.errors import NotFound, Refused
from sqs_tui.store import rows, unsaved
from sqs_tui.store.copies import Copy, Journal, checked_whole, copied, folded, head_of, make_folder
from sqs_tui.store.disk import place, read_regular
from sqs_tui.store.fold import Fold, Operation
from sqs_tui.store.journal import GENESIS, chained, encoded
from sqs_tui.store.leftovers import leftovers
from sqs_tui.store.quoting import Thing, entries_in, quoting, same_words
from sqs_tui.store.vouching import VOUCHED, receipts
from sqs_tui.store.workbook import Workbook, wall_clock
from sqs_tui.values import dataclass

ERASED = "erased"
#: The id of the tombstone of a whole inspection.
EVERYTHING = "*"
RECEIPTS = "receipts"
_LONGEST_RECEIPT = 10_000_000
#: Tables whose ids are never a case's.
_NOT_CASES = frozenset(
    {
        rows.INTERVIEWS, rows.INTERVIEW_ANSWERS, rows.DETAILS, rows.PEOPLE, ERASED,
        rows.LETTER, rows.PARAGRAPHS, rows.PICKS, rows.SNAPSHOTS, rows.POINTS, VOUCHED,
    }
)  # fmt: skip
#: Reasons the program itself gives; any other may tell something.
_OWN_WORDS = frozenset(Why)


@dataclass(frozen=True, slots=True)
class Tombstones:
    """What has been erased from a workbook: cases by id, and the entries and alerts that went with them."""

    cases: frozenset[str] = frozenset()
    things: frozenset[Thing] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.cases)

    def covers(self, other: Tombstones) -> bool:
        """Whether all that the other has erased is erased here."""
        return EVERYTHING in self.cases or other.cases <= self.cases

    def without(self, other: Tombstones) -> Tombstones:
        """What is erased here and not there."""
        if EVERYTHING in other.cases or not self.cases - other.cases:
            return Tombstones()
        return Tombstones(self.cases - other.cases, self.things)


def erased_in(fold: Fold) -> Tombstones:
    """What has been erased from the workbook that journals come to."""
    found = fold.tables.get(ERASED, {})
    things = {
        (table, id)
        for row in found.values()
        for table, _, id in (str(name).partition("/") for name in _listed(row.get("things")))
        if table != rows.PARAGRAPHS  # What of those goes is told by the entries they name, write by write.
    }
    return Tombstones(frozenset(found), frozenset(things))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is left out of journals: cases, the things that belong to them, and alerts that stay all the same.

    Of `paragraphs` it is what lines of a hash wrote.
    """

    cases: frozenset[str]
    things: frozenset[Thing]
    kept: frozenset[str]
    paragraphs: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, cases: frozenset[str], fold: Fold, journals: Collection[Journal]) -> Erasure:
        """Leave out cases, with what belongs to them; alerts that are open stay."""
        kept = frozenset(_open_alerts(fold))
        return cls._with_quoting(cases, _belonging(cases, journals), kept, journals)

    @classmethod
    def again(cls, erased: Tombstones, here: Fold, there: Fold, journals: Collection[Journal]) -> Erasure:
        """Leave out of another copy what was erased here; alerts that are here, or open there, stay."""
        gone = {id for table, id in erased.things if table == rows.ALERTS}
        kept = frozenset({*here.tables.get(rows.ALERTS, {}), *_open_alerts(there)} - gone)
        return cls._with_quoting(erased.cases, _belonging(erased.cases, journals) | erased.things, kept, journals)

    @classmethod
    def _with_quoting(
        cls, cases: frozenset[str], things: frozenset[Thing], kept: frozenset[str], journals: Collection[Journal]
    ) -> Erasure:
        """Leave out things, and what of the letter has the words of entries among them."""
        quoted = quoting(entries_in(things), journals)
        return cls(cases, (things | quoted.letters) - {(rows.ALERTS, id) for id in kept}, kept, quoted.paragraphs)

    def leaves_out(self, table: str, id: str, hash: str) -> bool:
        """Whether what the line of a hash writes of a document goes."""
        if table == rows.PARAGRAPHS and (hash, id) in self.paragraphs:
            return True
        if table in (ERASED, VOUCHED) or (table == rows.ALERTS and id in self.kept):
            return False
        if EVERYTHING in self.cases or (table, id) in self.things:
            return True
        return not self.cases.isdisjoint(cases_of(table, id))

    def rewritten(self, raw: bytes) -> bytes:
        """A journal without what goes, its chain computed anew."""
        lines, previous = [], GENESIS
        for line in raw.decode("ascii").split("\n")[:-1]:
            body = self._without(line[len(GENESIS) + 1 :], line[: len(GENESIS)])
            previous = chained(previous, body)
            lines.append(f"{previous} {body}\n")
        return "".join(lines).encode("ascii")

    def _without(self, body: str, hash: str) -> str:
        content = json.loads(body)
        operations = content.get("ops", [])
        left = [operation for operation in operations if not self.leaves_out(operation[0], operation[1], hash)]
        if len(left) == len(operations):
            return body
        why = content["why"] if content["why"] in _OWN_WORDS else Why.ERASED
        return encoded({**content, "why": why, "ops": left})


def cases_of(table: str, id: str) -> tuple[str, ...]:
    """The case that a document is about, by its id; of tables not known here, whichever it may be."""
    if table in _NOT_CASES:
        return ()
    case = id.rpartition("/")[0]
    return {rows.CASES: (id,), rows.ANSWERS: (case,)}.get(table, (id, case))


def _belonging(cases: frozenset[str], journals: Iterable[Journal]) -> frozenset[Thing]:
    """The things that were ever said to be of the cases: entries, alerts, and what newer versions may add."""
    return frozenset(
        operation.key[:2]
        for operation in _operations(journals)
        if operation.field == "case"
        and isinstance(operation.value, str)
        and (operation.value in cases or EVERYTHING in cases)
    )


def _operations(journals: Iterable[Journal]) -> Iterator[Operation]:
    return (operation for _, operation in _written(journals))


def _written(journals: Iterable[Journal]) -> Iterator[tuple[str, Operation]]:
    """Every operation with the hash of its line."""
    return ((hash, operation) for journal in journals for line, hash in journal.lines for operation in line.operations)


def _open_alerts(fold: Fold) -> Iterator[str]:
    alerts = rows.alerts_from(fold.tables.get(rows.ALERTS, {}))
    return (id for id, alert in alerts.items() if alert.is_open)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased, said without any of it: lines to be kept, and where they are kept."""

    path: Path
    lines: tuple[str, ...]


def erase(
    folder: Path, new: Path, *, case: str = "", reason: str = "", author: str | None = None, at: str = ""
) -> Receipt:
    """Make a new workbook without a case, by the reference it has now; without one, without all but open alerts.

    The old folder is left as it is. Raises `NotFound`, `Damaged`, `Refused` or `NotSaved`.
    """
    copy = copied(folder)
    copy.refuse_newer()
    journals = checked_whole(copy)
    fold = folded(journals)
    cases = _cases(fold, case) if case else frozenset({EVERYTHING})
    if not cases:
        now = ", ".join(_renamed(fold, journals.values(), case))
        raise NotFound(f"There is no case {case}.", f"What was called so is {now} now." if now else "Nothing was made.")
    erasure = Erasure.of(cases, fold, journals.values())
    rewritten = {name: erasure.rewritten(journal.raw) for name, journal in journals.items()}
    at, author = at or wall_clock(), author or locations.author()
    lines = tuple(_receipt(journals, fold, erasure, at, author, reason))
    path = Path(RECEIPTS) / f"erased-{at[:10]}.txt"

    def finish(beside: Path) -> None:
        nonlocal path
        (beside / RECEIPTS).mkdir(mode=0o700)
        for earlier in _receipts(folder):
            place(beside / RECEIPTS / earlier.name, read_regular(earlier, _LONGEST_RECEIPT), 0o600)
        for number in range(2, 1000):
            if not (beside / path).exists():
                break
            path = path.with_name(f"erased-{at[:10]}-{number}.txt")
        place(beside / path, "".join(f"{line}\n" for line in lines).encode("utf-8"), 0o600)
        with Workbook(beside, author=author, remembers=False) as book:
            brought = [(name, head_of(raw), journals[name].author) for name, raw in rewritten.items()]
            marks = _tombstones(erasure, erased_in(fold), at)
            book.record([*marks, *receipts(brought, author)], Why.ERASED)

    make_folder(Copy(str(new), copy.identity, copy.catalogue, rewritten), new, finish)
    with Workbook(new, author=author, read_only=True) as book:
        book.accept_heads()
    return Receipt(new / path, lines)


def _cases(fold: Fold, ref: str) -> frozenset[str]:
    """The ids of the cases that have a reference, removed ones too, and of what was erased, to be erased again.

    Those that have it to the letter; where none has, those it comes to the same with. A case that had it once and was
    renamed is not meant: the name may stand for another child by now. Raises `Refused` where it could be either of
    several that are in the sample.
    """
    wanted = ref.strip()
    known = {id: _refs(fold, id) for id in fold.ids(rows.CASES)} | {id: [id] for id in erased_in(fold).cases}
    alike = {id: [one for one in refs if is_same(one, wanted)] for id, refs in known.items()}
    exact = {id for id, refs in alike.items() if wanted in refs}
    meant = exact or {id for id, refs in alike.items() if refs}
    spelt = sorted({one for id in meant for one in alike[id]} if not exact else {wanted})
    in_sample = [id for id in meant if fold.document(rows.CASES, id).get("status", REMOVED) != REMOVED]
    if len(in_sample) > 1 or len(meant) > 1 < len(spelt):
        raise Refused(
            f"{wanted} could be any of {len(meant)} cases: {' and '.join(spelt)}.",
            "Nothing was made.",
            "Name it to the letter, or give one of them another reference first: sqs differences PATH.",
        )
    return frozenset(meant)


def _refs(fold: Fold, id: str) -> list[str]:
    """The references a case has: more than one where people disagree."""
    return [head.value for head in fold.heads((rows.CASES, id, "ref")) if isinstance(head.value, str)]


def _renamed(fold: Fold, journals: Iterable[Journal], ref: str) -> list[str]:
    """The references that cases have now which had this one before."""
    written = (one for one in _operations(journals) if one.table == rows.CASES and one.field == "ref")
    ids = {operation.id for operation in written if isinstance(operation.value, str) and is_same(operation.value, ref)}
    return sorted(now for id in ids for now in _refs(fold, id))


def _tombstones(erasure: Erasure, before: Tombstones, at: str) -> Iterator[Change]:
    again = before.things if before.cases & erasure.cases else frozenset()
    things = sorted(f"{table}/{id}" for table, id in erasure.things | again)
    for case in sorted(erasure.cases):
        yield Change(ERASED, case, "at", None, at)
        if things:
            yield Change(ERASED, case, "things", None, things)


def _receipts(folder: Path) -> list[Path]:
    found = sorted((folder / RECEIPTS).glob("erased-*.txt"))
    return [path for path in found if path.is_file() and not path.is_symlink()]


_NOUNS = {
    rows.CASES: "cases", rows.ANSWERS: "answers", rows.ENTRIES: "entries", rows.ALERTS: "closed alerts",
    rows.PARAGRAPHS: "letter paragraphs", rows.SNAPSHOTS: "kept letters",
}  # fmt: skip


def _receipt(
    journals: Mapping[str, Journal], fold: Fold, erasure: Erasure, at: str, author: str, reason: str
) -> Iterator[str]:
    things, left = set[Thing](), list[Operation]()
    for hash, operation in _written(journals.values()):
        if erasure.leaves_out(operation.table, operation.id, hash):
            things.add(operation.key[:2])
        else:
            left.append(operation)
    gone = Counter(table for table, _ in things)
    what = "the whole inspection" if EVERYTHING in erasure.cases else f"case {', '.join(sorted(erasure.cases))}"
    yield f"Erased {at} by {author}: {what}."
    if reason:
        yield f"Reason: {reason}"
    yield "Gone: " + (", ".join(f"{_NOUNS.get(name, name)} {number}" for name, number in sorted(gone.items())) or "–")
    if EVERYTHING not in erasure.cases:
        if gone[rows.PARAGRAPHS]:
            kept = f"; kept letters with them, which went: {gone[rows.SNAPSHOTS]}" if gone[rows.SNAPSHOTS] else ""
            yield f"Letter paragraphs that words of an entry were taken out of: {gone[rows.PARAGRAPHS]}{kept}"
            yield "What stood there before, or the template suggests, stands there again: read the letter through."
        for place in same_words(fold, things, left):
            yield f"The same words still stand in: {place}"
    yield f"Open alerts kept: {len(erasure.kept)}"
    yield "The journals as they were, with their last hashes; in the new folder the same lines have new ones:"
    for name, journal in sorted(journals.items()):
        yield f"  {name}  {len(journal.lines)} lines  {journal.head}"


def remains(folder: Path) -> list[str]:
    """What else has to be destroyed, one by one, once a case is erased from a workbook."""
    texts = unsaved.paths(copied(folder).id)
    return [
        *REMAINS,
        *(f"{path}, which a command that was killed left" for path in leftovers(folder)),
        *(f"{path}, a text that did not reach the workbook" for path in texts),
    ]


#: What a workbook made without a case does not reach.
REMAINS = (
    "the old folder, with its backups and quarantine",
    "bundles, backups kept elsewhere, and exports",
    "colleagues' copies, on laptops and sticks",
    "texts that did not reach the workbook, in each account's state folder (sqs where)",
    "what other texts say of it in words of their own: other cases, interviews, the letter and points on it",
)
