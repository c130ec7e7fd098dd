"""The CSV files of a result folder as frames and as bytes.

Text cells that a spreadsheet would run as a formula are defused with an apostrophe in front; :func:`armed`
takes it off again, so that ids survive a round trip.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from rengang.model.instance import Int64
from rengang.report.figures import Figures

ALLOCATION_SCHEMA = {
    "cadre_id": pl.String,
    "name": pl.String,
    "from_unit": pl.String,
    "to_unit": pl.String,
    "to_post": pl.String,
    "stage": pl.String,
    "intent_rank": pl.Int32,
    "nomination_rank": pl.Int32,
    "reason": pl.String,
}
"""Columns of ``allocation.csv`` in order."""

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


def allocation_frame(figures: Figures, reasons: Sequence[str]) -> pl.DataFrame:
    """The rows of ``allocation.csv``, sorted by cadre id.

    Parameters
    ----------
    figures
        Of the allocation.
    reasons
        One sentence for each of its rows, in the reader's language.
    """
    allocation, instance = figures.allocation, figures.instance
    unit_ids = instance.units["unit_id"]
    people = instance.cadres[allocation.cadre]
    return pl.DataFrame(
        {
            "cadre_id": people["cadre_id"],
            "name": people["name"],
            "from_unit": people["unit_id"],
            "to_unit": labels(unit_ids, allocation.to_unit),
            "to_post": pl.Series([None] * len(people), dtype=pl.String),
            "stage": pl.Series(figures.stage.tolist(), dtype=pl.String),
            "intent_rank": _blank_zero(allocation.intent_rank),
            "nomination_rank": _blank_zero(allocation.nomination_rank),
            "reason": pl.Series(list(reasons), dtype=pl.String),
        },
        schema=ALLOCATION_SCHEMA,
    )


def units_frame(figures: Figures) -> pl.DataFrame:
    """The rows of ``units.csv``, sorted by unit id.

    `seats` is how many may arrive under all caps together; blank in an exchange, where arrivals are bound by
    departures. `in_intent` and `in_directed` add up to `in`.
    """
    units = figures.instance.units
    none = pl.Series([None] * len(units), dtype=pl.Int64)
    return pl.DataFrame(
        {
            "unit_id": units["unit_id"],
            "name": units["name"],
            "kind": units["kind"],
            "system": units["system"],
            "region": units["region"],
            "establishment": units["establishment"],
            "before": figures.instance.staff,
            "out": figures.out,
            "in": figures.into,
            "in_intent": figures.into_by_intent,
            "in_directed": figures.into - figures.into_by_intent,
            "after": figures.after,
            "vacancies": units["vacancies"],
            "seats": none if figures.seats is None else figures.seats.upper,
            "vacancies_left": figures.vacancies_left,
        }
    )


def labels(names: pl.Series, index: np.ndarray[tuple[int], np.dtype[np.int32]] | Int64) -> pl.Series:
    """The label of each index, null for −1."""
    at = pl.Series(index, dtype=pl.Int64)
    return names.gather(at.set(at < 0, None))


def _blank_zero(ranks: np.ndarray[tuple[int], np.dtype[np.int32]]) -> pl.Series:
    column = pl.Series(ranks, dtype=pl.Int32)
    return column.set(column == 0, None)
