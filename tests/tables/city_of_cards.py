"""A small faultless city of plain records, for tests that break one thing in it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Problem
from rengang.model.schema import TABLES
from rengang.policy import resolve
from rengang.tables.checks import check_tables
from rengang.tables.reading.source import Origin

Rows = dict[str, list[dict[str, Any]]]
Break = Callable[[Rows], Any]

_CITY: Rows = {
    "units": [
        {
            "unit_id": "A",
            "name": "教育局",
            "kind": "department",
            "vacancies": 1,
            "staff": 3,
            "establishment": 4,
        },
        {"unit_id": "B", "name": "财政局", "kind": "department", "vacancies": 2},
        {"unit_id": "C", "name": "梧桐街道", "kind": "subdistrict", "vacancies": 0},
        {"unit_id": "V", "name": "税务局", "kind": "vertical"},
    ],
    "sections": [{"section_id": "A1", "unit_id": "A"}, {"section_id": "B1", "unit_id": "B"}],
    "posts": [
        {"post_id": "PA", "unit_id": "A", "section_id": "A1"},
        {"post_id": "PB", "unit_id": "B", "section_id": "B1", "incumbent_id": "04", "contested": True},
    ],
    "cadres": [
        {
            "cadre_id": "01",
            "unit_id": "A",
            "pool": True,
            "level": "staff",
            "section_id": "A1",
            "post_id": "PA",
            "birth_date": date(1980, 5, 1),
            "work_start": date(2002, 8, 1),
            "unit_since": date(2010, 1, 1),
            "section_since": date(2012, 1, 1),
            "post_since": date(2014, 1, 1),
            "function_since": date(2009, 1, 1),
        },
        {"cadre_id": "02", "unit_id": "A", "pool": True, "refuses": True},
        {"cadre_id": "03", "unit_id": "B", "pool": True},
        {"cadre_id": "04", "unit_id": "B", "pool": False, "exempt": "挂职", "post_id": "PB"},
        {"cadre_id": "05", "unit_id": "V", "pool": False},
    ],
    "intents": [
        {"cadre_id": "01", "order": 1, "unit_id": "B"},
        {"cadre_id": "01", "order": 2, "unit_id": "C"},
        {"cadre_id": "02", "order": 1, "unit_id": "B"},
        {"cadre_id": "03", "order": 1, "unit_id": "A"},
    ],
    "nominations": [
        {"unit_id": "B", "rank": 1, "cadre_id": "01"},
        {"unit_id": "B", "rank": 1, "cadre_id": "02"},
        {"unit_id": "A", "rank": 1, "cadre_id": "03"},
    ],
    "kinship": [{"cadre_id": "01", "relative_id": "03", "relation": "spouse"}],
    "applications": [{"cadre_id": "01", "post_id": "PB", "consent": True}],
    "ratings": [{"cadre_id": "01", "item": "德", "votes": 8, "present": 9, "due": 10}],
    "recommendations": [{"cadre_id": "01", "post_id": "PB", "group": "一组", "votes": 5, "present": 5}],
    "votes": [{"post_id": "PB", "cadre_id": "01", "votes": 7, "present": 7, "members": 9}],
}


def city() -> Rows:
    """A copy of the city that a test may break."""
    return copy.deepcopy(_CITY)


def frames(rows: Rows) -> dict[str, pl.DataFrame]:
    """The records as frames that carry the columns in use."""
    out = {}
    for name, records in rows.items():
        used = {key for record in records for key in record}
        types = {c: t for c, t in TABLES[name].dtypes.items() if c in used or not records}
        out[name] = pl.DataFrame(records, schema=types)
    return out


def origins(rows: Rows) -> dict[str, Origin]:
    """Origins with headings that are nobody's default, and rows from 12 on."""
    return {
        name: Origin(
            f"{TABLES[name].heading}.csv",
            {c.name: f"<{c.name}>" for c in TABLES[name].columns if c.name in frame.columns},
            np.arange(12, 12 + len(frame)),
        )
        for name, frame in frames(rows).items()
    }


def problems(rows: Rows, **policy: Any) -> list[Problem]:
    """What the checks find in `rows` under the default pack with `policy` on top."""
    return check_tables(frames(rows), origins(rows), resolve(policy))


def places(found: list[Problem]) -> list[tuple[str, str | None, int | None, str | None, str | None]]:
    """(code, table, row, heading, value) of each problem."""
    return [(p.code, p.table and p.table.removesuffix(".csv"), p.row, p.column, p.value) for p in found]


def add(table: str, **record: Any) -> Break:
    """A breakage that appends a record."""
    return lambda rows: rows.setdefault(table, []).append(record)


def put(table: str, row: int, **record: Any) -> Break:
    """A breakage that changes a record."""
    return lambda rows: rows[table][row].update(record)


def drop(table: str, column: str) -> Break:
    """A breakage that takes a column away."""
    return lambda rows: [record.pop(column, None) for record in rows[table]]


def clear(table: str) -> Break:
    """A breakage that empties a table."""
    return lambda rows: rows[table].clear()


def both(*breaks: Break) -> Break:
    """Several breakages."""
    return lambda rows: [one(rows) for one in breaks]
