"""Workbooks of any size, made anew for each run, and where to make them."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqs_tui.domain.case import ACTIVE, Change, Verdict
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.session import asked
from sqs_tui.session.making import make
from sqs_tui.store import catalogues, rows
from sqs_tui.store.identity import read_identity

#: File systems that keep nothing on a disk: an fsync costs nothing there.
_IN_MEMORY = {"tmpfs", "ramfs", "devtmpfs", "overlay-on-tmpfs"}
SECTIONS = 5


def file_system(folder: Path) -> str:
    """The kind of file system a folder is on; empty where that cannot be told."""
    told = subprocess.run(["df", "-PT", str(folder)], capture_output=True, text=True, check=False).stdout.splitlines()
    return told[1].split()[1] if len(told) > 1 else ""


def is_in_memory(folder: Path) -> bool:
    """Whether what is written to a folder never reaches a disk."""
    return file_system(folder) in _IN_MEMORY


def catalogue_text(criteria: int) -> str:
    """A catalogue of so many scored criteria in five sections, each with guidance."""
    parts = [
        'format = 1\nid = "generated"\nversion = "1"\ntitle = "Generated"\nshort = "Generated"\nofficial = false\n'
        'wording = "Generated to be measured."\naggregate = "pooled"\n',
        '[[order]]\ncode = "YRO"\ntitle = "Youth rehabilitation order"\nphase = "community"\n',
    ]
    parts += [
        f'[[section]]\nid = "{number}"\ntitle = "Section {number}"\nshort = "Sect. {number}"\n'
        for number in range(1, SECTIONS + 1)
    ]
    for number in range(criteria):
        section = number * SECTIONS // criteria + 1
        gate = f"G{section}"
        first = number == 0 or (number - 1) * SECTIONS // criteria + 1 != section
        when = "" if first else f'when = "open({gate})"\n'
        parts.append(
            f'[[criterion]]\nid = "{gate if first else f"N{number:04}"}"\nsection = "{section}"\n'
            f'kind = "{"gate" if first else "score"}"\ntitle = "Criterion number {number}"\n'
            f'question = "Was what criterion number {number} asks for done well enough?"\n{when}'
            'look_for = ["the plan", "the record of contacts"]\ngood = ["it was done"]\n'
            'not_good = ["it was not done"]\nna_when = ["it was not needed"]\n'
        )
    return "\n".join(parts)


def generated(criteria: int) -> Catalogue:
    """The catalogue of that text."""
    return catalogues.parse(catalogue_text(criteria), f"{criteria} criteria")


def shipped() -> Catalogue:
    """The catalogue that inspections use."""
    return catalogues.by_name("sqs-2016")


def ref(number: int) -> str:
    """The reference of a case by its number, from 1."""
    return f"GEN-{number:04}"


def build(path: Path, catalogue: Catalogue, cases: int, *, open_cases: int = 4) -> Path:
    """A workbook in which every case is answered but the first few, which are blank; made once."""
    if not path.exists():
        make(path, catalogue, list(_changes(catalogue, cases, open_cases)), invented=True)
        asked.leave(str(read_identity(path)[0]["id"]))  # What is measured is not who works there.
    return path


def _changes(catalogue: Catalogue, cases: int, open_cases: int) -> Iterator[Change]:
    chance = random.Random(cases)
    yield Change(rows.DETAILS, rows.INSPECTION, "area", None, "Generated")
    for number in range(1, cases + 1):
        id = ref(number)
        fields = {
            "ref": id, "place": number, "status": ACTIVE, "order": "YRO", "gender": chance.choice("MF"),
            "age": str(chance.randint(12, 17)), "case_manager": f"CM-{number % 7}", "inspector": f"AI-{number % 3}",
        }  # fmt: skip
        for name, value in fields.items():
            yield Change(rows.CASES, id, name, None, value)
        for criterion in catalogue.criteria if number > open_cases else ():
            if criterion.is_judged:
                verdict = chance.choices(list(Verdict), (6, 3, 1, 0))[0] if criterion.is_scored else Verdict.YES
                answer = rows.answer_id(id, criterion.id)
                yield Change(rows.ANSWERS, answer, "verdict", None, verdict.value)
                if verdict is Verdict.NO:
                    yield Change(rows.ANSWERS, answer, "note", None, "Not seen in the record.")


def own_variables(folder: Path) -> dict[str, str]:
    """Variables that keep settings and state of the measured programs in a folder."""
    return {f"SQS_{name}_DIR": os.fspath(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE")}
