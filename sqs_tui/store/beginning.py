"""A new workbook: its folder made whole, or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sqs_tui import locations
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.errors import Refused
from sqs_tui.store.disk import not_saved, replace_file, sync_folder, unfinished
from sqs_tui.store.identity import BACKUPS, CATALOGUE, IDENTITY, JOURNALS, QUARANTINE, SHARED, digest_of, identity_of
from sqs_tui.store.workbook import slug
from sqs_tui.store.writer import JournalWriter


def begin(folder: Path, catalogue: Catalogue, *, extended: bool, invented: bool, group: str, author: str) -> None:
    """Make the folder of a new workbook, with its author's first journal.

    `group` names a team on this host that may open it too. Raises `Refused` where something is there already, or
    `NotSaved`.
    """
    if folder.exists() or folder.is_symlink():
        raise Refused(f"{folder} is there already.", remedy="Choose another path, or open it: sqs open " + str(folder))
    beside = unfinished(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside.mkdir(mode=0o700)
    except OSError as error:
        raise Refused(f"{folder} cannot be made here.", os.strerror(error.errno or 0) + ".") from error
    try:
        _fill(beside, catalogue, extended=extended, invented=invented, author=author)
        if group:
            _share(beside, group)
        os.rename(beside, folder)
        beside = folder
        sync_folder(folder.parent)
    except BaseException as error:
        shutil.rmtree(beside, ignore_errors=True)
        if isinstance(error, OSError):
            raise not_saved(error, f"{folder} could not be made.") from error
        raise


def _fill(folder: Path, catalogue: Catalogue, *, extended: bool, invented: bool, author: str) -> None:
    for name in (JOURNALS, BACKUPS, QUARANTINE):
        (folder / name).mkdir(mode=0o700)
    text = catalogue.text.encode("utf-8")
    id = os.urandom(16).hex()
    identity = identity_of(id, catalogue, extended=extended, invented=invented)
    replace_file(folder / CATALOGUE, text)
    replace_file(folder / IDENTITY, identity)
    name = f"{slug(author)}-{locations.installation()}-1"
    writer = JournalWriter.create(folder / JOURNALS, name, id, digest_of(identity), author)
    assert writer is not None
    writer.close()


def _share(folder: Path, group: str) -> None:
    """Give a team on this host the folder.

    The sticky bit keeps everything whose it is: nobody renames or replaces what is another's, save in `shared`.
    """
    import grp  # Only shared workbooks need it, and Windows has none.

    try:
        gid = grp.getgrnam(group).gr_gid
    except KeyError as error:
        raise Refused(
            f"There is no group called {group} on this host.", remedy="Ask its administrator to make one."
        ) from error
    try:
        (folder / SHARED).mkdir()
        (folder / BACKUPS).rename(folder / SHARED / BACKUPS)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, -1, gid)
            if path.is_dir():
                os.chmod(path, 0o2770 if path.name == SHARED else 0o3770)
            else:
                os.chmod(path, 0o640)
    except PermissionError as error:
        raise Refused(
            f"You are not in the group {group}.", remedy="Ask the host's administrator to add you."
        ) from error
