"""What a text claims in numbers, and whom it names: proportions in words, counts, percentages, names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqs_tui.values import dataclass

_NUMBER = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|hundred"
)
#: What people count in these letters: "all" and "one" claim a proportion only before such a noun.
_COUNTED = (
    r"(?:relevant |custody |custodial |community |sampled |inspected )?"
    r"(?:cases?|reports?|PSRs?|assessments?|reviews?|plans?|records?|orders?|case managers?|managers?|staff"
    r"|children|young people|workers)"
)
_FRACTION = r"(?:one[- ]?|a )?(?:quarter|third|half|fifth)|(?:two|three)[- ](?:quarters?|thirds?|fifths?)"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("percentage", r"\d+(?:[.,]\d+)?\s?(?:%|per ?cent\b)"),
    ("count", rf"\ball but (?:\d+|{_NUMBER})\b"),
    ("count", rf"\b(?:\d+|{_NUMBER}) (?:out )?of (?:the |these |those )?(?:\d+|{_NUMBER})\b"),
    ("proportion", r"\b(?:almost|nearly|virtually|practically) (?:all|always|every|none|never)\b"),
    ("proportion", rf"\b(?:(?:almost|nearly|just over|just under|over|about|around|more than|less than) )?"
                   rf"(?:{_FRACTION})\b(?![- ]way| term)"),
    ("proportion", r"\b(?:an? |the )?(?:(?:very|vast|large|small|overwhelming) )*(?:majority|minority)\b"),
    ("proportion", r"\b(?:only )?a (?:small|large) (?:number|proportion)\b"),
    ("proportion", r"\b(?:not|in) all\b"),
    ("proportion", r"\ball (?:of )?(?:the |these |those )?(?=" + _COUNTED + r"\b)"),
    ("proportion", r"^all (?=(?:of|the|these|those|were|was|had|have|felt|showed)\b)"),
    ("proportion", r"\b(?:none|neither|both) of (?:the|them|these|those)\b|\bevery (?=" + _COUNTED + r"\b)"),
    ("proportion", r"\bin (?:most|many|some|several|a few) (?:instances|cases|respects)\b"),
    ("proportion", r"(?<!at )(?<!the )\bmost\b(?! (?:likely|recent|recently|important|importantly|of all|often|serious"
                   r"|effective|appropriate|common|commonly|notable|notably|vulnerable|complex|suitable|relevant to))"),
    ("proportion", r"\b(?:very few|quite a few|a few|few|several|many|numerous)\b(?! (?:thanks|years|days|weeks))"),
    ("proportion", r"\bsome\b(?! (?:time|thing|way|extent|distance))"),
    ("proportion", r"\b(?:generally|usually|mostly|mainly|typically|largely|frequently|rarely|seldom|sometimes"
                   r"|often|not always|(?<!not )always|never)\b"),
    ("count", rf"\b(?:\d+|{_NUMBER})(?= {_COUNTED}\b)"),
)  # fmt: skip
_EVERY = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS]
_NAME = re.compile(r"\b(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][\w’'-]+(?:(?: of| and)? [A-Z][\w’'-]+)*")
#: What can stand before the first word of a sentence.
_BEFORE = '“"‘( •*-–0123456789.'


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of a text that claims something: its words, where they stand, and of what kind they are."""

    kind: str
    words: str
    start: int
    end: int


def claims(text: str) -> list[Claim]:
    """Every proportion, count and percentage a sentence claims, in order, the longest reading of each."""
    found: list[Claim] = []
    for kind, pattern in _EVERY:
        for match in pattern.finditer(text):
            words = match[0].strip()
            if not words or any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            found.append(Claim(kind, words, match.start(), match.start() + len(match[0].rstrip())))
    return sorted(found, key=lambda claim: claim.start)


def untraced(text: str, bound: list[str]) -> Iterator[Claim]:
    """The claims of a sentence that no bound words account for; `bound` are the words that places stand filled with."""
    spans = []
    for words in bound:
        start = text.lower().find(words.lower())
        while words and start >= 0:
            spans.append((start, start + len(words)))
            start = text.lower().find(words.lower(), start + 1)
    for claim in claims(text):
        if not any(start <= claim.start and claim.end <= end for start, end in spans):
            yield claim


def names(text: str) -> list[str]:
    """What is written like a name: words with a capital that do not begin the sentence."""
    return [found[0] for found in _NAME.finditer(text) if found.start() > 0 and not _begins(text, found.start())]


def _begins(text: str, start: int) -> bool:
    """Whether a sentence begins there: at the front, numbers and bullets aside, or after the end of another."""
    before = text[:start]
    return not before.strip(_BEFORE) or re.search(r"[.!?:][”\"’)]*\s+[“\"‘(]?$", before) is not None
