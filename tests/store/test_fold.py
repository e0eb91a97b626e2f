"""However the journals of a team arrive, they come to the same workbook and the same differences."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings, strategies as some

from sqs_tui.store.fold import DELETED, Fold, Line, Operation

WRITERS = ("ann-1", "ben-1", "cem-1")
FIELDS = ("verdict", "note", DELETED)
VALUES = {"verdict": ("Y", "N", None), "note": ("a", "b", None), DELETED: (True, None)}


def field_of(writes: Sequence[tuple[str, str, object]], id: str) -> str:
    """The field written of a document."""
    return next(field for written, field, _ in writes if written == id)


class Writer:
    """One person with a copy of the workbook: what is seen on screen is what this copy has folded."""

    def __init__(self, name: str) -> None:
        self.name, self.fold, self.heard = name, Fold(), dict.fromkeys(WRITERS, 0)
        self.lines: list[Line] = []

    def write(self, *writes: tuple[str, str, object], ahead: int = 0) -> Line:
        """Write fields; who writes into what is deleted brings it back, as the tables do."""
        back = {(id, DELETED, None) for id, field, _ in writes if self.fold.shown(("answers", id, DELETED))}
        writes = (*writes, *(one for one in sorted(back) if field_of(writes, one[0]) != DELETED))
        operations = tuple(
            Operation("answers", id, field, value, self.fold.seen(("answers", id, field)))
            for id, field, value in writes
        )
        line = Line(self.name, len(self.lines) + 1, self.fold.counter + 1 + ahead, "", self.name, "scored", operations)
        self.lines.append(line)
        self.hear(line)
        return line

    def hear(self, *lines: Line) -> None:
        for line in lines:
            self.fold.apply(line)
            self.heard[line.writer] = line.number

    def catch_up(self, other: Writer, most: int) -> None:
        """Copy some of somebody's journal, as a stick or a share would."""
        self.hear(*other.lines[self.heard[other.name] :][:most])


steps = some.lists(
    some.tuples(
        some.integers(0, 2),  # who
        some.sampled_from(["write", "write", "copy"]),
        some.sampled_from(["A", "B"]),
        some.sampled_from(FIELDS),
        some.integers(0, 2),  # which value, or from whom
        some.integers(0, 5),  # how many lines, or how far ahead the counter is
    ),
    max_size=30,
)


def history(told: Iterable[tuple]) -> dict[str, list[Line]]:
    """The journals that come of people working and copying from each other."""
    people = [Writer(name) for name in WRITERS]
    for who, act, id, field, which, many in told:
        if act == "write":
            values = VALUES[field]
            people[who].write((id, field, values[which % len(values)]), ahead=many)
        else:
            people[who].catch_up(people[which], many)
    return {one.name: one.lines for one in people}


def folded(*lines: Line) -> Fold:
    fold = Fold()
    for line in lines:
        fold.apply(line)
    return fold


def seen(fold: Fold) -> tuple:
    """Everything a fold shows."""
    keys = [("answers", id, field) for id in "AB" for field in FIELDS]
    documents = {id: dict(row) for id, row in fold.tables.get("answers", {}).items() if row}
    return documents, [fold.heads(key) for key in keys], list(fold.differences()), fold.counter


def shuffled(journals: dict[str, Sequence[Line]], chance: random.Random) -> list[Line]:
    """Lines of all writers in any order, those of one writer in their own."""
    left, order = [deque(lines) for lines in journals.values() if lines], []
    while left:
        journal = chance.choice(left)
        order.append(journal.popleft())
        left = [lines for lines in left if lines]
    return order


@settings(max_examples=300, deadline=None)
@given(steps, some.randoms())
def test_the_order_of_arrival_does_not_matter(told, chance):
    journals = history(told)
    plain = seen(folded(*(line for lines in journals.values() for line in lines)))
    for _ in range(4):
        assert seen(folded(*shuffled(journals, chance))) == plain


@settings(max_examples=100, deadline=None)
@given(steps)
def test_whichever_two_copies_are_merged_first_does_not_matter(told):
    ann, ben, cem = history(told).values()
    assert seen(folded(*ann, *ben, *cem)) == seen(folded(*cem, *ben, *ann)) == seen(folded(*ben, *cem, *ann))


@settings(max_examples=100, deadline=None)
@given(steps, some.randoms())
def test_a_line_that_arrives_twice_is_there_once(told, chance):
    journals = history(told)
    once = shuffled(journals, chance)
    assert seen(folded(*once, *once)) == seen(folded(*once))


@settings(max_examples=100, deadline=None)
@given(steps, some.randoms())
def test_a_copy_that_has_everything_shows_what_every_other_shows(told, chance):
    journals = history(told)
    part, rest = {}, []
    for name, lines in journals.items():
        cut = chance.randrange(len(lines) + 1)
        part[name] = lines[:cut]
        rest += lines[cut:]
    assert seen(folded(*shuffled(part, chance), *rest)) == seen(folded(*shuffled(journals, chance)))


@settings(max_examples=100, deadline=None)
@given(steps)
def test_alone_nobody_ever_disagrees(told):
    alone = Writer("ann-1")
    for _, _, id, field, which, ahead in told:
        alone.write((id, field, VALUES[field][which % len(VALUES[field])]), ahead=ahead)
    assert list(alone.fold.differences()) == []


KEY = ("answers", "A", "verdict")


@pytest.fixture
def people() -> list[Writer]:
    ann, ben, cem = (Writer(name) for name in WRITERS)
    ben.hear(ann.write(("A", "verdict", "Y"), ("A", "note", "a")))
    return [ann, ben, cem]


def test_what_was_seen_is_replaced_and_no_difference(people):
    ann, ben, _ = people
    ann.hear(ben.write(("A", "verdict", "N")))
    assert (ann.fold.shown(KEY), list(ann.fold.differences())) == ("N", [])


def test_what_was_not_seen_is_never_silently_overridden(people):
    ann, ben, _ = people
    mine, yours = ann.write(("A", "verdict", "N")), ben.write(("A", "verdict", None), ahead=9)
    for one, line in ((ann, yours), (ben, mine)):
        one.hear(line)
        assert list(one.fold.differences()) == [KEY]
        assert {head.value for head in one.fold.heads(KEY)} == {"N", None}
        assert one.fold.shown(KEY) is None


def test_the_same_value_from_two_people_is_no_difference(people):
    ann, ben, _ = people
    ann.write(("A", "verdict", "N"))
    ann.hear(ben.write(("A", "verdict", "N")))
    assert list(ann.fold.differences()) == []


def test_different_fields_are_merged_silently(people):
    ann, ben, _ = people
    ann.write(("A", "verdict", "N"))
    ann.hear(ben.write(("A", "note", "b")))
    assert dict(ann.fold.document("answers", "A")) == {"verdict": "N", "note": "b"}
    assert list(ann.fold.differences()) == []


def test_settling_is_a_write_that_has_seen_every_head(people):
    ann, ben, cem = people
    ann.write(("A", "verdict", "N"))
    ann.hear(ben.write(("A", "verdict", None)))
    settled = ann.write(("A", "verdict", "N"))
    assert list(ann.fold.differences()) == []
    cem.hear(settled, *ben.lines, *ann.lines)
    assert (cem.fold.shown(KEY), list(cem.fold.differences())) == ("N", [])


def test_settling_half_of_a_difference_leaves_the_other_half(people):
    ann, ben, cem = people
    cem.hear(*ann.lines)
    cem.write(("A", "verdict", None))
    ann.write(("A", "verdict", "N"))
    ann.hear(ben.write(("A", "verdict", "Y")))
    ann.write(("A", "verdict", "N"))
    ann.hear(*cem.lines)
    assert list(ann.fold.differences()) == [KEY]


def test_a_slow_clock_does_not_undo_what_came_later(people):
    """Time is what was seen, not what a clock says: the later write shows, however far ahead an earlier one counted."""
    ann, ben, _ = people
    ben.hear(ann.write(("A", "verdict", "N"), ahead=1_000))
    ann.hear(ben.write(("A", "verdict", "Y")))
    assert ann.fold.shown(KEY) == "Y"


def test_deleting_hides_a_document_and_keeps_what_it_was(people):
    ann = people[0]
    ann.write(("A", DELETED, True))
    assert ann.fold.tables["answers"] == {}
    assert ann.fold.document("answers", "A")["verdict"] == "Y"
    assert list(ann.fold.differences()) == []


@pytest.mark.parametrize("deleted_first", [True, False])
def test_deleting_what_another_has_changed_is_a_difference(people, deleted_first):
    ann, ben, cem = people
    lines = [*ann.lines, ann.write(("A", DELETED, True)), ben.write(("A", "note", "b"))]
    cem.hear(*(lines if deleted_first else [lines[0], lines[2], lines[1]]))
    assert list(cem.fold.differences()) == [("answers", "A", DELETED)]
    cem.write(("A", DELETED, True))
    assert list(cem.fold.differences()) == []


def test_deleting_what_another_changed_and_was_seen_is_none(people):
    ann, ben, _ = people
    ann.hear(ben.write(("A", "note", "b")))
    ann.write(("A", DELETED, True))
    assert list(ann.fold.differences()) == []


def test_brought_back_a_document_is_what_it_was(people):
    ann, ben, _ = people
    deleted = ann.write(("A", DELETED, True))
    ben.hear(deleted)
    ann.hear(ben.write(("A", DELETED, None)))
    assert dict(ann.fold.tables["answers"]["A"]) == {"verdict": "Y", "note": "a"}
    assert list(ann.fold.differences()) == []
