"""When a response or an action is due: read as people type it, and whether that has passed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

#: Compiled where a time is read: every start loads this, and few read one.
_TIME = r"(\d{1,2})[:.](\d{2})"
_IN = r"(?:in )?(\d{1,3}) ?(h|hours?|min|minutes?|m|d|days?)"
_IN_DAYS = r"(?:in )?(\d{1,3}) ?(d|days?|w|weeks?)"
_UNITS = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "d": timedelta(days=1)}
#: A day without a time means its end.
_END = time(23, 59)
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y", "%d %b", "%d %B")
#: What may be typed, said where something else was.
EXAMPLES = "16:00, tomorrow 10:00, 24 May 10:30, 2016-05-24 10:30, or 2h"
DAY_EXAMPLES = "24 May, 24/05/2016, 2016-05-24, tomorrow, 10 days or 2 weeks"


def read_due(text: str, now: datetime) -> datetime:
    """The time a text names, in the zone of `now`. Raises `ValueError`, saying what may be typed."""
    said = " ".join(text.strip().casefold().removeprefix("by ").split())
    after = re.fullmatch(_IN, said)
    if after:
        return now + int(after[1]) * _UNITS[after[2][0]]
    found = re.search(_TIME, said)
    day = said[: found.start()].strip(" ,") if found and found.end() == len(said) else said
    at = _time(found) if day != said and found else _END
    return datetime.combine(_day(day, now), at, now.tzinfo)


def read_day(text: str, today: date) -> date:
    """The day a text names; without a year it is the next such day. Raises `ValueError`, saying what may be typed."""
    said = " ".join(text.strip().casefold().removeprefix("by ").split())
    after = re.fullmatch(_IN_DAYS, said)
    if after:
        return today + int(after[1]) * (timedelta(weeks=1) if after[2].startswith("w") else timedelta(days=1))
    if said in ("today", "tomorrow"):
        return today + timedelta(days=said == "tomorrow")
    for shape in _DAYS:
        for year in ("",) if "%Y" in shape else (f" {today.year}", f" {today.year + 1}"):
            try:
                found = datetime.strptime(said + year, f"{shape} %Y" if year else shape).date()
            except ValueError:
                continue
            if not year or found >= today:
                return found
    raise ValueError(f"This is a day: {DAY_EXAMPLES}.")


def day(due: str) -> str:
    """A day that is kept, as it is read: 24 May 2016; what cannot be read stays as it is."""
    try:
        found = date.fromisoformat(due)
    except ValueError:
        return " ".join(due.split())
    return f"{found.day} {found:%B %Y}"


def _time(found: re.Match[str]) -> time:
    try:
        return time(int(found[1]), int(found[2]))
    except ValueError as error:
        raise ValueError(f"There is no such time. Type {EXAMPLES}.") from error


def _day(said: str, now: datetime) -> datetime:
    if said in ("", "today"):
        return now
    if said == "tomorrow":
        return now + timedelta(days=1)
    for shape in _DAYS:
        dated = shape if "%Y" in shape else f"{shape} %Y"
        try:
            return datetime.strptime(said if "%Y" in shape else f"{said} {now.year}", dated)
        except ValueError:
            continue
    raise ValueError(f"This is a day and a time: {EXAMPLES}.")


def dated(said: str, now: datetime) -> str:
    """What was said of a time, by its date where that was "today" or "yesterday": tomorrow those mean another day."""
    for word, day in (("today", now), ("yesterday", now - timedelta(days=1))):
        said = re.sub(rf"\b{word}\b", f"{day.day} {day:%b}", said, flags=re.IGNORECASE)
    return re.sub(r"^now$", f"{now.day} {now:%b %H:%M}", said, flags=re.IGNORECASE)


def has_time(said: str) -> bool:
    """Whether what was said of a time names the hour."""
    return re.search(_TIME, said) is not None


def kept(due: datetime) -> str:
    """A time as it is kept: in UTC, to the second."""
    return due.astimezone(UTC).isoformat(timespec="seconds")


def typed(due: str, now: datetime) -> str:
    """A time that is kept, as it is typed; what cannot be read stays as it is."""
    try:
        return f"{datetime.fromisoformat(due).astimezone(now.tzinfo):%Y-%m-%d %H:%M}"
    except ValueError:
        return due


def short(due: str) -> str:
    """A time that is kept, as it is read on the clock here; what cannot be read stays as it is."""
    try:
        return f"{datetime.fromisoformat(due).astimezone():%d %b %H:%M}"
    except ValueError:
        return " ".join(due.split())


def is_past(due: str, now: str) -> bool:
    """Whether a time that is kept has passed; what cannot be read has not."""
    try:
        return bool(due) and datetime.fromisoformat(due) < datetime.fromisoformat(now)
    except (ValueError, TypeError):
        return False
