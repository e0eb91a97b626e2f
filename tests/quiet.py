"""When a program has come to rest: everything it was asked is done, and everything it changed is painted.

Textual's pilot takes a process that used no processor for 20 ms to be at rest, twice a key. That is slow, and wrong on
a machine with other work. Here the event loop is asked whether anything could go on, and the screen whether it owes a
frame, which is then painted at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual import app as textual_app, pilot as textual_pilot
from textual._context import active_app
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from sqs_tui.ui.shell import Shell


async def quiet(app: App[object]) -> None:
    """Wait until every message is dealt with and every change is painted; timers may still be to come."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(0)
        if loop._ready:  # type: ignore[attr-defined]
            continue  # Something else can go on at once.
        if app._exit or not app._running or not app._screen_stacks.get(app._current_mode):
            return
        if isinstance(app, Shell) and app.behind:
            await asyncio.sleep(0.001)  # Input waits, and what it waits for is timed.
        elif app._resize_event is not None:
            app._check_resize()
        elif _owes_a_frame(app.screen):
            with app.screen._context():
                app.screen._on_timer_update()
        else:
            return


async def until(pilot: Pilot[Any], holds: Callable[[], object], seconds: float = 20) -> None:
    """Wait for what a timer brings about, or somebody else; fails where it does not come."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not holds():
        assert loop.time() < end, "\n".join(
            strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips(pilot.app.size)
        )
        await pilot.pause(0.005)


def _owes_a_frame(screen: Screen[object]) -> bool:
    """Whether something is still to be painted, or waits for the next frame."""
    return not screen.app._batch_count and bool(
        screen._dirty_widgets
        or screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._callbacks
    )


async def _pause(pilot: Pilot[object], delay: float | None = None) -> None:
    if delay is not None:
        await asyncio.sleep(delay)
    await quiet(pilot.app)


async def _wait_for_screen(pilot: Pilot[object], timeout: float = 30) -> bool:
    await asyncio.wait_for(quiet(pilot.app), timeout)
    return True


async def _rest_of_the_active_app(*_: float) -> None:
    await quiet(active_app.get())


def make_pilots_wait_for_rest() -> None:
    """Every `pilot.press` and `pilot.pause` waits for what it set off, and for nothing else."""
    textual_app.wait_for_idle = _rest_of_the_active_app  # type: ignore[attr-defined]
    textual_pilot.wait_for_idle = _rest_of_the_active_app  # type: ignore[attr-defined]
    Pilot.pause = _pause  # type: ignore[method-assign]
    Pilot._wait_for_screen = _wait_for_screen  # type: ignore[method-assign]
