"""An editor for a piece of evidence, a strength or a learning point: one text, linked to several criteria."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.suggester import Suggester, SuggestFromList
from textual.widgets import Input

from sqs_tui.domain.entry import KINDS, Entry
from sqs_tui.domain.text import cleaned
from sqs_tui.session.new_ids import new_id
from sqs_tui.ui import keys
from sqs_tui.ui.common.editor import EntryEditor
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.lines import Lines, Row, fitted, wrapped


class SharedMark(Lines, can_focus=True):
    """Whether the case manager may be shown the entry; Space changes it."""

    class Changed(Message):
        """It was shared, or made private."""

    def __init__(self, shareable: bool) -> None:
        super().__init__()
        self.shareable = shareable
        self._build()

    def on_key(self, event: events.Key) -> None:
        if event.key == "space":
            event.stop()
            self.shareable = not self.shareable
            self._build()
            self.post_message(self.Changed())

    def on_focus(self) -> None:
        self._build()

    def on_blur(self) -> None:
        self._build()

    def _build(self) -> None:
        box = "[x]" if self.shareable else "[ ]"
        words = "may be shown to the case manager" if self.shareable else "private to the team"
        style = "cursor" if self.has_focus else "text"
        self.show([((f"{box} {words}", style), (f"  {keys.shown('space')} changes", "soft"))])


class _LastOf(Suggester):
    """Completes the last of several ids in a line."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._ids = ids

    async def get_suggestion(self, value: str) -> str | None:
        """The line with its last word completed; None where no id begins so."""
        typed = value.replace(",", " ").replace(";", " ").rpartition(" ")[2]
        found = next((id for id in self._ids if typed and id.casefold().startswith(typed.casefold())), "")
        return value + found[len(typed) :] if len(found) > len(typed) else None


class EntryScreen(EntryEditor):
    """Write an entry: its text, the criteria it is about, where it was found, and whether it may be shown."""

    def __init__(
        self, case: str, criterion: str, kind: str, *, company: bool = False, entry: Entry | None = None
    ) -> None:
        new = new_id("e")
        super().__init__(entry or Entry(new, case=case, kind=kind, text="", criteria=(criterion,), shareable=company))
        known = self.inspection.catalogue.known
        about = " ".join(self._entry.criteria)
        self._criteria = Input(
            about, id="criteria", compact=True, select_on_focus=False, suggester=_LastOf(list(known))
        )
        self._where = Input(self._entry.where, id="where", compact=True, select_on_focus=False)
        self._shared = SharedMark(self._entry.shareable)

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(self._head(), id="about-note")
        yield self._area
        with Horizontal(classes="field"):
            yield Lines([((" About   ", "soft"),)])
            yield self._criteria
        with Horizontal(classes="field"):
            yield Lines([((" Found in", "soft"),)])
            titles = [source.title for source in self.inspection.fieldwork.sources]
            known = SuggestFromList(titles, case_sensitive=False)
            self._source = Input(self._entry.source, id="source", compact=True, select_on_focus=False, suggester=known)
            yield self._source
        with Horizontal(classes="field"):
            yield Lines([((" Where   ", "soft"),)])
            yield self._where
        with Horizontal(classes="field"):
            yield Lines([((" Share   ", "soft"),)])
            yield self._shared
        yield EchoLine()
        yield HintBar()

    def _head(self) -> Sequence[Row]:
        criteria = self.inspection.catalogue.known
        first = criteria[self._entry.criteria[0]] if self._entry.criteria else None
        said = f"{first.id}  {first.question}" if first else ""
        return [((f" {line}", "soft"),) for line in wrapped(said, max(self.app.size.width - 4, 20))]

    def on_resize(self) -> None:
        self.query_one("#about-note", Lines).show(self._head())

    def on_mount(self) -> None:
        for field in self.query(Input):
            field.cursor_blink = False
        self.begin()
        ref = self.inspection.cases[self._entry.case].ref
        self.query_one(TopBar).show_place((f" {ref}  {KINDS[self._entry.kind]}", "title"))
        self.show_token()
        self.show_hints()
        self.say(f"{keys.shown('tab')} goes to the fields below; several criteria can share one entry: RR10 PP07")

    def on_text_area_changed(self) -> None:
        self._typed()

    def on_input_changed(self) -> None:
        self._typed()

    def on_shared_mark_changed(self) -> None:
        self._typed()

    def _typed(self) -> None:
        unknown = self._unknown()
        said = f"No criterion is called {unknown}: the links stay as they were" if unknown else ""
        self.say(self._offered(unknown) or said, "warn")
        super()._typed()

    def _named(self) -> dict[str, str]:
        """The criteria named in the field, as typed, with their ids; an empty id is one that does not exist."""
        by_id = {id.casefold(): id for id in self.inspection.catalogue.known}
        named = self._criteria.value.replace(",", " ").replace(";", " ").split()
        return {name: by_id.get(name.casefold(), "") for name in named}

    def _unknown(self) -> str:
        return next((name for name, id in self._named().items() if not id), "")

    def _offered(self, begun: str) -> str:
        """The criteria whose ids begin so, with the key that completes the first; empty where none does."""
        known = self.inspection.catalogue.known.values()
        found = [f"{one.id} {one.title}" for one in known if begun and one.id.casefold().startswith(begun.casefold())]
        if not found:
            return ""
        completes = f"{keys.shown('right')} completes "
        return completes + fitted(", ".join(found), self.size.width - len(completes) - 2, self.sqs.symbols.ellipsis)

    def _as_typed(self) -> Entry:
        """The entry as it stands on screen; its links as they were kept while one named does not exist."""
        ids = tuple(dict.fromkeys(self._named().values()))
        return replace(
            self._entry,
            text=cleaned(self._area.text),
            criteria=self._entry.criteria if "" in ids else ids,
            source=cleaned(self._source.value),
            where=cleaned(self._where.value),
            shareable=self._shared.shareable,
        )

    def action_leave(self) -> None:
        """Leave; an entry left without words is taken away."""
        unknown = self._unknown()
        if unknown and not self._warned:
            self.flush()
            self._warned = True
            self._criteria.focus()
            self.say(f"No criterion is called {unknown}; leaving once more leaves the links as they were", "warn")
            return
        super().action_leave()
