"""Which rows a fault is about that was found far from the tables: the row as the user sees it, by the ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl

from rengang.errors import InvalidInput, Problem, Text
from rengang.model.schema import TABLES, Table
from rengang.tables.carriers.carrier import read_raw
from rengang.tables.reading.frames import Frame, type_table
from rengang.tables.reading.headings import table_called

_IDS = ("post_id", "cadre_id")
_MOST = 10
"""Rows that are listed where one fault is about several."""


def locate(path: str | Path, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems with file, row and heading as in the input at `path`.

    Procedures and judge know no files: what they find wrong names a table and ids. Such a problem is given the
    rows with these ids; where the table has none (a mark that is missing), the row of the application. All
    others, and all where the input can no longer be read, are handed back as they are. The input is read again,
    which costs nothing as long as nothing is wrong.  O(cells).
    """
    listed = tuple(problems)
    open_ones = [p for p in listed if _table_of(p) is not None]
    if not open_ones:
        return listed
    needed = {table.name for p in open_ones if (table := _table_of(p)) is not None} | {"applications"}
    try:
        raw = read_raw(Path(path))
    except InvalidInput:
        return listed
    frames = {
        known.name: type_table(known, table)
        for table in raw.tables
        if (known := table_called(table.name)) is not None and known.name in needed
    }
    return tuple(_located(problem, frames) for problem in listed)


def _table_of(problem: Problem) -> Table | None:
    """The table that a problem names by its heading alone, without a row."""
    if problem.row is not None or problem.table is None or problem.value is None:
        return None
    return next((table for table in TABLES.values() if table.heading == problem.table), None)


def _located(problem: Problem, frames: dict[str, Frame]) -> Problem:
    table = _table_of(problem)
    if table is None:
        return problem
    ids = re.split(r"[,:，：、]\s*", problem.value or "")
    own = frames.get(table.name)
    rows = [] if own is None else _rows(own, ids)
    if own is not None and rows:
        column = _column(problem, table)
        heading = problem.column if column is None else own.origin.headings.get(column, problem.column)
        more = (
            f"（第 {'、'.join(map(str, rows[:_MOST]))} 行）",
            f" (rows {', '.join(map(str, rows[:_MOST]))})",
        )
        what = problem.what
        if len(rows) > 1 and table.name != "scores":
            what = Text(what.zh + more[0], what.en + more[1])
        return replace(problem, table=own.origin.shown, row=rows[0], column=heading, what=what)
    filed = frames.get("applications")
    rows = [] if filed is None else _rows(filed, ids) or _rows(filed, ids, ("cadre_id",))
    if filed is None or not rows or table.name == "applications":
        return problem
    shown = filed.origin.shown
    what = Text(
        f"{problem.what.zh}（报名见 {shown} 第 {rows[0]} 行）",
        f"{problem.what.en} (the application: {shown}, row {rows[0]})",
    )
    return replace(problem, what=what, table=own.origin.shown if own is not None else problem.table)


def _column(problem: Problem, table: Table) -> str | None:
    """Canonical name of the column that a problem names by its heading."""
    return next((c.name for c in table.columns if c.heading == problem.column), None)


def _rows(frame: Frame, ids: list[str], of: tuple[str, ...] = _IDS) -> list[int]:
    """Rows of the user's table in which every one of these columns that it has holds one of `ids`, ascending."""
    columns = [name for name in of if name in frame.frame.columns]
    if not columns:
        return []
    fits = frame.frame.select(pl.all_horizontal(pl.col(columns).is_in(ids)).fill_null(False)).to_series()
    return sorted(int(row) for row in frame.origin.rows[fits.to_numpy()])
