"""Random keys in three windows end no session, and leave every window showing what the journals say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from tests.monkey import differing, fold, play


@pytest.mark.parametrize("seed", [1])
async def test_random_keys_end_nothing_and_every_window_shows_what_the_journals_say(workbook: Path, seed: int) -> None:
    played = await play(workbook, 120, seed)
    assert (played.faults, played.differences) == ([], [])


def test_the_fold_is_what_the_program_comes_to(workbook: Path) -> None:
    with Workbook.open(workbook, author="ann") as one, Workbook.open(workbook, author="ben") as other:
        for book, verdict in ((one, Verdict.NO), (other, Verdict.YES)):
            Inspection(book).answer("ALD-06", "RR08", verdict)
        one.refresh()
        shown = {table: {id: dict(row) for id, row in one.rows(table).items()} for table in fold(workbook)}
    assert differing(shown, fold(workbook)) == []


def test_the_comparison_sees_a_single_field(workbook: Path) -> None:
    wanted = fold(workbook)
    shown = json.loads(json.dumps(wanted))
    shown["answers"]["ALD-01/RR01"]["verdict"] = "U"
    assert differing(shown, wanted) == ["answers ALD-01/RR01"]
