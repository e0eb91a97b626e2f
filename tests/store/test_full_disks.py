"""A disk that is really full: what was acknowledged stays, and the same session goes on once there is space."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.store.books import elsewhere

#: In kilobytes: small enough to fill in no time, and each full at another byte.
SIZES = range(64, 164, 5)
OWN_DISKS = ("unshare", "--user", "--map-root-user", "--mount")
_MOUNT = "mount -t tmpfs -o size=64k none"

#: Ann writes until the disk is full, and Ben beside her; then something else on the disk is deleted.
SCRIPT = """
    def missing(kept, found): return sum(found.get(id) != fields for id, fields in kept.items())
    lost = full = 0
    for size in words:
        disk = folder / size
        disk.mkdir()
        if os.system(f"mount -t tmpfs -o size={size}k none {disk}"):
            raise SystemExit("no mount")
        (disk / "ballast").write_bytes(b"x" * 8192)
        book, other = made(disk / "test.sqs"), opened(disk / "test.sqs", "ben")
        kept, refused = {}, 0
        for number in range(100_000):
            author, by = (book, "A") if number % 2 else (other, "B")
            fields = {"verdict": "Y", "note": "x" * (number % 700)} if number % 7 else {"verdict": "N", "note": "y"}
            try:
                put(author, f"{by}/{number}", **fields)
                kept[f"{by}/{number}"] = fields
                book.refresh(); other.refresh()
            except NotSaved as error:
                assert "No space" in str(error), error
                refused += 1
                if refused > 12:
                    break
        full += refused > 12
        lost += missing(kept, on_disk(disk / "test.sqs"))
        (disk / "ballast").unlink()
        for author, by in ((book, "A"), (other, "B")):
            put(author, f"{by}/after", verdict="Y")
            kept[f"{by}/after"] = {"verdict": "Y"}
        lost += missing(kept, on_disk(disk / "test.sqs"))
        book.close(); other.close()
        lost += missing(kept, on_disk(disk / "test.sqs"))
        os.system(f"umount {disk}")
    tell([lost, full])
"""


def can_mount(folder: Path) -> bool:
    """Whether this account may mount a small disk of its own."""
    if shutil.which("unshare") is None:
        return False
    tried = [*OWN_DISKS, "sh", "-c", f"{_MOUNT} '{folder}'"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def test_twenty_full_disks_lose_nothing_and_work_goes_on_after(tmp_path):
    if not can_mount(tmp_path):
        pytest.skip("this account may mount no disk of its own (user namespaces are off)")
    assert elsewhere(SCRIPT, tmp_path, *SIZES, within=OWN_DISKS) == [0, len(SIZES)]
