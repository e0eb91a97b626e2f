"""Other keys while the program runs: screens bind theirs when their class is made, and are bound anew here.

It rests on three private names of Textual; `tests/ui/test_keymaps.py` fails where one of them has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from textual.binding import Binding
from textual.dom import DOMNode

from sqs_tui.ui import keys


def put_in_force(others: Mapping[str, str], shown: Iterable[DOMNode] = ()) -> None:
    """Let other keys do things, in every class of ours and in what is shown already."""
    keys.set_overrides(others)
    touched = set()
    for kind in _below(DOMNode):
        own: list[Any] = vars(kind).get("BINDINGS", [])
        if any(_is_ours(one) for one in own):
            kind.BINDINGS = [keys.binding(one.id) if _is_ours(one) else one for one in own]
            touched.add(kind)
    for kind in _below(DOMNode):
        if touched.intersection(kind.__mro__):
            kind._merged_bindings = kind._merge_bindings()
    for node in shown:
        if node._merged_bindings is not None and touched.intersection(type(node).__mro__):
            node._bindings = node._merged_bindings.copy()


def _is_ours(binding: object) -> bool:
    return isinstance(binding, Binding) and binding.id in keys.BY_ID


def _below(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for below in kind.__subclasses__():
        yield below
        yield from _below(below)
