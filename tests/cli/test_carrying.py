"""Workbooks carried, united, kept and destroyed from the command line."""

from __future__ import annotations

import getpass
import io
import shutil
import stat
import sys
import tarfile
from pathlib import Path

import pytest

from sqs_tui.domain.case import Change
from sqs_tui.domain.entry import Alert
from sqs_tui.exchange.bundle import packed, sealed, unpacked
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.copies import copied
from sqs_tui.store.workbook import Workbook
from tests.cli.conftest import Sqs

pyrage = pytest.importorskip("pyrage", reason="bundles need pyrage")

PHRASE = "correct horse battery"


@pytest.fixture
def other(workbook: Path, tmp_path: Path, sqs: Sqs, file, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A colleague's copy, in which an answer was given elsewhere."""
    away = shutil.copytree(workbook, tmp_path / "away.sqs")
    with monkeypatch.context() as patch:
        patch.setenv("SQS_STATE_DIR", str(tmp_path / "home" / "other"))
        answers = file("case,criterion,verdict\nT-1,PC01,N\nT-2,PC01,Y\n", "two.csv")
        assert sqs("import", away, answers).code == 0
    return away


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    """A recipient, and the file with its key."""
    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(f"# made for a test\n{identity}\n")
    return str(identity.to_public()), path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):
    """Let passphrases be typed at a terminal."""

    def types(*phrases: str) -> list[str]:
        left = list(phrases)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(getpass, "getpass", lambda prompt: left.pop(0))
        return left

    return types


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def answers_in(sqs: Sqs, path: Path) -> list[dict[str, str]]:
    return sqs("export", path, "--what", "answers").rows


# Merging


def test_a_dry_run_says_that_it_is_open_elsewhere_and_by_whom(sqs, workbook, tmp_path):
    with Workbook.open(workbook, author="ann") as book:
        book.record([Change("answers", "T-1/RR01", "note", None, "seen")], "note")
    away = shutil.copytree(workbook, tmp_path / "away.sqs")
    with Workbook.open(away, author="ann") as book:
        book.record([Change("answers", "T-1/RR01", "note", "seen", "seen twice")], "note")
    with Workbook.open(workbook, author="ann") as book:
        book._storage._own_journal()  # As whoever has scored here and is still at it.
        dry, done = sqs("merge", workbook, away, "--dry-run"), sqs("merge", workbook, away)
    assert (dry.code, done.code) == (4, 4)
    assert "1 new line from ann" in dry.out
    assert "the merge would be refused now: ann-" in dry.err
    assert "ann has the workbook open here" in dry.err
    assert sqs("merge", workbook, away, "--dry-run").code == 0


def test_a_merge_says_what_came_and_from_whom(sqs, workbook, other):
    dry = sqs("merge", workbook, other, "--dry-run")
    assert "1 new line from" in dry.out
    assert "nothing was written" in dry.out
    assert answers_in(sqs, workbook) == []
    done = sqs("merge", workbook, other)
    assert (done.code, "1 new line from" in done.out, "No differences." in done.out) == (0, True, True)
    assert answers_in(sqs, workbook) == answers_in(sqs, other)
    assert "nothing new" in sqs("merge", workbook, other).out


def test_differences_are_counted_and_the_next_step_named(sqs, workbook, other, file):
    sqs("import", workbook, file("case,criterion,verdict\nT-1,PC01,Y\nT-2,PC01,Y\n"))
    done = sqs("merge", workbook, other)
    assert "1 difference to settle: sqs differences" in done.out
    assert "T-1" in sqs("differences", workbook).out


def test_a_damaged_journal_is_told_and_the_rest_taken(sqs, workbook, other):
    (other / "journal" / "eve-1.jsonl").write_bytes(b"x\n")
    done = sqs("merge", workbook, other)
    assert done.code == 5
    assert "not taken" in done.err
    assert "eve-1.jsonl" in done.err
    assert len(answers_in(sqs, workbook)) == 2


def test_another_workbook_is_refused(sqs, workbook, tmp_path):
    other = tmp_path / "other.sqs"
    sqs("new", other, "--area", "Elsewhere")
    assert sqs("merge", workbook, other).code == 6


# Bundles


def test_a_bundle_for_recipients_comes_back_as_it_was(sqs, workbook, key, tmp_path):
    recipient, keyfile = key
    bundle, again = tmp_path / "t.sqs.age", tmp_path / "again.sqs"
    done = sqs("bundle", workbook, "-o", bundle, "--to", recipient)
    assert done.code == 0, done.err
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600
    assert b"T-1" not in bundle.read_bytes()
    done = sqs("unbundle", bundle, "-o", again, "--identity", keyfile)
    assert done.code == 0, done.err
    assert sqs("export", again, "--what", "cases").out == sqs("export", workbook, "--what", "cases").out
    assert {stat.S_IMODE(path.stat().st_mode) for path in again.rglob("*")} == {0o600, 0o700}


def test_a_bundle_under_a_passphrase_comes_back(sqs, workbook, typed, tmp_path):
    bundle = tmp_path / "t.sqs.age"
    left = typed(PHRASE, PHRASE, PHRASE)
    assert sqs("bundle", workbook, "-o", bundle).code == 0
    done = sqs("unbundle", bundle, "-o", tmp_path / "again.sqs")
    assert (done.code, left) == (0, []), done.err


@pytest.mark.parametrize("phrases", [("short",), (PHRASE, PHRASE + "!")])
def test_a_passphrase_too_short_or_mistyped_makes_nothing(sqs, workbook, typed, tmp_path, phrases):
    typed(*phrases)
    assert sqs("bundle", workbook, "-o", tmp_path / "t.age").code == 2
    assert not (tmp_path / "t.age").exists()


def test_without_a_terminal_and_without_recipients_nothing_is_made(sqs, workbook, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("typed\ntyped\n"))
    done = sqs("bundle", workbook, "-o", tmp_path / "t.age")
    assert (done.code, "--to age1" in done.err) == (2, True)
    assert not (tmp_path / "t.age").exists()


def test_without_the_library_one_sentence_says_what_to_install(sqs, workbook, key, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyrage", None)
    done = sqs("bundle", workbook, "-o", tmp_path / "t.age", "--to", key[0])
    assert done.code == 6
    assert (
        done.err == f"sqs: Bundles need pyrage, which is not installed here: {sys.executable} -m pip install pyrage\n"
    )


def test_a_bad_recipient_is_refused(sqs, workbook, tmp_path):
    assert sqs("bundle", workbook, "-o", tmp_path / "t.age", "--to", "age1nobody").code == 6


def test_nothing_is_written_over(sqs, workbook, key, tmp_path):
    bundle = tmp_path / "t.age"
    bundle.write_text("mine")
    assert sqs("bundle", workbook, "-o", bundle, "--to", key[0]).code == 6
    assert bundle.read_text() == "mine"
    bundle.unlink()
    sqs("bundle", workbook, "-o", bundle, "--to", key[0])
    before = everything(workbook)
    assert sqs("unbundle", bundle, "-o", workbook, "--identity", key[1]).code == 6
    assert everything(workbook) == before


def test_another_key_or_a_changed_byte_opens_nothing(sqs, workbook, key, tmp_path):
    bundle, again, wrong = tmp_path / "t.age", tmp_path / "again.sqs", tmp_path / "wrong.txt"
    wrong.write_text(str(pyrage.x25519.Identity.generate()))
    sqs("bundle", workbook, "-o", bundle, "--to", key[0])
    assert sqs("unbundle", bundle, "-o", again, "--identity", wrong).code == 6
    raw = bytearray(bundle.read_bytes())
    for place in (30, 100, 200, len(raw) // 2, len(raw) - 1):
        raw[place] ^= 1
        bundle.write_bytes(raw)
        assert sqs("unbundle", bundle, "-o", again, "--identity", key[1]).code == 6
        raw[place] ^= 1
    assert sqs("unbundle", bundle, "-o", again).code == 2
    assert not again.exists()


def test_a_bundle_is_merged_like_a_folder(sqs, workbook, other, key, tmp_path):
    bundle = tmp_path / "away.age"
    sqs("bundle", other, "-o", bundle, "--to", key[0])
    done = sqs("merge", workbook, bundle, "--identity", key[1])
    assert (done.code, "1 new line" in done.out) == (0, True), done.err
    assert answers_in(sqs, workbook) == answers_in(sqs, other)


def test_a_bundle_unpacked_beside_ones_own_is_to_be_merged_and_no_damage(sqs, workbook, other, key, tmp_path):
    bundle, came = tmp_path / "away.age", tmp_path / "came.sqs"
    sqs("bundle", other, "-o", bundle, "--to", key[0])
    assert sqs("unbundle", bundle, "-o", came, "--identity", key[1]).code == 0
    done = sqs("verify", workbook)
    assert (done.code, f"sqs merge {workbook} {came}" in done.out) == (1, True), done.out


def hostile(workbook: Path, change) -> bytes:
    """A tar like a bundle's, changed."""
    into = io.BytesIO()
    given = io.BytesIO(packed(copied(workbook)))
    with tarfile.open(fileobj=given) as source, tarfile.open(fileobj=into, mode="w") as tar:
        for member in source:
            content = source.extractfile(member)
            tar.addfile(member, content)
        change(tar)
    return into.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, link
    return info


BAD = {
    "up": member("../evil.jsonl"),
    "root": member("/tmp/evil"),
    "deep": member("journal/../../evil.jsonl"),
    "other folder": member("backups/x.jsonl"),
    "folder": member("journal", tarfile.DIRTYPE),
    "link": member("journal/eve-1.jsonl", tarfile.SYMTYPE, link="/etc/passwd"),
    "hard link": member("journal/eve-1.jsonl", tarfile.LNKTYPE, link="workbook.toml"),
    "pipe": member("journal/eve-1.jsonl", tarfile.FIFOTYPE),
    "device": member("journal/eve-1.jsonl", tarfile.CHRTYPE),
    "twice": member("workbook.toml"),
    "name": member("journal/Eve 1.jsonl"),
    "hidden": member("journal/.jsonl"),
    "empty journal": member("journal/eve-1.jsonl"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_hostile_bundle_makes_nothing(sqs, workbook, key, tmp_path, bad):
    bundle, again = tmp_path / "evil.age", tmp_path / "deep" / "again.sqs"
    bundle.write_bytes(sealed(hostile(workbook, lambda tar: tar.addfile(BAD[bad])), to=[key[0]]))
    before = everything(tmp_path)
    done = sqs("unbundle", bundle, "-o", again, "--identity", key[1])
    assert done.code == 5, done.err
    assert everything(tmp_path) == before
    assert not again.exists()


def test_what_says_it_is_larger_than_it_is_makes_nothing(sqs, workbook, key, tmp_path):
    def lie(tar: tarfile.TarFile) -> None:
        tar.fileobj.write(member("journal/eve-1.jsonl", size=90_000_000).tobuf())

    for raw in (hostile(workbook, lie), b"", b"x" * 5000, packed(copied(workbook))[:3000]):
        bundle = tmp_path / "evil.age"
        bundle.write_bytes(sealed(raw, to=[key[0]]))
        assert sqs("unbundle", bundle, "-o", tmp_path / "again.sqs", "--identity", key[1]).code == 5
        assert not (tmp_path / "again.sqs").exists()


def test_a_file_that_is_no_bundle_is_refused(sqs, workbook, tmp_path):
    (tmp_path / "no.age").write_text("no")
    assert sqs("unbundle", tmp_path / "no.age", "-o", tmp_path / "x.sqs").code == 6
    assert sqs("merge", workbook, tmp_path / "no.age").code == 6
    assert sqs("merge", workbook, tmp_path / "nothing").code == 3


def test_what_is_packed_is_unpacked(workbook):
    copy = copied(workbook)
    again = unpacked(packed(copy), copy.name)
    assert (again.identity, again.catalogue, again.journals) == (copy.identity, copy.catalogue, copy.journals)


# Keeping and destroying


def test_a_backup_says_how_to_go_on_from_it(sqs, workbook, tmp_path):
    done = sqs("backup", workbook, "-o", tmp_path / "kept")
    assert (done.code, "chmod -R u+w" in done.out) == (0, True)
    assert sqs("export", tmp_path / "kept", "--what", "cases").out == sqs("export", workbook, "--what", "cases").out
    assert sqs("backup", workbook).code == 0
    assert len([path for path in (workbook / "backups").iterdir() if not path.name.endswith("-0")]) == 1


def test_working_from_the_command_line_makes_the_days_backup(sqs, workbook, file):
    sqs("import", workbook, file("case,criterion,verdict\nT-1,PC01,N\n"))
    assert [path.name[-2:] for path in (workbook / "backups").iterdir()] == ["-0"]


def test_erasing_a_case_says_what_went_and_what_is_left_to_destroy(sqs, workbook, other, tmp_path):
    sqs("merge", workbook, other)
    new = tmp_path / "new.sqs"
    done = sqs("erase", workbook, "--case", "t-1", "-o", new, "--reason", "asked\x1b[2J for")
    assert done.code == 0, done.err
    for said in ("answers 1, cases 1", "asked[2J for", "colleagues' copies", "is ready"):
        assert said in done.out
    assert [row["ref"] for row in sqs("export", new, "--what", "cases").rows] == ["T-2", "T-3"]
    assert "nothing new" in sqs("merge", new, workbook).out
    assert sqs("merge", workbook, new).code == 6


def test_the_folder_a_case_was_erased_from_says_which_way_to_merge(sqs, workbook, other, tmp_path):
    new = tmp_path / "new.sqs"
    assert sqs("erase", other, "--case", "T-1", "-o", new).code == 0
    done = sqs("verify", other)
    assert (done.code, f"merge into that: sqs merge {new} {other}; destroy this one" in done.out) == (1, True)
    assert sqs("merge", new, other).code == 0


def test_erasing_everything_leaves_a_receipt(sqs, workbook, tmp_path):
    new = tmp_path / "new.sqs"
    assert sqs("erase", workbook, "--everything", "-o", new).code == 0
    assert sqs("export", new, "--what", "cases").rows == []
    assert len(list((new / "receipts").iterdir())) == 1


@pytest.mark.parametrize("words", [["--case", "T-9"], ["--case", " "], []])
def test_erasing_needs_a_case_that_is_there(sqs, workbook, tmp_path, words):
    assert sqs("erase", workbook, *words, "-o", tmp_path / "new.sqs").code in (2, 3)
    assert not (tmp_path / "new.sqs").exists()


def test_an_alert_that_comes_with_a_copy_is_told_and_has_an_export_of_its_own(
    sqs: Sqs, workbook: Path, other: Path
) -> None:
    with Workbook.open(other, author="ben") as book:
        Inspection(book).raise_alert(Alert("a-1", "", "a child", "left alone"))
    assert "! 1 ALERT: sqs board " in sqs("merge", workbook, other).out
    (row,) = sqs("export", workbook, "--what", "alerts").rows
    assert (row["state"], row["who"], row["seen"]) == ("open", "a child", "left alone")
    assert "left alone" not in sqs("export", workbook, "--what", "history").out
