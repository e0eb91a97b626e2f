"""A document as data, before any format: what every format writes the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from enum import Enum

from sqs_tui.domain.text import cleaned
from sqs_tui.values import dataclass


class Kind(Enum):
    """What a block of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NOTE = "note"
    FOOTNOTE = "footnote"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document: its text with the number it is told under, or the rows of a table.

    `level` is a heading's, from 1. `bars` gives a table's rows a share from 0 to 1 each, to be drawn beside them.
    """

    kind: Kind
    text: str = ""
    number: str = ""
    level: int = 1
    rows: tuple[tuple[str, ...], ...] = ()
    has_header: bool = False
    bars: tuple[float | None, ...] = ()

    @property
    def line(self) -> str:
        """The text with its number before it."""
        return f"{self.number} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `marking` stands on every page; `banner` above everything, as for a draft."""

    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)
    marking: str = ""
    banner: str = ""

    def harmless(self) -> Document:
        """The same, with text as it would be kept: a colleague's journal may hold what no editor here lets in."""
        blocks = [
            replace(
                block,
                text=cleaned(block.text),
                number=cleaned(block.number),
                rows=tuple(tuple(cleaned(cell) for cell in row) for row in block.rows),
            )
            for block in self.blocks
        ]
        return Document(cleaned(self.title), blocks, cleaned(self.marking), cleaned(self.banner))

    def plain(self) -> list[str]:
        """What it says, a line a block or row; the same whatever the format."""
        lines = [self.banner, self.title]
        for block in self.blocks:
            lines += ["  ".join(row).strip() for row in block.rows] if block.kind is Kind.TABLE else [block.line]
        return [line for line in lines if line]
