"""The README says what is so."""

from __future__ import annotations

import re

from sqs_tui.cli.entry import parser
from sqs_tui.settings import Settings
from sqs_tui.ui import keys
from tests.readme import README, with_keys

TEXT = README.read_text("utf-8")


def test_its_key_table_is_the_keys_there_are() -> None:
    assert with_keys(TEXT) == TEXT, "run make readme"


def test_it_names_every_command() -> None:
    commands = next(action.choices for action in parser()._actions if isinstance(action.choices, dict))
    assert [name for name in commands if f"sqs {name}" not in TEXT] == []


def test_it_names_every_setting() -> None:
    assert [name for name in Settings.__dataclass_fields__ if f"`{name}`" not in TEXT] == []


def test_key_ids_are_verb_object_and_their_own() -> None:
    ids = [key.id for key in keys.KEYS]
    assert len(set(ids)) == len(ids)
    assert [id for id in ids if not re.fullmatch(r"[a-z]+-[a-z-]+", id)] == []


def test_no_key_means_two_things_in_one_place() -> None:
    for place in keys.SCOPES:
        used = [one for key in keys.in_scope(place) for one in key.keys.split(",")]
        assert len(set(used)) == len(used), place


def test_every_key_has_a_one_word_label_and_a_sentence() -> None:
    assert [key.id for key in keys.KEYS if len(key.label) > 11 or not key.tooltip.endswith(".")] == []
