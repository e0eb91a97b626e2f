"""Scoring a case line by line: a question, a key or a word, and what it came to in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqs_tui.cli.asking import Asker, Ended
from sqs_tui.cli.line_action import agree
from sqs_tui.cli.line_factors import LineFactors
from sqs_tui.cli.line_words import BECAUSE, HELP, SHAPES, VERDICTS, WORDS, not_alone, parted, reason_in
from sqs_tui.domain.agenda import Lack
from sqs_tui.domain.case import Verdict
from sqs_tui.domain.catalogue import Criterion
from sqs_tui.domain.entry import ACTION, KINDS, Entry
from sqs_tui.domain.standing import State
from sqs_tui.errors import Exit
from sqs_tui.session.inspection import NOTHING, Inspection, Outcome
from sqs_tui.session.next_open import open_after
from sqs_tui.session.typing_session import TypingSession

_STATES = {State.YES: "Yes", State.NO: "No", State.NA: "n/a", State.UNKNOWN: "cannot be judged", State.PARKED: "parked"}
#: No question was read out yet.
_NONE = "-"


class LineScoring:
    """One case being scored; it goes on at the first question without an answer."""

    def __init__(self, inspection: Inspection, case: str) -> None:
        self._inspection = inspection
        self._case = case
        self._asker = Asker()
        self._factors = LineFactors(inspection, case, self._asker)
        self._at = open_after(inspection, case)
        if not self._at and inspection.is_second_reader(case):
            self._read_on("")
        # The question that was read out last: it is not read again until another one is asked, or it is wanted.
        self._told = _NONE

    def run(self) -> int:
        """Ask until everything is answered, it is left, or the answers end; returns the exit code."""
        self._say_where_it_begins()
        try:
            while self._ask():
                pass
            return Exit.REFUSED
        except Ended:
            return self._stop()
        except _Left:
            self._stop()
            return Exit.OK
        except KeyboardInterrupt:
            self._stop()
            raise

    # What is said

    def _say_where_it_begins(self) -> None:
        done = self._inspection.progress(self._case)
        if self._inspection.workbook.is_invented:
            self._asker.say("INVENTED CASES")
        ref = self._inspection.cases[self._case].ref
        self._asker.say(f"{ref}: {done.answered} of {done.applicable} answered. help lists the words.")
        reading = self._inspection.second_reading(self._case)
        if reading is not None:
            self._asker.say(f"Second read: {reading.words}.")

    def _say_question(self) -> None:
        criterion, answer = self._criterion, self._inspection.cases[self._case].answer(self._at)
        state = self._inspection.state(self._case, self._at)
        self._asker.say("", f"{criterion.id}. {criterion.title}. {criterion.question}")
        by = self._inspection.closed_by(self._case, self._at)
        if by:
            self._asker.say(
                f"Does not apply: {by}." if by not in self._inspection.catalogue.place else f"Closed by {by}."
            )
        kept = f", keeps {answer.verdict.word}" if answer.parked and answer.verdict else ""
        now = f"{_STATES[state]}{kept}" if state in _STATES else ""
        titles = (criterion.factor_titles.get(code, code) for code in answer.factors)
        parts = [
            now and f"Now {now}.",
            answer.factors and f"Factors: {'; '.join(titles)}.",
            answer.note and f"Note: {answer.note}",
        ]
        if any(parts):
            self._asker.say(" ".join(part for part in parts if part))

    def _say_guidance(self) -> None:
        for heading, lines in self._criterion.guidance.parts():
            self._asker.say(f"{heading}:", *(f"- {line}" for line in lines))
        if not self._criterion.guidance.parts():
            self._asker.say("There is no guidance on this one.")
        if self._criterion.na:
            self._asker.say(f"n/a may be chosen: {self._criterion.na}.")

    def _say_what_is_left(self) -> None:
        left: dict[Lack, list[str]] = {}
        for item in self._inspection.agenda(self._case):
            left.setdefault(item.lack, []).append(item.criterion.id)
        if not left:
            self._asker.say("", "Nothing is left: the case is complete.")
            return
        self._asker.say("", "Left:", *(f"{lack.value}: {', '.join(ids)}" for lack, ids in left.items()))

    def _stop(self) -> int:
        """Say where it stopped; the code says whether a question is open still."""
        done = self._inspection.progress(self._case)
        left = done.applicable - done.answered
        where = f" Stopped at {self._at}; the same command goes on there." if left and self._at else ""
        self._asker.say("", f"Everything is kept. {done.answered} of {done.applicable} answered.{where}")
        return Exit.FOUND if left else Exit.OK

    # What is read

    @property
    def _criterion(self) -> Criterion:
        return self._inspection.catalogue.known[self._at]

    def _ask(self) -> bool:
        """Ask once; whether the case is there still."""
        if self._is_gone():
            return False
        if self._at and self._at != self._told:
            self._say_question()
        elif not self._at and self._told != self._at:
            self._say_what_is_left()
        self._told = self._at
        line = self._asker.ask("Answer?" if self._at else "Where to? A question by its name, or q.")
        if self._is_gone():
            return False
        self._take(line)
        return True

    def _is_gone(self) -> bool:
        """Whether the case was taken out of the sample meanwhile; then that is said."""
        self._inspection.refresh()
        if self._inspection.is_in_sample(self._case):
            return False
        self._asker.say("This case was taken out of the sample meanwhile.")
        return True

    def _take(self, line: str) -> None:
        word, rest = parted(line)
        if not line:
            self._told = _NONE
            return
        id = self._named(word)
        if id:
            self._at = id
            word, rest = parted(rest)
            if self._named(word):
                self._asker.refuse(f"{id} and {word} on one line are two questions.", "One line answers one: RR05 y")
                return
            if not word:
                return
        act = WORDS.get(word) or WORDS.get(word.casefold()) or word.casefold()
        lost = not_alone(act, word, rest)
        if lost:
            self._asker.refuse(lost, "help lists the words.")
        elif act == "leave":
            raise _Left
        elif act == "undo" or act == "redo":
            self._step(act)
        elif act == "where":
            self._say_what_is_left()
        elif act == "help":
            self._asker.say(*HELP)
        elif act == "back":
            self._go_back()
        elif not self._at:
            self._asker.refuse(f"there is nothing open to answer with {word}.", "Name a question first: RR05 y")
        elif act in VERDICTS:
            self._judge(act, rest, word)
        else:
            self._do(act, rest, word)

    def _named(self, word: str) -> str:
        """The question a word names; empty where it names none."""
        return next((one for one in self._inspection.catalogue.place if one.casefold() == word.casefold()), "")

    def _is_word(self, word: str) -> bool:
        """Whether a word names a question, an answer, or anything else there is to do."""
        known = {*WORDS, *WORDS.values(), *VERDICTS}
        return bool(self._named(word)) or word in known or word.casefold() in known

    def _is_answer(self, line: str) -> bool:
        """Whether a line is a verdict and nothing else: lines pasted at the keyboard run on past a question."""
        word, rest = parted(line)
        if self._named(word):
            word, rest = parted(rest)
        return not rest and word.casefold() in VERDICTS

    def _do(self, act: str, rest: str, word: str) -> None:
        inspection, case, id = self._inspection, self._case, self._at
        match act:
            case "park" | "clear":
                self._judge(act, rest, word)
            case "factors":
                if not rest.strip():
                    self._factors.offer(id, self._note, self._is_word)
                elif not self._factors.mark(id, rest):
                    self._asker.refuse(f"{rest.strip()} names no factors of {id}.", "f alone reads them out.")
            case "note":
                self._note(id, rest)
            case "flag":
                self._asker.attempt(lambda: inspection.flag(case, id))
            case "evidence" | "strength" | "learning":
                self._write(act, id, rest)
            case "action":
                agree(self._asker, inspection, Entry("", case, ACTION, "", (id,), shareable=True), rest)
            case "confirm":
                if self._asker.attempt(lambda: inspection.confirm(case, id)).stands:
                    self._read_on(id)
            case "next":
                self._go_on(id)
            case "?":
                self._say_guidance()
            case _:
                self._asker.refuse(f"{word} was not understood.", "help lists the words.")

    # What is done

    def _judge(self, act: str, rest: str, word: str) -> None:
        """Give a verdict, take it away, or park, with the reason that stands behind it."""
        reason = reason_in(rest)
        if rest and not reason:
            self._asker.refuse(
                f"{rest} behind {word} means nothing.", f"Why so stands there like this: {word} because …"
            )
        elif act == "park":
            self._park(reason, word)
        else:
            self._answer(VERDICTS.get(act), reason, word)

    def _answer(self, verdict: Verdict | None, given: str, word: str) -> None:
        inspection, case, id = self._inspection, self._case, self._at
        question = inspection.asks_why(case, id, verdict)
        outcome = self._reasoned(
            question,
            given,
            word,
            lambda reason: inspection.answer_because(case, id, verdict, reason),
            lambda: inspection.clear(case, id) if verdict is None else inspection.answer(case, id, verdict),
        )
        self._stop_unless_it_stands(outcome)
        if not outcome.stands or verdict is None:
            return
        if given and not question and outcome.at:
            self._add_note(id, given)  # Why somebody answers so is evidence where it overturns nobody.
        self._go_on(id)
        asks = verdict is Verdict.NO and inspection.catalogue.known[id].factors
        # What a line of a file means may not hang on what was marked before, which its writer did not see.
        if asks and not (self._asker.is_typed and inspection.cases[case].answer(id).factors):
            self._factors.offer(id, self._note, self._is_word)

    def _park(self, given: str, word: str) -> None:
        inspection, case, id = self._inspection, self._case, self._at
        question = inspection.asks_why_parked(case, id)
        outcome = self._reasoned(
            question,
            given,
            word,
            lambda reason: inspection.park_because(case, id, reason),
            lambda: inspection.park(case, id),
        )
        self._stop_unless_it_stands(outcome)
        if outcome.at and inspection.cases[case].answer(id).parked:
            if given and not question:
                self._add_note(id, given)
            self._go_on(id)

    def _stop_unless_it_stands(self, outcome: Outcome) -> None:
        """From a file an act that came to nothing ends it; at the keyboard it was said already."""
        if not outcome.stands and outcome is not NOTHING and not self._asker.is_typed:
            self._asker.refuse(f"{outcome.said}.")

    def _reasoned(
        self, question: str, given: str, word: str, because: Callable[[str], Outcome], act: Callable[[], Outcome]
    ) -> Outcome:
        """Do something that takes a reason where there is a question to ask; NOTHING where none was given."""
        if not question:
            return self._asker.attempt(act)
        reason = self._asker.text(question, given, f"{self._at} {word} {BECAUSE} it was seen together")
        if self._is_answer(reason):
            self._asker.refuse(f"{reason} is an answer, and no reason.")
        elif reason:
            return self._asker.attempt(lambda: because(reason))
        self._asker.say(f"{self._at} stays as it was.")
        return NOTHING

    def _note(self, id: str, rest: str) -> None:
        """One line more in the note; after `=` it takes the place of what stands there."""
        prompt = "Note? It is added to what stands there; after = it replaces it."
        text = self._asker.text(prompt, rest, SHAPES["note"])
        if text.startswith("="):
            self._keep_note(id, text[1:].strip())
        elif text:
            self._add_note(id, text)

    def _add_note(self, id: str, text: str) -> None:
        before = self._inspection.cases[self._case].answer(id).note
        self._keep_note(id, f"{before}\n{text}" if before else text)

    def _keep_note(self, id: str, note: str) -> None:
        typing = TypingSession(self._inspection, self._case, id)
        self._asker.attempt(lambda: typing.keep(note))

    def _write(self, kind: str, id: str, rest: str) -> None:
        """An entry of its own, private to the team."""
        text = self._asker.text(f"The {KINDS[kind]}?", rest, SHAPES[kind])
        if text:
            entry = Entry("", self._case, kind, text, (id,))
            self._asker.attempt(
                lambda: replace(self._inspection.add_entry(entry), said=f"{KINDS[kind].capitalize()} kept")
            )

    def _step(self, direction: str) -> None:
        inspection = self._inspection
        outcome = self._asker.attempt(lambda: getattr(inspection, direction)(self._case), undo="")
        if outcome.criterion in inspection.catalogue.place:
            self._at, self._told = outcome.criterion, _NONE

    def _go_on(self, id: str) -> None:
        self._at = open_after(self._inspection, self._case, id)

    def _read_on(self, id: str) -> None:
        """In a second read go on to the next verdict nobody has read."""
        reading = self._inspection.second_reading(self._case)
        self._at = reading.next_unread(self._inspection.catalogue, id) if reading else self._at

    def _go_back(self) -> None:
        criteria = self._inspection.catalogue.criteria
        end = self._inspection.catalogue.place[self._at] if self._at else len(criteria)
        before = [
            one.id
            for one in criteria[:end]
            if one.is_judged and self._inspection.state(self._case, one.id) is not State.CLOSED
        ]
        if before:
            self._at = before[-1]
        else:
            self._asker.say("This is the first question.")


class _Left(Exception):
    """The case was left on purpose."""
