"""One Excel workbook, one sheet a table, the policy on the sheet 政策.

The cells come from calamine with true row numbers; whether the file may be handed to it is settled before, by
:mod:`rengang.tables.carriers.workbook_guard`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Problem, Text
from rengang.model.arrays import frozen
from rengang.tables.carriers import policy_document
from rengang.tables.carriers.workbook_guard import ErrorCell, encrypted, inspect, not_a_workbook
from rengang.tables.reading.cells import fold
from rengang.tables.reading.headings import POLICY_NAMES, SILENT_NAMES
from rengang.tables.reading.margins import below_title
from rengang.tables.reading.sheet_columns import typed_columns
from rengang.tables.reading.source import Announce, RawInstance, RawPolicy, RawTable, unheard

_log = logging.getLogger(__name__)


def read_workbook(path: Path, announce: Announce = unheard) -> RawInstance:
    """The tables of the sheets of `path`, by sheet name, and the policy of its sheet 政策.

    Sheets that only explain (说明) or hold choices (选项) are passed over; blank sheets too. A cell that
    shows an Excel error (``#N/A``) is a problem.
    """
    inspected, problems = inspect(path)
    if inspected is None:
        return RawInstance((), None, tuple(problems))
    tables: list[RawTable] = []
    policy: RawPolicy | None = None
    try:
        for name, sheet in _sheets(path, announce):
            if fold(name) in POLICY_NAMES:
                rows = _asked(path, partial(_numbered, sheet))
                policy, found = policy_document.from_rows(name, rows)
                problems += found
                continue
            raw = _asked(path, partial(_table, name, sheet))
            if raw is None:
                continue
            table = below_title(raw)
            if any(heading.strip() for heading in table.headings):
                tables.append(table)
                problems += [_error_cell(table, cell) for cell in inspected.get(name, ())]
            else:
                problems.append(_no_heading(name))
    except _UnreadableError as error:
        return RawInstance((), None, (error.problem,))
    if not tables and not problems:
        problems.append(_empty(path.name))
    return RawInstance(tuple(tables), policy, tuple(problems))


class _UnreadableError(Exception):
    """Calamine cannot read the workbook; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _sheets(path: Path, announce: Announce) -> Iterator[tuple[str, Any]]:
    """Name and cells of each sheet that may hold a table."""
    import python_calamine as calamine

    book = _asked(path, lambda: calamine.load_workbook(str(path)))
    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet and fold(sheet.name) not in SILENT_NAMES
    ]
    for done, name in enumerate(names):
        announce(name, done, len(names))
        yield name, _asked(path, partial(book.get_sheet_by_name, name))


def _rows(sheet: Any) -> Iterator[list[object]]:
    """The rows of a sheet from its first one on, all of one length; a blank cell is ""."""
    if sheet.start == (0, 0):
        return iter(sheet.iter_rows())
    # the iterator leaves out blank columns on the left
    return iter(sheet.to_python(skip_empty_area=False))


def _numbered(sheet: Any) -> list[tuple[int, list[object]]]:
    return list(enumerate(_rows(sheet), 1))


def _table(name: str, sheet: Any) -> RawTable | None:
    """A raw table from a sheet, the first row of which holds the headings; None if there is nothing on it."""
    rows = _rows(sheet)
    first = next(rows, None)
    if first is None:
        return None
    headings = tuple("" if cell is None else str(cell) for cell in first)
    columns = tuple(typed_columns(rows, len(headings)))
    if not any(headings) and all(map(_nothing, columns)):
        return None
    length = len(columns[0]) if columns else 0
    return RawTable(name, headings, columns, frozen(np.arange(2, length + 2, dtype=np.int64)))


def _nothing(column: pl.Series) -> bool:
    return not (column != "").any() if column.dtype == pl.String else column.null_count() == len(column)


def _asked(path: Path, call: Callable[[], Any]) -> Any:
    """What calamine answers; whatever it fails with becomes a problem."""
    import python_calamine as calamine

    try:
        return call()
    except calamine.PasswordError as error:
        raise _UnreadableError(encrypted(path.name)) from error
    # a damaged file may also surface as a panic of calamine's Rust code, which is no Exception
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
            raise
        _log.info("calamine cannot read %s: %r", path, error)
        raise _UnreadableError(not_a_workbook(path.name)) from error


def _error_cell(table: RawTable, cell: ErrorCell) -> Problem:
    heading = table.headings[cell.column] if cell.column < len(table.headings) else ""
    return Problem(
        "error-cell",
        Text("单元格里是公式错误", "the cell holds a formula error"),
        Text("一个值，或空白", "a value, or a blank"),
        table=table.shown,
        row=cell.row,
        column=heading.strip() or None,
        value=cell.shown,
    )


def _no_heading(name: str) -> Problem:
    return Problem(
        "missing-heading",
        Text("第一行是空的，找不到表头", "the first row is blank; there are no headings"),
        Text("表头在第一行", "the headings in the first row"),
        table=name,
        row=1,
    )


def _empty(shown: str) -> Problem:
    return Problem(
        "empty-workbook",
        Text("工作簿里没有内容", "the workbook is empty"),
        Text("至少有“单位”和“干部”两张工作表", "at least the sheets 单位 (units) and 干部 (cadres)"),
        table=shown,
    )
