"""What is wrong in a catalogue is named: the line, the key, and what was meant."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from sqs_tui import locations
from sqs_tui.errors import BadCatalogue, Exit, NotFound
from sqs_tui.store.catalogues import available, by_name, examine, folders, parse, read

#: What ships, by name.
SHIPPED = sorted(path.stem for path in folders()[0].glob("*.toml"))

GOOD = """
format = 1
id = "small-audit"
version = "1"
title = "A small audit"
short = "Small"
wording = "Ours."
aggregate = "lowest"

[[fact]]
id = "cust"
when = 'order == "DTO"'
title = "in custody"
otherwise = "not in custody"

[[order]]
code = "RO"
title = "Referral order"
phase = "community"

[[order]]
code = "DTO"
title = "Detention"
phase = "custody"

[[band]]
title = "Good"
at_least = 65
points = 1

[[band]]
title = "Poor"
at_least = 0

[total]
title = "Total"
sections = ["1"]
group = "all"
bands = [{ title = "Good", at_least = 1 }, { title = "Poor", at_least = 0 }]

[[group]]
id = "all"
title = "all"
when = "cust or not cust"

[[section]]
id = "1"
title = "One"
short = "One"

[[criterion]]
id = "RR01"
section = "1"
kind = "gate"
title = "A gate"
question = "Is it open?"
closing = true

[[criterion]]
id = "RR02"
section = "1"
kind = "score"
title = "A score"
question = "Is it good enough?"
when = "cust and open(RR01)"
factors = ["proc"]
look_for = ["a"]
good = ["b"]
not_good = ["c"]
na_when = ["d"]

[[interview]]
id = "IV01"
kind = "score"
title = "An item"
question = "Is it understood?"

[[factors]]
id = "proc"
title = "Process"
factors = [
  { code = "late", title = "late" },
  { code = "not_done", title = "not done", evidence = "1.2" },
]

[[check]]
id = "late-or-not"
when = 'RR01 == yes and has(RR02, "late")'
criteria = ["RR01", "RR02"]
say = "Which is right?"
"""


def problems(text: str) -> list[str]:
    return [str(problem) for problem in examine(text)[1]]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_a_catalogue_without_fault_has_none():
    catalogue, found = examine(GOOD)
    assert list(found) == []
    assert [one.id for one in catalogue.criteria] == ["RR01", "RR02"]


@pytest.mark.parametrize("name", SHIPPED)
def test_all_that_ship_are_without_fault(name):
    assert list(examine(available()[name].read_text("utf-8"))[1]) == []


def test_letter_evidenced_factors_come_first():
    assert [factor.code for factor in parse(GOOD, "x").criteria[1].factors[0].factors] == ["not_done", "late"]


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        # conditions
        ("open(RR01)", "open(RR10)", "when", "no criterion is called 'RR10'; did you mean RR0"),
        ("open(RR01)", "open(RR02)", "when", "circular: RR02 → RR02"),
        ("open(RR01)", "open RR01", "when", "it does not read as an expression"),
        ("open(RR01)", "RR01", "when", "for a criterion write open(RR01) or RR01 == yes"),
        ("cust and open(RR01)", "custt and open(RR01)", "when", "did you mean cust?"),
        ('order == "DTO"', 'order == "DTQ"', "when", "no order code is called 'DTQ'; did you mean DTO?"),
        ('order == "DTO"', 'phase == "custdy"', "when", "no phase code is called 'custdy'; did you mean custody?"),
        ('order == "DTO"', "open(RR01)", "when", "a fact may look at the case only, not at RR01"),
        ('order == "DTO"', "cust", "when", "the condition of cust names itself"),
        ("cust or not cust", "RR01 == yes", "when", "a group may look at the case only, not at RR01"),
        ('has(RR02, "late")', 'has(RR02, "lade")', "when", "no factor of RR02 is called 'lade'; did you mean late?"),
        ('has(RR02, "late")', 'has(RR09, "late")', "when", "no criterion is called 'RR09'"),
        # names used twice
        ('id = "RR02"', 'id = "RR01"', "id", "RR01 is used already"),
        ('id = "IV01"', 'id = "RR01"', "id", "RR01 is used already"),
        ('code = "DTO"', 'code = "RO"', "code", "RO is used already"),
        ('code = "late"', 'code = "not_done"', "factors", "the code not_done is there twice in this list"),
        # names of nothing
        ('factors = ["proc"]', 'factors = ["prok"]', "factors", "no list is called 'prok'; did you mean proc?"),
        ('criteria = ["RR01", "RR02"]', 'criteria = ["RR01", "RR3"]', "criteria", "no criterion is called 'RR3'"),
        ('sections = ["1"]', 'sections = ["2"]', "sections", "no section is called '2'; there are 1"),
        ('group = "all"', 'group = "al"', "group", "no group is called 'al'"),
        ('kind = "gate"', 'kind = "gats"', "kind", "no value is called 'gats'; did you mean gate?"),
        ('aggregate = "lowest"', 'aggregate = "lowst"', "aggregate", "did you mean lowest?"),
        ('phase = "custody"', 'phase = "prison"', "phase", "no value is called 'prison'"),
        # unknown keys
        ("closing = true", "closes = true", "closes", "no key is called 'closes'; did you mean closing?"),
        ('wording = "Ours."', 'wordin = "Ours."', "wordin", "no key is called 'wordin'; did you mean wording?"),
        ('group = "all"', 'groop = "all"', "groop", "no key is called 'groop'; did you mean group?"),
        # missing, long, wrong
        ('question = "Is it open?"', "", "question", "is missing"),
        ('na_when = ["d"]', "", "", "a scored criterion needs look_for, good, not_good and na_when"),
        ("format = 1", "format = 2", "format", "must be 1"),
        ('title = "A gate"', f'title = "{"x" * 35}"', "title", "is longer than 34 characters"),
        ('title = "A gate"', 'title = "A \\u001b gate"', "title", "has control characters in it"),
        ('title = "A gate"', 'title = "A \\u009b gate"', "title", "has control characters in it"),
        ('title = "A gate"', "title = 5", "title", "must be text in quotes"),
        ('wording = "Ours."', 'wording = "Ours."\nfeedback_sheet = 1', "feedback_sheet", "must be true or false"),
        ('wording = "Ours."', 'wording = "Ours."\nfeedback_verdicts = true', "feedback_verdicts", "needs"),
        ("closing = true", 'closing = "yes"', "closing", "must be true or false"),
        ('kind = "gate"', 'kind = "detail"', "closing", "only a gate can close others"),
        ('id = "small-audit"', 'id = "Small Audit"', "id", "may have only letters, digits and hyphens"),
        ('code = "late"', 'code = "Late!"', "factors", "may have only small letters"),
        ("at_least = 65", "at_least = 0", "at_least", "bands go from the highest down"),
        ("at_least = 65", "at_least = 101", "at_least", "must be a whole number from 0 to 100"),
        ("{ title = \"Good\", at_least = 1 }, ", "5, ", "bands", "each must be"),
        ('id = "cust"', 'id = "order"', "id", "order is used already"),
        ('id = "RR01"', 'id = "yes"', "id", "yes has a meaning in conditions already"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_line_its_key_and_what_was_meant(old, new, key, said):
    text = changed(old, new)
    found = [problem for problem in problems(text) if said in problem]
    assert found, problems(text)
    assert found[0].startswith("line ")
    assert key in found[0]


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("open(RR01)", "open(RR10)", "open(RR10)"),
        ('kind = "gate"', 'kind = "gats"', "gats"),
        ('order == "DTO"', 'order == "DTQ"', "DTQ"),
        ('aggregate = "lowest"', 'aggregate = "lowst"', "lowst"),
        ('code = "DTO"', 'code = "RO"\n#', "#"),
        ('group = "all"', 'group = "al"', '"al"'),
    ],
)
def test_the_line_is_the_one_it_stands_on(old, new, part):
    text = changed(old, new)
    lines = [int(found[1]) for problem in problems(text) if (found := re.match(r"line (\d+)", problem))]
    assert min(abs(line_of(text, part) - line) for line in lines) <= (1 if part == "#" else 0)


def test_a_condition_on_a_later_criterion_says_to_move_it():
    text = GOOD.replace("closing = true", 'closing = true\nwhen = "open(RR02)"').replace(" and open(RR01)", "")
    assert "RR02 comes later; a condition may name only earlier criteria, so move RR02 up" in problems(text)[0]


def test_a_circle_is_shown_all_the_way_round():
    text = changed("closing = true", 'closing = true\nwhen = "open(RR02)"')
    assert "circular: RR01 → RR02 → RR01; one of them must not wait for the others" in problems(text)[0]


def test_every_fault_is_found_at_once():
    text = (
        GOOD.replace("open(RR01)", "open(RR09)").replace('"custody"', '"prison"').replace("points = 1", 'points = "x"')
    )
    assert len(problems(text)) == 3


def test_what_is_not_toml_is_named_by_its_line():
    place = line_of(GOOD, 'kind = "gate"')
    assert problems(changed('kind = "gate"', "kind = gate"))[0].startswith(f"line {place}, the file")


@pytest.mark.parametrize("text", ["", "format = 1", "[[criterion]]", "section = 5", "a = " + "[" * 5_000, "\0"])
def test_scraps_are_named_and_crash_nothing(text):
    assert problems(text)


WRONG = [
    5,
    -1,
    1.5,
    True,
    "",
    "x",
    [],
    {},
    [5],
    [{}],
    [[]],
    ["x"],
    {"a": 1},
    date(2016, 5, 23),
    "open(",
    "\u202e",
    10**400,
]


def written(value: object) -> str:
    """A value as TOML."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + value.replace('"', '\\"') + '"'
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{key} = {written(one)}" for key, one in value.items()) + "}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def test_whatever_stands_for_whichever_value_nothing_crashes():
    """Every value of a catalogue replaced by everything it should not be."""
    good = tomllib.loads(GOOD)
    for key, value in good.items():
        for wrong in WRONG:
            text = "\n".join(f"{name} = {written(wrong if name == key else one)}" for name, one in good.items())
            _is_told(text)
        for place, table in enumerate(value) if isinstance(value, list) else []:
            for inner in table:
                for wrong in WRONG:
                    tables = [{**one, inner: wrong} if number == place else one for number, one in enumerate(value)]
                    _is_told(
                        "\n".join(f"{name} = {written(tables if name == key else one)}" for name, one in good.items())
                    )


def _is_told(text: str) -> None:
    catalogue, found = examine(text)
    assert (catalogue is None) == bool(found)
    assert all(str(problem) for problem in found)


def test_a_bad_catalogue_is_refused_with_every_problem_on_a_line(tmp_path):
    with pytest.raises(BadCatalogue) as told:
        parse(changed('kind = "gate"', 'kind = "gats"'), "mine.toml")
    assert told.value.code == Exit.FOUND
    assert all(line.startswith("mine.toml: line ") for line in told.value.detail.splitlines())


# Files


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda path: None, NotFound, "cannot be read"),
        (lambda path: path.mkdir(), NotFound, "It is a folder, not a regular file"),
        (lambda path: path.write_bytes(b"\xff\xfe"), BadCatalogue, "not UTF-8"),
        (lambda path: path.write_bytes(b"#" * 5_000_001), NotFound, "is not a catalogue"),
    ],
)
def test_a_file_that_is_none_is_named(tmp_path, make, error, said):
    path = tmp_path / "mine.toml"
    make(path)
    with pytest.raises(error, match=said):
        read(path)


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode("utf-8"))
    assert read(path).id == "small-audit"


def test_ones_own_catalogues_stand_beside_those_that_ship():
    own = locations.config_folder() / "catalogues"
    own.mkdir(parents=True)
    (own / "small-audit.toml").write_text(GOOD)
    assert available().keys() == {"small-audit", *SHIPPED}
    assert by_name("small-audit").title == "A small audit"


def test_a_catalogue_can_be_named_by_its_file(tmp_path):
    (tmp_path / "mine.toml").write_text(GOOD)
    assert by_name(str(tmp_path / "mine.toml")).id == "small-audit"


def test_a_catalogue_that_was_changed_is_read_anew(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD)
    assert by_name(str(path)).title == "A small audit"
    path.write_text(GOOD.replace("A small audit", "Another audit"))
    assert by_name(str(path)).title == "Another audit"


def test_a_name_of_nothing_says_what_there_is():
    with pytest.raises(NotFound) as told:
        by_name("sqs-2061")
    assert "sqs-2016" in told.value.detail


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_called_by_its_id_and_marked_as_not_official(name):
    found = by_name(name)
    assert (found.id, found.official, bool(found.wording)) == (name, False, True)


def test_the_format_described_is_the_format_read():
    """The example in docs/catalogue-author.md names only keys there are."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "catalogue-author.md").read_text("utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.S)[1]
    assert not [problem for problem in problems(example) if "key is called" in problem]
