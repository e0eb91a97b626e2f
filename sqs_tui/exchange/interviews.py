"""Interviews in and out: one row a case manager and item."""

from __future__ import annotations

from collections.abc import Mapping

from sqs_tui.domain.case import BLANK, Change
from sqs_tui.domain.interview import MANAGER, STAND_IN, interview_of
from sqs_tui.domain.names import comparable, managers_named
from sqs_tui.domain.text import cleaned
from sqs_tui.exchange import answering
from sqs_tui.exchange.plan import By, Holding, Plan
from sqs_tui.exchange.sheet import Sheet
from sqs_tui.exchange.tables import Table
from sqs_tui.store.rows import INTERVIEW_ANSWERS, INTERVIEWS, answer_changes, answer_id

REQUIRED = frozenset({"case_manager", "criterion", "verdict"})
TOLD = ("title", "catalogue", "people_differ")
COLUMNS = ("case_manager", "criterion", "verdict", "role", "slot", *answering.COLUMNS[2:], *TOLD)

_ROLES = {MANAGER: MANAGER, STAND_IN: STAND_IN}


def table(holding: Holding, differing: Mapping[str, str]) -> Table:
    """What each case manager answered; `differing` says what stands for the answers people differ on, by their ids."""
    catalogue = holding.catalogue
    rows = []
    for interview in holding.interviews.values():
        answered = [item for item in catalogue.every_interview_item if not interview.answer(item.id).is_blank]
        # Where nothing is answered yet, a stand-in's role and a slot are still to be told.
        said = interview.role != MANAGER or interview.slot
        told = answered or (list(catalogue.every_interview_item[:1]) if said else [])
        for item in told:
            cells = answering.out(item.id, interview.answer(item.id))
            who = {"case_manager": cleaned(interview.manager), "role": interview.role, "slot": cleaned(interview.slot)}
            others = differing.get(answer_id(interview.manager, item.id), "")
            rows.append({**who, **cells, "title": item.title, "catalogue": catalogue.id, "people_differ": others})
    return Table(COLUMNS, rows)


def plan(sheet: Sheet, holding: Holding, by: By) -> Plan:
    """Put down what the rows give. A manager whom no case names is nobody to interview: a typo would be a person."""
    found = Plan(rows=len(sheet.rows))
    catalogue = holding.catalogue
    named = managers_named(holding.cases)
    managers = f"it may be {', '.join(named.values())}" if named else "no case names its manager yet"
    seen, roles, slots = dict[object, str](), dict[str, str](), dict[str, str]()
    for row in sheet.rows:
        manager = found.line(row, "case_manager")
        if not manager:
            found.wrong(row, "case_manager", "is empty")
        elif comparable(manager) not in named:
            found.wrong(row, "case_manager", f"manages no case of the sample; {managers}")
        item = answering.criterion_of(row, found, catalogue.every_interview_item, catalogue.every_criterion)
        role = found.choice(row, "role", _ROLES)
        interview = interview_of(holding.interviews, named.get(comparable(manager), ""))
        manager = interview.manager
        before = interview.answer(item.id) if item else BLANK
        answer = answering.merged(row, found, item, before, is_said=True)
        if not manager or item is None:
            continue
        found.once(row, "criterion", (manager, item.id), seen, "the same case manager and criterion")
        changes = answer_changes(INTERVIEW_ANSWERS, answer_id(interview.spelling(item.id), item.id), before, answer)
        if found.empties(row, "role", interview.role != MANAGER):
            role = MANAGER
        if role and manager not in roles and role != interview.role:
            changes.append(Change(INTERVIEWS, manager, "role", interview.role, role))
        if role and roles.setdefault(manager, role) != role:
            found.wrong(row, "role", "is another than in an earlier row of the same case manager")
        slot = found.line(row, "slot")
        if slot and manager not in slots and slot != interview.slot:
            changes.append(Change(INTERVIEWS, manager, "slot", interview.slot or None, slot))
        if found.empties(row, "slot", interview.slot) and manager not in slots:
            slots[manager] = ""
            changes.append(Change(INTERVIEWS, manager, "slot", interview.slot, None))
        if slot and slots.setdefault(manager, slot) != slot:
            found.wrong(row, "slot", "is another than in an earlier row of the same case manager")
        found.write(changes)
    return found
