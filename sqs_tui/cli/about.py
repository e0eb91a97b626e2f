"""`sqs --version`, `sqs keys` and `sqs where`: what is at work, and where it lies."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Iterator
from pathlib import Path

import tomli

from sqs_tui import __version__, assets, locations
from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    command(commands, "keys", keys, "Print every key and what it does.")
    command(commands, "where", where, "Say where things are kept, and what is there.")


def say_versions() -> None:
    """Print the versions of the program, of what it stands on, and of the catalogues that ship."""
    parts = [f"Python {platform.python_version()}", *_libraries(), f"catalogues {', '.join(_catalogues())}"]
    output.say(f"sqs-tui {__version__} ({', '.join(parts)})")


def _libraries() -> Iterator[str]:
    from importlib.metadata import PackageNotFoundError, version  # 12 ms that only this command needs.

    for name in ("textual", "tinydb"):
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} missing"


def _catalogues() -> Iterator[str]:
    for path in sorted((assets.folder("data") / "catalogues").glob("*.toml")):
        content = tomli.loads(path.read_text("utf-8"))
        yield f"{content['id']} {content['version']}"


def keys(args: argparse.Namespace) -> int:
    """Print the key table, from the same place as the screen's help."""
    # Deferred: only this command needs it. It loads no Textual.
    from sqs_tui import settings
    from sqs_tui.ui import keymaps
    from sqs_tui.ui.keys import as_text, set_overrides

    set_overrides(keymaps.choose(settings.load()))
    for line in as_text().splitlines():
        output.say(line)
    return 0


def where(args: argparse.Namespace) -> int:
    """Say which folders are used; list the workbooks in the usual place, and texts that did not reach theirs."""
    # Deferred: `sqs keys` does without.
    from sqs_tui.store import unsaved

    workbooks = locations.data_folder() / "workbooks"
    places = {
        "workbooks": (workbooks, "*.sqs"),
        "your catalogues": (locations.config_folder() / "catalogues", "*.toml"),
        "settings": (locations.config_folder(), "*.toml"),
        "state": (locations.state_folder(), "*"),
        "unsaved texts": (locations.state_folder() / unsaved.FOLDER, "*.json"),
        "shipped catalogues": (assets.folder("data") / "catalogues", "*.toml"),
    }
    output.rows((name, str(folder), _held(folder, pattern)) for name, (folder, pattern) in places.items())
    for path in (*sorted(workbooks.glob("*.sqs")), *unsaved.paths()):
        output.say(f"  {path}")
    return 0


def _held(folder: Path, pattern: str) -> str:
    if not folder.is_dir():
        return "not made yet"
    count = sum(1 for _ in folder.glob(pattern))
    return output.counted(count, "file" if pattern != "*.sqs" else "workbook") if count else "empty"
