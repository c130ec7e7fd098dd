"""One JSON document: ``{"units": [{…}, …], "cadres": […], …, "policy": {…}}``, keys in English or Chinese."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Problem, Text
from rengang.model.arrays import frozen
from rengang.tables.reading.cells import fold
from rengang.tables.reading.headings import POLICY_NAMES, table_called
from rengang.tables.reading.source import Announce, RawInstance, RawPolicy, RawTable, unheard

_DTYPES: Mapping[type, pl.DataType] = {
    str: pl.String(),
    int: pl.Int64(),
    bool: pl.Boolean(),
    dt.date: pl.Date(),
}


def read_json(path: Path, announce: Announce = unheard) -> RawInstance:
    """The tables and the policy of one document; rows are numbered from 1."""
    try:
        # fractions stay text, so that 85.35 is exactly that
        document = json.loads(path.read_bytes().decode("utf-8-sig"), parse_float=str)
    except UnicodeDecodeError:
        return _failed(path.name, Text("不是 UTF-8 编码", "it is not in UTF-8"), None)
    except json.JSONDecodeError as error:
        what = Text(f"第 {error.colno} 个字符处：{error.msg}", f"at character {error.colno}: {error.msg}")
        return _failed(path.name, what, error.lineno)
    except (RecursionError, ValueError) as error:
        return _failed(path.name, Text(str(error), str(error)), None)
    except OSError as error:
        return _failed(path.name, Text(str(error.strerror), str(error.strerror)), None)
    if not isinstance(document, dict):
        return _failed(path.name, Text("最外层应为对象", "the outermost value is no object"), None)
    return from_document(document, announce)


def from_document(document: Mapping[str, Any], announce: Announce = unheard) -> RawInstance:
    """The tables and the policy of a parsed document."""
    tables: list[RawTable] = []
    problems: list[Problem] = []
    policy: RawPolicy | None = None
    for done, (name, value) in enumerate(document.items()):
        announce(name, done, len(document))
        if fold(name) in POLICY_NAMES:
            if isinstance(value, dict):
                policy = RawPolicy(name, value)
            else:
                problems.append(_shape(name, None, Text("政策应为对象", "the policy is no object")))
        elif isinstance(value, list):
            table, found = _table(name, value)
            tables.append(table)
            problems += found
        else:
            problems.append(_shape(name, None, Text("这张表不是数组", "this table is no array")))
    return RawInstance(tuple(tables), policy, tuple(problems))


def _table(name: str, records: Sequence[object]) -> tuple[RawTable, list[Problem]]:
    problems: list[Problem] = []
    good: list[dict[str, Any]] = []
    rows: list[int] = []
    for row, record in enumerate(records, 1):
        if isinstance(record, dict) and not any(isinstance(v, dict | list) for v in record.values()):
            good.append(record)
            rows.append(row)
        else:
            problems.append(
                _shape(name, row, Text("这一行不是由简单值组成的对象", "this row is no flat object"))
            )
    headings = tuple(dict.fromkeys(key for record in good for key in record))
    if not records and (table := table_called(name)) is not None:
        # an empty array has no keys that could be missing: it says that there is nothing in this table
        headings = tuple(column.name for column in table.columns if column.needed)
    columns = tuple(_series([record.get(key) for record in good]) for key in headings)
    return RawTable(name, headings, columns, frozen(np.array(rows, dtype=np.int64))), problems


def _series(values: list[Any]) -> pl.Series:
    kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return pl.Series(values, dtype=pl.String)
    dtype = _DTYPES.get(next(iter(kinds))) if len(kinds) == 1 else None
    if dtype is None or (kinds == {int} and any(v is not None and abs(v) >= 2**63 for v in values)):
        return pl.Series([str(v) if type(v) is int else v for v in values], dtype=pl.Object)
    return pl.Series(values, dtype=dtype, strict=True)


def _shape(name: str, row: int | None, what: Text) -> Problem:
    return Problem(
        "json-shape",
        what,
        Text(
            '形如 {"units": [{"unit_id": "…"}], …} 的文档', 'a document like {"units": [{"unit_id": "…"}], …}'
        ),
        table=name,
        row=row,
    )


def _failed(shown: str, why: Text, row: int | None) -> RawInstance:
    problem = Problem(
        "not-json",
        Text(f"这不是 JSON 文档（{why.zh}）", f"this is no JSON document ({why.en})"),
        Text("UTF-8 编码的 JSON 文档", "a JSON document in UTF-8"),
        table=shown,
        row=row,
    )
    return RawInstance((), None, (problem,))
