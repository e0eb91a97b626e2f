"""Signing a case: marked finished, read a second time, signed, locked; each by somebody, of what stood then.

A signature lists how every criterion stood when it was given. It holds for exactly that: where an answer is another
now, by whoever and through whatever copy, the case is signed no more, and it can be said which answer moved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from hashlib import blake2b

from sqs_tui.domain.case import Answer, Case, Stage
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.standing import Standing, State, state_of
from sqs_tui.values import dataclass

#: Each stage in words.
SAID = {
    Stage.MARKED: "marked finished",
    Stage.SECOND: "second read",
    Stage.SIGNED: "signed",
    Stage.LOCKED: "locked",
}
#: How a state is written in a signature.
_LETTERS = "YNCAUPB"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who put a stage down, when (for display), and how each criterion stood: a letter and a hash of the rest."""

    who: str
    at: str
    marks: tuple[str, ...] = ()

    @classmethod
    def read(cls, value: object) -> Signature | None:
        """A signature as it is kept; None where there is none."""
        if not isinstance(value, list | tuple) or len(value) < 2 or not all(isinstance(part, str) for part in value):
            return None
        return cls(value[0], value[1], tuple(value[2:]))

    @property
    def kept(self) -> list[str]:
        """The signature as it is kept."""
        return [self.who, self.at, *self.marks]

    def state(self, criterion: str) -> State | None:
        """How a criterion stood; None where the signature does not say."""
        mark = next((mark for mark in self.marks if mark.startswith(f"{criterion}=")), "")
        letter = mark.partition("=")[2][:1]
        return State(_LETTERS.index(letter)) if letter and letter in _LETTERS else None


def marks(catalogue: Catalogue, case: Case, heard: Standing) -> tuple[str, ...]:
    """How every criterion of a case stands now, as a signature lists it."""
    return tuple(
        f"{criterion.id}={_LETTERS[state]}{_rest(case.answer(criterion.id)) if state != State.CLOSED else ''}"
        for criterion, state in zip(catalogue.criteria, heard.states, strict=True)
    )


def _rest(answer: Answer) -> str:
    """What else there is to an answer, in few letters; a flag is not part of what is signed."""
    said = "\0".join((answer.note.strip(), *answer.factors, *(["not recorded"] if answer.unrecorded else [])))
    return blake2b(said.encode("utf-8", "replace"), digest_size=4).hexdigest() if said else ""


def is_as_signed(signature: Signature, criterion: str, answer: Answer, field: str) -> bool:
    """Whether one field of an answer is what was signed: its verdict and parking by the letter, the rest by the hash.

    Of a criterion closed by rule nothing was signed, so nothing of it can be otherwise; of a flag nothing ever is.
    """
    mark = dict(_pairs(signature.marks)).get(criterion, "")
    if mark[:1] == _LETTERS[State.CLOSED]:
        return field != "flag"
    if field in ("verdict", "parked"):
        return mark[:1] == _LETTERS[state_of(answer)]
    return field != "flag" and bool(mark) and mark[1:] == _rest(answer)


def moved(signature: Signature, now: tuple[str, ...]) -> list[str]:
    """The criteria that stand otherwise than when the signature was given."""
    if signature.marks == now:
        return []
    then = dict(_pairs(signature.marks))
    return [id for id, mark in _pairs(now) if then.get(id) != mark]


def _pairs(marks: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for mark in marks:
        id, _, rest = mark.partition("=")
        yield id, rest


@dataclass(frozen=True, slots=True)
class Signing:
    """How far the signing of a case has come: its signatures, and which criteria moved since it was signed."""

    signatures: Mapping[Stage, Signature]
    moved: tuple[str, ...] = ()

    @property
    def was_signed(self) -> bool:
        """Whether somebody signed it, whether that holds or not."""
        return Stage.SIGNED in self.signatures

    @property
    def is_signed(self) -> bool:
        """Whether it is signed, and nothing has moved since."""
        return self.was_signed and not self.moved

    @property
    def is_locked(self) -> bool:
        """Whether nothing of it may be changed."""
        return Stage.LOCKED in self.signatures and self.is_signed

    @property
    def is_changed(self) -> bool:
        """Whether it was signed, and has changed since."""
        return self.was_signed and bool(self.moved)

    @property
    def latest(self) -> Stage | None:
        """The last stage put down; None where there is none."""
        return next((stage for stage in reversed(Stage) if stage in self.signatures), None)

    @property
    def word(self) -> str:
        """The case's signing in a word; empty where nobody began it."""
        if self.is_changed:
            return "changed"
        latest = self.latest
        return {Stage.MARKED: "finished", Stage.SECOND: "2nd read"}.get(latest, SAID[latest]) if latest else ""


#: Of a case nobody has begun to sign.
NOT_SIGNED = Signing({})


def signing_of(case: Case, now: tuple[str, ...], differing: Collection[str] = ()) -> Signing:
    """How far the signing of a case has come, by how it stands now and what people differ on."""
    kept = {stage: Signature.read(value) for stage, value in case.signatures.items()}
    signatures = {stage: signature for stage, signature in kept.items() if signature is not None}
    signed = signatures.get(Stage.SIGNED)
    others = {*moved(signed, now), *differing} if signed else set()
    return Signing(signatures, tuple(id for id, _ in _pairs(now) if id in others))


def confirmation(signature: Signature, state: State) -> list[str]:
    """A verdict confirmed in a second read, as it is kept: which read, and the verdict."""
    return [signature.at, _LETTERS[state]]


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What a second reader made of a case: of the first verdicts, which were confirmed, changed, or not read yet.

    A verdict is read where somebody said so of it, and never because nobody said anything.
    """

    confirmed: tuple[str, ...]
    differing: tuple[tuple[str, State, State], ...]
    unread: tuple[str, ...]

    @property
    def verdicts(self) -> int:
        """How many there are to read."""
        return len(self.confirmed) + len(self.differing) + len(self.unread)

    def next_unread(self, catalogue: Catalogue, criterion: str = "") -> str:
        """The next verdict to read after a criterion, from the beginning again after the last; empty where all are."""
        after = catalogue.place.get(criterion, -1)
        later = (id for id in self.unread if catalogue.place[id] > after)
        return next(later, next(iter(self.unread), ""))

    @property
    def words(self) -> str:
        """How far it has come: "46 of 48 confirmed, 2 changed"."""
        changed = f", {len(self.differing)} changed" if self.differing else ""
        unread = f", {len(self.unread)} not read yet" if self.unread else ""
        return f"{len(self.confirmed)} of {self.verdicts} confirmed{changed}{unread}"


_JUDGED = frozenset({State.YES, State.NO, State.NA, State.UNKNOWN})


def second_reading(
    catalogue: Catalogue, first: Signature, heard: Standing, confirmations: Mapping[str, Collection[object]]
) -> SecondReading:
    """What has become of the first verdicts; those a gate has closed since are in no number, those taken away changed.

    `confirmations` has for each criterion what was confirmed of it, as it is kept. It holds for this read and for the
    verdict it was said of: of another read, or once the verdict is another, nothing is confirmed.
    """
    confirmed, differing, unread = [], [], []
    for criterion, state in zip(catalogue.criteria, heard.states, strict=True):
        was, now = first.state(criterion.id), State(state)
        if was in _JUDGED and now is not State.CLOSED:
            assert was is not None
            if was is not now:
                differing.append((criterion.id, was, now))
            elif confirmation(first, now) in confirmations.get(criterion.id, ()):
                confirmed.append(criterion.id)
            else:
                unread.append(criterion.id)
    return SecondReading(tuple(confirmed), tuple(differing), tuple(unread))
