"""What stands beside the criteria during fieldwork: the records of a case to tick off, and phrases written often."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqs_tui.values import dataclass

SEEN, MISSING = "seen", "missing"
#: How a record stands, in words; one that nobody has looked for yet says nothing.
STATES = {"": "", SEEN: "seen", MISSING: "asked for, not there"}


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of record a case is read in: a code that never changes, and a title."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase to put into a note or an entry; for some criteria, or for any."""

    text: str
    criteria: tuple[str, ...] = ()
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """The records and phrases of a catalogue."""

    sources: tuple[Source, ...] = ()
    phrases: tuple[Phrase, ...] = ()


def following(state: str) -> str:
    """How a record stands once its key is pressed: seen, then asked for and not there, then nothing again."""
    return {"": SEEN, SEEN: MISSING}.get(state, "")


def offered(phrases: Iterable[Phrase], criteria: Collection[str]) -> Iterator[Phrase]:
    """The phrases for a text about some criteria: those about them, then one's own, then those for any."""
    every = list(phrases)
    about = [one for one in every if set(one.criteria) & set(criteria)]
    for_any = [one for one in every if not one.criteria]
    yield from sorted(about, key=lambda one: not one.is_own)
    yield from sorted(for_any, key=lambda one: not one.is_own)
