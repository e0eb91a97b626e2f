"""How the fieldwork goes against its days: cases complete, and how many a day it still takes."""

from __future__ import annotations

from datetime import date, timedelta

from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """So many cases complete of so many, on a day of the fieldwork; weekends are not worked.

    `day` is 0 before it begins and more than `days` once it is over.
    """

    done: int
    cases: int
    day: int
    days: int
    first: date
    last: date

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
            return f"{count}; the fieldwork begins {_day(self.first)}, {self.a_day} a day."
        if self.done >= self.cases:
            return f"Day {self.day} of {self.days}: every case is complete."
        behind = ", behind" if self.is_behind else ""
        left = f"{self.due} by tonight keeps pace, {self.a_day} a day from now"
        return f"Day {self.day} of {self.days}{behind}: {count}; {left}."


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
    worked = _worked(begins, ends)
    if not worked:
        return None
    day = len(worked) + 1 if today > ends else sum(one <= today for one in worked)
    return Pace(done, cases, day, len(worked), begins, ends)


def _worked(begins: date, ends: date) -> list[date]:
    """The days from one to another that are not on a weekend; a few hundred at most."""
    days = [begins + timedelta(number) for number in range(min((ends - begins).days + 1, 400))]
    return [day for day in days if day.weekday() < 5] or days
