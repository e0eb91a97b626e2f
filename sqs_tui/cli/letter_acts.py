"""What `sqs letter` does: words picked, paragraphs written, points answered, letters kept."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.errors import Refused, UsageError
from sqs_tui.session import letter_final, letter_points

if TYPE_CHECKING:
    from sqs_tui.session.letter import Letter
    from sqs_tui.session.outcome import Outcome


def done(letter: Letter, args: argparse.Namespace) -> None:
    """Do everything that was asked for, in the order of the help; what is refused stops what follows."""
    if args.template:
        origin = str(args.template)
        output.say(letter.take_template(_text(f"@{origin}"), origin).said)
    plain: dict[str, Callable[[str], Outcome]] = {
        "drop": letter.drop,
        "lock": letter.lock,
        "up": lambda name: letter.move(name, -1),
        "down": lambda name: letter.move(name, 1),
    }
    paired: dict[str, Callable[[str, str], Outcome]] = {
        "pick": lambda place, words: _pick(letter, place, words),
        "write": letter.write,
        "add": letter.add,
        "set": letter.set,
        "point": lambda name, text: letter_points.raise_point(letter, name, text, args.by),
        "respond": lambda number, text: _respond(letter, number, text, changed=args.changed),
    }
    for name in ("set", "add", "write", "drop", "up", "down", "pick", "lock", "point", "respond"):
        for given in getattr(args, name):
            outcome = plain[name](given) if name in plain else paired[name](*_pair(given))
            output.say(f"{outcome.said}{'' if outcome.at else ' (as it was)'}.")
    if args.keep_draft:
        output.say(f"{letter_final.freeze(letter, letter_final.DRAFT, {}).said}.")
    if args.finalise:
        because = dict(_pair(given) for given in args.because)
        output.say(f"{letter_final.freeze(letter, letter_final.FINAL, because).said}.")


def _pair(given: str) -> tuple[str, str]:
    name, equals, text = given.partition("=")
    if not equals:
        raise UsageError(f"{given} lacks an equals sign.", "It is written NAME=TEXT.")
    return name.strip(), _text(text.strip())


def _text(text: str) -> str:
    """A text as given, or what is in the file after an @."""
    if not text.startswith("@"):
        return text
    from sqs_tui.exchange.bundle import file_content

    path = Path(text[1:])
    try:
        return file_content(path, 1_000_000).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is not UTF-8 text.", f"At byte {error.start}.") from error


def _pick(letter: Letter, place: str, words: str) -> Outcome:
    name, _, key = place.partition(" ")
    part = letter.part(name)
    slots = {slot.key: slot for slot in letter.slots(part)}
    if key.strip() not in slots:
        raise Refused(
            f"{name} has no place {key.strip() or '(none named)'}.", f"There are {', '.join(slots) or 'none'}."
        )
    return letter.pick(part.id, slots[key.strip()], words)


def _respond(letter: Letter, number: str, text: str, *, changed: bool) -> Outcome:
    if not number.isdecimal():
        raise Refused(f"{number} is no number of a point.", remedy="See them: sqs letter PATH --points")
    return letter_points.respond(letter, int(number), text, changed=changed)
