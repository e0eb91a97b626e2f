"""Why: one line, asked where a key alone is not enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqs_tui.session.inspection import Outcome
from sqs_tui.ui import keys
from sqs_tui.ui.common.asking import LineScreen
from sqs_tui.ui.widgets.fields import FormField
from sqs_tui.ui.widgets.lines import Row, wrapped


class ReasonScreen(LineScreen):
    """Asks why, does what the reason is for, and is left; left with none, everything stays as it was."""

    VERB = "keeps it"

    def __init__(self, title: str, question: str, act: Callable[[str], Outcome], told: Sequence[str] = ()) -> None:
        """`act` is given the reason; it may raise `SqsError`, and then the reason stays here."""
        field = FormField(
            "reason",
            "Reason",
            help=keys.render_keys("One line; it stays in the history with the values. {drop-form} leaves it."),
        )
        super().__init__(title, field, act=act)
        self._told = (question, *told)

    def above(self) -> Sequence[Row]:
        """The question, and what stands."""
        width = max(20, self.size.width - 4)
        lines = [(line, place) for place, one in enumerate(self._told) for line in wrapped(one, width)]
        return [((line, "title" if place == 0 else "text"),) for line, place in lines][:8]
