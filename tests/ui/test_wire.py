"""Sending only the cells that changed paints what Textual's own painting paints, and gives way where it cannot."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult
from textual.geometry import Offset, Size
from textual.widgets import Static

from sqs_tui.domain.case import Verdict
from sqs_tui.session.inspection import Inspection
from sqs_tui.settings import Settings
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui import theme, wire
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.widgets.criterion_list import CriterionList
from sqs_tui.ui.wire import CellDiff, Picture
from tests import demo
from tests.terminal import KEYS, Terminal, environment, sqs
from tests.ui import conftest

#: The app with a key for the next theme; the last argument says whether Textual paints by itself.
PROGRAM = """
import sys
from pathlib import Path
from textual.binding import Binding
from sqs_tui.ui import theme, wire
from sqs_tui.ui.app import SqsApp
from tests.marked import mark

class Tried(SqsApp):
    BINDINGS = [Binding("f3", "next_theme", priority=True)]

    def action_next_theme(self):
        self.theme = theme.NAMES[(theme.NAMES.index(self.theme) + 1) % len(theme.NAMES)]

Tried._falls_back = sys.argv[3] == "stock"
mark()
Tried(Path(sys.argv[1]), case=sys.argv[2]).run(mouse=False)
"""
#: Back to the scoring list, from whatever was opened over it.
BACK = "back"
#: One step after another: keys pressed together, a size, a signal, or back to the list.
STEPS: tuple[tuple[str, ...] | tuple[int, int] | signal.Signals | str, ...] = (
    ("j",), ("j", "j"), ("1",), ("2",), BACK, ("space",), ("3",), ("u",), ("u",), ("U",), ("9",), ("*",),
    ("end",), ("k",), ("pageup",), ("home",), *((("j",),) * 12), *((("k",),) * 9), ("tab",), ("shift+tab",),
    ("g",), ("j",), ("end",), ("home",), ("v",), ("tab",), ("v",), ("f",), ("a",), BACK,
    ("e",), (" 更多 cafe\u0301",), BACK, ("E",), ("What was seen",), BACK,
    ("enter",), BACK, ("h",), BACK, ("?",), BACK, ("t",), BACK, ("/",), ("plan",), BACK, ("ctrl+p",), ("them",), BACK,
    ("f3",), ("j",), ("f3",), ("f3",), ("f3",), ("ctrl+l",), ("]",), ("|",), ("o",), ("1",), (130, 40), ("j",), ("|",),
    ("o",), ("j", "1", "j"), ("c",), ("1",), ("c",), ("z",), ("z",), (70, 20), (80, 24), (50, 12), (100, 30),
    ("B",), ("j",), signal.SIGTSTP, ("1",), ("j",), BACK, ("C",), ("j",), ("enter",), ("j",),
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
CLOCK = re.compile(r"\d\d:\d\d:\d\d")


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, with notes that are wide, joined and long, where the session begins."""
    folder = tmp_path_factory.mktemp("wire")
    os.environ["SQS_STATE_DIR"] = str(folder / "state")
    path = folder / "sample.sqs"
    demo.build(path)
    with Workbook.open(path) as opened:
        inspection = Inspection(opened)
        case = inspection.case_by_ref("ALD-10")
        assert case is not None
        wide, joined = "評估沒有更新。他搬到父親那裡之後，計劃沒有改變。", "cafe\u0301 e\u0302 [red]x[/] naı\u0308ve"
        notes = (wide, joined, "漢" * 120, "한국어 [/] x" * 9)
        for criterion, note in zip(inspection.catalogue.criteria, notes, strict=False):
            inspection.answer(case.id, criterion.id, Verdict.YES)
            inspection.write_note(case.id, criterion.id, note)
    return path


@pytest.fixture
def workbook(noted: Path) -> Path:
    """It, in which nobody is asked who works there."""
    demo.nobody_is_asked(noted)
    return noted


def shown(terminal: Terminal) -> list[list[Any]]:
    """The cells, the time of the last change left out."""
    cells = [list(row) for row in terminal.cells]
    for y, line in enumerate(terminal.text.split("\n")):
        for found in CLOCK.finditer(line):
            cells[y][found.start() : found.end()] = []
    return cells


def differences(ours: list[list[Any]], stock: list[list[Any]]) -> str:
    rows = enumerate(zip(ours, stock, strict=True))
    pairs = ((y, x, pair) for y, row in rows for x, pair in enumerate(zip(*row, strict=False)))
    return "\n".join(f"line {y}, column {x}: {pair[0]} is not {pair[1]}" for y, x, pair in pairs if pair[0] != pair[1])


def take(terminal: Terminal, step: Any) -> None:
    if step == BACK:
        while "1 Yes" not in terminal.text:
            terminal.press("escape")
    elif isinstance(step, signal.Signals):
        os.kill(terminal.process.pid, step)
        terminal.stir()
        terminal.resume()
    elif isinstance(step[0], int):
        terminal.resize(*step)
        terminal.stir()
    else:
        terminal.press("".join(KEYS.get(key, key) for key in step))


@pytest.mark.parametrize(
    "variables", [{}, pytest.param({"NO_COLOR": "1"}, marks=pytest.mark.long)], ids=["colour", "none"]
)
def test_every_screen_is_the_one_textual_would_paint(workbook: Path, tmp_path: Path, variables: dict[str, str]) -> None:
    terminals = []
    for painting in ("ours", "stock"):
        copy = tmp_path / painting / "sample.sqs"
        shutil.copytree(workbook, copy)
        demo.nobody_is_asked(copy, tmp_path / painting)
        command = [sys.executable, "-c", PROGRAM, str(copy), "ALD-10", painting]
        env = environment(**variables, PYTHONPATH=str(ROOT), SQS_STATE_DIR=str(tmp_path / painting))
        terminals.append(Terminal(command, env=env))
    with terminals[0] as ours, terminals[1] as stock:
        for terminal in terminals:
            terminal.wait_for("help")
            terminal.settle()
        for number, step in enumerate(STEPS):
            for terminal in terminals:
                take(terminal, step)
            if shown(ours) != shown(stock):
                pytest.fail(f"step {number}, {step}:\n{differences(shown(ours), shown(stock))}\n{ours.text}")
            assert ours.cursor == stock.cursor
        assert ours.sent < stock.sent / 2


def looks(app: SqsApp) -> list[list[tuple[str, Style | None]]]:
    """Every character on the screen with its style."""
    strips = app.screen._compositor.render_strips(app.size)
    return [[(one, style) for text, style, _ in strip for one in text] for strip in strips]


async def test_a_theme_looks_the_same_whichever_came_before(workbook: Path) -> None:
    begun_with = {}
    for name in theme.NAMES:
        async with SqsApp(workbook, case="ALD-10", settings=Settings(theme=name)).run_test() as pilot:
            await pilot.pause()
            begun_with[name] = looks(pilot.app)
    async with SqsApp(workbook, case="ALD-10", settings=Settings()).run_test() as pilot:
        for name in (*theme.NAMES, *reversed(theme.NAMES)):
            pilot.app.theme = name
            await pilot.pause()
            await pilot.pause()
            assert looks(pilot.app) == begun_with[name], name


class Painted(CellDiff):
    """An app of a few lines that keeps what it would send to a terminal."""

    CSS = "Screen { overflow: hidden; }"
    is_headless = False

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static("one two three", markup=False)

    def on_ready(self) -> None:
        self._driver.write = self.written.append

    def sent(self) -> str:
        """What was sent since this was asked last."""
        written = "".join(self.written)
        self.written.clear()
        return written

    async def say(self, text: str) -> str:
        """Show another text; returns what that sent."""
        self.query_one(Static).update(text)
        return await self.settled()

    async def settled(self) -> str:
        await self.pilot.pause()
        return self.sent()


@pytest.fixture
async def app() -> AsyncIterator[Painted]:
    painted = Painted()
    async with painted.run_test(size=(40, 6)) as painted.pilot:
        await painted.pilot.pause()
        painted.sent()
        yield painted


def text_of(sequence: str) -> str:
    return re.sub("\x1b\\[[0-9;?]*[A-Za-z]|\r", "", sequence)


async def test_only_the_cells_that_changed_are_sent(app: Painted) -> None:
    sequence = await app.say("one two other")
    assert sequence.startswith("\x1b[1;9H")
    assert text_of(sequence) == "other"


async def test_a_frame_in_which_nothing_changed_sends_nothing(app: Painted) -> None:
    app.screen.refresh(layout=True)
    assert await app.settled() == ""


async def test_the_cursor_ends_where_the_app_wants_it(app: Painted) -> None:
    app.cursor_position = Offset(3, 2)
    assert (await app.say("one two six")).endswith("\x1b[3;4H")
    app.cursor_position = Offset(5, 4)
    app.screen.refresh()
    assert await app.settled() == "\x1b[5;6H"


async def test_small_frames_go_without_marks_and_large_ones_in_one_piece(app: Painted) -> None:
    app._sync_available = True
    assert "?2026" not in await app.say("one")
    everything = await app.say("\n".join("many words " * 3 for _ in range(6)))
    assert "?2026" not in everything
    wire_packet = wire._PACKET
    wire._PACKET = 10
    try:
        assert re.fullmatch(r"\x1b\[\?2026h.*\x1b\[\?2026l", await app.say("one two three four"))
    finally:
        wire._PACKET = wire_packet


@pytest.mark.parametrize("forget", ["redraw", "resize", "suspend", "resume"])
async def test_what_the_terminal_shows_is_forgotten_where_that_cannot_be_known(app: Painted, forget: str) -> None:
    if forget == "redraw":
        app.forget_cells()
        app.screen.refresh(layout=True)
    elif forget == "resize":
        await app.pilot.resize_terminal(41, 6)
    elif forget == "suspend":
        app._suspend_signal()
        assert app._picture is None
        app.screen.refresh()
    else:
        app._resume_signal()
    assert "one two three" in text_of(await app.settled())


async def test_the_redraw_key_paints_everything(workbook: Path, tmp_path: Path) -> None:
    shutil.copytree(workbook, tmp_path / "sample.sqs")
    with Terminal(sqs("open", tmp_path / "sample.sqs", "--case", "ALD-10")) as terminal:
        terminal.wait_for("help")
        terminal.settle()
        text, before, sent = terminal.text, terminal.cells, terminal.sent
        terminal.press("ctrl+l")
        assert terminal.sent - sent > 80 * 24
        assert terminal.text == text
        assert terminal.cells == before


@pytest.mark.faults
@pytest.mark.parametrize("gone", ["_batch_count", "_closed", "_previous_cursor_position"])
async def test_without_a_private_name_textual_paints(app: Painted, gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    painted = painted_by_textual(monkeypatch)
    kept = app.__dict__.pop(gone)
    try:
        app._display(app.screen, app.screen._compositor.render_full_update())
    finally:
        app.__dict__[gone] = kept
    assert painted == ["LayoutUpdate"]
    assert app._falls_back


async def test_without_the_shapes_it_knows_textual_paints(app: Painted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LayoutUpdate", None)
    monkeypatch.setattr(wire, "ChopsUpdate", None)
    painted = painted_by_textual(monkeypatch)
    await app.say("one two six")
    assert painted
    assert app._picture is None


async def test_an_unknown_update_is_painted_by_textual_and_the_next_one_is_whole(app: Painted) -> None:
    app._display(app.screen, Text("something else"))
    assert "something else" in app.sent()
    assert not app._falls_back
    app.screen.refresh()
    assert "one two three" in text_of(await app.settled())


async def test_a_fault_in_comparing_leaves_painting_to_textual_for_good(
    app: Painted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError

    kept: list[str] = []
    monkeypatch.setattr(wire, "keep_fault", kept.append)
    monkeypatch.setattr(wire, "_runs", fault)
    assert "one two six" in text_of(await app.say("one two six"))
    assert kept[0].startswith("painting < ZeroDivisionError < sqs_tui/ui/wire.py:")
    monkeypatch.undo()
    painted = painted_by_textual(monkeypatch)
    await app.say("one")
    assert painted


def painted_by_textual(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    painted: list[str] = []
    monkeypatch.setattr(App, "_display", lambda app, screen, update: painted.append(type(update).__name__))
    return painted


def cells(text: str, style: str = "") -> list[wire.Cell]:
    return wire._line([Segment(text, Style.parse(style))], 2)


def sent(before: str, after: str, width: int = 10) -> str:
    picture = Picture(Size(width, 1))
    picture.take(picture.within([(0, 0, cells(before))]))
    return written(picture.changed(picture.within([(0, 0, cells(after))])), width)


def written(runs: list[wire.Run], width: int = 10) -> str:
    return wire._written(pieces(runs), width)


def pieces(runs: list[wire.Run]) -> list[wire.Piece]:
    return [piece for piece in wire._pieces(runs) if piece.text]


def test_a_wide_character_is_sent_whole() -> None:
    assert sent("漢字 ab", "漢孕 ab") == "\x1b[1;3H孕"
    assert sent("ab ab", "漢 ab") == "\x1b[H漢"
    assert sent("漢 ab", "ab ab") == "\x1b[Hab"
    assert sent("a漢 ab", "漢b ab") == "\x1b[H漢b"


def test_half_a_wide_character_at_the_edge_is_a_blank() -> None:
    assert sent("abc", "ab漢", width=3) == "\x1b[1;3H "
    assert sent("abcde", "ab漢x", width=5) == "\x1b[1;3H漢x"


def test_marks_stay_with_their_character() -> None:
    assert sent("cafe x", "cafe\u0301 x") == "\x1b[1;4He\u0301"
    assert wire._line([Segment("cafe"), Segment("\u0301 x")], 2)[3][0] == "e\u0301"


def test_after_a_character_of_doubtful_width_the_place_is_said() -> None:
    assert sent("abcdefgh", "👩\u200d👧xyz123") == "\x1b[H👩\u200d👧\x1b[1;3Hxyz123"


def test_a_short_stretch_between_changes_is_sent_rather_than_passed_over() -> None:
    assert sent("abcdefghij", "Xbcdefghij") == "\x1b[HX"
    assert sent("abcdefghij", "XbcXefghij") == "\x1b[HXbcX"
    assert sent("abcdefghij", "XbcdefgXij") == "\x1b[HX\x1b[6CX"


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        ("", "bold", "\x1b[1m"),
        ("bold red", "", "\x1b[m"),
        ("bold red", "red", "\x1b[22m"),
        ("red on blue", "green on blue", "\x1b[32m"),
        ("bold red on blue", "green", "\x1b[;32m"),
        ("bold dim", "dim", "\x1b[;2m"),
        ("red on blue", "default on blue", "\x1b[39m"),
        ("reverse #102030", "reverse #102031", "\x1b[38;2;16;32;49m"),
    ],
)
def test_a_change_of_style_is_said_in_the_fewest_codes(before: str, after: str, codes: str) -> None:
    looks = [wire._look(Style.parse(style), 3) for style in (before, after)]
    assert wire._switch(*looks) == codes


def test_a_link_is_left_to_textual() -> None:
    with pytest.raises(wire._Unfamiliar):
        cells("here", "link https://example.org")


def scrolled(rows: list[str], wanted: list[str]) -> tuple[str, list[tuple[int, int, int]]]:
    """What moving rows sends, and where how many cells are still to be sent then."""
    picture = Picture(Size(20, len(rows)))
    picture.take([(y, 0, cells(f"{text:<20}")) for y, text in enumerate(rows)])
    moved = picture.scrolled([(y, 0, cells(f"{text:<{len(text)}}")) for y, text in enumerate(wanted)])
    if moved is None:
        return "", []
    sequence, after, runs = moved
    return sequence, [(y, x, len(changed)) for y, x, changed in after.changed(runs)]


ROWS = ["head", "one", "two", "three", "four", "five", "foot"]


@pytest.mark.parametrize(
    ("wanted", "sequence", "row"),
    [
        (["head", "two", "three", "four", "five", "six", "foot"], "\x1b[2;6r\x1b[2H\x1b[1M\x1b[r", 5),
        (["head", "zero", "one", "two", "three", "four", "foot"], "\x1b[2;6r\x1b[2H\x1b[1L\x1b[r", 1),
    ],
    ids=["up", "down"],
)
def test_rows_that_only_moved_are_moved_by_the_terminal(wanted: list[str], sequence: str, row: int) -> None:
    assert scrolled(ROWS, [f"{text:<20}" for text in wanted]) == (sequence, [(row, 0, 20)])


@pytest.mark.parametrize("wanted", [ROWS, ["HEAD", *ROWS[1:-1], "FOOT"], ["other"] * 7])
def test_rows_that_stay_are_not_moved(wanted: list[str]) -> None:
    assert scrolled(ROWS, [f"{text:<20}" for text in wanted]) == ("", [])


def test_what_stands_beside_rows_that_move_is_put_back() -> None:
    rows = [f"{text:<15}{mark:<5}" for text, mark in zip(ROWS, "ABCCCCC", strict=True)]
    wanted = [f"{text:<15}" for text in [*ROWS[1:], "under"]]
    assert scrolled(rows, wanted) == ("\x1b[1;7r\x1b[H\x1b[1M\x1b[r", [(0, 15, 1), (1, 15, 1), (6, 0, 20)])


def test_cells_of_one_look_are_sent_one_after_another() -> None:
    rows = [[*cells("ab", "red"), *cells("cd", "bold blue")] for _ in range(3)]
    runs = [(y, 0, row) for y, row in enumerate(rows)]
    assert wire._written(wire._by_look(pieces(runs)), 10) == (
        "\x1b[H\x1b[31mab\r\x1b[Bab\r\x1b[Bab\x1b[2A\x1b[1;34mcd\x1b[2;3Hcd\x1b[3;3Hcd\x1b[m"
    )


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [
        ((-1, -1), (0, 0), "\x1b[H"),
        ((-1, -1), (4, 0), "\x1b[5H"),
        ((-1, -1), (4, 9), "\x1b[5;10H"),
        ((3, 5), (3, 6), "\x1b[C"),
        ((3, 5), (3, 150), "\x1b[145C"),
        ((9, 139), (10, 134), "\x1b[B\x1b[5D"),
        ((9, 139), (12, 139), "\x1b[3B"),
        ((9, 139), (2, 1), "\x1b[3;2H"),
    ],
)
def test_a_move_is_the_shortest(before: tuple[int, int], after: tuple[int, int], move: str) -> None:
    assert wire._move(*before, *after) == move


def test_after_the_last_column_the_place_is_said_in_full() -> None:
    runs = [(0, 8, cells("ab")), (1, 8, cells("cd"))]
    assert written(runs, 10) == "\x1b[1;9Hab\x1b[2;9Hcd"
    assert written(runs, 11) == "\x1b[1;9Hab\x1b[2;9Hcd"
    assert written([(10, 118, cells("ab")), (11, 118, cells("cd"))], 130) == "\x1b[11;119Hab\x1b[B\x1b[2Dcd"


def test_cells_of_doubtful_width_are_sent_in_their_order() -> None:
    doubtful = pieces([(0, 0, [*cells("ab", "red"), *cells("e\u0301", "blue"), *cells("x", "red")])])
    assert wire._by_look(doubtful) is doubtful


@pytest.mark.parametrize(
    "keys", [["j"] * 15, ["end", "k", "k"], ["end", *["k"] * 15], ["pagedown", "1", "pageup", "2"]]
)
async def test_lines_that_moved_are_what_would_be_drawn_anew(open_app: Callable[..., SqsApp], keys: list[str]) -> None:
    app = open_app(case="ALD-10")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        moved = conftest.text_of(app).splitlines()[1:]  # Over them it says who else is here, which comes and goes.
        app.screen.query_one(CriterionList).refresh()
        await pilot.pause()
        assert conftest.text_of(app).splitlines()[1:] == moved
