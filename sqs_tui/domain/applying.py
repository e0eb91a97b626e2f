"""What may be asked of a case, by nothing but what everybody knows of it: its particulars and the catalogue's rules."""

from __future__ import annotations

from itertools import product

from sqs_tui.domain.case import Case
from sqs_tui.domain.catalogue import Catalogue, Criterion
from sqs_tui.domain.conditions import STATES, Condition
from sqs_tui.domain.standing import CaseFacts

#: A condition over more criteria than this is taken to hold: trying every way they could stand would take too long.
_MOST = 4


def may_apply(catalogue: Catalogue, case: Case) -> tuple[Criterion, ...]:
    """The criteria that apply, however their gates are answered; a verdict never adds one or takes one away."""
    found: dict[str, Criterion] = {}
    for criterion in catalogue.criteria:
        if criterion.when is None or _can_hold(criterion.when, catalogue, case, found):
            found[criterion.id] = criterion
    return tuple(found.values())


def _can_hold(condition: Condition, catalogue: Catalogue, case: Case, found: dict[str, Criterion]) -> bool:
    """Whether there is any way the criteria could stand in which a condition holds."""
    if len(condition.criteria) > _MOST:
        return True
    # As in a standing: what never applies is not applicable, and what is not asked in this inspection stays blank.
    ways = [STATES if one in found else ("na",) if one in catalogue.place else ("blank",) for one in condition.criteria]
    return any(
        condition.holds(_Supposed(catalogue, case, dict(zip(condition.criteria, way, strict=True))))
        for way in product(*ways)
    )


class _Supposed(CaseFacts):
    """A case with its particulars, and its criteria standing as is supposed."""

    def __init__(self, catalogue: Catalogue, case: Case, words: dict[str, str]) -> None:
        super().__init__(catalogue, case)
        self._words = words

    def word(self, criterion: str) -> str:
        """How a criterion is supposed to stand."""
        return self._words[criterion]
