"""One form for everything that is typed into fields: kept field by field, or gathered and done at the end."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType

from sqs_tui.errors import NotSaved, SqsError
from sqs_tui.session.inspection import Heads, Outcome
from sqs_tui.store.fold import Key
from sqs_tui.ui import keys
from sqs_tui.ui.common.draft import LEFT, Draft
from sqs_tui.ui.common.listing import TitledScreen
from sqs_tui.ui.widgets.bars import EchoLine, HintBar, TopBar
from sqs_tui.ui.widgets.fields import FieldList, FieldRow, FormField
from sqs_tui.ui.widgets.lines import Lines, Row, fitted, wrapped


class Stretch(NamedTuple):
    """One stretch of typing in one field: what joins its writes, and what was on screen before the next of them."""

    run: str = ""
    seen: Heads | None = None


class FormScreen(TitledScreen[str]):
    """Fields, each kept when it is left and while it is typed; one that cannot be kept says why, and is not.

    A form says which fields it has, what stands in them on disk, what may stand in them, and how one is kept.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("editor"), *keys.bindings("form")]
    SCOPES: ClassVar[tuple[str, ...]] = ("editor", "form")
    #: Whether each field is kept when it is left and while it is typed.
    IS_KEPT: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, FieldRow] = {}
        self._drafts: dict[str, Draft] = {}
        self._kept: dict[str, str] = {}
        self._stored: dict[str, str] = {}
        self._stretches: dict[str, Stretch] = {}
        self._warned = False
        self.result = ""

    # What a form is

    def title_text(self) -> str:
        """What the form is about."""
        raise NotImplementedError

    def fields(self) -> Sequence[FormField]:
        """The fields, in their order."""
        raise NotImplementedError

    def stored(self, name: str) -> str:
        """What stands in a field on disk, as it is typed."""
        raise NotImplementedError

    def check(self, name: str, text: str) -> str:
        """Why a text cannot be kept, in words; empty where it can."""
        return ""

    def keep(self, name: str, text: str) -> Outcome:
        """Put a field on disk. Raises `SqsError`."""
        raise NotImplementedError

    def place(self, name: str) -> Key | None:
        """Where a field is kept; None where it is not kept yet, or in no one place."""
        return None

    def above(self) -> Sequence[Row]:
        """Lines over the fields."""
        return ()

    def begins_on(self) -> int:
        """Which field the keys go to first."""
        return 0

    @property
    def is_fixed(self) -> bool:
        """Whether nothing may be changed here."""
        return self.sqs.is_open and self.inspection.workbook.is_read_only

    # Laying out

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield Lines(id="above")
        for one in self.fields():
            text = self.stored(one.name)
            self._rows[one.name] = row = FieldRow(one, text, is_fixed=self.is_fixed)
            self._kept[one.name], self._stored[one.name] = row.text, text
            self._drafts[one.name] = Draft(lambda _, row=row: self._keep(row), self)  # type: ignore[misc]
        self.list = FieldList([*self._rows.values()], self.sqs.symbols, edited=self.edited, clicked=self.go)
        yield self.list
        yield Lines(id="field-help")
        yield EchoLine()
        yield HintBar()

    def on_mount(self) -> None:
        self.show_place()
        self.show_above()
        self._enter(self.list.fields[self.begins_on()])

    def on_resize(self) -> None:
        self.show_above()

    def show_place(self) -> None:
        """Say in the top bar what this is about."""
        if self.query(TopBar):
            self.show_title((f" {self.title_text()} ", "title"))

    def show_above(self) -> None:
        """Show the lines over the fields; none where the terminal is low."""
        lines = self.query_one("#above", Lines)
        lines.show(self.above())
        lines.set_class(not lines.rows, "-hidden")

    def show_hints(self) -> None:
        """The keys that work here; help by a key that cannot be typed."""
        hints = [key for where in self.SCOPES for key in keys.in_scope(where) if key.hint and self._works(key)]
        hints.sort(key=lambda key: key.hint)
        shown = [(keys.shown(self.sqs.key_for(key)), self.label(key)) for key in hints]
        for bar in self.query(HintBar):
            bar.show_hints([*shown, (keys.shown("f1"), "help")])

    def label(self, key: keys.Key) -> str:
        """The word for a key in the hint bar."""
        return key.label

    def _works(self, key: keys.Key) -> bool:
        return self.list.current.is_choice or key.id not in ("next-choice", "previous-choice", "clear-choice")

    def tell(self, lines: Sequence[str]) -> None:
        """Say something longer, under the fields."""
        width = max(20, self.size.width - 4)
        self.list.tell([((f"  {part}", "warn"),) for line in lines for part in wrapped(line, width)])

    # Keeping

    def stretch(self, name: str) -> Stretch:
        """The stretch of typing a field is in: a write that names what was on screen overrides nothing else."""
        return self._stretches.get(name, Stretch())

    def _begin(self, name: str) -> None:
        """Note what is on screen when typing in a field begins."""
        place = self.place(name)
        if place is not None and name not in self._stretches:
            seen = {place[2]: self.inspection.workbook.seen(*place)[-1:]}
            self._stretches[name] = Stretch(f"r-{os.urandom(4).hex()}", seen)

    def _go_on(self, name: str, line: str) -> None:
        """Note that what was typed so far is what stands on screen now."""
        stretch = self._stretches.get(name)
        if stretch is not None and stretch.seen is not None and line:
            self._stretches[name] = stretch._replace(seen=dict.fromkeys(stretch.seen, (line,)))

    def texts(self) -> Mapping[str, str]:
        """What stands in each field now."""
        return {name: row.text for name, row in self._rows.items()}

    def is_unkept(self, row: FieldRow) -> bool:
        """Whether what stands in a field differs from what is on disk."""
        return not self.is_fixed and row.text != self._kept[row.field.name]

    def error(self, row: FieldRow) -> str:
        """Why a field cannot be kept; nothing where it was not touched."""
        return self.check(row.field.name, row.text) if self.is_unkept(row) else ""

    def _keep(self, row: FieldRow) -> None:
        name, text = row.field.name, row.text
        error = self.error(row)
        row.show_error(error)
        if not error and self.is_unkept(row):
            try:
                outcome = self.keep(name, text)
            except NotSaved:
                self.show_typing()
                raise
            except SqsError as refusal:
                row.show_error(f"{refusal.title} {refusal.remedy}".strip())
            else:
                self._kept[name], self._stored[name] = text, self.stored(name)
                self._go_on(name, outcome.line)
                self.sqs.settled(outcome)
                self.show_place()
                if outcome.said and outcome.at:
                    self.say(outcome.said, "soft")
        self.show_typing()

    def show_typing(self) -> None:
        """Let the token say whether all that stands here is on disk."""
        self.sqs.set_typing(any(self.is_unkept(row) for row in self._rows.values()))

    def edited(self, row: FieldRow) -> None:
        """Note a key; where the field said that it cannot be kept, say whether that still holds."""
        self._warned = False
        self._begin(row.field.name)
        if row.error:
            row.show_error(self.error(row))
        if row.field.drafted and self.IS_KEPT:
            self._drafts[row.field.name].typed(row.text)
        else:
            self.show_typing()

    def go(self, row: FieldRow) -> None:
        """Let the keys go to a field; the one that had them is left first."""
        self.list.catch_up()
        if row is not self.list.current and not self.is_fixed:
            self.left(self.list.current)
        self._enter(row)

    def _enter(self, row: FieldRow) -> None:
        """Let the keys go to a field, and say what it is for."""
        self.list.go(row)
        many = len(self.list.fields)
        count = f"{self.list.fields.index(row) + 1}/{many} " if many > 1 else ""
        text = fitted(f" {row.field.help}", max(0, self.size.width - len(count)), self.sqs.symbols.ellipsis)
        self.query_one("#field-help", Lines).show([((text + count, "soft"),)])
        self.show_hints()

    def on_descendant_blur(self) -> None:
        """Keep what was typed when the terminal is looked away from."""
        if self.focused is None and self.is_current:
            self.flush()

    def left(self, row: FieldRow) -> None:
        """Keep the field, and show it as it is kept."""
        if self._flush(row) and not row.error and not self.is_unkept(row):
            self._take_up(row)

    def _flush(self, row: FieldRow) -> bool:
        draft = self._drafts[row.field.name]
        if not draft.is_pending and self.is_unkept(row):
            draft.typed(row.text)
        return draft.flush()

    def flush(self) -> bool:
        """Keep everything that can be kept; whether no write failed."""
        if self.is_fixed or not self.IS_KEPT:
            return True
        self.list.catch_up()
        kept = [self._flush(row) for row in self._rows.values()]
        return all(kept)

    def _take_up(self, row: FieldRow) -> None:
        name = row.field.name
        self._stretches.pop(name, None)
        self._stored[name] = self.stored(name)
        row.set_text(self._stored[name])
        self._kept[name] = row.text

    def on_screen_suspend(self) -> None:
        """Whatever covers the form, what was typed is kept first."""
        self.flush()

    def on_unmount(self) -> None:
        """However the program ends, what was typed is kept first."""
        if self.sqs.is_open:
            self.flush()

    def show_outcome(self, outcome: Outcome) -> None:
        """Take up what somebody else put into a field; where it is being typed in, say so."""
        if not outcome.by or not self.is_mounted:
            return
        for name, row in self._rows.items():
            if self.stored(name) != self._stored[name]:
                if self.is_unkept(row):
                    self._stored[name] = theirs = self.stored(name)
                    kept = "is kept beside it, to be settled" if self.place(name) else "takes its place"
                    self.say(f"{outcome.by} put into {row.field.title}: {theirs}. Yours {kept}", "warn")
                else:
                    self._take_up(row)

    # Keys

    def action_field(self, by: int) -> None:
        fields = self.list.fields
        self.go(fields[(fields.index(self.list.current) + by) % len(fields)])

    def action_enter(self) -> None:
        if self.list.current is self.list.fields[-1]:
            self.action_finish()
        else:
            self.action_field(1)

    def action_finish(self) -> None:
        self.action_leave()

    def action_turn(self, by: int) -> None:
        self.list.turn(by)

    def action_leave(self) -> None:
        """Keep everything and leave; once, say what could not be kept."""
        saved = self.flush()
        wrong = [row for row in self._rows.values() if row.error]
        if not self._warned and (wrong or not saved):
            self._warned = True
            if wrong:
                self.go(wrong[0])
                as_it_was = self._stored[wrong[0].field.name]
                self.say(
                    f"{wrong[0].field.title} is not kept. Leaving once more leaves it {as_it_was or 'empty'}", "warn"
                )
            else:
                is_kept = any(map(self.sqs.is_kept_beside, self._drafts.values()))
                self.say(f"Not in the workbook. Leaving once more leaves {LEFT[is_kept]}", "danger")
            return
        self._go()

    def _go(self) -> None:
        for draft in self._drafts.values():
            draft.drop()
        for name, row in self._rows.items():
            row.show_error("")
            self._kept[name] = row.text
        self.sqs.set_typing(False)
        self.dismiss(self.result)


class GatherScreen(FormScreen):
    """A form that does one thing at the end, with everything in it, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("asking"), *keys.bindings("form")]
    SCOPES: ClassVar[tuple[str, ...]] = ("asking", "form", "editor")
    IS_KEPT: ClassVar[bool] = False
    #: What the form does, for hints and warnings.
    VERB: ClassVar[str] = "makes it"

    def stored(self, name: str) -> str:
        """What the field begins with."""
        return ""

    def finish(self, texts: Mapping[str, str]) -> None:
        """Do it. Raises `SqsError`."""
        raise NotImplementedError

    @property
    def is_fixed(self) -> bool:
        """A form to gather is for typing, whatever may be written."""
        return False

    def label(self, key: keys.Key) -> str:
        """What is done at the end, by its own word."""
        return self.VERB.split()[0].removesuffix("s") if key.id == "finish-form" else key.label

    def _works(self, key: keys.Key) -> bool:
        return key.id != "leave-editor" and super()._works(key)

    def is_unkept(self, row: FieldRow) -> bool:
        """Whether something was typed."""
        return bool(row.text.strip()) and row.text != self.stored(row.field.name)

    def error(self, row: FieldRow) -> str:
        """Why a field cannot be taken."""
        return self.check(row.field.name, row.text)

    def left(self, row: FieldRow) -> None:
        """Say at once what cannot be taken, where something was typed."""
        if self.is_unkept(row):
            row.show_error(self.error(row))

    def action_leave(self) -> None:
        self.action_drop()

    def action_finish(self) -> None:
        """Check every field, then do it; what goes wrong is told with its lines."""
        self.list.catch_up()
        self.tell(())
        wrong = []
        for row in self._rows.values():
            row.show_error(self.error(row))
            wrong += [row] if row.error else []
        if wrong:
            self.go(wrong[0])
            self.say(f"{wrong[0].field.title} cannot stay so", "warn")
            return
        try:
            self.finish(self.texts())
        except SqsError as error:
            if isinstance(error, NotSaved):
                error = self.sqs.failed(error, typed_in=self)
            else:
                self.say(error.title, "warn")
            self.tell([*error.detail.splitlines(), *error.remedy.splitlines()][:200])
            return
        self.sqs.reached_disk(self)
        self._go()

    def action_drop(self) -> None:
        """Leave without doing it; once, say that something was typed."""
        if not self._warned and any(self.is_unkept(row) for row in self._rows.values()):
            self._warned = True
            self.say(
                keys.render_keys(f"Nothing is done yet: {{finish-form}} {self.VERB}, {{drop-form}} again leaves"),
                "warn",
            )
            return
        self.result = ""
        self._go()
