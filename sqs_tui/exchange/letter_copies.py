"""An edited copy of a letter read back, a line a paragraph: DOCX, Markdown or plain text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from sqs_tui.errors import Refused
from sqs_tui.exchange.bundle import file_content

LARGEST = 20_000_000
_CELLS = re.compile(r"\s*(?<!\\)\|\s*|\s{2,}")
_LONGEST_WRAPPED = 120
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What was deleted or moved away under tracked changes, paragraphs inside paragraphs, and the definition of tabs.
_PASSED_OVER = frozenset(f"{_WORD}{name}" for name in ("del", "moveFrom", "p", "pPr", "rPr"))


def lines(path: Path) -> list[str]:
    """The paragraphs of a copy, tables cell by cell; what was deleted under tracked changes is gone.

    Raises `NotFound` or `Refused`.
    """
    raw = file_content(path, LARGEST)
    if path.suffix.casefold() == ".docx" or raw[:4] == b"PK\x03\x04":
        return [line for line in _word(raw, path) if line.strip()]
    try:
        return _joined(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(f"{path} cannot be compared.", "It is neither DOCX nor UTF-8 text.") from error


def _joined(text: str) -> list[str]:
    """Lines with the wrapped ones joined: a paragraph ends at an empty line, a heading, a bullet or a table row.

    A row is its cells, which stand between bars or two spaces apart. Where many lines are long nothing was wrapped,
    and each is a paragraph, as word processors write text.
    """
    found: list[str] = []
    joining = False
    every = text.splitlines()
    is_wrapped = 8 * sum(len(line) > _LONGEST_WRAPPED for line in every) < sum(map(bool, every))
    for line in every:
        stripped = " ".join(line.split("\t")).strip() if not is_wrapped else line.strip()
        cells = [cell.strip() for cell in _CELLS.split(stripped) if cell.strip(" -|")]
        if _CELLS.search(stripped):
            found += cells
            joining = False
            continue
        if stripped and (not joining or stripped[0] in "#-*•>" or stripped.startswith("Note ")):
            found.append(stripped)
        elif stripped:
            hyphenated = found[-1][-1:] == "-" and found[-1][-2:-1].isalpha()
            found[-1] += stripped if hyphenated else f" {stripped}"
        joining = is_wrapped and bool(stripped) and stripped[0] != "#"
    return found


def _word(raw: bytes, path: Path) -> Iterator[str]:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            info = archive.getinfo("word/document.xml")
            if info.file_size > LARGEST:
                raise Refused(f"{path} cannot be compared.", "What is in it is too large.")
            content = archive.read(info)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise Refused(f"{path} cannot be compared.", "It declares entities, as no word processor does.")
        root = ElementTree.fromstring(content)
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError, NotImplementedError, RuntimeError) as error:
        raise Refused(f"{path} cannot be compared.", "It is not a DOCX document.") from error
    for paragraph in root.iter(f"{_WORD}p"):
        yield "".join(_runs(paragraph))  # Those in text boxes come by themselves.


def _runs(paragraph: ElementTree.Element) -> Iterator[str]:
    for one in paragraph:
        if one.tag == f"{_WORD}t":
            yield one.text or ""
        elif one.tag in (f"{_WORD}tab", f"{_WORD}br"):
            yield " "
        elif one.tag not in _PASSED_OVER:
            yield from _runs(one)
