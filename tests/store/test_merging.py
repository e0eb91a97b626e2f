"""Copies of one workbook come to the same, in whatever order they are united, and lose nobody's answer."""

from __future__ import annotations

import errno
import grp
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as some

from sqs_tui import locations
from sqs_tui.errors import Damaged, Elsewhere, NotSaved, Refused
from sqs_tui.store.branches import Branches
from sqs_tui.store.catalogues import parse
from sqs_tui.store.copies import Copy, Journal, checked, copied, folded
from sqs_tui.store.fold import DELETED, Fold
from sqs_tui.store.journal import GENESIS, chained, encoded
from sqs_tui.store.merging import merge, unite
from sqs_tui.store.workbook import Workbook
from tests.store.books import (
    SMALL,
    answers,
    begin_under_another_identity,
    begun_elsewhere,
    elsewhere,
    journals,
    made,
    on_disk,
    opened,
    put,
    whole,
)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A workbook of Ann's with one answer."""
    folder = tmp_path / "here.sqs"
    with made(folder) as book:
        put(book, "A/RR01", verdict="Y")
    return folder


def copy_of(folder: Path, name: str) -> Path:
    """The folder as a stick or rsync would carry it."""
    return shutil.copytree(folder, folder.with_name(name))


def go_on(folder: Path, author: str, id: str, **fields: object) -> None:
    with opened(folder, author) as book:
        assert put(book, id, **fields) is not None


def elsewhere_with_own_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SQS_STATE_DIR", str(tmp_path / "home" / "other-machine"))


def state(folder: Path) -> tuple:
    with opened(folder, "stranger", read_only=True) as book:
        assert book.damage == ()
        heads = {key: sorted(map(repr, book.heads(*key))) for key in book.differences()}
        return answers(book), heads


# Carrying


def test_what_a_colleague_did_offline_comes_in(here, tmp_path, monkeypatch):
    away = copy_of(here, "away.sqs")
    elsewhere_with_own_installation(monkeypatch, tmp_path)
    go_on(away, "ben", "A/RR02", verdict="N")
    merged = merge(here, [copied(away)])
    assert (merged.lines, merged.differences, merged.refused) == ({"ben": 1}, 0, [])
    assert on_disk(here) == {"A/RR01": {"verdict": "Y"}, "A/RR02": {"verdict": "N"}}
    assert [stat.S_IMODE(path.stat().st_mode) for path in journals(here)] == [0o600, 0o600]


def test_a_journal_that_went_on_is_taken_in_and_its_owner_can_go_on(here):
    away = copy_of(here, "away.sqs")
    go_on(away, "ann", "A/RR02", verdict="N")
    assert merge(here, [copied(away)], dry_run=True).held == ()
    assert merge(here, [copied(away)]).lines == {"ann": 1}
    go_on(here, "ann", "A/RR03", verdict="Y")
    assert len(journals(here)) == 1
    assert len(on_disk(here)) == 3


def test_a_dry_run_says_the_same_and_writes_nothing(here, tmp_path, monkeypatch):
    away = copy_of(here, "away.sqs")
    elsewhere_with_own_installation(monkeypatch, tmp_path)
    go_on(away, "ben", "A/RR01", verdict="N")
    before = whole(here)
    dry = merge(here, [copied(away)], dry_run=True)
    assert whole(here) == before
    assert dry == merge(here, [copied(away)])


def test_merging_again_changes_nothing(here, tmp_path, monkeypatch):
    away = copy_of(here, "away.sqs")
    elsewhere_with_own_installation(monkeypatch, tmp_path)
    go_on(away, "ben", "A/RR01", verdict="N")
    merge(here, [copied(away)])
    before = whole(here)
    assert merge(here, [copied(away), copied(here)]).lines == {}
    assert whole(here) == before


def test_two_who_answered_apart_leave_a_difference_and_fields_side_by_side(here, tmp_path, monkeypatch):
    away = copy_of(here, "away.sqs")
    go_on(here, "ann", "A/RR02", verdict="Y", flag=True)
    elsewhere_with_own_installation(monkeypatch, tmp_path)
    go_on(away, "ben", "A/RR02", verdict="N", note="seen")
    merged = merge(here, [copied(away)])
    assert (merged.differences, merged.side_by_side) == (1, 2)
    with opened(here, read_only=True) as book:
        assert sorted(book.heads("answers", "A/RR02", "verdict")) == ["N", "Y"]


# Two ways


@pytest.fixture
def forked(here: Path) -> tuple[Path, Path]:
    """Ann works on in two copies with one installation: a backup that went on, or a cloned laptop."""
    away = copy_of(here, "away.sqs")
    go_on(here, "ann", "A/RR01", verdict="N")
    go_on(here, "ann", "A/RR02", note="here")
    go_on(away, "ann", "A/RR01", verdict="NA")
    go_on(away, "ann", "A/RR02", note="away")
    go_on(away, "ann", "A/RR02", note="away, later")
    return here, away


def test_one_person_on_two_machines_keeps_both_ways(forked):
    here, away = forked
    merged = merge(here, [copied(away)])
    assert (merged.lines, merged.differences, len(merged.branches)) == ({"ann": 3}, 2, 1)
    with opened(here, read_only=True) as book:
        assert set(book.heads("answers", "A/RR01", "verdict")) == {"N", "NA"}
        assert set(book.heads("answers", "A/RR02", "note")) == {"here", "away, later"}
        assert len(book.lines()) == 6


def test_both_folders_come_to_the_same(forked):
    here, away = forked
    first = copied(here)
    merge(here, [copied(away)])
    merge(away, [first])
    assert state(here) == state(away)
    for _ in range(2):
        merge(here, [copied(away)])
        merge(away, [copied(here)])
    assert state(here) == state(away)
    assert (len(journals(here)), len(journals(away))) == (2, 2)


def test_after_two_ways_one_writes_in_a_new_journal_and_settles(forked):
    here, away = forked
    merge(here, [copied(away)])
    with opened(here, "ann") as book:
        put(book, "A/RR01", verdict="Y")
        assert book.differences() == (("answers", "A/RR02", "note"),)
        assert book.writer.endswith("-2")
    merge(away, [copied(here)])
    assert state(away) == state(here)
    assert on_disk(away)["A/RR01"] == {"verdict": "Y"}


def test_a_way_that_goes_on_elsewhere_grows_here_too(forked):
    here, away = forked
    merge(here, [copied(away)])
    go_on(away, "ann", "A/RR03", verdict="Y")
    assert merge(here, [copied(away)]).lines == {"ann": 1}
    assert len(journals(here)) == 2
    assert on_disk(here)["A/RR03"] == {"verdict": "Y"}


def test_who_is_in_the_workbook_when_a_branch_comes_sees_it_and_goes_on(forked):
    here, away = forked
    with opened(here, "ann") as book:
        put(book, "A/RR04", verdict="Y")
        merge(here, [copied(away)])
        assert book.refresh()
        assert len(book.heads("answers", "A/RR01", "verdict")) == 2
        receipt = put(book, "A/RR05", verdict="Y")
        assert receipt is not None
        assert "-2:" in receipt.line
        assert book.refresh() == ()
        standing = answers(book)
    assert on_disk(here) == standing


def test_what_a_colleague_saw_before_the_ways_met_means_the_way_it_was_on(forked, tmp_path, monkeypatch):
    here, away = forked
    elsewhere_with_own_installation(monkeypatch, tmp_path)
    go_on(away, "ben", "A/RR02", note="Ben's, having seen Ann's later one")
    merge(here, [copied(away)])
    with opened(here, read_only=True) as book:
        # Ann's second line here and there wrote different things: only the line that wrote the note can be meant.
        assert set(book.heads("answers", "A/RR02", "note")) == {"here", "Ben's, having seen Ann's later one"}


# Refusals


def test_a_journal_in_use_is_never_touched(here):
    away = copy_of(here, "away.sqs")
    go_on(away, "ann", "A/RR02", verdict="N")
    before = whole(here)
    script = """
    with opened(folder, "ann") as book:
        book._storage._own_journal()
        tell("in"); sys.stdin.readline()
    """
    with begun_elsewhere(script, here) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == '"in"\n'
        with pytest.raises(Elsewhere, match="ann") as refused:
            merge(here, [copied(away)])
        (held,) = merge(here, [copied(away)], dry_run=True).held
        assert held == f"{refused.value.title} {refused.value.detail}"
        assert "ann has the workbook open here" in held
        assert {name: raw for name, raw in whole(here).items() if name in before} == before
        process.communicate("\n", timeout=30)
    assert merge(here, [copied(away)]).lines == {"ann": 1}


@pytest.mark.parametrize("ahead", [0, 2**60])
def test_a_journal_that_grew_after_it_was_read_is_not_merged_into(here, monkeypatch, ahead):
    """Its owner wrote between the reading and the lock: the answer must not be taken for a torn tail."""
    for verdict in ("N", "Y"):
        with opened(here, "ann") as ann:
            ann._storage.fold.counter += ahead
            put(ann, "A/RR01", verdict=verdict)
    away = copy_of(here, "away.sqs")
    go_on(away, "ann", "A/RR02", verdict="N")

    def read_then_grown(folder: Path) -> Copy:
        copy = copied(folder)
        go_on(here, "ann", "A/RR03", verdict="Y")
        return copy

    monkeypatch.setattr("sqs_tui.store.merging.copied", read_then_grown)
    with pytest.raises(Elsewhere, match="has just grown"):
        merge(here, [copied(away)])
    assert on_disk(here) == {"A/RR01": {"verdict": "Y"}, "A/RR03": {"verdict": "Y"}}
    assert not list((here / "quarantine").iterdir())


def test_what_came_to_a_journal_after_it_was_read_and_makes_no_sense_is_left_there(here, monkeypatch):
    away = copy_of(here, "away.sqs")
    go_on(away, "ann", "A/RR02", verdict="N")
    (journal,) = journals(here)
    left = journal.read_bytes() + b"0" * 32 + b' {"n":9}\n'

    def read_then_grown(folder: Path) -> Copy:
        copy = copied(folder)
        journal.write_bytes(left)
        return copy

    monkeypatch.setattr("sqs_tui.store.merging.copied", read_then_grown)
    with pytest.raises(Elsewhere, match="the hash does not match"):
        merge(here, [copied(away)])
    assert journal.read_bytes() == left


def senseless(journal: Path) -> None:
    """Let a journal go on with a line whose counter is beyond all counting."""
    raw = journal.read_bytes()
    last = raw.splitlines()[-1].decode()
    body = encoded({**json.loads(last[33:]), "n": json.loads(last[33:])["n"] + 1, "t": 10**30})
    journal.write_bytes(raw + f"{chained(last[:32], body)} {body}\n".encode())


def test_a_journal_here_that_makes_no_sense_from_some_line_on_stops_no_merge_of_what_others_wrote(here):
    go_on(here, "eve", "B/RR01", verdict="Y")
    away = copy_of(here, "away.sqs")
    eves = next(path for path in journals(here) if path.name.startswith("eve"))
    senseless(eves)
    left = eves.read_bytes()
    go_on(away, "ben", "B/RR02", verdict="N")
    merged = merge(here, [copied(away)])
    assert (merged.lines, merged.branches, merged.refused) == ({"ben": 1}, [], [])
    assert eves.read_bytes() == left
    with opened(here, "cleo") as book:
        assert answers(book).keys() == {"A/RR01", "B/RR01", "B/RR02"}


def test_a_journal_that_makes_no_sense_here_is_not_gone_on_with(here):
    go_on(here, "eve", "B/RR01", verdict="Y")
    away = copy_of(here, "away.sqs")
    eves = next(path for path in journals(here) if path.name.startswith("eve"))
    senseless(eves)
    left = eves.read_bytes()
    go_on(away, "eve", "B/RR02", verdict="N")
    with pytest.raises(Elsewhere, match="line 3: a counter beyond all counting"):
        merge(here, [copied(away)])
    assert eves.read_bytes() == left


def test_another_workbook_is_refused(here, tmp_path):
    made(tmp_path / "other.sqs").close()
    with pytest.raises(Refused, match="another workbook"):
        merge(here, [copied(tmp_path / "other.sqs")])


def test_another_catalogue_is_refused(here):
    away = copy_of(here, "away.sqs")
    with (away / "catalogue.toml").open("a") as file:
        file.write("# more\n")
    with pytest.raises(Refused, match="catalogue"):
        merge(here, [copied(away)])


def test_a_damaged_journal_is_left_out_and_the_rest_taken(here, tmp_path, monkeypatch):
    away = copy_of(here, "away.sqs")
    elsewhere_with_own_installation(monkeypatch, tmp_path)
    go_on(away, "ben", "A/RR02", verdict="N")
    go_on(away, "cem", "A/RR03", verdict="N")
    hurt = next(path for path in journals(away) if path.name.startswith("ben"))
    hurt.write_bytes(hurt.read_bytes().replace(b'"N"', b'"Y"'))
    merged = merge(here, [copied(away)])
    assert merged.lines == {"cem": 1}
    assert len(merged.refused) == 1
    assert "ben" in merged.refused[0]
    assert set(on_disk(here)) == {"A/RR01", "A/RR03"}


def test_a_damaged_workbook_takes_nothing(here):
    away = copy_of(here, "away.sqs")
    journals(here)[0].write_bytes(journals(here)[0].read_bytes().replace(b'"Y"', b'"N"'))
    with pytest.raises(Damaged):
        merge(here, [copied(away)])


def test_a_torn_tail_is_set_aside_before_the_journal_grows(here):
    away = copy_of(here, "away.sqs")
    go_on(away, "ann", "A/RR02", verdict="N")
    with journals(here)[0].open("ab") as file:
        file.write(b"torn")
    merge(here, [copied(away)])
    assert [path.read_bytes() for path in (here / "quarantine").iterdir()] == [b"torn"]
    assert journals(here)[0].read_bytes() == journals(away)[0].read_bytes()


def test_a_full_disk_leaves_the_workbook_as_it_was_or_whole(here, tmp_path):
    away = copy_of(here, "away.sqs")
    for number in range(30):
        go_on(away, "ann", f"A/RR{number}", note="x" * 300)
    script = """
    from sqs_tui.store.copies import copied
    from sqs_tui.store.merging import merge
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
    try:
        merge(folder, [copied(Path(words[0]))])
    except NotSaved as error:
        tell(str(error))
    """
    before = on_disk(here)
    assert "too large" in elsewhere(script, here, away)
    assert on_disk(here) == before
    merge(here, [copied(away)])
    assert on_disk(here) == on_disk(away)


# Faults on the way


@pytest.fixture
def three(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that brings a journal grown, one that went another way, and one of somebody new."""
    go_on(here, "dee", "A/RR08", verdict="Y")
    away = copy_of(here, "away.sqs")
    for number in range(3):
        go_on(away, "ann", f"A/RR1{number}", verdict="N")
    go_on(here, "dee", "A/RR09", note="here")
    go_on(away, "dee", "A/RR09", note="away")
    with monkeypatch.context() as patch:
        elsewhere_with_own_installation(patch, tmp_path)
        go_on(away, "ben", "A/RR02", verdict="N")
    return away


def at_the_nth(number: int, monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> list[int]:
    """Do something instead of the nth call that changes a disk; how many there have been."""
    calls = [0]

    def counting(real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **named: object) -> object:
            calls[0] += 1
            if calls[0] == number:
                act()
            return real(*words, **named)

        return call

    for name in ("write", "fsync", "link", "ftruncate", "unlink", "fchmod"):
        monkeypatch.setattr(os, name, counting(getattr(os, name)))
    return calls


def fault() -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_whatever_call_fails_nothing_is_damaged_and_merging_again_completes_it(three, here, tmp_path):
    united = copy_of(here, "united.sqs")
    merge(united, [copied(three)])
    number, failed = 0, 1
    while failed:
        number, failed = number + 1, 0
        tried = copy_of(here, f"tried-{number}.sqs")
        with pytest.MonkeyPatch.context() as patch:
            calls = at_the_nth(number, patch, fault)
            try:
                merge(tried, [copied(three)])
            except NotSaved:
                failed = 1
            failed = failed or calls[0] >= number
        assert on_disk(here).keys() <= on_disk(tried).keys()
        merge(tried, [copied(three)])
        assert state(tried) == state(united)
        shutil.rmtree(tried)
    assert number > 10


def test_whenever_it_is_killed_nothing_is_damaged_and_merging_again_completes_it(three, here):
    united = copy_of(here, "united.sqs")
    merge(united, [copied(three)])
    number, killed = 0, True
    while killed:
        number += 1
        tried = copy_of(here, f"tried-{number}.sqs")
        child = os.fork()
        if child == 0:
            with pytest.MonkeyPatch.context() as patch:
                at_the_nth(number, patch, lambda: os._exit(9))
                merge(tried, [copied(three)])
            os._exit(0)
        killed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        assert on_disk(here).keys() <= on_disk(tried).keys()
        merge(tried, [copied(three)])
        assert state(tried) == state(united)
        shutil.rmtree(tried)
    assert number > 10


def test_in_a_shared_workbook_the_team_may_read_what_came(tmp_path, monkeypatch):
    group, here = grp.getgrgid(os.getgid()).gr_name, tmp_path / "here.sqs"
    with Workbook.create(here, parse(SMALL, "small"), group=group, author=f"{locations.kernel_user()}/ann") as book:
        put(book, "A/RR01", verdict="Y")
    away = copy_of(here, "away.sqs")
    elsewhere_with_own_installation(monkeypatch, tmp_path)
    go_on(away, "ben", "A/RR02", verdict="N")
    merge(here, [copied(away)])
    assert {stat.S_IMODE(path.stat().st_mode) for path in journals(here)} == {0o640}


# Hostile copies


def written_by(copy: Copy, writer: str, *bodies: str) -> bytes:
    """A journal whose hashes are right, whatever it says."""
    first = {"n": 0, "v": 1, "workbook": copy.id, "identity": copy.digest, "writer": writer, "by": "eve"}
    previous, lines = GENESIS, []
    for body in (encoded(first), *bodies):
        previous = chained(previous, body)
        lines.append(f"{previous} {body}\n")
    return "".join(lines).encode("ascii")


LINE = '"n":1,"t":{t},"at":"","by":"eve","why":"scored","ops":[["answers","A/RR01","note",{value},[]]]'


@pytest.mark.parametrize(
    "body",
    [
        "{" + LINE.format(t=5, value="NaN") + "}",
        "{" + LINE.format(t=5, value="Infinity") + "}",
        "{" + LINE.format(t=10**30, value='"x"') + "}",
        "{" + LINE.format(t=-1, value='"x"') + "}",
        "{" + LINE.format(t=5, value="[" * 60 + "]" * 60) + "}",
        "{" + LINE.format(t=5, value="[" * 9000 + "]" * 9000) + "}",
        "{" + LINE.format(t=5, value='"x"') + ',"n":1}',
        "{" + LINE.format(t=5, value="9" * 5000) + "}",
        "[]",
    ],
    ids=["nan", "infinity", "far", "before", "deep", "deeper", "twice", "digits", "list"],
)
def test_a_line_that_would_hurt_is_refused_with_its_journal(here, body):
    own = copied(here)
    hostile = Copy("eve", own.identity, own.catalogue, {"eve-1": written_by(own, "eve-1", body)})
    before = whole(here)
    merged = merge(here, [hostile])
    assert (merged.lines, len(merged.refused)) == ({}, 1)
    assert whole(here) == before


def test_what_a_newer_version_wrote_is_kept(here):
    own = copied(here)
    body = encoded(
        {"n": 1, "t": 9, "at": "", "by": "eve", "why": "new", "more": 1, "ops": [["unknown", "x", "f", {"a": 1}, []]]}
    )
    merge(here, [Copy("eve", own.identity, own.catalogue, {"eve-1": written_by(own, "eve-1", body)})])
    with opened(here, read_only=True) as book:
        assert book.rows("unknown") == {"x": {"f": {"a": 1}}}


def test_links_and_pipes_are_never_followed(here):
    away = copy_of(here, "away.sqs")
    os.symlink("/etc/passwd", away / "journal" / "eve-1.jsonl")
    os.mkfifo(away / "journal" / "eve-2.jsonl")
    (away / "journal" / "Eve 3.jsonl").write_bytes(b"x")
    os.mkdir(away / "journal" / "eve-4.jsonl")
    merged = merge(here, [copied(away)])
    assert (merged.lines, len(merged.refused)) == ({}, 4)
    assert "eve-2.jsonl: It is a pipe, socket or device, not a regular file" in merged.refused[2]


def test_a_link_to_a_sound_journal_is_not_followed_either(here, tmp_path):
    """It may point at what whoever made the link could not read."""
    away, private = copy_of(here, "away.sqs"), copy_of(here, "private.sqs")
    go_on(private, "ben", "B/RR01", verdict="Y")
    _, bens = journals(private)
    (away / "journal" / bens.name).symlink_to(bens)
    merged = merge(here, [copied(away)])
    assert (merged.lines, len(merged.refused)) == ({}, 1)


def test_an_empty_journal_in_a_copy_is_named_for_what_it_is(here):
    away = copy_of(here, "away.sqs")
    (away / "journal" / "eve-1.jsonl").touch()
    assert list(merge(here, [copied(away)]).refused) == [f"{away}: eve-1.jsonl: it has no lines"]


def test_a_journal_begun_under_another_identity_is_refused(here, tmp_path, monkeypatch):
    away = copy_of(here, "away.sqs")
    elsewhere_with_own_installation(monkeypatch, tmp_path)
    go_on(away, "ben", "B/RR01", verdict="Y")
    begin_under_another_identity(journals(away)[1])
    before = whole(here)
    merged = merge(here, [copied(away)])
    assert (merged.lines, len(merged.refused)) == ({}, 1)
    assert whole(here) == before


def test_a_copy_whose_identity_was_altered_is_refused(here):
    own = copied(here)
    altered = own.identity.replace(b"extended = false", b"extended = true")
    hostile = Copy("eve", altered, own.catalogue, {})
    hostile = Copy("eve", altered, own.catalogue, {"eve-1": written_by(hostile, "eve-1")})
    with pytest.raises(Refused, match=r"workbook\.toml is not this one's"):
        merge(here, [hostile])
    assert state(here) == ({"A/RR01": {"verdict": "Y"}}, {})


def test_a_workbook_whose_catalogue_was_changed_takes_nothing(here):
    away = copy_of(here, "away.sqs")
    go_on(away, "ann", "A/RR02", verdict="N")
    for folder in (here, away):
        with (folder / "catalogue.toml").open("a") as file:
            file.write("# more\n")
    with pytest.raises(Damaged, match="catalogue was changed"):
        merge(here, [copied(away)])


# Laws

AUTHORS, MACHINES = ("ann-1", "ben-1"), 3
IDENTITY = b'id = "' + b"0" * 32 + b'"\ncatalogue_hash = ""\n'
EMPTY = Copy("copy", IDENTITY, b"", {})


class Machine:
    """A copy somewhere, in memory; anybody may write in it, with one installation for all copies.

    Its clock is days wrong, which must not matter.
    """

    def __init__(self, days_ahead: int = 0) -> None:
        self.at = (datetime(2026, 1, 15, tzinfo=UTC) + timedelta(days_ahead)).isoformat()
        self.journals: dict[str, Journal] = {}

    def named(self) -> Iterator[tuple[str, str]]:
        """What each line is called here, and its hash."""
        gathered = {name: journal.lines for name, journal in self.journals.items()}
        branches = Branches(gathered)
        for name, lines in gathered.items():
            for line, hash in lines:
                yield branches.named(name, line, hash).id, hash

    def write(self, writer: str, key: tuple[str, str, str], value: object) -> tuple[str, set[str]]:
        """Write a field, having seen what stands here; the hash of the line, and of those it saw."""
        fold, hashes = folded(self.journals), dict(self.named())
        while any(name.startswith(f"{writer}~") for name in self.journals):
            writer = f"{writer[:-1]}{int(writer[-1]) + 1}"
        known = self.journals.get(writer)
        raw = known.raw if known else written_by(EMPTY, writer)
        number, seen = len(known.lines) + 1 if known else 1, fold.seen(key)
        content = {"n": number, "t": fold.counter + 1, "at": self.at, "by": writer, "why": "scored"}
        body = encoded({**content, "ops": [[*key, value, list(seen)]]})
        hash = chained(raw[raw.rfind(b"\n", 0, -1) + 1 :][:32].decode(), body)
        self.journals[writer] = checked(writer, raw + f"{hash} {body}\n".encode(), EMPTY)
        return hash, {hashes[name] for name in seen}

    def take(self, other: Machine) -> None:
        for _, journal in sorted(other.journals.items()):
            unite(self.journals, journal)


def shown(fold: Fold) -> str:
    keys = sorted(set(fold._heads))
    return json.dumps(
        [fold.tables, list(fold.differences()), [[key, [h.id for h in fold.heads(key)]] for key in keys]],
        sort_keys=True,
    )


def union(*machines: Machine) -> Machine:
    all = Machine()
    for machine in machines:
        all.take(machine)
    return all


KEYS = [("answers", "A", "v"), ("answers", "A", "n"), ("answers", "B", "v"), ("answers", "A", DELETED)]
steps = some.lists(
    some.tuples(
        some.integers(0, MACHINES - 1),
        some.sampled_from(["write", "write", "write", "take"]),
        some.integers(0, 1),  # who
        some.sampled_from(KEYS),
        some.integers(0, 2),
    ),
    max_size=22,
)  # fmt: skip


@given(steps)
@settings(max_examples=600, deadline=None)
def test_the_laws_of_merging(told):
    machines = [Machine(days_ahead) for days_ahead in (-10, 0, 10)]
    written: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for place, act, who, key, which in told:
        if act == "take":
            machines[place].take(machines[which])
        else:
            value = (True, None, True)[which] if key[2] == DELETED else ("Y", "N", "U")[which]
            hash, saw = machines[place].write(AUTHORS[who], key, value)
            written.setdefault(key, {})[hash] = saw
    a, b, c = machines
    one, other = union(a, b, c), union(c, b, a)
    fold = folded(one.journals)
    assert shown(fold) == shown(folded(other.journals)) == shown(folded(union(b, union(c, a)).journals))
    assert shown(fold) == shown(folded(union(union(a, b), c, a, one, other).journals))
    # Every line is there once, and nothing that an author had not on screen is hidden by what that author wrote.
    names = {hash: name for name, hash in one.named()}
    assert names.keys() == {hash for lines in written.values() for hash in lines}
    for key, lines in written.items():
        standing = lines.keys() - {hash for saw in lines.values() for hash in saw}
        assert {names[hash] for hash in standing} <= {head.id for head in fold.heads(key)}
