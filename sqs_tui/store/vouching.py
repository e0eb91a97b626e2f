"""On whose word a journal counts that does not belong to its author.

In a team's workbook each journal belongs to the account of whoever writes it: that proves who wrote. A journal that
came some other way – merged, rebuilt, unbundled, rewritten by an erasure – belongs to whoever brought it. It counts if
a receipt in a journal that does belong to its author names its last hash, and then on that author's word.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqs_tui import locations
from sqs_tui.domain.case import Change

#: The table of receipts; the id of a row is a journal's name and its last hash.
VOUCHED = "vouched"


@cache
def owner(uid: int) -> str:
    """The account a file belongs to, as authors are called."""
    return locations.account(uid)


def is_by(author: str, account: str) -> bool:
    """Whether an author writes from an account: under its name, or under another beside it."""
    return author.partition("/")[0] == account


def receipt(name: str, head: str) -> str:
    """The id of the receipt for a journal with a last hash."""
    return f"{name}/{head}"


def receipts(journals: Iterable[tuple[str, str, str]], by: str) -> list[Change]:
    """What somebody writes down who brings journals, by name, last hash and author; none for their own."""
    account = by.partition("/")[0]
    return [
        Change(VOUCHED, receipt(name, head), "author", None, author)
        for name, head, author in sorted(journals)
        if not is_by(author, account)
    ]
