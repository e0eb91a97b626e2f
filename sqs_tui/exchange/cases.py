"""The sample in and out: one row a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqs_tui.domain.case import ACTIVE, REMOVED, REPLACED, Case, Change, Stage
from sqs_tui.domain.names import References, comparable
from sqs_tui.domain.near import NearReferences
from sqs_tui.domain.particulars import BY_NAME, ParticularError, checked
from sqs_tui.domain.privacy import reads_like_name
from sqs_tui.domain.text import cleaned
from sqs_tui.exchange.plan import By, Holding, Plan
from sqs_tui.exchange.sheet import Row, Sheet
from sqs_tui.exchange.tables import Table
from sqs_tui.store.privacy_words import words
from sqs_tui.store.rows import CASES

REQUIRED = frozenset({"ref", "order"})
#: Columns in which codes stand, never names.
CODES = ("ref", "case_manager")
_FIRST = ("ref", "order", "phase", "gender", "age", "ethnicity", "care_status", "case_manager", "inspector")
#: Columns for whoever reads the file; an import looks past them: nothing is signed through a file.
TOLD = ("signing", *(stage.value for stage in Stage))
COLUMNS = (*_FIRST, *(name for name in BY_NAME if name not in _FIRST), "status", *TOLD)
_STATUS = {ACTIVE: ACTIVE, REPLACED: REPLACED}


def table(holding: Holding, signing: Callable[[str], str], signers: Mapping[tuple[str, str], str]) -> Table:
    """The cases as they stand, each with how far its signing has come in a word, and who put down each stage, when.

    Removed ones are not in the sample.
    """
    cases = [case for case in holding.cases.values() if case.status != REMOVED]
    return Table(COLUMNS, [_out(case, signing(case.id), signers) for case in cases])


def _out(case: Case, signing: str, signers: Mapping[tuple[str, str], str]) -> dict[str, str]:
    particulars = {name: cleaned(case.particular(name)) for name in BY_NAME}
    kept = {stage: case.signatures.get(stage, ()) for stage in Stage}
    signed = {
        stage.value: cleaned(" ".join((signers[case.id, stage.value], *signature[1:2]))) if signature else ""
        for stage, signature in kept.items()
    }
    return {"ref": cleaned(case.ref), **particulars, "status": case.status, "signing": signing, **signed}


def plan(sheet: Sheet, holding: Holding, by: By) -> Plan:
    """Add cases with new references, and update the given fields of those that are known."""
    found = Plan(rows=len(sheet.rows))
    orders = dict(holding.catalogue.order_titles)
    in_sample = [case for case in holding.cases.values() if case.status != REMOVED]
    known, in_use = References(in_sample), dict.fromkeys(case.ref for case in in_sample)
    near = NearReferences(in_use)
    ids, seen = set(holding.cases), dict[object, str]()
    place = max((case.place for case in holding.cases.values()), default=0)
    named: list[str] = []
    for row in sheet.rows:
        ref = found.line(row, "ref", longest=24)
        if not ref:
            found.wrong(row, "ref", "is empty; every case needs a reference")
        case = found.case(row, "ref", known, ref)
        if ref:
            found.once(row, "ref", case.id if case else (comparable(ref),), seen, "the same reference")
        if ref and case is None and not known.called(ref) and not by.adds_similar:
            if similar := near.of(ref):
                where = "in the sample" if similar in in_use else "in another row of the file"
                what = f"is nearly {similar}, which is {where}: write it so, or add it as another: --add-similar"
                found.wrong(row, "ref", what)
            near.add(ref)
        fields = _fields(row, found, orders, case)
        if case is not None and case.is_counted and fields.get("status") == REPLACED and not by.reason:
            found.wrong(row, "status", "replaces a case: say why with --reason")
        named += [f"{row.place}, {column}" for column in CODES if _is_named(row, column, case)]
        if case is None:
            place += 1
            id = ref
            while id in ids:
                id += "~"
            ids.add(id)
            fields = {"ref": ref, "place": str(place), "status": ACTIVE, **fields}
            found.write([_change(id, name, "", value) for name, value in fields.items() if value], fresh=True)
        else:
            found.write([_change(case.id, *one) for one in _differences(case, fields)])
    if found.added and any(case.answers for case in in_sample):
        found.notes.append(f"This adds {found.added} to {len(in_sample)} cases, in which answers stand.")
    if named:
        some = "; ".join(named[:5]) + (f"; and {len(named) - 5} more" if len(named) > 5 else "")
        found.notes.append(
            f"What reads like a name stands at {some}. Codes belong there: it would stay in the history."
        )
    return found


def _is_named(row: Row, column: str, case: Case | None) -> bool:
    """Whether a cell reads like a name, and is not what stands already."""
    text = row.word(column)
    standing = (case.ref if column == "ref" else case.particular(column)) if case else ""
    return text != standing and reads_like_name(text, words().first_names)


def _fields(row: Row, found: Plan, orders: Mapping[str, str], case: Case | None) -> dict[str, str]:
    """The fields a row gives, as they are kept."""
    fields = {}
    for name in BY_NAME:
        if case is not None:
            found.empties(row, name, case.particular(name))
        if not row.gives(name):
            continue
        try:
            fields[name] = checked(name, found.line(row, name), orders)
        except ParticularError as error:
            found.wrong(row, name, str(error).removeprefix(f"{name} "))
    if not row.word("order") and (case is None or (row.empties and case.particular("order"))):
        found.wrong(row, "order", f"is empty; it must be one of {', '.join(orders)}")
    status = found.choice(row, "status", _STATUS)
    return {**fields, "status": status} if status else fields


def _differences(case: Case, fields: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The fields of a known case that would change: name, from, to."""
    standing = {**case.particulars, "status": case.status}
    return [
        (name, standing.get(name, ""), value)
        for name, value in fields.items()
        if cleaned(standing.get(name, "")).strip() != value
    ]


def _change(id: str, name: str, before: str, after: str) -> Change:
    return Change(CASES, id, name, before or None, int(after) if name == "place" else after or None)
