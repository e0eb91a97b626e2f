"""The figures: those of the reconstruction to the letter, and how they are told."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import ROOT, table

DUDLEY = json.loads((ROOT / "tests" / "domain" / "dudley-2016.json").read_text("utf-8"))
GATES = {
    "RR01": ("RR02", "RR03", "RR04", "RR05", "SS01", "SS04"),
    "RR06": ("RR07",),
    "RR09": ("RR10",),
    "PP01": ("PP02", "PP03", "PP04", "PP05", "PP06", "PP07", "PP08"),
    "PC01": ("PC02", "PC03", "PC04", "PC05", "PC06", "PC07"),
    "PC08": ("PC09", "PC10"),
    "SS11": ("SS12",),
}
CUSTODY = {"RR11", "PP03", "PC05", "SS07", "SS08"}
COMMUNITY = {"RR12", "PP04", "SS06"}
#: What 2016.2 asks beyond 2016.1: whether a review was due, which 2016.1 had as an n/a of the review itself.
REVIEW_DUE = {"PP05b": ("PP06", "PP07"), "PC05b": ("PC06",)}
EARLIER = ROOT / "tests" / "domain" / "earlier" / "sqs-2016.toml"


def is_by_rule(case, criterion):
    """Whether a criterion is n/a by gate or phase, rather than by choice."""
    custodial = case["order"] in ("DTO", "S90")
    if criterion in (COMMUNITY if custodial else CUSTODY):
        return True
    return any(criterion in dependants and case["answers"][gate] == "N" for gate, dependants in GATES.items())


@pytest.fixture(params=["2016.1", "2016.2"])
def dudley(request, sqs, tmp_path):
    """The reconstruction, brought in by the commands, on the catalogue as it is and as it first shipped."""
    is_first = request.param == "2016.1"
    cases, answers, interviews = [], [], []
    for case in DUDLEY["cases"]:
        cases.append({name: case[name] for name in ("ref", "order", "phase", "case_manager")})
        for criterion, verdict in case["answers"].items():
            if verdict == "-" and is_by_rule(case, criterion):
                continue
            factors = ";".join(case["factors"].get(criterion, ()))
            verdict = "NA" if verdict == "-" else verdict
            gate = next((gate for gate, reviews in REVIEW_DUE.items() if criterion in reviews), "")
            if not is_first and gate:
                due = {
                    "case": case["ref"],
                    "criterion": gate,
                    "verdict": "N" if verdict == "NA" else "Y",
                    "factors": "",
                }
                answers += [due] if due not in answers else []
                if verdict == "NA":
                    continue
            answers.append({"case": case["ref"], "criterion": criterion, "verdict": verdict, "factors": factors})
        if not is_first and case["order"] in ("DTO", "S90"):
            answers.append({"case": case["ref"], "criterion": "RR11b", "verdict": "N", "factors": ""})
    for interview in DUDLEY["interviews"]:
        for item, verdict in interview["answers"].items():
            interviews.append({"case_manager": interview["case_manager"], "criterion": item, "verdict": verdict})
    path = tmp_path / "dudley.sqs"
    sample = table(tmp_path / "cases.csv", ["ref", "order", "phase", "case_manager"], cases)
    used = ("--catalogue", EARLIER) if is_first else ()
    assert sqs("new", path, "--area", "Dudley", "--cases", sample, *used).code == 0
    for name, columns, rows in (
        ("answers", ["case", "criterion", "verdict", "factors"], answers),
        ("interviews", ["case_manager", "criterion", "verdict"], interviews),
    ):
        done = sqs("import", path, table(tmp_path / f"{name}.csv", columns, rows))
        assert (done.code, "not counted" in done.out) == (0, False), done.err
    return path


def test_dudley_comes_out_as_in_the_letter(sqs, dudley):
    found = sqs("summary", dudley, "--json").json
    told = [(one["id"], one["met"], one["relevant"], one["percent"]) for one in found["sections"]]
    assert told == [
        ("1", 32, 44, "72.7"),
        ("2", 43, 59, "72.9"),
        ("3", 38, 67, "56.7"),
        ("4", 83, 105, "79.0"),
        ("5", 3, 14, "21.4"),
    ]
    assert not any(one["provisional"] for one in found["sections"])
    criteria = {one["id"]: [one["met"], one["relevant"]] for one in found["criteria"]}
    assert {id: figure for id, figure in criteria.items() if id in DUDLEY["expected"]} == DUDLEY["expected"]
    assert {one["relevant"] for one in found["interviews"]} == {8}
    assert {one["id"]: one["met"] for one in found["interviews"]} == {
        "IV01": 8, "IV02": 4, "IV03": 4, "IV04": 8, "IV05": 8, "IV06": 6,
    }  # fmt: skip


def test_the_two_other_ways_of_adding_up_are_there_for_whoever_asks(sqs, dudley):
    sections = sqs("summary", dudley, "--json").json["sections"]
    assert [one["mean_of_criteria"] for one in sections] == ["76.6", "74.4", "63.0", "82.7", "21.4"]
    assert [one["mean_of_cases"] for one in sections] == ["69.6", "72.2", "51.5", "78.7", "21.4"]


def test_each_case_has_its_own_counts(sqs, dudley):
    cases = {one["ref"]: one for one in sqs("summary", dudley, "--json").json["cases"]}
    told = ["/".join([str(one["met"]), str(one["relevant"])]) for one in cases["DUD-08"]["sections"]]
    assert told == ["0/2", "1/3", "0/6", "3/7", "0/1"]


def test_the_contract_of_the_object(sqs, dudley):
    found = sqs("summary", dudley, "--json").json
    assert {"area", "catalogue", "cases"} <= set(found["inspection"])
    assert (found["inspection"]["area"], found["inspection"]["catalogue"]) == ("Dudley", "sqs-2016")
    section = {"id", "title", "met", "relevant", "percent", "provisional"}
    assert all(section <= set(one) for one in found["sections"])
    like = {
        "id", "section", "title", "kind", "met", "relevant", "percent", "not_applicable", "cannot_judge", "parked",
        "blank", "words", "words_not_met", "loose", "loose_not_met",
    }  # fmt: skip
    assert all(like <= set(one) for one in (*found["criteria"], *found["interviews"]))
    assert [one["kind"] for one in found["criteria"][:3]] == ["gate", "score", "detail"]


def test_words_are_for_what_was_met_and_what_was_not(sqs, dudley):
    by_id = {one["id"]: one for one in sqs("summary", dudley, "--json").json["criteria"]}
    assert by_id["PC05"]["words"][0] == "two of the three"
    assert "almost three-quarters" in by_id["PC06"]["words_not_met"]
    assert "almost always" in by_id["PC09"]["loose"]


def test_json_is_always_whole(sqs, dudley):
    whole = sqs("summary", dudley, "--json").out
    assert sqs("summary", dudley, "--json", "--by", "case").out == whole


def test_people_see_the_count_lead_where_the_base_is_small(sqs, dudley):
    out = sqs("summary", dudley, "--by", "criterion").out
    assert "6 of 8 · 75%" in out
    assert "33% · 4 of 12" in out
    assert "small base" in next(line for line in out.splitlines() if line.startswith("RR11"))
    sections = sqs("summary", dudley).out
    assert "57% · 38 of 67" in sections
    assert "judgements, not cases" in sections
    assert "\x1b" not in out + sections


def test_plain_is_a_sentence_a_line(sqs, dudley):
    lines = sqs("summary", dudley, "--plain").out.splitlines()
    assert "3 Protecting the child or young person: 57% · 38 of 67." in lines


def test_csv_has_the_same_figures(sqs, dudley):
    for by, id, expected in (("section", "3", "56.7"), ("criterion", "PC06", "27.3")):
        rows = sqs("summary", dudley, "--csv", "--by", by).rows
        assert {row["id"]: row["percent"] for row in rows}[id] == expected
    assert sqs("summary", dudley, "--csv", "--by", "case").rows[7]["4_met"] == "3"


def test_only_complete_cases_count_if_asked(sqs, aldermere, file):
    sqs("import", aldermere, file("case,criterion,verdict,factors,note,parked\nALD-01,RR01,,,,yes\n"))
    found = sqs("summary", aldermere, "--json", "--complete-only").json
    cases = found["inspection"]["cases"]
    assert (cases["total"], cases["complete"], cases["in_progress"], cases["counted"]) == (14, 13, 1, 13)
    assert all(sum(one[name] for name in ("relevant", "not_applicable", "cannot_judge", "parked", "blank")) == 13
               for one in found["criteria"])  # fmt: skip
    assert not any(one["provisional"] for one in found["sections"])
    assert found["interviews"] == sqs("summary", aldermere, "--json").json["interviews"]


def test_a_sample_without_cases_has_no_figures(sqs, tmp_path):
    sqs("new", tmp_path / "x.sqs", "--area", "T")
    found = sqs("summary", tmp_path / "x.sqs", "--json").json
    assert [(one["met"], one["relevant"], one["percent"]) for one in found["sections"]] == [(0, 0, None)] * 5
    assert found["criteria"][0]["words"] == found["criteria"][0]["words_not_met"] == []


@pytest.fixture
def audit(sqs, tmp_path, file):
    """A local audit on the other catalogue: seventeen court cases and one out of court."""
    path = tmp_path / "audit.sqs"
    cases = "".join(f"C-{number},YRO\n" for number in range(1, 18)) + "O-1,YC\n"
    sample = file("ref,order\n" + cases)
    done = sqs("new", path, "--area", "T", "--catalogue", "youth-standards-2018", "--cases", sample)
    assert done.code == 0, done.err
    rows = "".join(f"C-{n},{id},{'Y' if n <= met else 'N'}\n" for n in range(1, 18) for id, met in
                   (("AS08", 17), ("AS12", 8), ("AS17", 14)))  # fmt: skip
    done = sqs("import", path, file("case,criterion,verdict\n" + rows + "O-1,AS08,Y\n"))
    assert done.code == 0, done.err
    return path


def test_a_standard_is_its_lowest_key_question_and_groups_are_never_pooled(sqs, audit):
    found = sqs("summary", audit, "--json").json
    told = {(one["group"], one["id"]): one for one in found["sections"]}
    court = told["court", "AS"]
    assert (court["met"], court["relevant"], court["percent"]) == (8, 17, "47.1")
    assert (court["lowest"], court["band"]) == (["AS12"], "Inadequate")
    other = told["ooc", "AS"]
    assert (other["met"], other["relevant"], other["lowest"], other["band"]) == (1, 1, [], None)
    assert (other["too_few"], other["percent"]) == (True, None)
    assert "court orders:" in sqs("summary", audit).out
    assert "Inadequate" in sqs("summary", audit).out


def test_no_form_tells_a_band_a_lowest_or_a_percentage_of_too_few_cases(sqs, audit, file):
    """Nine of seventeen cases have an answer to one key question: k of n, and that there is no band."""
    cleared = "".join(f"C-{n},AS17,NA\n" for n in range(1, 9))
    assert sqs("import", audit, file("case,criterion,verdict\n" + cleared)).code == 0
    for shape in ((), ("--plain",)):
        line = next(one for one in sqs("summary", audit, *shape).out.splitlines() if "AS" in one and "Assess" in one)
        assert "no band" in line
        assert not any(word in line for word in ("%", "lowest", "Inadequate", "Good", "Outstanding"))
    assert "No band: a key question has fewer than 10 relevant cases" in sqs("summary", audit).out
    for rows in (sqs("summary", audit, "--csv").rows, sqs("export", audit, "--what", "summary").rows):
        court = next(row for row in rows if row["id"] == "AS" and row["group"] == "court")
        assert (court["percent"], court["lowest"], court["band"], court["too_few"]) == ("", "", "", "yes")
    cases = sqs("summary", audit, "--by", "case", "--plain").out
    assert "section AS 2 of 3;" in next(line for line in cases.splitlines() if line.startswith("C-9:"))
    assert "%" not in cases


def test_a_tie_at_the_lowest_names_all(sqs, audit, file):
    same = "".join(f"C-{n},AS17,{'Y' if n <= 8 else 'N'}\n" for n in range(1, 18))
    assert sqs("import", audit, file("case,criterion,verdict\n" + same)).code == 0
    assert "lowest: AS12 and AS17" in sqs("summary", audit).out
    assert "lowest: AS12 and AS17" in sqs("summary", audit, "--plain").out
    assert sqs("summary", audit, "--json").json["sections"][0]["lowest"] == ["AS12", "AS17"]
    assert sqs("summary", audit, "--csv").rows[0]["lowest"] == "AS12; AS17"


def test_one_group_alone_is_told_as_ever(sqs, audit, file):
    sqs("import", audit, file("ref,order,status\nO-1,YC,replaced\n"), "--reason", "It was not eligible.")
    sections = sqs("summary", audit, "--json").json["sections"]
    assert [(one["id"], one["group"]) for one in sections] == [(id, "court") for id in ("AS", "PL", "DL", "RV")]


def test_points_are_added_up_once_every_standard_is_rated(sqs, audit, file):
    assert sqs("summary", audit, "--json").json["totals"] == []
    ids = ("PL05", "DL06", "RV05")
    rows = "".join(f"C-{n},{id},Y\n" for n in range(1, 18) for id in ids)
    sqs("import", audit, file("case,criterion,verdict\n" + rows))
    (total,) = sqs("summary", audit, "--json").json["totals"]
    assert (total["group"], total["points"], total["of"], total["band"]) == ("court", 9, 12, "Good")


@pytest.fixture
def with_stand_in(sqs, aldermere, file):
    """Two were asked: one case manager, and one who stood in for another."""
    told = "case_manager,criterion,verdict,role\nCM-D,IV02,N,stand-in\n"
    assert sqs("import", aldermere, file(told)).code == 0
    return aldermere


def test_stand_ins_are_left_out_of_the_interviews_and_that_is_said(sqs, with_stand_in):
    out = sqs("summary", with_stand_in, "--by", "criterion").out
    assert "8 case managers, 7 interviewed, 1 stand-in left out" in out
    found = sqs("summary", with_stand_in, "--json").json
    assert {one["relevant"] for one in found["interviews"]} == {7}
    assert (found["inspection"]["managers"]["stand_ins"], found["inspection"]["with_stand_ins"]) == (1, False)


def test_stand_ins_are_counted_where_asked_for_and_every_form_says_so(sqs, with_stand_in):
    words = ("summary", with_stand_in, "--by", "criterion", "--with-stand-ins")
    assert "8 case managers, 7 interviewed, with 1 stand-in" in sqs(*words).out
    assert "Interviews (of case managers, with 1 stand-in):" in sqs(*words).out
    assert "7 interviewed, with 1 stand-in" in sqs(*words, "--plain").out
    assert {one["relevant"] for one in sqs(*words, "--json").json["interviews"]} == {8}
    told = {(row["section"] == "", row["stand_ins"]) for row in sqs(*words, "--csv").rows}
    assert told == {(False, ""), (True, "1")}
    exported = sqs("export", with_stand_in, "--what", "summary", "--with-stand-ins").rows
    assert {row["stand_ins"] for row in exported if row["level"] == "interview"} == {"1"}
    assert "stand_ins" not in sqs("export", with_stand_in, "--what", "summary").rows[0]


def test_nobody_stood_in_and_nothing_is_said_of_it(sqs, aldermere):
    assert sqs("summary", aldermere).out == sqs("summary", aldermere, "--with-stand-ins").out
    assert "stand-in" not in sqs("summary", aldermere).out
