"""How the fieldwork goes against its days: cases complete, and how many a day it still takes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import takewhile

from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """So many cases complete of so many, on a day of the fieldwork; a weekend between its days is not worked.

    `day` is 0 before it begins and more than `days` once it is over; `days_off` is how many are not worked.
    """

    done: int
    cases: int
    day: int
    days: int
    first: date
    last: date
    days_off: int = 0

    @property
    def due(self) -> int:
        """How many cases are complete by tonight where each day does its share."""
        return -(-self.cases * min(self.day, self.days) // self.days)

    @property
    def a_day(self) -> int:
        """How many cases a day it takes from now on, today among them."""
        left = self.days - max(self.day, 1) + 1
        return -(-(self.cases - self.done) // left) if left > 0 else 0

    @property
    def is_behind(self) -> bool:
        """Whether fewer are complete than the days before today would have done."""
        before = self.cases * max(0, min(self.day - 1, self.days)) // self.days
        return self.done < before or (self.day > self.days and self.done < self.cases)

    @property
    def said(self) -> str:
        """The pace in a sentence."""
        count = f"{self.done} of {self.cases} cases complete"
        if self.day > self.days:
            ended = f"The fieldwork ended {_day(self.last)}"
            return f"{ended}: {count}." if self.done < self.cases else f"{ended}, and every case is complete."
        if self.day == 0:
            return f"{count}; the fieldwork begins {_day(self.first)}, {self.a_day} a day{self._left_out}."
        day = f"Day {self.day} of {self.days}{self._left_out}"
        if self.done >= self.cases:
            return f"{day}: every case is complete."
        behind = ", behind" if self.is_behind else ""
        left = f"{self.due} by tonight keeps pace, {self.a_day} a day from now"
        return f"{day}{behind}: {count}; {left}."

    @property
    def _left_out(self) -> str:
        """Why there are fewer days than from the first to the last."""
        return f" (the weekend{'s' * (self.days_off > 2)} between left out)" if self.days_off else ""


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def pace(fieldwork: str, today: date, done: int, cases: int) -> Pace | None:
    """The pace of an inspection; None where no days of fieldwork are put down that can be read."""
    first, _, last = fieldwork.partition("/")
    try:
        begins, ends = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError:
        return None
    if ends < begins or not cases:
        return None
    worked, days_off = _worked(begins, ends)
    day = len(worked) + 1 if today > ends else sum(one <= today for one in worked)
    return Pace(done, cases, day, len(worked), begins, ends, days_off)


def _worked(begins: date, ends: date) -> tuple[list[date], int]:
    """The days from one to another, a few hundred at most, and how many between them are on a weekend.

    A fieldwork that begins or ends on a weekend is worked then: somebody has put that day down.
    """
    days = [begins + timedelta(number) for number in range(min((ends - begins).days + 1, 400))]
    put_down = {*takewhile(_is_off, days), *takewhile(_is_off, reversed(days))}
    worked = [day for day in days if day in put_down or not _is_off(day)]
    return worked, len(days) - len(worked)


def _is_off(day: date) -> bool:
    return day.weekday() >= 5
