"""What keeps a case from being signed, each with where to go."""

from __future__ import annotations

from collections.abc import Iterator

from sqs_tui.session.differences import place_of, what_of
from sqs_tui.session.held import Held
from sqs_tui.session.left_out import whose
from sqs_tui.values import dataclass

#: What kind of thing is missing.
LEFT_OUT, ALERT, DIFFERENCE, LEFT = "left out", "alert", "difference", "left"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: its kind, what of it in words, at which criterion, and of which alert.

    `field` names the field people differ on: there may be several on one answer.
    """

    kind: str
    said: str
    criterion: str = ""
    alert: str = ""
    field: str = ""


def missing(inspection: Held, case: str) -> Iterator[Missing]:
    """Whose part cannot be read, open alerts, what people differ on, what is left to do in the catalogue's order."""
    if names := whose(inspection):
        yield Missing(LEFT_OUT, f"what {names} put down")
    for alert in inspection.open_alerts():
        if alert.case == case:
            yield Missing(ALERT, "alert open", alert=alert.id)
    for key in inspection.workbook.differences():
        owner, criterion = place_of(inspection, key)
        if owner == case:
            yield Missing(DIFFERENCE, f"people differ: {what_of(inspection, key)}", criterion, field="\n".join(key))
    for item in inspection.agenda(case):
        yield Missing(LEFT, item.lack.value, item.criterion.id)


def counted(found: list[Missing]) -> str:
    """What is missing, counted, in a line: "1 alert open, 13 unanswered"."""
    counts: dict[str, int] = {}
    for one in (one for one in found if one.kind != LEFT_OUT):
        said = "differing" if one.kind == DIFFERENCE else one.said
        counts[said] = counts.get(said, 0) + 1
    parts = [one.said for one in found if one.kind == LEFT_OUT]
    return ", ".join([*parts, *(f"{count} {said}" for said, count in counts.items())])
