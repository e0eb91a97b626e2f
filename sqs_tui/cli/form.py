"""A catalogue as a blank paper form, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqs_tui.domain.catalogue import Catalogue, Criterion
from sqs_tui.domain.particulars import FIELDS

_BOXES = "☐ Yes  ☐ No  ☐ n/a  ☐ cannot judge"
_LINE = "_" * 30


def form(catalogue: Catalogue) -> Iterator[str]:
    """The lines of the form: one case, then the interview with its case manager."""
    yield f"# {_text(catalogue.title)}"
    yield from ("", f"Catalogue {catalogue.id}, version {catalogue.version}. {_text(catalogue.wording)}")
    yield from ("", "No names: a case has a reference, people have codes.", "", "## The case", "")
    yield f"- Reference: {_LINE}"
    for field in FIELDS:
        choices = list((field.choices or {}).values()) if field.name != "order" else [o.title for o in catalogue.orders]
        yield f"- {field.title}: {'  '.join(f'☐ {_text(choice)}' for choice in choices) or _LINE}"
    for section in catalogue.sections:
        yield from ("", f"## {section.id} {_text(section.title)}")
        yield from _asked(catalogue, (one for one in catalogue.every_criterion if one.section == section.id))
    yield from ("", "## Strengths", "", _LINE, "", "## Learning points", "", _LINE)
    if catalogue.every_interview_item:
        yield from ("", "## Interview with the case manager", "", "Once a case manager, however many cases.")
        yield from _asked(catalogue, catalogue.every_interview_item)


def _asked(catalogue: Catalogue, criteria: Iterable[Criterion]) -> Iterator[str]:
    for criterion in criteria:
        extended = " (extended)" if criterion.extended else ""
        yield from ("", f"### {criterion.id} {_text(criterion.title)}{extended}", "", _text(criterion.question), "")
        if criterion.when is not None:
            yield from (f"*Only when* {_when(catalogue, criterion.when.source)}", "")
        if criterion.is_judged:
            yield from (_BOXES, "")
        for page in criterion.factors:
            yield f"{_text(page.title)}: {'  '.join(f'☐ {_text(factor.title)}' for factor in page.factors)}"
            yield ""
        for heading, lines in criterion.guidance.parts():
            yield f"*{heading}:*"
            yield from (f"- {_text(line)}" for line in lines)
            yield ""
        yield f"Notes: {_LINE}"


def _when(catalogue: Catalogue, source: str) -> str:
    """A condition in words, as far as it goes without the case at hand."""
    words = re.sub(r"open\((\w+)\)", r"\1 is neither No nor n/a", source)
    facts = {fact.id: fact.title for fact in catalogue.facts}
    return _text(re.sub(r"\w+", lambda found: facts.get(found[0], found[0]), words))


def _text(text: str) -> str:
    """Text that Markdown leaves alone."""
    return "".join("\\" + character if character in "\\`*_<>#[]|" else character for character in text)
