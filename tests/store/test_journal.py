"""A journal reads back exactly what was acknowledged, or says what is wrong with it and leaves it alone."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui.errors import NotSaved
from sqs_tui.store import journal
from sqs_tui.store.disk import place
from sqs_tui.store.journal import Cursor, chained, read
from sqs_tui.store.verifying import verify
from sqs_tui.store.workbook import Workbook
from sqs_tui.store.writer import JournalWriter
from tests.store.books import answers, journals, made, on_disk, opened, put, whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "test.sqs"


@pytest.fixture
def small(folder: Path) -> Path:
    """The journal of a workbook with three lines beyond the first."""
    with made(folder) as book:
        put(book, "A/RR01", verdict="Y")
        put(book, "A/RR02", verdict="N", factors=["late"], note="é")
        put(book, "A/RR01", verdict="N")
    return journals(folder)[0]


@pytest.fixture
def quick(monkeypatch) -> None:
    """A disk that need not be waited for, where thousands of writes are not about durability."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


DEEP = json.loads("[" * 30 + "]" * 30)


def after_each_line(raw: bytes) -> list[int]:
    return [place + 1 for place, byte in enumerate(raw) if byte == ord("\n")]


def rechained(*bodies: dict) -> bytes:
    """A journal of these contents, with every hash right."""
    previous, lines = "0" * 32, []
    for body in bodies:
        text = json.dumps(body, separators=(",", ":"))
        previous = chained(previous, text)
        lines.append(f"{previous} {text}\n")
    return "".join(lines).encode("ascii")


def contents(path: Path) -> list[dict]:
    return [json.loads(line[33:]) for line in path.read_text("ascii").splitlines()]


def test_every_line_carries_the_hash_of_all_before_it(small):
    previous = "0" * 32
    for line in small.read_text("ascii").splitlines():
        assert line[:32] == chained(previous, line[33:])
        previous = line[:32]


def test_the_first_line_names_the_workbook_and_its_writer(folder, small):
    first = contents(small)[0]
    assert first["workbook"] == opened(folder).id
    assert (first["v"], first["n"], first["by"], first["writer"]) == (1, 0, "ann", small.stem)


def test_a_line_says_who_when_why_and_from_what_was_on_screen(small):
    line = contents(small)[3]
    assert (line["n"], line["by"], line["why"]) == (3, "ann", "scored")
    assert line["ops"] == [["answers", "A/RR01", "verdict", "N", [f"{small.stem}:1"]]]


def test_a_journal_is_ascii_whatever_is_typed(folder):
    hostile = "\x1b]52;c;x\x07 \u202e 漢 \U0001f9d1 \n\t\0"
    with made(folder) as book:
        put(book, "A/RR08", note=hostile)
    raw = journals(folder)[0].read_bytes()
    assert max(raw) < 127
    assert raw.count(b"\n") == 2
    assert on_disk(folder)["A/RR08"]["note"] == hostile


def test_cut_anywhere_it_reads_as_an_exact_beginning_and_work_goes_on(folder, small, quick):
    """At every byte beyond the first line: whole lines are read, the rest is set aside, the next write works.

    A line of which only the newline is missing is whole, and is ended before the next.
    """
    raw = small.read_bytes()
    ends = after_each_line(raw)
    states = []
    for end in ends:
        small.write_bytes(raw[:end])
        states.append(on_disk(folder))
    for cut in range(ends[0] - 1, len(raw)):
        small.write_bytes(raw[:cut])
        kept = max(end for end in ends if end <= cut + 1)
        with opened(folder) as book:
            assert (answers(book), book.damage) == (states[ends.index(kept)], ())
            put(book, "A/RR06", verdict="Y")
        assert on_disk(folder) == {**states[ends.index(kept)], "A/RR06": {"verdict": "Y"}}
        assert small.read_bytes().startswith(raw[:kept])
        torn = sorted((folder / "quarantine").iterdir())
        assert [path.read_bytes() for path in torn] == ([raw[kept:cut]] if cut > kept else [])
        for path in torn:
            path.unlink()


def test_cut_within_its_first_line_a_journal_is_damaged_and_left_alone(folder, small):
    """It was the only one, so nothing shows what one would write beside: nothing is written."""
    raw = small.read_bytes()
    for cut in range(after_each_line(raw)[0] - 1):
        small.write_bytes(raw[:cut])
        with opened(folder) as book:
            assert book.is_read_only
            assert str(book.damage[0]).startswith(f"{small.name}, line 1: ")
            with pytest.raises(NotSaved, match="read-only"):
                put(book, "A/RR06", verdict="Y")
        assert small.read_bytes() == raw[:cut]


@pytest.mark.parametrize("bit", [0x01, 0x20, 0x80])
def test_any_byte_changed_is_found_and_nothing_is_touched(folder, small, bit):
    raw = small.read_bytes()
    ends = after_each_line(raw)
    for byte in range(len(raw)):
        changed = bytearray(raw)
        changed[byte] ^= bit
        small.write_bytes(changed)
        before = whole(folder)
        with opened(folder) as book:
            line = sum(end <= byte for end in ends) + 1
            assert [damage.line for damage in book.damage] == [line], f"byte {byte}"
        assert whole(folder) == before


@pytest.mark.parametrize("change", ["a line less", "a line twice", "two lines swapped", "a line of another journal"])
def test_lines_taken_out_doubled_or_swapped_are_found(folder, small, change):
    lines = small.read_bytes().splitlines(keepends=True)
    small.write_bytes(
        b"".join(
            {
                "a line less": [lines[0], *lines[2:]],
                "a line twice": [*lines[:2], *lines[1:]],
                "two lines swapped": [lines[0], lines[2], lines[1], lines[3]],
                "a line of another journal": [*lines, rechained({"n": 4}) or b""],
            }[change]
        )
    )
    with opened(folder) as book:
        assert "the hash does not match" in str(book.damage[0])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda bodies: bodies[0].update(workbook="another"), "line 1: it belongs to another workbook"),
        (lambda bodies: bodies[0].update(writer="ben"), "line 1: it belongs to another workbook or writer"),
        (lambda bodies: bodies[0].update(v=True), "line 1: it is of format True, and this version reads 1"),
        (lambda bodies: bodies[0].update(v=2), "line 1: it is of format 2, and this version reads 1"),
        (lambda bodies: bodies[0].pop("v"), "line 1: content that cannot be read"),
        (lambda bodies: bodies[2].update(n=7), "line 3: number 2 was expected"),
        (lambda bodies: bodies[2].pop("ops"), "line 3: content that cannot be read"),
        (lambda bodies: bodies[2].update(ops=[[1, "a", "b", "c", []]]), "line 3: an operation that cannot be read"),
        (lambda bodies: bodies[2].update(ops=[["t", "a"]]), "line 3: content that cannot be read"),
        (lambda bodies: bodies[2].update(t=float("inf")), "line 3: content that cannot be read"),
        (lambda bodies: bodies[2]["ops"][0].__setitem__(3, float("nan")), "line 3: content that cannot be read"),
        (lambda bodies: bodies[2]["ops"][0].__setitem__(3, DEEP), "line 3: it is nested too deep"),
        (lambda bodies: bodies.__setitem__(2, []), "line 3: content that cannot be read"),
    ],
)
def test_content_nobody_here_would_write_is_damage_however_well_it_is_hashed(folder, small, change, found):
    bodies = contents(small)
    change(bodies)
    small.write_bytes(rechained(*bodies))
    with opened(folder) as book:
        assert found in str(book.damage[0])


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.update(t=-1),
        lambda body: body.update(t=10**30),
        lambda body: body.update(t=2**53),
        lambda body: body["ops"][0].__setitem__(4, ["eve-1:" + "9" * 4300]),
    ],
)
def test_a_line_beyond_all_counting_is_the_damage_of_its_own_journal_and_others_go_on(folder, small, change):
    bodies = contents(small)
    change(bodies[2])
    small.write_bytes(rechained(*bodies))
    before = small.read_bytes()
    with opened(folder, "ben") as ben:
        (damage,) = ben.damage
        assert (damage.author, damage.line, damage.what) == ("ann", 3, "a counter beyond all counting")
        put(ben, "B/RR01", verdict="Y")
        put(ben, "B/RR02", verdict="N")
    with opened(folder, "ann") as ann:
        put(ann, "A/RR09", verdict="N")
        assert ann.writer == f"{small.stem[:-1]}2"
    assert small.read_bytes() == before
    with opened(folder, "cleo") as cleo:
        assert {"A/RR09", "B/RR02"} <= answers(cleo).keys()
    (damaged,) = verify(folder).damaged
    assert damaged.startswith(f"{small.name}, line 3")


def named_differently(name: object) -> Callable[[dict], None]:
    return lambda body: body["ops"][0].__setitem__(4, [name])


@pytest.mark.parametrize(
    ("line", "change"),
    [
        (0, lambda body: body.update(n=False)),
        (2, lambda body: body.update(n=2.0)),
        (1, lambda body: body.update(n=True)),
        (2, lambda body: body.update(t=3.0)),
        (2, lambda body: body.update(t=True)),
        (2, lambda body: body.update(t="soon")),
        *((2, named_differently(f"eve-1:{end}")) for end in ("2.0", "True", "-1", "1_0", "01", "", "\u0661", "1\n")),
        *((2, named_differently(name)) for name in ("x", ":1", "Eve 1:1", "eve~1:1:1", "eve~x:1")),
    ],
)
def test_a_line_numbered_by_what_is_no_number_is_left_out_and_others_write_over_what_it_says(
    folder, small, line, change
):
    with opened(folder, "ben") as ben:
        put(ben, "B/RR01", verdict="Y")
    bodies = contents(small)
    change(bodies[line])
    small.write_bytes(rechained(*bodies))
    for verdict in ("N", "Y"):
        with opened(folder, "ben") as ben:
            assert [str(damage) for damage in ben.damage] == [f"{small.name}, line {line + 1}: a number that is none"]
            put(ben, "A/RR01", verdict=verdict)
    with opened(folder, "cleo") as cleo:
        assert answers(cleo)["A/RR01"] == {"verdict": "Y"}


@pytest.mark.parametrize("place", ["t", "value", "of"])
def test_a_number_longer_than_anybody_reckons_with_is_the_damage_of_its_own_journal(folder, small, place):
    *lines, last = contents(small)
    long = "1" + "0" * 5_000
    texts = {"t": ('"t":3', f'"t":{long}'), "value": ('"N"', long), "of": ('"ops"', f'"of":"ann-1:{long}","ops"')}
    body = json.dumps(last, separators=(",", ":")).replace(*texts[place])
    raw = rechained(*lines)
    small.write_bytes(raw + f"{chained(raw.splitlines()[-1][:32].decode(), body)} {body}\n".encode())
    with opened(folder, "ben") as ben:
        assert "line 4: a counter beyond all counting" in str(ben.damage[0])
        put(ben, "B/RR01", verdict="Y")
    with opened(folder, "cleo") as cleo:
        assert answers(cleo)["B/RR01"] == {"verdict": "Y"}


def test_however_far_ahead_a_stranger_counts_there_is_room_for_the_lines_after(folder):
    made(folder).close()
    with opened(folder, "ann") as ann, opened(folder, "eve") as eve:
        for verdict in ("Y", "N", "Y"):
            eve._storage.fold.counter = 2**60
            put(eve, "A/RR01", verdict=verdict)
        eve._storage.fold.counter = 2**60
        put(eve, "B/RR01", verdict="Y")
        ann.refresh()
        put(ann, "A/RR01", verdict="N")
    assert on_disk(folder) == {"A/RR01": {"verdict": "N"}, "B/RR01": {"verdict": "Y"}}


def test_the_first_line_ever_of_somebody_behind_a_stranger_who_counted_far_ahead_reads_back(folder):
    made(folder).close()
    for where in ("A/RR09", "A/RR08", "A/RR01"):
        with opened(folder, "eve") as eve:
            eve._storage.fold.counter = 2**60
            put(eve, where, verdict="Y")
    for where in ("B/RR02", "B/RR03"):
        with opened(folder, "ben") as ben:
            put(ben, where, verdict="N")
            assert ben.warnings == ()
    assert on_disk(folder).keys() == {"A/RR09", "A/RR08", "A/RR01", "B/RR02", "B/RR03"}


def test_an_empty_journal_is_damage_not_a_new_one(folder, small):
    small.write_bytes(b"")
    assert "it is empty" in str(opened(folder).damage[0])


def test_a_tail_of_zeros_is_torn(folder, small):
    raw = small.read_bytes()
    small.write_bytes(raw + b"\0" * 4096)
    with opened(folder) as book:
        put(book, "A/RR06", verdict="Y")
        assert book.set_aside == (small.name,)
    assert on_disk(folder)["A/RR06"] == {"verdict": "Y"}


def test_two_tails_torn_at_the_same_place_are_both_kept(folder, small):
    raw = small.read_bytes()
    for tail in (b"first", b"second"):
        small.write_bytes(raw + tail)
        with opened(folder) as book:
            put(book, "A/RR06", verdict="Y")
    assert {path.read_bytes() for path in (folder / "quarantine").iterdir()} == {b"first", b"second"}


def test_a_reader_leaves_a_torn_tail_to_its_writer(folder, small):
    with small.open("ab") as file:
        file.write(b"half a li")
    before = small.read_bytes()
    with opened(folder, "ben") as book:
        put(book, "B/RR01", verdict="Y")
        assert (book.damage, book.is_read_only) == ((), False)
    assert small.read_bytes() == before


def test_damage_in_one_journal_leaves_the_others_readable(folder, small):
    with opened(folder, "ben") as book:
        put(book, "B/RR01", verdict="Y")
    raw = bytearray(small.read_bytes())
    raw[len(raw) // 2] ^= 1
    small.write_bytes(raw)
    with opened(folder) as book:
        assert len(book.damage) == 1
        assert answers(book)["B/RR01"] == {"verdict": "Y"}


def test_a_line_that_is_too_long_is_refused_and_the_next_is_not(folder, monkeypatch):
    monkeypatch.setattr(journal, "LONGEST_LINE", 2_000)
    book = made(folder)
    with pytest.raises(NotSaved, match="too long"):
        put(book, "A/RR08", note="x" * 2_000)
    assert answers(book) == {}
    put(book, "A/RR08", note="x" * 200)
    assert on_disk(folder) == {"A/RR08": {"note": "x" * 200}}


def test_a_line_longer_than_anyone_writes_is_damage(folder, small, monkeypatch):
    with small.open("ab") as file:
        file.write(b"x" * 5_000)
    monkeypatch.setattr(journal, "LONGEST_LINE", 2_000)
    assert "not what was written" in str(opened(folder).damage[0])


@pytest.mark.parametrize("kind", ["fifo", "symlink", "folder"])
def test_what_is_not_a_plain_file_is_not_a_journal(folder, small, kind, tmp_path):
    strange = folder / "journal" / "zoe-1.jsonl"
    match kind:
        case "fifo":
            os.mkfifo(strange)
        case "symlink":
            strange.symlink_to(small)
        case "folder":
            strange.mkdir()
    assert opened(folder).damage == ()


def test_files_that_are_no_journals_are_left_alone(folder, small):
    for name in (".zoe.jsonl.Xy1", "Zoe-1.jsonl", "notes.txt", "zoe.jsonl~"):
        (folder / "journal" / name).write_text("not ours")
    assert opened(folder).damage == ()


def test_reading_goes_on_where_it_stopped(folder, small):
    cursor = Cursor()
    assert len(list(read(small, cursor, opened(folder).id))) == 3
    assert list(read(small, cursor, opened(folder).id)) == []
    assert cursor.offset == small.stat().st_size


def test_a_number_too_large_to_be_written_again_is_damage(folder, small):
    *lines, last = contents(small)
    huge = json.dumps(last, separators=(",", ":")).replace('"N"', "1e999")
    raw = rechained(*lines)
    previous = raw.splitlines()[-1][:32].decode()
    small.write_bytes(raw + f"{chained(previous, huge)} {huge}\n".encode())
    with opened(folder) as book:
        assert "line 4: content that cannot be read" in str(book.damage[0])


def test_nothing_after_damage_is_read_however_sound_it_looks(folder, small):
    """What goes on from damage is nobody's word."""
    ben = opened(folder, "ben")
    before = answers(ben)
    raw = small.read_bytes()
    body = contents(small)[3] | {"n": 4, "t": 9}
    text = json.dumps(body, separators=(",", ":"))
    end = raw.splitlines()[-1][:32].decode("ascii")
    small.write_bytes(raw + b"0" * 32 + b" {}\n" + f"{chained(end, text)} {text}\n".encode("ascii"))
    assert ben.refresh() == ()
    assert [damage.line for damage in ben.damage] == [5]
    assert answers(ben) == before


def test_who_met_damage_reads_no_further_with_what_was_known_of_the_journal(folder, small):
    cursor, whole_again, id = Cursor(), small.read_bytes(), opened(folder).id
    small.write_bytes(b"".join(whole_again.splitlines(keepends=True)[:2]) + b"rubbish\n")
    assert len(list(read(small, cursor, id))) == 1
    small.write_bytes(whole_again)
    assert (list(read(small, cursor, id)), bool(cursor.damage)) == ([], True)


def test_a_closed_journal_takes_nothing(folder, small):
    cursor = Cursor()
    workbook = opened(folder).id
    list(read(small, cursor, workbook))
    writer = JournalWriter.lock(small, cursor)
    raw = small.read_bytes()
    writer.close()
    content = {"t": 9, "at": "", "by": "ann", "why": "scored", "ops": []}
    for write in (lambda: writer.append(content, workbook), lambda: writer.extend(b"x\n", cursor)):
        with pytest.raises(NotSaved, match="closed after a failed write"):
            write()
    assert small.read_bytes() == raw


def test_a_journal_is_never_made_over_another(folder, small):
    raw = small.read_bytes()
    assert JournalWriter.create(small.parent, small.stem, "another", "", "ann") is None
    with pytest.raises(FileExistsError):
        place(small, b"another", 0o600)
    assert small.read_bytes() == raw
    assert list(small.parent.iterdir()) == [small]


@pytest.mark.parametrize("kind", ["fifo", "symlink", "dangling", "folder"])
def test_what_stands_under_our_name_and_is_no_journal_is_left_and_the_next_taken(folder, tmp_path, kind):
    """In a team's folder anybody can put something there; an answer must not go through it, nor wait for it."""
    made(folder).close()
    (journal,) = journals(folder)
    ours, victim = journal.with_name(journal.name.replace("ann", "ben")), tmp_path / "victim"
    match kind:
        case "fifo":
            os.mkfifo(ours)
        case "symlink":
            victim.touch()
            ours.symlink_to(victim)
        case "dangling":
            ours.symlink_to(victim)
        case "folder":
            ours.mkdir()
    with opened(folder, "ben") as book:
        put(book, "A/RR06", verdict="Y")
        assert (book.writer, book.refresh(), book.damage) == (f"{ours.stem[:-1]}2", (), ())
    assert on_disk(folder) == {"A/RR06": {"verdict": "Y"}}
    assert not victim.exists() or victim.read_bytes() == b""


def test_damage_written_since_we_looked_is_not_taken_up_and_one_goes_on_in_the_next(folder, small):
    """Between opening and the first answer; it is named, and never moved away as if it were torn."""
    with opened(folder) as book:
        with small.open("ab") as file:
            file.write(b"0" * 32 + b' {"n":4}\n')
        raw = small.read_bytes()
        put(book, "A/RR09", verdict="Y")
        assert [str(damage) for damage in book.damage] == [f"{small.name}, line 5: the hash does not match"]
        assert answers(book).keys() == {"A/RR01", "A/RR02", "A/RR09"}
    assert (len(journals(folder)), small.read_bytes()) == (2, raw)


# While it is open


def written_then(folder: Path, change) -> Workbook:
    book = made(folder)
    put(book, "A/RR01", verdict="Y")
    change(journals(folder)[0])
    return book


def replace_by_a_copy(path: Path) -> None:
    copy = path.with_name("copy")
    copy.write_bytes(path.read_bytes())
    os.replace(copy, path)


def append_a_byte(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"?")


def cut_two_bytes(path: Path) -> None:
    """More than the newline."""
    os.truncate(path, path.stat().st_size - 2)


def lose_the_first_line(path: Path) -> None:
    path.write_bytes(path.read_bytes().split(b"\n", 1)[1])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (cut_two_bytes, "shorter than it was"),
        (lose_the_first_line, "the hash does not match"),
        (lambda path: os.truncate(path, 0), "it is empty"),
    ],
)
def test_beside_a_journal_changed_behind_our_back_one_goes_on_in_the_next(folder, change, found):
    """What was typed is on disk at once, and the file that is not what we wrote is left as it is."""
    book = written_then(folder, change)
    left = whole(folder)
    put(book, "A/RR02", verdict="N")
    assert found in str(book.damage)
    assert answers(book) == {"A/RR01": {"verdict": "Y"}, "A/RR02": {"verdict": "N"}}
    (fresh,) = whole(folder).keys() - left.keys()
    assert fresh.endswith("-2.jsonl")
    assert {name: raw for name, raw in whole(folder).items() if name != fresh} == left


def test_another_file_of_the_same_size_is_not_gone_on_with(folder, small):
    """It was put there between opening and the first answer: a line after it would be in nobody's chain."""
    with opened(folder) as book:
        bodies = contents(small)
        bodies[3]["ops"][0][3] = "Y"
        other = small.with_name("other")
        other.write_bytes(rechained(*bodies))
        assert other.stat().st_size == small.stat().st_size
        os.replace(other, small)
        put(book, "A/RR09", verdict="Y")
        assert book.writer == f"{small.stem[:-1]}2"


def test_our_own_journal_with_the_same_bytes_in_another_file_is_gone_on_with(folder):
    """It was brought back from a backup, or copied over by rsync, while we had it open."""
    book = written_then(folder, replace_by_a_copy)
    put(book, "A/RR02", verdict="N")
    assert (len(journals(folder)), book.damage) == (1, ())
    assert on_disk(folder) == {"A/RR01": {"verdict": "Y"}, "A/RR02": {"verdict": "N"}}


def replace_by_an_older_one(path: Path) -> None:
    older = path.with_name("older")
    older.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    os.replace(older, path)


def replace_by_a_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/null")


@pytest.mark.parametrize("change", [Path.unlink, replace_by_an_older_one, replace_by_a_link])
@pytest.mark.parametrize("writes", [True, False])
def test_our_own_lines_come_back_when_our_journal_is_taken_away_or_replaced_while_it_is_open(folder, change, writes):
    """By a backup that is laid over it, or a copy that deletes: what was acknowledged is on disk again at once."""
    book = written_then(folder, change)
    book.refresh()
    if writes:
        put(book, "A/RR02", verdict="N")
    with opened(folder, "cleo") as cleo:
        assert answers(cleo)["A/RR01"] == {"verdict": "Y"}
        assert ("A/RR02" in answers(cleo)) == writes
        assert cleo.damage == ()
    put(book, "A/RR03", verdict="N")
    book.refresh()
    assert {"A/RR01", "A/RR03"} <= answers(book).keys()
    book.close()
    assert {"A/RR01", "A/RR03"} <= on_disk(folder).keys()


def test_our_own_lines_come_back_with_the_next_answer_where_nobody_looked_before(folder):
    book = written_then(folder, Path.unlink)
    put(book, "A/RR02", verdict="N")
    assert (len(journals(folder)), book.damage) == (1, ())
    assert on_disk(folder).keys() == {"A/RR01", "A/RR02"}


def test_our_own_journal_whose_last_newline_was_lost_is_gone_on_with(folder):
    book = written_then(folder, lambda path: os.truncate(path, path.stat().st_size - 1))
    put(book, "A/RR02", verdict="N")
    assert on_disk(folder) == {"A/RR01": {"verdict": "Y"}, "A/RR02": {"verdict": "N"}}


# What is left out, and taken up again


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda path: os.truncate(path, path.stat().st_size // 2), "shorter than it was"),
        (lose_the_first_line, "the hash does not match"),
        (lambda path: os.truncate(path, 0), "it is empty"),
        (Path.unlink, "it is gone"),
    ],
)
def test_a_colleagues_journal_changed_behind_our_back_stops_only_their_part(folder, change, found):
    """What was read of it still counts here; when it is whole again what it has besides is taken up."""
    ann = made(folder)
    put(ann, "A/RR01", verdict="Y")
    ben = opened(folder, "ben")
    put(ann, "A/RR02", verdict="Y")
    (path,) = journals(folder)
    whole_again = path.read_bytes()
    change(path)
    assert ben.refresh() == ()
    (damage,) = ben.damage
    assert (damage.author, found in damage.what, bool(damage.since)) == ("ann", True, True)
    put(ben, "B/RR01", verdict="N")
    assert answers(ben) == {"A/RR01": {"verdict": "Y"}, "B/RR01": {"verdict": "N"}}
    path.write_bytes(whole_again)
    assert [line.operations[0].id for line in ben.refresh()] == ["A/RR02"]
    assert (ben.damage, ben.refresh()) == ((), ())
    assert answers(ben).keys() == {"A/RR01", "A/RR02", "B/RR01"}


def test_the_same_bytes_in_another_file_are_no_damage(folder):
    ann = made(folder)
    put(ann, "A/RR01", verdict="Y")
    ben = opened(folder, "ben")
    put(ann, "A/RR02", verdict="Y")
    replace_by_a_copy(journals(folder)[0])
    assert len(ben.refresh()) == 1
    assert (ben.damage, answers(ben).keys()) == ((), {"A/RR01", "A/RR02"})


def test_another_journal_in_the_place_of_one_that_was_read_is_left_out(folder, small):
    """Longer, and its own chain holds: but what was read before is not in it."""
    ben = opened(folder, "ben")
    bodies = contents(small)
    bodies[1]["ops"][0][3] = "N"
    other = small.with_name("other")
    other.write_bytes(rechained(*bodies, bodies[3] | {"n": 4}))
    os.replace(other, small)
    assert ben.refresh() == ()
    assert "another file" in str(ben.damage[0])
    assert answers(ben)["A/RR01"] == {"verdict": "N"}


def test_a_journal_is_taken_up_while_it_is_still_being_copied(folder, small):
    """Byte by byte, as a stick or a slow share brings it: nobody else is stopped, and at its end it is whole."""
    with opened(folder, "ben") as ben:
        put(ben, "B/RR01", verdict="Y")
    raw = small.read_bytes()
    small.unlink()
    ben = opened(folder, "ben")
    with small.open("wb", buffering=0) as file:
        for place, byte in enumerate(raw):
            assert [damage.author for damage in ben.damage] == ["ann"] * (0 < place < after_each_line(raw)[0] - 1)
            file.write(bytes([byte]))
            ben.refresh()
            if place % 100 == 0:
                put(ben, "B/RR02", note=str(place))
    assert (ben.damage, answers(ben)["A/RR01"]) == ((), {"verdict": "N"})


def test_a_file_that_is_no_journal_stops_nobody_and_is_forgotten_when_it_is_gone(folder, small):
    notes = folder / "journal" / "notes.jsonl"
    with opened(folder) as book:
        notes.write_text("x\n")
        book.refresh()
        assert [(damage.author, damage.file) for damage in book.damage] == [("notes", "notes.jsonl")]
        put(book, "A/RR09", verdict="Y")
        notes.unlink()
        assert (book.refresh(), book.damage) == ((), ())


def test_a_journal_of_a_newer_format_stops_nobody(folder, small):
    with opened(folder) as book:
        body = contents(small)[0] | {"v": 2, "writer": "zoe-00000000-1", "by": "zoe"}
        small.with_name("zoe-00000000-1.jsonl").write_bytes(rechained(body))
        book.refresh()
        (damage,) = book.damage
        assert "it is of format 2, and this version reads 1" in damage.what
        put(book, "A/RR09", verdict="Y")
    with opened(folder, "cleo") as cleo:
        assert answers(cleo)["A/RR09"] == {"verdict": "Y"}
