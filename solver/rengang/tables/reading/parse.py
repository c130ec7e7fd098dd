"""Columns: from what a carrier holds to the typed columns of the schema, vectorised.

Each kind has a fast path over the whole column; only the distinct values that it does not settle are
handed to :mod:`rengang.tables.reading.cells`, and only the rows that still fail become problems.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Problem, Text
from rengang.model.arrays import Int64
from rengang.model.schema import DECIMAL_PLACES, DTYPES, Column
from rengang.tables.reading import cells

_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f]"
_UNTIDY = rf"{_CONTROL}|^\s|\s$"
_SUSPECT = {
    "flag": _UNTIDY,
    "enum": _UNTIDY,
    "text": _UNTIDY,
    "id": rf"{_UNTIDY}|^(?:{cells.ROUNDED_ID.pattern})$",
}
"""What a text must not hold to be taken as it is."""
_WORDS = 100
"""Distinct words of a column beyond which they are not looked at one by one first."""


def parse_column(
    series: pl.Series, column: Column, rows: Int64, shown: str, heading: str
) -> tuple[pl.Series, list[Problem]]:
    """The cells of one column in its schema type, and a problem for each that has no such meaning.

    Parameters
    ----------
    series
        Cells as in :class:`~rengang.tables.reading.source.RawTable`.
    column
        The schema column that they belong to.
    rows
        Row number as the user sees it, per cell.
    shown, heading
        Table and column as the user named them.

    Returns
    -------
    series, problems
        A series called ``column.name`` with the dtype of its kind, null where blank or faulty; the problems
        in the order of the rows.  O(n), and O(distinct faulty values) Python steps.
    """
    sound = _at_once(series, column)
    if sound is not None:
        return sound.alias(column.name), []
    texts, spoilt = _texts(series, column)
    typed = _PARSERS[column.kind](series, texts, column).alias(column.name)
    blank = texts.is_null() if column.needed else pl.repeat(False, len(texts), dtype=pl.Boolean, eager=True)
    wrong = (texts.is_not_null() & typed.is_null()) | spoilt
    if column.kind == "id":
        wrong = wrong | typed.str.contains(f"^(?:{cells.ROUNDED_ID.pattern})$").fill_null(False)
    if column.minimum is not None:
        wrong = wrong | (typed < column.minimum).fill_null(False)
    typed = typed.zip_with(~wrong, pl.Series([None], dtype=typed.dtype)) if wrong.any() else typed
    at = np.flatnonzero((blank | wrong).to_numpy())
    found = [_fault(texts[i], bool(spoilt[i]), column, int(rows[i]), shown, heading) for i in map(int, at)]
    return typed, found


def _at_once(series: pl.Series, column: Column) -> pl.Series | None:
    """The typed column where one look at it shows that no cell is blank or faulty that must not be; else None.

    What it gives, the long way gives too, in several times the time.
    """
    kind = series.dtype
    typed: pl.Series | None = None
    if kind == pl.String:
        typed = _text_at_once(series, column)
    elif column.kind == "flag" and kind == pl.Boolean:
        typed = series
    elif column.kind == "date" and kind in (pl.Date, pl.Datetime):
        days = series.cast(pl.Date)
        typed = days if days.dt.year().is_between(cells.FIRST_YEAR, cells.LAST_YEAR).all() else None
    elif column.kind == "int" and kind.is_float():
        whole = (series == series.floor()) & (series.abs() < cells.EXACT_FLOAT)
        typed = series.cast(pl.Int64) if whole.all() else None
    if typed is None or (column.needed and typed.null_count()):
        return None
    return None if column.minimum is not None and (typed < column.minimum).any() else typed


def _text_at_once(series: pl.Series, column: Column) -> pl.Series | None:
    """The same for text: of ids and texts as they are, of flags and enums by their distinct words."""
    if column.kind in ("id", "text"):
        if series.str.contains(_SUSPECT[column.kind]).any():
            return None
        blank = series == ""
        return series.set(blank, None) if blank.any() else series
    if column.kind not in ("flag", "enum"):
        return None
    words = series.unique().drop_nulls()
    if len(words) > _WORDS or words.str.contains(_SUSPECT[column.kind]).any():
        return None
    meaning = {word: _meaning(word, column) for word in words.to_list()}
    if any(word and means is None for word, means in meaning.items()):
        return None
    return _mapped(series, words, list(meaning.values()), DTYPES[column.kind])


def _meaning(word: str, column: Column) -> str | bool | None:
    if not word:
        return None
    return cells.flag_of(word) if column.kind == "flag" else cells.enum_of(word, column.values)


def tidy(texts: pl.Series) -> pl.Series:
    """Text as an instance holds it: trimmed, one kind of line end, no control characters, blank is null."""
    if texts.str.contains(_CONTROL).any():
        texts = texts.str.replace_all(r"\r\n?", "\n").str.replace_all(_CONTROL, "")
    texts = texts.str.strip_chars()
    return texts.set(texts == "", None) if (texts == "").any() else texts


def _texts(series: pl.Series, column: Column) -> tuple[pl.Series, pl.Series]:
    """The cells as tidy text, and a mask of ids that a spreadsheet has spoilt (turned into dates)."""
    spoilt = pl.repeat(False, len(series), dtype=pl.Boolean, eager=True)
    kind = series.dtype
    if kind == pl.Object:
        values = series.to_list()
        if column.kind == "id":
            spoilt = pl.Series([isinstance(v, dt.date) for v in values], dtype=pl.Boolean)
        series = pl.Series([cells.cell_text(v) for v in values], dtype=pl.String)
    elif column.kind == "id" and kind.is_temporal():
        spoilt = series.is_not_null()
    if kind.is_float():
        series = _float_texts(series)
    elif isinstance(kind, pl.Datetime):
        series = series.dt.date().cast(pl.String) if _no_clock(series) else series.cast(pl.String)
    elif kind.is_decimal():
        series = series.cast(pl.String).str.replace(r"\.?0+$", "") if kind.scale else series.cast(pl.String)  # type: ignore[attr-defined]
    return tidy(series.cast(pl.String)), spoilt


def _no_clock(series: pl.Series) -> bool:
    return bool((series.dt.time() == dt.time()).all())


def _float_texts(series: pl.Series) -> pl.Series:
    whole = (series == series.floor()) & (series.abs() < cells.EXACT_FLOAT)
    if (whole | series.is_null()).all():
        return series.cast(pl.Int64).cast(pl.String)
    distinct = series.drop_nulls().unique()
    return _mapped(series, distinct, [cells.number_text(v) for v in distinct.to_list()], pl.String())


def _mapped(series: pl.Series, old: pl.Series, new: list[Any], dtype: pl.DataType) -> pl.Series:
    return series.replace_strict(old, pl.Series(new, dtype=dtype), default=None, return_dtype=dtype)


def _settled(texts: pl.Series, fast: pl.Series, slow: Callable[[str], Any]) -> pl.Series:
    """`fast`, completed by `slow` for the distinct texts that it left open."""
    open_ = fast.is_null() & texts.is_not_null()
    if not open_.any():
        return fast
    distinct = texts.filter(open_).unique()
    values = [slow(t) for t in distinct.to_list()]
    if all(v is None for v in values):
        return fast
    return fast.fill_null(_mapped(texts, distinct, values, fast.dtype))


def _open(texts: pl.Series, column: Column) -> pl.Series:
    return pl.Series([None], dtype=DTYPES[column.kind]).new_from_index(0, len(texts))


def _text(series: pl.Series, texts: pl.Series, column: Column) -> pl.Series:
    return texts


def _int(series: pl.Series, texts: pl.Series, column: Column) -> pl.Series:
    if series.dtype.is_integer():
        return series.cast(pl.Int64, strict=False)
    plain = texts.str.contains(r"^[0-9]{1,15}$").fill_null(False)
    fast = texts.set(~plain, None).cast(pl.Int64) if not plain.all() else texts.cast(pl.Int64)
    return _settled(texts, fast, cells.int_of)


def _decimal(series: pl.Series, texts: pl.Series, column: Column) -> pl.Series:
    dtype = DTYPES["decimal"]
    plain = texts.str.contains(rf"^[0-9]{{1,14}}(\.[0-9]{{1,{DECIMAL_PLACES}}})?$").fill_null(False)
    fast = (texts.set(~plain, None) if not plain.all() else texts).cast(dtype)
    return _settled(texts, fast, cells.decimal_of)


def _date(series: pl.Series, texts: pl.Series, column: Column) -> pl.Series:
    if series.dtype.is_temporal() and series.dtype != pl.Time and not isinstance(series.dtype, pl.Duration):
        days = series.cast(pl.Date)
        sane = days.dt.year().is_between(cells.FIRST_YEAR, cells.LAST_YEAR).fill_null(True)
        return days if sane.all() else days.zip_with(sane, pl.Series([None], dtype=pl.Date))
    return _settled(texts, _open(texts, column), cells.date_of)


def _enum(series: pl.Series, texts: pl.Series, column: Column) -> pl.Series:
    return _settled(texts, _open(texts, column), lambda t: cells.enum_of(t, column.values))


def _flag(series: pl.Series, texts: pl.Series, column: Column) -> pl.Series:
    if series.dtype == pl.Boolean:
        return series
    return _settled(texts, _open(texts, column), cells.flag_of)


_PARSERS: dict[str, Callable[[pl.Series, pl.Series, Column], pl.Series]] = {
    "id": _text,
    "text": _text,
    "int": _int,
    "decimal": _decimal,
    "date": _date,
    "enum": _enum,
    "flag": _flag,
}


def _fault(text: str | None, spoilt: bool, column: Column, row: int, shown: str, heading: str) -> Problem:
    """The problem of one cell."""
    code, what, want = "not-a-" + column.kind, *_NOT[column.kind], cells.expected(column)
    if text is None:
        code, what = "blank", Text("必填单元格是空的", "a needed cell is blank")
    elif spoilt:
        code, what = (
            "id-became-date",
            Text("编号被表格软件变成了日期", "the spreadsheet has turned this id into a date"),
        )
    elif column.kind == "id":
        code = "id-rounded"
    elif column.kind == "int" and cells.int_of(text) is not None:
        what = Text("数值过小", "the number is too small")
    elif column.kind == "int" and cells.decimal_of(text) is not None and "." in text:
        what = Text("这里只能是整数，不能有小数", "a count cannot have a fraction")
    elif column.kind == "decimal" and cells.decimal_of(text) is not None:
        what = Text("数值过小", "the number is too small")
    elif column.kind == "date" and cells.AMBIGUOUS_MONTH.fullmatch(text):
        code, what = (
            "ambiguous-month",
            Text(
                "分不清是 1 月还是 10 月（表格软件会去掉末尾的 0）",
                "this may be January or October (spreadsheets drop the last 0)",
            ),
        )
    elif column.kind == "enum":
        near = cells.near_miss(text, [w for pair in column.values.items() for w in pair])
        if near:
            what = Text(f"{what.zh}（是否想写“{near}”？）", f"{what.en} (did you mean “{near}”?)")
    return Problem(code, what, want, table=shown, row=row, column=heading, value=text)


_NOT = {
    "id": (
        Text(
            "编号被表格软件按数字存储，末尾数字已丢失",
            "the spreadsheet has stored this id as a number and rounded it",
        ),
    ),
    "text": (Text("不是文字", "this is not text"),),
    "int": (Text("不是整数", "this is not a whole number"),),
    "decimal": (Text("不是有效的数", "this is not a number that can be used"),),
    "date": (Text("不是真实存在的日期", "this is not a date that exists"),),
    "enum": (Text("没有这个选项", "there is no such choice"),),
    "flag": (Text("看不出是或否", "this is neither yes nor no"),),
}
