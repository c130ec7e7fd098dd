"""Days as numbers yyyymmdd, and the years completed between them."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import polars as pl

from rengang.model.arrays import Int64

Days = TypeVar("Days", int, Int64)


def packed(day: date | None) -> int:
    """A date as the number yyyymmdd; 0 for none."""
    return 0 if day is None else day.year * 10_000 + day.month * 100 + day.day


def days(column: pl.Series) -> Int64:
    """Dates as numbers yyyymmdd, 0 where blank."""
    parts = column.dt
    numbers = parts.year().cast(pl.Int64) * 10_000 + parts.month().cast(pl.Int64) * 100 + parts.day()
    return numbers.fill_null(0).cast(pl.Int64).to_numpy()


def completed_years(since: Days, until: int) -> Days:
    """Completed years (周岁, 满…年) between numbers yyyymmdd: the anniversary itself completes the year (A-33).

    Who was born on 29 February completes a year on 1 March when the year is not a leap year.

    >>> completed_years(19590101, 20040101), completed_years(19590102, 20040101)
    (45, 44)
    """
    # whole years are what the subtraction carries over when month and day are compared as one number
    return (until - since) // 10_000
