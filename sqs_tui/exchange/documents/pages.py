"""PDF, page by page, in the fonts every reader of PDF has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import CondPageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from sqs_tui.domain.document import Block, Document, Kind

_PLAIN, _BOLD = "Helvetica", "Helvetica-Bold"
#: How wide the columns of a table are, by their number.
_SHARES = {2: (0.6, 0.4), 3: (0.5, 0.23, 0.27), 6: (0.2, 0.11, 0.15, 0.22, 0.18, 0.14)}
_NAMES_AND_VALUES = (0.3, 0.7)
_TEXT = ParagraphStyle("text", fontName=_PLAIN, fontSize=10.5, leading=14.5, spaceAfter=7)
_NUMBERED = ParagraphStyle("numbered", _TEXT, leftIndent=1.2 * cm, bulletIndent=0, bulletFontSize=10.5)
_SMALL = ParagraphStyle("small", _TEXT, fontSize=8.5, leading=11.5)
_BULLET = ParagraphStyle("bullet", _TEXT, leftIndent=0.6 * cm, bulletIndent=0)
_BANNER = ParagraphStyle("banner", _TEXT, fontName=_BOLD, alignment=1)
_TITLE = ParagraphStyle("title", _TEXT, fontName=_BOLD, fontSize=17, leading=21, spaceAfter=12)
_HEADINGS = (
    ParagraphStyle("heading", _TEXT, fontName=_BOLD, fontSize=13, leading=17, spaceBefore=10),
    ParagraphStyle("under", _TEXT, fontName=_BOLD, fontSize=11.5, leading=15, spaceBefore=8),
)


def written(document: Document) -> bytes:
    """A document as PDF; letters its fonts do not have lose what stands above or below them."""
    content = BytesIO()
    pages = SimpleDocTemplate(
        content,
        pagesize=A4,
        leftMargin=2.3 * cm,
        rightMargin=2.3 * cm,
        topMargin=2.2 * cm,
        bottomMargin=2.2 * cm,
        title=document.title,
        author="",
        subject="",
        creator="sqs-tui",
        lang="en-GB",
        invariant=1,
    )

    def mark(canvas: Any, _: Any) -> None:
        """The marking above and below, and the number of the page."""
        width, height = A4
        canvas.saveState()
        if document.marking:
            canvas.setFont(_BOLD, 9)
            canvas.drawCentredString(width / 2, height - 1.2 * cm, _letters(document.marking))
            canvas.drawCentredString(width / 2, 1.2 * cm, _letters(document.marking))
        canvas.setFont(_PLAIN, 8)
        canvas.drawRightString(width - 2.3 * cm, 1.2 * cm, str(canvas.getPageNumber()))
        canvas.restoreState()

    pages.build(list(_flow(document, pages.width)), onFirstPage=mark, onLaterPages=mark)
    return content.getvalue()


def _flow(document: Document, width: float) -> Iterator[Any]:
    if document.banner:
        yield _said(document.banner, _BANNER)
    yield _said(document.title, _TITLE)
    for block in document.blocks:
        yield from _block(block, width)


def _block(block: Block, width: float) -> Iterator[Any]:
    match block.kind:
        case Kind.HEADING:
            yield CondPageBreak(3 * cm)
            yield _said(block.line, _HEADINGS[min(block.level, 2) - 1])
        case Kind.BULLET:
            yield Paragraph(_markup(block.text), _BULLET, bulletText="•")
        case Kind.TABLE:
            yield _table(block, width)
            yield Spacer(1, 8)
        case Kind.NOTE | Kind.FOOTNOTE:
            yield _said(block.line, _SMALL)
        case Kind.PARAGRAPH if block.number:
            yield Paragraph(_markup(block.text), _NUMBERED, bulletText=block.number)
        case Kind.PARAGRAPH:
            yield _said(block.text, _TEXT)


def _table(block: Block, width: float) -> Any:
    count = max(len(row) for row in block.rows)
    style = _SMALL if count > 3 else _TEXT
    cell = ParagraphStyle("cell", style, spaceAfter=0)
    head = ParagraphStyle("head", cell, fontName=_BOLD)
    rows = [
        [_said(text, head if block.has_header and place == 0 else cell) for text in (*row, *[""] * (count - len(row)))]
        for place, row in enumerate(block.rows)
    ]
    shares = _SHARES.get(count) if count != 2 or block.has_header else _NAMES_AND_VALUES
    widths = [share * width for share in shares] if shares else None
    table = Table(rows, colWidths=widths, repeatRows=1 if block.has_header else 0, hAlign="LEFT")
    lines = [("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey)] if block.has_header else []
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0), *lines]))
    return table


def _said(text: str, style: ParagraphStyle) -> Any:
    return Paragraph(_markup(text), style)


def _markup(text: str) -> str:
    return escape(_letters(text), quote=False)


def _letters(text: str) -> str:
    """Text in the letters of the standard fonts: ŵ is written w; what has no such letter becomes a question mark."""
    if _fits(text):
        return text
    return "".join(one if _fits(one) else _nearest(one) for one in text)


def _nearest(character: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFKD", character) if not unicodedata.combining(one))
    return bare if bare and _fits(bare) else "?"


def _fits(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
