"""Finding: every word, anywhere it was written; and beside a case manager only what may be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqs_tui.domain.case import Verdict
from sqs_tui.domain.entry import EVIDENCE, Entry
from sqs_tui.session.finding import Finder, Match
from sqs_tui.session.inspection import Inspection
from tests.session.stories import begun


@pytest.fixture
def inspection(tmp_path: Path) -> Inspection:
    found = begun(tmp_path / "x.sqs")
    found.answer("X-01", "RR01", Verdict.NO)
    found.write_note("X-01", "RR01", "The Lighthouse project was never asked [red](.*)")
    found.add_entry(Entry("", "X-01", EVIDENCE, "Seen on the lighthouse file", ("RR06", "RR08"), shareable=True))
    found.add_entry(Entry("", "X-02", EVIDENCE, "Lighthouse again, private", ("PC04",)))
    found.add_entry(Entry("", "", "area", "Lighthouse training in spring"))
    return found


def places(matches: list[Match]) -> list[tuple[str, str, str]]:
    return [(match.ref, match.criterion, match.where) for match in matches]


def test_all_words_must_occur_whatever_their_case(inspection: Inspection) -> None:
    assert places(Finder(inspection).matches("LIGHTHOUSE")) == [
        ("X-01", "RR01", "note"),
        ("X-01", "RR06", "evidence"),
        ("X-02", "PC04", "evidence"),
        ("", "", "area note"),
    ]
    assert places(Finder(inspection).matches("file lighthouse")) == [("X-01", "RR06", "evidence")]
    assert Finder(inspection).matches("lighthouse nowhere") == []
    assert Finder(inspection).matches("  ") == []


def test_what_is_typed_is_text_and_never_a_pattern(inspection: Inspection) -> None:
    assert places(Finder(inspection).matches("[red](.*)")) == [("X-01", "RR01", "note")]
    assert Finder(inspection).matches(".*never") == []


def test_references_and_ids_that_begin_so_come_first(inspection: Inspection) -> None:
    assert places(Finder(inspection).matches("x-0"))[:3] == [(f"X-0{n}", "", "case") for n in (1, 2, 3)]
    assert Finder(inspection).matches("pc04")[0].criterion == "PC04"


def test_titles_come_before_questions_and_guidance(inspection: Inspection) -> None:
    where = [match.where for match in Finder(inspection).matches("assessment")]
    ranks = {"title": 0, "question": 1}
    assert where == sorted(where, key=lambda place: ranks.get(place, 2))
    assert {"title", "question"} < set(where)


def test_in_one_case_criteria_belong_to_it_and_other_cases_are_left_out(inspection: Inspection) -> None:
    found = Finder(inspection, "X-02").matches("lighthouse")
    assert places(found) == [("X-02", "PC04", "evidence")]
    assert Finder(inspection, "X-02").matches("pc04")[0].case == "X-02"


def test_beside_a_case_manager_notes_and_private_entries_cannot_be_found(inspection: Inspection) -> None:
    assert places(Finder(inspection, "X-01", company=True).matches("lighthouse")) == [("X-01", "RR06", "evidence")]
    assert Finder(inspection, "X-02", company=True).matches("lighthouse") == []
    assert all(match.case == "X-01" for match in Finder(inspection, "X-01", company=True).matches("x"))


def test_a_long_text_is_shown_from_where_the_words_are(inspection: Inspection) -> None:
    inspection.write_note("X-03", "RR01", "word " * 400 + "needle in it")
    assert "needle" in Finder(inspection).matches("needle")[0].text
