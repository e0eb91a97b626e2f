"""Any inspection, counted again from the rules alone, comes out as the summary says.

The rules are read here a second time, from rules.md, Counting, with the gates of 2016.2; nothing of the
counting code is used.
"""

from __future__ import annotations

import itertools
import json
import tempfile
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from sqs_tui.cli import main
from sqs_tui.domain.case import Change
from sqs_tui.domain.percent import Proportion
from sqs_tui.domain.wording import candidates, loose
from sqs_tui.session.making import make
from sqs_tui.store import catalogues

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = tomllib.loads((ROOT / "data" / "catalogues" / "sqs-2016.toml").read_text("utf-8"))
TITLES = {one["id"]: one["title"] for name in ("criterion", "interview") for one in CATALOGUE[name]}
LISTED = {one["id"] for one in CATALOGUE["criterion"] if one.get("factors")}

# Kind by id, extended ones with a star; the sections in the order of the catalogue.
SECTIONS = {
    "1": "RR01 gate, RR02 score, RR03 detail, RR04 detail, RR05 detail, RR01b detail*, RR06 detail, RR07 detail, "
    "RR08 score, RR09 gate, RR10 score, RR11 score, RR11b gate, RR12 score, RR13 score*",
    "2": "PP01 gate, PP02 score, PP02b detail*, PP03 score, PP04 score, PP05 score, PP05b gate, PP06 score, "
    "PP07 score, PP08 score",
    "3": "PC01 gate, PC02 score, PC03 score, PC04 score, PC05 score, PC05b gate, PC06 score, PC07 score, PC08 gate, "
    "PC09 score, "
    "PC10 score, PC11 detail*",
    "4": "SS01 score, SS02 score, SS03 score, SS04 score, SS05 score, SS06 score, SS07 score, SS08 score, SS09 score, "
    "SS10 score, SS11 gate, SS12 score",
    "5": "OM01 score",
}
CRITERIA = {
    part.split()[0]: (section, part.split()[1]) for section, parts in SECTIONS.items() for part in parts.split(", ")
}
CORE = [id for id, (_, kind) in CRITERIA.items() if not kind.endswith("*")]
GATE_OF = {
    **dict.fromkeys(["RR02", "RR03", "RR04", "RR05", "SS01", "SS04"], "RR01"),
    **dict.fromkeys(["RR10", "RR13"], "RR09"),
    **dict.fromkeys(["PP02", "PP02b", "PP03", "PP04", "PP05", "PP05b", "PP08"], "PP01"),
    **dict.fromkeys(["PP06", "PP07"], "PP05b"),
    **dict.fromkeys(["PC02", "PC03", "PC04", "PC05", "PC05b", "PC07"], "PC01"),
    "PC06": "PC05b",
    **dict.fromkeys(["PC09", "PC10"], "PC08"),
    "RR07": "RR06", "SS12": "SS11", "PC11": "PC09",
}  # fmt: skip
CUSTODIAL = {"RR11", "PP03", "PC05", "SS07", "SS08"}
COMMUNITY = {"RR12", "PP04", "SS06"}
NEED_A_REASON = {"PP01", "PC01", "PC08", "RR09", "RR11b", "PP05b", "PC05b"}
ITEMS = {"IV01": "score", "IV02": "score", "IV03": "score", "IV04": "score", "IV05": "score", "IV06": "detail"}
EXTENDED_ITEMS = {"IV07": "score", "IV08": "score"}

answers = st.fixed_dictionaries(
    {
        "verdict": st.sampled_from([None, "Y", "Y", "Y", "N", "N", "NA", "U"]),
        "parked": st.sampled_from([False] * 7 + [True]),
        "note": st.sampled_from(["", " ", "said why"]),
        "factor": st.booleans(),
    }
)
FULL = {id: {"verdict": "Y", "parked": False, "note": "", "factor": False} for id in CRITERIA}
some = st.dictionaries(st.sampled_from(list(CRITERIA)), answers)
nearly_all = st.dictionaries(st.sampled_from(list(CRITERIA)), answers, max_size=3).map(lambda few: {**FULL, **few})
cases = st.fixed_dictionaries(
    {
        "order": st.sampled_from(["RO", "YRO", "DTO", "S90", "OTHER"]),
        "phase": st.sampled_from(["", "", "community", "custody", "licence", "both"]),
        "status": st.sampled_from(["active"] * 6 + ["replaced", "removed"]),
        "answers": some | nearly_all | st.fixed_dictionaries(dict.fromkeys(CRITERIA, answers)),
        "evidence": st.sets(st.sampled_from(list(CRITERIA)), max_size=3),
    }
)
managers = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["manager", "manager", "stand-in"]),
        "answers": st.dictionaries(st.sampled_from([*ITEMS, *EXTENDED_ITEMS]), answers),
    }
)
inspections = st.fixed_dictionaries(
    {"extended": st.booleans(), "cases": st.lists(cases, max_size=6), "managers": st.lists(managers, max_size=4)}
)

BLANK = {"verdict": None, "parked": False, "note": "", "factor": False}


def changes(inspection):
    """The inspection as rows."""
    for number, case in enumerate(inspection["cases"], 1):
        ref = f"C-{number}"
        fields = {"ref": ref, "place": number, **{name: case[name] for name in ("order", "phase", "status")}}
        yield from (Change("cases", ref, name, None, value) for name, value in fields.items() if value)
        for id, answer in case["answers"].items():
            yield from answer_changes("answers", f"{ref}/{id}", answer)
        for id in sorted(case["evidence"]):
            entry = {"case": ref, "kind": "evidence", "criteria": [id], "text": "seen", "at": "2026"}
            yield from (Change("entries", f"e-{ref}-{id}", name, None, value) for name, value in entry.items())
    for number, manager in enumerate(inspection["managers"]):
        code = f"CM-{number}"
        yield Change("interviews", code, "role", None, manager["role"])
        for id, answer in manager["answers"].items():
            yield from answer_changes("interview_answers", f"{code}/{id}", answer)


def answer_changes(table, id, answer):
    fields = {**answer, "factors": ["other"] if answer["factor"] else None}
    for name in ("verdict", "parked", "note", "factors"):
        if fields[name]:
            yield Change(table, id, name, None, fields[name])


def states(case, asked):
    """How each criterion stands, and whether it is unsettled: open itself, or under a gate that is."""
    found, unsettled = {}, {}
    in_custody = case["order"] in ("DTO", "S90")
    for id in asked:
        gate = GATE_OF.get(id)
        closed = gate is not None and found[gate] in ("N", "NA", "closed")
        closed |= id in CUSTODIAL and not in_custody
        inside = in_custody and case["phase"] not in ("licence", "both")
        closed |= id == "RR11b" and not inside
        closed |= id in COMMUNITY and inside and found["RR11b"] in ("N", "NA", "closed")
        closed |= id == "RR01b" and case["order"] != "RO"
        answer = case["answers"].get(id, BLANK)
        own = "parked" if answer["parked"] else answer["verdict"] or "blank"
        found[id] = "closed" if closed else own
        gates = [one for one in (gate, "RR11b" if id in COMMUNITY else None) if one is not None]
        under = any(found[one] in ("blank", "parked", "U") or unsettled[one] for one in gates)
        unsettled[id] = not closed and (own in ("blank", "parked") or under)
    return found, unsettled


def status(case, found):
    """Not started, in progress or complete."""
    done = True
    for id, state in found.items():
        answer = case["answers"].get(id, BLANK)
        scored = CRITERIA[id][1].startswith("score")
        reason = bool(answer["note"].strip())
        if state in ("blank", "parked"):
            done = False
        elif state in ("NA", "U"):
            done &= reason
        elif state == "N" and scored:
            done &= (reason or id in case["evidence"]) and (answer["factor"] or id not in LISTED)
        elif state == "N" and id in NEED_A_REASON:
            done &= reason
    if done:
        return "complete"
    begun = any(answer["verdict"] or answer["parked"] for answer in case["answers"].values())
    return "in_progress" if begun else "not_started"


def percent(met, relevant):
    if not relevant:
        return None
    return str((Decimal(100 * met) / relevant).quantize(Decimal("0.1"), ROUND_HALF_UP))


def told(id, section, kind, standings):
    """One criterion or item over all that count."""
    met, relevant = standings.count("Y"), standings.count("Y") + standings.count("N")
    proportion = Proportion(met, relevant)
    return {
        "id": id, "section": section, "title": TITLES[id], "kind": kind.rstrip("*"),
        "met": met, "relevant": relevant, "percent": percent(met, relevant),
        "not_applicable": standings.count("NA") + standings.count("closed"),
        "cannot_judge": standings.count("U"), "parked": standings.count("parked"), "blank": standings.count("blank"),
        "words": list(candidates(proportion)), "words_not_met": list(candidates(proportion.not_met)),
        "loose": list(loose(proportion)), "loose_not_met": list(loose(proportion.not_met)),
    }  # fmt: skip


def recount(inspection, complete_only, stand_ins):
    """The whole object, plainly: every case and every criterion looked at, nothing kept from before."""
    asked = [id for id in CRITERIA if inspection["extended"] or id in CORE]
    counted = [case for case in inspection["cases"] if case["status"] == "active"]
    heard = [states(case, asked) for case in counted]
    how_far = [status(case, found) for case, (found, _) in zip(counted, heard, strict=True)]
    if complete_only:
        heard = [one for one, how in zip(heard, how_far, strict=True) if how == "complete"]
    criteria = [told(id, *CRITERIA[id], [found[id] for found, _ in heard]) for id in asked]
    sections = []
    for section in SECTIONS:
        scored = [one for one in criteria if one["section"] == section and one["kind"] == "score"]
        met, relevant = sum(one["met"] for one in scored), sum(one["relevant"] for one in scored)
        sections.append(
            {
                "id": section,
                "title": next(one["title"] for one in CATALOGUE["section"] if one["id"] == section),
                "met": met,
                "relevant": relevant,
                "percent": percent(met, relevant),
                "provisional": any(unsettled[one["id"]] for _, unsettled in heard for one in scored),
            }
        )
    items = {**ITEMS, **(EXTENDED_ITEMS if inspection["extended"] else {})}
    asked_of = ("manager", "stand-in") if stand_ins else ("manager",)
    held = [one["answers"] for one in inspection["managers"] if one["role"] in asked_of]
    held = [given for given in held if any(answer["verdict"] for answer in given.values())]
    return {
        "inspection": {
            "area": "Anywhere",
            "catalogue": "sqs-2016",
            "cases": {
                "total": len(counted),
                **{name: how_far.count(name) for name in ("complete", "in_progress", "not_started")},
            },
        },
        "sections": sections,
        "criteria": criteria,
        "interviews": [told(id, "", kind, [own(given.get(id, BLANK)) for given in held]) for id, kind in items.items()],
    }


def own(answer):
    return "parked" if answer["parked"] else answer["verdict"] or "blank"


def kept_to(found, like):
    """What was found, without the names that the contract leaves open."""
    if isinstance(like, dict):
        return {name: kept_to(found[name], value) for name, value in like.items()}
    if isinstance(like, list) and len(found) == len(like):
        return [kept_to(one, value) for one, value in zip(found, like, strict=True)]
    return found


def check(inspection, capsys):
    """The summary, as the command gives it, is the recount."""
    catalogue = catalogues.by_name("sqs-2016").extending(inspection["extended"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.sqs"
        details = [Change("details", "inspection", "area", None, "Anywhere")]
        make(path, catalogue, [*details, *changes(inspection)], extended=inspection["extended"])
        for options in ([], ["--complete-only"], ["--with-stand-ins"]):
            assert main(["summary", str(path), "--json", *options]) == 0
            found = json.loads(capsys.readouterr().out)
            expected = recount(inspection, "--complete-only" in options, "--with-stand-ins" in options)
            assert kept_to(found, expected) == expected


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(inspections)
def test_the_summary_is_what_a_plain_recount_comes_to(capsys, inspection):
    check(inspection, capsys)


@pytest.mark.parametrize("id", ["PP01", "RR02", "RR05", "SS11"])
def test_one_answer_of_every_sort_in_an_otherwise_complete_case(capsys, id):
    either = (False, True)
    sorts = itertools.product([None, "Y", "N", "NA", "U"], either, ["", "said why"], either, either)
    cases = []
    for verdict, parked, note, factor, evidence in sorts:
        answer = {"verdict": verdict, "parked": parked, "note": note, "factor": factor}
        case = {"order": "DTO", "phase": "both", "status": "active", "answers": {**FULL, id: answer}}
        cases.append({**case, "evidence": {id} if evidence else set()})
    check({"extended": False, "cases": cases, "managers": []}, capsys)


def test_a_gate_under_an_unsettled_gate_leaves_its_section_provisional(tmp_path, capsys):
    text = (ROOT / "data" / "catalogues" / "sqs-2016.toml").read_text("utf-8")
    nested = text.replace('id = "SS11"\n', 'id = "SS11"\nwhen = "open(PC08)"\n')
    given = {id: answer["verdict"] for id, answer in FULL.items() if id != "PC08"}
    rows = [Change("answers", f"C-1/{id}", "verdict", None, verdict) for id, verdict in given.items()]
    case = [Change("cases", "C-1", name, None, value) for name, value in (("ref", "C-1"), ("order", "YRO"))]
    make(tmp_path / "x.sqs", catalogues.parse(nested, "nested"), [*case, *rows])
    assert main(["summary", str(tmp_path / "x.sqs"), "--json"]) == 0
    sections = {one["id"]: one["provisional"] for one in json.loads(capsys.readouterr().out)["sections"]}
    assert sections == {"1": False, "2": False, "3": True, "4": True, "5": False}


def test_the_recount_knows_every_criterion_of_the_catalogue():
    assert [one["id"] for one in CATALOGUE["criterion"]] == list(CRITERIA)
    assert len(CORE) == 46
    assert sum(CRITERIA[id][1] == "score" for id in CORE) == 32
