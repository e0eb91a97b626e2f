"""Sentences with their places filled: what the author picked, what has moved since, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Protocol

from sqs_tui.domain.letter import Fact, From, Only, Slot, Template, pieces, sentences
from sqs_tui.domain.letter_facts import FACTS, NAMES
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.phrasing import fitting, phrased
from sqs_tui.domain.wording import Offer
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a place: so many met of so many, the references of both sides, and the factors marked.

    `relevant_only` says that the criterion is asked only where something is relevant. `told` is the whole in a few
    words; where it has changed since words were picked, the figure has moved.
    `disputed` is what it can come to where people differ on it; empty where they do not.
    """

    proportion: Proportion
    met: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    factors: tuple[tuple[str, int], ...] = ()
    relevant_only: bool = False
    title: str = ""
    unit: str = "cases"
    disputed: str = ""

    def told(self, slot: Slot) -> str:
        """The figure in a few words: "4 of 12", or the factors with their counts."""
        if slot.is_list:
            return ", ".join(f"{title} {count}" for title, count in self.factors) or "no factor"
        return self.side(slot).of()

    def side(self, slot: Slot) -> Proportion:
        """The proportion as the sentence tells it: met, or not met."""
        return self.proportion.not_met if slot.missed else self.proportion

    def is_empty(self, slot: Slot) -> bool:
        """Whether there is nothing to say: nothing relevant, or nobody on the side a sentence is about."""
        if slot.is_list:
            return not self.factors
        side = self.side(slot)
        return side.relevant == 0 or (side.met == 0 and (slot.missed or bool(slot.factor)))


class Figures(Protocol):
    """Where places are filled from."""

    def behind(self, slot: Slot) -> Behind:
        """What stands behind a place."""
        ...


class State(Enum):
    """How a place stands."""

    OPEN = "no words picked"
    SET = "picked"
    MOVED = "moved"
    FALSE = "no longer true"
    EMPTY = "nothing relevant"


@dataclass(frozen=True, slots=True)
class Pick:
    """Words the author picked for a place, with the figure that stood behind it then."""

    words: str
    told: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A place with what stands in it."""

    slot: Slot
    behind: Behind
    base: str
    pick: Pick | None = None

    @property
    def told(self) -> str:
        """The figure now."""
        return self.behind.told(self.slot)

    @property
    def state(self) -> State:
        """How the place stands."""
        if self.behind.is_empty(self.slot):
            return State.EMPTY
        if self.pick is None:
            return State.OPEN
        if self.pick.words not in {offer.words for offer in self.offers()}:
            return State.FALSE
        return State.SET if self.pick.told == self.told else State.MOVED

    def offers(self) -> tuple[Offer, ...]:
        """What can be picked here: only what is true, and fits the sentence."""
        if not self.slot.is_list:
            return fitting(self.behind.side(self.slot), self.slot.frame)
        titles = [title for title, _ in self.behind.factors]
        return tuple(Offer(listed(titles[:most])) for most in range(1, min(len(titles), 5) + 1))

    def phrase(self, words: str) -> str:
        """Words as they stand in the sentence."""
        return words if self.slot.is_list else phrased(words, self.slot.frame, self.base)

    def shown(self, *, draft: bool) -> str:
        """What stands in the text; in a draft with a mark where something is to be done."""
        if self.pick is None:
            return f"[{self.slot.key}: {self.told}, no words yet]"
        words = self.phrase(self.pick.words)
        if draft and self.behind.disputed:
            return f"{words} [{self.slot.key}: {self.behind.disputed}]"
        if draft and self.state in (State.MOVED, State.FALSE):
            return f"{words} [{self.slot.key} was {self.pick.told}, now {self.told}]"
        return words


def listed(parts: list[str]) -> str:
    """Several things in a row: "a, b and c"; with semicolons where one of them has a comma of its own."""
    if any("," in part for part in parts) and len(parts) > 1:
        return f"{'; '.join(parts[:-1])}; and {parts[-1]}"
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the letter: as written, what fills it, and whether it is left out and why."""

    written: str
    filled: tuple[Filled, ...] = ()
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    left_out: str = ""
    text: str = ""
    draft: str = ""

    @property
    def is_open(self) -> bool:
        """Whether words are still to be picked for it, or a fact is missing."""
        return bool(self.missing) or any(one.state is State.OPEN for one in self.filled)

    @property
    def has_moved(self) -> bool:
        """Whether a figure in it has moved since its words were picked."""
        if self.left_out:
            return any(one.pick is not None for one in self.filled)
        return any(one.state in (State.MOVED, State.FALSE) for one in self.filled)


@dataclass(frozen=True)
class Filling:
    """What every sentence is filled from."""

    template: Template
    figures: Figures
    facts: Mapping[str, str]
    conditions: Mapping[str, bool]
    minimum_base: int = 0

    def sentences(self, text: str, picks: Mapping[str, Pick]) -> Iterator[Sentence]:
        """The sentences of a paragraph, filled; those with nothing to say are told, with the reason."""
        for written in sentences(text):
            yield self._sentence(written, picks)

    def filled(self, slot: Slot, picks: Mapping[str, Pick]) -> Filled:
        """One place with what stands in it."""
        behind = self.figures.behind(slot)
        return Filled(slot, behind, self.template.base(slot, behind.relevant_only), picks.get(slot.key))

    def _sentence(self, written: str, picks: Mapping[str, Pick]) -> Sentence:
        final, draft = "", ""
        filled, used, missing, sources, left_out = [], [], [], [], ""
        for piece in pieces(written, NAMES):
            match piece:
                case str():
                    said = said_in_draft = piece
                case Slot():
                    one = self.filled(piece, picks)
                    filled.append(one)
                    left_out = left_out or self._reason(one)
                    said, said_in_draft = one.shown(draft=False), one.shown(draft=True)
                case Fact():
                    used.append(piece.name)
                    value = self.facts.get(piece.name, "")
                    if not value:
                        missing.append(piece.name)
                    said = said_in_draft = value or f"[{FACTS[piece.name]}]"
                case Only():
                    if self.conditions.get(piece.name, False) is not piece.holds:
                        left_out = left_out or f"{'' if piece.holds else 'not '}{piece.name} does not hold"
                    continue
                case From():
                    sources.append(piece.source)
                    continue
            final, draft = _joined(final, said), _joined(draft, said_in_draft)
        final, draft = _trimmed(final), _trimmed(draft)
        return Sentence(
            written, tuple(filled), tuple(used), tuple(missing), tuple(sources), left_out, _begun(final), _begun(draft)
        )

    def _reason(self, one: Filled) -> str:
        """Why a sentence with such a place is left out; empty where it stays."""
        if one.state is State.EMPTY:
            return f"{one.slot.key}: nothing to say ({one.told})"
        if not one.slot.is_list and one.behind.proportion.relevant < self.minimum_base:
            return f"{one.slot.key}: fewer than {self.minimum_base} {one.behind.unit}"
        return ""


def _joined(text: str, piece: str) -> str:
    """A condition or source leaves a space behind where it stood: never two in a row."""
    return text + (piece.lstrip() if not text or text.endswith(" ") else piece)


def _trimmed(text: str) -> str:
    """A source mark before the full stop leaves no gap."""
    return text.strip().replace(" .", ".").replace(" ,", ",")


def _begun(text: str) -> str:
    """A sentence begins with a capital, whatever fills its first place."""
    return text[:1].upper() + text[1:]
