"""A workbook as one file to be carried: a plain tar, encrypted with age.

There is no unencrypted bundle. What comes out of one is checked before anything of it reaches the disk: only the
names a workbook has, regular files, of bearable size and number; nothing is ever unpacked by its own path.
"""

from __future__ import annotations

import importlib
import io
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqs_tui.errors import Damaged, NotFound, Refused
from sqs_tui.exchange.libraries import needed
from sqs_tui.store.catalogues import LARGEST as LARGEST_CATALOGUE
from sqs_tui.store.copies import LARGEST_JOURNAL, Copy, check_name
from sqs_tui.store.disk import NotRegular, cause, read_regular
from sqs_tui.store.identity import CATALOGUE, IDENTITY, JOURNALS

LARGEST = 500_000_000
_AGE = b"age-encryption.org/v1\n"


def packed(copy: Copy) -> bytes:
    """The files of a workbook as a tar, not compressed."""
    files = {IDENTITY: copy.identity, CATALOGUE: copy.catalogue}
    files |= {f"{JOURNALS}/{name}.jsonl": raw for name, raw in sorted(copy.journals.items())}
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w:", format=tarfile.USTAR_FORMAT) as tar:
        for name, raw in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(raw), 0o600
            tar.addfile(member, io.BytesIO(raw))
    return into.getvalue()


def unpacked(raw: bytes, name: str) -> Copy:
    """The files of a workbook from a tar. Raises `Damaged` where it holds anything else."""
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(raw), mode="r:") as tar:
            while (member := tar.next()) is not None:
                files[member.name] = _content(tar, member, files)
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise Damaged(f"{name} is not a bundle.", f"{error}.", "Nothing was made.") from error
    except Refused as error:
        raise Damaged(f"{name} is not a bundle.", f"{error.detail}.", "Nothing was made.") from error
    if IDENTITY not in files or CATALOGUE not in files:
        raise Damaged(f"{name} is not a bundle.", "It holds no workbook.", "Nothing was made.")
    journals = {_writer(path): content for path, content in files.items() if path not in (IDENTITY, CATALOGUE)}
    return Copy(name, files[IDENTITY], files[CATALOGUE], journals)


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo, before: dict[str, bytes]) -> bytes:
    path = member.name
    if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or path in before:
        raise ValueError(f"{path!r} is not a file of its own")
    if path in (IDENTITY, CATALOGUE):
        most = LARGEST_CATALOGUE
    else:
        most = LARGEST_JOURNAL
        check_name(_writer(path), len(before) - 2)
    if member.size > most:
        raise ValueError(f"{path} is too large")
    file = tar.extractfile(member)
    raw = file.read() if file else b""
    if len(raw) != member.size:
        raise ValueError(f"{path} is cut short")
    return raw


def _writer(path: str) -> str:
    """The writer of a journal by its path in a bundle; empty for any other path."""
    folder, _, name = path.partition("/")
    return name.removesuffix(".jsonl") if folder == JOURNALS and name.endswith(".jsonl") else ""


# Encryption


def sealed(raw: bytes, *, to: Sequence[str] = (), passphrase: str = "") -> bytes:
    """Bytes that only the recipients, or whoever knows the passphrase, can read. Raises `Refused`."""
    age = _age()
    if not to:
        return bytes(age.passphrase.encrypt(raw, passphrase))
    recipients = []
    for recipient in to:
        try:
            recipients.append(age.x25519.Recipient.from_str(recipient))
        except age.RecipientError as error:
            raise Refused(f"{recipient} is no recipient.", f"{error}.", "A recipient begins with age1.") from error
    return bytes(age.encrypt(raw, recipients))


def wants_passphrase(raw: bytes) -> bool:
    """Whether a bundle was sealed with a passphrase, not for recipients. Raises `Refused` where it is no bundle."""
    if not raw.startswith(_AGE):
        raise Refused("That is not a bundle.", "It is not an age file.", "Bundles are made by sqs bundle.")
    return raw[len(_AGE) :].startswith(b"-> scrypt ")


def unsealed(raw: bytes, *, keys: Sequence[str] = (), passphrase: str = "") -> bytes:
    """What a bundle holds, for one of the keys or the passphrase. Raises `Refused`."""
    age = _age()
    try:
        if wants_passphrase(raw):
            return bytes(age.passphrase.decrypt(raw, passphrase))
        return bytes(age.decrypt(raw, [age.x25519.Identity.from_str(key) for key in keys]))
    except age.IdentityError as error:
        raise Refused("The key cannot be used.", remedy="A key begins with AGE-SECRET-KEY-1.") from error
    except age.DecryptError as error:
        raise Refused(
            "The bundle cannot be opened.", "The key or passphrase is another, or the bundle is damaged."
        ) from error


def _age() -> Any:
    """The library that encrypts. Raises `Refused` where it is not installed."""
    try:
        return importlib.import_module("pyrage")
    except ImportError as error:
        raise Refused(needed("Bundles need", "pyrage")) from error


def file_content(path: Path, most: int = LARGEST) -> bytes:
    """What a regular file holds; a pipe or device is never waited for. Raises `NotFound` or `Refused`."""
    try:
        raw = read_regular(path, most, follow_links=True)
    except NotRegular as error:
        raise Refused(f"{path} cannot be taken.", "It is not a regular file.") from error
    except OSError as error:
        raise NotFound(f"{path} cannot be read.", f"{cause(error)}.") from error
    if len(raw) > most:
        raise Refused(f"{path} cannot be taken.", f"It is larger than {most // 1_000_000} MB.")
    return raw
