"""Documents written in the formats people ask for; only the one wanted is loaded."""

from __future__ import annotations

import importlib

from sqs_tui.domain.document import Document
from sqs_tui.errors import Refused
from sqs_tui.exchange.libraries import needed

#: The formats by the endings of their files; the first needs nothing but Python, nor do HTML and plain text.
FORMATS = ("md", "docx", "pdf", "html", "txt")
_NEEDS = {"docx": "python-docx", "pdf": "reportlab"}


def written(document: Document, format: str) -> bytes:
    """A document in a format. Raises `Refused` where the library for it is not installed."""
    try:
        module = importlib.import_module(f"sqs_tui.exchange.documents.{_MODULES[format]}")
    except ModuleNotFoundError as error:
        if format not in _NEEDS or (error.name or "").startswith("sqs_tui"):
            raise
        raise Refused(
            needed(f"{format.upper()} needs", _NEEDS[format]),
            remedy="Markdown, HTML and plain text work without it: --format md",
        ) from error
    content: bytes = module.written(document.harmless())
    return content


_MODULES = {"md": "markdown", "docx": "word", "pdf": "pages", "html": "web", "txt": "plain"}
