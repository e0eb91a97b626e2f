"""What `sqs letter` shows: the outline, the places, what sentences rest on, what no longer matches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqs_tui.cli import output
from sqs_tui.domain.entry import KINDS
from sqs_tui.domain.letter_filling import State
from sqs_tui.errors import Exit, Refused
from sqs_tui.session import letter_final, letter_points, letter_trace

if TYPE_CHECKING:
    from sqs_tui.session.letter import Letter


def outline(letter: Letter) -> int:
    """The paragraphs in order, with how each stands in words."""
    rows, look = [], letter_trace.lint(letter)
    for part in letter.parts:
        beginning = part.said(draft=True) or part.prompt or "nothing to say"
        stands = ", ".join(letter_trace.marks(letter, part, look)) or "ok"
        rows.append((part.number or "–", part.id, stands, beginning[:60]))
    output.rows(rows)
    return Exit.OK


def places(letter: Letter, name: str) -> int:
    """What can be picked for each place; loose words with the range in which they are true."""
    for part in [letter.part(name)] if name else letter.parts:
        for one in () if part.dropped else part.filled:
            if one.state is State.EMPTY:
                continue
            picked = f", picked: {one.pick.words}" if one.pick else ""
            disputed = f", {one.behind.disputed}" if one.behind.disputed else ""
            output.say(f"{part.number or part.id} {one.slot.key}  {one.told}{disputed}  {one.behind.title}{picked}")
            for offer in one.offers():
                output.say(f"    {offer.words}{f'  (loose: {offer.range})' if offer.is_loose else ''}")
    return Exit.OK


def trace(letter: Letter) -> int:
    """Every sentence with what it rests on."""
    output.say(f"{letter.marking}: for the team only; references of cases stand in it.", "")
    for traced in letter_trace.trace(letter):
        output.say(f"{traced.part.number or traced.part.id}  {traced.sentence.draft}")
        output.say(*(f"    {line}" for line in traced.lines))
    left = [(part, sentence) for part in letter.parts for sentence in part.sentences if sentence.left_out]
    if left:
        output.say("", "Left out:")
        output.say(*(f"    {part.id}: {sentence.left_out}" for part, sentence in left))
    return Exit.OK


def check(letter: Letter) -> int:
    """What stands against finishing the letter, and what moved under one that is finished."""
    reasons = letter_final.against(letter)
    for reason in reasons:
        output.say(f"{reason.id}: {reason.said}{' (cannot be overridden)' if reason.is_firm else ''}")
        output.say(*(f"    {where}" for where in reason.where))
    snapshot = letter_final.latest(letter, letter_final.FINAL)
    moved = letter_final.moved_since(letter, snapshot) if snapshot else []
    if snapshot and moved:
        output.say(f"Moved since it was finalised by {snapshot.by}, {snapshot.at[:10]}:")
        output.say(*(f"    {line}" for line in moved))
    if not reasons and not moved:
        output.say("Nothing stands against the letter.")
    return Exit.FOUND if reasons or moved else Exit.OK


def against(letter: Letter, path: Path) -> int:
    """Every count, proportion word and name in an edited copy that no longer matches what was frozen."""
    from sqs_tui.domain.letter_against import Frozen, mismatches
    from sqs_tui.exchange.letter_copies import lines

    snapshot = letter_final.latest(letter, letter_final.FINAL) or letter_final.latest(letter)
    if snapshot is None:
        raise Refused("There is nothing to hold it against.", "No letter has been kept.", "Use --finalise first.")
    frozen = [Frozen(line.number or line.id, line.text, _rests(letter, line)) for line in snapshot.lines]
    found = list(mismatches(frozen, snapshot.around, lines(path)))
    for one in found:
        output.say(str(one))
        if one.sentence:
            output.say(f"    {one.sentence}")
    moved = letter_final.moved_since(letter, snapshot)
    if moved:
        output.say("Figures that moved since:", *(f"    {line}" for line in moved))
    if not found and not moved:
        output.say(f"{path}: every count, proportion and name is as it was kept on {snapshot.at[:10]}.")
    return Exit.FOUND if found or moved else Exit.OK


def _rests(letter: Letter, line: letter_final.Line) -> dict[str, str]:
    """What the words of a frozen paragraph rest on; the same words can rest on several figures."""
    found: dict[str, list[str]] = {}
    for key, (words, told) in line.bound.items():
        found.setdefault(words, []).append("the inspection's details" if key in letter.facts else f"{key} {told}")
    return {words: " or ".join(about) for words, about in found.items()}


def changes(letter: Letter) -> int:
    """What the letter became since the draft was kept."""
    snapshot = letter_final.latest(letter, letter_final.DRAFT)
    if snapshot is None:
        raise Refused("No draft has been kept.", remedy="Keep one when it is sent: --keep-draft")
    found = list(letter_points.changes(letter, snapshot))
    for where, text in found:
        output.say(f"{where}: {text}")
    if not found:
        output.say(f"Nothing has changed since the draft of {snapshot.at[:10]}.")
    return Exit.OK


def versions(letter: Letter, name: str) -> int:
    """Every text a paragraph has had, each against the one before it."""
    part = letter.part(name)
    before = part.suggested
    output.say(f"template: {before or '(nothing)'}")
    for version in letter_trace.versions(letter, part):
        output.say(f"{version.at}  {version.who}: {letter_points.marked(before, version.text)}")
        before = version.text
    return Exit.OK


def points(letter: Letter) -> int:
    """The points the service raised, with what came of each."""
    known = letter_points.points(letter)
    for number, point in enumerate(known, 1):
        output.say(f"{number}. {point.paragraph} ({point.by or 'the service'}, {point.at[:10]}): {point.said}")
        output.say(f"    {point.outcome}: {point.response}" if point.response else "    no response yet")
    if not known:
        output.say("No point has been raised.")
    return Exit.OK


def sources(letter: Letter) -> int:
    """Strengths and learning points that may be shared, and area notes; what in them could let somebody be known."""
    look = letter_trace.lint(letter)
    for entry in (*letter.examples(), *letter.sources()):
        output.say(f"{{from {entry.id}}}  {KINDS[entry.kind]}  {' '.join(entry.criteria)}", f"    {entry.text}")
        output.say(*(f"    ! {finding}" for finding in look.findings(entry.text)))
    return Exit.OK
