"""What is to be answered next on a case."""

from __future__ import annotations

from sqs_tui.domain.standing import State
from sqs_tui.session.inspection import Inspection


def open_after(inspection: Inspection, case: str, criterion: str = "") -> str:
    """The next criterion nobody has answered, after one and then from the top; empty where there is none."""
    criteria, states = inspection.catalogue.criteria, inspection.standings[case].states
    start = inspection.catalogue.place[criterion] + 1 if criterion else 0
    places = (*range(start, len(criteria)), *range(start))
    found = (place for place in places if states[place] == State.BLANK and criteria[place].is_judged)
    return next((criteria[place].id for place in found), "")
