"""Records ticked off, and phrases put into what is being written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.common.note import NoteScreen
from sqs_tui.ui.common.phrases import PhrasesScreen
from tests.ui.conftest import text_of
from tests.ui.test_held_steps import repeating

Open = Callable[..., SqsApp]


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Phrases of one's own."""
    monkeypatch.setenv("SQS_CONFIG_DIR", str(tmp_path / "settings"))
    (tmp_path / "settings").mkdir()
    path = tmp_path / "settings" / "phrases.toml"
    path.write_text('[[phrase]]\ntext = "In my words: "\n')
    return path


async def test_records_are_ticked_off_with_one_key(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "space", "down", "space", "space")
        text = text_of(app)
        assert "1 of 13 seen, 1 asked for and not there" in text
        assert "[x] Asset or AssetPlus" in text
        assert "[-] Pre-sentence report" in text
        await pilot.press("escape", "S")
        assert "2 of 13 records looked for" in text_of(app)


async def test_a_key_held_down_ticks_a_record_off_twice_at_most(open_app: Open) -> None:
    app = open_app(case="ALD-06", clock=repeating())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s", *["space"] * 12)
        assert "10 × mark came at once, as a held key does: not marked" in text_of(app)
        assert "[-] Asset or AssetPlus" in text_of(app)


async def test_a_phrase_goes_into_the_note_and_onto_the_disk(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_case("ALD-06", "PP01")
        await pilot.press("e", "ctrl+o")
        assert isinstance(app.screen, PhrasesScreen)
        assert "No risk of harm to others was found" in text_of(app)
        assert "yours" in text_of(app)
        await pilot.press("enter")
        assert isinstance(app.screen, NoteScreen)
        await pilot.press("!", "ctrl+s")
        assert app.inspection.cases["ALD-06"].answer("PP01").note.endswith("found in any source.!")


@pytest.mark.parametrize(
    ("typed", "is_now"),
    [
        ("Clear.", "Clear. In my words: so"),
        ("Clear. ", "Clear. In my words: so"),
        ("Clear.\n", "Clear.\nIn my words: so"),
        ("", "In my words: so"),
    ],
)
async def test_a_phrase_stands_apart_from_what_was_written(open_app: Open, own: Path, typed: str, is_now: str) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", *({"\n": "enter", " ": "space"}.get(one, one) for one in typed), "ctrl+o")
        screen = app.screen
        assert isinstance(screen, PhrasesScreen)
        screen.choose(next(id for id in map(str, range(99)) if screen.list.item(id).phrase.is_own))
        await pilot.pause()
        await pilot.press(*"so", "ctrl+s")
        assert app.inspection.cases["ALD-06"].answer("RR01").note == is_now


async def test_a_phrase_put_in_before_a_word_leaves_a_space_after_it(open_app: Open, own: Path) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", *"seen", "home", "ctrl+o")
        screen = app.screen
        assert isinstance(screen, PhrasesScreen)
        screen.choose(next(id for id in map(str, range(99)) if screen.list.item(id).phrase.is_own))
        await pilot.pause()
        await pilot.press("ctrl+s")
        assert app.inspection.cases["ALD-06"].answer("RR01").note == "In my words: seen"


async def test_a_file_of_phrases_that_is_wrong_is_told_and_those_that_ship_are_there(open_app: Open, own: Path) -> None:
    own.write_text("[[phrase]]\ntext = 3\n")
    app = open_app(case="ALD-06")
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("e", "f8")
        assert "cannot be read" in text_of(app)
        assert "Seen in the record:" in text_of(app)
        await pilot.press("escape", "escape")
    assert app.return_code in (None, 0)


async def test_beside_a_case_manager_no_phrases_are_shown(open_app: Open) -> None:
    app = open_app(case="ALD-06", company=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "ctrl+o")
        assert not isinstance(app.screen, PhrasesScreen)
        assert "Phrases stay put" in text_of(app)


async def test_where_evidence_was_found_is_completed_from_the_records(open_app: Open) -> None:
    app = open_app(case="ALD-06")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *"seen", "tab", "tab", *"cont")
        await pilot.press("right", "ctrl+s")
        assert app.inspection.entries_of("ALD-06", "RR01")[-1].source == "Contact log"
