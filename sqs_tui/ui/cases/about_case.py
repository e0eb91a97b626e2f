"""A case of the sample in a few lines: who, under which order, what is left, and what was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqs_tui.domain.entry import EVIDENCE, KINDS
from sqs_tui.domain.particulars import BY_NAME
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.views import Glance
from sqs_tui.ui import keys
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped

#: Said in the lines, or of use to conditions only.
_SAID = ("order", "phase", "gender", "age", "case_manager", "inspector")


def about_rows(inspection: Inspection, glance: Glance, symbols: Symbols, width: int, height: int) -> list[Row]:
    """The rows about a case; particulars fill the room that is left."""
    case = glance.case
    rows: list[Row] = []
    who = "  ".join(filter(None, (case.ref, *_who(inspection, glance))))
    said = [((line, style),) for said, style in _said(inspection, glance) for line in _lines(said, width)]
    room = max(1, min(2, height - len(said)))  # Who it is gives way to what is left.
    rows += [((line, "title"),) for line in _lines(who, width, room, symbols.ellipsis)]
    rows += said
    if height > 6:
        rows.append(())
        for name, value in case.particulars.items():
            if name not in _SAID and name in BY_NAME:
                titled = (BY_NAME[name].choices or {}).get(value, value)
                text = f"{BY_NAME[name].title}: {titled}"
                rows.append(((fitted(text, width, symbols.ellipsis), "soft"),))
    return rows[:height]


def legend(symbols: Symbols, way: str, figures_hidden: bool, width: int) -> Row:
    """The shapes and figures in words; shapes never say how good."""
    none, *part, every = symbols.progress
    if way == "grid":
        figure = "" if figures_hidden or width < 70 else "  then Yes, of Yes and No"
        said = f" {none} {' '.join(part)} {every} answered, of what applies{figure}"
    elif way == "matrix" and not figures_hidden:
        said = f" Yes, of Yes and No; {symbols.states[6]} nothing judged yet"
        said += "; at the end over all these" if width >= 70 else ""
    else:
        said = f" {none} none answered  {' '.join(part)} a part  {every} all answered"
        said += ": progress, not quality" if width >= 70 else ""
    return ((said, "soft"),)


def _lines(text: str, width: int, most: int = 3, ellipsis: str = "…") -> tuple[str, ...]:
    lines = wrapped(text, max(width, 8))
    if len(lines) <= most:
        return lines
    return (*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), max(width, 8), ellipsis))


def _who(inspection: Inspection, glance: Glance) -> Iterator[str]:
    case = glance.case
    genders = BY_NAME["gender"].choices or {}
    yield f"{genders.get(case.particular('gender'), '')} {case.particular('age')}".strip()
    order = case.particular("order")
    yield inspection.catalogue.order_titles.get(order, order)
    yield glance.phase
    if case.particular("case_manager"):
        yield f"manager {case.particular('case_manager')}"
    yield f"inspector {case.particular('inspector') or 'nobody yet'}"


def _said(inspection: Inspection, glance: Glance) -> Iterator[tuple[str, str]]:
    if not glance.case.is_counted:
        yield f"{glance.case.status}: kept, and in no figure; {keys.key_label('replace-case')} takes it back", "warn"
        return
    counts = (
        (glance.unanswered, "unanswered"),
        (glance.parked, "parked"),
        (glance.evidence, "without evidence, factor or reason"),
    )
    left = ", ".join(f"{count} {word}" for count, word in counts if count)
    done = f"{glance.done.answered} of {glance.done.applicable} that apply are answered"
    if left:
        yield f"{done}. Left: {left}", "warn"
    else:
        yield f"{done}: complete", "yes"
    kinds = Counter(entry.kind for entry in inspection.entries_of(glance.case.id))
    written = [f"{count} {KINDS[kind]}{'s' * (count > 1 and kind != EVIDENCE)}" for kind, count in kinds.items()]
    flags = sum(answer.flag for answer in glance.case.answers.values())
    written += [f"{flags} flagged"] if flags else []
    asked = len(inspection.findings(glance.case.id))
    written += [f"{asked} contradiction{'s' * (asked > 1)} ({keys.key_label('sample-agenda')} shows)"] if asked else []
    if written:
        yield ", ".join(written), "text"
