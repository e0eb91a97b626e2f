"""What Textual would remember of every widget that was ever shown, kept from growing with each screen."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from textual.app import App
from textual.style import Style

try:
    from textual._styles_cache import StylesCache
except ImportError:  # Another Textual keeps its colours elsewhere.
    StylesCache = None  # type: ignore[assignment,misc]


@lru_cache(maxsize=1024)
def _inner_and_outer(base: Any, background: Any) -> tuple[Style, Style]:
    return Style(background=base + background), Style(background=base)


def forget_closed_widgets() -> None:
    """Have Textual remember two colours by themselves, and not with the widget that asked and all lines it drew.

    Its own method is cached for each of the last 1,024 widgets, with every line of theirs: some 100 kB a screen.
    """
    if hasattr(StylesCache, "get_inner_outer"):
        StylesCache.get_inner_outer = staticmethod(_inner_and_outer)  # type: ignore[assignment,method-assign]


def forget_who_left(app: App[Any]) -> None:
    """Let go of widgets that watched a value of the app's and are gone: Textual does so only when it changes."""
    for watchers in getattr(app, "__watchers", {}).values():
        watchers[:] = [watcher for watcher in watchers if watcher[0].is_running]
