"""One printed form, and what forms have in common."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

LARGEST_POOL = 50_000
"""Above this the workbook has the units alone; the lists of people are in ``allocation.csv``."""

NUMERALS = "一二三四五六七八九十"
SEX = {"male": "男", "female": "女"}


@dataclass(frozen=True)
class Form:
    """One sheet: its short name, its title as printed, a line below the title, its rows, and remarks below."""

    name: str
    title: str
    line: str
    rows: pl.DataFrame
    remarks: tuple[str, ...] = ()


def numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with a first column 序号 that counts from 1."""
    return rows.with_row_index("序号", offset=1)


def ordinal(number: int) -> str:
    """A number as the forms write it: 一, 二, … up to ten, then in figures.

    >>> ordinal(3), ordinal(12)
    ('三', '12')
    """
    return NUMERALS[number - 1] if 1 <= number <= len(NUMERALS) else str(number)
