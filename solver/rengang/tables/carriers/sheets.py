"""Tables as they are written: headings and words in the language asked for, blank columns left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from rengang.errors import Lang, Text, UsageError
from rengang.model import Instance
from rengang.model.schema import DTYPES, TABLES, Column, Table
from rengang.tables.reading.headings import chinese_number
from rengang.tables.reading.parse import tidy

_ALWAYS_COLUMNS = frozenset({("cadres", "pool")})
"""Columns written even when blank: a missing pool would be read as "whoever files an intent"."""


_FLAGS: Mapping[Lang, tuple[str, str]] = {"zh": ("是", "否"), "en": ("yes", "no")}


Sheet = tuple[str, list[tuple[Column, str, pl.Series]]]
"""A table to be written: its name, and per column what it is, its heading and its typed cells."""


def sheet(instance: Instance, table: Table, lang: Lang, wide: bool) -> Sheet:
    frame = instance.tables[table.name]
    name = table.heading if lang == "zh" else table.name
    if wide and table.name == "intents":
        return name, _wide_columns(frame, lang)
    columns = []
    for column in table.columns:
        cells = frame[column.name]
        if column.kind in ("id", "text"):
            cells = tidy(cells)
        if column.needed or (table.name, column.name) in _ALWAYS_COLUMNS or cells.null_count() < len(cells):
            columns.append((column, column.heading if lang == "zh" else column.name, cells))
    return name, columns


def _wide_columns(frame: pl.DataFrame, lang: Lang) -> list[tuple[Column, str, pl.Series]]:
    intents = TABLES["intents"]
    if frame.select("cadre_id", "order").is_duplicated().any() or (frame["order"] > 99).any():
        raise UsageError(
            Text(
                "有人填了两个相同序号的意向，或序号超过 99，不能写成宽表",
                "somebody has two intents of the same order, or one beyond 99: too much for the wide form",
            )
        )
    people = frame.select("cadre_id").unique(maintain_order=True)
    who, unit = intents.column("cadre_id"), intents.column("unit_id")
    columns = [(who, who.heading if lang == "zh" else who.name, tidy(people["cadre_id"]))]
    for order in range(1, int(str(frame["order"].max())) + 1):
        chosen = frame.filter(pl.col("order") == order).select("cadre_id", "unit_id")
        cells = people.join(chosen, on="cadre_id", how="left", maintain_order="left", nulls_equal=True)[
            "unit_id"
        ]
        heading = f"意向{chinese_number(order)}" if lang == "zh" else f"intent_{order}"
        columns.append((unit, heading, tidy(cells)))
    return columns


def words(column: Column, cells: pl.Series, lang: Lang) -> pl.Series:
    """Typed cells as the text that the carriers without types hold."""
    if column.kind == "enum" and lang == "zh":
        return cells.replace(dict(column.values))
    if column.kind == "flag":
        yes, no = _FLAGS[lang]
        return cells.replace_strict([True, False], [yes, no], default=None, return_dtype=pl.String)
    if column.kind == "decimal":
        return cells.cast(DTYPES["decimal"]).cast(pl.String).str.replace(r"\.?0+$", "")
    return cells.cast(pl.String)


def plain_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """A policy document with lists instead of tuples, ready for JSON."""
    return {
        k: plain_document(v) if isinstance(v, Mapping) else list(v) if isinstance(v, tuple) else v
        for k, v in document.items()
    }
