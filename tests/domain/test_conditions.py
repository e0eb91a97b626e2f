"""Conditions say what they mean, and nothing else can be said in them."""

from __future__ import annotations

import pytest

from sqs_tui.domain.conditions import Condition, ConditionError, parse


class Told:
    """A case told in a few words."""

    def __init__(self, words: dict[str, str] | None = None, marked: dict[str, tuple[str, ...]] | None = None, **facts):
        self.words, self.marked, self.facts = words or {}, marked or {}, facts

    def word(self, criterion: str) -> str:
        return self.words.get(criterion, "blank")

    def factors(self, criterion: str) -> tuple[str, ...]:
        return self.marked.get(criterion, ())

    def particular(self, name: str):
        return self.facts.get(name, None if name == "age" else "")


FACTS = frozenset({"cust", "comm"})


def check(source: str) -> Condition:
    return parse(source, FACTS, for_check=True)


@pytest.mark.parametrize(
    ("source", "view"),
    [
        ("open(RR01)", Told({"RR01": "yes"})),
        ("open(RR01)", Told({"RR01": "blank"})),
        ("open(RR01)", Told({"RR01": "parked"})),
        ("open(RR01)", Told({"RR01": "unknown"})),
        ("not open(RR01)", Told({"RR01": "no"})),
        ("not open(RR01)", Told({"RR01": "na"})),
        ("cust", Told(cust=True)),
        ("not cust", Told(cust=False)),
        ("cust and open(PP01)", Told({"PP01": "yes"}, cust=True)),
        ("cust or comm", Told(cust=False, comm=True)),
        ("RR01 == yes", Told({"RR01": "yes"})),
        ("RR01 != yes", Told({"RR01": "no"})),
        ("RR01 in (yes, unknown)", Told({"RR01": "unknown"})),
        ("RR01 not in (yes, no)", Told({"RR01": "parked"})),
        ('order == "RO"', Told(order="RO")),
        ('order != "RO"', Told(order="YRO")),
        ('order in ("DTO", "S90")', Told(order="S90")),
        ('phase not in ("licence", "both")', Told(phase="custody")),
        ("age < 16", Told(age=15)),
        ("age <= 15", Told(age=15)),
        ("age > 14", Told(age=15)),
        ("age >= 15", Told(age=15)),
        ("age in (10, 11)", Told(age=11)),
        ("(cust and open(PP01)) or not comm", Told(cust=False, comm=False)),
    ],
)
def test_each_allowed_form_holds_where_it_should(source, view):
    assert parse(source, FACTS).holds(view)


@pytest.mark.parametrize(
    ("source", "view"),
    [
        ("open(RR01)", Told({"RR01": "no"})),
        ("cust and open(PP01)", Told({"PP01": "no"}, cust=True)),
        ("RR01 == yes", Told()),
        ('order in ("DTO", "S90")', Told()),
        ("age < 16", Told()),
        ("age in (10, 11)", Told()),
    ],
)
def test_each_allowed_form_fails_where_it_should(source, view):
    assert not parse(source, FACTS).holds(view)


@pytest.mark.parametrize(
    ("source", "view"),
    [
        ('has(RR08, "late")', Told(marked={"RR08": ("late",)})),
        ("count(no, RR03, RR04, RR05) >= 2", Told({"RR03": "no", "RR05": "no"})),
        ("count(blank, RR03, RR04) == 2", Told()),
    ],
)
def test_checks_may_also_look_at_factors_and_count(source, view):
    assert check(source).holds(view)


@pytest.mark.parametrize("source", ['has(RR08, "late")', "count(no, RR03) >= 1"])
def test_a_criterion_may_not_wait_for_factors_or_counts(source):
    with pytest.raises(ConditionError, match="what can be written is open"):
        parse(source, FACTS)


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("", "does not read as an expression"),
        ("RR01 ==", "does not read as an expression"),
        ("RR01 = yes", "does not read as an expression"),
        ("\0", "does not read as an expression"),
        ("open(RR01", "does not read as an expression"),
        ("RR01.verdict == yes", "put a name on the left"),
        ("().__class__", "is not allowed here"),
        ("RR01.__class__", "is not allowed here"),
        ("__import__('os')", "is not known; what can be written is open"),
        ("open.__globals__", "is not allowed here"),
        ("open('/etc/passwd')", "takes the id of a criterion"),
        ("open(RR01, RR02)", "takes the id of a criterion"),
        ("open(criterion=RR01)", "is not allowed here"),
        ("open(*RR01)", "takes the id of a criterion"),
        ("open(RR01)()", "is not allowed here"),
        ("(lambda: True)()", "is not allowed here"),
        ("lambda: True", "is not allowed here"),
        ("[x for x in (1,)]", "is not allowed here"),
        ("(x := 1)", "is not allowed here"),
        ("f'{RR01}'", "is not allowed here"),
        ("'RR01' == yes", "put a name on the left"),
        ("True", "is not allowed here"),
        ("1", "is not allowed here"),
        ("1 + 1", "is not allowed here"),
        ("-cust", "is not allowed here"),
        ("cust if comm else cust", "is not allowed here"),
        ("10 < age < 12", "is not allowed here"),
        ("cust is comm", "is not allowed here"),
        ("cust[0]", "is not allowed here"),
        ("RR01", r"for a criterion write open\(RR01\) or RR01 == yes"),
        ("custt", "did you mean cust?"),
        ("order", 'compare order with something, as in order == "…"'),
        ("cust == yes", "write cust or not cust"),
        ("RR01 == maybe", "write one of yes, no, na, unknown, parked, blank"),
        ('RR01 == "yes"', "write one of yes, no, na, unknown, parked, blank"),
        ("RR01 < yes", "compare it with == or in"),
        ("RR01 == (yes, no)", "write `in`"),
        ("RR01 == ()", "write `in`"),
        ("RR01 in ()", "in brackets"),
        ("RR01 in yes", "in brackets"),
        ('order in "DTO"', "in brackets"),
        ('order in ("DTO")', "for a single one write =="),
        ('order == ("DTO", "S90")', "write `in`"),
        ("order == DTO", "must be a word in quotes"),
        ("order == 1", "must be a word in quotes"),
        ('order < "DTO"', "order is a word; compare it with == or in"),
        ('age == "15"', "must be a number"),
        ("age > True", "must be a number"),
        ("open(RR01) == yes", "cannot be compared"),
        ("count(no, RR01) > 1", "is not known; what can be written is open"),
    ],
)
def test_what_is_not_allowed_is_refused_and_what_was_meant_is_said(source, meant):
    with pytest.raises(ConditionError, match=meant.replace("?", r"\?")):
        parse(source, FACTS)


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("count(no) >= 1", "count needs a state and criteria"),
        ("count(maybe, RR01) >= 1", "is not how an answer can stand"),
        ("count(no, 'RR01') >= 1", "takes the id of a criterion"),
        ('count(no, RR01) >= "1"', "must be a number"),
        ("count(no, RR01) in 3", "in brackets"),
        ("has(RR08)", "takes the id of a criterion"),
        ("has(RR08, late)", "must be a word in quotes"),
        ('has(RR08, ("late", "thin"))', "must be a word in quotes"),
    ],
)
def test_a_check_that_cannot_be_asked_is_refused(source, meant):
    with pytest.raises(ConditionError, match=meant):
        check(source)


@pytest.mark.parametrize(
    "source",
    [
        "cust and " * 5_000 + "cust",
        "not " * 100_000 + "cust",
        "(" * 100_000,
        "cust" * 1_000_000,
        " and ".join(["cust"] * 220),
    ],
    ids=["a long chain", "deep nots", "deep brackets", "one huge name", "many terms"],
)
def test_huge_input_is_refused_and_not_worked_on(source):
    with pytest.raises(ConditionError):
        parse(source, FACTS)


def test_a_condition_tells_what_it_looks_at():
    condition = check('cust and open(PP01) and RR01 == yes and order in ("RO", "YRO") and has(PP02, "late")')
    assert condition.criteria == ("PP01", "RR01", "PP02")
    assert condition.gates == ("PP01",)
    assert condition.names == ("cust", "order")
    assert condition.values == (("order", "RO"), ("order", "YRO"))
    assert condition.marked == (("PP02", "late"),)


@pytest.mark.parametrize(
    ("view", "blamed"),
    [
        (Told({"PP01": "no"}, cust=True), "PP01"),
        (Told({"PP01": "yes"}, cust=False), "cust"),
        (Told({"PP01": "no"}, cust=False), "cust"),
    ],
)
def test_a_condition_that_fails_says_what_made_it_fail(view, blamed):
    assert parse("cust and open(PP01)", FACTS).blocker(view) == blamed
