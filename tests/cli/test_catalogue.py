"""What is asked: listed, shown, printed as a form, and checked."""

from __future__ import annotations

from tests.cli.conftest import ROOT

SHIPPED = ROOT / "data" / "catalogues" / "sqs-2016.toml"


def test_the_catalogues_that_ship_and_ones_own_are_listed(sqs, tmp_path):
    own = tmp_path / "home" / "config" / "catalogues"
    own.mkdir(parents=True)
    (own / "mine.toml").write_text(SHIPPED.read_text("utf-8").replace('id = "sqs-2016"', 'id = "mine"'), "utf-8")
    (own / "broken.toml").write_text("id =")
    out = sqs("catalogue", "list").out
    assert sqs("catalogue").out == out
    lines = {line.split()[0]: line for line in out.splitlines() if line}
    assert "unofficial" in lines["sqs-2016"]
    assert "youth-standards-2018" in lines
    assert "your own" in lines["mine"]
    assert "cannot be used" in lines["broken"]
    assert sqs("new", tmp_path / "x.sqs", "--area", "T", "--catalogue", "mine").code == 0


def test_a_catalogue_is_shown_with_where_each_criterion_comes_from(sqs):
    out = sqs("catalogue", "show", "sqs-2016").out
    assert "UNOFFICIAL" in out
    assert "RR02  PSR good enough  [score; from: letter 1.1]" in out
    assert "When: open(RR01)" in out
    assert "Good enough when:" in out


def test_the_form_has_boxes_factors_guidance_and_room_for_notes(sqs):
    out = sqs("catalogue", "show", "sqs-2016", "--form").out
    assert out.startswith("# Short Quality Screening")
    assert out.count("☐ Yes  ☐ No  ☐ n/a  ☐ cannot judge") == 50 + 8
    assert out.count("\n### ") == 50 + 9
    assert "*Only when* RR01 is neither No nor n/a" in out
    assert "*Good enough when:*" in out
    assert "Notes: ____" in out


def test_a_sound_catalogue_says_what_it_has(sqs):
    done = sqs("catalogue", "check", SHIPPED)
    assert (done.code, "46 criteria (32 scored, 9 gates, 5 details), 4 extended" in done.out) == (0, True)


def test_a_catalogue_is_checked_by_its_id_too(sqs):
    done = sqs("catalogue", "check", "sqs-2016")
    assert (done.code, "sound. sqs-2016" in done.out, "Its file" in done.out) == (0, True, False)


def test_a_file_that_is_not_called_as_its_catalogue_says_so(sqs, file):
    out = sqs("catalogue", "check", file(SHIPPED.read_text("utf-8"), "ours.toml")).out
    assert "Its file is called ours: that is the name it is listed and chosen by, not sqs-2016." in out


def test_every_problem_is_printed_with_its_place(sqs, file):
    text = SHIPPED.read_text("utf-8").replace('when = "open(RR01)"', 'when = "open(RR99)"', 1)
    bad = file(text, "bad.toml")
    done = sqs("catalogue", "check", bad)
    line = text[: text.index("open(RR99)")].count("\n") + 1
    assert done.code == 1
    assert done.out.startswith(f"{bad}: line {line}, [[criterion]] RR02 when: no criterion is called 'RR99'")


def test_what_cannot_be_read_is_not_a_finding(sqs, tmp_path, file):
    assert sqs("catalogue", "check", tmp_path / "none.toml").code == 3
    assert sqs("catalogue", "check", tmp_path).code == 3
    assert sqs("catalogue", "show", "none").code == 3
    assert sqs("catalogue", "check", file(b"\xff", "x.toml")).code == 1
