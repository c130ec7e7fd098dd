"""Forms as an Excel workbook to be printed: A4 landscape, headings on every page, constant bytes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from rengang.report.forms import LARGEST_POOL, Form

_LONGEST_CELL = 32_767
"""Characters that Excel takes in one cell."""

_MADE = datetime.datetime(2000, 1, 1)
"""The date that the file claims to be made on: a real one would change the bytes."""

_WIDEST = 46
_HEAD_ROW = 2
"""Rows 0 and 1 hold the title and the line below it."""


def write_workbook(made: Sequence[Form], path: Path, *, policy_title: str, pool: int) -> None:
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
        if pool > LARGEST_POOL:
            note = (
                f"交流对象 {pool} 人，超过 {LARGEST_POOL} 人，本工作簿不列名单；每人的去向见 allocation.csv。"
            )
            _write_note(book, styles, note)


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
    for column, width in enumerate(_widths(rows)):
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
    for number, row in enumerate(rows.iter_rows(), _HEAD_ROW + 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, styles["number"])
            elif value:
                sheet.write_string(number, column, value[:_LONGEST_CELL], styles["text"])
            else:
                sheet.write_blank(number, column, None, styles["text"])
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
    # UTF-8 takes three bytes for a Chinese character and one for a Latin one: the mean of bytes and
    # characters is the number of places
    text = rows.select(pl.all().cast(pl.String))
    longest = text.select(((pl.all().str.len_bytes() + pl.all().str.len_chars()) / 2).max()).row(0)
    heads = [(len(name.encode()) + len(name)) / 2 for name in rows.columns]
    return [min(_WIDEST, max(width or 0, head, 4) + 2.5) for width, head in zip(longest, heads, strict=True)]


def _write_note(book: Any, styles: dict[str, Any], note: str) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, note, styles["line"])
