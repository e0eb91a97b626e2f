"""A walkthrough as rows: large and calm, nothing on them but what the case manager may read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.cells import cell_len

from sqs_tui.domain.catalogue import Criterion
from sqs_tui.domain.entry import AGREED, DIFFERS, KIND_MARKS, LATER, LEARNING, STRENGTH, Entry
from sqs_tui.session.walk import Dot, Walk
from sqs_tui.session.walk_card import EACH, VerbalCard
from sqs_tui.ui import keys
from sqs_tui.ui.symbols import Symbols
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped

#: From this size on two people can read it from a yard away: letters apart, lines apart, two columns.
PRESENTING = (120, 34)
#: Lines longer than this are hard to follow.
_WIDEST = 76
_BLANK: Row = ()

_SAID = {
    "": "",
    AGREED: "Agreed",
    DIFFERS: "You see it differently",
    LATER: "To come back to",
}


def question_rows(walk: Walk, width: int, height: int, symbols: Symbols) -> list[Row]:
    """The question on the screen: what good looks like, what was seen so far, and the invitation to show more."""
    presenting = width >= PRESENTING[0] and height >= PRESENTING[1]
    indent = 8 if presenting else 4 if width >= 70 else 1
    room = width - 2 * indent
    rows = [_BLANK, _head(walk, indent, room, symbols), _BLANK]
    if presenting:
        rows = [_BLANK, *rows, _BLANK]
    rows += _question(walk.question.question, indent, room, presenting)
    if walk.is_shown:
        rows += [_BLANK, *(_line(line, "mark", indent) for text in walk.view() for line in wrapped(text, room))]
    good, seen = _good(walk.question), _seen(walk.seen())
    if presenting:
        half = (room - 6) // 2
        left, right = (_part(*part, half, apart=_BLANK) for part in (good, seen))
        rows += [_BLANK, _BLANK, *_columns(left, right, indent, half + 6), _BLANK]
    else:
        for title, lines in (good, seen):
            rows += (
                [_BLANK, *(_indented(row, indent) for row in _part(title, lines, min(room, _WIDEST)))] if lines else []
            )
    written = [f"{KIND_MARKS[entry.kind]} {entry.said}" for entry in walk.together()]
    if written:
        together = _part("Written together", written, min(room, _WIDEST), bullet="")
        rows += [_BLANK, *(_indented(row, indent) for row in together)]
    return [*rows, _BLANK, _line("Can you show us anything else?", "key", indent)]


def dot_rows(walk: Walk, width: int, symbols: Symbols) -> list[Row]:
    """How far it has come, a dot a question, and what was said of this one."""
    marks = {Dot.OPEN: symbols.progress[0], Dot.LATER: symbols.progress[2], Dot.TALKED: symbols.progress[4]}
    dots = [marks[dot] for dot in walk.dots()]
    said = _SAID[walk.said(walk.question.id)]
    indent = 8 if width >= PRESENTING[0] else 4
    airy = 3 * len(dots) + len(said) + 4 + indent <= width
    before, here, after = dots[: walk.place], dots[walk.place], dots[walk.place + 1 :]
    gap = "  " if airy else ""
    spans = (
        (" " * (indent if airy else 1) + gap.join(before) + (" " if airy and before else ""), "soft"),
        (f"[{here}]", "key"),
        ((" " if airy and after else "") + gap.join(after), "soft"),
    )
    used = sum(cell_len(text) for text, _ in spans)
    return [(*spans, (fitted(f"   {said}", max(0, width - used)), "text"))]


def card_rows(card: VerbalCard, width: int, height: int) -> list[Row]:
    """Two strengths, two things to develop and what was agreed, to be said aloud."""
    presenting = width >= PRESENTING[0] and height >= PRESENTING[1]
    indent = 8 if presenting else 4 if width >= 70 else 1
    room = min(width - 2 * indent, 100 if presenting else _WIDEST)
    rows: list[Row] = [_BLANK]
    for kind, title, empty in (
        (STRENGTH, "Two strengths", keys.render_keys("{card-strength} writes one together")),
        (LEARNING, "Two things to develop", keys.render_keys("{card-learning} writes one together")),
    ):
        rows += [_BLANK, *_question(title, indent, room, presenting), _BLANK]
        texts = card.lines(kind)
        for number in range(EACH):
            text, style = (texts[number], "text") if number < len(texts) else (empty, "soft")
            rows += _numbered(number, text, style, indent, room)
            rows += [_BLANK] if presenting else []
    rows += [_BLANK, *_question("Agreed", indent, room, presenting), _BLANK]
    for number, text in enumerate(card.actions()):
        rows += _numbered(number, text, "text", indent, room)
        rows += [_BLANK] if presenting else []
    if not card.actions():
        empty = keys.render_keys("{card-action} writes down what is agreed, with who does it and by when")
        rows += _numbered(0, empty, "soft", indent, room)
    return rows


def _numbered(number: int, text: str, style: str, indent: int, room: int) -> list[Row]:
    first, *others = wrapped(text, room - 5) or ("",)
    return [
        _line(f"{number + 1}  {first}", style, indent + 1),
        *(_line(f"   {other}", style, indent + 1) for other in others),
    ]


def _head(walk: Walk, indent: int, room: int, symbols: Symbols) -> Row:
    count = f"{walk.question.id}   question {walk.place + 1} of {len(walk.questions)}"
    section = fitted(
        f"{walk.question.section}  {walk.section_title()}", max(0, room - cell_len(count) - 2), symbols.ellipsis
    )
    return ((" " * indent, "text"), (f"{section}  ", "soft"), (count, "soft"))


def _question(text: str, indent: int, room: int, presenting: bool) -> list[Row]:
    if not presenting:
        return [_line(line, "title", indent) for line in wrapped(text, min(room, _WIDEST - 12))]
    rows: list[Row] = []
    for line in wrapped(text, min(room, 96) // 2):
        rows += [_line(apart(line), "title", indent), _BLANK]
    return rows[:-1]


def apart(text: str) -> str:
    """A line with its letters apart, as large as a terminal can write."""
    letters: list[str] = []
    for character in text:
        if letters and (unicodedata.combining(character) or character in "\u200d\ufe0f" or letters[-1][-1] == "\u200d"):
            letters[-1] += character
        else:
            letters.append(character)
    return " ".join(letters)


def _good(criterion: Criterion) -> tuple[str, Sequence[str]]:
    guidance = criterion.guidance
    return ("What good looks like", guidance.good) if guidance.good else ("What we look for", guidance.look_for)


def _seen(entries: Iterable[Entry]) -> tuple[str, Sequence[str]]:
    lines = [
        f"You said: {entry.text}"
        if entry.kind == DIFFERS
        else f"{entry.text}{f' ({entry.source})' if entry.source else ''}"
        for entry in entries
    ]
    return "What we have seen so far", lines or ["nothing to show here yet"]


def _part(title: str, lines: Sequence[str], width: int, bullet: str = "-  ", apart: Row | None = None) -> list[Row]:
    """A heading with its lines, `apart` between them."""
    rows: list[Row] = [((title, "key"),)]
    for text in lines:
        rows += [apart] if apart is not None else []
        first, *others = wrapped(text, max(8, width - 2 - len(bullet))) or ("",)
        rows.append(((f"  {bullet}{first}", "text"),))
        rows += [((f"  {' ' * len(bullet)}{other}", "text"),) for other in others]
    return rows


def _columns(left: list[Row], right: list[Row], indent: int, column: int) -> list[Row]:
    rows: list[Row] = []
    for one, other in zip_longest(left, right, fillvalue=_BLANK):
        used = sum(cell_len(text) for text, _ in one)
        rows.append(((" " * indent, "text"), *one, (" " * max(1, column - used), "text"), *other))
    return rows


def _indented(row: Row, indent: int) -> Row:
    return ((" " * indent, "text"), *row)


def _line(text: str, style: str, indent: int) -> Row:
    return ((" " * indent, "text"), (text, style))
