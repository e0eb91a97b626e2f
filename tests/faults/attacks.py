"""A workbook into which a colleague's journal brought every hostile text."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

from sqs_tui.domain.case import Change
from sqs_tui.domain.details import FIELDS as DETAILS
from sqs_tui.domain.particulars import FIELDS as PARTICULARS
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.rows import ALERT_FIELDS
from sqs_tui.store.workbook import Workbook
from tests import demo
from tests.faults.corpus import HOSTILE

#: Every text at once, for editors and for whatever shows one text in full.
EVERYTHING = "\n".join(HOSTILE)


def attacked(path: Path) -> None:
    """The sample, after a colleague's journal brought every text into every field there is."""
    demo.build(path)
    with Workbook.open(path) as workbook:
        criteria = [criterion.id for criterion in Inspection(workbook).catalogue.criteria]
        items = [item.id for item in Inspection(workbook).catalogue.every_interview_item]
    turn, changes = cycle(HOSTILE), []

    def put(table: str, id: str, **fields: object) -> None:
        changes.extend(Change(table, id, name, None, value) for name, value in fields.items())

    words = [field.name for field in PARTICULARS if field.shape == "text"]
    for number, text in enumerate(HOSTILE):
        case = f"case-{number}"
        put("cases", case, ref=text, place=number - 200, order="YRO", phase="community", age="15")
        put("cases", case, **{**{name: next(turn) for name in words}, "inspector": text})
        for place in range(3):
            criterion = criteria[(number + place * 7) % len(criteria)]
            put("answers", f"{case}/{criterion}", verdict="N", note=next(turn), factors=[text], flag=True)
        put("entries", f"e{number}", case="case-0", kind="evidence", text=text, criteria=criteria[:1], source=text)
        put("entries", f"e{number}", author=text, at=text)
        put("entries", f"x{number}", case="case-0", kind="action", text=text, owner=text, due=text, shareable=True)
        put("entries", f"a{number}", case="", kind="area", text=text, source=text, author=text, at=text)
        told = ALERT_FIELDS if number % 2 else ("who", "seen", "told", "author")
        put("alerts", f"l{number}", **{**{name: next(turn) for name in told}, "case": case})
        put("interviews", text, role=text)
        put("interview_answers", f"{text}/{items[number % len(items)]}", verdict="N", note=text)
        put("people", text, inspector=text)
        put("letter_paragraphs", f"p-{number}", section="3", text=text, place=number)
        put(
            "letter_points", f"point-{number}", said=text, by=text, paragraph=text, at=text, response=text, outcome=text
        )
        put("letter_picks", f"psr/RR0{number % 9}", pick=[text, text])
        put("letter", "inspection", **{"from": text, "published": text, "contact": text, "marking": text})
    put("answers", f"case-0/{criteria[0]}", note=EVERYTHING)
    for field in DETAILS:
        put("details", "inspection", **{field.name: list(HOSTILE) if field.shape == "list" else next(turn)})
    with Workbook.open(path, author="\x1b]0;ben\x07[red]") as workbook:
        workbook.record(changes, "\x1b]0;why\x07[@click=app.quit]why[/]")
        for text in HOSTILE:
            workbook.record([Change("answers", f"case-0/{criteria[0]}", "factors", None, [text])], text)
