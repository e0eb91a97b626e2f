"""Who am I: the account that runs this, matched with somebody of the team; asked once a workbook, and when needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqs_tui.domain.names import spellings
from sqs_tui.session.inspection import Inspection
from sqs_tui.ui import keys
from sqs_tui.ui.common.form import GatherScreen
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.widgets.fields import FormField
from sqs_tui.ui.widgets.lines import Row, wrapped
from sqs_tui.ui.widgets.row_list import ListRow

_ANOTHER = "another"


def who_is_it(inspection: Inspection) -> ListScreen[str, ListRow] | GatherScreen:
    """The screen on which somebody says who works here: one of the team, where a team is named."""
    return WhoScreen() if team(inspection) else AnotherScreen()


def team(inspection: Inspection) -> list[str]:
    """The inspectors that are named: the lead, then the team, each once."""
    named = [inspection.details.get("lead", ""), *(inspection.details.get("team") or ())]
    return list(spellings(map(str, named)).values())


class WhoScreen(ListScreen[str, ListRow]):
    """The team, to choose oneself from."""

    def on_mount(self) -> None:
        self.show_title((" Who are you? ", "title"))
        named = [ListRow(f"={name}", ((name, "text"),)) for name in team(self.inspection)]
        self.list.set_items([*named, ListRow(_ANOTHER, (("Somebody else: type a name or code", "soft"),))])
        self.list.focus()
        self._explain()  # Before the screen is laid out: after that it would have no room.

    def on_resize(self) -> None:
        self._explain()

    def _explain(self) -> None:
        text = (
            f"Who are you? Your account here is {self.inspection.workbook.author}. "
            "What you write is put down under that account, and shown under the name you choose."
        )
        lines = wrapped(text, max(20, min(90, self.sqs.size.width - 4)))
        self.show_head((), *(((f"  {line}", "text"),) for line in lines), ())

    def draw(self, item: ListRow, width: int) -> Row:
        """A name."""
        return item.spans

    def choose(self, id: str) -> None:
        """Keep who it is, or ask for somebody else."""
        if id == _ANOTHER:
            self.sqs.push_screen(AnotherScreen(), self._named)
        elif self.attempt(lambda: self.inspection.set_inspector(id[1:])).said:
            self.dismiss(id[1:])

    def _named(self, name: str | None) -> None:
        if name:
            self.dismiss(name)

    def action_go_back(self) -> None:
        """Leave it open: what is written is shown under the account."""
        self.dismiss("")


class AnotherScreen(GatherScreen):
    """A name or code that is not in the team."""

    VERB = "keeps it"

    def title_text(self) -> str:
        """What the form is about."""
        return "Who are you?"

    def above(self) -> Sequence[Row]:
        """What it is for."""
        account = self.inspection.workbook.author
        return (((f"Your account here is {account}. How should it be shown?", "text"),),)

    def fields(self) -> Sequence[FormField]:
        """One field."""
        return [
            FormField(
                "name", "Inspector", help=keys.render_keys("A name or code. {drop-form} goes on under the account.")
            )
        ]

    def check(self, name: str, text: str) -> str:
        """Somebody must be named."""
        return "" if text.strip() else keys.render_keys("Type a name or code, or leave with {drop-form}.")

    def finish(self, texts: Mapping[str, str]) -> None:
        """Keep who it is."""
        name = texts["name"].strip()
        self.sqs.settled(self.inspection.set_inspector(name))
        self.result = name
