"""Hostile text in every kind of file that leaves: it is text there, and steers and runs nothing."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from sqs_tui.cli import main
from tests.faults.test_hostile_text import KEPT_OUT, left

#: What makes a page or a document act or reach out.
_ACTIVE = re.compile(r"<(?:script|img|iframe|object|embed|link|form)\b|\bon\w+\s*=\s*[\"']|javascript:", re.I)
_HIDDEN = re.compile("[\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")


def harmless(text: str) -> None:
    assert left(text, KEPT_OUT) == []
    assert left(text, _HIDDEN) == []


@pytest.mark.parametrize("kind", ["sources", "alerts", "entries", "history"])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_tables(hostile: Path, kind: str, form: str, capfdbinary) -> None:
    assert main(["export", str(hostile), "--what", kind, "--format", form]) == 0
    harmless(capfdbinary.readouterr().out.decode("utf-8"))


@pytest.mark.parametrize("form", ["md", "txt", "html"])
def test_what_is_for_the_team_is_text(hostile: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"annex.{form}"
    assert main(["letter", str(hostile), "--draft", "--annex", "--format", form, "-o", str(file)]) in (0, 1)
    text = file.read_text("utf-8")
    harmless(text)
    assert form != "html" or not _ACTIVE.search(text)


def test_a_letter_that_would_name_a_reference_is_not_written(hostile: Path, tmp_path: Path, capfd) -> None:
    assert main(["letter", str(hostile), "--draft", "-o", str(tmp_path / "letter.md")]) == 6
    assert not (tmp_path / "letter.md").exists()
    told = capfd.readouterr()
    assert left(told.out + told.err, KEPT_OUT) == []


@pytest.mark.parametrize(("form", "inside"), [("docx", "word/document.xml"), ("xlsx", "xl/sharedStrings.xml")])
def test_documents_open_and_hold_text_alone(hostile: Path, tmp_path: Path, form: str, inside: str) -> None:
    pytest.importorskip("docx" if form == "docx" else "xlsxwriter")
    file = tmp_path / f"all.{form}"
    if form == "docx":
        command = ["letter", str(hostile), "--draft", "--annex", "--format", form, "-o", str(file)]
    else:
        command = ["export", str(hostile), "--what", "all", "--format", form, "-o", str(file)]
    assert main(command) in (0, 1)
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as found:
        text = found.read(inside).decode("utf-8")
        harmless(text)
        everything = " ".join(found.read(name).decode("utf-8", "replace") for name in found.namelist())
    assert "<f>" not in everything
    assert not re.search(r"TargetMode=\"External\"|instrText|hyperlink ", everything)


def test_a_bundle_is_named_and_opened_by_what_was_asked_for_alone(hostile: Path, tmp_path: Path, monkeypatch) -> None:
    pyrage = pytest.importorskip("pyrage")
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(identity))
    monkeypatch.chdir(tmp_path)
    before = {path.name for path in tmp_path.iterdir()}
    assert main(["bundle", str(hostile), "-o", "a.age", "--to", str(identity.to_public())]) == 0
    assert main(["unbundle", "a.age", "-o", "b.sqs", "--identity", "key"]) == 0
    assert {path.name for path in tmp_path.iterdir()} - before <= {"a.age", "b.sqs", "home"}
    names = {str(path.relative_to(tmp_path / "b.sqs")) for path in (tmp_path / "b.sqs").rglob("*")}
    assert all(re.fullmatch(r"[a-z0-9_./-]+", name) for name in names), names
