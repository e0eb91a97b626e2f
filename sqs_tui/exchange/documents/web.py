"""HTML that stands alone: it prints with its marking on every page, and asks nothing of the network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from sqs_tui.domain.document import Block, Document, Kind

_STYLE = """
body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111;
  background: #fff; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.3rem; margin-top: 2rem; } h3 { font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; } th, td { text-align: left; vertical-align: top;
  padding: .3rem .6rem; border-bottom: 1px solid #999; } .footnote, .note { font-size: .9rem; }
.marking, .banner { font-weight: 700; text-align: center; } .number { display: inline-block; min-width: 2.6rem; }
svg { display: block; margin-top: .25rem; } .figures { width: max(100%, 60rem); font-size: .9rem; }
.figures td:nth-of-type(1) { white-space: nowrap; }
@media print { .marking { position: fixed; left: 0; right: 0; margin: 0; } .marking.top { top: 0; }
  .marking.bottom { bottom: 0; } body { margin: 2.2rem auto; } tr, p { break-inside: avoid; } }
"""


def written(document: Document) -> bytes:
    """A document as HTML."""
    return ("\n".join(part for part in _parts(document) if part) + "\n").encode("utf-8")


def _parts(document: Document) -> Iterator[str]:
    title = escape(document.title)
    yield '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f'<p class="marking top">{escape(document.marking)}</p>' if document.marking else ""
    yield f'<p class="banner">{escape(document.banner)}</p>' if document.banner else ""
    yield f"<h1>{title}</h1>"
    before: Block | None = None
    for block in document.blocks:
        if (before is not None and before.kind is Kind.BULLET) != (block.kind is Kind.BULLET):
            yield "<ul>" if block.kind is Kind.BULLET else "</ul>"
        yield _part(block)
        before = block
    yield "</ul>" if before is not None and before.kind is Kind.BULLET else ""
    yield f'<p class="marking bottom">{escape(document.marking)}</p>' if document.marking else ""
    yield "</body>\n</html>"


def _part(block: Block) -> str:
    text = escape(block.text)
    match block.kind:
        case Kind.HEADING:
            level = min(block.level + 1, 6)
            return f"<h{level}>{escape(block.line)}</h{level}>"
        case Kind.TABLE:
            return _table(block)
        case Kind.BULLET:
            return f"<li>{text}</li>"
        case Kind.PARAGRAPH:
            number = f'<span class="number">{escape(block.number)}</span> ' if block.number else ""
            return f"<p>{number}{text}</p>"
    return f'<p class="{block.kind.value}">{escape(block.line)}</p>'


def _table(block: Block) -> str:
    lines = ['<table class="figures">' if block.bars else "<table>"]
    for place, row in enumerate(block.rows):
        head = block.has_header and place == 0
        cells = [f'<th scope="col">{escape(cell)}</th>' if head else f"<td>{escape(cell)}</td>" for cell in row]
        share = block.bars[place] if place < len(block.bars) else None
        if share is not None:
            cells[1] = cells[1].replace("</td>", f"{_bar(share)}</td>")
        if not head:
            cells[0] = f'<th scope="row">{escape(row[0])}</th>'
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</table>"])


def _bar(share: float) -> str:
    """A bar to look at; what it says stands in words beside it."""
    return (
        '<svg width="80" height="8" viewBox="0 0 80 8" aria-hidden="true">'
        '<rect x=".5" y=".5" width="79" height="7" fill="none" stroke="#555"/>'
        f'<rect y="0" width="{80 * share:.1f}" height="8" fill="#555"/></svg>'
    )
