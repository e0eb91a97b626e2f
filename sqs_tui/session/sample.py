"""The invented inspection that ships with the program: where it is kept, and how it is made."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import tomli

from sqs_tui import assets, locations
from sqs_tui.domain.agenda import Status
from sqs_tui.domain.case import ACTIVE, Change
from sqs_tui.domain.particulars import BY_NAME
from sqs_tui.errors import Elsewhere, Refused
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.making import details_changes, is_written_to, make
from sqs_tui.store import catalogues, rows
from sqs_tui.store.workbook import Workbook, wall_clock
from sqs_tui.values import dataclass

CATALOGUE = "sqs-2016"
_DETAILS = ("area", "service", "vocabulary", "fieldwork", "lead", "team", "addressee", "copy_to", "alert_contacts")


def default_path() -> Path:
    """Where the sample is kept when no path is given."""
    return locations.data_folder() / "workbooks" / "aldermere-demo.sqs"


def prepare(path: Path, *, complete: bool = False, reset: bool = False) -> Path | None:
    """See to it that the sample is at a path; returns where an older one was moved to, if it was.

    One that is there already is left as it is, unless `reset`. Raises `Refused` or `Elsewhere`.
    """
    there = path.exists() or path.is_symlink()
    if there and not reset:
        _fit(path, complete)
        return None
    aside = _move_aside(path) if there else None
    try:
        build(path, complete=complete)
    except BaseException:
        if aside is not None and not path.exists():
            os.rename(aside, path)
        raise
    return aside


def build(path: Path, *, complete: bool = False) -> None:
    """Make the sample anew: nine cases complete, three part scored and two untouched, or all complete."""
    catalogue = catalogues.read(assets.folder("data") / "catalogues" / f"{CATALOGUE}.toml")
    files = _Files(assets.folder("data") / "samples" / "aldermere", complete)
    make(path, catalogue, list(files.changes()), invented=True)


def _fit(path: Path, complete: bool) -> None:
    """Refuse to show one that is part-way where a complete one was asked for."""
    if not complete:
        return
    with Workbook.open(path, read_only=True) as workbook:
        inspection = Inspection(workbook)
        if any(inspection.status(case.id) is not Status.COMPLETE for case in inspection.counted()):
            raise Refused(
                f"{path} is there already, and not complete.",
                "It was left as it is.",
                "Add --reset to make it anew (the old one is kept beside it), or name another path.",
            )


def _move_aside(path: Path) -> Path:
    with Workbook.open(path, read_only=True) as workbook:
        invented = workbook.is_invented
    if not invented:
        raise Refused(f"{path} is not the sample.", "Its cases are not invented.", "Name another path.")
    if is_written_to(path):
        raise Elsewhere(f"{path} is open elsewhere.", remedy="Close it there first.")
    number = 1
    while (aside := path.with_name(f"{path.name}.old-{number}")).exists():
        number += 1
    os.rename(path, aside)
    return aside


@dataclass(frozen=True)
class _Files:
    """The files of the sample, read as the changes that make it."""

    folder: Path
    complete: bool

    @cached_property
    def details(self) -> Mapping[str, Any]:
        return tomli.loads((self.folder / "details.toml").read_text("utf-8"))

    @cached_property
    def open(self) -> frozenset[tuple[str, str]]:
        """The case and criterion of each answer still to be given; no criterion stands for the whole case."""
        if self.complete:
            return frozenset()
        part_way = self.details["part_way"]
        scored = {(case, criterion) for case, criteria in part_way["open"].items() for criterion in criteria}
        return frozenset(scored | {(case, "") for case in part_way["untouched"]})

    def is_open(self, case: str, *criteria: str) -> bool:
        """Whether one of the criteria of a case is still to be answered."""
        return any((case, criterion) in self.open for criterion in ("", *criteria))

    def rows(self, name: str) -> Iterator[Mapping[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)

    def changes(self) -> Iterator[Change]:
        details = {name: self.details.get(name) for name in _DETAILS}
        figures = {f"reoffending_{name}": value for name, value in self.details["reoffending"].items()}
        yield from details_changes({**details, **figures})
        for number, row in enumerate(self.rows("cases"), 1):
            particulars = {name: value for name, value in row.items() if name in BY_NAME}
            fields = {**particulars, "ref": row["ref"], "place": number, "status": ACTIVE}
            yield from _fresh(rows.CASES, row["ref"], fields)
        for row in self.rows("answers"):
            if not self.is_open(row["case"], row["criterion"]):
                yield from _fresh(rows.ANSWERS, rows.answer_id(row["case"], row["criterion"]), _answer(row))
        for parked in () if self.complete else self.details["part_way"]["parked"]:
            id = rows.answer_id(parked["case"], parked["criterion"])
            yield from _fresh(rows.ANSWERS, id, {"note": parked["note"], "parked": True})
        yield from self._entries()
        yield from self._interviews()
        if self.complete:
            yield from self._letter()

    def _entries(self) -> Iterator[Change]:
        at, author = wall_clock(), locations.kernel_user()
        for number, row in enumerate(self.rows("entries"), 1):
            criteria = [one for one in row["criteria"].split(";") if one]
            if row["case"] and self.is_open(row["case"], *criteria):
                continue
            shareable = row["shareable"] == "yes"
            fields = {**row, "criteria": criteria, "shareable": shareable, "author": author, "at": at}
            yield from _fresh(rows.ENTRIES, f"e-sample-{number:03}", fields)

    def _interviews(self) -> Iterator[Change]:
        held = None if self.complete else self.details["part_way"]["interviews"]
        roles: dict[str, str] = {}
        for row in self.rows("interviews"):
            if held is None or row["case_manager"] in held:
                roles[row["case_manager"]] = row["role"]
                id = rows.answer_id(row["case_manager"], row["criterion"])
                yield from _fresh(rows.INTERVIEW_ANSWERS, id, _answer(row))
        for manager, role in roles.items():
            yield from _fresh(rows.INTERVIEWS, manager, {"role": role})

    def _letter(self) -> Iterator[Change]:
        """The letter as its lead left it: it is about the complete sample."""
        letter = tomli.loads((self.folder / "letter.toml").read_text("utf-8"))
        yield from _fresh(rows.LETTER, rows.INSPECTION, letter["settings"])
        for paragraph in letter["paragraph"]:
            fields = {name: value for name, value in paragraph.items() if name != "id"}
            yield from _fresh(rows.PARAGRAPHS, paragraph["id"], fields)
        for paragraph, picks in letter["picks"].items():
            for place, pick in picks.items():
                yield from _fresh(rows.PICKS, f"{paragraph}/{place}", {"pick": pick})


def _answer(row: Mapping[str, str]) -> dict[str, Any]:
    factors = [code for code in row.get("factors", "").split(";") if code]
    return {"verdict": row["verdict"], "factors": factors, "note": row["note"]}


def _fresh(table: str, id: str, fields: Mapping[str, Any]) -> Iterator[Change]:
    for name, value in fields.items():
        if value:
            yield Change(table, id, name, None, value)
