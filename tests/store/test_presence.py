"""Who is here is told by small files that come and go; nothing ever fails for them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from sqs_tui.store.presence import STALE_SECONDS, Presence, Visitor
from tests.store.books import journals, made


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "test.sqs"
    path.mkdir(mode=0o700)
    return path


@pytest.fixture
def here(folder, clock):
    def arrived(name: str) -> Presence:
        return Presence(folder, f"{name}-1", name, "2026-01-01T10:00:00+00:00", clock)

    return arrived


def test_each_sees_the_other_and_not_oneself(here):
    ann, ben = here("ann"), here("ben")
    ann.say("DUD-01", "RR03")
    ben.say("", "")
    assert ben.others() == (Visitor("ann", "DUD-01", "RR03", "2026-01-01T10:00:00+00:00"),)
    assert [one.author for one in ann.others()] == ["ben"]


def test_whoever_leaves_is_gone(here, folder):
    ann, ben = here("ann"), here("ben")
    ann.say("DUD-01", "RR03")
    ann.close()
    assert ben.others() == ()
    assert list((folder / "here").iterdir()) == []


def test_a_place_is_written_when_it_changes_and_at_most_three_times_a_second(here, folder, clock):
    ann, ben = here("ann"), here("ben")
    ann.say("DUD-01", "RR03")
    (file,) = (folder / "here").iterdir()
    first = file.stat().st_ino
    ann.say("DUD-01", "RR04")
    assert (file.stat().st_ino, ben.others()[0].criterion) == (first, "RR03")
    clock.now += 0.4
    ann.say("DUD-01", "RR04")
    assert ben.others()[0].criterion == "RR04"
    second = (file.stat().st_ino, file.stat().st_mtime_ns)
    clock.now += 6
    ann.say("DUD-01", "RR04")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == second


def test_somebody_who_stays_on_one_thing_does_not_fade_and_a_stopped_window_does(here, clock):
    ann, ben = here("ann"), here("ben")
    ann.say("DUD-01", "RR03")
    os.utime(next((ann._folder).iterdir()), (clock.now, clock.now))
    for _ in range(10):
        clock.now += 5
        ann.say("DUD-01", "RR03")
    assert ben.others()
    clock.now += STALE_SECONDS + 1
    assert ben.others() == ()


def test_a_window_whose_process_is_gone_is_not_here(here, folder):
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    ann, ben = here("ann"), here("ben")
    ann.say("DUD-01", "RR03")
    (file,) = (folder / "here").iterdir()
    content = json.loads(file.read_text())
    file.write_text(json.dumps({**content, "pid": process.pid}))
    assert ben.others() == ()
    file.write_text(json.dumps({**content, "pid": process.pid, "host": "elsewhere"}))
    assert [one.author for one in ben.others()] == ["ann"]


def test_what_a_killed_window_left_is_swept_by_the_next_one(here, folder):
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    (folder / "here").mkdir()
    for name in (f"ann-1-{process.pid}.json", f"ben-1-{process.pid}.json", f"ann-1-{os.getppid()}.json"):
        (folder / "here" / name).write_text("{}")
    here("ann").say("", "")
    left = sorted(path.name for path in (folder / "here").iterdir())
    assert left == sorted(
        [f"ann-1-{os.getpid()}.json", f"ann-1-{os.getppid()}.json", f"ben-1-{process.pid}.json"],
    )


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"who":3}', b'{"who":""}', b"\xff\xfe", b"[" * 5000, b"x" * 100_000]
)
def test_what_is_no_such_file_is_passed_over(here, folder, content):
    ann = here("ann")
    ann.say("", "")
    (folder / "here" / "bad-1.json").write_bytes(content)
    assert ann.others() == ()


def test_what_others_wrote_steers_nothing(here, folder):
    ann = here("ann")
    ann.say("", "")
    hostile = {"who": "a\x1b[2Jb\n" + "c" * 500, "case": "\u202eX", "criterion": ["RR03"], "pid": "1", "host": 3}
    (folder / "here" / "bad-1.json").write_text(json.dumps(hostile))
    (found,) = ann.others()
    assert "\x1b" not in found.author
    assert len(found.author) <= 60
    assert (found.case, found.criterion) == ("X", "")


def test_links_and_pipes_are_not_read(here, folder, tmp_path):
    ann = here("ann")
    ann.say("", "")
    (tmp_path / "secret.json").write_text('{"who":"link"}')
    (folder / "here" / "a.json").symlink_to(tmp_path / "secret.json")
    os.mkfifo(folder / "here" / "b.json")
    assert ann.others() == ()


def test_where_nothing_can_be_written_nothing_fails(here, folder):
    (folder / "here").write_text("in the way")
    ann = here("ann")
    ann.say("DUD-01", "RR03")
    assert ann.others() == ()
    ann.close()


@pytest.mark.parametrize(("mode", "file", "kept"), [(0o700, 0o600, 0o700), (0o770, 0o640, 0o3770)])
def test_files_are_the_writers_own_or_a_teams_to_read(here, folder, mode, file, kept):
    folder.chmod(mode)
    here("ann").say("", "")
    assert (folder / "here").stat().st_mode & 0o7777 == kept
    assert next((folder / "here").iterdir()).stat().st_mode & 0o777 == file


def test_it_leaves_the_journals_alone(tmp_path):
    with made(tmp_path / "book.sqs") as book:
        before = [path.read_bytes() for path in journals(book.folder)]
        Presence(book.folder, "ann-1", "ann", "").say("DUD-01", "RR03")
        assert [path.read_bytes() for path in journals(book.folder)] == before
