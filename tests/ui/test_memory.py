"""Memory is flat under anything repeated: of what was closed nothing is kept."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable

from textual._styles_cache import StylesCache
from textual.widget import Widget

from sqs_tui.ui.app import SqsApp

Open = Callable[..., SqsApp]

#: Ways from a case to something else and back, key by key.
AND_BACK = {
    "help": ("?", "escape"),
    "a note": ("e", "ctrl+s"),
    "an entry": ("E", "escape"),
    "find": ("slash", "escape"),
    "the palette": ("ctrl+p", "escape"),
    "the to-do list": ("t", "escape"),
    "the history": ("h", "escape"),
    "differences": ("D", "escape"),
    "the summary": ("q", "M", "q", "enter"),
}

ROUNDS = 4


def alive() -> Counter[str]:
    """What widgets there are, and what Textual remembers of how they were drawn."""
    gc.collect()
    return Counter(type(one).__name__ for one in gc.get_objects() if isinstance(one, Widget | StylesCache))


async def test_nothing_is_kept_of_screens_that_were_left(open_app: Open) -> None:
    app = open_app(case="ALD-10")
    async with app.run_test(size=(80, 24)) as pilot:

        async def there_and_back(rounds: int) -> Counter[str]:
            for _ in range(rounds):
                for way, keys in AND_BACK.items():
                    await pilot.press(*keys)
                    assert app.screen is app._casework, way
            return alive()

        first = await there_and_back(2)
        then = await there_and_back(ROUNDS)
        last = await there_and_back(ROUNDS)
        # A clock that still runs holds what was there when it was set, once; a leak holds one more every time.
        assert not {kind: more for kind, more in (last - then).items() if more >= ROUNDS <= (then - first)[kind]}
