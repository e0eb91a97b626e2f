"""What can be said where a case is scored line by line."""

from __future__ import annotations

from collections.abc import Container

from sqs_tui.cli.line_action import SHAPE
from sqs_tui.domain.case import Verdict

#: The verdicts, by each word for them.
VERDICTS = {
    **dict.fromkeys(("1", "y", "yes"), Verdict.YES),
    **dict.fromkeys(("2", "n", "no"), Verdict.NO),
    **dict.fromkeys(("3", "a", "na", "n/a"), Verdict.NA),
    **dict.fromkeys(("4", "cannot", "unjudged"), Verdict.UNKNOWN),
}
#: What can be said beside a verdict, with the word it is one of.
WORDS = {
    "E": "evidence", "+": "strength", "!": "learning", ">": "action", "*": "flag",
    "=": "confirm", "9": "park", "p": "park", "0": "clear", "u": "undo", "U": "redo", "f": "factors", "e": "note",
    "b": "back", "j": "next", "skip": "next", " ": "next", "g": "?", "guidance": "?", "t": "where", "h": "help",
    "words": "help", "q": "leave", "quit": "leave",
}  # fmt: skip
#: What says all there is to say: words behind it would be lost, and in a file they may be the answer to something else.
ALONE = frozenset({"leave", "undo", "redo", "where", "help", "back", "flag", "next", "confirm", "?"})
BECAUSE = "because"
#: How a verdict is given with its reason in one line.
WITH_REASON = f"n {BECAUSE} it was seen together"

#: How words are written down in one line.
SHAPES = {
    "note": "e seen in the contact log",
    "evidence": "E the plan of 3 March",
    "strength": "+ kept every visit",
    "learning": "! ring the school",
}
HELP = (
    "1 y yes, 2 n no, 3 a n/a, 4 cannot be judged, 9 p park, 0 clear.",
    f"A reason may follow a verdict or p at once: {WITH_REASON}; it is asked for where one is needed.",
    "= confirms a verdict in a second read; another verdict than the first asks why.",
    "u takes the last change back, U does it again.",
    f"f marks factors, e writes the note; the words may follow at once: {SHAPES['note']}.",
    "E writes evidence, + a strength, ! a learning point, each an entry private to the team; * flags.",
    f"> writes down what was agreed with the case manager: {SHAPE}",
    "next or j goes to the next open question, b to the one before; RR05 goes there, RR05 y answers it there.",
    "From a file words always follow at once, on the same line.",
    "? reads the guidance, where says what is left, an empty line repeats the question, q leaves.",
)


def parted(line: str) -> tuple[str, str]:
    """A line's first word, and what stands behind it."""
    word, _, rest = line.partition(" ") if line.strip() else (line, "", "")
    return word, rest.strip()


def reason_in(rest: str) -> str:
    """The reason that stands behind a verdict; empty where something else does."""
    word, reason = parted(rest)
    return reason if word.casefold().rstrip(":,") == BECAUSE else ""


def not_alone(act: str, word: str, rest: str, alone: Container[str] = ALONE) -> str:
    """Why a line cannot be taken whose word says all there is to say; empty where it can."""
    return f"{rest} behind {word} means nothing." if rest and act in alone else ""
