"""Commands run as a user types them, in this process."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sqs_tui.cli import main

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "samples" / "aldermere"


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(self.out.splitlines()))


Sqs = Callable[..., Done]


@pytest.fixture
def sqs(capsys: pytest.CaptureFixture[str]) -> Sqs:
    def run(*words: object) -> Done:
        code = main([str(word) for word in words])
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file as a service would send it."""

    def written(text: str | bytes, name: str = "given.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return written


def table(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def workbook(sqs: Sqs, tmp_path: Path, file: Callable[..., Path]) -> Path:
    """Three cases: a community order, a referral order and one in custody."""
    path = tmp_path / "testshire.sqs"
    cases = file("ref,order,case_manager\nT-1,YRO,CM-A\nT-2,RO,CM-B\nT-3,DTO,CM-A\n", "three.csv")
    assert sqs("new", path, "--area", "Testshire", "--cases", cases).code == 0
    return path


@pytest.fixture
def begin(sqs: Sqs, tmp_path: Path, file: Callable[..., Path]) -> Callable[..., Path]:
    """Make a workbook of a list of cases."""

    def made(cases: str, name: str = "a.sqs") -> Path:
        done = sqs("new", tmp_path / name, "--area", "Testshire", "--cases", file(cases, "cases.csv"))
        assert done.code == 0, done.err
        return tmp_path / name

    return made


@pytest.fixture
def aldermere(sqs: Sqs, tmp_path: Path) -> Path:
    """The sample as a user would bring it in, file by file."""
    path = tmp_path / "aldermere.sqs"
    assert sqs("new", path, "--area", "Aldermere", "--cases", SAMPLE / "cases.csv").code == 0
    for name in ("answers", "interviews", "entries"):
        done = sqs("import", path, SAMPLE / f"{name}.csv")
        assert done.code == 0, done.err
    return path
