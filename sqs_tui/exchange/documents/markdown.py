"""Markdown, the form every other is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqs_tui.domain.document import Block, Document, Kind

_MARKS = re.compile(r"([\\`*_<>|~]|\[(?=[^\]]*\][(\[:])|\[(?=\^))")
_BEGINNINGS = re.compile(r"^([#>+-]|\d+[.)])(?=\s)")


def written(document: Document) -> bytes:
    """A document as Markdown."""
    return ("\n\n".join(part for part in _parts(document) if part) + "\n").encode("utf-8")


def _parts(document: Document) -> Iterator[str]:
    yield f"**{_text(document.marking)}**" if document.marking else ""
    yield f"**{_text(document.banner)}**" if document.banner else ""
    yield f"# {_text(document.title)}"
    before: Block | None = None
    bullets: list[str] = []
    for block in document.blocks:
        if block.kind is Kind.BULLET:
            bullets.append(f"- {_text(block.text)}")
        elif before is not None and before.kind is Kind.BULLET:
            yield "\n".join(bullets)
            bullets = []
        if block.kind is not Kind.BULLET:
            yield _part(block)
        before = block
    yield "\n".join(bullets)
    yield f"**{_text(document.marking)}**" if document.marking else ""


def _part(block: Block) -> str:
    text = _text(block.text)
    if block.kind is Kind.HEADING:
        return f"{'#' * (block.level + 1)} {f'{block.number} ' if block.number else ''}{text}"
    if block.kind is Kind.TABLE:
        return _table(block)
    if block.number:
        return f"{block.number} {text}"
    return _BEGINNINGS.sub(r"\\\1", text)


def _table(block: Block) -> str:
    width = max(len(row) for row in block.rows)
    rows = [[_text(cell) for cell in row] + [""] * (width - len(row)) for row in block.rows]
    head = rows.pop(0) if block.has_header else [""] * width
    lines = [head, ["---"] * width, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _text(text: str) -> str:
    """Text in which nothing is taken for a mark."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
