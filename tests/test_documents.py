"""The documents say what is so, and every link in them leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sqs_tui.cli import help
from sqs_tui.cli.entry import parser
from sqs_tui.errors import Exit
from sqs_tui.settings import Settings
from sqs_tui.ui import keys
from tests import pages
from tests.pages import DOCS, ROOT, commands, leaves

README = ROOT / "README.md"
DOCUMENTS = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), ROOT / "data" / "README.md"])


def anchors(path: Path) -> set[str]:
    """The headings of a page as links name them."""
    heads = re.findall(r"^#+ (.*)", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", head.casefold()).strip().replace(" ", "-") for head in heads}


def blocks(path: Path) -> list[str]:
    """The lines that begin with our command, in every block of a page."""
    found = re.findall(r"^```\w*\n(.*?)^```", path.read_text("utf-8"), re.M | re.S)
    return [line for block in found for line in block.splitlines() if line.startswith("sqs ")]


@pytest.mark.lint
@pytest.mark.parametrize("path", (DOCS / "reference").glob("*.md"), ids=lambda path: path.stem)
def test_a_page_with_tables_of_the_program_is_up_to_date(path: Path) -> None:
    text = path.read_text("utf-8")
    assert pages.up_to_date(text) == text, "run make pages"


@pytest.mark.lint
def test_every_command_option_setting_key_and_exit_code_is_in_them() -> None:
    reference = {path.stem: path.read_text("utf-8") for path in (DOCS / "reference").glob("*.md")}
    for name, command in commands().items():
        for whole, leaf in leaves(name, command):
            part = reference["commands"].partition(f"## sqs {whole}\n")[2].partition("\n## ")[0]
            assert part, whole
            for action in leaf._actions:
                for option in set(action.option_strings) - {"-h", "--help"}:
                    assert option in part, (whole, option)
    assert [name for name in Settings.__dataclass_fields__ if f"`{name}`" not in reference["settings"]] == []
    assert [key.id for key in keys.KEYS if f"`{key.id}`" not in reference["keys"]] == []
    assert [code for code in Exit if f"| {code.value} |" not in reference["exit-codes"]] == []


@pytest.mark.lint
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.S)):
        if target.startswith(("http:", "https:")):
            continue
        where, _, anchor = target.partition("#")
        there = (path.parent / where).resolve() if where else path
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.lint
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_in_a_block_can_be_read(path: Path) -> None:
    read = parser()
    for line in blocks(path):
        words = shlex.split(line.partition("  #")[0].partition(" <")[0])[1:]
        if path.parent.name != "reference":
            read.parse_args(words)


@pytest.mark.lint
def test_the_readme_is_a_door() -> None:
    text = README.read_text("utf-8")
    assert len(text.splitlines()) <= 110
    assert len(text.encode()) <= 8192


@pytest.mark.lint
def test_every_page_is_in_the_index_and_begins_with_its_title() -> None:
    listed = help.pages().values()  # By its last word each: two pages of one would be one here.
    assert set(listed) == {*DOCS.rglob("*.md")} - {DOCS / "index.md"}
    for path in listed:
        lines = path.read_text("utf-8").splitlines()
        assert next(line for line in lines if line and not line.startswith("<!--")).startswith("# "), path


@pytest.mark.lint
def test_what_code_cites_is_a_heading_of_the_rules() -> None:
    rules = (DOCS / "dev" / "rules.md").read_text("utf-8")
    heads = set(re.findall(r"^## (.*)", rules, re.M))
    counted = set(re.findall(r"^(\d+)\. ", rules, re.M))
    cited = 0
    for path in [*(ROOT / "sqs_tui").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        for found in re.finditer(r"\brules\.md, ([A-Z][\w ]*\w)(?:, (\d+))?", path.read_text("utf-8")):
            assert any(found[1].startswith(head) for head in heads), (path, found[0])
            assert found[2] is None or found[2] in counted, (path, found[0])
            cited += 1
    assert cited > 15


@pytest.mark.lint
def test_no_file_names_a_page_that_is_not_here() -> None:
    names = {path.name for path in DOCUMENTS}
    for path in [*ROOT.glob("sqs_tui/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("data/**/*.toml"), *DOCUMENTS]:
        if path == Path(__file__):
            continue
        for name in re.findall(r"\b([a-z][a-z-]+\.md)\b", path.read_text("utf-8")):
            assert name in names or "ref" in name or f'"{name}"' in path.read_text("utf-8"), (path, name)


@pytest.mark.lint
def test_key_ids_are_verb_object_and_their_own() -> None:
    ids = [key.id for key in keys.KEYS]
    assert len(set(ids)) == len(ids)
    assert [id for id in ids if not re.fullmatch(r"[a-z]+-[a-z-]+", id)] == []


@pytest.mark.lint
def test_no_key_means_two_things_in_one_place() -> None:
    for scope in keys.SCOPES:
        used = [one for key in keys.in_scope(scope) for one in key.keys.split(",")]
        assert len(set(used)) == len(used), scope


@pytest.mark.lint
def test_every_key_has_a_one_word_label_and_a_sentence() -> None:
    assert [key.id for key in keys.KEYS if len(key.label) > 11 or not key.tooltip.endswith(".")] == []
