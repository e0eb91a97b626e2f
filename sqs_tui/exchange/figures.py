"""The figures of a summary as tables: sections, criteria or cases, or all that counts in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqs_tui.domain.text import cleaned
from sqs_tui.exchange.tables import Table

Summary = Mapping[str, Any]

_MEANS = ("mean_of_criteria", "mean_of_cases")
_FIGURE = ("met", "relevant", "percent", "disputed", "range")
_SECTION = ("group", "id", "title", *_FIGURE, "provisional", *_MEANS, "lowest", "band", "too_few")
_OTHERS = ("not_applicable", "cannot_judge", "parked", "blank")
_WORDS = ("words", "words_not_met", "loose", "loose_not_met")
#: What would tell a figure of few.
_TOLD_OF_FEW = (*_FIGURE, *_WORDS, *_MEANS, "lowest", "band")
_CRITERION = ("group", "id", "section", "title", "kind", *_FIGURE, *_OTHERS, *_WORDS)
_CASE = ("group", "ref", "status", "answered", "applicable")
#: On every interview row, how many stand-ins are among those counted; only where they were asked for.
_AMONG = ("stand_ins",)


def table(summary: Summary, by: str) -> Table:
    """The figures by section, criterion (interview items among them) or case."""
    if by == "case":
        return _cases(summary)
    if by == "criterion":
        columns = (*_CRITERION, *_among(summary))
        return Table(columns, [_picked(one, columns) for one in (*summary["criteria"], *summary["interviews"])])
    return Table(_SECTION, [_picked(one, _SECTION) for one in summary["sections"]])


def every(summary: Summary, least: int = 0) -> Table:
    """Sections, criteria and interview items in one table; `level` says which a row is.

    A figure of fewer relevant than `least` is given no number and no words.
    """
    columns = ("level", *dict.fromkeys((*_SECTION, *_CRITERION)), *_among(summary))
    return Table(columns, list(_every(summary, columns, least)))


def _every(summary: Summary, columns: tuple[str, ...], least: int) -> Iterator[dict[str, Any]]:
    for level, name in (("section", "sections"), ("criterion", "criteria"), ("interview", "interviews")):
        for one in summary[name]:
            hidden = dict.fromkeys(_TOLD_OF_FEW) if 0 < one["relevant"] < least else {}
            yield _picked({**one, "level": level, **hidden}, columns)


def _among(summary: Summary) -> tuple[str, ...]:
    return _AMONG if summary["inspection"]["with_stand_ins"] else ()


def _cases(summary: Summary) -> Table:
    columns = list(_CASE)
    rows = []
    for case in summary["cases"]:
        row = _picked(case, _CASE)
        row["ref"] = cleaned(case["ref"])
        for section in case["sections"]:
            row |= {f"{section['id']}_{name}": section[name] for name in ("met", "relevant", "range")}
        columns = list(dict.fromkeys((*columns, *row)))
        rows.append(row)
    return Table(tuple(columns), rows)


def _picked(one: Summary, columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: one.get(name) for name in columns}
