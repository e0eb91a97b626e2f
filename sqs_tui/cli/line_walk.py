"""A walkthrough line by line: the question is read out, and what the case manager says is kept."""

from __future__ import annotations

from sqs_tui.cli.asking import Asker, Ended
from sqs_tui.cli.line_action import SHAPE, agree
from sqs_tui.cli.line_words import not_alone, parted
from sqs_tui.domain.entry import ACTION, AGREED, DIFFERS, EVIDENCE, LATER, LEARNING, STRENGTH
from sqs_tui.errors import Exit
from sqs_tui.session.company import left_unseen
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.walk import Walk
from sqs_tui.session.walk_card import VerbalCard
from sqs_tui.session.walk_plan import Cover

_WORDS = {
    "a": "agreed", "ok": "agreed", "agree": "agreed", "s": "differently", "l": "later", " ": "next", "j": "next",
    "skip": "next", "b": "back", "v": "view", "e": "shown", "+": "strength", "!": "learning", ">": "action",
    "u": "undo", "t": "card", "g": "?", "guidance": "?", "h": "help", "words": "help", "q": "leave", "quit": "leave",
}  # fmt: skip
_KINDS = {"differently": DIFFERS, "shown": EVIDENCE, "strength": STRENGTH, "learning": LEARNING}
_PROMPTS = {
    DIFFERS: "How do you see it, in your own words?",
    EVIDENCE: "What was shown, and where in the record?",
    STRENGTH: "What was done well?",
    LEARNING: "What could be done next time?",
}
#: How each is written in one line.
_SHAPES = {
    DIFFERS: "s it is in the contact log",
    EVIDENCE: "e the plan of 3 March",
    STRENGTH: "+ kept every visit",
    LEARNING: "! ring the school",
}
_ALONE = frozenset({"leave", "help", "where", "card", "undo", "back", "agreed", "later", "next", "view", "?"})
_HELP = (
    "a or agreed, s or differently, l or later: each goes on to the next question. None changes a verdict.",
    "The words may follow at once, and from a file they do: s it is in the contact log.",
    "e or shown writes down what is shown, + a strength, ! what could be done next time.",
    f"> writes down what was agreed: {SHAPE}",
    "next or j goes on, b back, v says how the inspector sees it, u takes the last of these back, t reads the card.",
    "? reads more guidance, where says how far it has come, an empty line repeats the question, q leaves.",
)
_TOGETHER = {
    STRENGTH: "Written together, a strength",
    LEARNING: "Written together, to develop",
    ACTION: "Agreed together",
}
_SAID = {AGREED: "So far: agreed.", DIFFERS: "So far: seen differently.", LATER: "So far: to come back to."}


class LineWalk:
    """One case being walked through; it goes on where nobody has spoken yet. No verdict is said unless asked for."""

    def __init__(self, inspection: Inspection, case: str, cover: Cover) -> None:
        self._inspection = inspection
        self._walk = Walk(inspection, case, cover)
        self._card = VerbalCard(inspection, case)
        self._asker = Asker()
        self._is_over = self._walk.is_talked_through()

    def run(self) -> int:
        """Ask until it is left or the answers end; returns the exit code."""
        walk, count = self._walk, len(self._walk.questions)
        if self._inspection.workbook.is_invented:
            self._asker.say("INVENTED CASES")
        self._asker.say(
            f"{walk.ref}: {count} question{'s' * (count != 1)}, {self._talked()} talked about. help lists the words."
        )
        try:
            self._begin()
            while self._take(self._asker.ask("Answer?" if not self._is_over else "+, !, >, b to go back, or q?")):
                pass
        except Ended:
            return self._stop()
        except KeyboardInterrupt:
            self._stop()
            raise
        self._stop()
        return Exit.OK

    def _begin(self) -> None:
        if self._is_over:
            self._say_card()
        else:
            self._say_question()

    def _talked(self) -> int:
        return sum(1 for dot in self._walk.dots() if dot)

    # What is said

    def _say_question(self) -> None:
        walk, question = self._walk, self._walk.question
        self._asker.say(
            "", f"Question {walk.place + 1} of {len(walk.questions)}. {walk.section_title()}. {question.id}."
        )
        self._asker.say(question.question)
        good = question.guidance.good or question.guidance.look_for
        if good:
            heading = "What good looks like:" if question.guidance.good else "What we look for:"
            self._asker.say(heading, *(f"- {line}" for line in good))
        seen = walk.seen()
        if seen:
            self._asker.say("What we have seen so far:")
        for entry in seen:
            said = f"You said: {entry.text}" if entry.kind == DIFFERS else entry.text
            self._asker.say(f"- {said}{f' ({entry.source})' if entry.source and entry.kind != DIFFERS else ''}")
        for entry in walk.together():
            self._asker.say(f"{_TOGETHER[entry.kind]}: {entry.said}")
        if walk.said(question.id):
            self._asker.say(_SAID[walk.said(question.id)])
        self._asker.say("Can you show us anything else?")

    def _say_guidance(self) -> None:
        for heading, lines in self._walk.question.guidance.parts():
            self._asker.say(f"{heading}:", *(f"- {line}" for line in lines))

    def _say_card(self) -> None:
        for kind, title in ((STRENGTH, "Two strengths"), (LEARNING, "Two things to develop")):
            texts = self._card.lines(kind) or ("none is written yet",)
            self._asker.say("", f"{title}:", *(f"{number}. {text}" for number, text in enumerate(texts, 1)))
        agreed = self._card.actions() or ("nothing yet",)
        self._asker.say("", "Agreed:", *(f"{number}. {text}" for number, text in enumerate(agreed, 1)))

    def _stop(self) -> int:
        walk, left = self._walk, len(self._walk.questions) - self._talked()
        where = f" Stopped at question {walk.place + 1}, {walk.question.id}." if left else ""
        self._asker.say(
            "", f"Everything that was said is kept. {self._talked()} of {len(walk.questions)} talked about.{where}"
        )
        return Exit.FOUND if left else Exit.OK

    # What is read

    def _take(self, line: str) -> bool:
        """Do what a line says; whether to go on."""
        word, rest = parted(line)
        act = _WORDS.get(word.casefold(), word.casefold())
        self._inspection.refresh()
        if not self._walk.is_there:
            self._asker.say("This case was taken out of the sample meanwhile.")
            return False
        lost = not_alone(act, word, rest, _ALONE)
        if lost:
            self._asker.refuse(lost, "help lists the words.")
            return True
        match act:
            case "leave":
                return False
            case "":
                self._begin()
            case "help":
                self._asker.say(*_HELP)
            case "where":
                self._asker.say(f"{self._talked()} of {len(self._walk.questions)} talked about.")
            case "card":
                self._say_card()
            case "undo":
                self._undo()
            case "back":
                self._go_back()
            case "strength" | "learning":
                self._write(_KINDS[act], rest)
            case "action":
                self._agree(rest)
            case _ if self._is_over:
                self._asker.refuse(
                    f"{word} was not understood: every question was gone through.", "b goes back, q leaves."
                )
            case _:
                self._say_of_question(act, rest, word)
        return True

    def _say_of_question(self, act: str, rest: str, word: str) -> None:
        match act:
            case "agreed":
                if self._asker.attempt(self._walk.agree).stands:
                    self._go_on()
            case "later":
                if self._asker.attempt(self._walk.come_back).stands:
                    self._go_on()
            case "differently":
                if self._write(DIFFERS, rest):
                    self._go_on()
            case "shown":
                self._write(EVIDENCE, rest)
            case "next":
                self._go_on()
            case "view":
                self._walk.is_shown = True
                self._asker.say(*self._walk.view())
            case "?":
                self._say_guidance()
            case _:
                self._asker.refuse(f"{word} was not understood.", "help lists the words.")

    # What is done

    def _write(self, kind: str, rest: str) -> bool:
        """Write a text down; whether it is on disk. More of the case manager's own words come under the first."""
        before = self._walk.words(kind)
        text = self._asker.text(_PROMPTS[kind], rest, _SHAPES[kind])
        if not text:
            return False
        save = self._walk.writing(kind, at_large=self._is_over)
        outcome = self._asker.attempt(lambda: save(f"{before}\n{text}" if before else text))
        if outcome.at and kind in (STRENGTH, LEARNING):
            self._card.wrote(kind)
        return bool(outcome.at)

    def _agree(self, rest: str) -> None:
        """Write down what is agreed; that it is not read out again is said at once."""
        outcome = agree(self._asker, self._inspection, self._walk.action(at_large=self._is_over), rest)
        unseen = left_unseen(self._inspection, self._inspection.entries.get(outcome.entry))
        if unseen:
            self._asker.say(f"{unseen}.")

    def _undo(self) -> None:
        place = self._walk.place_of(self._asker.attempt(self._walk.undo, undo="").criterion)
        if place >= 0:
            self._is_over = False
            self._walk.go(place)
            self._say_question()

    def _go_on(self) -> None:
        self._is_over = not self._walk.step(1)
        self._begin()

    def _go_back(self) -> None:
        if self._is_over:
            self._is_over = False
        elif not self._walk.step(-1):
            self._asker.say("This is the first question.")
        self._say_question()
