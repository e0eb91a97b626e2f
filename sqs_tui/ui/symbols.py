"""Marks that never rest on colour, in Unicode, or in ASCII where the terminal's encoding has no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from sqs_tui.domain.standing import State
from sqs_tui.values import dataclass

#: The shape beside each word for how far a case is signed.
_SIGNING = {"finished": "✓", "2nd read": "»", "signed": "◆", "locked": "■", "changed": "!"}
_SIGNING_ASCII = {"finished": "Y", "2nd read": ">", "signed": "*", "locked": "#", "changed": "!"}


@dataclass(frozen=True, slots=True)
class Symbols:
    """One set of marks: for states, for progress from nothing to all, and for bars and lines."""

    states: tuple[str, ...]
    progress: tuple[str, ...]
    full: str
    empty: str
    cursor: str
    saved: str
    rule: str
    ellipsis: str
    provisional: str = "~"
    small: str = "°"
    disputed: str = "≠"
    dash: str = "–"
    signing: Mapping[str, str] = field(default_factory=lambda: _SIGNING)

    def state(self, state: State) -> str:
        """The mark of a state."""
        return self.states[state]

    def bar(self, share: float, width: int) -> tuple[str, str]:
        """The full and the empty part of a bar; a full bar only for all, an empty one only for none."""
        filled = round(share * width)
        if 0 < share < 1:
            filled = min(max(filled, 1), width - 1)
        return self.full * filled, self.empty * (width - filled)


UNICODE = Symbols(
    states=("✓", "✗", "–", "–", "∅", "?", "·"),
    progress=("○", "◔", "◑", "◕", "●"),
    full="█",
    empty="░",
    cursor="▌",
    saved="●",
    rule="─",
    ellipsis="…",
)
ASCII = Symbols(
    states=("Y", "N", "-", "-", "U", "?", "."),
    progress=(".", ":", "+", "*", "#"),
    full="#",
    empty="-",
    cursor=">",
    saved="*",
    rule="-",
    ellipsis="~",
    small="'",
    disputed="!",
    dash="-",
    signing=_SIGNING_ASCII,
)

#: How each state is said on a row.
WORDS = ("Yes", "No", "n/a", "n/a", "unjudged", "parked", "")
#: The style each state is drawn in.
STATE_STYLES = ("yes", "no", "soft", "soft", "warn", "warn", "soft")
