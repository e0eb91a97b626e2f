"""One way in for keys, pastes and clicks: each is handed out when everything the one before set off is done.

Textual sends a key to whatever has the focus when the key arrives, and acts on most keys only after they have travelled
up through the queues of several widgets. Left to itself it therefore gives keys that arrive together to a screen that
is about to be covered, or lets letters overtake a Backspace. Here the next input waits until the app is at rest: no
message is being handled or waits anywhere, what was opened is mounted and laid out, and what had to follow a repaint
has been done.

It rests on private names of Textual and asyncio; `tests/ui/test_input_queue.py` fails where one of them has changed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

#: So many turns of the event loop are waited through at full speed; a key takes about ten.
_QUICK_TURNS = 60
#: After them the app waits for a repaint or for the disk: it is looked at every so many seconds.
_PAUSE = 0.002
#: After so many looks what was set off will never be done: some ten seconds in which nothing else was worked on.
MOST_PAUSES = 5000


def is_at_rest(app: App[Any], *, painted: bool = False) -> bool:
    """Whether everything that was set off in an app is done; if asked for, whether it is painted too."""
    if not app.screen_stack or app._closing or app._closed or not app.is_running:
        return True
    screen = app.screen
    if screen._callbacks or screen._layout_required or screen._scroll_required:
        return False
    if painted and (screen._dirty_widgets or screen._repaint_required):
        return False
    return all(map(_rests, _pumps(app)))


def _pumps(app: App[Any]) -> Iterator[MessagePump]:
    yield app
    waiting: list[Any] = list(app.screen_stack)
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node._nodes)


def _rests(pump: MessagePump) -> bool:
    """Whether a widget waits for its next message; one that is closed waits for none."""
    if pump._closed:
        return True
    queue: Any = pump._message_queue
    return queue.empty() and bool(queue.ready_event._waiters) and not pump._next_callbacks


async def rest(app: App[Any], *, painted: bool = False) -> bool:
    """Wait until an app is at rest; whether it came to rest."""
    for turn in range(_QUICK_TURNS + MOST_PAUSES):
        if is_at_rest(app, painted=painted):
            return True
        await asyncio.sleep(0 if turn < _QUICK_TURNS else _PAUSE)
    return False


class InputQueue:
    """What was typed, pasted or clicked and is not handed out yet, in order."""

    def __init__(self, app: App[Any], hand_out: Callable[[events.Event], object], stuck: Callable[[], object]) -> None:
        """`hand_out` takes one input to where it belongs now; `stuck` is told when an input never comes to an end."""
        self._app = app
        self._hand_out = hand_out
        self._stuck = stuck
        self._waiting: deque[events.Event] = deque()
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, event: events.Event) -> None:
        """Take an input: it is handed out at once where the app is at rest, else when its turn comes."""
        if self._task is None and is_at_rest(self._app):
            self._hand_out(event)
            return
        self._waiting.append(event)
        if self._task is None:
            self._task = asyncio.create_task(self._work_through())

    def drop(self) -> list[events.Event]:
        """Forget what waits; which inputs those were."""
        dropped = list(self._waiting)
        self._waiting.clear()
        return dropped

    async def empty(self) -> None:
        """Wait until everything is handed out and done."""
        while self._task is not None:
            await asyncio.shield(self._task)

    async def _work_through(self) -> None:
        try:
            while self._waiting and self._app.is_running:
                if not await rest(self._app):
                    self._stuck()
                    return
                if self._waiting:
                    self._hand_out(self._waiting.popleft())
        finally:
            self._task = None
