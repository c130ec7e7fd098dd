"""What stands around a table on a printed form: a title above the headings, totals and notes below the rows."""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from rengang.errors import Problem, Text
from rengang.model.arrays import Bool, frozen
from rengang.tables.reading.cells import fold
from rengang.tables.reading.headings import RUNNING_NUMBER, columns_named, table_called
from rengang.tables.reading.source import RawTable

DEEPEST_HEADINGS = 10
"""Headings are looked for in this many rows."""

_TOTAL = r"(?:合计|总计|小计|共计|总数|合计人数|(?:sub|grand)?total|sum)"
_NOTE = r"(?:说明|备注|附注|注|填表说明|填表人|填报人|填报单位|制表人?|审核人?|联系人|联系电话|notes?)"
_ASIDE = re.compile(rf"{_TOTAL}:?|{_NOTE}:.*", re.DOTALL)
_MAY_BE_ASIDE = r"(?i)^\s*(?:[合总小共说备附注填制审联]|sub|grand|total|sum|note)"
"""Holds of every text that, folded, is an aside: told apart over a whole column at once."""


def below_title(raw: RawTable) -> RawTable:
    """`raw` from its headings on, where a title, a date or a blank row stands above them.

    The headings are the row, among the first ten, that names most columns of the table; the first row where
    none names more, and then everything stays as it is.  O(cells of these rows), and O(cells) if rows go.
    """
    table = table_called(raw.name)
    if table is None:
        return raw
    most, best = columns_named(table, raw.headings), -1
    for at in range(min(DEEPEST_HEADINGS - 1, len(raw.rows))):
        named = columns_named(table, _row(raw, at))
        if named > max(most, 1):
            most, best = named, at
    if best < 0:
        return raw
    return RawTable(
        raw.shown,
        _row(raw, best),
        tuple(series.slice(best + 1) for series in raw.columns),
        frozen(raw.rows[best + 1 :]),
        heading_row=int(raw.rows[best]),
    )


def _row(raw: RawTable, at: int) -> tuple[str, ...]:
    return tuple("" if series[at] is None else str(series[at]) for series in raw.columns)


def title_skipped(raw: RawTable) -> list[Problem]:
    """The warning that the rows above the headings were passed over, where there are any."""
    if raw.heading_row == 1:
        return []
    return [
        Problem(
            "heading-below",
            Text(
                f"表头不在第一行；以第 {raw.heading_row} 行为表头，其上各行已略过",
                f"the headings are not in the first row; row {raw.heading_row} is taken for them, what is "
                "above is passed over",
            ),
            Text("表头在第一行", "the headings in the first row"),
            table=raw.shown,
            row=raw.heading_row,
            severity="warning",
        )
    ]


def without_asides(raw: RawTable) -> tuple[Bool, list[Problem]]:
    """Which rows are rows of the table, and a warning for each that is a total or a note instead.

    Such a row begins with 合计, 小计, ``total`` …, or with 说明：, 填表人：, ``note:`` …, in the first cell that
    is not blank; a running number does not count.  O(rows), one pass over the columns that begin rows.
    """
    open_ = np.ones(len(raw.rows), dtype=np.bool_)
    aside = np.zeros(len(raw.rows), dtype=np.bool_)
    problems: list[tuple[int, str]] = []
    for heading, series in zip(raw.headings, raw.columns, strict=True):
        if not open_.any():
            break
        texts = _texts(series)
        if texts is not None:
            suspect = texts.str.contains(_MAY_BE_ASIDE).fill_null(False).to_numpy() & open_
            for at in map(int, np.flatnonzero(suspect)):
                if _ASIDE.fullmatch(fold(texts[at])):
                    aside[at] = True
                    problems.append((at, texts[at]))
        if fold(heading) in RUNNING_NUMBER:
            open_ &= ~aside
        else:
            open_ &= _blank(series, texts)
    return ~aside, [_passed_over(raw, at, text) for at, text in sorted(problems)]


def _texts(series: pl.Series) -> pl.Series | None:
    """The cells that are text; None if there can be none."""
    if series.dtype == pl.Object:
        return pl.Series([v if isinstance(v, str) else None for v in series.to_list()], dtype=pl.String)
    return series if series.dtype == pl.String else None


def _blank(series: pl.Series, texts: pl.Series | None) -> Bool:
    blank = series.is_null()
    if texts is not None:
        blank = blank | (texts.str.strip_chars() == "").fill_null(False)
    return np.asarray(blank.to_numpy(), dtype=np.bool_)


def _passed_over(raw: RawTable, at: int, text: str) -> Problem:
    return Problem(
        "aside-row",
        Text("这一行是合计或注释，已略过", "this row is a total or a note; it is passed over"),
        Text("只有数据的行", "rows of the table alone"),
        table=raw.shown,
        row=int(raw.rows[at]),
        value=text.strip(),
        severity="warning",
    )
