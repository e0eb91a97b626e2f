"""Answers on disk, and the figures they move: in this process, without a screen."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure, interleaved, judged, p95, ratio_figure, spread
from benchmarks.workbooks import build, ref, shipped
from sqs_tui.domain.case import Answer, Change, Verdict
from sqs_tui.domain.standing import standing_after
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.making import make
from sqs_tui.store import rows
from sqs_tui.store.workbook import Workbook

SIZES = (14, 60, 1000)
ROUNDS = 300


def durable_answers(folder: Path) -> Iterator[Figure]:
    """An answer that is on disk when the call returns, against an append of 300 bytes and an fsync."""
    descriptor = os.open(folder / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    workbooks = [Workbook.open(_workbook(folder, size)) for size in SIZES]
    try:
        inspections = {str(size): Inspection(workbook) for size, workbook in zip(SIZES, workbooks, strict=True)}
        answers = {size: _answers(inspection) for size, inspection in inspections.items()}

        def raw() -> float:
            start = perf_counter()
            os.write(descriptor, b"x" * 299 + b"\n")
            os.fsync(descriptor)
            return 1000 * (perf_counter() - start)

        def answer(size: str) -> float:
            case, criterion, verdict = next(answers[size])
            start = perf_counter()
            outcome = inspections[size].answer(case, criterion, verdict)
            taken = 1000 * (perf_counter() - start)
            assert outcome.at, outcome
            return taken

        subjects = {"raw": raw, **{size: lambda size=size: answer(size) for size in inspections}}
        values = interleaved(subjects, ROUNDS, warm=20)
    finally:
        os.close(descriptor)
        for workbook in workbooks:
            workbook.close()
    for size in inspections:
        ratio = median(values[size]) / median(values["raw"])
        yield Figure(
            f"durable answer, {size} cases", spread(values[size], digits=2), f"raw: {spread(values['raw'], digits=2)}",
            f"{ratio:.2f}×", "≤ 4×", "≤ 2×", judged(ratio, 4, 2),
        )  # fmt: skip
    flat = max(median(values[size]) for size in inspections) / min(median(values[size]) for size in inspections)
    yield Figure("… slowest size against quickest", "", "", f"{flat:.2f}×", "≤ 1.3×", "", judged(flat, 1.3, None))


def summary_updates(folder: Path) -> Iterator[Figure]:
    """One answer heard, its case swapped in the tally, and every section's figure read."""
    middles = []
    for size in SIZES:
        with Workbook.open(_workbook(folder, size), read_only=True) as workbook:
            inspection = Inspection(workbook)
            values = []
            tally = inspection.tally()
            for case_id, criterion, verdict in _taken(_answers(inspection), ROUNDS):
                case, before = inspection.cases[case_id], inspection.standings[case_id]
                start = perf_counter()
                changed = case.answering(criterion, Answer(verdict))
                after = standing_after(inspection.catalogue, changed, before, criterion)
                tally = tally.swapping(before, after)
                for section in inspection.catalogue.sections:
                    tally.section(section.id)
                values.append(1000 * (perf_counter() - start))
                tally = tally.swapping(after, before)
        middles.append(median(values))
        yield Figure(
            f"summary update per answer, {size} cases", spread(values, digits=3), "", "", "≤ 1 ms", "",
            judged(p95(values), 1, None),
        )  # fmt: skip
    flat = max(middles) / min(middles)
    yield Figure("… slowest size against quickest", "", "", f"{flat:.2f}×", "flat: ≤ 1.3×", "", judged(flat, 1.3, None))


def openings(folder: Path) -> Iterator[Figure]:
    """A workbook of 20,000 changes by four people opened, against `json.loads` of the same lines."""
    path = _written_by_many(folder / "opened.sqs")
    lines = [line[33:] for journal in (path / "journal").iterdir() for line in journal.read_bytes().splitlines()]

    def parse() -> float:
        start = perf_counter()
        for line in lines:
            json.loads(line)
        return 1000 * (perf_counter() - start)

    def open_() -> float:
        start = perf_counter()
        with Workbook.open(path, read_only=True) as workbook:
            taken = 1000 * (perf_counter() - start)
            assert len(workbook.rows("answers")) > 1000
        return taken

    values = interleaved({"parse": parse, "open": open_}, 15)
    yield ratio_figure(f"opening {len(lines):,} changes", values["open"], values["parse"], 6, None, digits=0)


def _written_by_many(path: Path) -> Path:
    """A workbook in which four people have answered and changed their minds, 5,000 times each."""
    make(path, shipped(), [], invented=True)
    criteria = [one.id for one in shipped().criteria if one.is_scored]
    for number, author in enumerate(("ann", "ben", "cem", "dee")):
        chance = random.Random(number)
        with Workbook.open(path, author=author) as workbook, no_waiting():
            for count in range(5000):
                answer = rows.answer_id(ref(chance.randint(1, 60)), chance.choice(criteria))
                verdict = "N" if workbook.value(rows.ANSWERS, answer, "verdict") == "Y" else "Y"
                change = ("note", f"Not seen in the record, {count}.") if count % 5 == 0 else ("verdict", verdict)
                workbook.record([Change(rows.ANSWERS, answer, change[0], None, change[1])], "scored")
    return path


@contextmanager
def no_waiting() -> Iterator[None]:
    """Let fsync do nothing, where a workbook is only made to be read."""
    real, os.fsync = os.fsync, lambda descriptor: None
    try:
        yield
    finally:
        os.fsync = real


def _workbook(folder: Path, cases: int) -> Path:
    return build(folder / f"disk-{cases}.sqs", shipped(), cases, open_cases=0)


def _answers(inspection: Inspection) -> Iterator[tuple[str, str, Verdict]]:
    """Answers to scored criteria of any case, each another than the one that stands."""
    chance = random.Random(1)
    scored = [one.id for one in inspection.catalogue.criteria if one.is_scored]
    while True:
        case, criterion = ref(chance.randint(1, len(inspection.cases))), chance.choice(scored)
        if not inspection.closed_by(case, criterion):
            stands = inspection.cases[case].answer(criterion).verdict
            yield case, criterion, Verdict.NO if stands is Verdict.YES else Verdict.YES


def _taken(answers: Iterator[tuple[str, str, Verdict]], count: int) -> Iterator[tuple[str, str, Verdict]]:
    return (answer for answer, _ in zip(answers, range(count), strict=False))
