"""What every command has in common: exit codes, errors in a sentence, and nothing loaded that is not needed."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

import pytest

from sqs_tui import __version__
from sqs_tui.cli import entry
from sqs_tui.cli.entry import GROUPS, parser
from sqs_tui.session import sample
from tests.cli.conftest import ROOT


def run(*words: str, **options):
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False, **options)


def test_the_version_and_the_figures_load_no_screen(workbook):
    code = (
        "import sys; from sqs_tui.cli import main; "
        f"print(main(['--version']), main(['summary', {str(workbook)!r}]), main(['keys'])); "
        "print(sorted({'textual', 'rich'} & set(sys.modules)))"
    )
    done = run("-c", code, stdin=subprocess.DEVNULL)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_the_version_names_what_is_at_work(sqs):
    done = sqs("--version")
    assert done.code == 0
    assert done.out.startswith(f"sqs-tui {__version__} (Python 3.")
    assert "sqs-2016 2016.2" in done.out


def test_keys_come_from_where_the_screen_has_them(sqs):
    out = sqs("keys").out
    assert "Everywhere" in out
    assert "Scoring a case" in out


def test_where_names_folders_and_what_is_in_them(sqs, tmp_path):
    sample.build(sample.default_path())
    out = sqs("where").out
    assert str(tmp_path / "home" / "data" / "workbooks") in out
    assert "1 workbook" in out
    assert "aldermere-demo.sqs" in out


@pytest.mark.parametrize(
    "words", [["bogus"], ["summary"], ["export", "x", "--what", "all"], ["summary", "x", "--by", "y"]]
)
def test_wrong_words_are_a_usage_error(sqs, words):
    assert sqs(*words).code == 2


def test_what_is_not_there_is_not_found(sqs, tmp_path, file):
    assert sqs("summary", tmp_path / "none.sqs").code == 3
    assert sqs("summary", tmp_path).code == 3
    assert sqs("summary", file("x")).code == 3


@pytest.mark.parametrize(
    "words", [["summary"], ["check"], ["export", "--what", "answers"], ["details"], ["details", "--set", "lead=LI"]]
)
def test_damage_is_told_with_its_place_and_leaves_out_what_stands_after_it(sqs, workbook, words):
    (journal,) = (workbook / "journal").glob("*.jsonl")
    journal.write_bytes(journal.read_bytes().replace(b"Testshire", b"Elsewhere"))
    command, *options = words
    done = sqs(command, workbook, *options)
    assert done.code == (1 if command == "check" else 0)  # There are no cases: check tells of that.
    assert "Elsewhere" not in done.out
    assert f"{journal.name} from line 2 on" in done.err


def test_a_catalogue_that_was_changed_is_damage(sqs, workbook):
    path = workbook / "catalogue.toml"
    path.write_text(path.read_text("utf-8") + "\n# more\n", "utf-8")
    assert sqs("summary", workbook).code == 5


@pytest.mark.parametrize("words", [[], ["open", "x.sqs"], ["demo"]])
def test_a_screen_is_refused_without_a_terminal_and_nothing_is_made(sqs, words, tmp_path):
    done = sqs(*words)
    assert done.code == 2
    assert "not a terminal" in done.err
    assert "sqs summary" in done.err
    assert "sqs export" in done.err
    assert not (tmp_path / "home" / "data").exists()


def on_a_terminal(term: str, *words: object) -> tuple[int, str]:
    """What a command comes to where it has a terminal at both ends."""
    near, far = os.openpty()
    code = f"from sqs_tui.cli import main; raise SystemExit(main({[str(word) for word in words]!r}))"
    ends = {"stdin": far, "stdout": far, "stderr": far}
    done = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "TERM": term}, **ends)
    os.close(far)
    said = b""
    with suppress(OSError):  # Linux ends a terminal nobody holds any more with EIO.
        while part := os.read(near, 1000):
            said += part
    os.close(near)
    return done.wait(10), said.decode("utf-8")


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_dumb_terminal_is_refused(term):
    code, said = on_a_terminal(term)
    assert (code, "cannot move its cursor" in said) == (2, True)


def test_what_cannot_be_opened_is_told_before_any_screen_is_drawn(tmp_path, workbook):
    for words in (["open", tmp_path / "none.sqs"], ["open", workbook, "--case", "T-9"]):
        code, said = on_a_terminal("xterm-256color", *words)
        assert code == 3
        assert said.startswith("sqs: ")
        assert "\x1b" not in said


def test_company_needs_a_case(sqs):
    assert sqs("open", "x.sqs", "--company").code == 2


def test_whoever_stops_reading_is_not_told_so():
    code = "from sqs_tui.cli import main; raise SystemExit(main(['catalogue', 'show', 'sqs-2016']))"
    done = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.stdout
    assert done.stderr
    done.stdout.close()
    assert done.stderr.read() == b""
    assert done.wait(10) == 141


def test_an_interrupt_ends_quietly(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.print", interrupted)
    assert entry.main(["where"]) == 130


def test_text_of_users_cannot_steer_the_terminal(sqs, tmp_path):
    sqs("new", tmp_path / "x.sqs", "--area", "T\x1b[31m\u202eest")
    for words in (["summary"], ["details"], ["summary", "--csv"], ["export", "--what", "history"]):
        command, *options = words
        out = sqs(command, tmp_path / "x.sqs", *options).out
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_output_survives_a_terminal_of_few_letters(workbook):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    code = f"from sqs_tui.cli import main; raise SystemExit(main(['summary', {str(workbook)!r}]))"
    assert run("-c", code, env=environment).returncode == 0


def test_a_shared_process_keeps_new_files_private(sqs, workbook):
    mask = os.umask(0o022)
    try:
        sqs("where")
        assert os.umask(0o022) == 0o077
    finally:
        os.umask(mask)


@pytest.mark.parametrize("group", GROUPS)
def test_a_command_is_found_where_it_is_declared(group: str) -> None:
    """Only the module of the command asked for is loaded; a wrong table would hide the command."""
    for name in GROUPS[group]:
        commands = next(action.choices for action in parser(name)._actions if isinstance(action.choices, dict))
        assert tuple(commands) == GROUPS[group]
