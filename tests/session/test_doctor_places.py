"""The doctor gives no remedy that the place it looks at cannot take."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqs_tui.session import sample
from sqs_tui.session.doctor import Host, examine


@pytest.mark.parametrize(("kind", "is_told"), [("ext4", True), ("vfat", False), ("exfat", False)])
def test_permissions_are_looked_at_where_there_are_any(tmp_path: Path, kind: str, is_told: bool) -> None:
    path = tmp_path / "a.sqs"
    sample.build(path)
    path.chmod(0o777)
    (tmp_path / "mounts").write_text(f"/dev/sdb1 / {kind} rw 0 0\n")
    found = list(examine(path, Host(mounts=tmp_path / "mounts")))
    assert any(one.what == "permissions" and "chmod" in one.remedy for one in found) == is_told
    assert any("keeps no permissions" in one.said for one in found) != is_told
