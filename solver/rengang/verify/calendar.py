"""Days and years as the judge counts them."""

from __future__ import annotations

from datetime import date


def completed_years(since: date, until: date) -> int:
    """Years completed on a day: the anniversary counts from the day itself (A-33).

    >>> completed_years(date(1980, 5, 2), date(2014, 5, 1)), completed_years(date(1980, 5, 2), date(2014, 5, 2))
    (33, 34)
    """
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))
