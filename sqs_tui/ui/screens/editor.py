"""What every editor of a text does: what is typed is kept while it is typed, and however the editor is left."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import TextArea

from sqs_tui.ui import keys
from sqs_tui.ui.draft import Draft
from sqs_tui.ui.screens.base import OurScreen
from sqs_tui.ui.widgets.bars import HintBar


class EditorScreen(OurScreen[None]):
    """An editor over a draft. Leaving keeps the text; where that fails it says so, and Esc again leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("editor"), *keys.bindings("writing")]
    PLACES: ClassVar[tuple[str, ...]] = ("editor", "writing")

    def __init__(self) -> None:
        super().__init__()
        #: The criteria the text is about: they choose the phrases offered.
        self.about: tuple[str, ...] = ()
        self._draft: Draft | None = None
        self._warned = False

    def show_hints(self) -> None:
        """The keys that work here; help by a key that cannot be typed."""
        hints = sorted((key for place in self.PLACES for key in keys.at(place) if key.hint), key=lambda key: key.hint)
        named = [(keys.shown(self.sqs.key_for(key)), key.label) for key in hints]
        for bar in self.query(HintBar):
            bar.show_hints([*named, (keys.named("show-help", typing=True), "help")])

    def keep(self, text: str) -> None:
        """Put the text on disk, and say so to the app. Raises `SqsError`."""
        raise NotImplementedError

    def begin(self) -> None:
        """Begin to type, at the end of what is there."""
        self._draft = Draft(self.keep, self)
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
        from sqs_tui.ui.screens.phrases import PhrasesScreen  # Only loaded where one is wanted.

        self.app.push_screen(PhrasesScreen(self.about), self._put_in)

    def _put_in(self, phrase: str | None) -> None:
        area = self.query_one(TextArea)
        if phrase:
            area.insert(phrase)
        area.focus()

    def action_leave(self) -> None:
        if self.flush():
            self.dismiss()
        elif self._warned and self._draft is not None:
            self._draft.drop()
            self.dismiss()
        else:
            self._warned = True
            self.say("This is not on disk. It stays here; leaving once more leaves without it", "danger")
