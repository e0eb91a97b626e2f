"""Where only a code belongs, what reads like a name is asked about before it is put down."""

from __future__ import annotations

from sqs_tui.domain.privacy import reads_like_name
from sqs_tui.errors import Refused
from sqs_tui.store.privacy_words import words


class Naming:
    """Asks once about each text: whoever means it puts it down again, and it is taken."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def ask(self, text: str) -> None:
        """Raises `Refused` the first time a text reads like a name."""
        text = text.strip()
        if text not in self.asked and reads_like_name(text, words().first_names):
            self.asked.add(text)
            raise Refused("Reads like a name, and stays in the history.", remedy="Once more takes it.")
