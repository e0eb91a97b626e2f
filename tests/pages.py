"""The pages that the program itself writes, and its pictures: `python -m tests.pages` brings them up to date."""

from __future__ import annotations

import argparse
import ast
import asyncio
import inspect
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import count, pairwise
from pathlib import Path
from textwrap import dedent

from sqs_tui.cli.entry import GROUPS, parser
from sqs_tui.domain.case import ACTIVE, REPLACED, Verdict
from sqs_tui.domain.entry import KINDS
from sqs_tui.domain.interview import MANAGER, STAND_IN
from sqs_tui.domain.particulars import BY_NAME
from sqs_tui.domain.wording import BAND_WORDS, FRACTIONS
from sqs_tui.errors import Exit
from sqs_tui.exchange.importing import SORTS
from sqs_tui.settings import Settings
from sqs_tui.ui import keymaps, keys

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command with its options, in the order of `sqs --help`."""
    return next(action.choices for action in parser()._actions if isinstance(action.choices, dict))


def leaves(name: str, command: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """A command, or those it is made of, each as it is typed."""
    below = next((action.choices for action in command._actions if isinstance(action.choices, dict)), None)
    if below is None:
        yield name, command
        return
    for word, part in below.items():
        yield from leaves(f"{name} {word}", part)


def _usage(command: argparse.ArgumentParser) -> str:
    words = " ".join(command.format_usage().removeprefix("usage: ").split())
    return re.sub(r" \[-h\]", "", words)


def _options(command: argparse.ArgumentParser) -> Iterator[str]:
    for action in command._actions:
        if action.help in (None, argparse.SUPPRESS) or isinstance(action, argparse._HelpAction):
            continue
        shown = action.metavar or (action.dest.upper() if action.nargs != 0 else "")
        if action.choices is not None and action.metavar is None:
            shown = "|".join(map(str, action.choices))
        shown = " ".join(shown) if isinstance(shown, tuple) else shown
        name = ", ".join(f"{one} {shown}".strip() for one in action.option_strings) or shown
        said = (action.help or "") % {**vars(action), "prog": command.prog}
        yield f"| `{_in_cell(name)}` | {_in_cell(said)} |"


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")


def _commands() -> str:
    told, parts = commands(), list[str]()
    for names in GROUPS.values():
        for whole, command in (leaf for name in names for leaf in leaves(name, told[name])):
            parts.append(f"## sqs {whole}\n\n{dedent(command.description or '').strip()}\n")
            parts.append(f"```\n{_usage(command)}\n```\n")
            rows = list(_options(command))
            if rows:
                parts.append(_table("option", "what it does", rows))
            if command.epilog:
                parts.append(f"```text\n{dedent(command.epilog).strip()}\n```\n")
    return "\n".join(parts)


def _table(first: str, second: str, rows: list[str]) -> str:
    return "\n".join([f"| {first} | {second} |", "|---|---|", *rows]) + "\n"


def _told_beneath(kind: type) -> Mapping[str, str]:
    """What stands as a text beneath each name of a class."""
    body = ast.parse(dedent(inspect.getsource(kind))).body[0].body  # type: ignore[attr-defined]
    found = {}
    for before, after in pairwise(body):
        is_told = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        if isinstance(before, ast.AnnAssign | ast.Assign) and is_told:
            target = before.target if isinstance(before, ast.AnnAssign) else before.targets[0]
            found[target.id] = after.value.value  # type: ignore[attr-defined]
    return found


def _settings() -> str:
    usual = Settings()
    rows = [
        f"| `{name}` | `{json.dumps(getattr(usual, name))}` | {said} |"
        for name, said in _told_beneath(Settings).items()
    ]
    return "\n".join(["| name | usual | what it says |", "|---|---|---|", *rows]) + "\n"


def _exit_codes() -> str:
    return _table(
        "code", "what it means", [f"| {Exit[name].value} | {said} |" for name, said in _told_beneath(Exit).items()]
    )


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.1f}%".replace(".0%", "%")


def _codes(*codes: str) -> str:
    return ", ".join(f"`{code}`" for code in codes)


_YES_OR_NO = "`yes` or `no`"
_DAY = "a day, as 2016-05-23 or 23/05/2016"
#: What may stand in a column that is no characteristic of a case, by the column, or by the file and the column.
_CELLS = {
    "ref": "the reference, at most 24 characters; never empty",
    "status": f"{_codes(ACTIVE, REPLACED)}; replacing a case needs `--reason`",
    "case": "the reference of a case in the sample; never empty",
    "criterion": "the id of a criterion of the catalogue; never empty",
    "verdict": _codes(*(verdict.value for verdict in Verdict)),
    "factors": "ids of factors of the criterion, with `;` between",
    "note": "text",
    "parked": _YES_OR_NO,
    "flag": _YES_OR_NO,
    "unrecorded": f"{_YES_OR_NO}; `yes` beside a No alone: done, and not recorded",
    "interviews case_manager": "the code of a manager whom a case names; never empty",
    "interviews criterion": "the id of an interview item of the catalogue; never empty",
    "role": _codes(MANAGER, STAND_IN),
    "slot": "when the case manager is seen",
    "entries case": "the reference of a case in the sample; empty for an `area` note, and for nothing else",
    "kind": f"{_codes(*KINDS)}; never empty",
    "criteria": "ids of criteria of the catalogue, with `;` between",
    "text": "text; never empty",
    "source": "what it was found in",
    "where": "where in that: a date, a page",
    "shareable": f"{_YES_OR_NO}; empty is `no`",
    "owner": "who does it; for an `action` alone",
    "due": f"{_DAY}; for an `action` alone",
}


def _cell(sort: str, column: str) -> str:
    """What may stand in a column of a file; fails for a column that nothing is said of."""
    if sort != "cases" or column not in BY_NAME:
        return _CELLS.get(f"{sort} {column}") or _CELLS[column]
    field = BY_NAME[column]
    shapes = {"text": "a line of text", "date": _DAY, "age": "a whole number from 10 to 18"}
    chosen = _codes(*field.choices) if field.choices else "a code of the catalogue; a new case needs one"
    return f"{field.title}: {chosen if field.shape == 'choice' else shapes[field.shape]}"


def _import_columns() -> str:
    parts = []
    for sort in sorted(SORTS, key=lambda sort: sort.name != "cases"):
        rows = [
            f"| `{column}` | {'yes' if column in sort.required else ''} | {_cell(sort.name, column)} |"
            for column in sort.columns
            if column not in sort.told
        ]
        head = "| column | needed | what may stand in it |\n|---|---|---|\n"
        past = f"An import looks past {_codes(*sort.told)}, which an export writes.\n"
        parts.append(f"## {sort.name.capitalize()}\n\n{head}" + "\n".join(rows) + f"\n\n{past}")
    return "\n".join(parts)


#: What stands on a page between `<!-- name -->` and `<!-- /name -->`, and how it is made.
TABLES: dict[str, Callable[[], str]] = {
    "commands": _commands,
    "keymaps": keymaps.as_markdown,
    "keys": keys.as_markdown,
    "settings": _settings,
    "exit-codes": _exit_codes,
    "import-columns": _import_columns,
    "fractions": lambda: _table("words", "share", [f"| {said} | {_percent(share)} |" for share, said in FRACTIONS]),
    "words": lambda: _table("words", "unrounded share", [f"| {said} | from {least}% |" for least, said in BAND_WORDS]),
}


def up_to_date(text: str) -> str:
    """A page with its tables as the program is now."""
    return re.sub(
        r"(?<=<!-- )([\w-]+)( -->\n).*?(<!-- /\1 -->)",
        lambda found: f"{found[1]}{found[2]}\n{TABLES[found[1]]()}\n{found[3]}" if found[1] in TABLES else found[0],
        text,
        flags=re.DOTALL,
    )


#: Pictures: what is pressed on the case they begin on, and their title.
_PICTURES = {
    "scoring": (("1", "2", "a", "b"), "sqs open aldermere.sqs --case ALD-12"),
    "panes": (("right_square_bracket", "vertical_line"), "sqs open aldermere.sqs: two cases side by side"),
    "walkthrough": (("w", "enter"), "sqs walk aldermere.sqs --case ALD-12"),
    "letter": (("L", "space", "space", "j", "j"), "sqs letter: a paragraph and what stands behind it"),
}
#: The moving picture: what is pressed, a frame for each, and for how many seconds one is seen.
_FRAMES, _SECONDS = ("", "1", "1", "2", "a", "1", "u", "c"), 1.6


async def _shots(folder: Path, presses: tuple[str, ...], title: str, size: tuple[int, int]) -> list[str]:
    """The screen after each key, the first where nothing is pressed yet, as pictures without fonts from elsewhere."""
    from sqs_tui.ui.app import SqsApp

    ticks, shots = count(1.0), list[str]()
    app = SqsApp(
        folder / "aldermere.sqs", case="ALD-12", settings=Settings(theme="sqs-dark"), clock=lambda: next(ticks)
    )
    async with app.run_test(size=size) as pilot:
        for key in presses:
            if key:
                await pilot.press(key)
            await app.at_rest(painted=True)
            svg = app.export_screenshot(title=title)
            shots.append(_same_every_time(re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL), len(shots)))
    return shots


def _same_every_time(svg: str, number: int) -> str:
    """A picture without the time of day it was made at, and the ids that rest on it: made again, it is the same."""
    svg = re.sub(r"(saved(?:&#160;| ))\d\d:\d\d:\d\d", r"\g<1>10:24:00", svg)
    return re.sub(r"terminal-\d+", f"terminal-{number}", svg)


def _moving(shots: list[str]) -> str:
    """Pictures of one size shown one after the other, for ever, by a style sheet alone."""
    opening = re.search(r"<svg[^>]*>", shots[0])
    assert opening is not None
    whole, share = _SECONDS * len(shots), 100 / len(shots)
    frames = [
        f'<g class="frame" style="animation-delay:{number * _SECONDS:.1f}s">'
        f"{shot.partition(re.search('<svg[^>]*>', shot)[0])[2].rpartition('</svg>')[0]}</g>"  # type: ignore[index]
        for number, shot in enumerate(shots)
    ]
    style = (
        f".frame{{visibility:hidden;animation:seen {whole:.1f}s step-end infinite}}"
        f"@keyframes seen{{0%{{visibility:visible}}{share:.3f}%{{visibility:hidden}}}}"
    )
    return f"{opening[0]}<style>{style}</style>{''.join(frames)}</svg>\n"


def main() -> None:
    """Bring the pages and the pictures up to date."""
    from tests import demo

    for path in (DOCS / "reference").glob("*.md"):
        path.write_text(up_to_date(path.read_text("utf-8")), "utf-8")
    asked = [(name, *picture, (140, 40)) for name, picture in _PICTURES.items()]
    asked.append(("moving", _FRAMES, "sqs open aldermere.sqs --case ALD-12", (80, 24)))
    for name, presses, title, size in asked:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["SQS_STATE_DIR"] = os.environ["SQS_CONFIG_DIR"] = folder
            demo.build(Path(folder) / "aldermere.sqs")
            shots = asyncio.run(_shots(Path(folder), presses, title, size))
            picture = _moving(shots) if name == "moving" else shots[-1]
            (DOCS / "pictures" / f"{name}.svg").write_text(picture, "utf-8")


if __name__ == "__main__":
    main()
