"""An inspection while it is open: every act goes to disk first, then moves the state, then says what it came to."""

from __future__ import annotations

from sqs_tui.session.entry_keeping import EntryKeeping
from sqs_tui.session.interview_keeping import InterviewKeeping
from sqs_tui.session.outcome import NOTHING, Heads, LastAct, Outcome
from sqs_tui.session.sample_keeping import SampleKeeping
from sqs_tui.session.scoring import Scoring
from sqs_tui.session.signing import SignKeeping
from sqs_tui.session.sources import SourceKeeping
from sqs_tui.session.undoing import Undoing

__all__ = ["NOTHING", "Heads", "Inspection", "LastAct", "Outcome"]


class Inspection(Scoring, EntryKeeping, SampleKeeping, InterviewKeeping, Undoing, SignKeeping, SourceKeeping):
    """One visit while it is open: the catalogue, the cases with their standings, and the tallies over them.

    What it holds and can be asked stands in `Held`, how it writes in `Recording`, and each kind of act in a part
    of its own. Methods that write raise `NotSaved`; then neither the state nor the screen has moved.
    """
