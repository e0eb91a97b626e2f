"""Why a line stands in a journal: the program's own words, and the reason somebody gave with one."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Why a line was written, as it stands on disk."""

    BEGUN = "begun"
    IMPORTED = "import"
    WRITTEN = "written"
    ERASED = "erased"
    TAKEN_OVER = "taken over"

    SCORED = "scored"
    PARKED = "parked"
    CLEARED = "cleared"
    FACTORS = "factors"
    NOTE = "note"
    FLAG = "flag"
    UNRECORDED = "not recorded"
    SETTLED = "resolve"
    CHANGED = "changed"
    UNDO = "undo"
    REDO = "redo"

    SOURCE = "record ticked off"

    ENTRY = "entry"
    ENTRY_GONE = "entry taken away"
    ALERT = "alert"
    ALERT_CLOSED = "alert closed"
    INTERVIEW = "interview"

    LETTER = "letter"
    WORDS = "words picked"
    PARAGRAPH = "paragraph"
    FROZEN = "letter frozen"
    POINT = "point raised"

    DETAILS = "details"
    WHO = "who"
    CASE_ADDED = "case added"
    PARTICULARS = "particulars"
    REFERENCE = "reference"
    ACTIVE = "active"
    REPLACED = "replaced"
    REMOVED = "removed"

    MARKED = "marked finished"
    SECOND_READ = "second read"
    CONFIRMED = "confirmed"
    SIGNED = "signed"
    LOCKED = "locked"
    TAKEN_BACK = "taken back"


#: What nobody put down by hand, and who somebody is: no place to go on from.
NOT_BY_HAND = frozenset({Why.BEGUN, Why.IMPORTED, Why.WRITTEN, Why.ERASED, Why.TAKEN_OVER, Why.WHO})
#: Acts that take another act back, or do it again.
STEPS = frozenset({Why.UNDO, Why.REDO})
#: What no key takes back: what a workbook began with is not an act, and a signature is taken back with a reason.
FINAL = frozenset({Why.BEGUN, Why.TAKEN_OVER, Why.MARKED, Why.SECOND_READ, Why.SIGNED, Why.LOCKED, Why.TAKEN_BACK})
#: Acts that need a reason; it follows the word, after a colon.
WITH_REASON = frozenset({Why.SETTLED, Why.CHANGED, Why.TAKEN_BACK, Why.REPLACED, Why.IMPORTED})

_SAID = {Why.BEGUN: "began with the workbook", Why.UNDO: "taken back", Why.REDO: "done again", Why.NOTE: "written"}


def in_words(why: str) -> str:
    """Why a line was written, as people say it, where the journal's word says too little."""
    return _SAID.get(why, why)  # type: ignore[call-overload, no-any-return]


def without_reason(why: str) -> str:
    """Why a line was written, without what somebody said of it."""
    word, colon, _ = why.partition(": ")
    return word if colon and word in WITH_REASON else why


def is_settling(why: str) -> bool:
    """Whether a line settles a difference."""
    return without_reason(why) == Why.SETTLED
