"""Every byte sent while a case manager sits there: nothing in it of anybody or anything else.

A colleague scores, writes and raises alerts in the same workbook meanwhile.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sqs_tui import locations
from sqs_tui.domain.case import Change, Verdict
from sqs_tui.domain.entry import Alert, Entry
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui import keys
from tests import demo
from tests.domain.samples import SQS, catalogue
from tests.faults.test_hostile_text import OURS
from tests.terminal import KEYS, Terminal, environment, sqs

ROOT = Path(__file__).resolve().parents[2]
REFS = (
    "QUARTZ", "BASALT", "FELDSPAR", "GNEISS", "HEMATITE", "JASPER", "KYANITE",
    "LAZURITE", "MICA", "NEPHRITE", "OPAL", "PYRITE", "RHYOLITE", "SPINEL",
)  # fmt: skip
MANAGERS = ("VALDEZ", "WEYMOUTH", "XAVIER", "YARROW")
HERE, ITS_MANAGER = "JASPER", MANAGERS[1]
ALERTED, PRIVATE, COLLEAGUE, AREA = "UMBRAGE", "ZOUNDS", "BENEDICT", "INGLENOOK"


class Overheard(Terminal):
    """A terminal of which every byte is kept, in stretches."""

    def __init__(self, *words: object, **options: object) -> None:
        self.heard: list[bytes] = [b""]
        super().__init__(*words, **options)  # type: ignore[arg-type]

    def _receive(self, seconds: float) -> float | None:
        at = super()._receive(seconds)
        if at is not None:
            self.heard[-1] += self._pending[-1][1]
        return at

    def begin(self) -> None:
        """Begin another stretch."""
        self.heard.append(b"")

    @property
    def stretch(self) -> str:
        """What was sent in this stretch, as text without what moves the cursor and colours it."""
        return OURS.sub("", self.heard[-1].decode("utf-8", "replace"))

    def shows(self, *words: str) -> list[str]:
        """Which of these were sent in this stretch, or stand on the screen."""
        text = f"{self.stretch}\n{self.text}"
        return [word for word in words if word in text]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Fourteen cases scored throughout, each with private notes and entries of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SQS_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        path = tmp_path_factory.mktemp("company") / "overheard.sqs"
        with Workbook.create(path, catalogue(SQS), author="ann") as workbook:
            inspection = Inspection(workbook)
            inspection.set_details({"area": AREA})
            workbook.record([Change("people", locations.kernel_user(), "inspector", None, "LI")], "who")
            for number, ref in enumerate(REFS):
                inspection.add_case(ref, {"order": "YRO", "case_manager": MANAGERS[number % 4], "inspector": COLLEAGUE})
                case = inspection.case_by_ref(ref)
                assert case is not None
                for place, criterion in enumerate(inspection.catalogue.criteria):
                    verdict = Verdict.NO if place % 4 == number % 4 and criterion.is_scored else Verdict.YES
                    inspection.answer(case.id, criterion.id, verdict)
                for criterion in ("RR08", "PC04", "SS05"):
                    inspection.write_note(case.id, criterion, f"{PRIVATE} note of {ref}")
                    inspection.add_entry(Entry("", case.id, "evidence", f"{PRIVATE} entry", (criterion,)))
                    inspection.add_entry(Entry("", case.id, "strength", f"{PRIVATE} praise", (criterion,)))
            inspection.add_entry(Entry("", "", "area", f"{PRIVATE} area note"))
        with Workbook.open(path, author=COLLEAGUE) as workbook:
            inspection = Inspection(workbook)
            case = inspection.case_by_ref(HERE)
            assert case is not None
            inspection.flag(case.id, inspection.catalogue.criteria[0].id)
        yield path


class Colleague:
    """Somebody at work in the same workbook."""

    def __init__(self, path: Path) -> None:
        self.inspection = Inspection(Workbook.open(path, author=COLLEAGUE))
        self._turn = 0

    def goes_on(self) -> None:
        """Score another case and this one, write something private, and now and then raise an alert."""
        inspection, turn = self.inspection, self._turn
        self._turn += 1
        inspection.refresh()
        cases = {case.ref: case.id for case in inspection.cases.values()}
        criteria = [one.id for one in inspection.catalogue.criteria if one.is_scored]
        criterion = criteria[turn % len(criteria)]
        verdict = (Verdict.NO, Verdict.YES)[turn % 2]
        inspection.answer(cases[REFS[turn % 14]], criterion, verdict)
        inspection.write_note(cases[HERE], criterion, f"{PRIVATE} meanwhile {turn}")
        inspection.add_entry(Entry("", cases[HERE], "evidence", f"{PRIVATE} meanwhile", (criterion,)))
        if turn % 5 == 2:
            inspection.raise_alert(Alert("", cases[REFS[turn % 14]], ALERTED, f"{ALERTED} seen"))


@pytest.mark.parametrize("size", [(80, 24), pytest.param((140, 40), marks=pytest.mark.long)])
def test_nothing_of_anybody_else_is_sent_in_company(book: Path, size: tuple[int, int], tmp_path: Path) -> None:
    colleague = Colleague(book)
    others = [ref for ref in REFS if ref != HERE]
    never = [*others, *MANAGERS, PRIVATE, ALERTED, "ALERT", "alert", COLLEAGUE, AREA, "%", "DIFFERENCE"]
    verdicts = ["Our view", "✓", "✗", "∅"]
    env = environment(PYTHONPATH=str(ROOT), SQS_STATE_DIR=str(tmp_path / "ann"), HOME=str(tmp_path))
    command = sqs("open", book, "--case", HERE)
    with Overheard(command, *size, env=env) as terminal:
        terminal.wait_for("Reoffending")
        terminal.settle()
        assert terminal.shows("%", ITS_MANAGER)

        def pressed(*keys: str, not_shown: list[str]) -> None:
            for key in keys:
                colleague.goes_on()
                terminal.press(key)
                assert terminal.shows(*not_shown) == [], f"after {key}:\n{terminal.text}"

        # The walkthrough, from the key that begins it: no verdict either, until it is shown.
        terminal.begin()
        terminal.press("w")  # What was done before is on the screen already.
        pressed("enter", "enter", "space", "l", "b", "B", "x", not_shown=[*never, *verdicts])
        pressed("s", *"so it is", "ctrl+t", "x", "ctrl+s", "e", *"the log", "ctrl+s", not_shown=[*never, *verdicts])
        pressed("+", *"kind", "ctrl+s", "!", *"ring", "ctrl+s", "u", "?", "pagedown", not_shown=never)
        pressed("q", ">", *"plan", "tab", "tab", *"2 weeks", "ctrl+t", "x", "ctrl+s", "?", not_shown=never)
        pressed("q", "ctrl+p", *"case", "escape", "t", "s", "b", not_shown=never)
        terminal.begin()
        pressed("v", not_shown=never)
        assert terminal.shows("Our view")
        pressed("space", "v", "v", "j", "k", "q", "n", "q", "y", not_shown=never)

        # The case in company, with what can be opened there.
        pressed(
            "home", "h", "q", "j", "h", "q", "r", "q", "enter", "q", "t", "q", "/", *"note", "escape", not_shown=never
        )
        pressed("e", *"seen", "ctrl+t", "x", "ctrl+s", "u", "]", "[", "C", "M", "I", "A", "D", "z", not_shown=never)
        pressed("?", "pagedown", "pagedown", "q", "ctrl+p", *"go", "escape", "g", "v", "f12", "x", not_shown=never)
        terminal.wait_for(HERE)

        # An interview, from the moment it is opened to the moment it is put away.
        terminal.press("c", "I", "j")
        terminal.wait_for("Choose the case manager")
        its_own = [REFS[number] for number in range(14) if MANAGERS[number % 4] == ITS_MANAGER]
        never = [one for one in never if one not in its_own and one != ITS_MANAGER]
        terminal.begin()
        terminal.press("enter")
        pressed("1", "2", "e", *"said", "ctrl+t", "x", "ctrl+s", "enter", "q", "B", "x", not_shown=never)
        pressed("?", "q", "q", not_shown=never)
        terminal.wait_for("put away")


def test_no_key_that_works_in_company_shows_anybody_else(book: Path, tmp_path: Path) -> None:
    """Whatever keys there are: each is pressed, and what it opens is left again."""
    path = Path(shutil.copytree(book, tmp_path / "copy.sqs"))
    colleague = Colleague(path)
    never = [*(ref for ref in REFS if ref != HERE), *MANAGERS, PRIVATE, ALERTED, "ALERT", COLLEAGUE, AREA, "%"]
    # The particulars of a case have its people's codes among them; whoever opens them means to show them.
    left_out = ("company-mode", "walk-case")
    wanted = [
        key for place in ("case", "casework") for key in keys.in_scope(place) if key.company and key.id not in left_out
    ]
    env = environment(PYTHONPATH=str(ROOT), SQS_STATE_DIR=str(tmp_path / "ann"), HOME=str(tmp_path))
    command = sqs("open", path, "--case", HERE, "--company")
    with Overheard(command, 120, 40, env=env) as terminal:
        terminal.wait_for("Reoffending")
        for key in wanted:
            colleague.goes_on()
            name = key.keys.split(",")[0]
            terminal.press(name if name in KEYS else keys.shown(name))
            terminal.press("pagedown")
            assert terminal.shows(*never) == [], f"{key.id}:\n{terminal.text}"
            terminal.press("escape")


def test_a_walkthrough_from_the_command_line_draws_nothing_else_first(book: Path, tmp_path: Path) -> None:
    env = environment(PYTHONPATH=str(ROOT), SQS_STATE_DIR=str(tmp_path / "ann"), HOME=str(tmp_path))
    command = sqs("walk", book, "--case", HERE)
    others = [ref for ref in REFS if ref != HERE]
    with Overheard(command, env=env) as terminal:
        terminal.wait_for("Choose what to talk about")
        terminal.press("enter", "enter", "space")
        assert terminal.shows(*others, *MANAGERS, PRIVATE, ALERTED, "ALERT", AREA, "%", "Our view", "✓", "✗") == []
        assert "question" in terminal.text
        terminal.press("q", "y")
        terminal.wait_for("Reoffending")
        assert terminal.shows(*others, *MANAGERS, PRIVATE, ALERTED, "ALERT", AREA, "%") == []


@pytest.mark.parametrize("before", [("c",), ("w", "enter", "e")])
def test_a_case_that_goes_out_of_the_sample_lets_no_other_show(
    book: Path, before: tuple[str, ...], tmp_path: Path
) -> None:
    path = Path(shutil.copytree(book, tmp_path / "copy.sqs"))
    env = environment(PYTHONPATH=str(ROOT), SQS_STATE_DIR=str(tmp_path / "ann"), HOME=str(tmp_path))
    with Overheard(sqs("open", path, "--case", HERE), env=env) as terminal:
        terminal.wait_for("Reoffending")
        terminal.settle()
        terminal.press(*before)
        terminal.begin()
        with Workbook.open(path, author=COLLEAGUE) as workbook:
            case = Inspection(workbook).case_by_ref(HERE)
            assert case is not None
            workbook.record([Change("cases", case.id, "ref", HERE, None)], "undo")
        terminal.wait_for("taken out of the sample")
        terminal.stir()
        assert terminal.shows(*(ref for ref in REFS if ref != HERE), *MANAGERS, PRIVATE, ALERTED, AREA, "%") == []


def test_a_session_that_ended_beside_a_case_manager_opens_behind_a_cover(tmp_path: Path) -> None:
    path = tmp_path / "a.sqs"
    demo.build(path)
    command = sqs("open", path)
    env = environment(PYTHONPATH=str(ROOT))
    with Terminal([*command, "--case", "ALD-05"], 80, 24, env=env) as terminal:
        terminal.wait_for("1 Yes")
        terminal.press("c")
        assert "this case only" in terminal.text
        terminal.kill()
    with Terminal(command, 80, 24, env=env) as terminal:
        terminal.wait_for("The last session ended beside a case manager.")
        assert "ALD-" not in terminal.text
        terminal.send("enter")
        terminal.wait_for("ALD-06")
        terminal.send("q", "y")
        terminal.exit_code()
    with Terminal(command, 80, 24, env=env) as terminal:
        terminal.wait_for("ALD-06")
        assert "case manager." not in terminal.text
