"""Records to tick off and phrases: what ships is whole, and a person's own file is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqs_tui import assets
from sqs_tui.domain.fieldwork import Phrase, offered
from sqs_tui.errors import UsageError
from sqs_tui.store import fieldwork
from tests.domain.samples import SQS, YOUTH, catalogue


@pytest.mark.parametrize("name", [SQS, YOUTH, "of-my-own"])
def test_every_catalogue_has_records_to_tick_off(name: str) -> None:
    assert len(fieldwork.shipped(name).sources) >= 6


@pytest.mark.parametrize(
    "path", sorted((assets.folder("data") / "fieldwork").glob("*.toml")), ids=lambda path: path.stem
)
def test_phrases_that_ship_are_about_criteria_there_are(path: Path) -> None:
    named = {id for phrase in fieldwork.read(path).phrases for id in phrase.criteria}
    known = set(catalogue(path.stem).known) if path.stem != "default" else set()
    assert named <= known


def test_phrases_about_the_criterion_come_first_and_ones_own_before_others() -> None:
    phrases = [Phrase("any"), Phrase("plan", ("RR12",)), Phrase("mine", ("RR12",), True), Phrase("psr", ("RR02",))]
    assert [one.text for one in offered(phrases, ["RR12"])] == ["mine", "plan", "any"]
    assert [one.text for one in offered(phrases, [])] == ["any"]


def test_ones_own_phrases_are_read_from_the_settings_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SQS_CONFIG_DIR", str(tmp_path))
    assert fieldwork.own_phrases() == ()
    (tmp_path / "phrases.toml").write_text('[[phrase]]\ntext = "Seen: "\ncriteria = ["RR12"]\n')
    assert fieldwork.own_phrases() == (Phrase("Seen: ", ("RR12",), True),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[phrase]\n", "phrases.toml"),
        ("[[phrase]]\ntext = 3\n", "[[phrase]] 1 text"),
        ('[[phrase]]\ntext = "a"\ncriterion = "b"\n', "no key is called criterion"),
        ('[[phrase]]\ntext = "a"\ncriteria = "RR12"\n', "criteria: is a list"),
        ('[[sauce]]\ncode = "a"\n', "no key is called sauce"),
        ('[[source]]\ncode = "a/b"\ntitle = "c"\n', "letters, digits and underscores"),
        ('phrase = "a"\n', "written as [[phrase]]"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "phrases.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as wrong:
        fieldwork.read(path)
    assert str(path) in wrong.value.detail
    assert said in wrong.value.detail
