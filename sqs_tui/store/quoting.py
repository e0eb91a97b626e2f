"""Where what is erased is said again: in the letter, which names the entry a sentence rests on, and in other texts."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqs_tui.store import rows
from sqs_tui.store.branches import Branches
from sqs_tui.store.copies import Journal
from sqs_tui.store.fold import Fold, Line, Operation
from sqs_tui.values import dataclass

Thing = tuple[str, str]
#: Shorter texts are what anybody would write of any case.
_SHORTEST = 20
_BRACES = re.compile(r"\{([^{}]*)\}")
_BETWEEN = " .,;:"


def entries_in(things: Iterable[Thing]) -> frozenset[str]:
    """The ids of the entries among things."""
    return frozenset(id for table, id in things if table == rows.ENTRIES)


def names_one(text: Any, entries: Collection[str]) -> bool:
    """Whether a paragraph names one of these entries in its braces, as what it rests on."""
    if not isinstance(text, str):
        return False
    return any(word in entries for inside in _BRACES.findall(text) for word in inside.replace(",", " ").split())


@dataclass(frozen=True, slots=True)
class Quoted:
    """What of the letter has words of entries: paragraphs by the hash of the line that wrote them, and letters kept."""

    paragraphs: frozenset[tuple[str, str]] = frozenset()
    letters: frozenset[Thing] = frozenset()


def quoting(entries: Collection[str], journals: Iterable[Journal]) -> Quoted:
    """What was written of paragraphs that names one of these entries, or went on from that; and letters kept with it.

    What was brought in may have been reworded or lost its mark since, so all that was written over it counts. What
    somebody wrote who had not seen it is their own. So it does not matter which other journals are at hand.
    """
    if not entries:
        return Quoted()
    found = _Paragraphs(journals)
    gone = found.gone(entries)
    words = [(found.lines[write][0], words) for write in gone for words in found.words(write, entries, gone)]
    letters = {
        (rows.SNAPSHOTS, id)
        for counter, id, content in found.letters
        if names_one(content, entries) or _has(content, [told for since, told in words if since < counter])
    }
    return Quoted(frozenset((found.lines[write][1], write[1]) for write in gone), frozenset(letters))


#: What a line wrote of a paragraph: the name of the line and the paragraph's id.
_Write = tuple[str, str]


class _Words(NamedTuple):
    """What tells that a letter was kept with a text: pieces that all stand in it, or a paragraph of it as a whole."""

    pieces: tuple[str, ...]
    whole: str = ""


class _Paragraphs:
    """What was ever written of the letter's paragraphs, and what was on screen when it was; and the letters kept."""

    def __init__(self, journals: Iterable[Journal]) -> None:
        self.texts: dict[_Write, list[str]] = {}
        #: The counter and the hash of each line.
        self.lines: dict[_Write, tuple[int, str]] = {}
        self.letters: list[tuple[int, str, str]] = []
        self._before: dict[_Write, set[_Write]] = {}
        self._after: dict[_Write, set[_Write]] = {}
        gathered = {journal.name: journal.lines for journal in journals}
        branches = Branches(gathered)
        for name, lines in gathered.items():
            for line, hash in lines:
                if any(operation.table in (rows.PARAGRAPHS, rows.SNAPSHOTS) for operation in line.operations):
                    self._take_up(branches.named(name, line, hash), hash)

    def _take_up(self, line: Line, hash: str) -> None:
        for operation in line.operations:
            if operation.table == rows.SNAPSHOTS and isinstance(operation.value, str):
                self.letters.append((line.counter, operation.id, operation.value))
            if operation.table != rows.PARAGRAPHS:
                continue
            write = (line.id, operation.id)
            self.lines[write] = (line.counter, hash)
            texts = self.texts.setdefault(write, [])
            if operation.field == "text" and isinstance(operation.value, str):
                texts.append(operation.value)
            for seen in operation.seen:
                self._before.setdefault(write, set()).add((seen, operation.id))
                self._after.setdefault((seen, operation.id), set()).add(write)

    def gone(self, entries: Collection[str]) -> set[_Write]:
        """What names one of the entries, and all that was written over it."""
        named = {write for write, texts in self.texts.items() if any(names_one(text, entries) for text in texts)}
        return _reached(named, self._after)

    def words(self, write: _Write, entries: Collection[str], gone: set[_Write]) -> Iterator[_Words]:
        """What tells that a letter was kept with what was written here."""
        for text in self.texts[write]:
            if names_one(text, entries):
                resting = list(_resting(text, entries))
                yield from (_Words((piece,)) for piece in resting)
                yield _Words(() if resting else _pieces(text), _one_line(_BRACES.sub("", text)))
            elif not self._stood_before(write, text, gone):
                yield _Words(_pieces(text))

    def _stood_before(self, write: _Write, text: str, gone: set[_Write]) -> bool:
        """Whether a text is in one that this was written over and that stays: what was brought in was taken back."""
        earlier = _reached({write}, self._before) - gone
        said = " ".join(_pieces(text))
        return any(said in " ".join(_pieces(one)) for before in earlier for one in self.texts.get(before, ()))


def _reached(begun: set[_Write], ways: Mapping[_Write, set[_Write]]) -> set[_Write]:
    found, left = set(begun), list(begun)
    while left:
        fresh = ways.get(left.pop(), set()) - found
        found |= fresh
        left += fresh
    return found


def _pieces(text: str) -> tuple[str, ...]:
    """What stands between the braces of a text; nothing where that is a few words only."""
    pieces = tuple(piece for part in _BRACES.split(text)[::2] if (piece := _one_line(part).strip(_BETWEEN)))
    return pieces if max(map(len, pieces), default=0) >= _SHORTEST else ()


def _resting(text: str, entries: Collection[str]) -> Iterator[str]:
    """What stands just before each mark that names an entry, where that is more than a few words."""
    end = 0
    for mark in _BRACES.finditer(text):
        piece = _one_line(text[end : mark.start()]).strip(_BETWEEN)
        end = mark.end()
        if len(piece) >= _SHORTEST and names_one(mark.group(), entries):
            yield piece


def _has(content: str, words: Iterable[_Words]) -> bool:
    """Whether a letter that was kept has one of these texts in it."""
    try:
        strings = [_one_line(one) for one in _strings(json.loads(content))]
    except (ValueError, RecursionError):
        strings = [_one_line(content)]
    said = " ".join(strings)
    return any(
        (whole and whole in strings) or (pieces and all(piece in said for piece in pieces)) for pieces, whole in words
    )


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, (list, dict)):
        for part in content.values() if isinstance(content, dict) else content:
            yield from _strings(part)


def same_words(fold: Fold, gone: Collection[Thing], left: Iterable[Operation]) -> list[str]:
    """The places that stay and have a text of what goes in them, word for word, now or earlier; never the text."""
    texts = {text for table, id in gone for text in _texts(fold, table, id)}
    found = {operation.key[:2] for operation in (left if texts else ()) if _says(operation.value, texts)}
    return sorted(_place(fold, table, id) for table, id in found)


def _texts(fold: Fold, table: str, id: str) -> Iterator[str]:
    field = {rows.ENTRIES: "text", rows.ANSWERS: "note"}.get(table)
    for head in fold.heads((table, id, field)) if field else ():
        text = _one_line(head.value)
        if len(text) >= _SHORTEST:
            yield text


def _says(value: Any, texts: Iterable[str]) -> bool:
    said = _one_line(value)
    return len(said) >= _SHORTEST and any(text in said for text in texts)


def _one_line(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


_PLACES = {
    rows.ENTRIES: "an entry", rows.ALERTS: "an alert", rows.INTERVIEW_ANSWERS: "interview",
    rows.PARAGRAPHS: "letter paragraph", rows.SNAPSHOTS: "the letter kept as", rows.POINTS: "a point on the letter",
}  # fmt: skip


def _place(fold: Fold, table: str, id: str) -> str:
    """A place as people call it."""
    case = fold.shown((table, id, "case"))
    if table in (rows.ENTRIES, rows.ALERTS):
        return f"{_PLACES[table]} of {_ref(fold, case) if isinstance(case, str) and case else 'the area'}"
    if table == rows.ANSWERS:
        owner, _, criterion = id.rpartition("/")
        return f"{_ref(fold, owner)} {criterion}"
    if table == rows.POINTS:
        return _PLACES[table]
    return f"{_PLACES.get(table, table)} {id.replace('/', ' ')}"


def _ref(fold: Fold, case: str) -> str:
    return str(fold.shown((rows.CASES, case, "ref")) or case)
