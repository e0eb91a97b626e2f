"""What a workbook's folder holds, and what was written into it once: which workbook it is, and what it asks."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import tomli

from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.errors import Damaged, NotFound, Refused
from sqs_tui.store import catalogues
from sqs_tui.store.disk import cause, is_folder, read_regular

FORMAT = 1
IDENTITY, CATALOGUE, FOLDED = "workbook.toml", "catalogue.toml", "workbook.json"
JOURNALS, BACKUPS, QUARANTINE = "journal", "backups", "quarantine"
#: In a team's workbook: what several people replace, since nobody may replace what is another's beside it.
SHARED = "shared"
#: What is longer was never written by `identity_of`.
_LONGEST = 100_000


def is_workbook(folder: Path) -> bool:
    """Whether a folder looks like a workbook."""
    try:
        return stat.S_ISREG(os.lstat(folder / IDENTITY).st_mode)
    except OSError:
        return False


def replaceable(folder: Path) -> Path:
    """Where what several people replace lies: `workbook.json`, `here/`, `backups/`.

    In a team's workbook it is a folder of their own; in a private one, and in a team's from before, the workbook's.
    """
    return folder / SHARED if is_folder(folder / SHARED) else folder


def is_shared(folder: Path) -> bool:
    """Whether a workbook is a team's: its folder, or that of its journals, is a group's to write in."""
    modes = [os.stat(path).st_mode for path in (folder, folder / JOURNALS) if is_folder(path)]
    return any(mode & stat.S_IWGRP for mode in modes)


def read_identity(folder: Path) -> tuple[dict[str, Any], str]:
    """What `workbook.toml` says, of a newer format too, and its hash. Raises `NotFound` or `Damaged`."""
    path = folder / IDENTITY
    if not folder.is_dir():
        raise NotFound(
            f"There is no workbook at {folder}.", remedy="Make one: sqs new PATH --area NAME, or try sqs demo."
        )
    try:
        raw = read_regular(path, _LONGEST)
    except FileNotFoundError as error:
        if (folder / JOURNALS).is_dir():
            raise Damaged("The workbook has lost its workbook.toml.", str(path), "Restore it from a backup.") from error
        raise NotFound(f"{folder} is not a workbook.", "It has no workbook.toml.") from error
    except OSError as error:
        raise NotFound(f"{path} cannot be read.", f"{cause(error)}.") from error
    try:
        identity = tomli.loads(raw.decode("utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Damaged("workbook.toml is damaged.", f"{path}: {error}", "Restore it from a backup.") from error
    if type(identity.get("format")) is not int or identity["format"] < FORMAT:
        raise Damaged(
            "This workbook was made by another version.",
            f"{path}: format {identity.get('format')!r}, this version reads {FORMAT}.",
            "Open it with the version that made it.",
        )
    if not all(isinstance(identity.get(name), str) for name in ("id", "catalogue", "catalogue_hash")):
        raise Damaged("workbook.toml is damaged.", str(path), "Restore it from a backup.")
    return identity, digest_of(raw)


def is_newer(identity: Mapping[str, Any]) -> bool:
    """Whether a newer version made a workbook: it may hold what this one knows nothing of, and only looks at."""
    return bool(identity.get("format", FORMAT) > FORMAT)


def refuse_newer(identity: Mapping[str, Any], name: str) -> None:
    """Raise `Refused` where a newer version made a workbook: what is not understood is not carried over."""
    if is_newer(identity):
        raise Refused(f"{name} was made by a newer version.", "Nothing was changed.", "Use the version that made it.")


def read_catalogue(folder: Path, identity: Mapping[str, Any]) -> Catalogue:
    """The catalogue a workbook began with. Raises `Damaged`."""
    path = folder / CATALOGUE
    try:
        raw = read_regular(path, catalogues.LARGEST)
    except OSError as error:
        raise Damaged(
            "The workbook has lost its catalogue.", f"{path}: {cause(error)}.", "Restore it from a backup."
        ) from error
    if digest_of(raw) != identity["catalogue_hash"]:
        raise Damaged(
            "The catalogue in this workbook was changed.",
            f"{path} is not the text this inspection began with.",
            "Put the original back; to ask other questions, start a new workbook.",
        )
    return catalogues.parse(raw.decode("utf-8"), str(path)).extending(identity.get("extended") is True)


def digest_of(raw: bytes) -> str:
    """The hash by which `workbook.toml` and the catalogue are known."""
    return blake2b(raw, digest_size=16).hexdigest()


def identity_of(id: str, catalogue: Catalogue, *, extended: bool, invented: bool) -> bytes:
    """What `workbook.toml` says, byte for byte: journals name its hash, so that it can be made again."""
    return "".join(
        f"{name} = {value}\n"
        for name, value in {
            "format": FORMAT,
            "id": _quoted(id),
            "catalogue": _quoted(catalogue.id),
            "catalogue_version": _quoted(catalogue.version),
            "catalogue_hash": _quoted(digest_of(catalogue.text.encode("utf-8"))),
            "extended": str(extended).lower(),
            "invented": str(invented).lower(),
        }.items()
    ).encode("utf-8")


def _quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)
