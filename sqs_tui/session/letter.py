"""The letter while it is worked on: words picked, paragraphs written, moved, locked and left out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from sqs_tui.domain.case import Change
from sqs_tui.domain.letter import Slot
from sqs_tui.domain.letter_filling import State
from sqs_tui.domain.text import cleaned
from sqs_tui.domain.why import Why
from sqs_tui.errors import Refused
from sqs_tui.session.letter_reading import APART, MARKING, SETTINGS, LetterReading, Part, name_of
from sqs_tui.session.outcome import Heads, Outcome
from sqs_tui.store import letters, rows

__all__ = ["MARKING", "SETTINGS", "Letter", "Part"]
#: What belongs to the letter: undo in it never reaches into a case.
_OWN = frozenset({rows.LETTER, rows.PARAGRAPHS, rows.PICKS, rows.POINTS})


class Letter(LetterReading):
    """The letter while it is worked on. Methods that write raise `NotSaved`; then nothing has moved."""

    def pick(self, part: str, slot: Slot, words: str) -> Outcome:
        """Put picked words in a place, with the figure that stands behind it now. Raises `Refused`."""
        found = self._writable(part)
        filled = self.filling.filled(slot, self.picks(found.id))
        if filled.state is State.EMPTY:
            raise Refused(f"{slot.key} has nothing to say.", f"It is {filled.told}.")
        true = [offer.words for offer in filled.offers()]
        if words not in true:
            raise Refused(f"“{words}” is not true of {filled.told}.", f"There are: {'; '.join(true)}.")
        return self._kept(
            rows.PICKS, f"{found.id}/{slot.key}", {"pick": [words, filled.told]}, Why.WORDS, f"{slot.key}: {words}"
        )

    def unpick(self, part: str, slot: Slot) -> Outcome:
        """Take the words out of a place again."""
        id = f"{self._writable(part).id}/{slot.key}"
        return self._kept(rows.PICKS, id, {"pick": None}, Why.WORDS, f"{slot.key}: no words")

    def write(
        self, part: str, text: str, *, run: str = "", seen: tuple[str, ...] | None = None, checked: bool = True
    ) -> Outcome:
        """Write a paragraph in one's own words; no text at all brings back what the template suggests.

        Unless it is `checked`, what is not understood in its braces is kept as it stands: it is still being typed.
        """
        found = self._writable(part)
        text = cleaned(text).strip()
        if checked:
            self._check(text)
        heads = {"text": seen} if seen is not None else None
        wanted = None if text == found.suggested.strip() else text
        return self._kept(
            rows.PARAGRAPHS, found.id, {"text": wanted}, Why.PARAGRAPH, f"{name_of(found)}: kept", run=run, seen=heads
        )

    def add(
        self, section: str, text: str, *, after: str = "", id: str = "", run: str = "", checked: bool = True
    ) -> Outcome:
        """Write a new paragraph, at the end of a section or after another."""
        if section not in self.template.section_by_id:
            raise Refused(f"There is no section {section}.", f"There are {', '.join(self.template.section_by_id)}.")
        text = cleaned(text).strip()
        if not text:
            raise Refused("There is nothing to add.")
        if checked:
            self._check(text)
        own = self.section_parts(section)
        place = next((number for number, one in enumerate(own) if one.id == after), len(own) - 1)
        before = own[place].place if own else 0
        behind = own[place + 1].place if place + 1 < len(own) else before + 2 * APART
        id = id or f"p-{os.urandom(4).hex()}"
        fields = {"section": section, "text": text, "place": (before + behind) // 2}
        outcome = self._kept(rows.PARAGRAPHS, id, fields, Why.PARAGRAPH, "Paragraph added", run=run)
        if behind - before < 2:
            self._spread(section)
        return outcome

    def move(self, part: str, by: int) -> Outcome:
        """Move a paragraph up (-1) or down (1) among those of its section."""
        found = self.part(part)
        own = self.section_parts(found.section.id)
        place = next(number for number, one in enumerate(own) if one.id == found.id)
        if not 0 <= place + by < len(own):
            return Outcome(said=f"{name_of(found)} stays where it is")
        own.insert(place + by, own.pop(place))
        return self._places(own, f"{name_of(found)} moved")

    def _spread(self, section: str) -> None:
        self._places(self.section_parts(section), "")

    def _places(self, parts: list[Part], said: str) -> Outcome:
        changes = [
            Change(rows.PARAGRAPHS, part.id, "place", self._row(part.id).get("place"), (number + 1) * APART)
            for number, part in enumerate(parts)
            if part.place != (number + 1) * APART
        ]
        receipt = self.inspection.record_many(changes, Why.PARAGRAPH)
        self.refresh()
        return Outcome(said=said, at=receipt.at if receipt else "", structure=True)

    def drop(self, part: str) -> Outcome:
        """Leave a paragraph out of the letter; dropping it again takes it back in."""
        found = self._writable(part)
        said = f"{name_of(found)} {'back in the letter' if found.dropped else 'left out'}"
        return self._kept(rows.PARAGRAPHS, found.id, {"dropped": not found.dropped}, Why.PARAGRAPH, said)

    def lock(self, part: str) -> Outcome:
        """Let a paragraph stand as it is; locking it again lets it be changed."""
        found = self.part(part)
        said = f"{name_of(found)} {'can be changed again' if found.locked else 'locked'}"
        return self._kept(rows.PARAGRAPHS, found.id, {"locked": not found.locked}, Why.PARAGRAPH, said)

    def set(self, name: str, text: str, *, run: str = "", seen: Heads | None = None) -> Outcome:
        """Set something of the letter itself; an empty text takes it away. Raises `Refused`."""
        if name not in SETTINGS:
            raise Refused(f"The letter has no {name}.", f"There are {', '.join(SETTINGS)}.")
        value: Any = " ".join(cleaned(text).split())
        if name == "minimum_base":
            if value not in ("", "0", "1", "2", "3"):
                raise Refused("minimum_base is 0, 1, 2 or 3.", "A higher one would lose what letters say of few cases.")
            value = int(value or 0)
        return self._kept(rows.LETTER, rows.INSPECTION, {name: value}, Why.LETTER, f"{name} kept", run=run, seen=seen)

    def take_template(self, text: str, origin: str) -> Outcome:
        """Use a template of one's own for this inspection; an empty text goes back to the one that ships."""
        if text:
            letters.parse(text, origin, self.inspection.catalogue)
        return self._kept(rows.LETTER, rows.INSPECTION, {"template": text}, Why.LETTER, "Template kept")

    def undo(self) -> Outcome:
        """Take back the author's last act, where that was on the letter."""
        return self._step(Why.UNDO, lambda: self.inspection.undo(quietly=True))

    def redo(self) -> Outcome:
        """Do again what was undone last, where that was on the letter."""
        return self._step(Why.REDO, lambda: self.inspection.redo(quietly=True))

    # Helpers

    @property
    def may_undo(self) -> bool:
        """Whether the author's last act was on the letter."""
        return self._is_on_letter(Why.UNDO)

    def _is_on_letter(self, direction: Why) -> bool:
        step = self.inspection.next_step(direction)
        tables = {table for table, _, _ in step.changes} if step else set()
        return bool(tables) and tables <= _OWN

    def _step(self, direction: Why, act: Callable[[], Outcome]) -> Outcome:
        if not self._is_on_letter(direction):
            return Outcome(said=f"Nothing to {direction} in this letter")
        outcome = act()
        self.refresh()
        return outcome

    def heads(self, part: str) -> tuple[str, ...]:
        """What stands of a paragraph's text now, for a write that begins now."""
        return self.inspection.workbook.seen(rows.PARAGRAPHS, part, "text")

    def _row(self, part: str) -> Mapping[str, Any]:
        return self.inspection.workbook.rows(rows.PARAGRAPHS).get(part, {})

    def _writable(self, part: str) -> Part:
        found = self.part(part)
        if found.locked:
            raise Refused(f"{name_of(found)} is locked.", "It stays as it is.", "Unlock it first.")
        return found

    def _check(self, text: str) -> None:
        problems = self.problems(text)
        if problems:
            raise Refused("The paragraph cannot be kept like this.", "\n".join(problems))

    def _kept(
        self,
        table: str,
        id: str,
        fields: Mapping[str, Any],
        why: Why,
        said: str,
        *,
        run: str = "",
        seen: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Outcome:
        outcome = self.inspection.keep(table, id, fields, why, said, run=run, seen=seen)
        self.refresh()
        return outcome
