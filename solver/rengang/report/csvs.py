"""The CSV files of a result folder as bytes.

Text cells that a spreadsheet would run as a formula are defused with an apostrophe in front; :func:`armed`
takes it off again, so that ids survive a round trip.
"""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from rengang.model.arrays import Int32, Int64

_FORMULA = r"^('*[=+\-@\t\r\n])"


def defused(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with an apostrophe before every text cell that starts like a formula (= + - @, tab, line end).

    A cell that starts so behind apostrophes of its own gets one more, which keeps the step reversible.
    """
    return frame.with_columns(pl.col(pl.String).str.replace(_FORMULA, "'$1"))


def armed(frame: pl.DataFrame) -> pl.DataFrame:
    """The inverse of :func:`defused`."""
    return frame.with_columns(pl.col(pl.String).str.replace(r"^'('*[=+\-@\t\r\n])", "$1"))


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Write `frame` as UTF-8 with BOM, blanks for none, formulas defused; same frame, same bytes."""
    buffer = io.BytesIO()
    defused(frame).write_csv(buffer, include_bom=True, line_terminator="\n", null_value="")
    path.write_bytes(buffer.getbuffer())


def labels(names: pl.Series, index: Int32 | Int64) -> pl.Series:
    """The label of each index, null for −1."""
    at = pl.Series(index, dtype=pl.Int64)
    return names.gather(at.set(at < 0, None))


def blank_zero(ranks: Int32) -> pl.Series:
    """Ranks with null for 0."""
    column = pl.Series(ranks, dtype=pl.Int32)
    return column.set(column == 0, None)
