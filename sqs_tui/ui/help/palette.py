"""Every command, case and criterion by name; nothing here is ever read as markup."""

from __future__ import annotations

from collections.abc import Iterator

from textual.fuzzy import Matcher
from textual.screen import Screen

from sqs_tui.domain.case import REMOVED
from sqs_tui.errors import SqsError
from sqs_tui.ui.common.base import OurScreen
from sqs_tui.ui.common.typed_list import TypedListScreen
from sqs_tui.ui.help.preferences import prefer, preferences
from sqs_tui.ui.help.screen import spelled, working
from sqs_tui.ui.host import Host
from sqs_tui.ui.widgets.lines import Row, fitted
from sqs_tui.values import dataclass

#: As many as anyone looks through.
MOST = 200
_KEY, _CASE, _CRITERION, _SETTING, _SHEET, _WHO = "key", "case", "criterion", "setting", "sheet", "who"
#: Moving about is done with keys; it would only be in the way here.
_LEFT_OUT = frozenset({"move", "page", "edge", "across", "palette"})


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done; `kind` and `what` say how, `title` and `keys` are shown."""

    kind: str
    what: str
    title: str
    keys: str = ""

    @property
    def id(self) -> str:
        """What the row stands for."""
        return f"{self.kind} {self.what}"


def commands(screen: Screen[object], app: Host) -> Iterator[Command]:
    """What can be done on a screen; beside a case manager nothing that names another case."""
    company = app.in_company
    for key in working(screen):
        if key.action.partition("(")[0] not in _LEFT_OUT:
            yield Command(_KEY, key.id, key.tooltip, spelled(screen, key))
    if app.is_open and not company:
        for other in app.inspection.cases.values():
            if other.status != REMOVED:
                yield Command(_CASE, other.id, f"Go to case {other.ref}")
    if app.is_open and _case(screen):
        case = app.inspection.cases.get(_case(screen))
        if case is not None and app.inspection.catalogue.feedback_sheet:
            yield Command(_SHEET, case.id, f"Feedback sheet of {case.ref}: read it, and write it to a file")
        for criterion in app.inspection.catalogue.criteria:
            yield Command(_CRITERION, criterion.id, f"Go to criterion {criterion.id}  {criterion.title}")
    if app.is_open and not company and not app.inspection.workbook.is_read_only:
        yield Command(_WHO, "", "Say who you are", app.inspection.inspector())
    for one in preferences(app):
        yield Command(_SETTING, one.id, one.title, "now" if one.is_now else "")


def _case(screen: Screen[object]) -> str:
    """The case that is in focus on a screen."""
    return screen.case_in_focus if isinstance(screen, OurScreen) else ""


class PaletteScreen(TypedListScreen[Command | None, Command]):
    """Commands by name, chosen while typing."""

    ASKED = "Do"

    def __init__(self, every: list[Command]) -> None:
        super().__init__()
        self._every = every
        self._by_id = {command.id: command for command in every}

    def on_mount(self) -> None:
        super().on_mount()
        self.show_title((" Commands ", "title"))
        self.look_for("")

    def look_for(self, words: str) -> None:
        """Show the commands that have the letters in this order, the nearest first."""
        found = self._every
        if words.strip():
            matcher = Matcher(words.strip())
            scored = [(matcher.match(f"{command.title} {command.what}"), command) for command in self._every]
            scored = [pair for pair in scored if pair[0] > 0]
            found = [command for _, command in sorted(scored, key=lambda pair: -pair[0])]
        self.list.set_items(found[:MOST])
        self.show_foot([] if found else [((" Nothing is called that.", "warn"),)])

    def draw(self, item: Command, width: int) -> Row:
        """What it does, and its keys."""
        ellipsis = self.sqs.symbols.ellipsis
        room = max(0, min(width, 100) - 14)
        return ((fitted(item.title, room, ellipsis), "text"), (" ", "text"), (fitted(item.keys, 13, ellipsis), "key"))

    def choose(self, id: str) -> None:
        """Leave with the command."""
        self.dismiss(self._by_id[id])


def open_palette(app: Host) -> None:
    """Show the commands of the screen in sight, and do the one that is chosen."""
    screen = app.screen
    if isinstance(screen, PaletteScreen):
        return

    def do(command: Command | None) -> None:
        if command is not None:
            app.call_next(_do, app, screen, command)

    app.open("palette", list(commands(screen, app)), then=do)


async def _do(app: Host, screen: Screen[object], command: Command) -> None:
    if command.kind == _SETTING:
        _prefer(app, command.what)
    elif command.kind == _CASE:
        if command.what in app.inspection.cases:
            app.show_case(command.what)
    elif command.kind == _SHEET:
        if command.what in app.inspection.cases:
            try:
                app.open("feedback-sheet", app.inspection, command.what)
            except SqsError as error:
                app.say(f"{error.title} {error.remedy}", "warn")
    elif command.kind == _WHO:
        app.open("who", app.inspection)
    elif command.kind == _CRITERION:
        app.show_case(_case(screen), command.what)
    else:
        for active in screen.active_bindings.values():
            if active.binding.id == command.what:
                await app.run_action(active.binding.action, active.node)
                return


def _prefer(app: Host, id: str) -> None:
    wanted = next((one for one in preferences(app) if one.id == id), None)
    if wanted is not None:
        try:
            app.say(prefer(app, wanted))
        except SqsError as error:
            app.say(" ".join(filter(None, (error.title, error.detail, error.remedy))), "warn")
