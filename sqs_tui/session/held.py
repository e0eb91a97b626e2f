"""What an open inspection holds, and what can be asked of it; nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqs_tui.domain import agenda as agendas
from sqs_tui.domain.case import REMOVED, Case, Stage
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.checks import Finding, contradictions, stray_factors, unknown_factors
from sqs_tui.domain.details import kept_too_long
from sqs_tui.domain.disputed import Disputed, Ranges
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.domain.interview import Interview, interview_figures, interview_of
from sqs_tui.domain.names import References, comparable, is_same, spellings
from sqs_tui.domain.signing import NOT_SIGNED, SecondReading, Signing, marks, second_reading, signing_of
from sqs_tui.domain.standing import Standing, State, closed_by, standing
from sqs_tui.domain.tally import CriterionFigure, Tally
from sqs_tui.domain.why import FINAL, NOT_BY_HAND, in_words, without_reason
from sqs_tui.errors import Refused
from sqs_tui.session.acts import Acts
from sqs_tui.session.differences import Difference, differences, differing_answers
from sqs_tui.session.disputes import own_ranges, ranges
from sqs_tui.session.outcome import LastAct
from sqs_tui.session.written import NOTHING_WRITTEN, Written
from sqs_tui.store import rows
from sqs_tui.store.fold import Key, Line
from sqs_tui.store.workbook import Workbook, wall_clock

#: What to do where two cases have one reference between them.
SETTLE_REFERENCES = "Name it to the letter, or give one of them another reference: sqs differences PATH."


class Held:
    """The catalogue, the cases with their standings, and the tallies over them, as the tables stand."""

    def __init__(self, workbook: Workbook, clock: Callable[[], str] = wall_clock) -> None:
        self.workbook = workbook
        self.catalogue: Catalogue = workbook.catalogue
        self.cases: dict[str, Case] = {}
        self.standings: dict[str, Standing] = {}
        self.entries: dict[str, Entry] = {}
        self.alerts: dict[str, Alert] = {}
        self.interviews: dict[str, Interview] = {}
        self._tallies: dict[str, Tally] = {}
        self._own_tallies: dict[str, tuple[Standing, Tally]] = {}
        #: The cases people differ on, as they were when a figure was last asked for.
        self.disputed: dict[str, Disputed] = {}
        self._written: dict[str, Written] = {}
        self._groups: dict[str, str] = {}
        self._clock = clock
        self._acts: Acts | None = None
        self._has_recorded = False
        #: What took an act back, or did one again, while this is open: what stands after it is as whoever put it.
        self._steps_made: set[str] = set()
        self._settlings: set[str] = set()
        self._differing: tuple[tuple[Key, ...], Mapping[str, frozenset[str]]] = ((), {})
        self._load()

    def _load(self) -> None:
        book = self.workbook
        self.cases = rows.cases_from(book.rows(rows.CASES), book.rows(rows.ANSWERS))
        self.standings = {case.id: standing(self.catalogue, case) for case in self.cases.values()}
        self.interviews = rows.interviews_from(book.rows(rows.INTERVIEWS), book.rows(rows.INTERVIEW_ANSWERS))
        self._load_entries()
        self.alerts = rows.alerts_from(book.rows(rows.ALERTS))
        self._groups = {case.id: self.catalogue.group_of(case) for case in self.cases.values()}
        self._tallies = {}

    def _load_entries(self) -> None:
        self.entries = rows.entries_from(self.workbook.rows(rows.ENTRIES))
        by_case: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            by_case.setdefault(entry.case, []).append(entry)
        self._written = {case: Written.of(entries) for case, entries in by_case.items()}

    def _take_up_entry(self, id: str) -> None:
        """Take one entry up again from its row: only its own case is put in order anew."""
        before = self.entries.get(id)
        entry = rows.entries_from({id: self.workbook.rows(rows.ENTRIES).get(id, {})}).get(id)
        if entry is None:
            self.entries.pop(id, None)
        else:
            self.entries[id] = entry
            if before is None:
                self.entries = {one.id: one for one in sorted(self.entries.values(), key=lambda one: (one.at, one.id))}
        for case in {one.case for one in (before, entry) if one is not None}:
            here = entry if entry is not None and entry.case == case else None
            self._written[case] = self._written.get(case, NOTHING_WRITTEN).with_entry(id, here)

    # What can be asked

    @property
    def details(self) -> Mapping[str, Any]:
        """The inspection's own particulars: area, service, dates, lead, team and so on."""
        return self.workbook.rows(rows.DETAILS).get(rows.INSPECTION, {})

    @property
    def area(self) -> str:
        """The area inspected."""
        return str(self.details.get("area", ""))

    @property
    def kept_too_long(self) -> date | None:
        """The last day on which this inspection may be kept, once that is past."""
        return kept_too_long(self.details, datetime.fromisoformat(self._clock()).astimezone().date())

    def counted(self) -> Iterator[Case]:
        """The cases in any base: not replaced, not removed."""
        return (case for case in self.cases.values() if case.is_counted)

    def tally(self, group: str = "") -> Tally:
        """The proportions over the counted cases (of a group, where the catalogue keeps groups apart)."""
        if group not in self._tallies:
            chosen = (case.id for case in self.counted() if not group or self._groups[case.id] == group)
            self._tallies[group] = Tally.of(self.catalogue, (self.standings[id] for id in chosen))
        return self._tallies[group]

    def group(self, case: str) -> str:
        """The group a case's figures belong to; empty where the catalogue has none."""
        return self._groups.get(case, "")

    def own_tally(self, case: str) -> Tally:
        """The proportions of one case alone: those told last, with what has changed since swapped in."""
        heard = self.standings[case]
        told = self._own_tallies.get(case)
        tally = told[1].swapping(told[0], heard) if told else Tally.of(self.catalogue, [heard])
        self._own_tallies[case] = (heard, tally)
        return tally

    def ranges(self, group: str = "") -> Ranges:
        """What each figure of `tally` can come to, as far as people differ on it."""

        def counts(case: Case) -> bool:
            return case.is_counted and (not group or self.catalogue.group_of(case) == group)

        return ranges(
            self, self.tally(group), lambda id: self.standings[id] if counts(self.cases[id]) else None, counts
        )

    def own_ranges(self, case: str) -> Ranges:
        """What each figure of one case alone can come to, as far as people differ on it."""
        return own_ranges(self, self.own_tally(case), case)

    def evidenced(self, case: str) -> frozenset[str]:
        """The criteria of a case that a piece of evidence is linked to."""
        return self._written.get(case, NOTHING_WRITTEN).evidenced

    def agenda(self, case: str) -> list[agendas.Item]:
        """What is left to do on a case."""
        return list(agendas.agenda(self.catalogue, self.cases[case], self.standings[case], self.evidenced(case)))

    def status(self, case: str) -> agendas.Status:
        """How far a case has come."""
        return agendas.status(self.catalogue, self.cases[case], self.standings[case], self.evidenced(case))

    def progress(self, case: str, section: str = "", *, oversight: bool = True) -> agendas.Progress:
        """How many of a case's criteria are answered, of those that apply; those of `oversight` may be left out."""
        return agendas.progress(self.catalogue, self.standings[case], section, oversight=oversight)

    def signing(self, case: str) -> Signing:
        """How far the signing of a case has come; where people differ on an answer, its signature does not hold."""
        found = self.cases[case]
        if not found.signatures:
            return NOT_SIGNED
        now = marks(self.catalogue, found, self.standings[case])
        return signing_of(found, now, self.differing_in(case))

    def second_reading(self, case: str) -> SecondReading | None:
        """What a second reader has made of a case so far; None where nobody has begun."""
        first = self.signing(case).signatures.get(Stage.SECOND)
        if first is None:
            return None
        kept = self.workbook.rows(rows.SECOND_READS)
        ids = {criterion.id: kept.get(rows.answer_id(case, criterion.id), {}) for criterion in self.catalogue.criteria}
        confirmations = {id: tuple(row.values()) for id, row in ids.items() if row}
        return second_reading(self.catalogue, first, self.standings[case], confirmations)

    def is_second_reader(self, case: str) -> bool:
        """Whether the author is the one who reads the case a second time, and it is not signed yet."""
        signing = self.signing(case)
        second = signing.signatures.get(Stage.SECOND)
        return second is not None and not signing.is_signed and self.is_author(second.who)

    def findings(self, case: str) -> list[Finding]:
        """The contradictions in a case."""
        found, heard = self.cases[case], self.standings[case]
        said = contradictions(self.catalogue, found, heard)
        return [*said, *unknown_factors(self.catalogue, found), *stray_factors(self.catalogue, found)]

    def closed_by(self, case: str, criterion: str) -> str:
        """What made a criterion not applicable by rule: a criterion's id or a few words; else empty."""
        return closed_by(self.catalogue, self.cases[case], self.standings[case], self.catalogue.known[criterion])

    def state(self, case: str, criterion: str) -> State:
        """How a criterion of a case stands."""
        return self.standings[case].state(self.catalogue.place[criterion])

    def entries_of(self, case: str, criterion: str = "") -> Sequence[Entry]:
        """The entries of a case, or those linked to one of its criteria; area notes have an empty case."""
        own = self._written.get(case, NOTHING_WRITTEN)
        return own.linked.get(criterion, ()) if criterion else own.entries

    def open_alerts(self) -> list[Alert]:
        """The alerts nobody has closed with a reason."""
        return [alert for alert in self.alerts.values() if alert.is_open]

    def alert_words(self) -> str:
        """The open alerts in words, for where they must be seen; empty where there is none."""
        found, now = self.open_alerts(), self._clock()
        if not found:
            return ""
        overdue = sum(alert.is_overdue(now) for alert in found)
        return f"{len(found)} ALERT{'S' * (len(found) > 1)}" + (f", {overdue} OVERDUE" if overdue else "")

    def differences(self) -> tuple[Difference, ...]:
        """Where people disagree, each value with who put it down and when; to be settled."""
        return differences(self)

    @property
    def differing(self) -> int:
        """On how many fields people disagree."""
        return len(self.workbook.differences())

    def differing_in(self, case: str) -> frozenset[str]:
        """The criteria of a case whose answers differ."""
        keys = self.workbook.differences()
        if keys != self._differing[0]:
            found: dict[str, set[str]] = {}
            for owner, criterion in differing_answers(keys):
                found.setdefault(owner, set()).add(criterion)
            self._differing = (keys, {owner: frozenset(criteria) for owner, criteria in found.items()})
        return self._differing[1].get(case, frozenset())

    def interview_figures(self, *, stand_ins: bool = False) -> Mapping[str, CriterionFigure]:
        """Each interview item over the managers interviewed; over stand-ins too only where that is asked for."""
        return interview_figures(self.catalogue, self.interviews.values(), stand_ins=stand_ins)

    @property
    def stand_ins(self) -> int:
        """How many of the interviews held are a stand-in's."""
        return sum(interview.is_stand_ins for interview in self.interviews.values())

    def managers(self) -> list[str]:
        """The case managers of the sample and those interviewed, by code, each once however it is spelt."""
        named = (case.particular("case_manager") for case in self.counted())
        return sorted(spellings((*self.interviews, *named)).values())

    def interview(self, manager: str) -> Interview:
        """What a case manager answered, however the name is spelt; an empty one where nothing was asked."""
        return interview_of(self.interviews, manager)

    def is_in_sample(self, case: str) -> bool:
        """Whether a case is there, and nobody has taken it out of the sample."""
        return case in self.cases and self.cases[case].status != REMOVED

    def case_by_ref(self, ref: str) -> Case | None:
        """The case a reference names, removed ones left out. Raises `Refused` where it could be either of several."""
        called = References(self.cases.values()).called(ref)
        if len(called) > 1:
            which = " and ".join(case.ref for case in called)
            raise Refused(f"{ref.strip()} names {len(called)} cases: {which}.", "Nothing was done.", SETTLE_REFERENCES)
        return called[0] if called else None

    def taken(self, ref: str, but: str = "") -> Case | None:
        """The case that has a reference, or one that comes to the same, apart from one case itself."""
        alike = References(self.cases.values()).alike(ref)
        return next((case for case in alike if case.id != but), None)

    def _reader(self, case: str) -> str:
        return self.cases[case].particular("inspector").strip()

    def is_author(self, name: str) -> bool:
        """Whether a name is the author's: as in the team, or the account to the letter where nothing is known."""
        own = self.inspector()
        return is_same(name, own) if own else name == self.workbook.author

    def is_own_account(self, author: str) -> bool:
        """Whether an account is the author's own, or that of the same person in the team."""
        own = self.inspector()
        return author == self.workbook.author or bool(own and is_same(self.inspector_of(author), own))

    # Who is asking

    def inspector(self) -> str:
        """Who the author of this session is among the team; empty while that has not been asked."""
        return self.inspector_of(self.workbook.author)

    def inspector_of(self, author: str) -> str:
        """Who an account is among the team; empty where nobody said.

        On an account that several share, the name somebody works under says it, where the team has that name.
        """
        said = str(self.workbook.rows(rows.PEOPLE).get(author, {}).get("inspector", ""))
        worker = author.partition("/")[2]
        if said or not worker:
            return said
        team = spellings((str(self.details.get("lead") or ""), *map(str, self.details.get("team") or ())))
        return team.get(comparable(worker), "")

    def person(self, author: str) -> str:
        """How an author is called on screen: as in the team, else by account."""
        return self.inspector_of(author) or author

    def account(self, author: str) -> str:
        """How an author is called, with the account where that is another word: it tells two of one name apart."""
        person = self.person(author)
        return person if person == author else f"{person} ({author})"

    def signers(self) -> Mapping[tuple[str, str], str]:
        """Who put down each stage of each case: the name in the signature, with the account that wrote it.

        The account is that of the journal's line, so two of one name are told apart. What was settled on, or carried
        over by erasing, was written by another than who signed: then the name stands alone.
        """
        kept = {
            (case.id, stage.value): list(value)
            for case in self.cases.values()
            for stage, value in case.signatures.items()
        }
        told = {place: value[0] for place, value in kept.items()}
        for line in self.workbook.lines() if kept else ():
            for table, id, name, value, _ in line.operations if line.why in FINAL else ():
                if table == rows.CASES and value is not None and kept.get((id, name)) == value:
                    told[id, name] = value[0] if value[0] == line.author else f"{value[0]} ({line.author})"
        return told

    def last_act(self) -> LastAct | None:
        """The author's last act when the workbook was opened, to go on from there; an import is none of theirs.

        Where it was about no one case, the case is empty.
        """
        line = self.workbook.last_own
        if line is None or without_reason(line.why) in NOT_BY_HAND:
            return None
        word = in_words(without_reason(line.why))
        for operation in reversed(line.operations):
            case, criterion = self._place_of(operation.table, operation.id)
            if case in self.cases:
                verdict = self.cases[case].answer(criterion).verdict if operation.table == rows.ANSWERS else None
                return LastAct(case, criterion, verdict.word if verdict else word, line.at)
        return LastAct("", "", word, line.at)

    def _place_of(self, table: str, id: str) -> tuple[str, str]:
        """The case and the criterion a row is about; empty where it is about none."""
        if table in (rows.ANSWERS, rows.SECOND_READS):
            case, _, criterion = id.rpartition("/")
            return (case, criterion) if criterion in self.catalogue.place else ("", "")
        if table == rows.CASES:
            return id, ""
        if table == rows.ENTRIES and id in self.entries:
            entry = self.entries[id]
            return entry.case, next((one for one in entry.criteria if one in self.catalogue.place), "")
        return (self.alerts[id].case, "") if table == rows.ALERTS and id in self.alerts else ("", "")

    def history(self, case: str, criterion: str) -> list[Line]:
        """The lines that touched an answer, oldest first, read back from the journals."""
        wanted = (rows.ANSWERS, rows.answer_id(case, criterion))
        return [
            line
            for line in self.workbook.lines()
            if any((operation.table, operation.id) == wanted for operation in line.operations)
        ]
