"""The CSV files of a result folder as frames and as bytes.

Text cells that a spreadsheet would run as a formula are defused with an apostrophe in front; :func:`armed`
takes it off again, so that ids survive a round trip.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from rengang.model.arrays import Int32, Int64
from rengang.report.outcome import Outcome

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


def allocation_frame(outcome: Outcome, reasons: Sequence[str]) -> pl.DataFrame:
    """The rows of ``allocation.csv``, sorted by cadre id.

    Parameters
    ----------
    outcome
        The result.
    reasons
        One sentence for each of its rows, in the reader's language.
    """
    rows, instance = outcome.rows, outcome.instance
    people = instance.cadres[rows.cadre]
    return pl.DataFrame(
        {
            "cadre_id": people["cadre_id"],
            "name": people["name"],
            "from_unit": people["unit_id"],
            "to_unit": labels(instance.units["unit_id"], rows.to_unit),
            "to_post": labels(outcome.posts["post_id"], rows.to_post),
            "stage": pl.Series(rows.stage.tolist(), dtype=pl.String),
            "intent_rank": blank_zero(rows.intent_rank),
            "nomination_rank": blank_zero(rows.nomination_rank),
            "reason": pl.Series(list(reasons), dtype=pl.String),
        },
        schema=ALLOCATION_SCHEMA,
    )


def units_frame(outcome: Outcome) -> pl.DataFrame:
    """The rows of ``units.csv``, sorted by unit id.

    `seats` is how many may arrive under all caps together; blank in an exchange, where arrivals are bound by
    departures, and where no selection ran. `in_intent` and `in_directed` add up to `in`, together with
    `in_contest` where a contest was held; then `out_contest` and the mid-level heads before and after it
    stand there, too.
    """
    units, figures = outcome.instance.units, outcome.figures
    none = pl.Series([None] * len(units), dtype=pl.Int64)
    seats = None if figures is None else figures.seats
    frame = pl.DataFrame(
        {
            "unit_id": units["unit_id"],
            "name": units["name"],
            "kind": units["kind"],
            "system": units["system"],
            "region": units["region"],
            "establishment": units["establishment"],
            "before": outcome.instance.staff,
            "out": outcome.out,
            "in": outcome.into,
            "in_intent": outcome.into_by_intent,
            "in_directed": outcome.into_by_direction,
            "after": outcome.after,
            "vacancies": units["vacancies"],
            "seats": none if seats is None else seats.upper,
            "vacancies_left": outcome.vacancies_left,
        }
    )
    if outcome.contest is None:
        return frame
    before, after = outcome.mid_level
    return frame.with_columns(
        out_contest=pl.Series(outcome.out_by_contest),
        in_contest=pl.Series(outcome.into_by_contest),
        mid_before=pl.Series(before),
        mid_after=pl.Series(after),
    )


def labels(names: pl.Series, index: Int32 | Int64) -> pl.Series:
    """The label of each index, null for −1."""
    at = pl.Series(index, dtype=pl.Int64)
    return names.gather(at.set(at < 0, None))


def blank_zero(ranks: Int32) -> pl.Series:
    """Ranks with null for 0."""
    column = pl.Series(ranks, dtype=pl.Int32)
    return column.set(column == 0, None)
