"""A folder of Parquet files, one a table, with ``policy.toml`` beside them: the carrier for large rosters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from rengang.errors import Problem, Text
from rengang.model.arrays import frozen
from rengang.tables.carriers.csv_folder import folder_policy
from rengang.tables.reading.source import Announce, RawInstance, RawTable, unheard


def read_parquet_folder(folder: Path, announce: Announce = unheard) -> RawInstance:
    """The tables of the Parquet files in `folder` (not below), by file name, and its policy.

    Rows are numbered from 1: there is no heading row.
    """
    paths = sorted((p for p in folder.iterdir() if p.suffix.lower() == ".parquet" and p.is_file()), key=str)
    tables: list[RawTable] = []
    problems: list[Problem] = []
    for done, path in enumerate(paths):
        announce(path.name, done, len(paths))
        try:
            frame = pl.read_parquet(path, glob=False)
        except (pl.exceptions.PolarsError, OSError):
            problems.append(_damaged(path.name))
            continue
        tables.append(raw_table(path.name, frame))
    policy, found = folder_policy(folder)
    return RawInstance(tuple(tables), policy, (*problems, *found))


def raw_table(shown: str, frame: pl.DataFrame) -> RawTable:
    """A frame as a raw table; types that no cell can have become text."""
    columns = tuple(_plain(series) for series in frame.get_columns())
    rows = frozen(np.arange(1, len(frame) + 1, dtype=np.int64))
    return RawTable(shown, tuple(frame.columns), columns, rows)


def _plain(series: pl.Series) -> pl.Series:
    kind = series.dtype
    if kind.is_integer():
        return series.cast(pl.Int64, strict=False)
    if kind.is_float():
        return series.cast(pl.Float64)
    if isinstance(kind, pl.Datetime):
        return series.dt.replace_time_zone(None)
    if kind.is_decimal() or kind in (pl.String, pl.Boolean, pl.Date):
        return series
    if isinstance(kind, pl.Categorical | pl.Enum | pl.Null):
        return series.cast(pl.String)
    return pl.Series([None if v is None else str(v) for v in series.to_list()], dtype=pl.String)


def _damaged(shown: str) -> Problem:
    return Problem(
        "not-parquet",
        Text("这不是 Parquet 文件，或文件已损坏", "this is no Parquet file, or it is damaged"),
        Text("完整的 Parquet 文件", "a whole Parquet file"),
        table=shown,
    )
