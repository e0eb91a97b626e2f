"""What every test stands on: its own folders, so that nothing of the user's is read or written; no fault lies there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"SQS_{name}_DIR", str(tmp_path / "home" / name.lower()))


@pytest.fixture(autouse=True)
def no_fault_on_the_way(own_folders: None, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """A fault that a program survived, in its own terminal too, fails the test; `faults` says that one is meant."""
    yield
    if "faults" in request.fixturenames or request.node.get_closest_marker("faults"):
        return
    logs = [path for depth in ("", "*/", "*/*/") for path in tmp_path.glob(f"{depth}faults.log")]
    assert not logs, "\n".join(path.read_text() for path in logs)
