"""The values of a catalogue, each checked as it is read: what is wrong is noted with its line, and not raised."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from difflib import get_close_matches
from typing import Any
from unicodedata import category

from sqs_tui.domain.conditions import Condition, ConditionError, parse as parse_condition
from sqs_tui.domain.particulars import BY_NAME
from sqs_tui.values import dataclass

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a catalogue: the line, where that is known, the key, and a sentence."""

    line: int
    key: str
    what: str

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line else ""
        return f"{place}{self.key}: {self.what}"


@dataclass
class Source:
    """The text of a catalogue, to find the line something stands on."""

    text: str
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, table: str, place: int, key: str, what: str, name: str = "") -> None:
        """Note a problem with one key of the table at a place (or of the top, with an empty table)."""
        label = " ".join(part for part in (f"[[{table}]]" if table else "", name, key) if part)
        self.problems.append(Problem(self._line(table, place, key), label, what))

    def _line(self, table: str, place: int, key: str) -> int:
        lines = self.text.splitlines()
        start, end = 0, len(lines)
        headers = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
        if table:
            own = [number for number in headers if re.match(rf"\s*\[\[?\s*{table}\s*\]", lines[number])]
            if place >= len(own):
                return 0
            start = own[place]
        later = [n for n in headers if n > start and re.match(r"\s*\[\[?\s*[\w-]+\s*\]\]?", lines[n])]
        end = later[0] if later else end
        for number in range(start, end):
            if key and re.match(rf"\s*{re.escape(key)}\s*=", lines[number]):
                return number + 1
        return start + 1


class Fields:
    """Reads the values of a parsed file, noting every problem on the way instead of stopping at the first."""

    def __init__(self, source: Source, content: Mapping[str, Any]) -> None:
        self.source = source
        self.content = content
        self.wrong = source.wrong
        facts = (fact.get("id") for fact in self._tables("fact"))
        self.fact_ids = frozenset(id for id in facts if isinstance(id, str))
        orders = (order.get("code") for order in self._tables("order"))
        self.order_codes = [code for code in orders if isinstance(code, str)]

    def _tables(self, name: str) -> list[Mapping[str, Any]]:
        found = self.content.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.wrong("", 0, name, f"write each as a table of its own, [[{name}]]")
            return []
        return found

    def _text(
        self,
        table: str,
        place: int,
        of: Mapping[str, Any],
        key: str,
        *,
        required: bool = True,
        longest: int = 2000,
        choices: Sequence[str] = (),
        pattern: re.Pattern[str] | None = None,
    ) -> str:
        value = of.get(key, "")
        name = str(of.get("id", "")) if table else ""
        if not isinstance(value, str):
            self.wrong(table, place, key, "must be text in quotes", name)
            return ""
        if required and not value.strip():
            self.wrong(table, place, key, "is missing", name)
        elif len(value) > longest:
            self.wrong(table, place, key, f"is longer than {longest} characters", name)
        elif value and choices and value not in choices:
            self.wrong(table, place, key, unknown(value, choices, "value"), name)
        elif value and pattern and not pattern.fullmatch(value):
            self.wrong(
                table,
                place,
                key,
                f"{value!r} may have only letters, digits and {'hyphens' if pattern is SLUG else '_'}",
                name,
            )
        if not value.isprintable() and any(category(one) == "Cc" and one not in "\n\t" for one in value):
            self.wrong(table, place, key, "has control characters in it", name)
        return value.strip()

    def _texts(self, table: str, place: int, of: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = of.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            self.wrong(table, place, key, 'must be a list of texts, as ["…", "…"]', str(of.get("id", "")))
            return ()
        return tuple(value)

    def _flag(self, table: str, place: int, of: Mapping[str, Any], key: str) -> bool:
        value = of.get(key, False)
        if not isinstance(value, bool):
            self.wrong(table, place, key, "must be true or false", str(of.get("id", "")))
        return value is True

    def _number(self, table: str, place: int, of: Mapping[str, Any], key: str, low: int, high: int) -> int:
        value = of.get(key, 0)
        if type(value) is not int or not low <= value <= high:
            self.wrong(table, place, key, f"must be a whole number from {low} to {high}")
            return 0
        return value

    def _condition(self, table: str, place: int, of: Mapping[str, Any], *, check: bool = False) -> Condition | None:
        source = self._text(table, place, of, "when", required=table != "criterion")
        name = str(of.get("id", ""))
        if not source:
            return None
        try:
            condition = parse_condition(source, self.fact_ids, for_check=check)
        except ConditionError as error:
            self.wrong(table, place, "when", str(error), name)
            return None
        for particular, code in condition.values:
            known = self.order_codes if particular == "order" else (BY_NAME[particular].choices or ())
            if code and code not in known:
                self.wrong(table, place, "when", unknown(code, list(known), f"{particular} code"), name)
        if table in ("fact", "group") and condition.criteria:
            self.wrong(
                table, place, "when", f"a {table} may look at the case only, not at {condition.criteria[0]}", name
            )
            return None
        return condition

    def _always(self) -> Condition:
        return parse_condition('order == ""')

    def _unique(self, table: str, ids: Sequence[str], taken: set[str]) -> None:
        for place, id in enumerate(ids):
            if id and id in taken:
                self.wrong(table, place, "id", f"{id} is used already; every id must be its own", id)
            taken.add(id)


def unknown(value: str, known: Sequence[str] | set[str], what: str) -> str:
    """That nothing is called so, and what may have been meant."""
    close = get_close_matches(value, [str(one) for one in known], n=1, cutoff=0.6)
    if close:
        meant = f"; did you mean {close[0]}?"
    elif 0 < len(known) <= 12:
        meant = f"; there are {', '.join(sorted(known))}"
    else:
        meant = ""
    return f"no {what} is called {value!r}{meant}"
