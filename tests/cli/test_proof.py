"""Who did what, and whether a workbook is what was written: told from the files alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import count
from pathlib import Path

import pytest

from sqs_tui.domain.case import Change, Verdict
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.session.doctor import Host, examine
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.walk import Walk
from sqs_tui.session.walk_plan import covers
from sqs_tui.store.workbook import Workbook


def as_person(path, author):
    return Inspection(Workbook.open(path, author=author))


@pytest.fixture
def scored(workbook):
    """Two people at work: Ann scores and takes it back, Ben scores, writes evidence and puts down an alert."""
    ann = as_person(workbook, "ann")
    cases = {case.ref: case.id for case in ann.cases.values()}
    ann.answer(cases["T-1"], "RR01", Verdict.YES)
    ann.answer(cases["T-1"], "RR01", Verdict.NO)
    ann.undo()
    ann.workbook.close()
    ben = as_person(workbook, "ben")
    ben.set_inspector("AI-2")
    ben.answer(cases["T-2"], "RR02", Verdict.UNKNOWN)
    ben.add_entry(Entry(id="", case=cases["T-1"], kind="evidence", text="seen\x1b[31m", criteria=("RR02",)))
    ben.raise_alert(Alert(id="", case=cases["T-1"], who="C-9", seen="bruises", told="the duty officer"))
    ben.workbook.close()
    return workbook


# History


def test_history_is_what_was_scored_oldest_first(sqs, scored):
    done = sqs("history", scored, "--case", "t-1", "--criterion", "rr01")
    assert done.code == 0
    told = [line.split("  ", 1)[1] for line in done.out.splitlines() if "ann" in line]
    assert told == [
        "ann  T-1 RR01 verdict: – → Yes  (scored)",
        "ann  T-1 RR01 verdict: Yes → No  (scored)",
        "ann  T-1 RR01 verdict: No → Yes  (undo)",
    ]


def test_history_of_one_person_is_found_by_account_or_by_name(sqs, scored):
    by_account = sqs("history", scored, "--by", "ben").out
    assert "AI-2 (ben)  T-2 RR02 verdict: – → cannot judge  (scored)" in by_account
    assert "  ann  " not in by_account
    assert sqs("history", scored, "--by", "ai-2").out == by_account


def test_history_of_a_case_has_what_was_written_about_it(sqs, scored):
    out = sqs("history", scored, "--case", "T-1").out
    assert "T-1 RR02 evidence: seen" in out
    assert "T-2" not in out
    assert "evidence" in sqs("history", scored, "--criterion", "RR02").out
    assert "evidence" not in sqs("history", scored, "--criterion", "RR01").out


def test_what_a_case_manager_agreed_to_is_one_line_in_the_history_and_a_row_a_field_in_the_table(sqs, workbook):
    seconds = count()
    ann = Inspection(Workbook.open(workbook, author="ann"), lambda: f"2026-06-01T09:00:{next(seconds):02}+00:00")
    case = ann.case_by_ref("T-1").id
    walk = Walk(ann, case, covers(ann, case)[0])
    walk.come_back()
    walk.agree()
    ann.undo()
    ann.undo()
    ann.workbook.close()
    told = [line.split("  ", 1)[1] for line in sqs("history", workbook, "--by", "ann").out.splitlines() if "  " in line]
    assert told == [
        "ann  T-1 RR01 open question: To come back to. [case manager, walkthrough; shareable]  (entry)",
        "ann  T-1 RR01 entry: kind later → agreed; text To come back to. → Agreed; our view was not shown.  (entry)",
        "ann  T-1 RR01 entry: kind agreed → later; text Agreed; our view was not shown. → To come back to.  (undo)",
        "ann  T-1 RR01 open question taken away: To come back to. [case manager, walkthrough; shareable]  (undo)",
    ]
    assert len(sqs("history", workbook, "--csv", "--by", "ann").rows) > len(told)


def test_history_keeps_alerts_to_themselves_and_steers_no_terminal(sqs, scored):
    done = sqs("history", scored)
    assert "bruises" not in done.out
    assert "Alerts are kept apart." in done.out
    assert "\x1b" not in done.out


def test_history_as_a_table_has_the_columns_of_the_export(sqs, scored):
    rows = sqs("history", scored, "--csv", "--by", "ann").rows
    assert [(row["from"], row["to"], row["why"]) for row in rows] == [
        ("", "Y", "scored"),
        ("Y", "N", "scored"),
        ("N", "Y", "undo"),
    ]
    assert list(rows[0]) == ["at", "author", "why", "table", "id", "case", "criterion", "field", "from", "to"]


def test_history_of_what_is_not_there_says_so(sqs, scored):
    assert sqs("history", scored, "--case", "T-9").code == 3
    assert sqs("history", scored, "--criterion", "XX9").code == 3
    assert sqs("history", scored, "--by", "nobody").out.startswith("No changes.")


# Verify


def test_verify_says_that_all_is_well_and_ends_with_the_heads(sqs, scored):
    done = sqs("verify", scored)
    assert (done.code, done.err) == (0, "")
    with Workbook.open(scored, read_only=True) as book:
        heads = book.heads_of_journals()
    assert done.out.startswith(f"{scored}: sound.")
    told = done.out.partition("Heads:")[2]
    assert [line.split()[:2] for line in told.strip().splitlines()] == [[name, head] for name, head in heads.items()]


def test_verify_names_the_file_and_line_that_is_damaged(sqs, scored):
    path = next((scored / "journal").glob("ann-*"))
    path.write_bytes(path.read_bytes().replace(b'"Y"', b'"N"', 1))
    done = sqs("verify", scored)
    assert done.code == 5
    assert f"{path.name}, line 2: the hash does not match" in done.out
    assert "sqs recover" in done.out


def test_verify_knows_a_journal_that_went_backwards_and_takes_it_when_told(sqs, scored):
    path = next((scored / "journal").glob("ann-*"))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert sqs("verify", scored).code == 5
    assert "went backwards" in sqs("verify", scored).out
    assert sqs("verify", scored, "--accept").code == 0
    assert sqs("verify", scored).code == 0


def answered(path, criterion):
    with Workbook.open(path, author="ann") as book:
        ann = Inspection(book)
        ann.answer(next(iter(ann.cases)), criterion, Verdict.YES)
        return book.warnings


def test_a_copy_that_was_written_to_is_named_to_be_merged_and_nothing_is_called_damaged(sqs, scored, tmp_path):
    copy = Path(shutil.copytree(scored, tmp_path / "copy.sqs"))
    answered(copy, "RR03")
    (warning,) = answered(scored, "RR04")
    assert f"sqs merge {scored} {copy}" in warning
    done = sqs("verify", scored)
    assert done.code == 1
    assert "sound" in done.out
    assert f"A copy of this was written to on this machine; merge them: sqs merge {scored} {copy}" in done.out
    assert "damaged" not in done.out.casefold()
    assert sqs("merge", scored, copy).code == 0
    assert sqs("verify", scored).code == 0


def test_a_practice_copy_that_was_written_to_and_deleted_is_told_as_that(sqs, scored, tmp_path):
    copy = Path(shutil.copytree(scored, tmp_path / "copy.sqs"))
    answered(copy, "RR03")
    answered(scored, "RR04")
    shutil.rmtree(copy)
    done = sqs("verify", scored)
    assert (done.code, "damaged" in done.out.casefold()) == (0, False)
    assert f"{copy} was a copy of this, written to and gone since: line 5 of ann-" in done.out
    assert "a copy of this, written to and gone since" in sqs("summary", scored).err
    assert sqs("verify", scored, "--accept").code == 0
    assert "gone since" not in sqs("verify", scored).out


def test_verify_says_which_lines_others_name_and_are_not_here(sqs, scored, tmp_path, monkeypatch):
    with Workbook.open(scored, author="cleo") as book:
        cleo = Inspection(book)
        cleo.answer(next(case.id for case in cleo.cases.values() if case.ref == "T-2"), "RR02", Verdict.YES)
    next((scored / "journal").glob("ben-*")).unlink()
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "never seen"))
    done = sqs("verify", scored)
    assert done.code == 7
    assert done.out.startswith(f"{scored}: incomplete.")
    assert "others name lines of it up to 3, and it is not here" in done.out


def test_verify_of_nothing_says_so(sqs, tmp_path):
    assert sqs("verify", tmp_path / "none.sqs").code == 3


# Recover


def test_recover_makes_a_new_workbook_and_says_what_is_left_out(sqs, scored, tmp_path):
    path = next((scored / "journal").glob("ann-*"))
    path.write_bytes(path.read_bytes().replace(b'"N"', b'"Y"', 1))
    new = tmp_path / "again.sqs"
    done = sqs("recover", scored, "-o", new)
    assert (done.code, done.err) == (0, "")
    assert f"{path.name}, line 3: the hash does not match" in done.out
    assert "bruises" not in done.out
    assert sqs("verify", new).code == 0
    assert "Yes → No" not in sqs("history", new, "--by", "ann").out
    assert sqs("verify", scored).code == 5
    assert sqs("recover", scored, "-o", new).code == 6


# Heads


def test_an_export_says_what_it_was_made_from_and_stays_what_it_was(sqs, scored, tmp_path):
    with Workbook.open(scored, read_only=True) as book:
        heads = book.heads_of_journals()
    for format in ("csv", "json"):
        path = tmp_path / f"out.{format}"
        done = sqs("export", scored, "--what", "answers", "--format", format, "-o", path)
        assert done.err == f"heads: {', '.join(f'{name} {head}' for name, head in heads.items())}\n"
        assert not any(head in path.read_text() for head in heads.values())


# Doctor


def host(tmp_path, mounts="/dev/vda / ext4 rw 0 0\n", **how):
    (tmp_path / "mounts").write_text(mounts)
    how = {"environment": {"TERM": "xterm-256color"}, "is_terminal": True, "encoding": "utf-8", **how}
    return Host(mounts=tmp_path / "mounts", blocks=tmp_path / "block", **how)


def found(path, host, what):
    """What was found about one thing: levels and sentences."""
    return [(one.level.value, one.said) for one in examine(path, host) if one.what == what]


def test_doctor_tells_a_line_each_and_what_to_do(sqs, workbook):
    done = sqs("doctor", workbook)
    levels = {line.split()[0] for line in done.out.splitlines() if not line.startswith(" ")}
    assert levels <= {"ok", "look", "bad"}
    assert (done.code, done.err) == (int("bad" in levels), "")
    for what in ("versions", "terminal", "encoding", "settings", "state", "journals", "permissions", "owner", "clock"):
        assert f" {what} " in done.out
    assert "journals" not in sqs("doctor").out
    assert sqs("doctor", workbook / "nothing").code == 3


def test_doctor_sees_who_else_may_get_at_it(sqs, workbook):
    (workbook / "catalogue.toml").chmod(0o644)
    done = sqs("doctor", workbook)
    assert done.code == 1
    assert "bad   permissions  others may get at it: testshire.sqs/catalogue.toml is 0644" in done.out
    assert f"chmod -R go= {workbook}" in done.out


def test_doctor_knows_a_shared_workbook(workbook, tmp_path):
    (workbook / "shared").mkdir()
    for path in (workbook, *workbook.rglob("*")):
        path.chmod(0o640 if path.is_file() else 0o2770 if path.name == "shared" else 0o3770)
    assert found(workbook, host(tmp_path), "permissions") == [("ok", "a group's, and each journal its writer's")]
    for folder in (workbook / "journal", workbook):
        folder.chmod(0o2770)
        ((level, said),) = found(workbook, host(tmp_path), "permissions")
        assert (level, "removed or replaced" in said) == ("bad", True)


def test_the_commands_doctor_names_mend_a_shared_workbook_from_before(workbook, tmp_path):
    (workbook / "here").mkdir()
    for path in (workbook, *workbook.rglob("*")):
        path.chmod(0o640 if path.is_file() else 0o3770 if path.name == "journal" else 0o2770)
    with Workbook.open(workbook) as book:
        assert not book.is_read_only, "it opens as it is"
    (told,) = [one for one in examine(workbook, host(tmp_path)) if one.what == "permissions"]
    assert told.level == "bad"
    commands = told.remedy.partition(": ")[2]
    if os.getuid() != 0:
        commands = commands.replace("chown root", ": chown root")  # It stays ours, and we wrote nothing by hand.
    subprocess.run(["sh", "-ec", commands], check=True)
    assert found(workbook, host(tmp_path), "permissions") == [("ok", "a group's, and each journal its writer's")]
    assert sorted(path.name for path in (workbook / "shared").iterdir()) == ["backups", "here", "workbook.json"]
    with Workbook.open(workbook) as book:
        book.write_folded()
    assert not (workbook / "workbook.json").exists()


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        ("ext4", "ok"), ("btrfs", "ok"), ("apfs", "ok"), ("nfs4", "look"), ("cifs", "look"), ("fuse.sshfs", "look"),
        ("9p", "look"), ("vfat", "look"), ("tmpfs", "bad"),
    ],
)  # fmt: skip
def test_doctor_knows_kinds_of_file_systems(workbook, tmp_path, kind, level):
    place = str(tmp_path.resolve()).replace(" ", "\\040")
    mounts = f"/dev/vda / xfs rw 0 0\nserver {place} {kind} rw 0 0\nserver {place}X other rw 0 0\n"
    ((found_level, said),) = found(workbook, host(tmp_path, mounts), "file system")
    assert (found_level, said.split(":")[0]) == (level, kind)


def test_doctor_sees_encryption_through_volumes_on_top_of_it(workbook, tmp_path):
    assert found(workbook, host(tmp_path), "encryption")[0][0] == "look"
    block = tmp_path / "block"
    for name, uuid in (("dm-0", "CRYPT-LUKS2-0"), ("dm-1", "LVM-1")):
        (block / name / "dm").mkdir(parents=True)
        (block / name / "dm" / "uuid").write_text(uuid)
        (block / name / "slaves").mkdir()
    (block / "dm-1" / "slaves" / "dm-0").mkdir()
    for device in ("dm-0", "dm-1"):
        assert found(workbook, host(tmp_path, f"/dev/{device} / ext4 rw 0 0\n"), "encryption")[0][0] == "ok"
    assert "cannot be told" in found(workbook, host(tmp_path, "pool / zfs rw 0 0\n"), "encryption")[0][1]
    assert "cannot be told" in found(workbook, Host(mounts=tmp_path / "none"), "encryption")[0][1]


def test_doctor_holds_clocks_against_each_other(workbook, tmp_path):
    def clock(at):
        return lambda: at

    with Workbook.open(workbook, author="ann") as book:
        assert [level for level, _ in found(workbook, host(tmp_path), "clock")] == ["ok"]
    with Workbook(workbook, author="ben", clock=clock("2001-01-01T00:00:00+00:00")) as book:
        book.record([Change("details", "inspection", "area", "Testshire", "Else")], "details")
    ((level, said),) = found(workbook, host(tmp_path), "clock")
    assert (level, "ben's clock was" in said) == ("look", True)
    with Workbook(workbook, author="cleo", clock=clock("2099-01-01T00:00:00+00:00")) as book:
        book.record([Change("details", "inspection", "lead", None, "LI")], "details")
    assert any("cleo wrote" in said for _, said in found(workbook, host(tmp_path), "clock"))
    with Workbook(workbook, author="dora", clock=clock("never")) as book:
        book.record([Change("details", "inspection", "service", None, "X")], "details")
    assert found(workbook, host(tmp_path), "clock")


def test_doctor_looks_at_the_terminal_and_its_encoding(tmp_path):
    poor = host(tmp_path, environment={"TERM": "dumb", "LANG": "C"}, encoding="iso-8859-1")
    assert found(None, poor, "terminal") == [("bad", "TERM is dumb: it cannot draw a screen")]
    assert found(None, poor, "encoding") == [("look", "iso-8859-1, locale C")]
    rich = host(tmp_path, environment={"TERM": "xterm", "COLORTERM": "truecolor", "LC_ALL": "en_GB.UTF-8"})
    assert found(None, rich, "terminal") == [("ok", "xterm, all colours")]
    assert found(None, rich, "encoding") == [("ok", "utf-8, locale en_GB.UTF-8")]


def test_doctor_says_how_the_kitty_protocol_is_switched_off(tmp_path, monkeypatch):
    ((level, said),) = found(None, host(tmp_path), "keyboard")
    assert level == "ok"
    assert "kitty_keyboard = false" in said
    monkeypatch.setenv("SQS_KITTY_KEYBOARD", "false")
    assert found(None, host(tmp_path), "keyboard") == [("ok", "without the kitty protocol (kitty_keyboard = false)")]


def test_doctor_sees_damage_bad_settings_and_a_state_folder_that_cannot_be_written(sqs, scored, tmp_path, monkeypatch):
    path = next((scored / "journal").glob("ann-*"))
    path.write_bytes(path.read_bytes().replace(b'"Y"', b'"N"', 1))
    (tmp_path / "home" / "config").mkdir(parents=True)
    (tmp_path / "home" / "config" / "config.toml").write_text("colour = 3")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "file"))
    done = sqs("doctor", scored)
    assert done.code == 1
    bad = {line.split()[1] for line in done.out.splitlines() if line.startswith("bad")}
    assert bad >= {"settings", "state", "journals"}
