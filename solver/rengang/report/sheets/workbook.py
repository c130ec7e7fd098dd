"""Forms as an Excel workbook to be printed: A4 landscape, headings on every page, constant bytes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from rengang.report.sheets.form import Form

_LONGEST_CELL = 32_767
"""Characters that Excel takes in one cell."""

_MADE = datetime.datetime(2000, 1, 1)
"""The date that the file claims to be made on: a real one would change the bytes."""

_WIDEST = 46
_PAGE_WIDTH = 138
"""Places across a landscape page at full size; what the other columns leave goes to the widest one."""

_LINE_HEIGHT = 13.5
"""Points that one line of the text of a cell takes."""

_MOST_LINES = 30
"""Excel takes no row that is higher than 409 points."""

_HEAD_ROW = 2
"""Rows 0 and 1 hold the title and the line below it."""


def write_workbook(made: Sequence[Form], path: Path, *, policy_title: str, notes: Sequence[str] = ()) -> None:
    """Write forms as `path`; text is always text, never a formula, a link or a number.

    O(cells), with one row in memory at a time.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": policy_title, "created": _MADE})
        styles = _styles(book)
        for form in made:
            _write_form(book, styles, form, policy_title)
        if notes or not made:  # a workbook without a sheet is none
            _write_notes(book, styles, notes or ["本次没有需要公布的名单。"])


def _styles(book: Any) -> dict[str, Any]:
    cell = {"font_name": "宋体", "font_size": 10, "border": 1, "border_color": "#9AA5B1", "valign": "vcenter"}
    return {
        "title": book.add_format(
            {"font_name": "黑体", "font_size": 16, "align": "center_across", "valign": "vcenter"}
        ),
        "line": book.add_format(
            {"font_name": "宋体", "font_size": 10, "font_color": "#4A5563", "valign": "vcenter"}
        ),
        "head": book.add_format(
            {**cell, "bold": True, "align": "center", "bg_color": "#E8EFF6", "text_wrap": True}
        ),
        "text": book.add_format({**cell, "num_format": "@", "text_wrap": True}),
        "number": book.add_format({**cell, "num_format": "0", "align": "center"}),
    }


def _write_form(book: Any, styles: dict[str, Any], form: Form, policy_title: str) -> None:
    sheet = book.add_worksheet(form.name)
    rows, last = form.rows, len(form.rows.columns) - 1
    _set_up_page(sheet, last, policy_title)
    widths = _widths(rows)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, form.title, styles["title"])
    for column in range(1, last + 1):
        sheet.write_blank(0, column, None, styles["title"])
    sheet.set_row(1, 18)
    sheet.write_string(1, 0, form.line, styles["line"])
    sheet.set_row(_HEAD_ROW, 22)
    for column, heading in enumerate(rows.columns):
        sheet.write_string(_HEAD_ROW, column, heading, styles["head"])
    lines = _lines(rows, widths)
    for number, row in enumerate(rows.iter_rows(), _HEAD_ROW + 1):
        if (needed := lines[number - _HEAD_ROW - 1]) > 1:
            sheet.set_row(number, 4 + _LINE_HEIGHT * min(needed, _MOST_LINES))
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, styles["number"])
            elif value:
                sheet.write_string(number, column, value[:_LONGEST_CELL], styles["text"])
            else:
                sheet.write_blank(number, column, None, styles["text"])
    for number, remark in enumerate(form.remarks, _HEAD_ROW + len(rows) + 2):
        sheet.write_string(number, 0, remark, styles["line"])
    if len(rows):
        sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(rows), last)


def _set_up_page(sheet: Any, last: int, policy_title: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, _HEAD_ROW)
    sheet.freeze_panes(_HEAD_ROW + 1, min(3, last))
    sheet.center_horizontally()
    # a header line has codes of its own behind &, and holds 255 characters
    sheet.set_footer(f"&L&9{policy_title.replace('&', '&&')[:120]}&R&9第 &P 页 共 &N 页")


def _widths(rows: pl.DataFrame) -> list[float]:
    """Width of each column by its widest cell; a Chinese character takes two places."""
    longest = rows.select(_places(pl.all()).max()).row(0)
    heads = [(len(name.encode()) + len(name)) / 2 for name in rows.columns]
    wanted = [max(width or 0, head, 4) + 2.5 for width, head in zip(longest, heads, strict=True)]
    widths = [min(_WIDEST, width) for width in wanted]
    widest = max(range(len(widths)), key=wanted.__getitem__)
    left = _PAGE_WIDTH - sum(widths) + widths[widest]
    widths[widest] = min(wanted[widest], max(widths[widest], left))
    return widths


def _lines(rows: pl.DataFrame, widths: Sequence[float]) -> list[int]:
    """Lines that the fullest cell of each row takes when its text is wrapped.

    Excel would find the heights when it opens the workbook; LibreOffice prints one line over the other.
    """
    # text of ten points is a twentieth narrower than the places that a column is measured in: what a line
    # leaves over because a number may not be torn finds room in that
    per_column = [
        (_places(pl.col(name)) / max(1.0, width - 1)).ceil()
        for name, width in zip(rows.columns, widths, strict=True)
    ]
    return rows.select(pl.max_horizontal(*per_column).fill_null(1).cast(pl.Int64)).to_series().to_list()


def _places(column: pl.Expr) -> pl.Expr:
    """Places that the text of each cell takes."""
    # UTF-8 takes three bytes for a Chinese character and one for a Latin one: the mean of bytes and
    # characters is the number of places
    text = column.cast(pl.String)
    return (text.str.len_bytes() + text.str.len_chars()) / 2


def _write_notes(book: Any, styles: dict[str, Any], notes: Sequence[str]) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 100)
    for row, note in enumerate(notes):
        sheet.write_string(row, 0, note, styles["line"])
