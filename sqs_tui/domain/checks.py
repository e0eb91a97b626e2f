"""Contradictions to ask about, and how the sample is spread; each is a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from sqs_tui.domain.case import Case, Verdict
from sqs_tui.domain.catalogue import Catalogue
from sqs_tui.domain.particulars import BY_NAME
from sqs_tui.domain.standing import CaseView, Standing, State
from sqs_tui.values import dataclass

#: A factor's code as a catalogue writes it in a sentence.
_CODE = re.compile(r"`(\w+)`")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to ask about: in which case, at which criteria, in a sentence."""

    case: str
    criteria: tuple[str, ...]
    say: str


def contradictions(catalogue: Catalogue, case: Case, heard: Standing) -> Iterator[Finding]:
    """What the answers and particulars of a case say against each other."""
    view = CaseView(catalogue, case, heard.states)
    for check in catalogue.checks:
        if all(id in catalogue.place for id in check.when.criteria) and check.when.holds(view):
            yield Finding(case.ref, check.criteria, titled(catalogue, check.criteria, check.say))
    for place, criterion in enumerate(catalogue.criteria):
        if heard.state(place) is State.NA and not criterion.na:
            say = f"{criterion.id} was set to not applicable, which is unusual here; is it right?"
            yield Finding(case.ref, (criterion.id,), say)


def titled(catalogue: Catalogue, criteria: Iterable[str], say: str) -> str:
    """A sentence of the catalogue, each factor it names by its code called by its title."""
    titles = {code: title for one in criteria for code, title in catalogue.known[one].factor_titles.items()}
    return _CODE.sub(lambda found: f"“{titles.get(found[1], found[1])}”", say)


def unknown_factors(catalogue: Catalogue, case: Case) -> Iterator[Finding]:
    """Factors marked on an answer that its criterion does not offer."""
    for criterion in catalogue.criteria:
        strange = [code for code in case.answer(criterion.id).factors if code not in criterion.factor_titles]
        if strange and criterion.factors:
            say = f"{criterion.id} carries {len(strange)} factor(s) that are not on its list."
            yield Finding(case.ref, (criterion.id,), say)


def stray_factors(catalogue: Catalogue, case: Case) -> Iterator[Finding]:
    """Factors that say why something is No, on an answer that is none."""
    for criterion in catalogue.criteria:
        answer = case.answer(criterion.id)
        if answer.factors and answer.verdict not in (None, Verdict.NO):
            count = len(answer.factors)
            marked = "a factor of a No is" if count == 1 else f"{count} factors of a No are"
            say = f"{criterion.id} is {answer.verdict.word}, and {marked} marked on it."
            yield Finding(case.ref, (criterion.id,), say)


def sample_spread(catalogue: Catalogue, cases: Iterable[Case]) -> Iterator[str]:
    """How the counted cases are spread, and what is missing from the sample, a sentence each."""
    counted = [case for case in cases if case.is_counted]
    if not counted:
        yield "The sample has no cases yet."
        return
    for name in ("order", "gender", "care_status", "ethnicity"):
        counts = Counter(case.particular(name) for case in counted)
        spread = ", ".join(
            f"{code or 'not recorded'} {counts[code]}" for code in sorted(counts, key=lambda c: -counts[c])
        )
        yield f"{BY_NAME[name].title}: {spread}."
    for phase in ("custody", "community"):
        if not any(catalogue.phase(case) in (phase, "both") for case in counted):
            yield f"No {phase} case is in the sample."
    managers = Counter(case.particular("case_manager") for case in counted)
    if managers.get(""):
        yield f"{managers['']} case(s) have no case manager recorded."
