"""Templates of letters read from TOML and checked: an error names what is wrong, and every one is told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli

from sqs_tui import assets, locations
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.letter import MOST, STYLES, Fact, Only, Paragraph, Section, Slot, Template, pieces
from sqs_tui.domain.letter_facts import NAMES
from sqs_tui.errors import NotFound, Refused

FORMAT = 1
LARGEST = 1_000_000
CONDITIONS = ("interviewed", "custody", "reoffending")
_TOP = {"format", "id", "catalogue", "version", "title", "head", "bases", "section", "paragraph", "copy", "reoffending"}
_SECTION, _PARAGRAPH = {"id", "heading", "number", "style", "level"}, {"id", "section", "text", "fixed", "prompt"}


def folders() -> tuple[Path, Path]:
    """Where templates are looked for: those that ship, and the user's own."""
    return assets.folder("data") / "letters", locations.config_folder() / "letters"


def for_catalogue(catalogue: Catalogue) -> Template:
    """The template for a catalogue; the user's own wins. Raises `NotFound` or `Refused`."""
    for folder in reversed(folders()):
        path = folder / f"{catalogue.id}.toml"
        if path.is_file():
            return parse(path.read_text("utf-8-sig"), str(path), catalogue)
    raise NotFound(
        f"There is no template of a letter for the catalogue {catalogue.id}.",
        remedy="sqs help catalogue-author tells how to write one; then: sqs letter PATH --template FILE",
    )


def read(path: Path, catalogue: Catalogue) -> Template:
    """A template from a file. Raises `NotFound` or `Refused`."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise NotFound(f"{path} is not a template.", "It is not a regular file of at most 1 MB.")
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise NotFound(f"{path} cannot be read.", f"{error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is not UTF-8 text.", f"At byte {error.start}.") from error
    return parse(text, str(path), catalogue)


def parse(text: str, origin: str, catalogue: Catalogue) -> Template:
    """A template from its text. Raises `Refused` with every problem found, a line each."""
    try:
        content = tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise Refused(f"{origin} is not a template.", f"It is not TOML: {error}.") from error
    problems = list(_problems(content, catalogue))
    if problems:
        detail = "\n".join(problems)
        raise Refused(f"{origin} cannot be used.", detail, "The format: sqs help catalogue-author")
    copies = content.get("copy", {})
    return Template(
        id=content["id"],
        catalogue=content["catalogue"],
        version=content["version"],
        title=content["title"],
        sections=tuple(Section(**one) for one in content["section"]),
        paragraphs=tuple(Paragraph(**{**one, "text": one.get("text", "").strip()}) for one in content["paragraph"]),
        bases=content.get("bases", {}),
        head=tuple((line[0], line[1]) for line in content.get("head", [])),
        copy_to=tuple(copies.get("roles", ())),
        copy_heading=copies.get("heading", "Copy to"),
        footnote=content.get("reoffending", {}).get("footnote", "").strip(),
        text=text,
    )


def _problems(content: Mapping[str, Any], catalogue: Catalogue) -> Iterator[str]:
    """Everything that keeps a template from being used."""
    if content.get("format") != FORMAT:
        yield f"format: must be {FORMAT}"
    for name in ("id", "catalogue", "version", "title"):
        if not isinstance(content.get(name), str) or not content[name].strip():
            yield f"{name}: must be a text"
    if content.get("catalogue") != catalogue.id:
        yield f"catalogue: is {content.get('catalogue')!r}, and the inspection's is {catalogue.id!r}"
    yield from (f"{name}: no such key" for name in sorted(content.keys() - _TOP))
    yield from _shapes(content)
    sections = _tables(content, "section")
    known = {one.get("id") for one in sections}
    for one in sections:
        yield from (f"[[section]] {one.get('id')}: no key is called {key}" for key in sorted(one.keys() - _SECTION))
        if one.get("style", STYLES[0]) not in STYLES:
            yield f"[[section]] {one.get('id')} style: is one of {', '.join(STYLES)}"
    seen: set[str] = set()
    for one in _tables(content, "paragraph"):
        id = str(one.get("id", ""))
        where = f"[[paragraph]] {id}"
        yield from (f"{where}: no key is called {key}" for key in sorted(one.keys() - _PARAGRAPH))
        if not id or "/" in id or id in seen:
            yield f"{where}: needs an id of its own, without a slash"
        seen.add(id)
        if one.get("section") not in known:
            yield f"{where} section: there is no section {one.get('section')!r}"
        yield from (f"{where} text: {problem}" for problem in text_problems(str(one.get("text", "")), catalogue))
    for name in content.get("bases", {}):
        if name not in catalogue.known:
            yield f"[bases] {name}: no such criterion"


def _shapes(content: Mapping[str, Any]) -> Iterator[str]:
    """What would not be a text, a list or a table where one is needed."""
    for table in ("section", "paragraph"):
        if not _tables(content, table):
            yield f"[[{table}]]: there must be some"
        for one in _tables(content, table):
            for key, value in one.items():
                wanted = bool if key == "fixed" else int if key == "level" else str
                if not isinstance(value, wanted):
                    yield f"[[{table}]] {one.get('id')} {key}: must be a {wanted.__name__}"
            if not isinstance(one.get("id"), str):
                yield f"[[{table}]]: needs an id"
    head = content.get("head", [])
    if not isinstance(head, list) or any(not _is_pair(line) for line in head):
        yield "head: is a list of pairs of texts"
    for name in ("bases", "copy", "reoffending"):
        if not isinstance(content.get(name, {}), dict):
            yield f"[{name}]: is a table"


def _is_pair(line: object) -> bool:
    return isinstance(line, list) and len(line) == 2 and all(isinstance(part, str) for part in line)


def _tables(content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = content.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text_problems(text: str, catalogue: Catalogue) -> Iterator[str]:
    """What in a paragraph's braces is nothing known."""
    for piece in pieces(text, NAMES):
        if isinstance(piece, Slot):
            criterion = catalogue.known.get(piece.criterion)
            if criterion is None:
                yield f"{{{piece.criterion}}} is no criterion and no fact"
            elif piece.factor not in ("", MOST) and piece.factor not in criterion.factor_titles:
                yield f"{piece.criterion} has no factor {piece.factor}"
            elif piece.group and piece.group not in {group.id for group in catalogue.groups}:
                yield f"there is no group {piece.group}"
        elif isinstance(piece, Only) and piece.name not in CONDITIONS:
            yield f"{{?{piece.name}}}: there are {', '.join(CONDITIONS)}"
        elif isinstance(piece, Fact) and piece.name not in NAMES:
            yield f"{{{piece.name}}} is no fact"
        elif isinstance(piece, str) and "{" in piece:
            yield f"a brace is open, or holds nothing known: {piece[piece.index('{') : piece.index('{') + 30]}"
