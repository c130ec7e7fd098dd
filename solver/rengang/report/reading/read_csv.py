"""Reading the files of a result folder back: tables with their row numbers, the summary, or what is wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from rengang.errors import InvalidInput, Problem, Text
from rengang.report.csvs import armed

SUMMARY = "summary.json"
_MAX_RANK = 2**31 - 1

CADRES = {
    "result-unknown-cadre": (
        Text("实例中没有这名干部", "the instance has no such cadre"),
        Text("干部表中的编号", "an id of the cadres"),
    ),
    "result-duplicate-cadre": (
        Text("这名干部不止一行", "this cadre has more than one row"),
        Text("每人一行", "one row each"),
    ),
}
"""What is wrong with whom a row is about, and what is expected, by code."""

Check = tuple[Problem, pl.Series]
"""One check of a column: the problem without row and value, and which rows have it."""


def missing_file(path: Path, name: str) -> Problem:
    """The folder has no file of this name."""
    return Problem(
        "result-missing-file",
        Text(f"{path} 中没有 {name}", f"there is no {name} in {path}"),
        Text("`rengang solve` 写出的结果文件夹", "a result folder as `rengang solve` writes it"),
        table=name,
    )


def unreadable(name: str, why: str) -> Problem:
    """The file is there and cannot be read."""
    return Problem(
        "result-unreadable",
        Text(f"文件无法读取（{why}）", f"the file cannot be read ({why})"),
        Text("`rengang solve` 写出的文件", "the file as `rengang solve` writes it"),
        table=name,
    )


def read_summary(file: Path) -> dict[str, Any]:
    """The document of ``summary.json``.

    Raises
    ------
    InvalidInput
        It cannot be read, or is no object.
    """
    try:
        document = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InvalidInput([unreadable(SUMMARY, str(error))]) from None
    if not isinstance(document, dict):
        raise InvalidInput([unreadable(SUMMARY, type(document).__name__)])
    return document


def read_table(file: Path, needed: Sequence[str]) -> pl.DataFrame:
    """The needed columns as text, blanks as null, with the row number that a reader sees.

    Raises
    ------
    InvalidInput
        The file cannot be read, lacks a column, or has rows of another length than its head.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, strict=True)
            head = next(rows, [])
            body = list(rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput([unreadable(file.name, str(error))]) from None
    lacking = [name for name in needed if name not in head]
    if lacking:
        raise InvalidInput(_lacking(file.name, name, needed) for name in lacking)
    ragged = [i for i, row in enumerate(body) if len(row) != len(head) and any(row)]
    if ragged:
        raise InvalidInput(_ragged(file.name, i + 2, len(body[i]), len(head)) for i in ragged)
    kept = [(i + 2, row) for i, row in enumerate(body) if any(row)]
    at = {name: head.index(name) for name in needed}
    columns = {
        name: pl.Series([row[k] or None for _, row in kept], dtype=pl.String) for name, k in at.items()
    }
    return armed(pl.DataFrame(columns)).with_columns(row=pl.Series([i for i, _ in kept], dtype=pl.Int64))


def _lacking(table: str, name: str, needed: Sequence[str]) -> Problem:
    return Problem(
        "result-missing-column",
        Text(f"缺少「{name}」列", f"there is no column “{name}”"),
        Text("列 " + ", ".join(needed), "the columns " + ", ".join(needed)),
        table=table,
    )


def _ragged(table: str, row: int, cells: int, expected: int) -> Problem:
    return Problem(
        "result-ragged-row",
        Text(f"本行有 {cells} 格", f"this row has {cells} cells"),
        Text(f"{expected} 格", f"{expected} cells"),
        table=table,
        row=row,
    )


def faults(frame: pl.DataFrame, checks: Sequence[Check]) -> Iterator[Problem]:
    """One problem for each row that a check holds against."""
    for problem, bad in checks:
        for row, value in frame.filter(bad).select("row", str(problem.column)).iter_rows():
            yield replace(problem, row=row, value=value or "")


def no_rank(column: pl.Series) -> pl.Series:
    """Where a column of ranks holds something that is neither blank nor a whole number from 1 up."""
    value = column.cast(pl.Int64, strict=False)
    return column.is_not_null() & ~value.is_between(1, _MAX_RANK).fill_null(False)
