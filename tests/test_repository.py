"""What stands in the project's files: nothing of the machine it was written on, and a sentence for every part."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.lint

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "sqs_tui").rglob("*.py"))
TEXT = {"", ".md", ".py", ".toml", ".tcss", ".csv", ".json", ".txt", ".svg", ".yml", ".yaml", ".cfg", ".ini"}

MACHINE_PATH = re.compile(r"(?<![.\w])/(work|farm|root|tmp/venv)/")
PACKAGE_INDEX = re.compile(r"(index|extra)[-_]url|find[-_]links|[/]simple\b|trusted[-_]host", re.IGNORECASE)
LOCK_FILE = re.compile(r"\.lock$|-lock\.(json|ya?ml)$|^(requirements.*\.txt|pylock.*\.toml)$")
BROAD = {"Exception", "BaseException"}


def own_files() -> list[Path]:
    """Every file of the project: as git knows them, or all there are in an unpacked source archive."""
    if not (ROOT / ".git").exists():
        return [path for path in ROOT.rglob("*") if path.is_file() and path.relative_to(ROOT).parts[0] != ".venv"]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in the project's texts, as `file:line`."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in own_files()
        if path.suffix in TEXT
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


#: Where a fault of any kind is borne, and told, so that the session goes on.
SURVIVING = {"sqs_tui/ui/shell.py": {"_dispatch_message", "_start_over"}, "sqs_tui/ui/app.py": {"start_over"}}


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Every node of the program with the place it stands, but for where a fault is to be survived."""
    found = []
    for path in MODULES:
        name = path.relative_to(ROOT).as_posix()
        waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.AsyncFunctionDef) and node.name in SURVIVING.get(name, ()):
                continue
            found.append((f"{name}:{getattr(node, 'lineno', 1)}", node))
            waiting.extend(ast.iter_child_nodes(node))
    return found


def is_public(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_")


def public_names(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """The functions and classes others may use; a method's name is its sentence."""
    for node in tree.body:
        if not is_public(node):
            continue
        if isinstance(node, ast.ClassDef):
            yield node
            yield from public_names(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and isinstance(tree, ast.Module):
            yield node


def catches_everything(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in BROAD) for kind in caught)


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not lines_with(MACHINE_PATH)


def test_no_file_names_a_package_index() -> None:
    assert not lines_with(PACKAGE_INDEX)


def test_no_lock_file_is_kept() -> None:
    assert not [path.name for path in own_files() if LOCK_FILE.search(path.name)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_and_every_public_name_has_its_sentence(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module has none"
    assert not [f"{node.name} (line {node.lineno})" for node in public_names(tree) if not ast.get_docstring(node)]


def test_no_except_swallows_what_it_does_not_know() -> None:
    swallowing = [
        place
        for place, node in nodes()
        if isinstance(node, ast.ExceptHandler) and catches_everything(node) and not isinstance(node.body[-1], ast.Raise)
    ]
    assert not swallowing


def test_no_suppress_swallows_everything() -> None:
    suppressing = [
        place
        for place, node in nodes()
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"suppress", "contextlib.suppress"}
        and any(isinstance(kind, ast.Name) and kind.id in BROAD for kind in node.args)
    ]
    assert not suppressing
