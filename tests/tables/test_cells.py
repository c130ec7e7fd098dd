"""What a single text means, and that whole columns mean the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.model.schema import TABLES
from rengang.tables.reading import cells
from rengang.tables.reading.parse import parse_column

DAY, MONTH = dt.date(1980, 5, 2), dt.date(1980, 5, 1)


def parsed(table: str, column: str, series: pl.Series) -> tuple[list[Any], list[tuple[int, str]]]:
    """The values, and (row, code) of each problem."""
    rows = np.arange(2, len(series) + 2)
    typed, problems = parse_column(series, TABLES[table].column(column), rows, table, column)
    assert typed.dtype == TABLES[table].dtypes[column]
    return typed.to_list(), [(p.row or 0, p.code) for p in problems]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1980-05-02", DAY), ("1980/5/2", DAY), ("1980.5.2", DAY), ("19800502", DAY), ("1980年5月2日", DAY),
        ("1980-05-02 00:00:00", DAY), ("1980-05-02T08:30:00", DAY), ("１９８０年５月２日", DAY),
        ("1980-05", MONTH), ("1980.05", MONTH), ("1980.5", MONTH), ("198005", MONTH), ("1980年5月", MONTH),
        ("1980.10", dt.date(1980, 10, 1)), ("1980.01", dt.date(1980, 1, 1)),
        ("2000-02-29", dt.date(2000, 2, 29)),
        ("1980.1", None), ("1900-02-29", None), ("1980-00", None), ("80.5", None),
        ("29221", None), ("五月", None),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(text: str, date: dt.date | None) -> None:
    """Day and month forms are read; 1980.1 is not guessed at."""
    assert cells.date_of(text) == date
    values, problems = parsed("cadres", "birth_date", pl.Series([text, None]))
    assert values == [date, None]
    assert bool(problems) == (date is None)


def test_month_that_lost_its_zero_is_explained() -> None:
    """A number cell 1980.1 may have been 1980.10; the message says so."""
    rows = np.array([2])
    column = TABLES["cadres"].column("birth_date")
    _, problems = parse_column(pl.Series([1980.1]), column, rows, "干部", "出生年月")
    assert (
        problems[0]
        .sentence("zh")
        .startswith(
            "干部 第 2 行 「出生年月」列：分不清是 1 月还是 10 月（表格软件会去掉末尾的 0）；当前值 “1980.1”"
        )
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.decimals(0, 10**13, places=7).map(str) | st.sampled_from(["1e2", ".5", "7.", "x", "１.5"]))
)
def test_decimals_are_exact_or_refused(texts: list[str]) -> None:
    """A column of scores is what :func:`cells.decimal_of` says of each; nothing is rounded."""
    values, problems = parsed("exams", "score", pl.Series(texts, dtype=pl.String))
    want = [cells.decimal_of(t) for t in texts]
    assert values == want
    assert [row for row, _ in problems] == [i + 2 for i, v in enumerate(want) if v is None]
    assert all(v is None or v == Decimal(cells.plain(t)) for t, v in zip(texts, want, strict=True))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.integers(-3, 10**17).map(str) | st.sampled_from(["3.0", "2.5", " 4 ", "４", "-0", "1e3", "abc"])
    )
)
def test_counts_as_a_column_and_one_by_one(texts: list[str]) -> None:
    """The fast path over a column and the definition for one text agree."""
    values, problems = parsed("units", "vacancies", pl.Series(texts, dtype=pl.String))
    want = [v if (v := cells.int_of(t.strip())) is not None and v >= 0 else None for t in texts]
    assert values == want
    assert [row for row, _ in problems] == [i + 2 for i, v in enumerate(want) if v is None]


def test_ids_from_numbers() -> None:
    """Whole numbers below 10^15 are ids, from there on a workbook has rounded them; exact integers never."""
    numbers = pl.Series([7.0, 123456789012345.0, 1e15, 1.5])
    values, problems = parsed("cadres", "section_id", numbers)
    assert values == ["7", "123456789012345", None, "1.5"]
    assert problems == [(4, "id-rounded")]
    exact = parsed("cadres", "section_id", pl.Series([330482198001011234]))
    assert exact == (["330482198001011234"], [])


@pytest.mark.parametrize("yes", ["yes", "Y", "是", "TRUE", "1", "√", "ｙｅｓ"])
@pytest.mark.parametrize("no", ["no", "N", "否", "False", "0", "×"])
def test_flags(yes: str, no: str) -> None:
    """Every usual word and sign for yes and no; a blank is neither."""
    assert parsed("cadres", "pool", pl.Series([yes, no, " "])) == ([True, False, None], [])


def test_choices_in_both_languages_and_a_near_miss() -> None:
    """English value and Chinese word are one; what is neither gets a hint."""
    column = TABLES["units"].column("kind")
    series = pl.Series(["town", "镇", "Vertical", "垂直管理单位"])
    typed, problems = parse_column(series, column, np.arange(2, 6), "单位", "单位类型")
    assert typed.to_list() == ["town", "town", "vertical", None]
    assert "（是否想写“垂直管理”？）" in problems[0].sentence("zh")
    assert "expected town (镇) / subdistrict (街道)" in problems[0].sentence("en")


def test_columns_of_several_kinds() -> None:
    """Text, numbers and dates in one column, as workbooks have them, each keep their meaning."""
    mixed = pl.Series([dt.datetime(1980, 5, 2), "1980.05", 198005.0, None], dtype=pl.Object)
    assert parsed("cadres", "birth_date", mixed) == ([DAY, MONTH, MONTH, None], [])
    mixed = pl.Series(["007", 7.0, dt.date(2026, 1, 2)], dtype=pl.Object)
    assert parsed("cadres", "section_id", mixed) == (["007", "7", None], [(4, "id-became-date")])


def test_text_is_trimmed_and_line_ends_are_one() -> None:
    """Full-width spaces go, leading zeros stay, a blank is null."""
    series = pl.Series(["　张 三 ", "a\r\nb\rc", "\x00007", "  "])
    assert parsed("units", "name", series) == (["张 三", "a\nb\nc", "007", None], [])


def test_needed_cell_that_is_blank() -> None:
    """A needed id that is blank is a problem of its row."""
    assert parsed("cadres", "cadre_id", pl.Series(["C1", " ", None]))[1] == [(3, "blank"), (4, "blank")]
