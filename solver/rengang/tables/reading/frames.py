"""From a raw table to a typed frame: headings mapped, blank rows gone, wide intents made long."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from rengang.errors import Problem
from rengang.model.arrays import Int64, frozen
from rengang.model.schema import Table
from rengang.tables.reading.cells import fold
from rengang.tables.reading.headings import RUNNING_NUMBER, Mapped, map_headings
from rengang.tables.reading.margins import title_skipped, without_asides
from rengang.tables.reading.parse import parse_column
from rengang.tables.reading.source import Origin, RawTable


@dataclass(frozen=True, eq=False)
class Frame:
    """One table, typed, in reading order, with where it came from and what is wrong with it."""

    frame: pl.DataFrame
    origin: Origin
    problems: tuple[Problem, ...]


def type_table(table: Table, raw: RawTable) -> Frame:
    """The cells of `raw` as columns of `table`.

    The frame has the columns that the user handed in, in canonical order. Rows that are blank but for a
    running number are left out, and so, with a warning, are totals and notes.  O(cells).
    """
    mapped = map_headings(table, raw.shown, raw.headings, raw.heading_row)
    rows, asides = without_asides(raw)
    mapped = replace(mapped, problems=(*title_skipped(raw), *mapped.problems, *asides))
    used = _not_blank(raw) & rows
    if not used.all():
        keep = pl.Series(used)
        raw = RawTable(
            raw.shown,
            raw.headings,
            tuple(_kept(series, used, keep) for series in raw.columns),
            frozen(raw.rows[used]),
            raw.heading_row,
        )
    return _wide(table, raw, mapped) if mapped.wide else _long(table, raw, mapped)


def _kept(series: pl.Series, used: np.ndarray[tuple[int], np.dtype[np.bool_]], keep: pl.Series) -> pl.Series:
    if series.dtype != pl.Object:
        return series.filter(keep)
    values = series.to_list()
    return pl.Series([values[i] for i in np.flatnonzero(used)], dtype=pl.Object)


def _not_blank(raw: RawTable) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which rows hold anything beside a running number, shape (rows,)."""
    used = np.zeros(len(raw.rows), dtype=np.bool_)
    for heading, series in zip(raw.headings, raw.columns, strict=True):
        if used.all():
            break
        if fold(heading) not in RUNNING_NUMBER:
            full = series.is_not_null()
            if series.dtype == pl.String:
                full &= (series.str.strip_chars() != "").fill_null(False)
            used |= full.to_numpy()
    return used


def _long(table: Table, raw: RawTable, mapped: Mapped) -> Frame:
    columns: list[pl.Series] = []
    problems: list[Problem] = list(mapped.problems)
    for column in table.columns:
        position = mapped.columns.get(column.name)
        if position is None:
            continue
        heading = raw.headings[position].strip()
        typed, found = parse_column(raw.columns[position], column, raw.rows, raw.shown, heading)
        columns.append(typed)
        problems += found
    heads = {name: raw.headings[i].strip() for name, i in mapped.columns.items()}
    return Frame(pl.DataFrame(columns), Origin(raw.shown, heads, raw.rows), tuple(problems))


def _wide(table: Table, raw: RawTable, mapped: Mapped) -> Frame:
    """One row per filled cell of the intent columns, in reading order; the column gives the order."""
    problems = list(mapped.problems)
    who = pl.Series("cadre_id", [None], dtype=pl.String).new_from_index(0, len(raw.rows))
    if "cadre_id" in mapped.columns:
        position = mapped.columns["cadre_id"]
        heading = raw.headings[position].strip()
        who, found = parse_column(
            raw.columns[position], table.column("cadre_id"), raw.rows, raw.shown, heading
        )
        problems += found
    unit = table.column("unit_id")
    heads = [raw.headings[i].strip() for _, i in mapped.wide]
    wanted: list[pl.Series] = []
    for (_, position), heading in zip(mapped.wide, heads, strict=True):
        cells = raw.columns[position]
        typed, found = parse_column(cells, unit, raw.rows, raw.shown, heading)
        wanted.append(typed)
        problems += [p for p in found if p.code != "blank"]
    return _stacked(raw, who, wanted, [order for order, _ in mapped.wide], heads, problems, mapped)


def _stacked(
    raw: RawTable,
    who: pl.Series,
    wanted: list[pl.Series],
    orders: list[int],
    heads: list[str],
    problems: list[Problem],
    mapped: Mapped,
) -> Frame:
    count, wide = len(raw.rows), len(wanted)
    at: Int64 = np.repeat(np.arange(count, dtype=np.int64), wide)
    which: Int64 = np.tile(np.arange(wide, dtype=np.int64), count)
    stacked = pl.concat([s.rename("unit_id") for s in wanted])
    units = stacked.gather(which * count + at)
    full = units.is_not_null().to_numpy()
    at, which = at[full], which[full]
    frame = pl.DataFrame(
        {
            "cadre_id": who.gather(at),
            "order": pl.Series(np.array(orders, dtype=np.int64)[which], dtype=pl.Int64),
            "unit_id": units.filter(pl.Series(full)),
        }
    )
    above = [heads[i] for i in which.tolist()]
    known = {n: raw.headings[i].strip() for n, i in mapped.columns.items()}
    known |= {"order": heads[0], "unit_id": heads[0]}
    per_cell = {"order": above, "unit_id": above}
    return Frame(frame, Origin(raw.shown, known, frozen(raw.rows[at]), per_cell), tuple(problems))
