"""Every route leads to a screen, and whoever opens one gives it what it takes."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from sqs_tui.ui.routes import ROUTES

UI = Path(__file__).resolve().parents[2] / "sqs_tui" / "ui"


def opened() -> Iterator[tuple[str, ast.Call]]:
    """Each place at which a route is opened by its name."""
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_opening = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_opening and node.func.attr in ("open", "screen") and node.args:
                route = node.args[0]
                is_named = isinstance(route, ast.Constant) and isinstance(route.value, str)
                owner = ast.unparse(node.func.value)
                if is_named and owner in ("self.sqs", "self", "app", "routes"):
                    yield route.value, node


def made_by(route: str) -> object:
    module, _, name = ROUTES[route].partition(":")
    return getattr(import_module(f"sqs_tui.ui.{module}"), name)


@pytest.mark.lint
@pytest.mark.parametrize("route", ROUTES)
def test_a_route_leads_to_a_screen_and_somebody_opens_it(route: str) -> None:
    assert callable(made_by(route))
    mentioned = sum(f'"{route}"' in path.read_text("utf-8") for path in UI.rglob("*.py") if path.name != "routes.py")
    assert mentioned


@pytest.mark.lint
def test_who_opens_a_route_gives_what_its_screen_takes() -> None:
    places = list(opened())
    assert len(places) > 60
    for route, call in places:
        given = [object() for one in call.args[1:] if not isinstance(one, ast.Starred)]
        named = {one.arg: object() for one in call.keywords if one.arg not in (None, "then")}
        is_whole = len(given) == len(call.args) - 1 and all(one.arg for one in call.keywords)
        signature = inspect.signature(made_by(route))  # type: ignore[arg-type]
        if is_whole:
            signature.bind(*given, **named)
        else:
            signature.bind_partial(*given, **named)
