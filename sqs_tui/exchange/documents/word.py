"""DOCX with the word processor's own styles and headings, so that it can be edited."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sqs_tui.domain.document import Block, Document, Kind

_FONT, _SIZE = "Arial", 11
_HANGING = Cm(1.25)
#: How wide the columns of a table are, by their number.
_SHARES = {2: (0.6, 0.4), 3: (0.5, 0.23, 0.27), 6: (0.2, 0.11, 0.15, 0.22, 0.18, 0.14)}
_NAMES_AND_VALUES = (0.2, 0.8)


def written(document: Document) -> bytes:
    """A document as DOCX."""
    word = docx.Document()
    _set_up(word, document)
    if document.banner:
        _centred(word.add_paragraph(), document.banner)
    word.add_heading(document.title, level=0)
    for block in document.blocks:
        _add(word, block)
    content = BytesIO()
    word.save(content)
    return content.getvalue()


def _set_up(word: Any, document: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "List Bullet"):
        style = word.styles[name]
        style.font.name = _FONT
        style.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), _FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)
        if name not in ("Normal", "List Bullet"):
            style.font.color.rgb = RGBColor(0x1F, 0x2A, 0x44)
    word.styles["Normal"].font.size = Pt(_SIZE)
    word.styles["Normal"].paragraph_format.space_after = Pt(8)
    word.styles["Title"].font.size = Pt(20)
    word.styles["Normal"].element.get_or_add_rPr().append(_language())
    properties = word.core_properties
    properties.title, properties.language = document.title, "en-GB"
    properties.author = properties.last_modified_by = properties.comments = ""
    # The same letter gives the same bytes; when it was written stands in the workbook.
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    if document.marking:
        for place in (section.header, section.footer):
            _centred(place.paragraphs[0], document.marking)


def _language() -> Any:
    from docx.oxml import OxmlElement  # Deferred: it is wanted only here.

    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    return language


def _centred(paragraph: Any, text: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = True


def _add(word: Any, block: Block) -> None:
    match block.kind:
        case Kind.HEADING:
            word.add_heading(block.line, level=min(block.level, 3))
        case Kind.TABLE:
            _table(word, block)
        case Kind.BULLET:
            word.add_paragraph(block.text, style="List Bullet")
        case Kind.PARAGRAPH:
            _paragraph(word, block)
        case Kind.NOTE | Kind.FOOTNOTE:
            paragraph = word.add_paragraph()
            paragraph.add_run(block.line).font.size = Pt(_SIZE - 2)


def _paragraph(word: Any, block: Block) -> None:
    """A numbered paragraph hangs on its number, which is typed text: it stays as it is however it is edited."""
    paragraph = word.add_paragraph()
    if block.number:
        paragraph.paragraph_format.left_indent = _HANGING
        paragraph.paragraph_format.first_line_indent = -_HANGING
        paragraph.paragraph_format.tab_stops.add_tab_stop(_HANGING)
        paragraph.add_run(f"{block.number}\t")
    paragraph.add_run(block.text)


def _table(word: Any, block: Block) -> None:
    width = max(len(row) for row in block.rows)
    table = word.add_table(rows=0, cols=width)
    table.style = "Table Grid" if block.has_header else "Normal Table"
    table.autofit = False
    shares = _SHARES.get(width, ()) if width != 2 or block.has_header else _NAMES_AND_VALUES
    for column, share in zip(table.columns, shares, strict=False):
        column.width = Cm(16.0 * share)
    for place, row in enumerate(block.rows):
        cells = table.add_row().cells
        for cell, share in zip(cells, shares, strict=False):
            cell.width = Cm(16.0 * share)
        for cell, text in zip(cells, (*row, *[""] * (width - len(row))), strict=True):
            run = cell.paragraphs[0].add_run(text)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            run.bold = block.has_header and place == 0
            run.font.size = Pt(_SIZE - 2 if width > 3 else _SIZE)
    if block.has_header:
        _repeat(table.rows[0])
    word.add_paragraph()


def _repeat(row: Any) -> None:
    """The heading of a table stands again on every page it runs over."""
    from docx.oxml import OxmlElement  # Deferred: it is wanted only here.

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
