"""Copies of one workbook united: the union of their journals (docs/dev/journal-format.md).

A journal that is the beginning of another is the same journal, seen earlier. Two that go different ways from some
line on are both kept (`branches`). Nobody's journal is written to while its owner does.

What was erased here stays erased: lines that a copy from before brings are taken in without what they say of it
(`erasing`), under the very chains this folder has.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sqs_tui import locations
from sqs_tui.domain.why import Why
from sqs_tui.errors import Damaged, Elsewhere, Refused
from sqs_tui.store.copies import Copy, Journal, checked, checked_whole, copied, folded
from sqs_tui.store.disk import file_mode, not_saved, place, sync_folder
from sqs_tui.store.erasing import Erasure, erased_in
from sqs_tui.store.fold import Fold, Key, Line
from sqs_tui.store.identity import JOURNALS, QUARANTINE, is_shared
from sqs_tui.store.journal import is_branch, read, writer_of
from sqs_tui.store.vouching import receipts
from sqs_tui.store.workbook import Workbook
from sqs_tui.store.writer import JournalWriter
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge comes to: new lines by author, and what there is to look at.

    `side_by_side` counts fields of one thing that were changed in both copies, each in another; `differences` the
    fields to settle. `branches` names journals that went two ways; `refused` says what could not be taken, and why.
    `held` says of a dry run what would stop the merge now: journals that would grow and are in use, and whose.
    """

    lines: Mapping[str, int]
    side_by_side: int
    differences: int
    branches: Sequence[str]
    refused: Sequence[str]
    held: Sequence[str] = ()


def merge(folder: Path, others: Sequence[Copy], *, dry_run: bool = False) -> Merged:
    """Take in what other copies have and this one lacks. Damaged journals among them are left out, and told.

    Raises `Refused` for a copy of another workbook, `Damaged` where this one is, `Elsewhere` where a journal that
    would grow is in use, and `NotSaved`.
    """
    own = copied(folder)
    own.refuse_newer()
    # Those that belong to somebody else than their authors are left out here; from a copy they may come vouched for.
    own = replace(own, problems=own.problems[: len(own.problems) - len(own.strangers)])
    here = checked_whole(own, so_far=True)  # Whoever opens the folder is told where a journal makes no sense.
    before = folded(here)
    coming, theirs = dict(here), dict[str, Journal]()
    refused: list[str] = []
    for other in others:
        for journal in _taken(own, other, before, refused):
            theirs[f"{other.name}:{journal.name}"] = journal
            unite(coming, journal)
    coming = {journal.name: journal for journal in (_beside_strangers(own, one) for one in coming.values())}
    if dry_run:
        return replace(_report(here, coming, theirs, before, refused), held=_held(folder, own, here, coming))
    _write(folder, own, here, coming)
    _vouch(folder, own, here, coming)
    return _report(here, coming, theirs, before, refused)


def _taken(own: Copy, other: Copy, before: Fold, refused: list[str]) -> list[Journal]:
    """The journals of another copy that can be taken, without what was erased here."""
    if other.id != own.id:
        raise Refused(f"{other.name} is another workbook.", "Only copies of one workbook can be united.")
    if other.digest != own.digest:
        raise Refused(f"{other.name}: its workbook.toml is not this one's.", "Nothing was changed.")
    if other.catalogue != own.catalogue:
        raise Refused(f"{other.name} asks by another catalogue.", "Nothing was changed.")
    found: dict[str, Journal] = {}
    refused.extend(f"{other.name}: {problem}" for problem in other.problems)
    for name, raw in sorted(other.journals.items()):
        try:
            found[name] = checked(name, raw, other)
        except Damaged as error:
            refused.append(f"{other.name}: {error.title}")
    fold = folded(found)
    erased, gone = erased_in(before), erased_in(fold)
    if not erased.covers(gone):
        raise Refused(
            f"{other.name} has had cases erased that are still here.",
            "United, they would come back.",
            f"Merge the other way: sqs merge {other.name} {own.name}. Then destroy {own.name}.",
        )
    left = erased.without(gone)
    if not left:
        return list(found.values())
    erasure = Erasure.again(left, before, fold, found.values())
    return [checked(name, erasure.rewritten(journal.raw), other) for name, journal in found.items()]


def unite(coming: dict[str, Journal], journal: Journal) -> None:
    """Take a journal in among those there are: nothing new, one grown, a new one, or a branch."""
    writer = writer_of(journal.name)
    family = [known for known in coming.values() if writer_of(known.name) == writer]
    if any(known.raw.startswith(journal.raw) for known in family):
        return
    shorter = [known for known in family if journal.raw.startswith(known.raw)]
    if shorter:
        name = max(shorter, key=lambda known: len(known.raw)).name
    else:
        name = f"{writer}~{journal.head[:8]}" if family else writer
    coming[name] = replace(journal, name=name)


def _beside_strangers(own: Copy, journal: Journal) -> Journal:
    """A journal under a name that is free: another file may lie under its own, and not be its author's."""
    if own.strangers.get(journal.name, journal.raw) == journal.raw:
        return journal
    return replace(journal, name=f"{writer_of(journal.name)}~{journal.head[:8]}")


# On disk


def _write(folder: Path, own: Copy, here: Mapping[str, Journal], coming: Mapping[str, Journal]) -> None:
    """Put what is new on disk: every journal that grows is locked before the first byte is written."""
    journals = folder / JOURNALS
    fresh = [journal for name, journal in coming.items() if name not in here and own.strangers.get(name) != journal.raw]
    grown = _grown(here, coming)
    if not os.access(journals, os.W_OK) and (fresh or grown):
        raise Refused(f"You may not write in {folder}.", "Nothing was changed.")
    with ExitStack() as stack:
        writers = []
        for journal in grown:
            writer = _locked(journals / f"{journal.name}.jsonl", here[journal.name], own)
            stack.callback(writer.close)
            writers.append((writer, journal))
        try:
            for journal in fresh:
                place(journals / f"{journal.name}.jsonl", journal.raw, file_mode(journals))
            if fresh:
                sync_folder(journals)
        except OSError as error:
            raise not_saved(error, "The merge is not complete.") from error
        for writer, journal in writers:
            writer.set_torn_tail_aside(folder / QUARANTINE)
            known = len(here[journal.name].raw)
            writer.extend(journal.raw[known:], journal.end)


def _vouch(folder: Path, own: Copy, here: Mapping[str, Journal], coming: Mapping[str, Journal]) -> None:
    """Put down, in a team's workbook, that journals came by this merge: they belong to whoever runs it."""
    came = [journal for name, journal in coming.items() if journal.raw != (here[name].raw if name in here else b"")]
    changes = receipts(((journal.name, journal.head, journal.author) for journal in came), locations.author())
    if changes and is_shared(folder):
        with Workbook(folder, remembers=False) as book:
            book.record(changes, Why.TAKEN_OVER)


def _grown(here: Mapping[str, Journal], coming: Mapping[str, Journal]) -> list[Journal]:
    return [journal for name, journal in coming.items() if name in here and journal.raw != here[name].raw]


def _held(folder: Path, own: Copy, here: Mapping[str, Journal], coming: Mapping[str, Journal]) -> tuple[str, ...]:
    """What would stop the merge now: each journal that would grow is locked for a moment, and nothing is written."""
    held = []
    for journal in _grown(here, coming):
        try:
            _locked(folder / JOURNALS / f"{journal.name}.jsonl", here[journal.name], own).close()
        except Elsewhere as error:
            held.append(f"{error.title} {error.detail}")
    return tuple(held)


def _locked(path: Path, known: Journal, own: Copy) -> JournalWriter:
    """A journal of this folder, ours until the merge is done, and as it was read."""
    cursor = known.end
    writer = JournalWriter.lock(path, cursor)
    if writer is None:
        is_open = os.access(path, os.W_OK)
        raise Elsewhere(
            f"{path.name} is {'in use' if is_open else 'not yours to write'}.",
            f"Another copy has more of it, and {known.author} "
            + ("has the workbook open here." if is_open else "alone may write there."),
            f"Ask {known.author} to {'leave the workbook, or to ' * is_open}run the merge. Nothing was changed.",
        )
    if any(True for _ in read(path, cursor, own.id)) or cursor.damage is not None:
        writer.close()
        if cursor.damage is not None:
            raise Elsewhere(f"{cursor.damage}.", "Nothing was changed.", "Compare with a backup or a copy.")
        raise Elsewhere(f"{path.name} has just grown.", "Nothing was changed.", "Run the merge again.")
    return writer


# What it came to


def _report(
    here: Mapping[str, Journal],
    coming: Mapping[str, Journal],
    theirs: Mapping[str, Journal],
    before: Fold,
    refused: Sequence[str],
) -> Merged:
    known, brought, all = _lines(here), _lines(theirs), _lines(coming)
    fresh = [line for name, line in all.items() if name not in known]
    ours = [line for name, line in known.items() if name not in brought]
    after = folded(coming) if fresh else before
    return Merged(
        dict(sorted(Counter(line.author for line in fresh).items())),
        _side_by_side(fresh, ours),
        len(list(after.differences())),
        sorted(name for name in coming if is_branch(name) and name not in here),
        refused,
    )


def _lines(journals: Mapping[str, Journal]) -> dict[tuple[str, str], Line]:
    """Every line once, by writer and hash."""
    return {(writer_of(journal.name), hash): line for journal in journals.values() for line, hash in journal.lines}


def _side_by_side(fresh: Sequence[Line], ours: Sequence[Line]) -> int:
    theirs, mine = _keys(fresh), _keys(ours)
    both = {key[:2] for key in theirs} & {key[:2] for key in mine}
    return sum(key[:2] in both for key in theirs ^ mine)


def _keys(lines: Sequence[Line]) -> set[Key]:
    return {operation.key for line in lines for operation in line.operations}
