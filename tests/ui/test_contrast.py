"""What can be told apart: text and marks against what they stand on, and yes against no, with any colour vision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli

from sqs_tui import assets
from sqs_tui.ui import theme
from sqs_tui.ui.symbols import ASCII, UNICODE
from tests.terminal import Terminal, environment, sqs

RGB = tuple[float, float, float]

#: Names of the colours of text, and of marks and lines, by what they may stand on (styles/10-lines.tcss).
TEXT = ("text-main", "text-soft", "text-title", "text-key", "good", "poor", "warn", "danger")
MARKS = ("bar-full", "bar-track", "panel-line")
GROUNDS = ("ground", "bar-ground", "match-ground", "cursor-ground")
#: As red-blind, green-blind and blue-blind eyes see linear light (Machado, Oliveira and Fernandes 2009, severity 1).
EYES = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
#: Themes with colours of their own; in the others the terminal's hold, and differences are bold, reverse and lines.
COLOURED = [name for name in theme.NAMES if not theme.load(name).ansi]


def tokens(name: str) -> dict[str, str]:
    path = assets.folder("styles") / "themes" / f"{name}.toml"
    return dict(tomli.loads(path.read_text("utf-8"))["tokens"])


def light(colour: str) -> RGB:
    """A colour as linear light (WCAG 2.2, relative luminance)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def seen(colour: str, eyes: str) -> RGB:
    parts = light(colour)
    red, green, blue = (min(max(sum(a * b for a, b in zip(row, parts, strict=True)), 0.0), 1.0) for row in EYES[eyes])
    return red, green, blue


def contrast(one: str, other: str, eyes: str = "usual") -> float:
    """How much two colours differ in lightness, from 1 to 21 (WCAG 2.2)."""
    weights = (0.2126, 0.7152, 0.0722)
    first, second = (sum(a * b for a, b in zip(weights, seen(colour, eyes), strict=True)) for colour in (one, other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def distance(one: str, other: str, eyes: str) -> float:
    """How far apart two colours look: CIE76 in Lab, where 2.3 can just be told."""

    def lab(colour: str) -> RGB:
        red, green, blue = seen(colour, eyes)
        x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
        y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
        fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
        return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)

    return float(sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5)


def pairs(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from ((name, ground) for name in names for ground in GROUNDS)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("name", COLOURED)
def test_text_stands_out_from_its_ground(name: str, eyes: str) -> None:
    has = tokens(name)
    low = {pair: round(contrast(has[pair[0]], has[pair[1]], eyes), 2) for pair in pairs(TEXT)}
    assert {pair: value for pair, value in low.items() if value < 4.5} == {}


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("name", COLOURED)
def test_marks_and_lines_stand_out_from_their_ground(name: str, eyes: str) -> None:
    has = tokens(name)
    low = {pair: round(contrast(has[pair[0]], has[pair[1]], eyes), 2) for pair in pairs(MARKS)}
    assert {pair: value for pair, value in low.items() if value < 3} == {}


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("name", COLOURED)
def test_yes_and_no_look_different_to_any_eyes(name: str, eyes: str) -> None:
    """By colour and by lightness. More than this no two colours can have that are both read on every ground."""
    has = tokens(name)
    assert distance(has["good"], has["poor"], eyes) > 65
    assert contrast(has["good"], has["poor"], eyes) > 1.4


def test_no_colour_at_all_is_sent_where_none_is_wanted(workbook: Path) -> None:
    with Terminal(sqs("open", workbook, "--case", "ALD-06"), 140, 40, env=environment(NO_COLOR="1")) as terminal:
        terminal.wait_for("help")
        terminal.settle()
        for key in ("1", "2", "?", "q", "M"):
            terminal.press(key)
            cells = [cell for row in terminal.cells for cell in row]
            assert {(cell.fg, cell.bg) for cell in cells} == {("default", "default")}
            assert any(cell.reverse or cell.underscore for cell in cells)


def test_nothing_rests_on_colour() -> None:
    """Yes, No and what is neither have a mark of their own each, in Unicode and in ASCII."""
    for symbols in (UNICODE, ASCII):
        yes, no, *_ = symbols.states
        assert len({yes, no, symbols.states[4], symbols.states[5], symbols.states[6]}) == 5


if __name__ == "__main__":
    for theme_name in COLOURED:
        own = tokens(theme_name)
        lowest = {eyes: min(contrast(own[a], own[b], eyes) for a, b in pairs(TEXT)) for eyes in EYES}
        apart = {eyes: distance(own["good"], own["poor"], eyes) for eyes in EYES}
        print(theme_name, "text", {eyes: round(value, 1) for eyes, value in lowest.items()})
        print(
            theme_name, "marks", round(min(contrast(own[a], own[b], eyes) for eyes in EYES for a, b in pairs(MARKS)), 1)
        )
        print(
            theme_name,
            "yes/no",
            {eyes: round(value) for eyes, value in apart.items()},
            {eyes: round(contrast(own["good"], own["poor"], eyes), 1) for eyes in EYES},
        )
