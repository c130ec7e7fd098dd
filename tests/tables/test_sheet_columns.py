"""Rows of a sheet made into typed columns, block by block."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.tables.carriers.workbook_guard import _ERROR, _FAR, _suspicions
from rengang.tables.reading import sheet_columns
from rengang.tables.reading.sheet_columns import typed_columns

DAY, MOMENT = dt.date(1980, 5, 2), dt.datetime(1980, 5, 2, 8, 30)
CELL = st.sampled_from(["", " ", "a", "岗", 1.0, 2.5, True, False, DAY, MOMENT, dt.time(8)])


def in_one(cells: Sequence[Any]) -> tuple[pl.DataType, list[Any]]:
    """The definition: dtype and values of a column that is looked at as a whole."""
    kinds = {type(cell) for cell in cells}
    if kinds <= {str}:
        return pl.String(), list(cells)
    if all(cell.strip() == "" for cell in cells if type(cell) is str):
        kinds.discard(str)
        known = {float: pl.Float64(), bool: pl.Boolean(), dt.date: pl.Date(), dt.datetime: pl.Datetime()}
        if len(kinds) == 1 and (dtype := known.get(kinds.pop())) is not None:
            return dtype, [None if type(cell) is str else cell for cell in cells]
    return pl.Object(), [None if cell == "" else cell for cell in cells]


def strip(values: Sequence[Any]) -> list[Any]:
    """Blank cells of a column of several kinds may be null or white space: both are read as blank."""
    return [None if isinstance(value, str) and not value.strip() else value for value in values]


@pytest.mark.parametrize("block", [1, 2, 3, 100])
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=9))
@settings(max_examples=60, deadline=None)
def test_blocks_make_the_columns_that_the_whole_makes(block: int, rows: list[tuple[Any, Any]]) -> None:
    """Dtype and values do not depend on where a block ends, blanks and mixtures included."""
    before, sheet_columns._BLOCK = sheet_columns._BLOCK, block
    try:
        columns = typed_columns(iter(rows), 2)
    finally:
        sheet_columns._BLOCK = before
    for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
        dtype, values = in_one(cells)
        assert column.dtype == dtype
        mixed = dtype == pl.Object()
        assert (strip(column.to_list()) if mixed else column.to_list()) == (
            strip(values) if mixed else values
        )


def test_a_sheet_without_rows_has_columns_of_text() -> None:
    """Headings alone are a table with no rows."""
    assert [(c.dtype, len(c)) for c in typed_columns(iter([]), 3)] == [(pl.String, 0)] * 3


PIECE = st.sampled_from(
    [
        b'<c r="',
        b"<c r='",
        b"A",
        b"AB",
        b"12",
        b"1234567",
        b'"',
        b"'",
        b' t="e"',
        b">",
        b"/>",
        b"<v>",
        b"#N/A",
        b"</v>",
    ]
)


@given(st.lists(PIECE, max_size=10).map(b"".join))
@settings(max_examples=400, deadline=None)
def test_no_far_cell_and_no_error_goes_unsuspected(block: bytes) -> None:
    """Whatever the exact expressions find in some bytes, the arithmetic on them has suspected."""
    far, wrong = _suspicions(block)
    assert far or not _FAR.search(block)
    assert wrong or not _ERROR.search(block)


def test_an_ordinary_row_is_not_suspected() -> None:
    """Cells of an ordinary sheet are told apart without the exact expressions."""
    row = (
        b'<row r="999"><c r="A999" s="1" t="inlineStr"><is><t>ABC</t></is></c><c r="B999"><v>1</v></c></row>'
        * 9
    )
    assert _suspicions(row) == (False, False)
    assert _suspicions(row.replace(b"B999", b"AB999")) == (True, False)
    assert _suspicions(row.replace(b"B999", b"B9999999")) == (True, False)
    assert _suspicions(row.replace(b'r="B999"', b'r="B999" t="e"')) == (False, True)
