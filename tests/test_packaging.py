"""The wheel, the source archive and a folder install all carry styles, data and documents, and find them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("styles", "data", "docs")
    for path in (ROOT / folder).rglob("*")
    if path.is_file() and not path.name.startswith(".")
)

# Everything here is built once, by one worker.
pytestmark = pytest.mark.xdist_group("packaging")


def run(*words: str | Path, cwd: Path, **env: str) -> str:
    """What a Python command prints; when it fails, the test fails with what it said."""
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def pip_install(source: Path, target: Path) -> Path:
    """What pip puts into an empty folder, without the network."""
    quietly = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation")
    run("-m", "pip", "install", *quietly, "--target", target, source, cwd=target.parent)
    return target


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    run("-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (archive,) = folder.glob("*.tar.gz")
    return archive


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    return root


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (archive,) = folder.glob("*.whl")
    return archive


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pip_install(wheel, tmp_path_factory.mktemp("installed") / "site")


def names_in(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def version_of(installed: Path) -> str:
    (folder,) = installed.glob("sqs_tui-*.dist-info")
    return folder.name.removeprefix("sqs_tui-").removesuffix(".dist-info")


def test_there_are_styles_themes_catalogues_and_a_sample_to_ship() -> None:
    kinds = {(path.split("/")[0], Path(path).parent.name, Path(path).suffix) for path in SHIPPED}
    assert {("styles", "styles", ".tcss"), ("styles", "themes", ".toml"), ("data", "catalogues", ".toml")} <= kinds
    assert any(path.startswith("data/samples/") for path in SHIPPED)


def test_the_wheel_holds_everything_the_program_needs(wheel: Path) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "sqs_tui").rglob("*.py")}
    wanted = modules | {"sqs_tui/py.typed"} | {f"sqs_tui/{path}" for path in SHIPPED}
    assert not wanted - names_in(wheel)


def test_the_wheel_holds_no_tests_and_nothing_outside_the_package(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names_in(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"sqs_tui"}


def test_the_source_archive_holds_the_whole_project(unpacked: Path) -> None:
    tops = {"pyproject.toml", "Makefile", ".ci/run", "README.md", "CHANGELOG.md", "LICENSE"}
    wanted = {*SHIPPED, *tops, "tests/test_packaging.py"}
    assert not {name for name in wanted if not (unpacked / name).is_file()}


def test_a_wheel_made_from_the_source_archive_is_the_same(wheel: Path, unpacked: Path, tmp_path: Path) -> None:
    run("-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=unpacked)
    (again,) = tmp_path.glob("*.whl")
    assert names_in(again) == names_in(wheel)


def test_both_commands_are_the_same_program(installed: Path) -> None:
    (entry_points,) = installed.glob("*.dist-info/entry_points.txt")
    text = entry_points.read_text(encoding="utf-8")
    assert {line for line in text.splitlines() if "=" in line} == {
        "sqs = sqs_tui.cli:main",
        "sqs-tui = sqs_tui.cli:main",
    }


def test_the_installed_program_says_its_version(installed: Path, tmp_path: Path) -> None:
    said = run("-m", "sqs_tui", "--version", cwd=tmp_path, PYTHONPATH=str(installed))
    assert version_of(installed) in said


def test_the_installed_program_reads_its_catalogues(installed: Path, tmp_path: Path) -> None:
    said = run("-m", "sqs_tui", "catalogue", "list", cwd=tmp_path, PYTHONPATH=str(installed))
    for path in (ROOT / "data" / "catalogues").glob("*.toml"):
        assert path.stem in said


ASK = "from sqs_tui import assets; print(assets.folder('styles'), assets.folder('data'), sep='\\n')"


def test_the_installed_program_finds_styles_and_data_beside_itself(installed: Path, tmp_path: Path) -> None:
    said = run("-c", ASK, cwd=tmp_path, PYTHONPATH=str(installed))
    assert said.split() == [str(installed / "sqs_tui" / name) for name in ("styles", "data")]


def test_a_folder_install_finds_them_too(unpacked: Path, tmp_path: Path) -> None:
    # From a copy: pip may leave a build folder behind in the one it installs from.
    site = pip_install(shutil.copytree(unpacked, tmp_path / "copy"), tmp_path / "site")
    said = run("-c", ASK, cwd=tmp_path, PYTHONPATH=str(site))
    assert said.split() == [str(site / "sqs_tui" / name) for name in ("styles", "data")]


def test_an_editable_install_reads_those_of_the_checkout(tmp_path: Path) -> None:
    run("-c", f"from hatchling.build import build_editable; build_editable({str(tmp_path)!r})", cwd=ROOT)
    (archive,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    zipfile.ZipFile(archive).extractall(site)
    # Without the packages installed here (-S), among which this checkout may be.
    said = run("-S", "-c", f"import site; site.addsitedir({str(site)!r}); {ASK}", cwd=tmp_path)
    assert said.split() == [str(ROOT / name) for name in ("styles", "data")]
