"""`sqs letter`: the letter in any format, what it rests on, and what no longer matches it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.cli.opening import reading, writing
from sqs_tui.errors import Exit, Refused

if TYPE_CHECKING:
    from sqs_tui.session.letter import Letter
    from sqs_tui.session.letter_final import Snapshot

FORMATS = ("md", "docx", "pdf", "html", "txt")
_EPILOG = """\
Without more, the letter goes to standard output, as Markdown; it is refused while words are not
picked, details are missing or figures have moved. --draft writes it all the same, and marks them.

a place is named by its paragraph and what it is about:
  sqs letter PATH --places 3.2
  sqs letter PATH --pick '3.2 PC04=one-third'
a paragraph by its number or id; @FILE stands for what is in a file:
  sqs letter PATH --write '4.4=Work with other agencies was good enough {SS10}.'
  sqs letter PATH --add strengths=@strength.txt

--finalise keeps the letter as it stands. Each reason against it is overridden by the lead with a
sentence that is kept: --because 'cases=A case manager is ill.' Open alerts, open differences and
references in the text are never overridden."""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    told = command(commands, "letter", letter, "Write the letter, and see what every sentence rests on.", _EPILOG)
    told.add_argument("path", type=Path, metavar="PATH")
    told.add_argument("--format", default="md", choices=FORMATS, help="default: %(default)s")
    told.add_argument("--draft", action="store_true", help="mark what is still to be done")
    told.add_argument("--marking", metavar="TEXT", help="on every page; drafts carry OFFICIAL-SENSITIVE")
    told.add_argument("--minimum-base", type=int, choices=range(4), metavar="0-3", help="leave fewer out")
    told.add_argument("-o", "--output", type=Path, metavar="FILE", help="a new file, readable by you alone")
    told.add_argument("--force", action="store_true", help="replace FILE if it is there")
    look = told.add_argument_group("to look at").add_mutually_exclusive_group()
    look.add_argument("--outline", action="store_true", help="the paragraphs, and how each stands")
    look.add_argument("--places", nargs="?", const="", metavar="PARAGRAPH", help="what can be picked for each place")
    look.add_argument("--trace", action="store_true", help="what every sentence rests on")
    look.add_argument("--check", action="store_true", help="what stands against finishing it")
    look.add_argument("--against", type=Path, metavar="FILE", help="what in an edited copy no longer matches")
    look.add_argument("--annex", action="store_true", help="the evidence, for the team only")
    look.add_argument("--frozen", action="store_true", help="the letter as it was finalised or last kept")
    look.add_argument("--changes", action="store_true", help="what has changed since the draft was kept")
    look.add_argument("--versions", metavar="PARAGRAPH", help="every text a paragraph has had")
    look.add_argument("--points", action="store_true", help="the points the service raised")
    look.add_argument("--sources", action="store_true", help="what may be shared, and area notes, to rest on")
    acts = told.add_argument_group("to do")
    for name, metavar, help in _ACTS:
        acts.add_argument(f"--{name}", action="append", default=[], metavar=metavar, help=help)
    acts.add_argument("--template", type=Path, metavar="FILE", help="use a template of your own for this inspection")
    acts.add_argument("--by", default="", metavar="ROLE", help="who raised a point")
    acts.add_argument("--changed", action="store_true", help="with --respond: the letter was changed for it")
    acts.add_argument("--keep-draft", action="store_true", help="keep the letter as the draft sent to the service")
    acts.add_argument("--finalise", action="store_true", help="keep the letter as it is sent out")
    acts.add_argument("--because", action="append", default=[], metavar="REASON=SENTENCE", help="override a reason")


_ACTS = (
    ("pick", "'PARAGRAPH PLACE=WORDS'", "put words in a place"),
    ("write", "PARAGRAPH=TEXT", "write a paragraph; an empty text brings the template's back"),
    ("add", "SECTION=TEXT", "add a paragraph to a section"),
    ("drop", "PARAGRAPH", "leave a paragraph out, or take it back in"),
    ("lock", "PARAGRAPH", "let a paragraph stand, or change it again"),
    ("up", "PARAGRAPH", "move a paragraph up in its section"),
    ("down", "PARAGRAPH", "move a paragraph down in its section"),
    ("set", "NAME=TEXT", "from, published, contact, marking, minimum_base"),
    ("point", "PARAGRAPH=TEXT", "put down a point of factual accuracy"),
    ("respond", "NUMBER=TEXT", "answer a point"),
)


def letter(args: argparse.Namespace) -> int:
    """Do what was asked for, then show what was asked for."""
    # Deferred: what a letter is made of is for those who ask for one.
    from sqs_tui.session.letter import Letter

    if _acts(args):
        from sqs_tui.cli import letter_acts

        with writing(args.path) as inspection:
            letter_acts.done(Letter(inspection), args)
        return Exit.OK
    with reading(args.path) as inspection:
        found = Letter(inspection)
        found.least = args.minimum_base
        if not found.figures.sample:
            raise Refused(
                "There are no cases: how many were examined is not known, and a letter says so first.",
                remedy="Take the sample in: sqs import PATH cases.csv",
            )
        return _shown(found, args)


def _acts(args: argparse.Namespace) -> bool:
    return any(getattr(args, name) for name, _, _ in _ACTS) or bool(args.template or args.keep_draft or args.finalise)


def _shown(found: Letter, args: argparse.Namespace) -> int:
    # Deferred: each of these is for those who ask for it.
    from sqs_tui.cli import letter_views as views

    for name in ("outline", "trace", "check", "changes", "points", "sources"):
        if getattr(args, name):
            code: int = getattr(views, name)(found)
            return code
    if args.places is not None:
        return views.places(found, args.places)
    if args.versions:
        return views.versions(found, args.versions)
    if args.against:
        return views.against(found, args.against)
    if args.frozen:
        output.say(*_frozen(found).text.splitlines())
        return Exit.OK
    return _written(found, args)


def _written(found: Letter, args: argparse.Namespace) -> int:
    """Write the letter, or the evidence behind it, to a file or to standard output."""
    # Deferred: writing documents is for those who ask for one.
    from sqs_tui.exchange.documents import written
    from sqs_tui.session.letter_document import annex, letter_document

    if args.annex:
        document = annex(found)
    else:
        _may_leave(found, args.draft)
        document = letter_document(found, draft=args.draft, marking=args.marking)
    content = written(document, args.format)
    if args.output is None and args.format in ("docx", "pdf"):
        raise Refused(f"{args.format.upper()} is written to a file.", remedy="Name one with -o FILE.")
    if args.output is None:
        output.put(content.decode("utf-8"))
        return Exit.OK
    from sqs_tui.cli.files import write_file

    write_file(args.output, content, args.force)
    output.say(f"{args.output}: {'the evidence' if args.annex else 'the draft' if args.draft else 'the letter'}.")
    return Exit.OK


def _may_leave(found: Letter, draft: bool) -> None:
    """References never leave; without --draft nothing may be open. What else could be wrong is told beside."""
    from sqs_tui.session.letter_final import FINAL, against, latest, moved_since

    # Without a template there is none of either, so that is said first.
    if found.template and not found.figures.cases and not draft:
        raise Refused(
            f"None of {len(found.figures.sample)} cases is complete: how many the letter is about is not known.",
            "It counts complete cases only.",
            "See what is left: sqs check PATH. --draft writes what there is.",
        )
    reasons = {reason.id: reason for reason in against(found)}
    snapshot = latest(found, FINAL)
    # What the lead overrode holds for the figures of then.
    overridden = set(snapshot.overridden) if snapshot and not moved_since(found, snapshot) else set()
    stopping = ["references"]
    if not draft:
        stopping += [name for name in ("details", "words", "moved", "braces") if name not in overridden]
    lines = [
        line for name in stopping if name in reasons for line in (reasons[name].said, *map(_in, reasons[name].where))
    ]
    if lines:
        raise Refused(
            "The letter cannot be written like this.", "\n".join(lines), "" if draft else "--draft writes it marked."
        )
    for name in ("privacy", "untraced"):
        if name in reasons:
            output.warn(f"{reasons[name].said}:")
            for where in reasons[name].where:
                output.warn(_in(where))


def _in(line: str) -> str:
    return f"  {line}"


def _frozen(found: Letter) -> Snapshot:
    from sqs_tui.session.letter_final import FINAL, latest

    snapshot = latest(found, FINAL) or latest(found)
    if snapshot is None:
        raise Refused("No letter has been kept yet.", remedy="--finalise or --keep-draft keeps one.")
    return snapshot
