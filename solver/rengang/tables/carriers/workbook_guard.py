"""May this file be handed to the workbook reader: is it a workbook at all, unencrypted, and not a bomb.

Two kinds of bombs: a small archive that unpacks to much, and a small sheet whose far-off cells span a huge
rectangle (a reader with true row numbers holds the whole rectangle). The pass over the sheets that finds the
second also finds the cells with Excel errors, which calamine shows as blanks.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np

from rengang.errors import Problem, Text

MAX_UNPACKED = 2 * 2**30
"""Bytes that the parts of a workbook may unpack to. A million rows of 25 columns take about half of it."""

MAX_RATIO, RATIO_FROM = 200, 64 * 2**20
"""Times that a part may be larger unpacked than packed, once it is larger than `RATIO_FROM` bytes. Sheets of
real cells reach about 30."""

MAX_COLUMNS = 702
"""Columns of a sheet (up to ZZ)."""

MAX_CELLS = 64 * 2**20
"""Cells of the rectangle that a sheet spans: a million rows of 64 columns."""

MAX_ROWS = 2**20
"""Rows of a sheet: Excel's own limit."""

_CHUNK = 3 * 2**15
"""Bytes looked at in one go: with all that is made of them they stay in the processor's cache."""
_OVERLAP = 4096
_SEVENTH = 8
"""From a quote to the seventh digit behind the letter that follows it."""
_LETTERS, _DIGITS = np.uint8(26), np.uint8(10)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# cells beyond column Z or row 999,999 that hold something: one that only carries a format is closed by "/>"
_FAR = re.compile(rb"""r=["']([A-Z]{2,}[0-9]+|[A-Z][0-9]{7,})["'][^>/]*>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["']([0-9]+)["']""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\br="([A-Z]+)([0-9]+)")[^>]*\bt="e"[^>]*>"""
    rb"""(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?<(?:\w+:)?v>([^<]*)<"""
)


class ErrorCell(NamedTuple):
    """A cell with an Excel error: row as the user sees it, column from 0, the error as it is shown."""

    row: int
    column: int
    shown: str


def inspect(path: Path) -> tuple[dict[str, list[ErrorCell]] | None, list[Problem]]:
    """The error cells of each sheet of a file that may be read; None and the problem if it may not.

    In the old binary format (.xls) error cells are not looked for; the format bounds what a sheet spans.
    """
    shown = path.name
    try:
        with path.open("rb") as handle:
            head = handle.read(8)
            if head == _OLE:
                hidden = "EncryptedPackage".encode("utf-16-le") in head + handle.read()
                return (None, [encrypted(shown)]) if hidden else ({}, [])
    except OSError as error:
        why = str(error.strerror)
        return None, [not_a_workbook(shown, Text(f"无法打开：{why}", f"cannot be opened: {why}"))]
    if not head:
        return None, [not_a_workbook(shown, Text("文件是空的", "it is empty"))]
    try:
        with zipfile.ZipFile(path) as archive:
            problem = _unpacks_to_too_much(archive, shown)
            return (None, [problem]) if problem else _scan(archive, shown)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, NotImplementedError, RuntimeError):
        return None, [not_a_workbook(shown)]
    except ElementTree.ParseError:
        return None, [not_a_workbook(shown)]


def _unpacks_to_too_much(archive: zipfile.ZipFile, shown: str) -> Problem | None:
    parts = archive.infolist()
    if sum(p.file_size for p in parts) > MAX_UNPACKED:
        return _bomb(shown)
    if any(p.file_size > RATIO_FROM and p.file_size > MAX_RATIO * p.compress_size for p in parts):
        return _bomb(shown)
    return None


def _scan(archive: zipfile.ZipFile, shown: str) -> tuple[dict[str, list[ErrorCell]] | None, list[Problem]]:
    errors: dict[str, list[ErrorCell]] = {}
    for name, part in _sheet_parts(archive):
        found = _scan_sheet(archive, part)
        if found is None:
            return None, [_bomb(shown, name)]
        errors[name] = found
    return errors, []


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and archive member of each sheet, in the order of the workbook."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    members = set(archive.namelist())
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        relation = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
        target = targets.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        if part in members:
            yield element.get("name", ""), part


def _scan_sheet(archive: zipfile.ZipFile, part: str) -> list[ErrorCell] | None:
    """The error cells of one sheet; None if its cells span too much."""
    errors: dict[tuple[int, int], ErrorCell] = {}
    rows, columns = 1, 26
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            block = rest + chunk
            far, wrong = _suspicions(block)
            if far:
                for match in _FAR.finditer(block):
                    column, row = _cell(match[1])
                    rows, columns = max(rows, row), max(columns, column + 1)
            last = block.rfind(b"<row ")
            if last >= 0 and (row_tag := _ROW.match(block, last)):
                rows = max(rows, int(row_tag[1]))
            if columns > MAX_COLUMNS or rows > MAX_ROWS or rows * columns > MAX_CELLS:
                return None
            if wrong:
                for match in _ERROR.finditer(block):
                    column, row = _cell(match[1] + match[2])
                    errors[row, column] = ErrorCell(row, column, match[3].decode("ascii", "replace"))
            rest = block[-_OVERLAP:]
    return sorted(errors.values())


def _suspicions(block: bytes) -> tuple[bool, bool]:
    """May `_FAR` find anything in `block`, and may `_ERROR`: told by arithmetic on all bytes, which is faster.

    The first where a quote is followed by two capital letters, or by a letter and seven digits; the second where
    an ``e`` stands between quotes. Both where there are single quotes, which nobody writes.
    """
    if b"'" in block or len(block) <= _SEVENTH:
        return True, True
    octets = np.frombuffer(block, dtype=np.uint8)
    quotes = octets == ord('"')
    wrong = (quotes[:-2] & quotes[2:] & (octets[1:-1] == ord("e"))).any()
    letters = octets - ord("A") < _LETTERS
    at = np.flatnonzero(quotes[:-2] & letters[1:-1])
    if letters[at + 2].any():
        return True, bool(wrong)
    at = at[at < len(octets) - _SEVENTH]
    for digit in range(_SEVENTH, 1, -1):
        at = at[octets[at + digit] - ord("0") < _DIGITS]
    return len(at) > 0, bool(wrong)


def _cell(reference: bytes) -> tuple[int, int]:
    """Column from 0 and row from 1 of a reference such as ``AB12``."""
    letters = reference.rstrip(b"0123456789")
    column = 0
    for letter in letters[:4]:
        column = column * 26 + letter - ord("A") + 1
    return column - 1, int(reference[len(letters) :][:12])


def not_a_workbook(shown: str, why: Text | None = None) -> Problem:
    """The error that a file cannot be read as a workbook."""
    detail = Text(f"（{why.zh}）", f" ({why.en})") if why else Text("", "")
    return Problem(
        "not-a-workbook",
        Text(
            f"这不是 Excel 工作簿，或文件已损坏{detail.zh}",
            f"this is no Excel workbook, or it is damaged{detail.en}",
        ),
        Text("能用 Excel 打开的 .xlsx 文件", "an .xlsx file that Excel can open"),
        table=shown,
    )


def encrypted(shown: str) -> Problem:
    """The error that a workbook asks for a password."""
    return Problem(
        "encrypted-workbook",
        Text("工作簿设有打开密码，无法读取", "the workbook is protected by a password and cannot be read"),
        Text("在 Excel 中取消密码后另存的文件", "a copy saved from Excel without the password"),
        table=shown,
    )


def _bomb(shown: str, sheet: str | None = None) -> Problem:
    where = Text(f"工作表“{sheet}”", f"sheet “{sheet}”") if sheet else Text("文件", "the file")
    return Problem(
        "workbook-too-large",
        Text(
            f"{where.zh}展开后过大，为安全起见没有读取",
            f"{where.en} would unpack to too much and was not read, for safety",
        ),
        Text(
            f"展开后不超过 {MAX_UNPACKED >> 30} GiB，每张表不超过 {MAX_ROWS} 行；更大的名册请用 Parquet",
            f"at most {MAX_UNPACKED >> 30} GiB unpacked and {MAX_ROWS} rows a sheet; use Parquet beyond",
        ),
        table=shown,
    )
