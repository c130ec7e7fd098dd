"""Reading a result folder back: the allocation and its summary, or every fault of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Allocation, Instance, Stage
from rengang.model.instance import Int32, frozen
from rengang.report.csvs import armed
from rengang.report.digest import instance_sha256

_TABLE = "allocation.csv"
_SUMMARY = "summary.json"
_NEEDED = ("cadre_id", "to_unit", "stage", "intent_rank", "nomination_rank")
_STAGES = tuple(s.value for s in Stage)
_MAX_RANK = 2**31 - 1
_SAYS = {
    "result-unknown-cadre": (
        Text("实例中没有这名干部", "the instance has no such cadre"),
        Text("干部表中的编号", "an id of the cadres"),
    ),
    "result-duplicate-cadre": (
        Text("这名干部不止一行", "this cadre has more than one row"),
        Text("每人一行", "one row each"),
    ),
    "result-not-in-pool": (
        Text("这名干部不是交流对象", "this cadre is not in the pool"),
        Text("一名交流对象", "a member of the pool"),
    ),
    "result-unknown-unit": (
        Text("实例中没有这个单位", "the instance has no such unit"),
        Text("单位表中的编号", "an id of the units"),
    ),
    "result-bad-stage": (
        Text("没有这种去向", "there is no such stage"),
        Text(" / ".join(_STAGES), " / ".join(_STAGES)),
    ),
    "result-no-unit": (
        Text("这种去向必须有单位", "this stage comes with a unit"),
        Text("单位编号", "a unit id"),
    ),
    "result-bad-rank": (
        Text("名次不是正整数", "the rank is not a whole number from 1 up"),
        Text("正整数或空白", "a whole number from 1 up, or blank"),
    ),
}


@dataclass(frozen=True, eq=False)
class ResultFolder:
    """A result as it stands on disk.

    Attributes
    ----------
    allocation
        Who goes where, as the folder says; whether that is right is for :func:`rengang.verify` to judge.
    summary
        The document of ``summary.json``.
    warnings
        What does not stop the work: the folder belongs to other tables than the instance's.
    """

    allocation: Allocation
    summary: dict[str, Any]
    warnings: tuple[Problem, ...] = ()


def read_folder(path: Path, instance: Instance) -> ResultFolder:
    """The allocation and the summary of a result folder.

    Rows may stand in any order and columns too; columns that are not needed are ignored.

    Raises
    ------
    InvalidInput
        A missing or unreadable file, a missing column, an id that the instance does not know, a cadre that
        stands twice or is not in the pool, a pool member without a row, a stage or rank that is none; every
        fault is listed, with its row.
    """
    path = Path(path)
    missing = [name for name in (_TABLE, _SUMMARY) if not (path / name).is_file()]
    if missing:
        raise InvalidInput(_no_file(path, name) for name in missing)
    summary = _summary(path / _SUMMARY)
    frame = _table(path / _TABLE)
    problems = list(_faults(frame, instance))
    if problems:
        raise InvalidInput(sorted(problems, key=lambda p: (p.row or 0, p.column or "")))
    warnings = tuple(_mismatch(summary, instance))
    return ResultFolder(_allocation(frame, instance), summary, warnings)


def _no_file(path: Path, name: str) -> Problem:
    return Problem(
        "result-missing-file",
        Text(f"{path} 中没有 {name}", f"there is no {name} in {path}"),
        Text("`rengang solve` 写出的结果文件夹", "a result folder as `rengang solve` writes it"),
        table=name,
    )


def _summary(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InvalidInput([_unreadable(_SUMMARY, str(error))]) from None
    if not isinstance(document, dict):
        raise InvalidInput([_unreadable(_SUMMARY, type(document).__name__)])
    return document


def _unreadable(name: str, why: str) -> Problem:
    return Problem(
        "result-unreadable",
        Text(f"文件无法读取（{why}）", f"the file cannot be read ({why})"),
        Text("`rengang solve` 写出的文件", "the file as `rengang solve` writes it"),
        table=name,
    )


def _table(file: Path) -> pl.DataFrame:
    """The needed columns as text, blanks as null, with the row number that a reader sees."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, strict=True)
            head = next(rows, [])
            body = list(rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput([_unreadable(_TABLE, str(error))]) from None
    lacking = [name for name in _NEEDED if name not in head]
    if lacking:
        raise InvalidInput(_lacking(name) for name in lacking)
    ragged = [i for i, row in enumerate(body) if len(row) != len(head) and any(row)]
    if ragged:
        raise InvalidInput(_ragged(i + 2, len(body[i]), len(head)) for i in ragged)
    kept = [(i + 2, row) for i, row in enumerate(body) if any(row)]
    at = {name: head.index(name) for name in _NEEDED}
    columns = {
        name: pl.Series([row[k] or None for _, row in kept], dtype=pl.String) for name, k in at.items()
    }
    return armed(pl.DataFrame(columns)).with_columns(row=pl.Series([i for i, _ in kept], dtype=pl.Int64))


def _lacking(name: str) -> Problem:
    return Problem(
        "result-missing-column",
        Text(f"缺少「{name}」列", f"there is no column “{name}”"),
        Text("列 " + ", ".join(_NEEDED), "the columns " + ", ".join(_NEEDED)),
        table=_TABLE,
    )


def _ragged(row: int, cells: int, expected: int) -> Problem:
    return Problem(
        "result-ragged-row",
        Text(f"本行有 {cells} 格", f"this row has {cells} cells"),
        Text(f"{expected} 格", f"{expected} cells"),
        table=_TABLE,
        row=row,
    )


def _faults(frame: pl.DataFrame, instance: Instance) -> Iterator[Problem]:
    """Every cell that is wrong, and every pool member who has no row."""
    cadre = pl.Series("c", instance.codes(frame["cadre_id"], "cadres", "cadre_id"))
    unit = pl.Series("u", instance.codes(frame["to_unit"], "units", "unit_id"))
    pool = pl.Series("p", np.append(instance.in_pool, False)[cadre.to_numpy()])
    twice = frame["cadre_id"].is_duplicated() & (cadre >= 0)
    needs_unit = frame["stage"].is_in([Stage.INTENT.value, Stage.DIRECTED.value])
    checks = (
        ("result-unknown-cadre", "cadre_id", cadre < 0),
        ("result-duplicate-cadre", "cadre_id", twice),
        ("result-not-in-pool", "cadre_id", (cadre >= 0) & ~pool),
        ("result-unknown-unit", "to_unit", (unit < 0) & frame["to_unit"].is_not_null()),
        ("result-bad-stage", "stage", ~frame["stage"].is_in(list(_STAGES)).fill_null(False)),
        ("result-no-unit", "to_unit", needs_unit.fill_null(False) & frame["to_unit"].is_null()),
        ("result-bad-rank", "intent_rank", _no_rank(frame["intent_rank"])),
        ("result-bad-rank", "nomination_rank", _no_rank(frame["nomination_rank"])),
    )
    for code, column, bad in checks:
        what, expected = _SAYS[code]
        for row, value in frame.filter(bad).select("row", column).iter_rows():
            yield Problem(code, what, expected, table=_TABLE, row=row, column=column, value=value or "")
    seen = np.zeros(len(instance.cadres) + 1, dtype=bool)
    seen[cadre.to_numpy()] = True
    for cadre_id in instance.cadres["cadre_id"].filter(pl.Series(instance.in_pool & ~seen[:-1])):
        yield Problem(
            "result-missing-cadre",
            Text("这名交流对象没有结果", "this member of the pool has no row"),
            Text("每名交流对象一行", "one row for each member of the pool"),
            table=_TABLE,
            column="cadre_id",
            value=cadre_id,
        )


def _no_rank(column: pl.Series) -> pl.Series:
    value = column.cast(pl.Int64, strict=False)
    return column.is_not_null() & ~value.is_between(1, _MAX_RANK).fill_null(False)


def _allocation(frame: pl.DataFrame, instance: Instance) -> Allocation:
    cadre = instance.codes(frame["cadre_id"], "cadres", "cadre_id")
    order = np.argsort(cadre, kind="stable")
    unit = instance.codes(frame["to_unit"], "units", "unit_id")
    stage = frame["stage"].to_list()

    def rank(name: str) -> Int32:
        values = frame[name].cast(pl.Int32).fill_null(0).to_numpy()
        return frozen(values[order].astype(np.int32))

    return Allocation(
        frozen(cadre[order].astype(np.int32)),
        frozen(unit[order].astype(np.int32)),
        tuple(Stage(stage[i]) for i in order.tolist()),
        rank("intent_rank"),
        rank("nomination_rank"),
    )


def _mismatch(summary: dict[str, Any], instance: Instance) -> Iterator[Problem]:
    """The folder was made from other tables: said, not refused, since a name may have been mended since."""
    ours, theirs = instance_sha256(instance), summary.get("instance_sha256")
    if theirs != ours:
        yield Problem(
            "result-other-instance",
            Text(
                "结果所依据的数据与给出的数据不同（instance_sha256 不一致）",
                "the result was made from other data than the instance given (instance_sha256 differs)",
            ),
            Text(ours, ours),
            table=_SUMMARY,
            value=str(theirs),
            severity="warning",
        )
