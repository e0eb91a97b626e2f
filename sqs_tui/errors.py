"""What can go wrong, told in a title, what happened and what to do; and the exit codes."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every command; a signal ends with 128 and its number."""

    OK = 0
    """All is well."""
    FOUND = 1
    """Checks found something, or something is left to do."""
    USAGE = 2
    """Wrong words on the command line, or no terminal that can show a screen."""
    NOT_FOUND = 3
    """Nothing is there, or it cannot be read."""
    ELSEWHERE = 4
    """Somebody else has it open, and the command needs it alone."""
    DAMAGED = 5
    """A file is not what was written; it is left as it is."""
    REFUSED = 6
    """Refused, as bad lines in an import or a path that exists already; nothing was changed."""
    INCOMPLETE = 7
    """Journals name lines that are not here (`sqs verify`)."""


class SqsError(Exception):
    """Something the user should be told, and what to do about it."""

    code = Exit.REFUSED

    def __init__(self, title: str, detail: str = "", remedy: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.remedy = remedy

    def __str__(self) -> str:
        return "\n".join(part for part in (self.title, self.detail, self.remedy) if part)


class UsageError(SqsError):
    """The command, or the terminal, cannot be used like this."""

    code = Exit.USAGE


class NotFound(SqsError):
    """Nothing is there, or it cannot be read."""

    code = Exit.NOT_FOUND


class Elsewhere(SqsError):
    """Somebody else has it open, and the command needs it alone."""

    code = Exit.ELSEWHERE


class Damaged(SqsError):
    """A file that is not what was written; it is left as it is."""

    code = Exit.DAMAGED


class Refused(SqsError):
    """Understood, and not done; nothing was changed."""

    code = Exit.REFUSED


class NotSaved(SqsError):
    """A change did not reach the disk; what was typed is kept on screen and nothing moved."""

    code = Exit.REFUSED


class BadCatalogue(SqsError):
    """A catalogue that cannot be used; `detail` has one problem a line."""

    code = Exit.FOUND
