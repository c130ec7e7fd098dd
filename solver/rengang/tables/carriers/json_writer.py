"""An instance as one JSON document: one row a line, blanks left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from rengang.errors import Lang
from rengang.model.schema import Column
from rengang.tables.carriers.sheets import Sheet, plain_document, words


def write_json(target: Path, sheets: list[Sheet], document: Mapping[str, Any], lang: Lang) -> None:
    """Write `sheets` and the policy `document`; flags are true/false, dates ISO text, scores numbers.

    A column that is blank throughout is there to be there, so its nulls are written; other blanks are not.
    """
    parts = [f"{json.dumps(name, ensure_ascii=False)}: [{_rows(columns, lang)}]" for name, columns in sheets]
    if document:
        name = "政策" if lang == "zh" else "policy"
        text = json.dumps(plain_document(document), ensure_ascii=False, indent=1)
        parts.append(f'"{name}": {text}')
    target.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


def _rows(columns: list[tuple[Column, str, pl.Series]], lang: Lang) -> str:
    headings = [heading for _, heading, _ in columns]
    cells = [list(_cells(column, series, lang)) for column, _, series in columns]
    blank = {heading for _, heading, series in columns if series.null_count() == len(series)}
    rows = (
        {h: v for h, v in zip(headings, row, strict=True) if v is not None or h in blank}
        for row in zip(*cells, strict=True)
    )
    text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"\n{text}\n" if text else ""


def _cells(column: Column, series: pl.Series, lang: Lang) -> Iterator[Any]:
    if column.kind in ("int", "flag"):
        return iter(series.to_list())
    if column.kind == "decimal":
        return map(_number, words(column, series, lang).to_list())
    return iter(words(column, series, lang).to_list())


def _number(text: str | None) -> int | float | str | None:
    """The number, as a string where a double would not hold it exactly."""
    if text is None:
        return None
    if "." not in text:
        return int(text)
    return float(text) if Decimal(repr(float(text))) == Decimal(text) else text
