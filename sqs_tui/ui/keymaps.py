"""Keymaps: presets that ship, and a person's own keys over them; one that would leave something out is refused.

This module loads no Textual, so that `sqs keys` stays quick.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import tomli

from sqs_tui import assets, settings as user_settings
from sqs_tui.errors import UsageError
from sqs_tui.settings import Settings
from sqs_tui.ui import keys
from sqs_tui.values import dataclass

#: The scopes whose keys work at once; those of `everywhere` always do.
TOGETHER = (
    ("case", "casework", "picker"),
    ("sample",),
    ("chooser",),
    ("confirm",),
    ("interview", "picker"),
    ("walk",),
    ("card",),
    ("asking", "form", "editor"),
    ("editor", "writing"),
    *(
        (scope, "list")
        for scope in [
            "people",
            "alerts",
            "sources",
            "notes",
            "filter",
            "summary",
            "behind",
            "letter",
            "words",
            "finishing",
            "points",
        ]
    ),
)
#: Where text is typed: what a key prints would be typed, too.
_TYPED = keys.TYPED | {"everywhere"}
#: What is done in a list that is searched while one types, too.
_ALSO_TYPED = frozenset({"list-down", "list-up", "leave-list"})
#: What a terminal sends as another key, or what ends every program here.
_TAKEN = {
    "ctrl+c": "says how to leave",
    "ctrl+q": "leaves at once",
    "ctrl+h": "arrives as Backspace",
    "ctrl+i": "arrives as Tab",
    "ctrl+j": "arrives as Enter",
    "ctrl+m": "arrives as Enter",
    "ctrl+z": "stops programs",
}
_WHOLE_NAMES = (
    *("space", "enter", "escape", "tab", "shift+tab", "backspace", "delete", "insert"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
)


@dataclass(frozen=True, slots=True)
class Keymap:
    """Other keys for some ids, and where each was written: a file, and a line in it."""

    name: str
    title: str
    others: Mapping[str, str]
    near: frozenset[str]
    """The keys one hand reaches; empty where the keymap promises nothing of the kind."""
    file: Path
    lines: Mapping[str, int]


def names() -> list[str]:
    """The presets there are."""
    return list(user_settings.KEYMAPS)


def title(name: str) -> str:
    """What a preset is called in words."""
    return "The keys as they come" if name == "default" else preset(name).title


def preset(name: str) -> Keymap:
    """A preset that ships."""
    file = assets.folder("data") / "keymaps" / f"{name}.toml"
    text = file.read_text("utf-8")
    content = tomli.loads(text)
    near = frozenset(key_called(one) for one in content.get("near", "").split())
    return _read(name, content["title"], content["keys"], near, file, text)


def choose(settings: Settings) -> dict[str, str]:
    """The keys that a person's settings put in force. Raises `UsageError` naming file, line, and what to do."""
    if settings.keymap == "default" and not settings.keys:
        return {}
    others: dict[str, str] = {}
    where: dict[str, str] = {}
    if settings.keymap != "default":
        first = preset(settings.keymap)
        others.update(first.others)
        where.update((id, f"keymap {first.name}") for id in first.others)
    if settings.keys:
        file = user_settings.path()
        own = _read("own", "", settings.keys, frozenset(), file, file.read_text("utf-8"))
        others.update(own.others)
        where.update((id, _place(file, own.lines, id)) for id in own.others)
    for id in others:
        _refuse_unreachable(id, others, where)
    _refuse_clashes(others, where)
    return others


#: What is pressed most, for a table of the keymaps.
_MOST = (
    *("answer-yes", "answer-no", "answer-na", "answer-unknown", "park-answer", "clear-answer", "undo-change"),
    *("next-open", "move-down", "move-up", "next-section", "open-here", "go-back", "open-palette", "show-help"),
)


def as_markdown() -> str:
    """What is pressed most, with the keys of every keymap, for docs/reference/keys.md."""
    chosen = {name: choose(Settings(keymap=name)) for name in names()}
    rows = [f"| | {' | '.join(f'`{name}`' for name in chosen)} |", "|---" * (len(chosen) + 1) + "|"]
    for id in _MOST:
        key = keys.BY_ID[id]
        spelled = [keys.in_code(replace(key, keys=others.get(id, key.keys))) for others in chosen.values()]
        rows.append(f"| {key.label} | {' | '.join(spelled)} |")
    return "\n".join(rows) + "\n"


def key_called(name: str) -> str:
    """The name Textual has for a key as people write it: `?`, `Ctrl+T`, `PgDn`, `F5`. Empty where there is none."""
    folded = name.casefold()
    by_name = {keys.shown(one).casefold(): one for one in _WHOLE_NAMES}
    if folded in by_name or folded in _WHOLE_NAMES:
        return by_name.get(folded, folded)
    if len(name) == 1 and name.isprintable() and not name.isspace():
        return name if name.isalnum() else keys.BY_MARK.get(name, "")
    if folded.startswith("ctrl+") and len(folded) == 6 and "a" <= folded[5] <= "z":
        return folded
    if folded[:1] == "f" and folded[1:] in {str(number) for number in range(1, 13)}:
        return folded
    return name if name in keys.BY_MARK.values() else ""


def _read(name: str, title: str, table: Mapping[str, Any], near: frozenset[str], file: Path, text: str) -> Keymap:
    lines = _lines(text)
    others = {}
    for id, value in table.items():
        where = _place(file, lines, id)
        if id not in keys.BY_ID:
            close = get_close_matches(id, keys.BY_ID, n=1)
            raise _refused(f"{where}: nothing is called {id}.", f"Did you mean {close[0]}?" if close else _SEE)
        wanted = value.split() if isinstance(value, str) else value
        if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
            raise _refused(f"{where}: {id} must be keys in quotes, with blanks between them.")
        called = {one: key_called(one) for one in wanted}
        for one, known in called.items():
            if not known:
                raise _refused(
                    f"{where}: no key is called {one!r}.", "Write it as sqs keys does: j, ?, Ctrl+T, PgDn, F5, Space."
                )
            if known in _TAKEN:
                raise _refused(f"{where}: {id} cannot have {one}: it {_TAKEN[known]}.", "Choose another key.")
        others[id] = ",".join(dict.fromkeys(called.values()))
    return Keymap(name, title, others, near, file, lines)


def _place(file: Path, lines: Mapping[str, int], id: str) -> str:
    """Where a key is given: a file, and the line where each has one of its own."""
    return f"{file}, line {lines[id]}" if id in lines else str(file)


def _lines(text: str) -> dict[str, int]:
    """On which line each key of the table stands."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            table = stripped.strip("[] ")
        elif "=" in stripped and (table == "keys" or (not table and stripped.startswith("keys."))):
            id = stripped.partition("=")[0].strip().removeprefix("keys.").strip("\"' ")
            found.setdefault(id, number)
    return found


def _refuse_unreachable(id: str, others: Mapping[str, str], where: Mapping[str, str]) -> None:
    """Every action keeps a key that reaches it."""
    wanted = [one for one in others[id].split(",") if one]
    scope = keys.BY_ID[id].scope
    spelled = " ".join(map(keys.shown, wanted))
    letters = keys.factor_letters(others)
    if not wanted:
        raise _refused(f"{where[id]}: {id} has no key, and could not be done.", "Give it one, or take the line out.")
    if scope in ("editor", "asking", "writing") and any(map(keys.is_printable, wanted)):
        raise _refused(
            f"{where[id]}: {id} has {spelled}: what is typed there could not hold that key.",
            "Give it a key that prints nothing: Ctrl+O, F8, Esc.",
        )
    if (scope in _TYPED or id in _ALSO_TYPED) and all(map(keys.is_printable, wanted)):
        raise _refused(
            f"{where[id]}: {id} could not be done while typing: {spelled} would be typed.",
            "Give it one more key, that prints nothing: F1, Ctrl+P.",
        )
    if keys.BY_ID[id].action.startswith("answer(") and all(one in letters for one in wanted):
        raise _refused(
            f"{where[id]}: {id} could not be done while factors are offered: there {spelled} marks a factor.",
            "Give it one more key that is no letter.",
        )


def _refuse_clashes(others: Mapping[str, str], where: Mapping[str, str]) -> None:
    """No key may mean two things at once, save where one hides the other by default too."""
    for scopes in TOGETHER:
        holders: dict[str, str] = {}
        for id, key in _in_scopes((*scopes, "everywhere"), others):
            other = holders.setdefault(key, id)
            if other == id or (id not in others and other not in others) or _shares(id, other):
                continue
            said = " and ".join(f"{one} ({where.get(one, 'as it is by default')})" for one in (other, id))
            raise _refused(
                f"{keys.shown(key)} would be {said}, in one place: {keys.SCOPES[keys.BY_ID[id].scope]}.",
                "Give one of them another key in your settings, under [keys]; sqs keys shows all.",
            )


def _in_scopes(scopes: tuple[str, ...], others: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key in keys.KEYS:
        if key.scope in scopes:
            for one in others.get(key.id, key.keys).split(","):
                yield key.id, one


def _shares(id: str, other: str) -> bool:
    """Whether two actions have a key in common by default: then the nearer one is meant."""
    return bool({*keys.BY_ID[id].keys.split(",")} & {*keys.BY_ID[other].keys.split(",")})


_SEE = "sqs keys shows all there are."


def _refused(detail: str, remedy: str = "") -> UsageError:
    return UsageError("The keys cannot be used.", detail, remedy)
