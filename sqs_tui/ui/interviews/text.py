"""An interview as rows: who is asked, each item on a line, and one item in full."""

from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len

from sqs_tui.domain.case import Answer
from sqs_tui.domain.catalogue import Criterion, Guidance
from sqs_tui.domain.standing import state_of
from sqs_tui.session.interviewing import Interviewing
from sqs_tui.ui import keys
from sqs_tui.ui.common.criterion_text import guidance_rows
from sqs_tui.ui.symbols import STATE_STYLES, WORDS, Symbols
from sqs_tui.ui.widgets.fields import one_line
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.ui.widgets.row_list import ListRow

#: Widths of the columns; the title takes what is left, up to where the answer would stand too far from it.
_ID, _WORD, _ABOUT, _TITLE = 6, 12, 14, 52


def person_rows(asking: Interviewing, width: int) -> list[Row]:
    """Who is asked, about which of his or her own cases, and how far it has come."""
    who, cases = f" {asking.manager} ", asking.cases
    answered, asked = asking.progress
    done = f" {answered} of {asked} answered "
    held = f" cases: {' '.join(cases)}" if cases else " holds no case of the sample"
    room = max(0, width - cell_len(who) - len(done))
    rows: list[Row] = [((who, "title"), (fitted(held, room), "soft"), (done, "soft"))]
    if asking.is_stand_ins:
        rows.append(((f" A stand-in answers for {asking.manager}: left out of the figures unless asked for.", "warn"),))
    return rows


def people_row(asking: Interviewing, symbols: Symbols) -> ListRow:
    """A person among all: when he or she is seen, whether the interview was held, of which cases; never an answer."""
    answered, asked = asking.progress
    left = len(asking.lacking())
    shape, words, style = 0, "not held yet", "soft"
    if asking.is_begun:
        shape = 4 if answered >= asked else max(1, answered * 4 // asked)
        words, style = (f"{left} left", "warn") if left else ("held", "yes")
    return ListRow(
        asking.manager,
        (
            (fitted(asking.manager, 14, symbols.ellipsis), "text"),
            (fitted(one_line(asking.interview.slot) or "no slot", 18, symbols.ellipsis) + " ", "soft"),
            (f"{symbols.progress[shape]} ", "text"),
            (f"{words:<14}", style),
            ("a stand-in answers  " if asking.is_stand_ins else "", "warn"),
            (" ".join(asking.cases) or "no case", "soft"),
        ),
    )


def item_row(item: Criterion, answer: Answer, symbols: Symbols, width: int, *, needs_note: bool) -> ListRow:
    """An item on one line: what it is about, the answer in words, and what hangs on it."""
    state = state_of(answer)
    mark, word, style = f"{symbols.state(state)} ", WORDS[state], STATE_STYLES[state]
    if not item.is_judged:
        mark, word, style = "  ", "in words", "soft"
    elif answer.parked and answer.verdict:
        word = f"{word} ({answer.verdict.word})"
    about = [
        f"{len(answer.factors)} marked" if answer.factors else "",
        "note" if answer.note.strip() else "",
        "needs a note" if needs_note else "",
    ]
    room = min(max(4, width - 2 - _ID - 1 - 2 - _WORD - _ABOUT), _TITLE)
    return ListRow(
        item.id,
        (
            (fitted(item.id, _ID), "text"),
            (fitted(item.title, room, symbols.ellipsis) + " ", "text"),
            (mark, style),
            (fitted(word, _WORD, symbols.ellipsis), style),
            (fitted(", ".join(filter(None, about)), _ABOUT, symbols.ellipsis), "warn" if needs_note else "mark"),
        ),
    )


def item_rows(item: Criterion, answer: Answer, symbols: Symbols, width: int, *, whole: bool) -> list[Row]:
    """An item in full: the question, and what was put down.

    What to look for is shown; what is good enough only with `whole`, for the person asked can read it too.
    """
    rows: list[Row] = [((f"{symbols.rule} {item.id}  {item.title} {symbols.rule}", "title"),)]
    rows += _paragraph(item.question, width, "text")
    if answer.factors:
        named = (item.factor_titles.get(code, code) for code in answer.factors)
        rows += _paragraph(f"Marked: {'; '.join(named)}", width, "mark")
    if answer.note.strip():
        rows += _paragraph(f"Note: {answer.note}", width, "text")
    if whole:
        return [*rows, *guidance_rows(item, width)]
    prompts = Guidance(look_for=item.guidance.look_for)
    rows += guidance_rows(replace(item, guidance=prompts), width)
    if item.guidance != prompts:
        rows.append(((keys.render_keys(" {open-reply} shows what is good enough; ask first."), "soft"),))
    return rows


def _paragraph(text: str, width: int, style: str) -> list[Row]:
    return [((f" {line}", style),) for line in wrapped(text, max(width - 1, 8))]
