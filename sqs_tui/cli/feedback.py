"""`sqs feedback`: the sheet a case manager is given on his or her case, where the catalogue has one."""

from __future__ import annotations

import argparse
from pathlib import Path

from sqs_tui.cli import output
from sqs_tui.cli.commands import Commands, command
from sqs_tui.cli.letter import FORMATS
from sqs_tui.cli.opening import reading
from sqs_tui.errors import Exit, NotFound, Refused

_EPILOG = """\
Strengths, points to develop and agreed actions of this case that may be shown, and nothing else: no
figure, no other case or person, nothing private. What names another case or somebody else is left out,
and told. Catalogues of an inspectorate have no sheet: there feedback is given by word."""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    made = command(commands, "feedback", give, "Write the feedback sheet of a case for its case manager.", _EPILOG)
    made.add_argument("path", type=Path, metavar="PATH")
    made.add_argument("--case", required=True, metavar="REF", help="the case")
    made.add_argument("--format", choices=FORMATS, help="default: as FILE ends, else md")
    made.add_argument("--marking", metavar="TEXT", help="above and below; default: OFFICIAL-SENSITIVE")
    made.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="a new file, readable by you alone; or a folder"
    )
    made.add_argument("--force", action="store_true", help="replace FILE if it is there")


def give(args: argparse.Namespace) -> int:
    """Write the sheet to a file, or to standard output."""
    # Deferred: writing documents is for those who ask for one.
    from sqs_tui.exchange.documents import written
    from sqs_tui.session.feedback_sheet import MARKING, feedback_sheet

    with reading(args.path) as inspection:
        case = inspection.case_by_ref(args.case)
        if case is None:
            raise NotFound(f"No case is called {args.case}.")
        sheet = feedback_sheet(inspection, case.id)
        format, path = _format(args), args.output
        if path is None and format in ("docx", "pdf"):
            raise Refused(f"{format.upper()} is written to a file.", remedy=f"Name one: -o {sheet.file_name}.{format}")
        content = written(sheet.document(MARKING if args.marking is None else args.marking), format)
    for entry in sheet.left_out:
        output.warn(f"Left out, since it names another case or somebody else: {' '.join(entry.text.split())}")
    if path is None:
        output.put(content.decode("utf-8"))
        return Exit.OK
    # Deferred: only a file needs it.
    from sqs_tui.cli.files import write_file

    if path.is_dir():
        path = path / f"{sheet.file_name}.{format}"
    write_file(path, content, args.force)
    output.say(f"{path}: the feedback sheet of {case.ref}.")
    return Exit.OK


def _format(args: argparse.Namespace) -> str:
    """The format asked for, or the one the file is named for."""
    ending = args.output.suffix[1:].casefold() if args.output is not None else ""
    return args.format or (ending if ending in FORMATS else FORMATS[0])
