"""A text the disk refuses has another way out: a file in the state folder, offered at the next start."""

from __future__ import annotations

import json
import os
import resource
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sqs_tui import locations
from sqs_tui.cli.entry import main
from sqs_tui.domain.case import Verdict
from sqs_tui.errors import NotSaved
from sqs_tui.session.beside import Beside
from sqs_tui.session.inspection import Inspection
from sqs_tui.store import unsaved
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.cases.screen import SampleScreen
from sqs_tui.ui.casework.screen import CaseworkScreen
from sqs_tui.ui.common.confirm import ConfirmScreen
from sqs_tui.ui.common.reason import ReasonScreen
from sqs_tui.ui.walkthrough.gone import ComeBackScreen
from tests.quiet import until
from tests.terminal import Terminal, environment
from tests.ui.conftest import known, text_of

Open = Callable[..., SqsApp]
CASE = "ALD-06"
OFFER = "A text did not reach the workbook"
#: Less than the sample's journal has, and more than a text: no journal may grow.
LIMITED = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000));"
    "from sqs_tui.cli.entry import main; sys.exit(main(sys.argv[1:]))"
)


@contextmanager
def full_disk(app: SqsApp) -> Iterator[None]:
    """No journal may grow, as on a disk that is full; a small new file still fits."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def begun(path: Path) -> None:
    """Have one's own journal be too long to grow on the disk that is full later."""
    inspection = Inspection(Workbook.open(path))
    inspection.write_note(CASE, "RR09", "long " * 1000)
    known(inspection)


def note_on_disk(path: Path, criterion: str = "RR01") -> object:
    with Workbook.open(path, read_only=True) as book:
        return book.value("answers", f"{CASE}/{criterion}", "note")


@pytest.fixture
def left_behind(open_app: Open, workbook: Path) -> Callable[[], Path]:
    """Leaves the text `words` on the note of RR01 in a file, as a session does that a full disk meets."""

    async def leave() -> Path:
        begun(workbook)
        app = open_app(case=CASE)
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            with full_disk(app):
                await pilot.press("home", "e", *"words", "escape")
                assert "leaves it in a file for the next start" in text_of(app)
                await pilot.press("escape")
                assert isinstance(app.screen, CaseworkScreen)
        app.close_workbook()
        (path,) = unsaved.paths()
        return path

    return leave  # type: ignore[return-value]


def test_a_text_typed_on_a_full_disk_outlasts_a_kill_and_is_taken_at_the_next_start(workbook: Path) -> None:
    begun(workbook)
    words = ["open", str(workbook), "--case", CASE]
    with Terminal([sys.executable, "-c", LIMITED, *words], 100, 30, env=environment()) as terminal:
        terminal.wait_for("1 Yes")
        terminal.send("home")
        terminal.send("e")
        terminal.wait_for("Ctrl+S")
        for letter in "seen at home":
            terminal.send(letter)
        terminal.wait_for("What you typed is in a file", 10)
        os.kill(terminal.process.pid, signal.SIGKILL)
        terminal.exit_code(5)
    (path,) = unsaved.paths()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "seen at home" in path.read_text()
    with Terminal([sys.executable, "-m", "sqs_tui", *words], 100, 30, env=environment()) as terminal:
        terminal.wait_for(OFFER)
        assert "seen at home" in terminal.text
        terminal.send("y")
        terminal.wait_for("RR01 note: kept")
        terminal.send("ctrl+q")
        terminal.exit_code(5)
    assert str(note_on_disk(workbook)).endswith("seen at home")
    assert list(unsaved.paths()) == []


async def test_once_the_disk_takes_it_the_file_goes(open_app: Open, workbook: Path) -> None:
    begun(workbook)
    app = open_app(case=CASE)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        with full_disk(app):
            await pilot.press("home", "e", *"words")
            app.flush_typing()
            await pilot.pause()
            assert len(list(unsaved.paths())) == 1
            assert "NOT SAVED" in text_of(app)
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, CaseworkScreen)
        assert list(unsaved.paths()) == []
    assert str(note_on_disk(workbook)).endswith("words")


async def test_left_for_later_it_is_offered_again_and_taken_where_it_was_meant(
    open_app: Open, workbook: Path, left_behind
) -> None:
    path = await left_behind()
    for answer in ("n", "y"):
        app = open_app()
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            assert isinstance(app.screen, ConfirmScreen)
            assert "words" in text_of(app)
            await pilot.press(answer)
            assert isinstance(app.screen, SampleScreen)
            assert path.exists() == (answer == "n")
        app.close_workbook()
    assert str(note_on_disk(workbook)).endswith("words")


async def test_what_somebody_wrote_there_meanwhile_stands_beside_it(
    open_app: Open, workbook: Path, left_behind
) -> None:
    await left_behind()
    with Workbook.open(workbook, author="ben") as book:
        Inspection(book).write_note(CASE, "RR01", "from Ben")
    app = open_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press("y")
        app._refresh()
        assert [found.key for found in app.inspection.differences()] == [("answers", f"{CASE}/RR01", "note")]


async def test_after_a_session_in_company_it_is_offered_behind_the_cover_only(open_app: Open, left_behind) -> None:
    await left_behind()
    app = open_app()
    with Workbook.open(app._path, read_only=True) as book:  # type: ignore[arg-type]
        mark = Beside(book.id, book.author)
        mark.note(True)
    (file,) = (locations.state_folder() / "beside").iterdir()
    file.rename(file.with_name(file.name.replace(f".{os.getpid()}", ".999999999")))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, ComeBackScreen)
        assert "words" not in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ConfirmScreen)
        assert "words" in text_of(app)


async def test_beside_a_case_manager_it_is_not_offered(open_app: Open, left_behind) -> None:
    await left_behind()
    app = open_app(case=CASE, company=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, CaseworkScreen)


async def test_a_reason_is_kept_too(open_app: Open, workbook: Path) -> None:
    begun(workbook)
    with Workbook.open(workbook, author="ben") as book:
        Inspection(book).answer(CASE, "RR01", Verdict.NO)
    app = open_app(case=CASE)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press("home", "1")
        assert isinstance(app.screen, ReasonScreen)
        await pilot.press(*"told")
        with full_disk(app):
            await pilot.press("ctrl+s")
            assert isinstance(app.screen, ReasonScreen)
        (path,) = unsaved.paths()
        assert "told" in json.loads(path.read_text())["why"]
        await pilot.press("ctrl+s")
        assert list(unsaved.paths()) == []


async def test_a_key_refused_in_a_workbook_that_is_closed_is_not_taken_for_what_is_typed_later(
    open_app: Open, workbook: Path
) -> None:
    begun(workbook)
    app = open_app(None)
    async with app.run_test(size=(100, 30)) as pilot:
        app.open_workbook(workbook)
        await pilot.pause()
        with full_disk(app):
            await pilot.press("enter", "home", "1")
            assert "NOT SAVED" in text_of(app)
            await pilot.press("escape", "escape")
            assert not app.is_open
            error = NotSaved("There.sqs could not be made.", "Full.", "Free some space.")
            told = app.failed(error, typed_in=app.screen)
        assert told.remedy == "Free some space."
        assert list(unsaved.paths()) == []


async def test_where_doctor_and_an_erasure_name_the_file(workbook: Path, left_behind, capsys, tmp_path: Path) -> None:
    path = await left_behind()
    for words in (["where"], ["doctor"], ["erase", str(workbook), "-o", str(tmp_path / "n.sqs"), "--case", "ALD-01"]):
        main(words)
        assert str(path) in capsys.readouterr().out


async def test_what_was_erased_since_is_not_offered(
    open_app: Open, workbook: Path, left_behind, tmp_path: Path
) -> None:
    await left_behind()
    main(["erase", str(workbook), "-o", str(tmp_path / "new.sqs"), "--case", CASE])
    app = open_app(tmp_path / "new.sqs")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, SampleScreen)


def test_a_file_that_is_not_as_it_was_written_is_passed_over(tmp_path: Path) -> None:
    id = "0" * 32
    for content in ("", "{}", '{"at": "", "why": "", "changes": [[1]]}', "[" * 100_000, "\xff"):
        path = unsaved.new_path(id, "ann")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    os.mkfifo(unsaved.new_path(id, "ann"))
    assert unsaved.left(id, "ann") == []


@pytest.mark.parametrize("is_refused", [False, True])
async def test_a_share_that_comes_back_leaves_no_alarm_but_for_what_was_refused(
    open_app: Open, workbook: Path, *, is_refused: bool
) -> None:
    app = open_app(case=CASE)
    async with app.run_test(size=(100, 30)) as pilot:
        (workbook / "journal").rename(workbook / "away")
        await until(pilot, lambda: "The workbook cannot be reached." in text_of(app))
        assert "NOT SAVED" in text_of(app)
        if is_refused:
            await pilot.press("1")
        (workbook / "away").rename(workbook / "journal")
        await until(pilot, lambda: is_refused or "The workbook can be reached again." in text_of(app))
        await until(pilot, lambda: app._unreachable is None)
        assert ("NOT SAVED" in text_of(app)) is is_refused
