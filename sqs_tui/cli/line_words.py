"""What can be said where a case is scored line by line."""

from __future__ import annotations

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
    "9": "park", "p": "park", "0": "clear", "u": "undo", "U": "redo", "f": "factors", "e": "note", "b": "back",
    "j": "next", "skip": "next", " ": "next", "g": "?", "guidance": "?", "t": "where", "h": "help", "words": "help",
    "q": "leave", "quit": "leave",
}  # fmt: skip
