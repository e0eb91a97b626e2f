"""Text on its way to the journal while it is typed: never more than two seconds or twenty keys behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from textual.timer import Timer
from textual.widget import Widget

from sqs_tui.errors import NotSaved, SqsError
from sqs_tui.ui.host import Host

#: How far the journal may be behind what is typed.
SECONDS, KEYS = 2.0, 20
#: What becomes of a text that is left while it is not in the workbook: by whether it is kept in a file.
LEFT = {False: "without it", True: "it in a file for the next start"}


class Draft:
    """What is typed in one place, kept a little later: by number of keys, by time, and at once on leaving.

    `save` puts a text on disk and says so to the app, or raises `NotSaved`; then the text is kept here and in a file
    beside, and tried again at the next key, or after two seconds. `owner` is a widget that lives as long as the typing.
    """

    def __init__(self, save: Callable[[str], None], owner: Widget) -> None:
        self._save = save
        self._owner = owner
        self._text: str | None = None
        self._keys = 0
        self._failed = False
        self._timer: Timer | None = None

    @property
    def is_pending(self) -> bool:
        """Whether something typed has not been kept yet."""
        return self._text is not None

    def typed(self, text: str) -> None:
        """Note what stands there after a key."""
        self._text = text
        self._keys += 1
        self._app.set_typing(True)
        if self._failed or self._keys >= KEYS:
            self.flush()
        elif self._timer is None:
            self._wait()

    def flush(self) -> bool:
        """Keep it now; whether nothing is left to be kept."""
        self._rest()
        if self._text is None:
            return True
        self._app.set_typing(False)
        try:
            self._save(self._text)
        except SqsError as error:
            self._failed = True
            self._app.set_typing(True)
            is_refused = isinstance(error, NotSaved)
            self._app.failed(NotSaved(error.title, error.detail, error.remedy), typed_in=self if is_refused else None)
            self._wait()
            return False
        self._text, self._keys, self._failed = None, 0, False
        self._app.reached_disk(self)
        return True

    def drop(self) -> None:
        """Forget what has not been kept, on screen too: nothing is on its way any more."""
        self._rest()
        if self._text is not None:
            self._app.set_typing(False)
        self._text, self._keys, self._failed = None, 0, False

    @property
    def _app(self) -> Host:
        return cast("Host", self._owner.app)

    def _wait(self) -> None:
        if self._owner.is_attached:
            self._timer = self._owner.set_timer(SECONDS, self._due)

    def _due(self) -> None:
        self.flush()

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
