"""A criterion in full: it is read here, and judged where it was opened."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from sqs_tui.ui import keys
from sqs_tui.ui.common.reading import Builder, ReadingScreen


class CriterionScreen(ReadingScreen):
    """A key that scores closes the text and scores nothing: one key is one judgement, given where its mark is seen."""

    def __init__(self, title: str, build: Builder, criterion: str, place: str, say: Callable[[str], None]) -> None:
        """`place` is where in the key table the keys that score are; `say` says what became of one."""
        super().__init__(title, build)
        self._criterion, self._say = criterion, say
        reads = {one for key in keys.in_scope("list") for one in key.keys.split(",")}
        scores = {one for key in keys.in_scope(place) if _scores(key) for one in key.keys.split(",")}
        self._scores = scores - reads

    def on_key(self, event: events.Key) -> None:
        """Close the text at a key that scores."""
        if event.key in self._scores:
            event.stop()
            event.prevent_default()
            self._say(f"{keys.shown(event.key)} closed the text; nothing was scored, {self._criterion} is as it was")
            self.dismiss()


def _scores(key: keys.Key) -> bool:
    return key.action.partition("(")[0] in ("answer", "park", "clear")
