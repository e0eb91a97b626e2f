"""Value classes behave as the standard library's frozen ones do."""

from __future__ import annotations

import copy
from dataclasses import FrozenInstanceError, field, replace

import pytest

from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A place."""

    x: int
    y: int = 0
    names: list[str] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("x")


@dataclass(frozen=True)
class Open:
    """One with a dictionary of its own."""

    x: int


@pytest.mark.parametrize("value", [Point(1), Open(1)])
def test_a_field_cannot_be_set_or_deleted(value: Point | Open) -> None:
    with pytest.raises(FrozenInstanceError):
        value.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del value.x
    assert value.x == 1


def test_equal_fields_make_equal_values_that_hash_alike() -> None:
    assert Point(1, 2, ["a"]) == Point(1, y=2, names=["b"])
    assert len({Point(1, 2), Point(1, 2), Point(2, 2)}) == 2


def test_values_of_different_classes_differ() -> None:
    assert Open(1) != Point(1)


def test_each_value_gets_defaults_of_its_own() -> None:
    Point(1).names.append("mine")
    assert Point(1).names == []


def test_a_value_can_be_replaced_copied_and_shown() -> None:
    moved = replace(Point(1, 2), x=3)
    assert copy.deepcopy(moved) == moved
    assert repr(moved) == "Point(x=3, y=2)"


def test_what_follows_the_making_is_heeded() -> None:
    with pytest.raises(ValueError, match="x"):
        Point(-1)


def test_a_missing_field_is_refused() -> None:
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]
