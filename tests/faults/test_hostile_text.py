"""Nothing in anybody's text reaches the terminal, a file or a spreadsheet as anything but text."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from sqs_tui.cli import main
from sqs_tui.domain.case import Change
from sqs_tui.domain.particulars import FIELDS as PARTICULARS
from sqs_tui.domain.text import cleaned, has_control
from sqs_tui.session import sample
from sqs_tui.store.workbook import Workbook
from tests.domain.samples import SQS, catalogue
from tests.faults.corpus import HOSTILE
from tests.terminal import Terminal, environment, sqs

ROOT = Path(__file__).resolve().parents[2]
#: What the program itself sends; anything else that is no printed character came out of somebody's text. It goes back
#: to the margin with a single return; the texts have two, with a word behind them.
OURS = re.compile(
    r"\x1b\[(?:[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|[1-46-9]|2[2-9]|3\d|4\d|9[0-7]|10[0-7]|;)*m"
    r"|\x1b\[(?:\d{1,2}(?:;\d{1,3})?)?H|\x1b\[\d{0,3}[ABCDEFGXKdb]|\x1b\[\d{1,2};\d{1,2}r|\x1b\[\d{1,2}[ML]|\x1b\[r"
    r"|\x1b\[\?(?:2026|25|1004|2004|7)[hl]|\x1b\[\?(?:1000|1003|1015|1006|1049)[hl]|\x1b\[\?(?:2026|2048)\$p|\x1b\[>\d+u|\x1b\[<u"
    r"|(?<!\r)\r(?!\r|over)"
)
STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
)
#: What is in no file of ours: it would steer a terminal, or could not be written at all.
KEPT_OUT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Wiretap(Terminal):
    """A terminal that keeps every byte it was sent, and every line it has shown."""

    def __init__(self, *words: object, **options: object) -> None:
        self.raw, self._lines = b"", set[str]()
        super().__init__(*words, **options)  # type: ignore[arg-type]

    def _receive(self, seconds: float) -> float | None:
        at = super()._receive(seconds)
        if at is not None:
            self.raw += self._pending[-1][1]
        return at

    def press(self, *keys: str) -> None:
        for key in keys:
            super().press(key)
            self._emulate()
            self._lines.update(self._screen.lines_of_text(self._screen.dirty))
            self._screen.dirty.clear()

    @property
    def shown(self) -> str:
        """Every line that stood on the screen after a key."""
        return "\n".join(sorted(self._lines))


def marks_in(screen: str) -> set[int]:
    """Which of the hostile texts stand on a screen, by the marks at their ends."""
    found = {int(number) for number in re.findall(r"¶(\d\d)", screen)}
    # A mark of one figure could be the beginning of another's: what stands before it must be right, and it must end.
    ends = {number: re.escape(cleaned(text)[-6:]) + r"(?![\d…])" for number, text in enumerate(HOSTILE[:10])}
    return found | {number for number, end in ends.items() if re.search(end, screen)}


def walk(times: int) -> tuple[str, ...]:
    """Screen by screen from the sample and back, so many entries of each list; `*` goes down a page several times."""
    return (
        "home", "*", "v", "pagedown", "v", "pagedown", "v",
        # A case, what was written about it, and those behind it.
        "home", "enter", "home", "pagedown", "pagedown", "home", "e", "ctrl+s", "h", "*", "q", "enter", "*", "q",
        "E", "ctrl+s", ">", "tab", "tab", "x", "ctrl+s", "r", "*", "q",
        *(("d", "ctrl+s", "e", "ctrl+s", "t", "q", "enter", "q", "]") * times),
        # Two cases, a case manager, and what is looked for.
        "|", "o", "|", "z", "c", "w", "enter", "v", "space", "*", "e", "ctrl+s", "t", "*", "q", "y", "c",
        "/", "x", "enter", "pagedown", "escape",
        "A", "*", "home", *(("enter", "ctrl+s", "j") * times), "x", "escape", "q",
        "e", "*", "home", *(("enter", "ctrl+s", "j") * times), "q",
        "I", "*", "home", *(("enter", "home", "e", "ctrl+s", "]", "q") * times), "q",
        "M", "pagedown", "home", "enter", "*", "r", "*", "q", "q", "w", "enter", "*", "q", "q", "j", "enter", "q", "f",
        "j", "F", "*", "q", "v", "*", "q", "y", "q", "F", "*", "q",
        # The letter, its sources, details and points.
        "L", *(("pagedown", "right", "h", "*", "q") * times), "p", "*", "q", "e", "ctrl+s", "f", "*", "q", "i",
        "ctrl+s", "a", "*", "enter", "escape", "escape", "q", "home", "j", "j", "j", "j", "enter", "*", "q", "+", "*",
        "q", "q",
        # Who has which case, the inspection, and what is beside everything.
        "a", "pagedown", "q", "i", "down", "down", "ctrl+s", "t", "*", "q", "s", "R", "escape", "?", "q", "ctrl+p", "x",
        "escape", "B", "x",
    )  # fmt: skip


def walked(command: list[str], size: tuple[int, int], keys: Iterable[str], env: dict[str, str]) -> tuple[str, str]:
    """What the program sends while its screens are visited, and every line that is to be read then."""
    with Wiretap(command, *size, env=env) as terminal:
        terminal.settle()
        for key in keys:
            terminal.press(*("pagedown",) * 4 if key == "*" else (key,))
        terminal.send("ctrl+q")
        assert terminal.exit_code() == 0
        return terminal.raw.decode("utf-8"), terminal.shown


def left(text: str, hostile: re.Pattern[str] = STEERING) -> list[str]:
    """What steers a terminal in a text, with what stands around it."""
    return [text[max(found.start() - 20, 0) : found.end() + 20] for found in hostile.finditer(text)]


def files(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def test_a_colleagues_journal_does_nothing_on_any_screen(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_comes_of_it(hostile, tmp_path, monkeypatch, times=1)


@pytest.mark.long
def test_a_colleagues_journal_does_nothing_further_down_any_list(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_comes_of_it(hostile, tmp_path, monkeypatch, times=6)


def nothing_comes_of_it(hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    path, elsewhere = Path(shutil.copytree(hostile, tmp_path / "hostile.sqs")), tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    before = files(tmp_path)
    env = environment(
        PYTHONPATH=str(ROOT), HOME=str(elsewhere), BROWSER=f"touch {elsewhere}/browser #%s", TEXTUAL_SCREENSHOT="1"
    )
    raw, shown = walked(sqs("open", path), (120, 40), walk(times), env)
    assert left(OURS.sub("", raw)) == []
    assert set(range(len(HOSTILE))) - marks_in(shown) == set()
    assert "Choose what to talk about" in shown
    new = {path.relative_to(tmp_path).parts[0] for path in files(tmp_path) - before}
    assert new <= {"home", "hostile.sqs"}
    assert not Path("/tmp/leak").exists()


KINDS = (
    "cases",
    "answers",
    "interviews",
    "entries",
    "history",
    "summary",
)


@pytest.mark.parametrize("kind", KINDS)
def test_no_export_carries_what_steers_or_runs(hostile: Path, kind: str, capfdbinary) -> None:
    for form in ("csv", "json"):
        assert main(["export", str(hostile), "--what", kind, "--format", form]) == 0
        told = capfdbinary.readouterr().out.decode("utf-8")
        assert left(told, KEPT_OUT) == []
        if form == "csv":
            cells = [cell for row in csv.reader(io.StringIO(told)) for cell in row]
            assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]
        else:
            assert left(" ".join(_texts(json.loads(told))), KEPT_OUT) == []


def imported(path: Path, name: str, rows: list[dict[str, str]], folder: Path) -> int:
    """Import rows from a file of JSON, which can hold what no CSV can."""
    file = folder / f"{name}.json"
    file.write_text(json.dumps(rows))
    return main(["import", str(path), str(file)])


@pytest.mark.parametrize("name", ["cases", "answers", "entries", "interviews"])
def test_an_import_takes_no_control_characters(name: str, hostile: Path, tmp_path: Path, capfd) -> None:
    """With any in it a file is refused whole; what is left without them is cleaned, and kept."""
    path = tmp_path / "imported.sqs"
    sample.build(path)
    words = [field.name for field in PARTICULARS if field.shape == "text" and field.name != "case_manager"]
    lines = [text for text in HOSTILE if not re.search(r"[\n\t]", cleaned(text)) and len(text) < 1000]
    rows = {
        "cases": [{"ref": f"H-{n}", "order": "YRO", **dict.fromkeys(words, text)} for n, text in enumerate(lines)],
        "answers": [{"case": "ALD-06", "criterion": "RR06", "verdict": "N", "note": text} for text in HOSTILE],
        "entries": [{"case": "ALD-06", "kind": "evidence", "criteria": "RR06", "text": text} for text in HOSTILE],
        "interviews": [{"case_manager": "CM-A", "criterion": "IV01", "verdict": "N", "note": text} for text in HOSTILE],
    }[name]
    before = (path / "journal").stat().st_mtime_ns, len(Workbook.open(path, read_only=True).lines())
    steered = [row for row in rows if any(has_control(value) for value in row.values())]
    assert len(steered) > 20
    assert imported(path, name, steered, tmp_path) == 6
    told = capfd.readouterr()
    assert left(re.sub("\n", "", told.out + told.err)) == []
    assert before == ((path / "journal").stat().st_mtime_ns, len(Workbook.open(path, read_only=True).lines()))
    rest = [row for row in rows if row not in steered]
    taken = [rest[-1]] if name in ("answers", "interviews") else rest
    assert imported(path, name, taken, tmp_path) == 0
    told = capfd.readouterr()
    assert left(re.sub("\n", "", told.out + told.err)) == []
    with Workbook.open(path) as workbook:
        kept = [workbook.rows(table) for table in ("cases", "answers", "entries", "interview_answers")]
    assert left(" ".join(_texts(kept)), KEPT_OUT) == []
    marks = {mark for text in _texts(taken) for mark in re.findall("¶\\d+", text)}
    assert marks <= {mark for text in _texts(kept) for mark in re.findall("¶\\d+", text)}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(one)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_way_out_of_a_folder(text: str, tmp_path: Path, capfd) -> None:
    """As a reference, an area or a person it names no file."""
    before = files(tmp_path)
    with Workbook.create(tmp_path / "a.sqs", catalogue(SQS), author=text) as workbook:
        assert workbook.record([Change("details", "inspection", "area", None, text)], text)
    names = {str(path.relative_to(tmp_path)) for path in files(tmp_path) - before}
    assert all(re.fullmatch(r"(home|a\.sqs)[a-z0-9_./-]*", name) for name in names), names
