"""Plain text, wrapped so that it can be read anywhere."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from sqs_tui.domain.document import Block, Document, Kind

WIDTH = 78


def written(document: Document) -> bytes:
    """A document as plain text."""
    return ("\n\n".join(part for part in _parts(document) if part) + "\n").encode("utf-8")


def _parts(document: Document) -> Iterator[str]:
    yield document.marking
    yield document.banner
    yield _underlined(document.title, "=")
    for block in document.blocks:
        yield _part(block)
    yield document.marking


def _part(block: Block) -> str:
    if block.kind is Kind.HEADING:
        return _underlined(block.line, "-")
    if block.kind is Kind.TABLE:
        return _table(block)
    if block.kind is Kind.BULLET:
        return _wrapped(block.text, "* ", "  ")
    return _wrapped(block.line, "", "")


def _table(block: Block) -> str:
    """Two columns side by side where they fit; more of them one under the other, each with its heading."""
    if max(len(row) for row in block.rows) <= 2:
        width = min(max(len(row[0]) for row in block.rows), WIDTH // 2)
        return "\n".join(_wrapped(row[1] if len(row) > 1 else "", f"{row[0]:<{width}}  ", "  ") for row in block.rows)
    head, *rows = block.rows
    lines = []
    for row in rows:
        lines.append(_wrapped(row[0], "", "  "))
        lines += [
            _wrapped(f"{name}: {cell}", "  ", "    ") for name, cell in zip(head[1:], row[1:], strict=True) if cell
        ]
    return "\n".join(lines)


def _underlined(text: str, mark: str) -> str:
    lines = textwrap.wrap(text, WIDTH)
    return "\n".join([*lines, mark * max((len(line) for line in lines), default=0)])


def _wrapped(text: str, first: str, rest: str) -> str:
    filled = textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return filled or first.rstrip()
