"""What a person prefers, chosen in the palette: kept in the settings file first, then in force."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from sqs_tui import settings as user_settings
from sqs_tui.errors import SqsError
from sqs_tui.ui import keymaps, theme
from sqs_tui.ui.host import Host
from sqs_tui.values import dataclass

Value = str | bool | int

#: Minutes without a key that are offered; others can be written into the file.
_IDLE = (0, 2, 5, 15, 30)
_SYMBOLS = {"auto": "as the terminal can", "unicode": "Unicode", "ascii": "letters and ASCII only"}
_SWITCHES = {
    "auto_advance": "After a verdict, go on to the next open criterion",
    "guidance": "Guidance open when a case is opened",
    "cursor": "The terminal's own cursor can be seen",
    "kitty_keyboard": "The kitty keyboard protocol is asked for",
}


@dataclass(frozen=True, slots=True)
class Preference:
    """One value a setting may have: what it is called, and whether it is so now."""

    name: str
    value: Value
    title: str
    is_now: bool

    @property
    def id(self) -> str:
        """The setting and its value, as one word."""
        return f"{self.name}={self.value}"


def preferences(app: Host) -> Iterator[Preference]:
    """Every value there is to choose."""
    now = app.settings
    for name, title in theme.titles().items():
        yield Preference("theme", name, f"Theme: {title}", app.theme == name)
    for name, title in _SWITCHES.items():
        for value, word in ((True, "yes"), (False, "no")):
            yield Preference(name, value, f"Setting: {title}: {word}", getattr(now, name) is value)
    for minutes in dict.fromkeys((*_IDLE, now.idle)):
        said = f"after {minutes} minutes without a key" if minutes else "never by itself"
        yield Preference("idle", minutes, f"Setting: Blank the screen {said}", now.idle == minutes)
    for name, title in _SYMBOLS.items():
        yield Preference("symbols", name, f"Setting: Marks {title}", now.symbols == name)
    for name in keymaps.names():
        title = keymaps.title(name)
        yield Preference("keymap", name, f"Keymap: {title}", now.keymap == name)


def prefer(app: Host, preference: Preference) -> str:
    """Keep a value and put it in force; returns what to say. Raises `SqsError` where the keys would clash."""
    name, value = preference.name, preference.value
    wanted = replace(app.settings, **{name: value})  # type: ignore[arg-type]
    if name == "keymap":
        keymaps.choose(wanted)
    kept = "kept"
    try:
        user_settings.save(name, value)
    except SqsError as error:
        kept = f"in force until you leave, and not kept: {error.detail or error.title}"
    app.take_settings(wanted, name)
    if name == "symbols":
        kept = f"{kept}; they change with the next start"
    if f"SQS_{name.upper()}" in os.environ:
        kept = f"{kept}; SQS_{name.upper()} says otherwise at the next start"
    return f"{preference.title}: {kept}"
