"""What every sentence of the letter rests on, and what in it rests on nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sqs_tui.domain.claims import Claim, untraced
from sqs_tui.domain.details import shown
from sqs_tui.domain.letter_filling import Filled, Sentence, State
from sqs_tui.domain.privacy import Finding, Lint
from sqs_tui.session.letter import Letter, Part
from sqs_tui.store.privacy_words import words
from sqs_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Traced:
    """A sentence that stands in the letter, with what it rests on, a line each."""

    part: Part
    sentence: Sentence
    lines: tuple[str, ...]


def trace(letter: Letter) -> Iterator[Traced]:
    """Every sentence that stands in the letter: its criterion, k, n and cases, or its named source."""
    for part in letter.parts:
        for sentence in part.printed:
            yield Traced(part, sentence, tuple(rests_on(letter, part, sentence)))


def rests_on(letter: Letter, part: Part, sentence: Sentence) -> Iterator[str]:
    """What one sentence rests on, a line each; what in it rests on nothing is said too."""
    for one in sentence.filled:
        yield _figure(one)
    for name in sentence.facts:
        yield f"inspection details: {name.replace('_', ' ')}"
    for source in sentence.sources:
        yield f"source: {letter.source_in_words(source)}"
    for claim in loose_ends(letter, sentence, part):
        yield f"untraced: “{claim.words}” is bound to nothing"
    if not (sentence.filled or sentence.facts or sentence.sources):
        yield f"written by {_author(letter, part)}" if part.is_own else f"template {letter.template.id}"


def _figure(one: Filled) -> str:
    """A place in words: criterion, k of n, the words and the cases of either side."""
    words = f"“{one.pick.words}”" if one.pick else "no words yet"
    side = "not met, " if one.slot.missed else ""
    title = f" {one.behind.title}" if one.behind.title else ""
    cases = f"met: {' '.join(one.behind.met) or '–'}; not met: {' '.join(one.behind.missed) or '–'}"
    if one.behind.unit != "cases":
        cases = f"of {one.behind.unit}"
    moved = f" (was {one.pick.told})" if one.pick and one.pick.told != one.told else ""
    disputed = f", {one.behind.disputed}" if one.behind.disputed else ""
    return f"{one.slot.key}{title}: {side}{one.told}{moved}{disputed}, {words}; {cases}"


def _author(letter: Letter, part: Part) -> str:
    """Who wrote the text that stands, and when; read back from the journals."""
    found = next(reversed(versions(letter, part)), None)
    return f"{found.who}, {found.at[:10]}" if found else "the author"


@dataclass(frozen=True, slots=True)
class Version:
    """A paragraph's text as somebody left it; an empty one is the template's."""

    text: str
    who: str
    at: str


def versions(letter: Letter, part: Part) -> list[Version]:
    """Every text a paragraph has had, oldest first; a stretch of typing is one."""
    found: dict[str, Version] = {}
    for line in letter.inspection.workbook.lines():
        for operation in line.operations:
            if operation.key == ("letter_paragraphs", part.id, "text"):
                text = operation.value if isinstance(operation.value, str) else part.suggested
                found[line.run or line.id] = Version(text, letter.inspection.person(line.author), line.at)
    return list(found.values())


def loose_ends(letter: Letter, sentence: Sentence, part: Part) -> list[Claim]:
    """The counts and proportions in a sentence that no figure stands behind; fixed paragraphs claim none."""
    if part.fixed and not part.is_own:
        return []
    bound = [one.shown(draft=False) for one in sentence.filled]
    return list(untraced(sentence.text, [*bound, *(letter.facts[name] for name in sentence.facts)]))


def marks(letter: Letter, part: Part, check: Lint) -> Iterator[str]:
    """How a paragraph stands, in words; what is to be done first. Nothing is said of one that is in order."""
    states = [one.state for sentence in part.printed for one in sentence.filled]
    moved = any(sentence.has_moved for sentence in part.sentences)
    for holds, said in (
        (part.dropped, "left out"),
        (part.is_wanting, "to write"),
        (not part.is_printed and not part.is_wanting and not part.dropped, "nothing to say"),
        (moved and not part.dropped, "moved"),
        (State.OPEN in states, f"{states.count(State.OPEN)} to pick"),
        (any(sentence.missing for sentence in part.printed), "details missing"),
        (bool(letter.problems(part.text)), "braces"),
        (part.is_printed and bool(private(letter, part, check)), "privacy"),
        (any(loose_ends(letter, one, part) for one in part.printed), "untraced"),
        (part.locked, "locked"),
        (part.is_own, "own words"),
    ):
        if holds:
            yield said


def moves(part: Part) -> list[str]:
    """The figures of a paragraph that are others than when their words were picked, each old and new."""
    filled = (one for sentence in part.sentences for one in sentence.filled)
    return [
        f"{one.slot.key} was {one.pick.told}, now {one.told}"
        for one in filled
        if one.pick is not None and one.pick.told != one.told
    ]


# Privacy


def lint(letter: Letter) -> Lint:
    """What looks through the letter: whom it may name, and which codes never stand in it."""
    inspection = letter.inspection
    details = inspection.details
    named = ("area", "service", "lead", "addressee", "copy_to", "reoffending_cohort", "reoffending_published")
    allowed = [*(shown(details.get(name)) for name in named), *(str(value) for value in letter.settings.values())]
    codes = [case.ref for case in inspection.cases.values()]
    codes += inspection.managers()
    return Lint.over(words(), allowed, codes, letter.figures.sample)


def private(letter: Letter, part: Part, check: Lint) -> list[Finding]:
    """What in a paragraph could let somebody be known; the template's own words are looked at only for codes."""
    text = part.said()
    if not part.is_own and part.suggested:
        return check.references(text)
    return check.findings(text, shares=not any("reoffending" in one.facts for one in part.printed))


def references(letter: Letter, check: Lint) -> list[str]:
    """The references and codes that stand in the letter, each with its paragraph; there must be none."""
    return [
        f"{part.number or part.id}: {finding.words}"
        for part in letter.parts
        if part.is_printed
        for finding in check.references(part.said())
    ]
