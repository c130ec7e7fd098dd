"""Figures as they are shown, and the exponent that they grow with."""

from __future__ import annotations

import math
from collections.abc import Sequence


def number(value: float | None, digits: int = 0) -> str:
    """A figure for a table; a dash where there is none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def seconds(value: float | None) -> str:
    """Seconds with three significant digits, down to a tenth of a millisecond.

    >>> [seconds(s) for s in (1234.5, 12.345, 0.12345, 0.00012)]
    ['1,234', '12.3', '0.123', '0.0001']
    """
    if value is None:
        return "–"
    if value < 0.01:
        return f"{value:.4f}"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:,.{digits}f}"


def exponent(points: Sequence[tuple[float, float]]) -> float | None:
    """The slope of log y over log x by least squares; None with fewer than two points.

    >>> exponent([(1, 3), (10, 300), (100, 30_000)])
    2.0
    """
    logs = [(math.log(x), math.log(y)) for x, y in points]
    if len({x for x, _ in logs}) < 2:
        return None
    mean_x, mean_y = (sum(side) / len(logs) for side in zip(*logs, strict=True))
    rise = sum((x - mean_x) * (y - mean_y) for x, y in logs)
    run = sum((x - mean_x) ** 2 for x, _ in logs)
    return round(float(rise / run), 2)
