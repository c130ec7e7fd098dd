"""A folder of CSV files, one a table, with ``policy.toml`` beside them.

A well-formed file is taken apart by Polars; that it is well-formed is checked on its bytes with NumPy first.
Any other file goes record by record through the standard library's reader, which can say which row is broken.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from rengang.errors import InvalidInput, Problem, Text
from rengang.model.arrays import frozen
from rengang.tables.reading.margins import below_title
from rengang.tables.reading.source import Announce, RawInstance, RawPolicy, RawTable, unheard

POLICY_FILE = "policy.toml"
GUARDED = "=+\\-@\t\r"
"""Characters (in a regex class) that make a spreadsheet take a CSV cell for a formula."""

_UNGUARD = re.compile(rf"^'(?='*[{GUARDED}])")
_UNGUARD_FAST = rf"^'('*[{GUARDED}])"
_TABLE_OF_TEXT = Text(
    "完整的 CSV 文件，每行字段数与表头相同", "a whole CSV file, each row as long as the heading row"
)


def read_csv_folder(folder: Path, announce: Announce = unheard) -> RawInstance:
    """The tables of the CSV files in `folder` (not below), by file name, and its policy.

    Formula guards are taken off again: an apostrophe before further apostrophes and one of ``= + - @``, tab
    or carriage return is no part of a cell (see :func:`rengang.tables.carriers.write.guarded`).
    """
    paths = sorted((p for p in folder.iterdir() if p.suffix.lower() == ".csv" and p.is_file()), key=str)
    tables: list[RawTable] = []
    problems: list[Problem] = []
    for done, path in enumerate(paths):
        announce(path.name, done, len(paths))
        table, found = read_csv(path)
        problems += found
        if table is not None:
            tables.append(below_title(table))
    policy, found = folder_policy(folder)
    return RawInstance(tuple(tables), policy, (*problems, *found))


def folder_policy(folder: Path) -> tuple[RawPolicy | None, list[Problem]]:
    """The document in ``policy.toml`` of `folder`, where there is one."""
    from rengang.policy import read_document

    path = folder / POLICY_FILE
    if not path.exists():
        return None, []
    try:
        return RawPolicy(path.name, read_document(path)), []
    except InvalidInput as error:
        return None, list(error.problems)


def read_csv(path: Path) -> tuple[RawTable | None, list[Problem]]:
    """One file as a raw table, with every row that is broken."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, [_unreadable(path.name, str(error.strerror))]
    text, problems = decode(content, path.name)
    if text is None:
        return None, problems
    if not text.strip():
        return None, [*problems, _empty(path.name)]
    columns = None if problems else _fast(text)
    if columns is None:
        return _slow(text, path.name, problems)
    headings = tuple(s[0] or "" for s in columns)
    body = [_unguarded(s.slice(1)) for s in columns]
    rows = frozen(np.arange(2, len(columns[0]) + 1, dtype=np.int64))
    return RawTable(path.name, headings, tuple(body), rows), problems


def decode(content: bytes, shown: str) -> tuple[str | None, list[Problem]]:
    """The text of a file in UTF-8 (with or without mark) or GB18030; None and a problem if it is neither."""
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        first = error
    if first.reason == "unexpected end of data" and not content[: first.start].isascii():
        # cut in the middle of a character: GB18030 would make nonsense of it
        whole = content[: first.start].decode("utf-8-sig")
        row = whole.rstrip("\n").count("\n") + 1
        return whole, [_broken(shown, row, Text("文件在这里中断", "the file breaks off here"))]
    if not content.startswith(b"\xef\xbb\xbf"):
        try:
            return content.decode("gb18030"), []
        except UnicodeDecodeError as error:
            first = max(first, error, key=lambda e: e.start)
    row = content[: first.start].count(b"\n") + 1
    return None, [
        Problem(
            "encoding",
            Text("文件的文字编码无法识别", "the encoding of the file is not known"),
            Text("UTF-8 或 GB18030 编码的 CSV", "CSV in UTF-8 or GB18030"),
            table=shown,
            row=row,
        )
    ]


def _fast(text: str) -> list[pl.Series] | None:
    """All records, the heading first, one series a column; None where the slow way is needed."""
    content = text.rstrip("\r\n").encode()
    shape = _regular_shape(np.frombuffer(content, dtype=np.uint8))
    if shape is None:
        return None
    frame = pl.read_csv(
        content,
        has_header=False,
        infer_schema=False,
        new_columns=[str(i) for i in range(shape[1])],
    )
    return frame.get_columns() if frame.shape == shape else None


def _regular_shape(octets: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> tuple[int, int] | None:
    """(records, fields) if all records have equally many, at least two, and quotes are where they belong."""
    end = len(octets)
    quotes = np.flatnonzero(octets == ord('"'))
    if len(quotes) % 2:
        return None
    if len(quotes):
        opening, closing = quotes[0::2], quotes[1::2]
        before = np.where(opening > 0, octets[opening - 1], ord("\n"))
        after = np.where(closing + 1 < end, octets[np.minimum(closing + 1, end - 1)], ord("\n"))
        joint = closing[:-1] + 1 == opening[1:]  # a doubled quote within a field
        starts = np.isin(before, (ord(","), ord("\n"))) | np.concatenate([[False], joint])
        stops = np.isin(after, (ord(","), ord("\n"), ord("\r"))) | np.concatenate([joint, [False]])
        if not (starts.all() and stops.all()):
            return None
    breaks = np.flatnonzero(octets == ord("\n"))
    returns = np.flatnonzero(octets == ord("\r"))
    if len(returns) and not (octets[np.minimum(returns + 1, end - 1)] == ord("\n")).all():
        return None
    commas = np.flatnonzero(octets == ord(","))
    if len(quotes):
        breaks = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
        commas = commas[np.searchsorted(quotes, commas) % 2 == 0]
    per_record = np.diff(np.searchsorted(commas, breaks), prepend=0, append=len(commas))
    width = int(per_record[0]) + 1
    return (len(per_record), width) if width > 1 and (per_record == width - 1).all() else None


def _unguarded(series: pl.Series) -> pl.Series:
    if not series.str.starts_with("'").any():
        return series
    return series.str.replace(_UNGUARD_FAST, "$1")


def _slow(text: str, shown: str, problems: list[Problem]) -> tuple[RawTable | None, list[Problem]]:
    """Record by record; broken ones are left out and named."""
    reader = csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), strict=True)
    records: list[list[str]] = []
    numbers: list[int] = []
    headings: list[str] | None = None
    row, stop = 0, False
    while not stop:
        row += 1
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error:
            what = Text(
                "引号没有闭合或位置不对，此后无法读取",
                "a quote is not closed or out of place; nothing after it can be read",
            )
            problems = [*problems, _broken(shown, row, what)]
            break
        if headings is None:
            headings = record
            continue
        if len(headings) == 1 and not records:
            # a title that was typed above the headings has no commas behind it
            headings += [""] * (len(record) - 1)
        fitting = _fit(record, len(headings))
        if fitting is None:
            if not any(p.row == row for p in problems):
                problems = [*problems, _ragged(shown, row, len(record), len(headings))]
            continue
        records.append(fitting)
        numbers.append(row)
    if headings is None:
        return None, problems
    columns = _columns(records, len(headings))
    return RawTable(shown, tuple(headings), columns, frozen(np.array(numbers, dtype=np.int64))), problems


def _fit(record: Sequence[str], width: int) -> list[str] | None:
    """`record` with `width` fields: a blank line is a blank row, blank fields to the right go."""
    if not record:
        return [""] * width
    if len(record) < width or any(cell.strip() for cell in record[width:]):
        return None
    return list(record[:width])


def _columns(records: list[list[str]], width: int) -> tuple[pl.Series, ...]:
    if not records:
        return tuple(pl.Series([], dtype=pl.String) for _ in range(width))
    return tuple(
        pl.Series([_UNGUARD.sub("", cell) for cell in column], dtype=pl.String)
        for column in zip(*records, strict=True)
    )


def _broken(shown: str, row: int, what: Text) -> Problem:
    return Problem("truncated", what, _TABLE_OF_TEXT, table=shown, row=row)


def _ragged(shown: str, row: int, got: int, width: int) -> Problem:
    return Problem(
        "ragged-row",
        Text(
            f"这一行有 {got} 个字段，表头有 {width} 个",
            f"this row has {got} fields, the heading row has {width}",
        ),
        _TABLE_OF_TEXT,
        table=shown,
        row=row,
    )


def _empty(shown: str) -> Problem:
    return Problem(
        "empty-table",
        Text("文件是空的", "the file is empty"),
        Text("至少有一行表头", "at least a heading row"),
        table=shown,
    )


def _unreadable(shown: str, why: str) -> Problem:
    return Problem(
        "unreadable",
        Text(f"文件无法打开（{why}）", f"the file cannot be opened ({why})"),
        Text("可读的文件", "a file that can be read"),
        table=shown,
    )
