"""A workbook read whole, from a folder or a bundle: what is carried, merged, backed up and erased from.

What comes from elsewhere is hostile until it was checked: regular files only, of bearable size and number, with
names that are writers', chains that hold, and json that means the same to every reader.
"""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any

import tomli

from sqs_tui.domain.text import cleaned
from sqs_tui.errors import Damaged, NotFound, Refused
from sqs_tui.store import catalogues
from sqs_tui.store.branches import Branches, Numbered
from sqs_tui.store.disk import cause, file_mode, not_saved, place, read_regular, sync_folder, unfinished
from sqs_tui.store.fold import Fold
from sqs_tui.store.identity import (
    BACKUPS,
    CATALOGUE,
    IDENTITY,
    JOURNALS,
    QUARANTINE,
    digest_of,
    is_shared,
    refuse_newer,
)
from sqs_tui.store.journal import Cursor, is_branch, is_writer, read_from, whole_lines
from sqs_tui.store.leftovers import sweep_beside
from sqs_tui.store.storage import Identity, JournalStorage
from sqs_tui.values import dataclass

LARGEST_JOURNAL = 100_000_000
MOST_JOURNALS = 500


@dataclass(frozen=True, slots=True)
class Copy:
    """The files of a workbook with their bytes; journals by name, at their complete lines.

    `problems` says which journals could not be taken up, and why. `strangers` are none of them: in a team's workbook
    they do not belong to their authors, and nobody vouches for them.
    """

    name: str
    identity: bytes
    catalogue: bytes
    journals: Mapping[str, bytes]
    problems: Sequence[str] = ()
    strangers: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The hash of `workbook.toml`, which every journal begins with."""
        return digest_of(self.identity)

    @property
    def id(self) -> str:
        """The id every copy of the workbook shares. Raises `Damaged`."""
        return str(self._said("id"))

    def _said(self, name: str) -> str:
        try:
            value = tomli.loads(self.identity.decode("utf-8"))[name]
        except (ValueError, KeyError, RecursionError) as error:
            raise Damaged(f"{self.name}: workbook.toml is damaged.") from error
        if not isinstance(value, str):
            raise Damaged(f"{self.name}: workbook.toml is damaged.")
        return value

    def refuse_newer(self) -> None:
        """Raise `Refused` where a newer version made the workbook."""
        refuse_newer(tomli.loads(self.identity.decode("utf-8")), self.name)

    def check_catalogue(self) -> None:
        """Raise `Damaged` where the catalogue is not the one the inspection began with."""
        if digest_of(self.catalogue) != self._said("catalogue_hash"):
            raise Damaged(
                f"{self.name}: the catalogue was changed.", f"{CATALOGUE} is not the text the inspection began with."
            )


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal whose chain holds: its bytes, and its lines with their hashes."""

    name: str
    raw: bytes
    lines: Sequence[Numbered] = field(repr=False)

    @property
    def author(self) -> str:
        """Who wrote it; by its name where nothing was written yet."""
        return cleaned(self.lines[-1][0].author) if self.lines else self.name

    @property
    def head(self) -> str:
        """The hash of its last line."""
        return head_of(self.raw)

    @property
    def end(self) -> Cursor:
        """A cursor after its last line."""
        number, counter = (self.lines[-1][0].number, self.lines[-1][0].counter) if self.lines else (0, 0)
        return Cursor(len(self.raw), self.head, number, counter=counter)


def head_of(raw: bytes) -> str:
    """The hash of the last line of a journal's bytes."""
    return raw[raw.rfind(b"\n", 0, -1) + 1 :][:32].decode("ascii")


def copied(folder: Path) -> Copy:
    """A workbook read from its folder. Raises `NotFound` or `Damaged`."""
    journals: dict[str, bytes] = {}
    problems: list[str] = []
    try:
        identity = _content(folder / IDENTITY, 100_000)
        catalogue = _content(folder / CATALOGUE, catalogues.LARGEST)
        names = sorted(os.listdir(folder / JOURNALS))
    except OSError as error:
        raise NotFound(f"{folder} cannot be read as a workbook.", f"{cause(error)}.") from error
    for name in names:
        writer, dot, ending = name.rpartition(".")
        if not dot or ending != "jsonl" or name.startswith("."):
            continue
        try:
            check_name(writer, len(journals))
            raw = _content(folder / JOURNALS / name, LARGEST_JOURNAL)
        except OSError as error:
            problems.append(f"{name}: {cause(error)}")
        except Refused as error:
            problems.append(f"{name}: {error.detail}")
        else:
            journals[writer] = whole_lines(raw)
    copy = Copy(str(folder), identity, catalogue, journals, problems)
    return _without_strangers(copy, folder) if is_shared(folder) else copy


def _without_strangers(copy: Copy, folder: Path) -> Copy:
    """A team's workbook without the journals that belong to somebody else than their authors."""
    identity = Identity(copy.id, copy.digest, author="", installation="copy", slug="copy")
    storage = JournalStorage(folder / JOURNALS, identity, lambda: "", read_only=True)
    strangers = {
        name: raw for name, raw in copy.journals.items() if name in storage.strangers and not storage.vouched_by(name)
    }
    journals = {name: raw for name, raw in copy.journals.items() if name not in strangers}
    told = [str(storage.cursors[name].damage) for name in sorted(strangers)]
    return replace(copy, journals=journals, problems=[*copy.problems, *told], strangers=strangers)


def check_name(writer: str, before: int) -> None:
    """Raise `Refused` for a journal's name that is not a writer's, or one too many."""
    if not (is_writer(writer) or is_branch(writer)):
        raise Refused("A journal cannot be taken.", "its name is not a writer's")
    if before >= MOST_JOURNALS:
        raise Refused("A journal cannot be taken.", f"there are more than {MOST_JOURNALS} journals")


def _content(path: Path, most: int) -> bytes:
    """The bytes of a regular file of bearable size; a pipe or device is never waited for, a link never followed."""
    raw = read_regular(path, most)
    if len(raw) > most:
        raise Refused(f"{path} cannot be taken.", f"it is larger than {most // 1_000_000 or 1} MB")
    return raw


def checked(name: str, raw: bytes, copy: Copy, *, so_far: bool = False) -> Journal:
    """A journal of a copy, once it is what its writer wrote. Raises `Damaged`.

    One that makes no sense from some line on is damaged too, or is taken `so_far`.
    """
    cursor = Cursor()
    lines = [(line, cursor.hash) for line in read_from(io.BytesIO(raw), name, cursor, copy.id)]
    if cursor.damage is not None:
        if cursor.damage.in_doubt or not so_far:
            raise Damaged(str(cursor.damage))
        raw = raw[: cursor.offset]
    if cursor.number < 0:
        raise Damaged(f"{name}.jsonl: it has no lines")
    if cursor.identity != copy.digest:
        raise Damaged(f"{name}.jsonl: it was begun under another workbook.toml")
    for number, line in enumerate(raw.split(b"\n")[:-1], 1):
        if problem := _twice(line[33:]):
            raise Damaged(f"{name}.jsonl, line {number}: {problem}")
    return Journal(name, raw, lines)


def _twice(body: bytes) -> str:
    """What is wrong where a name stands twice, which not every reader takes for the same; else empty."""
    try:
        json.loads(body, object_pairs_hook=_each_once)
    except ValueError as error:
        return str(error)
    return ""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a name stands twice")
    return content


def checked_whole(copy: Copy, *, so_far: bool = False) -> dict[str, Journal]:
    """Every journal of a copy, each as its writer wrote it. Raises `Damaged`, naming every one that is not.

    `so_far` as with `checked`.
    """
    copy.check_catalogue()
    found: dict[str, Journal] = {}
    wrong = list(copy.problems)
    for name, raw in sorted(copy.journals.items()):
        try:
            found[name] = checked(name, raw, copy, so_far=so_far)
        except Damaged as error:
            wrong.append(error.title)
    if wrong or not found:
        detail = "\n".join(wrong) or "It has no journals."
        raise Damaged(f"{copy.name} is damaged.", detail, "Nothing was changed. Compare with a backup or a copy.")
    return found


def folded(journals: Mapping[str, Journal]) -> Fold:
    """What journals come to together."""
    gathered = {name: journal.lines for name, journal in journals.items()}
    fold = Fold()
    for line in Branches(gathered).lines(gathered):
        fold.apply(line)
    return fold


def lay_out(copy: Copy, folder: Path) -> None:
    """Put the files of a copy into a folder, which is made; their names are synced by the caller. Raises `OSError`."""
    folder.mkdir(mode=0o700)
    for name in (JOURNALS, BACKUPS, QUARANTINE):
        (folder / name).mkdir(mode=0o700)
    place(folder / IDENTITY, copy.identity, 0o600)
    place(folder / CATALOGUE, copy.catalogue, 0o600)
    for name, raw in copy.journals.items():
        place(folder / JOURNALS / f"{name}.jsonl", raw, file_mode(folder / JOURNALS))


def make_folder(copy: Copy, folder: Path, finish: Callable[[Path], None] = lambda beside: None) -> None:
    """Make a folder of a copy, whole or not at all; `finish` sees it before it has its name.

    Raises `Refused` where something is there already, or `NotSaved`.
    """
    if folder.exists() or folder.is_symlink():
        raise Refused(f"{folder} is there already.", "It was left as it is.", "Choose another path.")
    sweep_beside(folder)
    beside = unfinished(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lay_out(copy, beside)
        finish(beside)
        for made in (*(path for path in beside.rglob("*") if path.is_dir()), beside):
            sync_folder(made)
        os.rename(beside, folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise not_saved(error, f"{folder} could not be made.") from error
    finally:
        if beside.exists():
            shutil.rmtree(beside, ignore_errors=True)
