"""What every editor of a text does: what is typed is kept while it is typed, and however the editor is left."""

from __future__ import annotations

import os
from abc import abstractmethod
from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import TextArea

from sqs_tui.domain.entry import Entry
from sqs_tui.errors import NotSaved, Refused, SqsError
from sqs_tui.session.scoring import GONE
from sqs_tui.session.typing_session import Seen
from sqs_tui.store import rows
from sqs_tui.ui import keys
from sqs_tui.ui.common.base import OurScreen, spoken
from sqs_tui.ui.common.draft import LEFT, Draft
from sqs_tui.ui.widgets.bars import HintBar


def area(text: str) -> TextArea:
    """Where the text is written."""
    return TextArea(text, show_line_numbers=False, soft_wrap=True, id="note", tab_behavior="focus")


class EditorScreen(OurScreen[None]):
    """An editor over a draft. Leaving keeps the text; where that fails it says so, and Esc again leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("editor"), *keys.bindings("writing")]
    SCOPES: ClassVar[tuple[str, ...]] = ("editor", "writing")

    def __init__(self) -> None:
        super().__init__()
        #: The criteria the text is about: they choose the phrases offered.
        self.about: tuple[str, ...] = ()
        self._draft: Draft | None = None
        self._warned = False

    def show_hints(self) -> None:
        """The keys that work here; help by a key that cannot be typed."""
        hints = sorted(
            (key for place in self.SCOPES for key in keys.in_scope(place) if key.hint), key=lambda key: key.hint
        )
        named = [(keys.shown(self.sqs.key_for(key)), key.label) for key in hints]
        for bar in self.query(HintBar):
            bar.show_hints([*named, (keys.key_label("show-help", typing=True), "help")])

    def keep(self, text: str) -> None:
        """Put the text on disk, and say so to the app. Raises `SqsError`."""
        raise NotImplementedError

    def _put_down(self, text: str) -> None:
        if self.is_gone:
            raise Refused(GONE, "The case is gone.", "What was typed stays here.")
        self.keep(text)

    def begin(self) -> None:
        """Begin to type, at the end of what is there."""
        self._draft = Draft(self._put_down, self)
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.move_cursor(area.document.end)
        area.focus()

    def typed(self, text: str) -> None:
        """Note what stands there after a key."""
        self._warned = False
        if self._draft is not None:
            self._draft.typed(text)

    def flush(self) -> bool:
        """Put on disk what is still being typed; whether it is there now."""
        return self._draft is None or self._draft.flush()

    def on_screen_suspend(self) -> None:
        """Whatever covers the editor, what was typed is kept first."""
        self.flush()

    def on_unmount(self) -> None:
        """However the program ends, what was typed is kept first."""
        if self.sqs.is_open:
            self.flush()

    def action_phrases(self) -> None:
        """Offer phrases; beside a case manager none, since they say what is often found."""
        if self.sqs.in_company:
            self.say("Phrases stay put beside a case manager")
            return
        self.sqs.open("phrases", self.about, then=self._put_in)

    def _put_in(self, phrase: str | None) -> None:
        area = self.query_one(TextArea)
        if phrase:
            number, place = area.cursor_location
            line = area.document.get_line(number)
            area.insert(_parted(line[:place], phrase, line[place:]))
        area.focus()

    def action_leave(self) -> None:
        if self.flush():
            self.dismiss()
        else:
            self._insist(f"Not in the workbook. Leaving once more leaves {self._left}")

    @property
    def _left(self) -> str:
        """What becomes of a text that the disk refused, once the editor is left."""
        return LEFT[self._draft is not None and self.sqs.is_kept_beside(self._draft)]

    def _insist(self, said: str) -> None:
        """Stay once, saying what leaving would cost; then leave."""
        if self._warned:
            self._let_go()
        else:
            self._warned = True
            self.say(said, "danger")

    def _let_go(self) -> None:
        """Leave, and forget what was not kept."""
        if self._draft is not None:
            self._draft.drop()
        self.dismiss()


def _parted(before: str, phrase: str, after: str) -> str:
    """A phrase as it is put in between two texts of a line: one space on either side, as people write."""
    if before[-1:].isspace():
        phrase = phrase.lstrip()
    elif before[-1:] not in ("", "(", "“", '"'):
        phrase = f" {phrase.lstrip()}"
    if after[:1].isspace():
        return phrase.rstrip()
    return f"{phrase.rstrip()} " if after[:1].isalnum() else phrase


class EntryEditor(EditorScreen):
    """An editor over an entry and what belongs to it: every state it passes through is one undo."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._entry = entry
        self.about = entry.criteria
        self.needs_case = entry.case
        self._run = f"r-{os.urandom(4).hex()}"
        self._seen: Seen | None = None
        # Held here: what was typed is kept even while the screen is taken down.
        self._area = area(entry.text)

    def begin(self) -> None:
        """Begin to type; what stood there before is what was seen, and looking at it changes nothing."""
        super().begin()
        self._entry = self._as_typed()
        self._seen = Seen(self.inspection.workbook, rows.ENTRIES, self._entry.id, *rows.ENTRY_FIELDS)

    @abstractmethod
    def _as_typed(self) -> Entry:
        """The entry as it stands on screen."""

    @property
    def is_kept(self) -> bool:
        """Whether there is such an entry now."""
        return self._entry.id in self.inspection.entries

    @property
    def entry(self) -> Entry | None:
        """The entry as it is kept; None where it is not."""
        return self.inspection.entries.get(self._entry.id)

    def _typed(self) -> None:
        self._warned = False
        entry = self._as_typed()
        if entry.text and entry != self._entry:
            self.typed(entry.text)

    def keep(self, text: str) -> None:
        """Put the entry on disk as it stands; one without words is none."""
        entry = self._as_typed()
        if not entry.text.strip() or (entry == self._entry and self.is_kept):
            return
        outcome = self.inspection.add_entry(entry, run=self._run, seen=self._seen.heads if self._seen else None)
        if self._seen is not None and outcome.line:
            self._seen.wrote(outcome.line)
        self._entry = self.inspection.entries[entry.id]
        self.sqs.settled(outcome)

    def action_leave(self) -> None:
        """Leave; an entry left without words is taken away."""
        entry, warned = self._as_typed(), self._warned
        if not entry.text.strip() and self.is_kept and not self.is_gone:
            self._take_away(entry.id)
            return
        self._typed()
        self._warned = warned
        super().action_leave()

    def _take_away(self, id: str) -> None:
        try:
            outcome = self.inspection.drop_entry(id)
        except SqsError as error:
            if isinstance(error, NotSaved):
                self.sqs.failed(error)
            self._insist(f"{error.title} Leaving once more leaves it as it was")
            return
        self.sqs.settled(outcome)
        self.say(spoken(outcome))
        self._let_go()
