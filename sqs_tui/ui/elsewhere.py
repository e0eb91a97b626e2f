"""A key that means nothing on the screen in front: it goes where it leads, or it is said where it works."""

from __future__ import annotations

from sqs_tui.ui import keys
from sqs_tui.ui.common.base import OurScreen
from sqs_tui.ui.common.beginning import BeginningScreen
from sqs_tui.ui.host import Host

#: The keys that go somewhere, which they do from every list as well.
_GOES = ("go-cases", "go-summary", "go-interviews", "go-letter", "go-differences", "go-board")
#: Where keys are looked for that do nothing here, in words.
_PLACES = {
    "case": "on an open case",
    "casework": "on an open case",
    "sample": "in the sample",
    "summary": "in the summary",
    "letter": "in the letter",
    "interview": "in an interview",
}


def press(app: Host, key: str) -> None:
    """Act on a key nothing on the screen has taken. Beside a case manager it is not said what it is for."""
    if app.in_company:
        app.say(f"{keys.shown(key)} does nothing here")
        return
    goes = next((one for one in map(keys.effective, _GOES) if key in one.keys.split(",")), None)
    under = _under(app)
    if goes is not None and under is not None:
        _go(app, under, goes)
        return
    app.say(_said(key, app.screen.SCOPES), "warn")  # type: ignore[attr-defined]


def _under(app: Host) -> BeginningScreen | None:
    """The sample or the cases, where nothing stands over them in which one types or is asked; else None."""
    for screen in reversed(app.screen_stack):
        if isinstance(screen, BeginningScreen):
            return screen
        if not (isinstance(screen, OurScreen) and screen.is_left_by_going):
            return None
    return None


def _go(app: Host, under: BeginningScreen, goes: keys.Key) -> None:
    if goes.id == "go-cases":
        app.show_sample()
    elif goes.id == "go-summary":
        app.show_summary()
    elif app.flush_typing():
        while app.screen is not under:
            app.pop_screen()
        getattr(under, f"action_{goes.action}")()


def _said(key: str, here: tuple[str, ...]) -> str:
    shown = keys.shown(key)
    for place, where in _PLACES.items():
        found = next((one for one in keys.in_scope(place) if key in one.keys.split(",")), None)
        if found is not None and place not in here:
            leads = keys.render_keys("{open-case} opens one" if here == ("sample",) else "{leave-list} first")
            return f"{shown} ({found.label}) works {where}, not here; {leads}"
    return f"{shown} does nothing here; {keys.key_label('show-help')} shows what does"
