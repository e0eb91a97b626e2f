"""What an act came to, for whatever shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from sqs_tui.values import dataclass

#: The heads of fields that were on screen, by the name of the field.
Heads = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act came to: what to repaint, and the sentence to say.

    `cases` maps each case touched to the ids of its criteria touched; `said` is the echo line. `closed` and
    `opened` count the criteria a gate has just closed or opened. `at` is the wall time it was on disk,
    empty where nothing was written. `stands` is whether what was asked for now stands, written or there already;
    `line` names what was written, `entry` the entry it was. `leads` is the id of a key that shows more of it.
    What `is_final` no key takes back: an undo itself, and what was settled with a reason.
    """

    cases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    said: str = ""
    at: str = ""
    closed: int = 0
    opened: int = 0
    case: str = ""
    criterion: str = ""
    structure: bool = False
    by: str = ""
    stands: bool = False
    line: str = ""
    leads: str = ""
    entry: str = ""
    is_final: bool = False


NOTHING = Outcome()


@dataclass(frozen=True, slots=True)
class LastAct:
    """Where the author left off: the case and criterion, what it came to in a word, and the wall time."""

    case: str
    criterion: str
    word: str
    at: str
