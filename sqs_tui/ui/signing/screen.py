"""Sign-off of a case: how far it has come, what is missing, and the acts; a signature is taken back with a reason."""

from __future__ import annotations

from collections.abc import Iterator

from sqs_tui.domain.case import Stage
from sqs_tui.domain.due import short
from sqs_tui.domain.signing import Signature, Signing
from sqs_tui.session.inspection import Outcome
from sqs_tui.session.missing import ALERT, DIFFERENCE, Missing, missing
from sqs_tui.ui import keys
from sqs_tui.ui.common.listing import ListScreen
from sqs_tui.ui.common.reason import ReasonScreen
from sqs_tui.ui.symbols import WORDS
from sqs_tui.ui.widgets.fields import one_line
from sqs_tui.ui.widgets.lines import Row, fitted, wrapped
from sqs_tui.values import dataclass

#: Each stage as something to do, and as something done.
_ACTS = {
    Stage.MARKED: ("Mark it finished", "Marked finished"),
    Stage.SECOND: ("Begin a second read", "Second read"),
    Stage.SIGNED: ("Sign it", "Signed"),
    Stage.LOCKED: ("Lock it", "Locked"),
}
_TAKE_BACK = "take back"


@dataclass(frozen=True, slots=True)
class SignRow:
    """A stage and who put it down, or why it cannot be; or something missing. A heading has no id."""

    id: str
    said: str
    stage: Stage | None = None
    signature: Signature | None = None
    holds: bool = False
    missing: Missing | None = None


class SigningScreen(ListScreen[None, SignRow]):
    """The stages of one case as boxes, then everything that is missing; Enter does, or goes there."""

    def __init__(self, case: str) -> None:
        super().__init__()
        self._case = self.needs_case = case

    def on_mount(self) -> None:
        self.show_signing()
        self.list.focus()

    def on_resize(self) -> None:
        self.show_signing()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.show_signing()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show how far it is now, whoever did something."""
        if self._case in outcome.cases or outcome.structure:
            self.show_signing()

    # What it shows

    def show_signing(self) -> None:
        """Show the stages and what is missing, keeping the cursor."""
        if not self.is_mounted or not hasattr(self, "list"):
            return
        if self._case not in self.inspection.cases:
            self.dismiss()
            return
        case = self.inspection.cases[self._case]
        self.show_title((f" {case.ref} ", "title"), (" Sign-off ", "title"))
        self._missing = list(missing(self.inspection, self._case))
        signing = self.inspection.signing(self._case)
        self.list.set_items(list(self._rows(signing)), self.list.current)
        width = max(20, self.size.width - 4)
        told = [(line, style) for said, style in self._told(signing) for line in wrapped(said, width)]
        self.show_head(*(((f" {line}", style),) for line, style in told), ())
        self.show_foot([] if self._missing else [((" Nothing is missing.", "yes"),)])

    def _told(self, signing: Signing) -> Iterator[tuple[str, str]]:
        """What is to be said of the case beside its boxes."""
        case = self.inspection.cases[self._case]
        done = self.inspection.progress(self._case)
        reads = case.particular("inspector") or "nobody yet"
        yield f"Read by {reads}; {done.answered} of {done.applicable} that apply are answered.", "text"
        if signing.is_changed:
            signed, who = signing.signatures[Stage.SIGNED], self.inspection.signers()[self._case, Stage.SIGNED]
            yield (
                f"{one_line(who)} signed it {short(signed.at)}, and since then {_listed(signing.moved)} changed.",
                "warn",
            )
            yield "It is signed no more: look at that, and sign it again.", "warn"
        found = self.inspection.second_reading(self._case)
        if found is not None:
            moved = ", ".join(f"{id} {WORDS[was]} → {WORDS[now] or 'blank'}" for id, was, now in found.differing)
            yield f"Second read: {found.words}{f'; {moved}' if moved else ''}.", "text"
            if found.unread and self.inspection.is_second_reader(self._case):
                yield (
                    keys.render_keys("On the case {confirm-answer} confirms a verdict; another verdict asks why."),
                    "soft",
                )
        looked = [bool(one.state) for one in self.inspection.sources(self._case)]
        yield f"{sum(looked)} of {len(looked)} records looked for (s on the case).", "soft"
        asked = len(self.inspection.findings(self._case))
        if asked:
            yield f"{asked} contradiction{'s' * (asked > 1)} to look at (t lists them); they block nothing.", "soft"

    def _rows(self, signing: Signing) -> Iterator[SignRow]:
        # Asked once and not as rows are drawn: who signed is read in the journals.
        signers = self.inspection.signers() if signing.signatures else {}
        for stage in Stage:
            signature, id = signing.signatures.get(stage), f"stage {stage.value}"
            if signature is None:
                yield SignRow(id, self.inspection.signs_against(self._case, stage), stage)
                continue
            holds = not (signing.is_changed and stage in (Stage.SIGNED, Stage.LOCKED))
            yield SignRow(id, signers.get((self._case, stage), ""), stage, signature, holds)
        if signing.latest is not None:
            yield SignRow(_TAKE_BACK, f"Take back: {_ACTS[signing.latest][1].casefold()}")
        if self._missing:
            yield SignRow("", f"Missing before it can be signed: {len(self._missing)}")
        for place, one in enumerate(self._missing):
            yield SignRow(f"{place} {one.criterion} {one.said}", one.said, missing=one)

    def draw(self, item: SignRow, width: int) -> Row:
        """A box with who and when, or why not; something missing, and where."""
        ellipsis = self.sqs.symbols.ellipsis
        if item.missing is not None:
            known = self.inspection.catalogue.known.get(item.missing.criterion)
            title = fitted(known.title if known else "", max(0, min(width, 90) - 34), ellipsis)
            said = fitted(one_line(item.said), max(0, width - len(title) - 8), ellipsis)
            return ((f"{item.missing.criterion:<6} {title} ", "text"), (said, "warn"))
        if item.stage is None:
            return ((fitted(f" {item.said}" if not item.id else f"    {item.said}", width, ellipsis), "title"),)
        signature, holds, said = item.signature, item.holds, item.said
        to_do, done = _ACTS[item.stage]
        if signature is not None:
            said = f"{one_line(said)}, {short(signature.at)}{'' if holds else ': changed since'}"
        style = "soft" if holds or signature is None else "warn"
        box = "[x]" if holds else "[!]" if signature is not None else "[ ]"
        name = fitted(done if signature is not None else to_do, 20)
        said = fitted(said, max(0, width - 25), ellipsis)
        return ((f"{box} ", "yes" if holds else "text"), (f"{name} ", "text"), (said, style))

    # What Enter does

    def choose(self, id: str) -> None:
        """Do the act, or go to what is missing."""
        row = self.list.item(id)
        if row is None:
            return
        if row.missing is not None:
            self._go(row.missing)
        elif row.stage is not None:
            self._put(row.stage)
        elif id == _TAKE_BACK:
            self._ask_back()

    def _put(self, stage: Stage) -> None:
        if self.inspection.workbook.is_read_only:
            self.say("This workbook is read-only", "warn")
            return
        signing = self.inspection.signing(self._case)
        if stage in signing.signatures and not signing.is_changed:
            self.say(f"{_ACTS[stage][1]} already; the last one can be taken back")
            return
        self.attempt(lambda: self.inspection.put_stage(self._case, stage))

    def _ask_back(self) -> None:
        latest = self.inspection.signing(self._case).latest
        if self.inspection.workbook.is_read_only:
            self.say("This workbook is read-only", "warn")
        if latest is None or self.inspection.workbook.is_read_only:
            return
        ref = self.inspection.cases[self._case].ref

        def take(reason: str) -> Outcome:
            outcome = self.inspection.take_stage_back(self._case, reason)
            self.say(outcome.said)
            return outcome

        question = f"Why is {ref} no longer {_ACTS[latest][1].casefold()}?"
        self.sqs.push_screen(ReasonScreen(f"{ref} sign-off", question, take))

    def _go(self, one: Missing) -> None:
        if one.kind == ALERT:
            self.sqs.open("alert", one.alert)
        elif one.kind == DIFFERENCE:
            self.sqs.open("differences", (self._case, one.criterion), one.field)
        else:
            self.dismiss()
            self.sqs.show_case(self._case, one.criterion)


def _listed(criteria: tuple[str, ...]) -> str:
    """Some criteria by name, and how many more."""
    more = f" and {len(criteria) - 5} more" if len(criteria) > 5 else ""
    return ", ".join(criteria[:5]) + more
