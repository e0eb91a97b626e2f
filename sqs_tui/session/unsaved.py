"""A text the disk refuses gets another way out: a file in the state folder, offered again at the next start."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqs_tui.errors import NotSaved
from sqs_tui.session.differences import place_of, what_of
from sqs_tui.session.inspection import Inspection
from sqs_tui.store import unsaved
from sqs_tui.store.erasing import ERASED, EVERYTHING
from sqs_tui.store.unsaved import UnsavedText
from sqs_tui.store.workbook import Workbook, slug, wall_clock

_REMEDY = "What you typed is in a file, and offered at the next start."


class UnsavedTexts:
    """The texts of one window that are kept beside its workbook, by what they are typed in."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._paths: dict[object, Path] = {}

    def keep(self, typed_in: object, error: NotSaved) -> NotSaved:
        """Keep what was refused last; the error, with where the text is now."""
        write, self._workbook.refused = self._workbook.refused, None
        if write is None:
            return error
        path = self._paths.get(typed_in) or unsaved.new_path(self._workbook.id, slug(self._workbook.author))
        try:
            unsaved.keep(path, write, wall_clock())
        except NotSaved:
            return error
        self._paths[typed_in] = path
        return NotSaved(error.title, error.detail, _REMEDY)

    def holds(self, typed_in: object) -> bool:
        """Whether what was typed there is kept in a file."""
        return typed_in in self._paths

    def forget(self, typed_in: object) -> None:
        """The text has reached the workbook: its file goes."""
        path = self._paths.pop(typed_in, None)
        if path is not None:
            with suppress(OSError):  # It is offered once more, and comes to the same.
                path.unlink(missing_ok=True)


def offered(inspection: Inspection) -> list[UnsavedText]:
    """The texts of the author's that were left for this workbook; none of what was erased from it since."""
    book = inspection.workbook
    if book.is_read_only:
        return []
    return [text for text in unsaved.left(book.id, slug(book.author)) if not _is_erased(inspection, text)]


def _is_erased(inspection: Inspection, text: UnsavedText) -> bool:
    erased = inspection.workbook.rows(ERASED)
    cases = {place_of(inspection, (one.table, one.id, one.field))[0] for one in text.write.changes}
    cases |= {str(one.after) for one in text.write.changes if one.field == "case"}
    return not cases.isdisjoint(erased) or str(erased.get(EVERYTHING, {}).get("at", "")) > text.at


def named(inspection: Inspection, text: UnsavedText) -> str:
    """What a text is of, in words."""
    longest = next((one for one in text.write.changes if one.after == text.text), text.write.changes[0])
    return what_of(inspection, (longest.table, longest.id, longest.field))


def take(inspection: Inspection, text: UnsavedText) -> None:
    """Put a text where it was meant, as if it were written then; its file goes.

    It comes as from another window, so that every screen takes it up. Raises `SqsError`, and the file stays.
    """
    with Workbook.open(inspection.workbook.folder, author=inspection.workbook.author) as book:
        book.record(text.write.changes, text.write.why, seen=text.write.seen)
    text.path.unlink(missing_ok=True)
