"""The walls between the parts stand, and a summary in a script pays for no terminal."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sqs_tui.errors import Exit

ROOT = Path(__file__).resolve().parent.parent


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def sqs(*words: str) -> str:
    """What a command prints when all is well."""
    done = run("-m", "sqs_tui", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def libraries_loaded_by(*words: str) -> set[str]:
    """The packages a command imports, as Python itself reports them."""
    done = run("-X", "importtime", "-m", "sqs_tui", *words)
    assert done.returncode in (Exit.OK, Exit.FOUND), done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
    assert "sqs_tui" in loaded, "the report could not be read"
    return loaded


@pytest.fixture
def workbook(tmp_path: Path) -> str:
    path = str(tmp_path / "testshire.sqs")
    cases, answers = tmp_path / "cases.csv", tmp_path / "answers.csv"
    cases.write_text("ref,order\nTES-01,YRO\nTES-02,RO\n", encoding="utf-8")
    answers.write_text("case,criterion,verdict\nTES-01,PC01,Y\nTES-02,PC01,N\n", encoding="utf-8")
    sqs("new", path, "--area", "Testshire", "--cases", str(cases))
    sqs("import", path, str(answers))
    return path


@pytest.mark.lint
def test_imports_point_down_and_libraries_stay_in_their_part() -> None:
    call = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = run("-c", call)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_version_loads_no_screen_and_no_tables() -> None:
    assert not libraries_loaded_by("--version") & {"textual", "rich", "tinydb"}


@pytest.mark.parametrize(
    "words",
    [
        ["summary"],
        ["summary", "--json"],
        ["check"],
        ["letter", "--draft"],
        ["export", "--what", "answers", "--format", "csv"],
    ],
)
def test_a_command_on_a_workbook_loads_no_screen(workbook: str, words: list[str]) -> None:
    command, *options = words
    assert not libraries_loaded_by(command, workbook, *options) & {"textual", "rich"}


def imports_of(module: str, tree: ast.Module) -> Iterator[str]:
    """What a module imports, wherever in it: what is only for types and what waits in a function counts as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module


@pytest.mark.lint
def test_no_modules_of_the_screens_import_each_other_in_a_circle_of_any_kind() -> None:
    paths = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (ROOT / "sqs_tui" / "ui").rglob("*.py")
    }
    graph = {
        module: {one for one in imports_of(module, ast.parse(path.read_text("utf-8"))) if one in paths} - {module}
        for module, path in paths.items()
    }
    # A package only names what lies in it.
    graph = {module: {one for one in wanted if not module.startswith(f"{one}.")} for module, wanted in graph.items()}
    while leaves := [module for module, wanted in graph.items() if not wanted & graph.keys()]:
        for module in leaves:
            del graph[module]
    # What is left are the circles, and what imports one: take away what nobody left imports.
    while tops := [module for module in graph if not any(module in wanted for wanted in graph.values())]:
        for module in tops:
            del graph[module]
    assert sorted(graph) == []
