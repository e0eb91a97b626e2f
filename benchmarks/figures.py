"""What a measurement comes to, and the table it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, against what, and whether that is within the bounds."""

    what: str
    measured: str
    against: str
    result: str
    least: str
    aim: str
    met: str


def p95(values: Sequence[float]) -> float:
    """The value that one in twenty exceeds."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def spread(values: Sequence[float], unit: str = "ms", digits: int = 1) -> str:
    """Median, and p95 in brackets."""
    return f"{median(values):.{digits}f} {unit} ({p95(values):.{digits}f})"


def judged(value: float, least: float, aim: float | None) -> str:
    """Whether a value is within the aim, or at least within what is asked."""
    if aim is not None and value <= aim:
        return "aim"
    return "yes" if value <= least else "**NO**"


def ratio_figure(
    what: str, values: Sequence[float], base: Sequence[float], least: float, aim: float | None, *, unit: str = "ms",
    digits: int = 1,
) -> Figure:  # fmt: skip
    """A figure whose bound is the ratio of two medians from the same rounds."""
    ratio = median(values) / median(base)
    return Figure(
        what, spread(values, unit, digits), spread(base, unit, digits), f"{ratio:.2f}×", f"≤ {least:g}×",
        f"≤ {aim:g}×" if aim else "", judged(ratio, least, aim),
    )  # fmt: skip


def interleaved(subjects: Mapping[str, Callable[[], float]], rounds: int, warm: int = 1) -> dict[str, list[float]]:
    """Take each subject in turn, round by round, so that what disturbs the machine disturbs all of them."""
    values: dict[str, list[float]] = {name: [] for name in subjects}
    for round in range(-warm, rounds):
        for name, measure in subjects.items():
            value = measure()
            if round >= 0:
                values[name].append(value)
    return values


def table(figures: Sequence[Figure]) -> str:
    """The figures as Markdown."""
    head = ("", "median (p95)", "against, median (p95)", "", "at least", "aim", "met")
    lines = [head, tuple("---" for _ in head)]
    lines += [(f.what, f.measured, f.against, f.result, f.least, f.aim, f.met) for f in figures]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
