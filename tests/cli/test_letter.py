"""`sqs letter`: the letter is written in every format, traced, frozen, and held against edited copies."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from sqs_tui import assets
from tests.cli.conftest import table

SAMPLE = assets.folder("data") / "samples" / "aldermere" / "letter.md"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The invented inspection with its letter, made once."""
    from sqs_tui.session import sample

    path = tmp_path_factory.mktemp("letter") / "aldermere.sqs"
    sample.build(path, complete=True)
    return path


@pytest.fixture
def book(made, tmp_path):
    path = tmp_path / "aldermere.sqs"
    shutil.copytree(made, path)
    return path


@pytest.fixture
def lead(book):
    """The same, with the author known to be the lead, and without the contradiction the sample keeps."""
    from sqs_tui.session.inspection import Inspection
    from sqs_tui.store.workbook import Workbook

    with Workbook.open(book) as workbook:
        Inspection(workbook).set_inspector("LI")
    return book


BECAUSE = "contradictions=The case was read twice; the answers stand."


def words(text):
    return re.findall(r"\w+", text)


def test_the_letter_of_the_invented_area_is_the_one_that_ships(sqs, book):
    assert sqs("letter", book).out == SAMPLE.read_text("utf-8")


def test_nothing_in_the_letter_could_let_a_case_be_known(sqs, book, tmp_path):
    path = tmp_path / "letter.docx"
    assert sqs("letter", book, "--format", "docx", "-o", path).code == 0
    with zipfile.ZipFile(path) as archive:
        text = " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if ".xml" in name)
    said = re.sub(r"<[^>]+>", " ", text)
    assert not re.search(r"ALD-\d|CM-[A-H]|AI-\d", said)
    assert re.findall(r"\d+(?:\.\d+)?%", said) == ["32.6%", "37.8%"]


@pytest.mark.parametrize("format", ["docx", "pdf", "html", "txt"])
def test_every_format_says_the_same(sqs, book, tmp_path, format):
    from sqs_tui.exchange.letter_copies import lines

    path = tmp_path / f"letter.{format}"
    assert sqs("letter", book, "--format", format, "-o", path).code == 0
    expected = words(re.sub(r"[|#*\\-]", " ", SAMPLE.read_text("utf-8")))
    if format == "pdf":
        if shutil.which("pdftotext") is None:
            pytest.skip("pdftotext is not installed")
        done = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True)
        pages = [re.sub(r"^\d+\n|\n\d+\s*$", "\n", page) for page in done.stdout.split("\f")]
        assert words(" ".join(pages).replace("•", " ")) == expected
        return
    if format == "docx":
        text = " ".join(lines(path))
    else:
        text = path.read_text("utf-8")
        if format == "html":
            text = re.sub(r"<style>.*?</style>|<title>.*?</title>|<[^>]+>", " ", text, flags=re.DOTALL)
            text = text.replace("&#x27;", "'")
    assert words(re.sub(r"[-*=]", " ", text)) == expected


def test_without_its_library_a_format_says_what_to_install(sqs, book, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.delitem(sys.modules, "sqs_tui.exchange.documents.word", raising=False)
    done = sqs("letter", book, "--format", "docx", "-o", tmp_path / "x.docx")
    assert (done.code, f"{sys.executable} -m pip install" in done.err) == (6, True)
    assert sqs("letter", book).code == 0


def test_words_are_picked_by_command_and_only_true_ones(sqs, book):
    assert "one-third" in sqs("letter", book, "--places", "3.2").out
    assert sqs("letter", book, "--pick", "3.2 PC04=a minority").code == 0
    assert "In a minority of relevant cases, planning" in sqs("letter", book).out
    done = sqs("letter", book, "--pick", "3.2 PC04=most")
    assert (done.code, "not true of 4 of 12" in done.err) == (6, True)


def test_a_letter_with_open_places_is_only_written_as_a_draft(sqs, book):
    sqs("letter", book, "--write", "4.4=Agencies met {SS10}.", "--write", "4.5=It was {SS12-}.")
    sqs("letter", book, "--add", "1=New words {RR08}.")
    done = sqs("letter", book)
    assert (done.code, "1.6 RR08" not in done.out) == (6, True)
    draft = sqs("letter", book, "--draft").out
    assert "[RR08: 11 of 14, no words yet]" in draft
    assert draft.startswith("**OFFICIAL-SENSITIVE**")


def test_trace_tells_what_every_sentence_rests_on(sqs, book):
    out = sqs("letter", book, "--trace").out
    block = out[out.index("In one-third of relevant cases, planning") :]
    assert "PC04 Vulnerability plan at the start: 4 of 12, “one-third”; met: ALD-01 ALD-03 ALD-07 ALD-09" in block
    assert "source: strength, case manager" in out
    assert "source: area note, training plan" in out
    assert "untraced" not in out


def test_a_proportion_bound_to_no_figure_is_untraced(sqs, book):
    done = sqs("letter", book, "--write", "4.4=Most plans named a date.")
    assert done.code == 0
    assert "untraced: “Most”" in sqs("letter", book, "--trace").out
    assert "4.4 “Most”" in sqs("letter", book, "--check").out


def test_a_reference_never_leaves(sqs, book):
    sqs("letter", book, "--write", "4.4=As ALD-04 shows, work was good.")
    for words in (["letter", book], ["letter", book, "--draft"]):
        done = sqs(*words)
        assert (done.code, "ALD-04" in done.err, done.out) == (6, True, "")


def test_what_could_let_somebody_be_known_is_told_beside_the_letter(sqs, book):
    sqs("letter", book, "--write", "4.4=Jayden did well.")
    done = sqs("letter", book)
    assert (done.code, "name: Jayden" in done.err) == (0, True)


def test_only_the_lead_finishes_and_reasons_need_a_sentence(sqs, book):
    done = sqs("letter", book, "--finalise", "--because", BECAUSE)
    assert (done.code, "Only the lead inspector, LI" in done.err) == (6, True)


def test_a_finished_letter_is_frozen_and_tells_when_figures_move(sqs, lead, file):
    done = sqs("letter", lead, "--finalise")
    assert (done.code, "contradictions:" in done.err) == (6, True)
    assert sqs("letter", lead, "--finalise", "--because", BECAUSE).code == 0
    sqs("import", lead, file("case,criterion,verdict\nALD-14,PC04,Y\n"))
    out = sqs("letter", lead, "--check").out
    assert "rested on PC04 4 of 12, now 5 of 12" in out
    sqs("import", lead, file("ref,order,status\nALD-02,RO,replaced\n"), "--reason", "moved away")
    assert "context: “14 cases” is now “13 cases” in the inspection" in sqs("letter", lead, "--check").out
    assert "in one-third of relevant cases [PC04 was 4 of 12, now 5 of 12]" in sqs("letter", lead, "--draft").out
    assert "good enough in one-third of relevant cases" in sqs("letter", lead, "--frozen").out


def test_open_alerts_and_differences_are_never_overridden(sqs, lead):
    from sqs_tui.domain.entry import Alert
    from sqs_tui.session.inspection import Inspection
    from sqs_tui.store.workbook import Workbook

    with Workbook.open(lead) as workbook:
        Inspection(workbook).raise_alert(Alert("", "ALD-01", "child", "seen"))
    done = sqs("letter", lead, "--finalise", "--because", BECAUSE, "--because", "alerts=No.")
    assert (done.code, "alerts: 1 open alert; this cannot be overridden" in done.err) == (6, True)


@pytest.mark.parametrize("format", ["docx", "md", "txt"])
def test_what_was_changed_in_an_edited_copy_is_found(sqs, lead, tmp_path, format):
    sqs("letter", lead, "--finalise", "--because", BECAUSE)
    path = tmp_path / f"letter.{format}"
    assert sqs("letter", lead, "--format", format, "-o", path).code == 0
    assert sqs("letter", lead, "--against", path).code == 0
    edits = [("two-thirds of", "most of"), ("14 cases", "15 cases"), ("a specialist worker", "Jayden Oakes")]
    _edit(path, edits)
    done = sqs("letter", lead, "--against", path)
    assert done.code == 1
    assert "3.1: “two-thirds” became “most”; it rests on PC02 8 of 12" in done.out
    assert "context: “14” became “15”; it rests on the inspection's details" in done.out
    assert "4.4: “Jayden Oakes” is new" in done.out
    assert len([line for line in done.out.splitlines() if not line.startswith(" ")]) == 3


def _edit(path, edits):
    """What a word processor would have done, unseen."""
    if path.suffix != ".docx":
        text = path.read_text("utf-8")
        for was, now in edits:
            text = re.sub(was.replace(" ", r"\s+"), now, text)
        path.write_text(text, encoding="utf-8")
        return
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["word/document.xml"].decode("utf-8")
    for was, now in edits:
        assert was in text
        text = text.replace(was, now)
    parts["word/document.xml"] = text.encode("utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_points_of_factual_accuracy_are_kept_with_their_responses(sqs, book):
    sqs("letter", book, "--keep-draft")
    sqs("letter", book, "--point", "4.4=The panel meets weekly.", "--by", "YOS Manager")
    assert "no response yet" in sqs("letter", book, "--points").out
    sqs("letter", book, "--respond", "1=Agreed.", "--changed", "--write", "4.5=Panels met weekly.")
    out = sqs("letter", book, "--points").out
    assert "YOS Manager" in out
    assert "changed: Agreed." in out
    assert "{+Panels met weekly.+}" in sqs("letter", book, "--changes").out


def test_the_evidence_is_for_the_team_and_marked(sqs, book):
    out = sqs("letter", book, "--annex").out
    assert out.startswith("**OFFICIAL-SENSITIVE**")
    assert "PC04 Vulnerability plan at the start | 4 of 12 | one-third" in out
    assert "fewer than 3" not in out
    assert "ALD-01 03 07 09" in out


def test_a_minimum_base_takes_sentences_about_fewer_out(sqs, book):
    assert "two of the three" in sqs("letter", book, "--minimum-base", "3").out
    assert sqs("letter", book, "--minimum-base", "4").code == 2


# Inspections that are not the usual one


def inspection(sqs, tmp_path, orders, **details):
    """An inspection with every case complete, from the criteria of the sample."""
    path = tmp_path / "other.sqs"
    rows = [{"ref": f"X-{n:02}", "order": order, "case_manager": f"CM-{n % 5}"} for n, order in enumerate(orders, 1)]
    cases = table(tmp_path / "cases.csv", ["ref", "order", "case_manager"], rows)
    assert sqs("new", path, "--area", details.pop("area", "Testshire"), "--cases", cases).code == 0
    from sqs_tui.domain.case import Verdict
    from sqs_tui.session.inspection import Inspection
    from sqs_tui.store.workbook import Workbook

    with Workbook.open(path) as workbook:
        one = Inspection(workbook)
        one.set_details({"vocabulary": "YOT", "fieldwork": "2016-04-04/2016-04-07", "lead": "LI", **details})
        for case in list(one.cases):
            for criterion in one.catalogue.criteria:
                if not one.closed_by(case, criterion.id):
                    one.answer(case, criterion.id, Verdict.YES)
    return path


def test_no_custody_cases_give_no_custody_sentence(sqs, tmp_path):
    path = inspection(sqs, tmp_path, ["RO", "YRO", "RO"])
    draft = sqs("letter", path, "--draft").out
    assert "custody cases" not in draft
    assert "time in custody" not in draft
    assert "three cases" in draft


def test_forty_seven_cases_over_four_days_in_a_joint_area(sqs, tmp_path):
    path = inspection(sqs, tmp_path, ["RO", "YRO", "DTO"] * 15 + ["RO"] * 2, area="Northshire and Southshire")
    draft = sqs("letter", path, "--draft").out
    assert "47 cases" in draft
    assert "from 4 to 7 April 2016" in draft
    assert "Northshire and Southshire Youth Offending Team (YOT)" in draft


def test_no_reoffending_figure_and_nobody_interviewed(sqs, tmp_path):
    path = inspection(sqs, tmp_path, ["RO", "YRO"])
    draft = sqs("letter", path, "--draft").out
    assert "reoffending was" not in draft
    assert "¹" not in draft
    assert "we interviewed" not in draft
    assert "took part" not in draft
    reasons = sqs("letter", path, "--check").out
    assert "nobody was interviewed" in reasons
    assert "there is no reoffending rate" in reasons


def test_an_unknown_number_of_cases_is_refused_with_the_reason(sqs, tmp_path, file):
    sqs("new", tmp_path / "x.sqs", "--area", "T")
    done = sqs("letter", tmp_path / "x.sqs", "--draft")
    assert (done.code, "how many were examined is not known" in done.err) == (6, True)
    sqs("import", tmp_path / "x.sqs", file("ref,order\nX-1,RO\n"))
    done = sqs("letter", tmp_path / "x.sqs")
    assert (done.code, "None of 1 cases is complete" in done.err) == (6, True)


# Sheets


def test_sheets_hold_users_text_as_text(sqs, book, tmp_path, file):
    sqs("import", book, file('case,criterion,verdict,note\nALD-01,RR01,Y,"=HYPERLINK(""http://x"",""y"")"\n'))
    path = tmp_path / "all.xlsx"
    assert sqs("export", book, "--what", "all", "--format", "xlsx", "-o", path).code == 0
    with zipfile.ZipFile(path) as archive:
        sheets = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    every = " ".join(sheets.values())
    assert "<f>" not in every
    assert "=HYPERLINK" in sheets["xl/sharedStrings.xml"]
    assert not any("hyperlink" in name for name in sheets)
    pages = [text for name, text in sheets.items() if name.startswith("xl/worksheets/sheet")]
    assert len(pages) == 4
    assert all("OFFICIAL-SENSITIVE" in text for text in pages)


def test_a_minimum_base_hides_figures_of_fewer_in_a_summary(sqs, book):
    rows = sqs("export", book, "--what", "summary", "--minimum-base", "3").rows
    assert {row["id"]: row["met"] for row in rows}["PC05"] == "2"
    assert sqs("export", book, "--what", "all").code == 2


def test_only_what_may_be_shared_is_offered_as_an_example(sqs, book):
    out = sqs("letter", book, "--sources").out
    assert "{from e-sample-003}  strength  RR08 PC02" in out
    assert "area note" in out
    assert "victim safety at release" not in out  # a private strength


def test_a_frozen_letter_is_told_in_the_history_not_repeated(sqs, book):
    sqs("letter", book, "--keep-draft")
    rows = [row for row in sqs("export", book, "--what", "history").rows if row["table"] == "letter_snapshots"]
    assert {row["field"]: row["to"] for row in rows}["content"] == "kept whole"


def test_tracked_changes_count_as_what_they_make_of_the_letter(sqs, lead, tmp_path):
    sqs("letter", lead, "--finalise", "--because", BECAUSE)
    path = tmp_path / "letter.docx"
    sqs("letter", lead, "--format", "docx", "-o", path)
    deleted = '</w:t></w:r><w:del w:id="1"><w:r><w:delText>two-thirds of</w:delText></w:r></w:del>'
    moved = '<w:moveFrom w:id="2"><w:r><w:t>half of</w:t></w:r></w:moveFrom>'
    added = '<w:ins w:id="3"><w:r><w:t>most of</w:t></w:r></w:ins><w:r><w:t xml:space="preserve">'
    _edit(path, [("two-thirds of", deleted + moved + added)])
    done = sqs("letter", lead, "--against", path)
    assert "3.1: “two-thirds” became “most”" in done.out
    assert "half" not in done.out


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", b"\xff\xfe\x00"])
def test_a_copy_that_is_no_document_is_refused(sqs, lead, tmp_path, content):
    sqs("letter", lead, "--finalise", "--because", BECAUSE)
    path = tmp_path / "copy.docx"
    path.write_bytes(content)
    done = sqs("letter", lead, "--against", path)
    assert (done.code, "cannot be compared" in done.err) == (6, True)


def test_what_the_lead_overrode_no_longer_stops_the_letter_and_open_sentences_are_left_out(sqs, lead):
    sqs("letter", lead, "--add", "1=Nobody picked words for this: {RR08}.", "--up", "1.6", "--write", "4.5=X {SS12-}.")
    assert sqs("letter", lead).code == 6
    because = [*("--because", BECAUSE), "--because", "words=It is not wanted."]
    assert sqs("letter", lead, "--finalise", *because).code == 0
    out = sqs("letter", lead).out
    assert "Nobody picked" not in out
    assert "no words yet" not in out
    assert [line[:4] for line in out.splitlines() if re.match(r"1\.\d\.", line)] == [f"1.{n}." for n in range(1, 6)]


def test_where_there_is_no_template_that_is_said_first_and_no_draft_is_advised(sqs, tmp_path, file):
    text = (assets.folder("data") / "catalogues" / "sqs-2016.toml").read_text("utf-8")
    own = file(text.replace('id = "sqs-2016"', 'id = "mine"', 1), "mine.toml")
    assert sqs("new", tmp_path / "x.sqs", "--area", "T", "--catalogue", own).code == 0
    sqs("import", tmp_path / "x.sqs", file("ref,order\nT-1,YRO\n"))
    for words in ((), ("--draft",)):
        done = sqs("letter", tmp_path / "x.sqs", *words)
        assert done.code == 3
        assert "There is no template of a letter for the catalogue mine." in done.err
        assert "--draft" not in done.err
