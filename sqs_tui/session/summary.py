"""What an inspection comes to, as plain data: the figures that the screen shows and that other tools rely on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from sqs_tui.domain.agenda import Status
from sqs_tui.domain.case import Case
from sqs_tui.domain.catalogue import Catalogue, Criterion, Section
from sqs_tui.domain.disputed import Range, Ranges
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.standing import Standing
from sqs_tui.domain.tally import CriterionFigure, SectionFigure, Tally, mean_of_cases
from sqs_tui.domain.wording import candidates, loose
from sqs_tui.session.behind import WhyNot
from sqs_tui.session.disputes import interview_ranges
from sqs_tui.session.inspection import Inspection
from sqs_tui.session.left_out import left_out, whose
from sqs_tui.session.views import COMPLETE_ONLY, EVERY, Glances, View, ViewTally
from sqs_tui.values import dataclass

Entry = dict[str, Any]
_NO_MEANS: Entry = {"mean_of_criteria": None, "mean_of_cases": None}


@dataclass(frozen=True)
class _Base:
    """The cases one set of figures is made from: a group's, or all of them (then `group` is empty)."""

    group: str
    ranges: Ranges
    standings: Sequence[Standing]
    cases: Sequence[Case]

    @property
    def tally(self) -> Tally:
        """The figures as they count meanwhile, whatever people differ on."""
        return self.ranges.tally


def summary(
    inspection: Inspection, *, complete_only: bool = False, view: View = EVERY, stand_ins: bool = False
) -> Entry:
    """The whole object of `sqs summary --json`; replaced and removed cases are nowhere in it.

    Only the cases of a view count, and with `complete_only` of those only the complete ones; interviews are as
    they are: their base is case managers, and with `stand_ins` those who answered for one, as every item then says.
    """
    catalogue = inspection.catalogue
    if complete_only and COMPLETE_ONLY not in view.choices:
        view = view.toggling(COMPLETE_ONLY)
    tallies = ViewTally(inspection, view, Glances(inspection))
    status = {case.id: inspection.status(case.id) for case in inspection.counted()}
    chosen = [case for case in inspection.counted() if tallies.holds(case.id)]
    bases = [
        _Base(group, tallies.ranges(group), tallies.standings(group), tallies.cases(group))
        for group, _ in tallies.groups()
    ]
    figures = inspection.interview_figures(stand_ins=stand_ins)
    asked_of = interview_ranges(inspection, stand_ins=stand_ins)
    among = {"stand_ins": inspection.stand_ins} if stand_ins else {}
    sections = [section for section in catalogue.sections if catalogue.scored[section.id]]
    return {
        "inspection": {**_inspection(inspection, list(status.values()), chosen, view), "with_stand_ins": stand_ins},
        "sections": [_section(inspection, base, one) for base in bases for one in sections],
        "criteria": [
            {
                **_criterion(one, base.tally.criterion(one.id), base.ranges.criterion(one.id), base.group),
                "factors": _factors(inspection, base, (one.id,)),
            }
            for base in bases
            for one in catalogue.criteria
            if one.is_judged
        ],
        "interviews": [
            {**_criterion(item, figures[item.id], asked_of.get(item.id), ""), **among}
            for item in catalogue.interview_items
            if item.id in figures
        ],
        "totals": [total for base in bases for total in _totals(catalogue, base)],
        "cases": [_case(inspection, case, status[case.id], sections) for case in chosen],
    }


def _inspection(inspection: Inspection, status: Sequence[Status], chosen: Sequence[Case], view: View) -> Entry:
    catalogue = inspection.catalogue
    return {
        "area": inspection.area,
        "catalogue": catalogue.id,
        "cases": {
            "total": len(status),
            "complete": status.count(Status.COMPLETE),
            "in_progress": status.count(Status.IN_PROGRESS),
            "not_started": status.count(Status.NOT_STARTED),
            "counted": len(chosen),
        },
        "catalogue_version": catalogue.version,
        "catalogue_title": catalogue.short,
        "official": catalogue.official,
        "extended": catalogue.extended,
        "aggregate": catalogue.aggregate,
        **({"least_cases": catalogue.least_cases} if catalogue.aggregate == "lowest" else {}),
        "invented": inspection.workbook.is_invented,
        "left_out": whose(inspection),
        "left_out_why": left_out(inspection),
        "complete_only": COMPLETE_ONLY in view.choices,
        "slice": [{"kind": one.kind, "value": one.value, "title": one.title} for one in view.choices],
        "managers": {
            "total": len(inspection.managers()),
            "interviewed": sum(interview.is_counted for interview in inspection.interviews.values()),
            "stand_ins": inspection.stand_ins,
        },
    }


def _section(inspection: Inspection, base: _Base, section: Section) -> Entry:
    catalogue = inspection.catalogue
    figure = base.tally.section(section.id)
    return {
        "id": section.id,
        "title": section.title,
        **_section_proportion(figure),
        **_disputed(base.ranges.section(section.id)),
        "provisional": figure.provisional,
        **({"group": base.group} if catalogue.groups else {}),
        **(_NO_MEANS if figure.too_few else _means(catalogue, base, section)),
        **(_lowest(figure) if catalogue.aggregate == "lowest" else {}),
        "factors": _factors(inspection, base, [one.id for one in catalogue.scored[section.id]]),
    }


def _factors(inspection: Inspection, base: _Base, criteria: Sequence[str]) -> list[Entry]:
    """Why not: how many of the judgements that are No mark each factor, and in how many cases."""
    reasons = WhyNot(inspection, criteria, base.cases).reasons()
    return [{"code": one.code, "no": one.judgements, "cases": one.cases} for one in reasons]


def _means(catalogue: Catalogue, base: _Base, section: Section) -> Entry:
    """The two other ways of adding a section up, for whoever asks; they differ a lot (rules.md, Counting, 4)."""
    return {
        "mean_of_criteria": _one_decimal(base.tally.mean_of_criteria(section.id)),
        "mean_of_cases": _one_decimal(mean_of_cases(catalogue, base.standings, section.id)),
    }


def _lowest(figure: SectionFigure) -> Entry:
    return {
        "lowest": list(figure.lowest),
        "band": figure.band.title if figure.band else None,
        "near_boundary": figure.near_boundary,
        "incomplete": figure.incomplete,
        "too_few": figure.too_few,
    }


def _disputed(range: Range | None) -> Entry:
    """Whether people differ on a figure, and what it can come to: in words, and as met and relevant."""
    return {
        "disputed": range is not None,
        "range": range.words if range else None,
        "least": [range.low.met, range.low.relevant] if range else None,
        "most": [range.high.met, range.high.relevant] if range else None,
    }


def _criterion(criterion: Criterion, figure: CriterionFigure, range: Range | None, group: str) -> Entry:
    proportion = figure.proportion
    return {
        "id": criterion.id,
        "section": criterion.section,
        "title": criterion.title,
        "kind": criterion.kind.value,
        **_proportion(proportion),
        **_disputed(range),
        "not_applicable": figure.not_applicable,
        "cannot_judge": figure.cannot_judge,
        "parked": figure.parked,
        "blank": figure.blank,
        "words": list(candidates(proportion)),
        "words_not_met": list(candidates(proportion.not_met)),
        "loose": list(loose(proportion)),
        "loose_not_met": list(loose(proportion.not_met)),
        "closed": figure.closed,
        "provisional": figure.provisional,
        **({"group": group} if group else {}),
    }


def _proportion(proportion: Proportion) -> Entry:
    return {
        "met": proportion.met,
        "relevant": proportion.relevant,
        "percent": proportion.one_decimal(),
        "small_base": proportion.is_small,
    }


def _section_proportion(figure: SectionFigure) -> Entry:
    """What a section shows; counts alone where it rests on too few cases for more."""
    return {**_proportion(figure.proportion), **({"percent": None} if figure.too_few else {})}


def _totals(catalogue: Catalogue, base: _Base) -> Iterator[Entry]:
    """Points added up, where the catalogue has them and every section named is rated."""
    total = base.tally.total()
    if catalogue.total is None or total is None or catalogue.total.group not in ("", base.group):
        return
    points, most, band = total
    ends = base.ranges.total()
    yield {
        "title": catalogue.total.title,
        "group": base.group,
        "points": points,
        "of": most,
        "band": band.title if band else None,
        "disputed": ends is not None,
        "range": f"{ends[0]} to {ends[1]} of {most}" if ends else None,
        "small_base": any(base.tally.section(one).proportion.is_small for one in catalogue.total.sections),
        "provisional": any(base.tally.section(one).provisional for one in catalogue.total.sections),
    }


def _case(inspection: Inspection, case: Case, status: Status, sections: Sequence[Section]) -> Entry:
    own, ranges = inspection.own_tally(case.id), inspection.own_ranges(case.id)
    progress = inspection.progress(case.id)
    return {
        "ref": case.ref,
        "status": status.value,
        "answered": progress.answered,
        "applicable": progress.applicable,
        **({"group": inspection.group(case.id)} if inspection.catalogue.groups else {}),
        "sections": [
            {"id": one.id, **_section_proportion(own.section(one.id)), **_disputed(ranges.section(one.id))}
            for one in sections
        ],
    }


def _one_decimal(share: Fraction | None) -> str | None:
    """Rounded half up, once."""
    if share is None:
        return None
    units, tenths = divmod((20 * share + 1) // 2, 10)
    return f"{units}.{tenths}"
