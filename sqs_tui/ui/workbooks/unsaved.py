"""Offering, at the start, the texts that the disk refused last time."""

from __future__ import annotations

import textwrap
from datetime import datetime

from sqs_tui.errors import SqsError
from sqs_tui.session.unsaved import named, offered, take
from sqs_tui.store.unsaved import UnsavedText
from sqs_tui.ui.host import Host

#: How much of a text is shown with the question.
_MOST = 240


def offer(app: Host) -> None:
    """Ask of each text in turn whether to put it where it was meant."""
    _ask(app, offered(app.inspection))


def _ask(app: Host, texts: list[UnsavedText]) -> None:
    if not texts:
        return
    text, *others = texts
    what = named(app.inspection, text)

    def answered(yes: bool | None) -> None:
        if yes:
            _take(app, text, what)
        else:
            app.say(f"{what}: it stays in its file, and is offered at the next start", "warn")
        _ask(app, others)

    question = "A text did not reach the workbook. Put it there now?"
    detail = f"{what}, {_moment(text.at)}: {textwrap.shorten(text.text, _MOST, placeholder=' …')}"
    app.open("confirm", question, detail, then=answered)


def _take(app: Host, text: UnsavedText, what: str) -> None:
    try:
        take(app.inspection, text)
    except SqsError as error:
        app.say(f"{error.title} {what} stays in its file", "danger")
    else:
        app.say(f"{what}: kept")


def _moment(at: str) -> str:
    try:
        return f"{datetime.fromisoformat(at).astimezone():%d %b %H:%M}"
    except ValueError:
        return at
