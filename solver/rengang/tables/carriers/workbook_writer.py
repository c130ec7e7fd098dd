"""An instance as a workbook: one sheet a table, ids as text cells, nothing taken for a formula or a link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from rengang.errors import Lang, Text, UsageError
from rengang.model.schema import Column
from rengang.tables.carriers import policy_document
from rengang.tables.carriers.sheets import Sheet, words
from rengang.tables.carriers.workbook_guard import MAX_ROWS

MAX_CELL = 32_767
"""Characters that a cell can hold: Excel's own limit."""

_CREATED = dt.datetime(2020, 1, 1)
"""A fixed date, so that the same instance gives the same bytes."""

_EARLY = dt.date(1900, 3, 1)
"""Before this day the two date systems of spreadsheets disagree (Excel has a 29 February 1900)."""


def write_workbook(target: Path, sheets: list[Sheet], document: Mapping[str, Any], lang: Lang) -> None:
    """Write `sheets` and the policy `document` (sheet 政策).

    Raises
    ------
    UsageError
        A table has more rows, or a cell more characters, than a sheet can hold.
    """
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), {**options, "strings_to_numbers": False}) as book:
        book.set_properties({"created": _CREATED})
        formats = {
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "head": book.add_format({"bold": True, "num_format": "@"}),
        }
        for name, columns in sheets:
            _write_sheet(book.add_worksheet(name), name, columns, formats, lang)
        if document:
            rows = [("键", "值") if lang == "zh" else ("key", "value"), *policy_document.to_rows(document)]
            sheet = book.add_worksheet("政策" if lang == "zh" else "policy")
            sheet.set_column(0, 1, 40)
            for at, row in enumerate(rows):
                for place, text in enumerate(row):
                    sheet.write_string(at, place, text, formats["head" if at == 0 else "text"])


def _write_sheet(
    sheet: Any,
    name: str,
    columns: list[tuple[Column, str, pl.Series]],
    formats: Mapping[str, Any],
    lang: Lang,
) -> None:
    _must_fit(name, columns)
    sheet.freeze_panes(1, 0)
    for place, (column, heading, _) in enumerate(columns):
        kind = {"date": "date", "int": None, "decimal": None}.get(column.kind, "text")
        sheet.set_column(place, place, 14, formats[kind] if kind else None)
        sheet.write_string(0, place, heading, formats["head"])
    cells = [_cells(column, series, lang) for column, _, series in columns]
    writers = [_writer(sheet, column, formats) for column, _, _ in columns]
    for at, row in enumerate(zip(*cells, strict=True), 1):
        for place, value in enumerate(row):
            if value is not None:
                writers[place](at, place, value)


def _cells(column: Column, series: pl.Series, lang: Lang) -> Sequence[object]:
    if column.kind in ("int", "date"):
        return series.to_list()
    if column.kind == "decimal":
        # a double holds what Excel shows; more digits than that are kept as text
        return [_number(t) for t in words(column, series, lang).to_list()]
    return words(column, series, lang).to_list()


def _number(text: str | None) -> float | str | None:
    return text if text is None or len(text) > 15 else float(text)


def _writer(sheet: Any, column: Column, formats: Mapping[str, Any]) -> Any:
    if column.kind == "int":
        return lambda at, place, value: sheet.write_number(at, place, value)
    if column.kind == "decimal":
        return lambda at, place, value: (
            sheet.write_string(at, place, value)
            if isinstance(value, str)
            else sheet.write_number(at, place, value)
        )
    text = formats["text"]
    if column.kind == "date":
        return lambda at, place, value: (
            sheet.write_datetime(at, place, value, formats["date"])
            if value >= _EARLY
            else sheet.write_string(at, place, value.isoformat(), text)
        )
    return lambda at, place, value: sheet.write_string(at, place, value, text)


def _must_fit(name: str, columns: list[tuple[Column, str, pl.Series]]) -> None:
    if columns and len(columns[0][2]) >= MAX_ROWS:
        raise UsageError(
            Text(
                f"“{name}”的行数超过 Excel 的上限 {MAX_ROWS}，请改用 Parquet 或 CSV",
                f"{name} has more rows than a sheet can hold ({MAX_ROWS}); write Parquet or CSV",
            )
        )
    for column, heading, series in columns:
        if column.kind in ("id", "text") and (series.str.len_chars() > MAX_CELL // 2).any():
            longest = max(len(v.encode("utf-16-le")) // 2 for v in series.drop_nulls().to_list())
            if longest > MAX_CELL:
                raise UsageError(
                    Text(
                        f"“{name}”的「{heading}」列有超过 {MAX_CELL} 字的单元格，工作簿放不下",
                        f"{name}, column {heading}: a cell has more than {MAX_CELL} characters",
                    )
                )
