"""Choosing a workbook: those opened lately, those in the usual folder, and those in this one."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextvars import copy_context
from dataclasses import field
from datetime import date, datetime
from pathlib import Path
from threading import Event, Thread
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from sqs_tui import locations
from sqs_tui.domain.agenda import Status
from sqs_tui.errors import SqsError
from sqs_tui.session import recent
from sqs_tui.session.inspection import Inspection
from sqs_tui.store.identity import JOURNALS, is_workbook
from sqs_tui.store.workbook import Workbook
from sqs_tui.ui import keys
from sqs_tui.ui.common.base import OurScreen
from sqs_tui.ui.common.listing import MovesInList
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines, Row, Span, fitted, wrapped
from sqs_tui.ui.widgets.row_list import ListRow, RowList
from sqs_tui.values import dataclass

#: What reading a folder that is no sound workbook may come to, whatever stands in its files.
_UNREADABLE = (SqsError, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


#: Between two workbooks keys have their turn; painting comes before the first.
_REST = 0.02


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be said of a workbook without opening it on screen; `problem` says why it cannot be read."""

    area: str = ""
    service: str = ""
    fieldwork: str = ""
    catalogue: str = ""
    team: Sequence[str] = ()
    progress: dict[Status, int] = field(default_factory=dict)
    invented: bool = False
    problem: str = ""

    @property
    def cases(self) -> int:
        """How many cases count."""
        return sum(self.progress.values())


def glance(path: Path) -> Glance:
    """Look into a workbook, changing nothing; never an error."""
    try:
        with Workbook.open(path, read_only=True) as workbook:
            inspection = Inspection(workbook)
            found = inspection.details
            progress = dict.fromkeys(Status, 0)
            for case in inspection.counted():
                progress[inspection.status(case.id)] += 1
            named = [found.get("lead") or "", *(found.get("team") or ())]
            return Glance(
                area=inspection.area,
                service=str(found.get("service") or ""),
                fieldwork=str(found.get("fieldwork") or ""),
                catalogue=inspection.catalogue.short,
                team=list(dict.fromkeys(str(name) for name in named if name)),
                progress=progress,
                invented=workbook.is_invented,
                problem=f"Left out: {workbook.damage[0]}." if workbook.damage else "",
            )
    except SqsError as error:
        return Glance(problem=error.title.replace(str(path), "This folder"))
    except _UNREADABLE as error:
        return Glance(problem=f"It cannot be read ({type(error).__name__}).")


def found_workbooks() -> list[Path]:
    """Recent workbooks, then those in the usual folder and in this one, the latest changed first; each once."""
    near = [*_in(locations.data_folder() / "workbooks"), *_in(Path.cwd())]
    near.sort(key=changed_at, reverse=True)
    return list(dict.fromkeys(path.resolve() for path in (*recent.recent(), *near)))


def _in(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if not entry.name.startswith(".") and entry.is_dir():
            path = Path(entry.path)
            if entry.name.endswith(".sqs") or is_workbook(path):
                yield path


def changed_at(path: Path) -> float:
    """When somebody last put something down there; 0 where that cannot be seen."""
    try:
        with os.scandir(path / JOURNALS) as entries:
            return max((entry.stat().st_mtime for entry in entries if entry.name.endswith(".jsonl")), default=0.0)
    except OSError:
        return 0.0


def days(fieldwork: str, dash: str) -> str:
    """Two dates as people write them: 23–25 May 2016."""
    first, _, last = fieldwork.partition("/")
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return fieldwork
    if begin == end:
        return f"{end.day} {end:%b %Y}"
    if (begin.year, begin.month) == (end.year, end.month):
        return f"{begin.day}{dash}{end.day} {end:%b %Y}"
    return f"{begin.day} {begin:%b}{dash}{end.day} {end:%b %Y}"


def moment(at: float) -> str:
    """A time as near as it matters: of day today, else the date."""
    if not at:
        return "never"
    then, now = datetime.fromtimestamp(at), datetime.now()
    if then.date() == now.date():
        return f"today {then:%H:%M}"
    return f"{then.day} {then:%b %H:%M}" if then.year == now.year else f"{then.day} {then:%b %Y}"


class ChooserScreen(MovesInList, OurScreen[None]):
    """The workbooks there are. Each is looked into in the background, the one under the cursor first."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("chooser")]
    SCOPES: ClassVar[tuple[str, ...]] = ("chooser",)

    @dataclass
    class Glanced(Message):
        """A workbook was looked into."""

        path: Path
        glance: Glance

    def __init__(self) -> None:
        super().__init__()
        self._paths: dict[str, Path] = {}
        self._changed: dict[str, float] = {}
        self._glances: dict[str, Glance] = {}
        self._wanted: deque[str] = deque()
        self._stop = Event()

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(id="columns")
        yield RowList(self.sqs.symbols, id="workbooks", on_move=self.moved)
        yield Lines(id="about")
        yield EchoLine()
        yield HintBar()

    def on_mount(self) -> None:
        self.list = self.query_one(RowList)
        self.list.focus()
        self.query_one(TopBar).show_place((" SQS workbooks ", "title"))

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.sqs.screen is not self:
            return  # What a form was left for has been opened over this already.
        if self.sqs.is_open:
            self.sqs.close_workbook()
            self.show_token()
        self.look()

    def on_screen_suspend(self) -> None:
        """Nothing is looked into while something else is on screen."""
        self._stop.set()

    def on_unmount(self) -> None:
        self._stop.set()

    def on_resize(self) -> None:
        if hasattr(self, "list"):
            self.show_workbooks()

    # Looking

    def look(self, cursor: str = "") -> None:
        """Find the workbooks there are, and look into those that changed since."""
        paths = {str(path): path for path in found_workbooks()}
        changed = {name: changed_at(path) for name, path in paths.items()}
        same = {name for name in changed if changed[name] == self._changed.get(name)}
        self._glances = {name: seen for name, seen in self._glances.items() if name in same}
        self._paths, self._changed = paths, changed
        self._wanted = deque(name for name in paths if name not in self._glances)
        self.show_workbooks(cursor)
        self.moved()
        self._stop.set()
        self._stop = Event()
        if self._wanted:
            # A thread of our own: leaving waits for none that a dead network drive holds up.
            arguments = (self._glance_all, self._wanted, self._stop)
            Thread(target=copy_context().run, args=arguments, daemon=True).start()

    def _glance_all(self, wanted: deque[str], stop: Event) -> None:
        """In a thread: one workbook after the other, whichever is wanted most."""
        while wanted and not stop.wait(_REST):
            path = Path(wanted.popleft())
            seen = glance(path)
            if not stop.is_set():
                self.post_message(self.Glanced(path, seen))

    @on(Glanced)
    def glanced(self, event: Glanced) -> None:
        """Show what was seen."""
        name = str(event.path)
        self._glances[name] = event.glance
        if name in self._paths:
            for one in {name, *self._alike(event.glance)}:
                self.list.update_item(ListRow(one, self._spans(one)))
            if name == self.list.current:
                self._show_about()

    def moved(self) -> None:
        """Say more of the workbook under the cursor; look into it next."""
        name = self.list.current
        if name in self._wanted:
            try:
                self._wanted.remove(name)
                self._wanted.appendleft(name)
            except (ValueError, IndexError, RuntimeError):
                pass  # The thread has just taken it.
        self._show_about()

    # Showing

    def show_workbooks(self, cursor: str = "") -> None:
        """Show the workbooks, keeping the cursor."""
        *_, area, dates = self._widths()
        where = "  Where" if self.size.width >= 110 else ""
        counts = f"{'Done':>6}{'Begun':>6}{'To do':>6}"
        head = f"  {fitted('Area', area)}{fitted('Fieldwork', dates)}{counts}  {'Changed':<12}{where}"
        self.query_one("#columns", Lines).show([((fitted(head, self.size.width), "soft"),)])
        rows = [ListRow(name, self._spans(name)) for name in self._paths]
        self.list.set_items(rows or list(_nothing_yet()), cursor or self.list.current)

    def _widths(self) -> tuple[int, int, int]:
        width = self.size.width
        dates = 17 if width >= 76 else 0
        return width, max(12, min(48, width - dates - 34)), dates

    def _spans(self, name: str) -> Row:
        width, area, dates = self._widths()
        seen, path, symbols = self._glances.get(name), self._paths[name], self.sqs.symbols
        changed: Span = (f"  {fitted(moment(self._changed[name]), 12)}", "soft")
        where: Row = ((f"  {_short(path)}", "soft"),) if width >= 110 else ()
        if seen is None:
            return ((fitted(path.name, area + dates, symbols.ellipsis), "soft"), (" " * 18, "soft"), changed, *where)
        if not seen.cases and seen.problem:
            text = f"! {seen.problem}"
            return ((fitted(path.name, area, symbols.ellipsis), "text"), (fitted(text, width - area - 2), "warn"))
        mark: Row = (("INVENTED ", "warn"),) if seen.invented else ()
        room = area - 9 * seen.invented - 1
        area_name = seen.area or path.name
        if width < 110 and len(self._alike(seen)) > 1:
            area_name += f", {path.name}"
        progress = "".join(f"{seen.progress.get(status, 0):>6}" for status in _ORDER)
        return (
            *mark,
            (f"{fitted(area_name, room, symbols.ellipsis)} ", "text"),
            (fitted(days(seen.fieldwork, symbols.dash), dates, symbols.ellipsis), "text"),
            (progress, "text"),
            changed,
            *where,
        )

    def _alike(self, seen: Glance) -> list[str]:
        """The workbooks that only their file tells apart: of one area, in the same days."""
        told = (seen.area, seen.fieldwork)
        return [name for name, other in self._glances.items() if (other.area, other.fieldwork) == told]

    def _show_about(self) -> None:
        name, width = self.list.current, max(20, self.size.width - 2)
        lines: list[Row] = []
        if name in self._paths:
            lines = [((fitted(str(self._paths[name]), width, self.sqs.symbols.ellipsis), "soft"),)]
            seen = self._glances.get(name)
            lines = [*(self._about(seen, width) if seen else _BLANK), *lines]
        self.query_one("#about", Lines).show(lines)
        self.query_one("#about", Lines).styles.height = len(lines)

    def _about(self, seen: Glance, width: int) -> list[Row]:
        if seen.problem and not seen.cases:
            told: list[Row] = [((line, "warn"),) for line in wrapped(seen.problem, width)]
            return [*told, *_BLANK][:3]
        ellipsis = self.sqs.symbols.ellipsis
        title = "  ".join(part for part in (seen.area, seen.service, seen.catalogue) if part)
        counts = ", ".join(f"{seen.progress[status]} {status.value}" for status in _ORDER)
        cases = f"{seen.cases} case{'s' * (seen.cases != 1)}: {counts}" if seen.cases else "No cases yet"
        team = f"Team: {', '.join(seen.team)}" if seen.team else "No team is named yet"
        invented = "INVENTED CASES  " if seen.invented else ""
        return [
            ((invented, "warn"), (fitted(title, width - len(invented), ellipsis), "title")),
            ((fitted(cases, width, ellipsis), "text"),),
            ((fitted(seen.problem or team, width, ellipsis), "warn" if seen.problem else "text"),),
        ]

    # Keys

    def action_open(self) -> None:
        if self.list.current:
            self._open(self._paths[self.list.current])
        else:
            self.say(
                keys.render_keys(
                    "There is no workbook yet: {choose-new} makes one, {choose-demo} opens the invented sample"
                )
            )

    def _open(self, path: Path, notes: Iterable[str] = ()) -> None:
        try:
            self.sqs.open_workbook(path)
        except SqsError as error:
            self.say(f"{error.title} {error.detail} {error.remedy}", "warn")
            return
        told = " ".join(notes)
        if told:
            opened = self.sqs.screen
            opened.call_after_refresh(lambda: opened.say(told, "warn") if isinstance(opened, OurScreen) else None)

    def action_new(self) -> None:
        form = self.sqs.open("new-workbook", then=lambda path: self._open(Path(path), form.notes) if path else None)

    def action_open_path(self) -> None:
        self.sqs.open("path", then=lambda path: self._open(Path(path)) if path else None)

    def action_demo(self) -> None:
        from sqs_tui.session import sample  # Only those who try it read it.

        try:
            sample.prepare(sample.default_path())
        except SqsError as error:
            self.say(f"{error.title} {error.detail}", "warn")
            return
        self._open(sample.default_path())

    def action_go_back(self) -> None:
        question = ("Quit?", "Everything is on disk.")
        self.sqs.open("confirm", *question, then=lambda sure: self.sqs.exit(0) if sure else None)


_BLANK: list[Row] = [((" ", "text"),)] * 3
_ORDER = (Status.COMPLETE, Status.IN_PROGRESS, Status.NOT_STARTED)


def _short(path: Path) -> str:
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _nothing_yet() -> Iterator[ListRow]:
    yield ListRow("", (("", "text"),))
    yield ListRow("", ((" No workbook yet.", "title"),))
    yield ListRow("", (("", "text"),))
    for key, what in (
        ("d", "opens an invented sample to try things on"),
        ("n", "makes a workbook for an inspection of your own"),
        ("o", "opens a workbook by its path"),
    ):
        yield ListRow("", ((f"   {key} ", "key"), (what, "text")))
